// Plays the journeys of docs/handbook/journeys.md in Chromium against a demo of its own, and writes what each took as a line of
// JSON: `node journeys.mjs PROFILE LANGUAGE`. No story of `cargo xtask test`: `cargo xtask journeys` runs it.

import { browser, demo, signIn, visitor } from "./house.mjs";
import { Traveller } from "./journeys/traveller.mjs";
import { ways } from "./journeys/ways.mjs";

const profiles = {
  srs: { scheme: "dea", agreement: "arar", paper: "paper" },
  "secure-lab": { scheme: "ons", agreement: "user-agreement", paper: "journal-paper" },
};
const [profile = "srs", lang = "en"] = process.argv.slice(2);
const script = profiles[profile];
if (!script) throw new Error(`there is no way through the profile ${profile}; there are ${Object.keys(profiles).join(", ")}`);

const house = await demo(profile);
const chrome = await browser();
try {
  const travellers = new Map();
  const signedIn = async (who) => {
    if (!travellers.has(who.email)) {
      const page = await visitor(chrome, house, { lang });
      await signIn(page, who);
      travellers.set(who.email, new Traveller(page));
    }
    return travellers.get(who.email);
  };
  const world = {
    lang,
    script,
    at: { house },
    person: { name: "Elin Marlow", email: `elin.${Date.now()}@aberteifi.example`, password: "pebbles and slate and rain" },
    elin: new Traveller(await visitor(chrome, house, { lang })),
    of: (role) => signedIn(house.people.find((p) => p.roles.includes(role))),
    checkers: () => Promise.all(house.people.filter((p) => p.roles.includes("output-checker")).map(signedIn)),
  };
  for (const [journey, way] of Object.entries(ways)) {
    const { counts } = await way(world);
    process.stdout.write(`${JSON.stringify({ journey, ...counts })}\n`);
  }
} finally {
  await chrome.close();
  await house.close();
}

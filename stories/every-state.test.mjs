import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { build, faults, stay, violations, visitor, walked } from "./house.mjs";

// The whole journey is walked in each language, and every page that it met, with its errors and its successes, is read. Of
// pages built of the same elements, in whichever language, axe looks at one in Chromium.

const AT_ONCE = 2;

for (const [profile, langs] of [["srs", ["en", "cy"]], ["secure-lab", ["en"]]]) {
  describe(`in the profile ${profile}`, () => {
    const at = stay(profile);
    const built = new Set();
    for (const lang of langs) {
      test(`no state of a page of the journey has a violation of accessibility, in ${lang}`, async () => {
        const folder = await walked(at.house, lang);
        const [seen, states, wrong] = [new Set(), [], []];
        for (const page of JSON.parse(readFileSync(join(folder, "pages.json"), "utf8"))) {
          page.html = readFileSync(join(folder, page.file), "utf8");
          const here = `${page.status} ${build(page.html)}`;
          // Some steps look at the other language on purpose.
          const inLang = (page.path === "/cy" || page.path.startsWith("/cy/")) === (lang === "cy");
          if (!inLang) continue;
          for (const fault of faults(page.html, lang)) wrong.push(`${page.asked} for ${page.to}, ${page.status} at ${page.path}: ${fault}`);
          seen.add(here);
          if (built.has(here)) continue;
          built.add(here);
          states.push(page);
        }
        const look = async () => {
          const window = await visitor(at.chrome, at.house);
          for (let state = states.shift(); state; state = states.shift()) {
            const url = at.house.url + state.path;
            await window.route(url, (route) => route.fulfill({ status: state.status, contentType: "text/html; charset=utf-8", body: state.html }));
            await window.goto(url);
            for (const fault of await violations(window)) {
              wrong.push(`${state.asked} for ${state.to}, ${state.status} at ${state.path}: ${fault}`);
            }
            await window.unroute(url);
          }
          await window.context().close();
        };
        await Promise.all(Array.from({ length: AT_ONCE }, look));
        assert.deepEqual(wrong, []);
        assert.ok(seen.size > 40, `only ${seen.size} states were met`);
      });
    }
  });
}

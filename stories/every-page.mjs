import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { build, faults, signIn, stay, violations, visitor } from "./house.mjs";

// Each person goes wherever a link leads them, in each language of the profile, and every page that they meet is read. Of
// pages built of the same elements, in whichever language, axe looks at one.

const PAGES_A_PERSON = 60;

/** Pages of one kind differ only in ids, references and pages of a list. */
function kind(path) {
  return path
    .replace(/\?.*/, "")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")
    .replaceAll(/\b[A-Z]{1,4}-[A-Z0-9-]{4,}\b/g, ":ref");
}

/** A file for each profile, so that they can go side by side. */
export function everyPage(profile, langs) {
  describe(`in the profile ${profile}`, () => {
    const at = stay(profile);
    const built = new Set();
    for (const lang of langs) {
      test(`every page that somebody can reach has no violation of accessibility, in ${lang}`, async () => {
        const seen = new Set();
        const wrong = [];
        for (const person of [null, ...at.house.people]) {
          const page = await visitor(at.chrome, at.house, { lang });
          if (person) await signIn(page, person);
          const waiting = [lang === "cy" ? "/cy" : "/", lang === "cy" ? "/cy/home" : "/home"];
          const known = new Set(waiting);
          for (let visited = 0; waiting.length > 0 && visited < PAGES_A_PERSON; visited++) {
            const path = waiting.shift();
            // Its links are read without the browser; only a kind of page that is new is opened in it.
            const response = await page.request.get(at.house.url + path);
            if (response.status() >= 500) wrong.push(`${person?.name} ${path}: ${response.status()}`);
            if (!(response.headers()["content-type"] ?? "").startsWith("text/html")) continue;
            const here = `${kind(new URL(response.url()).pathname)} | ${person?.roles ?? "visitor"}`;
            const html = await response.text();
            for (const fault of faults(html, lang)) wrong.push(`${person?.name ?? "visitor"} ${path}: ${fault}`);
            const links = [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, href]) => href.replaceAll("&amp;", "&").replaceAll("&#38;", "&"));
            for (const link of links) {
              const to = new URL(link, at.house.url + path);
              const inLang = lang === "cy" ? to.pathname === "/cy" || to.pathname.startsWith("/cy/") : !/^\/cy(\/|$)/.test(to.pathname);
              const next = to.pathname + to.search;
              const file = /\/releases\/[^/]+\/(file|receipt)|\.(png|svg|csv|json|pdf|pub)$/.test(to.pathname);
              // The questions branch at each answer; one story goes to their ends (visitor).
              const deep = to.pathname.endsWith("/eligibility") && to.searchParams.size > 2;
              if (to.origin !== at.house.url || !inLang || file || deep || known.has(next)) continue;
              known.add(next);
              waiting.push(next);
            }
            if (seen.has(here)) continue;
            seen.add(here);
            if (built.has(build(html))) continue;
            built.add(build(html));
            await page.goto(at.house.url + path);
            for (const fault of await violations(page)) wrong.push(`${person?.name ?? "visitor"} ${path}: ${fault}`);
          }
          await page.context().close();
        }
        assert.deepEqual(wrong, []);
        assert.ok(seen.size > 30, `only ${seen.size} kinds of page were reached`);
      });
    }
  });
}

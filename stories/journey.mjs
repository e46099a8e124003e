import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, fillIn, follow, form, send, until } from "./forms.mjs";
import { code, signIn, stay, visitor } from "./house.mjs";

// One researcher from registration to a released output, clicked in Chromium by each person whose turn it is, in each
// language of each profile. Everybody sits at the one address of this machine, as somebody does who tries the demo.

const day = 24 * 60 * 60 * 1000;

const profiles = {
  srs: { langs: ["en", "cy"], scheme: "dea", agreement: "arar", paper: "paper" },
  "secure-lab": { langs: ["en"], scheme: "ons", agreement: "user-agreement", paper: "journal-paper" },
};

/** A file for each profile, so that they can go side by side. */
export function journey(profile) {
  const script = profiles[profile];
  describe(`in the profile ${profile}`, () => {
    const at = stay(profile);
    let windows;

    /** The window of whoever has a role, signed in when it is first needed. */
    async function of(role, lang) {
      const person = at.house.people.find((p) => p.roles.includes(role));
      const page = windows.get(person.email) ?? (await visitor(at.chrome, at.house, { lang }));
      if (!windows.has(person.email)) await signIn(page, person);
      windows.set(person.email, page);
      return page;
    }

    for (const lang of script.langs) {
      test(`a researcher gets from registration to a released output, in ${lang}`, async () => {
        windows = new Map();
        const elin = await visitor(at.chrome, at.house, { lang });
        const email = `elin.${lang}.${Date.now()}@aberteifi.example`;
        const password = "pebbles and slate and rain";

        // An account, its address proved, its second factor set up.
        await elin.visit("/register");
        await fillIn(elin, "/register", { organisation: "University of Aberteifi", name: "Elin Marlow", email, student: "no", country: "GB", language: lang, password, licence: "yes" });
        await elin.visit("/outbox");
        await follow(elin, "/register/prove");
        await fillIn(elin, "/register/prove", { password });
        await elin.visit("/sign-in");
        await fillIn(elin, "/sign-in", { email, password });
        assert.match(elin.url(), /\/account\/second-factor$/);
        const key = (await elin.innerText("main")).match(/(?:\b[A-Z2-7]{4}\b\s*){8}/)[0];
        assert.match(await fillIn(elin, "/account/second-factor", { code: code(key) }), /\/account\/recovery-codes$/);

        // Accreditation: asked for, training recorded, granted; the agreement recorded.
        await elin.visit("/accreditation/request");
        await fillIn(elin, "/accreditation/request", { scheme: script.scheme, kind: "full", route: "degree", evidence: "MSc in Statistics, University of Aberteifi, 2019.", declaration: "yes" });
        const catrin = await of("accreditation", lang);
        await catrin.visit("/accreditations");
        await follow(catrin, "/accreditations/");
        const request = new URL(catrin.url()).pathname.replace(/^\/cy/, "");
        await follow(catrin, "/people/");
        const person = new URL(catrin.url()).pathname.replace(/^\/cy/, "");
        await fillIn(catrin, "/training", { course: "safe-researcher", "passed-on": new Date(Date.now() - 3 * day), until: new Date(Date.now() + 1000 * day) });
        await catrin.visit(request);
        await fillIn(catrin, "/decide", { decision: "grant", from: new Date(), until: new Date(Date.now() + 1800 * day), number: "AR-30001" });
        const bashir = await of("support", lang);
        await bashir.visit(person);
        await fillIn(bashir, "/agreements", { kind: script.agreement, version: "3", "signed-on": new Date(), device: "managed laptop 0977", "officer-email": at.house.people.find((p) => p.roles.includes("signatory")).email });

        // An application, section after section.
        await elin.visit("/projects/apply");
        await send(elin, "/projects/apply");
        const number = elin.url().match(/\/projects\/([^/]+)\/application/)[1];
        const title = `Pay by region and sex ${number}`;
        const answers = {
          checklist: ["conditions", "dictionary", "owners"], type: "research", coordinator: email, "lead-views": "data", student: "no",
          sponsor: "University of Aberteifi", title, starts: new Date(), ends: new Date(Date.now() + 700 * day),
          abstract: "How the weekly pay of employees differs between regions and between women and men.",
          aims: "To publish tables of weekly pay by region and sex, and to explain the differences.",
          methodology: "Tables of counts, sums and means with their unweighted counts.", "machine-learning": "no", periods: "All years.",
          "why-unpublished": "Published tables do not combine region, sex and pay.", identifiability: "indirect", "other-data": "no", linkage: "no",
          ethics: "Statistics only are published.", "public-good": "Better evidence about pay.", "public-risks": "None beyond those that output checking addresses.",
          publications: "A working paper.", declaration: "yes",
        };
        const application = `/projects/${number}/application`;
        const done = new Set();
        for (;;) {
          await elin.visit(application);
          const links = await elin.$$eval("main a[href*='/application/']", (all) => all.map((a) => a.getAttribute("href").split("/application/")[1]));
          const section = links.find((s) => !["check", "withdraw"].includes(s) && !s.includes("/") && !done.has(s));
          if (!section) break;
          done.add(section);
          await follow(elin, `/application/${section}`);
          const at = `/application/${section}`;
          await answer(elin, at, answers);
          // The dataset is chosen by its name, the way of access by being the first.
          const dataset = elin.locator("[name=datasets]");
          if (await dataset.count()) await elin.getByLabel(lang === "cy" ? /^Arolwg o.r Llafurlu(?!.*(Cymru|ddiogel))/i : /^Labour Force Survey(?!.*(Wales|secure))/i).first().check();
          const routes = elin.locator("[name=routes]");
          if (await routes.count()) await routes.first().check();
          await send(elin, at);
        }
        await elin.visit(`${application}/check`);
        assert.match(await send(elin, "/application/check"), /\/submitted$/);

        // A question, its answer, and every decision in its turn.
        const daniel = await of("quality", lang);
        await daniel.visit(`/assessments/${number}`);
        await follow(daniel, `/assessments/${number}/`);
        await fillIn(daniel, "/query", { question: "methodology", text: "How large must a group be before you show it?" });
        await elin.visit(`/projects/${number}`);
        await follow(elin, "/queries/");
        await fillIn(elin, "/answer", { text: "Ten people or more." }).catch(async () => fillIn(elin, new URL(elin.url()).pathname, { text: "Ten people or more." }));
        await elin.visit(`${application}/check`);
        assert.match(await send(elin, "/application/check"), /\/submitted$/);
        for (const [role, more] of [["quality", {}], ["feasibility", {}], ["ethics", {}], ["data-owner", {}], ["accreditation-body", { number: `2026/${number}` }]]) {
          const page = await of(role, lang);
          await page.visit(`/assessments/${number}`);
          // Which decisions there are the profile says.
          if ((await page.locator(`main a[href*="/assessments/${number}/"]`).count()) === 0) continue;
          await follow(page, `/assessments/${number}/`);
          await fillIn(page, "/decide", { outcome: "approve", ...more });
        }
        await bashir.visit(`/projects/${number}`);
        await send(bashir, "/set-up");

        // Into the space: a table, a text with the table in it, the SDC folder.
        await elin.visit(`/projects/${number}/access`);
        await follow(elin, "/enter");
        for (const box of await form(elin, "/enter").locator("input[type=checkbox]").all()) await box.check();
        for (const box of await form(elin, "/enter").locator("input[type=radio][value=yes]").all()) await box.check();
        await send(elin, "/enter");
        const space = `/projects/${number}/space`;
        await elin.visit(`${space}/tables`);
        await follow(elin, "/tables/new/");
        await fillIn(elin, new URL(elin.url()).pathname, { title: "Weekly pay by region and sex", rows: ["region"], cols: ["sex"], count: "yes", mean: ["pay"], weighted: "no", totals: "yes" });
        assert.ok(await elin.locator("main img").evaluateAll((all) => all.length > 0 && all.every((i) => i.complete && i.naturalWidth > 0)), "the table is a picture");
        await elin.visit(`${space}/write-ups/new`);
        await fillIn(elin, "/write-ups/new", { title, source: "Labour Force Survey, person file.", sample: "All employees with a recorded weekly pay.", method: "Unweighted counts and means." });
        const text = new URL(elin.url()).pathname.replace(/^\/cy/, "");
        await elin.visit(`${text}/parts/new`);
        await fillIn(elin, "/parts/new", { kind: "paragraph", paragraph: "Pay differs between regions more than between other groups." });
        await elin.visit(`${text}/parts/new`);
        await answer(elin, "/parts/new", { kind: "table" });
        const table = await form(elin, "/parts/new").locator("[name=table]").first().evaluate((e) => (e.tagName === "SELECT" ? [...e.options].map((o) => o.value).find(Boolean) : e.value));
        await fillIn(elin, "/parts/new", { table, caption: "Weekly pay of employees", description: "Counts and means of weekly pay by region and by sex." });
        await elin.visit(text);
        const document = `Pay ${lang}.docx`;
        await fillIn(elin, "/save", { name: document });

        // Asked for, inspected, checked by two people who do not see each other's decision, released, fetched.
        await elin.visit(`/outputs?project=${number}`);
        await send(elin, "/outputs");
        const reference = new URL(elin.url()).pathname.split("/").pop();
        await elin.visit(`/outputs/${reference}/files`);
        await elin.getByLabel(document).check();
        await send(elin, "/files");
        await elin.visit(`/outputs/${reference}/form`);
        for (const box of await form(elin, "/form").locator("[name=datasets]").all()) await box.check();
        await fillIn(elin, "/form", {
          type: script.paper, purpose: "To be published as a working paper.", audience: "The public",
          citations: "Demonstration Research Service (2025). Labour Force Survey. doi:10.99999/lfs-2024", "machine-learning": "no",
          source: "Labour Force Survey, person file.", sample: "All employees with a recorded weekly pay.", method: "Unweighted counts and means.", "safe-methods": ["yes"],
        });
        await elin.visit(`/outputs/${reference}`);
        await send(elin, "/submit");
        for (const checker of at.house.people.filter((p) => p.roles.includes("output-checker"))) {
          const page = await visitor(at.chrome, at.house, { lang });
          await signIn(page, checker);
          await until(page, "/checks", async () => (await page.locator(`main a[href*="/checks/${reference}"]`).count()) > 0);
          await follow(page, `/checks/${reference}`);
          await answer(page, "/vote", { vote: "release", publishable: "yes" });
          for (const finding of await form(page, "/vote").locator("[name^=finding-]").all()) await finding.fill("Every cell has far more than ten people from many households.");
          await send(page, "/vote");
        }
        await until(elin, `/outputs/${reference}`, async () => (await elin.locator("main a[href*='/releases/']").count()) > 0);
        await follow(elin, "/releases/");
        const [download] = await Promise.all([elin.waitForEvent("download"), elin.locator("main a[href*='/files/'], main a[href$='/file']").first().click()]);
        assert.match(download.suggestedFilename(), /\.docx$/);
        // The browser recognises the file that was fetched, and no other.
        const chosen = elin.getByRole("status").locator("p:visible");
        await elin.locator("[data-released] input[type=file]").setInputFiles(await download.path());
        await chosen.filter({ hasText: document }).waitFor();
        await elin.locator("[data-released] input[type=file]").setInputFiles({ name: document, mimeType: "text/plain", buffer: Buffer.from("another") });
        await elin.locator("[data-released] [data-answer=another]").waitFor();
        assert.equal(await chosen.count(), 1);
        for (const page of windows.values()) await page.context().close();
      });
    }
  });
}

// The twelve journeys of docs/handbook/journeys.md. Each begins where somebody stands who has just signed in, goes by links and
// buttons alone, and leaves the service as the next one needs it. What others do in between is not counted.

import assert from "node:assert/strict";
import { code } from "../house.mjs";
import { answer, form, until } from "../forms.mjs";

const day = 24 * 60 * 60 * 1000;
const method = "Unweighted counts and means.";
const sample = "All employees with a recorded weekly pay.";
const source = "Labour Force Survey, person file.";

/** In the order in which they need each other; docs/handbook/journeys.md lists them as people meet them. */
export const ways = {
  async "register to home"({ elin, person, lang }) {
    const { email, password } = person;
    await elin.start("/");
    await elin.to("/register");
    await elin.fillIn("/register", { organisation: "University of Aberteifi", name: person.name, email, student: "no", country: "GB", language: lang, password, licence: "yes" });
    // The demo's outbox stands for the mail program: the link in the mail is a click, the way to it none.
    await elin.uncounted(() => elin.page.visit("/outbox"));
    await elin.follow("/register/prove");
    await elin.fillIn("/register/prove", { password });
    await elin.to("/sign-in");
    await elin.fillIn("/sign-in", { email, password });
    const key = (await elin.page.innerText("main")).match(/(?:\b[A-Z2-7]{4}\b\s*){8}/)[0];
    await elin.fillIn("/account/second-factor", { code: code(key) });
    await elin.to("/home");
    assert.equal(elin.path(), "/home");
    return elin;
  },

  async accreditation({ elin, script }) {
    await elin.start("/home");
    await elin.to("/accreditation/request");
    await elin.fillIn("/accreditation/request", { scheme: script.scheme, kind: "full", route: "degree", evidence: "MSc in Statistics, University of Aberteifi, 2019.", declaration: "yes" });
    assert.equal(elin.path(), "/accreditation");
    return elin;
  },

  async grant({ of, person, at, script }) {
    const catrin = await of("accreditation");
    await catrin.uncounted(async () => {
      await catrin.page.visit("/accreditations");
      await catrin.page.getByRole("link", { name: person.name }).click();
      await catrin.page.locator("main a[href*='/people/']").first().click();
      at.person = catrin.path();
      await answer(catrin.page, "/training", { course: "safe-researcher", "passed-on": new Date(Date.now() - 3 * day), until: new Date(Date.now() + 1000 * day) });
      await catrin.press("/training");
    });
    const bashir = await of("support");
    const officer = at.house.people.find((p) => p.roles.includes("signatory")).email;
    await bashir.page.visit(at.person);
    await bashir.fillIn("/agreements", { kind: script.agreement, version: "3", "signed-on": new Date(), device: "managed laptop 0977", "officer-email": officer });
    await catrin.start("/home");
    await catrin.to("/accreditations");
    await catrin.click(catrin.page.getByRole("link", { name: person.name }));
    await catrin.fillIn("/decide", { decision: "grant", from: new Date(), until: new Date(Date.now() + 1800 * day), number: "AR-30001" });
    return catrin;
  },

  async application({ elin, person, at }) {
    await elin.start("/home");
    await elin.to("/projects/apply");
    await elin.press("/projects/apply");
    const number = elin.path().match(/\/projects\/([^/]+)\/application/)[1];
    Object.assign(at, { number, title: `Pay by region and sex ${number}` });
    const answers = {
      checklist: ["conditions", "dictionary", "owners"], type: "research", coordinator: person.email, "lead-views": "data", student: "no",
      sponsor: "University of Aberteifi", title: at.title, starts: new Date(), ends: new Date(Date.now() + 700 * day),
      abstract: "How the weekly pay of employees differs between regions and between women and men.",
      aims: "To publish tables of weekly pay by region and sex, and to explain the differences.",
      methodology: "Tables of counts, sums and means with their unweighted counts.", "machine-learning": "no", periods: "All years.",
      "why-unpublished": "Published tables do not combine region, sex and pay.", identifiability: "indirect", "other-data": "no", linkage: "no",
      ethics: "Statistics only are published.", "public-good": "Better evidence about pay.", "public-risks": "None beyond those that output checking addresses.",
      publications: "A working paper.", declaration: "yes",
    };
    const done = new Set(["check", "withdraw"]);
    for (;;) {
      const links = await elin.page.$$eval("main a[href*='/application/']", (all) => all.map((a) => a.getAttribute("href").split("/application/")[1]));
      const section = links.find((s) => !s.includes("/") && !s.includes("#") && !done.has(s));
      if (!section) break;
      done.add(section);
      const action = `/application/${section}`;
      await elin.to(action);
      await answer(elin.page, action, answers);
      const datasets = elin.page.locator("[name=datasets]");
      if (await datasets.count()) await elin.page.getByLabel(/^(Labour Force Survey|Arolwg o.r Llafurlu)(?!.*(Wales|secure|Cymru|ddiogel))/i).first().check();
      const routes = elin.page.locator("[name=routes]");
      if (await routes.count()) await routes.first().check();
      await elin.press(action);
    }
    await elin.to("/application/check");
    assert.match(await elin.press("/application/check"), /\/submitted$/);
    return elin;
  },

  async "answer a query"({ elin, of, at }) {
    const daniel = await of("quality");
    await daniel.page.visit(`/assessments/${at.number}`);
    await daniel.follow(`/assessments/${at.number}/`);
    await daniel.fillIn("/query", { question: "methodology", text: "How large must a group be before you show it?" });
    await elin.start("/home");
    await elin.to(`/projects/${at.number}`);
    await elin.follow("/queries/");
    await elin.fillIn(elin.path(), { text: "Ten people or more." });
    await elin.to("/application/check");
    assert.match(await elin.press("/application/check"), /\/submitted$/);
    return elin;
  },

  async assess({ of, at }) {
    const daniel = await of("quality");
    await daniel.start("/home");
    await daniel.to("/assessments");
    await daniel.to(`/assessments/${at.number}`);
    await daniel.follow(`/assessments/${at.number}/`);
    await daniel.fillIn("/decide", { outcome: "approve" });
    return daniel;
  },

  async "map a dataset"({ of, at }) {
    for (const [role, more] of [["feasibility", {}], ["ethics", {}], ["data-owner", {}], ["accreditation-body", { number: `2026/${at.number}` }]]) {
      const { page, press } = await of(role).then((who) => ({ page: who.page, press: who.press.bind(who) }));
      await page.visit(`/assessments/${at.number}`);
      // Which decisions there are the profile says.
      const decision = page.locator(`main a[href*="/assessments/${at.number}/"]`);
      if ((await decision.count()) === 0) continue;
      await decision.first().click();
      await answer(page, "/decide", { outcome: "approve", ...more });
      await press("/decide");
    }
    const bashir = await of("support");
    await bashir.start("/home");
    await bashir.to("/assessments");
    await bashir.to(`/projects/${at.number}`);
    await bashir.press("/set-up");
    assert.equal(await bashir.page.locator("main").getByText(/^(Labour Force Survey|Arolwg o.r Llafurlu)/).count() > 0, true, "the dataset is mapped");
    return bashir;
  },

  async "ask about access"({ elin, at }) {
    await elin.start("/home");
    await elin.to("/projects");
    await elin.to(`/projects/${at.number}`);
    await elin.to("/access");
    await elin.page.locator("main [name=dataset]").first().check();
    await elin.press("/access");
    assert.match(elin.page.url(), /\/access\?dataset=/);
    return elin;
  },

  async "table to request"({ elin, at, script }) {
    const space = `/projects/${at.number}/space`;
    await elin.uncounted(async () => {
      await elin.page.visit(`/projects/${at.number}/enter`);
      for (const box of await form(elin.page, "/enter").locator("input[type=checkbox]").all()) await box.check();
      for (const box of await form(elin.page, "/enter").locator("input[type=radio][value=yes]").all()) await box.check();
      await elin.press("/enter");
    });
    await elin.start(space);
    await elin.to("/tables");
    await elin.follow("/tables/new/");
    await elin.fillIn(elin.path(), { title: "Weekly pay by region and sex", rows: ["region"], cols: ["sex"], count: "yes", mean: ["pay"], weighted: "no", totals: "yes" });
    await elin.to("/write-ups");
    await elin.to("/write-ups/new");
    await elin.fillIn("/write-ups/new", { title: at.title, source, sample, method });
    await elin.to("/parts/new");
    await answer(elin.page, "/parts/new", { kind: "table" });
    const table = form(elin.page, "/parts/new").locator("[name=table]").first();
    const value = await table.evaluate((e) => (e.tagName === "SELECT" ? [...e.options].map((o) => o.value).find(Boolean) : e.value));
    await elin.fillIn("/parts/new", { table: value, caption: "Weekly pay of employees", description: "Counts and means of weekly pay by region and by sex." });
    at.document = "Pay by region and sex.docx";
    await elin.fillIn("/save", { name: at.document });
    await elin.press("/outputs");
    at.reference = elin.path().split("/").pop();
    await elin.to("/files");
    await elin.page.getByLabel(at.document).check();
    await elin.press("/files");
    await elin.to("/form");
    for (const box of await form(elin.page, "/form").locator("[name=datasets]").all()) await box.check();
    await elin.fillIn("/form", {
      type: script.paper, purpose: "To be published as a working paper.", audience: "The public",
      citations: "Demonstration Research Service (2025). Labour Force Survey. doi:10.99999/lfs-2024", "machine-learning": "no",
      source, sample, method, "safe-methods": ["yes"],
    });
    await elin.press("/submit");
    return elin;
  },

  async "return and answer"({ elin, checkers, at }) {
    for (const checker of await checkers()) await vote(checker, at, { vote: "return", reason: "Which years are these?" });
    await until(elin.page, "/home", async () => (await elin.page.locator(`main a[href$="/outputs/${at.reference}"]`).count()) > 0);
    await elin.start("/home");
    await elin.to(`/outputs/${at.reference}`);
    await elin.to("/form");
    await elin.fillIn("/form", { reply: "The years are 2023 and 2024." });
    // Files that were chosen before and stay chosen need no click.
    if ((await form(elin.page, "/submit").count()) === 0) {
      await elin.to("/files");
      const file = elin.page.getByLabel(at.document);
      if (!(await file.isChecked())) await file.check();
      await elin.press("/files");
    }
    await elin.press("/submit");
    return elin;
  },

  async vote({ checkers, at }) {
    const [first, second] = await checkers();
    const findings = "Every cell has far more than ten people from many households.";
    await until(first.page, "/checks", async () => (await first.page.locator(`main a[href$="/checks/${at.reference}"]`).count()) > 0);
    await first.start("/home");
    await first.to("/checks");
    await first.to(`/checks/${at.reference}`);
    await answer(first.page, "/vote", { vote: "release", publishable: "yes" });
    for (const finding of await form(first.page, "/vote").locator("[name^=finding-]").all()) await finding.fill(findings);
    await first.press("/vote");
    await vote(second, at, { vote: "release", publishable: "yes" }, findings);
    return first;
  },

  async "fetch and verify"({ elin, at }) {
    await until(elin.page, "/home", async () => (await elin.page.locator("main a[href*='/releases/']").count()) > 0);
    await elin.start("/home");
    await elin.follow("/releases/");
    elin.counts.clicks += 2;
    const fetched = async (link) => (await Promise.all([elin.page.waitForEvent("download"), elin.page.locator(link).first().click()]))[0];
    const file = await fetched("main a[href*='/files/'], main a[href$='/file']");
    assert.match((await fetched("main a[href$='/receipt']")).suggestedFilename(), /\.receipt$/);
    // The file is the one question: whether it is what has left, the browser says itself.
    elin.counts.questions += 1;
    await elin.page.locator("[data-released] input[type=file]").setInputFiles(await file.path());
    await elin.page.getByRole("status").locator("p:visible").filter({ hasText: at.document }).waitFor();
    return elin;
  },
};

/** A checker's vote that is no journey of its own. */
async function vote(checker, at, answers, findings = "") {
  await until(checker.page, "/checks", async () => (await checker.page.locator(`main a[href$="/checks/${at.reference}"]`).count()) > 0);
  await checker.to(`/checks/${at.reference}`);
  await answer(checker.page, "/vote", answers);
  if (findings) for (const finding of await form(checker.page, "/vote").locator("[name^=finding-]").all()) await finding.fill(findings);
  await checker.press("/vote");
}

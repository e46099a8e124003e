// Somebody on their way through the service who uses links and buttons alone, and what that takes of them.

import { answer, form } from "../forms.mjs";

/**
 * The questions of a form that its reader meets: every one that is to be seen, with what they answered. `given` are those whose
 * answer stood there already and was left as it was.
 */
function asked(form) {
  const questions = new Map();
  for (const e of form.elements) {
    if (!e.name || e.offsetParent === null || ["hidden", "submit", "button"].includes(e.type)) continue;
    const name = e.name.replace(/-(day|month|year)$/, "");
    const several = ["radio", "checkbox"].includes(e.type) || name !== e.name;
    const legend = several ? e.closest("fieldset")?.querySelector("legend") : null;
    const label = (legend ?? e.labels?.[0])?.innerText.trim() ?? name;
    const question = questions.get(name) ?? { name, label, value: [], before: [], typed: false };
    questions.set(name, question);
    if (e.type === "radio" || e.type === "checkbox") {
      if (e.checked) question.value.push(e.value);
      if (e.defaultChecked) question.before.push(e.value);
    } else if (e.tagName === "SELECT") {
      question.value.push(e.value);
      question.before.push([...e.options].find((o) => o.defaultSelected)?.value ?? "");
    } else {
      question.typed = true;
      question.value.push(e.value);
      question.before.push(e.defaultValue);
    }
  }
  return [...questions.values()].map(({ name, label, value, before, typed }) => {
    const text = value.join(" ").trim();
    return { name, label, value: text, typed, given: text !== "" && text === before.join(" ").trim() };
  });
}

/** An answer of so many letters that is typed a second time was asked for a second time. */
const LONG = 8;

export class Traveller {
  constructor(page) {
    this.page = page;
    this.begin();
    page.on("domcontentloaded", () => (this.counts.pages += this.aside ? 0 : 1));
  }

  /** A journey begins: nothing is counted yet. */
  begin() {
    this.counts = { pages: 0, clicks: 0, questions: 0, repeated: 0 };
    this.met = [];
    this.aside = false;
  }

  /** What has to happen and is no part of this journey. */
  async uncounted(what) {
    this.aside = true;
    try {
      return await what();
    } finally {
      this.aside = false;
    }
  }

  /** Where the journey begins. */
  async start(path) {
    this.begin();
    await this.page.visit(path);
  }

  async click(link) {
    this.counts.clicks += 1;
    await Promise.all([this.page.waitForNavigation(), link.click()]);
  }

  /** The first link of the page to an address with this in it. */
  async follow(part) {
    await this.click(this.page.locator(`main a[href*="${part}"]`).first());
  }

  /** The first link of the page to an address that ends like this. */
  async to(end) {
    await this.click(this.page.locator(`main a[href$="${end}"]`).first());
  }

  /** Sends a form as it stands; where that leads. */
  async press(action) {
    const at = form(this.page, action);
    await at.waitFor();
    for (const question of await at.evaluate(asked)) {
      if (question.given) continue;
      this.counts.questions += 1;
      const again = (met) =>
        met.action !== action &&
        (met.label === question.label || (question.typed && question.value.length >= LONG && met.value === question.value));
      if (this.met.some(again)) this.counts.repeated += 1;
      this.met.push({ ...question, action });
    }
    await this.click(at.locator("button[type=submit], button:not([type])").last());
    const wrong = this.page.locator(".govuk-error-summary");
    if (await wrong.count()) throw new Error(`${this.page.url()}: ${await wrong.innerText()}`);
    return this.path();
  }

  async fillIn(action, answers) {
    await answer(this.page, action, answers);
    return this.press(action);
  }

  /** Where the page stands, without the language. */
  path() {
    return new URL(this.page.url()).pathname.replace(/^\/cy(?=\/)/, "");
  }
}

// Forms and links of a page, as somebody uses them who reads it.

import assert from "node:assert/strict";

/** A form of a page by the end of the address that it is sent to. */
export function form(page, action) {
  return page.locator(`form[action$="${action}"]`).first();
}

/** Gives the answers that the form asks for; others are passed over, because profiles ask different things. */
export async function answer(page, action, answers) {
  const at = form(page, action);
  await at.waitFor();
  for (const [name, value] of Object.entries(answers)) {
    if (value instanceof Date) {
      const parts = { day: value.getUTCDate(), month: value.getUTCMonth() + 1, year: value.getUTCFullYear() };
      for (const [part, number] of Object.entries(parts)) {
        const box = at.locator(`[name="${name}-${part}"]`);
        if (await box.count()) await box.fill(String(number));
      }
      continue;
    }
    const fields = at.locator(`[name="${name}"]`);
    // What another answer would bring up is not there for this one.
    if ((await fields.count()) === 0 || !(await fields.first().isVisible())) continue;
    const kind = await fields.first().evaluate((e) => (e.tagName === "SELECT" ? "select" : e.type));
    if (kind === "select") await fields.first().selectOption(value);
    else if (kind !== "radio" && kind !== "checkbox") await fields.first().fill(value);
    else for (const one of [value].flat()) await at.locator(`[name="${name}"][value="${one}"]`).check();
  }
}

/** Sends a form and says where that leads. */
export async function send(page, action) {
  await Promise.all([page.waitForNavigation(), form(page, action).locator("button[type=submit], button:not([type])").last().click()]);
  const wrong = page.locator(".govuk-error-summary");
  if (await wrong.count()) assert.fail(`${page.url()}: ${await wrong.innerText()}`);
  return new URL(page.url()).pathname;
}

export async function fillIn(page, action, answers) {
  await answer(page, action, answers);
  return send(page, action);
}

/** Clicks the first link to an address with these words in it. */
export async function follow(page, part) {
  await Promise.all([page.waitForNavigation(), page.locator(`main a[href*="${part}"]`).first().click()]);
}

/** Reads a page again and again until something is there. */
export async function until(page, path, there) {
  for (let attempt = 0; attempt < 120; attempt++) {
    await page.visit(path);
    if (await there()) return;
    await page.waitForTimeout(500);
  }
  assert.fail(`${path} after a minute: ${await page.innerText("main")}`);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { faults, signIn, stay, violations, visitor } from "./house.mjs";

// What cannot be undone asks first, in both languages, with and without scripts, on a telephone and on a wide screen.

const at = stay("srs");
const rhys = () => at.house.people.find((p) => p.name === "Rhys Bowen");

async function go(page, locator) {
  await Promise.all([page.waitForNavigation(), locator.click()]);
}

async function whole(page) {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${page.url()} is ${over} pixels too wide at ${width}`);
  }
}

for (const [lang, scripts] of [["en", true], ["cy", true], ["en", false]]) {
  test(`an application is withdrawn only after the page that says what follows, in ${lang} ${scripts ? "with" : "without"} scripts`, async () => {
    const page = await visitor(at.chrome, at.house, { lang, scripts });
    await signIn(page, rhys());
    await page.visit("/projects/apply");
    await go(page, page.locator("main form button"));
    const application = page.url();
    const ask = page.locator("main a[href$='/application/withdraw']");

    // The way back leads back, and nothing has happened.
    await go(page, ask);
    const warning = page.locator("main button.govuk-button--warning");
    assert.equal(await page.locator("main button").count(), 1);
    assert.equal(await warning.count(), 1);
    assert.deepEqual(faults(await page.content(), lang), []);
    if (scripts) assert.deepEqual(await violations(page), []);
    await whole(page);
    await go(page, page.locator("main form a"));
    assert.equal(page.url(), application);

    await go(page, ask);
    await go(page, warning);
    assert.match(new URL(page.url()).pathname, /\/projects\/[^/]+$/);
    const banner = page.locator(".govuk-notification-banner--success");
    assert.match(await banner.innerText(), lang === "cy" ? /wedi’i dynnu’n ôl/ : /is withdrawn/);
    if (scripts) assert.deepEqual(await violations(page), []);
    await whole(page);

    // What was done is said once, and a reload does nothing again.
    const answer = await page.reload();
    assert.equal(answer.status(), 200);
    assert.equal(await banner.count(), 0);
    await page.goto(application);
    assert.equal(await ask.count(), 0);
  });
}

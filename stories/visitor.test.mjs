import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, stay, violations, visitor } from "./house.mjs";

const at = stay("srs");

test("a visitor reads the start page in Welsh and comes to the same page in English", async () => {
  const page = await visitor(at.chrome, at.house, { lang: "cy" });
  await page.visit("/catalogue");
  assert.equal(await page.getAttribute("html", "lang"), "cy");
  await page.click("a[hreflang=en], a[lang=en]");
  assert.equal(new URL(page.url()).pathname, "/catalogue");
  assert.equal(await page.getAttribute("html", "lang"), "en");
});

test("an empty registration shows a summary of errors that leads to each field", async () => {
  const page = await visitor(at.chrome, at.house);
  await page.visit("/register");
  await page.click("main form button[type=submit]");
  assert.match(await page.title(), /^Error: /);
  const links = await page.$$eval(".govuk-error-summary a", (all) => all.map((a) => a.getAttribute("href")));
  assert.ok(links.length >= 5, `${links.length} errors`);
  for (const link of links) assert.ok(await page.$(link), `${link} leads nowhere`);
  assert.deepEqual(await violations(page), []);
});

test("a person signs in and out without scripts", async () => {
  const page = await visitor(at.chrome, at.house, { scripts: false });
  await signIn(page, at.house.people[0]);
  assert.match(new URL(page.url()).pathname, /\/home$/);
  await page.click(".app-person__sign-out button");
  await page.visit("/home");
  assert.match(new URL(page.url()).pathname, /\/sign-in$/);
});

test("a wrong password is told beside the field, with the address kept", async () => {
  const page = await visitor(at.chrome, at.house);
  await page.visit("/sign-in");
  await page.fill("[name=email]", "nobody@example.org");
  await page.fill("[name=password]", "not the password");
  await page.click("main form button[type=submit]");
  assert.equal(await page.inputValue("[name=email]"), "nobody@example.org");
  assert.equal(await page.inputValue("[name=password]"), "");
  assert.deepEqual(await violations(page), []);
});

test("a page is whole at 320 pixels", async () => {
  const page = await visitor(at.chrome, at.house);
  await page.setViewportSize({ width: 320, height: 800 });
  for (const path of ["/", "/sign-in", "/register"]) {
    await page.visit(path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${path} is ${over} pixels too wide`);
  }
});

test("a visitor is told whether they can use the service, without scripts and in both languages (ACC-12)", async () => {
  for (const [lang, ends] of [["en", "You can apply"], ["cy", "Gallwch wneud cais"]]) {
    const page = await visitor(at.chrome, at.house, { lang, scripts: false });
    await page.setViewportSize({ width: 390, height: 800 });
    await page.visit("/");
    await page.click("main a[href$='/eligibility']");
    // The second answer to the first question, then what leads on.
    for (const answer of ["degree=has-not", "experience=has", "publication=agrees", "training=will"]) {
      assert.equal(await page.locator("h1").count(), 1);
      await page.click(`main a[href$='${answer}']`);
    }
    assert.match(await page.innerText("h1"), new RegExp(ends));
    // Axe is a script: it looks at the same page where scripts run.
    const looked = await visitor(at.chrome, at.house, { lang });
    await looked.goto(page.url());
    assert.deepEqual(await violations(looked), []);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${over} pixels too wide`);
    // An answer is changed, and the way goes on from there.
    await page.click("main .govuk-summary-list a[href$='degree=has-not']");
    await page.click("main a[href$='experience=unsure']");
    assert.ok(await page.getAttribute("main a[href^='mailto:']", "href"));
  }
});

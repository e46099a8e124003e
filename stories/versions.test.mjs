import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, send } from "./forms.mjs";
import { signIn, stay, violations, visitor } from "./house.mjs";

// Two tabs fill in the same form. The slower one loses nothing: it is led to both versions side by side, and joins them.

const at = stay("srs");

for (const lang of ["en", "cy"]) {
  test(`of two tabs the slower one sees both versions and joins them, in ${lang}`, async () => {
    const rhys = at.house.people.find((p) => p.roles.length === 0);
    const page = await visitor(at.chrome, at.house, { lang });
    await signIn(page, rhys);
    await page.visit("/home");
    await page.locator("main a[href$='/application']").first().click();
    const application = new URL(page.url()).pathname;
    const sections = await page.$$eval("main a[href*='/application/']", (all) => all.map((a) => a.getAttribute("href")));
    let section;
    for (const href of sections.filter((href) => !/\/(check|withdraw)$|#/.test(href))) {
      await page.goto(at.house.url + href);
      if (await page.locator("[name=aims]").count()) section = href;
      if (section) break;
    }
    assert.ok(section, `a section of ${application} asks for the aims`);

    const other = await page.context().newPage();
    await other.goto(at.house.url + section);
    const [first, second] = [`The first tab in ${lang}.`, `The second tab in ${lang}.`];
    await answer(page, section, { aims: first });
    await send(page, section);
    await answer(other, section, { aims: second });
    const [stale] = await Promise.all([other.waitForNavigation(), other.locator(`form[action$="${section}"] button[type=submit]`).click()]);
    assert.equal(stale.status(), 409);
    await other.locator("main a.govuk-button").click();
    assert.equal(new URL(other.url()).pathname, section);
    for (const width of [390, 1024, 1280, 1920]) {
      await other.setViewportSize({ width, height: 800 });
      const wide = await other.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${section} is ${wide} wide at ${width}`);
    }
    assert.deepEqual(await violations(other), []);
    const both = other.locator("main table").first();
    assert.match(await both.innerText(), new RegExp(`${first}[^]*${second}`), "what is saved, and what was sent");
    assert.equal(await other.inputValue("[name=aims]"), second);
    await answer(other, section, { aims: `${first} ${second}` });
    await send(other, section);
    await other.goto(at.house.url + section);
    assert.equal(await other.inputValue("[name=aims]"), `${first} ${second}`);
    assert.equal(await other.locator("main table").count(), 0, "nothing is kept any more");
    await page.context().close();
  });
}

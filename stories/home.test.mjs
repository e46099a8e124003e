import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, stay, violations, visitor } from "./house.mjs";

// A home says what waits for its reader, in both languages, with and without scripts, on a telephone and on wide screens.

const at = stay("srs");

/** What a home lists: words and where they lead. */
const lines = (page) => page.locator("main .govuk-task-list__item").allInnerTexts();

test("everybody's home lists what waits for them and is as wide as their screen, in both languages", async () => {
  for (const role of ["output-checker", "support", undefined]) {
    const person = at.house.people.find((p) => (role ? p.roles.includes(role) : p.roles.length === 0));
    const page = await visitor(at.chrome, at.house);
    await signIn(page, person);
    const plain = await visitor(at.chrome, at.house, { scripts: false });
    await plain.context().addCookies(await page.context().cookies());
    for (const [lang, path] of [["en", "/home"], ["cy", "/cy/home"]]) {
      for (const width of [390, 1024, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        await page.visit(path);
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${path} of ${person.name} is ${wide} wide at ${width}`);
        if (width === 390) assert.deepEqual(await violations(page), [], `${path} of ${person.name}`);
      }
      const listed = await lines(page);
      const nothing = await page.getByText(/^(Nothing waits for you\.|Nid oes dim yn aros amdanoch\.)/).count();
      assert.ok(listed.length > 0 || nothing === 1, `${person.name}: what waits, or that nothing does`);
      if (role) assert.equal(await page.locator('main a[href$="/accreditation/request"]').count(), 0, `${person.name} is staff`);
      await plain.visit(path);
      assert.deepEqual(await lines(plain), listed, "the same without scripts");
    }
    const notice = plain.locator('main a[href*="/notices/"]').first();
    if (await notice.count()) {
      const id = (await notice.getAttribute("href")).split("/").pop();
      await notice.click();
      await plain.visit("/home");
      assert.equal(await plain.locator(`main a[href$="/notices/${id}"]`).count(), 0, "what was opened is new no more");
    }
    await page.context().close();
    await plain.context().close();
  }
});

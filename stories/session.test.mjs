import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, stay, violations, visitor } from "./house.mjs";

// A session that comes to its end says so in time.

const at = stay("srs");

for (const lang of ["en", "cy"]) {
  test(`two minutes before a session ends the page says so, and a button keeps it, in ${lang}`, async () => {
    const page = await visitor(at.chrome, at.house, { lang });
    await signIn(page, at.house.people.find((p) => p.name === (lang === "cy" ? "Anwen Price" : "Rhys Bowen")));
    await page.clock.install();
    await page.visit("/home");
    const warning = page.locator("[data-session-idle]");
    assert.equal(await warning.isVisible(), false);
    await page.clock.fastForward(27 * 60_000);
    assert.equal(await warning.isVisible(), false);
    await page.clock.fastForward(70_000);
    assert.equal(await warning.isVisible(), true);
    assert.match(await warning.innerText(), lang === "cy" ? /mewn dwy funud/ : /in two minutes/);
    assert.deepEqual(await violations(page), []);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const box = await warning.boundingBox();
      assert.ok(box.y + box.height <= 800 && box.x >= 0 && box.x + box.width <= width, `it is not in view at ${width}`);
    }
    const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === "HEAD"), warning.locator("button").click()]);
    assert.equal(answer.status(), 200);
    await warning.waitFor({ state: "hidden" });
  });
}

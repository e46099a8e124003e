import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, stay, violations, visitor } from "./house.mjs";

const at = stay("srs");

async function as(name) {
  const page = await visitor(at.chrome, at.house);
  await signIn(page, at.house.people.find((p) => p.name === name));
  return page;
}

async function submit(page, action) {
  const button = page.locator(`form[action$="${action}"] button`).last();
  await Promise.all([page.waitForNavigation(), button.click()]);
}

test("a right that ends while the space stands open in a browser closes it at the next click", async () => {
  const rhys = await as("Rhys Bowen");
  await rhys.visit("/projects");
  const numbers = await rhys.$$eval("main a[href*='/projects/']", (all) => all.map((a) => a.getAttribute("href").match(/\/projects\/([^/]+)$/)?.[1]).filter(Boolean));
  let number;
  for (const one of numbers) {
    await rhys.visit(`/projects/${one}/access`);
    if (await rhys.locator("main a[href$='/enter']").count()) number = one;
  }
  assert.ok(number, `Rhys can enter one of ${numbers}`);

  // Somebody joins the project, enters the space and makes a table.
  const tomos = at.house.people.find((p) => p.name === "Tomos Grant");
  const bashir = await as("Bashir Khan");
  await bashir.visit(`/projects/${number}/team`);
  const member = bashir.locator(`form[action$="/projects/${number}/team"]`);
  await member.locator("[name=email]").fill(tomos.email);
  await member.locator("[name=role][value=researcher]").check();
  await submit(bashir, `/projects/${number}/team`);
  const page = await as("Tomos Grant");
  await page.visit(`/projects/${number}/enter`);
  for (const box of await page.locator("form[action$='/enter'] input[type=checkbox]").all()) await box.check();
  for (const box of await page.locator("form[action$='/enter'] input[type=radio][value=yes]").all()) await box.check();
  await submit(page, "/enter");
  await page.visit(`/projects/${number}/space/tables`);
  await Promise.all([page.waitForNavigation(), page.locator("main a[href*='/tables/new/']").first().click()]);
  const form = page.locator("form[action*='/tables/new/']");
  await form.locator("[name=title]").fill("People by region");
  await form.locator("[name=rows][value=region]").check();
  await form.locator("[name=count]").first().check();
  for (const no of ["weighted", "totals"]) await form.locator(`[name=${no}][value=no]`).check();
  await Promise.all([page.waitForNavigation(), form.locator("button").last().click()]);
  const picture = await page.locator("main img").first().evaluate((image) => image.src);
  assert.equal((await page.request.get(picture)).status(), 200);

  // The membership ends. The page still stands in the browser; nothing more comes to it, not even that there is such a project.
  await bashir.visit(`/projects/${number}/team`);
  await Promise.all([bashir.waitForNavigation(), bashir.locator("tr", { hasText: "Tomos Grant" }).locator("a").click()]);
  await submit(bashir, "/end");
  assert.match(await bashir.innerText(".govuk-notification-banner--success"), /Tomos Grant has ended/);
  assert.equal((await page.request.get(picture)).status(), 404);
  const [answer] = await Promise.all([page.waitForNavigation(), page.reload()]);
  assert.equal(answer.status(), 404);
  assert.equal(await page.locator("main img").count(), 0);
  assert.deepEqual(await violations(page), []);
});

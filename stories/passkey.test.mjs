import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, stay, violations, visitor } from "./house.mjs";

const at = stay("srs");

/** Gives the browser a token that holds passkeys and says yes; its methods tell what it holds. */
async function token(page) {
  const talk = await page.context().newCDPSession(page);
  await talk.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await talk.send("WebAuthn.addVirtualAuthenticator", { options });
  return {
    holds: async () => (await talk.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
    lose: () => talk.send("WebAuthn.clearCredentials", { authenticatorId }),
  };
}

async function submit(page, action) {
  const form = page.locator(`form[action$="${action}"]`);
  await Promise.all([page.waitForNavigation(), form.locator("button").click()]);
}

test("a person adds a passkey, signs in with it instead of a code, and removes it", async () => {
  const person = at.house.people[0];
  const page = await visitor(at.chrome, at.house);
  const key = await token(page);
  await signIn(page, person);
  await page.visit("/account/passkeys");
  await page.locator('form[action$="/account/passkeys"] [name=name]').fill("My laptop");
  await submit(page, "/account/passkeys");
  assert.match(await page.innerText("main table"), /My laptop/);
  assert.equal(await key.holds(), 1);
  assert.deepEqual(await violations(page), []);

  await page.click(".app-person__sign-out button");
  const password = async () => {
    await page.visit("/sign-in");
    await page.fill("[name=email]", person.email);
    await page.fill("[name=password]", person.password);
    await page.click("main form button[type=submit]");
    await page.locator('form[action$="/sign-in/passkey"] button').waitFor();
  };
  await password();
  assert.deepEqual(await violations(page), []);
  await submit(page, "/sign-in/passkey");
  assert.match(new URL(page.url()).pathname, /\/home$/);

  await page.visit("/account/passkeys");
  // It asks first.
  await page.click('main a[href*="/account/passkeys/remove"]');
  assert.deepEqual(await violations(page), []);
  await Promise.all([page.waitForNavigation(), page.locator('main form[action*="/account/passkeys/remove"] button').click()]);
  assert.doesNotMatch(await page.innerText("main"), /My laptop/);
});

test("a browser that holds no passkey says so, and the code still works", async () => {
  const person = at.house.people[1];
  const page = await visitor(at.chrome, at.house);
  const key = await token(page);
  await signIn(page, person);
  await page.visit("/account/passkeys");
  await page.locator('form[action$="/account/passkeys"] [name=name]').fill("A token that gets lost");
  await submit(page, "/account/passkeys");
  await key.lose();
  await page.click(".app-person__sign-out button");
  await page.visit("/sign-in");
  await page.fill("[name=email]", person.email);
  await page.fill("[name=password]", person.password);
  await page.click("main form button[type=submit]");
  await page.click('form[action$="/sign-in/passkey"] button');
  await page.locator("[data-passkey-problem]").waitFor();
  assert.deepEqual(await violations(page), []);
  await signIn(page, person);
  assert.match(new URL(page.url()).pathname, /\/home$/);
});

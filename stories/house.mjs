// The house the stories happen in: a demo that is started for them, its people, and a browser.

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const program = process.env.STRONGROOM ?? "../target/debug/strongroom";

/** Starts `strongroom demo` of a profile on a free port; `close()` stops it and removes its data. */
export async function demo(profile) {
  const data = mkdtempSync(join(tmpdir(), "strongroom-stories-"));
  const child = spawn(program, ["demo", "--profile", profile, "--port", "0", "--data", data], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const ready = said.match(/^ready (http:\S+)$/m);
      if (ready) resolve(ready[1]);
    });
    child.on("exit", (code) => reject(new Error(`the demo ended with ${code} before it was ready: ${said}`)));
  });
  const file = JSON.parse(readFileSync(join(data, "people.json"), "utf8"));
  const people = Array.isArray(file) ? file : file.people;
  const close = async () => {
    child.removeAllListeners("exit");
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    for (const folder of [data, `${data}-desk`]) rmSync(folder, { recursive: true, force: true });
  };
  return { url, people, profile, data, close };
}

/**
 * Walks the whole journey against a house and keeps its pages: the folder with them and their list, pages.json. In English
 * it may have been walked just before.
 */
export async function walked(house, lang) {
  if (process.env.STRONGROOM_WALKED && lang === "en") return join(process.env.STRONGROOM_WALKED, house.profile);
  const folder = join(house.data, `walked-${lang}`);
  const words = ["walk", "--url", house.url, "--people", join(house.data, "people.json"), "--language", lang, "--keep", folder];
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== 0) throw new Error(`the walk ended with ${code}:\n${said}`);
  return folder;
}

/** Debian's Chromium, without its windows where that is installed: it takes two thirds of the time. Nothing is fetched from anywhere else. */
export function browser() {
  const installed = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? installed,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}

/** A house and a browser for the stories that follow: `at.house` and `at.chrome`, gone after the last of them. */
export function stay(profile) {
  const at = {};
  before(async () => {
    at.house = await demo(profile);
    at.chrome = await browser();
  });
  after(async () => {
    await at.chrome?.close();
    await at.house?.close();
  });
  return at;
}

/** A fresh window. `scripts: false` for a browser without scripts. */
export async function visitor(browser, house, { scripts = true, lang = "en" } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: scripts, bypassCSP: scripts });
  const page = await context.newPage();
  const prefix = lang === "cy" ? "/cy" : "";
  page.visit = (path) => page.goto(house.url + prefix + path);
  return page;
}

function base32(text) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const letter of text.replaceAll(/[\s=]/g, "")) bits += letters.indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** The one-time code of a secret now (RFC 6238). */
export function code(secret, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac("sha1", base32(secret)).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Signs a person in, both factors. A code works once: whoever signs in twice within 30 seconds waits. */
export async function signIn(page, person) {
  await page.visit("/sign-in");
  await page.fill("[name=email]", person.email);
  await page.fill("[name=password]", person.password);
  await page.click("main form button[type=submit]");
  for (let attempt = 0; attempt < 4; attempt++) {
    await page.fill("[name=code]", code(secretOf(person)));
    await page.click("main form button[type=submit]");
    if (!new URL(page.url()).pathname.endsWith("/sign-in/code")) return;
    await page.waitForTimeout(30_500 - (Date.now() % 30_000));
  }
  throw new Error(`${person.name} could not sign in`);
}

export function secretOf(person) {
  return person.secret ?? person.one_time_code_secret ?? person.totp ?? person.totp_secret ?? person["one-time-code-secret"];
}

/** The elements of a page and how they are dressed, without words, addresses and ids. */
export function build(html) {
  return [...html.matchAll(/<([a-z0-9]+)((?:\s[^<>]*)?)>/g)]
    .map(([, name, rest]) => name + [...rest.matchAll(/\s(class|role|type|aria-[a-z]+)(?:="([^"]*)")?/g)].map((m) => `${m[1]}=${m[1].startsWith("aria") ? "" : m[2]}`).join())
    .join("|");
}

/** What axe finds on the page as it is, in words; empty where all is well. */
export async function violations(page) {
  await page.evaluate(axe);
  // What passes is not described, nor sent from the browser.
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, {
      resultTypes: ["violations"],
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] },
      // The Design System's own exceptions: phase banner and skip link stand outside landmarks.
      rules: { region: { enabled: false }, "skip-link": { enabled: false } },
    });
    return result.violations;
  });
  // govuk-frontend's own script sets aria-expanded on radios and checkboxes that reveal a question; its own tests leave
  // this rule out for them. Only those elements are left out here.
  const revealing = (rule, node) => rule === "aria-allowed-attr" && /aria-expanded="/.test(node.html) && /govuk-(radios|checkboxes)__input/.test(node.html);
  for (const violation of found) violation.nodes = violation.nodes.filter((node) => !revealing(violation.id, node));
  return found.filter((v) => v.nodes.length > 0).map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")})`);
}

/** What else a page of this service must be. */
export function faults(html, lang) {
  const faults = [];
  const said = html.match(/<html[^>]*\slang="([^"]*)"/)?.[1];
  if (said !== lang) faults.push(`the page says it is in ${said}`);
  const headings = html.match(/<h1[\s>]/g)?.length ?? 0;
  if (headings !== 1) faults.push(`it has ${headings} h1`);
  const words = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, "").replace(/<[^>]*>/g, " ");
  for (const missing of new Set(words.match(/\{[a-z][a-z0-9-]+\}/g) ?? [])) faults.push(`${missing} has no text`);
  return faults;
}

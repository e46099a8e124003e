import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { browser, violations } from "./house.mjs";

const program = process.env.STRONGROOM ?? "../target/debug/strongroom";

/** Starts a desktop whose folder outside is `project`, which everybody may write: who writes in it is nobody of this machine. */
async function desktop(project) {
  const child = spawn(program, ["desk", "open", "--person", "Ada Story", "--project", project], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url, word] = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const ready = said.match(/^ready (http:\S+)\nto unlock: (\S+)$/m);
      if (ready) resolve([ready[1], ready[2]]);
    });
    child.on("exit", (code) => reject(new Error(`the desktop ended with ${code}: ${said}`)));
  });
  const close = async () => {
    child.removeAllListeners("exit");
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGTERM");
    return ended;
  };
  return { url, word, close };
}

async function until(what, is) {
  while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 50));
  return what;
}

/** Colours of the picture, each with the number of its dots. */
function colours(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector("#screen canvas");
    const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const found = {};
    for (let at = 0; at < dots.length; at += 4) {
      const colour = `${dots[at]},${dots[at + 1]},${dots[at + 2]}`;
      found[colour] = (found[colour] ?? 0) + 1;
    }
    return found;
  });
}

test("a researcher works in a sealed desktop in the browser, sees the mark, locks it and unlocks it (SES-04, SES-05)", async (context) => {
  const looked = spawnSync(program, ["desk", "doctor"], { encoding: "utf8" });
  if (looked.status !== 0) {
    console.log(`SKIPPED: no desktop can be sealed here: ${looked.stdout.match(/^MISSING.*$/gm)?.join("; ")}`);
    return context.skip("no desktop can be sealed here");
  }
  const project = mkdtempSync(join(tmpdir(), "strongroom-desk-story-"));
  spawnSync("chmod", ["777", project]);
  const desk = await desktop(project);
  const chrome = await browser();
  try {
    const page = await chrome.newPage({ bypassCSP: true });
    const answer = await page.goto(desk.url);
    assert.match(answer.headers()["content-security-policy"], /default-src 'none'/);
    await page.waitForSelector("body[data-shown]");
    assert.equal(await page.textContent("#status"), "Connected.");
    await until("a white terminal", async () => (await colours(page))["255,255,255"] > 100_000);
    assert.ok((await colours(page))["227,227,227"] > 5_000, "the mark is 28 steps below white");
    // A key that comes before the window has them is lost, so it is typed until it is there.
    const typed = () => existsSync(join(project, "typed")) && readFileSync(join(project, "typed"), "utf8");
    while (!typed()) {
      await page.keyboard.type("\necho $((6*7)) > /project/typed\n", { delay: 30 });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    assert.equal(readFileSync(join(project, "typed"), "utf8"), "42\n");
    assert.deepEqual(await violations(page), []);
    await page.click("#lock");
    await page.waitForSelector("#unlock:not([hidden])");
    await until("nothing is seen", async () => Object.keys(await colours(page)).join() === "48,48,48");
    await page.fill("#unlock input", "no word");
    await page.click("#unlock button");
    await until("it says so", async () => (await page.textContent("#status")) === "That was not the word.");
    await page.fill("#unlock input", desk.word);
    await page.click("#unlock button");
    await until("it is seen again", async () => (await colours(page))["255,255,255"] > 100_000);
  } finally {
    await chrome.close();
    assert.equal(await desk.close(), 0, "it ends and leaves nothing");
    rmSync(project, { recursive: true, force: true });
  }
});

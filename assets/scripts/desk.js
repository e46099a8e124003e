// The picture of a desktop: noVNC on the socket beside the page. What it may show and take is decided behind that socket.
import RFB from "@novnc/novnc";

const root = document.querySelector("[data-desk]");
const screen = root.querySelector("[data-desk-screen]");
const status = root.querySelector("[data-desk-status]");
const warning = root.querySelector("[data-desk-warning]");
const here = root.querySelector("[data-desk-here]");
const unlock = root.querySelector("[data-desk-unlock]");
const lock = root.querySelector("[data-desk-lock]");
const words = root.dataset;
const base = words.desk || location.pathname.replace(/\/$/, "");
// In the service each connection needs a ticket, and a window has a name; a desktop that is only tried has neither.
const ticketed = "csrf" in words;
const view = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
let desktop;
let state = "";
let elsewhere = false;
let again = 0;

function say(name) {
  if (status.textContent !== words[name]) status.textContent = words[name];
}

/** The page as the service sees it now: locked, ended, or with the reason why it is not there. */
function anew() {
  location.replace(base);
}

async function ticket() {
  if (!ticketed) return "";
  const body = new URLSearchParams({ csrf: words.csrf, view });
  const answer = await fetch(`${base}/ticket`, { method: "POST", body });
  if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
  return `?ticket=${(await answer.json()).ticket}`;
}

/** Another try after a while, unless another window has the picture. */
function later() {
  if (state !== "ended" && !elsewhere && again < 8) setTimeout(connect, 500 * 2 ** again++);
}

async function connect() {
  elsewhere = false;
  here?.setAttribute("hidden", "");
  say("connecting");
  let query;
  try {
    query = await ticket();
  } catch {
    say("broken");
    return later();
  }
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  screen.replaceChildren();
  desktop = new RFB(screen, `${scheme}//${location.host}${base}/socket${query}`, { shared: true });
  desktop.scaleViewport = true;
  desktop.showDotCursor = true;
  desktop.focusOnClick = true;
  desktop.addEventListener("connect", () => {
    again = 0;
    root.dataset.shown = "yes";
    say("open");
    desktop.focus();
  });
  // The network broke, or another window shows the desktop: what runs in it goes on.
  desktop.addEventListener("disconnect", async () => {
    delete root.dataset.shown;
    await look();
    if (elsewhere) return;
    say("broken");
    later();
  });
}

async function look() {
  let now;
  try {
    const answer = await fetch(`${base}/state?view=${view}`, { cache: "no-store" });
    if (ticketed && answer.status >= 400 && answer.status < 500 && answer.status !== 429) return anew();
    now = await answer.json();
  } catch {
    return say("broken");
  }
  if (ticketed && now.state !== "open") return anew();
  if (warning && warning.textContent !== (now.warning ?? "")) warning.textContent = now.warning ?? "";
  if (now.elsewhere) {
    elsewhere = true;
    say("elsewhere");
    here?.removeAttribute("hidden");
  }
  if (now.state === state) return;
  state = now.state;
  if (unlock) {
    unlock.hidden = state !== "locked";
    if (state === "locked") unlock.querySelector("input").focus();
  }
  if (!ticketed) say(state);
}

async function watch() {
  await look();
  if (state !== "ended") setTimeout(watch, 1000);
}

// The picture takes every key: this one leads out of it, and lets go of what is held inside.
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey && event.altKey && event.key === "End") || !desktop) return;
  event.preventDefault();
  event.stopPropagation();
  desktop.viewOnly = true;
  desktop.viewOnly = false;
  desktop.blur();
  (lock ?? document.querySelector("main button:not([hidden])"))?.focus();
}, true);

here?.addEventListener("click", () => {
  again = 0;
  connect();
});
unlock?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = unlock.querySelector("input");
  const answer = await fetch(`${base}/unlock`, { method: "POST", body: field.value });
  field.value = "";
  if (!answer.ok) say("wrong");
  desktop?.focus();
});
lock?.addEventListener("click", () => fetch(`${base}/lock`, { method: "POST" }));

connect();
watch();

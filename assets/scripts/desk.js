// The desktop's page: noVNC on the socket beside the page. What it may show and take is decided behind that socket.
import RFB from "@novnc/novnc";

const screen = document.getElementById("screen");
const status = document.getElementById("status");
const unlock = document.getElementById("unlock");
const words = document.body.dataset;
const base = location.pathname.replace(/\/$/, "");
let desktop;
let state = "";
let again = 0;

function say(name) {
  if (status.textContent !== words[name]) status.textContent = words[name];
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  screen.replaceChildren();
  say("connecting");
  desktop = new RFB(screen, `${scheme}//${location.host}${base}/socket`, { shared: true });
  desktop.scaleViewport = true;
  desktop.showDotCursor = true;
  desktop.focusOnClick = true;
  desktop.addEventListener("connect", () => {
    again = 0;
    document.body.dataset.shown = "yes";
    say("open");
    desktop.focus();
  });
  // The network broke, or another window shows the desktop: what runs in it goes on.
  desktop.addEventListener("disconnect", () => {
    delete document.body.dataset.shown;
    say("broken");
    if (state !== "ended" && again < 8) setTimeout(connect, 500 * 2 ** again++);
  });
}

async function look() {
  try {
    const answer = await fetch(`${base}/state`, { cache: "no-store" });
    const now = (await answer.json()).state;
    if (now !== state) {
      state = now;
      unlock.hidden = state !== "locked";
      if (state === "locked") unlock.querySelector("input").focus();
      say(state);
    }
  } catch {
    say("broken");
  }
  if (state !== "ended") setTimeout(look, 1000);
}

unlock.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = unlock.querySelector("input");
  const answer = await fetch(`${base}/unlock`, { method: "POST", body: field.value });
  field.value = "";
  if (!answer.ok) say("wrong");
  desktop?.focus();
});
document.getElementById("lock").addEventListener("click", () => fetch(`${base}/lock`, { method: "POST" }));

connect();
look();

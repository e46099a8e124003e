// Makes the components of a page livelier where scripts run. Nothing depends on it.
import { initAll } from "./govuk-frontend.min.js";

initAll();

// Two minutes before the session ends the page says so. Nothing is asked of the service before somebody wants to stay: the end
// of a session without a request would never come. Other pages of the same browser tell of theirs.
const ending = document.querySelector("[data-session-idle]");
if (ending) {
  const opened = Date.now();
  const [idle, ends] = [ending.dataset.sessionIdle, ending.dataset.sessionEnds].map((seconds) => Number(seconds) * 1000);
  const pages = new BroadcastChannel("strongroom session");
  let asked = opened;
  const look = () => {
    const left = Math.min(asked + idle, opened + ends) - Date.now();
    ending.hidden = left > 120_000 || left <= 0;
  };
  pages.onmessage = () => {
    asked = Date.now();
    look();
  };
  pages.postMessage("asked");
  ending.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(ending.dataset.sessionStay, { method: "HEAD" });
    // Whoever is led to the sign-in page came too late.
    if (!answer.ok || answer.redirected) return;
    asked = Date.now();
    pages.postMessage("asked");
    look();
  });
  setInterval(look, 5_000);
}

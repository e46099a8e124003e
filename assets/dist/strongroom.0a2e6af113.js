// Makes the components of a page livelier where scripts run. Nothing depends on it.
import { initAll } from "./govuk-frontend.4e8b95d53d.min.js";

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

// Passkeys: shows the form where the browser has them, asks the browser, and sends its answer with the form.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const withBytes = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }));

const askBrowser = async (kind, options) => {
  const publicKey = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
  publicKey.excludeCredentials = withBytes(publicKey.excludeCredentials);
  publicKey.allowCredentials = withBytes(publicKey.allowCredentials);
  if (publicKey.user) publicKey.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  const shown = await navigator.credentials[kind]({ publicKey });
  const response = { clientDataJSON: toText(shown.response.clientDataJSON) };
  if (kind === "create") {
    response.attestationObject = toText(shown.response.attestationObject);
  } else {
    response.authenticatorData = toText(shown.response.authenticatorData);
    response.signature = toText(shown.response.signature);
    response.userHandle = shown.response.userHandle ? toText(shown.response.userHandle) : null;
  }
  return { id: shown.id, rawId: toText(shown.rawId), type: shown.type, response, extensions: {} };
};

for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const form = place.querySelector("form");
  const problem = place.querySelector("[data-passkey-problem]");
  place.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // A name that is missing is the server's to say, before the browser makes a passkey.
    if (form.elements.namedItem("name")?.value.trim() === "") return form.submit();
    problem.hidden = true;
    try {
      const body = new URLSearchParams({ csrf: form.elements.csrf.value });
      const answer = await fetch(place.dataset.begin, { method: "POST", body });
      if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
      form.elements.credential.value = JSON.stringify(await askBrowser(place.dataset.passkey, await answer.json()));
      form.submit();
    } catch (reason) {
      console.warn("passkey:", reason);
      problem.hidden = false;
    }
  });
}

// A released file is recognised here, in the browser: nothing of it is sent.
for (const place of document.querySelectorAll("[data-released]")) {
  if (!window.crypto?.subtle) continue;
  place.hidden = false;
  const answers = [...place.querySelectorAll("[data-answer]")];
  const show = (word) => answers.forEach((answer) => (answer.hidden = answer.dataset.answer !== word));
  place.querySelector("input").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    show("");
    if (!file) return;
    try {
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
      show(answers.some((answer) => answer.dataset.answer === hex) ? hex : "another");
    } catch (reason) {
      console.warn("receipt:", reason);
      show("unread");
    }
  });
}

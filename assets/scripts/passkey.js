
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

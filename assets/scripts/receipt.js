
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

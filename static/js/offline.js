// Lets the browser keep the pages that were read last, and the front page, for when there is no network. It fetches what
// it needs for that once this page is whole, so that it is in nothing's way.

const ADDRESS = "/worker.js";
const ours = globalThis.trustedTypes?.createPolicy("worker", { createScriptURL: () => ADDRESS }); // settings.SECURE_CSP

addEventListener("load", () => {
  navigator.serviceWorker?.register(ours?.createScriptURL("") ?? ADDRESS).catch(() => {
    // a private window, or no space: the portal works without
  });
});

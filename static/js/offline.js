// Lets the browser keep the pages that were read last, and the front page, for when there is no network. It fetches what
// it needs for that once this page is whole, so that it is in nothing's way.

addEventListener("load", () => {
  navigator.serviceWorker?.register("/worker.js").catch(() => {
    // a private window, or no space: the portal works without
  });
});

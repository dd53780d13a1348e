// Lets the browser keep the pages that were read last, and the front page, for when there is no network.

navigator.serviceWorker?.register("/worker.js").catch(() => {
  // a private window, or no space: the portal works without
});

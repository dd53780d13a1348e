// The way back to one's own front page. Articles, sources and authors have one address for everybody, with no choice of
// languages and countries in it. So the choice that this browser was shown last is kept here; links to front pages and
// sections lead to it, and the search asks in it. Nothing of it is sent before the reader follows one of them; without
// this script they lead to everything.

const KEY = "edition";
const EVERYTHING = /^(\/[a-z-]+\/)((?:section\/[a-z]+\/|search\/)?)$/; // language, page
const choice = document.querySelector("[data-edition]")?.dataset.edition; // where it is chosen; empty: no choice
// But the same page in another language stays the same page.
const ways = [...document.querySelectorAll("a[href^='/']:not([hreflang]), form[action$='/search/']")]
  .map((element) => [element, element.matches("a") ? "href" : "action"])
  .map(([element, name]) => [element, name, EVERYTHING.exec(element.getAttribute(name))])
  .filter(([, , parts]) => parts);

remember();
addEventListener("load", () => requestAnimationFrame(sayItOnce));
addEventListener("pageshow", (event) => event.persisted && remember()); // no script runs on the way back to a page

function remember() {
  try {
    if (choice === undefined) lead(localStorage.getItem(KEY) ?? "");
    else localStorage.setItem(KEY, choice);
  } catch {
    // a browser that keeps nothing for this site
  }
}

function lead(edition) {
  for (const [element, name, [, language, page]] of ways) element.setAttribute(name, language + edition + page);
}

/** The bare address leads here by the browser's language, and the page says so (articles/chosen_language.py): the
    sentence stays in sight, but whom the address is sent to did not come by their browser's language. */
function sayItOnce() {
  if (location.hash === "#browser-language") history.replaceState(history.state, "", location.pathname);
}

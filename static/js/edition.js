// The way back to one's own front page. Articles, sources and authors have one address for everybody, with no choice of
// languages and countries in it. So the choice that this browser was shown last is kept here, and links to front pages
// and sections lead to it. Nothing of it is sent; without this script those links lead to everything.

const KEY = "edition";
const EVERYTHING = /^(\/[a-z-]+\/)((?:section\/[a-z]+\/)?)$/; // language, section
const choice = document.querySelector("[data-edition]")?.dataset.edition; // on front pages; empty: no choice
const links = [...document.querySelectorAll("a[href^='/']")]
  .map((link) => [link, EVERYTHING.exec(link.getAttribute("href"))])
  .filter(([, parts]) => parts);

remember();
addEventListener("pageshow", (event) => event.persisted && remember()); // no script runs on the way back to a page

function remember() {
  try {
    if (choice === undefined) lead(localStorage.getItem(KEY) ?? "");
    else localStorage.setItem(KEY, choice);
  } catch {
    // a browser that keeps nothing for this site
  }
}

function lead(way) {
  for (const [link, [, language, section]] of links) link.setAttribute("href", language + way + section);
}

// The way back to one's own front page. Articles, sources and authors have one address for everybody, with no choice of
// languages and countries in it. So the choice that this browser was shown last is kept here, and links to front pages
// and sections lead to it. Nothing of it is sent; without this script those links lead to everything.

const KEY = "edition";
const ADDRESS = /^(\/[a-z-]+\/)((?:in\/[a-z,]+\/)?(?:from\/[a-z,]+\/)?)((?:section\/[a-z]+\/)?)$/; // language, choice, section
const here = ADDRESS.exec(location.pathname);
const links = [...document.querySelectorAll("a[href^='/']")]
  .map((link) => [link, ADDRESS.exec(link.getAttribute("href"))])
  .filter(([, parts]) => parts && !parts[2]);

remember();
addEventListener("pageshow", (event) => event.persisted && remember()); // no script runs on the way back to a page

function remember() {
  try {
    if (here) localStorage.setItem(KEY, here[2]);
    else lead(localStorage.getItem(KEY) ?? "");
  } catch {
    // a browser that keeps nothing for this site
  }
}

function lead(choice) {
  for (const [link, [, language, , section]] of links) link.setAttribute("href", language + choice + section);
}

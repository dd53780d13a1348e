// Reading by keyboard: j and k go from headline to headline, / to the search, ? shows the keys, Esc leaves.

const HEADLINES = "main .card__title a";
const help = document.querySelector("[data-keys]");

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return leave();
  if (isWritten(event.target)) return;
  const act = { j: () => step(1), k: () => step(-1), "/": search, "?": () => help?.showModal() }[event.key];
  if (!act || help?.open) return;
  event.preventDefault();
  act();
});

/** What is pressed here is meant as text. */
function isWritten(target) {
  return target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;
}

/** The next headline in that direction: from the focused one, else from what is in sight. */
function step(way) {
  const headlines = [...document.querySelectorAll(HEADLINES)];
  const here = headlines.indexOf(document.activeElement);
  const inSight = headlines.findIndex((link) => link.getBoundingClientRect().top >= 0);
  const next = here >= 0 ? here + way : inSight;
  const link = headlines[Math.max(0, Math.min(headlines.length - 1, next))];
  link?.focus();
  link?.scrollIntoView({ block: "center" });
}

function search() {
  const box = document.querySelector("#search-words, #masthead-search");
  box?.focus();
  box?.select();
}

function leave() {
  const active = document.activeElement;
  if (active instanceof HTMLElement && isWritten(active)) active.blur();
}

// The line of headlines on top: moves gently, can be stopped, and stays current while the page is open.
// Without this script it is a line to scroll by hand.
//
// It is a conveyor: the first headline leaves, joins the end of the line, and the line starts again from the next.
// So nothing stands in it twice, and what is new is put in beyond the edge, where nobody sees it come.

const SPEED = 45; // pixels a second
const REFRESH = 30_000; // milliseconds; FRONT_PAGE_SECONDS, for which caches may keep the fragment, is as long

// The portal's own fragment becomes nodes by this policy; of no other text may a script make markup (settings.SECURE_CSP).
const ours = globalThis.trustedTypes?.createPolicy("ticker", { createHTML: (fragment) => fragment });

const section = document.querySelector("[data-ticker]");
if (section) start(section, section.querySelector(".ticker__window"), section.querySelector(".ticker__items"));

function start(section, view, line) {
  const wantsStill = matchMedia("(prefers-reduced-motion: reduce)");
  const button = document.createElement("button");
  let isPaused = false; // by the button
  let run = null; // the animation that takes the first headline out
  let fresh = null; // headlines that arrived while the line moves
  let readAt = Date.now();

  button.type = "button";
  button.className = "ticker__button";
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    settle();
  });
  view.before(button); // who comes by keyboard stops the line before walking through it
  for (const name of ["pointerenter", "focusin"]) view.addEventListener(name, settle);
  for (const name of ["pointerleave", "pointercancel", "focusout"]) {
    view.addEventListener(name, () => requestAnimationFrame(release)); // the focus may only go on to the next headline
  }
  wantsStill.addEventListener("change", settle);
  addEventListener("resize", settle);
  document.addEventListener("visibilitychange", () => {
    settle();
    if (Date.now() - readAt >= REFRESH) refresh();
  });
  setInterval(refresh, REFRESH);
  settle();

  /** Bring what is seen in line with what is wanted: moving, held for a moment, or still. */
  function settle() {
    const canMove = !wantsStill.matches && isLongEnough();
    button.hidden = !canMove;
    button.dataset.state = isPaused ? "paused" : "moving";
    button.ariaLabel = button.title = isPaused ? section.dataset.play : section.dataset.pause;
    if (!canMove) {
      run?.cancel();
      run = null;
    } else if (isPaused || isHeld() || document.hidden) {
      run?.pause();
    } else if (run) {
      run.play();
    } else {
      move();
    }
  }

  function move() {
    const first = line.firstElementChild;
    const width = first.getBoundingClientRect().width;
    const way = getComputedStyle(section).direction === "rtl" ? width : -width;
    run = line.animate({ transform: ["none", `translateX(${way}px)`] }, (width / SPEED) * 1000);
    run.onfinish = () => {
      line.append(first);
      if (fresh) weaveIn(fresh);
      fresh = run = null;
      settle();
    };
  }

  /** A line that is hardly longer than its window would run empty at its end. */
  function isLongEnough() {
    const widest = Math.max(0, ...Array.from(line.children, (item) => item.offsetWidth));
    return line.offsetWidth - widest > view.clientWidth;
  }

  function isHeld() {
    return view.matches(":hover, :focus-within");
  }

  /** The pointer or the focus has gone: undo what it scrolled, and move on. */
  function release() {
    if (isHeld()) return;
    if (run) view.scrollTo({ left: 0, behavior: "smooth" });
    settle();
  }

  async function refresh() {
    if (document.hidden) return;
    readAt = Date.now();
    const headlines = await read(section.dataset.ticker);
    if (headlines.length === 0) return;
    if (run) fresh = headlines;
    else if (!isHeld()) line.replaceChildren(...headlines);
    settle();
  }

  /** New headlines come next, right behind the edge; those that are no longer among the newest go. */
  function weaveIn(headlines) {
    const edge = view.getBoundingClientRect();
    const isSeen = (item) => {
      const box = item.getBoundingClientRect();
      return box.left < edge.right && box.right > edge.left;
    };
    const coming = new Map(headlines.map((item) => [address(item), item]));
    let lastSeen = null;
    for (const item of [...line.children]) {
      const twin = coming.get(address(item));
      coming.delete(address(item));
      if (isSeen(item)) lastSeen = item;
      else if (twin) item.replaceWith(twin);
      else item.remove();
    }
    lastSeen?.after(...coming.values());
  }
}

/** The fragment's items; none when the portal cannot be reached, then the next time will do. */
async function read(url) {
  try {
    const response = await fetch(url, { cache: "no-cache", credentials: "omit" }); // asks with the ETag it knows
    if (!response.ok) return [];
    const fragment = await response.text();
    const page = new DOMParser().parseFromString(ours?.createHTML(fragment) ?? fragment, "text/html");
    return [...page.querySelectorAll(".ticker__item")];
  } catch {
    return [];
  }
}

function address(item) {
  return item.querySelector("a").getAttribute("href");
}

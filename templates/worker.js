// The service worker: pages that were read are kept for when there is no network. What is new is always asked for first,
// and pictures are never kept: one that is blocked must not live on here.

const VERSION = "{{ version }}";
const PAGES = "pages"; // outlives versions
const FILES = `files-${VERSION}`;
const MOST_PAGES = 60;
const KEEP = 7 * 24 * 3600 * 1000; // milliseconds: a removed article does not stay for ever
const CHECK = 60 * 1000; // milliseconds between two questions what was taken away
const CACHED = 11 * 60 * 1000; // milliseconds: a page may be that much older than its date, from caches on the way
const PATIENCE = 4000; // milliseconds: on a poor line what is there is better than waiting
// Front pages, sources and articles; searches and what is under way stay nobody's but the reader's.
const READ = /^\/(?:{{ languages }})\/(?:text\/)?(?!account\/|search\/|offline\/|moderation\/|edition\/)(?:(?:in\/[a-z,]+\/)?(?:from\/[a-z,]+\/)?(?:section\/[a-z]+\/)?$|[\w-]+\/(?:\d+\/)?$)/;
const FRONT = /^\/(?:{{ languages }})\/$/;
const OFFLINE = { {% for code, address in offline %}{{ code }}: "{{ address }}"{% if not forloop.last %}, {% endif %}{% endfor %} };

addEventListener("install", (event) => {
  event.waitUntil(prepare());
});
addEventListener("activate", (event) => {
  event.waitUntil(forgetOldFiles());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("{{ files }}")) event.respondWith(file(request));
  else if (request.mode === "navigate" && url.pathname === "/") event.respondWith(start(request));
  else if (request.mode === "navigate" && READ.test(url.pathname)) event.respondWith(page(event));
});

async function prepare() {
  const files = await caches.open(FILES);
  await files.addAll([{% for address in precached %}"{{ address }}", {% endfor %}...Object.values(OFFLINE)]);
  await skipWaiting();
}

async function forgetOldFiles() {
  for (const name of await caches.keys()) if (name !== PAGES && name !== FILES) await caches.delete(name);
  await clients.claim();
}

/** A file's name changes with its content. */
async function file(request) {
  const files = await caches.open(FILES);
  const known = await files.match(request);
  if (known) return known;
  const fresh = await fetch(request);
  if (fresh.ok) await files.put(request, fresh.clone()).catch(nothing); // no room: it is asked for again
  return fresh;
}

/** The way in, which leads to a front page: without a network, to the one that was read last. */
async function start(request) {
  try {
    return await fetch(request);
  } catch {
    const pages = await caches.open(PAGES);
    const known = (await pages.keys()).filter((kept) => FRONT.test(new URL(kept.url).pathname)).at(-1);
    return known ? Response.redirect(known.url) : ((await caches.match(Object.values(OFFLINE)[0])) ?? Response.error());
  }
}

function nothing() {}

async function page(event) {
  const pages = await caches.open(PAGES);
  const asked = fetch(event.request).then(async (fresh) => {
    if (fresh.ok && !fresh.redirected) event.waitUntil(keep(pages, event.request, fresh.clone()).catch(nothing));
    else if (fresh.status === 404 || fresh.status === 410) await pages.delete(event.request);
    event.waitUntil(forgetTakenAway(pages).catch(nothing));
    return fresh;
  });
  event.waitUntil(asked.catch(nothing));
  const known = await recent(pages, event.request);
  try {
    return await (known ? Promise.race([asked, late(known)]) : asked);
  } catch {
    return known ?? offline(event.request);
  }
}

let checked = 0;

/** What editors took away, or shortened, goes from the pages that were kept before: its own, and those that name it. */
async function forgetTakenAway(pages) {
  if (Date.now() - checked < CHECK) return;
  checked = Date.now();
  const { changed } = await (await fetch("{{ taken_away }}", { cache: "no-cache" })).json();
  if (changed.length === 0) return;
  for (const request of await pages.keys()) {
    const kept = await pages.match(request);
    const at = Date.parse(kept?.headers.get("Date") ?? "");
    const later = changed.filter((change) => !(at - CACHED > change.at)).map((change) => change.path);
    if (later.length === 0) continue;
    const text = request.url + (await kept.text());
    if (later.some((path) => text.includes(path))) await pages.delete(request);
  }
}

function late(known) {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, known));
}

/** What is kept of the page, if it is not too old. */
async function recent(pages, request) {
  const known = await pages.match(request);
  const age = Date.now() - Date.parse(known?.headers.get("Date") ?? "");
  return age < KEEP ? known : undefined;
}

async function offline(request) {
  const language = new URL(request.url).pathname.split("/")[1];
  return (await caches.match(OFFLINE[language])) ?? Response.error();
}

/** Keeps the page and forgets those that were kept longest ago. */
async function keep(pages, request, response) {
  await pages.delete(request);
  await pages.put(request, response);
  const known = await pages.keys();
  await Promise.all(known.slice(0, Math.max(0, known.length - MOST_PAGES)).map((old) => pages.delete(old)));
}

// The service worker: keeps the whole site of one build, and answers from it. `BUILD`, before this, is the list of its files with
// their digests. A new build is fetched whole before anything changes, each file checked against its digest, so that a copy is
// never a mix, and a host that answers anything to everything changes nothing. It takes over when the reader goes to the next page.
"use strict";
const TOP = new URL("./", self.location).href;
// Other handbooks may stand on the same host.
const OURS = "fascicle " + TOP + " ";
const CACHE = OURS + BUILD.digest;
const SAVED = TOP + "?saved";
const AT_ONCE = 6;

self.addEventListener("install", (event) => event.waitUntil(fill().catch(async (error) => {
  await caches.delete(CACHE);
  throw error;
})));

async function fill() {
  const cache = await caches.open(CACHE);
  const waiting = Object.entries(BUILD.files);
  const next = async () => {
    for (let entry = waiting.pop(); entry; entry = waiting.pop()) await cache.put(TOP + entry[0], await file(...entry));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  await cache.put(SAVED, new Response(String(Date.now())));
}

// A file of this build: from an earlier copy where it is the same, else from the host.
async function file(path, integrity) {
  const kept = await caches.match(TOP + path);
  if (kept && kept.headers.get("x-integrity") === integrity) return kept;
  const got = await fetch(TOP + path, { integrity, cache: "no-cache" });
  if (!got.ok) throw new Error(got.status + " " + path);
  // As a new answer: a browser does not show one that was redirected.
  const type = got.headers.get("content-type") || "application/octet-stream";
  return new Response(await got.blob(), { headers: { "content-type": type, "x-integrity": integrity } });
}

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
})()));

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "saved") event.waitUntil((async () => {
    const saved = await (await caches.open(CACHE)).match(SAVED);
    if (saved) event.ports[0].postMessage(Number(await saved.text()));
  })());
});

// The files that an address may show, as hosts understand addresses.
function names(url) {
  const path = url.href.split(/[?#]/)[0].slice(TOP.length);
  return path === "" || path.endsWith("/") ? [path + "index.html"] : [path, path + ".html", path + "/index.html"];
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(TOP)) return;
  if (request.mode === "navigate") event.respondWith(page(event, names(url)));
  else event.respondWith(kept(names(url)).then((answer) => answer || fetch(request)));
});

// The copy that is read from: this build's, until the next one takes over.
let current = CACHE;

async function kept(wanted) {
  const cache = await caches.open(current);
  for (const name of wanted) {
    const answer = await cache.match(TOP + name);
    if (answer) return answer;
  }
  return undefined;
}

// In milliseconds.
const SOON = 200;
const QUIET = 2_000;

function after(time, work) {
  return new Promise((done) => { setTimeout(done, time); }).then(work);
}

// How many pages were asked for.
let pages = 0;

async function page(event, wanted) {
  const mine = ++pages;
  const next = self.registration.waiting;
  // No other window shows this build: from this page on there is only the next one.
  if (next && current === CACHE && (await self.clients.matchAll({ type: "window" })).length < 2) {
    for (const name of await caches.keys()) {
      if (name.startsWith(OURS) && name !== CACHE && await (await caches.open(name)).match(SAVED)) current = name;
    }
  }
  const answer = await kept(wanted);
  // Only when the page has its answer, and no other page was asked for in a while: a worker that is replaced while it answers takes
  // the answer along.
  if (next && current !== CACHE) event.waitUntil(after(QUIET, () => mine === pages && next.postMessage("take over")));
  event.waitUntil(after(SOON, stop));
  return answer || fetch(event.request).catch(async (error) => {
    const missing = await kept(["404.html"]);
    if (missing) return missing;
    throw error;
  });
}

// A site that no longer has a worker is not kept either. At most once a minute.
let asked = 0;
async function stop() {
  if (Date.now() - asked < 60_000) return;
  asked = Date.now();
  const answer = await fetch(self.location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (!answer || (answer.status !== 404 && answer.status !== 410)) return;
  // Without its copy the worker lets everything through, even while an open page keeps it alive.
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await caches.delete(name);
  await self.registration.unregister();
}

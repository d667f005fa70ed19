/* Opens the patrol page without a network, and sends the outbox when the browser wakes it. Version {{ version }}. */
"use strict";

{% for script in worker_scripts %}importScripts("{{ script|escapejs }}");
{% endfor %}
const CACHE = "patrol-{{ version }}";
const PAGE = "{{ page|escapejs }}";
const KEPT = [PAGE{% for address in kept %}, "{{ address|escapejs }}"{% endfor %}];

/* Whole or not at all: a page with half its scripts is worse than the old one. The page itself carries nobody's name. */
self.addEventListener("install", (event) => {
  const fresh = (address) => new Request(address, { cache: "reload", credentials: "omit" });
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT.map(fresh))));
});

self.addEventListener("activate", (event) => {
  const forget = (names) => Promise.all(names.filter((name) => name.indexOf("patrol-") === 0 && name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(forget).then(() => self.clients.claim()));
});

/* Only the page and its own files come from the phone; the outbox and everything else go to the server. */
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const address = request.mode === "navigate" && url.pathname === PAGE ? PAGE : url.pathname;
  if (KEPT.indexOf(address) < 0) return;
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(address, { ignoreVary: true })).then((kept) => kept || fetch(request)));
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "patrol-outbox") return;
  const again = (result) => {
    if (result === "no_answer" || result === "broken") throw new Error(result);
  };
  event.waitUntil(self.patrol.sync.send("sync").then(again));
});

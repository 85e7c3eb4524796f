// The service worker: the app opens without a network. The server writes two constants before this text: VERSION, which
// differs whenever anything here or in the files does, and FILES, the paths that make the app.
//
// Always true here:
// - only FILES are kept, which are the same for everybody: nothing that a person sees or types comes into the cache;
// - a page is asked for from the server first, so a version that waits here never hides a newer page;
// - a new version takes over when the page says so, and a page is told nothing while somebody is typing.

const CACHE = `lacakpo-${VERSION}`;
const SHELL = "/shell";
// On a line that takes bytes and answers nothing, the app itself is more use than a white page: it says how old its data
// is, and goes on asking.
const PATIENCE_MS = 5_000;
// Not ours: something in between that does not reach the server.
const GATEWAYS = [502, 504];

addEventListener("install", (event) => {
  event.waitUntil(fill());
});

async function fill() {
  const cache = await caches.open(CACHE);
  // What has a hash in its name is never another thing; all else the browser may have kept from before.
  await cache.addAll(FILES.map((path) => new Request(path, { cache: path.startsWith("/pkg/") ? "default" : "no-cache" })));
}

addEventListener("activate", (event) => {
  event.waitUntil(begin());
});

async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith("lacakpo-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  // The request is on its way while this worker is still waking up.
  await registration.navigationPreload?.enable();
  await clients.claim();
}

addEventListener("message", (event) => {
  if (event.data === "take-over") skipWaiting();
});

// A form was sent, and what it leads to has not come.
let formSent = false;

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && request.mode === "navigate") formSent = true;
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const isAnswer = formSent && /\/(track|issue|delivery)$/.test(new URL(request.referrer || url).pathname);
    if (!isAnswer) formSent = false;
    if (isPage(url)) event.respondWith(isAnswer ? answerToForm(event) : page(event, url));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(file(request));
  }
});

// What a plain form leads to is asked of the server alone: what the device knows is from before, and whoever does not see
// there what he has entered enters it again. Nor does anything else stand in for it when it is asked for once more.
async function answerToForm(event) {
  const answer = await fresh(event);
  formSent = false;
  return answer;
}

async function fresh(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

// Downloads, pictures and what machines ask are the server's alone.
function isPage(url) {
  return !/\.\w+$/.test(url.pathname) && !/^\/(api|metrics|health|ready)(\/|$)|\/photos\//.test(url.pathname);
}

async function page(event, url) {
  const answer = fresh(event);
  // Of the app itself and of a factory's pages the device knows something; `tunggu` is asked by somebody who would rather
  // wait.
  const waits = !/^\/([^/]+\/.+)?$/.test(url.pathname) || url.searchParams.has("tunggu");
  const patience = waits ? answer : new Promise((end) => setTimeout(end, PATIENCE_MS));
  try {
    const first = await Promise.race([answer, patience]);
    if (first && !GATEWAYS.includes(first.status)) return first;
  } catch {
    // No network, or no server: the shell says so.
  }
  // Ends in its own time, unheard.
  answer.catch(() => undefined);
  return (await kept(SHELL)) ?? answer;
}

async function file(request) {
  return (await kept(new URL(request.url).pathname)) ?? fetch(request);
}

function kept(path) {
  return caches.match(path, { cacheName: CACHE });
}

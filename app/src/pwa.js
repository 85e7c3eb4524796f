// What a browser must be told while the app does not run: before it wakes up, who keeps its files and that it can be
// installed; and should it stop, that it has.
(() => {
  const root = document.documentElement;
  const { dataset } = root;
  // The shell was kept in the language of some day; who opens it has chosen one, or his browser has.
  if ("shell" in dataset) {
    const chosen = /(?:^|; )bahasa=(id|en)/.exec(document.cookie)?.[1];
    root.lang = chosen ?? (navigator.languages.find((language) => /^(id|in|ms|en)\b/i.test(language)) ?? "id").replace(/^(in|ms).*/i, "id").slice(0, 2).toLowerCase();
  }
  let install;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    install = event;
    dataset.installable = "";
  });
  addEventListener("appinstalled", () => delete dataset.installable);
  document.addEventListener("click", async (event) => {
    if (!event.target.closest?.("[data-install]")) return;
    await install?.prompt();
    // An offer counts once.
    delete dataset.installable;
  });
  // A fault of the app is a trap. What it was doing is left half done; whatever still moves on the screen is not to be
  // believed, and nothing of the app can say so.
  const FAULTS = ["RuntimeError", "RangeError", "InternalError"];
  const stop = ({ error, reason }) => {
    if (!FAULTS.includes((error ?? reason)?.name) || "stopped" in dataset) return;
    dataset.stopped = "";
    const notice = document.querySelector(".notice--stopped");
    notice.hidden = false;
    // An open sheet keeps the hands off everything around it, and what is put into it goes with it.
    let place;
    const say = () => {
      const front = [...document.querySelectorAll("dialog:modal")].pop() ?? document.body;
      if (place === front) return;
      place = front;
      place.append(notice);
      notice.showPopover?.();
    };
    say();
    setInterval(say, 500);
    // A screen on a wall has nobody who presses the button. Where somebody has touched the page, something may be typed, or
    // be known to this page alone; and of many screens that stopped by one event not all come at once.
    const untouched = () => navigator.userActivation?.hasBeenActive === false;
    setInterval(() => untouched() && location.reload(), 60_000 * (1 + Math.random()));
  };
  addEventListener("error", stop);
  addEventListener("unhandledrejection", stop);
  document.addEventListener("click", (event) => event.target.closest?.("[data-reload]") && location.reload(), true);
  // Work that waits on this device to be sent is shown by the app; a form that does without the app says so, too.
  addEventListener("DOMContentLoaded", () => {
    for (const notice of document.querySelectorAll("[data-waiting]")) {
      const [owner, item] = notice.dataset.waiting.split(" ");
      const isOwn = (key) => key === `lacakpo-waiting:${owner}` || key.startsWith(`lacakpo-early:${owner}:`);
      const kept = () => Object.keys(localStorage).filter(isOwn).flatMap((key) => localStorage[key].split("\n")).map((line) => JSON.parse(line));
      try {
        notice.hidden = !kept().some((entry) => entry.item === item && entry.state === "waiting");
      } catch {
        // A browser that keeps nothing.
      }
    }
  });
  // A finger in a glove stays long; it means the track, and no menu about a link.
  document.addEventListener("contextmenu", (event) => {
    if (event.pointerType === "touch" && event.target.closest?.(".track__hit")) event.preventDefault();
  });
  // The styles came in the page; from now on their file is here, and the page need not bring them.
  addEventListener("load", async () => {
    const href = document.querySelector("link[data-styles]")?.getAttribute("href");
    if (!href || !(await fetch(href).catch(() => undefined))?.ok) return;
    document.cookie = `gaya=${href.split("/").pop()}; path=/; max-age=31536000; samesite=lax`;
  });
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const every = 3_600_000;
  addEventListener("load", async () => {
    // Where it is not allowed (a private window, a build without hashes) the app works as it is.
    const registration = await workers.register("/sw.js").catch(() => undefined);
    if (!registration) return;
    const offer = () => {
      if (!registration.waiting || !workers.controller) return;
      dataset.update = "";
      dispatchEvent(new Event("lacakpo-update"));
    };
    offer();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
    // A tablet that is never closed hears of it, too.
    setInterval(() => registration.update().catch(() => undefined), every);
    addEventListener("lacakpo-take-update", () => {
      const reload = () => location.reload();
      workers.addEventListener("controllerchange", reload, { once: true });
      setTimeout(reload, 2_000);
      registration.waiting?.postMessage("take-over");
    });
  });
})();

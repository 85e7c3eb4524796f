/** What somebody would write who had nothing but this page to write: the yardstick for the app's own page. */

export interface Line {
  slug: string;
  epoch: string;
  seq: number;
  channels: string[];
}

/** Runs in a copy of the Tasks page without the app. */
export function byHand({ slug, epoch, seq, channels }: Line): void {
  const cards = new Map<string, Element>();
  for (const card of document.querySelectorAll("[data-item-id]")) cards.set(card.getAttribute("data-item-id")!, card);
  const firstWord = (name: string) => name.split(" ", 1)[0];
  const text = (element: Element) => {
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) return node as Text;
    throw new Error("a leaf without text");
  };
  const socket = new WebSocket(`ws://${location.host}/${slug}/live`);
  socket.addEventListener("open", () => {
    socket.send(JSON.stringify({ type: "hello", protocol: 3, epoch, seq, channels }));
  });
  socket.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.type === "welcome") document.documentElement.dataset.byHand = "live";
    if (frame.type !== "patch") return;
    for (const { type, change } of frame.events) {
      if (type !== "track-updated") continue;
      const { department, progress, updated_by } = change.track;
      const row = cards.get(change.item_id)?.querySelector(`.track[data-department="${department}"]`);
      if (!row) continue;
      text(row.querySelector(".track__value")!).data = `${progress}%`;
      row.querySelector("[role=progressbar]")!.setAttribute("aria-valuenow", progress);
      text(row.querySelector(".track__by")!).data = `${firstWord(updated_by.name)} · baru saja`;
      const again = row.classList.contains("is-changed") && !row.classList.contains("is-changed--again");
      const own = row.classList.contains("track--own") ? " track--own" : "";
      row.className = `track${own} is-changed${again ? " is-changed--again" : ""}`;
    }
  });
}

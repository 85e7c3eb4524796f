/** Runs in the page before its own scripts, the same in the app and in the hand-written page. */

export interface Sample {
  /** When the message came, in the browser's milliseconds. */
  at: number;
  /** Until the first leaf of the changed track was written, in milliseconds. */
  first: number | null;
  /** Until the last. */
  last: number | null;
  /** Those of its four leaves that were written, in that order. */
  leaves: string[];
}

export interface Probe {
  /** Learns the cards, once they are there. */
  ready(): void;
  samples: Sample[];
  /** Milliseconds the main thread was held by its longest task since `ready`; 0 when never above 50. */
  longest: number;
  isolated: boolean;
}

/**
 * Start: a listener of the socket that was added before the page's own. What the probe itself needs (which leaves
 * belong to this event) is looked up before the clock is read.
 *
 * End: the call that writes a leaf, once it returned. Not a `MutationObserver`: that one is called after the whole
 * microtask, so it would hide whether a page writes first and does the rest later, or the other way round.
 */
export function install(): void {
  const cards = new Map<string, Element>();
  const probe: Probe = {
    samples: [],
    longest: 0,
    isolated: self.crossOriginIsolated,
    ready() {
      for (const card of document.querySelectorAll("[data-item-id]")) cards.set(card.getAttribute("data-item-id")!, card);
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) probe.longest = Math.max(probe.longest, task.duration);
      }).observe({ type: "longtask" });
    },
  };
  (window as any).probe = probe;

  let open: Sample | null = null;
  let awaited = new Set<Node>();
  const written = (node: Node) => {
    if (!open) return;
    const leaf = node.nodeType === Node.TEXT_NODE ? node.parentNode : node;
    // Each leaf counts once, so a later write (the minute's tick) is not taken for this event's.
    if (!leaf || !awaited.delete(leaf)) return;
    open.last = performance.now() - open.at;
    open.first ??= open.last;
    open.leaves.push((leaf as Element).getAttribute("role") ?? (leaf as Element).classList[0]);
  };
  const watchSetter = (prototype: object, name: string) => {
    const { get, set, ...rest } = Object.getOwnPropertyDescriptor(prototype, name)!;
    Object.defineProperty(prototype, name, {
      ...rest,
      get,
      set(value) {
        set!.call(this, value);
        written(this);
      },
    });
  };
  watchSetter(Node.prototype, "nodeValue");
  watchSetter(Node.prototype, "textContent");
  watchSetter(CharacterData.prototype, "data");
  watchSetter(Element.prototype, "className");
  const setAttribute = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    setAttribute.call(this, name, value);
    written(this);
  };

  const Native = WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args: ConstructorParameters<typeof Native>) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        const frame = JSON.parse(data);
        const [event] = frame.type === "patch" ? frame.events : [];
        const track = event?.type === "track-updated" ? event.change.track : null;
        const row = track && cards.get(event.change.item_id)?.querySelector(`.track[data-department="${track.department}"]`);
        if (!row) return;
        const leaf = (selector: string) => row.querySelector(selector)!;
        awaited = new Set([row, leaf(".track__value"), leaf(".track__by"), leaf("[role=progressbar]")]);
        open = { at: 0, first: null, last: null, leaves: [] };
        probe.samples.push(open);
        open.at = performance.now();
      });
    }
  };
}

// The state that the views show: cards (decisions to take or taken) and cues, and word of what changed.

import { verbs, waits } from "./actions.js";

export class Model extends EventTarget {
  constructor(whole) {
    super();
    this.load(whole);
  }

  // A whole state, as `GET state` gives it.
  load({ cards, cues, ...about }) {
    this.about = about;
    this.version = about.version;
    this.cards = new Map(cards.map((card) => [card.id, card]));
    this.cues = new Map(cues.map((cue) => [cue.id, cue]));
    this.order = cues.map((cue) => cue.id);
    this.#tell(null);
  }

  // What changed since `base`, as the server tells it, and what was done here since; gives the state between the two. `order` is
  // null where no cue came or went, `dealt` where no card.
  merge({ version, cards, cues, order, dealt }, base, actions) {
    this.#changing(() => {
      this.#put(base);
      this.version = version;
      for (const card of cards) this.cards.set(card.id, card);
      for (const cue of cues) this.cues.set(cue.id, cue);
      if (order) {
        this.order = order;
        keepOnly(this.cues, order);
      }
      if (dealt) keepOnly(this.cards, dealt);
      base = this.snapshot();
      for (const action of actions) verbs[action.do](this, action);
    });
    return base;
  }

  perform(action) {
    this.#changing(() => verbs[action.do](this, action));
  }

  // The state, to go on from later. No card or cue is ever changed in place, so the maps are all there is to keep.
  snapshot() {
    return { cards: new Map(this.cards), cues: new Map(this.cues), order: [...this.order] };
  }

  // An earlier state with these actions instead of those that were done since.
  redo(base, actions) {
    this.#changing(() => {
      this.#put(base);
      for (const action of actions) verbs[action.do](this, action);
    });
  }

  #put({ cards, cues, order }) {
    [this.cards, this.cues, this.order] = [new Map(cards), new Map(cues), [...order]];
  }

  // Runs some changes and tells once which cards and cues are others than before.
  #changing(run) {
    const { cards, cues } = this.snapshot(), order = this.order.join(" ");
    run();
    const differing = (now, before) => new Set([...now.keys()].filter((id) => now.get(id) !== before.get(id)));
    const changed = { cards: differing(this.cards, cards), cues: differing(this.cues, cues) };
    this.#tell({ ...changed, order: this.order.join(" ") !== order });
  }

  #tell(changed) {
    this.dispatchEvent(new CustomEvent("change", { detail: changed }));
  }

  cueAt(time) {
    let low = 0, high = this.order.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.cues.get(this.order[middle]).start <= time) low = middle;
      else high = middle - 1;
    }
    return this.cues.get(this.order[low]);
  }

  get waiting() {
    return [...this.cards.values()].filter(waits);
  }
}

function keepOnly(map, ids) {
  const left = new Set(ids);
  for (const id of [...map.keys()]) if (!left.has(id)) map.delete(id);
}

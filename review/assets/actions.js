// What an editor does, carried out on the page's own state at once. The server does the same and what it answers counts;
// in a report that was mailed this is all there is until the file of decisions comes home.

import { END, FIRST, START, TEXT, replaceEdit, retyped } from "./words.js";

// Of a card that is not there (any more) neither holds.
export const applies = (card) => Boolean(card) && (card.decision ? card.decision === "accepted" : card.band === "safe");
export const waits = (card) => Boolean(card) && !card.decision && card.band === "review";

// Each takes the state (cards and cues as Maps by id, order as an array of cue ids) and an action as a file of decisions has it
// (document/decisions.py). A cue's id is "FIRST-LAST", the words of the text that it holds.
export const verbs = {
  accept: (state, { ids }) => decide(state, ids, "accepted"),
  reject: (state, { ids }) => decide(state, ids, "rejected"),
  clear: (state, { ids }) => decide(state, ids, null),
  own: (state, { id, text }) => decide(state, [id], "accepted", text),
  always: (state, { id }) => decide(state, alike(state, id, (one, other) => one.after === other.after), "accepted"),
  never: (state, { id }) => decide(state, alike(state, id, () => true), "rejected"),
  retype(state, { texts }) {
    for (const [first, last, text] of texts) {
      change(state, `${first}-${last}`, (old) => ({ words: retyped(old.words, text, old.start, old.end) }));
    }
  },
  retime(state, { first, last, start, end }) {
    change(state, `${first}-${last}`, (old) => {
      const scale = (time) => start + Math.round(((time - old.start) * (end - start)) / Math.max(old.end - old.start, 1));
      const inside = old.words.every((word) => word[START] >= start && word[END] <= end);
      const words = inside ? old.words : old.words.map(([text, from, to, ...rest]) => [text, scale(from), scale(to), ...rest]);
      return { start, end, words };
    });
  },
  split(state, { first, last, at }) {
    const old = state.cues.get(`${first}-${last}`);
    const count = old ? old.words.findIndex((word) => word[FIRST] >= at) : -1;
    if (count < 1) return;
    const upper = old.words.slice(0, count), lower = old.words.slice(count);
    put(state, [old], [
      { ...old, id: `${first}-${at - 1}`, end: upper.at(-1)[END], words: upper },
      { ...old, id: `${at}-${last}`, start: lower[0][START], words: led(lower, "") },
    ]);
  },
  join(state, { first, last }) {
    const olds = state.order.map((id) => state.cues.get(id)).filter((cue) => {
      const [from, to] = spanOf(cue.id);
      return from <= last && to >= first;
    });
    if (olds.length < 2) return;
    const words = olds.flatMap((cue, at) => (at ? led(cue.words, " ") : cue.words));
    put(state, olds, [{ ...olds[0], id: `${first}-${last}`, end: olds.at(-1).end, words }]);
  },
  tick(state, { spans, seen }) {
    for (const [first, last] of spans) change(state, `${first}-${last}`, () => ({ ticked: seen }));
  },
};

export const spanOf = (id) => id.split("-").slice(0, 2).map(Number);

function decide(state, ids, decision, own = null) {
  for (const id of ids) {
    const card = state.cards.get(id);
    if (!card) continue;
    state.cards.set(id, { ...card, decision, own });
    show(state, state.cards.get(id));
  }
}

// The card, and those that wait for the same words.
function alike(state, id, same) {
  const wanted = state.cards.get(id);
  if (!wanted) return [];
  const words = (card) => card.before.toLowerCase();
  const found = [...state.cards.values()].filter((card) => waits(card) && words(card) === words(wanted) && same(card, wanted));
  return [id, ...found.map((card) => card.id)];
}

function change(state, id, how) {
  const old = state.cues.get(id);
  if (old) state.cues.set(id, { ...old, ...how(old) });
}

// Cues in the place of others.
function put(state, olds, news) {
  state.order.splice(state.order.indexOf(olds[0].id), olds.length, ...news.map((cue) => cue.id));
  for (const cue of olds) state.cues.delete(cue.id);
  for (const cue of news) state.cues.set(cue.id, cue);
}

// Words with other white space before the first.
function led([[text, ...rest], ...others], space) {
  return [[space + text.trimStart(), ...rest], ...others];
}

// Puts into the cues of an edit what its decision leaves there.
function show(state, card) {
  card.parts.forEach((part, at) => {
    const own = at ? "" : card.own;
    const text = applies(card) ? (card.own === null ? part.after : own) : part.before;
    change(state, part.cue, (old) => ({ words: replaceEdit(old.words, card.id, text) }));
  });
}

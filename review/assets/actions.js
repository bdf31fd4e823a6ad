// What an editor does, carried out on the page's own state at once. The server does the same and what it answers counts;
// in a report that was mailed this is all there is until the file of decisions comes home.

import { END, FIRST, START, TEXT, replaceEdit, retyped } from "./words.js";

export const applies = (card) => (card.decision ? card.decision === "accepted" : card.band === "safe");
export const waits = (card) => !card.decision && card.band === "review";

// Each takes the state (cards and cues as Maps by id, order as an array of cue ids) and an action.
export const verbs = {
  decide(state, { edits, decision, own }) {
    for (const id of edits) {
      const card = state.cards.get(id);
      if (!card) continue;
      state.cards.set(id, { ...card, decision, own: own ?? null });
      show(state, state.cards.get(id));
    }
  },
  always(state, { edit }) {
    verbs.decide(state, { edits: sameChange(state, edit), decision: "accepted" });
  },
  never(state, { edit }) {
    verbs.decide(state, { edits: sameChange(state, edit), decision: "rejected" });
  },
  retype(state, { cue, text }) {
    change(state, cue, (old) => ({ words: retyped(old.words, text, old.start, old.end) }));
  },
  replace(state, { texts }) {
    for (const [cue, text] of texts) verbs.retype(state, { cue, text });
  },
  retime(state, { cue, start, end }) {
    change(state, cue, (old) => {
      const scale = (time) => start + Math.round(((time - old.start) * (end - start)) / Math.max(old.end - old.start, 1));
      const inside = old.words.every((word) => word[START] >= start && word[END] <= end);
      const words = inside ? old.words : old.words.map(([text, from, to, ...rest]) => [text, scale(from), scale(to), ...rest]);
      return { start, end, words };
    });
  },
  // `at` is the position of the word that the second cue begins with.
  split(state, { cue, at }) {
    const old = state.cues.get(cue);
    const count = old ? old.words.findIndex((word) => word[FIRST] >= at) : -1;
    if (count < 1) return;
    const upper = old.words.slice(0, count), lower = old.words.slice(count);
    const [first, last] = spanOf(cue);
    put(state, [cue], [
      { ...old, id: `${first}-${at - 1}`, end: upper.at(-1)[END], words: upper },
      { ...old, id: `${at}-${last}`, start: lower[0][START], words: led(lower, "") },
    ]);
  },
  join(state, { cue, next }) {
    const upper = state.cues.get(cue), lower = state.cues.get(next);
    if (!upper || !lower) return;
    const id = `${spanOf(cue)[0]}-${spanOf(next)[1]}`;
    put(state, [cue, next], [{ ...upper, id, end: lower.end, words: [...upper.words, ...led(lower.words, " ")] }]);
  },
  tick(state, { cues, ticked }) {
    for (const cue of cues) change(state, cue, () => ({ ticked }));
  },
};

function change(state, id, how) {
  const old = state.cues.get(id);
  if (old) state.cues.set(id, { ...old, ...how(old) });
}

export const spanOf = (cue) => cue.split("-").map(Number);

// Cues in the place of others.
function put(state, olds, news) {
  state.order.splice(state.order.indexOf(olds[0]), olds.length, ...news.map((cue) => cue.id));
  for (const id of olds) state.cues.delete(id);
  for (const cue of news) state.cues.set(cue.id, cue);
}

// Words with other white space before the first.
function led(words, space) {
  const [[text, ...rest], ...others] = words.length ? words : [[""]];
  return words.length ? [[space + text.trimStart(), ...rest], ...others] : [];
}

function sameChange(state, id) {
  const wanted = state.cards.get(id);
  const alike = (card) => card.before === wanted.before && card.after === wanted.after && (waits(card) || card.id === id);
  return wanted ? [...state.cards.values()].filter(alike).map((card) => card.id) : [];
}

// Puts into the cues of an edit what its decision leaves there.
function show(state, card) {
  card.parts.forEach((part, at) => {
    const own = at ? "" : card.own;
    const text = applies(card) ? (card.own === null ? part.after : own) : part.before;
    change(state, part.cue, (old) => ({ words: replaceEdit(old.words, card.id, text) }));
  });
}

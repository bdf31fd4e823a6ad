// What an editor does, carried out on the page's own state at once. The server does the same and what it answers counts;
// in a report that was mailed this is all there is until the file of decisions comes home.

import { EDIT, END, FIRST, START, TEXT, bare, differing, flat, replaceEdit, spaced, typedOver } from "./words.js";

const FARTHEST = 60_000;  // ms between the words of a cue and its times

// What a card says that stands for what a person typed, until the server sends its own.
const HAND = {
  rule: "hand", band: "safe", score: 1, group: "", title: "", term: "", subject: "", lexicon: "", evidence: {}, left: "", right: "",
  earlier: "", later: "", start: 0, end: 0, whole: 0, parts: [],
};

// Of a card that is not there (any more) neither holds.
export const applies = (card) => Boolean(card) && (card.decision ? card.decision === "accepted" : card.band === "safe");
export const waits = (card) => Boolean(card) && !card.decision && card.band === "review";

// Each takes the state (cards and cues as Maps by id, order as an array of cue ids, about) and an action as a file of decisions
// has it (document/decisions.py). A cue's id is "FIRST-LAST", the words of the text that it holds. What the server would refuse
// changes nothing. A test does any row of actions here and there and compares what stands then.
export const verbs = {
  accept: (state, { ids }) => decide(state, ids, "accepted"),
  reject: (state, { ids }) => decide(state, ids, "rejected"),
  clear: (state, { ids }) => decide(state, ids, null),
  own(state, { id, text }) {
    const card = state.cards.get(id), typed = flat(text);
    if (!card) return;
    if (typed === card.before) decide(state, [id], "rejected");
    else decide(state, [id], "accepted", typed === card.after ? null : typed);
  },
  always(state, { id }) {
    const card = state.cards.get(id);
    if (!card) return;
    const others = alike(state, card).filter((other) => bare(other.after) === bare(card.own ?? card.after));
    if (!fits(state, [...others, card].map((one) => one.id), "accepted")) return;
    decide(state, others.map((other) => other.id), "accepted");
    decide(state, [id], "accepted", card.own);
  },
  never(state, { id }) {
    const card = state.cards.get(id);
    if (card) decide(state, [...alike(state, card), card].map((one) => one.id), "rejected");
  },
  retype(state, { texts }) {
    for (const [first, last, text] of texts) retype(state, `${first}-${last}`, text);
  },
  retime(state, { first, last, start, end }) {
    if (mayStand(state, first, last, start, end)) change(state, `${first}-${last}`, () => ({ start, end }));
  },
  split(state, { first, last, at }) {
    const old = state.cues.get(`${first}-${last}`);
    const count = old ? old.words.findIndex((word) => word[FIRST] >= at) : -1;
    if (count < 1) return;
    const upper = old.words.slice(0, count), lower = old.words.slice(count);
    const cut = Math.min(Math.max(lower[0][START], old.start + 1), old.end - 1);
    const early = cut - state.about.profile.gap;
    put(state, [old], [
      { ...old, id: `${first}-${at - 1}`, end: early > old.start ? early : cut, words: upper },
      { ...old, id: `${at}-${last}`, start: cut, words: led(lower, "") },
    ]);
  },
  join(state, { first, last }) {
    const olds = state.order.map((id) => state.cues.get(id)).filter((cue) => {
      const [from, to] = spanOf(cue.id);
      return from <= to && from <= last && to >= first;
    });
    if (olds.length < 2) return;
    const words = olds.flatMap((cue, at) => (at ? led(cue.words, " ") : cue.words));
    put(state, olds, [{
      ...olds[0], id: `${spanOf(olds[0].id)[0]}-${spanOf(olds.at(-1).id)[1]}`, words,
      end: Math.max(...olds.map((cue) => cue.end)), ticked: olds.every((cue) => cue.ticked),
      doubts: [...new Set(olds.flatMap((cue) => cue.doubts))],
    }]);
  },
  tick(state, { spans, seen }) {
    for (const [first, last] of spans) change(state, `${first}-${last}`, () => ({ ticked: seen }));
  },
};

// The neighbour that new times would have a cue overlap, more than it does now; in most formats one cue is shown at a time.
export function hindrance(state, first, last, start, end) {
  const at = state.order.indexOf(`${first}-${last}`), cue = state.cues.get(state.order[at]);
  if (!cue || state.about.overlaps) return null;
  const before = state.cues.get(state.order[at - 1]), after = state.cues.get(state.order[at + 1]);
  if (start < before?.end && start < cue.start) return { before };
  if (end > after?.start && end > cue.end) return { after };
  return null;
}

// Whether a cue may stand from `start` to `end`: in order, not far from its words, beside its neighbours.
function mayStand(state, first, last, start, end) {
  const words = state.cues.get(`${first}-${last}`)?.words ?? [];
  const near = words.length && start >= words[0][START] - FARTHEST && end <= words.at(-1)[END] + FARTHEST;
  return start >= 0 && start < end && near && !hindrance(state, first, last, start, end);
}

export const spanOf = (id) => id.split("-").slice(0, 2).map(Number);

function decide(state, ids, decision, own = null) {
  if (!ids.every((id) => state.cards.has(id)) || !fits(state, ids, decision)) return;
  for (const id of ids) {
    state.cards.set(id, { ...state.cards.get(id), decision, own });
    show(state, state.cards.get(id));
  }
}

// Whether the edits can apply beside one another once these are decided so: no two may share a word.
function fits(state, ids, decision) {
  const these = new Set(ids);
  const after = [...state.cards.values()].map((card) => (these.has(card.id) ? { ...card, decision } : card));
  const spans = after.filter(applies).sort((one, other) => one.first - other.first);
  return spans.every((card, at) => !at || spans[at - 1].last < card.first);
}

// The other cards that wait for the same words.
function alike(state, wanted) {
  return [...state.cards.values()].filter((card) => card.id !== wanted.id && waits(card) && card.subject === wanted.subject);
}

// A text typed over a cue. What differs in the words of one proposal only is a decision on that, all else a person's own edit.
function retype(state, id, text) {
  const cue = state.cues.get(id);
  if (!cue) return;
  let { words } = cue;
  const ours = (word) => state.cards.get(word[EDIT]);
  for (const { from, to, typed } of differing(words, flat(text), (word) => applies(ours(word))).reverse()) {
    const old = words.slice(from, to), whole = old.map(ours).filter(applies);
    const first = Math.min(old[0][FIRST], ...whole.map((card) => card.first));
    const last = Math.max(old.at(-1)[FIRST], ...whole.map((card) => card.last));
    const before = flat(old.map((word, at) => {
      if (!applies(ours(word))) return word[TEXT];
      return at && old[at - 1][EDIT] === word[EDIT] ? "" : ours(word).before;
    }).join(" "));
    const edit = decideTyped(state, first, last, before, typed);
    words = [...words.slice(0, from), ...typedOver(old, typed, first, last, edit), ...words.slice(to)];
    if (!edit) words = words.map((word) => [...word.slice(0, EDIT), word[EDIT] || proposed(state, word[FIRST]), word[FIRST]]);
  }
  change(state, id, () => ({ words: spaced(words, text) }));
}

// What typing over the words `first` to `last` of the text decides; the id of the edit that then stands there, "" for none.
function decideTyped(state, first, last, before, typed) {
  const touched = [...state.cards.values()].filter((card) => card.first <= last && first <= card.last);
  if (typed === before) {
    for (const card of touched.filter(applies)) {
      if (card.rule === "hand") state.cards.delete(card.id);
      else state.cards.set(card.id, { ...card, decision: "rejected", own: null });
    }
    return "";
  }
  const same = touched.find((card) => card.first === first && card.last === last && card.rule !== "hand");
  for (const card of touched) if (card !== same && card.decision !== "rejected") state.cards.delete(card.id);
  const made = same ?? { ...HAND, id: `typed ${first}-${last}`, first, last, before, after: typed };
  state.cards.set(made.id, { ...made, decision: "accepted", own: typed === made.after ? null : typed });
  return made.id;
}

function proposed(state, place) {
  return [...state.cards.values()].find((card) => card.first <= place && place <= card.last)?.id ?? "";
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
  const whole = applies(card) ? (card.own ?? card.after) : card.before;
  const home = state.order.find((id) => spanOf(id)[0] <= card.first && card.last <= spanOf(id)[1]);
  const parts = home ? [{ cue: home, text: whole }] : card.parts.map((part, at) => {
    const own = at ? "" : card.own;
    return { cue: part.cue, text: applies(card) ? (card.own === null ? part.after : own) : part.before };
  });
  for (const { cue, text } of parts) {
    const [from, to] = spanOf(cue), first = Math.max(from, card.first), last = Math.min(to, card.last);
    change(state, cue, (old) => ({ words: replaceEdit(old.words, card.id, text, first, last, applies(card)) }));
  }
}

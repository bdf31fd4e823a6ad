// One decision after the other, by term: what was heard, what would stand there, why, and one key for each answer.

import { applies, waits } from "./actions.js";
import { button, clock, h, refill } from "./dom.js";
import { t } from "./texts.js";
import { reasons, rule } from "./why.js";

export function queueView({ model, player, perform, undo, go, announce, tell }, wanted) {
  const list = h("ol", { class: "cards", "aria-label": t("queue.list") });
  const place = h("div", { class: "place" });
  const element = h("section", { class: "queue", "aria-labelledby": "card-title" }, place, list);
  // What waited while the view is open stays in it, so that one can go back to what was just decided.
  const met = new Set([wanted, ...touched]);
  const rows = new Map();  // of the list: by the id of its card, what it shows and its element
  let shown = listed();
  let current = wanted && model.cards.has(wanted) ? wanted : first();
  let editing = null;  // the form that is being filled in; nothing that arrives makes it anew
  let over = false;  // all is decided: a key too many must not turn the last answer round

  function listed() {
    const found = [...model.cards.values()].filter((card) => waits(card) || met.has(card.id));
    for (const { id } of found) met.add(id);
    return grouped(found);
  }

  function first() {
    return (shown.find(waits) ?? shown[0])?.id;
  }

  const card = () => model.cards.get(current);
  const groupOf = (one) => shown.filter((other) => other.group === one.group);

  function choose(id, { play = player.playing } = {}) {
    current = id;
    editing = null;
    over = false;
    draw();
    player.loop(card());
    if (play) player.play();
    place.querySelector("#card-title")?.focus({ preventScroll: true });
  }

  function step(by) {
    const all = shown;
    const next = all[all.findIndex(({ id }) => id === current) + by];
    if (next) choose(next.id);
  }

  function following() {
    const at = shown.findIndex(({ id }) => id === current);
    return [...shown.slice(at + 1), ...shown.slice(0, at)].find(waits);
  }

  function skip() {
    const next = following();
    if (next) choose(next.id);
  }

  function onward() {
    const next = following();
    if (next) choose(next.id);
    else {
      over = true;
      player.stop();
      draw();
      announce(t("queue.done"));
    }
  }

  function decide(action, said) {
    const before = card();
    if (!before || over) return;
    if (!perform(action)) return;
    editing = null;
    for (const id of action.ids ?? [current]) touched.add(id);
    announce(t(said, { before: before.before, after: before.own ?? before.after }));
    onward();
  }

  const accept = () => decide({ do: "accept", ids: [current] }, "said.accepted");
  const reject = () => decide({ do: "reject", ids: [current] }, "said.rejected");
  const always = () => card()?.term && card().after && decide({ do: "always", id: current }, "said.always");
  const never = () => decide({ do: "never", id: current }, "said.never");
  const acceptGroup = () => acceptAll((one) => groupOf(one));
  const acceptAlike = () => acceptAll((one) => alikeIn(groupOf(one), one));
  function acceptAll(chosen) {
    const ids = card() ? chosen(card()).filter(waits).map(({ id }) => id) : [];
    if (ids.length) decide({ do: "accept", ids }, "said.group");
  }

  function edit() {
    if (!card()) return;
    editing ??= form(card());
    over = false;
    draw();
    const field = editing.querySelector("input.own");
    field.focus();
    field.select();
  }

  function leave() {
    choose(card() ? current : first());
  }

  function type(event) {
    event.preventDefault();
    if (!card()) return tell(t("queue.gone"));
    const text = editing.querySelector("input.own").value.trim(), { before, whole } = card();
    if (!text && whole) tell(t("cue.deleted", { before }));
    decide({ do: "own", id: current, text }, text === card().before ? "said.rejected" : text ? "said.typed" : "said.removed");
  }

  function draw() {
    const one = card();
    if (!one) {
      place.replaceChildren(h("h2", { id: "card-title", tabindex: -1 }, t("queue.empty")),
        h("p", {}, button(t("summary.read"), () => go("skim"), { class: "primary" })));
      list.replaceChildren();
      return;
    }
    const left = shown.filter(waits).length;
    const group = groupOf(one).filter(waits), alike = alikeIn(group, one);
    refill(place,
      left ? null : h("div", { class: "finished" }, h("p", { class: "good" }, t("queue.over")),
        button(t("summary.read"), () => go("skim"), { class: "primary" }, "3"), button(t("done"), () => go("done"), {}, "4")),
      h("p", { class: "where" }, h("span", {}, t("queue.left", { n: left })), h("span", { class: "time" }, `${clock(one.start)} – ${clock(one.end)}`)),
      h("h2", { id: "card-title", tabindex: -1 }, one.term || rule(one), " ", h("small", {}, t("places", { n: groupOf(one).length }))),
      one.earlier ? h("p", { class: "around earlier", lang: model.about.language }, one.earlier) : null,
      sentence(one),
      emptied(one) ? h("p", { class: "goes" }, t("cue.goes", { n: one.whole })) : null,
      one.later ? h("p", { class: "around later", lang: model.about.language }, one.later) : null,
      editing,
      h("p", { class: `state ${one.decision ?? "waiting"}` }, t(one.decision ? `state.${one.decision}` : "state.waiting")),
      h("div", { class: "answers", role: "group", "aria-label": t("answers") },
        button(t("accept"), accept, { class: "primary yes", "aria-keyshortcuts": "a" }, "A"),
        button(t("reject"), reject, { class: "no", "aria-keyshortcuts": "r" }, "R"),
        button(t("edit"), edit, { "aria-keyshortcuts": "e" }, "E"),
        button(t("later"), skip, { "aria-keyshortcuts": "s" }, "S"),
        group.length > 1 ? button(t(group.every(emptied) ? "delete.group" : "accept.group", { n: group.length }), acceptGroup, { "aria-keyshortcuts": "g" }, "G") : null,
        alike.length && alike.length < group.length
          ? button(t("accept.alike", { n: alike.length, before: one.before, after: one.after }), acceptAlike, { "aria-keyshortcuts": "=" }, "=") : null,
        one.term && one.after ? button(t("always"), always, { "aria-keyshortcuts": "l", title: t("always.hint") }, "L") : null,
        button(t("never"), never, { "aria-keyshortcuts": "p", title: t("never.hint") }, "P"),
        button(t("undo"), undo, { "aria-keyshortcuts": "u" }, "U")),
      h("section", { class: "why" }, h("h3", {}, rule(one)), h("ul", {}, reasons(one).map((text) => h("li", {}, text)))));
    drawList();
  }

  function form(one) {
    return h("form", { class: "typing", onsubmit: type },
      h("label", {}, t("own"), h("input", { class: "own", value: one.own ?? one.after, autocomplete: "off", spellcheck: true, lang: model.about.language })),
      h("button", { type: "submit", class: "primary" }, t("save")),
      button(t("cancel"), leave), h("p", { class: "note" }, t("own.hint")));
  }

  // Hundreds of rows: only those are made anew whose card is another than before.
  function drawList() {
    const wanted = shown.map((one, at, all) => row(one, !at || all[at - 1].group !== one.group));
    const there = [...list.children];
    const inPlace = wanted.length === there.length && wanted.every((item, at) => item === there[at] || !item.isConnected);
    if (inPlace) wanted.forEach((item, at) => item === there[at] || there[at].replaceWith(item));
    else list.replaceChildren(...wanted);
    list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const button = rows.get(current)?.item.querySelector("button");
    button?.setAttribute("aria-current", "true");
    button?.scrollIntoView({ block: "nearest" });
  }

  function row(one, opens) {
    const known = rows.get(one.id);
    if (known?.one === one && known.opens === opens) return known.item;
    const state = one.decision ?? "waiting";
    const item = h("li", { class: opens ? "opens" : "" },
      opens ? h("span", { class: "group" }, one.term || rule(one)) : null,
      h("button", { type: "button", class: `plain ${state}`, onclick: () => choose(one.id) },
        h("span", { class: "mark", "aria-hidden": "true" }, { accepted: "✓", rejected: "✗", waiting: "•" }[state]),
        h("span", { class: "text" }, `${one.before || "∅"} → ${(one.own ?? one.after) || "∅"}`),
        h("span", { class: "time" }, clock(one.start)),
        h("span", { class: "hidden" }, t(one.decision ? `state.${one.decision}` : "state.waiting"))));
    rows.set(one.id, { one, opens, item });
    return item;
  }

  draw();
  if (card()) player.loop(card());
  return {
    element,
    update() {
      shown = listed();
      if (editing) return drawList();
      if (!card()) current = first();  // another tab, or a text that was typed over it, took the card away
      draw();
    },
    show: (ids) => {
      if (editing) return;
      const found = shown.find(({ id }) => ids.includes(id));
      if (found) choose(found.id);
    },
    keys: {
      a: accept, r: reject, e: edit, g: acceptGroup, "=": acceptAlike, s: skip, l: always, p: never, u: undo,
      j: () => step(1), k: () => step(-1), " ": () => player.toggle(), Escape: () => editing && leave(),
    },
  };
}

// Of a group those that would put the same in place of the same.
function alikeIn(group, one) {
  return group.filter((other) => other.before === one.before && other.after === one.after);
}

// Whether nothing is left of a cue once this is accepted.
function emptied(card) {
  return card.whole > 0 && !(card.own ?? card.after);
}

// Decided in this visit.
const touched = new Set();

function sentence(card) {
  const after = card.own ?? card.after;
  return h("p", { class: "sentence" },
    card.left, " ",
    h("del", {}, h("span", { class: "hidden" }, t("heard")), card.before), " ",
    after ? h("ins", { class: applies(card) || !card.decision ? "" : "off" }, h("span", { class: "hidden" }, t("proposed")), after)
      : h("span", { class: "gone" }, t("deleted")),
    " ", card.right);
}

// By term, the largest group first; within it by time.
function grouped(cards) {
  const groups = Map.groupBy(cards, (card) => card.group);
  const first = (group) => Math.min(...group.map((card) => card.start));
  return [...groups.values()].sort((one, other) => other.length - one.length || first(one) - first(other))
    .flatMap((group) => group.sort((one, other) => one.start - other.start));
}

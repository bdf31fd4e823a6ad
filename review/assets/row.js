// One cue of the transcript: its text word by word, what the recogniser doubted, meters, and what can be done with it.

import { applies, waits } from "./actions.js";
import { button, clock, h } from "./dom.js";
import { measureCue } from "./measure.js";
import { t } from "./texts.js";
import { EDIT, SURE, TEXT, textOf } from "./words.js";

// Below these a word is marked: under 0.5 it is more likely wrong than right; Whisper gives most right words over 0.8.
const UNSURE = 0.5, LESS_SURE = 0.8;

// What stands for a cue until it comes near the screen.
export function shell(cue) {
  return h("div", { class: "cue", role: "listitem", dataset: { cue: cue.id } }, h("p", { class: "text" }, textOf(cue.words)));
}

export function fill(element, cue, number, { model, actions, found }) {
  const measures = measureCue(cue, model.about.profile);
  element.className = `cue full ${cue.ticked ? "ticked" : ""} ${cue.doubts.length ? "doubtful" : ""}`;
  element.replaceChildren(
    h("div", { class: "head" },
      h("input", { type: "checkbox", checked: cue.ticked, "aria-label": t("tick", { n: number }), onchange: (event) => actions.tick(cue.id, event.target.checked) }),
      h("button", { type: "button", class: "plain time", onclick: () => actions.play(cue) },
        h("span", { class: "hidden" }, t("play.cue")), " ", h("span", { class: "number" }, number.toLocaleString()), " ", clock(cue.start))),
    h("p", { class: "text", lang: model.about.language }, words(cue, model, found)),
    h("div", { class: "side" }, h("div", { class: "signs" }, meters(measures, model.about.profile), flags(cue, number, model, actions)),
      button("✎", () => actions.edit(cue.id), { class: "plain pencil", "aria-label": t("edit.cue", { n: number }) })));
}

function words(cue, model, found) {
  const hits = found ? matches(cue, found) : [];
  let at = 0;
  return cue.words.flatMap((word, index) => {
    const lead = /^\s*/.exec(word[TEXT])[0];
    const core = word[TEXT].slice(lead.length);
    const begin = at + lead.length - leading(cue);
    at += word[TEXT].length;
    if (!core) return [];
    const hit = hits.some(([start, end]) => start < begin + core.length && begin < end);
    const span = h("span", { class: kind(word, model, hit), dataset: { word: index }, title: hint(word, model) }, core);
    if (!index) return [span];
    return lead.includes("\n") ? [h("br"), span] : [lead, span];
  });
}

const leading = (cue) => /^\s*/.exec(cue.words[0]?.[TEXT] ?? "")[0].length;

function kind(word, model, hit) {
  const card = model.cards.get(word[EDIT]);
  return [
    "word",
    word[SURE] !== null && word[SURE] < UNSURE ? "unsure" : word[SURE] !== null && word[SURE] < LESS_SURE ? "less-sure" : "",
    card ? (waits(card) ? "waiting" : applies(card) ? "applied" : "kept") : "",
    hit ? "hit" : "",
  ].filter(Boolean).join(" ");
}

function hint(word, model) {
  const card = model.cards.get(word[EDIT]);
  if (card) return t(waits(card) ? "hint.waiting" : applies(card) ? "hint.applied" : "hint.kept", { before: card.before, after: card.own ?? card.after });
  return word[SURE] !== null && word[SURE] < LESS_SURE ? t("hint.sure", { percent: Math.round(100 * word[SURE]) }) : null;
}

// Two bars, each with its figure: colour is never the only sign.
export function meters(found, profile) {
  const meter = (share, over, label, text) =>
    h("span", { class: `meter ${over ? "over" : ""}`, title: label },
      bar(share), h("span", { class: "figure", "aria-hidden": "true" }, text), h("span", { class: "hidden" }, label));
  const speed = Math.round(found.speed);
  return h("span", { class: "meters" },
    meter(found.pace, found.fast, t(found.fast ? "meter.fast" : "meter.speed", { n: speed }), `${speed}${t("per.second")}`),
    meter(found.width / profile.width, found.wide, t(found.wide ? "meter.wide" : "meter.width", { n: found.width, most: profile.width }), `${found.width}/${profile.width}`),
    found.many ? h("span", { class: "flag bad" }, t("meter.lines", { n: found.lines })) : null,
    found.short ? h("span", { class: "flag bad" }, t("meter.short")) : null,
    found.long ? h("span", { class: "flag bad" }, t("meter.long")) : null);
}

function bar(share) {
  const track = h("span", { class: "bar", "aria-hidden": "true" }, h("span", { class: "level" }));
  track.firstChild.style.inlineSize = `${Math.min(100, 100 * share)}%`;
  return track;
}

function flags(cue, number, model, actions) {
  const next = model.cues.get(model.order[number]);
  const open = cue.words.map((word) => model.cards.get(word[EDIT])).find((card) => card && waits(card));
  return [
    open ? h("button", { type: "button", class: "plain flag", onclick: () => actions.decide(open.id) }, t("flag.decide")) : null,
    !model.about.overlaps && next && next.start < cue.end ? h("span", { class: "flag bad overlap" }, t("times.overlap")) : null,
    ...cue.doubts.map((doubt) => h("span", { class: "flag bad" }, t(`doubt.${doubt}`))),
  ].filter(Boolean);
}

// [start, end] in the text of the cue of each place that the search finds.
export function matches(cue, found) {
  return [...textOf(cue.words).matchAll(found)].map((match) => [match.index, match.index + match[0].length]);
}

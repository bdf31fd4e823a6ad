// Where the review stands, and what to do next.

import { applies } from "./actions.js";
import { button, h, refill } from "./dom.js";
import { breaksRules } from "./measure.js";
import { t } from "./texts.js";
import { rule } from "./why.js";

// Decisions to take, and how many of a hundred cues were read.
export function progress(model) {
  const ticked = [...model.cues.values()].filter((cue) => cue.ticked).length;
  return { waiting: model.waiting.length, reviewed: model.cues.size ? Math.floor((100 * ticked) / model.cues.size) : 100 };
}

function counted(model) {
  const cues = [...model.cues.values()];
  return {
    ...progress(model),
    applied: [...model.cards.values()].filter(applies).length,
    doubtful: cues.filter((cue) => cue.doubts.length).length,
    problems: cues.filter((cue) => breaksRules(cue, model.about.profile)).length,
  };
}

export function summaryView({ model, go }) {
  const element = h("section", { class: "summary", "aria-labelledby": "summary-title" });

  function draw() {
    const { profile, name } = model.about;
    const numbers = counted(model);
    const tile = (name, value, action, tone = "") =>
      h("li", {}, h("button", { type: "button", class: `tile ${tone}`, onclick: action },
        h("strong", {}, value), h("span", {}, t(`summary.${name}`, { n: numbers[name] }))));
    const next = numbers.waiting
      ? button(t("summary.start", { n: numbers.waiting }), () => go("queue"), { class: "primary" })
      : button(t("summary.read"), () => go("skim"), { class: "primary" });
    refill(element,
      h("h2", { id: "summary-title", tabindex: -1 }, name),
      h("p", { class: "lead" }, numbers.waiting ? t("summary.waits", { n: numbers.waiting }) : t("summary.none")),
      h("ul", { class: "tiles" },
        tile("waiting", numbers.waiting.toLocaleString(), () => go("queue"), numbers.waiting ? "attention" : ""),
        tile("applied", numbers.applied.toLocaleString(), () => go("skim", "changed")),
        tile("doubtful", numbers.doubtful.toLocaleString(), () => go("skim", "doubtful"), numbers.doubtful ? "attention" : ""),
        tile("problems", numbers.problems.toLocaleString(), () => go("skim", "problems"), numbers.problems ? "attention" : ""),
        tile("reviewed", `${numbers.reviewed} %`, () => go("skim", "unticked"))),
      h("p", {}, next),
      groups(model, go),
      h("p", { class: "note" }, t("summary.profile", { title: profile.title, width: profile.width, lines: profile.lines })));
  }

  draw();
  return { element, update: draw, keys: {} };
}

function groups(model, go) {
  const found = Map.groupBy(model.waiting, (card) => card.term || rule(card));
  if (!found.size) return null;
  const rows = [...found].sort((one, other) => other[1].length - one[1].length).slice(0, 12).map(([name, cards]) =>
    h("li", {}, h("button", { type: "button", class: "plain", onclick: () => go("queue", cards[0].id) },
      h("span", { class: "term" }, name),
      cards[0].term || cards.some(({ group }) => group !== cards[0].group) ? null : h("span", { class: "quote" }, cards[0].before), h("span", { class: "count" }, t("places", { n: cards.length })))));
  const more = found.size > rows.length ? h("p", { class: "note" }, t("summary.more", { n: found.size - rows.length })) : null;
  return h("section", {}, h("h3", {}, t("summary.groups")), h("ul", { class: "groups" }, rows), more);
}

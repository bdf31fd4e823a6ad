// The end: what was written, what it changed, and what the lexicon could learn from it.

import { applies } from "./actions.js";
import { button, h, refill } from "./dom.js";
import { progress } from "./summary.js";
import { t } from "./texts.js";

export function doneView({ model, link, go, announce }) {
  const result = h("div", { class: "result" });
  const element = h("section", { class: "done", "aria-labelledby": "done-title" });

  let drawn = "";

  function draw() {
    const { waiting, reviewed } = progress(model);
    // A change elsewhere must not take away the button that is being pressed.
    if (drawn === `${waiting} ${reviewed} ${link.actions?.length}`) return;
    drawn = `${waiting} ${reviewed} ${link.actions?.length}`;
    const sure = [...model.cards.values()].filter((card) => applies(card) && !card.decision).length;
    refill(element,
      h("h2", { id: "done-title", tabindex: -1 }, t("done")),
      h("p", { class: "lead" }, waiting ? t("done.waiting", { n: waiting }) : t("done.ready")),
      h("p", {}, t("summary.ticked", { percent: reviewed })),
      sure ? h("p", { class: "note" }, t("done.sure", { n: sure })) : null,
      link.save ? fileOf(link) : serverOf(),
      result);
  }

  const serverOf = () => h("p", { class: "answers" },
    button(t("done.write"), () => write(), { class: "primary" }), waitingButton());
  const waitingButton = () => (progress(model).waiting ? button(t("done.back"), () => go("queue")) : null);

  async function write(force = false) {
    const answer = await link.finish(force);
    if (!answer) return;
    const count = answer.written.length, kept = answer.kept.length;
    const said = t("done.wrote", { n: count });
    announce([said, ...answer.kept.map((name) => t("done.kept", { name }))].join(" "));
    refill(result,
      h("p", { class: count ? "good" : "problem" }, said),
      h("ul", { class: "files" }, answer.written.map((name) => h("li", {}, h("code", {}, name)))),
      answer.kept.map((name) => h("p", { class: "problem" }, t("done.kept", { name }))),
      kept ? h("p", { class: "answers" }, button(t("done.force", { n: kept }), () => write(true), { class: "force" })) : null,
      suggestions(answer.suggestions),
      count || answer.diff.length ? h("h3", {}, t("done.diff")) : null,
      answer.diff.length ? h("pre", { class: "diff", tabindex: 0, "aria-label": t("done.diff"), lang: model.about.language }, answer.diff.map(line)) : kept ? null : h("p", { class: "note" }, t("done.same")));
  }

  function suggestions(found) {
    if (!found.length) return h("p", { class: "note" }, t("done.nothing"));
    const boxes = found.map((one) => h("input", { type: "checkbox", checked: true, value: one.id }));
    const form = h("form", { class: "suggestions", onsubmit: (event) => { event.preventDefault(); take(form, boxes); } },
      h("h3", {}, t("done.learn")),
      h("p", { class: "note" }, t("done.learn.hint")),
      h("ul", {}, found.map((one, at) => h("li", {}, h("label", {}, boxes[at], " ",
        entry(one))))),
      h("button", { type: "submit", class: "primary" }, t("done.take")));
    return form;
  }

  async function take(form, boxes) {
    const answer = await link.take(boxes.filter((box) => box.checked).map((box) => box.value));
    if (!answer) return;
    const said = t("done.taken", { n: answer.taken });
    announce(said);
    form.replaceWith(h("p", { class: "good" }, `${said} ${answer.said}`));
  }

  draw();
  return { element, update: draw, keys: {} };
}

function fileOf(link) {
  return h("div", {}, h("p", {}, t("done.file", { n: link.actions.length })),
    h("p", { class: "answers" }, button(t("done.save"), () => link.save(), { class: "primary", disabled: !link.actions.length })),
    h("p", { class: "note" }, t("done.send")));
}

function entry(one) {
  if (one.protects) return t("done.protect", { text: one.protects });
  return one.heard.length ? t("done.entry", { write: one.write, heard: one.heard.join(", ") }) : t("done.term", { write: one.write });
}

function line(text) {
  const kind = /^(\+\+\+|---|@@) /.test(text) ? "hunk" : ({ "+": "plus", "-": "minus" }[text[0]] ?? "");
  return h("span", { class: kind }, `${text}\n`);
}

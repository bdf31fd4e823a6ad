// A cue changed in place: its text, its times, cut in two or joined with the next; meters move along.

import { hindrance, spanOf } from "./actions.js";
import { button, clock, h, milliseconds } from "./dom.js";
import { measured } from "./measure.js";
import { meters } from "./row.js";
import { t } from "./texts.js";
import { FIRST, TEXT, flat, textOf, wordsBefore } from "./words.js";

export function editor(cue, number, { model, player, perform, tell, close, typed = null }) {
  const text = textOf(cue.words);
  let saw = flat(text);  // what the person knows to stand there
  const [first, last] = spanOf(cue.id);
  const field = h("textarea", { rows: Math.max(2, text.split("\n").length), lang: model.about.language, spellcheck: true, "aria-label": t("text.cue", { n: number }) });
  field.value = typed ?? text;
  const start = h("input", { class: "clock", value: clock(cue.start, true), "aria-label": t("start"), inputmode: "decimal" });
  const end = h("input", { class: "clock", value: clock(cue.end, true), "aria-label": t("end"), inputmode: "decimal" });
  const live = h("div", { class: "live" });
  const problem = h("p", { class: "problem", role: "alert" });
  const place = model.order.indexOf(cue.id);
  const next = model.order[place + 1];
  const before = model.cues.get(model.order[place - 1]), after = model.cues.get(next);
  const { digest } = model.about;

  const times = () => [milliseconds(start.value), milliseconds(end.value)];

  function measure() {
    const [from, to] = times();
    live.replaceChildren(meters(measured(field.value.trim(), from || cue.start, to || cue.end, model.about.profile), model.about.profile));
    if (from < before?.end || to > after?.start) live.append(h("span", { class: "flag bad overlap" }, t("times.overlap")));
  }

  function save() {
    const [from, to] = times();
    if (!(from < to)) {
      problem.textContent = t("times.wrong");
      start.focus();
      return;
    }
    const hindered = overlapping(from, to);
    if (hindered) {
      problem.textContent = hindered;
      end.focus();
      return;
    }
    if (!settle()) return;
    if (from !== cue.start || to !== cue.end) retime(from, to);
    close();
  }

  function overlapping(from, to) {
    const found = hindrance(model, first, last, from, to);
    if (!found) return "";
    const [where, time] = found.before ? ["times.before", found.before.end] : ["times.after", found.after.start];
    return t(where, { time: clock(time, true) });
  }

  // What the words that the cue held say by now, also where another tab cut or joined it.
  function stands() {
    const shown = model.order.map((id) => model.cues.get(id)).filter(({ id }) => spanOf(id)[0] <= last && spanOf(id)[1] >= first);
    const words = shown.flatMap((one) => one.words).filter((word) => word[FIRST] >= first && word[FIRST] <= last);
    return flat(words.map((word) => word[TEXT]).join(" "));
  }

  function retime(from, to) {
    // Another tab may have cut the cue: its parts keep their times.
    if (model.cues.has(cue.id)) perform({ do: "retime", first, last, start: from, end: to });
    else tell(t("cue.gone"));
  }

  // What was typed goes to the words that the cue held, also when another tab cut or joined it meanwhile.
  function settle(leaving = false) {
    if (model.about.digest !== digest) {
      problem.textContent = t("text.other");
      return false;
    }
    const typed = field.value.trim(), now = stands();
    if (typed === text) return true;
    if (!leaving && now !== saw) {
      saw = now;
      problem.textContent = t("text.changed", { text: now });
      field.focus();
      return false;
    }
    if (!perform({ do: "retype", texts: [[first, last, typed, saw]] })) return false;
    if (!typed) tell(t("cue.deleted", { before: saw }));
    return true;
  }

  // The person goes elsewhere: what can be saved is. Nothing in the field is no wish to lose the cue.
  function leave() {
    const [from, to] = times();
    if (!field.value.trim() || !settle(true) || (from === cue.start && to === cue.end)) return;
    if (!(from < to) || overlapping(from, to)) tell(overlapping(from, to) || t("times.wrong"));
    else retime(from, to);
  }

  function split() {
    const lead = field.value.length - field.value.trimStart().length;
    const at = field.selectionStart - lead;
    if (!settle()) return;
    const words = model.cues.get(cue.id)?.words ?? [];
    const count = wordsBefore(words, at);
    if (count && count < words.length && words[count][FIRST] > words[count - 1][FIRST]) {
      perform({ do: "split", first, last, at: words[count][FIRST] });
      close();
    } else {
      problem.textContent = t("split.wrong");
      field.focus();
    }
  }

  function join() {
    if (!settle()) return;
    perform({ do: "join", first, last: spanOf(next)[1] });
    close();
  }

  // Enter saves and Shift+Enter breaks the line, because most cues are changed by a word and left.
  function key(event) {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey && event.target.tagName !== "BUTTON") save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const now = (input) => button(t("now"), () => {
    input.value = clock(player.now, true);
    measure();
  }, { class: "small", title: t("now.hint") });

  const element = h("div", { class: "editor", role: "group", "aria-label": t("edit.cue", { n: number }), onkeydown: key, oninput: measure },
    field,
    h("div", { class: "times" }, h("span", {}, t("from")), start, now(start), h("span", {}, t("to")), end, now(end), live),
    problem,
    h("div", { class: "answers" },
      button(t("save"), save, { class: "primary" }, "↵"),
      button(t("cancel"), close, {}, t("key.escape")),
      button(t("split"), split, { title: t("split.hint") }),
      next ? button(t("join"), join) : null),
    h("p", { class: "note" }, t("edit.keys")));
  measure();
  return { element, leave, focus: () => field.focus() };
}

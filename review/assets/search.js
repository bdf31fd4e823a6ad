// Find in all cues, go from one to the next, put another text in place of all.

import { spanOf } from "./actions.js";
import { button, h } from "./dom.js";
import { matches } from "./row.js";
import { t } from "./texts.js";
import { textOf } from "./words.js";

export function searchBar({ model, perform, show, redraw, announce, tell }) {
  const field = h("input", { type: "search", "aria-label": t("find"), placeholder: t("find"), autocomplete: "off", oninput: () => search() });
  const other = h("input", { "aria-label": t("replace.with"), placeholder: t("replace.with"), autocomplete: "off" });
  const exact = h("input", { type: "checkbox", onchange: () => search() });
  const whole = h("input", { type: "checkbox", onchange: () => search() });
  const count = h("span", { class: "note", role: "status" });
  let found = null, cues = [], at = -1;

  function search() {
    found = expression(field.value, exact.checked, whole.checked);
    cues = found ? model.order.filter((id) => matches(model.cues.get(id), found).length) : [];
    at = -1;
    count.textContent = found ? t("found", { n: cues.length }) : "";
    redraw();
  }

  function step(by) {
    if (!cues.length) return;
    at = (at + by + cues.length) % cues.length;
    show(cues[at]);
  }

  function replaceAll() {
    if (!found) return;
    // A function as replacement: what a person types has no "$1" in it.
    const texts = cues.map((id) => {
      const text = textOf(model.cues.get(id).words);
      return [...spanOf(id), text.replace(found, () => other.value), text];
    });
    if (texts.length) perform({ do: "retype", texts });
    announce(t("replaced", { n: texts.length }));
    const gone = texts.filter(([, , text]) => !text.trim()).length;
    if (gone) tell(t("replaced.gone", { n: gone }));
    search();
  }

  const element = h("form", { class: "search", role: "search", onsubmit: (event) => { event.preventDefault(); step(1); } },
    field, button("↑", () => step(-1), { "aria-label": t("previous") }), h("button", { type: "submit", "aria-label": t("next") }, "↓"),
    other, button(t("replace.all"), replaceAll),
    h("label", {}, exact, t("match.case")), h("label", {}, whole, t("whole.words")), count);
  return { element, focus: () => field.focus(), get found() { return found; } };
}

function expression(text, exact, whole) {
  if (!text) return null;
  const pattern = text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+");
  const edges = whole ? `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])` : pattern;
  return new RegExp(edges, exact ? "gu" : "giu");
}

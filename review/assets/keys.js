// The keyboard: keys of the view that is shown, keys that hold everywhere, and the list of all of them.

import { button, h } from "./dom.js";
import { t } from "./texts.js";

const NATIVE = { BUTTON: ["Enter", " "], A: ["Enter"], SUMMARY: ["Enter", " "] };

const LISTED = {
  queue: [["␣", "play"], ["A", "accept"], ["R", "reject"], ["E", "edit"], ["G", "group"], ["=", "alike"], ["S", "skip"], ["L", "always"], ["P", "never"], ["U", "undo"], ["J / K", "step"]],
  skim: [["␣", "play.here"], ["J / K", "step.cue"], ["E / ↵", "edit.cue"], ["T", "tick"], ["U", "undo"], ["/", "find"]],
  all: [["1 – 4", "views"], ["?", "help"]],
};

// A key that is held steps on and on, and answers once.
const HELD = "jk";

// `keysOf` gives the keys of the view that is shown.
export function listenToKeys(keysOf) {
  let answered = "";  // the key that was, as long as it is down: what it opened is no place for its repetitions
  document.addEventListener("keyup", () => { answered = ""; });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.repeat && event.key === answered) return event.preventDefault();
    const { target } = event;
    if (document.querySelector("dialog[open]")) return;
    const typing = target.matches?.("textarea, select, input:not([type=checkbox], [type=range])");
    // While something is being written, a letter is never a command, wherever the focus went.
    if ((typing || document.querySelector(".editor, .typing")) && event.key !== "Escape") return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const native = NATIVE[target.tagName]?.includes(key) || (target.type === "checkbox" && key === " ");
    const action = keysOf()[key];
    const again = event.repeat && !HELD.includes(key);
    if ((!action && !native) || (native && !again)) return;
    event.preventDefault();
    if (again) return;
    answered = HELD.includes(key) ? "" : event.key;
    action();
  });
}

export function showHelp() {
  const list = (name) => h("section", {}, h("h3", {}, t(`help.${name}`)),
    h("dl", {}, LISTED[name].flatMap(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(`key.${what}`))])));
  const dialog = h("dialog", { class: "help", "aria-labelledby": "help-title", onclose: () => dialog.remove() },
    h("h2", { id: "help-title" }, t("help")),
    h("div", { class: "columns" }, list("queue"), list("skim"), list("all")),
    button(t("close"), () => dialog.close(), { class: "primary" }, t("key.escape")));
  document.body.append(dialog);
  dialog.showModal();
}

// The whole transcript beside the player. A row is built when it comes near the screen, so that length costs nothing.

import { applies, spanOf } from "./actions.js";
import { h } from "./dom.js";
import { editor } from "./editor.js";
import { breaksRules } from "./measure.js";
import { fill, shell } from "./row.js";
import { searchBar } from "./search.js";
import { t } from "./texts.js";
import { EDIT, END, START } from "./words.js";

const NEAR = "600px";  // how far off the screen rows are built
const BLOCK = 50;  // rows that the browser lays out together, when they come near: quicker than all at once, or each for itself

const FILTERS = {
  all: () => true,
  unticked: (cue) => !cue.ticked,
  doubtful: (cue) => cue.doubts.length > 0,
  problems: (cue, model) => breaksRules(cue, model.about.profile),
  changed: (cue, model) => cue.words.some((word) => word[EDIT] && applies(model.cards.get(word[EDIT]))),
};

export function skimView({ model, player, perform, undo, go, announce, tell }, filter) {
  const list = h("div", { class: "cues", role: "list", "aria-label": t("transcript"), onclick: clicked });
  const rows = new Map();  // id -> element
  let current = null, editing = null, written = null, spoken = null, following = true;  // `written`: the editor that is open
  let numbers = new Map();

  const chooser = h("select", { "aria-label": t("show"), onchange: () => rebuild() },
    ...Object.keys(FILTERS).map((name) => h("option", { value: name, selected: name === filter }, t(`filter.${name}`))));
  const follow = h("input", { type: "checkbox", checked: true, onchange: (event) => (following = event.target.checked) });
  const none = h("p", { class: "note", hidden: true }, t("filter.none"));
  const search = searchBar({ model, perform, show: choose, redraw: redrawAll, announce, tell });
  const element = h("section", { class: "skim", "aria-labelledby": "skim-title" },
    h("h2", { id: "skim-title", class: "hidden", tabindex: -1 }, t("skim")),
    h("div", { class: "tools" }, search.element,
      h("div", { class: "choices" }, h("label", {}, t("show"), " ", chooser), h("label", {}, follow, t("follow")), legend())),
    none, list);

  const near = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) if (isIntersecting) build(target);
  }, { rootMargin: NEAR });

  function build(row) {
    near.unobserve(row);
    if (!row.classList.contains("full")) draw(row.dataset.cue);
  }

  const actions = {
    play: (cue) => { choose(cue.id); player.playFrom(cue.start); },
    edit,
    tick: (id, ticked) => perform({ do: "tick", spans: [spanOf(id)], seen: ticked }),
    decide: (id) => go("queue", id),
  };

  function rebuild() {
    const seen = document.elementFromPoint(innerWidth / 3, innerHeight / 2)?.closest(".cue");
    const at = seen?.getBoundingClientRect().top;
    const open = rows.get(editing);
    const focus = open?.contains(document.activeElement) ? document.activeElement : null;
    near.disconnect();
    rows.clear();
    numbers = new Map(model.order.map((id, at) => [id, at + 1]));
    const wanted = FILTERS[chooser.value];
    for (const id of model.order) {
      const cue = model.cues.get(id);
      // What is being typed stays, also when the cue is another one by now.
      if (open && !rows.has(editing) && spanOf(id)[0] >= spanOf(editing)[0]) rows.set(editing, open);
      if (id !== editing && wanted(cue, model)) rows.set(id, shell(cue));
    }
    if (open && !rows.has(editing)) rows.set(editing, open);
    const shown = [...rows.values()];
    const blocks = Array.from({ length: Math.ceil(shown.length / BLOCK) }, (_, at) =>
      h("div", { class: "block", role: "presentation" }, shown.slice(at * BLOCK, (at + 1) * BLOCK)));
    list.replaceChildren(...blocks);
    none.hidden = rows.size > 0;
    for (const row of rows.values()) near.observe(row);
    if (current && !rows.has(current)) current = [...rows.keys()].find((id) => spanOf(id)[0] >= spanOf(current)[0]) ?? null;
    if (current) mark(current);
    focus?.focus({ preventScroll: true });
    const again = seen && rows.get(seen.dataset.cue);
    if (again) scrollBy(0, again.getBoundingClientRect().top - at);
  }

  function draw(id, typed) {
    const row = rows.get(id), cue = model.cues.get(id);
    if (!row || !cue) return;
    if (id === editing) {
      if (row.querySelector(".editor")) return;
      written = editor(cue, numbers.get(id), { model, player, perform, tell, close: () => stopEditing(id), typed });
      row.className = "cue full editing";
      row.replaceChildren(written.element);
      written.focus();
      return;
    }
    fill(row, cue, numbers.get(id), { model, actions, found: search.found });
    if (id === current) mark(id);
  }

  function redrawAll() {
    for (const [id, row] of rows) if (row.classList.contains("full")) draw(id);
  }

  function choose(id) {
    if (!rows.has(id)) {
      chooser.value = "all";
      rebuild();
    }
    if (!rows.has(id)) return;
    rows.get(current)?.removeAttribute("aria-current");
    current = id;
    mark(id);
    draw(id);
    reveal(rows.get(id));
  }

  function mark(id) {
    rows.get(id).setAttribute("aria-current", "true");
  }

  // Twice: rows that come into sight on the way are built and change their height.
  function reveal(row) {
    row.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => row.scrollIntoView({ block: "center" }));
  }

  function step(by) {
    const shown = [...rows.keys()];
    const at = current ? shown.indexOf(current) : -1;
    const next = shown[Math.max(0, Math.min(shown.length - 1, at + by))];
    if (next) choose(next);
    if (next && player.playing) player.playFrom(model.cues.get(next).start);
  }

  // Opens the cue of these words, or of the first of them, with a text in it that was not saved.
  function retype(first, last, typed) {
    const id = model.order.find((one) => spanOf(one)[0] <= first && spanOf(one)[1] >= first);
    if (id) edit(id, typed);
  }

  function edit(id = current, typed = null) {
    if (!id) return;
    if (editing === id) return written.focus();
    if (editing) leave();
    choose(id);
    editing = id;
    player.loop(model.cues.get(id));
    draw(id, typed);
  }

  function leave() {
    written?.leave();
    if (editing) stopEditing(editing);
  }

  function stopEditing(id) {
    editing = written = null;
    player.loop(null);
    if (model.cues.has(id)) draw(id);
    else rebuild();
    rows.get(id)?.querySelector(".pencil")?.focus();
  }

  function clicked(event) {
    const word = event.target.closest(".word");
    if (!word) return;
    const cue = model.cues.get(word.closest(".cue").dataset.cue);
    choose(cue.id);
    player.playFrom(cue.words[Number(word.dataset.word)][START]);
  }

  // The word that is being said.
  function said({ detail: time }) {
    spoken?.classList.remove("spoken");
    spoken = null;
    const cue = model.cueAt(time);
    if (!player.playing || !cue || time > cue.end) return;
    const row = rows.get(cue.id);
    if (!row || editing) return;
    if (cue.id !== current) {
      rows.get(current)?.removeAttribute("aria-current");
      current = cue.id;
      mark(current);
      if (following) reveal(row);
    }
    const at = cue.words.findIndex((word) => time >= word[START] && time < word[END]);
    spoken = at < 0 ? null : row.querySelector(`[data-word="${at}"]`);
    spoken?.classList.add("spoken");
  }

  function tick() {
    if (!current) return;
    const ticked = !model.cues.get(current)?.ticked;
    actions.tick(current, ticked);
    if (ticked) step(1);
  }

  function update(changed) {
    if (!changed || changed.order) {
      rebuild();
      return;
    }
    const dirty = new Set(changed.cues);
    for (const id of dirty) if (rows.get(id)?.classList.contains("full")) draw(id);
    for (const id of dirty) if (rows.has(id) && !rows.get(id).classList.contains("full")) rows.get(id).replaceChildren(...shell(model.cues.get(id)).childNodes);
  }

  function play() {
    if (player.playing || !current) player.toggle();
    else player.playFrom(model.cues.get(current).start);
  }

  rebuild();
  player.loop(null);
  player.addEventListener("time", said);
  return {
    element,
    update,
    leave: () => written?.leave(),
    retype,
    close: () => { leave(); near.disconnect(); player.removeEventListener("time", said); },
    keys: {
      j: () => step(1), k: () => step(-1), " ": play, e: () => edit(), Enter: () => edit(), t: tick, a: tick, u: undo,
      "/": () => search.focus(), Escape: () => (written ? written.focus() : document.activeElement.blur()),
    },
  };
}

function legend() {
  const sample = (name, text) => h("span", { class: `word ${name}` }, text);
  return h("span", { class: "legend" }, sample("less-sure", t("legend.less")), sample("unsure", t("legend.unsure")),
    sample("applied", t("legend.applied")), sample("waiting", t("legend.waiting")));
}

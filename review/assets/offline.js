// The same page as a file, without a server: decisions are kept in the browser and leave as a file that
// `rehear fix --decisions` applies. What the browser keeps is what counts, because the page may be open twice; but not while
// it keeps nothing more (it has no room left): then what was decided here does.

export class FileLink extends EventTarget {
  state = "file";
  behind = false;

  constructor(model, pristine) {
    super();
    this.model = model;
    this.pristine = pristine;
    this.store = `rehear.decisions:${model.about.key}`;
    this.actions = this.#stored() ?? [];
    for (const action of this.actions) model.perform(action);
    addEventListener("storage", ({ key }) => key === this.store && this.#see());
  }

  perform(action) {
    this.#see();
    this.model.perform(action);
    this.#keep([...this.actions, action]);
    return true;
  }

  async undo() {
    this.#see();
    if (!this.actions.length) return { what: "", ids: [] };
    const last = this.actions.at(-1);
    this.#keep(this.actions.slice(0, -1));
    this.#again();
    return { what: last.do, ids: last.ids ?? [last.id] };
  }

  // The file of decisions, as a download.
  save() {
    const { name, source, digest } = this.model.about;
    const whole = { schema: "rehear.decisions/1", source, digest, actions: this.actions };
    const address = URL.createObjectURL(new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `${name}.decisions.json`;
    link.click();
    URL.revokeObjectURL(address);
  }

  // Some browsers keep nothing for a page that was opened from a file.
  #stored() {
    try {
      return JSON.parse(localStorage.getItem(this.store));
    } catch {
      return null;
    }
  }

  // Takes in what was decided where the page is open, too.
  #see() {
    const stored = this.behind ? null : this.#stored();
    if (!stored || JSON.stringify(stored) === JSON.stringify(this.actions)) return;
    this.actions = stored;
    this.#again();
    this.dispatchEvent(new CustomEvent("state", { detail: "" }));
  }

  #again() {
    this.model.load(structuredClone(this.pristine));
    for (const action of this.actions) this.model.perform(action);
  }

  #keep(actions) {
    this.actions = actions;
    try {
      localStorage.setItem(this.store, JSON.stringify(actions));
      this.behind = false;
    } catch {
      this.behind = true;
    }
    this.dispatchEvent(new CustomEvent("state", { detail: this.behind ? "unkept" : "" }));
  }
}

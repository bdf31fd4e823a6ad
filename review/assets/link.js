// Decisions on their way to the server. Each is carried out on the page, kept in the browser until the server has saved it,
// and sent again when a server that was gone is back.

const AGAIN = 1000;  // ms

export class ServerLink extends EventTarget {
  #flight = null;  // what is being sent
  #missed = false;
  #puzzled = false;  // the server answered that it does not understand
  #singly = false;  // one action is sent at a time, to find the one that it does not understand

  constructor(model) {
    super();
    this.model = model;
    this.prefix = `rehear.unsent:${model.about.key}:`;
    this.store = this.prefix + crypto.randomUUID();
    this.base = model.snapshot();  // as the server knows it
    this.#adopt();
    this.#listen();
    this.#flush();
  }

  // "saved", "saving", "away" (no server answers), "strange" (another server, which does not know this page) or "stale" (the
  // file holds another text by now).
  state = "saved";
  unsent = [];

  // Whether it was done: not on a text that is no longer there.
  perform(action) {
    if (this.state === "stale") {
      this.#say("stale");
      return false;
    }
    this.model.perform(action);
    this.#keep([...this.unsent, { key: crypto.randomUUID(), ...action }]);
    this.#flush();
    return true;
  }

  // Takes back what was done last; {what, ids} say what it was, and which edits it concerned. While no server answers
  // that is what was not sent yet, or null.
  async undo() {
    const answer = await this.#afterAll("undo");
    if (answer) {
      this.#take(answer);
      return answer.undone;
    }
    const last = this.unsent.at(-1);
    if (this.state !== "away" || !last) return null;
    this.#keep(this.unsent.slice(0, -1));
    this.model.redo(this.base, this.unsent);
    this.#say("away");
    return { what: last.do, ids: last.ids ?? [last.id] };
  }

  // Reads the file as it is now.
  async reopen() {
    const answer = await this.#ask("reopen", {});
    if (!answer) return;
    this.model.load(answer);
    this.base = this.model.snapshot();
    this.#say("saved");
  }

  // With `force` also over files that a person changed since.
  finish(force) {
    return this.#afterAll("finish", { force });
  }

  take(entries) {
    return this.#ask("take", { entries });
  }

  needSound() {
    return this.#ask("sound", {});
  }

  // Takes over what pages of this text left unsent, this one before it was loaded again, or others, which may be closed by
  // now; the server knows what it had twice.
  #adopt() {
    const stores = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix) && name !== this.store);
    const left = stores.flatMap((name) => JSON.parse(localStorage.getItem(name)));
    if (left.length) this.#keep([...left, ...this.unsent]);
    for (const name of stores) localStorage.removeItem(name);
    for (const action of left) this.model.perform(action);
  }

  // What only makes sense once everything is saved.
  async #afterAll(name, also = {}) {
    await this.#flush();
    return this.unsent.length ? null : this.#ask(name, { ...this.#known(), ...also });
  }

  #keep(unsent) {
    this.unsent = unsent;
    if (unsent.length) localStorage.setItem(this.store, JSON.stringify(unsent));
    else localStorage.removeItem(this.store);
  }

  #say(state, message = "") {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: message }));
  }

  #flush() {
    this.#flight ??= Promise.resolve().then(() => this.#send());
    return this.#flight;
  }

  async #send() {
    while (this.unsent.length) {
      if (this.state === "saved") this.#say("saving");
      const sent = this.unsent.slice(0, this.#singly ? 1 : undefined);
      const answer = await this.#ask("actions", { actions: sent, ...this.#known() });
      if (!answer && this.#puzzled) {
        // It would be so for ever: what cannot be understood must not hold up the rest.
        if (this.#singly) this.#keep(without(this.unsent, sent));
        this.#singly = true;
        this.#doubt();
        continue;
      }
      if (!answer) {
        setTimeout(() => this.#flush(), AGAIN);
        break;
      }
      this.#keep(without(this.unsent, sent));
      this.#take(answer);
      for (const { key } of answer.clashes ?? []) {
        this.dispatchEvent(new CustomEvent("clash", { detail: sent.find((action) => action.key === key) }));
      }
      if (answer.said) this.dispatchEvent(new CustomEvent("said", { detail: answer.said }));
      if (answer.refused || answer.clashes?.length) this.#doubt();
      this.#say(this.state === "stale" ? "stale" : "saved", answer.refused);
    }
    if (!this.unsent.length) this.#singly = false;
    this.#flight = null;
    if (this.#missed) this.#refresh();
  }

  // The answer to a request, or null where there is none; then it is tried again as soon as the server is back.
  async #ask(name, body) {
    this.#puzzled = false;
    try {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(name, { method: "POST", headers, body: JSON.stringify(body) });
      if (answer.ok) return await answer.json();
      const said = await answer.json().catch(() => ({ error: answer.statusText }));
      this.#puzzled = answer.status === 400;
      this.#say(answer.status === 403 || answer.status === 404 ? "strange" : this.state, said.error);
    } catch {
      this.#say("away");
    }
    return null;
  }

  // What the page did already was not done: all is asked for anew.
  #doubt() {
    this.model.version = 0;
    this.#missed = true;
  }

  // What of the server's state the page knows already.
  #known() {
    const { epoch, digest } = this.model.about;
    return { version: this.model.version, epoch, digest };
  }

  #take(answer) {
    if (answer.whole) {
      this.model.load(answer.whole);
      this.base = this.model.snapshot();
      for (const action of this.unsent) this.model.perform(action);
    } else this.base = this.model.merge(answer, this.base, this.unsent);
  }

  async #refresh() {
    this.#missed = false;
    try {
      const answer = await fetch(`state?since=${this.model.version}&epoch=${this.model.about.epoch}`);
      if (answer.ok) this.#take(await answer.json());
    } catch {
      this.#say("away");
    }
  }

  // The server tells when another tab changed something, and how far the sound is.
  #listen() {
    const events = new EventSource("events");
    events.onopen = () => {
      this.#adopt();
      if (this.state === "away") this.#say(this.unsent.length ? "saving" : "saved");
      this.#flush();
    };
    events.onmessage = ({ data }) => {
      const { version, epoch, media, error, stale } = JSON.parse(data);
      if (stale) this.#say("stale");
      else if (this.state === "stale") this.#say("saved");
      else if (error) this.#say(this.state, error);
      this.dispatchEvent(new CustomEvent("media", { detail: media }));
      if (version === this.model.version && epoch === this.model.about.epoch) return;
      if (this.#flight) this.#missed = true;
      else this.#refresh();
    };
    events.onerror = () => {
      this.#say("away");
      if (events.readyState !== EventSource.CLOSED) return;
      // Refused for good: after a while, see what answers there.
      setTimeout(() => this.#listenAgain(), AGAIN);
    };
  }

  async #listenAgain() {
    const answer = await fetch("state?since=0").catch(() => null);
    if (answer && !answer.ok) this.#say("strange");
    else if (answer) this.#listen();
    else setTimeout(() => this.#listenAgain(), AGAIN);
  }
}

function without(actions, sent) {
  const keys = new Set(sent.map(({ key }) => key));
  return actions.filter(({ key }) => !keys.has(key));
}

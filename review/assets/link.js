// Decisions on their way to the server. Each is carried out on the page, kept in the browser until the server has saved it,
// and sent again when a server that was gone is back.

const AGAIN = 1000;  // ms

export class ServerLink extends EventTarget {
  #flight = null;  // what is being sent
  #missed = false;

  constructor(model) {
    super();
    this.model = model;
    this.offline = false;
    this.store = `rehear.unsent:${model.about.key}`;
    this.unsent = JSON.parse(localStorage.getItem(this.store) ?? "[]");
    this.#replay();
    this.#listen();
    this.#flush();
  }

  // "saved", "saving", "away" (no server answers) or "strange" (another server, which does not know this page).
  state = "saved";

  perform(action) {
    this.model.perform(action);
    this.#keep([...this.unsent, { key: crypto.randomUUID(), ...action }]);
    this.#flush();
  }

  // Takes back what was done last, once it is saved; {what, ids} say what it was, and which edits it concerned.
  async undo() {
    await this.#flush();
    const answer = this.unsent.length ? null : await this.#ask("undo", this.#known());
    if (!answer) return { what: "", ids: [] };
    this.#take(answer);
    return answer.undone;
  }

  finish() {
    return this.#ask("finish", {});
  }

  take(entries) {
    return this.#ask("take", { entries });
  }

  needSound() {
    return this.#ask("sound", {});
  }

  #keep(unsent) {
    this.unsent = unsent;
    if (unsent.length) localStorage.setItem(this.store, JSON.stringify(unsent));
    else localStorage.removeItem(this.store);
  }

  #replay() {
    for (const action of this.unsent) this.model.perform(action);
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
      if (this.state !== "away") this.#say("saving");
      const sent = [...this.unsent];
      const answer = await this.#ask("actions", { actions: sent, ...this.#known() });
      if (!answer) break;
      this.#keep(this.unsent.slice(sent.length));
      this.#take(answer);
      this.#say("saved", answer.refused);
    }
    this.#flight = null;
    if (this.#missed) this.#refresh();
  }

  // The answer to a request, or null where there is none; then it is tried again as soon as the server is back.
  async #ask(name, body) {
    try {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(name, { method: "POST", headers, body: JSON.stringify(body) });
      if (answer.ok) return await answer.json();
      const said = await answer.json().catch(() => ({ error: answer.statusText }));
      this.#say(answer.status === 403 || answer.status === 404 ? "strange" : "away", said.error);
    } catch {
      this.#say("away");
    }
    return null;
  }

  // What of the server's state the page knows already.
  #known() {
    return { version: this.model.version, epoch: this.model.about.epoch };
  }

  #take(answer) {
    if (answer.whole) this.model.load(answer.whole);
    else this.model.merge(answer);
    this.#replay();
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
      if (this.state === "away") this.#say(this.unsent.length ? "saving" : "saved");
      this.#flush();
    };
    events.onmessage = ({ data }) => {
      const { version, epoch, media } = JSON.parse(data);
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

// Decisions on their way to the server. Each is carried out on the page, kept in the browser until the server has saved it,
// and sent again when a server that was gone is back.

const AGAIN = 1000;  // ms

export class ServerLink extends EventTarget {
  #sending = false;
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

  // Takes back what is not sent yet, else what the server did last.
  async undo() {
    if (this.unsent.length && !this.#sending) {
      this.#keep(this.unsent.slice(0, -1));
      await this.#refresh(true);
      return "";
    }
    const answer = await this.#ask("undo", { version: this.model.version });
    if (!answer) return "";
    this.model.merge(answer);
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

  async #flush() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.unsent.length) {
      if (this.state !== "away") this.#say("saving");
      const sent = [...this.unsent];
      const answer = await this.#ask("actions", { actions: sent, version: this.model.version, epoch: this.model.about.epoch });
      if (!answer) break;
      this.#keep(this.unsent.slice(sent.length));
      if (answer.whole) this.model.load(answer.whole);
      else this.model.merge(answer);
      this.#replay();
      this.#say("saved", answer.refused);
    }
    this.#sending = false;
    if (this.state === "saving") this.#say("saved");
    if (this.#missed) this.#refresh(false);
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

  async #refresh(whole) {
    this.#missed = false;
    const query = whole ? "" : `?since=${this.model.version}&epoch=${this.model.about.epoch}`;
    try {
      const answer = await fetch(`state${query}`);
      if (!answer.ok) return;
      const told = await answer.json();
      if (told.schema) this.model.load(told);
      else this.model.merge(told);
      this.#replay();
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
      if (this.#sending) this.#missed = true;
      else this.#refresh(false);
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

// The clip: played in a loop around a decision, from a word on, or straight on while the text follows.

import { button, clock, h } from "./dom.js";
import { t } from "./texts.js";

const BEFORE = 1500, AFTER = 400;  // ms of sound around what is looked at
const SPEEDS = [0.75, 1, 1.25, 1.5];

export class Player extends EventTarget {
  #loop = null;
  #wanted = null;  // where to play from once the sound is there
  #source = "";

  constructor(onUnplayable) {
    super();
    this.onUnplayable = onUnplayable;
    this.media = h("video", { preload: "metadata", playsinline: true });
    for (const name of ["play", "pause", "ended"]) this.media.addEventListener(name, () => this.#changed());
    this.media.addEventListener("timeupdate", () => this.#moved());
    this.media.addEventListener("seeked", () => this.#moved());
    this.media.addEventListener("loadedmetadata", () => this.#resume());
    this.media.addEventListener("error", () => this.#source && this.onUnplayable());
    this.element = h("section", { class: "player", "aria-label": t("player") });
    this.#frame();
  }

  // {state: "none" | "making" | "ready" | "failed", share, address, picture}
  use(media) {
    this.about = media;
    const source = media.state === "ready" ? media.address : "";
    if (source !== this.#source) {
      this.#source = source;
      if (source) this.media.src = source;
      else this.media.removeAttribute("src");
    }
    this.draw();
  }

  draw() {
    const { state, share, picture, error } = this.about;
    this.media.hidden = !picture;
    this.element.className = `player ${state}`;
    this.bar = h("input", {
      type: "range", min: 0, max: 1, step: 1, value: 0, "aria-label": t("position"),
      oninput: (event) => this.seek(Number(event.target.value)),
    });
    this.time = h("span", { class: "time" }, "0:00.0");
    this.toggleButton = button("", () => this.toggle(), { class: "play" });
    const speed = h("select", { "aria-label": t("speed"), onchange: (event) => (this.media.playbackRate = Number(event.target.value)) },
      ...SPEEDS.map((value) => h("option", { value, selected: value === this.media.playbackRate }, `${value.toLocaleString()}×`)));
    const controls = h("div", { class: "controls" }, this.toggleButton, this.bar, this.time, speed);
    const note = { none: t("media.none"), making: t("media.making", { share: Math.round(100 * (share ?? 0)) }), failed: t("media.failed", { error }) }[state];
    const parts = state === "ready" ? [this.media, controls] : [h("p", { class: "note", role: "status" }, note)];
    this.element.setAttribute("aria-label", t("player"));
    this.element.replaceChildren(...parts);
    this.#changed();
    this.#moved();
  }

  get playing() {
    return Boolean(this.#source) && !this.media.paused;
  }

  get now() {
    return this.media.currentTime * 1000;
  }

  // Plays [start, end] again and again, with what comes before; `null` plays on.
  loop(passage) {
    this.#loop = passage && { start: Math.max(0, passage.start - BEFORE), end: passage.end + AFTER };
    if (this.#loop) this.seek(this.#loop.start);
  }

  seek(time) {
    this.#wanted = time;
    if (this.media.readyState) this.#resume();
  }

  playFrom(time) {
    this.#loop = null;
    this.seek(time);
    this.play();
  }

  play() {
    if (this.#source) this.media.play().catch(() => {});
  }

  toggle() {
    if (this.playing) this.media.pause();
    else this.play();
  }

  stop() {
    this.media.pause();
  }

  #resume() {
    if (this.#wanted !== null) this.media.currentTime = this.#wanted / 1000;
    this.#wanted = null;
    if (this.bar && this.media.duration) this.bar.max = Math.round(this.media.duration * 1000);
  }

  #changed() {
    if (!this.toggleButton) return;
    const label = this.playing ? t("pause") : t("play");
    this.toggleButton.setAttribute("aria-label", label);
    this.toggleButton.textContent = this.playing ? "❚❚" : "▶";
    this.#frame();
  }

  #moved() {
    if (!this.bar) return;
    if (this.media.duration) this.bar.max = Math.round(this.media.duration * 1000);
    this.bar.value = this.now;
    this.bar.setAttribute("aria-valuetext", clock(this.now));
    this.time.textContent = clock(this.now);
    this.dispatchEvent(new CustomEvent("time", { detail: this.now }));
  }

  // `timeupdate` comes four times a second, too seldom to follow words or to end a loop.
  #frame() {
    if (!this.playing) return;
    if (this.#loop && this.now >= this.#loop.end) this.media.currentTime = this.#loop.start / 1000;
    this.#moved();
    requestAnimationFrame(() => this.#frame());
  }
}

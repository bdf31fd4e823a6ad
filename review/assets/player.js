// The clip: played in a loop around a decision, from a word on, or straight on while the text follows.

import { button, clock, h } from "./dom.js";
import { t } from "./texts.js";

const BEFORE = 1500, AFTER = 400;  // ms of sound around what is looked at
const SPEEDS = [0.75, 1, 1.25, 1.5];

export class Player extends EventTarget {
  #loop = null;
  #wanted = null;  // where to play from once the sound is there
  #asked = null;  // the place that was asked for last
  #source = "";
  #meant = false;  // whether the person wants it to play

  constructor(onUnplayable) {
    super();
    this.onUnplayable = onUnplayable;
    this.media = h("video", { preload: "metadata", playsinline: true });
    for (const name of ["play", "pause"]) this.media.addEventListener(name, () => this.#changed());
    this.media.addEventListener("ended", () => this.#again());
    this.media.addEventListener("timeupdate", () => this.#moved());
    this.media.addEventListener("seeked", () => this.#moved());
    this.media.addEventListener("loadedmetadata", () => this.#resume());
    this.media.addEventListener("error", () => this.#source && this.onUnplayable());
    this.element = h("section", { class: "player", "aria-label": t("player") });
    this.short = h("p", { class: "note short", role: "status" });
    this.#frame();
  }

  // {state: "none" | "making" | "ready" | "failed", share, address, picture}
  use(media) {
    if (JSON.stringify(media) === JSON.stringify(this.about)) return;  // drawn anew, it would stop
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
    const parts = state === "ready" ? [this.media, controls, this.short] : [h("p", { class: "note", role: "status" }, note)];
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
    if (this.#loop) this.seek(this.#loop.start, passage.start);
  }

  seek(time, asked = time) {
    this.#wanted = time;
    this.#asked = asked;
    if (this.media.readyState) this.#resume();
  }

  playFrom(time) {
    this.#loop = null;
    this.seek(time);
    this.play();
  }

  play() {
    this.#meant = Boolean(this.#source) && !this.#over();
    if (this.#meant) this.media.play().catch(() => {});
  }

  toggle() {
    if (this.playing) this.stop();
    else this.play();
  }

  stop() {
    this.#meant = false;
    this.media.pause();
  }

  // Whether the clip ends before the place that was asked for; from its end a browser would play it from the beginning.
  #over() {
    return this.#asked !== null && this.media.duration > 0 && this.#asked >= this.media.duration * 1000;
  }

  // A loop may reach over the clip's end. A browser says "ended" also where it was only looked for a place there.
  #again() {
    if (this.#loop && this.#meant) {
      this.seek(this.#loop.start);
      this.play();
    } else this.#changed();
  }

  #resume() {
    const over = this.#over();
    if (over) this.stop();
    this.short.textContent = over ? t("media.short", { time: clock(this.media.duration * 1000) }) : "";
    if (this.#wanted !== null && !over) this.media.currentTime = this.#wanted / 1000;
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

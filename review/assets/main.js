// Puts the page together: loads the state, links it with the server (or with nothing, in a report), shows one view at a time.

import { button, h, refill } from "./dom.js";
import { doneView } from "./done.js";
import { listenToKeys, showHelp } from "./keys.js";
import { ServerLink } from "./link.js";
import { Model } from "./model.js";
import { FileLink } from "./offline.js";
import { Player } from "./player.js";
import { queueView } from "./queue.js";
import { skimView } from "./skim.js";
import { progress, summaryView } from "./summary.js";
import { language, t, useLanguage, useTexts } from "./texts.js";

const VIEWS = { summary: summaryView, queue: queueView, skim: skimView, done: doneView };
const THEMES = ["auto", "light", "dark"];

const inside = document.getElementById("state");  // of a report; a server is asked

async function load(name, address) {
  const held = document.getElementById(name);
  return held ? JSON.parse(held.textContent) : (await fetch(address)).json();
}

function failed(error) {
  document.getElementById("app").replaceChildren(h("p", { class: "problem", role: "alert" }, String(error)));
  throw error;
}

const [texts, whole] = await Promise.all([load("texts", "texts.json"), load("state", "state")]).catch(failed);
useTexts(texts);
const model = new Model(inside ? structuredClone(whole) : whole);
const link = inside ? new FileLink(model, whole) : new ServerLink(model);
const player = new Player(() => link.needSound?.());

let view = null, name = "summary";
const status = h("p", { class: "status", role: "status" });
const said = h("p", { class: "hidden", "aria-live": "polite" });
const toast = h("p", { class: "toast", role: "alert", hidden: true });
const banner = h("div", { class: "banner", role: "alert", hidden: true });
const notices = h("div", { class: "notices" }, toast, banner);
const stage = h("div", { class: "stage" });
const main = h("main", { id: "main" }, stage);
const header = h("header", {});

function announce(text) {
  said.textContent = text;
}

let toastTimer = 0;
function tell(text) {
  toast.textContent = text;
  toast.hidden = !text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.hidden = true), 6000);
}

async function undo() {
  const undone = await link.undo();
  if (undone) view.show?.(undone.ids);
  const what = undone?.what && [t("undone", { what: t(`verb.${undone.what}`) }), undone.said].filter(Boolean).join(". ");
  const text = !undone ? t("undone.away") : what || t("undone.none");
  announce(text);
  tell(text);
}

function go(wanted, detail) {
  view?.close?.();
  name = wanted;
  if (location.hash !== `#${wanted}`) history.replaceState(null, "", `#${wanted}`);
  document.body.dataset.view = wanted;
  view = VIEWS[wanted]({ model, link, player, go, undo, announce, tell, perform: (action) => link.perform(action) }, detail);
  stage.replaceChildren(view.element);
  drawHeader();
  view.element.querySelector("h2")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function drawHeader() {
  const { waiting, reviewed } = progress(model);
  const tab = (wanted, label, key) => h("li", {}, h("button", {
    type: "button", class: "tab", "aria-current": wanted === name ? "page" : null, onclick: () => go(wanted), "aria-keyshortcuts": key,
  }, label));
  const theme = document.documentElement.dataset.theme ?? "auto";
  header.replaceChildren(
    h("h1", {}, h("span", { class: "brand" }, "rehear"), h("span", { class: "file", title: model.about.name }, model.about.name)),
    h("nav", { "aria-label": t("views") }, h("ul", {},
      tab("summary", t("summary"), "1"), tab("queue", [t("queue"), " ", h("span", { class: "badge" }, waiting.toLocaleString())], "2"),
      tab("skim", [t("skim"), " ", h("span", { class: "badge" }, `${reviewed} %`)], "3"), tab("done", t("done"), "4"))),
    status,
    h("div", { class: "settings" },
      languageButton(),
      button({ auto: "◐", light: "☀", dark: "☾" }[theme], () => dress(THEMES[(THEMES.indexOf(theme) + 1) % 3]), { class: "plain", "aria-label": t(`theme.${theme}`), title: t(`theme.${theme}`) }),
      button("?", showHelp, { class: "plain", "aria-label": t("help"), "aria-keyshortcuts": "?" })));
  drawStatus();
}

function languageButton() {
  const [other, rest] = language() === "fr" ? ["en", "English"] : ["fr", "Français"];
  return h("button", { type: "button", class: "plain", lang: other, title: rest, onclick: () => turn(other) },
    other.toUpperCase(), h("span", { class: "hidden" }, ` – ${rest}`));
}

// What stays until it is over, or dealt with.
function drawBanner() {
  const count = link.unsent?.length ?? 0;
  const key = `${link.state} ${count} ${language()}`;
  if (banner.dataset.key === key) return;
  banner.dataset.key = key;
  banner.hidden = !["away", "strange", "stale"].includes(link.state);
  if (banner.hidden) return banner.replaceChildren();
  refill(banner, h("span", {}, t(`banner.${link.state}`, { n: count })),
    link.state === "stale" ? button(t("banner.reload"), () => link.reopen(), { class: "primary" }) : null);
}

// A text that was not saved, because somebody else changed its cue meanwhile.
function keepClash(action) {
  const [[first, last, typed]] = action.texts;
  const open = () => {
    note.remove();
    go("skim");
    view.retype(first, last, typed);
  };
  const note = h("div", { class: "banner clash", role: "alert" }, h("span", {}, t("banner.clash", { text: typed })),
    button(t("banner.open"), open), button(t("banner.drop"), () => note.remove()));
  notices.append(note);
}

function drawStatus(message = "") {
  const count = link.unsent?.length ?? link.actions.length;
  status.className = `status ${link.state}`;
  status.textContent = t(`link.${link.state}`, { n: count });
  drawBanner();
  if (message) tell(link.state === "file" ? t("link.unkept") : t("refused", { why: message }));
}

function turn(wanted) {
  useLanguage(wanted);
  player.draw();
  go(name);
}

function dress(theme) {
  localStorage.setItem("rehear.theme", theme);
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  drawHeader();
}

const theme = localStorage.getItem("rehear.theme");
if (theme && theme !== "auto") document.documentElement.dataset.theme = theme;
document.title = `${model.about.name} – rehear`;
if (!inside) main.prepend(player.element);
document.body.classList.toggle("alone", Boolean(inside));
document.getElementById("app").replaceChildren(h("a", { class: "skip", href: "#main" }, t("skip")), header, main, said, notices);
player.use(model.about.media);
model.addEventListener("change", ({ detail }) => {
  drawHeader();
  view.update(detail);
});
link.addEventListener("state", ({ detail }) => drawStatus(detail));
link.addEventListener("said", ({ detail }) => tell(detail));
link.addEventListener("clash", ({ detail }) => keepClash(detail));
link.addEventListener("media", ({ detail }) => player.use(detail));
addEventListener("beforeunload", (event) => {
  view.leave?.();
  if (link.state === "away" && link.unsent.length) event.preventDefault();
});
listenToKeys(() => ({ "?": showHelp, 1: () => go("summary"), 2: () => go("queue"), 3: () => go("skim"), 4: () => go("done"), ...view.keys }));
go(location.hash.slice(1) in VIEWS ? location.hash.slice(1) : "summary");

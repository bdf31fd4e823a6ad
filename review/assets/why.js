// Why a change is proposed, in the editor's language: the rule, then what spoke for it and against it.

import { has, language, t } from "./texts.js";

const RARE = 0.01, ORDINARY = 3.3, COMMON = 5;  // Zipf frequencies, as the command line's `--explain` has them

export function rule(card) {
  const key = `rule.${card.rule}`;
  return has(key) ? t(key, { term: card.term }) : card.rule;
}

export function reasons(card) {
  const sentences = Object.entries(card.evidence).map(([name, value]) => reasonOf(card, name, value)).filter(Boolean);
  if (card.lexicon) sentences.push(t("why.lexicon", { place: card.lexicon }));
  return [...sentences, t("why.score", { score: Math.round(100 * card.score) })];
}

function reasonOf(card, name, value) {
  if (name === "distance") return distance(card, value);
  if (name === "rarest") return rarity(value);
  if (name === "of") return "";
  const key = `why.${name}`;
  if (!has(key)) return `${name}: ${shown(value)}`;
  return t(key, { value: shown(value), term: card.term });
}

function shown(value) {
  if (Array.isArray(value)) return value.map((one) => t("quoted", { value: String(one) })).join(", ");
  if (has(`held.${value}`)) return t(`held.${value}`);
  return typeof value === "number" ? value.toLocaleString(language()) : String(value);
}

function distance(card, phones) {
  if (card.rule === "spelling") return t("why.spelled");
  if (!phones) return t("why.same", { term: card.term });
  return t("why.distance", { term: card.term, phones: shown(phones), of: shown(card.evidence.of ?? "?") });
}

function rarity(zipf) {
  if (zipf >= 9) return "";
  if (zipf < RARE) return t("why.unknown");
  return t(zipf < ORDINARY ? "why.rare" : zipf < COMMON ? "why.ordinary" : "why.common");
}

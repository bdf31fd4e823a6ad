// A cue against the house's profile: the same sums as `Profile.time_to_read`, for meters that move while somebody types.

import { textOf } from "./words.js";

// The milliseconds that a text needs on the screen.
export function timeToRead(text, profile) {
  const shown = text.replaceAll("\n", " ");
  if (profile.words_a_minute) return (60000 * shown.split(/\s+/).filter(Boolean).length) / profile.words_a_minute;
  const curve = [[0, 0], ...profile.curve];
  const above = curve.findIndex(([characters]) => characters >= shown.length);
  if (profile.curve.length && above > 0) {
    const [[fromCharacters, fromTime], [toCharacters, toTime]] = [curve[above - 1], curve[above]];
    return fromTime + ((toTime - fromTime) * (shown.length - fromCharacters)) / (toCharacters - fromCharacters);
  }
  return (1000 * shown.length) / profile.speed;
}

// {speed, pace, fast, width, wide, lines, many}: characters a second, the share of the time that reading takes (over 1 is
// too fast), the longest line, and whether each is more than the house allows.
export function measured(text, start, end, profile) {
  const lines = text.split("\n").map((line) => line.trim());
  const lasts = Math.max(end - start, 1);
  const needs = timeToRead(text, profile) * profile.enough;
  const width = Math.max(...lines.map((line) => line.length));
  return {
    speed: (1000 * text.length) / lasts,
    pace: needs / lasts,
    fast: lasts < needs - 1,
    width,
    wide: width > profile.width,
    lines: lines.length,
    many: lines.length > profile.lines,
    short: lasts < profile.shortest - 1,
    long: lasts > profile.longest + 1,
  };
}

export function measureCue(cue, profile) {
  return measured(textOf(cue.words), cue.start, cue.end, profile);
}

export function breaksRules(cue, profile) {
  const found = measureCue(cue, profile);
  return found.fast || found.wide || found.many || found.short || found.long;
}

// Words of a cue: [text with the white space before it, start, end, probability or null, id of the edit it belongs to or "",
// position in the text that was heard]. A word without text keeps the place of an edit that leaves nothing there. Times are milliseconds.

export const TEXT = 0, START = 1, END = 2, SURE = 3, EDIT = 4, FIRST = 5;

// As in the document's model: a no-break space belongs to its word.
const WORD = /[^\S\u00a0\u2007\u202f]*[\S\u00a0\u2007\u202f]+/g;

export function textOf(words) {
  return words.map((word) => word[TEXT]).join("").trim();
}

// A text as one line, and without the punctuation around it.
export const flat = (text) => text.replace(/[^\S\u00a0\u2007\u202f]+/g, " ").replace(/^ +| +$/g, "");
export const bare = (text) => text.replace(/^[ .,;:!?…«»“”"()]+|[ .,;:!?…«»“”"()]+$/g, "");

export function splitWords(text) {
  return text.match(WORD) ?? [];
}

// Words laid over a time, each as long as its share of the letters, and over the positions of the words that they replace.
function spread(texts, start, end, first, count, edit = "") {
  const weights = texts.map((text) => text.trim().length || 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let done = 0;
  return texts.map((text, at) => {
    const begin = start + Math.floor(((end - start) * done) / total);
    done += weights[at];
    return [text, begin, start + Math.floor(((end - start) * done) / total), null, edit, first + Math.floor((at * count) / texts.length)];
  });
}

// The words with a new text in place of those of one edit; `first` and `last` are the words of the text that it stands for here.
export function replaceEdit(words, edit, text, first, last, applied) {
  const from = words.findIndex((word) => word[EDIT] === edit);
  if (from < 0) return words;
  const to = words.findLastIndex((word) => word[EDIT] === edit) + 1;
  const lead = words.slice(from, to).map((word) => /^\s*/.exec(word[TEXT])[0]);
  const space = lead.find((found) => found.includes("\n")) ?? (from ? " " : "");
  const made = typedOver(words.slice(from, to), text, first, last, edit, applied);
  made[0][TEXT] = made[0][TEXT] && space + made[0][TEXT].trimStart();
  return [...words.slice(0, from), ...made, ...words.slice(to)];
}

// A typed text as words in place of others: all of one edit, or again those of the text itself, one each.
export function typedOver(old, text, first, last, edit, applied = Boolean(edit)) {
  const texts = splitWords(text), [start, end] = [old[0][START], old.at(-1)[END]];
  if (!texts.length) return [["", start, end, null, edit, first]];
  const made = spread(texts, start, end, first, last - first + 1, edit);
  return applied ? made.map((word) => [...word.slice(0, FIRST), first]) : made;
}

// The words with the white space of a text that says the same.
export function spaced(words, text) {
  const texts = splitWords(text);
  return words.map((word) => (word[TEXT].trim() ? [texts.shift() ?? word[TEXT], ...word.slice(START)] : word));
}

// How many words stand before a place in the text of a cue.
export function wordsBefore(words, place) {
  const text = words.map((word) => word[TEXT]).join("");
  const lead = text.length - text.trimStart().length;
  let at = -lead, count = 0;
  for (const word of words) {
    const middle = at + word[TEXT].length - word[TEXT].trim().length / 2;
    if (middle >= place) break;
    at += word[TEXT].length;
    count += 1;
  }
  return count;
}

// Where a typed text differs from the words: ranges of words, those that `together` names as wholes with all of their edit, and what
// was typed in their place.
export function differing(words, text, together) {
  const old = words.filter((word) => word[TEXT].trim()), typed = splitWords(text).map((word) => word.trim());
  const pieces = piecesOf(old.map((word) => word[TEXT].trim()), typed);
  const whole = (at) => {
    const mine = (other) => together(old[at]) && old[other]?.[EDIT] === old[at][EDIT];
    let from = at, to = at + 1;
    while (mine(from - 1)) from -= 1;
    while (mine(to)) to += 1;
    return [from, to];
  };
  const ranges = [];
  for (const at of [...pieces.keys()].sort((one, other) => one - other)) {
    const [from, to] = whole(at), last = ranges.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  return ranges.map(([from, to]) => ({
    from: words.indexOf(old[from]), to: words.indexOf(old[to - 1]) + 1,
    typed: old.slice(from, to).flatMap((word, at) => pieces.get(from + at) ?? [word[TEXT].trim()]).join(" "),
  }));
}

// What becomes of each old word that does not stay as it is; what is inserted belongs to the word before it.
function piecesOf(old, typed) {
  const pieces = new Map();
  let a = 0, b = 0;
  for (const [from, to, size] of [...matching(old, typed), [old.length, typed.length, 0]]) {
    if (a === from && b < to && old.length) {
      const at = Math.max(a - 1, 0), stays = pieces.get(at) ?? [old[at]], more = typed.slice(b, to);
      pieces.set(at, a ? [...stays, ...more] : [...more, ...stays]);
    } else if (a < from) {
      for (let at = a; at < from; at += 1) pieces.set(at, at === a ? typed.slice(b, to) : []);
    }
    [a, b] = [from + size, to + size];
  }
  return pieces;
}

// Runs that both have: the longest first, the earliest of equal ones, then what is left of it and right of it.
function matching(old, typed, a = 0, aEnd = old.length, b = 0, bEnd = typed.length) {
  let [from, to, size] = [a, b, 0];
  for (let i = a; i < aEnd; i += 1) {
    for (let j = b; j < bEnd; j += 1) {
      let length = 0;
      while (i + length < aEnd && j + length < bEnd && old[i + length] === typed[j + length]) length += 1;
      if (length > size) [from, to, size] = [i, j, length];
    }
  }
  if (!size) return [];
  return [...matching(old, typed, a, from, b, to), [from, to, size], ...matching(old, typed, from + size, aEnd, to + size, bEnd)];
}

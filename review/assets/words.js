// Words of a cue: [text with the white space before it, start, end, probability or null, id of the edit it belongs to or "",
// position in the text that was heard]. A word without text keeps the place of an edit that leaves nothing there. Times are milliseconds.

export const TEXT = 0, START = 1, END = 2, SURE = 3, EDIT = 4, FIRST = 5;

// As in the document's model: a no-break space belongs to its word.
const WORD = /[^\S\u00a0\u2007\u202f]*[\S\u00a0\u2007\u202f]+/g;

export function textOf(words) {
  return words.map((word) => word[TEXT]).join("").trim();
}

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

// The words with a new text in place of those of one edit.
export function replaceEdit(words, edit, text) {
  const first = words.findIndex((word) => word[EDIT] === edit);
  if (first < 0) return words;
  let last = first;
  while (last + 1 < words.length && words[last + 1][EDIT] === edit) last += 1;
  const start = words[first][START], end = words[last][END], place = words[first][FIRST];
  const count = words[last][FIRST] - place + 1;
  const lead = words.slice(first, last + 1).map((word) => /^\s*/.exec(word[TEXT])[0]);
  const space = lead.find((found) => found.includes("\n")) ?? (first ? " " : "");
  const texts = splitWords(text);
  const made = texts.length
    ? spread([space + texts[0].trimStart(), ...texts.slice(1)], start, end, place, count, edit)
    : [["", start, end, null, edit, place]];
  return [...words.slice(0, first), ...made, ...words.slice(last + 1)];
}

// The words of a text that a person typed: those that stood there before keep their times.
export function retyped(words, text, start, end) {
  const texts = splitWords(text);
  const old = words.filter((word) => word[TEXT].trim());
  const same = (one, other) => one.trim() === other.trim();
  let front = 0;
  while (front < Math.min(texts.length, old.length) && same(texts[front], old[front][TEXT])) front += 1;
  let back = 0;
  while (back < Math.min(texts.length, old.length) - front && same(texts.at(-1 - back), old.at(-1 - back)[TEXT])) back += 1;
  const begin = front ? old[front - 1][END] : start;
  const until = back ? old.at(-back)[START] : end;
  const place = (front ? old[front - 1][FIRST] + 1 : old[0]?.[FIRST]) ?? 0;
  const stop = back ? old.at(-back)[FIRST] : (old.at(-1)?.[FIRST] ?? 0) + 1;
  const kept = (word, text) => [text, ...word.slice(1)];
  return [
    ...old.slice(0, front).map((word, at) => kept(word, texts[at])),
    ...spread(texts.slice(front, texts.length - back), begin, until, place, Math.max(stop - place, 1)),
    ...(back ? old.slice(-back).map((word, at) => kept(word, texts[texts.length - back + at])) : []),
  ];
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

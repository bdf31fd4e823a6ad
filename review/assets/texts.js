// The page's words in the editor's language. All of them stand in texts.json, which tests hold complete.

let tables = {};
let chosen = "en";

export function useTexts(loaded) {
  tables = loaded;
  const wanted = [localStorage.getItem("rehear.language"), ...navigator.languages.map((name) => name.slice(0, 2))];
  chosen = wanted.find((name) => name in tables) ?? "en";
  document.documentElement.lang = chosen;
}

export function useLanguage(name) {
  localStorage.setItem("rehear.language", name);
  chosen = name;
  document.documentElement.lang = name;
}

export const language = () => chosen;
export const has = (key) => key in tables[chosen];

// "{n} {n|decision|decisions}": a value by name, and one of two words by a number.
export function t(key, values = {}) {
  return tables[chosen][key].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => {
    if (one === undefined) return number(values[name]);
    const single = chosen === "fr" ? values[name] < 2 : values[name] === 1;
    return single ? one : many;
  });
}

function number(value) {
  return typeof value === "number" ? value.toLocaleString(chosen) : String(value);
}

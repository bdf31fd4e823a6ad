// Elements from data. Text is always set as text: what a subtitle says is never read as HTML.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...present(children));
  return element;
}

// New content for an element; as in `h`, what is null or false is left out.
export function refill(element, ...children) {
  element.replaceChildren(...present(children));
}

function present(children) {
  return children.flat().filter((child) => child !== null && child !== undefined && child !== false);
}

export function button(label, action, properties = {}, key = "") {
  const shown = key ? [h("span", {}, label), h("kbd", { "aria-hidden": "true" }, key)] : [label];
  return h("button", { type: "button", onclick: action, ...properties }, ...shown);
}

// 12340 -> "0:12.3", 3723000 -> "1:02:03.0"; with `fine` to the millisecond.
export function clock(milliseconds, fine = false) {
  const tenths = fine ? milliseconds : Math.round(milliseconds / 100) * 100;
  const seconds = Math.floor(tenths / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = String(Math.floor(seconds / 60) % 60);
  const rest = String(tenths % 1000).padStart(3, "0").slice(0, fine ? 3 : 1);
  const head = hours ? `${hours}:${minutes.padStart(2, "0")}` : minutes;
  return `${head}:${String(seconds % 60).padStart(2, "0")}.${rest}`;
}

// What `clock` wrote, or what a person typed like it; NaN for anything else.
export function milliseconds(text) {
  const found = /^\s*(?:(\d+):)?(?:(\d+):)?(\d+)(?:[.,](\d{1,3}))?\s*$/.exec(text);
  if (!found) return NaN;
  const [, first, second, seconds, fraction = ""] = found;
  const hours = second === undefined ? 0 : Number(first);
  const minutes = second === undefined ? Number(first ?? 0) : Number(second);
  return ((hours * 60 + minutes) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, "0"));
}

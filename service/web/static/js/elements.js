/** Building the page's elements. Everything from the catalogue enters as text, never as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 *
 * @param {string} tag Such as "li".
 * @param {Object<string, unknown>} attributes By name; `onclick` and the like take functions, true is an empty
 *     attribute, and null, undefined and false leave it out.
 * @param {...(Node|string|null)} children Strings become text; null is passed over.
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** One of the symbols in index.html, by its id. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The element of index.html with this id. */
export const byId = (id) => document.getElementById(id);

/** Close a dialog when it is pressed beside, from beginning to end: a drag may leave it, and its padding is part of it. */
export function closeBeside(dialog) {
  const isBeside = ({ clientX, clientY }) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    return clientX < left || clientX > right || clientY < top || clientY > bottom;
  };
  let pressed = false;
  dialog.addEventListener("pointerdown", (event) => {
    pressed = event.target === dialog && isBeside(event);
  });
  dialog.addEventListener("click", (event) => {
    if (pressed && event.target === dialog && isBeside(event)) dialog.close();
  });
}

/** Whether a click should be left to the browser: a new tab, a new window, a download. */
export function isModified(event) {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

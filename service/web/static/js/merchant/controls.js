/** Parts that every step of an import is made of. */

import { element, icon } from "../elements.js";

/**
 * A button that does something on this page.
 *
 * @param {string} words
 * @param {() => void} onclick
 * @param {{firm: boolean, symbol: string|null}} options `firm` for the way forward, `symbol` of merchant.html; anything
 *     else is an attribute.
 */
export function button(words, onclick, { firm = false, symbol = null, ...attributes } = {}) {
  return element("button", { class: firm ? "button firm" : "button", type: "button", onclick, ...attributes },
    symbol ? icon(symbol) : null, words);
}

/** A button that shows more of a list; it goes away once it is pressed. */
export function moreButton(count, onclick) {
  const unfold = ({ target }) => {
    onclick();
    target.remove();
  };
  return element("button", { class: "quiet", type: "button", onclick: unfold }, `Show ${count} more`);
}

/** Buttons beside one another; what is null is left out. */
export function actions(...buttons) {
  return element("div", { class: "actions" }, ...buttons);
}

/** A part that can be folded away. */
export function fold({ id, words, open = false }, ...children) {
  return element("details", { id, class: "fold", open }, element("summary", {}, words), ...children);
}

/** A number and what it counts; the tone "careful" is for what somebody has to look at. */
export function figure(value, words, tone = null) {
  return element("div", { class: "figure", "data-tone": tone }, element("dt", {}, words), element("dd", {}, value));
}

/** What went wrong, in the service's own words, with ways on: words and what they do. */
export function failure(title, detail, ...ways) {
  return element("div", { class: "failure", role: "alert" }, element("h3", {}, title), element("p", {}, detail),
    ways.length ? actions(...ways.map(([words, onclick]) => button(words, onclick))) : null);
}

/** Where a piece can be seen on the shopper's page. */
export function pieceAddress(sku) {
  return `/?${new URLSearchParams({ piece: sku })}`;
}

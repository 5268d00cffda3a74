/** Rows that were rejected or warned about: where, what stood there, and why. */

import { element } from "../elements.js";
import { fold, moreButton } from "./controls.js";
import { brief, number, several } from "./wording.js";

const HEADS = ["Line", "Column", "What stands there", "Why"];
const SHOWN = 20; // before "show all"

/**
 * A foldable table of findings; null if there are none.
 *
 * @param {string} id
 * @param {{one: string, many: string}} words What they are called.
 * @param {number} count How many there are in all; `rows` may be the first of them.
 * @param {{line: number, column: string|null, value: string, reason: string, sku: string|null}[]} rows
 * @param {boolean} open
 */
export function findings(id, { one, many }, count, rows, open = false) {
  if (!count) return null;
  const body = element("tbody", {}, ...rows.slice(0, SHOWN).map(finding));
  const rest = rows.slice(SHOWN);
  return fold({ id, words: several(count, one, many), open },
    element("div", { class: "wide" },
      element("table", { class: "findings" }, element("caption", { class: "unseen" }, many),
        element("thead", {}, element("tr", {}, ...HEADS.map((words) => element("th", { scope: "col" }, words)))),
        body)),
    rest.length ? moreButton(number(rest.length), () => body.append(...rest.map(finding))) : null,
    count > rows.length ? element("p", { class: "soft small" }, `The first ${number(rows.length)} are listed.`) : null);
}

function finding({ line, column, value, reason, sku }) {
  return element("tr", {},
    element("td", { class: "line" }, number(line)),
    element("td", {}, column ? brief(column, 60) : "–"),
    element("td", { class: "value", title: value || null }, value ? brief(value, 80) : "(empty)",
      sku ? element("small", {}, brief(sku, 60)) : null),
    element("td", { class: "reason" }, reason));
}

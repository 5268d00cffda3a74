/** What each column of the file is taken to mean, and the means to say otherwise. */

import { element } from "../elements.js";
import { label } from "../wording.js";
import { fold } from "./controls.js";
import { brief, several } from "./wording.js";

const MEANINGS = {
  sku: "Article number (SKU)", url: "Link to the shop", available: "Availability", group: "Group of variants",
  photos: "Photos", attribute: "Keep as a detail", ignore: "Not used",
};
const KEPT = ["attribute", "ignore"];

/**
 * The columns as a table.
 *
 * @param {Object} preview
 * @param {(header: string, meaning: string|null) => void} onChange Told what a column shall mean; null leaves it to the
 *     dialect again.
 */
export function columnTable({ columns, meanings }, onChange) {
  const rows = columns.map((column, place) => [column, row(column, place, meanings, onChange)]);
  const used = rows.filter(([{ kind }]) => kind !== "ignored").map(([, node]) => node);
  const unused = rows.filter(([{ kind }]) => kind === "ignored").map(([, node]) => node);
  return [
    table(used, "Columns and their meaning"),
    unused.length ? fold({ id: "unused-columns", words: `${several(unused.length, "column")} not used` },
      table(unused, "Columns that are not used")) : null,
  ].filter(Boolean);
}

function table(rows, caption) {
  const heads = ["Column", "For example", "Means"];
  return element("table", { class: "columns" }, element("caption", { class: "unseen" }, caption),
    element("thead", {}, element("tr", {}, ...heads.map((words) => element("th", { scope: "col" }, words)))),
    element("tbody", {}, ...rows));
}

function row({ header, kind, meaning, examples }, place, meanings, onChange) {
  const known = meanings.includes(meaning);
  // A column by which the dialect puts rows together has a meaning that no mapping needs to name.
  const choose = ({ target }) => onChange(header, meanings.includes(target.value) ? target.value : null);
  const option = (value, words) => element("option", { value, selected: value === meaning }, words);
  const name = `Meaning of ${header || "the column without a header"}`;
  const select = element("select", { id: `column-${place}`, "aria-label": name, onchange: choose },
    known ? null : option(meaning, `${label(meaning)} (groups rows)`),
    ...meanings.filter((one) => !KEPT.includes(one)).map((one) => option(one, MEANINGS[one] ?? label(one))),
    ...KEPT.filter((one) => meanings.includes(one)).map((one) => option(one, MEANINGS[one])));
  return element("tr", { "data-kind": kind },
    element("th", { scope: "row", title: header }, brief(header, 60) || "(no header)"),
    element("td", { class: "examples-cell" }, examples.length
      ? examples.map((one) => brief(one, 48)).join(" · ") : "empty so far"),
    element("td", {}, select));
}

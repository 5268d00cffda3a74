/** Rejected products, each with the cells of its rows to put right, and the import of those that were. */

import { element } from "../elements.js";
import { importCorrections, rejectedProducts } from "./calls.js";
import { button, failure } from "./controls.js";
import { announce } from "./scene.js";
import { editsOf, forgetEdits, keepEdits } from "./unsaved.js";
import { brief, number, several } from "./wording.js";

const PAGE = 50;
const FEW = 12; // columns that can be shown at once
const LONG = 60; // characters from which a cell gets several lines

/** The place where an import's rejected products are corrected; it fills itself. */
export function corrections(job, onNext) {
  const list = element("ul", { class: "rejected" });
  const footer = element("div", { class: "actions correction-actions" });
  const trouble = element("div", {});
  const place = { job, onNext, list, footer, trouble, header: [], products: [], total: 0 };
  const shown = element("section", { class: "corrections", "aria-labelledby": "corrections-title" },
    element("h3", { id: "corrections-title" }, "Put them right here"),
    element("p", { class: "soft" }, "Change what is wrong, then import just these. The file itself stays as it is."),
    list, trouble, footer);
  load(place);
  return shown;
}

async function load(place, focuses = false) {
  const { job, list, trouble } = place;
  list.setAttribute("aria-busy", "true");
  trouble.replaceChildren();
  try {
    const { header, total, rows } = await rejectedProducts(job.id, place.products.length, PAGE);
    const before = place.products.length;
    place.header = header;
    place.total = total;
    place.products.push(...rows);
    list.append(...rows.map((row, position) => product(place, row, before + position)));
    if (focuses) list.children[before]?.querySelector("input, textarea, summary")?.focus();
    if (rows.length && furthestEdit(job.id) >= place.products.length) await load(place);
  } catch (error) {
    const again = ["Try again", () => load(place)];
    trouble.replaceChildren(failure("The rejected rows did not arrive", error.message, again));
  }
  list.removeAttribute("aria-busy");
  drawFooter(place);
}

/** The last product that was corrected before a reload, which may be on a later page; -1 if none was. */
const furthestEdit = (id) => Math.max(-1, ...Object.keys(editsOf(id)).map(Number));

function product(place, { line, column, value, reason, records }, position) {
  const at = place.header.indexOf(column);
  const reasonId = `reason-${position}`;
  const again = element("input", { type: "checkbox", checked: isChosen(place, position), onchange: ({ target }) => {
    choose(place, position, target.checked);
  } });
  const cell = ({ cells }, row) => (index) =>
    field(place, { position, row, index, cells, again, explanation: index === at ? reasonId : null });
  const others = () => records.map((record, row) => element("div", { class: "record" },
    records.length > 1 ? element("h5", {}, `Row ${row + 1} of ${records.length}`) : null,
    ...columnsOf(place, record.cells).filter((index) => index !== at).map(cell(record, row))));
  return element("li", { class: "reject" },
    element("h4", {}, `Line ${number(line)}`, column ? ` · ${brief(column, 60)}` : "",
      value ? element("small", {}, `“${brief(value, 60)}”`) : null),
    element("p", { id: reasonId, class: "reason" }, reason),
    ...(at < 0 ? [] : records.map((record, row) => cell(record, row)(at))),
    otherColumns(place.header.length - (at < 0 ? 0 : 1), at < 0, others),
    element("label", { class: "choice" }, again, element("span", {}, "Import this one again")));
}

/** The columns that are not known to be at fault, folded away and only made once they are looked at. */
function otherColumns(count, areAll, make) {
  const fill = ({ target }) => {
    if (target.open && target.children.length === 1) target.append(...make());
  };
  return element("details", { class: "fold inner", open: areAll && count <= FEW, ontoggle: fill },
    element("summary", {}, areAll ? `Its ${several(count, "column")}` : `Its other ${several(count, "column")}`));
}

/** Positions of a row's cells: all of the header's, and those that stand beyond it. */
function columnsOf({ header }, cells) {
  return Array.from({ length: Math.max(header.length, cells.length) }, (_, index) => index);
}

/** One cell to edit. */
function field(place, { position, row, index, cells, again, explanation }) {
  const id = `cell-${position}-${row}-${index}`;
  const original = cells[index] ?? "";
  const written = editsOf(place.job.id)[position]?.rows[row]?.[index] ?? original;
  const isLong = written.length > LONG || written.includes("\n");
  const onInput = ({ target }) => {
    edit(place, position, row, index, target.value === original ? null : target.value);
    again.checked = isChosen(place, position);
  };
  const control = element(isLong ? "textarea" : "input", { id, rows: isLong ? 3 : null, spellcheck: "false",
    autocomplete: "off", "aria-describedby": explanation, "aria-invalid": explanation && "true", oninput: onInput });
  control.value = written;
  const name = place.header[index];
  return element("div", { class: "cell", "data-faulty": Boolean(explanation) },
    element("label", { for: id, title: name }, brief(name, 60) || "(no header)"), control);
}

function edit(place, position, row, index, value) {
  const edits = editsOf(place.job.id);
  const mine = (edits[position] ??= { rows: {}, again: true });
  mine.again = true;
  const cells = (mine.rows[row] ??= {});
  if (value === null) delete cells[index];
  else cells[index] = value;
  if (!Object.keys(cells).length) delete mine.rows[row];
  if (!Object.keys(mine.rows).length) delete edits[position];
  keepEdits(place.job.id);
  drawFooter(place);
}

const isChosen = ({ job }, position) => editsOf(job.id)[position]?.again ?? false;

function choose(place, position, again) {
  const edits = editsOf(place.job.id);
  if (again) (edits[position] ??= { rows: {}, again }).again = true;
  else if (edits[position] && Object.keys(edits[position].rows).length) edits[position].again = false;
  else delete edits[position];
  keepEdits(place.job.id);
  drawFooter(place);
}

function drawFooter(place) {
  const { job, footer, products, total } = place;
  const chosen = Object.values(editsOf(job.id)).filter(({ again }) => again).length;
  const more = total - products.length;
  const words = chosen ? `Import ${several(chosen, "corrected piece")}` : "Import corrected rows";
  const next = button(`Show ${number(Math.min(more, PAGE))} more`, () => load(place, true), { id: "more-rejected" });
  footer.replaceChildren(...(more > 0 ? [next] : []),
    button(words, () => submit(place), { id: "import-corrections", firm: true, disabled: !chosen }));
}

/** The rows of every chosen product, with their corrections, in the order of the file. */
function corrected({ job, header, products }) {
  const chosen = Object.entries(editsOf(job.id)).filter(([position, { again }]) => again && products[position]);
  return chosen.flatMap(([position, { rows }]) => products[position].records.map(({ cells }, row) =>
    columnsOf({ header }, cells).map((index) => rows[row]?.[index] ?? cells[index] ?? "")));
}

async function submit(place) {
  const { job, footer, trouble, onNext } = place;
  trouble.replaceChildren();
  for (const one of footer.querySelectorAll("button")) one.disabled = true;
  try {
    const next = await importCorrections(job.id, corrected(place));
    forgetEdits(job.id);
    onNext(next);
  } catch (error) {
    trouble.replaceChildren(failure("The corrected rows could not be imported", error.message));
    announce(error.message);
    drawFooter(place);
  }
}

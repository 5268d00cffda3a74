/** The filter panel, beside the results or in a sheet on narrow screens, and the chips of what is set. */

import { isFiltered, KEYWORDS, NO_FILTERS, readBand, writeBand } from "./address.js";
import { byId, closeBeside, element, icon } from "./elements.js";
import { go, query } from "./navigation.js";
import { band, label, pieces } from "./wording.js";

const SHOWN = 7; // values of a field before "show all"
const wide = matchMedia("(min-width: 60rem)");
const panel = element("form", { class: "panel", onchange: apply, onsubmit: (event) => event.preventDefault() });
const unfolded = new Set(); // fields whose every value is shown
let currency = null; // the catalogue's only one, once known

/** Put the panel where the screen has room for it. */
export function startFilters() {
  const sheet = byId("filter-sheet");
  const close = () => sheet.close();
  const finish = element("button", { class: "button", type: "button", onclick: close }, "Show the pieces");
  const place = () => {
    if (wide.matches) {
      sheet.close();
      byId("filter-column").append(panel);
    } else sheet.replaceChildren(element("h2", {}, "Filters"), panel, element("div", {}, finish));
  };
  wide.addEventListener("change", place);
  place();
  byId("open-filters").addEventListener("click", () => sheet.showModal());
  closeBeside(sheet);
}

/** Show the choices that there are, with how many pieces each would find. */
export function showFilters(filters, offered) {
  const { counts, bands, total } = offered;
  ({ currency } = offered);
  const group = (field) => keywordGroup(field, counts[field], filters[field], () => showFilters(filters, offered));
  const { name, value } = document.activeElement ?? {};
  const holdsFocus = panel.contains(document.activeElement);
  const available = choice("checkbox", "available", "yes", "Available now", null, filters.available);
  panel.replaceChildren(...[...KEYWORDS.map(group), priceGroup(bands, filters.price), available].filter(Boolean));
  if (holdsFocus) panel.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`)?.focus({ preventScroll: true });
  byId("filter-sheet").querySelector(".button")?.replaceChildren(`Show ${pieces(total)}`);
}

/** Chips of the filters that are set, by choice or by the words of the search, each a way to take it away. */
export function showChosen(filters, understood) {
  const chosen = [
    ...KEYWORDS.flatMap((field) => filters[field].map((value) =>
      [label(value), { [field]: filters[field].filter((other) => other !== value) }])),
    ...(filters.price ? [[band(filters.price, currency), { price: null }]] : []),
    ...(filters.available ? [["Available now", { available: false }]] : []),
  ];
  const list = byId("chosen");
  list.hidden = !chosen.length && !understood.length;
  const drawn = JSON.stringify([filters, chosen, understood]);
  if (list.dataset.drawn !== drawn) { // a chip that is there already stays: it may just be being clicked
    list.dataset.drawn = drawn;
    list.replaceChildren(
      ...understood.map(({ words }) => chip(label(words), () => unsaid(words))),
      ...chosen.map(([words, change]) => chip(words, () => ({ filters: { ...filters, ...change } }))));
    const clear = () => go({ filters: NO_FILTERS, literal: understood.length > 0 || query().literal });
    if (chosen.length + understood.length > 1) list.append(element("li", {},
      element("button", { class: "quiet", type: "button", onclick: clear }, "Clear all")));
  }
  const badge = byId("open-filters").lastElementChild;
  badge.textContent = isFiltered(filters) ? `Filters (${chosen.length})` : "Filters";
}

/** The change that takes some words back; where they are not found as they were read, none are held to any more. */
function unsaid(words) {
  const parts = words.match(/[\p{L}\p{N}]+/gu) ?? [];
  const between = "[^\\p{L}\\p{N}]";
  const said = new RegExp(`${between}*(?<![\\p{L}\\p{N}])${parts.join(`${between}+`)}(?![\\p{L}\\p{N}])(?:\\s*[€£$])?`, "iu");
  const asked = query();
  const text = asked.text.replace(said, "").replace(/^[\s,;]+/, "").trim();
  const left = text || asked.photo || asked.like;
  return left && text !== asked.text ? { text } : { literal: true };
}

/** One condition of the search; `change` tells, when it is taken away, what then is asked. */
function chip(words, change) {
  const remove = () => go(change());
  const button = { class: "chip", type: "button", "aria-label": `Remove filter ${words}`, onclick: remove };
  return element("li", {}, element("button", button, words, icon("close")));
}

function keywordGroup(field, counts, chosen, redraw) {
  const missing = chosen.filter((value) => !(value in counts)).map((value) => [value, 0]);
  const values = [...missing, ...Object.entries(counts)];
  if (!values.length) return null;
  const folded = values.length > SHOWN + 1 && !unfolded.has(field);
  const shown = folded ? values.filter(([value], place) => place < SHOWN || chosen.includes(value)) : values;
  return element("fieldset", {}, element("legend", {}, label(field)),
    ...shown.map(([value, count]) => choice("checkbox", field, value, label(value), count, chosen.includes(value))),
    folded ? unfolding(field, values.length, redraw) : null);
}

function unfolding(field, count, redraw) {
  const unfold = () => {
    unfolded.add(field);
    redraw();
    panel.querySelectorAll(`[name="${field}"]`)[SHOWN].focus(); // the button goes away
  };
  return element("button", { class: "quiet", type: "button", onclick: unfold }, `Show all ${count}`);
}

function priceGroup(bands, chosen) {
  const isChosen = (one) => chosen !== null && writeBand(one) === writeBand(chosen);
  const offered = bands.filter((one) => one.count || isChosen(one));
  if (!offered.length) return null;
  return element("fieldset", {}, element("legend", {}, "Price"),
    choice("radio", "price", "", "Any", null, !chosen),
    ...offered.map((one) => choice("radio", "price", writeBand(one), band(one, currency), one.count, isChosen(one))));
}

function choice(type, name, value, words, count, checked) {
  return element("label", { class: "choice" },
    element("input", { type, name, value, checked }), element("span", {}, words),
    count === null ? null : element("span", { class: "count" }, String(count)));
}

/** Go to what the panel says now. */
function apply() {
  const set = new FormData(panel);
  const words = Object.fromEntries(KEYWORDS.map((field) => [field, keep(field, set.getAll(field))]));
  // A band that came with the address may not be among those offered; then none is checked.
  const price = set.has("price") ? readBand(set.get("price")) : query().filters.price;
  go({ filters: { ...words, price, available: set.has("available") } });
}

/** The chosen values, in the order in which they were chosen. */
function keep(field, values) {
  const before = query().filters[field].filter((value) => values.includes(value));
  return [...before, ...values.filter((value) => !before.includes(value))];
}

/** The page before anything is asked: examples and pieces, all of them from this very catalogue. */

import * as api from "./api.js";
import { NO_FILTERS, NOTHING } from "./address.js";
import { cards, picture } from "./cards.js";
import { find } from "./catalogue.js";
import { byId, element } from "./elements.js";
import { link } from "./navigation.js";
import { emptyCatalogue, notice } from "./results.js";
import { label, pieces } from "./wording.js";

const CATEGORIES = 6;
const PIECES_EACH = 4;
const PIECES = 12; // where the catalogue knows no categories
let filled = false;

/** Show examples, once they are there; after a failure the next call tries again. */
export async function showWelcome() {
  if (filled) return;
  filled = true;
  const place = byId("welcome");
  try {
    place.replaceChildren(...(await content()));
  } catch (error) {
    filled = false;
    place.replaceChildren(notice("The catalogue cannot be shown", error.message, ["Try again", showWelcome]));
  }
}

async function content() {
  const { counts, total } = await api.facets(NO_FILTERS);
  if (!total) return [emptyCatalogue()];
  const shelves = await Promise.all(Object.entries(counts.category ?? {}).slice(0, CATEGORIES).map(shelf));
  if (shelves.length) return [examples(shelves), tiles(shelves), selection(mixed(shelves))];
  const { hits } = await find(NOTHING, { limit: PIECES });
  return [selection(hits)];
}

async function shelf([category, count]) {
  const filters = { ...NO_FILTERS, category: [category] };
  const { hits } = await find({ ...NOTHING, filters }, { limit: PIECES_EACH });
  return { category, count, filters, hits };
}

/** Words to try, each describing a piece that there is. */
function examples(shelves) {
  const described = shelves.map(({ category, hits }) => {
    const { metal, gemstone } = (hits.find(({ product }) => product.gemstone) ?? hits[0]).product;
    return [metal, category].filter(Boolean).join(" ") + (gemstone ? ` with ${gemstone}` : "");
  });
  const example = (text) => element("li", {}, element("a", { class: "chip", ...link({ text }) }, text));
  return element("div", { class: "examples" }, element("h2", {}, "Try"), element("ul", {}, ...described.map(example)));
}

function tiles(shelves) {
  return element("div", { class: "shelf" }, element("h2", {}, "By kind"),
    element("ul", { class: "tiles" }, ...shelves.map(({ category, count, filters, hits }) =>
      element("li", {}, element("a", link({ filters }),
        element("div", { class: "frame" }, picture(hits[0].product)),
        element("span", { class: "kind" }, label(category)), element("span", { class: "count" }, pieces(count)))))));
}

/** The pieces of all shelves but those on the tiles, in turn. */
function mixed(shelves) {
  const rows = Array.from({ length: PIECES_EACH }, (_, row) => shelves.map(({ hits }) => hits[row]));
  return rows.slice(1).flat().filter(Boolean);
}

function selection(hits) {
  const shown = hits.map(({ sku, product }) => ({ sku, product })); // nothing was asked, so nothing matched
  return element("div", { class: "shelf" }, element("h2", {}, "From the catalogue"),
    element("ul", { class: "grid" }, ...cards(shown)));
}

/** The first products of a file as they would be in the catalogue. */

import { element, icon } from "../elements.js";
import { label, money } from "../wording.js";
import { brief, several } from "./wording.js";

const SAID = ["category", "metal", "karat", "gemstone", "colour", "style", "size"];

/** Cards of products. Photos are counted, not loaded: shops should not be asked for pictures by this page. */
export function samples(products) {
  return element("ul", { class: "samples" }, ...products.map(sample));
}

function sample(product) {
  const { title, price, currency, photos = [], variants = [], own_words: own = {}, sku } = product;
  const said = SAID.filter((field) => product[field]);
  const amount = money(price, currency);
  return element("li", { class: "sample" },
    element("h4", { title }, brief(title, 120)),
    sku ? element("p", { class: "soft small" }, brief(sku, 60)) : null,
    said.length
      ? element("ul", { class: "said" }, ...said.map((field) => word(field, String(product[field]), own[field])))
      : element("p", { class: "soft small" }, "Says neither kind nor metal; the photo will have to."),
    element("p", { class: "sample-foot" },
      element("span", { class: "amount" }, amount || "No price"),
      element("span", {}, icon("picture"), photos.length ? several(photos.length, "photo") : "No photo"),
      variants.length > 1 ? element("span", {}, several(variants.length, "variant")) : null));
}

/** A fact, with the merchant's own words beside it where they are others. */
function word(field, value, own) {
  const said = own && own.toLowerCase() !== value.toLowerCase() ? own : null;
  return element("li", { title: said ? `${label(field)}, in your words: ${said}` : label(field) },
    element("span", { class: "unseen" }, `${label(field)}: `), brief(label(value), 60),
    said ? element("small", {}, `“${brief(said, 32)}”`) : null);
}

/** What is known of a piece: the merchant's facts, those that its photo tells, and the ways to buy it. */

import { element } from "./elements.js";
import { label } from "./wording.js";

const KNOWN = ["category", "metal", "karat", "gemstone", "colour", "style", "size"];

/** A piece's facts as a list of terms. */
export function facts(sku, product) {
  const { attributes = {}, variants = [] } = product;
  const rows = [
    ...KNOWN.map((field) => [field, fact(product, field)]),
    ...Object.entries(attributes).map(([name, value]) => [name, value && [label(value)]]),
    ...options(variants),
    ["SKU", [sku]],
  ];
  return element("dl", {}, ...rows.filter(([, words]) => words).flatMap(([name, words]) =>
    [element("dt", {}, label(name)), element("dd", {}, ...words)]));
}

/**
 * A fact in words, and whether the photo told it because the merchant says nothing.
 *
 * @returns {(Node|string)[]|null} Null where nobody knows.
 */
export function fact(product, field) {
  if (product[field]) return [label(product[field])];
  const guess = product.predicted?.[field];
  return guess ? [label(guess.value), " ", element("small", { class: "from-photo" }, "from the photo")] : null;
}

/** "Size: 50, 52, 54": what can be chosen, with what cannot be had at the moment marked. */
function options(variants) {
  const chosen = new Map(); // values by option, each with whether any variant of it can be had
  for (const { options: offered, available } of variants) {
    for (const [name, value] of Object.entries(offered ?? {})) {
      const values = chosen.get(name) ?? chosen.set(name, new Map()).get(name);
      values.set(value, values.get(value) || available !== false);
    }
  }
  return [...chosen].map(([name, values]) => [name, listed([...values])]);
}

function listed(values) {
  return values.flatMap(([value, available], place) => [
    place ? ", " : "",
    available ? value : element("s", { title: "Not available" }, value),
  ]);
}

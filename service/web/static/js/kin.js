/** The same piece in another metal or stone: the merchant's own groups. */

import { kin } from "./api.js";
import { picture } from "./cards.js";
import { element } from "./elements.js";
import { link } from "./navigation.js";
import { label } from "./wording.js";

const SHOWN = 8;

/** Links to the other pieces of a group; null if it has none, or they cannot be had. */
export async function relatives(sku, product) {
  if (!product.group) return null;
  const hits = await kin(product.group, product.title, SHOWN + 1).then((answer) => answer.hits, () => []);
  const others = hits.filter((hit) => hit.sku !== sku).slice(0, SHOWN);
  if (!others.length) return null;
  const way = (hit) => element("a", link({ piece: hit.sku }),
    element("span", { class: "frame" }, picture(hit.product)), differing(product, hit.product));
  return element("div", { class: "kin" }, element("h3", {}, "Also as"),
    element("ul", {}, ...others.map((hit) => element("li", {}, way(hit)))));
}

/** What tells a relative apart: "Rose gold", or its title where no fact does. */
function differing(product, other) {
  const facts = ["metal", "colour", "gemstone"].filter((field) => other[field] && other[field] !== product[field]);
  return facts.map((field) => label(other[field])).join(", ") || other.title;
}

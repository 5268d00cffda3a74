/** A piece as a card in the grid. */

import { element, icon } from "./elements.js";
import { fact } from "./facts.js";
import { link, query } from "./navigation.js";
import { money, percent } from "./wording.js";

/** Cards of hits, as list items. */
export function cards(hits) {
  return hits.map(card);
}

function card({ sku, product, match }) {
  return element("li", { class: "card" },
    element("a", { class: "card-link", ...link({ piece: sku }) },
      element("div", { class: "frame" }, picture(product)),
      element("h3", {}, product.title)),
    element("p", { class: "facts" }, ...known(product)),
    price(product),
    match ? reasons(match) : null,
    similarLink(sku, product));
}

/** Metal and stone; what only the photo tells is marked so. */
function known(product) {
  const told = ["metal", "gemstone"].map((field) => fact(product, field)).filter(Boolean);
  return told.flatMap((words, place) => (place ? [" · ", ...words] : words));
}

/** A link that looks for pieces like this one. */
export function similarLink(sku, product) {
  const search = link({ like: sku, photo: null, text: "", piece: null });
  return element("a", { class: "similar", "aria-label": `More like ${product.title}`, ...search },
    icon("similar"), "More like this");
}

/** Price and, where it cannot be bought, that. */
export function price(product) {
  return element("p", { class: "price" }, money(product.price, product.currency),
    product.available === false ? element("span", { class: "gone" }, "Not available") : null);
}

/** How much the looks and the description of a piece made it match: a two-tone bar and the same in words. */
export function reasons({ image }) {
  const looks = percent(image);
  const told = query().text ? "words" : "description"; // of a photo alone, nobody said a word
  const bar = element("span", { class: "shares", "aria-hidden": "true" });
  for (const [tone, share] of [["looks", looks], ["words", 100 - looks]].filter(([, share]) => share)) {
    bar.append(element("span", { class: tone }));
    bar.lastChild.style.flexGrow = share;
  }
  const alone = { 0: `matched by ${told} alone`, 100: "matched by looks alone" };
  return element("p", { class: "reasons" }, bar, alone[looks] ?? `looks ${looks}% · ${told} ${100 - looks}%`);
}

/** Places where cards will be. */
export function skeletons(count) {
  return Array.from({ length: count }, () =>
    element("li", { class: "card skeleton", "aria-hidden": "true" },
      element("div", { class: "frame" }),
      element("span", { class: "line" }),
      element("span", { class: "line short" })));
}

/** The piece's first photo; its title stands beside it, so it needs no other words. */
export function picture(product) {
  const [address] = product.thumbnails ?? [];
  if (!address) return icon("loupe");
  return element("img", { src: address, alt: "", loading: "lazy", decoding: "async", draggable: "false" });
}

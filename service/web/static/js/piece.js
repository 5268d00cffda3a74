/** One piece from near: a dialog with its photos, its facts and the way to the shop. */

import { price, reasons, similarLink } from "./cards.js";
import { productOf } from "./catalogue.js";
import { byId, closeBeside, element, icon } from "./elements.js";
import { facts } from "./facts.js";
import { relatives } from "./kin.js";
import { leavePiece, query } from "./navigation.js";
import { matchOf } from "./results.js";

/** Wire the dialog: Escape, its button and a click beside it all lead back to the results. */
export function startPieces() {
  const dialog = byId("piece");
  dialog.addEventListener("close", () => {
    if (query().piece) leavePiece();
  });
  closeBeside(dialog);
}

/** Open the piece that the query names, or close the one that is open. */
export async function showPiece({ piece }, previous) {
  const dialog = byId("piece");
  if (!piece) dialog.close();
  if (!piece || (piece === previous.piece && dialog.open)) return;
  const close = { class: "close", type: "button", "aria-label": "Close", onclick: () => dialog.close() };
  const body = element("div", { class: "piece-body", "aria-busy": "true" }, heading("One moment …"));
  dialog.replaceChildren(element("button", close, icon("close")), body);
  if (!dialog.open) dialog.showModal();
  const product = await productOf(piece).catch((error) => error);
  body.replaceChildren(...(product instanceof Error ? unavailable(product) : described(piece, product)));
  body.removeAttribute("aria-busy");
  const related = await relatives(piece, product);
  if (related) body.querySelector(".ways")?.before(related);
}

/** The heading that names the dialog. */
function heading(words) {
  return element("h2", { id: "piece-title" }, words);
}

function unavailable(error) {
  return [element("div", { class: "notice" }, heading("This piece cannot be shown"), element("p", {}, error.message))];
}

function described(sku, product) {
  const match = matchOf(sku);
  return [
    gallery(product),
    element("div", { class: "particulars" },
      heading(product.title),
      price(product),
      match ? reasons(match) : null,
      product.description ? element("p", { class: "description" }, product.description) : null,
      facts(sku, product),
      element("div", { class: "ways" }, shopLink(product.url), similarLink(sku, product))),
  ];
}

function gallery({ title, photos = [], thumbnails = [] }) {
  if (!photos.length) return element("div", { class: "gallery" }, element("div", { class: "frame" }, icon("loupe")));
  const large = element("img", { src: photos[0], alt: title });
  const choose = (place) => () => {
    large.src = photos[place];
    buttons.forEach((button, other) => button.setAttribute("aria-pressed", String(other === place)));
  };
  const button = (place) =>
    ({ type: "button", "aria-label": `Photo ${place + 1}`, "aria-pressed": String(place === 0), onclick: choose(place) });
  const buttons = thumbnails.map((address, place) =>
    element("button", button(place), element("img", { src: address, alt: "" })));
  return element("div", { class: "gallery" }, element("div", { class: "frame" }, large),
    buttons.length > 1 ? element("div", { class: "strip" }, ...buttons) : null);
}

/** The way to the shop. An address that is not a web page, such as javascript:, makes no link. */
function shopLink(url) {
  if (!/^https?:\/\//i.test(url ?? "")) return null;
  const away = { class: "button", href: url, target: "_blank", rel: "noopener noreferrer" };
  return element("a", away, "View in the shop", icon("away"));
}

/**
 * What a shopper asks for, and the page's address that says so.
 *
 * @typedef {Object} Query
 * @property {string} text Words; "" for none.
 * @property {string|null} like Sku of the piece whose like is wanted.
 * @property {Photo|null} photo The shopper's own photo; never part of the address.
 * @property {number|null} weight The photo's share in [0, 1]; null leaves it to the service.
 * @property {boolean} literal Whether filters are not to be read out of the words.
 * @property {Filters} filters
 * @property {string|null} piece Sku of the piece that is open.
 *
 * @typedef {{category: string[], metal: string[], gemstone: string[], price: Band|null, available: boolean}} Filters
 * @typedef {{gte: number, lt: number|null}} Band
 */

export const KEYWORDS = ["category", "metal", "gemstone"];
export const NO_FILTERS = Object.freeze({ category: [], metal: [], gemstone: [], price: null, available: false });
export const NOTHING = Object.freeze({
  text: "", like: null, photo: null, weight: null, literal: false, filters: NO_FILTERS, piece: null,
});

/** @returns {Query} What the part of an address after "?" asks for. What cannot be understood is left out. */
export function readAddress(search) {
  const given = new URLSearchParams(search);
  return {
    text: (given.get("q") ?? "").trim(),
    like: given.get("like") || null,
    photo: null,
    weight: readWeight(given.get("photo")),
    literal: given.get("literal") === "yes",
    filters: {
      category: given.getAll("category").filter(Boolean),
      metal: given.getAll("metal").filter(Boolean),
      gemstone: given.getAll("gemstone").filter(Boolean),
      price: readBand(given.get("price")),
      available: given.get("available") === "yes",
    },
    piece: given.get("piece") || null,
  };
}

/** The address of a query: "/?q=rose+gold&category=ring". */
export function writeAddress({ text, like, weight, literal, filters, piece }) {
  const said = new URLSearchParams();
  if (text) said.set("q", text);
  if (like) said.set("like", like);
  if (weight !== null) said.set("photo", String(weight));
  if (text && literal) said.set("literal", "yes");
  for (const field of KEYWORDS) filters[field].forEach((value) => said.append(field, value));
  if (filters.price) said.set("price", writeBand(filters.price));
  if (filters.available) said.set("available", "yes");
  if (piece) said.set("piece", piece);
  return said.size ? `/?${said}` : "/";
}

/** Whether any filter is set. */
export function isFiltered(filters) {
  return KEYWORDS.some((field) => filters[field].length) || filters.price !== null || filters.available;
}

/** Whether the query looks for something, rather than being the page as it opens. */
export function isAsking(query) {
  return Boolean(query.text || query.like || query.photo) || isFiltered(query.filters);
}

/** Whether a query has both a picture, the shopper's own or a piece's, and words. */
export function isComposed(query) {
  return Boolean((query.photo || query.like) && query.text);
}

function readWeight(written) {
  const weight = Number.parseFloat(written);
  return weight >= 0 && weight <= 1 ? weight : null;
}

/** "100-250" as a price band; what is none is null. */
export function readBand(written) {
  const [, gte, lt] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)?$/.exec(written ?? "") ?? [];
  return gte === undefined ? null : { gte: Number(gte), lt: lt === undefined ? null : Number(lt) };
}

/** A price band as "100-250", or "1000-" if it has no end. */
export function writeBand({ gte, lt }) {
  return `${gte}-${lt ?? ""}`;
}

/** Pieces of the catalogue, fetched once and then known. */

import * as api from "./api.js";
import { isFiltered, KEYWORDS, NO_FILTERS } from "./address.js";

const known = new Map();
const EVERYTHING = "jewellery";

/** The product of a sku. */
export async function productOf(sku, signal) {
  if (!known.has(sku)) known.set(sku, await api.product(sku, signal));
  return known.get(sku);
}

/**
 * What a query finds.
 *
 * @param {Query} query
 * @param {{limit: number, offset: number}} page
 * @param {AbortSignal} signal
 */
export async function find(query, page, signal) {
  const answer = await ask(query, { filters: query.filters, ...page }, signal);
  for (const { sku, product } of answer.hits) known.set(sku, product); // opening one needs no call then
  return answer;
}

async function ask({ text, like, photo, weight, literal, filters }, page, signal) {
  if (photo) return api.search({ image: photo.blob, name: photo.name, text, weight, literal }, page, signal);
  if (like && !text) return api.similar(like, page, signal);
  if (like) return api.search({ image: await photoOf(like, signal), text, weight, literal }, page, signal);
  return api.search({ text: text || browsing(filters), literal }, page, signal);
}

/** A piece's best photo, to stand where the shopper's own would. */
async function photoOf(sku, signal) {
  const { photos } = await productOf(sku, signal);
  if (!photos.length) {
    throw new api.ApiError("This piece has no photo that words could change. Search by words alone.", 422);
  }
  return api.photo(photos[0], signal);
}

/** Words for a shopper who only set filters: what they name, else everything. */
function browsing(filters) {
  return [...filters.metal, ...filters.gemstone, ...filters.category].join(" ") || EVERYTHING;
}

/**
 * Counts for the filter panel. Those of a field leave its own filter out: they say what another choice would find.
 *
 * @returns {Promise<Object>} `counts` by field and value, price `bands`, `total` under all filters, and `currency` where
 *     the catalogue has only one.
 */
export async function counts(filters, signal) {
  const unset = [...KEYWORDS, "price"].filter((field) => isFiltered({ ...NO_FILTERS, [field]: filters[field] }));
  const without = unset.map((field) => ({ ...filters, [field]: NO_FILTERS[field] }));
  const [all, ...others] = await Promise.all([filters, ...without].map((one) => api.facets(one, signal)));
  const of = (field) => others[unset.indexOf(field)] ?? all;
  const currencies = Object.keys(all.counts.currency ?? {});
  return {
    counts: Object.fromEntries(KEYWORDS.map((field) => [field, of(field).counts[field] ?? {}])),
    bands: of("price").price_bands,
    total: all.total,
    currency: currencies.length === 1 ? currencies[0] : null,
  };
}

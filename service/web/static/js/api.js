/** The calls of the HTTP API that the page makes. */

import { KEYWORDS } from "./address.js";

/** A call that failed; the message is for the shopper. `status` is 0 if there was no answer at all. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * Search by a photo, by words, or by both.
 *
 * @param {{image: Blob|null, name: string, text: string, weight: number|null, literal: boolean}} asked
 * @param {{filters: Filters, limit: number, offset: number}} page
 * @param {AbortSignal} signal
 */
export function search(asked, { filters, limit, offset = 0 }, signal) {
  const { image = null, name = "photo", text = "", weight = null, literal = false } = asked;
  const body = new FormData();
  if (image) body.set("image", image, name);
  if (text) body.set("text", text);
  if (image && text && weight !== null) body.set("image_weight", String(weight));
  if (text && literal) body.set("understand", "false");
  body.set("filters", JSON.stringify(plainFilters(filters)));
  body.set("limit", String(limit));
  body.set("offset", String(offset));
  return answer("/v1/search", { method: "POST", body, signal });
}

/** Pieces like one of the catalogue. */
export function similar(sku, { filters, limit, offset = 0 }, signal) {
  const asked = new URLSearchParams({ filters: JSON.stringify(plainFilters(filters)), limit, offset });
  return answer(`/v1/products/${encodeURIComponent(sku)}/similar?${asked}`, { signal });
}

/** Pieces of a group, those most like some words first. */
export function kin(group, text, limit) {
  const body = JSON.stringify({ text, filters: { group }, limit, understand: false }); // a title asks for nothing
  return answer("/v1/search", { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

/** One piece of the catalogue. */
export function product(sku, signal) {
  return answer(`/v1/products/${encodeURIComponent(sku)}`, { signal });
}

/** How many pieces carry each value, among those that meet the filters. */
export function facets(filters, signal) {
  const asked = new URLSearchParams({ filters: JSON.stringify(plainFilters(filters)) });
  return answer(`/v1/facets?${asked}`, { signal });
}

/** A kept photo, by its address on this service. */
export async function photo(address, signal) {
  return (await request(address, { signal })).blob();
}

/** The page's filters as the API writes them. */
function plainFilters(filters) {
  const plain = {};
  for (const field of KEYWORDS) if (filters[field].length) plain[field] = filters[field];
  if (filters.available) plain.available = true;
  if (filters.price) plain.price = filters.price.lt === null ? { gte: filters.price.gte } : filters.price;
  return plain;
}

/** What a call answers, from JSON. */
export async function answer(address, options) {
  return (await request(address, options)).json();
}

async function request(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(
      navigator.onLine ? "The search service does not answer. It may be restarting." : "You are offline.", 0);
  }
  if (!response.ok) throw new ApiError(await reason(response), response.status);
  return response;
}

/** The service's own words for what went wrong. */
async function reason(response) {
  try {
    const { detail } = await response.json();
    if (typeof detail === "string" && detail) return detail;
  } catch {
    // Not a problem document: something between the page and the service answered.
  }
  return `The search service answered ${response.status} ${response.statusText}`.trim() + ".";
}

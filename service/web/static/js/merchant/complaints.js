/**
 * What can be wrong with a catalogue, in words, with the pieces that it concerns.
 *
 * @typedef {{id: string, words: string, count: number, tells: string, rows: HTMLElement[]}} Complaint
 *     `words` follow the count, `tells` says what it means for shoppers.
 */

import { element, icon } from "../elements.js";
import { label, percent } from "../wording.js";
import { pieceAddress } from "./controls.js";
import { brief } from "./wording.js";

/** @returns {Complaint[]} Every complaint there is, also with a count of 0. */
export function complaints(health) {
  const silent = Object.entries(health.missing_attributes);
  return [
    suspected(health.suspected_categories),
    bare(health.missing_photos),
    ...silent.map(([field, found]) => unsaid(field, found)),
    samePhoto(health.same_photo),
    nearlySame(health.near_duplicates),
  ];
}

function suspected({ count, products }) {
  const says = ({ category, suspected: { value, confidence } }) =>
    [`filed under ${category}, the photo says `, element("strong", {}, value), `, ${percent(confidence)} %`];
  return {
    id: "suspects", words: "perhaps in the wrong category", count,
    tells: "What the photo shows is not what the file says.",
    rows: products.map((one) => line(one, says(one))),
  };
}

function bare({ count, products }) {
  return {
    id: "bare", words: "without a photo", count, tells: "They can be found by words only.",
    rows: products.map((one) => line(one)),
  };
}

function unsaid(field, { count, products }) {
  const filledIn = ({ value, confidence }) =>
    [element("strong", {}, label(value)), ` from the photo, ${percent(confidence)} %`];
  return {
    id: `silent-${field}`, words: `without a ${field}`, count,
    tells: "The file does not say it. What is marked “from the photo” was filled in.",
    rows: products.map((one) => line(one, one.predicted ? filledIn(one.predicted) : ["nothing filled in"])),
  };
}

function samePhoto({ count, groups }) {
  return {
    id: "same", words: count === 1 ? "photo used by several pieces" : "photos used by several pieces", count,
    tells: "The same picture cannot tell two pieces apart.",
    rows: groups.map(({ products }) => element("li", { class: "side-by-side" }, ...products.map(box))),
  };
}

function nearlySame({ count, pairs }) {
  return {
    id: "near", words: count === 1 ? "pair of nearly the same photos" : "pairs of nearly the same photos", count,
    tells: "Often one piece that was entered twice.",
    rows: pairs.map(({ one, other, likeness }) => element("li", { class: "side-by-side" }, box(one), box(other),
      element("p", { class: "count" }, `${percent(likeness)} % alike`))),
  };
}

/** A piece in a list, with what is to be said of it. */
function line(one, words = []) {
  return element("li", {}, element("a", { class: "piece-line", href: pieceAddress(one.sku) }, thumbnail(one),
    element("span", {}, brief(one.title, 100) || one.sku, element("small", {}, brief(one.sku, 60)),
      words.length ? element("span", { class: "says" }, ...words) : null)));
}

/** A piece beside another, to be compared. */
function box(one) {
  return element("a", { class: "piece-box", href: pieceAddress(one.sku) }, thumbnail(one),
    element("span", {}, brief(one.title, 60) || one.sku), element("small", {}, brief(one.sku, 40)));
}

function thumbnail({ thumbnail: address }) {
  return element("span", { class: "frame" },
    address ? element("img", { src: address, alt: "", loading: "lazy" }) : icon("loupe"));
}

/** The current query, the address that holds it, and the way from one query to the next. */

import { isComposed, NOTHING, readAddress, writeAddress } from "./address.js";
import { isModified } from "./elements.js";

// Photos stay in memory, by the number that the history entry holds, so that "back" finds them again.
const photos = new Map();
const listeners = [];
let current = NOTHING;

/** @returns {Query} What the page shows now. */
export const query = () => current;

/** Call `listener(query, previous)` whenever the query changes, and once at the start. */
export function onQuery(listener) {
  listeners.push(listener);
}

/** Read the address that the page was opened with, and follow it from then on. */
export function start() {
  addEventListener("popstate", follow);
  follow();
}

/**
 * Go to a query.
 *
 * @param {Partial<Query>} change What differs from the current query.
 * @param {{replace: boolean}} options Whether to take the place of the current history entry.
 */
export function go(change, { replace = false } = {}) {
  const next = changed(change);
  const entry = { photo: remembered(next.photo), within: !replace || Boolean(history.state?.within) };
  history[replace ? "replaceState" : "pushState"](entry, "", writeAddress(next));
  become(next);
}

/** The way out of an open piece: back if it was opened from here, else to the same address without it. */
export function leavePiece() {
  if (history.state?.within) history.back();
  else go({ piece: null }, { replace: true });
}

/** Attributes of a link that goes to a changed query without loading the page anew. */
export function link(change) {
  return {
    href: writeAddress(changed(change)),
    draggable: "false",
    onclick: (event) => {
      if (isModified(event)) return;
      event.preventDefault();
      go(change);
    },
  };
}

function changed(change) {
  const next = { ...current, photoLost: false, ...change };
  return isComposed(next) ? next : { ...next, weight: null };
}

function follow() {
  const number = history.state?.photo ?? null;
  const photo = photos.get(number) ?? null;
  become({ ...readAddress(location.search), photo, photoLost: number !== null && photo === null });
}

function become(next) {
  const previous = current;
  current = next;
  listeners.forEach((listener) => listener(next, previous));
}

function remembered(photo) {
  if (!photo) return null;
  for (const [number, known] of photos) if (known === photo) return number;
  photos.set(photos.size + 1, photo);
  return photos.size;
}

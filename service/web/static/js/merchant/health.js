/** How the catalogue is doing: looked at when the page opens, after each import, and when asked to. */

import { byId, element, icon } from "../elements.js";
import { catalogHealth } from "./calls.js";
import { complaints } from "./complaints.js";
import { button, failure, moreButton } from "./controls.js";
import { announce } from "./scene.js";
import { moment, number, several } from "./wording.js";

const SHOWN = 6; // of each complaint, before "show all"
const EMPTY = "There is nothing in the catalogue yet. Drop a file above and it will fill.";
const PERFECT = "Nothing to complain about: every piece has its photo and its facts, and none is there twice.";

let round = 0; // an answer that was overtaken by a later one is not shown

/** Look at the catalogue's health anew. */
export async function showHealth({ isAsked = false } = {}) {
  const place = byId("health");
  const mine = (round += 1);
  place.setAttribute("aria-busy", "true");
  try {
    const health = await catalogHealth();
    if (mine !== round) return;
    place.replaceChildren(...whole(health));
    if (isAsked) announce("The catalogue was looked at again");
  } catch (error) {
    if (mine !== round) return;
    const again = ["Try again", askAgain];
    place.replaceChildren(title(), failure("The catalogue could not be looked at", error.message, again));
  }
  place.removeAttribute("aria-busy");
  if (isAsked) byId("look-again")?.focus({ preventScroll: true });
}

const askAgain = () => showHealth({ isAsked: true });

function title(...more) {
  return element("div", { class: "title-line" },
    element("h2", { id: "health-title" }, "How your catalogue is doing"), ...more);
}

function whole(health) {
  const { products, photos, checked_at: checked } = health;
  if (!products) return [title(), element("p", { class: "kind-word" }, EMPTY)];
  const held = `${several(products, "piece")}, ${several(photos, "photo")} · looked at ${moment(checked)}`;
  const again = button("Look again", askAgain, { id: "look-again", symbol: "refresh" });
  const found = complaints(health).filter(({ count }) => count);
  return [
    title(element("p", { class: "reading" }, held), again),
    found.length ? element("div", { class: "complaints" }, ...found.map(complaint))
      : element("p", { class: "kind-word" }, icon("tick"), PERFECT),
  ];
}

function complaint({ id, words, count, tells, rows }) {
  const list = element("ul", {}, ...rows.slice(0, SHOWN));
  const rest = rows.slice(SHOWN);
  const unfold = () => {
    list.append(...rest);
    rest[0].querySelector("a")?.focus();
  };
  return element("details", { class: "complaint", id: `health-${id}` },
    element("summary", {}, element("span", { class: "large" }, number(count)), element("span", {}, words)),
    element("p", { class: "soft small" }, tells), list,
    rest.length ? moreButton(number(rest.length), unfold) : null,
    count > rows.length ? element("p", { class: "soft small" }, `The first ${number(rows.length)} are listed.`) : null);
}

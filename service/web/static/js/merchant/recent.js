/** The imports of late, each with a way back to it. */

import { byId, element, isModified } from "../elements.js";
import { percent } from "../wording.js";
import { recentImports } from "./calls.js";
import { moreButton } from "./controls.js";
import { addressOf, importInAddress, open } from "./route.js";
import { moment, number } from "./wording.js";

const SHOWN = 5;
const STATES = {
  draft: "Not started", queued: "Waiting", running: "Running", done: "Done", failed: "Failed", cancelled: "Cancelled",
};
let unfolded = false;

/** Show the list anew; where it cannot be had, what is there stays. */
export async function showRecent() {
  const jobs = await recentImports().catch(() => null);
  if (!jobs) return;
  const place = byId("recent");
  place.hidden = !jobs.length;
  const shown = unfolded ? jobs : jobs.slice(0, SHOWN);
  const rest = jobs.length - shown.length;
  const unfold = () => {
    unfolded = true;
    showRecent();
  };
  place.replaceChildren(
    element("h2", { id: "recent-title" }, "Recent imports"),
    element("ul", { class: "jobs" }, ...shown.map(line)),
    ...(rest ? [moreButton(number(rest), unfold)] : []));
}

function line(job) {
  const { id, catalog, state, created_at: created, report } = job;
  const turn = (event) => {
    if (isModified(event)) return;
    event.preventDefault();
    open(id);
  };
  return element("li", {},
    element("a", { href: addressOf(id), onclick: turn, "aria-current": id === importInAddress() ? "true" : null },
      element("span", { class: "file-name" }, catalog),
      element("span", { class: "state", "data-state": state }, standing(job)),
      element("span", { class: "outcome" }, report ? outcome(report) : ""),
      element("time", { datetime: created }, moment(created))));
}

function standing({ state, progress: { fraction } }) {
  return state === "running" && fraction !== null ? `${STATES[state]}, ${percent(fraction)} %` : STATES[state] ?? state;
}

function outcome(report) {
  const counted = ["added", "changed", "removed", "rejected"].filter((kind) => report[kind]);
  return counted.map((kind) => `${number(report[kind])} ${kind}`).join(", ") || "nothing changed";
}

/** The last step: what an import did, and what is left to put right. */

import { element, icon } from "../elements.js";
import { percent } from "../wording.js";
import { rejectedFile } from "./calls.js";
import { actions, button, failure, figure, fold, pieceAddress } from "./controls.js";
import { corrections } from "./corrections.js";
import { findings } from "./findings.js";
import { show } from "./scene.js";
import { duration, number, several } from "./wording.js";

const HALFWAY = "What came in before stays. Import the same file again to do the rest.";
const UNTOUCHED = "The catalogue is as it was before.";

/**
 * Show an import that has ended.
 *
 * @param {Object} job
 * @param {{onNext: (job: Object) => void, onAnother: () => void}} ways `onNext` is told the import of corrected rows.
 */
export function showReport(job, { onNext, onAnother }) {
  const { report } = job;
  const holds = Boolean(report && report.added + report.changed + report.unchanged);
  const tone = (firm) => (firm && !report?.rejected ? "button firm" : "button");
  show(job.state === "done" ? "Done" : "Import", {},
    element("div", { class: "title-line" },
      element("h2", {}, headline(job)), element("p", { class: "reading" }, job.catalog)),
    job.error ? failure(job.state === "failed" ? "What happened" : "Note", job.error) : null,
    report ? figures(report) : null,
    report ? asides(job) : null,
    report?.rejected ? corrections(job, onNext) : null,
    actions(
      holds ? element("a", { class: tone(true), href: "/" }, "See it in the search") : null,
      button("Import another file", onAnother, { class: tone(!holds) }),
      report?.rejected ? element("a", { class: "button", href: rejectedFile(job.id), download: "rejected.csv" },
        icon("download"), "Rejected rows as CSV") : null));
}

function headline({ state, report }) {
  if (state === "failed") return "The import did not finish";
  if (state === "cancelled") return "The import was cancelled";
  if (report?.rejected) return `Done, but ${several(report.rejected, "piece needs", "pieces need")} your eye`;
  if (report && !report.added && !report.changed && !report.removed) return "Nothing had changed";
  return "Everything is in";
}

function figures(report) {
  const { added, changed, unchanged, removed, rejected } = report;
  return element("div", {},
    element("dl", { class: "figures" },
      figure(number(added), "added"), figure(number(changed), "changed"), figure(number(unchanged), "unchanged"),
      figure(number(removed), "removed"), figure(number(rejected), "rejected", rejected ? "careful" : null)),
    element("p", { class: "soft" }, effort(report)));
}

/** "It took 3 min 11 s · 1,630 photos read, 88 a second". */
function effort({ seconds, photos_encoded: photos, photos_per_second: speed, predicted }) {
  return [
    `It took ${duration(seconds)}`,
    photos ? `${several(photos, "photo")} read, ${number(Math.round(speed))} a second` : "no photo had to be read",
    predicted ? `${several(predicted, "fact")} filled in from photos` : "",
  ].filter(Boolean).join(" · ");
}

function asides({ report, replace }) {
  const { warned, warnings, duplicate_skus: doubled, near_duplicates: alike, near_duplicate_pairs: pairs } = report;
  const pairsOfPieces = `${several(alike, "pair", "pairs")} of pieces with nearly the same photo`;
  return element("div", { class: "folds" },
    report.cancelled ? element("p", { class: "soft" }, replace ? UNTOUCHED : HALFWAY) : null,
    doubled ? element("p", { class: "soft" }, repeated(doubled)) : null,
    findings("report-warnings", { one: "remark", many: "remarks" }, warned, warnings),
    alike ? fold({ id: "alike", words: pairsOfPieces }, element("ul", { class: "pairs" }, ...pairs.map(pair))) : null);
}

function repeated(count) {
  const stand = several(count, "article number stands", "article numbers stand");
  return `${stand} in the file more than once; only the first of each counts.`;
}

function pair({ one, other, likeness }) {
  return element("li", {}, pieceLink(one), " and ", pieceLink(other),
    element("span", { class: "count" }, `${percent(likeness)} % alike`));
}

function pieceLink(sku) {
  return element("a", { href: pieceAddress(sku) }, sku);
}

/** The second step: what the file is taken to be, put right where it is not, and the decision to import it. */

import { facets } from "../api.js";
import { NO_FILTERS } from "../address.js";
import { byId, element } from "../elements.js";
import { cancelImport, previewAgain, startImport } from "./calls.js";
import { columnTable } from "./columns.js";
import { actions, button, failure, figure, fold } from "./controls.js";
import { findings } from "./findings.js";
import { ask } from "./question.js";
import { reading, understanding } from "./reading.js";
import { samples } from "./samples.js";
import { announce, show } from "./scene.js";
import { number, several } from "./wording.js";

let draft = null;
let mapping = {};
let replaces = false;
let round = 0; // of looking again; only the latest counts
let ways = {};

/** Remember whether photos came with a draft's catalogue; the draft itself does not say. */
export function noteFiles(id, { photos }) {
  if (!photos) sessionStorage.setItem(bareOf(id), "yes");
}

/**
 * Show a draft.
 *
 * @param {Object} job
 * @param {{onStart: (job: Object) => void, onLeave: () => void, onMorePhotos: () => void}} whereTo
 *     `onStart` is told the import that was started, `onLeave` that the draft is discarded.
 */
export function showUnderstood(job, whereTo) {
  draft = job;
  mapping = remembered(job.id);
  replaces = job.replace;
  ways = whereTo;
  draw(false);
}

function draw(still = true, problem = null) {
  const { catalog, preview } = draft;
  const columns = `What the ${several(preview.columns.length, "column")} mean`;
  show("Check", { still },
    element("div", { class: "title-line" },
      element("h2", {}, catalog), element("p", { class: "reading" }, understanding(preview))),
    problem,
    figures(preview),
    lackingPhotos(preview),
    preview.first_products.length ? element("h3", {}, "The first pieces") : nothingUsable(),
    samples(preview.first_products),
    element("div", { class: "folds" },
      findings("to-reject", { one: "piece cannot be taken yet", many: "pieces cannot be taken yet" },
        preview.rejected, preview.rejected_rows, preview.rejected > 0 && preview.rejected < 6),
      findings("warnings", { one: "remark", many: "remarks" }, preview.warned, preview.warnings),
      fold({ id: "all-columns", words: columns, open: !preview.products },
        element("p", { class: "soft" }, "Something wrong? Say what a column means; the file is read again at once."),
        ...columnTable(preview, (header, meaning) => look(withColumn(header, meaning)))),
      reading(preview, mapping, (change) => look(changed(change)))),
    decision(preview));
}

function figures(preview) {
  const { products, variants, without_photo: bare, missing, rejected } = preview;
  const photos = preview.photo_addresses + preview.photo_files;
  const silent = Object.entries(missing).filter(([, count]) => count);
  return element("div", {},
    element("dl", { class: "figures" },
      figure(number(products), products === 1 ? "piece" : "pieces"),
      variants > products ? figure(number(variants), "variants") : null,
      figure(number(photos), photos === 1 ? "photo named" : "photos named"),
      bare ? figure(number(bare), "without a photo", "careful") : null,
      rejected ? figure(number(rejected), "cannot be taken yet", "careful") : null),
    silent.length ? element("p", { class: "soft" }, "Not said in the file: ",
      silent.map(([field, count]) => `${field} of ${several(count, "piece")}`).join(", "),
      ". Where the photo shows it, it will be filled in and marked as such.") : null);
}

/** Photos that are named as files have to come as a zip. */
function lackingPhotos({ photo_files: named }) {
  if (!named || !sessionStorage.getItem(bareOf(draft.id))) return null;
  const words = `The file names ${several(named, "photo")}, but no zip of photos came with it. `
    + "A piece whose photos cannot be read is not taken.";
  return failure("The photos are missing", words, ["Add the photos", ways.onMorePhotos]);
}

function nothingUsable() {
  return failure("No piece in this file can be used as it is",
    "Check below what the columns mean: one of them should be the title, and one the article number.");
}

function decision({ products }) {
  const choose = ({ target }) => {
    replaces = target.value === "replace";
  };
  const way = (value, words, detail) => element("label", { class: "way" },
    element("input", { type: "radio", name: "way", id: `way-${value}`, value, onchange: choose,
      checked: replaces === (value === "replace") }),
    element("span", {}, element("strong", {}, words), element("span", { class: "soft" }, detail)));
  return element("form", { class: "decision", onsubmit: start },
    element("fieldset", {}, element("legend", {}, "What should happen to the catalogue?"),
      way("add", "Add and update", "New pieces come in, changed ones are brought up to date. Nothing is removed."),
      way("replace", "Make the catalogue equal to this file",
        "As above, and pieces that the file does not name are removed.")),
    actions(
      button("Start the import", () => {}, { id: "start", firm: true, type: "submit", disabled: !products }),
      button("Discard", discard, { id: "discard" })));
}

async function start(event) {
  event.preventDefault();
  const { id } = draft;
  if (replaces && !(await mayReplace())) return;
  busy(true);
  try {
    ways.onStart(await startImport(id, said(), replaces));
    forget(id);
  } catch (error) {
    draw(true, failure("The import could not be started", error.message));
    scrollToProblem();
  }
}

async function mayReplace() {
  const held = await facets(NO_FILTERS).then(({ total }) => total, () => null);
  const now = held === null ? "" : `The catalogue holds ${several(held, "piece")} now. `;
  return ask({
    title: "Make the catalogue equal to this file?",
    detail: [
      `${now}What this file does not name is removed from search, with its photos.`,
      "Shoppers see the catalogue as it is until the import has finished, and then all of the new one at once.",
    ],
    yes: "Replace the catalogue",
    no: "Go back",
  });
}

async function discard() {
  const { id } = draft;
  busy(true);
  try {
    await cancelImport(id);
    forget(id);
    ways.onLeave();
  } catch (error) {
    if (error.status === 404) ways.onLeave(); // it is gone already
    else draw(true, failure("The draft could not be discarded", error.message));
  }
}

/** Read the file again by another mapping; where the service refuses it, the one before stays. */
async function look(next) {
  const { id } = draft;
  const mine = (round += 1);
  busy(true);
  try {
    const answered = await previewAgain(id, next);
    if (mine !== round || draft?.id !== id) return;
    draft = answered;
    mapping = next;
    sessionStorage.setItem(placeOf(id), JSON.stringify(mapping));
    draw();
    announce(`Read again: ${several(draft.preview.products, "piece")}, ${understanding(draft.preview)}`);
  } catch (error) {
    if (mine !== round || draft?.id !== id) return;
    draw(true, failure("The file cannot be read that way", error.message));
    scrollToProblem();
  }
}

/** While the file is read again, nothing can be started that is not on the page yet. */
function busy(is) {
  const scene = byId("scene");
  scene.toggleAttribute("data-busy", is);
  byId("start").disabled = is;
  byId("discard").disabled = is;
}

function scrollToProblem() {
  byId("scene").querySelector(".failure")?.scrollIntoView({ block: "center" });
}

function withColumn(header, meaning) {
  const columns = { ...mapping.columns };
  if (meaning === null) delete columns[header];
  else columns[header] = meaning;
  return { ...mapping, columns };
}

/** The mapping with a change; what is null there is no longer said. */
function changed(change) {
  return Object.fromEntries(Object.entries({ ...mapping, ...change }).filter(([, value]) => value !== null));
}

const said = () => (Object.keys(mapping).length ? mapping : null);
const placeOf = (id) => `loupe.mapping.${id}`;
const bareOf = (id) => `loupe.bare.${id}`;

function forget(id) {
  sessionStorage.removeItem(placeOf(id));
  sessionStorage.removeItem(bareOf(id));
}

function remembered(id) {
  try {
    return JSON.parse(sessionStorage.getItem(placeOf(id))) ?? {};
  } catch {
    return {};
  }
}

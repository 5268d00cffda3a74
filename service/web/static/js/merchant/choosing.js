/** The first step: files are dropped or chosen, and sent to be understood. */

import { byId, element, icon } from "../elements.js";
import { sendFiles } from "./calls.js";
import { actions, button, failure } from "./controls.js";
import { canSwap, CATALOGUE_ENDINGS, NOTHING, place, swapped } from "./files.js";
import { announce, show } from "./scene.js";
import { size } from "./wording.js";

const SHOPS = "From Shopify, WooCommerce, Wix, Squarespace, BigCommerce, Etsy, Magento, PrestaShop, Google, or a plain table.";
const ENDINGS = "CSV, TSV, TXT or XML, also as .gz or .zip. Photos may be named in the file as web addresses; "
  + "then no zip is needed.";
const PROMISE = "Drop the file exactly as your shop exports it. You see how it is understood before anything changes.";
let chosen = NOTHING;
let refusals = [];
let sent = NOTHING; // what was chosen last, for whoever wants to add to it
let sending = null; // the AbortController of files on their way
let isShown = false;
let whenSent = () => {};

/** Wire dropping files anywhere on the page. `onSent(draft, files)` is told what came of them. */
export function startChoosing(onSent, mayTurn) {
  whenSent = onSent;
  const target = byId("drop-target");
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (carriesFiles(event) && !sending) target.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) target.hidden = true; // left the window, not only an element in it
  });
  document.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", async (event) => {
    target.hidden = true;
    if (!carriesFiles(event)) return;
    event.preventDefault(); // or the browser would show the file in place of this page
    const files = [...event.dataTransfer.files]; // gone once the event is over
    if (!sending && (isShown || (await mayTurn()))) take(files);
  });
}

/** Show the step, with whatever is chosen. */
export function showChoosing() {
  isShown = true;
  draw();
}

/** Choose the files that were sent last once more, to add to them. */
export function chooseAgain() {
  chosen = sent;
}

/** The step is over: files on their way are stopped. */
export function leaveChoosing() {
  isShown = false;
  sending?.abort();
  sending = null;
}

/** Whether there is something that leaving would lose. */
export const isSending = () => sending !== null;

function take(files) {
  ({ chosen, refusals } = place(chosen, files));
  draw();
  const taken = Object.values(chosen).filter(Boolean).map(({ name }) => name).join(" and ");
  announce([...refusals, taken && `${taken} chosen`].filter(Boolean).join(" "));
}

function put(next) {
  chosen = next;
  refusals = [];
  draw();
}

function draw(problem = null) {
  show("Choose", { still: true },
    element("div", { class: "opening" },
      element("h1", {}, "Bring your catalogue."),
      element("p", {}, PROMISE)),
    problem,
    ...refusals.map((words) => element("p", { class: "refusal", role: "alert" }, words)),
    chosen.catalog || chosen.photos ? element("div", { class: "tray", "data-filled": true }, basket(), waysIn())
      : element("div", { class: "tray" }, icon("file"),
        element("p", { class: "tray-call" }, "Drop it anywhere on this page"),
        element("p", { class: "soft" }, SHOPS),
        waysIn(),
        element("p", { class: "soft small" }, ENDINGS)));
}

function waysIn() {
  return element("div", { class: "ways-in" },
    picker("catalog-file", chosen.catalog ? "Another file" : "Choose the file", CATALOGUE_ENDINGS, "file"),
    picker("photos-file", chosen.photos ? "Another zip" : "Add photos, as a zip", ".zip", "picture"));
}

function picker(id, words, accept, symbol) {
  const choose = (event) => {
    const files = [...event.target.files];
    if (!files.length) return;
    // Who uses the button for photos has said what the file is.
    if (id === "photos-file") put({ ...chosen, photos: files[0] });
    else take(files);
  };
  const input = element("input", { id, type: "file", accept, multiple: id === "catalog-file", onchange: choose });
  return element("label", { class: "button pick-file" }, input, icon(symbol), element("span", {}, words));
}

function basket() {
  const isReady = chosen.catalog !== null;
  const swap = () => put(swapped(chosen));
  return element("div", { class: "basket" },
    element("ul", {}, line("catalog", "Catalogue"), line("photos", "Photos")),
    actions(
      button(isReady ? "Look at it" : "The catalogue is still missing", send, { firm: true, disabled: !isReady }),
      canSwap(chosen) ? button(swapping(), swap, { symbol: "swap" }) : null));
}

function swapping() {
  if (chosen.photos && chosen.catalog) return "Swap the two";
  return chosen.photos ? "It is the catalogue" : "It is the photos";
}

function line(role, words) {
  const file = chosen[role];
  if (!file) return null;
  const takeAway = () => put({ ...chosen, [role]: null });
  const remove = { class: "round", type: "button", "aria-label": `Remove ${file.name}`, onclick: takeAway };
  return element("li", {}, icon(role === "photos" ? "picture" : "file"), element("span", { class: "role" }, words),
    element("span", { class: "file-name" }, file.name), element("span", { class: "count" }, size(file.size)),
    element("button", remove, icon("close")));
}

async function send() {
  const files = chosen;
  const here = new AbortController();
  sending = here;
  const onProgress = drawSending(files, here);
  try {
    const draft = await sendFiles(files, onProgress, here.signal);
    if (here.signal.aborted) return;
    sending = null;
    sent = files;
    chosen = NOTHING;
    whenSent(draft, files);
  } catch (error) {
    if (sending === here) sending = null;
    if (isShown) draw(error.name === "AbortError" ? null : unsent(error));
  }
}

/** Sending the very same again helps only where nobody has looked at it. */
function unsent(error) {
  const mayHelp = error.status < 400 || error.status >= 500 || error.status === 401;
  return failure("The file could not be taken", error.message, ...(mayHelp ? [["Try again", send]] : []));
}

function drawSending(files, here) {
  const total = files.catalog.size + (files.photos?.size ?? 0);
  const bar = element("progress", { max: 1, value: 0, "aria-labelledby": "sending-title" });
  const words = element("p", { class: "soft" });
  show("Choose", {},
    element("h2", { id: "sending-title" }, `Sending ${files.catalog.name}`),
    bar, words,
    actions(button("Stop", () => here.abort())));
  return (share) => {
    bar.value = share;
    if (share >= 1) bar.removeAttribute("value"); // now the service reads it, for as long as that takes
    words.textContent = share < 1 ? `${size(share * total)} of ${size(total)}` : "Everything is sent. Reading it …";
  };
}

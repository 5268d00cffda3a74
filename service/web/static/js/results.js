/** What was found: the grid, how it is summed up, and what to do where nothing was. */

import { isFiltered, NO_FILTERS } from "./address.js";
import { markInPhoto, showBalance } from "./ask.js";
import { cards, skeletons } from "./cards.js";
import { counts, find, productOf } from "./catalogue.js";
import { byId, element } from "./elements.js";
import { showChosen, showFilters } from "./filters.js";
import { go } from "./navigation.js";
import { pieces } from "./wording.js";

const PAGE = 24;
const UNSHARED = "With a photo of your own, this search cannot be shared as a link.";
const UNLIKE = "This does not look much like jewellery. These pieces come nearest to it.";
let running = new AbortController();
let matches = new Map();
let understood = []; // what the words were taken to ask for, beside what is like them
let failed = false;

/** Why a piece of the current results matched, or undefined. */
export const matchOf = (sku) => matches.get(sku);

/** Stop whatever is being searched for; its answer is no longer wanted. */
export function stopSearching() {
  running.abort();
}

/** Search once more if the last search failed. */
export function searchAgain(query) {
  if (failed) showResults(query);
}

/** Search and show what was found. Only the latest call's answer is ever shown. */
export async function showResults(query) {
  const { signal } = restart();
  understood = [];
  showChosen(query.filters, understood);
  offerFilters(query, signal);
  try {
    const answer = await find(query, { limit: PAGE, offset: 0 }, signal);
    const title = query.like ? (await productOf(query.like, signal)).title : null;
    if (!signal.aborted) showAnswer(query, answer, title, signal);
  } catch (error) {
    if (!signal.aborted) showFailure(query, error);
  }
}

function restart() {
  running.abort();
  running = new AbortController();
  failed = false;
  const grid = byId("grid");
  grid.setAttribute("aria-busy", "true"); // dims what is there
  if (!grid.children.length) grid.replaceChildren(...skeletons(12));
  byId("notice").replaceChildren();
  byId("more").hidden = true;
  return running;
}

async function offerFilters({ filters }, signal) {
  try {
    const offered = await counts(filters, signal);
    if (signal.aborted) return;
    showFilters(filters, offered);
    showChosen(filters, understood); // the currency is known now
  } catch {
    // The search itself fails for the same reason and says so; the panel stays as it was.
  }
}

function showAnswer(query, answer, likeTitle, signal) {
  const { hits, total, weights, took_ms: took } = answer;
  matches = new Map();
  settle(cards(hits));
  keepMatches(hits);
  understood = answer.understood ?? [];
  showChosen(query.filters, understood);
  showBalance(weights);
  if (query.photo) query.photo.lookedAt = answer.looked_at; // where marking begins
  const doubtful = answer.looks_like_jewellery === false;
  const read = readAs(query.text, answer.respelt);
  byId("summary").replaceChildren(...(total ? summary({ ...query, text: read }, total, took.total, likeTitle, doubtful) : []),
    ...(read === query.text ? [] : [asTyped()]));
  announce(`${doubtful ? `${UNLIKE} ` : ""}${pieces(total)}, best match first`);
  if (!hits.length) byId("notice").replaceChildren(understood.length ? unmet(query) : nothing(query));
  offerMore(query, hits.length, total, signal);
}

/** What was searched for and among how many: ranking leaves no piece out, only filters do. */
function summary(query, total, ms, likeTitle, doubtful) {
  const own = query.photo?.area ? "part of your photo" : "your photo";
  const picture = query.photo ? own : likeTitle ? `“${likeTitle}”` : "";
  const asked = [picture, query.text ? `“${query.text}”` : ""].filter(Boolean).join(" and ");
  return [
    asked ? `Best matches for ${asked}` : "The pieces you chose",
    "\u2003", element("small", {}, `among ${pieces(total)}, in ${Math.max(1, Math.round(ms))} ms`),
    " ", doubtful ? element("small", { class: "private" }, UNLIKE) : "",
    " ", query.photo ? element("small", { class: "private" }, marking(query.photo), " ", UNSHARED) : "",
  ];
}

/** The words with those in place that were taken for others. */
function readAs(text, respelt = []) {
  return respelt.reduce((said, { words, read_as: meant }) => said.replace(words, meant), text);
}

/** The way back to the words as they were typed. */
function asTyped() {
  const search = () => go({ literal: true });
  return element("small", {}, " ", element("button", { class: "quiet", type: "button", onclick: search }, "Search as typed"));
}

/** The way to show which piece of a photo is meant. */
function marking({ given, area }) {
  if (!given) return "";
  const words = area ? "Change the part" : "Mark the piece in it";
  return element("button", { class: "quiet", type: "button", onclick: markInPhoto }, words);
}

function keepMatches(hits) {
  for (const { sku, match } of hits) if (match) matches.set(sku, match);
}

function settle(children) {
  const grid = byId("grid");
  grid.replaceChildren(...children);
  grid.removeAttribute("aria-busy");
}

function offerMore(query, shown, total, signal) {
  const button = byId("more");
  button.hidden = shown === 0 || shown % PAGE !== 0 || shown >= total;
  button.disabled = false;
  button.onclick = () => showMore(query, shown, total, signal);
}

async function showMore(query, shown, total, signal) {
  byId("more").disabled = true;
  byId("notice").replaceChildren();
  try {
    const { hits } = await find(query, { limit: PAGE, offset: shown }, signal);
    if (signal.aborted) return;
    const added = cards(hits);
    keepMatches(hits);
    byId("grid").append(...added);
    added[0]?.querySelector("a").focus({ preventScroll: true });
    announce(`${pieces(hits.length)} more`);
    offerMore(query, shown + hits.length, hits.length ? total : 0, signal);
  } catch (error) {
    if (signal.aborted) return;
    byId("more").disabled = false;
    byId("notice").replaceChildren(notice("The next pieces did not arrive", error.message));
  }
}

/** Nothing meets the filters, or there is nothing at all. */
function nothing({ filters }) {
  if (!isFiltered(filters)) return emptyCatalogue();
  return notice("Nothing meets all of these filters", "Take one away, or start again without them.",
    ["Remove all filters", () => go({ filters: NO_FILTERS })]);
}

/** Nothing meets what the words were taken to ask for. */
function unmet({ filters }) {
  const wishes = understood.map(({ words }) => `“${words}”`).join(", ");
  return notice(`Nothing meets ${wishes}${isFiltered(filters) ? " and these filters" : ""}`,
    "Search with the words as they are, without holding pieces to them.",
    ["Take the words as they are", () => go({ literal: true })]);
}

/** What to do with a catalogue that holds nothing yet. */
export function emptyCatalogue() {
  return notice("The catalogue is empty",
    "Bring pieces in on the page “Your catalogue” or with “loupe import FILE”, then reload this page.");
}

function showFailure(query, error) {
  failed = true;
  settle([]);
  byId("summary").replaceChildren();
  const again = ["Try again", () => showResults(query)];
  const drop = ["Search without the photo", () => go({ photo: null })];
  const actions = error.status === 0 || error.status >= 500 ? [again] : query.photo && query.text ? [drop] : [];
  byId("notice").replaceChildren(notice("That search did not work", error.message, ...actions));
}

/** A few words for when there are no pieces to show, with ways on. */
export function notice(title, detail, ...actions) {
  return element("div", { class: "notice", role: "alert" }, element("h2", {}, title), element("p", {}, detail),
    ...actions.map(([words, onclick]) => element("button", { class: "button", type: "button", onclick }, words)));
}

/** Tell screen readers. */
function announce(words) {
  byId("announcement").textContent = words;
}

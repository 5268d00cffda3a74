/** Where the merchant's page starts: the address names an import, and the import's state says which step is shown. */

import { byId, element, isModified } from "../elements.js";
import { chooseAgain, isSending, leaveChoosing, showChoosing, startChoosing } from "./choosing.js";
import { oneImport } from "./calls.js";
import { failure } from "./controls.js";
import { hasEnded } from "./follow.js";
import { showHealth } from "./health.js";
import { startKey } from "./key.js";
import { ask } from "./question.js";
import { showRecent } from "./recent.js";
import { showReport } from "./report.js";
import { beforeLeaving, importInAddress, onRoute, name, open, startRoute } from "./route.js";
import { show } from "./scene.js";
import { noteFiles, showUnderstood } from "./understood.js";
import { guardEdits, hasEdits } from "./unsaved.js";
import { leaveWatching, showWatching } from "./watching.js";

/** Show what the address names. */
async function showAddress() {
  leaveChoosing();
  leaveWatching();
  const id = importInAddress();
  if (!id) {
    showChoosing();
    return;
  }
  try {
    const job = await oneImport(id);
    if (id === importInAddress()) showJob(job);
  } catch (error) {
    if (id === importInAddress()) showLost(error);
  }
}

function showJob(job) {
  leaveChoosing();
  leaveWatching();
  if (importInAddress() !== job.id) name(job.id);
  const anew = () => open(null);
  if (job.state === "draft") showUnderstood(job, { onStart: turnedInto, onLeave: anew, onMorePhotos: addPhotos });
  else if (hasEnded(job)) {
    showReport(job, { onNext: (next) => open(next.id), onAnother: anew });
    lookAfter(job);
  } else showWatching(job, turnedInto);
}

const ended = new Set(); // imports that were seen to have ended; a short one has before it can be watched

/** Look at the catalogue and the list anew once an import has ended. */
function lookAfter({ id }) {
  if (ended.has(id)) return;
  ended.add(id);
  showRecent();
  showHealth();
}

/** Back to the files of a draft that lacks its photos. */
function addPhotos() {
  chooseAgain();
  open(null);
}

function turnedInto(job) {
  showJob(job);
  showRecent();
}

function showLost(error) {
  const isGone = error.status === 404;
  const anew = ["Choose a file", () => open(null)];
  const ways = isGone ? [anew] : [["Try again", showAddress], anew];
  show("Choose", {}, element("h2", {}, "This import cannot be shown"),
    failure(isGone ? "It is not known any more" : "No answer", error.message, ...ways));
}

/** Whether the page may turn to something else; asks where something would be lost. */
async function mayTurn() {
  if (!isSending()) return true;
  return ask({
    title: "Stop sending the file?",
    detail: ["It has not arrived yet."],
    yes: "Stop sending",
    no: "Go on sending",
  });
}

/** Make room for a file that was dropped while something else was shown. */
async function turnToChoosing() {
  if (hasEdits(importInAddress()) && !(await mayLeaveCorrections())) return false;
  await open(null);
  return !importInAddress();
}

function mayLeaveCorrections() {
  return ask({
    title: "Leave these corrections?",
    detail: ["They are kept in this tab; the import is listed below."],
    yes: "Leave them for now",
    no: "Stay",
  });
}

startKey();
startRoute();
startChoosing((draft, { photos }) => {
  name(draft.id);
  noteFiles(draft.id, { photos: photos !== null });
  turnedInto(draft);
}, turnToChoosing);
beforeLeaving(mayTurn);
guardEdits(importInAddress);
onRoute(() => {
  showAddress();
  showRecent();
});
byId("home").addEventListener("click", (event) => {
  if (isModified(event)) return;
  event.preventDefault();
  open(null);
});
addEventListener("beforeunload", (event) => {
  if (isSending()) event.preventDefault();
});
showAddress();
showRecent();
showHealth();

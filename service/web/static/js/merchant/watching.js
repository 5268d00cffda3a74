/** The third step: an import on its way. */

import { element } from "../elements.js";
import { percent } from "../wording.js";
import { cancelImport } from "./calls.js";
import { actions, button, failure, figure } from "./controls.js";
import { follow, hasEnded } from "./follow.js";
import { ask } from "./question.js";
import { announce, show } from "./scene.js";
import { duration, number } from "./wording.js";

const PATIENCE = "The import goes on without this page; it asks again by itself.";
const HALFWAY = "What has come in so far stays. Import the same file again to do the rest; nothing is done twice.";
const UNTOUCHED = "The catalogue stays as it was: it is replaced only once all of the new one is there.";
const LEAVING = "You can close this page: the import goes on, and this address shows it again.";
const TOLD_EVERY = 25; // per cent between two announcements
let stop = () => {};

/** Show an import that waits or runs, and `onEnd(job)` once it has ended. */
export function showWatching(job, onEnd) {
  stop();
  const parts = drawn(job);
  let told = 0;
  const onNews = (news) => {
    parts.trouble.replaceChildren();
    if (hasEnded(news)) {
      onEnd(news);
      return;
    }
    update(parts, news);
    const done = percent(news.progress.fraction ?? 0);
    if (done >= told + TOLD_EVERY) {
      told = done;
      announce(`${done} % done`);
    }
  };
  const onSilence = (error) => parts.trouble.replaceChildren(error.status === 404
    ? failure("This import is no longer known", error.message)
    : failure("No news at the moment", `${error.message} ${PATIENCE}`));
  update(parts, job);
  stop = follow(job.id, onNews, onSilence);
}

/** Look away; the import goes on. */
export function leaveWatching() {
  stop();
  stop = () => {};
}

function drawn(job) {
  const parts = {
    bar: element("progress", { max: 1, "aria-labelledby": "watching-title" }),
    share: element("p", { class: "share" }),
    left: element("p", { class: "soft" }),
    waiting: element("p", { class: "refusal", role: "status", hidden: true }),
    trouble: element("div", {}),
    figures: element("dl", { class: "figures" }),
  };
  show("Import", {},
    element("h2", { id: "watching-title" }, `Importing ${job.catalog}`),
    parts.bar,
    element("div", { class: "bar-line" }, parts.share, parts.left),
    parts.waiting, parts.trouble, parts.figures,
    actions(
      button("Cancel the import", () => cancel(job, parts)),
      element("p", { class: "soft small" }, LEAVING)));
  return parts;
}

function update({ bar, share, left, waiting, figures }, { state, progress, resumed }) {
  const { fraction, seconds_left: seconds } = progress;
  if (fraction === null) bar.removeAttribute("value");
  else bar.value = fraction;
  const standing = fraction === null ? "On its way" : `${percent(fraction)} %`;
  share.textContent = state === "queued" ? "Waiting for its turn" : standing;
  left.textContent = [
    seconds === null ? "" : `about ${duration(seconds)} left`,
    resumed ? `taken up again after the service restarted${resumed > 1 ? ` (${resumed} times)` : ""}` : "",
  ].filter(Boolean).join(" · ");
  waiting.hidden = !progress.waiting;
  waiting.textContent = progress.waiting ?? "";
  figures.replaceChildren(...speedAndCounts(progress));
}

function speedAndCounts({ rows_done: done, rejected, photos_encoded: photos, photos_per_second: speed }) {
  return [
    figure(number(done), done === 1 ? "row done" : "rows done"),
    figure(number(photos), photos === 1 ? "photo read" : "photos read"),
    figure(speed < 10 ? speed.toFixed(1) : number(Math.round(speed)), "photos a second"),
    figure(number(rejected), "rejected", rejected ? "careful" : null),
  ];
}

async function cancel({ id, replace }, { trouble }) {
  const sure = await ask({
    title: "Cancel this import?",
    detail: [replace ? UNTOUCHED : HALFWAY],
    yes: "Cancel the import",
    no: "Let it go on",
  });
  if (!sure) return;
  try {
    await cancelImport(id); // the news of it comes by itself
  } catch (error) {
    trouble.replaceChildren(failure("It could not be cancelled", error.message));
  }
}

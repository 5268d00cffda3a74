/** Following an import to its end: by server-sent events and, while they do not come, by asking. */

import { eventsOf, oneImport } from "./calls.js";

const STATES = ["queued", "running", "done", "failed", "cancelled"];
const PAUSE = 2000; // ms between questions

/** Whether nothing more will happen to an import. */
export const hasEnded = ({ state }) => ["done", "failed", "cancelled"].includes(state);

/**
 * Follow an import.
 *
 * @param {string} id
 * @param {(job: Object) => void} onNews
 * @param {(error: Error) => void} onSilence Told when there is no answer; following goes on.
 * @returns {() => void} Stops following.
 */
export function follow(id, onNews, onSilence) {
  const over = new AbortController();
  let stream = null;

  const tell = (job) => {
    if (over.signal.aborted) return;
    if (hasEnded(job)) stop();
    onNews(job);
  };
  const listen = () => {
    stream = new EventSource(eventsOf(id));
    for (const state of STATES) stream.addEventListener(state, ({ data }) => tell(JSON.parse(data)));
    stream.addEventListener("error", () => {
      stream.close(); // the browser would go on asking for ever, also where events cannot pass
      if (!over.signal.aborted) setTimeout(question, PAUSE);
    });
  };
  const question = async () => {
    if (over.signal.aborted) return;
    try {
      tell(await oneImport(id, over.signal));
      if (!over.signal.aborted) listen();
    } catch (error) {
      if (over.signal.aborted) return;
      onSilence(error);
      if (error.status !== 404) setTimeout(question, PAUSE);
    }
  };
  const stop = () => {
    over.abort();
    stream?.close();
  };
  listen();
  return stop;
}

/** The calls of the HTTP API that this page makes. Those that write ask for the key where the service wants one. */

import { answer, ApiError } from "../api.js";
import { withKey, withKnownKey } from "./key.js";

const at = (id, rest = "") => `/v1/imports/${encodeURIComponent(id)}${rest}`;

/** Recent imports, newest first; a service with a write key tells them to those who have it. */
export const recentImports = async () => (await withKnownKey((headers) => answer("/v1/imports", { headers }))).imports;

/** One import. */
export const oneImport = (id, signal) => answer(at(id), { signal });

/** Understand a draft's file anew, by a mapping. */
export const previewAgain = (id, mapping) => write(at(id, "/preview"), "POST", { mapping });

/** Begin what a draft describes. */
export const startImport = (id, mapping, replace) => write(at(id, "/start"), "POST", { mapping, replace });

/** Cancel an import; a draft is dropped with its files. */
export const cancelImport = (id) => write(at(id), "DELETE");

/** Rejected products with their rows, a page of them. */
export const rejectedProducts = (id, offset, limit) =>
  answer(at(id, `/rejected?${new URLSearchParams({ offset, limit })}`));

/** Import corrected rows, cells in the order of the file's header; the answer is a new import. */
export const importCorrections = (id, records) => write(at(id, "/corrections"), "POST", { records });

/** How the catalogue is doing. */
export const catalogHealth = () => answer("/v1/catalog/health");

/** Where watching an import happens, as server-sent events. */
export const eventsOf = (id) => at(id, "/events");

/** Where the rejected rows can be downloaded. */
export const rejectedFile = (id) => at(id, "/rejected.csv");

function write(address, method, body) {
  return withKey((key) => answer(address, {
    method,
    headers: body ? { ...key, "Content-Type": "application/json" } : key,
    body: body ? JSON.stringify(body) : undefined,
  }));
}

/**
 * Send files to be understood. Nothing is imported yet: the answer is a draft.
 *
 * @param {{catalog: File, photos: File|null}} files
 * @param {(sent: number) => void} onProgress Told the share that has been sent, in [0, 1].
 * @param {AbortSignal} signal
 */
export function sendFiles(files, onProgress, signal) {
  return withKey((key) => send(files, key, onProgress, signal));
}

// fetch cannot tell how much of a body has been sent.
function send({ catalog, photos }, headers, onProgress, signal) {
  const body = new FormData();
  body.set("preview", "true"); // fields before files, so that the service knows them first
  body.set("catalog", catalog, catalog.name);
  if (photos) body.set("photos", photos, photos.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    request.addEventListener("load", () => conclude(request, resolve, reject));
    request.addEventListener("error", () => reject(new ApiError(UNSENT, 0)));
    request.addEventListener("abort", () => reject(new DOMException("Stopped", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", "/v1/imports");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body);
  });
}

const UNSENT = "The connection was lost while the files were being sent, or the file changed meanwhile. "
  + "They are still chosen here: try again.";

function conclude(request, resolve, reject) {
  let answered = null;
  try {
    answered = JSON.parse(request.responseText);
  } catch {
    // Not from the service itself: something in between answered.
  }
  if (request.status < 300 && answered?.id) resolve(answered);
  else reject(new ApiError(answered?.detail ?? `The service answered ${request.status}. Try again.`, request.status));
}

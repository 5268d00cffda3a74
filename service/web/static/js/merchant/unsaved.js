/**
 * Corrections that are not imported yet. They survive a reload, and leaving with them asks first.
 *
 * An edit is kept by product, row of the product and column, as positions.
 *
 * @typedef {Object<string, {rows: Object<string, Object<string, string>>, again: boolean}>} Edits
 */

const places = new Map(); // edits by import, as they are kept
const placeOf = (id) => `loupe.corrections.${id}`;

/** @returns {Edits} What has been corrected of an import's rows. */
export function editsOf(id) {
  if (!places.has(id)) places.set(id, read(id));
  return places.get(id);
}

/** Keep what was changed in the edits of an import. */
export function keepEdits(id) {
  const edits = editsOf(id);
  if (Object.keys(edits).length) sessionStorage.setItem(placeOf(id), JSON.stringify(edits));
  else sessionStorage.removeItem(placeOf(id));
}

/** The corrections are imported, or no longer wanted. */
export function forgetEdits(id) {
  places.delete(id);
  sessionStorage.removeItem(placeOf(id));
}

/** Whether an import has corrections that are not imported. */
export const hasEdits = (id) => Boolean(id) && Object.keys(editsOf(id)).length > 0;

/** Let the browser ask before the page is left with corrections of the import on it. */
export function guardEdits(currentImport) {
  addEventListener("beforeunload", (event) => {
    if (hasEdits(currentImport())) event.preventDefault();
  });
}

function read(id) {
  try {
    return JSON.parse(sessionStorage.getItem(placeOf(id))) ?? {};
  } catch {
    return {};
  }
}

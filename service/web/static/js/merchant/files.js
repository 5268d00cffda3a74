/**
 * Which of the files a merchant gives is the catalogue, and which holds its photos.
 *
 * @typedef {{catalog: File|null, photos: File|null}} Chosen
 */

export const NOTHING = Object.freeze({ catalog: null, photos: null });
export const CATALOGUE_ENDINGS = ".csv,.tsv,.txt,.xml,.gz,.zip";

const CATALOGUE = /\.(csv|tsv|txt|xml)(\.gz)?$|\.(gz|zip)$/i;
const ZIP = /\.zip$/i;
const PHOTOS_BY_NAME = /photo|foto|picture|image|bild|immagin|im[aá]gen|media|img|jpe?g/i;
const PHOTO = /\.(jpe?g|png|webp|gif|avif|hei[cf]|tiff?)$/i;
const SPREADSHEET = /\.(xlsx?|xlsm|ods|numbers)$/i;

/**
 * Put files to their places; a later one takes an earlier one's.
 *
 * @param {Chosen} chosen What is there already.
 * @param {File[]} files
 * @returns {{chosen: Chosen, refusals: string[]}} `refusals` say why files have no place, and what to do.
 */
export function place(chosen, files) {
  const usable = files.filter(({ name }) => CATALOGUE.test(name));
  const plain = usable.find(({ name }) => !ZIP.test(name));
  let placed = plain ? { ...chosen, catalog: plain } : { ...chosen };
  for (const zip of usable.filter(({ name }) => ZIP.test(name))) {
    const isPhotos = PHOTOS_BY_NAME.test(zip.name) || (placed.catalog !== null && !ZIP.test(placed.catalog.name));
    placed = { ...placed, [isPhotos ? "photos" : "catalog"]: zip };
  }
  const passedOver = files.filter((file) => file !== placed.catalog && file !== placed.photos);
  return { chosen: placed, refusals: [...new Set(passedOver.map(refusal))] };
}

/** Whether the two places could be the other way round. */
export function canSwap({ catalog, photos }) {
  return Boolean(photos) || Boolean(catalog && ZIP.test(catalog.name));
}

/** The same files in each other's place. */
export function swapped({ catalog, photos }) {
  return { catalog: photos, photos: catalog && ZIP.test(catalog.name) ? catalog : null };
}

function refusal({ name }) {
  if (PHOTO.test(name)) return "Single photos cannot be taken. Put them all into one zip and drop that too.";
  if (SPREADSHEET.test(name)) return `“${name}” is a spreadsheet. Save it as CSV (UTF-8) and drop that file.`;
  if (CATALOGUE.test(name)) return `“${name}” was left out: one catalogue at a time, and one zip of photos.`;
  return `“${name}” is no catalogue. Drop the CSV, TSV or XML file that your shop exports, or a .gz or .zip of it.`;
}

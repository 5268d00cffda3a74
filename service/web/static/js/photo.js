/**
 * The shopper's photo: chosen, taken, dropped or pasted, and made small enough to send.
 *
 * @typedef {Object} Photo
 * @property {Blob} blob What is sent.
 * @property {string} name
 * @property {string} preview A blob: address of it.
 * @property {File|null} given What the shopper gave; null if the browser cannot decode it.
 * @property {Photo} [whole] The whole photo, where this is a part of it,
 * @property {Area} [area] and which part.
 * @property {Area} [lookedAt] Where the service found the piece in it.
 */

import { byId } from "./elements.js";

const LONGEST_SIDE = 1024; // pixels; several times what any image tower looks at
const SHORTEST_SIDE = 16; // pixels; below it the service refuses, and must see the original to say so
const SMALL_ENOUGH = 300_000; // bytes
const SENT_AS_IS = ["image/jpeg", "image/png", "image/webp"];
const QUALITY = 0.9;

/**
 * Call `onPhoto` with every photo a shopper gives, and `onRefusal` with words where it is not one.
 *
 * @param {(photo: Photo) => void} onPhoto
 * @param {(message: string) => void} onRefusal
 */
export function acceptPhotos(onPhoto, onRefusal) {
  const take = async (file) => {
    const bitmap = await opened(file);
    const blob = bitmap ? await scaledDown(file, bitmap) : file; // then the service says what is wrong with it
    bitmap?.close();
    onPhoto({ blob, name: file.name || "photo", preview: URL.createObjectURL(blob), given: bitmap && file });
  };
  for (const input of [byId("photo-file"), byId("photo-camera")]) {
    input.addEventListener("change", () => {
      if (input.files.length) take(input.files[0]);
      input.value = ""; // so that choosing the same file again is a change
    });
  }
  acceptPaste(take);
  acceptDrop(take, onRefusal);
}

function acceptPaste(take) {
  document.addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (!file) return; // text goes where the cursor is
    event.preventDefault();
    take(file);
  });
}

function acceptDrop(take, onRefusal) {
  const target = byId("drop-target");
  const carried = ["Files", "text/uri-list"];
  const carriesFiles = (event) => event.dataTransfer?.types.some((type) => carried.includes(type));
  document.addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) target.showPopover(); // above dialogs, too
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) target.hidePopover(); // left the window, not only an element in it
  });
  document.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    target.hidePopover();
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) take(file);
    else onRefusal("That was a link, not a photo. Save the picture first, then drop the file here.");
  });
}

/**
 * A part of a photo, cut out of what the shopper gave: small pieces have more pixels there.
 *
 * @param {Photo} whole
 * @param {Area|null} area Which part; null for the whole photo.
 * @returns {Promise<Photo>} The whole photo if no part of it can be cut out.
 */
export async function partOf(whole, area) {
  if (!area) return whole;
  const blob = await cutOut(whole, area);
  return blob ? { ...whole, blob, preview: URL.createObjectURL(blob), whole, area } : whole;
}

/** A part of what the shopper gave, as a JPEG; null if it cannot be had. */
async function cutOut({ given, blob }, area) {
  const bitmap = (await opened(given)) ?? (await opened(blob)); // a file may be gone by now
  if (!bitmap) return null;
  const [left, right] = [area.left, area.right].map((share) => Math.round(share * bitmap.width));
  const [top, bottom] = [area.top, area.bottom].map((share) => Math.round(share * bitmap.height));
  const [x, width] = long(left, right, bitmap.width);
  const [y, height] = long(top, bottom, bitmap.height);
  const scale = LONGEST_SIDE / Math.max(width, height);
  const narrow = Math.min(width, height) * scale < SHORTEST_SIDE;
  const cut = await drawn(bitmap, narrow ? 1 : Math.min(1, scale), { x, y, width, height });
  bitmap.close();
  return cut;
}

/** Where a side of a part begins and how long it is: as long as the service needs, as far as the photo has so much. */
function long(from, to, whole) {
  const length = Math.min(whole, Math.max(SHORTEST_SIDE, to - from));
  return [Math.min(from, whole - length), length];
}

/** The pixels of a file, upright; null if the browser cannot decode it. */
const opened = (file) => createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);

/** The photo as a JPEG of at most 1024 pixels a side, upright, transparency on white; the file itself if it is small. */
async function scaledDown(file, bitmap) {
  const { width, height } = bitmap;
  const scale = LONGEST_SIDE / Math.max(width, height);
  const small = scale >= 1 && file.size <= SMALL_ENOUGH && SENT_AS_IS.includes(file.type);
  const narrow = Math.min(width, height) * scale < SHORTEST_SIDE;
  return (small || narrow ? null : await drawn(bitmap, Math.min(1, scale))) ?? file;
}

/** A part of the bitmap as a JPEG, `scale` times its size; null if the browser cannot write one. */
function drawn(bitmap, scale, { x, y, width, height } = { x: 0, y: 0, width: bitmap.width, height: bitmap.height }) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

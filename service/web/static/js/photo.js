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
    if (carriesFiles(event)) target.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) target.hidden = true; // left the window, not only an element in it
  });
  document.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    target.hidden = true;
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
  const blob = await cutOut(whole.given, area);
  return blob ? { ...whole, blob, preview: URL.createObjectURL(blob), whole, area } : whole;
}

async function cutOut(file, { left, top, right, bottom }) {
  const bitmap = await opened(file);
  const place = [left * bitmap.width, top * bitmap.height, (right - left) * bitmap.width, (bottom - top) * bitmap.height];
  const [x, y, width, height] = place.map(Math.round);
  const part = { x, y, width: Math.max(SHORTEST_SIDE, width), height: Math.max(SHORTEST_SIDE, height) };
  const cut = await drawn(bitmap, Math.min(1, LONGEST_SIDE / Math.max(part.width, part.height)), part);
  bitmap.close();
  return cut;
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

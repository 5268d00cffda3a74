/**
 * The shopper's photo: chosen, taken, dropped or pasted, and made small enough to send.
 *
 * @typedef {{blob: Blob, name: string, preview: string}} Photo `preview` is a blob: address.
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
    const blob = await scaledDown(file);
    onPhoto({ blob, name: file.name || "photo", preview: URL.createObjectURL(blob) });
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
 * The photo as a JPEG of at most 1024 pixels a side, upright, transparency on white; or the file itself if it is small
 * or the browser cannot decode it: then the service says what is wrong with it.
 */
async function scaledDown(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const { width, height } = bitmap;
  const scale = LONGEST_SIDE / Math.max(width, height);
  const small = scale >= 1 && file.size <= SMALL_ENOUGH && SENT_AS_IS.includes(file.type);
  const narrow = Math.min(width, height) * scale < SHORTEST_SIDE;
  const sent = small || narrow ? file : await drawn(bitmap, Math.min(1, scale));
  bitmap.close();
  return sent ?? file;
}

/** The bitmap as a JPEG, `scale` times its size; null if the browser cannot write one. */
function drawn(bitmap, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

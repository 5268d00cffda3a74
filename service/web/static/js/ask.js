/** The form: a picture, words, and the balance between the two. */

import { isComposed } from "./address.js";
import { productOf } from "./catalogue.js";
import { byId, element, icon } from "./elements.js";
import { go, query } from "./navigation.js";
import { acceptPhotos } from "./photo.js";
import { percent } from "./wording.js";

const PAUSE = 200; // ms without movement before a dragged slider searches

/** Wire the form. `onRefusal` is told, in words, why something dropped cannot be searched with. */
export function startAsking(onRefusal) {
  const words = byId("words");
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    go({ text: words.value.trim(), literal: false, piece: null });
    words.blur(); // puts a phone's keyboard away
  });
  acceptPhotos((photo) => go({ photo, like: null, weight: null, piece: null, text: words.value.trim() }), onRefusal);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, dialog");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    words.focus();
    words.select();
  });
  startBalance();
}

/** Show what is being asked. */
export function showAsk(asked, previous) {
  const words = byId("words");
  const pictured = asked.photo || asked.like;
  if (asked.text !== previous.text || document.activeElement !== words) words.value = asked.text;
  words.placeholder = pictured ? "Say what should differ: in rose gold" : "Rose gold ring with a sapphire";
  if (asked.photo !== previous.photo || asked.like !== previous.like) showReference(asked);
  if (!isComposed(asked)) byId("blend").hidden = true;
  byId("balance-reset").hidden = asked.weight === null;
}

/** Let the slider say how much photo and words counted, where both were given. */
export function showBalance(weights) {
  if (!isComposed(query())) return;
  setBalance(percent(weights.text));
  byId("blend").hidden = false;
}

function startBalance() {
  const slider = byId("balance");
  let pause;
  slider.addEventListener("input", () => {
    setBalance(slider.valueAsNumber);
    clearTimeout(pause);
    pause = setTimeout(() => go({ weight: (100 - slider.valueAsNumber) / 100 }, { replace: true }), PAUSE);
  });
  byId("balance-reset").addEventListener("click", () => {
    go({ weight: null }, { replace: true });
    slider.focus(); // the button goes away
  });
}

/** @param {number} words The words' share in per cent. */
function setBalance(words) {
  const slider = byId("balance");
  slider.value = words;
  slider.setAttribute("aria-valuetext", `${100 - words}% photo, ${words}% words`);
  byId("balance-photo").textContent = `Photo ${100 - words}%`;
  byId("balance-words").textContent = `Words ${words}%`;
}

/** The picture in the field: the shopper's photo, or the piece whose like is wanted. */
async function showReference({ photo, like }) {
  const place = byId("reference");
  place.hidden = !photo && !like;
  if (place.hidden) return;
  if (photo) {
    const words = photo.area ? "Part of your photo" : "Your photo";
    place.replaceChildren(...reference(photo.preview, words, "Remove the photo", photo.given ? markInPhoto : null));
    return;
  }
  const removal = "Stop looking for pieces like this one";
  place.replaceChildren(...reference(null, "Like this piece", removal));
  const product = await productOf(like).catch(() => null); // where the piece is gone, the results say so
  if (product && query().like === like) {
    place.replaceChildren(...reference(product.thumbnails[0], `Like “${product.title}”`, removal));
  }
}

/** Let the shopper mark the piece in the photo that is searched with. */
export async function markInPhoto() {
  const { photo } = query();
  if (!photo?.given) return; // what is on the page may be of the query before
  const { markPiece } = await import("./area.js"); // most searches need none of it
  if (query().photo !== photo) return;
  markPiece(photo, (part) => {
    go({ photo: part, piece: null, text: byId("words").value.trim() });
    byId("reference").querySelector(".mark")?.focus({ preventScroll: true });
  });
}

function reference(picture, words, removal, onclick = null) {
  const image = picture ? element("img", { src: picture, alt: words, title: words }) : icon("similar");
  const mark = "Mark the piece in your photo";
  const marking = { class: "mark", type: "button", "aria-label": mark, title: mark, onclick };
  const shown = onclick ? element("button", marking, image) : image;
  image.addEventListener("error", () => shown.replaceWith(icon("picture"))); // the service says what is wrong with it
  const remove = () => {
    go({ photo: null, like: null, piece: null });
    byId("words").focus();
  };
  const button = { class: "remove", type: "button", "aria-label": removal, title: removal, onclick: remove };
  return [shown, element("button", button, icon("close"))];
}

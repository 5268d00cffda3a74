/**
 * Marking the piece: a frame on the shopper's photo, so that only what is inside is searched with.
 *
 * @typedef {{left: number, top: number, right: number, bottom: number}} Area Shares of the photo's width and height.
 */

import { byId, element, icon } from "./elements.js";
import { partOf } from "./photo.js";

const FIRST = Object.freeze({ left: 0.2, top: 0.2, right: 0.8, bottom: 0.8 });
const SMALLEST = 0.06; // share of a side
const STEP = 0.02; // of a press of an arrow key
const CORNERS = [["left", "top"], ["right", "top"], ["left", "bottom"], ["right", "bottom"]];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Wire the dialog: Escape and a click beside it leave the photo as it was. */
export function startMarking() {
  const dialog = byId("area");
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

/**
 * Let the shopper mark a part of a photo.
 *
 * @param {Photo} photo
 * @param {(photo: Photo) => void} onPart Called with the photo to search with; not if the shopper turns away.
 */
export function markPiece(photo, onPart) {
  const dialog = byId("area");
  const whole = photo.whole ?? photo;
  let area = photo.area ?? FIRST;
  const frame = element("div", { class: "area-frame", tabindex: 0, role: "application", "aria-label": "Marked part",
    "aria-describedby": "area-help" }, ...CORNERS.map(([x, y]) => element("span", { class: `${x} ${y}` })));
  const stage = element("div", { class: "area-stage" }, element("img", { src: whole.preview, alt: "Your photo",
    draggable: "false" }), frame);
  const show = (next) => {
    area = next;
    for (const side of ["left", "top"]) frame.style[side] = `${100 * area[side]}%`;
    frame.style.width = `${100 * (area.right - area.left)}%`;
    frame.style.height = `${100 * (area.bottom - area.top)}%`;
  };
  const choose = async (wanted) => {
    const part = await partOf(whole, wanted);
    dialog.close();
    onPart(part);
  };
  followPointer(stage, () => area, show);
  followKeys(frame, () => area, show);
  const button = (words, kind, onclick) => element("button", { class: kind, type: "button", onclick }, words);
  dialog.replaceChildren(
    element("button", { class: "close", type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close")),
    element("h2", { id: "area-title" }, "Mark the piece"),
    element("p", { id: "area-help" }, "Drag a frame around it.", element("span", { class: "by-hand" },
      " Arrow keys move the frame; with Shift, they change its size.")),
    stage,
    element("div", { class: "area-ways" },
      button("Search with this part", "button", () => choose(area)),
      photo.area ? button("Use the whole photo", "quiet", () => choose(null)) : null));
  show(area);
  dialog.showModal();
  frame.focus({ preventScroll: true });
}

/** Let a finger or a mouse draw the frame, move it, or drag its corners. The first one is there to be drawn over. */
function followPointer(stage, area, show) {
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const before = area();
    const from = pointIn(stage, event);
    const changed = change(event.target, before, from);
    stage.setPointerCapture(event.pointerId);
    const move = (moved) => show(changed(pointIn(stage, moved)));
    const end = () => {
      stage.removeEventListener("pointermove", move);
      if (tooSmall(area())) show(before);
    };
    stage.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, end, { once: true });
  });
}

/** What a drag that begins on an element makes of an area, by the point that it has come to. */
function change(target, before, from) {
  if (target.classList.contains("area-frame") && before !== FIRST) {
    return (to) => shifted(before, to.x - from.x, to.y - from.y);
  }
  const corner = CORNERS.find((names) => target.parentElement.classList.contains("area-frame") &&
    names.every((name) => target.classList.contains(name)));
  const fixed = corner ? opposite(before, corner) : from;
  return (to) => between(fixed, to);
}

function followKeys(frame, area, show) {
  frame.addEventListener("keydown", (event) => {
    const direction = ARROWS[event.key];
    if (!direction) return;
    event.preventDefault();
    const [x, y] = direction.map((step) => step * STEP);
    const { left, top, right, bottom } = area();
    const resized = between({ x: left, y: top }, { x: right + x, y: bottom + y });
    if (!event.shiftKey) show(shifted(area(), x, y));
    else if (!tooSmall(resized)) show(resized);
  });
}

/** Where an event is on an element, in shares of its sides. */
function pointIn(stage, event) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
}

function shifted({ left, top, right, bottom }, x, y) {
  const [width, height] = [right - left, bottom - top];
  const [newLeft, newTop] = [within(left + x, 1 - width), within(top + y, 1 - height)];
  return { left: newLeft, top: newTop, right: newLeft + width, bottom: newTop + height };
}

/** The area with two points at its corners, within the photo. */
function between(one, other) {
  const [left, right] = [one.x, other.x].map((x) => within(x, 1)).sort((a, b) => a - b);
  const [top, bottom] = [one.y, other.y].map((y) => within(y, 1)).sort((a, b) => a - b);
  return { left, top, right, bottom };
}

function opposite(area, [horizontal, vertical]) {
  return { x: horizontal === "left" ? area.right : area.left, y: vertical === "top" ? area.bottom : area.top };
}

const within = (value, most) => Math.min(Math.max(value, 0), most);
const tooSmall = ({ left, top, right, bottom }) => right - left < SMALLEST || bottom - top < SMALLEST;

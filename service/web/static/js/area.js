/**
 * Marking the piece: a frame on the shopper's photo, so that only what is inside is searched with.
 *
 * @typedef {{left: number, top: number, right: number, bottom: number}} Area Shares of the photo's width and height.
 */

import { byId, element, icon } from "./elements.js";
import { partOf } from "./photo.js";
import { percent } from "./wording.js";

const MIDDLE = Object.freeze({ left: 0.2, top: 0.2, right: 0.8, bottom: 0.8 });
const SMALLEST = 14; // pixels on the screen
const SMALL = 90; // pixels on the screen, below which the corners stand outside, so that the frame can be moved
const STEP = 0.02; // share of a side that a press of an arrow key moves
const CORNERS = [["left", "top"], ["right", "top"], ["left", "bottom"], ["right", "bottom"]];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Let the shopper mark a part of a photo.
 *
 * @param {Photo} photo
 * @param {(photo: Photo) => void} onPart Called with the photo to search with; not if the shopper turns away.
 */
export function markPiece(photo, onPart) {
  const dialog = byId("area");
  const whole = photo.whole ?? photo;
  const frame = photo.area ? new Frame(whole.preview, photo.area) : new Frame(whole.preview, whole.lookedAt ?? MIDDLE, true);
  const choose = async (wanted) => {
    ways.forEach((way) => { way.disabled = true; });
    ways[0].textContent = "One moment …"; // a large photo takes a while
    const part = await partOf(whole, wanted);
    if (!dialog.open || !frame.stage.isConnected) return; // the shopper has turned away meanwhile
    dialog.close();
    onPart(part);
  };
  const button = (words, kind, onclick) => element("button", { class: kind, type: "button", onclick }, words);
  const ways = [button("Search with this part", "button", () => choose({ ...frame.area }))];
  if (photo.area) ways.push(button("Use the whole photo", "quiet", () => choose(null)));
  const close = { class: "close", type: "button", "aria-label": "Close", onclick: () => dialog.close() };
  dialog.replaceChildren(
    element("button", close, icon("close")),
    element("h2", { id: "area-title" }, "Mark the piece"),
    element("p", { id: "area-help" }, whole.lookedAt && !photo.area ? "This was looked at. Drag another frame around the piece." : "Drag a frame around it.",
      element("span", { class: "by-keys" }, " Arrow keys move the frame; with Shift, they change its size.")),
    frame.stage, frame.told,
    element("div", { class: "area-ways" }, ...ways));
  dialog.showModal();
  frame.show(frame.area);
  frame.box.focus({ preventScroll: true });
}

/** A photo with a frame that a finger, a mouse or keys draw, move and resize. */
class Frame {
  constructor(picture, area, suggested = false) {
    this.area = area;
    this.suggestion = suggested ? area : null; // there to be drawn over
    this.box = element("div", { class: "area-frame", tabindex: 0, role: "application", "aria-label": "Marked part",
      "aria-describedby": "area-help" }, ...CORNERS.map((corner) => element("span", { class: corner.join(" ") })));
    this.stage = element("div", { class: "area-stage" },
      element("img", { src: picture, alt: "Your photo", draggable: "false", onload: () => this.show(this.area) }), this.box);
    this.told = element("p", { class: "unseen", role: "status" });
    this.stage.addEventListener("pointerdown", (event) => this.drag(event));
    this.box.addEventListener("keydown", (event) => this.press(event));
  }

  show(area) {
    this.area = area;
    const { width, height } = this.stage.getBoundingClientRect();
    const [wide, high] = [area.right - area.left, area.bottom - area.top];
    Object.assign(this.box.style, Object.fromEntries(
      Object.entries({ left: area.left, top: area.top, width: wide, height: high }).map(([side, share]) => [side, `${100 * share}%`])));
    this.box.classList.toggle("suggested", area === this.suggestion);
    this.box.classList.toggle("small", Math.min(wide * width, high * height) < SMALL);
  }

  /** Say where the frame is, to those who do not see it. */
  tell() {
    const { left, top, right, bottom } = this.area;
    const [from, to, above, below] = [left, right, top, bottom].map((share) => `${percent(share)}%`);
    this.told.textContent = `From ${from} to ${to} across, from ${above} to ${below} down`;
  }

  drag(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    const before = this.area;
    const changed = change(event.target, before, this.point(event), before === this.suggestion);
    const ended = new AbortController();
    const on = (kinds, listener) => kinds.forEach((kind) => this.stage.addEventListener(kind, (next) => {
      if (next.pointerId === event.pointerId) listener(next);
    }, { signal: ended.signal }));
    this.stage.setPointerCapture(event.pointerId);
    on(["pointermove"], (next) => this.show(changed(this.point(next))));
    on(["pointerup", "pointercancel"], () => {
      ended.abort();
      if (this.isTooSmall(this.area)) this.show(before);
      this.box.focus({ preventScroll: true });
      this.tell();
    });
  }

  press(event) {
    const direction = ARROWS[event.key];
    if (!direction) return;
    event.preventDefault();
    const [x, y] = direction.map((step) => step * STEP);
    const { left, top, right, bottom } = this.area;
    const resized = between({ x: left, y: top }, { x: right + x, y: bottom + y });
    if (!event.shiftKey) this.show(shifted(this.area, x, y));
    else if (!this.isTooSmall(resized)) this.show(resized);
    this.tell();
  }

  /** Where an event is, in shares of the photo's sides. */
  point(event) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  }

  isTooSmall({ left, top, right, bottom }) {
    const { width, height } = this.stage.getBoundingClientRect();
    return (right - left) * width < SMALLEST || (bottom - top) * height < SMALLEST;
  }
}

/** What a drag that begins on an element makes of an area, by the point that it has come to; a suggestion is drawn over. */
function change(target, before, from, suggested) {
  const corner = CORNERS.find((names) => target.parentElement.classList.contains("area-frame") &&
    names.every((name) => target.classList.contains(name)));
  if (corner) return (to) => between(opposite(before, corner), to);
  if (target.classList.contains("area-frame") && !suggested) {
    return (to) => shifted(before, to.x - from.x, to.y - from.y);
  }
  return (to) => between(from, to);
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

/** The upper part of the page, where one import goes through its steps. */

import { byId } from "../elements.js";

/**
 * Show a step.
 *
 * @param {string} step One of those listed in merchant.html: "Choose", "Check", "Import", "Done".
 * @param {{still: boolean}} options `still` keeps the focus and the place on the page: the step is the same, or nobody
 *     asked for it.
 * @param {...(Node|null)} nodes What the step consists of; its first heading gets the focus.
 */
export function show(step, { still = false } = {}, ...nodes) {
  const scene = byId("scene");
  const focused = document.activeElement;
  const unfolded = [...scene.querySelectorAll("details[id][open]")].map(({ id }) => id);
  scene.replaceChildren(...nodes.filter(Boolean));
  scene.removeAttribute("data-busy"); // what was waited for is here
  if (scene.dataset.step === step) unfolded.map(byId).forEach((details) => details?.setAttribute("open", ""));
  scene.dataset.step = step;
  markStep(step);
  if (still) focusAgain(scene, focused);
  else focusHeading(scene);
}

/** Tell screen readers. */
export function announce(words) {
  byId("announcement").textContent = words;
}

function markStep(step) {
  const steps = [...byId("steps").children];
  const at = steps.findIndex(({ textContent }) => textContent === step);
  steps.forEach((one, place) => {
    one.toggleAttribute("data-done", place < at);
    if (place === at) one.setAttribute("aria-current", "step");
    else one.removeAttribute("aria-current");
  });
}

function focusHeading(scene) {
  const heading = scene.querySelector("h1, h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  byId("stage").scrollIntoView({ block: "start" });
}

/** The focus back on what stands where the focused element stood, if it has gone from the page. */
function focusAgain(scene, focused) {
  if (!focused || focused.isConnected) return;
  const same = focused.id && scene.querySelector(`#${CSS.escape(focused.id)}`);
  (same || scene.querySelector("input, button, select"))?.focus({ preventScroll: true });
}

/** Questions that must be answered before something happens that cannot be undone. */

import { byId, element } from "../elements.js";

/**
 * Ask, and wait for the answer.
 *
 * @param {{title: string, detail: (string|Node)[], yes: string, no: string}} asked `detail` is one paragraph each.
 * @returns {Promise<boolean>} Whether the answer was yes; Escape is no.
 */
export function ask({ title, detail, yes, no }) {
  const dialog = byId("question");
  const answer = (value) => () => dialog.close(value);
  dialog.returnValue = "";
  dialog.replaceChildren(
    element("h2", { id: "question-title" }, title),
    ...detail.map((words) => element("p", {}, words)),
    element("div", { class: "answers" },
      element("button", { class: "button", type: "button", onclick: answer("") }, no),
      element("button", { class: "button firm", type: "button", onclick: answer("yes") }, yes)));
  dialog.showModal(); // focus goes to the first button, which changes nothing
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

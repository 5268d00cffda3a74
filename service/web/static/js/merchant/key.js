/** The write key of services that have one: asked for when it is needed, kept until the tab is closed. */

import { byId, element } from "../elements.js";

const PLACE = "loupe.key";
let refusal = null; // the 401 by which the service wants another key than the one that is known, if any is

/** Wire the link that forgets the key. */
export function startKey() {
  byId("forget-key").addEventListener("click", () => {
    keep(null);
    byId("announcement").textContent = "The write key is forgotten";
  });
  keep(sessionStorage.getItem(PLACE));
}

/** Make a call with the key if it is known; where it is not and is wanted, the call fails without asking for it. */
export async function withKnownKey(call) {
  try {
    return await call(header());
  } catch (error) {
    if (error.status === 401) refusal = error;
    throw error;
  }
}

const header = () => {
  const key = sessionStorage.getItem(PLACE);
  return key ? { Authorization: `Bearer ${key}` } : {};
};

/**
 * Make a call that writes, and ask for the key for as long as the service wants one; before the call where it is known
 * to, since a file may take minutes to be sent.
 *
 * @template T
 * @param {(headers: Object<string, string>) => Promise<T>} call Rejects with an error whose `status` is 401 without it.
 * @returns {Promise<T>}
 */
export async function withKey(call) {
  for (;;) {
    if (refusal) {
      const given = await askForKey("Authorization" in header());
      if (!given) throw refusal;
      keep(given);
    }
    try {
      return await withKnownKey(call);
    } catch (error) {
      if (error.status !== 401) throw error;
    }
  }
}

function keep(key) {
  refusal = null;
  if (key) sessionStorage.setItem(PLACE, key);
  else sessionStorage.removeItem(PLACE);
  byId("forget-key").hidden = !key;
}

/** @returns {Promise<string>} The key as it was entered, "" if none was. */
function askForKey(refused) {
  const dialog = byId("key-dialog");
  const field = element("input", { id: "key", type: "password", autocomplete: "off", required: true, autofocus: true,
    "aria-describedby": "key-help" });
  const enter = (event) => {
    event.preventDefault();
    dialog.close(field.value.trim());
  };
  dialog.returnValue = "";
  dialog.replaceChildren(element("form", { onsubmit: enter },
    element("h2", { id: "key-title" }, refused ? "That is not the write key" : "The write key, please"),
    element("p", { id: "key-help" }, "Whoever runs this service has set it as LOUPE_API_KEY. ",
      "It stays in this tab only and is gone when you close it."),
    element("label", { for: "key" }, "Write key"), field,
    element("div", { class: "answers" },
      element("button", { class: "button", type: "button", onclick: () => dialog.close("") }, "Not now"),
      element("button", { class: "button firm", type: "submit" }, "Use this key"))));
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

/** Which import the page is about; its address says so, and survives a reload. */

const listeners = [];
const guards = [];

/** The import that the address names, or null. */
export const importInAddress = () => new URLSearchParams(location.search).get("import") || null;

/** The address of an import; that of the page itself for null. */
export const addressOf = (id) => (id ? `/merchant?import=${encodeURIComponent(id)}` : "/merchant");

/** Call `listener()` whenever the address comes to name another import. */
export function onRoute(listener) {
  listeners.push(listener);
}

/** Ask `guard()` before the page turns to another import; its promise of false stays where we are. */
export function beforeLeaving(guard) {
  guards.push(guard);
}

/** Follow the browser's own back and forward. */
export function startRoute() {
  addEventListener("popstate", () => listeners.forEach((listener) => listener()));
}

/** Turn to an import, or to none. */
export async function open(id) {
  for (const guard of guards) if (!(await guard())) return;
  history.pushState(null, "", addressOf(id));
  listeners.forEach((listener) => listener());
}

/** Name an import in the address without turning to it: it is on the page already. */
export function name(id) {
  history.pushState(null, "", addressOf(id));
}

// @ts-check
// Closes the view when the session ends, or is somebody else's: raw words must not stay on a screen
// for whoever comes next.

const EVERY_MS = 5000;
const SILENT_AT_MOST_MS = 60_000;
const LOGGED_OUT = "You are logged out, so this view is closed.";
const NOT_ANY_MORE = "You may not see this any more, so this view is closed.";
const BY_ANOTHER = "This was opened by somebody else, or in another role, so it is closed.";

const own = /** @type {HTMLScriptElement | null} */ (
  document.querySelector("script[data-session]")
);
const { session: address = "", name = "", role = "" } = own?.dataset ?? {};
let closed = false;
let heardAt = Date.now();
let nLeft = 0;
/** What had the focus when the page was covered. @type {Element | null} */
let inHand = null;

/**
 * Take everything off the page and say why.
 * @param {string} problem
 */
function closeView(problem) {
  if (closed) return;
  closed = true;
  document.title = "Closed · Sottovoce";
  const main = document.createElement("main");
  main.className = "problem";
  const heading = document.createElement("h1");
  heading.textContent = problem;
  const fix = document.createElement("p");
  fix.textContent = "Log in to Airflow, then open the Desk again. What was saved is kept.";
  main.append(heading, fix);
  document.body.replaceChildren(main);
  document.documentElement.removeAttribute("data-covered");
  window.dispatchEvent(new CustomEvent("desk:closed"));
}

/**
 * Close the view if an answer says that nobody is logged in.
 * @param {Response} answer
 * @returns {Response} the same answer
 */
export function closeUnlessLoggedIn(answer) {
  if (answer.status === 401) closeView(LOGGED_OUT);
  return answer;
}

function cover() {
  if (closed) return;
  const page = document.documentElement;
  if (!page.hasAttribute("data-covered")) inHand = document.activeElement;
  page.setAttribute("data-covered", "");
  for (const sound of document.querySelectorAll("audio")) sound.pause();
}

/** Let no key act on what can't be seen; the browser's own still do. @param {KeyboardEvent} event */
function ignoreWhileCovered(event) {
  if (document.documentElement.hasAttribute("data-covered")) event.stopImmediatePropagation();
}

/** Cover the page while nobody is with it, or has only just come. */
function leave() {
  nLeft += 1;
  cover();
}

/** Show the page again as it was. */
function uncover() {
  if (!document.documentElement.hasAttribute("data-covered")) return;
  document.documentElement.removeAttribute("data-covered");
  // What can't be seen loses the focus; but it is not taken from the page around a frame.
  if (inHand instanceof HTMLElement && document.hasFocus()) inHand.focus({ preventScroll: true });
}

/** Ask the server whose session this is, and close the view if it is not that of who opened it. */
async function check() {
  if (closed || !address) return;
  const nBefore = nLeft;
  try {
    const answer = await fetch(address, {
      headers: { "X-Desk": "1" },
      cache: "no-store",
      signal: AbortSignal.timeout(4 * EVERY_MS),
    });
    if (answer.status >= 500) throw new Error("not now");
    // Also of somebody who may no longer see the Desk, or this of it.
    if (!answer.ok) return closeView(answer.status === 401 ? LOGGED_OUT : NOT_ANY_MORE);
    const who = await answer.json();
    if (who.name !== name || who.role !== role) return closeView(BY_ANOTHER);
    heardAt = Date.now();
    // An answer from before may be about who has left since.
    if (document.visibilityState === "visible" && nBefore === nLeft) uncover();
  } catch {
    // No network says nothing about the session, but it can't go on like that.
    if (Date.now() - heardAt > SILENT_AT_MOST_MS) cover();
  }
}

window.addEventListener("keydown", ignoreWhileCovered, true);
// In a tab behind others as well: nobody may come back to it for hours.
setInterval(() => void check(), EVERY_MS);
// Covered as soon as it is left, because a tab is shown before its scripts run.
document.addEventListener("visibilitychange", () => {
  leave();
  if (document.visibilityState === "visible") void check();
});
window.addEventListener("focus", () => void check());
// The same for a page that the browser keeps for "back".
window.addEventListener("pagehide", (event) => {
  if (event.persisted) leave();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) void check();
});

// @ts-check
// Closes the view when the session ends: raw words must not stay on a screen that nobody owns.

const EVERY_MS = 5000;
const SILENT_AT_MOST_MS = 60_000;

const own = /** @type {HTMLScriptElement | null} */ (
  document.querySelector("script[data-session]")
);
const address = own?.dataset.session ?? "";
let closed = false;
let heardAt = Date.now();

/**
 * Take everything off the page and say why.
 * @param {string} problem
 */
export function closeView(problem = "You are logged out, so this view is closed.") {
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
  window.dispatchEvent(new CustomEvent("desk:closed"));
}

/**
 * Close the view if an answer says that nobody is logged in.
 * @param {Response} answer
 * @returns {Response} the same answer
 */
export function closeUnlessLoggedIn(answer) {
  if (answer.status === 401) closeView();
  return answer;
}

/**
 * Cover the page, or show it again as it was.
 * @param {boolean} isCovered
 */
function cover(isCovered) {
  document.documentElement.toggleAttribute("data-covered", isCovered);
}

function isSilent() {
  return Date.now() - heardAt > SILENT_AT_MOST_MS;
}

/** Ask the server whose session this is, and close the view if it is nobody's. */
async function check() {
  if (closed || !address) return;
  try {
    const answer = await fetch(address, {
      headers: { "X-Desk": "1" },
      cache: "no-store",
      signal: AbortSignal.timeout(4 * EVERY_MS),
    });
    if (answer.status >= 500) throw new Error("not now");
    // Also of somebody who may no longer see the Desk.
    if (!answer.ok) closeView();
    heardAt = Date.now();
    cover(false);
  } catch {
    // No network says nothing about the session, but it can't go on like that.
    if (isSilent()) cover(true);
  }
}

setInterval(() => {
  if (document.visibilityState === "visible") void check();
}, EVERY_MS);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  if (isSilent()) cover(true);
  void check();
});
window.addEventListener("focus", () => void check());
// A page that the browser keeps for "back" shows at once, so it is put away covered.
window.addEventListener("pagehide", (event) => {
  if (event.persisted) cover(true);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) void check();
});

// @ts-check
// Closes the view when the session ends: raw words must not stay on a screen that nobody owns.

const EVERY_MS = 5000;

const own = /** @type {HTMLScriptElement | null} */ (
  document.querySelector("script[data-session]")
);
const address = own?.dataset.session ?? "";
let closed = false;

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

async function check() {
  if (closed || !address) return;
  try {
    closeUnlessLoggedIn(
      await fetch(address, { headers: { "X-Desk": "1" }, cache: "no-store" }),
    );
  } catch {
    // No network says nothing about the session; the next check comes soon.
  }
}

setInterval(() => {
  if (document.visibilityState === "visible") void check();
}, EVERY_MS);
document.addEventListener("visibilitychange", () => void check());
window.addEventListener("focus", () => void check());
window.addEventListener("pageshow", (event) => {
  // A page that the browser kept for "back" shows at once: look before anybody reads it.
  if (event.persisted) {
    document.body.hidden = true;
    void check().then(() => {
      document.body.hidden = false;
    });
  }
});

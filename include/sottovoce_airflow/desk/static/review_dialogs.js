// @ts-check
// The questions that the page asks: which type, never again, finish how.
import { element } from "./review_page.js";
import { workLeft } from "./review_work.js";
import { countUnsaved, send } from "./review_save.js";

const MOST_LINKS = 20;

const types = element("types", HTMLDialogElement);
const list = element("type-list", HTMLElement);
const options = /** @type {HTMLElement[]} */ ([...list.children]);
const never = element("never", HTMLDialogElement);
const finish = element("finish", HTMLDialogElement);
const undecided = element("finish-undecided", HTMLElement);
const problem = element("finish-problem", HTMLElement);
const choice = element("finish-choice", HTMLElement);
const reason = element("finish-reason", HTMLElement);
const message = element("message", HTMLTextAreaElement);

/** @type {((type: string) => void) | null} */
let onType = null;
/** @type {(() => void) | null} */
let onNever = null;
let active = options[0];

/**
 * Ask what words identify.
 * @param {string} now the type to begin with
 * @param {(type: string) => void} then is not called if nothing is chosen
 */
export function askType(now, then) {
  onType = then;
  activate(options.find((each) => each.dataset.type === now) ?? options[0]);
  types.showModal();
  list.focus();
  active.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** @param {HTMLElement} option */
function activate(option) {
  active.setAttribute("aria-selected", "false");
  active = option;
  active.setAttribute("aria-selected", "true");
  list.setAttribute("aria-activedescendant", active.id);
  if (types.open) active.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** @param {HTMLElement} option */
function take(option) {
  types.close();
  onType?.(option.dataset.type ?? "");
}

list.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
  const at = options.indexOf(active);
  const steps = /** @type {Record<string, number>} */ ({
    ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1,
  });
  if (event.key in steps) activate(options[Math.min(options.length - 1, Math.max(0, steps[event.key]))]);
  else if (event.key === "Enter" || event.key === " ") take(active);
  else {
    const named = options.find((each) => each.dataset.key === event.key.toLowerCase());
    if (!named) return;
    take(named);
  }
  event.preventDefault();
});
list.addEventListener("click", (event) => {
  const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
  if (option instanceof HTMLElement) take(option);
});

/** @param {() => void} then is called if the answer is yes */
export function askNever(then) {
  onNever = then;
  never.returnValue = "";
  never.showModal();
}
never.addEventListener("close", () => {
  if (never.returnValue === "yes") onNever?.();
});

/** Ask how to finish, and say what is not decided. */
export function askFinish() {
  const { all, left } = workLeft();
  const masked = left.filter((item) => item.dataset.kind !== "near_miss").length;
  const parts = [];
  if (masked) parts.push(`${masked} doubtful ${masked === 1 ? "one stays" : "ones stay"} masked`);
  if (left.length > masked) {
    const n = left.length - masked;
    parts.push(`${n} near ${n === 1 ? "miss stays" : "misses stay"} in view`);
  }
  undecided.textContent = left.length
    ? `${left.length} of ${all} are undecided: ${parts.join(", ")}.`
    : all ? `All ${all} are looked at.` : "There was nothing to decide.";
  problem.hidden = true;
  showReason(false);
  setBusy(false);
  finish.showModal();
}

/** @param {boolean} shown */
function showReason(shown) {
  choice.hidden = shown;
  reason.hidden = !shown;
  if (shown) message.focus();
}

/** @param {boolean} busy */
function setBusy(busy) {
  for (const button of finish.querySelectorAll("button")) button.disabled = busy;
}

/**
 * @param {"approve" | "reject"} outcome
 * @param {string | null} told what the site reads besides
 */
function end(outcome, told) {
  setBusy(true);
  problem.hidden = true;
  undecided.textContent = countUnsaved() ? "Saving what you decided …" : "One moment …";
  send({
    what: "finish",
    body: { outcome, message: told },
    saved: (reply) => location.assign(reply.next ?? location.href),
    delayed: ({ problem: what, fix }) => showProblem(what, fix, []),
    refused: (refusal) => {
      if (!finish.open) finish.showModal();
      setBusy(false);
      undecided.textContent = "It is not finished.";
      showProblem(refusal.problem, refusal.fix, refusal.turns ?? []);
    },
  });
}

/** @param {string} what @param {string} fix @param {number[]} turns */
function showProblem(what, fix, turns) {
  const strong = document.createElement("strong");
  strong.textContent = what;
  problem.replaceChildren(strong, ` ${fix} `);
  for (const turn of turns.slice(0, MOST_LINKS)) {
    const link = document.createElement("a");
    link.href = `#t${turn}`;
    link.dataset.jump = String(turn);
    link.textContent = `Turn ${turn + 1}`;
    link.addEventListener("click", () => finish.close());
    problem.append(link, " ");
  }
  problem.hidden = false;
}

finish.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-finish]") : null;
  const what = button instanceof HTMLElement ? button.dataset.finish : undefined;
  if (what === "approve") end("approve", null);
  else if (what === "reason") showReason(true);
  else if (what === "back") showReason(false);
  else if (what === "reject" && message.value.trim()) end("reject", message.value.trim());
  else if (what === "reject") showProblem("The reason is missing.", "Say what the site has to change.", []);
  else if (what === "reject-silently") end("reject", null);
});

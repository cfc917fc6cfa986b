// @ts-check
// Sends what was decided, one after the other and in order, until each is saved or refused.
import { replaceTurn } from "./review_choice.js";
import { element, READING, tell } from "./review_page.js";
import { showProgress } from "./review_work.js";
import { closeUnlessLoggedIn } from "./session.js";

/**
 * @typedef {{version?: number, turns?: Record<string, string>, can_undo?: boolean, next?: string}} Reply
 * @typedef {{problem: string, fix: string, version?: number, turns?: number[]}} Refusal
 * @typedef {object} Order
 * @property {string} what the last part of the address
 * @property {object} body
 * @property {number} [turn] the turn that it changes
 * @property {string} [before] that turn, as it was before the change was shown
 * @property {number} [tries]
 * @property {(reply: Reply) => void} [saved]
 * @property {(refusal: Refusal) => void} [refused] also called if one before it was refused
 * @property {(trouble: Refusal) => void} [delayed] called if the server fails again and again
 */

const LONGEST_WAIT_MS = 20_000;
const TRIES_UNTOLD = 2;
const KEEPS_TRYING =
  "Leave this page open: what is not saved is kept in it, and sent again. " +
  "If that goes on, tell who runs this server what you did and when.";
const ANSWER_WITHIN_MS = 30_000;

const root = element("review", HTMLElement);
const line = element("saved", HTMLElement);
const banner = element("banner", HTMLElement);
const says = /** @type {HTMLElement} */ (line.querySelector("[role=status]"));
const again = /** @type {HTMLButtonElement} */ (line.querySelector("[data-do=again]"));
const undo = /** @type {HTMLButtonElement} */ (document.querySelector(".does [data-do=undo]"));

/** @type {Order[]} */
const waiting = [];
let version = Number(root.dataset.version);
let isSending = false;
let isOver = false;
let isInTrouble = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;

/** @returns {boolean} whether the page takes no decisions: no more, or while its end is on its way */
export function isReadOnly() {
  return isOver || waiting.some((order) => order.what === "finish");
}

/** @returns {number} decisions that the server does not have yet */
export function countUnsaved() {
  return waiting.length;
}

/** @param {Order} order */
export function send(order) {
  if (isOver) return;
  waiting.push(order);
  showState("saving", "Saving …");
  void sendNext();
}

/** Send what waits now, instead of later. */
export function sendAgain() {
  clearTimeout(retry);
  void sendNext();
}

async function sendNext() {
  if (isSending) return;
  isSending = true;
  try {
    let goesOn = true;
    while (waiting.length && !isOver && goesOn) goesOn = await sendOne(waiting[0]);
  } finally {
    isSending = false;
  }
}

/** @param {Order} order @returns {Promise<boolean>} whether the server has dealt with it */
async function sendOne(order) {
  order.tries = (order.tries ?? 0) + 1;
  const answer = await post(order);
  if (!answer || answer.status >= 500 || answer.status === 429) {
    if (order.tries > TRIES_UNTOLD) await tellTrouble(answer);
    waitAndRetry(order.tries);
    return false;
  }
  endTrouble();
  await settle(order, answer);
  return true;
}

/** @param {Order} order @returns {Promise<Response | null>} null if none came */
async function post(order) {
  try {
    return await fetch(`${root.dataset.at}/${order.what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Desk": "1" },
      body: JSON.stringify({ version, ...order.body }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch {
    return null;
  }
}

/** @param {Order} order @param {Response} answer */
async function settle(order, answer) {
  if (closeUnlessLoggedIn(answer).status === 401) return stop();
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) take(order, told);
  else if (answer.status === 409) conflict(order, told);
  else refuse(order, told);
  if (!waiting.length && !isOver) showState("saved", "Everything is saved");
}

/** @param {Order} order @param {Reply} reply */
function take(order, reply) {
  waiting.shift();
  version = reply.version ?? version;
  for (const [index, html] of Object.entries(reply.turns ?? {})) {
    const next = waiting.find((other) => other.turn === Number(index));
    // What waits for this turn is shown already; its own reply will bring the turn.
    if (next) next.before = html;
    else replaceTurn(index, html);
  }
  if (reply.can_undo !== undefined) undo.disabled = !reply.can_undo;
  showProgress();
  order.saved?.(reply);
}

/**
 * The reading is somebody else's by now, or went on in another window.
 * @param {Order} order
 * @param {Refusal | null} refusal
 */
function conflict(order, refusal) {
  const lost = waiting.length;
  for (const each of [...waiting].reverse()) showAsBefore(each);
  stop();
  if (lost === 1 && (order.tries ?? 0) > 1) {
    // Most probably only the answer was lost: what the server has tells.
    location.reload();
    return;
  }
  showBanner(refusal, saysLost(order, lost));
  showState("failed", "This page takes no more decisions");
}

/** @param {Order} order the first that was lost @param {number} lost @returns {string} */
function saysLost(order, lost) {
  if (order.what === "finish") return "It was not finished here.";
  return lost === 1 ? "Your last decision was not saved." : `${lost} decisions were not saved.`;
}

/**
 * What was done after it was done in the belief that it holds, so that is not sent: least of all
 * the end of the review.
 * @param {Order} order
 * @param {Refusal | null} refusal
 */
function refuse(order, refusal) {
  const dropped = waiting.splice(0);
  version = refusal?.version ?? version;
  const why = refusal ?? { problem: "This could not be saved.", fix: "Load the page again." };
  for (const each of [...dropped].reverse()) showAsBefore(each);
  const more = dropped.length === 1 ? "." : ", nor was what you did after it.";
  if (order.what !== "finish") showBanner(why, `It was not saved${more}`);
  for (const each of dropped) each.refused?.(why);
}

/** @param {Order} order What it would have changed is not changed. */
function showAsBefore({ turn, before }) {
  if (turn !== undefined && before) replaceTurn(turn, before);
  showProgress();
}

function stop() {
  isOver = true;
  waiting.length = 0;
  clearTimeout(retry);
  root.dataset.readonly = "yes";
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("button[data-do]"));
  for (const button of buttons) button.disabled ||= !READING.has(button.dataset.do ?? "");
}

/** @param {number} tries */
function waitAndRetry(tries) {
  if (isOver) return;
  const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (tries - 1));
  showState("failed", `Not saved yet: ${waiting.length}. Trying again in ${wait / 1000} s.`);
  clearTimeout(retry);
  retry = setTimeout(sendNext, wait);
}

/** @param {Response | null} answer of a server that fails again and again; null if none came */
async function tellTrouble(answer) {
  const told = await answer?.json().catch(() => null);
  const away = answer ? "The server can’t save this now." : "The server does not answer.";
  const trouble = { problem: told?.problem ?? away, fix: KEEPS_TRYING };
  if (isOver) return;
  for (const each of waiting) each.delayed?.(trouble);
  if (!isInTrouble) showBanner(trouble, "");
  isInTrouble = true;
}

function endTrouble() {
  if (isInTrouble) banner.hidden = true;
  isInTrouble = false;
}

/** @param {"saved" | "saving" | "failed"} state @param {string} text */
function showState(state, text) {
  line.dataset.is = state;
  if (says.textContent !== text) says.textContent = text;
  again.hidden = state !== "failed" || isOver;
}

/** @param {Refusal | null} refusal @param {string} lost what did not happen */
function showBanner(refusal, lost) {
  const problem = document.createElement("strong");
  problem.textContent = refusal?.problem ?? "This reading can't go on here.";
  const reload = document.createElement("a");
  reload.href = root.dataset.at ?? "";
  reload.className = "button";
  reload.textContent = "Load it again";
  const last = isOver ? reload : hideButton();
  banner.replaceChildren(problem, ` ${lost} ${refusal?.fix ?? ""} `, last);
  banner.hidden = false;
  tell("");
}

/** @returns {HTMLButtonElement} */
function hideButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Close";
  button.addEventListener("click", () => {
    banner.hidden = true;
  });
  return button;
}

window.addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
window.addEventListener("online", sendAgain);
window.addEventListener("desk:closed", stop);

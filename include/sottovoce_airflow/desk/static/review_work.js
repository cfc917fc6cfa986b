// @ts-check
// The work list: what there is to look at, and how much of it is looked at.
import { element, isMasked, turnAround, turnAt } from "./review_page.js";

const progress = element("done", HTMLProgressElement);
const progressText = element("progress", HTMLElement);

/** The work list, the most important first. */
const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#work .item")]);
/** @type {Map<string, HTMLElement[]>} */
const itemsOfTurn = new Map();
for (const item of items) {
  const turn = item.dataset.turn ?? "";
  itemsOfTurn.set(turn, [...(itemsOfTurn.get(turn) ?? []), item]);
}
/** @returns {HTMLElement[]} the most important first */
export function workList() {
  return items;
}

/** @param {HTMLElement} item @returns {HTMLElement | null} its mark */
export function markOf(item) {
  const turn = turnAt(item.dataset.turn ?? "");
  return turn?.querySelector(`[data-items~="${item.dataset.item}"]`) ?? null;
}

/** @param {HTMLElement} mark @returns {HTMLElement[]} those that it stands for */
function itemsOf(mark) {
  const keys = new Set((mark.dataset.items ?? "").split(" "));
  const there = itemsOfTurn.get(turnAround(mark)?.dataset.turn ?? "") ?? [];
  return there.filter((item) => keys.has(item.dataset.item ?? ""));
}

/** @param {HTMLElement} mark @returns {HTMLElement | null} */
export function itemOf(mark) {
  return itemsOf(mark)[0] ?? null;
}

/**
 * Show a decision before it is saved.
 * @param {HTMLElement} mark
 * @param {"mask" | "show"} verdict
 * @param {string} type
 */
export function showDecision(mark, verdict, type) {
  const was = mark.dataset.state;
  const isNew = !isMasked(mark) || type !== mark.dataset.type;
  const hidden = was === "near_miss" || was === "left" ? "left" : "shown";
  mark.dataset.state = verdict === "show" ? hidden : isNew ? "added" : "confirmed";
  mark.dataset.type = type;
  for (const item of itemsOf(mark)) setDecided(item, true);
  showProgress();
}

/** @param {HTMLElement} turn Whose items are decided or not as it says. */
export function showDecided(turn) {
  const decided = new Set((turn.dataset.decided ?? "").split(" "));
  for (const item of itemsOfTurn.get(turn.dataset.turn ?? "") ?? []) {
    setDecided(item, decided.has(item.dataset.item ?? ""));
  }
}

/** @param {HTMLElement} item @param {boolean} decided */
function setDecided(item, decided) {
  item.dataset.decided = decided ? "yes" : "";
  const looked = item.querySelector(".looked");
  if (looked) looked.textContent = decided ? ", looked at" : "";
}

/** @returns {{all: number, left: HTMLElement[]}} */
export function workLeft() {
  return { all: items.length, left: items.filter((item) => !item.dataset.decided) };
}

/** Show how many are looked at. */
export function showProgress() {
  const { all, left } = workLeft();
  if (!all) return;
  progress.value = all - left.length;
  progressText.textContent = `${all - left.length} of ${all} looked at`;
}

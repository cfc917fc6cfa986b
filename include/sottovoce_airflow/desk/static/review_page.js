// @ts-check
// Turns and marks on the page: where they are, and what they say. Changes and sends nothing.

/**
 * @typedef {"text" | "speaker"} Field
 * @typedef {{turn: number, field: Field, start: number, end: number, type: string}} Place
 */

const IN_VIEW = new Set(["near_miss", "shown", "left"]);

/**
 * Return an element that the page always has.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page lacks #${id}`);
  return found;
}
/** What can be done on a page that takes no decisions. */
export const READING = new Set([
  "next", "previous", "next-mark", "previous-mark", "next-turn", "play", "play-raw", "stop", "help",
  "again",
]);

const told = element("told", HTMLElement);

/** @param {string} text Said to whoever can't see what changed. */
export function tell(text) {
  told.textContent = text;
}
/** @param {Node | null} node @returns {HTMLElement | null} */
export function turnAround(node) {
  const from = node instanceof Element ? node : node?.parentElement;
  return /** @type {HTMLElement | null} */ (from?.closest(".turn") ?? null);
}

/** @param {number | string} index @returns {HTMLElement | null} */
export function turnAt(index) {
  return document.getElementById(`t${index}`);
}

/** @param {Node} node @returns {HTMLElement | null} the words or the label that it is in */
export function wordsAround(node) {
  const from = node instanceof Element ? node : node.parentElement;
  return /** @type {HTMLElement | null} */ (from?.closest("[data-words]") ?? null);
}

/** @param {HTMLElement} mark @returns {Place} */
export function placeOf(mark) {
  const { start, end, type } = mark.dataset;
  return {
    turn: Number(turnAround(mark)?.dataset.turn),
    field: /** @type {Field} */ (wordsAround(mark)?.dataset.words ?? "text"),
    start: Number(start),
    end: Number(end),
    type: type ?? "",
  };
}

/** @param {HTMLElement} mark */
export function isMasked(mark) {
  return !IN_VIEW.has(mark.dataset.state ?? "");
}

/** @param {HTMLElement} mark Whether it stands for an item of the work list. */
export function isOnList(mark) {
  return Boolean(mark.dataset.items);
}

// @ts-check
// Words that are chosen to be masked: by mouse, by touch, or with a cursor that goes word by word.
import { forget } from "./review_choice.js";
import { element, tell, turnAround, turnAt, wordsAround } from "./review_page.js";

/**
 * @typedef {{turn: number, field: import("./review_page.js").Field, start: number, end: number,
 *   text: string}} Words
 */

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.@_&/-][\p{L}\p{M}\p{N}]+)*/gu;
const POSSESSIVE = /['’]s$/i;
const SETTLED_MS = 150;

const adding = element("adding", HTMLElement);

/** In which words or label, and from which word to which. @type {{words: HTMLElement, from: number, to: number} | null} */
let cursor = null;
/** @type {Words | null} */
let chosen = null;
/** What was chosen before the cursor. @type {HTMLElement | null} */
let comesFrom = null;
let isPressed = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let settling;

/** @returns {Words | null} the words that would be masked, in characters of their turn */
export function chosenWords() {
  return chosen;
}

/**
 * Choose no words, and take the selection back.
 * @returns {HTMLElement | null} the mark from which the cursor came, if it is still there
 */
export function leaveWords() {
  const mark = cursor && comesFrom?.isConnected ? comesFrom : null;
  cursor = null;
  chosen = null;
  adding.hidden = true;
  document.getSelection()?.removeAllRanges();
  return mark;
}

/**
 * Start the cursor at a turn's first word, or at the one after a mark.
 * @param {HTMLElement} turn
 * @param {HTMLElement | null} mark
 */
export function startCursor(turn, mark) {
  const words = (mark && wordsAround(mark)) ?? fieldsOf(turn).at(-1);
  const there = words ? wordsOf(words) : [];
  if (!words || !there.length) return tell("There are no words in this turn.");
  const after = mark ? offsetOf(words, mark, 0) + (mark.firstChild?.textContent ?? "").length : 0;
  const first = there.findIndex((word) => word.start >= after);
  const at = first < 0 ? there.length - 1 : first;
  comesFrom = mark;
  forget();
  turn.tabIndex = -1;
  turn.focus({ preventScroll: true });
  showCursor({ words, from: at, to: at });
}

/**
 * Move the cursor; from a turn's first word it comes to the last one of its label.
 * @param {number} step words, 1 or -1
 * @param {boolean} more whether to add words to it instead
 */
export function moveCursor(step, more) {
  if (!cursor) return;
  const { words, from } = cursor;
  const last = wordsOf(words).length - 1;
  const to = cursor.to + step;
  if (to >= 0 && to <= last) return showCursor({ words, from: more ? from : to, to });
  const turn = turnAround(words);
  const fields = turn ? fieldsOf(turn) : [];
  const other = fields[fields.indexOf(words) + step];
  if (!other || more) return;
  const at = step > 0 ? 0 : wordsOf(other).length - 1;
  showCursor({ words: other, from: at, to: at });
}

/** @param {number} step turns, 1 or -1 */
export function moveCursorToTurn(step) {
  let turn = cursor && turnAround(cursor.words);
  do turn = turn && turnAt(Number(turn.dataset.turn) + step);
  while (turn && !fieldsOf(turn).length);
  if (turn) showCursor({ words: fieldsOf(turn)[fieldsOf(turn).length - 1], from: 0, to: 0 });
}

/** @param {HTMLElement} turn @returns {HTMLElement[]} its label and its words, if there are any */
function fieldsOf(turn) {
  const fields = /** @type {HTMLElement[]} */ ([...turn.querySelectorAll("[data-words]")]);
  return fields.filter((words) => wordsOf(words).length);
}

/** @returns {boolean} whether words are being chosen with the keyboard */
export function hasCursor() {
  return cursor !== null;
}

/** @param {{words: HTMLElement, from: number, to: number}} next */
function showCursor(next) {
  cursor = next;
  const words = wordsOf(next.words);
  const start = words[Math.min(next.from, next.to)].start;
  const end = words[Math.max(next.from, next.to)].end;
  const [startNode, startAt] = pointAt(next.words, start);
  const [endNode, endAt] = pointAt(next.words, end, true);
  document.getSelection()?.setBaseAndExtent(startNode, startAt, endNode, endAt);
  offer(next.words, start, end);
  next.words.scrollIntoView({ block: "nearest", behavior: "instant" });
  tell(chosen?.text ?? "");
}

/**
 * Offer to mask characters; they are counted as the server does, not as JavaScript does.
 * @param {HTMLElement} words
 * @param {number} start
 * @param {number} end
 */
function offer(words, start, end) {
  const turn = turnAround(words);
  const text = textOf(words);
  chosen = {
    turn: Number(turn?.dataset.turn),
    field: words.dataset.words === "speaker" ? "speaker" : "text",
    start: [...text.slice(0, start)].length,
    end: [...text.slice(0, end)].length,
    text: text.slice(start, end),
  };
  turn?.after(adding);
  adding.hidden = false;
}

/** Take over what was selected by mouse or touch, as whole words of one turn. */
function takeSelection() {
  const selection = document.getSelection();
  const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
  const words = range && !range.collapsed ? firstWordsIn(range) : null;
  if (!range || !words) {
    if (!adding.contains(document.activeElement) && !document.querySelector("dialog[open]")) leaveIfShown();
    return;
  }
  const holds = (/** @type {Node} */ node) => words.contains(node);
  const from = holds(range.startContainer) ? offsetOf(words, range.startContainer, range.startOffset) : 0;
  const to = holds(range.endContainer)
    ? offsetOf(words, range.endContainer, range.endOffset)
    : textOf(words).length;
  const touched = wordsOf(words).filter((word) => word.start < to && from < word.end);
  if (!touched.length) return leaveIfShown();
  forget();
  offer(words, touched[0].start, touched[touched.length - 1].end);
}

/** @param {Range} range @returns {HTMLElement | null} the first words that it reaches into */
function firstWordsIn(range) {
  const around = wordsAround(range.startContainer);
  if (around) return around;
  const turn = turnAround(range.startContainer);
  const fields = /** @type {HTMLElement[]} */ ([...(turn?.querySelectorAll("[data-words]") ?? [])]);
  return fields.find((words) => range.intersectsNode(words)) ?? null;
}

function leaveIfShown() {
  chosen = null;
  adding.hidden = true;
}

/** @param {HTMLElement} words @returns {Text[]} its words' text, without what labels them */
function textNodes(words) {
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
    node instanceof HTMLElement && "skip" in node.dataset
      ? NodeFilter.FILTER_REJECT
      : node instanceof Text
        ? NodeFilter.FILTER_ACCEPT
        : NodeFilter.FILTER_SKIP,
  );
  const nodes = [];
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  return nodes;
}

/** @param {HTMLElement} words @returns {string} */
function textOf(words) {
  return textNodes(words).map((node) => node.data).join("");
}

/** @param {HTMLElement} words @returns {{start: number, end: number}[]} */
function wordsOf(words) {
  return [...textOf(words).matchAll(WORD)].map((match) => ({
    start: match.index,
    end: match.index + match[0].replace(POSSESSIVE, "").length,
  }));
}

/**
 * Return how many characters of words lie before a point of the page.
 * @param {HTMLElement} words
 * @param {Node} node
 * @param {number} offset
 */
function offsetOf(words, node, offset) {
  const range = document.createRange();
  range.setStart(node, offset);
  let before = 0;
  for (const text of textNodes(words)) {
    if (text === node) return before + offset;
    if (range.comparePoint(text, 0) >= 0) return before;
    before += text.data.length;
  }
  return before;
}

/**
 * @param {HTMLElement} words
 * @param {number} offset
 * @param {boolean} [isEnd] whether to stay before a label that begins here
 * @returns {[Text, number]}
 */
function pointAt(words, offset, isEnd = false) {
  let before = 0;
  for (const text of textNodes(words)) {
    const inside = offset - before;
    if (inside < text.data.length || (isEnd && inside === text.data.length)) return [text, inside];
    before += text.data.length;
  }
  throw new Error("there are fewer characters in these words");
}

document.addEventListener("pointerdown", (event) => {
  isPressed = true;
  cursor = null;
  if (event.target instanceof Node && adding.contains(event.target)) event.preventDefault();
});
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    isPressed = false;
    settle();
  });
}
document.addEventListener("selectionchange", settle);

function settle() {
  clearTimeout(settling);
  if (cursor) return;
  settling = setTimeout(() => {
    if (!isPressed) takeSelection();
  }, SETTLED_MS);
}

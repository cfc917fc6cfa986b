// @ts-check
// Which key does what. What is said of them under "Keys" is in pages/review_view.py.
import { act } from "./review_actions.js";
import { chosenMark } from "./review_choice.js";
import { chosenWords, hasCursor, moveCursor, moveCursorToTurn } from "./review_select.js";

/** With a mark chosen, or nothing. @type {Record<string, string>} */
const KEYS = {
  j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous",
  "Shift+j": "next-mark", "Shift+k": "previous-mark",
  Enter: "keep", "Shift+Enter": "everywhere", e: "everywhere",
  x: "turn-over", m: "turn-over", "Shift+x": "turn-over-everywhere", "Shift+m": "turn-over-everywhere",
  t: "retype", "Shift+t": "retype-everywhere",
  r: "roster", n: "never", a: "begin-adding",
  p: "play", "Shift+p": "play-raw", u: "undo", "Ctrl+z": "undo",
  g: "next-turn", f: "finish", "?": "help",
};

/** With words chosen. @type {Record<string, string>} */
const KEYS_ADDING = {
  Enter: "add", a: "add", e: "add-everywhere", "Shift+Enter": "add-everywhere",
  Escape: "leave", p: "play", "Shift+p": "play-raw", u: "undo", "Ctrl+z": "undo", f: "finish", "?": "help",
};

/** Those that may be held down. */
const MOVES = new Set(["next", "previous", "next-mark", "previous-mark", "next-turn"]);
const LETTERS = /^(?:Shift\+)?(?:\p{L}|\?)$/u;

/** @param {KeyboardEvent} event @returns {string} such as "Shift+p" */
function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `Ctrl+${key}`;
  return event.shiftKey && key !== "?" ? `Shift+${key}` : key;
}

/** @param {EventTarget | null} target @param {string} key Whether an element wants a key itself. */
function isTaken(target, key) {
  if (!(target instanceof Element) || document.querySelector("dialog[open]")) return true;
  if (target.matches("input, textarea, select, audio")) return true;
  const isPressed = key === "Enter" || key === "Shift+Enter" || key === " ";
  return isPressed && target.matches("button, a, summary");
}

/** @param {KeyboardEvent} event @returns {boolean} whether the cursor has moved */
function movesCursor(event) {
  if (!hasCursor()) return false;
  const steps = /** @type {Record<string, [boolean, number]>} */ ({
    ArrowLeft: [false, -1], ArrowRight: [false, 1], ArrowUp: [true, -1], ArrowDown: [true, 1],
  });
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return false;
  if (step[0]) moveCursorToTurn(step[1]);
  else moveCursor(step[1], event.shiftKey);
  return true;
}

/** @param {KeyboardEvent} event */
function press(event) {
  const key = nameOf(event);
  if (event.altKey || isTaken(event.target, key)) return;
  if (LETTERS.test(key) && !lettersCount()) return;
  if (movesCursor(event)) return event.preventDefault();
  const onMark = event.key === " " && event.target === chosenMark();
  const action = (chosenWords() ? KEYS_ADDING : KEYS)[onMark ? "Enter" : key];
  if (!action) return;
  event.preventDefault();
  // A key that is held down must not decide about words that nobody has read.
  if (!event.repeat || MOVES.has(action)) act(action);
}

/** @returns {boolean} whether the person wants single letters to do things */
function lettersCount() {
  const box = document.getElementById("keys-on");
  return !(box instanceof HTMLInputElement) || box.checked;
}

document.addEventListener("keydown", press);

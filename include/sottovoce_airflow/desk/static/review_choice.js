// @ts-check
// Which mark is chosen: keys and buttons are about it.
import { element, isMasked, placeOf, tell, turnAround, turnAt } from "./review_page.js";
import { itemOf, markOf, showDecided, workList } from "./review_work.js";

const tools = element("tools", HTMLElement);

/** @type {HTMLElement | null} */
let chosen = null;
/** @type {HTMLElement | null} */
let chosenItem = null;
/** @returns {HTMLElement | null} the mark that keys and buttons are about */
export function chosenMark() {
  return chosen;
}
/**
 * Choose a mark: keys and buttons are about it from now on.
 * @param {HTMLElement} mark
 * @param {{focus?: boolean, item?: HTMLElement}} [how]
 */
export function choose(mark, { focus = true, item } = {}) {
  forget();
  chosen = mark;
  mark.tabIndex = 0;
  mark.setAttribute("aria-current", "true");
  turnAround(mark)?.after(tools);
  tools.hidden = false;
  const masked = isMasked(mark);
  label("keep", masked ? "Right as it is" : "Leave in view");
  label("turn-over", masked ? "Remove the mask" : "Mask");
  chosenItem = item ?? itemOf(mark);
  chosenItem?.setAttribute("aria-current", "true");
  if (!focus) return;
  chosenItem?.scrollIntoView({ block: "nearest", behavior: "instant" });
  mark.scrollIntoView({ block: "center", behavior: "instant" });
  mark.focus({ preventScroll: true });
}

/** Choose nothing. */
export function forget() {
  chosen?.removeAttribute("aria-current");
  if (chosen) chosen.tabIndex = -1;
  chosenItem?.removeAttribute("aria-current");
  chosen = null;
  chosenItem = null;
  tools.hidden = true;
}

/** @param {string} action @param {string} text */
function label(action, text) {
  const says = tools.querySelector(`[data-do="${action}"] [data-says]`);
  if (says) says.textContent = text;
}

/**
 * Choose another item of the work list.
 * @param {number} step 1 for the next, -1 for the one before
 * @param {(item: HTMLElement) => boolean} [fits]
 * @returns {boolean} whether there is one
 */
export function chooseItem(step, fits = () => true) {
  const list = workList();
  const from = chosenItem ? list.indexOf(chosenItem) : step > 0 ? -1 : 0;
  for (let i = 1; i <= list.length; i += 1) {
    const item = list.at((from + step * i + list.length * 2) % list.length);
    const mark = item && fits(item) ? markOf(item) : null;
    if (item && mark) {
      choose(mark, { item });
      return true;
    }
  }
  return false;
}

/**
 * Choose the next or the last mark of any kind, in the order of the words.
 * @param {number} step
 * @param {HTMLElement | null} from a turn to begin at, if no mark is chosen
 */
export function chooseMark(step, from) {
  const marks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#turns .mark")]);
  const here = chosen ?? from ?? turnAt(0);
  const side = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const there = marks.filter((mark) => here && here.compareDocumentPosition(mark) & side);
  const mark = step > 0 ? there[0] : there.at(-1);
  if (mark) choose(mark);
}

/** Choose the next item that nobody has looked at; say so when there is none. */
export function chooseNextToDo() {
  if (chooseItem(1, (item) => !item.dataset.decided)) return;
  if (workList().length) tell(`All ${workList().length} are looked at. F finishes.`);
}

/** @param {HTMLElement} item */
export function chooseFromList(item) {
  const mark = markOf(item);
  if (mark) choose(mark, { item });
}
/**
 * Put a turn, as the server has it, in place of what is shown of it.
 * @param {number | string} index
 * @param {string} html
 */
export function replaceTurn(index, html) {
  const old = turnAt(index);
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const turn = /** @type {HTMLElement | null} */ (holder.content.querySelector(".turn"));
  if (!old || !turn) return;
  const at = chosen && old.contains(chosen) ? placeOf(chosen) : null;
  const item = chosenItem;
  const hadFocus = old.contains(document.activeElement);
  turn.querySelector("[aria-current]")?.removeAttribute("aria-current");
  old.replaceWith(turn);
  showDecided(turn);
  if (at) chooseAgain(turn, at, item, hadFocus);
}

/**
 * @param {HTMLElement} turn
 * @param {import("./review_page.js").Place} at
 * @param {HTMLElement | null} item
 * @param {boolean} hadFocus
 */
function chooseAgain(turn, at, item, hadFocus) {
  const marks = /** @type {HTMLElement[]} */ ([...turn.querySelectorAll(`[data-words=${at.field}] .mark`)]);
  const mark =
    (item && marks.find((each) => (each.dataset.items ?? "").split(" ").includes(item.dataset.item ?? ""))) ??
    marks.find((each) => Number(each.dataset.start) < at.end && at.start < Number(each.dataset.end));
  if (!mark) return forget();
  choose(mark, { focus: false, item: item ?? undefined });
  if (hadFocus) mark.focus({ preventScroll: true });
}

// @ts-check
// The review page: listens once for the whole page, however many turns there are.
import { act, jumpTo, noteTurn } from "./review_actions.js";
import { playTurn } from "./review_clip.js";
import { choose, chooseFromList, chooseNextToDo } from "./review_choice.js";
import { turnAround } from "./review_page.js";
import { leaveWords } from "./review_select.js";
import "./review_keys.js";

/** @param {MouseEvent} event */
function click(event) {
  const target = event.target instanceof Element ? event.target : null;
  const turn = turnAround(target)?.dataset.turn;
  if (turn !== undefined) noteTurn(turn);
  const jump = target?.closest("a[data-jump]");
  const item = target?.closest(".item");
  const mark = target?.closest(".turn .mark");
  const button = target?.closest("button[data-do]");
  if (jump instanceof HTMLElement) {
    event.preventDefault();
    jumpTo(jump.dataset.jump ?? "");
  } else if (item instanceof HTMLElement) {
    leaveWords();
    chooseFromList(item);
  } else if (button instanceof HTMLElement) {
    if (turn !== undefined && button.matches(".turn .play")) playTurn(turn, "muted");
    else act(button.dataset.do ?? "");
  } else if (mark instanceof HTMLElement && document.getSelection()?.isCollapsed) {
    choose(mark);
  }
}

document.addEventListener("click", click);
chooseNextToDo();

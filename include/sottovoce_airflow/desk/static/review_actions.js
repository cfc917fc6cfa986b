// @ts-check
// What a reviewer can do about the chosen mark, the chosen words, or the whole reading.
import { closeClip, playTurn } from "./review_clip.js";
import { askFinish, askNever, askType } from "./review_dialogs.js";
import { choose, chooseItem, chooseMark, chooseNextToDo, chosenMark } from "./review_choice.js";
import {
  element, isMasked, isOnList, placeOf, READING, tell, turnAround, turnAt,
} from "./review_page.js";
import { showDecision } from "./review_work.js";
import { chosenWords, leaveWords, startCursor } from "./review_select.js";
import { isReadOnly, send, sendAgain } from "./review_save.js";

/** @typedef {{mark: HTMLElement, verdict: "mask" | "show", type: string, everywhere?: boolean}} Decision */

const help = element("help", HTMLDialogElement);
/** @type {string | undefined} */
let lastTurn;
let atFirstTurn = -1;

/** @param {string | undefined} turn What "this turn" is, when nothing is chosen. */
export function noteTurn(turn) {
  lastTurn = turn;
}

/** @returns {string | undefined} */
function turnInHand() {
  const words = chosenWords();
  if (words) return String(words.turn);
  const mark = chosenMark();
  return mark ? turnAround(mark)?.dataset.turn : lastTurn;
}

/** @param {Decision} decision */
function decide({ mark, verdict, type, everywhere = false }) {
  const { turn, field, start, end } = placeOf(mark);
  const goesOn = isOnList(mark);
  const before = turnAt(turn)?.outerHTML;
  showDecision(mark, verdict, type);
  send({
    what: "mark",
    body: { changes: [{ turn, field, start, end, verdict, type }], everywhere },
    turn,
    before,
    saved: (reply) => {
      if (everywhere) tellTurns(reply);
    },
  });
  if (goesOn) chooseNextToDo();
  else choose(mark);
}

/** @param {import("./review_save.js").Reply} reply */
function tellTurns(reply) {
  const n = Object.keys(reply.turns ?? {}).length;
  tell(n === 1 ? "Decided in one turn." : `Decided in ${n} turns.`);
}

/** @param {boolean} everywhere */
function keep(everywhere) {
  const mark = chosenMark();
  if (!mark) return chooseNextToDo();
  const verdict = isMasked(mark) ? "mask" : "show";
  decide({ mark, verdict, type: placeOf(mark).type, everywhere });
}

/** @param {boolean} everywhere */
function turnOver(everywhere) {
  const mark = chosenMark();
  if (!mark) return;
  const verdict = isMasked(mark) ? "show" : "mask";
  decide({ mark, verdict, type: placeOf(mark).type, everywhere });
}

/** @param {boolean} everywhere */
function retype(everywhere) {
  const mark = chosenMark();
  if (!mark) return;
  askType(placeOf(mark).type, (type) => decide({ mark, verdict: "mask", type, everywhere }));
}

/** @param {"roster" | "never"} kind */
function remember(kind) {
  const mark = chosenMark();
  if (!mark) return;
  const place = placeOf(mark);
  const goesOn = isOnList(mark);
  const before = turnAt(place.turn)?.outerHTML;
  showDecision(mark, kind === "roster" ? "mask" : "show", place.type);
  send({ what: "remember", body: { kind, ...place }, turn: place.turn, before });
  tell(kind === "roster" ? "Noted for the site’s roster." : "Noted as never to be masked.");
  if (goesOn) chooseNextToDo();
}

/** @param {boolean} everywhere */
function add(everywhere) {
  const words = chosenWords();
  if (!words) return;
  askType("PERSON", (type) => {
    const { turn, field, start, end } = words;
    leaveWords();
    const before = turnAt(turn)?.outerHTML;
    turnAt(turn)?.setAttribute("aria-busy", "true");
    send({
      what: "mark",
      body: { changes: [{ turn, field, start, end, verdict: "mask", type }], everywhere },
      turn,
      before,
      saved: (reply) => {
        const at = turnAt(turn);
        at?.removeAttribute("aria-busy");
        const mark = at?.querySelector(`[data-words=${field}] .mark[data-start="${start}"]`);
        if (mark instanceof HTMLElement && !chosenWords() && !chosenMark()) choose(mark);
        if (everywhere) tellTurns(reply);
        else tell("Masked.");
      },
    });
  });
}

function beginAdding() {
  if (chosenWords()) return add(false);
  const mark = chosenMark();
  const turn = mark ? turnAround(mark) : turnAt(lastTurn ?? 0);
  if (turn) startCursor(turn, mark);
}

function leave() {
  const mark = leaveWords();
  if (mark) choose(mark);
}

function undo() {
  send({
    what: "undo",
    body: {},
    saved: (reply) => {
      tell("Undone.");
      const index = Object.keys(reply.turns ?? {})[0];
      const turn = index === undefined ? null : turnAt(index);
      const current = chosenMark();
      if (!turn || (current && turn.contains(current))) return;
      const mark = turn.querySelector(".mark[data-items]:not([data-items=''])");
      if (mark instanceof HTMLElement) choose(mark);
      else turn.scrollIntoView({ block: "center", behavior: "instant" });
    },
  });
}

/** Go to the next of the turns that are to be read first. */
function nextTurnToRead() {
  const jumps = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".jumps [data-jump]")]);
  if (!jumps.length) return tell("No turn needs reading before others.");
  atFirstTurn = (atFirstTurn + 1) % jumps.length;
  jumpTo(jumps[atFirstTurn].dataset.jump ?? "");
}

/** @param {string} index */
export function jumpTo(index) {
  const turn = turnAt(index);
  if (!turn) return;
  leaveWords();
  lastTurn = index;
  turn.tabIndex = -1;
  turn.scrollIntoView({ block: "center", behavior: "instant" });
  turn.focus({ preventScroll: true });
}

/** @param {"muted" | "raw"} sound */
function play(sound) {
  const turn = turnInHand();
  if (turn !== undefined) playTurn(turn, sound);
}

/**
 * Every action, by the name that buttons and keys have for it.
 * @type {Record<string, () => void>}
 */
export const ACTIONS = {
  next: () => void chooseItem(1),
  previous: () => void chooseItem(-1),
  "next-mark": () => chooseMark(1, turnAt(lastTurn ?? 0)),
  "previous-mark": () => chooseMark(-1, turnAt(lastTurn ?? 0)),
  keep: () => keep(false),
  everywhere: () => keep(true),
  "turn-over": () => turnOver(false),
  "turn-over-everywhere": () => turnOver(true),
  retype: () => retype(false),
  "retype-everywhere": () => retype(true),
  roster: () => remember("roster"),
  never: () => askNever(() => remember("never")),
  "begin-adding": beginAdding,
  add: () => add(false),
  "add-everywhere": () => add(true),
  leave,
  undo,
  finish: askFinish,
  help: () => help.showModal(),
  play: () => play("muted"),
  "play-raw": () => play("raw"),
  stop: closeClip,
  again: sendAgain,
  "next-turn": nextTurnToRead,
};

/** @param {string} name */
export function act(name) {
  if (isReadOnly() && !READING.has(name)) return;
  if (name === "never" && !chosenMark()) return;
  ACTIONS[name]?.();
}

// @ts-check
// Plays the clip of one turn, where the interview has a recording.
import { element } from "./review_page.js";

const root = element("review", HTMLElement);
const box = document.getElementById("clip");
const audio = /** @type {HTMLAudioElement | null} */ (document.getElementById("audio"));
const says = document.getElementById("clip-says");

/**
 * Play a turn; stop if it is what plays already.
 * @param {string} turn
 * @param {"muted" | "raw"} sound muted as it would be released, or as it was recorded
 */
export function playTurn(turn, sound) {
  if (!box || !audio || !says) return;
  const address = `${root.dataset.at}/clip/${turn}?sound=${sound}`;
  if (audio.getAttribute("src") === address && !audio.paused && !audio.ended) return closeClip();
  box.hidden = false;
  says.textContent = sound === "raw" ? "Raw, as it was recorded" : "Muted where it is masked";
  audio.src = address;
  audio.play().catch(() => {
    // The reason comes as an error event, or the person has stopped it already.
  });
}

/** Stop, and take the player away. */
export function closeClip() {
  if (!box || !audio) return;
  audio.removeAttribute("src");
  audio.load();
  box.hidden = true;
}

audio?.addEventListener("error", () => {
  if (!says || !audio.getAttribute("src")) return;
  says.textContent = "This turn can’t be played: it has no times, or the recording did not come. Try once more.";
});

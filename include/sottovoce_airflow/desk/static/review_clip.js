// @ts-check
// Plays the clip of one turn, where the interview has a recording.
import { element } from "./review_page.js";
import { closeUnlessLoggedIn } from "./session.js";

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

/**
 * Return why a turn can't be played. A player is not told, so the server is asked again.
 * @param {string} address
 * @returns {Promise<string>}
 */
async function askWhy(address) {
  try {
    const answer = closeUnlessLoggedIn(await fetch(address, { headers: { "X-Desk": "1" } }));
    if (!answer.ok) {
      const { problem, fix } = await answer.json();
      return `${problem} ${fix}`;
    }
    await answer.body?.cancel();
    return "The recording did not come. Play it once more.";
  } catch {
    return "The server does not answer. Play it once more in a minute.";
  }
}

audio?.addEventListener("error", async () => {
  const address = audio.getAttribute("src");
  if (!says || !address) return;
  says.textContent = "This turn can’t be played.";
  const why = await askWhy(address);
  // Another turn may have been asked for by now.
  if (audio.getAttribute("src") === address && audio.error) says.textContent = `This turn can’t be played. ${why}`;
});

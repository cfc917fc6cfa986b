"""Locating words in real voices: a check on speech that nothing else here was made from.

One fault that it found was mended, so of that fault it is no independent check (see README.md).

    python benchmarks/audio/bench_real_speech.py --speech LIBRISPEECH --words FILE [FILE ...]

LIBRISPEECH holds one folder a reader with flac files, FILE lines of an utterance's name and its
words, as the corpus has them (`*.trans.txt`; CC BY 4.0, see its licence). Two readers take turns,
half a second apart, as if one interviewed the other. When each utterance begins and ends in the
recording is known to the sample, when each word does is not. So what is told is:

* found: words that were given a time. A word that was not found between others that were has all
  that lies between them, so that its time is long, but holds it;
* astray: of these, words of whose time no part lies in their own utterance;
* turns: utterances; missed: those in which no word was found;
* names: words that no dictionary has, as names are; astray: those put elsewhere; whole: those
  without a time, whose utterance is muted whole instead (by two passes: which can be heard);
* edge: how far the first and the last word of an utterance begin and end from where its sound does,
  by loudness (a tenth of a second or more at half-way, in decibels, between its quietest tenth and
  its loudest twentieth): the median. heard: edges at which more than the padding is left to be
  heard, which may be breath or noise. Not told where turns lack words on purpose;
* cost: processor time as a share of the recording's length.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from statistics import median

import av
import numpy as np
from bench_locate import SCENARIOS, Cue, Locate, ours, transcript, two_passes

from sottovoce.deidentify.audio.mute import DEFAULT_PAD_S
from sottovoce.model.recordings import LocatedTurn

RATE_HZ = 16_000
PAUSE_S = 0.5
FRAME = RATE_HZ // 100
LASTING = 10


@dataclass
class Sums:
    """What was counted over all recordings; words, turns, seconds."""

    n_words: int = 0
    n_found: int = 0
    n_astray: int = 0
    n_turns: int = 0
    n_turns_missed: int = 0
    n_names: int = 0
    n_names_found: int = 0
    n_names_astray: int = 0
    edges_s: list[float] = field(default_factory=list)
    n_edges_heard: int = 0
    cpu_s: float = 0.0
    sound_s: float = 0.0


@dataclass(frozen=True)
class Utterance:
    """One utterance in a recording: its cue, and where sound is."""

    cue: Cue
    loud_from_s: float
    loud_to_s: float


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--speech", type=Path)
    options.add_argument("--words", type=Path, nargs="*", default=[])
    options.add_argument("--only", nargs="*", default=list(SCENARIOS))
    chosen = options.parse_args()
    if not chosen.speech or not chosen.words:
        print("skipped: give --speech and --words, see the first lines of this program")
        return
    talks = list(recordings(chosen.speech, words_of(chosen.words)))
    length_s = sum(len(sound) for sound, _ in talks) / RATE_HZ
    print(f"{len(talks)} recordings, {length_s:.0f} s, padding {DEFAULT_PAD_S} s")
    print(f"{'':38}{'words':>6}{'found':>7}{'astray':>7}{'turns':>6}{'missed':>7}{'names':>6}"
          f"{'astray':>7}{'whole':>6}{'edge ms':>8}{'heard':>7}{'cost':>7}")  # fmt: skip
    for scenario in chosen.only:
        for tool in (ours, two_passes):
            if tool is ours or scenario != "no times at all":
                print(f"{scenario:24}{tool.__name__:14}{run(talks, scenario, tool)}", flush=True)


def run(talks: Sequence[tuple[np.ndarray, list[Utterance]]], scenario: str, tool: object) -> str:
    sums = Sums()
    for sound, utterances in talks:
        duration_s = len(sound) / RATE_HZ
        spoil = SCENARIOS[scenario]
        cues = [spoil(each.cue, random.Random(i)) for i, each in enumerate(utterances)]  # noqa: S311
        began = time.process_time()
        locate: Locate = tool(reader(sound), duration_s)
        located = locate(transcript(cues)).turns
        sums.cpu_s += time.process_time() - began
        sums.sound_s += duration_s
        for utterance, cue, place in zip(utterances, cues, located, strict=True):
            count(sums, utterance, cue, place)
    return told(sums, has_edges="missing" not in scenario)


def count(sums: Sums, utterance: Utterance, cue: Cue, place: LocatedTurn) -> None:
    start_s, end_s = utterance.cue.start_s, utterance.cue.end_s
    names = [word["type"] is not None for word in cue.words]
    starts = np.cumsum([0, *(len(word["word"]) + 1 for word in cue.words)])
    is_name = dict(zip(starts, names, strict=False))
    astray = [w.end_s <= start_s or end_s <= w.start_s for w in place.words]
    sums.n_words += len(cue.words)
    sums.n_found += len(place.words)
    sums.n_astray += sum(astray)
    sums.n_turns += 1
    sums.n_turns_missed += not place.words
    sums.n_names += sum(names)
    sums.n_names_found += sum(is_name[word.start_char] for word in place.words)
    sums.n_names_astray += sum(
        is_name[word.start_char] and is_out
        for word, is_out in zip(place.words, astray, strict=True)
    )
    if len(place.words) == len(cue.words):
        edges = (
            place.words[0].start_s - utterance.loud_from_s,
            utterance.loud_to_s - place.words[-1].end_s,
        )
        sums.edges_s += [abs(edge) for edge in edges]
        sums.n_edges_heard += sum(edge > DEFAULT_PAD_S for edge in edges)


def told(sums: Sums, *, has_edges: bool) -> str:
    edge = f"{1000 * median(sums.edges_s):.0f}" if has_edges and sums.edges_s else "-"
    heard = f"{sums.n_edges_heard}/{len(sums.edges_s)}" if has_edges else "-"
    return (
        f"{sums.n_words:>6}{sums.n_found / sums.n_words:>7.1%}"
        f"{sums.n_astray / max(1, sums.n_found):>7.1%}{sums.n_turns:>6}{sums.n_turns_missed:>7}"
        f"{sums.n_names:>6}{sums.n_names_astray:>7}{sums.n_names - sums.n_names_found:>6}"
        f"{edge:>8}{heard:>7}{sums.cpu_s / sums.sound_s:>7.3f}"
    )


def recordings(
    speech: Path, words: dict[str, list[str]]
) -> Iterator[tuple[np.ndarray, list[Utterance]]]:
    """Yield one recording for every two readers, and what is said in it."""
    from pocketsphinx import Decoder

    dictionary = Decoder(lm=None, loglevel="FATAL")
    readers = [sorted(folder.glob("*.flac")) for folder in sorted(speech.iterdir())
               if folder.is_dir()]  # fmt: skip
    for one, two in zip(readers[::2], readers[1::2], strict=False):
        files = [file for file in chain.from_iterable(zip_longest(one, two)) if file]
        sound, utterances = [silence(PAUSE_S)], []
        for file in files:
            at_s = sum(map(len, sound)) / RATE_HZ
            utterances.append(spoken(at_s, read(file), words[file.stem], dictionary))
            sound += [read(file), silence(PAUSE_S)]
        yield np.concatenate(sound), utterances


def spoken(at_s: float, sound: np.ndarray, words: Sequence[str], dictionary: object) -> Utterance:
    told = [
        {"word": word, "part": i, "type": None if dictionary.lookup_word(word) else "PERSON"}
        for i, word in enumerate(words)
    ]
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    levels_db = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-9)
    is_loud = levels_db > np.quantile(levels_db, [0.1, 0.95]).mean()
    lasting = np.convolve(is_loud, np.ones(LASTING), "valid") == LASTING
    loud = np.flatnonzero(np.convolve(lasting, np.ones(LASTING)))
    cue = Cue(at_s, at_s + len(sound) / RATE_HZ, told)
    return Utterance(cue, at_s + loud[0] / 100, at_s + (loud[-1] + 1) / 100)


def words_of(files: Sequence[Path]) -> dict[str, list[str]]:
    lines = (line.split() for file in files for line in file.read_text().splitlines())
    return {name: [word.lower() for word in words] for name, *words in lines}


def reader(sound: np.ndarray):
    return lambda start_s, end_s: sound[
        max(0, round(start_s * RATE_HZ)) : round(end_s * RATE_HZ)
    ].tobytes()


def read(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([f.to_ndarray().reshape(-1) for f in container.decode(audio=0)])


def silence(seconds: float) -> np.ndarray:
    """A very quiet hiss: sound of nothing at all is never recorded."""
    return np.random.default_rng(1).integers(-3, 4, int(seconds * RATE_HZ), dtype=np.int16)


if __name__ == "__main__":
    main()

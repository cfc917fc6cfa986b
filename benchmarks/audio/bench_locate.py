"""Locating identifiers in a recording: what stays audible, what is muted besides, what it costs.

    python benchmarks/audio/bench_locate.py [--minutes M] [--draws N] [--pad S] [--only NAME ...]

The recording is `data/synthetic-interview.opus`, two synthetic voices with the exact times of every
word. Its transcript is spoilt as people and programs spoil theirs; then identifiers are muted as
`sottovoce redact-audio` would mute them. The columns:

* spans: identifiers of which at least one word is in the transcript;
* lost: those of which anything can be heard between the first and the last of these words, though
  the recording is released;
* whole: turns that are muted whole; back: identifiers that keep the recording back;
* beyond: sound muted besides the identifiers, as a share of their own length;
* untold: words of identifiers that the transcript does not have, and heard: those of them of which
  anything can be heard. Nobody can know of these; they are not counted as lost.
* cost: processor time as a share of the recording's length, without that of decoding.

The peer is pocketsphinx's own alignment in two passes (`set_align_text`, then `set_alignment`), a
turn at a time with its times widened by a second, taught the same sounds for the same words, with
the same padding. A turn in which it fails has no times, so its identifiers are lost.
"""

import argparse
import json
import random
import re
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from sottovoce.adapters.alignment.sound import Sound
from sottovoce.adapters.alignment.sphinx import SphinxAligner
from sottovoce.deidentify.audio.checks import MIN_SHARE_LOCATED
from sottovoce.deidentify.audio.letter_sounds import spell_out_sounds
from sottovoce.deidentify.audio.locating import locate_turns
from sottovoce.deidentify.audio.mute import DEFAULT_PAD_S, plan_muting
from sottovoce.deidentify.audio.spoken_words import read_aloud
from sottovoce.model.recordings import Interval, LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn

DATA = Path(__file__).parent / "data"
PEER_WIDENS_S = 1.0
WRONG = "wrong transcript"


@dataclass(frozen=True)
class Cue:
    """One turn as its transcript gives it, and what is true of it."""

    start_s: float | None
    end_s: float | None
    words: list[dict]


@dataclass(frozen=True)
class Tally:
    """What became of the identifiers of one or more recordings."""

    n_spans: int = 0
    n_lost: int = 0
    n_turns_whole: int = 0
    n_back: int = 0
    own_s: float = 0.0
    muted_s: float = 0.0
    n_untold: int = 0
    n_heard: int = 0
    cpu_s: float = 0.0
    sound_s: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        beyond = f"{self.muted_s / self.own_s - 1:.0%}" if self.own_s else "-"
        return (
            f"{self.n_spans:>6}{self.n_lost:>6}{self.n_turns_whole:>7}{self.n_back:>6}{beyond:>8}"
            f"{self.n_untold:>8}{self.n_heard:>7}{self.cpu_s / self.sound_s:>8.3f}"
        )


Spoil = Callable[[Cue, random.Random], Cue]
Locate = Callable[[Transcript], LocatedWords]
ReadSound = Callable[[float, float], bytes]


def shifted(cue: Cue, dice: random.Random) -> Cue:
    by = dice.choice([-1.0, 1.0])
    return replace(cue, start_s=max(0.0, cue.start_s + by), end_s=cue.end_s + by)


def jittered(cue: Cue, dice: random.Random) -> Cue:
    start = max(0.0, cue.start_s + dice.uniform(-0.5, 0.5))
    return replace(cue, start_s=start, end_s=cue.end_s + dice.uniform(-0.5, 0.5))


def without(share: float) -> Spoil:
    def spoil(cue: Cue, dice: random.Random) -> Cue:
        return replace(cue, words=[w for w in cue.words if dice.random() >= share] or cue.words[:1])

    return spoil


SCENARIOS: dict[str, Spoil] = {
    "exact cues": lambda cue, _: cue,
    "cues ±1 s": shifted,
    "cues jittered ±0.5 s": jittered,
    "10 % of words missing": without(0.1),
    "30 % of words missing": without(0.3),
    "no times at all": lambda cue, _: replace(cue, start_s=None, end_s=None),
}
WITHOUT_CHANCE = {"exact cues", "no times at all"}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=60.0)
    options.add_argument("--draws", type=int, default=1, help="how often chance spoils anew")
    options.add_argument("--pad", type=float, default=DEFAULT_PAD_S)
    options.add_argument("--only", nargs="*", default=[*SCENARIOS, WRONG])
    options.add_argument("--tools", nargs="*", default=["ours", "two passes"])
    chosen = options.parse_args()
    truth = [cue for cue in whole_truth() if cue.end_s <= 60 * chosen.minutes]
    duration_s = truth[-1].end_s + 0.5
    sound = Sound(DATA / "synthetic-interview.opus")
    found = {tool: TOOLS[tool](sound.read, duration_s) for tool in chosen.tools}
    print(f"{duration_s:.0f} s, {len(truth)} turns, padding {chosen.pad} s, {chosen.draws} draws")
    print(f"{'':38}{'spans':>6}{'lost':>6}{'whole':>7}{'back':>6}{'beyond':>8}{'untold':>8}"
          f"{'heard':>7}{'cost':>8}")  # fmt: skip
    for scenario in chosen.only:
        for tool, locate in found.items():
            if scenario == WRONG:
                print(f"{scenario:24}{tool:14}{notice(truth, locate)}", flush=True)
            elif tool == "ours" or scenario != "no times at all":
                n_draws = 1 if scenario in WITHOUT_CHANCE else chosen.draws
                measured = measure(truth, SCENARIOS[scenario], locate, duration_s, chosen.pad)
                total = sum((next(measured) for _ in range(n_draws)), Tally())
                print(f"{scenario:24}{tool:14}{total}", flush=True)
    peaks = (resource.getrusage(who).ru_maxrss / 1000 for who in (0, resource.RUSAGE_CHILDREN))
    print("peak memory {:.0f} MB, of the process that decodes {:.0f} MB".format(*peaks))


def whole_truth() -> list[Cue]:
    turns = json.loads((DATA / "synthetic-interview.json").read_text())["turns"]
    return [Cue(turn["start_s"], turn["end_s"], turn["words"]) for turn in turns]


def measure(
    truth: Sequence[Cue], spoil: Spoil, locate: Locate, duration_s: float, pad_s: float
) -> Iterator[Tally]:
    """Yield what becomes of the identifiers, spoilt anew each time."""
    for draw in range(1_000):
        cues = [spoil(cue, random.Random(i + 1_000 * draw)) for i, cue in enumerate(truth)]  # noqa: S311
        began = time.process_time()
        located = locate(transcript(cues))
        cpu_s = time.process_time() - began
        tally = judge(truth, cues, located, duration_s, pad_s)
        yield replace(tally, cpu_s=cpu_s, sound_s=duration_s)


def judge(
    truth: Sequence[Cue],
    cues: Sequence[Cue],
    located: LocatedWords,
    duration_s: float,
    pad_s: float,
) -> Tally:
    plan = plan_muting(mark(cues), located, duration_s=duration_s, pad_s=pad_s)
    is_silent_about = isinstance(located, PeerWords)
    back = () if is_silent_about else plan.turns_untimed
    told = [parts(cue) for i, cue in enumerate(cues) if i not in back]
    spoken = [(part[0]["start_s"], part[-1]["end_s"]) for each in told for part in each]
    untold = [
        word
        for cue, kept in zip(truth, cues, strict=True)
        for word in cue.words if word["type"] and word not in kept.words
    ]  # fmt: skip
    n_back = sum(len(parts(cues[i])) for i in back)
    return Tally(
        n_spans=len(spoken) + n_back,
        n_lost=sum(not is_muted(start, end, plan.intervals) for start, end in spoken),
        n_turns_whole=len(plan.turns_muted),
        n_back=n_back,
        own_s=sum(end - start for start, end in spoken),
        muted_s=sum(i.end_s - i.start_s for i in plan.intervals),
        n_untold=len(untold),
        n_heard=sum(not is_muted(w["start_s"], w["end_s"], plan.intervals) for w in untold),
    )


def notice(truth: Sequence[Cue], locate: Locate) -> str:
    """Say whether the words of other turns are noticed not to be in the sound."""
    others = [replace(cue, words=truth[(i - 7) % len(truth)].words) for i, cue in enumerate(truth)]
    share = locate(transcript(others)).share_located
    told = "finding" if share < MIN_SHARE_LOCATED else "NOT NOTICED"
    return f"{told}, {share:.0%} of turns located"


def is_muted(start: float, end: float, intervals: Sequence[Interval]) -> bool:
    """Whether one muted stretch holds all of it, to the last sample."""
    return any(i.start_s <= start and end <= i.end_s for i in intervals)


def ours(read: ReadSound, duration_s: float) -> Locate:
    aligner = SphinxAligner()
    return lambda words: locate_turns(words, read, aligner, duration_s=duration_s)


class PeerWords(LocatedWords):
    """Times from a tool that keeps nothing back and mutes no turn whole."""


def two_passes(read: ReadSound, duration_s: float) -> Locate:
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None, loglevel="FATAL")

    def locate(words: Transcript) -> LocatedWords:
        places = []
        for turn in words.turns:
            start_s = max(0.0, turn.start_s - PEER_WIDENS_S)
            sound = read(start_s, min(duration_s, turn.end_s + PEER_WIDENS_S))
            timed = tuple(aligned_twice(decoder, turn, sound, start_s))
            places.append(
                LocatedTurn(turn.index, None, None, timed, "aligned" if timed else "turn")
            )
        return PeerWords(tuple(places))

    return locate


TOOLS = {"ours": ours, "two passes": two_passes}


def aligned_twice(decoder, turn: Turn, sound: bytes, start_s: float) -> Iterator[TimedWord]:
    written = read_aloud(turn.text, lambda word: decoder.lookup_word(word) is not None)
    said = [(word, each) for word in written if word.readings for each in word.readings[0]]
    for _, each in said:
        if decoder.lookup_word(each) is None and (sounds := spell_out_sounds(each)):
            decoder.add_word(each, " ".join(sounds[0]), True)
    try:
        decoder.set_align_text(" ".join(each for _, each in said))
        decode(decoder, sound)
        decoder.set_alignment()
        decode(decoder, sound)
        heard = [
            (word.start / 100, (word.start + word.duration) / 100)
            for word in decoder.get_alignment() if not re.match(r"[<\[(]", word.name)
        ]  # fmt: skip
    except RuntimeError:
        return
    if len(heard) != len(said):
        return
    for (word, _), (begin, end) in zip(said, heard, strict=True):
        yield TimedWord(turn.index, word.start_char, word.end_char, start_s + begin, start_s + end)


def decode(decoder, sound: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(sound, full_utt=True)
    decoder.end_utt()


def parts(cue: Cue) -> list[list[dict]]:
    """Return the words of each identifier that the transcript has."""
    grouped: dict[int, list[dict]] = {}
    for word in cue.words:
        if word["type"]:
            grouped.setdefault(word["part"], []).append(word)
    return list(grouped.values())


def transcript(cues: Sequence[Cue]) -> Transcript:
    texts = [" ".join(w["word"] for w in cue.words) for cue in cues]
    turns = [Turn(i, None, c.start_s, c.end_s, texts[i]) for i, c in enumerate(cues)]
    return Transcript(tuple(turns), "\n".join(texts), "vtt")


def mark(cues: Sequence[Cue]) -> MarkedTranscript:
    marked = []
    for turn, cue in zip(transcript(cues).turns, cues, strict=True):
        spans, at = {}, 0
        for word in cue.words:
            end = at + len(word["word"])
            if word["type"]:
                first = spans.get(word["part"], (at, end, ""))[0]
                spans[word["part"]] = (first, end, word["type"])
            at = end + 1
        found = [Span(a, b, EntityType(t), 1.0) for a, b, t in spans.values()]
        marked.append(MarkedTurn(turn, tuple(found)))
    return MarkedTranscript(tuple(marked), "vtt")


if __name__ == "__main__":
    main()

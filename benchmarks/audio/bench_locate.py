"""Locating identifiers in a recording: what stays audible, what is muted besides, what it costs.

    .venv/bin/python benchmarks/audio/bench_locate.py [--minutes M] [--only NAME …]

The recording is `data/synthetic-interview.opus`, two synthetic voices with the exact times of every
word. Its transcript is spoilt as people and programs spoil theirs; then identifiers are muted as
`sottovoce redact-audio` would mute them. "lost" counts identifiers of which anything can be heard.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sottovoce.adapters.alignment.sound import Sound
from sottovoce.adapters.alignment.sphinx import SphinxAligner
from sottovoce.deidentify.audio.checks import MIN_SHARE_LOCATED
from sottovoce.deidentify.audio.locating import locate_turns
from sottovoce.deidentify.audio.mute import plan_muting
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn

DATA = Path(__file__).parent / "data"
PAD_S = 0.2


@dataclass(frozen=True)
class Cue:
    """One turn as its transcript gives it, and what is true of it."""

    start_s: float | None
    end_s: float | None
    words: list[dict]


Spoil = Callable[[Cue, random.Random], Cue]


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


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=60.0)
    options.add_argument("--only", nargs="*", default=[*SCENARIOS, "wrong transcript"])
    chosen = options.parse_args()
    turns = json.loads((DATA / "synthetic-interview.json").read_text())["turns"]
    truth = [Cue(t["start_s"], t["end_s"], t["words"]) for t in turns]
    truth = [cue for cue in truth if cue.end_s <= 60 * chosen.minutes]
    duration_s = truth[-1].end_s + 0.5
    aligner, sound = SphinxAligner(), Sound(DATA / "synthetic-interview.opus")
    whole = sound.read(0.0, duration_s) if duration_s < 170 else None
    read = (
        (lambda s, e: whole[2 * round(s * 16_000) : 2 * round(e * 16_000)]) if whole else sound.read
    )
    print(f"{duration_s:.0f} s, {len(truth)} turns, padding {PAD_S} s")
    print(f"{'':24}{'spans':>6}{'lost':>6}{'turns muted':>13}{'back':>6}{'beyond':>8}{'cost':>8}")
    for name in chosen.only:
        started = time.process_time()
        if name == "wrong transcript":
            located = locate_turns(
                transcript([replace(c, words=truth[i - 7].words) for i, c in enumerate(truth)]),
                read, aligner, duration_s=duration_s,
            )  # fmt: skip
            found = "finding" if located.share_located < MIN_SHARE_LOCATED else "NOT NOTICED"
            print(f"{name:24}{found}, {located.share_located:.0%} of turns located")
            continue
        cues = [SCENARIOS[name](cue, random.Random(i)) for i, cue in enumerate(truth)]  # noqa: S311
        located = locate_turns(transcript(cues), read, aligner, duration_s=duration_s)
        cost = (time.process_time() - started) / duration_s
        report(name, cues, located, duration_s, cost)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


def report(name, cues, located, duration_s, cost) -> None:
    plan = plan_muting(mark(cues), located, duration_s=duration_s, pad_s=PAD_S)
    kept_back = sum(1 for i in plan.turns_untimed for _ in parts(cues[i]))
    spoken = [
        (part[0]["start_s"], part[-1]["end_s"])
        for i, cue in enumerate(cues) if i not in plan.turns_untimed
        for part in parts(cue)
    ]  # fmt: skip
    lost = sum(1 for start, end in spoken if not is_muted(start, end, plan.intervals))
    own = sum(end - start for start, end in spoken)
    muted = sum(i.end_s - i.start_s for i in plan.intervals)
    beyond = f"{muted / own - 1:.0%}" if own else "-"
    n_spans = len(spoken) + kept_back
    print(
        f"{name:24}{n_spans:>6}{lost:>6}{len(plan.turns_muted):>13}{kept_back:>6}{beyond:>8}"
        f"{cost:>8.3f}",
        flush=True,
    )


def is_muted(start: float, end: float, intervals) -> bool:
    return any(i.start_s <= start + 0.005 and end - 0.005 <= i.end_s for i in intervals)


def parts(cue: Cue) -> list[list[dict]]:
    grouped: dict[int, list[dict]] = {}
    for word in cue.words:
        if word["type"]:
            grouped.setdefault(word["part"], []).append(word)
    return list(grouped.values())


def transcript(cues: list[Cue]) -> Transcript:
    texts = [" ".join(w["word"] for w in cue.words) for cue in cues]
    turns = [Turn(i, None, c.start_s, c.end_s, texts[i]) for i, c in enumerate(cues)]
    return Transcript(tuple(turns), "\n".join(texts), "vtt")


def mark(cues: list[Cue]) -> MarkedTranscript:
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

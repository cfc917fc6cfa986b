"""A transcript of two million characters: time, memory, and what a cut costs. Repeat: make bench.

    python benchmarks/text/bench_long.py [--chars 2000000] [--shapes turns,long,one]

The same talk is said again and again, as turns, as turns of 100,000 characters, and as one turn;
each shape runs in a process of its own. Every identifier in it must be found each time it is said:
"lost" counts those that are not covered whole. A tenth of the length runs first, so that the two
speeds tell whether time grows with the length alone. Seconds are CPU time; words a second count
finding identifiers, "then" is putting stand-ins in their place and looking at the result again.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

SHAPES = {"turns": 0, "long": 100_000, "one": sys.maxsize}
MAX_MB = 1024
TALK = (
    "So I'm Rosalind Achterberg and I've been a peer worker here since the 4th of July 2019.",
    "it were zulfiqar that met me at the door and took me through to kestrel ward, right, and I "
    "sat there for about two hours with a cup of tea going cold.",
    "And how did you find it, the first week or so?",
    "Well, you know, it was all right. I was forty-six then, me, and I had the dog with me, and "
    "nobody had told me that you can't bring a dog. Dr Haddad just laughed.",
    "ring us on oh seven seven double oh, nine oh oh,",
    "Yeah?",
    "one two three. Or it's kev dot smith at example dot com if you want to write it down.",
    "I live in Wolverhampton with my nan, at 14 Ferndale Road, WV1 1AA, and the bus takes ages. "
    "The medicine made me sleep. I used to walk on the moor in the evening and come home late.",
    "her NHS number is 943 476 5919, she had it on a card in her purse, in case.",
    "We talked about hope, and about what would be good in the summer, and then I went home.",
)
IDENTIFIERS = (
    "Rosalind Achterberg", "4th of July 2019", "zulfiqar", "kestrel ward", "forty-six", "Haddad",
    "oh seven seven double oh, nine oh oh", "one two three", "kev dot smith at example dot com",
    "Wolverhampton", "14 Ferndale Road", "WV1 1AA", "943 476 5919",
)  # fmt: skip


def turns_of(n_chars: int, turn_chars: int) -> Iterator[str]:
    """Yield the talk again and again, its turns joined until they are ``turn_chars`` long."""
    so_far, size, said = 0, 0, []
    while so_far < n_chars:
        for text in TALK:
            said.append(text)
            size += len(text) + 1
            so_far += len(text) + 1
            if size >= turn_chars:
                yield " ".join(said)
                said, size = [], 0
    if said:
        yield " ".join(said)


def measure(n_chars: int, turn_chars: int) -> dict[str, float]:
    """Return what finding identifiers in that much talk takes, and how many are lost."""
    from sottovoce.adapters.presidio import TextDetector
    from sottovoce.config.study import DeidentifyPolicy
    from sottovoce.deidentify.text.mentions import group_mentions
    from sottovoce.deidentify.text.redact import redact, stand_in
    from sottovoce.deidentify.text.second_look import find_survivors
    from sottovoce.model.rosters import Roster

    detector = TextDetector(DeidentifyPolicy())
    transcript = transcript_of(turns_of(n_chars, turn_chars))
    before = time.process_time()
    marked = detector.detect(transcript, Roster(()))
    found_s = time.process_time() - before
    entities = group_mentions(marked)
    names = {m: stand_in(e.entity_type, n) for n, e in enumerate(entities, 1) for m in e.mentions}
    survivors = find_survivors(
        redact(marked, names),
        {text[s.start : s.end] for text, s in said(marked)},
        is_common=detector.is_common,
    )
    return {
        "characters": len(transcript.text),
        "seconds": found_s,
        "words a second": transcript.n_words / found_s,
        "then": time.process_time() - before - found_s,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "identifiers": marked.n_spans,
        "lost": sum(lost(marked, surface) for surface in IDENTIFIERS),
        "survivors": len(survivors),
    }


def transcript_of(texts):
    from sottovoce.model.transcripts import Transcript, Turn

    turns, at = [], 0
    for index, text in enumerate(texts):
        turns.append(Turn(index, "P1", None, None, text, at))
        at += len(text) + 1
    return Transcript(tuple(turns), "\n".join(turn.text for turn in turns), "txt")


def said(marked):
    return ((turn.turn.text, span) for turn in marked.turns for span in turn.spans)


def lost(marked, surface: str) -> int:
    """Return how often ``surface`` stands in the talk with a character that no span covers."""
    n = 0
    for turn in marked.turns:
        covered = bytearray(len(turn.turn.text))
        for span in turn.spans:
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
        at = turn.turn.text.find(surface)
        while at >= 0:
            n += 0 in covered[at : at + len(surface)]
            at = turn.turn.text.find(surface, at + 1)
    return n


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--chars", type=int, default=2_000_000)
    options.add_argument("--shapes", default=",".join(SHAPES))
    options.add_argument("--one", nargs=2, metavar=("CHARS", "TURN_CHARS"), type=int)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(measure(*chosen.one)))
        return 0
    is_good = True
    print(
        f"{'shape':8}{'characters':>12}{'seconds':>9}{'words/s':>9}{'then':>7}{'MB':>6}{'lost':>6}"
    )
    for shape in chosen.shapes.split(","):
        for n_chars in (chosen.chars // 10, chosen.chars):
            command = [sys.executable, __file__, "--one", str(n_chars), str(SHAPES[shape])]
            got = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            print(
                f"{shape:8}{got['characters']:12,}{got['seconds']:9.1f}"
                f"{got['words a second']:9.0f}{got['then']:7.1f}{got['MB']:6.0f}{got['lost']:6}",
                f"({got['identifiers']} identifiers, {got['survivors']} survivors)",
                flush=True,
            )
            is_good = is_good and not got["lost"] and got["MB"] <= MAX_MB
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())

"""``python -m training.data --sample 5``: look at what the model learns from."""

import argparse
import sys
from collections.abc import Iterable
from itertools import islice
from random import Random

from training.data.build import build, rng_of
from training.data.marking import UNKNOWN, Example, Piece, Turn, cut

_QUIET = {UNKNOWN: "?"}


def main() -> None:
    """Print a few examples of the mix, marked, one turn a line."""
    parser = argparse.ArgumentParser(prog="python -m training.data", description=__doc__)
    parser.add_argument("--sample", type=int, default=5, help="how many examples to print")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", help="only from here: interview, snippet, or a corpus")
    chosen = parser.parse_args()
    examples = build(chosen.seed, 2)
    if chosen.source:
        examples = (example for example in examples if example.source == chosen.source)
    for example in _drawn(examples, chosen.sample, rng_of(chosen.seed, "sample")):
        sys.stdout.write(f"# {example.id}\n")
        sys.stdout.writelines(f"{marked_up(turn)}\n" for turn in example.turns[:12])


def marked_up(turn: Turn) -> str:
    """Return a turn as text, its marks in double braces."""
    speaker = cut(turn.speaker, turn.speaker_spans)
    said = cut(turn.text, turn.spans, turn.unknown)
    label = "".join(map(_shown, speaker))
    return f"{label}: {''.join(map(_shown, said))}" if label else "".join(map(_shown, said))


def _shown(piece: Piece) -> str:
    kind = piece.kind and _QUIET.get(piece.kind, piece.kind)
    return f"{{{{{kind}|{piece.text}}}}}" if kind else piece.text


def _drawn(examples: Iterable[Example], n: int, rng: Random) -> list[Example]:
    pool = list(islice(examples, 4000))
    return rng.sample(pool, min(n, len(pool)))


if __name__ == "__main__":
    main()

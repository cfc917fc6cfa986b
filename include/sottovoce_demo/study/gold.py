"""The gold interviews as the product's own types, and the identifiers marked in them.

Nothing here has a repr that shows words, although these are invented: the same habits as with
real ones.
"""

import csv
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import Transcript, Turn


@dataclass(frozen=True, slots=True)
class GoldInterview:
    """One invented interview whose identifiers are known.

    Attributes:
        name: Its file's name without endings, e.g. ``s01-cm-01``.
        site: Code of the site it belongs to.
        role: Role of the person interviewed.
        file_format: Format its site would send: ``docx``, ``vtt``, ``srt`` or ``txt``.
        transcript: Its words without the marks. Turns have starts, and no ends.
        identifiers: What is marked in its words and speaker labels: type, and text as it
            stands there.
        roster: What its site knows beforehand, as pairs of kind and value.
    """

    name: str
    site: str
    role: str
    file_format: str
    transcript: Transcript
    identifiers: frozenset[tuple[EntityType, str]] = field(repr=False)
    roster: tuple[tuple[str, str], ...] = field(repr=False)


def read_gold(gold_dir: Path) -> dict[str, GoldInterview]:
    """Return every gold interview by name.

    Args:
        gold_dir: The folder with ``gold_io.py``, ``transcripts`` and ``rosters``.

    Raises:
        OSError: The folder lacks one of these.
        ValueError: A transcript is not marked as it should be.
    """
    gold_io = _gold_reader(gold_dir)
    marked = gold_io.read_all(gold_dir / "transcripts")
    interviews = (_interview(each, gold_dir / "rosters") for each in marked)
    return {interview.name: interview for interview in interviews}


def read_rare_names(gold_dir: Path) -> frozenset[str]:
    """Return the names of the gold set that are no ordinary English words: not ``Will``."""
    with (gold_dir / "names.csv").open(encoding="utf-8", newline="") as names:
        return frozenset(
            row["surface"] for row in csv.DictReader(names) if row["is_common_word"] == "no"
        )


def make_transcript(turns: Iterable[tuple[float, str, str]], source_format: str) -> Transcript:
    """Return a transcript of turns given as start in seconds, speaker and words."""
    made: list[Turn] = []
    start_char = 0
    for index, (start_s, speaker, words) in enumerate(turns):
        made.append(Turn(index, speaker, start_s, None, words, start_char))
        start_char += len(words) + 1
    return Transcript(tuple(made), "\n".join(turn.text for turn in made), source_format)


def _gold_reader(gold_dir: Path) -> ModuleType:
    # The gold set brings its own reader, so that its marks are read in one way only.
    path = gold_dir / "gold_io.py"
    spec = importlib.util.spec_from_file_location("gold_io", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _interview(marked: Any, rosters_dir: Path) -> GoldInterview:
    name = marked.name.removesuffix(".gold.txt")
    file_format = marked.header["format"]
    turns = ((float(turn.start_seconds), turn.speaker, turn.text) for turn in marked.turns)
    return GoldInterview(
        name=name,
        site=marked.header["site"],
        role=marked.header["role"],
        file_format=file_format,
        transcript=make_transcript(turns, file_format),
        identifiers=frozenset(_surfaces(marked)),
        roster=_read_roster(rosters_dir / f"{name}.csv"),
    )


def _surfaces(marked: Any) -> Iterator[tuple[EntityType, str]]:
    for turn in marked.turns:
        for span in (*turn.speaker_spans, *turn.spans):
            yield EntityType(span.type), span.surface


def _read_roster(path: Path) -> tuple[tuple[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as roster:
        return tuple((row["kind"], row["value"]) for row in csv.DictReader(roster))

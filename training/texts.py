"""The training mix as joined texts, which is how the product reads an interview."""

from collections.abc import Iterable, Iterator

from sottovoce.deidentify.text.document import TURN_BREAK
from sottovoce.model.spans import Span
from training.batches import Text
from training.data import Example


def join(example: Example) -> Text:
    """Return the turns of an example as one text; speaker labels are read by rules, not here."""
    pieces: list[str] = []
    spans: list[Span] = []
    unknown: list[tuple[int, int]] = []
    at = 0
    for turn in example.turns:
        pieces.append(turn.text)
        spans.extend(Span(at + m.start, at + m.end, m.type, 1.0) for m in turn.spans)
        unknown.extend((at + start, at + end) for start, end in turn.unknown)
        at += len(turn.text) + len(TURN_BREAK)
    return Text(TURN_BREAK.join(pieces), spans, unknown)


def in_small_letters(text: Text) -> Text:
    """Return the same text without capitals; letters whose small form is longer stay."""
    small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.text)
    return Text(small, text.spans, text.unknown)


def join_short(examples: Iterable[Example], *, n_together: int) -> Iterator[Text]:
    """Yield the examples joined in groups, so that a window is not only one short text."""
    group: list[Text] = []
    for example in examples:
        group.append(join(example))
        if len(group) == n_together:
            yield _together(group)
            group = []
    if group:
        yield _together(group)


def _together(group: Iterable[Text]) -> Text:
    pieces: list[str] = []
    spans: list[Span] = []
    unknown: list[tuple[int, int]] = []
    at = 0
    for text in group:
        pieces.append(text.text)
        spans.extend(Span(at + s.start, at + s.end, s.entity_type, s.score) for s in text.spans)
        unknown.extend((at + start, at + end) for start, end in text.unknown)
        at += len(text.text) + len(TURN_BREAK)
    return Text(TURN_BREAK.join(pieces), spans, unknown)

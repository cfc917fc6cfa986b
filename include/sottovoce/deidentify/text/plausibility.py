"""How much it takes to believe that ordinary words identify somebody."""

from collections.abc import Iterable, Iterator, Sequence

from sottovoce.deidentify.text.calibration import MODEL
from sottovoce.deidentify.text.lexicon import WORD, Lexicon
from sottovoce.deidentify.text.propagation import PROPAGATED
from sottovoce.model.spans import EntityType, Span

HEARD_FACTOR, UNHEARD_FACTOR = 2.0, 4.0
"""How many times the study's threshold a span of nothing but ordinary words has to reach, once its
score is calibrated: where the model heard something there, and where rules are alone with it. On
the gold, cross-validated, such spans below twice 0.05 were right in 6 cases of 336, while spans
that hold any other word were right in 1 of 5 even there."""
CERTAIN = 0.9


def part_unlikely(
    text: str, spans: Iterable[Span], lexicon: Lexicon, threshold: float
) -> tuple[list[Span], list[Span]]:
    """Return the spans that stay, and the unlikely ones made of nothing but ordinary words.

    Words that are certainly a name elsewhere in the text stay however unlikely they are here:
    where there is a Hope, "hope" is worth hiding too often.

    Args:
        text: What the spans are of.
        spans: With calibrated scores.
        lexicon: Which words are ordinary.
        threshold: The study's.
    """
    all_spans = list(spans)
    names = set(_certain_names(text, all_spans))
    likely: list[Span] = []
    unlikely: list[Span] = []
    for span in all_spans:
        said = text[span.start : span.end]
        is_likely = _reaches(span, threshold) or not _is_ordinary(said, lexicon)
        (likely if is_likely or _words(said) in names else unlikely).append(span)
    return likely, unlikely


def _reaches(span: Span, threshold: float) -> bool:
    is_heard = MODEL in span.recognizer.split("+")
    return span.score >= threshold * (HEARD_FACTOR if is_heard else UNHEARD_FACTOR)


def _certain_names(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, ...]]:
    for span in spans:
        if span.score >= CERTAIN and span.entity_type in PROPAGATED:
            words = _words(text[span.start : span.end])
            yield words
            if span.entity_type is EntityType.PERSON:
                yield from ((word,) for word in words)


def _is_ordinary(said: str, lexicon: Lexicon) -> bool:
    has_digits = any(map(str.isdigit, said))
    words = _words(said)
    return bool(words) and not has_digits and all(map(lexicon.is_common, words))


def _words(said: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(said))

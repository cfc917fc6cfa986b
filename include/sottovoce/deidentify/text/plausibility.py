"""How much it takes to believe that ordinary words identify somebody."""

from collections.abc import Iterable, Iterator, Sequence

from sottovoce.deidentify.text.calibration import MODEL
from sottovoce.deidentify.text.lexicon import WORD, Lexicon
from sottovoce.deidentify.text.propagation import PROPAGATED
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

UNHEARD_FACTOR = 4.0
"""How many times the study's threshold a span of nothing but ordinary words has to reach, once its
score is calibrated, where rules are alone with it. Asking as much of what the model heard would
raise token precision from .83 to .86 on 38 interviews that it had not learnt, and leave a name in
view in one more of twelve: not worth it."""
CERTAIN = 0.9
"""Score from which on words are taken for a name wherever they are said; and what it takes to
believe that a function word, or a word of the services' own language, is one."""
FUNCTION_WORDS = words(
    """
    a about all also and are aren't as at be because been being but by can can't could did didn't
    do does doesn't don't er erm for from had has hasn't have haven't he he's her here hers him his
    how i i'd i'll i'm i've if in into is isn't it it'd it'll it's its just like me mine more most
    my no nor not of off oh okay on or our ours out over right she she's so some such than that
    that's the their theirs them then there there's these they they're they've this those though to
    too uh um under until up us very was wasn't we we'd we'll we're we've well were weren't what
    what's when where where's which while who who's whom whose why with won't would wouldn't yeah
    yes you you'd you'll you're you've your yours
    """
)


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
        is_likely = _words(said) in names or _is_believed(span, said, lexicon, threshold)
        (likely if is_likely else unlikely).append(span)
    return likely, unlikely


def _is_believed(span: Span, said: str, lexicon: Lexicon, threshold: float) -> bool:
    if not _is_ordinary(said, lexicon):
        return True
    if all(word in FUNCTION_WORDS or word in lexicon.never_names for word in _words(said)):
        return span.score >= CERTAIN
    return _reaches(span, threshold)


def _reaches(span: Span, threshold: float) -> bool:
    return MODEL in span.recognizer.split("+") or span.score >= UNHEARD_FACTOR * threshold


def _certain_names(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, ...]]:
    for span in spans:
        if span.score >= CERTAIN and span.entity_type in PROPAGATED:
            name = _words(text[span.start : span.end])
            yield name
            if span.entity_type is EntityType.PERSON:
                yield from ((word,) for word in name)


def _is_ordinary(said: str, lexicon: Lexicon) -> bool:
    has_digits = any(map(str.isdigit, said))
    spoken = _words(said)
    return bool(spoken) and not has_digits and all(map(lexicon.is_common, spoken))


def _words(said: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(said))

"""Stand-ins in place of identifiers."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from sottovoce.deidentify.text.mentions import Mention
from sottovoce.errors import PrivacyStop
from sottovoce.model.releases import CleanTranscript, CleanTurn, Redaction
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn

_WORDS = {
    EntityType.PERSON: "Person",
    EntityType.LOCATION: "Place",
    EntityType.ORGANISATION: "Organisation",
    EntityType.FACILITY: "Facility",
    EntityType.DATE: "Date",
    EntityType.AGE: "Age",
    EntityType.PHONE: "Phone",
    EntityType.EMAIL: "Email",
    EntityType.POSTCODE: "Postcode",
    EntityType.NHS_NUMBER: "NHS number",
    EntityType.NINO: "National Insurance number",
    EntityType.URL_HANDLE: "Web address",
    EntityType.ADDRESS: "Address",
    EntityType.OTHER_ID: "Reference",
}


def stand_in(entity_type: EntityType, number: int) -> str:
    """Return what stands for the ``number``-th thing of a type, e.g. ``[Person 3]``."""
    return f"[{_WORDS[entity_type]} {number}]"


def redact(
    marked: MarkedTranscript,
    stand_ins: Mapping[Mention, str],
    *,
    kept: AbstractSet[Mention] = frozenset(),
) -> CleanTranscript:
    """Return the transcript with every marked span replaced; all else is unchanged.

    Args:
        marked: The transcript and its identifiers.
        stand_ins: What stands for each mention; those of the vault.
        kept: Mentions that a policy lets stand; nothing else is.

    Raises:
        PrivacyStop: A mention has no stand-in, or spans overlap, so that words would stay.
    """
    return CleanTranscript(tuple(_clean_turn(turn, stand_ins, kept) for turn in marked.turns))


def _clean_turn(
    marked: MarkedTurn, stand_ins: Mapping[Mention, str], kept: AbstractSet[Mention]
) -> CleanTurn:
    turn = marked.turn
    in_text = (Mention(turn.index, False, span) for span in marked.spans)
    text, redactions = _replace(turn.text, _with_stand_ins(in_text, stand_ins, kept))
    speaker = turn.speaker
    if speaker is not None:
        in_label = (Mention(turn.index, True, span) for span in marked.speaker_spans)
        speaker, _ = _replace(speaker, _with_stand_ins(in_label, stand_ins, kept))
    return CleanTurn(turn.index, speaker, turn.start_s, turn.end_s, text, redactions)


def _with_stand_ins(
    mentions: Iterable[Mention], stand_ins: Mapping[Mention, str], kept: AbstractSet[Mention]
) -> list[tuple[Span, str]]:
    found = []
    for mention in sorted(mentions):
        if mention in kept:
            continue
        words = stand_ins.get(mention)
        if not words:
            raise PrivacyStop("An identifier has no stand-in, so the transcript was not written.")
        found.append((mention.span, words))
    return found


def _replace(text: str, replaced: list[tuple[Span, str]]) -> tuple[str, tuple[Redaction, ...]]:
    pieces, redactions, at, length = [], [], 0, 0
    for span, words in replaced:
        if span.start < at or span.end > len(text):
            raise PrivacyStop("Identifiers overlap, so the transcript was not written.")
        pieces += [text[at : span.start], words]
        start = length + span.start - at
        length = start + len(words)
        redactions.append(Redaction(start, length, span.entity_type, words))
        at = span.end
    return "".join([*pieces, text[at:]]), tuple(redactions)

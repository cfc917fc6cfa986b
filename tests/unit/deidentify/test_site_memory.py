import pytest
from deidentify_builders import a_lexicon, a_transcript

from sottovoce.deidentify.text.site_memory import names_to_remember
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn

LEXICON = a_lexicon("reach project went then the hair")


def remembered(name: str, kind: EntityType = EntityType.PERSON, score: float = 0.95) -> set[str]:
    transcript = a_transcript(f"then {name} went")
    span = Span(5, 5 + len(name), kind, score)
    marked = MarkedTranscript((MarkedTurn(transcript.turns[0], (span,)),), "txt")
    return {" ".join(words) for words in names_to_remember(marked, LEXICON)}


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        pytest.param("Zulfiqar", EntityType.PERSON, {"zulfiqar"}, id="a name"),
        pytest.param(
            "Zulfiqar Quill", EntityType.PERSON, {"zulfiqar quill", "zulfiqar", "quill"},
            id="in full and in parts",
        ),
        pytest.param(
            "Quill Hair", EntityType.PERSON, {"quill hair", "quill"}, id="one part is a word",
        ),
        pytest.param("Reach Project", EntityType.ORGANISATION, set(), id="nothing but words"),
        pytest.param("Mark", EntityType.PERSON, set(), id="a name that is a word"),
        pytest.param("Bex", EntityType.PERSON, set(), id="three letters"),
        pytest.param("AB12 3CD", EntityType.POSTCODE, set(), id="no name at all"),
    ],
)  # fmt: skip
def test_a_site_remembers_what_hardly_ever_is_a_word(name, kind, expected):
    assert remembered(name, kind) == expected


@pytest.mark.parametrize(
    ("score", "is_remembered"),
    [pytest.param(0.9, True, id="certain"), pytest.param(0.89, False, id="not quite")],
)
def test_a_site_remembers_what_was_certain(score, is_remembered):
    assert bool(remembered("Zulfiqar", score=score)) is is_remembered

"""Reading a gold folder and what another tool found in it. No error quotes a word."""

import json

import pytest
from evaluation_builders import HEADER, TURNS, a_gold_folder

from sottovoce.adapters.gold import (
    gold_fingerprint,
    lower_cased,
    read_gold,
    read_gold_rosters,
    read_must_stay,
    read_names,
)
from sottovoce.adapters.gold_predictions import read_predictions
from sottovoce.errors import StudyConfigError
from sottovoce.model.transcripts import Transcript, Turn

SAID = "Oluwaseun"


def test_a_gold_folder_is_read_with_its_names_and_rosters(tmp_path):
    golds = read_gold(a_gold_folder(tmp_path / "gold"))
    assert [gold.name for gold in golds] == ["s01-mg-00", "s01-mg-01"]
    assert golds[0].marked.n_spans == 3
    assert golds[0].marked.turns[1].speaker_spans, "a name in a label counts"
    assert set(read_gold_rosters(tmp_path / "gold", golds)) == {"s01-mg-00"}
    assert read_names(tmp_path / "gold")["Dawn"].is_common_word


def test_a_folder_without_names_has_none(tmp_path):
    assert read_names(tmp_path) == {}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([f"{SAID} said", "", *TURNS], id="no header"),
        pytest.param([HEADER.format(style="cased"), *TURNS], id="no blank line"),
        pytest.param([HEADER.format(style="cased"), "", f"{SAID} said"], id="no turn"),
        pytest.param(
            [HEADER.format(style="cased"), "", "[00:00:01] P: {{OLUWASEUN|Oluwaseun}}"],
            id="unknown type",
        ),
        pytest.param([""], id="empty"),
        pytest.param([f"# site: {SAID}", "", *TURNS], id="header without a style"),
    ],
)
def test_a_broken_gold_file_is_refused_without_a_word_of_it(tmp_path, lines):
    (tmp_path / f"{SAID}.gold.txt").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(StudyConfigError) as refused:
        read_gold(tmp_path)
    assert SAID.lower() not in str(refused.value).lower()
    assert "old file 1" in str(refused.value)


def test_a_gold_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "a.gold.txt").write_bytes(b"# \xff")
    with pytest.raises(StudyConfigError, match="not in UTF-8"):
        read_gold(tmp_path)


def test_a_table_without_its_columns_is_refused(tmp_path):
    (tmp_path / "names.csv").write_text("name\nOluwaseun\n", encoding="utf-8")
    with pytest.raises(StudyConfigError, match="surface, origin_group, is_common_word"):
        read_names(tmp_path)


def test_the_fingerprint_tells_whether_the_gold_is_the_same(tmp_path):
    first, same = a_gold_folder(tmp_path / "a"), a_gold_folder(tmp_path / "b")
    other = a_gold_folder(tmp_path / "c", turns=TURNS[:1])
    assert gold_fingerprint(first) == gold_fingerprint(same) != gold_fingerprint(other)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Dawn SAID", id="ordinary"),
        pytest.param("İlkay rang", id="a small form that is longer"),
        pytest.param("ΟΔΟΣ", id="final sigma"),
    ],
)
def test_small_letters_keep_every_place(text):
    transcript = Transcript((Turn(0, "İ", None, None, text),), text, "txt")
    (turn,) = lower_cased(transcript).turns
    assert len(turn.text) == len(text)
    assert len(turn.speaker) == 1
    assert turn.text[1:] == turn.text[1:].lower()


def test_the_packaged_words_are_many_and_of_several_kinds(tmp_path):
    words = read_must_stay(tmp_path)
    assert len(words) > 400
    text = "she was sectioned under the mental health act, on clozapine, and will see her nan"
    found = {text[start:end] for start, end, _ in words.occurrences(text)}
    assert found == {"sectioned", "mental health act", "clozapine", "will", "nan"}


def test_a_gold_folder_may_bring_words_of_its_own(tmp_path):
    (tmp_path / "must_stay.csv").write_text("phrase,kind\nlocker,place\n", encoding="utf-8")
    assert len(read_must_stay(tmp_path)) == 1


@pytest.fixture
def golds(tmp_path):
    return read_gold(a_gold_folder(tmp_path / "gold"))


def predictions(tmp_path, content):
    file = tmp_path / "found.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_predictions_of_another_tool_are_taken(tmp_path, golds):
    spans = [
        {"turn": 0, "start": 17, "end": 34, "type": "NAME", "score": 0.4},
        {"turn": 1, "start": 0, "end": 4, "in": "speaker"},
    ]
    file = predictions(tmp_path, {"s01-mg-01": [], "s01-mg-00": spans})
    first, second = read_predictions(file, golds)
    assert (first.turns[0].spans[0].start, first.turns[0].spans[0].score) == (17, 0.4)
    assert first.turns[1].speaker_spans
    assert second.n_spans == 0


SPAN = {"turn": 0, "start": 0, "end": 4}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("Oluwaseun", "not JSON", id="no JSON"),
        pytest.param([SPAN], "not an object of lists", id="a list"),
        pytest.param({"s01-mg-00": []}, "lack 1 of 2", id="an interview is missing"),
        pytest.param(
            {"s01-mg-00": [], "s01-mg-01": [], SAID: []}, "name 1 documents", id="unknown name"
        ),
        pytest.param({SAID: [{**SPAN, SAID: 1}]}, "Entry 1", id="unknown key"),
        pytest.param({SAID: [SPAN, {"turn": SAID}]}, "Entry 2", id="turn is no number"),
        pytest.param({SAID: [{**SPAN, "score": 2}]}, "(score)", id="score over 1"),
        pytest.param(
            {"s01-mg-00": [{**SPAN, "turn": 9}], "s01-mg-01": []}, "outside", id="no such turn"
        ),
        pytest.param(
            {"s01-mg-00": [], "s01-mg-01": [SPAN, {**SPAN, "end": 999}]},
            "Entry 2 of document 2",
            id="past the end of its turn",
        ),
        pytest.param(
            {"s01-mg-00": [{**SPAN, "end": 0}], "s01-mg-01": []}, "outside", id="empty span"
        ),
    ],
)
def test_wrong_predictions_are_refused_without_a_word_of_them(tmp_path, golds, content, says):
    with pytest.raises(StudyConfigError) as refused:
        read_predictions(predictions(tmp_path, content), golds)
    assert says in str(refused.value)
    assert SAID not in str(refused.value)

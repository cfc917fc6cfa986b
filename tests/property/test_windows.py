"""Every word is read and decided once, whatever a transcript holds."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sottovoce.adapters.spoken_model import windows
from sottovoce.adapters.spoken_model.session import TOKENIZER_FILE
from sottovoce.adapters.spoken_model.windows import (
    CONTEXT_PIECES,
    MAX_PIECES,
    Words,
    cut_windows,
    find_words,
    open_tokenizer,
)

ENCODER_POSITIONS = 512
TOKENIZER = open_tokenizer(TOKENIZER_FILE)

PLAIN = st.sampled_from(
    ["so", "Kevin", "Oluwaseun", "McAllister", "NHS", "o'neill", "I", "Ad\u00e9b\u00e1y\u1ecd\u0300",
     "antidisestablishmentarianism", "07700", "900671", "kev@example.com", "[MASK]", "##ing", "[SEP]"]
)  # fmt: skip
STRANGE = st.sampled_from(
    ["\x00", "\x07", "\x1b[2J", "\u202e", "\u200b", "\u200d", "\ufeff", "\ufffd", "\U0001f44d\U0001f3fd",
     "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627",
     "\u65e5\u672c\u8a9e", "\ud55c\uad6d", "\u0915\u093f", "e\u0301", "\u0130", "\ufb01", "\u1e9e", "\U0001d4da", "x" * 300]
)  # fmt: skip
GAPS = st.sampled_from([" ", "", "\n\n", "\n", "\t", "\r\n", "\u00a0", "\u2028", ". ", ", ", "-"])
SPEECH = st.lists(st.tuples(PLAIN | STRANGE, GAPS), max_size=60).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
ANYTHING = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)
HOSTILE = {
    "no text": "",
    "only white space": " \t\n\n \u00a0\r\n" * 50,
    "only marks": "...?!--" * 2_000,
    "only invisible characters": "\u200b\u202e\x00" * 2_000,
    "a word of 100,000 letters": "so " + "a" * 100_000 + " Kevin",
    "100,000 letters of Hangul": "\ud55c\uad6d" * 50_000,
    "words as long as the tokenizer takes": " ".join(["q" * 100, "\ud55c" * 33, "z" * 101]) * 40,
    "emoji without a gap": "\U0001f44d\U0001f3fd" * 5_000,
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u202eKevin\u202c " * 500,
    "one turn without an end": "and then Kevin said " * 3_000,
    "turns of one word": "Yes.\n\n" * 3_000,
}


def n_pieces(words: Words, start: int, end: int) -> int:
    return sum(map(len, words.pieces[start:end]))


def assert_sound(text: str) -> None:
    words = find_words(text, TOKENIZER)
    assert len(words.starts) == len(words.ends) == len(words.cases) == len(words.pieces)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(words.starts, words.ends, strict=True)
    )
    assert all(end <= start for end, start in zip(words.ends, words.starts[1:], strict=False))
    assert all(words.pieces)
    assert not any(text[start].isspace() for start in words.starts)
    assert not any(text[end - 1].isspace() for end in words.ends)
    decided = []
    for window in cut_windows(words):
        assert 0 <= window.context <= window.first < window.last
        assert n_pieces(words, window.context, window.first) <= CONTEXT_PIECES
        assert n_pieces(words, window.context, window.last) <= ENCODER_POSITIONS
        decided.extend(range(window.first, window.last))
    assert decided == list(range(len(words.starts)))


@given(SPEECH)
def test_every_word_of_any_speech_is_decided_once_within_what_the_encoder_holds(text):
    assert_sound(text)


@given(ANYTHING)
def test_every_word_of_any_characters_is_decided_once(text):
    assert_sound(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_word_of_hostile_text_is_decided_once(text):
    assert_sound(text)


@given(SPEECH)
def test_no_letter_or_digit_that_somebody_said_lies_outside_of_every_word(text):
    words = find_words(text, TOKENIZER)
    covered = {at for span in zip(words.starts, words.ends, strict=True) for at in range(*span)}
    assert {at for at, char in enumerate(text) if char.isalnum()} <= covered


@given(SPEECH)
def test_a_turn_begins_at_the_first_word_and_after_each_line_break(text):
    words = find_words(text, TOKENIZER)
    after_break = [
        index + 1
        for index, (end, start) in enumerate(zip(words.ends, words.starts[1:], strict=False))
        if "\n" in text[end:start]
    ]
    assert words.breaks == ([0, *after_break] if words.starts else [])


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["Kevin", "so", "Adebayo,", "x" * 12, "rang.\n\n"]), max_size=80),
    st.integers(20, 60),
)
def test_a_text_read_in_chunks_has_the_words_and_turns_it_has_read_at_once(said, size):
    text = " ".join(said)
    whole = find_words(text, TOKENIZER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "CHUNK_CHARS", size)
        assert find_words(text, TOKENIZER) == whole


@given(SPEECH, st.integers(1, 64))
def test_a_window_holds_more_than_allowed_only_if_a_single_word_does(text, most):
    words = find_words(text, TOKENIZER)
    for window in cut_windows(words, max_pieces=most):
        fits = n_pieces(words, window.first, window.last) <= most
        assert fits or window.last == window.first + 1


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_windows_are_cut_between_turns_when_each_turn_is_short(lengths):
    text = "\n\n".join(" ".join(["kevin"] * length) for length in lengths)
    words = find_words(text, TOKENIZER)
    assert {window.first for window in cut_windows(words)} <= set(words.breaks)


def test_windows_of_ordinary_speech_are_well_filled():
    words = find_words("and then Kevin said that it was fine.\n\n" * 200, TOKENIZER)
    cut = list(cut_windows(words))
    assert all(n_pieces(words, w.first, w.last) > MAX_PIECES * 0.9 for w in cut[:-1])
    assert all(n_pieces(words, w.context, w.first) > CONTEXT_PIECES / 2 for w in cut[1:])
    assert all(later.context >= earlier.first for earlier, later in pairwise(cut))


@pytest.mark.parametrize("token", ["[MASK]", "[PAD]", "[SEP]", "[CLS]", "[UNK]"])
def test_what_somebody_wrote_is_never_taken_for_a_token_of_the_tokenizer_s_own(token):
    words = find_words(f"we saw {token} there", TOKENIZER)
    special = TOKENIZER.token_to_id(token)
    assert special not in {piece for pieces in words.pieces for piece in pieces}

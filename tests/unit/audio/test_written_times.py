"""When the word times of a transcript are used: only where the sound around bears them out."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.audio.mute import plan_muting
from sottovoce.deidentify.audio.written_times import WIDEN_S, add_written_times
from sottovoce.model.recordings import LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn

TEXT = "well then Jane came"
STARTS = (0, 5, 10, 15)
ENDS = (4, 9, 14, 19)
DURATION_S = 60.0
PAD_S = 0.2


def words_from(index, start_s, *, step_s=0.5):
    """The four words of a turn, each half a second long, or as told."""
    return tuple(
        TimedWord(index, start, end, start_s + n * step_s, start_s + (n + 1) * step_s)
        for n, (start, end) in enumerate(zip(STARTS, ENDS, strict=True))
    )


def an_interview(n_turns=3, *, written=words_from, cues=True):
    turns = [
        Turn(i, None, 10.0 * i if cues else None, 10.0 * i + 8 if cues else None, TEXT)
        for i in range(n_turns)
    ]
    turns = [replace(turn, words=written(turn.index, 10.0 * turn.index + 2)) for turn in turns]
    return Transcript(tuple(turns), "\n".join([TEXT] * n_turns), "json")


def found(index, *, off_by_s=0.0):
    start_s = 10.0 * index
    words = words_from(index, start_s + 2 + off_by_s)
    return LocatedTurn(index, start_s - 1.5, start_s + 9.5, words, "aligned")


def lost(index):
    return LocatedTurn(index, 10.0 * index - 1.5, 10.0 * index + 9.5)


def settled(transcript, *turns):
    return add_written_times(transcript, LocatedWords(turns), duration_s=DURATION_S)


def ways(located):
    return [turn.how for turn in located.turns]


def test_a_turn_between_turns_that_lie_where_they_should_takes_its_written_times_widened():
    located = settled(an_interview(), found(0), lost(1), found(2))
    assert ways(located) == ["aligned", "words", "aligned"]
    assert [(w.start_s, w.end_s) for w in located.turns[1].words] == [
        (12.0 + n / 2 - WIDEN_S, 12.5 + n / 2 + WIDEN_S) for n in range(4)
    ]
    assert (located.turns[0], located.turns[2]) == (found(0), found(2))


@pytest.mark.parametrize(
    "turns",
    [
        pytest.param((found(0, off_by_s=1.0), lost(1), found(2)), id="the turn before is off"),
        pytest.param((found(0), lost(1), found(2, off_by_s=-1.0)), id="the turn after is off"),
        pytest.param((found(0), found(1), lost(2)), id="nothing was found after it"),
        pytest.param((lost(0), found(1), found(2)), id="nothing was found before it"),
        pytest.param((lost(0), lost(1), lost(2)), id="nothing was found"),
        pytest.param((found(0), lost(1), lost(2), lost(3), found(4)), id="little was found"),
        pytest.param(
            (found(0), LocatedTurn(1, None, None), found(2)), id="the turn may be anywhere"
        ),
    ],
)
def test_without_the_sound_on_both_sides_no_written_time_is_used(turns):
    assert settled(an_interview(len(turns)), *turns) == LocatedWords(turns)


def backwards(index, start_s):
    return tuple(
        replace(word, start_s=other.start_s, end_s=other.end_s)
        for word, other in zip(
            words_from(index, start_s), words_from(index, start_s)[::-1], strict=True
        )
    )


@pytest.mark.parametrize(
    "impossible",
    [
        pytest.param(lambda i, s: (), id="none"),
        pytest.param(backwards, id="backwards"),
        pytest.param(lambda i, s: words_from(i, s, step_s=0.05), id="twenty words a second"),
        pytest.param(lambda i, s: words_from(i, s, step_s=0.0), id="no length"),
        pytest.param(lambda i, s: words_from(i, s + 8), id="after the turn"),
        pytest.param(lambda i, s: words_from(i, s - 8), id="before the turn"),
    ],
)
def test_times_at_which_nobody_can_have_said_it_are_not_used(impossible):
    def written(index, start_s):
        return (impossible if index == 1 else words_from)(index, start_s)

    turns = found(0), lost(1), found(2)
    assert settled(an_interview(written=written), *turns) == LocatedWords(turns)


def test_turns_around_that_have_no_written_times_do_not_speak_for_others():
    def written(index, start_s):
        return words_from(index, start_s) if index == 1 else ()

    turns = found(0), lost(1), found(2)
    assert settled(an_interview(written=written), *turns) == LocatedWords(turns)


def planned(located, transcript):
    marked = [MarkedTurn(t, (Span(10, 14, EntityType.PERSON, 1.0, "x"),)) for t in transcript.turns]
    return plan_muting(
        MarkedTranscript(tuple(marked), "json"), located, duration_s=DURATION_S, pad_s=PAD_S
    )


def test_what_is_muted_by_written_times_says_so():
    transcript = an_interview()
    plan = planned(settled(transcript, found(0), lost(1), found(2)), transcript)
    assert [interval.how for interval in plan.intervals] == ["aligned", "words", "aligned"]
    assert plan.turns_muted == ()


def test_a_name_without_a_written_time_still_mutes_its_turn():
    def written(index, start_s):
        return tuple(w for w in words_from(index, start_s) if index != 1 or w.start_char != 10)

    transcript = an_interview(written=written)
    plan = planned(settled(transcript, found(0), lost(1), found(2)), transcript)
    assert plan.turns_muted == (1,)


@given(st.lists(st.sampled_from(["found", "off", "lost"]), min_size=1, max_size=5))
def test_whatever_was_found_stays_and_nothing_is_muted_less_than_written(kinds):
    turns = tuple(
        lost(i) if kind == "lost" else found(i, off_by_s=2.0 * (kind == "off"))
        for i, kind in enumerate(kinds)
    )
    transcript = an_interview(len(turns))
    located = settled(transcript, *turns)
    for before, turn, after in zip(turns, transcript.turns, located.turns, strict=True):
        assert after == before or (not before.words and after.how == "words")
        if after.how == "words":
            around = [k for k in (kinds[: turn.index][::-1], kinds[turn.index :]) if k]
            assert all(next(k for k in side if k != "lost") == "found" for side in around)
            for said, used in zip(turn.words, after.words, strict=True):
                assert used.start_s <= max(0.0, said.start_s - WIDEN_S)
                assert used.end_s >= min(DURATION_S, said.end_s + WIDEN_S)
    assert all(a.turn_index < b.turn_index for a, b in pairwise(located.turns))

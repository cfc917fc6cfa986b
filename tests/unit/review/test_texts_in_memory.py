"""Raw words in the memory of the Desk: few, and not for long."""

from types import SimpleNamespace

import pytest

from sottovoce.steps.desk import texts
from sottovoce.steps.desk.texts import KEPT_S, MOST, TextsInMemory


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(s=1000.0)
    monkeypatch.setattr(texts, "monotonic", lambda: now.s)
    return now


@pytest.fixture
def timers(clock, monkeypatch):
    """The timers that wait: when they are due by the clock, and what they call then."""
    waiting = []

    def timer(wait_s, call):
        waiting.append((clock.s + wait_s, call))
        return SimpleNamespace(start=lambda: None)

    monkeypatch.setattr(texts.threading, "Timer", timer)
    return waiting


def a_text(name: str, seq: int = 1):
    return SimpleNamespace(record=SimpleNamespace(interview_id=name), seq=seq)


def test_what_was_kept_is_given_for_the_same_question_only(clock):
    kept = TextsInMemory()
    kept.keep(a_text("one"))
    assert kept.get("one", 1) is not None
    assert kept.get("one", 2) is None
    assert kept.get("two", 1) is None


def test_the_one_that_nobody_has_looked_at_for_longest_goes_first(clock):
    kept = TextsInMemory()
    for n in range(MOST):
        kept.keep(a_text(str(n)))
    kept.get("0", 1)
    kept.keep(a_text("new"))
    assert kept.get("1", 1) is None
    assert kept.get("0", 1) is not None


def test_words_go_when_nobody_has_looked_at_them_for_some_minutes(clock):
    kept = TextsInMemory()
    kept.keep(a_text("one"))
    clock.s += KEPT_S - 1
    assert kept.get("one", 1) is not None
    clock.s += KEPT_S - 1
    assert kept.get("one", 1) is not None
    clock.s += KEPT_S + 1
    assert kept.get("one", 1) is None


@pytest.mark.parametrize("looked_at_after_s", [0.0, 5.0, KEPT_S - 1])
def test_words_go_by_themselves_as_soon_as_their_time_is_over(clock, timers, looked_at_after_s):
    kept = TextsInMemory()
    kept.keep(a_text("one"))
    clock.s += looked_at_after_s
    kept.get("one", 1)
    gone_at = clock.s + KEPT_S
    while timers:
        clock.s, on_time = timers.pop()
        on_time()
    assert not kept._kept
    assert clock.s == pytest.approx(gone_at, abs=1.0)


def test_words_go_at_once_when_told(clock):
    kept = TextsInMemory()
    kept.keep(a_text("one"))
    kept.keep(a_text("two"))
    kept.forget("one")
    assert kept.get("one", 1) is None
    assert kept.get("two", 1) is not None

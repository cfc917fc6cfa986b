from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.intake.discovery import (
    STALE_ROTATION,
    file_name,
    folder_hash,
    folders_to_list,
    listing_digest,
)
from sottovoce.model.folders import FolderRecord

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def a_record(
    name: str, state="closed", *, changed: timedelta = 30 * DAY, listed: timedelta = MINUTE
) -> FolderRecord:
    return FolderRecord(name, "d", NOW - changed, NOW - changed, NOW - listed, state)


def due(*records: FolderRecord, seen: list[str] | None = None, rotation: int = 0) -> list[str]:
    known = {record.folder_hash: record for record in records}
    return folders_to_list(known, list(known) if seen is None else seen, NOW, rotation=rotation)


@pytest.mark.parametrize(
    ("record", "is_due"),
    [
        pytest.param(a_record("f", "open", changed=MINUTE), True, id="files under way"),
        pytest.param(a_record("f", "open", changed=6 * DAY), True, id="a correction awaited"),
        pytest.param(a_record("f", "closed", changed=MINUTE), True, id="settled a minute ago"),
        pytest.param(a_record("f", "closed", changed=HOUR), False, id="settled an hour ago"),
        pytest.param(a_record("f", "closed"), False, id="settled long ago"),
    ],
)
def test_a_folder_is_looked_into_at_every_poll_while_something_may_happen(record, is_due):
    assert (due(record) == ["f"]) is is_due


def test_a_new_folder_comes_first():
    assert due(a_record("old", "open", changed=DAY), seen=["old", "new"]) == ["new", "old"]


def test_a_folder_that_is_gone_is_not_looked_into():
    assert due(a_record("gone", "open", changed=DAY), seen=[]) == []


def test_settled_folders_take_turns_those_not_looked_into_for_longest_first():
    records = [a_record(f"f{n}", listed=n * HOUR) for n in (3, 1, 4, 2)]
    assert due(*records, rotation=2) == ["f4", "f3"]


def test_folders_left_unfinished_for_a_week_take_turns_too_and_do_not_swamp_the_poll():
    records = [a_record(f"f{n:04}", "open", listed=n * MINUTE) for n in range(1000)]
    assert len(due(*records)) == STALE_ROTATION
    assert due(*records)[0] == "f0999"


@given(st.integers(1, 60), st.integers(1, 9))
def test_every_settled_folder_is_looked_into_again_within_one_round(n_folders, rotation):
    known = {f"f{n}": a_record(f"f{n}") for n in range(n_folders)}
    looked_into: set[str] = set()
    for poll in range(-(-n_folders // rotation)):
        now = NOW + poll * MINUTE
        for folder in folders_to_list(known, known, now, rotation=rotation):
            looked_into.add(folder)
            old = known[folder]
            known[folder] = FolderRecord(
                folder, "d", old.first_seen_at, old.changed_at, now, "closed"
            )
    assert looked_into == known.keys()


@given(st.integers(0, 3000), st.integers(0, 20))
def test_what_one_poll_looks_into_does_not_grow_with_what_is_settled(n_settled, n_new):
    known = {f"f{n}": a_record(f"f{n}") for n in range(n_settled)}
    seen = [*known, *(f"new{n}" for n in range(n_new))]
    assert len(folders_to_list(known, seen, NOW, rotation=20)) <= n_new + 20


@dataclass(frozen=True)
class Item:
    key: str
    n_bytes: int = 1
    etag: str = "e"


@pytest.mark.parametrize(
    ("after", "is_same"),
    [
        pytest.param([Item("b"), Item("a")], True, id="in another order"),
        pytest.param([Item("a")], False, id="one gone"),
        pytest.param([Item("a"), Item("b"), Item("c")], False, id="one more"),
        pytest.param([Item("a"), Item("b", 2)], False, id="another size"),
        pytest.param([Item("a"), Item("b", etag="f")], False, id="another content"),
        pytest.param([Item("a"), Item("c")], False, id="another name"),
    ],
)
def test_a_listing_has_another_digest_when_something_in_it_changed(after, is_same):
    before = listing_digest([Item("a"), Item("b")])
    assert (listing_digest(after) == before) is is_same


@given(st.text(min_size=4), st.text(min_size=4))
def test_the_hash_of_a_folder_tells_sites_apart_and_shows_neither_name(folder, other):
    hashed = folder_hash("s01", folder)
    assert hashed != folder_hash("s02", folder)
    assert (hashed == folder_hash("s01", other)) == (folder == other)
    assert len(hashed) == 64
    assert set(hashed) <= set("0123456789abcdef")


def test_a_file_has_one_name_however_the_sites_computer_writes_accents():
    assert file_name("inbox/f/Zoe\u0308.docx", "inbox/f/") == "Zo\u00eb.docx"

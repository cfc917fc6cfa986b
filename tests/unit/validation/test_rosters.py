import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.errors import UnreadableUpload
from sottovoce.model.rosters import Roster, RosterEntry
from sottovoce.model.spans import EntityType
from sottovoce.validation.rosters import read_roster, roster_rows

NAME = "Zebedee Quillfeather"
PERSON = EntityType.PERSON


@pytest.mark.parametrize(
    ("data", "entries"),
    [
        pytest.param(b"kind,value\nperson,Jo Ash\n", [(PERSON, "Jo Ash")], id="plain"),
        pytest.param(b"kind,value\r\nperson,Jo Ash\r\n", [(PERSON, "Jo Ash")], id="from Windows"),
        pytest.param(
            "kind,value\nperson,Siân".encode("utf-8-sig"), [(PERSON, "Siân")], id="with a mark"
        ),
        pytest.param(b"Kind , VALUE\n PERSON , Jo ", [(PERSON, "Jo")], id="case and space"),
        pytest.param(b"value,kind\nJo,person", [(PERSON, "Jo")], id="columns swapped"),
        pytest.param(b"kind,value,,\nperson,Jo,,\n,,,\n", [(PERSON, "Jo")], id="empty columns"),
        pytest.param(b"kind,value\n\nperson,Jo\n", [(PERSON, "Jo")], id="empty line"),
        pytest.param(
            b'kind,value\nfacility,"Ash, Oak & Co"\n',
            [(EntityType.FACILITY, "Ash, Oak & Co")],
            id="quoted comma",
        ),
        pytest.param(
            b"kind,value\nnurse,Jo Ash", [(EntityType.OTHER_ID, "Jo Ash")], id="unknown kind"
        ),
        pytest.param(b"kind,value\nperson,I\nperson,", [], id="lone letter and nothing"),
        pytest.param(b"kind,value\n", [], id="header only"),
    ],
)
def test_a_roster_is_read_as_sites_write_it(data, entries):
    assert read_roster(data) == Roster(tuple(RosterEntry(*entry) for entry in entries))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "roster-wrong-header", id="empty"),
        pytest.param(f"person,{NAME}\n".encode(), "roster-wrong-header", id="no header"),
        pytest.param(f"kind,name\nperson,{NAME}".encode(), "roster-wrong-header", id="renamed"),
        pytest.param(
            f"kind,value,value\nperson,{NAME},x".encode(), "roster-wrong-header", id="twice"
        ),
        pytest.param(f"kind;value\nperson;{NAME}".encode(), "roster-not-csv", id="semicolons"),
        pytest.param(f"kind\tvalue\nperson\t{NAME}".encode(), "roster-not-csv", id="tabs"),
        pytest.param(b"PK\x03\x04" + NAME.encode(), "roster-not-csv", id="Excel workbook"),
        pytest.param(f'kind,value\nperson,"{NAME}'.encode(), "roster-not-csv", id="open quote"),
        pytest.param(
            f"kind,value\nperson,{NAME}, Jr".encode(), "roster-not-csv", id="comma in a name"
        ),
        pytest.param(
            f"kind,value\nperson,{NAME}{'x' * 200_000}".encode(), "roster-not-csv", id="huge cell"
        ),
        pytest.param(
            f"kind,value\nperson,{NAME}".encode("utf-16"), "roster-wrong-encoding", id="UTF-16"
        ),
        pytest.param(
            f"kind,value\nperson,{NAME}".encode("utf-16-le"), "roster-wrong-encoding", id="no mark"
        ),
        pytest.param(
            f"kind,value\nperson,Siân {NAME}".encode("cp1252"),
            "roster-wrong-encoding",
            id="old Windows",
        ),
    ],
)
def test_what_is_no_roster_is_refused_without_a_name(data, code):
    with pytest.raises(UnreadableUpload) as refused:
        read_roster(data)
    assert refused.value.code == code
    assert refused.value.where.startswith("roster.csv")
    shown = "".join(traceback.format_exception(refused.value)) + repr(refused.value.finding)
    assert NAME not in shown
    assert refused.value.__context__ is None
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    assert [row["line"] for row in roster_rows(b"kind,value\nperson,Jo\n\nperson,Al\n")] == [2, 4]


names = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zs"]), min_size=2)


@given(st.lists(st.tuples(st.sampled_from(["person", "location", "nurse", ""]), names)))
def test_no_name_of_a_roster_is_ever_dropped(entries):
    lines = [f'{kind},"{name.replace(chr(34), chr(34) * 2)}"' for kind, name in entries]
    roster = read_roster("\r\n".join(["kind,value", *lines]).encode())
    kept = [name.strip() for _, name in entries if len(name.strip()) > 1]
    assert [entry.value for entry in roster.entries] == kept
    assert not any(len(name) > 3 and name in repr(roster) for name in kept if name.isalpha())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        code = None if read_roster(data) else "no roster"
    except UnreadableUpload as error:
        code = error.code
    assert code in {None, "roster-not-csv", "roster-wrong-header", "roster-wrong-encoding"}

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sottovoce.adapters.gx import check_table
from sottovoce.errors import StudyConfigError

NAME = "Zebedee Quillfeather"
META = "{code: a-code, problem: It is wrong., fix: Mend it.}"


def a_suite(folder: Path, *expectations: str) -> Path:
    file = folder / "suite.yaml"
    file.write_text("expectations:\n" + "".join(f"  - {each}\n" for each in expectations))
    return file


def an_expectation(kind: str, kwargs: str = "{column: name}", meta: str = META) -> str:
    return f"{{type: {kind}, kwargs: {kwargs}, meta: {meta}}}"


def a_table(*cells: str) -> pd.DataFrame:
    return pd.DataFrame({"name": cells, "line": range(2, len(cells) + 2)})


@pytest.mark.parametrize(
    ("expectation", "message"),
    [
        pytest.param(
            an_expectation("expect_column_values_to_be_lovely"), "knows 0", id="unknown expectation"
        ),
        pytest.param(
            an_expectation("expect_column_values_to_be_in_set", "{colunm: name}"),
            "wrong arguments|knows 0",
            id="mistyped argument",
        ),
        pytest.param(
            an_expectation("expect_column_values_to_not_be_null", "{column: nmae}"),
            "can't be evaluated",
            id="column that is not there",
        ),
        pytest.param(
            an_expectation("expect_column_values_to_be_between", "{column: name, min_value: 3}"),
            "can't be evaluated",
            id="number expected of text",
        ),
        pytest.param(
            an_expectation(
                "expect_column_values_to_be_in_set", "{column: name, value_set: {$PARAMETER: x}}"
            ),
            "unknown parameter x",
            id="parameter not given",
        ),
        pytest.param(
            an_expectation("expect_column_values_to_not_be_null", meta="{code: a, problem: b}"),
            "lacks meta fix",
            id="no fix",
        ),
        pytest.param(
            an_expectation("expect_column_values_to_not_be_null", meta="{problem: b, fix: c}"),
            "lacks meta code",
            id="no code",
        ),
        pytest.param(
            "{type: expect_column_values_to_not_be_null, kwargs: {column: name}}",
            "lacks meta code, fix, problem",
            id="no meta",
        ),
        pytest.param(
            an_expectation("expect_column_values_to_not_be_null") + "\n    }", "read", id="no YAML"
        ),
    ],
)
def test_a_suite_that_can_not_do_its_work_stops_everything(expectation, message, tmp_path):
    with pytest.raises(StudyConfigError, match=message) as stopped:
        check_table(a_table(NAME), a_suite(tmp_path, expectation), {})
    seen = [stopped.value]
    while link := seen[-1].__cause__ or seen[-1].__context__:
        seen.append(link)
    assert NAME not in "".join(map(str, seen))


def test_a_missing_suite_stops_everything(tmp_path):
    with pytest.raises(StudyConfigError, match="can't be read"):
        check_table(a_table(NAME), tmp_path / "none.yaml", {})


def test_findings_come_in_the_order_of_the_suite(tmp_path):
    suite = a_suite(
        tmp_path,
        an_expectation("expect_table_row_count_to_be_between", "{min_value: 5}", META),
        an_expectation("expect_column_values_to_match_regex", "{column: name, regex: '^b$'}"),
        an_expectation("expect_column_values_to_not_be_null"),
        an_expectation("expect_column_values_to_match_regex", "{column: name, regex: '^c$'}"),
    )
    found = check_table(a_table("a", " "), suite, {})
    assert [finding.rows for finding in found] == [(), (2,), (3,), (2,)]


def test_one_table_does_not_answer_for_the_next(tmp_path):
    suite = a_suite(tmp_path, an_expectation("expect_column_values_to_not_be_null"))
    rows = [[f.rows for f in check_table(a_table(*cells), suite, {})] for cells in ("a ", " a")]
    assert rows == [[(3,)], [(2,)]]


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(st.text("ßéŻ-'", min_size=8, max_size=20), min_size=1, max_size=20))
def test_no_cell_leaves_the_check(cells, tmp_path_factory, capfd, caplog):
    suite = a_suite(
        tmp_path_factory.mktemp("suite"),
        an_expectation("expect_column_values_to_match_regex", "{column: name, regex: '^b$'}"),
        an_expectation("expect_column_values_to_be_unique"),
        an_expectation("expect_compound_columns_to_be_unique", "{column_list: [name, line]}"),
    )
    shown = repr(check_table(a_table(*cells), suite, {}))
    shown += caplog.text + "".join(capfd.readouterr())
    assert not [cell for cell in cells if cell in shown]


@pytest.mark.parametrize(
    "expectation",
    [
        pytest.param(an_expectation("expect_column_values_to_be_unique"), id="a broken rule"),
        pytest.param(
            an_expectation("expect_column_values_to_be_between", "{column: name, min_value: 3}"),
            id="a rule that can't be evaluated",
        ),
        pytest.param(an_expectation("expect_column_values_to_be_lovely"), id="an unknown rule"),
    ],
)
def test_nothing_is_printed_or_logged(expectation, tmp_path):
    suite = a_suite(tmp_path, expectation)
    probe = (
        "import logging, pathlib, pandas as pd; logging.basicConfig(level=logging.DEBUG);"
        "from sottovoce.adapters.gx import check_table\n"
        f"table = pd.DataFrame({{'name': ['{NAME}'] * 2, 'line': [2, 3]}})\n"
        f"try: check_table(table, pathlib.Path({str(suite)!r}), {{}})\n"
        "except Exception: pass"
    )
    out = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert NAME not in out.stdout + out.stderr
    assert "great_expectations" not in out.stdout + out.stderr
    assert "Calculating" not in out.stdout + out.stderr


def test_importing_the_adapter_does_not_import_great_expectations():
    probe = "import sys, sottovoce.adapters.gx; print({'great_expectations', 'pandas'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"

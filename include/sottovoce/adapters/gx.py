"""Run a suite of ``expectations/`` over a table, and keep nothing but row numbers.

Great Expectations reports the cells it does not like, prints progress, logs what went wrong with
values in it, and sends usage figures. All four are switched off here, and what it returns is
reduced before it leaves this module. It takes seconds to import, so it is imported on first use.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import yaml

from sottovoce.errors import StudyConfigError
from sottovoce.validation.findings import Severity, TableFinding
from sottovoce.validation.rows import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

__all__ = ["TableFinding", "check_rows", "check_table"]

# Only COMPLETE names rows. It carries the cells too, which _finding leaves behind.
_WITH_ROW_NUMBERS = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": 0,
    "unexpected_index_column_names": ["line"],
    "return_unexpected_index_query": False,
}


def check_rows(
    rows: Iterable[Mapping[str, object]],
    columns: Sequence[str],
    suite_file: Path,
    parameters: Mapping[str, object],
) -> list[TableFinding]:
    """Return one finding for each broken expectation over rows that are not a table yet.

    Args:
        rows: Cells by column, with the row's number in ``line``.
        columns: The columns of the table, which there may be no row to tell.
        suite_file: A YAML suite, e.g. ``expectations/turns.yaml``.
        parameters: Values for the suite's ``$PARAMETER`` entries.

    Raises:
        StudyConfigError: As for :func:`check_table`.
    """
    import pandas as pd

    table = pd.DataFrame([dict(row) for row in rows], columns=list(columns))
    return check_table(table, suite_file, parameters)


def check_table(
    table: pd.DataFrame, suite_file: Path, parameters: Mapping[str, object]
) -> list[TableFinding]:
    """Return one finding for each broken expectation, in the order of the suite.

    Cells of text are trimmed before they are checked, and empty ones count as missing.

    Args:
        table: The cells as the site wrote them, with the row's number in column ``line``.
        suite_file: A YAML suite, e.g. ``expectations/manifest.yaml``.
        parameters: Values for the suite's ``$PARAMETER`` entries, e.g. ``roles``.

    Returns:
        Findings without a cell's value; empty if the table keeps every rule.

    Raises:
        StudyConfigError: The suite can't be read, names an unknown expectation or parameter,
            lacks a code or a fix, or an expectation can't be evaluated on this table.
    """
    suite = _suite(suite_file, parameters)
    results = _validate(_with_empty_as_missing(table), suite)
    if results is None or any(_errored(result) for result in results):
        raise StudyConfigError(
            f"An expectation of {suite_file} can't be evaluated. Check its columns and arguments."
        )
    in_order = sorted(results, key=lambda result: result.expectation_config.meta["position"])
    return [_finding(result) for result in in_order if not result.success]


def _suite(suite_file: Path, parameters: Mapping[str, object]) -> Any:
    _batches()  # silences Great Expectations before it is used
    import great_expectations as gx

    declared = _declared(suite_file)
    filled = [
        {**_filled(each, parameters, suite_file), "meta": {**each["meta"], "position": position}}
        for position, each in enumerate(declared)
    ]
    try:
        suite = gx.ExpectationSuite(name=suite_file.stem, expectations=filled)
    except Exception as error:
        raise StudyConfigError(f"An expectation of {suite_file} has wrong arguments.") from error
    # An expectation that Great Expectations does not know is logged and dropped.
    if len(suite.expectations) != len(declared):
        raise StudyConfigError(
            f"{suite_file} has {len(declared)} expectations, of which Great Expectations knows "
            f"{len(suite.expectations)}. Check the type and arguments of each."
        )
    return suite


def _declared(suite_file: Path) -> list[dict[str, Any]]:
    try:
        declared = yaml.safe_load(suite_file.read_text(encoding="utf-8"))["expectations"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise StudyConfigError(f"The suite {suite_file} can't be read.") from error
    for position, each in enumerate(declared, start=1):
        meta = each.get("meta") or {}
        if missing := {"code", "problem", "fix"} - meta.keys():
            raise StudyConfigError(
                f"Expectation {position} of {suite_file} lacks meta {', '.join(sorted(missing))}."
            )
    return cast("list[dict[str, Any]]", declared)


def _filled(value: Any, parameters: Mapping[str, object], suite_file: Path) -> Any:
    # Left to itself, Great Expectations takes an unknown parameter for a value.
    match value:
        case {"$PARAMETER": name}:
            if name not in parameters:
                raise StudyConfigError(f"{suite_file} asks for the unknown parameter {name}.")
            given = parameters[name]
            return list(given) if isinstance(given, tuple | set | frozenset) else given
        case dict():
            return {key: _filled(each, parameters, suite_file) for key, each in value.items()}
        case list():
            return [_filled(each, parameters, suite_file) for each in value]
        case _:
            return value


def _with_empty_as_missing(table: pd.DataFrame) -> pd.DataFrame:
    return table.map(lambda cell: trimmed(cell) if isinstance(cell, str) else cell)


@cache
def _batches() -> Any:
    """Return this process's entrance to Great Expectations, silenced."""
    import logging
    import os

    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Some of its loggers have a level of their own, so they are cut off instead of turned down.
    log = logging.getLogger("great_expectations")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("uploads").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole")


def _validate(table: pd.DataFrame, suite: Any) -> list[Any] | None:
    """Return the outcome of every expectation; None if they could not be run at all."""
    try:
        batch = _batches().get_batch({"dataframe": table})
        return list(batch.validate(suite, result_format=_WITH_ROW_NUMBERS).results)
    except Exception:  # its message and its frames carry cells, so nothing of it is kept
        return None


def _errored(result: Any) -> bool:
    return not result.success and not result.result.keys() & {
        "unexpected_index_list",
        "observed_value",
    }


def _finding(result: Any) -> TableFinding:
    config = result.expectation_config
    return TableFinding(
        code=config.meta["code"],
        rows=_rows(result.result.get("unexpected_index_list", []), config),
        column=_column(config.kwargs),
        problem=config.meta["problem"],
        fix=config.meta["fix"],
        severity=cast("Severity", config.severity.value),
    )


def _rows(hits: list[dict[str, Any]], config: Any) -> tuple[int, ...]:
    hits = sorted(hits, key=lambda hit: hit["line"])
    if config.meta.get("first_row_is_fine"):
        hits = _without_first_of_each(hits, config.kwargs["column_list"])
    return tuple(dict.fromkeys(int(hit["line"]) for hit in hits))


def _without_first_of_each(hits: list[dict[str, Any]], columns: list[str]) -> list[dict[str, Any]]:
    groups = [tuple(hit[column] for column in columns) for hit in hits]
    return [hit for i, hit in enumerate(hits) if groups[i] in groups[:i]]


def _column(kwargs: Mapping[str, Any]) -> str | None:
    columns = kwargs.get("column_list") or [
        kwargs[key] for key in ("column", "column_A") if key in kwargs
    ]
    return ", ".join(columns) or None

"""No pattern of the text rules takes long over any text: catastrophic ones are found here."""

import ast
import importlib
import inspect
import pkgutil
import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

import sottovoce.deidentify.text as rules

N_CHARS = 50_000
LIMIT_S = 0.5
N_CHARS_FIRST, QUICK_S = 5_000, 0.0005
"""What takes so little for a tenth stays within the limit for all, unless it grows faster than the
third power; and what doubles with each sign never ends."""

REPEATED = (
    "a", "A", "0", " ", "\n", ".", ",", "-", "'", "@", "_", "/", "\u2019", "é", "İ",
    "a ", "A ", "Aa ", "0 ", "aa-", "a'", "A-", "a.", "0-", "0, ", "0/", ", ", ". ", " -", " \n",
    "a, ", "aB0", "a_", "a@", "aaaaaaaa ", "Aaaaaaaa ",
    "one ", "oh ", "twenty one ", "double a ", "one hundred and ", "um ", "no, sorry ",
    "x dot ", "at x dot ", "underscore a ", "slash a ", "flat 2 ", "number 2 the ", "the old ",
    "the code is ", "his ref ", "i'm just ", "and then ", "he is, ", "is ", "12, 13, ",
    "the Road ", "a street ", "Mr A ", "my big ", "NHS and ", "team ", "ward a ", "a for b ",
    "1st of ", "march ", "how old ", "in the ", "me ", "It's called ",
)  # fmt: skip
"""What is said over and over: single signs, pairs, and the words that patterns look for."""


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from patterns_in([*value.keys(), *value.values()])
    elif isinstance(value, (tuple, list, frozenset, set)):
        for part in value:
            yield from patterns_in(part)


def patterns_in_calls(source: str) -> Iterator[tuple[int, re.Pattern[str]]]:
    """Yield what functions give to ``re.search`` and its like, as far as it stands there."""
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    for node in (node for function in functions for node in ast.walk(function)):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).startswith("re.")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.lineno, re.compile(node.args[0].value)


def every_pattern() -> dict[re.Pattern[str], str]:
    found: dict[re.Pattern[str], str] = {}
    for module in pkgutil.iter_modules(rules.__path__):
        loaded = importlib.import_module(f"{rules.__name__}.{module.name}")
        for name, value in vars(loaded).items():
            for number, pattern in enumerate(patterns_in(value)):
                found.setdefault(pattern, f"{module.name}-{name}-{number}")
        for line, pattern in patterns_in_calls(inspect.getsource(loaded)):
            found.setdefault(pattern, f"{module.name}-line-{line}")
    return found


@contextmanager
def at_most(seconds: float, why: str) -> Iterator[None]:
    """Fail after ``seconds`` of this process's own time, in the middle of a match if need be."""

    def stop(*_: object) -> None:
        pytest.fail(why)

    previous = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def read_all(pattern: re.Pattern[str], repeated: str, *, n_chars: int = N_CHARS) -> float:
    """Search for ``pattern`` all over repeats that end in another sign; return the seconds."""
    text = (repeated * (n_chars // len(repeated) + 1))[:n_chars] + "!"
    started = time.process_time()
    with at_most(LIMIT_S, f"slow on repeats of {repeated!r}"):
        for _ in pattern.finditer(text):
            pass
    return time.process_time() - started


PATTERNS = every_pattern()


@pytest.mark.parametrize("pattern", PATTERNS, ids=list(PATTERNS.values()))
def test_a_pattern_reads_endless_repeats_in_time(pattern):
    for repeated in REPEATED:
        if read_all(pattern, repeated, n_chars=N_CHARS_FIRST) > QUICK_S:
            read_all(pattern, repeated)


def test_the_patterns_of_tables_are_collected_too():
    modules = {name.partition("-")[0] for name in PATTERNS.values()}

    assert {"ages", "codes", "dates", "mentions", "services", "sounds"} <= modules


def test_a_pattern_that_never_ends_fails_instead_of_hanging():
    endless = re.compile(r"(?:a|aa)+$")
    started = time.process_time()

    with pytest.raises(pytest.fail.Exception, match="slow on repeats"):
        read_all(endless, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")

    assert time.process_time() - started < 4 * LIMIT_S

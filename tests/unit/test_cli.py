import subprocess
import sys

import pytest
from typer.testing import CliRunner

from sottovoce.cli import _COMMANDS, app

HEAVY = {
    "airflow",
    "boto3",
    "great_expectations",
    "pandas",
    "presidio_analyzer",
    "psycopg",
    "spacy",
}


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_explains_itself(command):
    shown = CliRunner().invoke(app, [command, "--help"])
    assert shown.exit_code == 0, shown.output
    assert command in CliRunner().invoke(app, ["--help"]).output


def test_an_unknown_command_is_refused():
    assert CliRunner().invoke(app, ["publish-everything"]).exit_code == 2


def test_help_loads_nothing_heavy():
    probe = (
        "import sys; from typer.testing import CliRunner; from sottovoce.cli import app;"
        f"CliRunner().invoke(app, ['--help']); print(sorted({HEAVY!r} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_failure_never_shows_what_a_function_held():
    assert app.pretty_exceptions_show_locals is False

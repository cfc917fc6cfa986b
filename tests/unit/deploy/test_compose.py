import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())[
    "services"
]
ONE_SHOT = {"init"}
AIRFLOW = {"api-server", "scheduler", "dag-processor", "triggerer", "worker"}

every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def default_of(value: str) -> str:
    """Fill in the defaults of ``${NAME:-default}``."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


def plain_secrets(environment: dict[str, str]) -> list[str]:
    """Return the variables that hold what should be in a file."""
    return sorted(name for name, value in environment.items() if is_plain_secret(name, str(value)))


def is_plain_secret(name: str, value: str) -> bool:
    if re.search(r"://[^/\s]*:[^/\s]+@", value):
        return True
    is_named_so = re.search(r"PASSWORD|SECRET|KEY|TOKEN|DSN|FERNET", name) is not None
    is_harmless = value in {"", "not-for-workers"} or value.startswith("/run/secrets/")
    return is_named_so and not is_harmless


@pytest.mark.parametrize(
    ("name", "value", "is_secret"),
    [
        pytest.param("POSTGRES_PASSWORD", "hunter2", True, id="password"),
        pytest.param("S", "postgresql://ledger:hunter2@postgres/ledger", True, id="in an address"),
        pytest.param("S", "redis://:hunter2@redis:6379/0", True, id="without a user"),
        pytest.param("AIRFLOW__CORE__FERNET_KEY", "${FERNET_KEY}", True, id="by a variable"),
        pytest.param("POSTGRES_PASSWORD_FILE", "/run/secrets/p", False, id="in a file"),
        pytest.param("SOTTOVOCE_S3_ENDPOINT", "http://s3:9000", False, id="an address"),
    ],
)
def test_a_secret_in_a_variable_is_told_from_what_is_none(
    name: str, value: str, is_secret: bool
) -> None:
    assert is_plain_secret(name, value) is is_secret


@every_service
def test_no_service_has_a_secret_in_a_variable(name: str) -> None:
    assert plain_secrets(SERVICES[name].get("environment", {})) == []


@every_service
def test_no_service_has_a_secret_in_its_command(name: str) -> None:
    command = SERVICES[name].get("command", [])
    assert not re.search(r"://[^/\s]*:[^/\s]+@|pass(word|wd)?=", str(command), re.IGNORECASE)


@every_service
def test_every_service_tells_whether_it_works_or_runs_once(name: str) -> None:
    service = SERVICES[name]
    if name in ONE_SHOT:
        assert service["restart"] == "no"
        return
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"


@every_service
def test_nothing_runs_as_root_or_can_become_root(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in {"", "0", "root"}
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")


@every_service
def test_every_file_system_is_read_only_but_that_of_postgresql(name: str) -> None:
    assert SERVICES[name]["read_only"] is (name != "postgres")


@every_service
def test_every_image_has_a_version(name: str) -> None:
    image = default_of(SERVICES[name]["image"])
    assert re.search(r":\d+(\.\d+)*(-[a-z]+)?$", image), image


def test_only_the_api_server_has_a_port_and_only_on_this_machine() -> None:
    published = {name: s["ports"] for name, s in SERVICES.items() if "ports" in s}
    assert list(published) == ["api-server"]
    assert [default_of(port) for port in published["api-server"]] == ["127.0.0.1:8080:8080"]


def test_only_the_api_server_has_a_way_out(compose: dict[str, Any]) -> None:
    closed = {name for name, net in compose["networks"].items() if (net or {}).get("internal")}
    outside = {name for name, s in SERVICES.items() if set(s["networks"]) - closed}
    assert outside == {"api-server"}


def secrets_of(service: dict[str, Any]) -> set[str]:
    """Return the secrets that a service holds, whatever they are called in there."""
    given = service.get("secrets", [])
    return {each if isinstance(each, str) else each["source"] for each in given}


@pytest.mark.parametrize(
    ("secret", "holders"),
    [
        pytest.param("postgres_superuser_password", {"postgres", "init"}, id="superuser"),
        pytest.param("s3_root_secret_key", {"s3", "init"}, id="first key of the S3 server"),
        pytest.param("s3_site_seed", {"init"}, id="keys of the sites"),
        pytest.param("airflow_database_url", {"init", *AIRFLOW} - {"worker"}, id="Airflow's own"),
        pytest.param("airflow_jwt_secret", {"init", *AIRFLOW} - {"worker"}, id="tokens"),
        pytest.param("sottovoce_vault_key", {"init", "worker"}, id="vault"),
        pytest.param("sottovoce_vault_dsn", {"init", "worker"}, id="vault's address"),
        pytest.param("sottovoce_store_dsn", {"init", "worker"}, id="store"),
        pytest.param("sottovoce_ledger_dsn", {"init", "worker"}, id="the ledger as its owner"),
        pytest.param("sottovoce_s3_secret_key", {"init", "worker"}, id="every bucket"),
        pytest.param("desk_ledger_dsn", {"init", "api-server"}, id="the ledger as the Desk"),
        pytest.param("desk_s3_secret_key", {"init", "api-server"}, id="originals, to be read"),
        pytest.param("database_analyst_password", {"init"}, id="analysts"),
    ],
)
def test_a_secret_goes_only_where_it_is_needed(secret: str, holders: set[str]) -> None:
    assert {name for name, s in SERVICES.items() if secret in secrets_of(s)} == holders


def test_the_desk_finds_its_own_keys_where_a_worker_finds_the_pipelines() -> None:
    renamed = [s for s in SERVICES["api-server"]["secrets"] if not isinstance(s, str)]
    assert {each["target"]: each["source"] for each in renamed} == {
        "sottovoce_ledger_dsn": "desk_ledger_dsn",
        "sottovoce_s3_access_key": "desk_s3_access_key",
        "sottovoce_s3_secret_key": "desk_s3_secret_key",
    }
    given_to_worker = {s for s in SERVICES["worker"]["secrets"] if s.startswith("sottovoce_")}
    assert {each["target"] for each in renamed} < given_to_worker


def test_each_secret_is_a_file_of_its_own_that_is_used_and_can_be_made(
    compose: dict[str, Any], secrets_dir: Path
) -> None:
    declared = compose["secrets"]
    used = {secret for s in SERVICES.values() for secret in secrets_of(s)}
    assert set(declared) == used == {file.name for file in secrets_dir.iterdir()}
    assert all(given == {"file": f"deploy/secrets/{n}"} for n, given in declared.items())


@pytest.mark.parametrize("name", sorted(AIRFLOW))
def test_airflow_waits_until_everything_is_prepared(name: str) -> None:
    waits_for = SERVICES[name]["depends_on"]
    assert waits_for["init"]["condition"] == "service_completed_successfully"
    assert waits_for["redis"]["condition"] == "service_healthy"


def test_the_s3_server_can_be_left_out() -> None:
    dependents = [
        s["depends_on"]["s3"] for s in SERVICES.values() if "s3" in s.get("depends_on", {})
    ]
    assert dependents
    assert all(each["required"] is False for each in dependents)


def test_every_volume_that_is_mounted_is_declared(compose: dict[str, Any]) -> None:
    assert {source for source, _ in mounts()} == set(compose["volumes"])


def test_nothing_of_the_host_is_mounted() -> None:
    assert not [source for source, _ in mounts() if source.startswith((".", "/", "~"))]


def mounts() -> Iterator[tuple[str, str]]:
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source, target = mount.split(":", 1)
            yield source, target

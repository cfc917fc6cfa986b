import base64
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.unit.deploy.conftest import make_secrets


def read(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_making_secrets_again_changes_none(secrets_dir: Path) -> None:
    before = read(secrets_dir)
    make_secrets(secrets_dir)
    assert read(secrets_dir) == before


def test_only_what_is_missing_is_added(secrets_dir: Path) -> None:
    before = read(secrets_dir)
    (secrets_dir / "airflow_broker_url").unlink()
    assert make_secrets(secrets_dir).startswith("1 secrets added")
    assert read(secrets_dir) == before, "the broker's address is made of Redis' password"


def test_no_two_folders_share_a_secret(secrets_dir: Path, tmp_path: Path) -> None:
    make_secrets(tmp_path / "other")
    assert not set(read(secrets_dir).values()) & set(read(tmp_path / "other").values())


def test_only_the_owner_gets_to_the_files_and_any_container_can_read_its_own(
    secrets_dir: Path,
) -> None:
    assert stat.S_IMODE(secrets_dir.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets_dir.iterdir()} == {0o444}


def test_a_folder_that_was_open_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o755)
    make_secrets(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_file_ends_with_a_line_break_which_airflow_would_take_for_a_part(
    secrets_dir: Path,
) -> None:
    assert not [name for name, value in read(secrets_dir).items() if value != value.strip()]


def test_what_is_said_shows_no_secret(tmp_path: Path) -> None:
    said = make_secrets(tmp_path / "secrets")
    assert not [name for name, value in read(tmp_path / "secrets").items() if value in said]


def test_redis_asks_for_the_password_that_airflow_gives(secrets_dir: Path) -> None:
    asked = (secrets_dir / "redis_conf").read_text().removeprefix("requirepass ")
    assert urlsplit((secrets_dir / "airflow_broker_url").read_text()).password == asked


@pytest.mark.parametrize("name", ["airflow_fernet_key", "sottovoce_vault_key"])
def test_keys_have_32_bytes(secrets_dir: Path, name: str) -> None:
    assert len(base64.urlsafe_b64decode((secrets_dir / name).read_text())) == 32


@pytest.mark.parametrize(
    ("name", "role"),
    [
        pytest.param("airflow_database_url", "airflow", id="airflow"),
        pytest.param("airflow_result_backend", "celery", id="results"),
        pytest.param("sottovoce_ledger_dsn", "ledger", id="ledger"),
        pytest.param("desk_ledger_dsn", "desk", id="the ledger, as the Desk"),
        pytest.param("sottovoce_vault_dsn", "vault", id="vault"),
        pytest.param("sottovoce_store_dsn", "loader", id="store"),
    ],
)
def test_each_database_is_opened_by_a_role_of_its_own_where_it_was_said_to_be(
    tmp_path: Path, name: str, role: str
) -> None:
    make_secrets(tmp_path, "--postgres-host", "db.example:6543")
    address = urlsplit((tmp_path / name).read_text())
    assert (address.username, address.hostname, address.port) == (role, "db.example", 6543)

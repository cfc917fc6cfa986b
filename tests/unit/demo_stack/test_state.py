import base64
import os
import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from sottovoce_demo.access import Access, forget_access, read_access, save_access
from sottovoce_demo.s3_server import DESK, PIPELINE, Credential
from sottovoce_demo.stack import desk_environment, write_desk_secrets, write_task_secrets
from sottovoce_demo.state import Ports, open_state, vars_of


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def an_access() -> Access:
    keys = {"s01": Credential("AKIA1", "hush-s3")}
    return Access(Ports(1, 2, 3), {"ledger": "postgresql://hush-db@h/l"}, "http://h:2", keys)


def test_a_demo_opened_again_has_the_same_secrets(tmp_path: Path) -> None:
    first = open_state(tmp_path / "demo").secrets
    assert dict(open_state(tmp_path / "demo").secrets.values) == dict(first.values)


def test_two_demos_share_no_secret(tmp_path: Path) -> None:
    one, two = (set(open_state(tmp_path / n).secrets.values.values()) for n in ("one", "two"))
    assert one.isdisjoint(two)


def test_a_secret_that_a_newer_version_needs_is_added(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"vault_key": "kept"}')
    secrets = open_state(tmp_path).secrets
    assert secrets["vault_key"] == "kept"
    assert len(secrets["airflow_jwt_secret"]) >= 64


@pytest.mark.parametrize("name", ["vault_key", "airflow_fernet_key"])
def test_keys_are_32_bytes_in_url_safe_base64(tmp_path: Path, name: str) -> None:
    assert len(base64.urlsafe_b64decode(open_state(tmp_path).secrets[name])) == 32


def test_only_its_owner_can_read_a_demo(tmp_path: Path) -> None:
    os.umask(0o022)
    demo = open_state(tmp_path / "demo")
    save_access(demo, an_access())
    demo.choose_ports()
    for path in (demo.folder, demo.logs_dir, demo.settings_dir, demo.run_dir):
        assert mode_of(path) == 0o700
    files = [p for p in demo.folder.rglob("*") if p.is_file()]
    assert len(files) == 3
    assert {mode_of(file) for file in files} == {0o600}


def test_no_secret_shows_itself(tmp_path: Path) -> None:
    demo = open_state(tmp_path)
    shown = repr(demo) + repr(demo.secrets) + repr(an_access())
    assert not any(secret in shown for secret in demo.secrets.values.values())
    assert "hush" not in shown


def test_ports_that_are_still_free_are_kept(tmp_path: Path) -> None:
    demo = open_state(tmp_path)
    assert demo.choose_ports() == demo.choose_ports() == demo.ports()


def test_a_port_that_somebody_else_took_is_replaced(tmp_path: Path) -> None:
    demo = open_state(tmp_path)
    before = demo.choose_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", before.s3))
        taken.listen()
        after = demo.choose_ports()
    assert after.s3 != before.s3
    assert (after.postgres, after.airflow) == (before.postgres, before.airflow)


def test_the_ports_of_a_demo_differ(tmp_path: Path) -> None:
    assert len(set(vars_of(open_state(tmp_path).choose_ports()).values())) == 3


def test_how_to_reach_a_demo_is_known_while_it_is_up(tmp_path: Path) -> None:
    demo = open_state(tmp_path)
    assert read_access(demo) is None
    save_access(demo, an_access())
    assert read_access(demo) == an_access()
    forget_access(demo)
    assert read_access(demo) is None


def test_the_desk_is_given_neither_vault_nor_store_nor_the_keys_of_tasks(tmp_path: Path) -> None:
    demo = open_state(tmp_path)
    access = replace(
        an_access(),
        dsns={role: f"postgresql://{role}@h/l" for role in ("ledger", "desk", "vault", "loader")},
        s3_keys={PIPELINE: Credential("AKIA1", "hush-1"), DESK: Credential("AKIA2", "hush-2")},
    )
    write_task_secrets(demo, access)
    write_desk_secrets(demo, access)
    tasks, desk = (
        {file.name.removeprefix("sottovoce_"): file.read_text() for file in folder.iterdir()}
        for folder in (demo.settings_dir, demo.desk_settings_dir)
    )
    assert tasks.keys() - desk.keys() == {"vault_dsn", "vault_key", "store_dsn"}
    assert desk.keys() == {"ledger_dsn", "s3_access_key", "s3_secret_key"}
    assert not set(desk.values()) & set(tasks.values())
    assert desk_environment(demo)["SOTTOVOCE_SECRETS_DIR"] == str(demo.desk_settings_dir)

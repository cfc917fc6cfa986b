"""Airflow of the demo: configured by environment alone, in four processes."""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from sottovoce_demo.state import HOST, USERS, DemoState, Ports, write_private
from sottovoce_demo.supervisor import Component

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
_HEALTH_NAME = {
    "api-server": "metadatabase",
    "scheduler": "scheduler",
    "dag-processor": "dag_processor",
    "triggerer": "triggerer",
}
_ARGUMENTS = {
    "api-server": ["--workers", "1"],
    # Their log servers would listen on every interface, and all logs are on this disk anyway.
    "scheduler": ["--skip-serve-logs"],
    "triggerer": ["--skip-serve-logs"],
}
_FIXED = {
    "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
    "AIRFLOW__CORE__PARALLELISM": "4",
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
    "AIRFLOW__CORE__AUTH_MANAGER": (
        "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
    ),
    "AIRFLOW__CORE__TEST_CONNECTION": "Disabled",
    "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "120",
    "AIRFLOW__DATABASE__CHECK_MIGRATIONS": "False",
    "AIRFLOW__API__HOST": HOST,
    "AIRFLOW__API__EXPOSE_CONFIG": "False",
    "AIRFLOW__API__EXPOSE_STACKTRACE": "False",
    "AIRFLOW__API__ENABLE_SWAGGER_UI": "False",
    "AIRFLOW__API__INSTANCE_NAME": "Sottovoce",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
    # After a kill: tasks of a dead scheduler, and tasks that fell silent, are taken up again soon.
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "120",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "15",
    # Tasks outlive a restart of the API server, which takes as long as its imports.
    "AIRFLOW__WORKERS__MAX_FAILED_HEARTBEATS": "30",
    "AIRFLOW__WORKERS__EXECUTION_API_RETRIES": "12",
    "AIRFLOW__WORKERS__EXECUTION_API_RETRY_WAIT_MAX": "8",
    "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "20",
    # A changed file is seen by its date; parsing the others again and again only costs.
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
    "AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "120",
    "AIRFLOW__DAG_PROCESSOR__PRINT_STATS_INTERVAL": "0",
    "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
    "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
    "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
    "GX_ANALYTICS_ENABLED": "false",
    # Four tasks on two cores: one thread each is faster than many that wait for each other.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
    # Everything these processes ask for is on this machine.
    "NO_PROXY": "*",
    "no_proxy": "*",
}


def airflow_environment(
    state: DemoState, ports: Ports, *, project: Path, database_dsn: str
) -> dict[str, str]:
    """Return every variable of the Airflow processes, besides those of the tasks.

    Args:
        state: The demo.
        ports: Its ports.
        project: The folder that holds ``dags`` and ``plugins``.
        database_dsn: Address of Airflow's database, ``postgresql://…``.
    """
    base_url = f"http://{HOST}:{ports.airflow}"
    return {
        **plain_environment(),
        **_FIXED,
        "AIRFLOW_HOME": str(state.airflow_home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(project / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(project / "plugins"),
        "AIRFLOW__CORE__FERNET_KEY": state.secrets["airflow_fernet_key"],
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{base_url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{u}:{r}" for u, r in USERS.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords_file(state)),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database_dsn.replace(
            "postgresql://", "postgresql+psycopg2://", 1
        ),
        "AIRFLOW__API__PORT": str(ports.airflow),
        "AIRFLOW__API__BASE_URL": base_url,
        "AIRFLOW__API__SECRET_KEY": state.secrets["airflow_api_secret_key"],
        "AIRFLOW__API_AUTH__JWT_SECRET": state.secrets["airflow_jwt_secret"],
    }


def plain_environment() -> dict[str, str]:
    """Return our environment without settings of any other Airflow, Python or proxy."""
    kept = {k: os.environ[k] for k in ("HOME", "USER", "TZ", "TMPDIR") if k in os.environ}
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
    return {**kept, "PATH": path, "LANG": "C.UTF-8"}


def write_passwords(state: DemoState) -> None:
    """Write the users' passwords where the simple auth manager looks for them."""
    state.airflow_home.mkdir(mode=0o700, exist_ok=True)
    write_private(_passwords_file(state), json.dumps(state.secrets.user_passwords))


def migrate_command() -> list[str]:
    """Return the command that makes Airflow's tables, or brings them up to date."""
    return [sys.executable, "-m", "airflow", "db", "migrate"]


def pools_command() -> list[str]:
    """Return the command that makes the pools which the DAGs name."""
    return [sys.executable, "-m", "sottovoce_airflow.pools"]


def airflow_components(
    environment: Mapping[str, str], port: int, *, of_api_server: Mapping[str, str]
) -> list[Component]:
    """Return Airflow's four components, in the order in which they start.

    Args:
        environment: Variables of all of them.
        port: Where the API server listens.
        of_api_server: What is different for the API server.
    """
    own = {"api-server": of_api_server}
    return [
        Component(
            name=name,
            command=_command(name),
            environment={**environment, **own.get(name, {})},
            is_ready=_asks_health(port, _HEALTH_NAME[name]),
            stop_timeout_s=3,
        )
        for name in COMPONENTS
    ]


def read_health(port: int) -> dict[str, str | None]:
    """Return what each part of Airflow says of itself; empty when the API does not answer."""
    url = f"http://{HOST}:{port}/api/v2/monitor/health"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            report = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return {}
    return {name: part.get("status") for name, part in report.items()}


def _command(name: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", "airflow", name, *_ARGUMENTS.get(name, [])]


def _asks_health(port: int, part: str) -> Callable[[], bool]:
    return lambda: read_health(port).get(part) == "healthy"


def _passwords_file(state: DemoState) -> Path:
    return state.airflow_home / "passwords.json"

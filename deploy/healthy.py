"""Ask whether one service does its work: ``python deploy/healthy.py scheduler``. Ends with 0 or 1.

Imports nothing of Airflow, which alone would take five seconds of a core at every check.
"""

import json
import socket
import sys
import urllib.request
from pathlib import Path

API_SERVER = "http://api-server:8080/api/v2/monitor/health"
OWN_API_SERVER = "http://127.0.0.1:8080/api/v2/monitor/health"
SCHEDULER = "http://127.0.0.1:8974/health"
BROKER_URL_FILE = Path("/run/secrets/airflow_broker_url")
TIMEOUT_S = 10


def is_healthy(service: str) -> bool:
    """Return whether a service is at work.

    The DAG processor and the triggerer have no port: whether their heart beats stands in Airflow's
    database, and the API server tells it.
    """
    if service == "worker":
        return is_worker_listening()
    if service == "scheduler":
        return _answers(SCHEDULER)
    if service == "api-server":
        return _statuses(OWN_API_SERVER).get("metadatabase") == "healthy"
    return _statuses(API_SERVER).get(service.replace("-", "_")) == "healthy"


def is_worker_listening() -> bool:
    """Return whether the worker of this container answers a message through Redis."""
    from celery import Celery  # type: ignore[import-untyped]

    with Celery(broker=BROKER_URL_FILE.read_text(encoding="ascii").strip()) as app:
        name = f"celery@{socket.gethostname()}"
        return bool(app.control.ping(destination=[name], timeout=TIMEOUT_S))


def _answers(address: str) -> bool:
    # The scheduler's answer has no words: it is an error when its heart has stopped.
    with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310 - our own words
        return bool(answer.status == 200)


def _statuses(address: str) -> dict[str, str | None]:
    with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310 - our own words
        report = json.load(answer)
    return {name: part.get("status") for name, part in report.items()}


def main(service: str) -> int:
    """Return the exit status for a service; why it failed goes to standard error."""
    try:
        return 0 if is_healthy(service) else 1
    except Exception as error:
        print(f"{service}: {type(error).__name__}", file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import healthy
import pytest

WELL = {
    "metadatabase": {"status": "healthy"},
    "dag_processor": {"status": "healthy"},
    "triggerer": {"status": "healthy"},
}
SERVICES = ("api-server", "scheduler", "dag-processor", "triggerer")


class Answer(BaseHTTPRequestHandler):
    status = 200
    body = b""

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Answer]]:
    """Every address that is asked gives this answer."""

    class OwnAnswer(Answer):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), OwnAnswer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("API_SERVER", "OWN_API_SERVER", "SCHEDULER"):
        monkeypatch.setattr(healthy, name, f"http://127.0.0.1:{server.server_port}/")
    yield OwnAnswer
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_at_work_is_healthy(answer: type[Answer], service: str) -> None:
    # The scheduler answers without words.
    answer.body = b"" if service == "scheduler" else json.dumps(WELL).encode()
    assert healthy.main(service) == 0


@pytest.mark.parametrize("service", [s for s in SERVICES if s != "scheduler"])
@pytest.mark.parametrize(
    "report",
    [
        pytest.param({name: {"status": "unhealthy"} for name in WELL}, id="heart stopped"),
        pytest.param({name: {"status": None} for name in WELL}, id="never seen"),
        pytest.param({}, id="not mentioned"),
    ],
)
def test_a_service_whose_heart_does_not_beat_is_not(
    answer: type[Answer], service: str, report: object
) -> None:
    answer.body = json.dumps(report).encode()
    assert healthy.main(service) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_an_error_is_not_healthy(answer: type[Answer], service: str) -> None:
    answer.status = 503
    assert healthy.main(service) == 1


def test_a_worker_without_its_secret_is_not_healthy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(healthy, "BROKER_URL_FILE", healthy.Path(str(tmp_path)) / "none")
    assert healthy.main("worker") == 1

import hashlib
import json
import re
import secrets
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import buckets
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.config import Settings, load_study
from sottovoce.errors import StudyConfigError, TransientError
from sottovoce_demo.s3_server import DESK, PIPELINE, S3Server

ROOT = Path(__file__).parents[3]
STUDY = load_study(ROOT / "study.yaml")
ROOT_KEY = buckets.Key("ROOTROOTROOT", "root-secret-of-the-test")
seeds = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=32, max_size=64)


def settings_for(endpoint: str, key: buckets.Key) -> Settings:
    unused = "postgresql://nobody@127.0.0.1:1/none"
    return Settings(
        s3_endpoint=endpoint,
        s3_access_key=key.access_key,
        s3_secret_key=key.secret_key,
        ledger_dsn=unused,
        vault_dsn=unused,
        vault_key="unused",
        store_dsn=unused,
    )


@given(seed=seeds)
def test_every_site_has_a_key_of_its_own_and_always_the_same(seed: str) -> None:
    keys = [buckets.site_key(seed, site) for site in STUDY.sites]
    assert keys == [buckets.site_key(seed, site) for site in STUDY.sites]
    assert len({key.access_key for key in keys}) == len({key.secret_key for key in keys}) == 10
    assert all(re.fullmatch(r"[A-Z0-9]{8,20}", key.access_key) for key in keys)
    assert all(len(key.secret_key) == 40 for key in keys)


@given(seeds=st.lists(seeds, min_size=2, max_size=2, unique=True))
def test_another_seed_gives_every_site_another_key(seeds: list[str]) -> None:
    first, second = ({buckets.site_key(seed, site) for site in STUDY.sites} for seed in seeds)
    assert not first & second


@dataclass(frozen=True)
class Call:
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


class Administration(BaseHTTPRequestHandler):
    """Takes down what it is asked, as the administration API of RustFS would get it."""

    calls: list[Call]
    status = 200

    def do_PUT(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.calls.append(Call(address.path, parse_qs(address.query), headers, body))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def administration() -> Iterator[tuple[str, type[Administration]]]:
    class Own(Administration):
        calls: list[Call] = []  # noqa: RUF012

    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", Own
    server.shutdown()
    server.server_close()


def test_an_account_on_rustfs_is_a_user_a_policy_and_the_tie_between_them(
    administration: tuple[str, type[Administration]],
) -> None:
    endpoint, seen = administration
    key = buckets.Key("S01XABCDEF", "a-secret-for-s01")
    settings = settings_for(endpoint, key)
    buckets.RustfsAccounts(settings, ROOT_KEY).make("s01", key, {"Version": "2012-10-17"})
    user, policy, tie = seen.calls
    assert user.path == "/rustfs/admin/v3/add-user"
    assert user.query == {"accessKey": ["S01XABCDEF"]}
    assert json.loads(user.body) == {"secretKey": "a-secret-for-s01", "status": "enabled"}
    assert policy.path == "/rustfs/admin/v3/add-canned-policy"
    assert json.loads(policy.body) == {"Version": "2012-10-17"}
    assert tie.query["policyName"] == policy.query["name"] == ["sottovoce-s01"]
    assert tie.query["userOrGroup"] == user.query["accessKey"]


def test_every_call_is_signed_by_the_servers_first_key_body_included(
    administration: tuple[str, type[Administration]],
) -> None:
    endpoint, seen = administration
    key = buckets.Key("S01XABCDEF", "a-secret-for-s01")
    buckets.RustfsAccounts(settings_for(endpoint, key), ROOT_KEY).make("s01", key, {})
    for call in seen.calls:
        assert f"Credential={ROOT_KEY.access_key}/" in call.headers["authorization"]
        assert "/eu-west-2/s3/aws4_request" in call.headers["authorization"]
        assert call.headers["x-amz-content-sha256"] == hashlib.sha256(call.body).hexdigest()
        assert ROOT_KEY.secret_key not in str(call)


def test_a_refusal_names_the_call_and_shows_no_key(
    administration: tuple[str, type[Administration]],
) -> None:
    endpoint, seen = administration
    seen.status = 403
    key = buckets.Key("S01XABCDEF", "a-secret-for-s01")
    with pytest.raises(StudyConfigError, match="refused add-user with status 403") as refused:
        buckets.RustfsAccounts(settings_for(endpoint, key), ROOT_KEY).make("s01", key, {})
    assert key.secret_key not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_a_server_that_is_away_may_be_back_later() -> None:
    key = buckets.Key("S01XABCDEF", "a-secret-for-s01")
    settings = settings_for("http://127.0.0.1:1", key)
    with pytest.raises(TransientError):
        buckets.RustfsAccounts(settings, ROOT_KEY).make("s01", key, {})


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[S3Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = S3Server(tmp_path / "s3", port)
    process = subprocess.Popen(server.command(), env=server.env(), stderr=subprocess.DEVNULL)
    try:
        server.wait_ready(30)
        yield server
    finally:
        process.kill()
        process.wait()


def provision(server: S3Server, secrets_dir: Path, *own_buckets: str) -> buckets.Key:
    """Make buckets and keys, put the Desk's where ``init`` finds it, return the pipeline's."""
    sites = {code: site.bucket for code, site in STUDY.sites.items()}
    made = server.provision(site_buckets=sites, own_buckets=own_buckets, raw_bucket="raw")
    (secrets_dir / "desk_s3_access_key").write_text(made[DESK].access_key)
    (secrets_dir / "desk_s3_secret_key").write_text(made[DESK].secret_key)
    return buckets.Key(made[PIPELINE].access_key, made[PIPELINE].secret_key)


@pytest.mark.s3
def test_buckets_that_were_made_elsewhere_are_tried_with_the_pipelines_key(
    s3: S3Server, tmp_path: Path
) -> None:
    key = provision(s3, tmp_path, "raw", "clean")
    buckets.prepare_buckets(settings_for(s3.endpoint, key), STUDY, "elsewhere", tmp_path)


@pytest.mark.s3
def test_buckets_that_are_missing_are_named(s3: S3Server, tmp_path: Path) -> None:
    key = provision(s3, tmp_path, "raw")
    with pytest.raises(StudyConfigError, match="can't list these buckets: clean"):
        buckets.prepare_buckets(settings_for(s3.endpoint, key), STUDY, "elsewhere", tmp_path)


@pytest.mark.s3
def test_a_key_that_opens_nothing_is_noticed_before_any_task_fails(
    s3: S3Server, tmp_path: Path
) -> None:
    provision(s3, tmp_path, "raw", "clean")
    key = buckets.Key("ELSEWHERE" + secrets.token_hex(4).upper(), secrets.token_hex(20))
    with pytest.raises(StudyConfigError, match="site-s01, site-s02"):
        buckets.prepare_buckets(settings_for(s3.endpoint, key), STUDY, "elsewhere", tmp_path)


@pytest.mark.s3
def test_a_key_of_the_desk_that_opens_nothing_is_noticed_too(s3: S3Server, tmp_path: Path) -> None:
    key = provision(s3, tmp_path, "raw", "clean")
    (tmp_path / "desk_s3_access_key").write_text("ELSEWHERE0123456")
    with pytest.raises(StudyConfigError, match="The Desk's key can't list these buckets: raw, s"):
        buckets.prepare_buckets(settings_for(s3.endpoint, key), STUDY, "elsewhere", tmp_path)


@pytest.mark.s3
@pytest.mark.parametrize(
    ("bucket", "name", "may"),
    [
        pytest.param("raw", "originals/one", {"get"}, id="an original"),
        pytest.param("site-s01", "receipts/one", {"get", "put"}, id="a receipt"),
        pytest.param("site-s01", "inbox/one", set(), id="what a site sends"),
        pytest.param("clean", "one", set(), id="what is released"),
    ],
)
def test_the_desk_reads_originals_writes_receipts_and_deletes_nothing(
    s3: S3Server, tmp_path: Path, bucket: str, name: str, may: set[str]
) -> None:
    from botocore.exceptions import ClientError

    key = provision(s3, tmp_path, "raw", "clean")
    settings = settings_for(s3.endpoint, key)
    buckets._client(settings, key).put_object(Bucket=bucket, Key=name, Body=b"words")
    desk = buckets._client(settings, buckets._desk_key(tmp_path))
    calls = {"get": desk.get_object, "put": desk.put_object, "delete": desk.delete_object}
    for way, call in calls.items():
        if way in may:
            call(Bucket=bucket, Key=name)
        else:
            with pytest.raises(ClientError, match="AccessDenied"):
                call(Bucket=bucket, Key=name)


def test_only_two_ways_of_having_accounts_are_known(tmp_path: Path) -> None:
    settings = settings_for("http://127.0.0.1:1", ROOT_KEY)
    with pytest.raises(StudyConfigError, match="neither rustfs nor elsewhere"):
        buckets.prepare_buckets(settings, STUDY, "minio", tmp_path)


@pytest.fixture
def settings_in_files(secrets_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOTTOVOCE_SECRETS_DIR", str(secrets_dir))
    monkeypatch.setenv("SOTTOVOCE_STUDY_FILE", str(ROOT / "study.yaml"))
    return secrets_dir


def test_the_key_that_is_shown_is_the_one_that_the_server_is_given(
    settings_in_files: Path,
) -> None:
    key = buckets.site_key((settings_in_files / "s3_site_seed").read_text(), "s03")
    shown = buckets.main(["key", "s03"])
    assert shown.splitlines() == [f"access key: {key.access_key}", f"secret key: {key.secret_key}"]


@pytest.mark.parametrize(
    ("who", "n_buckets"),
    [
        pytest.param("s03", 1, id="site"),
        pytest.param("pipeline", 12, id="pipeline"),
        pytest.param("desk", 11, id="the Desk"),
    ],
)
def test_a_policy_that_is_shown_names_the_buckets_it_opens_and_no_other(
    settings_in_files: Path, who: str, n_buckets: int
) -> None:
    policy = json.loads(buckets.main(["policy", who]))
    allowed = [s for s in policy["Statement"] if s["Effect"] == "Allow"]
    opened = {arn.split(":::")[1].split("/")[0] for s in allowed for arn in s["Resource"]}
    assert len(opened) == n_buckets
    assert who != "s03" or opened == {"site-s03"}
    assert who != "desk" or "clean" not in opened


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["key", "s99"], id="no such site"),
        pytest.param(["key", "pipeline"], id="the pipeline has its key in a file"),
        pytest.param(["policy", "s99"], id="no such policy"),
        pytest.param(["keys", "s01"], id="no such command"),
        pytest.param([], id="nothing"),
    ],
)
def test_anything_else_is_refused(settings_in_files: Path, words: list[str]) -> None:
    with pytest.raises(StudyConfigError, match="Say: key SITE"):
        buckets.main(words)

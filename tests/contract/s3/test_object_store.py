"""Objects go in and come out whole, in bounded memory, and no error shows a key."""

import hashlib
import pickle
import socket
import subprocess
import sys
import textwrap
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sottovoce.adapters.object_store import ObjectMissing, ObjectStore, ObjectTooLarge
from sottovoce.errors import SottovoceError, StudyConfigError, TransientError
from sottovoce_demo.s3_server import PIPELINE, REGION, Credential

pytestmark = pytest.mark.s3

NAME = "Zebedee Quux"


def store_for(s3, who: str | Credential) -> ObjectStore:
    key = s3.keys[who] if isinstance(who, str) else who
    return ObjectStore(s3.server.endpoint, REGION, key.access_key, key.secret_key)


@pytest.fixture(scope="module")
def store(s3) -> Iterator[ObjectStore]:
    made = store_for(s3, PIPELINE)
    yield made
    made.close()


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("store/plain.txt", id="plain"),
        pytest.param("store/two words & more+%20.txt", id="characters of addresses"),
        pytest.param("store/Zoë 録音.txt", id="beyond ascii"),
        pytest.param("store/../up.txt", id="dots"),
        pytest.param("store//empty.txt", id="two slashes"),
        pytest.param("store/a\ttab.txt", id="a tab"),
    ],
)
@pytest.mark.parametrize("data", [b"", b"a", bytes(range(256)) * 50], ids=len)
def test_what_is_put_is_listed_and_read_back(store, key, data):
    store.put("raw", key, data)
    assert store.exists("raw", key)
    assert store.read("raw", key, max_bytes=len(data)) == data
    (info,) = (o for o in store.list_objects("raw", "store/") if o.key == key)
    assert (info.n_bytes, info.etag) == (len(data), hashlib.md5(data).hexdigest())  # noqa: S324
    assert abs(datetime.now(UTC) - info.modified_at) < timedelta(minutes=1)
    assert store.digest("raw", key).sha256 == hashlib.sha256(data).hexdigest()
    store.delete("raw", key)
    store.delete("raw", key)
    assert not store.exists("raw", key)


def test_more_than_a_thousand_objects_and_folders_are_listed_over_several_pages(store):
    for number in range(1203):
        store.put("clean", f"pages/f{number:04d}/a", b"")
    store.put("clean", "pages/loose", b"")
    store.put("clean", "pages/", b"")
    names = [f"f{number:04d}" for number in range(1203)]
    assert list(store.list_folders("clean", "pages/")) == names
    assert store.scan_folders("clean", "pages/").n_loose_files == 1
    assert len(list(store.list_objects("clean", "pages/f"))) == 1203


def test_an_empty_prefix_lists_nothing(store):
    assert list(store.list_objects("clean", "nothing/")) == []
    assert list(store.list_folders("clean", "nothing/")) == []


def test_an_object_is_read_up_to_its_limit_and_not_a_byte_beyond(store):
    store.put("raw", "limit", b"12345")
    assert store.read("raw", "limit", max_bytes=5) == b"12345"
    with pytest.raises(ObjectTooLarge, match="more than 4 bytes") as caught:
        store.read("raw", "limit", max_bytes=4, where="roster.csv")
    assert (caught.value.finding.code, caught.value.finding.where) == (
        "file-too-large",
        "roster.csv",
    )


@pytest.mark.parametrize("n_bytes", [0, 5, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, 20_000_000])
def test_a_copy_is_byte_for_byte_and_its_digest_is_of_what_was_copied(store, n_bytes):
    data = hashlib.shake_128(b"a recording").digest(n_bytes)
    store.put("site-s01", "inbox/f/a.wav", data)
    for _again in range(2):
        digest = store.copy_verified("site-s01", "inbox/f/a.wav", "raw", "copies/a")
        assert (digest.n_bytes, digest.sha256) == (n_bytes, hashlib.sha256(data).hexdigest())
        assert store.digest("raw", "copies/a") == digest


def test_a_copy_of_300_mb_takes_less_than_80_mb_of_memory(s3, store):
    class Zeros:
        left = 300_000_000

        def read(self, amt: int = -1, /) -> bytes:
            amt = min(amt, self.left)
            self.left -= amt
            return bytes(amt)

    store.put("site-s01", "inbox/f/small", b"x" * 9_000_000)
    store.upload("site-s01", "inbox/f/large", Zeros())
    key = s3.keys[PIPELINE]
    script = f"""
        import resource
        from sottovoce.adapters.object_store import ObjectStore
        store = ObjectStore({s3.server.endpoint!r}, {REGION!r}, {key.access_key!r}, {key.secret_key!r})
        peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        store.put("raw", "copies/warm", b"x")
        before = peak()
        print(store.copy_verified("site-s01", "inbox/f/large", "raw", "copies/large").n_bytes)
        print(peak() - before)
    """
    out = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    n_bytes, extra_mb = map(int, out.stdout.split())
    for where in (("site-s01", "inbox/f/large"), ("raw", "copies/large")):
        store.delete(*where)
    assert n_bytes == 300_000_000
    assert extra_mb < 80


def failing_calls(store: ObjectStore, bucket: str, key: str):
    return {
        "read": lambda: store.read(bucket, key, max_bytes=1000),
        "digest": lambda: store.digest(bucket, key),
        "copy": lambda: store.copy_verified(bucket, key, "raw", f"copies/{key}"),
        "put": lambda: store.put(bucket, key, b"x"),
        "list": lambda: list(store.list_objects(bucket, key)),
        "folders": lambda: list(store.list_folders(bucket, f"{key}/")),
        "exists": lambda: store.exists(bucket, key),
        "delete": lambda: store.delete(bucket, key),
    }


CALLS = tuple(failing_calls(None, "", ""))  # type: ignore[arg-type]


def shown(error: BaseException) -> str:
    """What a log would show of an error, its causes included, and after a trip between processes."""
    again = pickle.loads(pickle.dumps(error))
    return "".join([*traceback.format_exception(error, chain=True), repr(error), repr(again)])


@pytest.mark.parametrize("call", ["read", "digest", "copy"])
def test_a_missing_object_is_told_apart_and_its_key_is_not_shown(store, call):
    with pytest.raises(ObjectMissing) as caught:
        failing_calls(store, "site-s01", NAME)[call]()
    assert NAME not in shown(caught.value)


@pytest.mark.parametrize("call", CALLS)
def test_a_refusal_names_the_bucket_and_says_what_to_do_but_not_the_key(s3, call):
    site = store_for(s3, "s01")
    with pytest.raises(
        StudyConfigError, match=r"bucket site-s02\. Give it the permission"
    ) as caught:
        failing_calls(site, "site-s02", NAME)[call]()
    site.close()
    assert NAME not in shown(caught.value)


@pytest.mark.parametrize("call", [c for c in CALLS if c not in {"exists", "delete"}])
def test_a_bucket_that_is_not_there_is_the_data_managers_to_make(s3, call):
    # A key that may do everything is told of the missing bucket; others are just refused.
    root = store_for(s3, s3.root)
    with pytest.raises(StudyConfigError, match=r"There is no bucket nowhere\. Create it"):
        failing_calls(root, "nowhere", NAME)[call]()
    root.close()


@pytest.mark.parametrize("call", CALLS)
def test_a_server_that_does_not_answer_is_transient_and_no_key_is_shown(call, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setattr("time.sleep", lambda _s: None)
        store = ObjectStore(endpoint, REGION, "key", "secret")
        with pytest.raises(TransientError) as caught:
            failing_calls(store, "site-s01", NAME)[call]()
    assert NAME not in shown(caught.value)


ANSWERS = {
    "cut short": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"x" * 50, TransientError),
    "busy": (b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n", TransientError),
    "broken": (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", TransientError),
    "nonsense": (b"what?\r\n\r\n", TransientError),
    "odd": (b"HTTP/1.1 400 Odd\r\nContent-Length: 0\r\n\r\n", StudyConfigError),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("call", ["read", "digest", "copy"])
def test_half_an_answer_is_never_taken_for_the_whole(answer, call, monkeypatch):
    said, expected = ANSWERS[answer]
    monkeypatch.setattr("time.sleep", lambda _s: None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_say, args=(listener, said), daemon=True).start()
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
        store = ObjectStore(endpoint, REGION, "key", "secret")
        with pytest.raises(expected) as caught:
            failing_calls(store, "site-s01", NAME)[call]()
        store.close()
    assert isinstance(caught.value, SottovoceError)
    assert NAME not in shown(caught.value)


def _say(listener: socket.socket, answer: bytes) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.recv(65536)
            connection.sendall(answer)


def test_an_address_that_is_none_is_said_to_be_none():
    with pytest.raises(StudyConfigError, match="not one"):
        ObjectStore("not an address", REGION, "key", "secret")

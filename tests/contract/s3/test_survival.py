"""What the server acknowledged is there after ``kill -9``, and so are the keys."""

import threading
import time
from contextlib import suppress

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from sottovoce_demo.s3_server import PIPELINE

pytestmark = pytest.mark.s3


@pytest.fixture
def own_server(make_server):
    server = make_server()
    server.start()
    return server


def test_objects_buckets_and_keys_outlive_a_kill_right_after_they_were_acknowledged(own_server):
    own_server.provision()
    own_server.kill()
    own_server.start()
    own_server.client("s01").put_object(Bucket="site-s01", Key="inbox/a/b.txt", Body=b"words")
    own_server.kill()
    own_server.start()
    body = own_server.client("s01").get_object(Bucket="site-s01", Key="inbox/a/b.txt")["Body"]
    assert body.read() == b"words"
    assert own_server.client(PIPELINE).list_objects_v2(Bucket="clean")["KeyCount"] == 0
    with pytest.raises(ClientError, match="AccessDenied"):
        own_server.client("s01").list_objects_v2(Bucket="site-s02")


def test_provisioning_again_changes_no_key(own_server):
    before = own_server.provision()
    assert own_server.provision() == before
    own_server.kill()
    own_server.start()
    assert own_server.provision() == before


@pytest.mark.parametrize("delay_s", [0.02, 0.08, 0.15])
def test_provisioning_that_a_kill_cuts_short_is_finished_by_the_next(own_server, delay_s):
    killer = threading.Timer(delay_s, own_server.kill)
    killer.start()
    with suppress(BotoCoreError, ClientError):
        own_server.provision()
    killer.join()
    own_server.start()
    own_server.provision()
    for who, bucket in (("s01", "site-s01"), ("s02", "site-s02"), (PIPELINE, "raw")):
        own_server.client(who).put_object(Bucket=bucket, Key="inbox/a", Body=b"a")


def test_everything_acknowledged_before_a_kill_is_there_and_whole_after_it(own_server):
    own_server.provision()
    acknowledged: list[int] = []
    killer = threading.Timer(0.6, own_server.kill)
    killer.start()
    deadline = time.monotonic() + 20
    with suppress(BotoCoreError, ClientError):
        while time.monotonic() < deadline:
            number = len(acknowledged)
            own_server.client("s01").put_object(
                Bucket="site-s01", Key=f"inbox/f/{number}", Body=str(number).encode() * 1000
            )
            acknowledged.append(number)
    killer.join()
    own_server.start()
    assert len(acknowledged) > 5
    for number in acknowledged:
        answer = own_server.client("s01").get_object(Bucket="site-s01", Key=f"inbox/f/{number}")
        assert answer["Body"].read() == str(number).encode() * 1000


def test_the_folder_of_the_server_is_closed_to_other_users(own_server):
    own_server.provision()
    secrets = list(own_server.state_dir.glob("*.json"))
    assert len(secrets) == 4
    assert {oct(path.stat().st_mode & 0o077) for path in [own_server.state_dir, *secrets]} == {
        "0o0"
    }

"""Each site reaches its own bucket and nothing else; whoever has no key reaches nothing."""

import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError

from sottovoce_demo.s3_server import PIPELINE, Credential

pytestmark = pytest.mark.s3

ACTIONS = {
    "list": lambda c, b: c.list_objects_v2(Bucket=b),
    "list versions": lambda c, b: c.list_object_versions(Bucket=b),
    "list uploads": lambda c, b: c.list_multipart_uploads(Bucket=b),
    "get": lambda c, b: c.get_object(Bucket=b, Key="inbox/x/a.txt"),
    "head": lambda c, b: c.head_object(Bucket=b, Key="inbox/x/a.txt"),
    "put": lambda c, b: c.put_object(Bucket=b, Key="inbox/x/b.txt", Body=b"b"),
    "delete": lambda c, b: c.delete_object(Bucket=b, Key="inbox/x/a.txt"),
    "multipart": lambda c, b: c.create_multipart_upload(Bucket=b, Key="inbox/x/c.txt"),
    "copy into": lambda c, b: c.copy_object(
        Bucket=b, Key="inbox/x/d.txt", CopySource="site-s01/inbox/x/a.txt"
    ),
    "bucket policy": lambda c, b: c.put_bucket_policy(Bucket=b, Policy="{}"),
    "delete bucket": lambda c, b: c.delete_bucket(Bucket=b),
}


@pytest.fixture(scope="module", autouse=True)
def _an_object_in_every_bucket(s3):
    for bucket in ("site-s01", "site-s02", "raw", "clean"):
        s3.client(PIPELINE).put_object(Bucket=bucket, Key="inbox/x/a.txt", Body=b"a")


def refusal(call) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"]


@pytest.mark.parametrize("bucket", ["site-s02", "raw", "clean"])
@pytest.mark.parametrize("action", ACTIONS)
def test_a_site_is_refused_in_every_bucket_but_its_own(s3, bucket, action):
    code = refusal(lambda: ACTIONS[action](s3.client("s01"), bucket))
    assert code in {"AccessDenied", "403"}


def test_a_site_can_not_copy_out_of_another_bucket_into_its_own(s3):
    code = refusal(
        lambda: s3.client("s01").copy_object(
            Bucket="site-s01", Key="inbox/stolen", CopySource="site-s02/inbox/x/a.txt"
        )
    )
    assert code == "AccessDenied"


def test_a_site_can_not_copy_parts_out_of_another_bucket(s3):
    client = s3.client("s01")
    upload = client.create_multipart_upload(Bucket="site-s01", Key="inbox/stolen")
    code = refusal(
        lambda: client.upload_part_copy(
            Bucket="site-s01", Key="inbox/stolen", UploadId=upload["UploadId"], PartNumber=1,
            CopySource="site-s02/inbox/x/a.txt",
        )
    )  # fmt: skip
    assert code == "AccessDenied"


def test_a_batch_delete_in_another_bucket_deletes_nothing(s3):
    code = refusal(
        lambda: s3.client("s01").delete_objects(
            Bucket="site-s02", Delete={"Objects": [{"Key": "inbox/x/a.txt"}]}
        )
    )
    assert code == "AccessDenied"
    assert s3.client(PIPELINE).head_object(Bucket="site-s02", Key="inbox/x/a.txt")


def test_a_site_can_read_its_receipts_but_not_write_them(s3):
    s3.client(PIPELINE).put_object(Bucket="site-s01", Key="receipts/f/i.json", Body=b"{}")
    site = s3.client("s01")
    assert site.get_object(Bucket="site-s01", Key="receipts/f/i.json")["Body"].read() == b"{}"
    forged = {"Bucket": "site-s01", "Key": "receipts/f/i.json"}
    assert refusal(lambda: site.put_object(**forged, Body=b"forged")) == "AccessDenied"
    assert refusal(lambda: site.delete_object(**forged)) == "AccessDenied"


def test_a_site_can_send_list_and_take_back_in_its_own_bucket(s3):
    site = s3.client("s01")
    site.put_object(Bucket="site-s01", Key="inbox/own/a.txt", Body=b"a")
    listed = site.list_objects_v2(Bucket="site-s01", Prefix="inbox/own/")["Contents"]
    assert [item["Key"] for item in listed] == ["inbox/own/a.txt"]
    site.delete_object(Bucket="site-s01", Key="inbox/own/a.txt")


@pytest.mark.parametrize("who", ["s01", PIPELINE])
def test_nobody_but_the_administrator_makes_users_keys_or_buckets(s3, who):
    iam = s3.client(who, service="iam")
    assert refusal(lambda: iam.create_user(UserName="intruder")) == "AccessDenied"
    assert refusal(lambda: iam.create_access_key(UserName="sottovoce-s02")) == "AccessDenied"
    assert refusal(lambda: iam.list_access_keys(UserName="sottovoce-s02")) == "AccessDenied"
    assert refusal(lambda: s3.client(who).create_bucket(
        Bucket="intruder", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )) == "AccessDenied"  # fmt: skip


STRANGERS = {
    "no signature": None,
    "the server's well-known key": Credential("test", "test"),
    "an account number as key": Credential("000000000000", "test"),
    "an invented key": Credential("AKIAINVENTED00000000", "x" * 40),
}


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("action", ["list", "get", "put", "delete"])
def test_a_stranger_is_refused_everywhere(s3, stranger, action):
    code = refusal(lambda: ACTIONS[action](s3.client(STRANGERS[stranger]), "site-s01"))
    assert code in {"AccessDenied", "InvalidAccessKeyId", "403"}


def test_a_key_with_the_wrong_secret_is_refused(s3):
    forged = Credential(s3.keys["s01"].access_key, "not the secret")
    code = refusal(lambda: ACTIONS["list"](s3.client(forged), "site-s01"))
    assert code == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    "path",
    [
        "/_ministack/reset",
        "/_localstack/health",
        "/site-s01/inbox/x/a.txt",
        "/site-s01?list-type=2",
        "/site-s01?X-Amz-Credential=test%2F20260101%2Feu-west-2%2Fs3%2Faws4_request",
        "/site-s01?AWSAccessKeyId=test&Signature=x&Expires=9999999999",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_plain_request_reaches_neither_objects_nor_the_server_s_back_doors(s3, method, path):
    request = urllib.request.Request(s3.server.endpoint + path, method=method)  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)  # noqa: S310
    with caught.value as answer:
        assert answer.code == 403

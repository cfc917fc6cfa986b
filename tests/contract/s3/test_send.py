"""``sottovoce send`` and ``sottovoce receipts``, with a site's own key on a real server."""

import hashlib
import threading
import time
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from sottovoce.cli import app
from sottovoce.intake.manifests import read_manifest_table
from sottovoce.model.findings import Finding
from sottovoce.model.manifests import MANIFEST_COLUMNS
from sottovoce.model.states import State
from sottovoce.receipts import Receipt, render_json
from sottovoce_demo.s3_server import PIPELINE

pytestmark = pytest.mark.s3

ROSTER = "kind,value\nperson,Zebedee Quux\n"


def a_row(**changes: str) -> str:
    cells = {
        "site_code": "s01",
        "participant_code": "s01-p01",
        "role": "manager",
        "interview_date": "2026-03-01",
        "language": "en",
        "transcript_file": "talk.txt",
    }
    cells = {**dict.fromkeys(MANIFEST_COLUMNS, ""), **cells, **changes}
    return ",".join(cells[column] for column in MANIFEST_COLUMNS)


@pytest.fixture
def folder(tmp_path, request):
    folder = tmp_path / f"f{abs(hash(request.node.name))}"
    folder.mkdir()
    write_manifest(folder, a_row())
    (folder / "talk.txt").write_text("INTERVIEWER: How are you?\n")
    (folder / "private notes.txt").write_text("not listed, not sent")
    return folder


def write_manifest(folder, *rows: str) -> None:
    text = "\r\n".join([",".join(MANIFEST_COLUMNS), *rows, ""])
    (folder / "interviews.csv").write_bytes(text.encode())


@pytest.fixture
def sottovoce(s3, monkeypatch):
    key = s3.keys["s01"]
    monkeypatch.setattr("sottovoce.cli.send._POLL_S", 0.05)
    env = {
        "SOTTOVOCE_SITE_ENDPOINT": s3.server.endpoint,
        "SOTTOVOCE_SITE_BUCKET": "site-s01",
        "SOTTOVOCE_SITE_ACCESS_KEY": key.access_key,
        "SOTTOVOCE_SITE_SECRET_KEY": key.secret_key,
    }

    def run(*args: object, **changes: str | None):
        return CliRunner().invoke(app, list(map(str, args)), env={**env, **changes})

    return run


def listed(s3, folder) -> dict[str, dict]:
    prefix = f"inbox/{folder.name}/"
    found = s3.client("s01").list_objects_v2(Bucket="site-s01", Prefix=prefix).get("Contents", [])
    return {item["Key"].removeprefix(prefix): item for item in found}


def sent_manifest(s3, folder) -> dict[str, str]:
    key = f"inbox/{folder.name}/interviews.csv"
    data = s3.client("s01").get_object(Bucket="site-s01", Key=key)["Body"].read()
    return dict(read_manifest_table(data).rows[0].values)


def test_a_folder_arrives_with_sizes_and_digests_filled_in_and_nothing_that_is_not_listed(
    s3, sottovoce, folder
):
    (folder / "roster.csv").write_text(ROSTER)
    before = (folder / "interviews.csv").read_bytes()
    result = sottovoce("send", folder)
    assert result.exit_code == 0, result.output
    assert "1 interviews" in result.output
    assert set(listed(s3, folder)) == {"interviews.csv", "talk.txt", "roster.csv"}
    values = sent_manifest(s3, folder)
    talk = (folder / "talk.txt").read_bytes()
    assert values["transcript_bytes"] == str(len(talk))
    assert values["transcript_sha256"] == hashlib.sha256(talk).hexdigest()
    assert values["roster_sha256"] == hashlib.sha256(ROSTER.encode()).hexdigest()
    assert (folder / "interviews.csv").read_bytes() == before


def test_sending_again_sends_nothing_and_after_a_change_only_what_changed(s3, sottovoce, folder):
    (folder / "large.wav").write_bytes(b"r" * (17 * 1024 * 1024))
    write_manifest(folder, a_row(recording_file="large.wav"))
    sottovoce("send", folder)
    before = listed(s3, folder)
    again = sottovoce("send", folder)
    assert (again.exit_code, listed(s3, folder)) == (0, before)
    assert "had arrived before" in again.output
    time.sleep(1.1)  # the server tells times to the second
    (folder / "talk.txt").write_text("INTERVIEWER: How are you now?\n")
    assert "Sent and confirmed" in sottovoce("send", folder).output
    after = listed(s3, folder)
    assert after["large.wav"] == before["large.wav"]
    assert after["talk.txt"]["ETag"] != before["talk.txt"]["ETag"]
    assert after["interviews.csv"]["LastModified"] >= after["talk.txt"]["LastModified"]
    assert after["interviews.csv"]["LastModified"] > before["interviews.csv"]["LastModified"]


def spoil_nothing_listed(folder):
    (folder / "talk.txt").unlink()


def spoil_manifest(folder):
    (folder / "interviews.csv").write_bytes(b"PK\x03\x04")


def spoil_no_manifest(folder):
    (folder / "interviews.csv").unlink()


def spoil_roster(folder):
    (folder / "roster.csv").write_text("Zebedee Quux\n")


SPOILT = {
    "a file that is not there": (spoil_nothing_listed, "row 2, transcript file: The manifest names"),
    "a manifest that is none": (spoil_manifest, "a document of another program"),
    "no manifest": (spoil_no_manifest, "There is no manifest"),
    "a roster that is none": (spoil_roster, "roster.csv"),
    "another sha256": (
        lambda folder: write_manifest(folder, a_row(transcript_sha256="0" * 64)),
        "whose sha256 the manifest states",
    ),
    "another size": (
        lambda folder: write_manifest(folder, a_row(transcript_bytes="1")),
        "does not have the size",
    ),
    "a path": (
        lambda folder: write_manifest(folder, a_row(transcript_file="../talk.txt")),
        "the name of a file",
    ),
    "a malformed row": (lambda folder: write_manifest(folder, "s01,x"), "exactly 16 cells"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_what_would_come_back_is_said_before_anything_is_sent(s3, sottovoce, folder, case):
    spoil, said = SPOILT[case]
    spoil(folder)
    result = sottovoce("send", folder)
    assert result.exit_code == 1
    assert said in result.output
    assert "Nothing was sent." in result.output
    assert listed(s3, folder) == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"SOTTOVOCE_SITE_BUCKET": "site-s02"}, "bucket site-s02", id="not my bucket"),
        pytest.param({"SOTTOVOCE_SITE_SECRET_KEY": "x"}, "does not accept the key", id="wrong key"),
        pytest.param({"SOTTOVOCE_SITE_ENDPOINT": "nowhere"}, "not one", id="no address"),
    ],
)
def test_a_wrong_setting_is_said_in_a_sentence(sottovoce, folder, changes, said):
    result = sottovoce("send", folder, **changes)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_without_any_key_it_says_where_to_put_one(sottovoce, folder, monkeypatch, tmp_path):
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable, raising=False)
    result = sottovoce(
        "send", folder, SOTTOVOCE_SITE_ACCESS_KEY=None, SOTTOVOCE_SITE_SECRET_KEY=None,
        AWS_SHARED_CREDENTIALS_FILE=str(tmp_path / "none"), AWS_CONFIG_FILE=str(tmp_path / "none"),
        AWS_EC2_METADATA_DISABLED="true",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "Set SOTTOVOCE_SITE_ACCESS_KEY" in result.output


def test_the_key_may_lie_where_other_s3_clients_find_theirs(s3, sottovoce, folder, tmp_path):
    key = s3.keys["s01"]
    profiles = tmp_path / "credentials"
    profiles.write_text(
        f"[study]\naws_access_key_id={key.access_key}\naws_secret_access_key={key.secret_key}\n"
    )
    result = sottovoce(
        "send", folder, "--profile", "study", AWS_SHARED_CREDENTIALS_FILE=str(profiles),
        SOTTOVOCE_SITE_ACCESS_KEY=None,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "talk.txt" in listed(s3, folder)


NO_CONSENT = Finding("no-consent", "interviews.csv row 3", "There is no consent.", "Ask for it.")


def put_receipt(s3, folder, row, state, *, findings=(), superseded=False, version="v1") -> None:
    receipt = Receipt(
        study="A study", site="s01", folder=folder.name, interview_id=f"s01-{version}-r{row:02d}",
        row=row, participant_code=None, state=State(state), since=datetime.now(UTC),
        findings=tuple(findings), superseded=superseded,
    )  # fmt: skip
    s3.client(PIPELINE).put_object(
        Bucket="site-s01", Key=f"receipts/{folder.name}/{receipt.interview_id}.json",
        Body=render_json(receipt),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "exit_code", "said"),
    [
        pytest.param([(2, "released"), (3, "released")], 0, "row 3: Released", id="all released"),
        pytest.param(
            [(2, "released"), (3, "in_review")], 0, "With the study team", id="one in review"
        ),
        pytest.param([(2, "released"), (3, "quarantined")], 1, "Ask for it.", id="one kept out"),
        pytest.param([(0, "quarantined")], 1, "the manifest: Kept out", id="manifest unreadable"),
        pytest.param([(2, "released"), (3, "checked")], 2, "Not every receipt", id="one under way"),
        pytest.param([(2, "released")], 2, "Not every receipt", id="one missing"),
        pytest.param([], 2, "Not every receipt", id="none"),
    ],
)
def test_waits_for_the_receipts_of_what_was_sent(s3, sottovoce, folder, rows, exit_code, said):
    write_manifest(folder, a_row(), a_row())
    put_receipt(s3, folder, 2, "quarantined", version="v0", superseded=True)

    def pipeline():
        while "interviews.csv" not in listed(s3, folder):
            time.sleep(0.05)
        for row, state in rows:
            findings = [NO_CONSENT] if state == "quarantined" else ()
            put_receipt(s3, folder, row, state, findings=findings)

    pipe = threading.Thread(target=pipeline)
    pipe.start()
    minutes = 0.05 if exit_code == 2 else 2
    result = sottovoce("send", folder, "--wait", "--wait-minutes", minutes)
    pipe.join()
    assert result.exit_code == exit_code, result.output
    assert said in result.output


def test_receipts_of_an_earlier_version_are_not_taken_for_those_of_this_one(s3, sottovoce, folder):
    sottovoce("send", folder)
    put_receipt(s3, folder, 2, "quarantined", findings=[NO_CONSENT])
    time.sleep(1.1)
    (folder / "talk.txt").write_text("INTERVIEWER: Another.\n")
    assert sottovoce("send", folder, "--wait", "--wait-minutes", 0.01).exit_code == 2


def test_receipts_that_are_there_count_when_nothing_had_to_be_sent(s3, sottovoce, folder):
    sottovoce("send", folder)
    put_receipt(s3, folder, 2, "released")
    result = sottovoce("send", folder, "--wait", "--wait-minutes", 1)
    assert (result.exit_code, "row 2: Released" in result.output) == (0, True)


def test_receipts_shows_what_to_fix_in_the_order_of_rows(s3, sottovoce, folder):
    put_receipt(s3, folder, 10, "released")
    put_receipt(s3, folder, 3, "quarantined", findings=[NO_CONSENT])
    put_receipt(s3, folder, 2, "quarantined", superseded=True)
    shown = sottovoce("receipts", folder.name)
    assert shown.exit_code == 1
    assert "row 2" not in shown.output
    assert shown.output.index("row 3") < shown.output.index("row 10")
    to_fix = sottovoce("receipts", folder.name, "--to-fix")
    assert "There is no consent." in to_fix.output
    assert "row 10" not in to_fix.output


def test_without_receipts_it_says_so(sottovoce):
    shown = sottovoce("receipts", "nothing")
    assert (shown.exit_code, "no receipt yet" in shown.output) == (0, True)

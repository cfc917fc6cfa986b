"""Step of the release DAG: replace what identifies, look a second time, load the store."""

from dataclasses import dataclass, replace

import sottovoce
from sottovoce.adapters.gx import check_rows
from sottovoce.adapters.kept_spans import KeptSpans, StaleSpans
from sottovoce.adapters.originals import KeptSubmission, Originals
from sottovoce.adapters.postgres.ledger import InterviewRecord
from sottovoce.config.policy import TEAM
from sottovoce.errors import InvalidTransition, PrivacyStop
from sottovoce.intake.manifests import read_manifest_table
from sottovoce.load import as_json, as_text, build_release
from sottovoce.load.releases import Lineage
from sottovoce.model.ids import InterviewCode, InterviewId
from sottovoce.model.manifests import ManifestRow
from sottovoce.model.releases import CleanTranscript
from sottovoce.model.spans import EntityType
from sottovoce.model.states import State
from sottovoce.review.decisions import not_provably_safe
from sottovoce.steps.batches import Batch
from sottovoce.steps.deidentify import full_roster, read_transcript, waiting_in
from sottovoce.steps.faults import Report, for_each_interview
from sottovoce.steps.profiles import Profiles, Words
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.recording_release import Heard, untold_findings, with_sound
from sottovoce.steps.recordings import Sound
from sottovoce.steps.site_memory import forget_names_out_of_use
from sottovoce.steps.withdraw import (
    remove_clean_objects,
    remove_from_release,
    withdraw_interview,
)
from sottovoce.steps.workplace import Workplace, workplace
from sottovoce.validation.rows import typed_row
from sottovoce.validation.tables import RELEASE_COLUMNS, release_table

_RULES = {"entity_types": [*EntityType]}
_AGAIN = "searched_after_stop"


def release_interviews(batch: Batch) -> Report:
    """Load each interview into the store, or send it to a person when a second look finds more.

    Loading again replaces what was there, so a task that died half way is simply run again.
    """
    place = workplace()
    profiles = Profiles(place)
    profiles.set_readers()
    report = for_each_interview(
        batch["interviews"], lambda interview: _release(place, profiles, interview)
    )
    report["faults"] += write_receipts()
    return report


def _release(place: Workplace, profiles: Profiles, interview: InterviewId) -> str:
    code = waiting_in(place, interview, State.DEIDENTIFIED, State.APPROVED).interview_code
    with place.ledger.exclusively(f"load {code}") as is_ours:
        return _release_alone(place, profiles, interview) if is_ours else "left for later"


def _release_alone(place: Workplace, profiles: Profiles, interview: InterviewId) -> str:
    """Release an interview while nobody else loads the same one, in whatever version."""
    record = waiting_in(place, interview, State.DEIDENTIFIED, State.APPROVED)
    if not place.fingerprints.finds_like(place.ledger.cleaned_with(interview)):
        return _detect_again(place, record)
    try:
        sound = load(place, profiles, record, reviewed=record.state is State.APPROVED)
    except StaleSpans:
        return _detect_again(place, record)
    except PrivacyStop:
        return _stop(place, record)
    try:
        detail = {**place.fingerprints.as_detail(), **sound.detail}
        untold = untold_findings(place, record, sound)
        place.ledger.move(
            interview, State.RELEASED, actor="release", findings=untold, detail=detail
        )
    except InvalidTransition:
        take_back(place, record)
        raise
    _remove_replaced(place, record)
    forget_names_out_of_use(place, record.site)
    return State.RELEASED.value


def load(place: Workplace, profiles: Profiles, record: InterviewRecord, *, reviewed: bool) -> Sound:
    """Clean an interview by today's policy and put it into the store and the bucket ``clean``.

    Takes the spans that today's detector found, and the place of what was loaded before.

    Returns:
        What became of its recording: the words never wait for it.

    Raises:
        StaleSpans: Today's detector has not searched these words.
        PrivacyStop: The clean text can't be shown to be safe; what was loaded before stays.
    """
    heard = _prepare(place, profiles, record, reviewed=reviewed)
    place.store.replace_interview(heard.release, heard.others)
    _write_clean_objects(place, heard)
    return heard.sound


def _detect_again(place: Workplace, record: InterviewRecord, **more: int) -> str:
    """Something changed since: what was found then is not what counts now."""
    detail: dict[str, int | str] = {"reason": "stale", **more}
    place.ledger.move(record.interview_id, State.CHECKED, actor="release", detail=detail)
    return State.CHECKED.value


def _stop(place: Workplace, record: InterviewRecord) -> str:
    """Ask a person; what a person approved is searched once more, and then kept out.

    Another interview of the site may have told a name since, which the search then finds.
    """
    history = place.ledger.history(record.interview_id)
    if record.state is not State.APPROVED:
        after, findings = State.IN_REVIEW, []
    elif not any(_AGAIN in step.detail for step in history):
        return _detect_again(place, record, **{_AGAIN: 1})
    else:
        after, findings = State.QUARANTINED, [not_provably_safe()]
    detail = {**history[-1].detail, "reason": "second_look"}
    place.ledger.move(record.interview_id, after, actor="release", findings=findings, detail=detail)
    return "stopped"


def take_back(place: Workplace, record: InterviewRecord) -> None:
    """The interview was moved elsewhere while it was loaded: it must not stay in the store."""
    code = _code(record)
    if not place.ledger.releases(code):
        remove_from_release(place, record.site, code)


def _remove_replaced(place: Workplace, record: InterviewRecord) -> None:
    """Take out what an older version of the folder released of the same words under other codes.

    A site that corrects the date or the role of an interview changes the interview's code.
    """
    for other in place.ledger.other_versions(record):
        if (
            other.superseded
            and other.state is State.RELEASED
            and other.interview_code != record.interview_code
        ):
            withdraw_interview(place, other, actor="release", reason="replaced")


@dataclass(frozen=True, slots=True)
class _Source:
    """What a release is made from."""

    row: ManifestRow
    words: Words
    sha256: str


def _prepare(
    place: Workplace, profiles: Profiles, record: InterviewRecord, *, reviewed: bool
) -> Heard:
    """Return the release of the profile ``team``, the words by every other one, and the sound."""
    originals = Originals(place.objects, place.settings.raw_bucket)
    source = _source(place, originals, originals.record(record.submission_id), record)
    if not source.row.consents_to_transcript:
        raise PrivacyStop("The manifest does not record consent to the transcript.")
    transcripts = profiles.clean(record.site, _code(record), source.words)
    for transcript in transcripts.values():
        _check_release(place, transcript)
    lineage = Lineage(
        interview_id=record.interview_id,
        source_sha256=source.sha256,
        policy_fingerprint=place.study.policy_fingerprint,
        software_version=sottovoce.__version__,
        reviewed=reviewed,
    )
    participant = place.vault.participant(record.site, source.row.participant_code)
    team = transcripts.pop(TEAM)
    release = build_release(source.row, _code(record), participant, lineage, team)
    return with_sound(place, record, (source.row, source.words.marked), release, transcripts)


def _code(record: InterviewRecord) -> InterviewCode:
    if record.interview_code is None:
        raise PrivacyStop(f"{record.interview_id} has no interview code.")
    return record.interview_code


def _source(
    place: Workplace, originals: Originals, kept: KeptSubmission, record: InterviewRecord
) -> _Source:
    table = read_manifest_table(originals.manifest(record.submission_id))
    values = next(row.values for row in table.rows if row.row == record.row)
    transcript = read_transcript(place, originals, kept, record.row)
    kept_spans = KeptSpans(place.objects, place.settings.raw_bucket)
    detector = place.fingerprints.detector
    row = typed_row(values, record.row)
    words = Words(
        marked=kept_spans.read(record.interview_id, transcript, detector),
        roster=full_roster(place, originals, kept),
        participant=row.participant_code,
        year=row.interview_date.year,
    )
    return _Source(row, words, sha256=str(record.transcript_sha256))


def _check_release(place: Workplace, transcript: CleanTranscript) -> None:
    suite = place.settings.expectations_dir / "release.yaml"
    broken = check_rows(release_table(transcript), RELEASE_COLUMNS, suite, _RULES)
    if broken:
        codes = ", ".join(sorted({finding.code for finding in broken}))
        raise PrivacyStop(f"The release breaks rules of release.yaml: {codes}.")


def _write_clean_objects(place: Workplace, heard: Heard) -> None:
    """Write ``<code>.json`` and ``.txt``, ``<code>.<profile>.json`` and ``.txt``, and the sound."""
    release = heard.release
    name = f"{release.site}/{release.interview_code}"
    releases = {name: release} | {
        f"{name}.{profile}": replace(release, transcript=transcript)
        for profile, transcript in heard.others.items()
    }
    bucket = place.settings.clean_bucket
    stays = heard.publish(place)
    for key, each in releases.items():
        place.objects.put(bucket, f"{key}.json", as_json(each), content_type="application/json")
        place.objects.put(
            bucket, f"{key}.txt", as_text(each), content_type="text/plain; charset=utf-8"
        )
        stays |= {f"{key}.json", f"{key}.txt"}
    remove_clean_objects(place, name, besides=stays)

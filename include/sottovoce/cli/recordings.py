"""``sottovoce inspect-audio`` and ``sottovoce redact-audio``: recordings in, recordings out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sottovoce.cli.files import Out, RosterFile, StudyFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sottovoce.model.recordings import RecordingFacts, RecordingFinding
    from sottovoce.steps.recording_files import Redaction, RedactionSettings

Recording = Annotated[
    Path, typer.Argument(help="wav, flac, mp3, m4a or ogg.", exists=True, dir_okay=False)
]
TranscriptFile = Annotated[
    Path,
    typer.Option(help="Its transcript: docx, vtt, srt, json or txt.", exists=True, dir_okay=False),
]


def inspect_audio(
    recordings: Annotated[
        list[Path], typer.Argument(help="Recordings: wav, flac, mp3, m4a or ogg.", exists=True)
    ],
) -> None:
    """Check recordings: length, damage, loudness, channels. Writes nothing.

    Ends with 1 when a recording has something for which it would not be released.

    Example: sottovoce inspect-audio interviews/*.wav
    """
    n_kept_back = sum([not _shown(recording) for recording in recordings])
    if n_kept_back:
        _stop(f"{n_kept_back} of {len(recordings)} recordings would be kept back.")


def redact_audio(  # noqa: PLR0913 - one parameter an option
    recording: Recording,
    transcript: TranscriptFile,
    out: Out,
    roster: RosterFile = None,
    study: StudyFile = None,
    pad_ms: Annotated[
        int, typer.Option(help="Milliseconds muted before and after each word.", min=0, max=5000)
    ] = 200,
    tone: Annotated[bool, typer.Option(help="A soft tone instead of silence.")] = False,
    opus: Annotated[bool, typer.Option(help="A small Opus file instead of FLAC.")] = False,
) -> None:
    """Mute in a recording what would be taken out of its transcript.

    Writes `OUT/<name>.flac` (`.ogg` with --opus; `.wav` when FLAC can't hold the samples) and
    `OUT/<name>.intervals.json` with the times and types of what was muted, and no words. Nothing
    is written when an identifier has no time in the recording.

    Example: sottovoce redact-audio interview.wav --transcript interview.vtt --out clean
    """
    from sottovoce.errors import SottovoceError
    from sottovoce.steps.recording_files import RedactionSettings, intervals_as_json

    if out.resolve() == recording.parent.resolve():
        _stop("The clean recording would lie beside the original. Choose another folder.")
    settings = RedactionSettings(
        pad_ms / 1000, "tone" if tone else "silence", "opus" if opus else "flac"
    )
    try:
        redaction = _redact(recording, transcript, out, (roster, study), settings)
    except SottovoceError as error:
        _stop(f"{error} Nothing was written.")
    intervals = out / f"{recording.stem}.intervals.json"
    intervals.write_text(intervals_as_json(redaction.plan.intervals), encoding="utf-8")
    _show_redaction(redaction)


def _redact(
    recording: Path,
    transcript_file: Path,
    out: Path,
    tables: tuple[Path | None, Path | None],
    settings: "RedactionSettings",
) -> "Redaction":
    from sottovoce.adapters.alignment import locate_words
    from sottovoce.steps.files import FileDetector
    from sottovoce.steps.recording_files import redact_recording
    from sottovoce.transcripts import parse_transcript

    roster, study = tables
    marked = FileDetector(study, roster).detect(transcript_file)
    transcript = parse_transcript(transcript_file.read_bytes(), file_name=transcript_file.name)
    out.mkdir(parents=True, exist_ok=True)
    return redact_recording(
        recording,
        transcript,
        marked,
        out / recording.stem,
        locate=locate_words,
        settings=settings,
    )


def _shown(recording: Path) -> bool:
    """Print what is known of one recording; return whether it may be released."""
    from sottovoce.errors import SottovoceError
    from sottovoce.steps.recording_files import inspect_file

    try:
        facts, findings = inspect_file(recording)
    except SottovoceError as error:
        typer.echo(f"{recording}: {error}")
        return False
    typer.echo(f"{recording}: {_in_words(facts)}")
    _show_findings(findings)
    return not any(each.keeps_back for each in findings)


def _in_words(facts: "RecordingFacts") -> str:
    minutes, seconds = divmod(round(facts.duration_s), 60)
    channels = "mono" if len(facts.channels) == 1 else "stereo"
    peak = max(channel.peak for channel in facts.channels)
    return (
        f"{facts.container} ({facts.codec}), {minutes} min {seconds:02d} s, "
        f"{facts.sample_rate_hz:,} samples a second, {channels}, peak {peak:.2f} of full scale"
    )


def _show_findings(findings: "Iterable[RecordingFinding]") -> None:
    for each in findings:
        weight = "keeps it back" if each.keeps_back else "note"
        typer.echo(f"  {each.finding.code} ({weight}): {each.finding.problem} {each.finding.fix}")


def _show_redaction(redaction: "Redaction") -> None:
    intervals = redaction.plan.intervals
    muted_s = sum(interval.end_s - interval.start_s for interval in intervals)
    typer.echo(f"{redaction.clean.path}: {len(intervals)} stretches muted, {muted_s:.1f} s in all.")
    if redaction.needs_review:
        typer.echo(
            f"  {len(redaction.plan.turns_muted)} turns are muted whole, because an identifier in "
            "them could not be located. Listen to the recording before you give it away."
        )
    _show_findings(redaction.findings)


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)

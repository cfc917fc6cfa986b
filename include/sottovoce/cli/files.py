"""``sottovoce detect`` and ``sottovoce deidentify``: files in, files out, no server."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sottovoce.model.transcripts import MarkedTranscript

Files = Annotated[
    list[Path], typer.Argument(help="Transcripts: docx, vtt, srt, json or txt.", exists=True)
]
Out = Annotated[Path, typer.Option(help="Folder to write to; made if it is not there.")]
RosterFile = Annotated[
    Path | None,
    typer.Option(help="roster.csv with names known beforehand (kind,value).", exists=True),
]
StudyFile = Annotated[
    Path | None,
    typer.Option(help="study.yaml whose policy to use; else the default policy.", exists=True),
]


def detect(files: Files, out: Out, roster: RosterFile = None, study: StudyFile = None) -> None:
    """Find identifiers in transcripts and write what was found, words included.

    For each FILE writes `OUT/<name>.json`: every turn as it stands in the file, and spans with
    type, score and recognizer. These files hold raw words: keep them where the transcripts may be.

    Example: sottovoce detect interviews/*.docx --out found --roster roster.csv
    """
    from sottovoce.steps.files import marked_as_json

    def write(file: Path, marked: "MarkedTranscript") -> None:
        (out / f"{file.stem}.json").write_text(marked_as_json(marked), encoding="utf-8")

    _each(files, out, roster, study, write)


def deidentify(files: Files, out: Out, roster: RosterFile = None, study: StudyFile = None) -> None:
    """Replace identifiers in transcripts by stand-ins such as [Person 1].

    For each FILE writes `OUT/<name>.txt` to read and `OUT/<name>.json` with the place of each
    stand-in. The same name has the same stand-in in all files of one call.

    Example: sottovoce deidentify interview.vtt --out clean
    """
    from sottovoce.load.renderings import transcript_as_text
    from sottovoce.steps.files import FileNumbers, clean_as_json

    numbers = FileNumbers()

    def write(file: Path, marked: "MarkedTranscript") -> None:
        clean = numbers.clean(marked)
        (out / f"{file.stem}.txt").write_text(transcript_as_text(clean), encoding="utf-8")
        (out / f"{file.stem}.json").write_text(clean_as_json(clean), encoding="utf-8")

    _each(files, out, roster, study, write)


def _each(
    files: list[Path],
    out: Path,
    roster: Path | None,
    study: Path | None,
    write: "Callable[[Path, MarkedTranscript], None]",
) -> None:
    """Take each file in turn; one that can't be read is reported and the others go on."""
    from sottovoce.errors import SottovoceError
    from sottovoce.steps.files import FileDetector, same_stem

    if same_stem(files):
        _stop("Two of the files have the same name up to the suffix, so one result would replace "
              "the other. Rename one of them.")  # fmt: skip
    try:
        detector = FileDetector(study, roster)
    except SottovoceError as error:
        _stop(str(error))
    out.mkdir(parents=True, exist_ok=True)
    n_failed = 0
    for file in files:
        try:
            marked = detector.detect(file)
        except SottovoceError as error:
            typer.echo(f"{file}: {error}", err=True)
            n_failed += 1
            continue
        write(file, marked)
        typer.echo(f"{file}: {len(marked.turns)} turns, {marked.n_spans} identifiers")
    if n_failed:
        _stop(f"{n_failed} of {len(files)} files could not be read; nothing was written for them.")


def _stop(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)

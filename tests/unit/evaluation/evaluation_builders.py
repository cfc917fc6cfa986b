"""Small gold folders, spans and results, so that each test says only what it is about."""

from pathlib import Path

from sottovoce.deidentify.text.scoring import ScoredText
from sottovoce.deidentify.text.scoring_bootstrap import Draws, Figure
from sottovoce.deidentify.text.scoring_report import Cost, Evaluation, Gold, Result, SweepPoint
from sottovoce.deidentify.text.scoring_tally import RECALL, Row
from sottovoce.model.spans import EntityType, Span

HEADER = "# site: s01; role: manager; style: {style}; format: txt"
TURNS = (
    "[00:00:01] INTERVIEWER: How did you meet {{PERSON|Oluwaseun Adebayo}}?",
    "[00:00:05] {{PERSON|Dawn}}: On {{FACILITY|Kestrel Ward}}, at dawn, when I took clozapine.",
)


def a_gold_folder(folder: Path, *, n: int = 2, turns: tuple[str, ...] = TURNS) -> Path:
    """Write `n` interviews, one roster, and a table of names."""
    (folder / "transcripts").mkdir(parents=True)
    for number in range(n):
        style = "cased" if number % 2 == 0 else "noisy"
        text = "\n".join([HEADER.format(style=style), "", *turns]) + "\n"
        file = folder / "transcripts" / f"s01-mg-{number:02}.gold.txt"
        file.write_text(text, encoding="utf-8")
    (folder / "rosters").mkdir()
    roster = "kind,value\nperson,Oluwaseun Adebayo\nperson,Dawn\nfacility,Kestrel Ward\n"
    (folder / "rosters" / "s01-mg-00.csv").write_text(roster, encoding="utf-8")
    names = "surface,origin_group,is_common_word\nDawn,english,yes\n"
    (folder / "names.csv").write_text(names, encoding="utf-8")
    return folder


def a_span(
    text: str, surface: str, kind: EntityType = EntityType.PERSON, score: float = 1.0
) -> Span:
    start = text.index(surface)
    return Span(start, start + len(surface), kind, score, "test")


def a_text(text: str, gold: tuple[str, ...] = (), predicted: tuple[str, ...] = ()) -> ScoredText:
    """A text in which the first occurrence of each surface is marked."""
    return ScoredText(
        text,
        tuple(a_span(text, surface) for surface in gold),
        tuple(a_span(text, surface) for surface in predicted),
    )


def a_figure(share: float, n: int = 20) -> Figure:
    return Figure(share, max(0.0, share - 0.1), min(1.0, share + 0.1), n)


def a_result(
    tool: str = "sottovoce", casing: str = "as is", *, sweep: bool = False, **origins
) -> Result:
    figures = {RECALL: a_figure(0.9), Row("type", "PERSON"): a_figure(0.8)}
    figures |= {Row("origin", name): figure for name, figure in origins.items()}
    points = (SweepPoint(0.1, 0.99, 0.5, 3), SweepPoint(0.5, 0.8, None, 0)) if sweep else ()
    return Result(tool, False, casing, figures, 1, points)


def an_evaluation(*results: Result) -> Evaluation:
    return Evaluation(
        Gold(2, 40, 6, "f" * 64),
        Draws(),
        3,
        {"sottovoce": "0.1.0"},
        results or (a_result(),),
        (Cost("sottovoce", 4000.0, 200.0),),
    )

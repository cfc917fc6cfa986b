"""What a reviewer and Airflow do to one interview."""

from tests.flow.builders import TALK, a_manifest, a_row

from sottovoce import steps
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType
from sottovoce.review.decisions import APPROVE
from sottovoce.review.marks import Verdict
from sottovoce.steps.desk import reading as desk
from sottovoce.steps.desk.reading import NewMark, Reading, ReadTurn

TALKED = TALK.encode()
EVERYTHING_IS_READ = ("review_threshold: 0.0", "review_threshold: 1.0")


def send(study, *, talk: bytes = TALKED, folder: str = "one", **cells: str) -> InterviewId:
    """Send an interview, run everything, and return its id."""
    row = a_row(talk, **cells)
    study.send(row["site_code"], folder, {"talk.txt": talk, "interviews.csv": a_manifest(row)})
    study.run()
    return newest(study)


def send_for_review(study, **more) -> InterviewId:
    """Return the id of an interview in review; from now on all are reviewed."""
    study.use_policy(*EVERYTHING_IS_READ)
    return send(study, **more)


def newest(study) -> InterviewId:
    query = "SELECT interview_id FROM interviews ORDER BY last_seq DESC LIMIT 1"
    return InterviewId(study.query_ledger(query)[0][0])


def last_seq(study, interview: InterviewId) -> int:
    return study.place.ledger.history(interview)[-1].seq


def place_of(
    reading: Reading, words: str, verdict: Verdict, kind: EntityType | None = None
) -> NewMark:
    """Return a mark over the first place where these words stand."""
    for turn in reading.turns:
        at = turn.text.find(words)
        if at >= 0:
            return NewMark(turn.index, at, at + len(words), verdict, kind)
    raise AssertionError("these words are not said")


def states(turns: tuple[ReadTurn, ...], words: str) -> list[str]:
    """Return the states of the spans that these words are part of."""
    return [
        span.state
        for turn in turns
        for span in turn.spans
        if words in turn.text[span.start : span.end]
    ]


def opened(study, interview, who: str) -> Reading:
    """Open an interview as its page does: begin, then look."""
    desk.open_reading(study.place, interview, who)
    return desk.look(study.place, interview, who)


def mask(study, interview, who: str, words: str, kind=EntityType.OTHER_ID, **how) -> int:
    """Mask some words, and return the version of the reading."""
    reading = opened(study, interview, who)
    change = place_of(reading, words, Verdict.MASK, kind)
    return desk.mark(study.place, interview, who, reading.version, [change], **how).version


def show(study, interview, who: str, words: str, **how) -> int:
    """Show some words, and return the version of the reading."""
    reading = opened(study, interview, who)
    change = place_of(reading, words, Verdict.SHOW)
    return desk.mark(study.place, interview, who, reading.version, [change], **how).version


def finish(study, interview, who: str, outcome: str = "approve", message: str | None = None):
    """Finish a reading, and answer as Airflow would where that is due."""
    version = desk.open_reading(study.place, interview, who).version
    done = desk.finish(study.place, interview, who, version, outcome, message)
    return answer(study, interview, who, done.answer) if done.answer else "second reader"


def answer(study, interview, who: str, choice: str = APPROVE) -> str:
    said = {"chosen_options": [choice], "responded_by_user": {"id": who, "name": who}}
    return steps.decide(interview, str(last_seq(study, interview)), said)


def released(study) -> str:
    return " ".join(text for (text,) in study.query("SELECT text FROM study.turns ORDER BY 1"))

"""Ask a person about one interview.

One run for each interview of which it is not sure enough that nothing identifying is left in it.
The task *ask* waits until somebody has read the interview at the **Desk**: finishing it there
answers this question in the reader's name, and what the reader left masked is what will be. If the
study allows it, *ask* can also be answered here by counts alone: *Approve* sends the interview on
with everything masked that was found, the doubtful included; *Reject* keeps it out, and the site
is told. Nothing happens by itself while nobody answers.
"""

from datetime import UTC, datetime

from airflow.sdk import dag

from sottovoce import steps
from sottovoce.review.decisions import APPROVE, REJECT
from sottovoce_airflow.flow import APPROVED, DESK
from sottovoce_airflow.questions import Question
from sottovoce_airflow.tasks import RETRIES, step

BODY = f"[Read it at the Desk]({DESK}/review/{{{{ dag_run.conf['interview_id'] }}}})\n"
BODY += """
| | |
|---|---|
| Site | {{ dag_run.conf['site'] }} |
| Identifiers found and masked | {{ dag_run.conf['spans'] }} |
| Of these doubtful | {{ dag_run.conf['doubtful'] }} |
| Near misses, still in view | {{ dag_run.conf.get('near_misses', 'not counted') }} |
| Turns | {{ dag_run.conf.get('turns', 'not counted') }} |
| Of these to read first | {{ dag_run.conf['turns_to_read'] }} |

The turns to read first hold nine of ten identifiers that are expected to be left.

At the Desk, finishing answers this. Here, **Approve** releases the interview unread, with all of
them masked, if the study allows that; **Reject** keeps it out of the store.
"""


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=10_000,
    doc_md=__doc__,
    tags=["sottovoce", "3 review"],
)
def review() -> None:
    asked_about = "{{ dag_run.conf['seq'] }}"
    opened = step(steps.open_review, pool="storage")(
        "{{ dag_run.conf['interview_id'] }}", asked_about
    )
    ask = Question(
        task_id="ask",
        subject="{{ dag_run.conf['interview_id'] }}: may it be released?",
        body=BODY,
        options=[APPROVE, REJECT],
        **RETRIES,
    )
    decided = step(steps.decide, pool="storage", outlets=[APPROVED])(
        opened, asked_about, ask.output
    )
    opened >> ask >> decided


review()

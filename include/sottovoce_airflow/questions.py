"""Airflow's question to a person, with an answer that outlives a failed try of its task.

A task that asks ends its process to wait, and begins a new one when it is answered. If that happens
before the scheduler has noticed that the first has ended, it takes the second for lost and has the
task tried again; Airflow's own operator then throws the answer away and asks anew. Here the answer
counts: see ``docs/decisions/0013-an-answer-outlives-a-failed-try.md``.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NoReturn
from uuid import UUID

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowRuntimeError, TaskAwaitingInput
from airflow.sdk.execution_time.hitl import get_hitl_detail_content_detail
from airflow.triggers.base import BaseTrigger, TriggerEvent
from asgiref.sync import sync_to_async

SETTLE_S = 15.0
"""How long a try that failed is left alone, in seconds, until the scheduler has noticed its end."""

_NOT_FOUND = 404


class Question(HITLOperator):  # type: ignore[misc]
    """Ask a person; when Airflow tries again by itself, go on with the answer that was given."""

    def execute(self, context: Context) -> Any:
        """Put the question, or look first whether it is answered if this is another try.

        A task that somebody has cleared is to ask anew, so its first try after that does.
        """
        task = context["task_instance"]
        n_tries = task.try_number - (task.max_tries - self.retries)  # of them, since it was cleared
        if n_tries > 1:
            self.defer(trigger=GivenAnswer(str(task.id)), method_name="go_on")
        return super().execute(context)

    def go_on(self, context: Context, event: dict[str, Any]) -> Any:
        """Take the answer if there is one, else wait for it.

        Args:
            context: Airflow's.
            event: The answer as Airflow tells it; or ``is_put``, whether the question is.
        """
        if "chosen_options" in event:
            return self.execute_complete(context, event)
        return self._wait() if event["is_put"] else super().execute(context)

    def _wait(self) -> NoReturn:
        # Putting it again would throw away what was answered in this moment; waiting finds it.
        raise TaskAwaitingInput(method_name="execute_complete")


class GivenAnswer(BaseTrigger):  # type: ignore[misc]
    """Looks once, after a while, how a task's question was answered."""

    def __init__(self, ti_id: str) -> None:
        """Prepare to look.

        Args:
            ti_id: The id of the task instance, a UUID.
        """
        super().__init__()
        self.ti_id = ti_id

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return where this class is and what it was made with."""
        return f"{__name__}.{type(self).__name__}", {"ti_id": self.ti_id}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield the answer; or, if there is none, whether the question was put."""
        await asyncio.sleep(SETTLE_S)
        try:
            kept = await sync_to_async(get_hitl_detail_content_detail)(ti_id=UUID(self.ti_id))
        except AirflowRuntimeError as error:
            if (error.error.detail or {}).get("status_code") != _NOT_FOUND:
                raise
            yield TriggerEvent({"is_put": False})
            return
        if not kept.response_received:
            yield TriggerEvent({"is_put": True})
            return
        by = kept.responded_by_user
        yield TriggerEvent(
            {
                "chosen_options": list(kept.chosen_options or []),
                "params_input": kept.params_input or {},
                "responded_at": kept.responded_at,
                "responded_by_user": {"id": by.id, "name": by.name} if by else None,
            }
        )

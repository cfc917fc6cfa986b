"""Turn a step into an Airflow task that says nothing it should not, and retries what may pass."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule, task
from airflow.sdk.exceptions import AirflowFailException

from sottovoce.errors import SottovoceError, TransientError
from sottovoce.steps.faults import describe

P = ParamSpec("P")
R = TypeVar("R")

_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="sottovoce.errors.TransientError",
            action=RetryAction.RETRY,
            reason="A store or service did not answer.",
        ),
        RetryRule(exception="builtins.Exception", action=RetryAction.FAIL),
    ]
)

RETRIES = {"retries": 3, "retry_delay": timedelta(seconds=20)}
"""For a task whose process may die, or whose store may not answer."""


def step(call: Callable[P, R], **options: Any) -> Any:
    """Wrap a function of :mod:`sottovoce.steps` as a task.

    A :class:`TransientError` is left to Airflow's retries; trying anything else again can't help.
    Airflow prints exceptions word for word where every viewer can read them, so one that this
    package did not write, which may quote what a participant said, is replaced by its type and
    place.

    Args:
        call: The step. It takes and returns ids and counts only.
        options: What ``@task`` takes, e.g. ``pool`` or ``map_index_template``.
    """

    @wraps(call)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except TransientError as error:
            failure: Exception = TransientError(str(error))
        except SottovoceError as error:
            failure = AirflowFailException(str(error))
        except Exception as error:
            failure = AirflowFailException(describe(error))
        # Raised out here, so that the first exception is not its context and is not printed.
        raise failure

    return task(run, **{"retry_policy": _POLICY, **RETRIES, **options})

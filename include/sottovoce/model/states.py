"""Where an interview can be, and where it can go next. All of it is data."""

from enum import StrEnum


class State(StrEnum):
    """Where an interview is on its way from a site's upload to the store."""

    RECEIVED = "received"
    """Its submission is registered and its files are kept."""
    CHECKED = "checked"
    """Manifest, roster, transcript and consent passed every rule."""
    DEIDENTIFIED = "deidentified"
    """Nothing doubtful was found; it waits for release."""
    IN_REVIEW = "in_review"
    """A person has to look at what is doubtful."""
    APPROVED = "approved"
    """A person looked and agreed; it waits for release."""
    RELEASED = "released"
    """It is in the store."""
    QUARANTINED = "quarantined"
    """It stays out; its receipt says why and what to do."""
    WITHDRAWN = "withdrawn"
    """The participant withdrew; nothing of it is in the store."""


VALID_STATE_TRANSITIONS: dict[State | None, frozenset[State]] = {
    None: frozenset({State.RECEIVED}),
    State.RECEIVED: frozenset({State.CHECKED, State.QUARANTINED, State.WITHDRAWN}),
    State.CHECKED: frozenset(
        {State.DEIDENTIFIED, State.IN_REVIEW, State.QUARANTINED, State.WITHDRAWN}
    ),
    State.DEIDENTIFIED: frozenset(
        {
            State.RELEASED,
            State.IN_REVIEW,
            State.CHECKED,
            State.QUARANTINED,
            State.WITHDRAWN,
        }
    ),
    State.IN_REVIEW: frozenset({State.APPROVED, State.QUARANTINED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.RELEASED, State.CHECKED, State.QUARANTINED, State.WITHDRAWN}),
    State.RELEASED: frozenset({State.WITHDRAWN}),
    State.QUARANTINED: frozenset({State.RECEIVED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}
"""From each state (None before the first) the states that may follow.

The second look before release sends an interview to a person: hence ``in_review`` after
``deidentified``. What was found under another policy has to be found again: hence ``checked``
after ``deidentified`` and ``approved``. A data manager may have what was kept out checked again,
unless its folder was sent again: hence ``received`` after ``quarantined``.
"""

TRANSITIONS_WHEN_CLEANED_AGAIN: dict[State, frozenset[State]] = {
    State.DEIDENTIFIED: frozenset({State.DEIDENTIFIED, State.IN_REVIEW}),
    State.IN_REVIEW: frozenset({State.IN_REVIEW, State.DEIDENTIFIED}),
    State.APPROVED: frozenset({State.APPROVED, State.IN_REVIEW}),
    State.RELEASED: frozenset({State.RELEASED, State.IN_REVIEW, State.QUARANTINED}),
}
"""The states that may follow when policy or detector changed and an interview is cleaned again.

It stays where it is, or goes to a person. What was ``released`` is taken out of the store before it
goes anywhere else. One that is superseded can't be asked about any more: hence ``quarantined``.
These hold only for whoever names the transition that came last, so that no task that is late can
send back what another one has moved on.
"""

TERMINAL = frozenset({State.RELEASED, State.QUARANTINED, State.WITHDRAWN})
"""States in which the pipeline has nothing left to do."""


def can_move(before: State | None, after: State) -> bool:
    """Whether an interview in ``before`` may go to ``after``."""
    return after in VALID_STATE_TRANSITIONS[before]


def can_move_again(before: State, after: State) -> bool:
    """Whether an interview that is cleaned again in ``before`` may go to ``after``."""
    return after in TRANSITIONS_WHEN_CLEANED_AGAIN.get(before, frozenset())

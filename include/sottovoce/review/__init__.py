"""What a person has to look at before release."""

from sottovoce.review.decision import ReviewSummary, needs_review, summarise
from sottovoce.review.ranking import RankedTurn, Reason, count_turns_to_read, rank_turns

__all__ = [
    "RankedTurn",
    "Reason",
    "ReviewSummary",
    "count_turns_to_read",
    "needs_review",
    "rank_turns",
    "summarise",
]

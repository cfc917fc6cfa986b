"""What a person has to look at before release."""

from sottovoce.review.decision import ReviewSummary, needs_review, summarise

__all__ = ["ReviewSummary", "needs_review", "summarise"]

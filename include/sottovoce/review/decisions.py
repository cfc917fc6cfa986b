"""What a person may decide about an interview in review."""

from sottovoce.model.findings import Finding

APPROVE = "Approve"
REJECT = "Reject"


def rejected_finding(message: str | None = None) -> Finding:
    """Return what the site reads when a reviewer kept an interview out.

    Args:
        message: What the reviewer wants the site to be told; checked to hold no masked word.
    """
    problem = "A person looked at this interview and decided that it can't be released as it is."
    return Finding(
        code="rejected-in-review",
        where="transcript file",
        problem=f"{problem} They write: {message}" if message else problem,
        fix="Wait for the data manager to contact you, or ask the study team what to change.",
    )


def not_provably_safe() -> Finding:
    """Return what the site reads when the second look stops an interview a person approved."""
    return Finding(
        code="not-provably-safe",
        where="transcript file",
        problem="It could not be shown that every identifier of this interview is taken out.",
        fix="Wait for the data manager to contact you; nothing of it was released.",
    )

"""What a person may decide about an interview in review."""

from sottovoce.model.findings import Finding

APPROVE = "Approve"
REJECT = "Reject"


def rejected_finding() -> Finding:
    """Return what the site reads when a reviewer kept an interview out."""
    return Finding(
        code="rejected-in-review",
        where="transcript file",
        problem="A person looked at this interview and decided that it can't be released as it is.",
        fix="Wait for the data manager to contact you, or ask the study team what to change.",
    )

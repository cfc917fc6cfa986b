"""Words that announce a number: "badge", "my case reference is", "it ends in".

A code is told from talk by its label more than by its form, since every office has a form of its
own. What may stand between label and code is little: "is", "I think it's", "here, look". The
patterns read text in small letters.
"""

import re

_THINGS = (
    r"badge|lanyard|payroll|staff|employee|employment|case|incident|datix|steis|ulysses|complaint|"
    r"pals|claim|policy|crime|cad|log|police|tribunal|court|appeal|hearing|section|tenancy|rent|"
    r"housing|council(?: tax)?|contract|tender|grant|charity|company|invoice|purchase order|order|"
    r"booking|prescription|script|batch|serial|asset|asset tag|equipment|laptop|phone|sim|imei|"
    r"membership|member|library card|library|loyalty|card|account|sort code|bank|customer|client|"
    r"patient|hospital|ward|unit|record|records|file|folder|study|participant|trial|sample|"
    r"candidate|student|learner|exam|certificate|dbs|disclosure|registration|nmc|hcpc|gmc|"
    r"social work england|passport|visa|share|home office|biometric|brp|licence|license|driving|"
    r"permit|parking|blue badge|ticket|fine|pcn|travel|bus pass|oyster|railcard|locker|door|gate|"
    r"key|keysafe|key safe|alarm|meter|mpan|parcel|tracking|delivery|order|referral|rio|systmone|"
    r"emis|carenotes|paris|service user|support|job|vacancy|requisition|cost|budget|pension|"
    r"esa|pip|dla|universal credit|benefit|uc|tax|utr|vat|paye|union|insurance|reg|report|form|"
    r"safeguarding|lps|dols|warrant|custody|prison|prisoner|probation|pnc|bail|charge|"
    r"chi|h and c|application|key box|decision notice|iras|near miss|ulysses|learner|wristband|"
    r"unique learner|voucher|gym|caf|ehcp|id|identity"
)
_NOUNS = (
    r"numbers?|nos?\.?|codes?|refs?|references?|id|ids|identifier|pin|tag|digits|reference numbers?"
)
_ALONE = (
    r"datix|badge|reference|ref|refs|payroll|case|incident|claim|policy|passport|licence|visa|"
    r"membership|asset tag|steis|locker|crime|tender|contract|complaint|invoice|booking|pin|"
    r"account|serial|certificate|registration|cad|log|file|report|record|permit|dbs|ticket|"
    r"service user|customer|review|application|decision notice|notice|near miss|tribunal|licence|"
    r"enhanced|prescription|(?:went|put|gone|goes|go|me) down as|down as|logged as|recorded as|"
    r"got me as|key ?box|insurance|ext|extension|bleep|pager"
)
_PART = (
    r"(?:ends?|ending|ended|finishes|finishing)(?: in| with)?|same but|same except|"
    r"(?:starts?|starting|begins?|beginning) with|"
    r"last (?:two|three|four|five|few)(?: digits| numbers| figures| ones)?"
)

STRONG_LABEL = re.compile(
    rf"\b(?:(?:(?:{_THINGS})(?:'s)? )?(?:{_NOUNS})|datix|badge|payroll|steis|asset tag|cad|"
    rf"locker|key ?box|key ?safe|iras|utr|ulysses|wristband|ext|extension|bleep|pager)(?:'s)?\b\.?"
)
"""What is nearly always followed by a code: even four digits that look like a year count."""

PART_LABEL = re.compile(rf"\b(?:{_PART})\b")
"""What announces a part of a code; three digits count, a year does not."""

LABEL = re.compile(rf"{STRONG_LABEL.pattern}|{PART_LABEL.pattern}|\b(?:{_ALONE})(?:'s)?\b\.?")
"""What may announce a code."""

FILLER = re.compile(
    r"(?:[\s,:;#=()\"'-]|\.{2,}|\u2026|\b(?:is|was|are|were|be|being|it|it's|its|that|that's|this|"
    r"which|which's|which is|the|my|his|her|your|our|their|a|an|so|um|umm|er|erm|uh|well|like|"
    r"just|under|as|at|of|for|on|here|look|now|then|and|but|now|still|i|i've|i'm|you|we|they|he|"
    r"she|think|know|got|want|need|if|in|with|say|said|says|says|read|reads|goes|went|down|came|"
    r"come|comes|called|logged|recorded|reported|quoted|quote|number|numbers|no|ref|reference|"
    r"code|id|ends|ending|starts|begins|hang|wait|let|me|see|right|yeah|yes|okay|front|back|"
    r"top|bottom|of|me|him|would|will|will be|have|has|there|never|forget|can|still|remember|by|"
    r"heart|to|gave|given|give|put|opened|closed)\b\.?)*"
)
"""What may stand between a label and its code."""

_BACK_CHARS = 90


def label_before(low: str, start: int) -> str | None:
    """Return ``strong``, ``part`` or ``weak`` where a label announces what starts at ``start``.

    Args:
        low: The text in small letters.
        start: Where the code starts.
    """
    window = max(0, start - _BACK_CHARS)
    strength = None
    for match in LABEL.finditer(low, window, start):
        if match.start() == window and window:
            continue
        if FILLER.fullmatch(low, match.end(), start):
            if STRONG_LABEL.fullmatch(match.group()):
                return "strong"
            strength = "part" if PART_LABEL.fullmatch(match.group()) else "weak"
    return strength

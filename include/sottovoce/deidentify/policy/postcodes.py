"""Postcodes as postcode areas: the letters at the start, some 200,000 households."""

import re

from sottovoce.deidentify.text.mentions import normalised_key
from sottovoce.model.spans import EntityType

_POSTCODE = re.compile(r"([a-z]{1,2})\d[a-z\d]?(?:\d[a-z]{2})?")
_AREAS = frozenset(
    """
    ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e
    ec eh en ex fk fy g gl gu ha hd hg hp hr hs hu hx ig im ip iv ka kt kw ky l la ld le ll ln ls
    lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp
    sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze je gy
    """.split()  # noqa: SIM905
)
_SMALL = frozenset({"ze", "hs", "kw", "ld", "im", "je", "gy", "dg", "td", "hg", "hd"})
"""Areas in which few people live: they stay unsaid."""


def postcode_area(said: str) -> str | None:
    """Return the area of a postcode, e.g. ``[Postcode area LS]``; None if it has none, or a small.

    Args:
        said: A whole postcode or its first half, written or read out.
    """
    match = _POSTCODE.fullmatch(normalised_key(said, EntityType.POSTCODE))
    if match is None or match[1] not in _AREAS - _SMALL:
        return None
    return f"[Postcode area {match[1].upper()}]"

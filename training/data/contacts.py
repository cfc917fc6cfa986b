"""Mail addresses, web addresses and handles, rebuilt from the new names or made up."""

import re
from dataclasses import dataclass, field
from random import Random

from sottovoce.deidentify.text.vocabulary import words
from training.data.names import plain, read_names
from training.data.people import People
from training.data.places import Places
from training.data.services import Services
from training.data.spelling import matched_case

_PART = re.compile(r"[^\W\d_]+|\d+")
_KEPT = words(
    """
    at dot underscore dash hyphen slash forward colon all one word lower case capital small
    with a example test com org net co uk nhs gov ac io www w http https gmail hotmail
    outlook yahoo icloud facebook instagram twitter tiktok youtube soundcloud linktr ee
    eventbrite hello info ideas contact enquiries admin team then and the number digit no
    space
    """
)
_DIGIT_WORDS = words(
    """
    oh zero one two three four five six seven eight nine double triple treble ten eleven
    twelve twenty thirty forty fifty sixty seventy eighty ninety
    """
)
_INVENTED = re.compile(r"(?P<dot>\.| dot )example(?:(?:\.| dot )(?:com|org|net))?\b")
_INVENTED_HOST = re.compile(
    r"(?P<at>@| at )example(?P<dot>\.| dot )(?:com|org|net|test)\b", re.IGNORECASE
)
_ENDINGS = ("org uk", "org uk", "nhs uk", "co uk", "com", "org", "gov uk", "ac uk")
_HOSTS = (
    "gmail com", "hotmail com", "hotmail co uk", "outlook com", "yahoo co uk", "icloud com",
    "btinternet com", "nhs net", "live co uk", "sky com", "aol com",
)  # fmt: skip


@dataclass(slots=True)
class Contacts:
    """Rewrites addresses so that they fit an interview's new names.

    Attributes:
        rng: Draws what no new name decides.
        people: The new names of people.
        places: The new names of places and services.
    """

    rng: Random
    people: People
    places: Places
    _made: dict[str, str] = field(default_factory=dict, repr=False)

    def replace(self, text: str) -> str:
        """Return another address of the same form; half of them leave the invented domains."""
        made = _PART.sub(self._part, text)
        if self.rng.random() < 0.5:
            made = _INVENTED_HOST.sub(self._host, made)
            made = _INVENTED.sub(self._ending, made)
        return made

    def _part(self, match: re.Match[str]) -> str:
        part = match[0]
        small = part.lower()
        if part.isdigit():
            return "".join(str(self.rng.randint(0, 9)) for _ in part)
        if small in _DIGIT_WORDS:
            return part
        if small in _KEPT:
            return part
        return matched_case(part, self._other(small))

    def _other(self, small: str) -> str:
        if len(small) == 1:
            return self.rng.choice("abcdefghjklmnprstw")
        if small not in self._made:
            self._made[small] = plain(self._known(small) or self._joined(small) or self._drawn())
        return self._made[small] or "peers"

    def _known(self, small: str) -> str | None:
        return self.people.word(small) or self.places.head(small)

    def _joined(self, small: str) -> str | None:
        """Return the new form of words written as one, if a name of the interview is in it."""
        known = [*self.people.new, *self.places._heads]
        for word in sorted(known, key=len, reverse=True):
            bare = plain(word)
            if len(bare) < 3 or bare not in small:
                continue
            before, after = small.split(bare, 1)
            new = plain(self._known(word) or "")
            return (self._joined(before) or before) + new + (self._joined(after) or after)
        return None

    def _drawn(self) -> str:
        drawn = self._any_name()
        while set(drawn.casefold().split()) & self.people.taken:
            drawn = self._any_name()
        return drawn

    def _any_name(self) -> str:
        names = read_names()
        if self.rng.random() < 0.5:
            return names.a_given(self.rng, names.an_origin(self.rng))
        return Services(self.rng).pick("heads")

    def _host(self, match: re.Match[str]) -> str:
        return match["at"] + self.rng.choice(_HOSTS).replace(" ", match["dot"])

    def _ending(self, match: re.Match[str]) -> str:
        return match["dot"] + self.rng.choice(_ENDINGS).replace(" ", match["dot"])

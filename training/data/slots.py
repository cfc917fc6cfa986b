"""What fills the slots of frames: identifiers made up in the forms in which people give them."""

import re
from collections.abc import Callable
from functools import cache
from random import Random

import yaml

from training.data.dates import a_date
from training.data.names import WORDS, plain, read_names
from training.data.numbers import in_words
from training.data.services import Services
from training.data.spoken_forms import aloud

_LETTERS = "ABCDEFGHJKLMNPRSTWXYZ"


@cache
def fillers() -> dict[str, tuple[str, ...]]:
    """Return what may stand in the slots that are not marked, by slot."""
    return _lists("fillers.yaml")


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    return _lists("forms.yaml")


def _lists(file: str) -> dict[str, tuple[str, ...]]:
    read = yaml.safe_load((WORDS / file).read_text(encoding="utf-8"))
    return {key: tuple(part.strip() for part in text.split(";")) for key, text in read.items()}


def filled(pattern: str, rng: Random) -> str:
    """Return ``pattern`` with digits for ``#`` and capital letters for ``@``."""
    digit = re.sub("#", lambda _: str(rng.randint(0, 9)), pattern)
    return re.sub("@", lambda _: rng.choice(_LETTERS), digit)


def phone(rng: Random) -> str:
    """Return a phone number, written."""
    return filled(rng.choice(_forms()["phone"]), rng)


def postcode(rng: Random) -> str:
    """Return a postcode, with or without its space."""
    area = rng.choice(_forms()["postcode_area"])
    district = filled(rng.choice(("#", "##", "##")), rng).lstrip("0") or "1"
    space = " " if rng.random() < 0.7 else ""
    return f"{area}{district}{space}{filled('#@@', rng)}"


def nhs_number(rng: Random) -> str:
    """Return ten digits in a form in which NHS numbers are written."""
    return filled(rng.choice(("### ### ####", "### ### ####", "##########", "###-###-####")), rng)


def nino(rng: Random) -> str:
    """Return a National Insurance number."""
    return filled(rng.choice(("@@ ## ## ## @", "@@######@", "@@ ###### @")), rng)


def reference(rng: Random) -> str:
    """Return a reference as some office makes them up."""
    return filled(rng.choice(_forms()["reference"]), rng)


def registration(rng: Random) -> str:
    """Return a vehicle's registration."""
    return filled(rng.choice(("@@## @@@", "@@## @@@", "@@##@@@", "@### @@@", "@## @@@")), rng)


def age(rng: Random) -> str:
    """Return an exact age, in digits or words."""
    number = rng.choice((rng.randint(2, 17), rng.randint(18, 94), rng.randint(18, 70)))
    return str(number) if rng.random() < 0.5 else in_words(number, rng.choice("- "))


def small_age(rng: Random) -> str:
    """Return a child's age, in digits or words."""
    number = rng.randint(2, 14)
    return str(number) if rng.random() < 0.5 else in_words(number)


def email(rng: Random) -> str:
    """Return a mail address of a person or a service."""
    names = read_names()
    origin = names.an_origin(rng)
    given, family = plain(names.a_given(rng, origin)), plain(names.a_family(rng, origin))
    digits = filled(rng.choice(("", "", "#", "##", "19##")), rng)
    of_service = ("hello", "info", "peers", "referrals", "enquiries", "ward.clerk", "team")
    of_person = (
        f"{given}.{family}{digits}",
        f"{given[:1]}.{family}",
        f"{given}{digits}",
        f"{given}_{family}{digits}",
        f"{family}.{given[:1]}",
        f"{given}{family}{digits}",
        f"{given}-{family}",
    )
    local = rng.choice(of_service if rng.random() < 0.12 else of_person)
    return f"{local}@{rng.choice(_forms()['host']) if rng.random() < 0.6 else domain(rng)}"


def domain(rng: Random) -> str:
    """Return the domain of a service that was made up."""
    services = Services(rng)
    return plain(services.organisation()) + rng.choice(_forms()["domain_end"])


def web_address(rng: Random) -> str:
    """Return a web address in a form in which people give them."""
    path = rng.choice(
        ("", "", "/peers", "/about", "/get-help", "/join", "/find-us", "/stories", "/blog")
    )
    if rng.random() < 0.25:
        return f"{rng.choice(_forms()['site'])}/{handle(rng).removeprefix('@')}"
    return rng.choice(("www.", "www.", "", "", "https://")) + domain(rng) + path


def handle(rng: Random) -> str:
    """Return a name that somebody goes by online, with its ``@``."""
    names, services = read_names(), Services(rng)
    given = plain(names.a_given(rng, names.an_origin(rng)))
    other = plain(services.pick(rng.choice(("heads", "coined", "towns"))))
    joint = rng.choice(("_", "_", ".", ""))
    ends = (other, filled("##", rng), "peers", "official", "writes", "x", "recovery", "bakes")
    return f"@{rng.choice((given, other))}{joint}{rng.choice(ends)}"


def address(rng: Random) -> str:
    """Return a street address."""
    services = Services(rng)
    number = str(rng.randint(1, rng.choice((99, 260))))
    if rng.random() < 0.3:
        number = in_words(rng.randint(1, 99), rng.choice("- "))
    flat = in_words(rng.randint(1, 20)) if rng.random() < 0.4 else str(rng.randint(1, 60))
    road, head = services.road(), services.pick("heads")
    old = rng.choice(("Forge", "Mill", "School", "Bakery", "Vicarage", "Dairy", "Chapel"))
    forms = (
        *[f"{number} {road}"] * 4,
        f"Flat {flat}, {number} {road}",
        f"number {number} {road}",
        f"{number}{rng.choice('abcd')} {road}",
        f"flat {flat} {services.pick('founders')} Court",
        f"{number} {road}, {services.town()}",
        f"The Old {old}, {road}",
        f"{head} Cottage, {road}",
        f"Unit {flat}, {head} Mill",
        f"Room {flat}, {head} House",
    )
    return rng.choice(forms)


def estate(rng: Random) -> str:
    """Return the name of an estate without its kind, or with it where it is part of the name."""
    services = Services(rng)
    return rng.choice((services.village(), services.pick("road_names"), services.pick("heads")))


def _named(kind: str) -> Callable[[Random], str]:
    frames = f"{kind.lower()}_frames"
    return lambda rng: Services(rng).named(frames)


_MAKERS: dict[str, tuple[str, Callable[[Random], str]]] = {
    "PHONE": ("PHONE", phone),
    "EMAIL": ("EMAIL", email),
    "POSTCODE": ("POSTCODE", postcode),
    "POSTAREA": ("POSTCODE", lambda rng: postcode(rng).split()[0][:4]),
    "NHS": ("NHS_NUMBER", nhs_number),
    "NINO": ("NINO", nino),
    "REF": ("OTHER_ID", reference),
    "CAR": ("OTHER_ID", registration),
    "AGE": ("AGE", age),
    "DATE": ("DATE", a_date),
    "SMALL_AGE": ("AGE", small_age),
    "URL": ("URL_HANDLE", web_address),
    "HANDLE": ("URL_HANDLE", handle),
    "ADDRESS": ("ADDRESS", address),
    "ESTATE": ("LOCATION", estate),
    "TOWN": ("LOCATION", lambda rng: Services(rng).town()),
    "VILLAGE": ("LOCATION", lambda rng: Services(rng).village()),
    "ROAD": ("LOCATION", lambda rng: Services(rng).road()),
    "FAR": ("LOCATION", lambda rng: Services(rng).far_away()),
    "RIVER": ("LOCATION", lambda rng: Services(rng).pick("rivers")),
    "ACRONYM": ("ORGANISATION", lambda rng: Services(rng).acronym()),
    **{kind: ("FACILITY", _named(kind)) for kind in ("WARD", "HOSPITAL", "PLACE", "PUB", "CAFE")},
    **{kind: ("ORGANISATION", _named(kind)) for kind in ("TEAM", "CHARITY", "TRUST", "FIRM")},
    **{kind: ("ORGANISATION", _named(kind)) for kind in ("SCHOOL", "CHURCH")},
}


def has_slot(slot: str) -> bool:
    """Whether ``slot`` is one that :func:`fill_slot` fills."""
    return slot in _MAKERS


def fill_slot(slot: str, rng: Random) -> tuple[str, str]:
    """Return an identifier for a slot, and its type; a third of them as they are read aloud."""
    kind, make = _MAKERS[slot]
    made = make(rng)
    return (aloud(kind, made, rng) if rng.random() < 0.35 else made), kind

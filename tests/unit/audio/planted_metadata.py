"""Secrets planted wherever a recording has room for one, one place at a time."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recording_builders import a_sound, a_wav, chunk, encode
from tag_bytes import (
    APE,
    ID3_CHAPTER,
    ID3_COVER,
    ID3_XMP,
    ID3V1,
    ID3V2,
    LYRICS,
    PLACE,
    PLANTED,
    PNG,
    XMP,
    Plant,
    atom,
    before,
    behind,
    chapter_list,
    comments,
    cue_sheet,
    flac_block,
    id3v2,
    in_moov,
    keyed,
    listed,
    picture,
    quicktime_text,
    riff,
    survivors,
    with_flac_blocks,
)  # fmt: skip

RATE_HZ = 48_000
SECONDS = 2


@dataclass(frozen=True)
class Planting:
    """One place in one kind of file.

    Attributes:
        kind: What the file is, e.g. ``mp3`` or ``wav float``.
        place: Where the secret lies.
        plant: From the bytes of a file without secrets to one with; None where the encoder does
            it, from ``tags``.
        tags: What the encoder is told of the recording.
    """

    kind: str
    place: str
    plant: Plant | None = None
    tags: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.kind}: {self.place}"

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.kind]

    def write(self, folder: Path) -> Path:
        """Write the file, and see that the secret is in it."""
        path = folder / f"planted{self.suffix}"
        tags = {tag: TAGS.get(tag, PLANTED) for tag in self.tags}
        if self.kind.startswith("wav"):
            kind = "f32" if self.kind == "wav float" else "s16"
            a_wav(path, a_sound(RATE_HZ, seconds=SECONDS), kind, rate=RATE_HZ)
        else:
            encode(path, a_sound(RATE_HZ, seconds=SECONDS), rate=RATE_HZ, tags=tags)
        if self.plant is not None:
            path.write_bytes(self.plant(path.read_bytes()))
        if not survivors(path.read_bytes()):
            raise AssertionError(f"nothing was planted: {self.name}")
        return path


TAGS = {
    "location": PLACE,
    "METADATA_BLOCK_PICTURE": base64.b64encode(picture()).decode(),
    "CHAPTER001": "00:00:00.000",
}
SUFFIXES = {
    "wav": ".wav", "wav float": ".wav", "flac": ".flac", "mp3": ".mp3", "m4a": ".m4a",
    "alac": ".mp4", "opus": ".ogg", "vorbis": ".oga",
}  # fmt: skip
NO_ID3V2_BEFORE = {"wav", "wav float", "m4a", "alac"}
"""Kinds that no reader takes with such a tag before them: the decoder does not find their start."""

TRAILING = PLANTED.encode() * 50
ANYWHERE = {
    "ID3v2": before(ID3V2),
    "ID3v1": behind(ID3V1),
    "APE": behind(APE),
    "APE, ID3v1": behind(APE + ID3V1),
    "trailing bytes": behind(TRAILING),
}
"""What tag editors put into files of any kind."""

INSIDE: dict[str, dict[str, Plant]] = {
    "wav": {
        "bext": riff(chunk(b"bext", PLANTED.encode().ljust(602, b"\0") + PLANTED.encode())),
        "iXML": riff(chunk(b"iXML", b"<BWFXML><NOTE>" + PLANTED.encode() + b"</NOTE></BWFXML>")),
        "LIST INFO": riff(chunk(b"LIST", b"INFO" + chunk(b"IART", PLANTED.encode() + b"\0"))),
        "XMP": riff(chunk(b"_PMX", XMP)),
        "id3 chunk, cover art": riff(chunk(b"id3 ", ID3V2)),
        "junk": riff(chunk(b"junk", PLANTED.encode())),
        "cue label": riff(
            chunk(b"LIST", b"adtl" + chunk(b"labl", b"\1\0\0\0" + PLANTED.encode() + b"\0"))
        ),
        "chunk behind the samples": behind(chunk(b"LIST", b"INFO" + chunk(b"ICMT", XMP))),
    },
    "flac": {
        "Vorbis comments": with_flac_blocks(flac_block(4, comments())),
        "cover art": with_flac_blocks(flac_block(6, picture())),
        "XMP": with_flac_blocks(flac_block(2, b"xmp " + XMP)),
        "cue sheet": with_flac_blocks(flac_block(5, cue_sheet())),
        "padding": with_flac_blocks(flac_block(1, PLANTED.encode())),
    },
    "mp3": {
        "ID3v2 XMP": before(id3v2(ID3_XMP)),
        "ID3v2 cover art": before(id3v2(ID3_COVER)),
        "ID3v2 chapter": before(id3v2(ID3_CHAPTER)),
        "Lyrics3, ID3v1": behind(LYRICS + ID3V1),
    },
    "m4a": {
        "QuickTime GPS (©xyz)": in_moov(quicktime_text(b"\xa9xyz", PLACE.encode())),
        "QuickTime GPS (key)": in_moov(
            keyed(b"com.apple.quicktime.location.ISO6709", PLACE.encode())
        ),
        "QuickTime author (key)": in_moov(keyed(b"com.apple.quicktime.author", PLANTED.encode())),
        "QuickTime name (©nam)": in_moov(quicktime_text(b"\xa9nam", PLANTED.encode())),
        "XMP in udta": in_moov(atom(b"udta", atom(b"XMP_", XMP))),
        "cover art": in_moov(listed(b"covr", 14, PNG + PLANTED.encode())),
        "iTunes artist": in_moov(listed(b"\xa9ART", 1, PLANTED.encode())),
        "uuid XMP": behind(atom(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + XMP)),
        "chapter": in_moov(chapter_list(PLANTED.encode())),
        "free": behind(atom(b"free", PLANTED.encode())),
    },
}  # fmt: skip
BY_ENCODER = {
    "flac": ("title", "artist", "comment"),
    "mp3": ("title", "artist", "comment", "date"),
    "m4a": ("title", "artist", "comment", "date"),
    "alac": ("title", "artist", "comment", "date"),
    "opus": ("title", "artist", "comment", "location"),
    "vorbis": ("title", "artist", "comment", "location"),
}


def plantings() -> Iterator[Planting]:
    """Yield every place in every kind of file."""
    for kind in SUFFIXES:
        native = INSIDE.get({"wav float": "wav", "alac": "m4a"}.get(kind, kind), {})
        for place, plant in {**native, **ANYWHERE}.items():
            yield Planting(kind, place, plant)
        if kind in BY_ENCODER:
            yield Planting(kind, "tags by the encoder", tags=BY_ENCODER[kind])
        if kind in {"opus", "vorbis"}:
            yield Planting(kind, "cover art", tags=("METADATA_BLOCK_PICTURE",))
            yield Planting(kind, "chapter", tags=("CHAPTER001", "CHAPTER001NAME"))

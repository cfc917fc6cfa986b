"""Read members of a zip archive that may have been made to do harm."""

import io
import zipfile
import zlib

from sottovoce.transcripts.problems import unreadable

MAX_MEMBERS = 2_000
MAX_TOTAL_BYTES = 500_000_000
MAX_MEMBER_BYTES = 50_000_000
MAX_RATIO = 200
RATIO_FROM_BYTES = 2_000_000
"""Small members may compress as well as they like."""

_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Return the archive in ``data``, once its table of contents is within limits.

    Raises:
        UnreadableUpload: Not a zip, damaged, locked, or it unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE:
        raise unreadable("damaged") from None
    _check_contents(archive.infolist())
    return archive


def _check_contents(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_TOTAL_BYTES:
        raise unreadable("unpacks too large")
    if any(_is_bomb(member) for member in members):
        raise unreadable("unpacks too large")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise unreadable("password")
    if len({member.filename for member in members}) < len(members):
        # Two members of one name: which of them a program shows is a matter of taste.
        raise unreadable("damaged")


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return (
        member.file_size > RATIO_FROM_BYTES and member.file_size > MAX_RATIO * member.compress_size
    )


def read_member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return the bytes of one member, or None if there is none of that name.

    Never unpacks more than :data:`MAX_MEMBER_BYTES`, whatever size the archive declares.

    Raises:
        UnreadableUpload: The member is damaged or too large.
    """
    try:
        with archive.open(name) as member:
            unpacked = member.read(MAX_MEMBER_BYTES + 1)
    except KeyError:
        return None
    except _DAMAGE:
        raise unreadable("damaged") from None
    if len(unpacked) > MAX_MEMBER_BYTES:
        raise unreadable("unpacks too large")
    return unpacked

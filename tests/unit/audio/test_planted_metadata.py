"""Names planted wherever a file has room for one, and none may come out at the other end."""

import struct

import pytest
from recording_builders import a_sound, a_wav, chunk, encode

from sottovoce.adapters.recordings import Edit
from sottovoce.adapters.recordings.editing import write_clean
from sottovoce.adapters.recordings.scanning import UnexpectedBytes, scan_clean_recording
from sottovoce.errors import PrivacyStop

PLANTED = "Rosalind Quillfeather"
PLACE = "+53.8008-001.5491/"
OUTPUTS = ["flac", "opus"]


def forms(secret: str) -> list[bytes]:
    return [secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]


def id3v2(*frames: bytes) -> bytes:
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def frame(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + b"\0\0" + body


ID3V2 = id3v2(
    frame(b"TIT2", b"\x01" + PLANTED.encode("utf-16")),
    frame(b"COMM", b"\x00eng\x00" + PLANTED.encode()),
    frame(b"PRIV", b"XMP\x00<x:xmpmeta>" + PLANTED.encode() + b"</x:xmpmeta>"),
    frame(b"APIC", b"\x00image/png\x00\x03\x00\x89PNG\r\n\x1a\n" + PLANTED.encode()),
)
ID3V1 = b"TAG" + PLANTED.encode().ljust(30, b"\0") + bytes(94) + b"\xff"
APE = (
    b"APETAGEX" + struct.pack("<IIII8x", 2000, 32 + 8 + 7 + len(PLANTED), 1, 0xA0000000)
    + struct.pack("<II", len(PLANTED), 0) + b"Artist\0" + PLANTED.encode()
    + b"APETAGEX" + struct.pack("<IIII8x", 2000, 32 + 8 + 7 + len(PLANTED), 1, 0x80000000)
)  # fmt: skip
XMP = b"<?xpacket begin=''?><x:xmpmeta>" + PLANTED.encode() + b"</x:xmpmeta>"
WAV_CHUNKS = {
    "bext": chunk(b"bext", PLANTED.encode().ljust(602, b"\0") + PLANTED.encode()),
    "ixml": chunk(b"iXML", b"<BWFXML><NOTE>" + PLANTED.encode() + b"</NOTE></BWFXML>"),
    "list info": chunk(b"LIST", b"INFO" + chunk(b"IART", PLANTED.encode() + b"\0")),
    "xmp": chunk(b"_PMX", XMP),
    "id3 chunk": chunk(b"id3 ", ID3V2),
    "junk": chunk(b"junk", PLANTED.encode()),
    "cue label": chunk(b"LIST", b"adtl" + chunk(b"labl", b"\1\0\0\0" + PLANTED.encode() + b"\0")),
}


def flac_block(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def picture() -> bytes:
    mime, note = b"image/png", PLANTED.encode()
    return (
        struct.pack(">II", 3, len(mime)) + mime + struct.pack(">I", len(note)) + note
        + struct.pack(">IIIII", 1, 1, 24, 0, len(note)) + note
    )  # fmt: skip


def comments() -> bytes:
    entry = b"PERFORMER=" + PLANTED.encode()
    return struct.pack("<I", 4) + b"me!!" + struct.pack("<II", 1, len(entry)) + entry


def with_flac_blocks(data: bytes, *blocks: bytes) -> bytes:
    return data[:4] + bytes([data[4] & 0x7F]) + data[5:42] + b"".join(blocks) + data[42:]


def atom(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


QUICKTIME = atom(
    b"udta",
    atom(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7) + PLACE.encode())
    + atom(b"\xa9nam", struct.pack(">HH", len(PLANTED), 0) + PLANTED.encode())
    + atom(b"XMP_", XMP)
    + atom(
        b"meta",
        bytes(4)
        + atom(b"hdlr", bytes(8) + b"mdtamhlr" + bytes(13))
        + atom(b"keys", struct.pack(">II", 0, 1) + atom(b"mdta", b"com.apple.quicktime.author"))
        + atom(b"ilst", atom(b"\0\0\0\1", atom(b"data", struct.pack(">II", 1, 0) + PLANTED.encode())))
    )
    + atom(b"covr", b"\x89PNG\r\n\x1a\n" + PLANTED.encode()),
)  # fmt: skip


def with_moov_child(data: bytes, child: bytes) -> bytes:
    """Put an atom into moov, which stands last, so that no offset changes."""
    at = data.rindex(b"moov") - 4
    size = struct.unpack(">I", data[at : at + 4])[0]
    return data[:at] + struct.pack(">I", size + len(child)) + data[at + 4 : at + size] + child


def tagged(tmp_path, suffix: str) -> bytes:
    tags = dict.fromkeys(("title", "artist", "comment", "location", "date"), PLANTED)
    return encode(tmp_path / f"raw{suffix}", a_sound(48_000), rate=48_000, tags=tags).read_bytes()


CASES = {
    "mp3: id3v1": (".mp3", lambda data: data + ID3V1),
    "mp3: id3v2, xmp, cover art": (".mp3", lambda data: ID3V2 + data),
    "mp3: ape": (".mp3", lambda data: data + APE),
    "mp3: ape before id3v1": (".mp3", lambda data: data + APE + ID3V1),
    "mp3: trailing bytes": (".mp3", lambda data: data + PLANTED.encode() * 50),
    "flac: vorbis comments": (".flac", lambda data: with_flac_blocks(data, flac_block(4, comments()))),
    "flac: cover art": (".flac", lambda data: with_flac_blocks(data, flac_block(6, picture()))),
    "flac: application": (".flac", lambda data: with_flac_blocks(data, flac_block(2, b"xmp " + XMP))),
    "flac: padding": (".flac", lambda data: with_flac_blocks(data, flac_block(1, PLANTED.encode()))),
    "flac: id3v2 before": (".flac", lambda data: ID3V2 + data),
    "flac: trailing bytes": (".flac", lambda data: data + PLANTED.encode() * 50),
    "m4a: quicktime keys, gps, xmp, cover": (".m4a", lambda data: with_moov_child(data, QUICKTIME)),
    "m4a: free": (".m4a", lambda data: data + atom(b"free", PLANTED.encode())),
    "m4a: uuid xmp": (".m4a", lambda data: data + atom(b"uuid", bytes(16) + XMP)),
    "opus: comments": (".ogg", lambda data: data),
    "opus: trailing bytes": (".ogg", lambda data: data + PLANTED.encode() * 50),
    "vorbis: comments": (".oga", lambda data: data),
}  # fmt: skip


def assert_nothing_survives(clean_file) -> None:
    data = clean_file.read_bytes()
    for secret in (PLANTED, PLACE, "Quillfeather", "Rosalind"):
        for form in forms(secret):
            assert form not in data
    for mark in (b"Lavf6", b"Lavc6", b"ID3", b"APETAGEX", b"bext", b"iXML", b"xmpmeta", b"PNG"):
        assert mark not in data[:2000] + data[-2000:]


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("case", CASES)
def test_nothing_planted_in_a_compressed_file_survives(tmp_path, case, output):
    suffix, plant = CASES[case]
    source = tmp_path / f"a{suffix}"
    source.write_bytes(plant(tagged(tmp_path, suffix)))
    assert any(form in source.read_bytes() for form in forms(PLANTED))
    assert_nothing_survives(write_clean(source, tmp_path / "clean", Edit(output=output)).path)


@pytest.mark.parametrize("kind", ["s16", "f32"])
@pytest.mark.parametrize("case", [*WAV_CHUNKS, "trailing bytes"])
def test_nothing_planted_in_a_wav_file_survives(tmp_path, case, kind):
    source = a_wav(tmp_path / "a.wav", a_sound(), kind, extra=WAV_CHUNKS.get(case, b""))
    if case == "trailing bytes":
        source.write_bytes(source.read_bytes() + PLANTED.encode() * 50)
    assert any(form in source.read_bytes() for form in forms(PLANTED))
    assert_nothing_survives(write_clean(source, tmp_path / "clean", Edit()).path)


@pytest.mark.parametrize(
    ("kind", "output", "spoil"),
    [
        pytest.param("s16", "flac", lambda data: data + b"x", id="flac: one byte at the end"),
        pytest.param(
            "s16",
            "flac",
            lambda data: with_flac_blocks(data, flac_block(2, b"abcd" + PLANTED.encode())),
            id="flac: another block",
        ),
        pytest.param(
            "s16",
            "flac",
            lambda data: with_flac_blocks(data, flac_block(1, PLANTED.encode())),
            id="flac: words in the padding",
        ),
        pytest.param(
            "s16",
            "flac",
            lambda data: with_flac_blocks(data, flac_block(4, comments())),
            id="flac: a comment",
        ),
        pytest.param(
            "f32",
            "flac",
            lambda data: data + chunk(b"LIST", PLANTED.encode()),
            id="wav: another chunk",
        ),
        pytest.param("s16", "opus", lambda data: data + PLANTED.encode(), id="ogg: bytes after"),
        pytest.param(
            "s16",
            "opus",
            lambda data: data.replace(b"ffmpeg\0\0\0\0", b"ffmpeg\1\0\0\0", 1),
            id="ogg: a comment",
        ),
    ],
)
def test_the_scan_finds_what_an_encoder_might_leave(tmp_path, kind, output, spoil):
    source = a_wav(tmp_path / "a.wav", a_sound(), kind)
    clean = write_clean(source, tmp_path / "clean", Edit(output=output))
    n_packet_bytes = sound_bytes(clean)
    scan_clean_recording(clean.path, clean.container, n_packet_bytes=n_packet_bytes, tags=[])
    spoilt = spoil(clean.path.read_bytes())
    assert spoilt != clean.path.read_bytes()
    clean.path.write_bytes(spoilt)
    with pytest.raises(UnexpectedBytes):
        scan_clean_recording(clean.path, clean.container, n_packet_bytes=n_packet_bytes, tags=[])


def sound_bytes(clean) -> int:
    """How many bytes of sound a clean file holds, by plain PyAV."""
    import av

    with av.open(str(clean.path)) as container:
        return sum(packet.size for packet in container.demux(container.streams.audio[0]))


def test_the_scan_finds_a_value_of_the_original_anywhere(tmp_path):
    clean = write_clean(a_wav(tmp_path / "a.wav", a_sound()), tmp_path / "clean", Edit())
    planted = clean.path.read_bytes()[:5_000] + PLANTED.encode() + clean.path.read_bytes()[5_021:]
    clean.path.write_bytes(planted)
    with pytest.raises(PrivacyStop) as stop:
        scan_clean_recording(
            clean.path, "flac", n_packet_bytes=sound_bytes_of(planted), tags=[PLANTED]
        )
    assert "Rosalind" not in str(stop.value)


def sound_bytes_of(flac: bytes) -> int:
    at, is_last = 4, False
    while not is_last:
        is_last, size = bool(flac[at] & 0x80), int.from_bytes(flac[at + 1 : at + 4], "big")
        at += 4 + size
    return len(flac) - at

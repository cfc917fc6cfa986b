"""Names planted wherever a file has room for one, and none may come out at the other end."""

from operator import attrgetter

import pytest
from planted_metadata import NO_ID3V2_BEFORE, plantings
from recording_builders import a_sound, a_wav, chunk
from tag_bytes import (
    PLACE,
    PLANTED,
    comments,
    flac_block,
    forms,
    survivors,
    with_flac_blocks,
)

from sottovoce.adapters.recordings import Edit
from sottovoce.adapters.recordings.editing import write_clean
from sottovoce.adapters.recordings.reading import open_recording
from sottovoce.adapters.recordings.scanning import UnexpectedBytes, scan_clean_recording
from sottovoce.errors import PrivacyStop, UnreadableUpload

NAME_OF = attrgetter("name")

OUTPUTS = ["flac", "opus"]
PLANTINGS = list(plantings())
NOT_READ = [p.name for p in PLANTINGS if p.place == "ID3v2" and p.kind in NO_ID3V2_BEFORE]


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("planting", [p for p in PLANTINGS if p.name not in NOT_READ], ids=NAME_OF)
def test_nothing_planted_in_a_recording_survives(tmp_path, planting, output):
    clean = write_clean(planting.write(tmp_path), tmp_path / "clean", Edit(output=output))
    data = clean.path.read_bytes()
    assert not survivors(data)
    for mark in (b"Lavf6", b"Lavc6", b"ID3", b"APETAGEX", b"bext", b"iXML", b"xmpmeta", b"PNG"):
        assert mark not in data[:2000] + data[-2000:]


@pytest.mark.parametrize("planting", [p for p in PLANTINGS if p.name in NOT_READ], ids=NAME_OF)
def test_what_no_program_should_put_before_a_file_keeps_the_recording_back(tmp_path, planting):
    with pytest.raises(UnreadableUpload) as error:
        write_clean(planting.write(tmp_path), tmp_path / "clean", Edit())
    assert error.value.code == "damaged-recording"
    assert [path.name for path in tmp_path.iterdir()] == [f"planted{planting.suffix}"]


@pytest.mark.parametrize("place", ["tags by the encoder", "chapter"])
@pytest.mark.parametrize("kind", ["opus", "m4a"])
def test_what_the_decoder_reads_besides_sound_is_searched_for(tmp_path, kind, place):
    (planting,) = [each for each in PLANTINGS if (each.kind, each.place) == (kind, place)]
    with open_recording(planting.write(tmp_path)) as recording:
        assert PLANTED in recording.tags


def test_secrets_are_found_in_every_encoding_that_a_file_may_hold_them_in():
    encoded = [form for secret in (PLANTED, PLACE) for form in forms(secret)]
    assert len(set(encoded)) == 12
    assert all(survivors(b"..." + form + b"...") for form in encoded)
    assert not survivors(b"Rosamund Quilfeather")


@pytest.mark.parametrize(
    ("kind", "output", "spoil"),
    [
        pytest.param("s16", "flac", lambda data: data + b"x", id="flac: one byte at the end"),
        pytest.param(
            "s16",
            "flac",
            with_flac_blocks(flac_block(2, b"abcd" + PLANTED.encode())),
            id="flac: another block",
        ),
        pytest.param(
            "s16",
            "flac",
            with_flac_blocks(flac_block(1, PLANTED.encode())),
            id="flac: words in the padding",
        ),
        pytest.param(
            "s16",
            "flac",
            with_flac_blocks(flac_block(4, comments())),
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

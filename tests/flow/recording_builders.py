"""Recordings of the demo study, short enough to be aligned in a second."""

import hashlib
import io
from functools import cache

import av
import numpy as np
from tests.flow.builders import a_manifest, a_row

from sottovoce_demo.study.spoken import recorded_conversation, recording
from sottovoce_demo.study.writers import write_txt

RATE_HZ = 16_000
N_TURNS = 2


def spoken_words(*, timed: bool = True) -> bytes:
    """The first turns of a recorded conversation, as its site would type them."""
    turns = recorded_conversation("visit").turns[:N_TURNS]
    written = write_txt(recorded_conversation("visit")).decode().split("\r\n\r\n")[: len(turns)]
    lines = written if timed else [line.partition("] ")[2] for line in written]
    return "\n".join(lines).encode()


@cache
def spoken_sound(suffix: str = "flac") -> bytes:
    """Just these turns, with a name in the file's metadata."""
    with av.open(io.BytesIO(recording("visit.flac"))) as container:
        sound = np.concatenate([f.to_ndarray().ravel() for f in container.decode(audio=0)])
    end_s = recorded_conversation("visit").turns[N_TURNS].start_s - 0.2
    return a_file(sound[: int(end_s * RATE_HZ)], suffix)


def a_file(sound, suffix: str = "flac", title: str = "Bronagh's brother") -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=suffix) as container:
        container.metadata["title"] = title
        stream = container.add_stream("flac" if suffix == "flac" else "pcm_s16le", rate=RATE_HZ)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def samples(data: bytes):
    with av.open(io.BytesIO(data)) as container:
        return np.concatenate([f.to_ndarray().ravel() for f in container.decode(audio=0)])


def a_recorded_interview(
    sound: bytes, words: bytes | None = None, name: str = "bronagh.flac", **cells: str
) -> dict[str, bytes]:
    words = spoken_words() if words is None else words
    listed = {
        "consent_audio": "yes",
        "recording_file": name,
        "recording_bytes": str(len(sound)),
        "recording_sha256": hashlib.sha256(sound).hexdigest(),
        **cells,
    }
    return {
        "talk.txt": words,
        name: sound,
        "interviews.csv": a_manifest(a_row(words, **listed)),
    }

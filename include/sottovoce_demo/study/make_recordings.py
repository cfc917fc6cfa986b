"""Speak the recordings of the demo study. Run by hand, when a conversation was changed.

    python -m sottovoce_demo.study.make_recordings

Needs Flite (Debian: ``apt install flite``), which neither the demo nor the product needs.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sottovoce_demo.study.spoken import CONVERSATIONS, INTERVIEWER

RATE_HZ = 16_000
PAUSE_S = 0.45
VOICES = {True: "slt", False: "rms"}
"""Of the interviewer, and of whoever is interviewed."""

CUT_AT = 0.45
"""What is left of the recording that was cut short."""

TAGS = {
    "call": {"title": "Callum Braithwaite, phone", "artist": "Leocadia Fotheringhay"},
    "visit": {"title": "Desmond Achterberg visits", "comment": "Penhallow Day Unit, side room"},
    "refused": {"title": "Ottoline Brackenbury", "album": "Quillfeather House"},
    "cut": {"title": "Cosimo Yarwood, first half"},
}
"""Names that recorders and phones write into files; they must not come out."""

REFUSED = ((False, "I am Ottoline Brackenbury, and I would rather not have my voice kept."),)
CUT = (
    (True, "Could you tell me how all of this began for you?"),
    (False, "It began at Quillfeather House, a long time ago, and it did not begin well."),
    (True, "What was the first thing that helped?"),
    (False, "That somebody sat down with me who had been through the same thing."),
)


def main() -> None:
    """Write every recording, and the times at which the turns begin."""
    folder = Path(__file__).parent / "recordings"
    starts: dict[str, list[float]] = {}
    suffixes = {"call": "m4a", "visit": "flac"}
    for name, conversation in CONVERSATIONS.items():
        turns = [(speaker == INTERVIEWER, words) for speaker, words in conversation.turns]
        sound, starts[name] = _speak(turns)
        _write(folder / f"{name}.{suffixes[name]}", sound, TAGS[name])
    _write(folder / "refused.ogg", _speak(REFUSED)[0], TAGS["refused"])
    _write(folder / "cut.flac", _speak(CUT)[0], TAGS["cut"])
    whole = (folder / "cut.flac").read_bytes()
    (folder / "cut.flac").write_bytes(whole[: int(len(whole) * CUT_AT)])
    (folder / "starts.json").write_text(json.dumps(starts, indent=1) + "\n")


def _speak(turns: Iterable[tuple[bool, str]]) -> tuple[Any, list[float]]:
    """Return the samples of some turns, and the second at which each begins."""
    import numpy as np

    pause = np.zeros(int(PAUSE_S * RATE_HZ), dtype=np.int16)
    parts, starts, n_samples = [pause], [], len(pause)
    for is_interviewer, words in turns:
        starts.append(round(n_samples / RATE_HZ, 2))
        said = _say(VOICES[is_interviewer], words)
        parts += [said, pause]
        n_samples += len(said) + len(pause)
    return np.concatenate(parts), starts


def _say(voice: str, words: str) -> Any:
    import numpy as np

    with tempfile.NamedTemporaryFile(suffix=".raw") as out:
        command = ["flite", "-voice", voice, "-t", words, "-o", out.name]
        subprocess.run(command, check=True)  # noqa: S603 - a tool of the developer's own
        return np.frombuffer(Path(out.name).read_bytes()[44:], dtype="<i2")


def _write(path: Path, sound: Any, tags: dict[str, str]) -> None:
    import av

    codec = {".m4a": "aac", ".flac": "flac", ".ogg": "libopus"}[path.suffix]
    with av.open(str(path), "w") as container:
        container.metadata.update(tags)
        stream: Any = container.add_stream(codec, rate=RATE_HZ, layout="mono")
        if codec != "flac":
            stream.bit_rate = 32_000
        resampler = av.AudioResampler(stream.format.name, "mono", RATE_HZ, frame_size=1024)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        for resampled in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    main()

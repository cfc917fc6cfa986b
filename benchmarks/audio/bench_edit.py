"""Measure the edit of a two-hour recording beside pydub and FFmpeg, and what each of them leaves.

Mutes 400 stretches of a second and a half in two hours of speech, in alternation with:

* FFmpeg on the command line, ``volume=enable='between(...)'``, if it is installed;
* pydub, if ``SOTTOVOCE_BENCH_PYDUB`` names a Python that has it.

Speed is given by the clock and by processor time, as times real time; on a machine with other work
only the second says anything. Then: how late each tool begins to mute, and with exact word times
the share of identifiers that is muted, and the sound beyond them. `bench_locate.py` measures what
alignment does.

    python benchmarks/audio/bench_edit.py [--rounds 3] [--hours 2] [--forms NAME ...]
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import av
import numpy as np

from sottovoce.adapters.recordings import Edit, edit_recording
from sottovoce.deidentify.audio.mute import DEFAULT_PAD_S, plan_muting
from sottovoce.model.recordings import Interval, LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn

SPEECH = Path(__file__).parent / "data"
FORMS = {"wav 16 kHz mono": ("wav", 16_000, 1), "flac 16 kHz mono": ("flac", 16_000, 1),
         "wav 44.1 kHz stereo": ("wav", 44_100, 2)}  # fmt: skip
PYDUB = """
import sys
from pydub import AudioSegment
source, target, *places = sys.argv[1:]
sound = AudioSegment.from_file(source)
for place in places:
    start, end = (int(float(t) * 1000) for t in place.split("-"))
    sound = sound[:start] + AudioSegment.silent(end - start, sound.frame_rate) + sound[end:]
sound.export(target, format="flac")
"""


def speech(rate: int, n_channels: int) -> np.ndarray:
    with av.open(str(SPEECH / "synthetic-interview.opus")) as container:
        resampler = av.AudioResampler("s16", "mono" if n_channels == 1 else "stereo", rate)
        frames = [
            each.to_ndarray().reshape(-1, n_channels)
            for frame in container.decode(audio=0)
            for each in resampler.resample(frame)
        ]
    return np.concatenate(frames)


def long_recording(path: Path, form: tuple[str, int, int], hours: float) -> Path:
    container_format, rate, n_channels = form
    sound, wanted = speech(rate, n_channels), int(hours * 3600 * rate)
    encoder = "pcm_s16le" if container_format == "wav" else "flac"
    layout = "mono" if n_channels == 1 else "stereo"
    with av.open(str(path), "w", format=container_format) as container:
        stream = container.add_stream(encoder, rate=rate, layout=layout)
        written = 0
        while written < wanted:
            block = np.ascontiguousarray(sound[: wanted - written]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout=layout)
            frame.sample_rate, frame.pts = rate, written
            container.mux(stream.encode(frame))
            written += block.size // n_channels
        container.mux(stream.encode(None))
    return path


def places(seconds: float, n: int = 400) -> list[Interval]:
    step = seconds / n
    return [
        Interval(i * step + 1.0, i * step + 2.5, (EntityType.PERSON,), "aligned") for i in range(n)
    ]


def by_sottovoce(source: Path, target: Path, muted: list[Interval]) -> None:
    edit_recording(source, target.with_suffix(""), Edit(muted))


def by_ffmpeg(source: Path, target: Path, muted: list[Interval]) -> None:
    # One expression of 400 terms is more than its parser takes: 50 a filter, one after the other.
    terms = [f"between(t,{each.start_s},{each.end_s})" for each in muted]
    groups = ["+".join(terms[i : i + 50]) for i in range(0, len(terms), 50)]
    script = target.with_suffix(".filter")
    script.write_text(",".join(f"volume=enable='{group}':volume=0" for group in groups))
    command = ["ffmpeg", "-y", "-v", "error", "-i", str(source), "-filter_script:a", str(script)]
    subprocess.run([*command, str(target)], check=True)


def by_pydub(source: Path, target: Path, muted: list[Interval]) -> None:
    told = [f"{each.start_s}-{each.end_s}" for each in muted]
    python = os.environ["SOTTOVOCE_BENCH_PYDUB"]
    subprocess.run([python, "-W", "ignore", "-c", PYDUB, str(source), str(target), *told],
                   check=True)  # fmt: skip


def tools() -> dict[str, Callable[[Path, Path, list[Interval]], None]]:
    found = {"sottovoce": by_sottovoce}
    if shutil.which("ffmpeg"):
        found["ffmpeg enable"] = by_ffmpeg
    if os.environ.get("SOTTOVOCE_BENCH_PYDUB"):
        found["pydub"] = by_pydub
    return found


def timed_in_a_child(
    name: str, source: Path, target: Path, seconds: float
) -> dict[str, float] | None:
    """Run one edit in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, __file__, "--one", name, str(source), str(target), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and name == "sottovoce":
        sys.exit(done.stderr)
    # A peer that gives up, for lack of memory as a rule, must not end the others.
    return json.loads(done.stdout) if done.returncode == 0 else None


def one(name: str, source: Path, target: Path, seconds: float) -> None:
    began = time.perf_counter()
    tools()[name](source, target, places(seconds))
    clock_s = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {"clock": clock_s, "cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}
    print(json.dumps(told))


def speeds(folder: Path, hours: float, rounds: int, forms: list[str]) -> None:
    print(f"{'':22}{'tool':16}{'clock x':>9}{'cpu x':>8}{'peak MB':>9}   (median of {rounds})")
    for form_name, form in ((name, FORMS[name]) for name in forms):
        source = long_recording(folder / f"long.{form[0]}", form, hours)
        taken: dict[str, list[dict[str, float] | None]] = {name: [] for name in tools()}
        for _ in range(rounds):
            for name, each in taken.items():
                each.append(timed_in_a_child(name, source, folder / "out.flac", hours * 3600))
        for name, all_rounds in taken.items():
            each = [told for told in all_rounds if told]
            if not each:
                print(f"{form_name:22}{name:16}{'failed':>9}")
                continue
            clock, cpu = (hours * 3600 / median(t[key] for t in each) for key in ("clock", "cpu"))
            told = f"{clock:9.0f}{cpu:8.0f}{max(t['mb'] for t in each):9.0f}"
            print(f"{form_name:22}{name:16}{told}", flush=True)
        source.unlink()


def exactness(folder: Path) -> None:
    """How many samples of the stretches to be muted can still be heard."""
    rate, seconds = 44_100, 60.0
    rng = np.random.default_rng(1)
    sound = rng.integers(8_000, 16_000, (1, int(rate * seconds)), dtype=np.int16)
    source = folder / "loud.wav"
    with av.open(str(source), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        container.mux(stream.encode(frame))
    muted = [
        Interval(t + 0.0317, t + 1.5, (EntityType.PERSON,), "aligned") for t in range(2, 58, 3)
    ]
    for name, tool in tools().items():
        tool(source, folder / "out.flac", muted)
        with av.open(str(folder / "out.flac")) as container:
            after = np.concatenate([f.to_ndarray().reshape(-1) for f in container.decode(audio=0)])
        late = [
            int(np.argmax(after[int(i.start_s * rate) : int(i.end_s * rate)] == 0)) for i in muted
        ]
        print(f"{name:16} begins to mute {1000 * max(late) / rate:6.1f} ms late at worst")


def synthetic() -> tuple[MarkedTranscript, LocatedWords, list[tuple[float, float]], float]:
    """The synthetic interview with its exact times, and when each identifier is spoken."""
    told = json.loads((SPEECH / "synthetic-interview.json").read_text())["turns"]
    marked, located, spoken = [], [], []
    for index, turn in enumerate(told):
        words, spans, at = [], [], 0
        text = " ".join(word["word"] for word in turn["words"])
        for word in turn["words"]:
            end = at + len(word["word"])
            words.append(TimedWord(index, at, end, word["start_s"], word["end_s"]))
            if word["type"]:
                spans.append(Span(at, end, EntityType.PERSON, 1.0))
                spoken.append((word["start_s"], word["end_s"]))
            at = end + 1
        start_s, end_s = turn["start_s"], turn["end_s"]
        marked.append(MarkedTurn(Turn(index, None, start_s, end_s, text), tuple(spans)))
        located.append(LocatedTurn(index, start_s, end_s, tuple(words), "words"))
    whole = MarkedTranscript(tuple(marked), "vtt")
    return whole, LocatedWords(tuple(located)), spoken, told[-1]["end_s"] + 1.0


def coverage() -> None:
    marked, located, spoken, duration_s = synthetic()
    own_s = sum(end - start for start, end in spoken)
    for pad_s in (0.0, DEFAULT_PAD_S):
        plan = plan_muting(marked, located, duration_s=duration_s, pad_s=pad_s)
        covered = sum(
            any(i.start_s <= start and end <= i.end_s for i in plan.intervals)
            for start, end in spoken
        )
        beyond = sum(i.end_s - i.start_s for i in plan.intervals) / own_s - 1
        print(f"padding {pad_s:.1f} s: {covered} of {len(spoken)} words of identifiers muted, "
              f"{beyond:.0%} beyond their own length")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--forms", nargs="*", default=list(FORMS))
    parser.add_argument("--one", nargs=4)
    asked = parser.parse_args()
    if asked.one:
        name, source, target, seconds = asked.one
        one(name, Path(source), Path(target), float(seconds))
        return
    with tempfile.TemporaryDirectory() as folder:
        speeds(Path(folder), asked.hours, asked.rounds, asked.forms)
        exactness(Path(folder))
    coverage()


if __name__ == "__main__":
    main()

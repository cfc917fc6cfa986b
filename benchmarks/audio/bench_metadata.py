"""Secrets planted wherever a recording has room for one: which of them are in what comes out.

    python benchmarks/audio/bench_metadata.py [--all]

One secret, one place, one kind of file at a time (`tests/unit/audio/planted_metadata.py`). The
bytes of what each tool wrote are searched for it, in UTF-8, UTF-16 and base64:

* Sottovoce writes FLAC (wav of floats stays wav) and Opus;
* mutagen, if ``SOTTOVOCE_BENCH_MUTAGEN`` names a Python that has it (GPL: no dependency), deletes
  tags and pictures in a copy of the file, as its documentation says;
* FFmpeg on the command line copies the sound with ``-map_metadata -1``, if it is installed.

Prints the places in which a tool fails, or with ``--all`` every one, and ends with 1 if anything
survives in what Sottovoce wrote.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

BUILDERS = Path(__file__).parents[2] / "tests" / "unit" / "audio"
sys.path.insert(0, str(BUILDERS))

from planted_metadata import Planting, plantings  # noqa: E402
from tag_bytes import survivors  # noqa: E402

from sottovoce.adapters.recordings import Edit  # noqa: E402
from sottovoce.adapters.recordings.editing import write_clean  # noqa: E402
from sottovoce.errors import UnreadableUpload  # noqa: E402

GONE, SURVIVES = "gone", "SURVIVES"
MUTAGEN = """
import json, sys, mutagen
path = sys.argv[1]
try:
    file = mutagen.File(path)
    if file is None:
        print("not read")
    else:
        if hasattr(file, "clear_pictures"):
            file.clear_pictures()
        file.delete()
except mutagen.MutagenError:
    print("not read")
"""


def by_sottovoce(source: Path, output: str) -> str:
    try:
        clean = write_clean(source, source.with_name("clean"), Edit(output=output))
    except UnreadableUpload as error:
        return f"kept back: {error.code}"
    return verdict(clean.path)


def by_mutagen(source: Path) -> str:
    copy = Path(shutil.copy(source, source.with_name(f"copy{source.suffix}")))
    command = [os.environ["SOTTOVOCE_BENCH_MUTAGEN"], "-c", MUTAGEN, str(copy)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return verdict(copy, told)


def by_ffmpeg(source: Path) -> str:
    target = source.with_name(f"ffmpeg{source.suffix}")
    command = ["ffmpeg", "-y", "-v", "quiet", "-i", str(source), "-map_metadata", "-1"]
    done = subprocess.run([*command, "-c", "copy", str(target)], check=False)
    return "not read" if done.returncode else verdict(target)


def verdict(written: Path, told: str = "") -> str:
    """Return what became of the secret; a tool that read nothing changed nothing."""
    is_there = bool(survivors(written.read_bytes()))
    written.unlink()
    return told or (SURVIVES if is_there else GONE)


def tools() -> dict[str, Callable[[Path], str]]:
    found: dict[str, Callable[[Path], str]] = {
        "ours, flac": lambda source: by_sottovoce(source, "flac"),
        "ours, opus": lambda source: by_sottovoce(source, "opus"),
    }
    if os.environ.get("SOTTOVOCE_BENCH_MUTAGEN"):
        found["mutagen"] = by_mutagen
    if shutil.which("ffmpeg"):
        found["ffmpeg"] = by_ffmpeg
    return found


def row(planting: Planting, folder: Path) -> dict[str, str]:
    return {name: tool(planting.write(folder)) for name, tool in tools().items()}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true", help="print every place")
    parser.add_argument("--json", type=Path, help="write every result here")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = {each.name: row(each, Path(folder)) for each in plantings()}
    names = list(tools())
    print(f"{'':40}" + "".join(f"{name:<29}" if "ours" in name else f"{name:10}" for name in names))
    for place, verdicts in rows.items():
        if asked.all or set(verdicts.values()) != {GONE}:
            told = (f"{v:<29}" if "ours" in n else f"{v:10}" for n, v in verdicts.items())
            print(f"{place:40}" + "".join(told))
    for name in names:
        counts = Counter(verdicts[name].partition(":")[0] for verdicts in rows.values())
        print(f"{name}: {len(rows)} places, " + ", ".join(f"{n} {v}" for v, n in counts.items()))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")
    ours = [verdicts[name] for verdicts in rows.values() for name in names if "ours" in name]
    return int(SURVIVES in ours)


if __name__ == "__main__":
    sys.exit(main())

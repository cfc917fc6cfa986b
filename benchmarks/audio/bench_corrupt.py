"""Spoilt recordings: what each is found to be, how long that takes, and in how much memory.

    python benchmarks/audio/bench_corrupt.py [--only KIND ...] [--json FILE]

Every kind of file with every damage of `tests/unit/audio/spoilt_recordings.py`, read as the
pipeline reads it: in a process of its own, whose peak memory is told. "-" means that no pass over
the sound can see the damage; the sha256 in the manifest does, which is compared before. A star is a
note, which lets the recording go on. Ends with 1 if anything else than what is expected is found,
crashes, or takes more than a minute of a processor.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUILDERS = Path(__file__).parents[2] / "tests" / "unit" / "audio"
sys.path.insert(0, str(BUILDERS))

from spoilt_recordings import KINDS, Damage, damages  # noqa: E402

from sottovoce.adapters.recordings import inspect_recording  # noqa: E402
from sottovoce.deidentify.audio.checks import check_recording  # noqa: E402
from sottovoce.errors import UnreadableUpload  # noqa: E402

LONGEST_CPU_S = 60.0


def one(path: Path) -> None:
    """Read one file and print what was found; the reading process is this one's only child."""
    began = time.perf_counter()
    try:
        found = check_recording(inspect_recording(path), suffix=path.suffix[1:])
        told = {each.finding.code: each.keeps_back for each in found}
    except UnreadableUpload as error:
        told = {error.code: True}
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s, mb = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    told = {"codes": told, "clock_s": time.perf_counter() - began, "cpu_s": cpu_s, "mb": mb}
    print(json.dumps(told))


def measured(damage: Damage, folder: Path) -> dict:
    path = damage.write(folder / "a")
    command = [sys.executable, __file__, "--one", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    path.unlink()
    if done.returncode:
        return {"codes": {"CRASHED": True}, "clock_s": 0.0, "cpu_s": 0.0, "mb": 0.0}
    return json.loads(done.stdout)


def is_as_expected(damage: Damage, told: dict) -> bool:
    codes = set(told["codes"])
    is_found = bool(codes & damage.codes) if damage.codes else not codes
    return is_found and told["cpu_s"] <= LONGEST_CPU_S


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*", default=list(KINDS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", type=Path)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one)
        return 0
    rows, n_wrong = {}, 0
    print(f"{'':34}{'s':>6}{'cpu s':>7}{'MB':>5}  found")
    for damage in (each for each in damages() if each.kind in asked.only):
        with tempfile.TemporaryDirectory() as folder:
            told = rows[f"{damage.kind}: {damage.name}"] = measured(damage, Path(folder))
        codes = [code if back else f"{code}*" for code, back in sorted(told["codes"].items())]
        is_right = is_as_expected(damage, told)
        n_wrong += not is_right
        print(f"{damage.kind + ': ' + damage.name:34}{told['clock_s']:6.1f}{told['cpu_s']:7.1f}"
              f"{told['mb']:5.0f}  {', '.join(codes) or '-'}{'' if is_right else '  UNEXPECTED'}",
              flush=True)  # fmt: skip
    print(f"{len(rows)} files, {n_wrong} otherwise than expected; "
          f"at most {max(r['clock_s'] for r in rows.values()):.0f} s, "
          f"{max(r['mb'] for r in rows.values()):.0f} MB")  # fmt: skip
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")
    return int(n_wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

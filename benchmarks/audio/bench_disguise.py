"""How well a voice is still told apart after disguise: equal error rates.

    python benchmarks/audio/bench_disguise.py --speech LIBRISPEECH [--utterances N] [--seconds S]

LIBRISPEECH holds one folder a speaker with flac files (CC BY 4.0, see its licence). Needs
Resemblyzer (`pip install Resemblyzer torch`, Apache-2.0), which is no dependency of Sottovoce.

Half of each speaker's utterances are enrolled, the other half are tried against every speaker. At
the equal error rate as many strangers are taken for the speaker as speakers are turned away: 50 %
is chance, 0 % is a voice that is always recognised. The attacker who has the tool runs it with a
key of his own: not even he has that of the study.
"""

import argparse
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np

RATE = 16_000


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--speech", type=Path)
    options.add_argument("--utterances", type=int, default=10)
    options.add_argument("--seconds", type=float, default=10.0)
    chosen = options.parse_args()
    try:
        from resemblyzer import VoiceEncoder
    except ImportError:
        sys.exit("skipped: Resemblyzer is not installed") if chosen.speech else None
    if not chosen.speech:
        print("skipped: give --speech, a folder with one folder of flac files a speaker")
        return
    encoder = VoiceEncoder("cpu", verbose=False)
    speech = {
        folder.name: [
            read(f, chosen.seconds) for f in sorted(folder.glob("*.flac"))[: chosen.utterances]
        ]
        for folder in sorted(chosen.speech.iterdir())
        if folder.is_dir()
    }
    started = time.process_time()
    study = {
        name: [disguised(u, b"study " * 4, f"{name}{i}") for i, u in enumerate(us)]
        for name, us in speech.items()
    }
    n_seconds = sum(len(u) for us in speech.values() for u in us) / RATE
    print(f"disguise costs {(time.process_time() - started) / n_seconds:.3f} x real time")
    attacker = {
        name: [disguised(u, b"attacker " * 4, f"{name}{i}") for i, u in enumerate(us)]
        for name, us in speech.items()
    }
    voices = {"original": speech, "disguised": study, "disguised by the attacker": attacker}
    known = {
        label: {name: [encoder.embed_utterance(u) for u in us] for name, us in each.items()}
        for label, each in voices.items()
    }
    print(f"{len(speech)} speakers, {n_seconds:.0f} s of speech")
    print(f"{'enrolled':28}{'tried':12}{'equal error':>12}{'rank 1':>8}")
    for enrolled, tried in [
        ("original", "original"),
        ("original", "disguised"),
        ("disguised by the attacker", "disguised"),
    ]:
        eer, rank_1 = recognise(known[enrolled], known[tried])
        print(f"{enrolled:28}{tried:12}{eer:>12.0%}{rank_1:>8.0%}", flush=True)


def recognise(enrolled: dict, tried: dict) -> tuple[float, float]:
    half = len(next(iter(enrolled.values()))) // 2
    models = {name: np.mean(vectors[:half], axis=0) for name, vectors in enrolled.items()}
    trials = [(name, v) for name, vectors in tried.items() for v in vectors[half:]]
    scores = [
        (float(model @ v / np.linalg.norm(model)), owner == name)
        for (owner, v), (name, model) in product(trials, models.items())
    ]
    best = [
        max(models, key=lambda n, v=v: models[n] @ v / np.linalg.norm(models[n])) for _, v in trials
    ]
    rank_1 = sum(b == owner for b, (owner, _) in zip(best, trials, strict=True)) / len(trials)
    return equal_error(scores), rank_1


def equal_error(scores: list[tuple[float, bool]]) -> float:
    own = np.array([score for score, is_own in scores if is_own])
    others = np.array([score for score, is_own in scores if not is_own])
    rates = [((own < t).mean(), (others >= t).mean()) for t in np.sort(np.r_[own, others])]
    return float(np.mean(min(rates, key=lambda pair: abs(pair[0] - pair[1]))))


def disguised(sound: np.ndarray, key: bytes, interview: str) -> np.ndarray:
    from sottovoce.deidentify.audio.disguise import VoiceDisguise

    blocks = VoiceDisguise(key, interview, RATE).disguise([sound[:, None]])
    return np.concatenate(list(blocks))[:, 0]


def read(path: Path, seconds: float) -> np.ndarray:
    import av

    resampler = av.AudioResampler("flt", "mono", RATE)
    with av.open(str(path)) as file:
        frames = [g.to_ndarray()[0] for f in file.decode(audio=0) for g in resampler.resample(f)]
    return np.concatenate(frames)[: round(seconds * RATE)]


if __name__ == "__main__":
    main()

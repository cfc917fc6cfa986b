"""One pass over a recording: its facts, and its clean copy. Runs in the process that is watched.

The memory of a pass does not depend on the length of the recording.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from sottovoce.adapters.recordings.orders import CleanRecording, Edit
from sottovoce.adapters.recordings.reading import OpenRecording, open_recording
from sottovoce.adapters.recordings.scanning import scan_clean_recording
from sottovoce.adapters.recordings.writing import CleanWriter, Form, form_for
from sottovoce.deidentify.audio.levels import LevelMeter
from sottovoce.deidentify.audio.problems import unreadable_recording
from sottovoce.deidentify.audio.samples import Block, Muter
from sottovoce.errors import UnreadableUpload
from sottovoce.model.recordings import RecordingFacts

LONGEST_EMPTY_FILE_BYTES = 4096
"""A file without sound that is longer than a header has lost what was in it."""


def measure(source: Path, on_packet: Callable[[], object] = lambda: None) -> RecordingFacts:
    """Return the facts of a recording.

    Args:
        source: The recording.
        on_packet: Called before each packet, to show that reading goes on.

    Raises:
        UnreadableUpload: It can't be read.
    """
    with open_recording(source, on_packet=on_packet) as recording:
        meter = LevelMeter(recording.n_channels)
        n_samples = 0
        for block in recording.seconds():
            meter.add(block)
            n_samples += len(block)
        return _facts(recording, meter, n_samples)


def write_clean(
    source: Path, stem: Path, edit: Edit, on_packet: Callable[[], object] = lambda: None
) -> CleanRecording:
    """Write the clean copy of a recording; nothing stays behind if that fails.

    Args:
        source: The recording.
        stem: Where to write to; the suffix says what kind of file it became.
        edit: What becomes of it.
        on_packet: Called before each packet, to show that reading goes on.

    Raises:
        UnreadableUpload: The recording can't be read.
        PrivacyStop: The copy holds something besides sound.
        TransientError: The copy can't be written.
    """
    with open_recording(source, on_packet=on_packet) as recording, ExitStack() as clean_up:
        blocks = recording.seconds()
        first = next(blocks, None)
        if first is None:
            raise _without_sound(recording)
        form = form_for(recording.codec, first.dtype, recording.header.bits, edit.output)
        target = stem.with_name(f"{stem.name}.{form.container}")
        clean_up.callback(target.unlink, missing_ok=True)
        facts = _copy(recording, chain([first], blocks), target, form, edit)
        clean_up.pop_all()
    is_rounded = form.sample_format == "s16" and first.dtype.kind == "f"
    return CleanRecording(target, form.container, is_rounded, facts)


def _copy(
    recording: OpenRecording, blocks: Iterable[Block], target: Path, form: Form, edit: Edit
) -> RecordingFacts:
    meter = LevelMeter(recording.n_channels)
    rate, n_channels, n_samples = recording.sample_rate_hz, recording.n_channels, 0
    metered = _passed(blocks, meter.add)
    with CleanWriter(target, form, sample_rate_hz=rate, n_channels=n_channels) as writer:
        for block in _edited(metered, edit, rate):
            writer.write(block)
            n_samples += len(block)
    scan_clean_recording(
        target, form.container, n_packet_bytes=writer.n_packet_bytes, tags=recording.tags
    )
    return _facts(recording, meter, n_samples)


def _passed(blocks: Iterable[Block], see: Callable[[Block], None]) -> Iterator[Block]:
    for block in blocks:
        see(block)
        yield block


def _edited(blocks: Iterable[Block], edit: Edit, rate: int) -> Iterator[Block]:
    if edit.voice is None:
        return _muted(blocks, Muter(edit.intervals, rate, edit.method))
    from sottovoce.deidentify.audio.disguise import VoiceDisguise

    voice = edit.voice
    disguise = VoiceDisguise(
        bytes.fromhex(voice.key_hex), voice.interview, rate, voice.utterances_s
    )
    # Muted before as well: a disguise smears what it hears over its neighbourhood.
    disguised = disguise.disguise(_muted(blocks, Muter(edit.intervals, rate)))
    return _muted(disguised, Muter(edit.intervals, rate, edit.method))


def _muted(blocks: Iterable[Block], muter: Muter) -> Iterator[Block]:
    n_samples = 0
    for block in blocks:
        yield muter.mute(block, n_samples)
        n_samples += len(block)


def _facts(recording: OpenRecording, meter: LevelMeter, n_samples: int) -> RecordingFacts:
    if not n_samples:
        raise _without_sound(recording)
    return RecordingFacts(
        container=recording.header.container,
        codec=recording.codec,
        sample_rate_hz=recording.sample_rate_hz,
        n_samples=n_samples,
        header_duration_s=recording.stated_duration_s,
        is_header_exact=recording.header.is_exact,
        has_end_mark=recording.header.has_end_mark,
        is_cut_off=recording.header.is_cut_off,
        n_bytes=recording.n_bytes,
        n_packet_errors=recording.n_packet_errors,
        channels=meter.channels(),
        channel_correlation=meter.correlation(),
        levels_db=meter.levels_db(),
    )


def _without_sound(recording: OpenRecording) -> UnreadableUpload:
    is_damaged = recording.n_packet_errors or recording.n_bytes > LONGEST_EMPTY_FILE_BYTES
    return unreadable_recording("damaged" if is_damaged else "empty")

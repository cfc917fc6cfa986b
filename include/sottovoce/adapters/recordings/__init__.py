"""Recordings as files: reading them as a stream, editing them, and keeping metadata out.

What decodes a site's file runs in a process of its own, which has no secrets and can be ended.
"""

from sottovoce.adapters.recordings.orders import CleanRecording, Edit, Excerpt, Voice
from sottovoce.adapters.recordings.watched import edit_recording, hear_recording, inspect_recording

__all__ = [
    "CleanRecording",
    "Edit",
    "Excerpt",
    "Voice",
    "edit_recording",
    "hear_recording",
    "inspect_recording",
]

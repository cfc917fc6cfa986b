"""What the store and the ``clean`` bucket get."""

from sottovoce.load.playback import with_times
from sottovoce.load.releases import build_release
from sottovoce.load.renderings import as_json, as_text

__all__ = ["as_json", "as_text", "build_release", "with_times"]

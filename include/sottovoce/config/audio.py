"""What becomes of recordings, as the study file says it."""

from typing import Literal

from pydantic import Field

from sottovoce.config.frozen import Frozen
from sottovoce.model.recordings import Method

RULES_VERSION = 1
"""Raised whenever the same settings would give other sound, so that fingerprints change."""


class AudioPolicy(Frozen):
    """How identifiers are taken out of recordings, and what the recordings become."""

    pad_ms: int = Field(200, ge=100, le=2000)
    """Milliseconds muted before and after each word. With less than 200, one word in ten keeps
    an edge that can be heard."""

    mute_with: Method = "silence"
    """What is heard in place of an identifier."""

    format: Literal["flac", "opus"] = "flac"
    """What clean recordings are: ``flac`` keeps every sample, ``opus`` is a tenth of the size."""

    disguise: bool = False
    """Whether every voice is changed as well. It makes an acquaintance less likely to recognise
    the voice, and nobody anonymous."""

    @property
    def pad_s(self) -> float:
        """The padding in seconds."""
        return self.pad_ms / 1000

    @property
    def fingerprinted(self) -> str:
        """What a policy's fingerprint covers; empty for the defaults.

        A study that says nothing of sound keeps the fingerprint that it had before there was any.
        """
        if self == AudioPolicy() and RULES_VERSION == 1:
            return ""
        return f"\naudio {RULES_VERSION} {self.model_dump_json()}"

"""Everything a step needs to read and write, opened once a process and only when used."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sottovoce.config import Settings, StudyConfig, load_settings, load_study
from sottovoce.errors import StudyConfigError
from sottovoce.model.fingerprints import Fingerprints

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr

    from sottovoce.adapters.object_store import ObjectStore
    from sottovoce.adapters.postgres.desk.readings import Readings
    from sottovoce.adapters.postgres.desk.views import RawViews
    from sottovoce.adapters.postgres.ledger import Ledger
    from sottovoce.adapters.postgres.store import Store
    from sottovoce.adapters.postgres.vault import Vault
    from sottovoce.adapters.presidio import TextDetector
    from sottovoce.deidentify.text.lexicon import Lexicon


class Workplace:
    """The study, and the stores it lives in.

    Each attribute connects on first use, so a step pays for what it touches: the detector alone
    takes five seconds to load.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._study_stamp: tuple[int, int] | None = None

    @cached_property
    def study(self) -> StudyConfig:
        """The study file, as it was when it was first asked for: a task keeps to one policy."""
        return load_study(self.settings.study_file)

    def study_now(self) -> StudyConfig:
        """Return the study, read again if its file has changed; for a process that lives on.

        Raises:
            StudyConfigError: The file is missing or wrong now.
        """
        stamp = _stamp(self.settings.study_file)
        if stamp is None or stamp != self._study_stamp:
            self.__dict__["study"] = load_study(self.settings.study_file)
            self._study_stamp = stamp
        return self.study

    @cached_property
    def objects(self) -> "ObjectStore":
        """Object storage, with the pipeline's own key."""
        from sottovoce.adapters.object_store import ObjectStore

        return ObjectStore(
            self.settings.s3_endpoint,
            self.settings.s3_region,
            self.settings.s3_access_key.get_secret_value(),
            self.settings.s3_secret_key.get_secret_value(),
        )

    @cached_property
    def ledger(self) -> "Ledger":
        """Which interview is where, and how it got there."""
        from sottovoce.adapters.postgres.ledger import Ledger

        return Ledger(self.settings.ledger_dsn.get_secret_value())

    @cached_property
    def readings(self) -> "Readings":
        """What reviewers decided about which characters; beside the ledger."""
        from sottovoce.adapters.postgres.desk.readings import Readings

        return Readings(self.settings.ledger_dsn.get_secret_value())

    @cached_property
    def raw_views(self) -> "RawViews":
        """Who saw or heard raw words; beside the ledger."""
        from sottovoce.adapters.postgres.desk.views import RawViews

        return RawViews(self.settings.ledger_dsn.get_secret_value())

    @cached_property
    def vault(self) -> "Vault":
        """Which stand-in belongs to which name.

        Raises:
            StudyConfigError: This process was not given the vault.
        """
        from sottovoce.adapters.postgres.vault import Vault

        return Vault(
            _given(self.settings.vault_dsn, "vault_dsn"),
            _given(self.settings.vault_key, "vault_key"),
        )

    @cached_property
    def store(self) -> "Store":
        """What analysts query.

        Raises:
            StudyConfigError: This process was not given the store.
        """
        from sottovoce.adapters.postgres.store import Store

        return Store(_given(self.settings.store_dsn, "store_dsn"))

    @cached_property
    def detector(self) -> "TextDetector":
        """What finds identifiers in text."""
        from sottovoce.adapters.presidio import TextDetector

        return TextDetector(self.study.deidentify, study_registry=self.settings.recognizers_file)

    @property
    def fingerprints(self) -> Fingerprints:
        """What a text would be cleaned with today; needs no model in memory."""
        from sottovoce.adapters.presidio.detector import DEFAULT_MODEL
        from sottovoce.adapters.presidio.fingerprint import detector_fingerprint

        policy = self.study.deidentify
        registry = self.settings.recognizers_file
        detector = detector_fingerprint(policy, model=DEFAULT_MODEL, study_registry=registry)
        return Fingerprints(self.study.policy_fingerprint, detector, policy.review_threshold)

    @cached_property
    def is_ordinary(self) -> Callable[[str], bool]:
        """Whether a word, in lower case, is an ordinary one; needs no model."""
        return self.lexicon.is_common

    @cached_property
    def lexicon(self) -> "Lexicon":
        """Which words are ordinary; needs no model."""
        from sottovoce.adapters.presidio.lexicon import load_lexicon

        return load_lexicon()

    def bucket(self, site: str) -> str:
        """Return the bucket of a site of the study."""
        return self.study.sites[site].bucket


def _given(secret: "SecretStr | None", name: str) -> str:
    if secret is None:
        raise StudyConfigError(
            f"SOTTOVOCE_{name.upper()} is not set, and this needs it. Set it for the processes "
            "that run tasks; the Desk has to do without."
        )
    return secret.get_secret_value()


def _stamp(file: "Path") -> tuple[int, int] | None:
    """Return what changes when a file does; None if it is not there."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


@cache
def workplace() -> Workplace:
    """Return this process's workplace, from its settings."""
    return Workplace(load_settings())

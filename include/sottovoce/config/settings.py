"""Where things are: addresses and keys, from ``SOTTOVOCE_*`` variables or files of secrets."""

import os
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from sottovoce.errors import StudyConfigError


class Settings(BaseSettings):
    """Everything that differs between the demo, a compose file and a cloud.

    Each field is read from the variable ``SOTTOVOCE_<FIELD>``, or from a file of that lower-case
    name, ``sottovoce_<field>``, in the folder that ``SOTTOVOCE_SECRETS_DIR`` names (default
    ``/run/secrets``). A variable wins over a file.
    """

    model_config = SettingsConfigDict(
        env_prefix="SOTTOVOCE_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    study_file: Path = Path("study.yaml")
    """The study file."""

    expectations_dir: Path = Path("expectations")
    """The folder with the Great Expectations suites."""

    recognizers_file: Path | None = None
    """A study's own recognizers, in Presidio's YAML form; None for none."""

    s3_endpoint: str | None = None
    """Address of the S3 server; None for AWS itself."""

    s3_region: str = "eu-west-2"
    s3_access_key: SecretStr = Field(repr=False)
    """The pipeline's own key: reads each site's bucket, writes receipts, raw and clean."""
    s3_secret_key: SecretStr = Field(repr=False)

    raw_bucket: str = "raw"
    """Where verified originals and drafts are kept. Holds raw words."""

    clean_bucket: str = "clean"
    """Where released transcripts go."""

    ledger_dsn: SecretStr = Field(repr=False)
    """PostgreSQL address of the ledger, as its owner."""

    vault_dsn: SecretStr | None = Field(None, repr=False)
    """PostgreSQL address of the vault, as its owner. Only tasks need it; None for the Desk."""

    vault_key: SecretStr | None = Field(None, repr=False)
    """32 random bytes in URL-safe base64, from which every key of the vault is derived. Only tasks
    need it; None for the Desk."""

    store_dsn: SecretStr | None = Field(None, repr=False)
    """PostgreSQL address of the store, as the role that loads it. Only tasks need it; None for the
    Desk."""

    scratch_dir: Path | None = None
    """Where recordings lie while they are cleaned, or played at the Desk, in a folder that nobody
    else may enter; None for the system's place for temporary files."""

    batch_count: int = Field(2, ge=1, le=64)
    """How many batches one run makes of the interviews that wait."""

    poll_seconds: int = Field(60, ge=1)
    """How often the buckets of the sites are listed."""


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        StudyConfigError: A setting is missing or wrong; names it, never its value.
    """
    secrets_dir = Path(os.environ.get("SOTTOVOCE_SECRETS_DIR", "/run/secrets"))
    try:
        return Settings(_secrets_dir=secrets_dir if secrets_dir.is_dir() else None)
    except ValidationError as error:
        wrong = ", ".join(
            f"SOTTOVOCE_{'.'.join(map(str, e['loc'])).upper()} ({e['msg']})" for e in error.errors()
        )
        raise StudyConfigError(f"Settings are missing or wrong: {wrong}.") from error

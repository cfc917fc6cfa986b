"""The keys of the vault: one secret, and from it one key for each purpose (HKDF, RFC 5869).

Nothing here shows a key. A key for one purpose tells nothing about that for another.
"""

import hmac
import re
from base64 import urlsafe_b64decode

from sottovoce.errors import PrivacyStop, StudyConfigError

_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_BLOCK = 32
_FEWEST_DAYS = 31  # the middle of a month is then in another month


class VaultKeys:
    """What can be done with the vault's secret, without seeing it."""

    def __init__(self, key_b64: str) -> None:
        """Derive the keys from 32 random bytes in URL-safe base64.

        Raises:
            StudyConfigError: It is not that; does not say what it is instead.
        """
        if not _KEY.fullmatch(key_b64):
            raise StudyConfigError(
                "The vault's key must be 32 random bytes in URL-safe base64 (44 characters)."
            )
        secret = urlsafe_b64decode(key_b64.rstrip("=") + "=")
        self._lookup = _derive(secret, "lookup")
        self._participant = _derive(secret, "participant")
        self._interview = _derive(secret, "interview")
        self._order = _derive(secret, "order")
        self._shift = _derive(secret, "shift")
        self._site_names = _derive(secret, "site names")
        self._voice = _derive(secret, "voice")
        self._seal = _derive(secret, "seal", length=64)
        self.fingerprint = _derive(secret, "fingerprint")
        """Tells whether two keys are the same one, and nothing else."""

    def __repr__(self) -> str:
        return "VaultKeys()"

    def lookup(self, *parts: str) -> bytes:
        """Return 32 bytes under which these parts are found again by who has the key."""
        return _digest(self._lookup, parts)

    def participant(self, *parts: str) -> str:
        """Return eight characters that stand for these parts, always the same ones."""
        return _eight_characters(_digest(self._participant, parts))

    def interview(self, *parts: str) -> str:
        """Return eight characters that stand for these parts, always the same ones."""
        return _eight_characters(_digest(self._interview, parts))

    def order(self, lookup: bytes, choice: str) -> bytes:
        """Return where a choice stands among others, for one entry: at random to everyone else."""
        return _digest(self._order, (lookup.hex(), choice))

    def site_names(self, site: str) -> bytes:
        """Return the key under which one site's names are remembered, and no other site's."""
        return _digest(self._site_names, (site,))

    def shift_days(self, up_to: int, *parts: str) -> int:
        """Return a number of days, 31 to ``up_to``, before or after, always the same one."""
        drawn = int.from_bytes(_digest(self._shift, parts)[:8], "big")
        n_days, earlier = divmod(drawn, 2)
        days = _FEWEST_DAYS + n_days % (up_to - _FEWEST_DAYS + 1)
        return -days if earlier else days

    def voice(self, *parts: str) -> bytes:
        """Return the 32 bytes that decide how voices are disguised."""
        return _digest(self._voice, parts)

    def seal(self, text: str, *, bound_to: bytes) -> bytes:
        """Encrypt a text (AES-SIV, RFC 5297); its length shows to the next 32 bytes only.

        Args:
            text: What to hide.
            bound_to: What has to be shown again to open it.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        padded = text.encode() + b"\x80"
        padded += bytes(-len(padded) % _BLOCK)
        return AESSIV(self._seal).encrypt(padded, [bound_to])

    def open(self, sealed: bytes, *, bound_to: bytes) -> str:
        """Return the text that :meth:`seal` hid.

        Raises:
            PrivacyStop: It was altered, or belongs to something else.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        try:
            padded = AESSIV(self._seal).decrypt(sealed, [bound_to])
        except InvalidTag:
            raise PrivacyStop("An entry of the vault was altered.") from None
        return padded.rstrip(b"\0")[:-1].decode()


def _eight_characters(digest: bytes) -> str:
    bits = int.from_bytes(digest[:5], "big")
    return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(35, -1, -5))


def _derive(secret: bytes, purpose: str, *, length: int = 32) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = f"sottovoce vault 1: {purpose}".encode()
    return HKDF(SHA256(), length=length, salt=None, info=info).derive(secret)


def _digest(key: bytes, parts: tuple[str, ...]) -> bytes:
    """Hash parts so that no two sequences of them look alike: each carries its length."""
    encoded = [part.encode() for part in parts]
    message = b"".join(len(part).to_bytes(8, "big") + part for part in encoded)
    return hmac.digest(key, message, "sha256")

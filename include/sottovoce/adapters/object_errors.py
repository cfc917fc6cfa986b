"""What went wrong in object storage, and who has to act on it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sottovoce.errors import SottovoceError, StudyConfigError, TransientError, UnreadableUpload

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

_MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
_TRANSIENT = frozenset(
    {
        "NoSuchUpload",  # the server was restarted between two parts
        "OperationAborted",
        "RequestTimeout",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequests",
        "RequestLimitExceeded",
    }
)
_REFUSED_KEY = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"})


class ObjectMissing(SottovoceError):
    """There is no object where one was expected: it was taken back, or never sent."""


class ObjectTooLarge(UnreadableUpload):
    """An object has more bytes than may be read into memory."""

    code = "file-too-large"


@contextmanager
def typed_errors(bucket: str) -> Iterator[None]:
    """Replace each error of the S3 library by one of ours that names the bucket at most.

    Raises:
        ObjectMissing: There is no object under that key.
        TransientError: The server did not answer, or asks for patience.
        StudyConfigError: Address, key, bucket or permission is wrong.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    where = f"bucket {bucket}"
    try:
        yield
    except ClientError as error:
        raise _from_server(error, where) from None
    except BotoCoreError as error:
        raise _from_client(error, where) from None


def _from_server(error: "ClientError", where: str) -> SottovoceError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _TRANSIENT or status >= 500 or status == 429:
        return TransientError(f"The S3 server can't serve {where} now ({_safe(code)}).")
    if code in _MISSING:
        return ObjectMissing(f"An object is not in {where}.")
    return StudyConfigError(_advice(code, status, where))


def _advice(code: str, status: int, where: str) -> str:
    if code == "NoSuchBucket":
        return f"There is no {where}. Create it, or correct its name in the study file or settings."
    if code == "RequestTimeTooSkewed":
        return f"The clocks of this machine and of the S3 server of {where} differ. Set them right."
    if code in _REFUSED_KEY:
        return f"The S3 server of {where} does not accept the key. Check both halves of it."
    if status == 403:
        return f"The key may not do this in {where}. Give it the permission, or use another key."
    return f"The S3 server refuses a request in {where} ({_safe(code)}). Check address and region."


def _from_client(error: "BotoCoreError", where: str) -> SottovoceError:
    from botocore import exceptions as e

    cut_short = (
        e.HTTPClientError,
        e.ConnectionError,
        e.IncompleteReadError,
        e.ResponseStreamingError,
    )
    kind = type(error).__name__
    if isinstance(error, cut_short):
        return TransientError(f"The S3 server of {where} did not answer, or not fully ({kind}).")
    return StudyConfigError(f"A request in {where} can't be made ({kind}). Check the S3 settings.")


def _safe(code: str) -> str:
    return code if re.fullmatch(r"[A-Za-z0-9.]{1,40}", code) else "no code"

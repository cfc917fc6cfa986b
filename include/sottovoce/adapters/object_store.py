"""Objects in S3 buckets, in bounded memory, with errors that never show a key.

A key can hold a name, and so can the address in a message of the S3 library. So every error of
that library is replaced, and the original is not shown as its cause.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, BinaryIO

from sottovoce.adapters.byte_streams import (
    BYTES_PER_READ,
    ByteStream,
    HashingStream,
    read_up_to,
)
from sottovoce.adapters.object_errors import ObjectMissing, ObjectTooLarge, typed_errors
from sottovoce.errors import StudyConfigError
from sottovoce.model.objects import Digest, FolderListing, ObjectInfo

PART_BYTES = 8 * 1024 * 1024
"""Larger objects are sent in parts of this size, and their etag is made of those parts."""

__all__ = ["ByteStream", "ObjectMissing", "ObjectStore", "ObjectTooLarge"]


class ObjectStore:
    """One S3 server, seen with one key."""

    def __init__(
        self,
        endpoint: str | None,
        region: str,
        access_key: str,
        secret_key: str,
        session_token: str | None = None,
    ) -> None:
        """Prepare to talk to a server; nothing is sent yet.

        Args:
            endpoint: The server's address; None for AWS itself.
            region: The region that requests are signed for.
            access_key: The public half of the key.
            secret_key: The secret half.
            session_token: What goes with a key that expires.

        Raises:
            StudyConfigError: The address is not one.
        """
        try:
            self._s3: Any = _session().client(
                "s3",
                endpoint_url=endpoint,
                region_name=region,
                aws_access_key_id=access_key,
                aws_secret_access_key=secret_key,
                aws_session_token=session_token,
                config=_client_config(),
            )
        except ValueError:
            raise StudyConfigError(
                "The address of the S3 server is not one. Write it as http://host:port."
            ) from None

    def close(self) -> None:
        """Give back every connection."""
        self._s3.close()

    def scan_folders(self, bucket: str, prefix: str) -> FolderListing:
        """Return what lies directly under a prefix, at one request a thousand entries.

        Args:
            bucket: The bucket.
            prefix: Ends in a slash, or is empty for the whole bucket.
        """
        names: list[str] = []
        n_loose_files = 0
        for page in self._pages(bucket, prefix, Delimiter="/"):
            names += [p["Prefix"][len(prefix) : -1] for p in page.get("CommonPrefixes", ())]
            # Some clients write an empty object in place of the folder itself.
            n_loose_files += sum(item["Key"] != prefix for item in page.get("Contents", ()))
        return FolderListing(tuple(names), n_loose_files)

    def list_folders(self, bucket: str, prefix: str) -> Iterator[str]:
        """Yield the names of the folders directly under a prefix, without any slash."""
        yield from self.scan_folders(bucket, prefix).names

    def list_objects(self, bucket: str, prefix: str) -> Iterator[ObjectInfo]:
        """Yield every object whose key starts with ``prefix``, in the order of keys."""
        for page in self._pages(bucket, prefix):
            for item in page.get("Contents", ()):
                yield ObjectInfo(
                    item["Key"], item["Size"], item["ETag"].strip('"'), item["LastModified"]
                )

    def read(
        self, bucket: str, key: str, *, max_bytes: int, where: str = "a file of the upload"
    ) -> bytes:
        """Return an object's content.

        Args:
            bucket: The bucket.
            key: Which object.
            max_bytes: How many bytes it may have.
            where: What to call the object in a receipt, e.g. ``interviews.csv``.

        Raises:
            ObjectMissing: There is none.
            ObjectTooLarge: It has more than ``max_bytes`` bytes; no more than that are read.
        """
        with self.open(bucket, key) as stream:
            data = read_up_to(stream, max_bytes + 1)
        if len(data) > max_bytes:
            raise ObjectTooLarge(
                f"The file has more than {max_bytes:,} bytes, so it was not read.",
                where=where,
                fix="Check that it is the right file. If it is, ask the study's data manager to "
                "raise the limit.",
            )
        return data

    @contextmanager
    def open(self, bucket: str, key: str) -> Iterator[ByteStream]:
        """Open an object to be read once from its start.

        Raises:
            ObjectMissing: There is none.
        """
        with typed_errors(bucket), closing(self._get(bucket, key)) as body:
            yield body

    def digest(self, bucket: str, key: str) -> Digest:
        """Return size and sha256 of an object's content, read in bounded memory.

        Raises:
            ObjectMissing: There is none.
        """
        with self.open(bucket, key) as stream:
            hashing = HashingStream(stream)
            while hashing.read(BYTES_PER_READ):
                pass
        return hashing.digest()

    def copy_verified(self, source_bucket: str, source_key: str, bucket: str, key: str) -> Digest:
        """Copy an object and return the digest of exactly the bytes that were copied.

        The copy appears when it is whole, or not at all; copying again replaces it. About two
        parts of 8 MB are in memory at a time, whatever the object's size.

        Raises:
            ObjectMissing: There is no such source.
        """
        with self.open(source_bucket, source_key) as stream:
            hashing = HashingStream(stream)
            self.upload(bucket, key, hashing)
        return hashing.digest()

    def upload(
        self,
        bucket: str,
        key: str,
        stream: ByteStream | BinaryIO,
        *,
        on_bytes: Callable[[int], None] | None = None,
    ) -> None:
        """Write an object from a stream, in parts if it is large.

        Args:
            bucket: The bucket.
            key: Where in the bucket; what is there is replaced.
            stream: The content.
            on_bytes: Told how many more bytes were sent, now and then.
        """
        from boto3.s3.transfer import TransferConfig

        # One part at a time: ten threads with a part each would be what memory is spent on.
        transfer = TransferConfig(
            multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, use_threads=False
        )
        with typed_errors(bucket):
            self._s3.upload_fileobj(stream, bucket, key, Callback=on_bytes, Config=transfer)

    def put(
        self, bucket: str, key: str, data: bytes, *, content_type: str = "application/octet-stream"
    ) -> None:
        """Write a small object; what is there is replaced."""
        with typed_errors(bucket):
            self._s3.put_object(Bucket=bucket, Key=key, Body=data, ContentType=content_type)

    def exists(self, bucket: str, key: str) -> bool:
        """Whether there is an object under this key."""
        try:
            with typed_errors(bucket):
                self._s3.head_object(Bucket=bucket, Key=key)
        except ObjectMissing:
            return False
        return True

    def delete(self, bucket: str, key: str) -> None:
        """Delete an object; nothing happens if there is none."""
        with typed_errors(bucket):
            self._s3.delete_object(Bucket=bucket, Key=key)

    def _get(self, bucket: str, key: str) -> Any:
        return self._s3.get_object(Bucket=bucket, Key=key)["Body"]

    def _pages(self, bucket: str, prefix: str, **options: str) -> Iterator[Mapping[str, Any]]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, Prefix=prefix, **options
        )
        with typed_errors(bucket):
            yield from pages


def _session() -> Any:
    import boto3
    import botocore.session

    session = botocore.session.get_session()
    # Reading the dates of a long listing takes longer than all else about it, if left to botocore.
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_moment)
    return boto3.session.Session(botocore_session=session)


def _moment(written: str) -> datetime:
    """Return a time as S3 writes it: ISO 8601 with a zone in listings, other forms in headers."""
    from botocore.utils import parse_timestamp

    try:
        moment = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        moment = None
    parsed: datetime = moment if moment and moment.tzinfo else parse_timestamp(written)
    return parsed


def _client_config() -> Any:
    from botocore.config import Config

    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        # Servers other than AWS need not know the newer checksum headers.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 4},
    )

"""Options by which a site says which bucket is its own, and with which key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sottovoce.adapters.site_bucket import SiteBucket

_WHERE = "Where your storage is"

Bucket = Annotated[
    str,
    typer.Option(
        envvar="SOTTOVOCE_SITE_BUCKET",
        help="Your site's bucket.",
        rich_help_panel=_WHERE,
    ),
]
Endpoint = Annotated[
    str | None,
    typer.Option(
        envvar=["SOTTOVOCE_SITE_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"],
        help="Address of the S3 server. Leave it out for Amazon itself.",
        rich_help_panel=_WHERE,
    ),
]
Region = Annotated[
    str,
    typer.Option(
        envvar=["SOTTOVOCE_SITE_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"],
        help="Region of the bucket. Most servers of one's own take any.",
        rich_help_panel=_WHERE,
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        envvar="AWS_PROFILE",
        help="Take the key from this profile of ~/.aws. Otherwise it is taken from "
        "SOTTOVOCE_SITE_ACCESS_KEY and SOTTOVOCE_SITE_SECRET_KEY, or AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY. A key is never an option: others could see it.",
        rich_help_panel=_WHERE,
    ),
]
DEFAULT_REGION = "eu-west-2"


@contextmanager
def own_bucket(
    bucket: str, endpoint: str | None, region: str, profile: str | None
) -> Iterator["SiteBucket"]:
    """Open a site's bucket; whatever goes wrong in the block ends the command with a sentence."""
    from contextlib import closing

    from sottovoce.adapters.site_bucket import SiteBucket, open_site_store
    from sottovoce.errors import SottovoceError

    try:
        with closing(open_site_store(endpoint, region, profile)) as store:
            yield SiteBucket(store, bucket)
    except SottovoceError as error:
        stop(str(error))


def stop(message: str) -> None:
    """End the command as failed, with a message.

    Raises:
        typer.Exit: Always.
    """
    typer.secho(message, err=True, fg="red")
    raise typer.Exit(1)

"""What came out at the other end, as an analyst and as a site sees it."""

import json
from typing import Any

import psycopg

from sottovoce_demo.access import Access
from sottovoce_demo.delivery import s3_client

_TURNS = """
SELECT t.text FROM study.turns t JOIN study.lineage l USING (interview_code)
WHERE l.interview_id = %s ORDER BY t.turn_index
"""


def released_turns(access: Access, interview_id: str) -> list[str]:
    """Return what an analyst reads of an interview, turn by turn; empty if it is not there."""
    with psycopg.connect(access.dsns["analyst"]) as connection:
        return [text for (text,) in connection.execute(_TURNS, [interview_id])]


def receipt_of(access: Access, interview_id: str) -> dict[str, Any]:
    """Return the receipt of an interview that lies in its site's bucket."""
    site = interview_id.partition("-")[0]
    client = s3_client(access.s3_endpoint, access.s3_keys[site])
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=f"site-{site}", Prefix="receipts/"
    )
    for item in (item for page in pages for item in page.get("Contents", ())):
        if item["Key"].endswith(".json"):
            body = client.get_object(Bucket=f"site-{site}", Key=item["Key"])["Body"].read()
            receipt: dict[str, Any] = json.loads(body)
            if receipt["interview_id"] == interview_id:
                return receipt
    raise LookupError(f"{interview_id} has no receipt in its site's bucket")


def views_of(access: Access, interview_id: str) -> set[tuple[str, str]]:
    """Return who has looked at an interview, and at what of it."""
    query = "SELECT who, what FROM ledger.raw_views WHERE interview_id = %s"
    with psycopg.connect(access.dsns["ledger"]) as connection:
        return {(who, what) for who, what in connection.execute(query, [interview_id])}


def recordings_of(access: Access, interview_id: str) -> int:
    """Return how many recordings of an interview are released."""
    query = """
    SELECT count(*) FROM study.recordings JOIN study.lineage USING (interview_code)
    WHERE interview_id = %s
    """
    with psycopg.connect(access.dsns["analyst"]) as connection:
        row = connection.execute(query, [interview_id]).fetchone()
    return int(row[0]) if row else 0

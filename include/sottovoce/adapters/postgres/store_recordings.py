"""Recordings in the store: where each is, and what was muted in it."""

from sottovoce.adapters.postgres.connections import Connection
from sottovoce.model.releases import ReleasedRecording


def insert_recording(
    connection: Connection, interview_code: str, recording: ReleasedRecording | None
) -> None:
    """Enter the sound of an interview that was put into the store just now; None for no sound.

    Args:
        connection: As the owner of the schema, in the transaction of the interview.
        interview_code: The interview.
        recording: Its sound.
    """
    if recording is None:
        return
    connection.execute(
        "INSERT INTO recordings (interview_code, object_key, duration_s, sample_rate_hz,"
        " n_channels, n_bytes, sha256, is_disguised) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            interview_code, recording.object_key, recording.duration_s, recording.sample_rate_hz,
            recording.n_channels, recording.n_bytes, recording.sha256, recording.is_disguised,
        ],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO muted (interview_code, start_s, end_s, entity_types, how)"
            " VALUES (%s, %s, %s, %s, %s)",
            [
                (
                    interview_code, interval.start_s, interval.end_s,
                    [kind.value for kind in interval.entity_types], interval.how,
                )
                for interval in recording.muted
            ],
        )  # fmt: skip

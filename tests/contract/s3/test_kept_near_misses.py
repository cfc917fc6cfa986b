"""What scored too little comes back from the bucket as it was found."""

import pytest

from sottovoce.adapters.kept_spans import KeptSpans
from sottovoce.adapters.object_store import ObjectStore
from sottovoce.model.fingerprints import Fingerprints
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn
from sottovoce_demo.s3_server import PIPELINE, REGION

pytestmark = pytest.mark.s3
P = EntityType.PERSON
FOUND_WITH = Fingerprints(policy="p1", detector="d1", review_threshold=0.5)


def test_near_misses_are_kept_beside_the_spans_and_never_the_words(s3):
    key = s3.keys[PIPELINE]
    store = ObjectStore(s3.server.endpoint, REGION, key.access_key, key.secret_key)
    turns = (
        Turn(0, "P1", None, None, "so Zebedee saw Quux"),
        Turn(1, "P1", None, None, "nobody", 20),
    )
    transcript = Transcript(turns, "so Zebedee saw Quux\nnobody", "txt")
    near = Span(15, 19, P, 0.12, "spoken-model")
    first = MarkedTurn(turns[0], (Span(3, 10, P, 0.9, "rule"),), (), (near,))
    marked = MarkedTranscript((first, MarkedTurn(turns[1])), "txt")
    interview = InterviewId("near0001-2")
    kept = KeptSpans(store, "raw")
    kept.write(interview, marked, FOUND_WITH)
    assert kept.read(interview, transcript, FOUND_WITH.detector) == marked
    for info in store.list_objects("raw", "near0001/"):
        written = store.read("raw", info.key, max_bytes=10_000)
        assert b"Zebedee" not in written
        assert b"Quux" not in written
    store.close()

"""Which words count as found, and what becomes of turns in which too few were."""

from sottovoce.deidentify.audio.fit import WORST_WORD, fits
from sottovoce.deidentify.audio.locating import locate_turns
from sottovoce.deidentify.audio.word_graph import Heard
from sottovoce.model.transcripts import Transcript, Turn


def heard(*misfits):
    return [Heard("word", float(i), i + 1.0, misfit) for i, misfit in enumerate(misfits)]


def test_a_word_that_fits_among_words_that_fit_is_found():
    assert all(fits(heard(3.0, 4.5, 2.8, 5.0)))


def test_a_word_that_fits_badly_is_not_found():
    assert fits(heard(2, 2, 2, WORST_WORD + 1, 2, 2, 2))[3] is False


def test_a_word_that_fits_by_chance_among_words_that_do_not_is_not_found():
    assert not any(fits(heard(10, 11, 3, 12, 10)))


class OneWordASecond:
    """Hears each word of the graph for a second, as badly as told; None for a turn it can't."""

    def __init__(self, misfit_of):
        self._misfit_of = misfit_of
        self.longest_s = 0.0

    def is_known(self, word):
        return True

    def align(self, graph, sound, start_s):
        self.longest_s = max(self.longest_s, len(sound))
        first, last = max(graph.entries), min(graph.exits)
        if last <= first:
            last = min(len(graph.words), first + len(sound))
        words = [graph.words[i].readings[0][0] for i in range(first, last)]
        if any(self._misfit_of(word) is None for word in words):
            return None
        return [
            Heard(word, start_s + n, start_s + n + 0.9, self._misfit_of(word))
            for n, word in enumerate(words)
        ]


def locate(aligner, *texts, times=None, duration_s=1_000.0):
    times = times or [(10.0 * i, 10.0 * i + 8) for i in range(len(texts))]
    turns = tuple(Turn(i, None, *times[i], text) for i, text in enumerate(texts))
    return locate_turns(
        Transcript(turns, "\n".join(texts), "vtt"),
        lambda start, end: b"." * int(end - start),
        aligner,
        duration_s=duration_s,
    )


def test_a_turn_that_no_way_leads_through_is_not_located_and_keeps_its_times():
    located = locate(
        OneWordASecond(lambda w: None if w == "lost" else 3.0), "a lost word", "an easy one"
    )
    assert [bool(turn.words) for turn in located.turns] == [False, True]
    assert (located.turns[0].start_s, located.turns[0].end_s) == (0.0, 9.5)
    assert located.turns[0].how == "turn"


def test_a_turn_of_which_less_than_half_is_found_has_no_words():
    far = " ".join(["bad"] * 9 + ["good"] * 8)
    located = locate(OneWordASecond(lambda w: 14.0 if w == "bad" else 3.0), far)
    assert located.turns[0].words == ()


def test_words_keep_their_place_in_the_text_of_their_turn():
    text = "so  Ana, then"
    (turn,) = locate(OneWordASecond(lambda _: 3.0), text).turns
    assert [text[w.start_char : w.end_char] for w in turn.words] == ["so", "Ana,", "then"]


def test_a_turn_without_times_that_is_not_found_has_none():
    located = locate(OneWordASecond(lambda _: None), "a word", times=[(None, None)])
    assert (located.turns[0].start_s, located.turns[0].end_s) == (None, None)


def test_a_long_transcript_without_times_is_aligned_a_minute_at_a_time():
    aligner = OneWordASecond(lambda _: 3.0)
    texts = [f"turn {'word ' * 30}" for _ in range(8)]
    located = locate(aligner, *texts, times=[(None, None)] * 8, duration_s=300.0)
    assert located.share_located == 1.0
    assert aligner.longest_s <= 60


def test_what_comes_after_a_piece_that_does_not_fit_is_given_up():
    aligner = OneWordASecond(lambda w: 15.0 if w == "other" else 3.0)
    texts = ["word " * 40, "other " * 60, "word " * 60]
    located = locate(aligner, *texts, times=[(None, None)] * 3, duration_s=400.0)
    assert [bool(turn.words) for turn in located.turns] == [True, False, False]
    assert located.turns[2].start_s is None

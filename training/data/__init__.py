"""What the model of spoken English learns from: marked text, told again and made rough.

    from training.data import build, read_interviews, read_corpus, TRAINED_ON, HELD_OUT

    for example in build(seed=1, n_copies=8):       # deterministic; shuffle windows yourself
        for turn in example.turns:
            turn.text; turn.speaker                 # str, the label without its colon, or ""
            turn.spans; turn.speaker_spans          # tuple[Mark(start, end, type: EntityType)]
            turn.unknown                            # tuple[(start, end)]: leave out of the loss

``build(seed, n_copies, *, interviews=None, snippet_share=0.25, has_corpora=True)`` yields each
interview once as it is and ``n_copies`` times told again in drawn styles, then snippets, then
corpora cased and lowered. ``Example`` has ``id``, ``turns``, ``source`` (``interview``,
``snippet`` or a corpus's name). ``read_interviews(folder)`` reads gold files, ``read_corpus(c)``
one of ``TRAINED_ON`` or ``HELD_OUT`` (TAB, twitter dev: for measuring). ``resample(example, rng)``,
``lowered``, ``noisy``, ``spoken`` and ``styled`` change one example; ``snippets(seed, n_words=…)``
and ``corpora(seed)`` are the parts of the mix. Spans are disjoint, in order, and never empty.
"""

from training.data.build import build, corpora, snippets, styled
from training.data.examples import HELD_OUT, TRAINED_ON, Corpus, read_corpus, read_interviews
from training.data.marking import Example, Mark, Turn
from training.data.resample import resample
from training.data.roughen import lowered, noisy, spoken

__all__ = [
    "HELD_OUT",
    "TRAINED_ON",
    "Corpus",
    "Example",
    "Mark",
    "Turn",
    "build",
    "corpora",
    "lowered",
    "noisy",
    "read_corpus",
    "read_interviews",
    "resample",
    "snippets",
    "spoken",
    "styled",
]

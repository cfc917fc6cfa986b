"""From what recognizers say to the probability that a span identifies somebody.

Logistic regression (Platt 1999, "Probabilistic Outputs for Support Vector Machines") on the score
of the model of spoken English, the best score of any rule, and which recognizers spoke up.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

MODEL = "spoken-model"
BIAS, MODEL_LOGIT, RULE_LOGIT, BOTH = "(bias)", "(model)", "(rule)", "(both)"
_SILENT_MODEL, _SILENT_RULES = -5.0, -3.0
_LOWEST, _HIGHEST = 0.001, 0.999


def features(best: Mapping[str, float]) -> dict[str, float]:
    """Return what the regression reads, from each recognizer's best score."""
    rules = {name: score for name, score in best.items() if name != MODEL}
    found: dict[str, float] = dict.fromkeys(rules, 1.0)
    found[BIAS] = 1.0
    found[MODEL_LOGIT] = _logit(best[MODEL]) if MODEL in best else _SILENT_MODEL
    found[RULE_LOGIT] = _logit(max(rules.values())) if rules else _SILENT_RULES
    found[BOTH] = float(MODEL in best and bool(rules))
    return found


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted regression.

    Attributes:
        weights: The weight of each feature; one that isn't listed weighs nothing.
    """

    weights: Mapping[str, float]

    def __call__(self, best: Mapping[str, float]) -> float:
        """Return the probability, 0.001 to 0.999, that a span with these scores is right.

        A model that agrees faintly with a rule counts for no less than one that says nothing. The
        regression never saw one: it is fitted at a threshold that leaves such scores out.
        """
        told = self._told(best)
        rules = {name: score for name, score in best.items() if name != MODEL}
        return max(told, self._told(rules)) if rules else told

    def _told(self, best: Mapping[str, float]) -> float:
        total = sum(self.weights.get(name, 0.0) * value for name, value in features(best).items())
        return round(min(_HIGHEST, max(_LOWEST, 1.0 / (1.0 + math.exp(-total)))), 3)


def _logit(score: float) -> float:
    score = min(_HIGHEST, max(_LOWEST, score))
    return math.log(score / (1.0 - score))

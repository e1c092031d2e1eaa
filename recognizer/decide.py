"""From splits and the probabilities of their glyphs to a reading: which number, how likely, whether sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recognizer.reading import EMPTY, NOT_A_DIGIT, Candidate, Digit, Reading, State
from recognizer.segment import Group, Shares, Split

_CANDIDATES = 5
# Digits that are considered at each place of a candidate, and texts kept on the way to a candidate.
_AT_A_PLACE = 4
_BEAM = 12

#: Probabilities of the ten digits.
Row = list[float]


def decide(
    splits: Sequence[Split], shares: Mapping[Group, Shares], *, threshold: float, split_threshold: float
) -> Reading:
    """The reading of some ink.

    Each split stands for many numbers, each as likely as the split times its digits; a number's probability
    is summed over the splits. The reading is sure if every digit is, and if the splits that give the same
    text are together likely enough.

    Args:
        splits: ways to share the strokes out, best first; none is empty ink.
        shares: calibrated probabilities ``[11]`` of every group in them.
        threshold: confidence from which a digit is sure.
        split_threshold: probability of the splits that agree from which a number is sure.
    """
    if not splits:
        return EMPTY
    # Rows of ten are worked on faster as Python's own numbers.
    rows = {group: shares[group][:10].tolist() for split in splits for group in split.groups}
    texts: dict[str, float] = defaultdict(float)
    agreeing: dict[str, float] = defaultdict(float)
    chosen: dict[str, Split] = {}
    for split in splits:
        likeliest = "".join(str(_likeliest(rows[group])[0]) for group in split.groups)
        agreeing[likeliest] += split.probability
        chosen.setdefault(likeliest, split)
        for text, probability in _texts([rows[group] for group in split.groups]):
            texts[text] += split.probability * probability
    best = max(chosen, key=lambda text: texts[text])
    digits = tuple(_digit(group, rows[group], threshold) for group in chosen[best].groups)
    sure = all(digit.sure for digit in digits) and agreeing[best] >= split_threshold
    others = sorted((text for text in texts if text != best), key=lambda text: -texts[text])
    candidates = tuple(Candidate(text, min(1.0, texts[text])) for text in (best, *others[: _CANDIDATES - 1]))
    state = State.READ if sure else State.UNSURE
    return Reading(state, digits, candidates[0].probability, candidates)


def right(scores: NDArray[np.floating], labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether glyphs of known labels (``[n]``, 0 to 10) are read rightly, sure or not: a digit must be the
    likeliest of the ten, whatever "not a digit" says; "not a digit" must win over all.

    ``scores`` are probabilities or logits ``[n, 11]``: their order alone counts.
    """
    digits = scores[:, :NOT_A_DIGIT].argmax(axis=1)
    flags: NDArray[np.bool_] = np.where(labels == NOT_A_DIGIT, scores.argmax(axis=1), digits) == labels
    return flags


def softmax(logits: NDArray[np.floating], temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities ``[..., 11]`` of logits ``[..., 11]``, calibrated by their temperature."""
    scaled = np.asarray(logits, np.float64) / temperature
    scaled -= scaled.max(axis=-1, keepdims=True)
    weights = np.exp(scaled)
    probabilities: NDArray[np.float64] = weights / weights.sum(axis=-1, keepdims=True)
    return probabilities


def _digit(group: Group, row: Row, threshold: float) -> Digit:
    digit = _likeliest(row)[0]
    return Digit(digit, row[digit], tuple(row), group, row[digit] >= threshold)


def _texts(places: Sequence[Row]) -> list[tuple[str, float]]:
    """The likeliest numbers over the places' digits, best first; the best one takes the best of each."""
    beam = [("", 1.0)]
    for row in places:
        likely = _likeliest(row)[:_AT_A_PLACE]
        longer = [(text + str(digit), share * row[digit]) for text, share in beam for digit in likely]
        beam = sorted(longer, key=lambda entry: -entry[1])[:_BEAM]
    return beam


def _likeliest(row: Row) -> list[int]:
    """The ten digits, the likeliest first; of equal ones the smaller first."""
    return sorted(range(10), key=row.__getitem__, reverse=True)

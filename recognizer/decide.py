"""From splits and the probabilities of their glyphs to a reading: which number, how likely, whether sure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Box, Ink
from recognizer.reading import EMPTY, NOT_A_DIGIT, Candidate, Digit, Glyph, Reading, State
from recognizer.search import Split
from recognizer.segment import LogShares
from recognizer.shape import around, shape_of

# A digit is unsure if another one is likelier than this. Chosen on calibration writers, with networks that
# had not seen them: of 1,850 digits, 8 are wrong and sure and 27 unsure, without it 10 and 18. To get as few
# wrong and sure ones, the threshold alone would make 31 unsure. Asking where picture and path disagree does
# not help: they agree on nearly all digits that are wrong and sure.
_RIVAL = 0.1
# An upright line: it bulges no more than this, and is no wider than this share of its height.
_LINE, _UPRIGHT = 0.18, 0.5
_TALL = 0.75  # shares of a glyph's height from which a line and the strokes beside it can be a digit each
# How far the middle of such a line may be from the middle of the other strokes, in their widths (at least a
# quarter of the height is counted), in digits that are drawn so: a bar goes through the middle of a 0.
_ASIDE, _SLIM = {"0": 0.25, "1": 0.3, "4": math.inf}, 0.25
_CANDIDATES = 5
_AT_A_PLACE = 4  # digits that are tried at each place of a candidate
_BEAM = 12  # unfinished candidates that are kept (beam search)
# A split that is at least this probable may stand for a likelier one that can never be sure.
_LIKELY = 0.1

#: Probabilities of the ten digits.
Row = list[float]


def decide(
    splits: Sequence[Split], log_shares: Mapping[Ink, LogShares], *, threshold: float, split_threshold: float
) -> Reading:
    """The reading of some ink.

    Each split stands for many numbers, each as likely as the split times its digits; a number's probability
    is summed over the splits. The reading is sure if every digit is, and if the splits that give the same
    text are together likely enough.

    Args:
        splits: ways to read the ink, best first; none is empty ink.
        log_shares: calibrated log-probabilities ``[11]`` of every glyph in them.
        threshold: confidence from which a digit is sure, see :func:`is_sure`.
        split_threshold: probability of the splits that agree from which a number is sure.
    """
    if not splits:
        return EMPTY
    # Rows of ten are worked on faster as Python's own numbers.
    rows: dict[Ink, Row] = {}
    for split in splits:
        for glyph in split.glyphs:
            if glyph.ink not in rows:
                rows[glyph.ink] = np.exp(log_shares[glyph.ink][:10]).tolist()
    texts: dict[str, float] = defaultdict(float)
    agreeing: dict[str, float] = defaultdict(float)
    chosen: dict[str, Split] = {}
    for split in splits:
        likeliest = "".join(str(_likeliest(rows[glyph.ink])[0]) for glyph in split.glyphs)
        agreeing[likeliest] += split.probability
        # Of splits that agree, one that may be sure stands for them, if it is likely too.
        known = chosen.setdefault(likeliest, split)
        if (
            _is_never_sure(known, likeliest)
            and not _is_never_sure(split, likeliest)
            and split.probability >= _LIKELY
        ):
            chosen[likeliest] = split
        for text, probability in _texts([rows[glyph.ink] for glyph in split.glyphs]):
            texts[text] += split.probability * probability
    best = max(chosen, key=lambda text: texts[text])
    digits = tuple(_digit(glyph, rows[glyph.ink], threshold) for glyph in chosen[best].glyphs)
    agreed = agreeing[best] >= split_threshold
    sure = agreed and not _is_never_sure(chosen[best], best) and all(digit.sure for digit in digits)
    others = sorted((text for text in texts if text != best), key=lambda text: -texts[text])
    candidates = tuple(Candidate(text, min(1.0, texts[text])) for text in (best, *others[: _CANDIDATES - 1]))
    state = State.READ if sure else State.UNSURE
    return Reading(state, digits, candidates[0].probability, candidates, chosen[best].marks)


def is_sure(shares: NDArray[np.floating], threshold: float) -> NDArray[np.bool_]:
    """Whether the likeliest digit of each glyph is sure: it is likely enough, and no other digit comes near.

    Args:
        shares: calibrated probabilities ``[n, 10]`` or ``[n, 11]``.
        threshold: the confidence from which a digit is sure.
    """
    second, best = np.partition(shares[:, :NOT_A_DIGIT], (-2, -1), axis=1)[:, -2:].T
    flags: NDArray[np.bool_] = (best >= threshold) & (second <= _RIVAL)
    return flags


def right(scores: NDArray[np.floating], labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether glyphs of known labels (``[n]``, 0 to 10) are read correctly, sure or not: a digit must be the
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


def _digit(glyph: Glyph, row: Row, threshold: float) -> Digit:
    digit = _likeliest(row)[0]
    sure = bool(is_sure(np.array([row]), threshold)[0]) and not _is_a_guess(glyph, str(digit))
    return Digit(digit, row[digit], tuple(row), glyph.ink, glyph.pieces, sure)


def _is_never_sure(split: Split, text: str) -> bool:
    """Whether this split, read as ``text``, can never be sure."""
    return split.guess or any(map(_is_a_guess, split.glyphs, text))


def _is_a_guess(glyph: Glyph, digit: str) -> bool:
    return _only_looks_like(glyph, digit) or _hides_a_line(glyph.ink, digit)


def _only_looks_like(glyph: Glyph, digit: str) -> bool:
    """Whether a glyph that was cut from a longer stroke only happens to look like this digit.

    People do join a closed 0 to the digit before it, but hardly any other digits.
    """
    return glyph.cut and (digit != "0" or not any(shape_of(s).closes for s in glyph.ink.strokes))


def _hides_a_line(ink: Ink, digit: str) -> bool:
    """Whether a glyph is another digit and a 1 that touches or overlaps it: among its strokes is an upright
    line, and the others are as tall.

    Of 14,591 digits by training and calibration writers, this is true of 8.
    """
    strokes = ink.strokes
    if len(strokes) < 2:
        return False
    height = ink.box.height
    if not height:  # dots or level lines
        return False
    shapes = [shape_of(stroke) for stroke in strokes]
    lines = [
        index for index, shape in enumerate(shapes) if _is_upright(shape.box, height) and shape.bulge <= _LINE
    ]
    for index in lines:
        line, rest = shapes[index], around([shape.box for at, shape in enumerate(shapes) if at != index])
        if rest.height < _TALL * height:
            continue
        aside = abs(line.box.centre[0] - rest.centre[0]) / max(rest.width, _SLIM * height)
        if digit not in _ASIDE or aside > _ASIDE[digit] or (digit != "1" and len(lines) > 1):
            return True
    return False


def _is_upright(box: Box, height: float) -> bool:
    return box.height >= _TALL * height and box.width <= _UPRIGHT * box.height


def _texts(places: Sequence[Row]) -> list[tuple[str, float]]:
    """The likeliest numbers over the places' digits, best first; the best one takes the best of each."""
    beam = [("", 1.0)]
    for row in places:
        likely = _likeliest(row)[:_AT_A_PLACE]
        longer = [(text + str(digit), share * row[digit]) for text, share in beam for digit in likely]
        beam = sorted(longer, key=itemgetter(1), reverse=True)[:_BEAM]
    return beam


def _likeliest(row: Row) -> list[int]:
    """The ten digits, the likeliest first; of equal ones the smaller first."""
    return sorted(range(10), key=row.__getitem__, reverse=True)

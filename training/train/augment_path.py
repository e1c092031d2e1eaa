"""Other writers and other pens: wide variations of ink, for the path network and for a part of the pictures.

Beside what differs between writers anyway (slant, proportions, a trembling hand: see ``augment``) this varies
what a picture hardly shows and a path shows much of: in which order and which way round strokes are drawn,
where a loop begins, pens that drop out, points that are left over from somewhere else. And it draws what pen
sets lack: flagged 1s, barred 0s, 4s without a stem, turned pages, digits drawn twice over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink
from recognizer.places import PLACES, follow
from training.train.augment import Points, coarse, hooked, joined, slanted, wobbled

Strokes = list[Points]


@dataclass(frozen=True, slots=True)
class Chances:
    """How often a glyph is varied in each way, 0 to 1.

    Attributes:
        flag, foot: of 1s: get a flag, and a foot.
        bar: of 0s: get a stroke through them.
        stemless: of 4s: lose a part of their stem below.
        crossed: of 7s of one stroke: get a bar.
        loop: of closed strokes: begin elsewhere.
        backwards: all is drawn from its end to its beginning.
        turned_round: every stroke is drawn from its end to its beginning, in the same order.
        reordered: strokes are drawn in the reverse order, or in any.
        each_round: a stroke, by itself, is drawn from its end.
        gaps: the pen drops out, one to five times.
        joined: two strokes are drawn without lifting the pen.
        stale: the first point lies somewhere else.
        specks: one to three specks, before, between or after.
        dropped: a stroke that is small beside the others is left out.
        remnant: a piece of a neighbour's stroke.
        retraced: all of it is drawn once more, a little beside.
        page: the page is turned by up to 25 degrees.
        trimmed: ends are cut off.
        hooked, jittered, coarse, gridded, warped: flicks, noise, lost points, pixels, uneven progress.
    """

    flag: float = 0.15
    foot: float = 0.05
    bar: float = 0.08
    stemless: float = 0.08
    crossed: float = 0.08
    loop: float = 0.15
    backwards: float = 0.07
    turned_round: float = 0.07
    reordered: float = 0.20
    each_round: float = 0.06
    gaps: float = 0.20
    joined: float = 0.06
    stale: float = 0.10
    specks: float = 0.06
    dropped: float = 0.05
    remnant: float = 0.03
    retraced: float = 0.05
    page: float = 0.25
    trimmed: float = 0.15
    hooked: float = 0.15
    jittered: float = 0.25
    coarse: float = 0.30
    gridded: float = 0.30
    warped: float = 0.40


#: Those that the shipped networks were trained with.
USUAL = Chances()


def strokes_of(ink: Ink) -> Strokes:
    """The strokes as arrays ``[n, 2]``, the longer side of their box 1, its middle at the origin."""
    return unit([np.array([point[:2] for point in stroke.points], np.float64) for stroke in ink.strokes])


def unit(paths: Sequence[Points]) -> Strokes:
    points = np.concatenate(paths)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, extent = (low + high) / 2, max(float((high - low).max()), 1e-9)
    return [(path - middle) / extent for path in paths]


def vary_path(paths: Sequence[Points], label: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """The network's input for one glyph as somebody else might have written it. ``paths`` are as
    :func:`strokes_of` makes them; ``label`` is 0 to 10."""
    paths = varied(paths, label, rng)
    points, lengths = np.concatenate(paths).T, [len(path) for path in paths]
    return follow(points, lengths, _warp(rng)) if rng.random() < USUAL.warped else follow(points, lengths)


def varied(paths: Sequence[Points], label: int, rng: np.random.Generator) -> Strokes:
    """The strokes of one glyph as somebody else might have drawn them."""
    chance = rng.random(32)
    paths = list(paths)
    if label == 1:
        paths = _one(paths, rng, chance[20:22])
    elif label == 0 and chance[0] < USUAL.bar:
        paths = _barred(paths, rng)
    elif label == 4 and chance[0] < USUAL.stemless:
        paths = _stemless(paths, rng)
    elif label == 7 and chance[0] < USUAL.crossed and len(paths) == 1:
        paths = _crossed(paths, rng)
    if len(paths) > 1 and chance[1] < USUAL.joined:
        paths = joined(paths, rng)
    if chance[2] < USUAL.loop:
        paths = [_begun_elsewhere(path, rng) for path in paths]
    paths = _ordered(paths, rng, chance[3:6])
    if chance[6] < USUAL.trimmed:
        paths = [_trimmed(path, rng) for path in paths]
    if chance[7] < USUAL.gaps:
        for _ in range(int(rng.integers(1, 6))):
            paths = _dropped_out(paths, rng)
    if chance[8] < USUAL.hooked:
        paths = hooked(paths, rng)
    if len(paths) > 1 and chance[9] < USUAL.dropped:
        paths = _without_small(paths)
    if chance[10] < USUAL.remnant:
        paths = _beside(paths, rng)
    if chance[17] < USUAL.retraced:
        beside = rng.normal(0.0, 0.04, 2)
        paths += [wobbled([path + beside], rng, 0.02)[0] for path in paths]
    ends = np.cumsum([len(path) for path in paths])[:-1]
    points = wobbled([np.concatenate(paths)], rng, 0.03 * rng.random())[0]
    paths = np.split(points @ _slant_and_turn(rng, page=chance[11] < USUAL.page).T, ends)
    if chance[12] < USUAL.specks:
        paths = _specked(paths, rng)
    if chance[13] < USUAL.stale:
        paths = _stale(paths, rng)
    if chance[14] < USUAL.coarse:
        paths = [coarse(path, rng) for path in paths]
    if chance[15] < USUAL.jittered:
        amount = 0.015 * rng.random()
        paths = [path + rng.normal(0.0, amount, path.shape) for path in paths]
    if chance[16] < USUAL.gridded:
        grid = rng.uniform(20, 120)
        paths = [np.round(path * grid) / grid for path in paths]
    return paths


def _slant_and_turn(rng: np.random.Generator, *, page: bool) -> Points:
    """Slant, proportions and turn as a 2×2 matrix."""
    turn = rng.uniform(-0.44, 0.44) if page else rng.normal(0.0, 0.07)
    slant, wide = rng.normal(0.0, 0.17), np.exp(rng.normal(0.0, 0.2))
    return slanted(turn, slant, wide)


def _warp(rng: np.random.Generator) -> Points:
    """Where to look along the way, rising but uneven: shares of the way ``[PLACES + 2]``."""
    even = np.arange(-1, PLACES + 1) / (PLACES - 1)
    inside = np.clip(even, 0.0, 1.0)
    for wave in (1, 2, 3):
        even = even + rng.normal(0.0, 0.18) / (np.pi * wave) / wave * np.sin(np.pi * wave * inside)
    return np.maximum.accumulate(even)


def _ordered(paths: Strokes, rng: np.random.Generator, chance: Points) -> Strokes:
    if len(paths) > 1 and chance[0] < USUAL.reordered:
        order = rng.permutation(len(paths)) if rng.random() < 0.5 else range(len(paths))[::-1]
        paths = [paths[index] for index in order]
    if chance[1] < USUAL.backwards:
        return [path[::-1] for path in reversed(paths)]
    if chance[2] < USUAL.turned_round:
        return [path[::-1] for path in paths]
    return [path[::-1] if rng.random() < USUAL.each_round else path for path in paths]


def _length(path: Points) -> float:
    steps = path[1:] - path[:-1]
    return float(np.sqrt((steps * steps).sum(axis=1)).sum())


def _begun_elsewhere(path: Points, rng: np.random.Generator) -> Points:
    """A closed loop with its ends in another place; else as it was."""
    if len(path) < 8 or np.hypot(*(path[0] - path[-1])) > 0.15 * _length(path) / 2:
        return path
    start = int(rng.integers(1, len(path)))
    beyond = int(rng.integers(1, max(2, len(path) // 8)))
    return np.concatenate([path[start:], path[: min(len(path), start + beyond)]])


def _line(start: Points, end: Points, count: int = 10) -> Points:
    """A straight line."""
    return start + np.linspace(0.0, 1.0, count)[:, None] * (end - start)


def _one(paths: Strokes, rng: np.random.Generator, chance: Points) -> Strokes:
    """A 1 of one nearly straight stroke gets a flag, short or long, and a foot."""
    path = paths[0]
    if len(paths) > 1 or len(path) < 2:
        return paths
    top, foot = (path[0], path[-1]) if path[0, 1] < path[-1, 1] else (path[-1], path[0])
    tall = float(np.hypot(*(foot - top)))
    if tall < 0.85 * _length(path) or tall < 0.5:
        return paths
    down = path if path[0, 1] < path[-1, 1] else path[::-1]
    if chance[0] < USUAL.flag:
        long, steep = rng.uniform(0.12, 0.6) * tall, rng.uniform(0.35, 1.25)
        flag = top + long * np.array([-np.cos(steep), np.sin(steep)])
        rising = _line(flag, top)
        way = rng.random()
        if way < 0.75:
            paths = [np.concatenate([rising, down])]
        elif way < 0.9:
            paths = [down, rising if rng.random() < 0.5 else rising[::-1]]
        else:
            paths = [rising, down]
    if chance[1] < USUAL.foot:
        wide = rng.uniform(0.15, 0.35) * tall
        left, right = (foot + np.array([side, rng.normal(0, 0.02)]) for side in (-wide, wide))
        paths = [*paths, _line(left, right)]
    return paths


def _barred(paths: Strokes, rng: np.random.Generator) -> Strokes:
    """A 0 with a stroke through it: slanted mostly, level or upright now and then; not always all through."""
    points = np.concatenate(paths)
    low, high = points.min(axis=0), points.max(axis=0)
    side, middle = high - low, (low + high) / 2
    ends = rng.uniform(0.25, 0.75, 2)
    kind = rng.random()
    aim = (
        np.array([1.0, -1.0])
        if kind < 0.75
        else np.array([1.0, 0.0])
        if kind < 0.85
        else np.array([0.0, 1.0])
    )
    if kind < 0.08:
        aim = np.array([1.0, 1.0])
    aim = aim * side + rng.normal(0.0, 0.08, 2)
    bar = _line(middle - ends[0] * aim, middle + ends[1] * aim)
    bar = bar[::-1] if rng.random() < 0.4 else bar
    where = rng.random()
    if where < 0.75:
        return [*paths, bar]
    if where < 0.85:
        return [bar, *paths]
    return [*paths[:-1], np.concatenate([paths[-1], bar])]


def _stemless(paths: Strokes, rng: np.random.Generator) -> Strokes:
    """A 4 whose stem ends little below the bar: the last stroke's lower end is cut off."""
    path = paths[-1]
    if len(path) < 6 or path[-1, 1] < path[:, 1].max() - 0.05:
        return paths
    kept = path[: len(path) - int(len(path) * rng.uniform(0.1, 0.4 if len(paths) > 1 else 0.2))]
    return [*paths[:-1], kept] if len(kept) > 2 else paths


def _crossed(paths: Strokes, rng: np.random.Generator) -> Strokes:
    """A 7 gets a bar across its stem."""
    path = paths[0]
    at = path[int(len(path) * rng.uniform(0.6, 0.8))]
    half = rng.uniform(0.15, 0.32)
    lean = rng.normal(0.0, 0.06)
    aim = np.array([half, -lean])
    bar = _line(at - aim, at + aim)
    return [path, bar]


def _trimmed(path: Points, rng: np.random.Generator) -> Points:
    """Without a little of either end."""
    if len(path) < 14:
        return path
    first, last = rng.integers(0, max(2, len(path) // 12) + 1, 2)
    return path[first : len(path) - last]


def _dropped_out(paths: Strokes, rng: np.random.Generator) -> Strokes:
    """A stroke, a longer one likelier, with a gap in it of up to a tenth of the glyph."""
    lengths = np.array([_length(path) if len(path) > 7 else 0.0 for path in paths])
    if not lengths.sum() > 0:
        return paths
    at = int(rng.choice(len(paths), p=lengths / lengths.sum()))
    path = paths[at]
    cut = int(rng.integers(2, len(path) - 3))
    steps = np.hypot(*(path[1:] - path[:-1]).T)
    gone = np.cumsum(steps[cut:]) < rng.uniform(0.0, 0.1)
    rest = path[cut + 1 + int(gone.sum()) :]
    return [*paths[:at], path[: cut + 1], *([rest] if len(rest) else []), *paths[at + 1 :]]


def _without_small(paths: Strokes) -> Strokes:
    lengths = [_length(path) for path in paths]
    kept = [path for path, length in zip(paths, lengths, strict=True) if length > 0.08 * max(lengths)]
    return kept or paths


def _beside(paths: Strokes, rng: np.random.Generator) -> Strokes:
    """The end of a neighbour's stroke beside it, drawn before or after."""
    points = np.concatenate(paths)
    right = rng.random() < 0.5
    edge = points[:, 0].max() if right else points[:, 0].min()
    out = rng.uniform(-0.05, 0.2) * (1 if right else -1)
    start = np.array([edge + out, rng.uniform(-0.5, 0.5)])
    aim = rng.normal(0.0, 0.12, 2)
    piece = start + np.linspace(0.0, 1.0, 6)[:, None] * aim
    return [*paths, piece] if right else [piece, *paths]


def _specked(paths: Strokes, rng: np.random.Generator) -> Strokes:
    for _ in range(int(rng.integers(1, 4))):
        place = rng.uniform(-0.75, 0.75, 2)
        speck = place + rng.normal(0.0, 0.012, (int(rng.integers(1, 4)), 2)).cumsum(axis=0)
        where = rng.random()
        at = 0 if where < 0.35 else len(paths) if where < 0.85 else int(rng.integers(0, len(paths) + 1))
        paths = [*paths[:at], speck, *paths[at:]]
    return paths


def _stale(paths: Strokes, rng: np.random.Generator) -> Strokes:
    """The first point is one from elsewhere: the pen seems to come from there in a straight line."""
    angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(0.15, 1.3)
    stray = paths[0][0] + far * np.array([np.cos(angle), np.sin(angle)])
    return [np.concatenate([stray[None], paths[0]]), *paths[1:]]

"""A map of a player's samples as the network sees them: what lies close together looks alike to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pygame

from game.scenes.teach.study import Study
from game.ui import brush
from game.ui.keypad import printed
from game.ui.look import Look
from game.ui.sheet import dashed, disc, put
from game.ui.theme import Colour, mix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Only so many samples, the newest, can still be told apart.
_MOST = 400
# Samples that would lie on top of each other are pushed apart so many times, up to this distance.
_PUSHES, _APART = 40, 0.034


@dataclass(frozen=True)
class NetMap:
    """Places on a unit square, one for each sample of the study, newest first.

    Attributes:
        places: float64 ``[n, 2]``, 0 to 1.
        labels: what each was meant to be; ``misread``: whether it is read as something else now.
        centres: the middle (median) of the places of each label, by label.
    """

    places: NDArray[np.float64]
    labels: tuple[int, ...]
    misread: tuple[bool, ...]
    centres: dict[int, tuple[float, float]]


def flat_map(study: Study) -> NetMap:
    """The features in the plane that spreads them most (principal components). Slow: for the worker.

    A study without samples gives an empty map.
    """
    import numpy as np

    labels = tuple(sample.label for sample in study.samples[:_MOST])
    read = study.read[:_MOST]
    features = np.asarray(study.features[:_MOST], np.float64)
    misread = tuple(label != one for label, one in zip(labels, read, strict=True))
    if not labels:
        return NetMap(np.zeros((0, 2)), (), (), {})
    centred = features - features.mean(axis=0)
    # What counts is which features fire, not how strongly.
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    _, _, axes = np.linalg.svd(centred - centred.mean(axis=0), full_matrices=False)
    plane = np.zeros((len(labels), 2))
    flat = centred @ axes[:2].T
    plane[:, : flat.shape[1]] = flat
    low, high = plane.min(axis=0), plane.max(axis=0)
    places = _parted((plane - low) / np.maximum(high - low, 1e-9))
    kinds = np.array(labels)
    centres = {
        int(label): tuple(map(float, np.median(places[kinds == label], axis=0))) for label in np.unique(kinds)
    }
    return NetMap(places, labels, misread, {label: (x, y) for label, (x, y) in centres.items()})


def _parted(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """The places, those that nearly coincide pushed apart; still on the unit square."""
    import numpy as np

    count = len(places)
    apart = min(_APART, 0.6 / count**0.5)
    # Equal places have no direction to part in: each gets its own.
    turns = np.arange(count) * 2.4
    moved: NDArray[np.float64] = places + 1e-4 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    for _ in range(_PUSHES):
        across = moved[:, None] - moved[None]
        distance = np.maximum(np.linalg.norm(across, axis=2), 1e-9)
        push = np.maximum(0.0, apart - distance) / distance
        moved = np.clip(moved + 0.25 * (across * push[..., None]).sum(axis=1), 0.0, 1.0)
    return moved


def draw_map(surface: pygame.Surface, area: pygame.Rect, look: Look, net_map: NetMap) -> None:
    """Each sample as its digit in small print, misread ones ringed; a large pale digit in each centre."""
    palette = look.palette
    dashed(surface, area, palette.rule, look.px(1))
    room = area.inflate(-look.px(7), -look.px(6))

    def at(x: float, y: float) -> tuple[int, int]:
        return round(room.left + x * room.width), round(room.top + y * room.height)

    for label, centre in net_map.centres.items():
        text = look.text(printed(label), "h1", mix(palette.sheet, palette.soft, 0.35))
        put(surface, text, center=at(*centre))
    for (x, y), label, misread in zip(net_map.places, net_map.labels, net_map.misread, strict=True):
        colour = palette.misread if misread else palette.ink
        text = look.text(printed(label), "small", colour)
        place = text.get_rect(center=at(float(x), float(y)))
        if misread:
            _ring(surface, place.center, look.px(1.7), max(1.0, look.u * 0.16), colour)
        surface.blit(text, place)


def _ring(
    surface: pygame.Surface, centre: tuple[int, int], radius: int, width: float, colour: Colour
) -> None:
    size = 2 * radius + 4
    layer = brush.blank((size, size), colour)
    outer = disc(radius, colour)
    layer.blit(outer, (2, 2))
    hole = disc(max(1, radius - round(2 * width)), (0, 0, 0))
    layer.blit(hole, hole.get_rect(center=(radius + 2, radius + 2)), special_flags=pygame.BLEND_RGBA_SUB)
    put(surface, layer, center=centre)

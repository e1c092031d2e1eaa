"""Watches the text that is set while a picture is drawn: what it says, what is cut, what is too small."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pygame

from game.ui.look import ROLES, Look
from game.ui.theme import Colour

#: No text is smaller, in pixels.
LEAST = ROLES["small"][2]


@contextmanager
def watched() -> Iterator[set[str]]:
    """Faults of the text that is set within, each in a few words; filled as they happen."""
    faults: set[str] = set()
    fit, shrunk = Look.fit, Look.shrunk

    def watch_fit(self: Look, string: str, role: str, width: int) -> str:
        shown = fit(self, string, role, width)
        if shown != string:
            faults.add(f"cut: {string!r} is {shown!r} ({role}, {width} px)")
        return shown

    def watch_shrunk(self: Look, string: str, role: str, colour: Colour, width: int) -> pygame.Surface:
        picture = shrunk(self, string, role, colour, width)
        if picture.get_width() > width:
            faults.add(f"too wide: {string!r} ({role}, {width} px)")
        least = max(LEAST, round(ROLES["small"][1] * self.u))  # as large as the smallest print usually is
        if picture.get_height() < self.font(role, min(least, self.type_size(role))).get_linesize():
            faults.add(f"too small: {string!r} ({role}, {width} px)")
        return picture

    Look.fit, Look.shrunk = watch_fit, watch_shrunk  # type: ignore[method-assign]
    try:
        yield faults
    finally:
        Look.fit, Look.shrunk = fit, shrunk  # type: ignore[method-assign]


@contextmanager
def heard() -> Iterator[set[str]]:
    """Every line of text that is set within; filled as it happens."""
    said: set[str] = set()
    text, shrunk = Look.text, Look.shrunk

    def hear_text(self: Look, string: str, role: str, colour: Colour) -> pygame.Surface:
        said.add(string)
        return text(self, string, role, colour)

    def hear_shrunk(self: Look, string: str, role: str, colour: Colour, width: int) -> pygame.Surface:
        said.add(string)
        return shrunk(self, string, role, colour, width)

    Look.text, Look.shrunk = hear_text, hear_shrunk  # type: ignore[method-assign]
    try:
        yield said
    finally:
        Look.text, Look.shrunk = text, shrunk  # type: ignore[method-assign]

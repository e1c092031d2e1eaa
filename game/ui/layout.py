"""Boxes on a screen: where the parts of a screen lie, reckoned here once for all screens."""

from __future__ import annotations

import pygame

from game.ui.look import Look


def mirrored(look: Look, rect: pygame.Rect) -> pygame.Rect:
    """The rectangle where the player's hand wants it: for a left hand, the window is seen in a mirror."""
    if not look.taste.left_handed:
        return rect
    return rect.move(look.size[0] - rect.right - rect.left, 0)

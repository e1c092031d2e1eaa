"""A double press: its second press must not act on what has replaced the part that was pressed."""

from __future__ import annotations

import math

import pygame

from game.scenes.scene import Scene
from game.ui.events import Phase, PointerEvent
from game.ui.widgets import Button, Widget

#: A press within so many seconds of the one before, and so many pixels from it, belongs to it.
TWICE_S = 0.3
NEAR = 24


class SecondPress:
    """Holds the second press back. Many people press twice, and “Done” comes where “Go on” was, “Again” where
    “End” was.

    What was there already at the first press takes the second one too: a key that is typed twice, the next
    line of a list.
    """

    def __init__(self) -> None:
        self._pressed: dict[int, frozenset[object]] = {}  # by each pointer that is down: what was there then
        self._first: tuple[float, tuple[float, float], frozenset[object]] | None = None
        self._held_back: set[int] = set()
        self._raw_held_back = False

    def takes(self, event: PointerEvent, scene: Scene) -> bool:
        """Whether this event is held back; if so, the scene must not get it."""
        pointer = event.pointer
        match event.phase:
            case Phase.DOWN if self._is_second(event.position, event.t, scene):
                self._held_back.add(pointer)
            case Phase.DOWN if scene.widget_at(event.position) is not None:
                self._pressed[pointer] = frozenset(
                    [(type(scene), None), *(_seen(scene, w) for w in scene.widgets)]
                )
            case Phase.UP if pointer in self._pressed:
                self._first = event.t, event.position, self._pressed.pop(pointer)
            case Phase.CANCEL:
                self._pressed.pop(pointer, None)
        held = pointer in self._held_back
        if event.phase in (Phase.UP, Phase.CANCEL):
            self._held_back.discard(pointer)
        return held and event.phase is not Phase.HOVER

    def takes_raw(self, event: pygame.event.Event, now: float, scene: Scene) -> bool:
        """The same for a device event, which is for forms. Must be called before :meth:`takes`."""
        if event.type == pygame.MOUSEBUTTONDOWN:
            self._raw_held_back = self._is_second(event.pos, now, scene)
        held = self._raw_held_back and event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)
        if event.type == pygame.MOUSEBUTTONUP:
            self._raw_held_back = False
        return held

    def _is_second(self, position: tuple[float, float], now: float, scene: Scene) -> bool:
        if self._first is None:
            return False
        then, place, there = self._first
        if now - then > TWICE_S or math.dist(position, place) > NEAR:
            return False
        if any(canvas.rect.collidepoint(position) for canvas in scene.canvases):
            return False  # a pen is never held back
        return _seen(scene, scene.widget_at(position)) not in there


def _seen(scene: Scene, widget: Widget | None) -> object:
    """A part as it looks to the player; without one, what is beside all parts."""
    if widget is None:
        return type(scene), None
    label = widget.label if isinstance(widget, Button) else ""
    return type(scene), type(widget), tuple(widget.rect), label

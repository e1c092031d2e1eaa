"""Device events to pointer and key events, once, at this edge: mouse, touch and pen look alike behind it."""

from __future__ import annotations

from collections.abc import Iterable

import pygame

from game.ui.events import MOUSE, KeyEvent, Phase, PointerEvent

# Positions that arrive together are spread over the time since the last look, at most this long (seconds).
_SPREAD_S = 1 / 60
_KINDS = {
    pygame.FINGERDOWN: Phase.DOWN,
    pygame.FINGERMOTION: Phase.MOVE,
    pygame.FINGERUP: Phase.UP,
}

Event = PointerEvent | KeyEvent


class Input:
    """Translates batches of pygame's events; remembers only which pointers are down."""

    def __init__(self) -> None:
        self._down: dict[int, tuple[float, float]] = {}
        self._fingers: dict[tuple[int, int], int] = {}
        self._last = float("-inf")

    def translate(
        self, events: Iterable[pygame.event.Event], now: float, size: tuple[int, int]
    ) -> list[Event]:
        """The batch as pointer and key events, in order.

        Args:
            now: when the batch was taken, seconds; positions get times up to this, never going back.
            size: the window in pixels (fingers come as shares of it).
        """
        drafts = [draft for event in events for draft in self._one(event, size)]
        start = max(self._last, now - _SPREAD_S)
        self._last = max(now, self._last)
        moves = sum(isinstance(draft, PointerEvent) for draft in drafts)
        out: list[Event] = []
        number = 0
        for draft in drafts:
            if isinstance(draft, PointerEvent):
                number += 1
                t = start + (self._last - start) * number / moves
                draft = PointerEvent(draft.phase, draft.pointer, draft.x, draft.y, t, draft.pressure)
            out.append(draft)
        return out

    def release(self, now: float) -> list[PointerEvent]:
        """Cancel every pointer that is down: the window lost the focus, nobody will tell when they lift."""
        self._last = max(now, self._last)
        cancelled = [
            PointerEvent(Phase.CANCEL, pointer, x, y, self._last) for pointer, (x, y) in self._down.items()
        ]
        self._down.clear()
        self._fingers.clear()
        return cancelled

    def _one(self, event: pygame.event.Event, size: tuple[int, int]) -> list[Event]:
        if event.type in _KINDS:
            return self._finger(event, size)
        # SDL makes mouse events of touches too; those fingers have been heard already.
        if getattr(event, "touch", False):
            return []
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT:
            return self._pointer(Phase.DOWN, MOUSE, *event.pos)
        if event.type == pygame.MOUSEBUTTONUP and event.button == pygame.BUTTON_LEFT:
            return self._pointer(Phase.UP, MOUSE, *event.pos)
        if event.type == pygame.MOUSEMOTION:
            return self._pointer(Phase.MOVE if MOUSE in self._down else Phase.HOVER, MOUSE, *event.pos)
        if event.type == pygame.KEYDOWN:
            return [KeyEvent(event.key, getattr(event, "mod", 0), getattr(event, "unicode", ""))]
        return []

    def _finger(self, event: pygame.event.Event, size: tuple[int, int]) -> list[Event]:
        device = (getattr(event, "touch_id", 0), event.finger_id)
        pointer = self._fingers.get(device)
        if event.type == pygame.FINGERDOWN and pointer is None:
            pointer = min(set(range(1, len(self._fingers) + 2)) - set(self._fingers.values()))
            self._fingers[device] = pointer
        if pointer is None:
            return []
        if event.type == pygame.FINGERUP:
            del self._fingers[device]
        pressure = float(getattr(event, "pressure", 0.0)) or None
        return self._pointer(_KINDS[event.type], pointer, event.x * size[0], event.y * size[1], pressure)

    def _pointer(
        self, phase: Phase, pointer: int, x: float, y: float, pressure: float | None = None
    ) -> list[Event]:
        if phase is Phase.DOWN or (phase is Phase.MOVE and pointer in self._down):
            self._down[pointer] = (x, y)
        elif phase is Phase.UP:
            if self._down.pop(pointer, None) is None:
                return []
        elif phase is Phase.MOVE:
            return []
        return [PointerEvent(phase, pointer, float(x), float(y), 0.0, pressure)]

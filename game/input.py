"""Turns device events into pointer and key events. For the rest of the game, mouse, touch and pen look alike.

No pointer stays down for ever because an event was lost. A button or finger that goes down again, a mouse
that moves with no button, a finger that is heard of no more: each ends the pointer as it was, with a CANCEL.

Only the left button, and a pen's tip, write. A pen's barrel button comes as button 2 or 3 and does nothing.
SDL 2 does not tell a pen's eraser end from its tip (SDL 3 does), so the eraser end writes
too. Nor does SDL tell how large a contact is: palms are told by how they move, see
`game.ui.contacts`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import pygame
from pygame._sdl2 import touch

from game.ui.events import MOUSE, KeyEvent, Phase, PointerEvent

# Positions that arrive together are spread over the time since the last look, at most this long (seconds).
_SPREAD_S = 1 / 60
# A finger of which nothing was heard for this long is dropped when another goes down. A still finger sends
# nothing, so this is longer than a hand rests within one stroke.
_FORGOTTEN_S = 10.0
_FINGER_PHASES = {
    pygame.FINGERDOWN: Phase.DOWN,
    pygame.FINGERMOTION: Phase.MOVE,
    pygame.FINGERUP: Phase.UP,
}
# The digits by scancode, the place of a key on the keyboard: on many layouts (AZERTY) they need Shift.
_SCANCODES = {
    getattr(pygame, f"KSCAN_{prefix}{digit}"): str(digit) for prefix in ("", "KP") for digit in range(10)
}
_NOT_TYPING = pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META | pygame.KMOD_MODE

Event = PointerEvent | KeyEvent
Device = tuple[int, int]


def down_on(screen: int) -> set[int] | None:
    """The fingers that SDL knows to be down on a touch screen; None if it does not know the screen."""
    if screen not in [touch.get_device(index) for index in range(touch.get_num_devices())]:
        return None
    fingers = [touch.get_finger(screen, index) for index in range(touch.get_num_fingers(screen))]
    return {finger["id"] for finger in fingers if finger is not None}


@dataclass
class _Finger:
    """A finger that is down: its pointer, and when it was last heard of."""

    pointer: int
    heard: float


class Input:
    """Translates batches of pygame's events; remembers which pointers and digit keys are down.

    Args:
        down_on: tells which fingers are down on a touch screen, as the function of this name does.
    """

    def __init__(self, down_on: Callable[[int], set[int] | None] = down_on) -> None:
        self._down_on = down_on
        self._down: dict[int, tuple[float, float]] = {}
        self._fingers: dict[Device, _Finger] = {}
        self._digits: dict[int, str] = {}  # by the key that is down
        self._composing = False
        self._last = float("-inf")

    def translate(
        self, events: Iterable[pygame.event.Event], now: float, size: tuple[int, int]
    ) -> list[Event]:
        """The batch as pointer and key events, in order.

        Args:
            now: when the batch was taken, seconds; positions get times up to this, never going back.
            size: the window in pixels (fingers come as shares of it).
        """
        start = max(self._last, now - _SPREAD_S)
        self._last = max(now, self._last)
        drafts = [draft for event in events for draft in self._one(event, size)]
        drafts += self._vanished()
        moves = sum(isinstance(draft, PointerEvent) for draft in drafts)
        out: list[Event] = []
        number = 0
        for draft in drafts:
            if isinstance(draft, PointerEvent):
                number += 1
                draft = replace(draft, t=start + (self._last - start) * number / moves)
            out.append(draft)
        return out

    def release(self, now: float) -> list[PointerEvent]:
        """Cancel every pointer that is down: the window has lost the focus and will not hear them lift."""
        self._last = max(now, self._last)
        cancelled = [
            replace(event, t=self._last) for pointer in list(self._down) for event in self._end(pointer)
        ]
        self._fingers.clear()
        self._digits.clear()
        self._composing = False
        return cancelled

    def _one(self, event: pygame.event.Event, size: tuple[int, int]) -> Sequence[Event]:
        if event.type in _FINGER_PHASES:
            return self._finger(event, size)
        if event.type in (pygame.KEYDOWN, pygame.KEYUP, pygame.TEXTINPUT, pygame.TEXTEDITING):
            return self._key(event)
        # SDL makes mouse events of touches too; those fingers have been heard already.
        if getattr(event, "touch", False):
            return []
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT:
            return [*self._end(MOUSE), *self._pointer(Phase.DOWN, MOUSE, *event.pos)]
        if event.type == pygame.MOUSEBUTTONUP and event.button == pygame.BUTTON_LEFT:
            return self._pointer(Phase.UP, MOUSE, *event.pos)
        if event.type == pygame.MOUSEMOTION:
            lost = [] if event.buttons[0] else self._end(MOUSE)
            return [
                *lost,
                *self._pointer(Phase.MOVE if MOUSE in self._down else Phase.HOVER, MOUSE, *event.pos),
            ]
        return []

    # Pointers

    def _finger(self, event: pygame.event.Event, size: tuple[int, int]) -> list[Event]:
        device = (getattr(event, "touch_id", 0), event.finger_id)
        lost: list[PointerEvent] = []
        if event.type == pygame.FINGERDOWN:
            for other, finger in list(self._fingers.items()):
                if other == device or self._last - finger.heard >= _FORGOTTEN_S:
                    lost += self._drop(other)
            taken = {finger.pointer for finger in self._fingers.values()}
            self._fingers[device] = _Finger(min(set(range(1, len(taken) + 2)) - taken), self._last)
        known = self._fingers.get(device)
        if known is None:
            return []
        known.heard = self._last
        if event.type == pygame.FINGERUP:
            del self._fingers[device]
        pressure = float(getattr(event, "pressure", 0.0)) or None
        place = event.x * size[0], event.y * size[1]
        return [*lost, *self._pointer(_FINGER_PHASES[event.type], known.pointer, *place, pressure)]

    def _vanished(self) -> list[PointerEvent]:
        """End the fingers that their screen says are down no longer: their lifting was lost."""
        down = {screen: self._down_on(screen) for screen in {screen for screen, _ in self._fingers}}
        lost = [
            device
            for device in self._fingers
            if (known := down[device[0]]) is not None and device[1] not in known
        ]
        return [event for device in lost for event in self._drop(device)]

    def _drop(self, device: Device) -> list[PointerEvent]:
        return self._end(self._fingers.pop(device).pointer)

    def _end(self, pointer: int) -> list[PointerEvent]:
        """Take a pointer away where it was last seen, if it is down."""
        place = self._down.pop(pointer, None)
        return [] if place is None else [PointerEvent(Phase.CANCEL, pointer, *place, 0.0)]

    def _pointer(
        self, phase: Phase, pointer: int, x: float, y: float, pressure: float | None = None
    ) -> list[PointerEvent]:
        if phase is Phase.DOWN or (phase is Phase.MOVE and pointer in self._down):
            self._down[pointer] = (float(x), float(y))
        elif phase is Phase.UP:
            if self._down.pop(pointer, None) is None:
                return []
        elif phase is Phase.MOVE:
            return []
        return [PointerEvent(phase, pointer, float(x), float(y), 0.0, pressure)]

    # Keys

    def _key(self, event: pygame.event.Event) -> list[Event]:
        """Keys, and the digits among the text of input methods: each digit once.

        A digit is heard when its key goes down. Text follows, now or (from an input method) later, and again
        for as long as the key is held; the digits of keys that are down are in it a second time.
        """
        if event.type == pygame.KEYDOWN:
            mod, text = getattr(event, "mod", 0), getattr(event, "unicode", "")
            digit = _digits(text) or _SCANCODES.get(getattr(event, "scancode", 0), "")
            if len(digit) == 1 and not (mod & _NOT_TYPING) and (_digits(text) or not mod & pygame.KMOD_SHIFT):
                self._digits[event.key] = text = digit
            return [KeyEvent(event.key, mod, text)]
        if event.type == pygame.KEYUP:
            if not self._composing:
                self._digits.pop(event.key, None)
            return []
        self._composing = event.type == pygame.TEXTEDITING and bool(event.text)
        if event.type == pygame.TEXTEDITING:
            return []
        held = self._digits.values()
        return [KeyEvent(pygame.K_UNKNOWN, 0, digit) for digit in _digits(event.text) if digit not in held]


def _digits(text: str) -> str:
    """The decimal digits of any script in ``text`` as 0 to 9; ``²`` and ``①`` are none."""
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())

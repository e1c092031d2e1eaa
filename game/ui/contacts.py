"""Which of the contacts on a sheet is the pen. Palms, second fingers and gestures leave no ink.

One contact writes at a time:

* The first contact writes. The others are watched: a hand that only rests beside the pen writes nothing, and
  does not later either, until it is lifted.
* A contact that has rested since it came was a palm. Its stroke is dropped after a while (so that a hand on
  the sheet holds nothing up), and at once when another begins to move. If it does move, alone, it was a pen
  that had paused, and writes on from where it went down.
* A pen of which nothing comes any more (its lifting was lost, or it lies on the sheet) gives way to
  another that moves; its stroke stays.
* Two fingers that come down together are a gesture. If both lift again soon, it is a tap, which takes back
  the last step. If only one of them moves, it is a pen after all, and the other one is the hand.

A mouse, and a pen that comes as one, is never a palm.

SDL gives no size of a contact, so that only its movement can tell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum

from game.ui.events import MOUSE, Phase, PointerEvent

# Set by hand, not measured on real palms. The first two are shares of the window's height: 1.6 and 5 mm on a
# tablet of 16 cm.
STILL = 0.01  # a contact that keeps within this of where it came down has not moved
CLEAR = 0.03  # a contact that has moved this far is writing
RESTS_S = 0.6  # still for this long: resting; longer than most pauses within a stroke
TOGETHER_S = 0.08  # two fingers that come within this come together
TAP_S = 0.3  # and are lifted again within this, if it is a tap


class Act(Enum):
    """What a contact does to the sheet."""

    BEGIN = "a stroke begins"
    GO_ON = "it goes on"
    END = "it ends"
    DROP = "it was none, and leaves no ink"
    UNDO = "the last step is taken back"


Step = tuple[Act, PointerEvent]


@dataclass
class _Contact:
    """A contact that is down.

    Attributes:
        events: how it came down and moved.
        out: no stroke comes of it any more.
        reach: how far it has been from where it came down, pixels.
        moved: when it last moved clearly.
    """

    events: list[PointerEvent]
    out: bool = False
    reach: float = 0.0
    moved: float = field(init=False)
    _from: PointerEvent = field(init=False)

    def __post_init__(self) -> None:
        self._from = self.events[0]
        self.moved = self.since

    @property
    def pointer(self) -> int:
        return self.events[0].pointer

    @property
    def since(self) -> float:
        return self.events[0].t

    def move(self, event: PointerEvent, still: float) -> None:
        self.events.append(event)
        self.reach = max(self.reach, math.dist(self.events[0].position, event.position))
        if math.dist(self._from.position, event.position) >= still:
            self._from, self.moved = event, event.t


class Contacts:
    """The contacts on one sheet.

    Args:
        height: of the window, in pixels.
    """

    def __init__(self, height: int) -> None:
        self._still, self._clear = STILL * height, CLEAR * height
        self._down: dict[int, _Contact] = {}
        self._pen: _Contact | None = None
        self._pair: list[_Contact] = []  # two fingers that came together, also when one is lifted

    def hear(self, event: PointerEvent) -> list[Step]:
        """What an event of a contact that is on the sheet, or goes down on it, means."""
        if event.phase is Phase.DOWN:
            return [*self._lift(event), *self._touch(event)]
        if event.phase is Phase.MOVE:
            return self._move(event)
        return self._lift(event)

    def __contains__(self, pointer: int) -> bool:
        return pointer in self._down

    def rest(self, now: float) -> list[Step]:
        """Drop the stroke of a contact that has only rested so far."""
        pen = self._pen
        return self._stop(Act.DROP, now) if pen is not None and self._rests(pen, now) else []

    def refuse(self, pointer: int) -> None:
        """The sheet takes no stroke from this contact, or no more of it."""
        if self._pen is not None and self._pen.pointer == pointer:
            self._pen.out, self._pen = True, None

    def _touch(self, event: PointerEvent) -> list[Step]:
        contact = self._down[event.pointer] = _Contact([event])
        first, steps = self._pen, list[Step]()
        if first is not None:
            fingers = MOUSE not in (first.pointer, event.pointer)
            if fingers and event.t - first.since <= TOGETHER_S:
                self._pair = [first, contact]
                return self._stop(Act.DROP, event.t)
            mouse = event.pointer == MOUSE and self._hardly_moved(first)
            if not mouse and not self._rests(first, event.t):
                return []
            steps = self._stop(Act.DROP, event.t)
        elif self._pair and event.t - self._pair[0].since <= TAP_S:  # a gesture of more fingers
            for one in self._down.values():
                one.out = True
            return []
        return steps + self._begin(contact)

    def _move(self, event: PointerEvent) -> list[Step]:
        contact = self._down.get(event.pointer)
        if contact is None or contact.out:
            return []
        contact.move(event, self._still)
        pen = self._pen
        if contact is pen:
            for other in self._down.values():
                other.out |= other is not pen and pen.moved > other.since and pen.reach >= self._still
            return [(Act.GO_ON, event)]
        if pen is None:
            others = [other for other in self._tried if other is not contact]
            if any(min(other.reach, contact.reach) >= self._still for other in others):
                for one in self._down.values():  # a gesture of two fingers
                    one.out = True
                return []
            return self._begin(contact) if contact.reach >= self._clear else []
        palm = self._hardly_moved(pen)
        if contact.reach < self._still or not (palm or event.t - pen.moved >= RESTS_S):
            return []
        return self._stop(Act.DROP if palm else Act.END, event.t) + self._begin(contact)

    def _lift(self, event: PointerEvent) -> list[Step]:
        contact = self._down.pop(event.pointer, None)
        if contact is None:
            return []
        if contact is self._pen:
            if self._hardly_moved(contact) and self._tried:  # it may have been the hand that came first
                return self._stop(Act.DROP, event.t)
            self._pen = None
            for other in self._down.values():
                other.out = True
            return [(Act.END, event)]
        if contact not in self._pair or self._tried:
            return []
        pair, self._pair = self._pair, []
        tapped = event.phase is Phase.UP and not any(one.out or one.reach >= self._clear for one in pair)
        return [(Act.UNDO, event)] if tapped and event.t - pair[0].since <= TAP_S else []

    def _begin(self, contact: _Contact) -> list[Step]:
        """Let a contact write, all that it has drawn so far."""
        self._pen, self._pair = contact, []
        for other in self._down.values():
            other.out |= other is not contact
        begin, *more = contact.events
        return [(Act.BEGIN, begin), *((Act.GO_ON, event) for event in more)]

    def _stop(self, act: Act, now: float) -> list[Step]:
        """Let the pen write no more: its stroke ends as it is, or is dropped."""
        pen, self._pen = self._pen, None
        if pen is None:
            return []
        last = pen.events[-1]
        return [(act, PointerEvent(Phase.CANCEL, last.pointer, last.x, last.y, now, last.pressure))]

    def _rests(self, contact: _Contact, now: float) -> bool:
        """Whether it has lain still ever since it came, for long: a palm."""
        return self._hardly_moved(contact) and now - contact.since >= RESTS_S

    def _hardly_moved(self, contact: _Contact) -> bool:
        """Whether it may be a palm."""
        return contact.pointer != MOUSE and contact.reach < self._still

    @property
    def _tried(self) -> list[_Contact]:
        """The contacts that may be a pen yet."""
        return [contact for contact in self._down.values() if not contact.out and contact is not self._pen]

"""A sheet to write on: pointer events in, strokes out, and the ink on the screen.

A canvas shows the ink of an :class:`InkOwner`: a seat of a match, or a `game.ui.drawing.Drawing`. It holds
only the strokes that are being drawn right now.

Coordinates are the canvas's own (its height is 1, its centre the origin), so that ink survives any resize and
never depends on the window. One pointer writes at a time; which one, `game.ui.contacts` decides. A sheet with
as many points as can be read takes no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pygame

from game.ui import brush
from game.ui.contacts import Act, Contacts, Step
from game.ui.events import Phase, PointerEvent
from game.ui.look import Look
from game.ui.theme import Colour
from recognizer.ink import MAX_POINTS, Ink, Point, Stroke
from recognizer.interpretation import Piece, drawn

DRY_S = 0.18  # so long a new stroke dries
REST_S = 0.25  # a pen that has been up for so long rests
_WET = 235  # 8 % lighter than dry ink, as alpha
_BESIDE = 1.5  # u, half a square: so far beside the squares a stroke may begin, as hands are not exact
_PALE = 102  # 40 %, as alpha: ink that is left out of what is read


@dataclass
class _StrokeBeingDrawn:
    points: list[Point]
    trail: brush.Trail


@dataclass
class _DryingInk:
    layer: pygame.Surface
    place: tuple[int, int]
    since: float


class InkOwner(Protocol):
    """Whose ink a canvas shows, and where its strokes go. Points are in canvas coordinates."""

    @property
    def ink(self) -> Ink:
        """The finished strokes."""
        ...

    @property
    def pen(self) -> bool:
        """Whether a stroke may begin now, and those being drawn go on. Else the canvas drops them."""
        ...

    def pen_down(self, point: Point, pointer: int) -> None:
        """A stroke begins; if it is refused, :attr:`pen` is False now or a little later."""
        ...

    def pen_move(self, point: Point, pointer: int) -> None: ...

    def pen_up(self, stroke: Stroke, pointer: int) -> None:
        """The stroke ends, and is in :attr:`ink` from now on unless it was refused."""
        ...

    def pen_dropped(self, pointer: int, now: float) -> None:
        """It was no stroke: a palm, or a finger of a gesture."""
        ...

    def pen_undo(self, now: float) -> None:
        """A gesture takes back the last step, as an Undo key does."""
        ...


class Canvas:
    """Shows an owner's ink, and draws strokes into it.

    Attributes:
        last_t: when a pointer last touched or left the canvas, seconds; None before.
    """

    def __init__(self, look: Look, rect: pygame.Rect, owner: InkOwner, colour: Colour | None = None) -> None:
        self.last_t: float | None = None
        self._owner = owner
        self._version = 0
        self._shown: tuple[Stroke, ...] = ()
        self._pale: frozenset[Piece] = frozenset()
        self._drawing: dict[int, _StrokeBeingDrawn] = {}
        self._drying: list[_DryingInk] = []
        self._now = 0.0
        self._used = pygame.Rect(0, 0, 0, 0)
        self._wet_used = pygame.Rect(0, 0, 0, 0)
        self.place(look, rect, colour)

    # Its place

    def place(self, look: Look, rect: pygame.Rect, colour: Colour | None = None) -> None:
        """Move to this place and look. The ink moves too, made smaller if it would not fit."""
        for pointer in list(self._drawing):
            self._finish(pointer)
        self.look, self.rect = look, rect
        self._contacts = Contacts(look.size[1])
        self.colour = colour or look.palette.ink
        self.scale = float(max(1, rect.height))
        strokes = self._owner.ink.strokes
        self._version += strokes != self._shown
        self._shown = strokes
        if strokes:
            box = Ink(strokes).box
            reach_x = max(abs(box.left), abs(box.right), 1e-6)
            reach_y = max(abs(box.top), abs(box.bottom), 1e-6)
            self.scale = min(self.scale, rect.width / 2 / reach_x, rect.height / 2 / reach_y)
        self._dry = brush.blank(rect.size, self.colour)
        self._wet = brush.blank(rect.size, self.colour)
        self._wet.set_alpha(_WET)
        self._redraw()

    @property
    def radius(self) -> float:
        """Half the pen's ordinary width in pixels."""
        return min(self.look.pen_width, self.rect.height / 16) / 2

    def to_canvas(self, x: float, y: float) -> tuple[float, float]:
        """Window pixels → canvas coordinates."""
        return (x - self.rect.centerx) / self.scale, (y - self.rect.centery) / self.scale

    def to_window(self, x: float, y: float) -> tuple[float, float]:
        """Canvas coordinates → window pixels."""
        return x * self.scale + self.rect.centerx, y * self.scale + self.rect.centery

    def around(self, pieces: Iterable[Piece]) -> pygame.Rect | None:
        """The part of the window that some pieces of the ink take up; None if they are not there any more."""
        strokes = drawn(self.ink, pieces).strokes
        places = [self.to_window(p.x, p.y) for stroke in strokes for p in stroke.points]
        if not places:
            return None
        xs, ys = zip(*places, strict=True)
        return pygame.Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    # What is on it

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """The owner's strokes, then those being drawn."""
        self._catch_up()
        return self._shown + tuple(Stroke(tuple(current.points)) for current in self._drawing.values())

    @property
    def ink(self) -> Ink:
        """All strokes, those being drawn included, in canvas coordinates and times of the app's clock."""
        return Ink(self.strokes)

    @property
    def writing(self) -> bool:
        """Whether a stroke is being drawn."""
        self._catch_up()
        return bool(self._drawing)

    def resting(self, now: float) -> bool:
        """Whether the last stroke ended a moment ago, or nothing was written yet."""
        return not self.writing and (self.last_t is None or now - self.last_t >= REST_S)

    @property
    def version(self) -> int:
        """Grows with every change of :attr:`ink`, also while a stroke is being drawn."""
        self._catch_up()
        return self._version

    def pale(self, pieces: Iterable[Piece]) -> None:
        """Show these pieces of the ink paler from now on, and no others, until other ink takes its place."""
        wanted = frozenset(pieces)
        if wanted != self._pale:
            self._catch_up()
            self._pale = wanted
            self._redraw()

    # Writing on it

    def apart(self, position: tuple[float, float]) -> float:
        """How far a place in the window is from the canvas, pixels; 0 on it."""
        rect, (x, y) = self.rect, position
        return math.hypot(max(rect.left - x, 0, x - rect.right), max(rect.top - y, 0, y - rect.bottom))

    def pointer(self, event: PointerEvent) -> bool:
        """Follow a pointer; True when the event is ours (it began here, and may write)."""
        self._catch_up()
        down = event.phase is Phase.DOWN
        if down and self.apart(event.position) > self.look.px(_BESIDE):
            return False
        if not down and event.pointer not in self._contacts:
            return False
        begun = self._take(self._contacts.hear(event), event.t)
        return begun or not down

    def _take(self, steps: Iterable[Step], now: float) -> bool:
        """Carry out what the contacts do; False if a stroke that begins is refused."""
        for act, event in steps:
            current = self._drawing.get(event.pointer)
            if act is Act.BEGIN:
                if not self._begin(event, now):
                    return False
            elif act is Act.UNDO:
                self._owner.pen_undo(now)
            elif current is not None:
                if act is Act.DROP:
                    self._drop(event.pointer, now)
                    continue
                moved = event.phase is not Phase.CANCEL and self._extend(current, event)
                if act is Act.END:
                    self.last_t = now
                    self._finish(event.pointer)
                elif moved:
                    self._owner.pen_move(current.points[-1], event.pointer)
                    if self._full:
                        self._contacts.refuse(event.pointer)
                        self._finish(event.pointer)
        return True

    def _begin(self, event: PointerEvent, now: float) -> bool:
        point = self._point(event)
        if self._full:
            self._contacts.refuse(event.pointer)
            return False
        # A stroke that is known late to be one begins now, for its owner.
        self._owner.pen_down(point._replace(t=now), event.pointer)
        if not self._owner.pen:
            self._owner.pen_up(Stroke((point,)), event.pointer)
            self._contacts.refuse(event.pointer)
            return False
        current = self._drawing[event.pointer] = _StrokeBeingDrawn([], brush.Trail(self.radius, self.scale))
        self._extend(current, event)
        return True

    @property
    def _full(self) -> bool:
        """Whether there are as many points as can be read."""
        finished = sum(len(stroke.points) for stroke in self._shown)
        return finished + sum(len(current.points) for current in self._drawing.values()) >= MAX_POINTS

    def _drop(self, pointer: int, now: float) -> None:
        """Take away the ink of what turned out to be no stroke."""
        del self._drawing[pointer]
        self._owner.pen_dropped(pointer, now)
        self._version += 1
        if not self._catch_up():
            self._redraw_wet()

    def _point(self, event: PointerEvent) -> Point:
        # Points outside the canvas are kept, though unseen: moved to the edge, they would turn a 0 into a D.
        return Point(*self.to_canvas(event.x, event.y), event.t, event.pressure)

    def _extend(self, current: _StrokeBeingDrawn, event: PointerEvent) -> bool:
        """Draw the stroke up to the pointer; False if it has not moved."""
        self.last_t = event.t
        point = self._point(event)
        if current.points and (current.points[-1].x, current.points[-1].y) == (point.x, point.y):
            return False
        current.points.append(point)
        fresh = current.trail.add(event.x - self.rect.left, event.y - self.rect.top, event.t)
        if fresh:
            brush.stamp(self._wet, fresh, self.colour)
            self._wet_used = _joined(self._wet_used, brush.bounds(fresh)).clip(self._wet.get_rect())
        self._version += 1
        return True

    def _finish(self, pointer: int) -> None:
        """Give a finished stroke to the owner. If the owner takes it unchanged, let it dry."""
        self._catch_up()
        current = self._drawing.pop(pointer, None)
        if current is None:
            return
        stroke = Stroke(tuple(current.points))
        wanted = (*self._shown, stroke)
        self._owner.pen_up(stroke, pointer)
        self._version += 1
        self._shown = self._owner.ink.strokes
        if self._shown != wanted:
            self._redraw()
            return
        stamps = current.trail.finished()
        box = brush.bounds(stamps).clip(self._dry.get_rect())
        layer = brush.blank(box.size, self.colour)
        brush.stamp(layer, stamps, self.colour, box.topleft)
        self._drying.append(_DryingInk(layer, box.topleft, current.points[-1].t or self._now))
        self._used = _joined(self._used, box)
        self._redraw_wet()

    def _catch_up(self) -> bool:
        """Show the owner's ink as it is now, and drop strokes it refuses; True if the picture changed."""
        dropped = list(self._drawing.items()) if self._drawing and not self._owner.pen else []
        self._drawing = {} if dropped else self._drawing
        for pointer, current in dropped:
            self._contacts.refuse(pointer)
            self._owner.pen_up(Stroke(tuple(current.points)), pointer)
        strokes = self._owner.ink.strokes
        if not dropped and (strokes is self._shown or strokes == self._shown):
            return False
        if strokes[: len(self._shown)] != self._shown:
            self._pale = frozenset()
        self._shown = strokes
        self._version += 1
        self._redraw()
        return True

    # Showing it

    def update(self, now: float) -> bool:
        """Show the owner's ink, and let it dry; True while the picture still changes by itself."""
        self._now = now
        changed = self._catch_up()
        resting = self._contacts.rest(now)
        self._take(resting, now)
        changed |= bool(resting)
        waiting = []
        for drop in self._drying:
            if now - drop.since >= (0.0 if self.look.taste.reduced_motion else DRY_S):
                self._dry.blit(drop.layer, drop.place, special_flags=pygame.BLEND_RGBA_MAX)
            else:
                waiting.append(drop)
        changed |= len(waiting) != len(self._drying)
        self._drying = waiting
        return bool(waiting) or changed

    def draw(self, surface: pygame.Surface) -> None:
        self._catch_up()
        surface.blit(self._dry, self._used_rect(self._used), self._used)
        for drop in self._drying:
            share = (self._now - drop.since) / DRY_S
            drop.layer.set_alpha(round(_WET + (255 - _WET) * min(1.0, max(0.0, share))))
            surface.blit(drop.layer, (drop.place[0] + self.rect.left, drop.place[1] + self.rect.top))
        if self._drawing:
            surface.blit(self._wet, self._used_rect(self._wet_used), self._wet_used)
        for current in self._drawing.values():
            self._draw_tail(surface, current)

    def draw_ink(self, surface: pygame.Surface, alpha: int) -> None:
        """Draw only the dry ink, paler, for a heat map to lie on."""
        self._catch_up()
        self._dry.set_alpha(alpha)
        surface.blit(self._dry, self._used_rect(self._used), self._used)
        self._dry.set_alpha(255)

    @property
    def ink_mask(self) -> pygame.Surface:
        """The dry ink as a layer the size of the canvas; read only."""
        return self._dry

    def _used_rect(self, used: pygame.Rect) -> pygame.Rect:
        return used.move(self.rect.topleft)

    def _draw_tail(self, surface: pygame.Surface, current: _StrokeBeingDrawn) -> None:
        tail = current.trail.tail()
        box = brush.bounds(tail)
        layer = brush.blank(box.size, self.colour)
        brush.stamp(layer, tail, self.colour, box.topleft)
        layer.set_alpha(_WET)
        surface.blit(layer, box.move(self.rect.topleft))

    def _redraw(self) -> None:
        self._drying = []
        self._dry.fill((*self.colour, 0))
        self._used = pygame.Rect(0, 0, 0, 0)
        if self._pale:
            self._stamp(stroke for stroke, kept in self._kept() if kept != [stroke])
            self._dry.fill((255, 255, 255, _PALE), special_flags=pygame.BLEND_RGBA_MULT)
        self._stamp(part for _, kept in self._kept() for part in kept)
        self._redraw_wet()

    def _kept(self) -> Iterator[tuple[Stroke, list[Stroke]]]:
        """Each stroke, and the parts of it that are not pale."""
        for index, stroke in enumerate(self._shown):
            pale = [piece for piece in self._pale if piece.stroke == index]
            parts: list[list[Point]] = [[]]
            for number, point in enumerate(stroke.points):
                if any(piece.first <= number <= piece.last for piece in pale):
                    parts.append([])
                else:
                    parts[-1].append(point)
            yield stroke, [Stroke(tuple(part)) for part in parts if part] if pale else [stroke]

    def _stamp(self, strokes: Iterable[Stroke]) -> None:
        for stroke in strokes:
            points = [(*self._on_layer(p), p.t) for p in stroke.points]
            stamps = brush.stroke_stamps(points, self.radius, self.scale)
            brush.stamp(self._dry, stamps, self.colour)
            self._used = _joined(self._used, brush.bounds(stamps)).clip(self._dry.get_rect())

    def _redraw_wet(self) -> None:
        """Draw again the settled part of the strokes that are being drawn."""
        self._wet.fill((*self.colour, 0), self._wet_used)
        self._wet_used = pygame.Rect(0, 0, 0, 0)
        for current in self._drawing.values():
            brush.stamp(self._wet, current.trail.settled, self.colour)
            self._wet_used = _joined(self._wet_used, brush.bounds(current.trail.settled)).clip(
                self._wet.get_rect()
            )

    def _on_layer(self, point: Point) -> tuple[float, float]:
        x, y = self.to_window(point.x, point.y)
        return x - self.rect.left, y - self.rect.top


def _joined(a: pygame.Rect, b: pygame.Rect) -> pygame.Rect:
    if not a.width:
        return b
    return a.union(b) if b.width else a

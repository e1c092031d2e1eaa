"""A sheet to write on: pointer events in, ink out, and the ink on the screen.

Ink is kept in canvas coordinates (the canvas's height is 1, its centre the origin), so that it survives any
resize and never depends on the window. Several pointers may write at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from game.ui import brush
from game.ui.events import Phase, PointerEvent
from game.ui.look import Look
from game.ui.theme import Colour
from recognizer.ink import Ink, Point, Stroke

DRY_S = 0.18
_WET = 235  # 8 % lighter than dry ink, as alpha
_KEPT_STEPS = 200


@dataclass
class _Live:
    points: list[Point]
    trail: brush.Trail


@dataclass
class _Drying:
    layer: pygame.Surface
    place: tuple[int, int]
    since: float


class Canvas:
    """Ink being written.

    Attributes:
        version: grows with every change of the ink, also while a stroke is being drawn.
        enabled: False refuses new strokes; strokes begun are finished.
        last_t: when a pointer last touched or left the canvas, seconds; None before.
    """

    def __init__(self, look: Look, rect: pygame.Rect, colour: Colour | None = None) -> None:
        self.version = 0
        self.enabled = True
        self.last_t: float | None = None
        self._strokes: tuple[Stroke, ...] = ()
        self._past: list[tuple[Stroke, ...]] = []
        self._future: list[tuple[Stroke, ...]] = []
        self._live: dict[int, _Live] = {}
        self._drying: list[_Drying] = []
        self._now = 0.0
        self._used = pygame.Rect(0, 0, 0, 0)
        self._wet_used = pygame.Rect(0, 0, 0, 0)
        self.place(look, rect, colour)

    # Where it lies

    def place(self, look: Look, rect: pygame.Rect, colour: Colour | None = None) -> None:
        """Lie here from now on, in this look; the ink comes along, made smaller if it would not fit."""
        for pointer in list(self._live):
            self._finish(pointer)
        self.look, self.rect = look, rect
        self.colour = colour or look.palette.ink
        self.scale = float(max(1, rect.height))
        if self._strokes:
            box = Ink(self._strokes).box
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

    # What is on it

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """Finished strokes, then those being drawn."""
        return self._strokes + tuple(Stroke(tuple(live.points)) for live in self._live.values())

    @property
    def ink(self) -> Ink:
        """All strokes, those being drawn included, in canvas coordinates and times of the app's clock."""
        return Ink(self.strokes)

    @property
    def writing(self) -> bool:
        """Whether a pointer is down on the canvas."""
        return bool(self._live)

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    # Changing it

    def pointer(self, event: PointerEvent) -> bool:
        """Follow a pointer; True when the event is ours (it began here)."""
        if event.phase is Phase.DOWN:
            if not self.enabled or event.pointer in self._live or not self.rect.collidepoint(event.position):
                return False
            self._live[event.pointer] = _Live([], brush.Trail(self.radius, self.scale))
            self._extend(event)
            return True
        if event.pointer not in self._live:
            return False
        if event.phase in (Phase.MOVE, Phase.UP):
            self._extend(event)
        if event.phase in (Phase.UP, Phase.CANCEL):
            self.last_t = event.t
            self._finish(event.pointer)
        return True

    def undo(self) -> None:
        """Take back the last step (a stroke, a clear); nothing to take back is fine."""
        if self._past and not self._live:
            self._future.append(self._strokes)
            self._become(self._past.pop())

    def redo(self) -> None:
        if self._future and not self._live:
            self._past.append(self._strokes)
            self._become(self._future.pop())

    def clear(self) -> None:
        """Remove all ink; can be undone."""
        self._live.clear()
        self.replace(())

    def replace(self, strokes: tuple[Stroke, ...]) -> None:
        """Set the finished strokes (canvas coordinates) as one step that can be undone."""
        if strokes != self._strokes:
            self._remember()
            self._become(strokes)

    def new_sheet(self) -> None:
        """Start empty, with nothing to undo; pointers still down write no further."""
        self._live.clear()
        self._past, self._future = [], []
        self._become(())

    # Showing it

    def update(self, now: float) -> bool:
        """Let ink dry; True while the picture still changes by itself."""
        self._now = now
        waiting = []
        for drop in self._drying:
            if now - drop.since >= (0.0 if self.look.taste.reduced_motion else DRY_S):
                self._dry.blit(drop.layer, drop.place, special_flags=pygame.BLEND_RGBA_MAX)
            else:
                waiting.append(drop)
        changed = len(waiting) != len(self._drying)
        self._drying = waiting
        return bool(waiting) or changed

    def draw(self, surface: pygame.Surface) -> None:
        surface.blit(self._dry, self._used_rect(self._used), self._used)
        for drop in self._drying:
            share = (self._now - drop.since) / DRY_S
            drop.layer.set_alpha(round(_WET + (255 - _WET) * min(1.0, max(0.0, share))))
            surface.blit(drop.layer, (drop.place[0] + self.rect.left, drop.place[1] + self.rect.top))
        if self._live:
            surface.blit(self._wet, self._used_rect(self._wet_used), self._wet_used)
        for live in self._live.values():
            self._draw_tail(surface, live)

    def draw_ink(self, surface: pygame.Surface, alpha: int) -> None:
        """The ink alone, paler: under a heat map."""
        self._dry.set_alpha(alpha)
        surface.blit(self._dry, self._used_rect(self._used), self._used)
        self._dry.set_alpha(255)

    @property
    def ink_mask(self) -> pygame.Surface:
        """The dry ink as a layer the size of the canvas; read only."""
        return self._dry

    def _used_rect(self, used: pygame.Rect) -> pygame.Rect:
        return used.move(self.rect.topleft)

    def _extend(self, event: PointerEvent) -> None:
        live = self._live[event.pointer]
        self.last_t = event.t
        # Where the pen leaves the canvas its line is kept, unseen: squashed along the edge, a 0 would be a D.
        point = Point(*self.to_canvas(event.x, event.y), event.t, event.pressure)
        if live.points and (live.points[-1].x, live.points[-1].y) == (point.x, point.y):
            return
        live.points.append(point)
        fresh = live.trail.add(event.x - self.rect.left, event.y - self.rect.top, event.t)
        if fresh:
            brush.stamp(self._wet, fresh, self.colour)
            self._wet_used = _joined(self._wet_used, brush.bounds(fresh)).clip(self._wet.get_rect())
        self.version += 1

    def _finish(self, pointer: int) -> None:
        live = self._live.pop(pointer)
        self._remember()
        self._strokes = (*self._strokes, Stroke(tuple(live.points)))
        stamps = live.trail.finished()
        box = brush.bounds(stamps).clip(self._dry.get_rect())
        layer = brush.blank(box.size, self.colour)
        brush.stamp(layer, stamps, self.colour, box.topleft)
        self._drying.append(_Drying(layer, box.topleft, live.points[-1].t or self._now))
        self._used = _joined(self._used, box)
        self._wet.fill((*self.colour, 0), self._wet_used)
        self._wet_used = pygame.Rect(0, 0, 0, 0)
        for other in self._live.values():
            brush.stamp(self._wet, other.trail.settled, self.colour)
            self._wet_used = _joined(self._wet_used, brush.bounds(other.trail.settled)).clip(
                self._wet.get_rect()
            )
        self.version += 1

    def _draw_tail(self, surface: pygame.Surface, live: _Live) -> None:
        tail = live.trail.tail()
        box = brush.bounds(tail)
        layer = brush.blank(box.size, self.colour)
        brush.stamp(layer, tail, self.colour, box.topleft)
        layer.set_alpha(_WET)
        surface.blit(layer, box.move(self.rect.topleft))

    def _remember(self) -> None:
        self._past = [*self._past[-_KEPT_STEPS:], self._strokes]
        self._future = []

    def _become(self, strokes: tuple[Stroke, ...]) -> None:
        self._strokes = strokes
        self.version += 1
        self._redraw()

    def _redraw(self) -> None:
        self._drying = []
        self._dry.fill((*self.colour, 0))
        self._wet.fill((*self.colour, 0))
        self._used = self._wet_used = pygame.Rect(0, 0, 0, 0)
        for stroke in self._strokes:
            points = [(*self._on_layer(p), p.t) for p in stroke.points]
            stamps = brush.stroke_stamps(points, self.radius, self.scale)
            brush.stamp(self._dry, stamps, self.colour)
            self._used = _joined(self._used, brush.bounds(stamps)).clip(self._dry.get_rect())
        for live in self._live.values():
            brush.stamp(self._wet, live.trail.settled, self.colour)
            self._wet_used = _joined(self._wet_used, brush.bounds(live.trail.settled)).clip(
                self._wet.get_rect()
            )

    def _on_layer(self, point: Point) -> tuple[float, float]:
        x, y = self.to_window(point.x, point.y)
        return x - self.rect.left, y - self.rect.top


def _joined(a: pygame.Rect, b: pygame.Rect) -> pygame.Rect:
    if not a.width:
        return b
    return a.union(b) if b.width else a

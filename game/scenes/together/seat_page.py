"""One player's small page on the big screen: name, question, ink as it is written, and what came of it."""

from __future__ import annotations

import math
from functools import lru_cache

import pygame

from game.session.hosted_room import Doing, JudgedRound, RoomSeat
from game.ui.clock_line import strike
from game.ui.icons import tally
from game.ui.live_ink import LiveInk, pen_ring
from game.ui.look import Look
from game.ui.marks import DRAWN_S, Mark, boxes, draw_mark, mark_picture
from game.ui.sheet import dashed, put, rounded, squared, squares

# The size of a page in its own unit. All sizes on it are given in this unit.
WIDE, HIGH = 22.8, 21.6
PEN = 0.8
SQUARE, BOX = 0.82, 0.53  # of the usual size of squares, and of boxes
MOST_BOXES = 20  # for longer matches only the latest ones are shown
FAINT = 0.5  # the ink of somebody whose connection is lost


def page_look(look: Look, page: pygame.Rect) -> Look:
    """The look of a page of this size: its u is the page's own unit."""
    unit = min(page.width / WIDE, page.height / HIGH)
    return Look((round(120 * unit), round(90 * unit)), look.taste)


def mark_of(judged: JudgedRound) -> Mark:
    """How a closed round is marked."""
    return Mark.MISREAD if judged.misread else Mark(judged.outcome.value)


class SeatPage:
    """A page with its place in the window. It is drawn anew only when something on it has changed.

    Args:
        look: as :func:`page_look` gives it.
        goal: how many questions there are; 0 without an end.
        team: the player's; empty where there are no teams.
        least: pixels, the smallest size of the name's font; that of small print if None.
        question: whether there is room for the question.
    """

    def __init__(
        self,
        rect: pygame.Rect,
        look: Look,
        seat: RoomSeat,
        goal: int,
        *,
        team: str = "",
        least: int | None = None,
        question: bool,
    ) -> None:
        self.rect, self.seat, self.team, self.least = rect, seat, team, least
        self._look, self._goal, self._question = look, goal, question
        self._area = area = _area(rect.size, look)
        # Marks stand at the right of the ink, as they do on a large sheet.
        written = (area.width - look.px(3.4), area.height)
        self._ink = LiveInk(written, max(2.0, PEN * look.u), look.palette.ink)
        self._marked = -math.inf  # when the mark that shows began to be drawn
        self._only_right = False
        self._now = 0.0
        self._moving = False
        self._picture = pygame.Surface((0, 0))
        self._boxes = pygame.Surface((0, 0))
        self._counted: tuple[tuple[Mark, ...], bool] = (), True  # what the boxes show
        self._stale = True

    @property
    def stale(self) -> bool:
        """Whether it must be drawn anew."""
        return self._stale

    @property
    def whole(self) -> pygame.Rect:
        """All that it covers in the window: the thickness of the paper too."""
        return pygame.Rect(self.rect.topleft, (self.rect.width, self.rect.height + _edge(self._look)))

    def show(self, seat: RoomSeat, now: float, *, only_right: bool) -> None:
        """Be this seat's page. ``only_right``: marks show right answers only."""
        if seat == self.seat and only_right == self._only_right:
            return
        if seat.doing is Doing.SHOWN and self.seat.doing is not Doing.SHOWN:
            self._marked, self._moving = now, True
        self.seat, self._only_right, self._stale = seat, only_right, True

    def let_pass(self, now: float) -> bool:
        """Move on to ``now``; True while a mark is being drawn."""
        self._now = now
        if self._moving:
            self._stale = True
            self._moving = now - self._marked <= max(DRAWN_S.values())
        return self._stale

    def draw(self, surface: pygame.Surface) -> None:
        """Draw it anew on what lies below it."""
        look, seat = self._look, self.seat
        self._ink.show(seat.ink)
        self._picture, self._stale = _blank(self.rect.size, look, seat.here).copy(), False
        self._head()
        if seat.doing is Doing.DONE:
            self._done()
        else:
            self._ink.draw(self._picture, self._area.topleft, 1.0 if seat.here else FAINT)
            self._signs()
        self._count()
        surface.blit(self._picture, self.rect)

    def _count(self) -> None:
        """A box for each question, with what came of it."""
        look, seat, area = self._look, self.seat, self._area
        marks = [mark_of(one) for one in seat.judged]
        if self._only_right:
            marks = [mark if mark is Mark.RIGHT else Mark.BEATEN for mark in marks]
        counted = tuple(marks), seat.doing is Doing.DONE
        if counted != self._counted:
            self._counted = counted
            team = look.font("small-read").size(self.team)[0] + look.px(1) if self.team else 0
            self._boxes = pygame.Surface((area.width - team, look.px(2.4)), pygame.SRCALPHA)
            goal = self._goal if self._goal <= MOST_BOXES else 0
            boxes(self._boxes, _part(look, BOX), self._boxes.get_rect(), marks, goal, not counted[1])
        middle = (area.bottom + self.rect.height) // 2
        put(self._picture, self._boxes, midleft=(area.left, middle))
        if self.team:
            text = look.text(self.team, "small-read", look.palette.soft)
            put(self._picture, text, midright=(area.right, middle))

    def _head(self) -> None:
        look, seat, palette = self._look, self.seat, self._look.palette
        middle = look.px(3.0)
        words = _beside_name(seat, self._question)
        if words in (_JOINING, _DONE):  # whose page it is matters more
            name_room = self._area.width
            wide = look.font("small-read").size(seat.name)[0] + look.px(1)
            fits = look.font("body").size(words)[0] <= self._area.width - wide
            beside = look.text(words if fits else "", "body", palette.soft)
        else:
            beside = look.fitted(words, "small-read", palette.soft, self._area.width - look.px(5))
            name_room = self._area.width - (beside.get_width() + look.px(0.8) if words else 0)
            if words and name_room < look.font("small-read").size(seat.name[:3])[0]:
                # Nobody would know whose page it is, and the question is on their pad.
                beside, name_room = look.text("", "body", palette.soft), self._area.width
        put(self._picture, beside, midright=(self._area.right, middle))
        name_room = min(name_room, self._area.width - beside.get_width())
        colour = palette.ink if seat.here else palette.soft
        name = look.squeezed(seat.name, "small-read", colour, name_room, self.least)
        put(self._picture, name, midleft=(self._area.left, middle))

    def _done(self) -> None:
        look, area = self._look, self._area
        strokes = tally(min(self.seat.right, 20), look.px(5.5), look.palette.ink)
        if strokes.get_width() > area.width:
            number = look.text(str(self.seat.right), "title", look.palette.ink)
            put(self._picture, number, center=area.center)
        else:
            put(self._picture, strokes, center=area.center)

    def _signs(self) -> None:
        """What is said about the ink: the pen, a mark, a line through it."""
        look, seat, area = self._look, self.seat, self._area
        mark = self._mark()
        side = look.px(3.5)
        corner = (area.right - side // 2 - look.px(0.6), area.top + side // 2 + look.px(0.6))
        if seat.writing and seat.here:
            x, y = self._ink.pen
            pen_ring(self._picture, look, (area.left + x, area.top + y))
        elif seat.doing in (Doing.UNSURE, Doing.ASKED):
            put(self._picture, mark_picture(Mark.UNSURE, side, look.palette), center=corner)
        elif mark is not None:
            since = self._now - self._marked
            if mark is Mark.WRONG:
                strike(self._picture, look, self._ink.box.move(area.topleft), min(1.0, since / 0.3))
            draw_mark(self._picture, look, mark, corner, side, since)
        elif seat.stuck and seat.here:
            dots = look.text("…", "h2", look.palette.soft)
            put(self._picture, dots, center=corner)

    def _mark(self) -> Mark | None:
        """The mark of the round that shows now, if one does and may be seen."""
        seat = self.seat
        if seat.doing is not Doing.SHOWN or not seat.judged:
            return None
        mark = mark_of(seat.judged[-1])
        return None if self._only_right and mark is not Mark.RIGHT else mark


_JOINING, _DONE = "joining…", "done"


def _beside_name(seat: RoomSeat, question: bool) -> str:
    if not seat.here:
        return _JOINING
    if seat.doing is Doing.DONE:
        return _DONE
    return seat.question if question else ""


def _edge(look: Look) -> int:
    """How thick the paper is."""
    return look.px(0.45)


def _area(size: tuple[int, int], look: Look) -> pygame.Rect:
    """The squares of a page."""
    head, foot = look.px(5.2), look.px(3.8)
    rect = pygame.Rect(look.px(1.2), head, size[0] - 2 * look.px(1.2), size[1] - head - foot)
    return squared(rect, _part(look, SQUARE))


@lru_cache(maxsize=8)
def _part(look: Look, share: float) -> Look:
    """The same look with everything smaller."""
    return Look((round(look.size[0] * share), round(look.size[1] * share)), look.taste)


@lru_cache(maxsize=8)
def _blank(size: tuple[int, int], look: Look, here: bool) -> pygame.Surface:
    """An empty page; of somebody who is away, only its outline. The surface is cached: do not draw on it."""
    edge, radius = _edge(look), look.px(0.7)
    picture = pygame.Surface((size[0], size[1] + edge), pygame.SRCALPHA)
    rect = pygame.Rect((0, 0), size)
    if not here:
        picture.fill(look.palette.desk)
        dashed(picture, rect, look.palette.soft, look.px(0.9))
        return picture
    rounded(picture, rect.move(0, edge), look.palette.edge, radius)
    rounded(picture, rect, look.palette.sheet, radius)
    squares(picture, _area(size, look), _part(look, SQUARE))
    return picture

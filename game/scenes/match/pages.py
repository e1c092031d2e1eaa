"""The pages that a match is played on: where their parts are, and what is drawn around the sheets."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.play.modes import Mode
from game.play.states import State
from game.play.view import Summary, View
from game.ui.clock_line import LAST_S, clock_line
from game.ui.layout import inset, mirrored
from game.ui.look import Look
from game.ui.marks import Mark, Streak, boxes
from game.ui.sheet import crease, desk, disc, heading, paragraph, put, rounded, sheet, squared, squares
from game.ui.theme import Colour
from game.ui.thumbnail import writing, written_width

_BAR, _FOOT, _OUTER = 12, 6.5, 4
_SMALL = 1.4  # a small sheet's width, in its heights
# The count-in begins with this number; seconds for each number.
COUNT, COUNT_S = 3, 0.55


def pause_place(look: Look, bar: pygame.Rect) -> pygame.Rect:
    """The pause button's place in the bar on top."""
    side = look.target(6.4)
    return mirrored(look, pygame.Rect(bar.left, bar.centery - side // 2, side, side))


def write_count(
    surface: pygame.Surface, look: Look, zone: pygame.Rect, height: int, since: float, pen: float
) -> None:
    """Write the count-in's number, ``since`` seconds after it began, in the middle of ``zone``.

    Args:
        height: of the number; ``pen`` is the width of its line. Both in pixels.
    """
    number = COUNT - int(since / COUNT_S)
    if number < 1:
        return
    left = zone.centerx - written_width(str(number), height) // 2
    share = 1.0 if look.taste.reduced_motion else (since % COUNT_S) / (COUNT_S * 0.55)
    baseline = zone.centery + height // 2
    writing(surface, str(number), left, baseline, height, share, look.palette.soft, pen)


class QuizPage:
    """A sheet with a margin: the question beside or above the squares.

    Attributes:
        sheet: the whole sheet.
        bar, foot: above and below the sheet.
        pause: for the pause button.
        notice: for notices: on the bar beside the pause button, since the buttons at the foot must stay free.
        line: x of the margin line.
        margin: the strip on its outer side, beside the question: for the mark; ``centre_y`` is its middle.
        question: for the question, or for what is asked instead.
        zone: the squares to write on.
        aside: for a small sheet, below the question or at the end of its line.
        words_end: the y above which words below the question must end.

    Args:
        aside: whether the small sheet is there.
    """

    def __init__(self, look: Look, *, aside: bool = False) -> None:
        self.look = look
        outer = look.px(_OUTER)
        bar, foot = max(look.px(_BAR), 60), look.target(8) + look.px(_FOOT)
        size = look.size
        page = pygame.Rect(outer, bar, size[0] - 2 * outer, size[1] - bar - foot)
        self.bar = pygame.Rect(outer, 0, page.width, bar)
        self.foot = pygame.Rect(outer, page.bottom, page.width, foot).inflate(0, -look.px(1))
        line = page.left + look.px(11)
        if look.stacked:
            share = 0.2 if look.portrait else 0.27
            height = max(look.px(16), round(page.height * share))
            question = pygame.Rect(line + look.px(4), page.top, page.right - line - look.px(6.5), height)
            width, height = page.right - line - look.px(6), page.bottom - question.bottom
            zone = pygame.Rect(line + look.px(2.5), question.bottom, width, height).inflate(0, -look.px(3))
            margin_y = question.centery
            high = question.height - look.px(1.5)
            small = pygame.Rect(0, question.top + look.px(1.5), round(high * _SMALL), high)
            small.right = question.right
            if aside:
                question.width -= small.width + look.px(2)
        else:
            width = min(look.px(57), round(page.width * 0.4))
            question = pygame.Rect(line + look.px(4.5), page.top, width - look.px(6), page.height)
            zone = pygame.Rect(line + width, page.top, page.right - line - width, page.height)
            zone = zone.inflate(-look.px(5.5), -look.px(5.5))
            margin_y = page.top + round(page.height * 0.43)
            high = look.px(25)
            small = pygame.Rect(question.left, page.bottom - high - look.px(3), round(high * _SMALL), high)
            if aside:
                margin_y = page.top + round(page.height * 0.3)
        margin = pygame.Rect(page.left, margin_y - look.px(5.5), line - page.left, look.px(11))
        self.line = line if not look.taste.left_handed else size[0] - line
        self.sheet, self.margin = page, mirrored(look, margin)
        self.question, self.zone = mirrored(look, question), squared(mirrored(look, zone), look)
        self.aside = mirrored(look, small)
        self.words_end = small.top - look.px(1) if aside and not look.stacked else question.bottom
        self.centre_y = margin_y
        self.pause = pause_place(look, self.bar)
        notice = self.bar.copy()
        notice.left += look.target(6.4) + look.px(2)
        notice.width = self.bar.right - notice.left
        self.notice = mirrored(look, notice)

    @property
    def low(self) -> bool:
        """Whether the squares are low and wide: there is room beside the question, but none below it."""
        return self.look.stacked and not self.look.portrait

    @property
    def role(self) -> str:
        """The question's size of type."""
        if self.look.portrait:
            return "question-portrait"
        return "question-stacked" if self.look.stacked else "question"

    def ground(self) -> pygame.Surface:
        """Desk, sheet and squares."""
        surface = desk(self.look)
        sheet(surface, self.sheet, self.look)
        squares(surface, self.zone, self.look)
        return surface

    # What is drawn on it

    def draw_line(
        self,
        surface: pygame.Surface,
        share: float | None,
        seconds: float | None = None,
        *,
        standing: bool = False,
    ) -> None:
        """The margin line as a clock: see `game.ui.clock_line`."""
        top, bottom = self.sheet.top, self.sheet.bottom
        clock_line(surface, self.look, self.line, top, bottom, share, seconds, standing=standing)

    def draw_count(self, surface: pygame.Surface, title: str, about: str, since: float) -> None:
        """Three, two, one, by hand on the squares; what is played on the left."""
        look = self.look
        area = self.question.inflate(0, -look.px(6))
        if not look.stacked:
            area.top = self.centre_y - look.px(6)
        heading(surface, look, area, title, about)
        height = min(look.px(30), round(self.zone.height * 0.6))
        write_count(surface, look, self.zone, height, since, look.u * 1.2)

    def draw_pause(self, surface: pygame.Surface, title: str, words: str) -> None:
        self._cover(surface)
        look, middle, room = self.look, self.sheet.centery, self.zone.union(self.question)
        headline = look.shrunk(title, "h1", look.palette.ink, room.width)
        put(surface, headline, center=(room.centerx, middle - look.px(4)))
        y = middle + look.px(1)
        for line in look.even_lines(words, "body", room.width):
            text = look.text(line, "body", look.palette.soft)
            y = put(surface, text, midtop=(room.centerx, y)).bottom

    def draw_hand_over(
        self, surface: pygame.Surface, summaries: Sequence[Summary], seat: int, ink: Colour
    ) -> None:
        """Whose turn it is, and everybody's points; the next question stays hidden."""
        self._cover(surface)
        look, sheet = self.look, self.sheet
        area = pygame.Rect(sheet.left + look.px(17), sheet.top + look.px(8), sheet.width - look.px(24), 10)
        if look.taste.left_handed:
            area.left = sheet.left + look.px(6)
        bead = disc(look.px(1.6), ink)
        room = area.width - look.px(6)
        name = look.shrunk(f"{summaries[seat].name}, your turn", "h1", look.palette.ink, room)
        put(surface, bead, midleft=(area.left, area.top + name.get_height() // 2))
        surface.blit(name, (area.left + look.px(5), area.top))
        y = area.top + name.get_height() + look.px(1)
        words = "The next questions stay hidden until you are ready."
        below = pygame.Rect(area.left, y, area.width, 0)
        y = paragraph(surface, look, words, "body", look.palette.soft, below) + look.px(4)
        line = max(look.px(5.4), look.font("body").get_linesize() + 2)
        for number, summary in enumerate(summaries):
            if y + line > sheet.bottom - look.px(2):
                break
            colour = look.palette.ink if number == seat else look.palette.soft
            surface.blit(look.text(summary.name, "body", colour), (area.left, y))
            points = look.text(f"{summary.score.points}", "h2", colour)
            put(surface, points, topright=(area.left + look.px(44), y - look.px(0.6)))
            right = look.text(f"{summary.score.right} right", "small", look.palette.soft)
            surface.blit(right, (area.left + look.px(47), y + look.px(0.4)))
            y += line

    def _cover(self, surface: pygame.Surface) -> None:
        """Hide the squares: nobody can work on the question meanwhile."""
        line = self.look.px(1)  # the squares' last lines may lie just outside
        rounded(surface, self.zone.inflate(line, line), self.look.palette.sheet, 0)

    def draw_bar(
        self,
        surface: pygame.Surface,
        play: View,
        marks: Sequence[Mark],
        streak: Streak,
        who: tuple[str, Colour] | None,
        place: str = "",
    ) -> None:
        """The bar, from the outer edge: points, place, lives, streak; from the pause button: name, boxes.

        Args:
            marks: of the questions so far, one in each box.
            who: name and ink of the player whose turn it is, if players take turns.
            place: in a room, such as ``"2nd of 5"``; may be empty.
        """
        look = self.look
        left_handed, middle = look.taste.left_handed, self.bar.centery
        pause = look.target(6.4) + look.px(2.6)
        room = self.bar.inflate(-pause, 0)
        if left_handed:
            room.left = self.bar.left
        else:
            room.right = self.bar.right
        taken = self._points(surface, room, play.score.points)
        if place:
            taken = self._place(surface, room, place, taken + look.px(3))
        if play.lives is not None:
            taken = self._lives(surface, room, play.lives, taken + look.px(4))
        if not look.portrait:
            label = look.text("streak", "small", look.palette.soft)
            edge = taken + look.px(5)
            wide = max(look.px(22), label.get_width() + look.px(1) + streak.room(look))
            right = room.right - edge if not left_handed else room.left + edge + wide
            if play.score.streak:
                start = streak.draw(surface, look, right, middle, look.palette.ink)
                put(surface, label, midright=(start - look.px(1), middle + look.px(0.4)))
            taken = edge + wide
        begin = 0
        if who is not None:
            name = look.text(who[0], "h2", who[1])
            spot = name.get_rect(midleft=room.midleft)
            if left_handed:
                spot.midright = room.midright
            surface.blit(name, spot)
            begin = name.get_width() + look.px(3)
        area = pygame.Rect(room.left + begin, room.top, room.width - begin - taken - look.px(2), room.height)
        if left_handed:
            area.right = room.right - begin
        # A void round is asked again: each has a box more.
        goal = play.goal + len(marks) - play.score.counted if play.goal else 0
        boxes(surface, look, area, marks, goal, play.state is not State.OVER, from_right=left_handed)

    def _points(self, surface: pygame.Surface, room: pygame.Rect, points: int) -> int:
        """The points at the outer edge. Returns how much of the room they take."""
        look = self.look
        number = look.text(str(points), "h2", look.palette.ink)
        label, gap = look.text("points", "small", look.palette.soft), look.px(1)
        width = number.get_width() + gap + label.get_width()
        x = room.left if look.taste.left_handed else room.right - width
        put(surface, label, midleft=(x, room.centery + look.px(0.4)))
        put(surface, number, midleft=(x + label.get_width() + gap, room.centery))
        return width

    def _place(self, surface: pygame.Surface, room: pygame.Rect, place: str, edge: int) -> int:
        """The place in a room, ``edge`` pixels in. Returns the pixels taken."""
        text = self.look.text(place, "small", self.look.palette.soft)
        left = room.left + edge if self.look.taste.left_handed else room.right - edge - text.get_width()
        put(surface, text, midleft=(left, room.centery + self.look.px(0.4)))
        return edge + text.get_width()

    def _lives(self, surface: pygame.Surface, room: pygame.Rect, lives: int, edge: int) -> int:
        """Three drops of ink, ``edge`` pixels in; a lost life is an empty ring. Returns the pixels taken."""
        look = self.look
        radius = max(4, look.px(0.95))
        step = 2 * radius + look.px(0.8)
        left = room.left + edge if look.taste.left_handed else room.right - edge - 3 * step
        for number in range(3):
            centre = (left + number * step + radius, room.centery)
            drop = disc(radius, look.palette.accent if number < lives else look.palette.hairline)
            put(surface, drop, center=centre)
            if number >= lives:
                hole = disc(radius - max(1, radius // 4), look.palette.desk)
                put(surface, hole, center=centre)
        return edge + 3 * step


class DuelPage:
    """The page of a duel: an open book with its spine for a clock, and the question above it.

    Attributes:
        bar, foot: above and below the book.
        pause: for the pause button.
        notice: for notices.
        spine: its x.
        names_y: the middle of the players' names, above the book.
        question: above the book, between the names.
        zones: the squares to write on, by seat.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        outer, foot = look.px(4), look.target(8) + look.px(6.5)
        top = max(look.px(22), 104)
        self.book = pygame.Rect(outer, top, look.size[0] - 2 * outer, look.size[1] - top - foot)
        self.bar = pygame.Rect(outer, 0, self.book.width, max(look.px(12), 60))
        self.pause = pause_place(look, self.bar)
        self.notice = pygame.Rect(outer, self.book.bottom, self.book.width, foot)
        self.foot = self.notice.inflate(0, -look.px(1))
        self.spine = self.book.centerx
        self.names_y = self.book.top - look.px(4)
        width = round(self.book.width * (0.5 if not look.stacked else 0.46))
        self.question = pygame.Rect(0, 0, width, top).move_to(midtop=(self.book.centerx, 0))
        left = pygame.Rect(self.book.topleft, (self.book.width // 2, self.book.height))
        halves = (inset(look, half, 6, 5) for half in (left, left.move(left.width, 0)))
        self.zones = [squared(half, look) for half in halves]

    def half_foot(self, seat: int) -> pygame.Rect:
        """Where a seat's buttons are; between both halves is room for a word or two."""
        half = (self.foot.width - self.look.px(34)) // 2
        left = self.foot.left if seat == 0 else self.foot.right - half
        return pygame.Rect(left, self.foot.top, half, self.foot.height)

    def ground(self) -> pygame.Surface:
        """Desk, book and squares."""
        look, book = self.look, self.book
        surface = desk(look)
        sheet(surface, book, look)
        crease(surface, look, pygame.Rect(self.spine, book.top, 1, book.height))
        for zone in self.zones:
            squares(surface, zone, look)
        return surface

    # What is drawn on it

    def draw_line(self, surface: pygame.Surface, share: float | None) -> None:
        """The spine as a clock: see `game.ui.clock_line`."""
        clock_line(surface, self.look, self.spine, self.book.top, self.book.bottom, share)

    def draw_count(self, surface: pygame.Surface, title: str, about: str, since: float) -> None:  # noqa: ARG002
        """Three, two, one, by hand on both pages; ``about`` has no room."""
        look = self.look
        text = look.shrunk(title, "h1", look.palette.ink, self.question.width)
        put(surface, text, center=self.question.center)
        for zone in self.zones:
            height = min(look.px(24), round(zone.height * 0.5))
            write_count(surface, look, zone, height, since, look.u * 1.1)

    def draw_pause(self, surface: pygame.Surface) -> None:
        look = self.look
        for zone in self.zones:
            rounded(surface, zone.inflate(2, 2), look.palette.sheet, 0)
        title = look.text("Paused", "h1", look.palette.ink)
        put(surface, title, center=self.question.center)


def place_words(place: int, players: int) -> str:
    """A place in a room, such as ``"2nd of 5"``. Nobody is told that they are the last."""
    if players < 2 or not (place == 1 or 0 < place < players):
        return ""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending} of {players}"


class LineClock:
    """What share of the time is left: in Blitz of the whole time, in Survival of the time to think, elsewhere
    of this question's time bonus. It stands still while nobody thinks.

    Args:
        goal: seconds in Blitz.
        par: the questions' par time, seconds.
    """

    def __init__(self, mode: Mode, goal: int, par: float) -> None:
        self._mode, self._goal, self._par = mode, goal, par
        self._asked = 0.0
        self._beats = 0
        self.share: float | None = None if mode is Mode.PRACTICE else 1.0
        self.seconds: float | None = None

    def ask(self, clock: float) -> None:
        """A question is shown; ``clock`` is the seat's time."""
        self._asked, self._beats = clock, 0

    def follow(self, play: View) -> bool:
        """Follow the seat; True when a beat is due: once a second during the last seconds."""
        self.seconds = None
        if self._mode is Mode.PRACTICE:
            return False
        if play.clock_left is not None:
            self.share, self.seconds = play.clock_left / self._goal, play.clock_left
        elif self._mode is Mode.SURVIVAL:
            if play.thinking_left is not None and play.thinking_limit:
                self.share, self.seconds = play.thinking_left / play.thinking_limit, play.thinking_left
        elif play.state is State.THINKING:
            self.share = max(0.0, 1 - (play.clock - self._asked) / (2 * self._par))
        if self.seconds is None or not 0 < self.seconds <= LAST_S or play.state is State.SHOWING:
            return False
        beats = int(LAST_S - self.seconds) + 1
        due, self._beats = beats > self._beats, max(beats, self._beats)
        return due

"""The menu: an open book. Contents on one page; a number written on the other page chooses a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pygame

from game.scenes.match.unfinished import Unfinished, unfinished
from game.scenes.profile import KnownHandwriting
from game.scenes.scene import Scene
from game.stage import Open, Quit, Stage
from game.ui.bars import ReadingMarks
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.events import KeyEvent
from game.ui.layout import columns, mirrored, rows
from game.ui.look import Look, ease_out
from game.ui.rows import agree
from game.ui.sheet import crease, desk, margin, placard, put, rounded, sheet, squared, squares
from game.ui.widgets import Button, Widget
from recognizer.reading import EMPTY, Reading, State

# How long the pen rests after a number before its line is opened, seconds.
REST_S = 0.6
# How long ink stays that is no line's number, seconds: the player may want to add a digit.
IDLE_S = 2.0
# The line is shown as chosen this long before the page turns.
SHOW_S = 0.25


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents or a button, and what it asks for: a screen, or to quit.

    ``shown`` gives a name that changes, such as the player's; ``""``: ``name`` is shown.
    """

    name: str
    about: str
    screen: Open | Quit
    shown: Callable[[Stage], str] = lambda _: ""


class MenuLine(Widget):
    """A line of the contents, with its number in the margin."""

    def __init__(
        self, rect: pygame.Rect, look: Look, number: int, entry: Entry, choose: Callable[[int], None]
    ) -> None:
        super().__init__(rect, look)
        self.number, self.entry, self._choose = number, entry, choose
        self.chosen = self.quiet = False
        self.margin_x = rect.left
        self._name_x = rect.left + look.px(3.4)

    @property
    def about_fits(self) -> bool:
        look, small = self.look, self.look.font("small")
        room = self.rect.right - look.px(3.6) - self._name_x - look.font("h2").size(self.entry.name)[0]
        return small.size(self.entry.about)[0] <= room

    def press(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - anywhere on the line
        self._choose(self.number)

    def draw(self, surface: pygame.Surface) -> None:
        look, palette = self.look, self.look.palette
        share = 1.0 if self.chosen or self.pressed else self._hover
        if share:
            rounded(surface, self.rect, palette.chosen, look.px(0.7))
        number = look.text(str(self.number), "h2", palette.accent if share else palette.soft)
        put(surface, number, center=(self.margin_x, self.rect.centery))
        name = look.text(self.entry.name, "h2", palette.ink)
        place = name.get_rect(midleft=(self._name_x, self.rect.centery))
        surface.blit(name, place)
        if share:
            width = round(place.width * ease_out(share))
            surface.fill(
                palette.accent, (place.left, place.bottom - look.px(0.2), width, max(2, look.px(0.35)))
            )
        if not self.quiet:
            about = look.text(self.entry.about, "small", palette.soft)
            baseline = place.top + look.font("h2").get_ascent() - look.font("small").get_ascent()
            surface.blit(about, (self.rect.right - look.px(1.6) - about.get_width(), baseline))


class Menu(Scene):
    """The first screen.

    Args:
        entries: the numbered lines, at most nine.
        corner: unnumbered buttons under the squares (settings, the player).

    Attributes:
        leaving: the player is asked whether to leave the game.
    """

    def __init__(self, entries: Sequence[Entry], corner: Sequence[Entry] = ()) -> None:
        super().__init__()
        self.entries, self.corner = entries, corner
        self.drawing = Drawing()
        self.canvas: Canvas | None = None
        self.reading: Reading = EMPTY
        self._handwriting = KnownHandwriting()
        self._marks = ReadingMarks(percents=False)
        self._lines: list[MenuLine] = []
        self._read_version = -1
        self._chosen: tuple[int, float] | None = None
        self._unfinished: Unfinished | None = None
        self._title_room = pygame.Rect(0, 0, 0, 0)
        self._told = ""  # what was wrong with the number written last
        self.leaving = False

    def layout(self) -> None:
        look = self.look
        outer = look.px(4)
        book = look.rect.inflate(-2 * outer, -2 * outer)
        if look.portrait:
            left = pygame.Rect(book.left, book.top, book.width, round(book.height * 0.52))
            right = pygame.Rect(book.left, left.bottom, book.width, book.bottom - left.bottom)
        else:
            left = pygame.Rect(book.left, book.top, round(book.width * 0.56), book.height)
            right = pygame.Rect(left.right, book.top, book.right - left.right, book.height)
            left, right = mirrored(look, left), mirrored(look, right)
        self._unfinished = unfinished(self.stage)
        self.ground = desk(look)
        sheet(self.ground, book, look)
        self._spine(self.ground, left, right)
        self._contents(self.ground, left)
        self._page(self.ground, right)
        self._chosen = None
        self._read_version = -1

    def update(self, now: float) -> bool:
        canvas = self.canvas
        assert canvas is not None
        if canvas.version != self._read_version and self.stage.reader is not None:
            self._read_version = canvas.version
            self._ask_reader(canvas)
        moving = self._marks.update(now)
        if self._chosen is not None:
            chosen, since = self._chosen
            if now - since >= SHOW_S:
                self._chosen = None
                self._open(chosen)
            return True
        number = self._number()
        rested = 0.0 if canvas.writing or canvas.last_t is None else now - canvas.last_t
        if number is not None and rested >= REST_S:
            self._chosen = (number, now)
            return True
        if number is None and self.reading.state is not State.EMPTY and rested >= IDLE_S:
            self._no_such_line()
            return True
        return moving

    def draw(self, surface: pygame.Surface) -> None:
        shown = self._chosen[0] if self._chosen else self._number()
        for row in self._lines:
            row.chosen = row.number == shown
        super().draw(surface)
        if self.canvas and self.canvas.strokes and not self.leaving:
            self._marks.draw(surface, self.look, self.look.palette.ink, rings=not self.canvas.writing)

    def key(self, event: KeyEvent) -> None:
        if event.digit and 1 <= int(event.digit) <= len(self.entries):
            self._chosen = (int(event.digit), self.stage.clock())
        elif event.key in (pygame.K_BACKSPACE, pygame.K_DELETE):
            self._new_sheet()
        else:
            super().key(event)

    def back(self) -> None:
        if self.canvas and self.canvas.strokes:
            self._new_sheet()
        else:
            self._ask_to_leave(not self.leaving)

    def _ask_to_leave(self, leaving: bool) -> None:
        """Ask whether to leave the game, or stop asking."""
        self.leaving = leaving
        self.again()

    def notice_room(self) -> pygame.Rect:
        """Over the book's title: all else is there to be pressed or written on."""
        return self._title_room

    def left(self) -> None:
        self.stage.untell(self._told)  # another screen has other lines
        self._new_sheet()
        self._chosen = None
        self.leaving = False
        self._handwriting.forget()  # another player may come back

    def store_opened(self) -> None:
        self._handwriting.forget()
        if self.canvas is not None and not self.canvas.writing:
            self.again()

    def _number(self) -> int | None:
        """The line whose number is written, if the reading is sure."""
        if not self.reading.sure or not self.canvas or self._read_version != self.canvas.version:
            return None
        number = int(self.reading.text)
        return number if 1 <= number <= len(self.entries) else None

    def _no_such_line(self) -> None:
        """Say so, and make room for another try: the next digit must not join this one."""
        problem = f"There is no line {self.reading.text}." if self.reading.sure else "I can’t read that."
        self.stage.untell(self._told)
        self._told = f"{problem} Write a number from 1 to {len(self.entries)}, or tap a line."
        self.stage.tell(self._told)
        self._new_sheet()

    def _ask_reader(self, canvas: Canvas) -> None:
        reader, ink = self.stage.reader, canvas.ink
        assert reader is not None
        known = self._handwriting.of(self.stage)
        self.stage.worker.submit(lambda: reader.read(ink, known()), self._show, key="menu-read")

    def _show(self, reading: Reading) -> None:
        if self.canvas is not None:
            self.reading = reading
            self._marks.show(self.canvas, reading, self.stage.clock())

    def _new_sheet(self) -> None:
        if self.canvas is not None:
            self.stage.worker.cancel("menu-read")
            self.drawing.new_sheet()
            self._show(EMPTY)

    def _open(self, number: int) -> None:
        self.ask(self.entries[number - 1].screen)

    # Layout

    def _spine(self, ground: pygame.Surface, left: pygame.Rect, right: pygame.Rect) -> None:
        size = (left.width, 1) if self.look.portrait else (1, left.height)
        line = pygame.Rect(max(left.left, right.left), right.top, *size)
        crease(ground, self.look, line)
        ground.fill(self.look.palette.edge, line)

    def _contents(self, ground: pygame.Surface, page: pygame.Rect) -> None:
        look, palette = self.look, self.look.palette
        left_handed = look.taste.left_handed
        line = page.right - look.px(13) if left_handed else page.left + look.px(13)
        margin(ground, look, line, page.top, page.bottom)
        lines = pygame.Rect(page.left, page.top, page.width - look.px(13), page.height)
        if not left_handed:
            lines.right = page.right
        page, edge = lines, look.px(2.7 if left_handed else 0.3)
        x = page.left + edge + look.px(3.4)  # where the names of the lines begin
        title = look.shrunk("Digit Duel", "title", palette.ink, page.right - x - look.px(2))
        put(ground, title, midleft=(x - look.px(0.4), page.top + look.px(9.3)))
        about = look.even_lines("Write the answer. The net reads it.", "body", page.right - x - look.px(3))
        y = page.top + look.px(17)
        self._title_room = pygame.Rect(page.left, 0, page.width, y)
        for text in about:
            picture = look.text(text, "body", palette.soft)
            ground.blit(picture, (x, y))
            y += picture.get_height()
        top = y + look.px(3.5)
        # On a small screen the lines need all the room there is.
        gap = look.px(1) if look.px(1) > 5 else 0
        area = pygame.Rect(page.left + edge, top, page.width - look.px(3), 0)
        area.height = page.bottom - look.px(2) - gap - top
        boxes = rows(area, len(self.entries), gap, most=look.target(8.7) - gap)
        self._lines = []
        for number, (entry, box) in enumerate(zip(self.entries, boxes, strict=True), 1):
            row = MenuLine(box, look, number, entry, self._open)
            row.margin_x = line + (look.px(4.2) if left_handed else -look.px(4.2))
            self._lines.append(row)
        agree(self._lines)
        self.widgets += self._lines

    def _page(self, ground: pygame.Surface, page: pygame.Rect) -> None:
        look, palette = self.look, self.look.palette
        inner = page.inflate(-look.px(8), -look.px(6))
        foot, gap = look.target(7), look.px(2 if page.width >= look.px(60) else 1)
        names = [entry.shown(self.stage) or entry.name for entry in self.corner]
        across = self._across(names, inner.width, gap)
        lines = -(-len(names) // across) if names else 0
        corner_height = lines * foot + max(0, lines - 1) * look.px(1.5)
        buttons_top = inner.bottom - corner_height
        words = "Write a number, or tap a line."
        if self._unfinished is not None and not self.leaving:
            words = self._unfinished.words
            buttons_top -= foot + look.px(1.5)
        hint = look.even_lines(words, "body", inner.width)
        hint_height = look.font("body").get_linesize() * len(hint)
        squares_rect = pygame.Rect(
            inner.left, inner.top, inner.width, buttons_top - hint_height - look.px(5) - inner.top
        )
        grid = grid_rect = squared(squares_rect, look)
        if not self.leaving:
            squares(ground, squares_rect, look)
        if self.canvas is None:
            self.canvas = Canvas(look, grid_rect, self.drawing)
        else:
            self.canvas.place(look, grid_rect)
        self.canvases = [] if self.leaving else [self.canvas]
        if self.leaving:
            self._lay_question(ground, inner)
            return
        y = grid.bottom + look.px(1.8)
        for text in hint:
            picture = look.text(text, "body", palette.soft)
            put(ground, picture, midtop=(inner.centerx, y))
            y += picture.get_height()
        corner = pygame.Rect(grid.left, buttons_top, grid.width, foot)
        if self._unfinished is not None:
            go_on = Open("match", self._unfinished.plan, self._unfinished)
            button = Button(corner, look, "Go on", partial(self.ask, go_on), icon="play", primary=True)
            self.widgets.append(button)
            corner = corner.move(0, foot + look.px(1.5))
        named = list(zip(self.corner, names, strict=True))
        while named:  # a row of fewer buttons comes first: a player's name is the longest
            count = len(named) % across or across
            row, named = named[:count], named[count:]
            for (entry, name), rect in zip(row, columns(corner, count, gap), strict=True):
                self.widgets.append(Button(rect, look, name, partial(self.ask, entry.screen)))
            corner = corner.move(0, foot + look.px(1.5))

    def _across(self, names: Sequence[str], width: int, gap: int) -> int:
        """How many buttons stand in a row: all, unless their labels would be cut or fill them to the edge."""
        font, count = self.look.font("body"), max(1, len(names))
        widest = max((font.size(name)[0] for name in names), default=0)
        while count > 2 and widest > (width - gap * (count - 1)) // count - self.look.px(2.6):
            count -= 1
        return count

    def _lay_question(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        """Whether to leave the game, in the place of the squares."""
        look, foot = self.look, self.look.target(8)
        buttons = pygame.Rect(inner.left, inner.bottom - foot, inner.width, foot)
        words = pygame.Rect(inner.left, inner.top, inner.width, buttons.top - inner.top)
        saved = "Everything is saved." if self.stage.store is not None else "Nothing was saved this time."
        placard(ground, look, words, "Leave the game?", saved)
        leave, stay = (mirrored(look, box, inner) for box in columns(buttons, 2, look.px(2)))
        self.widgets += [
            Button(leave, look, "Quit", partial(self.ask, Quit())),
            Button(stay, look, "Stay", partial(self._ask_to_leave, False), primary=True),
        ]


def contents() -> Menu:
    """The game's menu."""
    return Menu(
        [
            Entry("Quiz", "sums and tables", Open("choose")),
            Entry("Side by side", "two to six on this screen", Open("side_by_side")),
            Entry("Play together", "with phones and tablets", Open("play_together")),
            Entry("Free draw", "see what the net sees", Open("free_draw")),
            Entry("Teach", "show the net your writing", Open("teach")),
            Entry("Exercises", "ready-made questions", Open("exercises")),
            Entry("Progress", "what you know by now", Open("progress")),
            Entry("Best", "who holds the record", Open("best")),
        ],
        [
            Entry("Players", "", Open("players"), lambda stage: stage.player.name if stage.player else ""),
            Entry("Settings", "", Open("settings")),
            Entry("Quit", "", Quit()),
        ],
    )

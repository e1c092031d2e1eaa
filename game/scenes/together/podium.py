"""The podium of a room: the first three on piles of right answers, a funny misread, and who got better."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass

import pygame

from game.scenes.scene import AGAIN_S, Scene
from game.scenes.together.following import Following
from game.scenes.together.room_games import GAME_NAMES, team_of
from game.scenes.together.seat_page import mark_of
from game.session.hosted_room import (
    HostedRoom,
    Improved,
    PodiumDigit,
    RoomGame,
    RoomSeat,
    RoomStage,
    RoomView,
    right_in,
)
from game.stage import Open, Pop
from game.ui.bars import percent
from game.ui.events import KeyEvent
from game.ui.keypad import spoken
from game.ui.layout import Column, inset, mirrored, split
from game.ui.look import Look, ease_out
from game.ui.marks import Mark, boxes, mark_picture
from game.ui.sheet import (
    card,
    crease,
    desk,
    margin,
    placard,
    put,
    rounded,
    shadow,
    sheet,
    squared,
    squares,
)
from game.ui.thumbnail import thumbnail
from game.ui.widgets import Button, Key, button_row

# Of a book and its pile, in u; the piles are lower if their books would reach the bar above.
BOOK_WIDE, BOOK_HIGH, SHEET_HIGH = 43.5, 23.0, 2.0
SHEET_S, LONGEST_PILE_S, OPENS_S = 0.06, 0.9, 0.32
_ORDER = (1, 0, 2)  # from left to right: second, first, third


@dataclass(frozen=True, slots=True)
class Pile:
    """A book on its pile, as it is drawn.

    Attributes:
        place: of the book, once the pile has grown.
        foot: where the pile stands.
        begins: when it begins to grow, in seconds after the first one does.
    """

    seat: RoomSeat
    book: pygame.Surface
    place: pygame.Rect
    foot: int
    sheet_high: int
    begins: float

    @property
    def step(self) -> float:
        """Seconds between two sheets."""
        return min(SHEET_S, LONGEST_PILE_S / max(1, self.seat.right))

    @property
    def ends(self) -> float:
        """When the book is open."""
        return self.begins + self.step * self.seat.right + OPENS_S


class PodiumScene(Scene):
    """Three books on piles, and below them a sheet with the rest."""

    def __init__(self, room: HostedRoom) -> None:
        super().__init__()
        self.room = room
        self._following = Following(self, room, RoomStage.OVER)
        self.misread_hidden = False
        self.piles: list[Pile] = []
        self._began = -math.inf  # when the piles began to grow
        self._leaving = -math.inf

    # Following the room

    @property
    def view(self) -> RoomView:
        """The room as it is shown."""
        return self._following.view

    def update(self, now: float) -> bool:
        if self._began == -math.inf and not self.look.taste.reduced_motion:
            self._began = now
        moving = now - self._began <= max((pile.ends for pile in self.piles), default=0.0)
        before = self._following.update()
        if before is not None and self.view.podium != before.podium:
            self._began = -math.inf
            self.again()
        return moving or before is not None

    def gone(self) -> None:
        self._following.gone()

    # Layout

    def layout(self) -> None:
        look = self.look
        outer = look.px(4)
        width, height = look.size
        ground = self.ground = desk(look)
        top = look.px(12) if height >= 540 else 64
        self._bar(ground, top)
        buttons = look.target(8) + look.px(6.5)
        foot_high = look.px(17.5) if not look.stacked else look.px(22)
        foot = pygame.Rect(outer, height - buttons - foot_high, width - 2 * outer, foot_high)
        stand = pygame.Rect(outer, top, foot.width, foot.top - look.px(2.2) - top)
        sheet(ground, foot, look)
        self._foot(ground, foot)
        self._stand(stand)
        if not self.piles:
            placard(ground, look, stand, "No right answer this time", "Press Again to have another try.")
        row = pygame.Rect(outer, foot.bottom, foot.width, buttons).inflate(0, -look.px(1))
        left = [Key("Close the room", self._close_room), Key("Another game", self.back)]
        if self.view.podium.misread:
            words = "Show misread" if self.misread_hidden else "Hide misread"
            left.append(Key(words, self._turn_misread))
        self.widgets += button_row(look, row, left, [Key("Again", self.room.start, "play", primary=True)])

    def _bar(self, ground: pygame.Surface, top: int) -> None:
        look, palette, view = self.look, self.look.palette, self.view
        outer, side = look.px(4), look.target(6.4)
        back = pygame.Rect(outer, top // 2 - side // 2, side, side)
        self.widgets.append(Button(mirrored(look, back), look, "", self.back, icon="back"))
        title = look.text(_title(view), "page", palette.ink)
        place = title.get_rect(midleft=(back.right + look.px(2.6), top // 2))
        self.title_rect = mirrored(look, place)
        ground.blit(title, self.title_rect)
        players = view.podium.players
        words = f"{players} played."
        if self._standing:
            words += " Each right answer is a sheet in the pile; the open page shows the best-written digit."
        room = look.size[0] - outer - place.right - look.px(5)
        lines = look.even_lines(words, "small", min(room, look.px(56)))
        if len(lines) * look.font("small").get_linesize() > top:
            return
        y = top // 2 - len(lines) * look.font("small").get_linesize() // 2
        for line in lines:
            picture = look.text(line, "small", palette.soft)
            at = picture.get_rect(topright=(look.size[0] - outer, y))
            ground.blit(picture, mirrored(look, at))
            y += look.font("small").get_linesize()

    @property
    def _standing(self) -> list[RoomSeat]:
        """The first three; nobody stands there with nothing."""
        return [seat for seat in self.view.podium.first if seat.right][:3]

    def _stand(self, area: pygame.Rect) -> None:
        """The piles; the third grows first."""
        look, podium = self.look, self.view.podium
        first = self._standing
        gap = look.px(5.5 if not look.stacked else 2)
        wide = min(look.px(BOOK_WIDE), (area.width - 2 * gap) // 3)
        high = round(wide * BOOK_HIGH / BOOK_WIDE)
        most = max((seat.right for seat in first), default=0)
        sheet_high = max(1, min(look.px(SHEET_HIGH), (area.height - high - look.px(1)) // max(1, most)))
        left = area.centerx - (3 * wide + 2 * gap) // 2
        self.piles, begins = [], 0.0
        for at in reversed(range(len(first))):
            seat = first[at]
            rect = pygame.Rect(left + _ORDER.index(at) * (wide + gap), 0, wide, high)
            rect.bottom = area.bottom - seat.right * sheet_high
            best = next((one for one in podium.best if one.seat == seat.number), None)
            pile = Pile(
                seat,
                self._book(rect, seat, seat.place or at + 1, best),
                rect,
                area.bottom,
                sheet_high,
                begins,
            )
            self.piles.append(pile)
            begins = pile.ends - OPENS_S / 2

    def _book(
        self, rect: pygame.Rect, seat: RoomSeat, place: int, best: PodiumDigit | None
    ) -> pygame.Surface:
        """An open book: place, name and right answers on the left, the best digit on the right."""
        look, palette = self.look, self.look.palette
        room = look.px(3)  # for its shadow
        picture = pygame.Surface(rect.inflate(2 * room, 2 * room).size, pygame.SRCALPHA)
        page = pygame.Rect((room, room), rect.size)
        shadow(picture, page, look, 0.8)
        radius = look.px(0.7)
        rounded(picture, page.move(0, look.px(0.45)), palette.edge, radius)
        rounded(picture, page, palette.sheet, radius)
        crease(picture, look, pygame.Rect(page.centerx, page.top, 1, page.height))
        left = pygame.Rect(page.left, page.top, page.width // 2, page.height)
        words = Column(inset(look, left, 4, 3))
        number = look.shrunk(str(place), "h1" if look.stacked else "title", palette.ink, words.rest.width)
        air = round(number.get_height() * 0.16)
        picture.blit(number, (words.rest.left, words.top - air))
        if team := team_of(self.view, seat):
            text = look.text(team, "small", palette.soft)
            put(picture, text, midright=(words.rest.right, words.top + number.get_height() // 2 - air))
        words.top += number.get_height() - 2 * air
        below = look.font("small-read").get_linesize()
        room_for_name = words.rest.width, page.bottom - look.px(1) - words.top - below
        name = look.name(seat.name, "h2", palette.ink, room_for_name)
        picture.blit(name, words.rest)
        words.top += name.get_height() - look.px(0.4)
        right = look.text(str(seat.right), "small-read", palette.ink)
        picture.blit(right, words.rest)
        after = f"of {self.view.goal}" if self.view.goal and not team_of(self.view, seat) else "right"
        of = look.fitted(after, "small", palette.soft, words.rest.width - right.get_width())
        x = words.rest.left + right.get_width() + look.px(0.7)
        put(picture, of, midleft=(x, words.top + right.get_height() // 2))
        self._best(picture, left.move(left.width, 0), best)
        return picture

    def _best(self, picture: pygame.Surface, page: pygame.Rect, best: PodiumDigit | None) -> None:
        look, palette = self.look, self.look.palette
        small = Look((round(look.size[0] * 0.62), round(look.size[1] * 0.62)), look.taste)  # smaller squares
        paper = squared(inset(look, page, 2.6, 2.6), small)
        squares(picture, paper, small)
        if best is None:
            return
        foot = look.px(4.6)
        room = pygame.Rect(paper.left, paper.top, paper.width, paper.height - foot).inflate(
            -look.px(2), -look.px(1)
        )
        thumbnail(picture, best.ink, room, look, palette.ink, 1.2)
        rail = pygame.Rect(0, 0, look.px(7.5), max(2, look.px(0.35)))
        rail.center = (paper.centerx, paper.bottom - foot + look.px(0.3))
        picture.fill(palette.ink, rail)
        digit = look.text(str(best.read), "small-read", palette.soft)
        share = look.text(percent(best.confidence), "small", palette.soft)
        wide = digit.get_width() + look.px(0.8) + share.get_width()
        y = (rail.bottom + paper.bottom) // 2
        put(picture, digit, midleft=(paper.centerx - wide // 2, y))
        put(picture, share, midright=(paper.centerx + wide - wide // 2, y))

    def _foot(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, podium = self.look, self.view.podium
        left, right = split(look, area, 0.5)
        margin(ground, look, area.centerx, area.top, area.bottom)
        if podium.misread and not self.misread_hidden:
            self._misread(ground, inset(look, left, 7, 4), podium.misread[0])
        else:
            words = "Hidden." if podium.misread else "No funny misread this time."
            self._placard(ground, left, words)
        if podium.improved:
            self._improved(ground, inset(look, right, 7, 4), podium.improved[0])
        else:
            right_answers = sum(seat.right for seat in self.view.seats)
            words = (
                "1 right answer in all." if right_answers == 1 else f"{right_answers} right answers in all."
            )
            self._placard(ground, right, words)

    def _placard(self, ground: pygame.Surface, area: pygame.Rect, words: str) -> None:
        look = self.look
        text = look.fitted(words, "body", look.palette.soft, area.width - look.px(6))
        put(ground, text, center=area.center)

    def _misread(self, ground: pygame.Surface, area: pygame.Rect, one: PodiumDigit) -> None:
        look, palette = self.look, self.look.palette
        side = min(area.height, look.px(13), area.width // 3)
        box = pygame.Rect(area.left, area.centery - side // 2, round(side * 1.1), side)
        card(ground, box, look)
        thumbnail(ground, one.ink, box.inflate(-look.px(2.4), -look.px(2.4)), look, palette.ink, 0.9)
        x = box.right + look.px(2.4)
        words = Column(pygame.Rect(x, area.top, area.right - x, area.height))
        sign = mark_picture(Mark.MISREAD, look.px(2.8), palette)
        room = words.rest.width - sign.get_width() - look.px(1)
        title = look.shrunk("Funniest misread", "small-read", palette.misread, room)
        put(ground, sign, midleft=(x, words.top + title.get_height() // 2))
        ground.blit(title, (x + sign.get_width() + look.px(1), words.top))
        words.top += title.get_height() + look.px(0.6)
        name = self.view.name_of(one.seat)
        sure = percent(one.confidence)
        said = f"{name} wrote {spoken(one.digit)}. The net read {spoken(one.read)}, and was {sure} sure."
        for line in look.even_lines(said, "small" if look.stacked else "body", words.rest.width):
            text = look.text(line, "small" if look.stacked else "body", palette.ink)
            ground.blit(text, words.take(text.get_height(), 0))

    def _improved(self, ground: pygame.Surface, area: pygame.Rect, one: Improved) -> None:
        look, palette = self.look, self.look.palette
        column = Column(area, look.px(0.8))
        title = look.text("Most improved", "small-read", palette.right)
        ground.blit(title, column.rest)
        x = title.get_width() + look.px(1.6)
        name = look.squeezed(self.view.name_of(one.seat), "small-read", palette.ink, area.width - x)
        ground.blit(name, (area.left + x, column.top))
        column.top += title.get_height()
        aside = look.font("small").size("before")[0] + look.px(1.6)
        tally = look.font("small").size("10 right")[0] + look.px(1)
        for word, rounds in (("before", one.before), ("now", one.now)):
            row = column.take(look.px(4))
            put(ground, look.text(word, "small", palette.soft), midleft=row.midleft)
            room = pygame.Rect(row.left + aside, row.top, row.width - aside - tally, row.height)
            boxes(ground, look, room, [mark_of(each) for each in rounds], len(rounds), current=False)
            said = look.text(f"{right_in(rounds)} right", "small", palette.ink)
            put(ground, said, midright=row.midright)

    # Drawing

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        since = self.stage.clock() - self._began
        for pile in self.piles:
            self._draw_pile(surface, pile, since - pile.begins)

    def _draw_pile(self, surface: pygame.Surface, pile: Pile, since: float) -> None:
        """As much of a pile as there is so long after it began, and then its book."""
        if since < 0:
            return
        look, palette = self.look, self.look.palette
        rng = random.Random(pile.seat.number)
        count = min(pile.seat.right, int(since / pile.step) if since < math.inf else pile.seat.right)
        high = pile.sheet_high
        for at in range(count):
            off = round(rng.uniform(-0.6, 0.6) * look.u)
            rect = pygame.Rect(0, 0, pile.place.width - look.px(3), high)
            rect.midtop = (pile.place.centerx + off, pile.foot - (at + 1) * high)
            surface.fill(palette.edge, rect)
            rect.height = max(1, high - max(1, look.px(0.4)))
            rounded(surface, rect, palette.card if at % 2 else palette.sheet, look.px(0.2))
        opened = since - pile.step * pile.seat.right
        if opened < 0:
            return
        share = ease_out(opened / OPENS_S) if opened < OPENS_S else 1.0
        book = pile.book
        place = book.get_rect(center=pile.place.center)
        if share < 1:
            wide = max(2, round(book.get_width() * (0.5 + share / 2)))
            book = pygame.transform.smoothscale(book, (wide, book.get_height()))
            place = book.get_rect(center=pile.place.center)
        surface.blit(book, place)

    # What the host can do

    def key(self, event: KeyEvent) -> None:
        if self.is_enter(event):
            self.room.start()
        else:
            super().key(event)

    def back(self) -> None:
        """To the lobby, to choose another game."""
        self._following.leave_to(Open("lobby", self.room, instead=True))

    def _close_room(self) -> None:
        now = self.stage.clock()
        if self.view.here and now - self._leaving > AGAIN_S:
            self._leaving = now
            self.stage.tell("This closes the room for everybody. Press it once more to do so.")
        else:
            self.ask(Pop())

    def _turn_misread(self) -> None:
        self.misread_hidden = not self.misread_hidden
        self.again()


def _title(view: RoomView) -> str:
    """Which game is over; of teams, which one has won."""
    right: Counter[int] = Counter()
    for seat in view.seats:
        right[seat.team] += seat.right
    (team, most), *others = right.most_common() or [(0, 0)]
    if view.rules.game is RoomGame.TEAMS and most and all(less < most for _, less in others):
        return f"Team {team + 1} wins"
    return f"{GAME_NAMES[view.rules.game]} done"

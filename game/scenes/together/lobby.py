"""The lobby of a room: how to come in, who is here, and what will be played."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

import pygame

from game.play.levels import LEVELS
from game.scenes.page import Page
from game.scenes.scene import AGAIN_S, Scene
from game.scenes.together.following import Following
from game.scenes.together.room_games import GAME_NAMES, HOW, questions_of, with_game
from game.session.hosted_room import HostedRoom, RoomSeat, RoomStage, RoomView
from game.stage import Open
from game.ui import brush
from game.ui.events import KeyEvent
from game.ui.layout import Column, inset
from game.ui.live_ink import pen_ring
from game.ui.look import Look, ease_out
from game.ui.qr_code import QUIET, qr_code
from game.ui.sheet import SLIDE_S, card, dashed, paragraph, put, rule
from game.ui.theme import PAPER, Colour
from game.ui.thumbnail import PEN, thumbnail
from game.ui.widgets import Choice, Key, Widget
from recognizer.ink import Ink

FEW, MANY = 16, 30  # players: up to so many in four columns, and with ink on their tags
CHOOSE = "?"  # among the levels: everybody chooses their own
NO_LEVEL = -1  # an exercise or the Daily is played


class NameTag(Widget):
    """A player's card: the name, and the first digit that they wrote, live."""

    def __init__(
        self, rect: pygame.Rect, look: Look, seat: RoomSeat, came: float, press: Callable[[], None]
    ) -> None:
        super().__init__(rect, look, press)
        self.seat = seat
        self.inked = True
        self._came = came
        self._now = came

    @property
    def target(self) -> pygame.Rect:
        return self.rect  # in a full room a larger one would reach over the next name

    def let_pass(self, now: float) -> bool:
        """Move on to ``now``; True while the tag slides in."""
        moving = self._now - self._came < SLIDE_S
        self._now = now
        return moving and not self.look.taste.reduced_motion

    def draw(self, surface: pygame.Surface) -> None:
        look, palette = self.look, self.look.palette
        share = 1.0 if look.taste.reduced_motion else ease_out((self._now - self._came) / SLIDE_S)
        rect = self.rect.move(round((1 - share) * look.px(6)), 0)
        card(surface, rect, look, palette.chosen if self._hover or self.pressed else None)
        side = min(rect.height - look.px(1.4), look.px(5.5), round(rect.width * 0.28))
        edge = min(look.px(1.7), rect.width // 12)
        room = rect.width - 2 * edge - (side + look.px(0.6) if self.inked else 0)
        colour = palette.ink if self.seat.here else palette.soft
        put(
            surface,
            _tag_name(self.seat.name, look, colour, (room, rect.height)),
            midleft=(rect.left + edge, rect.centery),
        )
        if self.inked and self.seat.ink:
            place = pygame.Rect(0, 0, side, side)
            place.midright = (rect.right - edge, rect.centery)
            picture, pen = _tag_ink(self.seat.ink, look, side, colour)
            surface.blit(picture, place)
            if self.seat.writing:
                pen_ring(surface, look, (place.left + pen[0], place.top + pen[1]))


@lru_cache(maxsize=80)
def _tag_name(name: str, look: Look, colour: Colour, room: tuple[int, int]) -> pygame.Surface:
    """The name as it stands on a tag."""
    return look.name(name, "small-read", colour, room)


@lru_cache(maxsize=80)
def _tag_ink(ink: Ink, look: Look, side: int, colour: Colour) -> tuple[pygame.Surface, tuple[int, int]]:
    """Ink as large as fits a square, and where in it the pen is."""
    picture = brush.blank((side, side), colour)
    place = thumbnail(picture, ink, picture.get_rect(), look, colour, PEN * 1.15)
    box, last = ink.box, ink.strokes[-1].points[-1]
    across = (last.x - box.left) / box.width if box.width else 0.5
    down = (last.y - box.top) / box.height if box.height else 0.5
    return picture, (round(place.left + across * place.width), round(place.top + down * place.height))


# Where the way in is this wide, in u, or wider, the words have room beside the code to scan.
_SCAN_BESIDE = 45
# Where it is this high, in lines of small print, all words have room and the code can still be scanned.
_TALL_ENOUGH = 17.5


class Lobby(Scene):
    """The way in on the left; who is here, and the choice of the game, on the right.

    Attributes:
        code_side: how wide the code to scan is, pixels.
    """

    def __init__(self, room: HostedRoom) -> None:
        super().__init__()
        self.room = room
        # When a match is over, the next one is set up here.
        self._following = Following(self, room, RoomStage.LOBBY, RoomStage.OVER)
        self._came: dict[int, float] = {seat.number: -math.inf for seat in self.view.seats}
        self._asked: tuple[int, float] = (-1, -math.inf)  # whom to take out, and when that was pressed
        self._leaving = -math.inf
        self.code_side = 0
        self._tags: dict[int, NameTag] = {}

    # Following the room

    @property
    def view(self) -> RoomView:
        """The room as it is shown."""
        return self._following.view

    def update(self, now: float) -> bool:
        moving = [tag.let_pass(now) for tag in self._tags.values()]
        before = self._following.update()
        if before is None:
            return any(moving)
        if _listed(before) != _listed(self.view):
            for seat in self.view.seats:
                self._came.setdefault(seat.number, now)
            self.again()
        else:
            for seat in self.view.seats:
                self._tags[seat.number].seat = seat
        return True

    def gone(self) -> None:
        self._following.gone()

    # Layout

    @property
    def _narrow(self) -> bool:
        """Whether both halves are side by side in a window that is too narrow for all there is."""
        return self.look.stacked and not self.look.portrait

    def layout(self) -> None:
        view = self.view
        link = Key("Teacher’s page", self._link, "person")
        lock = Key("Unlock room" if view.locked else "Lock room", self._lock, "lock")
        options = Key("Options", self._options, "layers")
        start = Key("Start", self.room.start, "play", primary=True, enabled=bool(view.seats))
        page = Page(self, "Play together", left=[link, lock], right=[options, start])
        look = self.look
        way_in, people = page.split(0.33 if self._narrow else 0.388, below=0.27)
        self._way_in(page.ground, inset(look, way_in, 8 if not look.stacked else 4, 5))
        self._people(page.ground, inset(look, people, 6.2, 5))
        self.widgets += page.buttons
        self._foot(page)

    def _way_in(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, palette, view = self.look, self.look.palette, self.view
        layer = pygame.Surface(area.size, pygame.SRCALPHA)
        inner = layer.get_rect()
        room = look.squeezed(self.room.name, "body", palette.soft, inner.width)
        layer.blit(room, (0, 0))
        width = inner.width if not look.portrait else inner.width // 2
        if inner.width < look.px(_SCAN_BESIDE) and not look.portrait:
            width = round(0.72 * width)  # the code to scan is below, and needs the height
        code = look.shrunk(view.code, "room-code", palette.ink, width)
        # A digit's cap height is about two thirds of its line: leave out the air above and below.
        air = round(code.get_height() * 0.17)
        layer.blit(code, (-look.px(0.6), room.get_height() - air))
        foot_words = self._foot_words()
        line = look.font("small").get_linesize()
        foot = line * len(look.lines(foot_words, "small", inner.width))
        if view.on_network and inner.width < look.px(_SCAN_BESIDE) and inner.height < _TALL_ENOUGH * line:
            foot_words, foot = "", 0  # the code to scan would be too small
        top = room.get_height() + code.get_height() - 2 * air + look.px(1.5)
        if look.portrait:
            corner = pygame.Rect(width + look.px(2), 0, inner.width - width - look.px(2), inner.height - foot)
        else:
            corner = pygame.Rect(0, top, inner.width, inner.height - foot - look.px(1.5) - top)
        self._scan(layer, corner)
        below = pygame.Rect(0, inner.height - foot, inner.width, foot)
        paragraph(layer, look, foot_words, "small", palette.soft, below)
        if view.locked:
            layer.set_alpha(90)
        ground.blit(layer, area)

    def _scan(self, layer: pygame.Surface, area: pygame.Rect) -> None:
        """The code to scan, and beside or below it what to open."""
        look, palette, view = self.look, self.look.palette, self.view
        below = area.width < look.px(_SCAN_BESIDE)
        small = look.font("small").get_linesize()
        if below:
            side = min(area.width, area.height - look.font("body").get_linesize() - 3 * small)
        else:
            side = min(area.height, round(area.width * 0.52), look.px(26))
        on_paper = palette is PAPER
        picture = qr_code(f"{view.addresses[0]}/#{view.code}", side, 0 if on_paper else QUIET)
        self.code_side = picture.get_width()
        layer.blit(picture, area)
        words = Column(area, look.px(0.6))
        if below:
            words.top += picture.get_height() + look.px(1)
        else:
            beside = picture.get_width() + look.px(2.6)
            words = Column(pygame.Rect(area.left + beside, area.top, area.width - beside, area.height))
        words.top = paragraph(layer, look, "Scan it, or open", "body", palette.ink, words.rest)
        address = view.addresses[0].removeprefix("http://")
        shown = look.shrunk(address, "small-read", palette.ink, words.rest.width)
        layer.blit(shown, words.rest)
        words.top += shown.get_height()
        told = f"in any browser and write {view.code}."
        words.top = paragraph(layer, look, told, "small", palette.soft, words.rest) + look.px(1)
        others = [one.removeprefix("http://") for one in view.addresses[1:3]]
        if others and not below:
            paragraph(layer, look, "Or " + " or ".join(others), "small", palette.soft, words.rest)

    def _foot_words(self) -> str:
        if self.view.on_network:
            return "Same Wi-Fi as this computer. No account; nothing leaves the room."
        return (
            "This computer is on no network, so nobody else can join. Connect it, then open the room again."
        )

    def _people(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, palette, view = self.look, self.look.palette, self.view
        title = look.text(_headline(view.here), "h2", palette.ink)
        ground.blit(title, area.topleft)
        if view.seats:
            hint = look.text("Tap a player to take them out.", "small", palette.soft)
            if title.get_width() + hint.get_width() < area.width:
                put(ground, hint, midright=(area.right, area.top + title.get_height() // 2))
        height = look.target(5.6)
        line = look.font("small").get_linesize()
        game_top = area.bottom - line - 2 * height - look.px(1)
        top = area.top + title.get_height() + look.px(0.6)
        tags = pygame.Rect(area.left, top, area.width, game_top - look.px(2.4) - top)
        self._lay_tags(ground, tags)
        rule(ground, look, area.left, area.right, game_top - look.px(1.2))
        self._choices(ground, pygame.Rect(area.left, game_top, area.width, height), line)

    def _lay_tags(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, seats = self.look, self.view.seats
        count = len(seats)
        few, many = (6, 8) if self._narrow else (FEW, MANY)
        across = (2 if self._narrow else 4) if count <= few else 4 if self._narrow else 5
        down = max(4, -(-count // across))
        gap = look.px(1.2) if down <= 5 else look.px(0.6)
        height = min(look.px(7.5), (area.height - gap * (down - 1)) // down)
        width = (area.width - gap * (across - 1)) // across
        before, self._tags = self._tags, {}
        places = min(across * down, max(count + 2, across * 2))
        for at in range(places):
            row, column = divmod(at, across)
            rect = pygame.Rect(
                area.left + column * (width + gap), area.top + row * (height + gap), width, height
            )
            if rect.bottom > area.bottom:
                break
            if at >= count:
                dashed(ground, rect, look.palette.disabled, look.px(0.8))
                continue
            seat = seats[at]
            came = self._came.get(seat.number, -math.inf)
            tag = NameTag(rect, look, seat, came, partial(self._take_out, seat.number))
            tag.inked = count <= many and self.view.stage is RoomStage.LOBBY
            if seat.number in before:
                tag.let_pass(self.stage.clock())
            self._tags[seat.number] = tag
        self.widgets += self._tags.values()

    def _choices(self, ground: pygame.Surface, area: pygame.Rect, line: int) -> None:
        look, palette, rules = self.look, self.look.palette, self.view.rules
        words, body = ("Game", "Level"), look.font("body")
        aside = max(body.size(word)[0] for word in words) + look.px(2)
        widest = max(body.size(name)[0] for name in GAME_NAMES.values())
        if widest > (area.width - aside) // len(GAME_NAMES) - look.px(1.7):
            words, aside = ("", ""), 0  # what they say is clear without
        games, levels = list(GAME_NAMES), [*(str(level.number) for level in LEVELS), CHOOSE]
        apart = rules.exercise or rules.daily
        chosen = len(LEVELS) if rules.own_levels else NO_LEVEL if apart else rules.level - 1
        for word, options, index, pick in (
            (words[0], list(GAME_NAMES.values()), games.index(rules.game), self._play),
            (words[1], levels, chosen, self._level),
        ):
            put(ground, look.text(word, "body", palette.soft), midleft=(area.left, area.centery))
            rect = pygame.Rect(area.left + aside, area.top, area.width - aside, area.height)
            self.widgets.append(Choice(rect, look, options, index, pick))
            area = area.move(0, area.height + look.px(0.4))
        at = (
            f"Questions: {questions_of(self.view)}."
            if apart or rules.own_levels
            else f"Level {rules.level}: {questions_of(self.view)}."
        )
        how = f"{HOW[rules.game]} {at}"
        if look.font("small").size(how)[0] > area.width - aside:
            how = at
        said = look.fitted(how, "small", palette.soft, area.width - aside)
        ground.blit(said, (area.left + aside + look.px(0.6), area.top + (line - said.get_height()) // 2))

    def _foot(self, page: Page) -> None:
        """Beside the lock, say what it does."""
        look = self.look
        left, right = page.buttons[1].rect, page.buttons[2].rect
        room = abs(right.centerx - left.centerx) - (right.width + left.width) // 2 - look.px(6)
        said = (
            "The room is locked: nobody else can come in."
            if self.view.locked
            else "Then nobody else can come in."
        )
        if room > look.font("small").size(said)[0]:
            words = look.text(said, "small", look.palette.soft)
            side = left.right + look.px(3) if left.left < right.left else left.left - look.px(3)
            anchor = "midleft" if left.left < right.left else "midright"
            put(page.ground, words, **{anchor: (side, left.centery)})

    # What the host can do

    def _link(self) -> None:
        self._following.leave_to(Open("teachers_link", self.room, instead=True))

    def _options(self) -> None:
        self._following.leave_to(Open("room_options", self.room, instead=True))

    def key(self, event: KeyEvent) -> None:
        if self.is_enter(event):
            if self.view.seats:
                self.room.start()
        else:
            super().key(event)

    def back(self) -> None:
        now = self.stage.clock()
        if self.view.here and now - self._leaving > AGAIN_S:
            self._leaving = now
            self.stage.tell("This closes the room for everybody. Go back once more to do it.")
        else:
            super().back()

    def _lock(self) -> None:
        self.room.lock(not self.view.locked)

    def _take_out(self, number: int) -> None:
        now, (asked, at) = self.stage.clock(), self._asked
        if asked == number and now - at <= AGAIN_S:
            self._asked = (-1, -math.inf)
            self.room.remove(number)
        else:
            self._asked = (number, now)
            self.stage.tell(f"Tap {self.view.name_of(number)} once more to take them out of the room.")

    def _play(self, index: int) -> None:
        self.room.play_by(with_game(self.view.rules, list(GAME_NAMES)[index]))

    def _level(self, index: int) -> None:
        own = index == len(LEVELS)
        level = self.view.rules.level if own else index + 1
        self.room.play_by(replace(self.view.rules, level=level, own_levels=own, exercise=0, daily=False))


def _listed(view: RoomView) -> object:
    """What the page is laid out by."""
    seats = [(seat.number, seat.name, seat.here) for seat in view.seats]
    return seats, view.locked, view.rules, view.addresses, view.stage


def _headline(here: int) -> str:
    return "Nobody is here yet" if not here else "1 is here" if here == 1 else f"{here} are here"

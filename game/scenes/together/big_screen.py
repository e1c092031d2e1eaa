"""The big screen of a room: everybody's sheet, live. It is read from the back of a classroom.

Pages never change place, so that everybody finds their own. The first three places are shown, and nobody
is ever shown as last. Esc shows the host's bar.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.scenes.scene import Scene
from game.scenes.together.following import Following
from game.scenes.together.room_games import GAME_NAMES, questions_of, team_of
from game.scenes.together.seat_page import SeatPage, page_look
from game.session.hosted_room import (
    Doing,
    HostedRoom,
    RoomGame,
    RoomSeat,
    RoomStage,
    RoomView,
)
from game.stage import Open
from game.ui.clock_line import clock_line
from game.ui.events import KeyEvent
from game.ui.layout import mirrored
from game.ui.look import Look
from game.ui.sheet import desk, put, shadow, sheet
from game.ui.widgets import Key, button_row

# How many pages are side by side and one below the other, for up to so many players.
# A few players have large pages, and no row is empty; more have steps so large that pages seldom move.
GRIDS = (
    (1, 1, 1), (2, 2, 1), (4, 2, 2), (6, 3, 2), (8, 4, 2), (12, 4, 3), (20, 5, 4), (24, 6, 4), (40, 8, 5),
)  # fmt: skip
QUESTIONS_UP_TO = 24  # players; there is no room for the questions of more
CHANGE_S, FADE_S = 3.0, 0.28  # the first places change so often at most, and fade over
PAGES_A_FRAME = 4  # drawn anew at most, in turn, so that no frame takes long
# The words of the host's bar, and shorter ones for where they have no room.
_BAR_WORDS = (
    ("Next question", "Right marks only", "Lock room", "Unlock room", "Teacher’s page"),
    ("Next", "Right only", "Lock room", "Unlock room", "Teacher’s page"),
    ("Next", "Right only", "Lock", "Unlock", "Teacher"),
)


class BigScreen(Scene):
    """The clock, the first places and the code in a margin; beside it a page for each player."""

    def __init__(self, room: HostedRoom) -> None:
        super().__init__()
        self.room = room
        self._following = Following(self, room, RoomStage.PLAYING, RoomStage.PAUSED)
        state = self.view
        self.bar_shown = False
        self.only_right = False  # marks: right ones only, to shame nobody
        self.pages: dict[int, SeatPage] = {}
        self._bare = pygame.Surface((0, 0))  # the ground without what is on the pages
        self._places = [seat.number for seat in state.seats]  # the seats as their pages lie
        self._seen_at = 0.0
        self._first = FirstThree(first_places(state))
        self._margin = pygame.Rect(0, 0, 0, 0)
        self._line_x = 0

    # Following the room

    @property
    def view(self) -> RoomView:
        """The room as it is shown."""
        return self._following.view

    def update(self, now: float) -> bool:
        moving = self._first.let_pass(first_places(self.view), now)
        before = self._following.update()
        if before is not None:
            self._show(before, now)
        for page in self.pages.values():
            moving |= page.let_pass(now)
        return moving or before is not None or self._clock_runs

    def _show(self, before: RoomView, now: float) -> None:
        view = self.view
        if view.left_s != before.left_s or view.stage is not before.stage:
            self._seen_at = now
        new = [seat.number for seat in view.seats if seat.number not in self._places]
        self._places += new
        listed = {seat.number for seat in view.seats}
        if new or self.pages.keys() != listed or _fixed(before) != _fixed(view):
            self.again()
        for seat in view.seats:
            self.pages[seat.number].show(seat, now, only_right=self.only_right)

    def gone(self) -> None:
        self._following.gone()

    @property
    def _clock_runs(self) -> bool:
        return self.view.left_s is not None and self.view.stage is RoomStage.PLAYING

    # Layout

    def layout(self) -> None:
        look, view = self.look, self.view
        width, height = look.size
        ground = self.ground = desk(look)
        self._margin = mirrored(look, pygame.Rect(0, 0, look.px(22.5), height))
        line = pygame.Rect(look.px(18.6), 0, look.px(0.8), height)
        self._line_x = mirrored(look, line).centerx
        shadow(ground, self._margin, look)
        ground.fill(look.palette.sheet, self._margin)
        self._print(ground)
        count = max(len(self._places), 1)
        across, down = next(((x, y) for most, x, y in GRIDS if count <= most), GRIDS[-1][1:])
        if look.portrait:
            across, down = down, across
        gap = look.px(1.6)
        area = mirrored(look, pygame.Rect(look.px(22.5), 0, width - look.px(22.5), height))
        area = area.inflate(-2 * gap, -2 * gap)
        seats = {seat.number: seat for seat in view.seats}
        wide, high = (area.width - gap * (across - 1)) // across, (area.height - gap * (down - 1)) // down
        small = page_look(look, pygame.Rect(0, 0, wide, high))
        self.pages = {}
        for at, number in enumerate(self._places):
            row, column = divmod(at, across)
            rect = pygame.Rect(area.left + column * (wide + gap), area.top + row * (high + gap), wide, high)
            if number not in seats:
                continue  # its place stays empty
            sheet(ground, rect, look)
            question = count <= QUESTIONS_UP_TO
            # In Teams the goal is the team's.
            goal = 0 if view.rules.game is RoomGame.TEAMS else view.goal
            seat = seats[number]
            team, least = team_of(view, seat), look.type_size("small")
            page = SeatPage(rect, small, seat, goal, team=team, least=least, question=question)
            page.show(seats[number], self.stage.clock(), only_right=self.only_right)
            self.pages[number] = page
        self._bare = ground.copy()
        for page in self.pages.values():
            page.draw(ground)
        if self.bar_shown:
            self._lay_bar()

    def _print(self, ground: pygame.Surface) -> None:
        """What stays the same in the margin."""
        look, palette, view = self.look, self.look.palette, self.view
        left, room = self._text_left, self._text_width
        y = look.px(2.4)
        title = look.shrunk(GAME_NAMES[view.rules.game], "page", palette.ink, room)
        ground.blit(title, (left, y))
        y += title.get_height() - look.px(0.4)
        for line in look.lines(questions_of(view), "small", room)[:3]:
            ground.blit(look.text(line, "small", palette.soft), (left, y))
            y += look.font("small").get_linesize()
        foot = look.size[1] - look.px(2)
        code = look.shrunk(view.code, "h1", palette.ink, room)
        put(ground, code, bottomleft=(left, foot))
        word = "locked" if view.locked else "room"
        put(ground, look.text(word, "small", palette.soft), bottomleft=(left, foot - code.get_height()))

    @property
    def _text_left(self) -> int:
        return self._margin.left + self.look.px(2.4 if self._margin.left == 0 else 5.4)

    @property
    def _text_width(self) -> int:
        return self.look.px(14.8)

    def _lay_bar(self) -> None:
        """The host's bar, over the foot of the pages."""
        look = self.look
        paused = self.view.stage is RoomStage.PAUSED
        area = self._bar.inflate(-2 * look.px(2), 0)
        for next_question, right_only, lock, unlock, page in _BAR_WORDS:
            left = [
                Key("Go on" if paused else "Pause", lambda: self.room.pause(not paused), "pause"),
                Key(next_question, self.room.next, "skip", enabled=not paused),
                Key("All marks" if self.only_right else right_only, self._turn_marks, "tick"),
                Key(unlock if self.view.locked else lock, self._lock, "lock"),
                Key(page, self._to_teachers_link, "person"),
            ]
            row = button_row(look, area, left, [Key("End", self.room.finish, primary=True)])
            if all(button.label for button in row):
                break
        self.widgets += row

    @property
    def _bar(self) -> pygame.Rect:
        """Where the host's bar is."""
        look = self.look
        height = look.target(8) + look.px(4)
        return pygame.Rect(0, look.size[1] - height, look.size[0], height)

    # Drawing

    def draw(self, surface: pygame.Surface) -> None:
        assert self.ground is not None
        stale = [number for number, page in self.pages.items() if page.stale]
        for number in stale[:PAGES_A_FRAME]:
            page = self.pages.pop(number)
            self.pages[number] = page  # it comes last the next time
            self.ground.blit(self._bare, page.rect, page.whole)
            page.draw(self.ground)
        surface.blit(self.ground, (0, 0))
        self._draw_margin(surface)
        if self.bar_shown:
            sheet(surface, self._bar, self.look)
        for widget in self.widgets:
            widget.draw(surface)
        self.focus.draw(surface, self.look)

    def _draw_margin(self, surface: pygame.Surface) -> None:
        look, palette, view = self.look, self.look.palette, self.view
        left, room = self._text_left, self._text_width
        shared = self._shared_question()
        if shared:
            question = look.shrunk(shared, "h1", palette.ink, room)
            put(surface, question, midleft=(left, round(look.size[1] * 0.26)))
        now = self.stage.clock()
        top = round(look.size[1] * 0.36)
        bottom = self._first.draw(surface, look, (left, top), room)
        y = max(bottom + look.px(3), round(look.size[1] * 0.6))
        for line in self._counts():
            text = look.shrunk(line, "small", palette.soft, room)
            surface.blit(text, (left, y))
            y += text.get_height()
        paused = view.stage is RoomStage.PAUSED
        if paused:
            put(surface, look.text("Paused", "h2", palette.accent), bottomleft=(left, top - look.px(2)))
        share, seconds = self._left(now)
        clock_line(surface, look, self._line_x, 0, look.size[1], share, seconds, standing=paused)

    def _left(self, now: float) -> tuple[float | None, float | None]:
        """The share of the time, and the seconds, that are left on the clock of all; None without one."""
        left = self.view.left_s
        if left is None:
            return None, None
        if self._clock_runs:
            left = max(0.0, left - (now - self._seen_at))
        return left / max(1, self.view.rules.length), left

    def _shared_question(self) -> str:
        """The question that everybody has; empty if everybody has their own."""
        if self.view.rules.game is not RoomGame.BUZZ:
            return ""
        return next((seat.question for seat in self.view.seats if seat.question), "")

    def _counts(self) -> Sequence[str]:
        """How many are here, and who has answered."""
        view, seats = self.view, self.view.seats
        lines = ["1 is here" if view.here == 1 else f"{view.here} are here"]
        if view.rules.game is RoomGame.BUZZ:
            answered = sum(seat.doing in (Doing.SHOWN, Doing.DONE) for seat in seats)
            lines.append(f"{answered} answered")
        elif done := sum(seat.doing is Doing.DONE for seat in seats):
            lines.append("1 is done" if done == 1 else f"{done} are done")
        return lines

    # What the host can do

    def key(self, event: KeyEvent) -> None:
        if event.key == pygame.K_p:
            self.room.pause(self.view.stage is not RoomStage.PAUSED)
        else:
            super().key(event)

    def back(self) -> None:
        self.bar_shown = not self.bar_shown
        self.again()

    def pointer_beside(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - anywhere
        self.back()

    def _lock(self) -> None:
        self.room.lock(not self.view.locked)

    def _to_teachers_link(self) -> None:
        self._following.leave_to(Open("teachers_link", self.room, instead=True))

    def _turn_marks(self) -> None:
        self.only_right = not self.only_right
        self.again()


class FirstThree:
    """The first three places. They change every :data:`CHANGE_S` at most, and fade over."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._before = names
        self._changed = float("-inf")
        self._now = 0.0

    def let_pass(self, names: tuple[str, ...], now: float) -> bool:
        """Move on to ``now``, when these are the first; True while they fade over."""
        moving = self._now - self._changed < FADE_S
        self._now = now
        if names != self.names and now - self._changed >= CHANGE_S:
            self._before, self.names, self._changed = self.names, names, now
            return True
        return moving

    def draw(self, surface: pygame.Surface, look: Look, place: tuple[int, int], width: int) -> int:
        """Draw them below one another. Returns where they end."""
        share = 1.0 if look.taste.reduced_motion else min(1.0, (self._now - self._changed) / FADE_S)
        for names, alpha in ((self._before, 1 - share), (self.names, share)):
            if alpha > 0:
                layer = _listed(names, look, width)
                layer.set_alpha(round(255 * alpha))
                surface.blit(layer, place)
        return place[1] + 3 * _pitch(look)


def first_places(view: RoomView) -> tuple[str, ...]:
    """The names of the first three, in Teams those of the teams; only of those with a right answer."""
    if view.rules.game is RoomGame.TEAMS:
        rights: dict[int, int] = {}
        for seat in view.seats:
            rights[seat.team] = rights.get(seat.team, 0) + seat.right
        order = sorted(rights, key=lambda team: (-rights[team], team))
        return tuple(f"Team {team + 1}" for team in order if rights[team])[:3]
    placed = [seat for seat in view.seats if 1 <= seat.place <= 3 and seat.right]
    return tuple(seat.name for seat in sorted(placed, key=_rank))[:3]


def _listed(names: tuple[str, ...], look: Look, width: int) -> pygame.Surface:
    """The names with their places, below one another."""
    pitch = _pitch(look)
    layer = pygame.Surface((width, 3 * pitch), pygame.SRCALPHA)
    for at, name in enumerate(names):
        number = look.text(str(at + 1), "h2", look.palette.soft)
        put(layer, number, midleft=(0, at * pitch + pitch // 2))
        x = number.get_width() + look.px(1)
        text = look.name(name, "h2", look.palette.ink, (width - x, pitch))
        put(layer, text, midleft=(x, at * pitch + pitch // 2))
    return layer


def _pitch(look: Look) -> int:
    """How far one place is above the next: far enough for two lines of small print."""
    return max(look.px(5.2), 2 * look.font("small").get_linesize() + look.px(0.6))


def _rank(seat: RoomSeat) -> tuple[int, int]:
    return seat.place, seat.number


def _fixed(view: RoomView) -> object:
    """What the margin and the host's bar are laid out by."""
    return view.locked, view.rules, view.stage, view.goal

"""The waiting room: a player who has joined a room waits here for its matches, and comes back after each."""

from __future__ import annotations

from typing import assert_never

import pygame

from game.play.levels import LEVELS
from game.play.modes import Mode
from game.scenes.match.pages import place_words
from game.scenes.match.plan import Plan
from game.scenes.match.running_match import RunningMatch
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.together.following import WHY_NO_SEAT
from game.scenes.together.room_games import GAME_NAMES
from game.session.hosted_room import RoomStage
from game.session.joined_room import JoinedRoom, Joining, Playing, Refusal, Seated, Unseated
from game.session.ports import Session, Sitter
from game.stage import Open, Pop
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.fields import TextField
from game.ui.layout import Column, inset
from game.ui.sheet import paragraph, placard, squared, squares
from game.ui.widgets import Choice, Key
from recognizer.ink import Stroke

_LOST = "The connection is lost. It comes back by itself, and you keep your place."

# What is said where nobody plays.
_STARTS = {
    RoomStage.LOBBY: "It starts when the host says so.",
    RoomStage.OVER: "The next match starts when the host says so.",
}


class Tag(Drawing):
    """The ink of the player's name tag: each stroke is shown here and sent to the room."""

    def __init__(self, room: JoinedRoom) -> None:
        super().__init__()
        self._room = room

    def pen_up(self, stroke: Stroke, pointer: int) -> None:
        before = self.ink
        super().pen_up(stroke, pointer)
        if self.ink != before:
            self._room.sign(stroke)

    def pen_undo(self, now: float) -> None:
        """What is on the tag has been seen by all already."""


class WaitingRoom(Scene):
    """Who the player is here and what will be played; beside it squares for the name tag.

    Args:
        room: the player has a seat in it.
    """

    def __init__(self, room: JoinedRoom) -> None:
        super().__init__()
        self.room = room
        self._played: list[Session] = []  # none, or the match that was opened last
        self._tag = Tag(room)
        self._shown: object = None
        self._renaming = False
        self._name = ""  # as it is typed

    @property
    def seated(self) -> Seated | None:
        """The player's seat; None without one."""
        state = self.room.state
        match state:
            case Playing():
                return state.seated
            case Seated():
                return state
            case Joining() | Unseated():
                return None
        assert_never(state)

    def update(self, now: float) -> bool:  # noqa: ARG002 - nothing moves by itself
        self.room.update()
        state = self.room.state
        if isinstance(state, Unseated) and state.why is Refusal.LEFT:
            self.ask(Pop())
            return False
        if isinstance(state, Playing) and state.match not in self._played and not state.match.over:
            self._open(state)
        if state != self._shown:
            self._shown = state
            self.again()
        return False

    def _open(self, playing: Playing) -> None:
        """Play the match that the room plays. There is no count-in: the clocks of all run already."""
        self._played = [playing.match]
        seated, rules = playing.seated, playing.seated.rules
        plan = Plan(
            Mode(rules.game.value),
            seated.level,
            rules.length,
            sitters=(Sitter(seated.name),),
            begun_by_host=True,
        )
        par = LEVELS[seated.level - 1].pool.par
        match = RunningMatch(plan, playing.match, self.stage.clock, par, None)
        match.begin()
        self.ask(Open("quiz", match))

    # Layout

    def layout(self) -> None:
        seated, state = self.seated, self.room.state
        self.canvases = []
        if seated is None:
            why = state.why if isinstance(state, Unseated) else Refusal.LEFT
            page = Page(self, "Play together", right=[Key("Back", self.back, primary=True)])
            area = inset(self.look, page.area, 16, 8)
            placard(page.ground, self.look, area, "You are out of the room", WHY_NO_SEAT[why])
            self.widgets += page.buttons
            return
        title, in_lobby = seated.room or "Play together", seated.stage is RoomStage.LOBBY
        if self._renaming and in_lobby:
            self._lay_name(title)
            return
        change = [Key("Change name", self._begin_to_rename)] if in_lobby and not seated.lost else []
        page = Page(self, title, left=[Key("Leave the room", self.back)], right=change)
        if in_lobby:
            words, tag = page.split(0.62 if seated.rules.own_levels else 0.5, below=0.5)
            self._lay_tag(page.ground, inset(self.look, tag, 8, 6))
        else:
            words = page.area
        self._lay_words(page.ground, inset(self.look, words, 8, 10), seated)
        self.widgets += page.buttons

    def _lay_name(self, title: str) -> None:
        """The line on which the player's name is typed."""
        look = self.look
        never_mind = Key("Never mind", self._end_renaming)
        page = Page(self, title, left=[never_mind], right=[Key("Change name", self._rename, primary=True)])
        area = inset(look, page.area, 12, 10)
        place = pygame.Rect(area.left, area.top, min(area.width, look.px(64)), look.target(9.5))
        field = TextField(place, look, "Your name", self._name, self._write_name, done=self._rename)
        self.widgets += [field, *page.buttons]
        self.form.type_on(field)

    def _begin_to_rename(self) -> None:
        seated = self.seated
        self._renaming, self._name = True, seated.name if seated is not None else ""
        self.again()

    def _write_name(self, text: str) -> None:
        self._name = text

    def _rename(self) -> None:
        if self._name.strip():
            self.room.rename(self._name.strip())
        self._end_renaming()

    def _end_renaming(self) -> None:
        self._renaming = False
        self.again()

    def back(self) -> None:
        if self._renaming:
            self._end_renaming()
        else:
            super().back()

    def _lay_words(self, ground: pygame.Surface, area: pygame.Rect, seated: Seated) -> None:
        look, palette = self.look, self.look.palette
        column = Column(area, look.px(2))
        headline = look.shrunk(self._headline(seated), "h1", palette.ink, area.width)
        ground.blit(headline, (area.left, column.top))
        column.top += headline.get_height() + look.px(1)
        for words in self._lines(seated):
            column.top = paragraph(ground, look, words, "body", palette.ink, column.rest) + look.px(0.6)
        if seated.lost:
            column.top = paragraph(ground, look, _LOST, "body", palette.accent, column.rest)
        if seated.rules.own_levels and seated.stage is RoomStage.LOBBY:
            column.top += look.px(1)
            label = "Your level"
            column.top = paragraph(ground, look, label, "small", palette.soft, column.rest)
            options = [str(level.number) for level in LEVELS]
            place = column.take(look.target(6))
            self.widgets.append(Choice(place, look, options, seated.level - 1, self._level))

    def _headline(self, seated: Seated) -> str:
        if seated.stage is RoomStage.LOBBY:
            return f"You are in, {seated.name}."
        return "The match is over." if seated.stage is RoomStage.OVER else "You are done."

    def _lines(self, seated: Seated) -> list[str]:
        """What the player should know now."""
        rules, state = seated.rules, self.room.state
        game, level = GAME_NAMES[rules.game], LEVELS[seated.level - 1]
        lines = []
        if isinstance(state, Playing) and state.match.over and seated.stage is not RoomStage.LOBBY:
            view = state.match.view(0)
            if place := place_words(view.place, view.players):
                lines.append(f"You came {place}.")
        if seated.stage in (RoomStage.PLAYING, RoomStage.PAUSED):
            lines.append("The others are still playing.")
        lines.append(f"{game}, level {level.number}: {level.name.lower()}.")
        lines.append(_STARTS.get(seated.stage, ""))
        lines.append("1 is here." if seated.here == 1 else f"{seated.here} are here.")
        return [line for line in lines if line]

    def _lay_tag(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        """Squares for the digit on the name tag."""
        look = self.look
        words = "Write a digit for your name tag."
        foot = look.font("body").get_linesize() * len(look.lines(words, "body", area.width))
        place = pygame.Rect(area.left, area.top, area.width, area.height - foot - look.px(1))
        zone = squared(place, look)
        squares(ground, zone, look)
        self.canvases = [Canvas(look, zone, self._tag)]
        below = pygame.Rect(area.left, zone.bottom + look.px(1), area.width, foot)
        paragraph(ground, look, words, "body", look.palette.soft, below)

    def _level(self, index: int) -> None:
        self.room.play_at(index + 1)

    def gone(self) -> None:
        self.room.leave()

"""The options of a room: which game, which questions, how long, and what players may do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pygame

from game.play.levels import LEVELS
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.together.following import Following, screen_of
from game.scenes.together.room_games import DAILY, GAME_NAMES, HOW, LENGTHS, questions_of, with_game
from game.session.hosted_room import HostedRoom, RoomGame, RoomStage, RoomView
from game.ui.layout import Column, inset
from game.ui.lists import Pick, Picks
from game.ui.sheet import paragraph
from game.ui.widgets import Choice, Key

TEAMS = (2, 3, 4, 5, 6, 8)

# The left half's share of the sheet.
_LEFT = 0.44


class RoomOptions(Scene):
    """What is asked on the left; how it is played on the right. Each choice counts at once."""

    def __init__(self, room: HostedRoom) -> None:
        super().__init__()
        self.room = room
        self._following = Following(self, room, RoomStage.LOBBY, RoomStage.OVER)

    # Following the room

    @property
    def view(self) -> RoomView:
        """The room as it is shown."""
        return self._following.view

    def update(self, now: float) -> bool:  # noqa: ARG002 - nothing moves
        before = self._following.update()
        if before is None:
            return False
        if (before.rules, before.exercises) != (self.view.rules, self.view.exercises):
            self.again()
        return True

    def gone(self) -> None:
        self._following.gone()

    def back(self) -> None:
        self._following.leave_to(screen_of(self.room, replace(self.view, stage=RoomStage.LOBBY)))

    # Layout

    @property
    def _narrow(self) -> bool:
        """Whether both halves are side by side in a window that is too narrow for the names of levels."""
        look = self.look
        name = max(look.font("h2").size(level.name)[0] for level in LEVELS)
        beside = look.font("small").size("10")[0] + look.target(0) + 2 * look.px(1.6) + look.px(2)
        width = round(_LEFT * (look.size[0] - look.px(8))) - look.px(5)
        return not look.portrait and name + beside > width

    def layout(self) -> None:
        look = self.look
        page = Page(self, "Options", right=[Key("Done", self.back, "tick", primary=True)])
        left, right = page.split(0.35 if self._narrow else _LEFT, below=0.4)
        aside = 3 if self._narrow else 5
        left, right = inset(look, left, aside, 5), inset(look, right, aside if self._narrow else 8, 5)
        self._questions(page.ground, left)
        row = partial(self._row, page.ground, Column(right, gap=look.px(0.8 if look.stacked else 2)))
        rules, names = self.view.rules, list(GAME_NAMES.values())
        row(HOW[rules.game], names, list(GAME_NAMES).index(rules.game), self._play)
        lengths = [rules.length] if rules.daily else sorted({*LENGTHS[rules.game], rules.length})
        words = [str(length) if length else "no end" for length in lengths]
        unit = "Seconds at the start" if rules.game is RoomGame.TOGETHER else "Questions"
        unit = "Right answers that win" if rules.game is RoomGame.TEAMS else unit
        row(unit, words, lengths.index(rules.length), lambda at: self._change(length=lengths[at]))
        if rules.game is RoomGame.TEAMS:
            teams = sorted({*TEAMS, rules.teams})
            words = [str(count) for count in teams]
            row("Teams", words, teams.index(rules.teams), lambda at: self._change(teams=teams[at]))
        words, chosen = ["On the pads too", "Big screen only"], 0 if rules.question_on_pad else 1
        row("Where the question stands", words, chosen, lambda at: self._change(question_on_pad=at == 0))
        words, chosen = ["May join in", "Must wait"], 0 if rules.late else 1
        row("Players who come late", words, chosen, lambda at: self._change(late=at == 0))
        self.widgets += page.buttons

    def _row(
        self,
        ground: pygame.Surface,
        column: Column,
        words: str,
        options: Sequence[str],
        chosen: int,
        pick: Callable[[int], None],
    ) -> None:
        """A choice with a few words above it."""
        look = self.look
        column.top = paragraph(ground, look, words, "small", look.palette.soft, column.rest)
        self.widgets.append(Choice(column.take(look.target(5.6)), look, options, chosen, pick))

    def _questions(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, rules = self.look, self.view.rules
        column = Column(area, gap=look.px(1))
        said = questions_of(self.view) if self._narrow else "What is asked, and its level"
        column.top = paragraph(ground, look, said, "small", look.palette.soft, column.rest)
        own = Pick("Own levels" if self._narrow else "Everyone’s own level")
        levels = [
            Pick(f"Level {level.number}") if self._narrow else Pick(level.name, str(level.number))
            for level in LEVELS
        ]
        plain = replace(rules, own_levels=False, exercise=0, daily=False)
        # What each row asks, from the top.
        asked = [
            (pick, replace(plain, level=level.number)) for level, pick in zip(LEVELS, levels, strict=True)
        ]
        asked.append((own, replace(plain, own_levels=True)))
        if rules.game is RoomGame.RACE:
            asked.append((Pick(DAILY), replace(plain, daily=True)))
        asked += [
            (Pick(one.name, "" if self._narrow else "exercise"), replace(plain, exercise=one.id))
            for one in self.view.exercises
        ]
        chosen = next((row for row, (_, these) in enumerate(asked) if these == rules), None)
        rows = [pick for pick, _ in asked]
        self.widgets.append(
            Picks(column.rest, look, rows, chosen, lambda row: self.room.play_by(asked[row][1]))
        )

    # What is chosen

    def _change(self, **changes: Any) -> None:
        self.room.play_by(replace(self.view.rules, **changes))

    def _play(self, index: int) -> None:
        self.room.play_by(with_game(self.view.rules, list(GAME_NAMES)[index]))

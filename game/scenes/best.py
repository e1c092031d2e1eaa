"""The best results by mode, level and length. See `game.play.modes.Unranked` for what is not listed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import pygame

from game.play.levels import LEVELS
from game.play.modes import RANKED, RULES, Mode
from game.scenes.match.plan import MODE_NAMES, Plan, me
from game.scenes.page import Page
from game.scenes.profile import bead
from game.scenes.scene import Scene
from game.stage import Open
from game.ui.dates import day_of, short_day
from game.ui.layout import Column, inset
from game.ui.sheet import disc, margin, placard, put, rounded, rule
from game.ui.widgets import Choice, Key

if TYPE_CHECKING:
    from data.records import LeaderboardRow


PLACES = 10  # the most that the store gives
# Where the column of days ends, as a share of the width. A name may be as long as it leaves room.
_DAY = 0.5
# What is listed here; the store's view ``ranked`` decides.
_HOW_TO_GET_HERE = "To get a place here, finish a match and write all the answers."


class Best(Scene):
    """A leaderboard; above it the choice of mode, level and length."""

    def __init__(self, mode: Mode | None = None, level: int = 0) -> None:
        super().__init__()
        self.mode, self.level = mode, level
        self.length = 0
        self.rows: list[LeaderboardRow] | None = None
        self._asked: object = None

    def layout(self) -> None:
        self.page = page = Page(self, "Best", right=[Key("Play this", self._play, "play", primary=True)])
        look, ground = self.look, page.ground
        if self.mode is None:
            kept = Mode(self.stage.settings.mode)
            self.mode = kept if kept in RANKED else Mode.SPRINT
        self.level = self.level or self.stage.settings.level
        lengths = sorted(RULES[self.mode].lengths)
        if self.length not in lengths:
            self.length = RULES[self.mode].lengths[0]
        column = Column(inset(look, page.area, 8, 5), gap=look.px(0.6))
        height = look.target(6)
        words = [MODE_NAMES[mode] for mode in RANKED]
        self.widgets.append(
            Choice(column.take(height), look, words, RANKED.index(self.mode), self._choose_mode)
        )
        if self.mode is not Mode.DAILY:
            levels = [str(level.number) for level in LEVELS]
            self.widgets.append(Choice(column.take(height), look, levels, self.level - 1, self._choose_level))
        line = column.take(height, gap=look.px(1))
        room = line.width
        if len(lengths) > 1:
            choice = line.copy()
            choice.width = min(line.width * 3 // 5, look.px(60))
            choice.right = line.right
            room -= choice.width + look.px(1)
            unit, index = " s" if RULES[self.mode].timed else "", lengths.index(self.length)
            shown = [f"{n}{unit}" for n in lengths]
            self.widgets.append(Choice(choice, look, shown, index, lambda i: self._choose_length(lengths[i])))
        level = LEVELS[self.level - 1].name
        caption = f"Today, {day_of(datetime.now())}" if self.mode is Mode.DAILY else level
        text = look.fitted(caption, "small", look.palette.soft, room)
        put(ground, text, midleft=line.midleft)
        rule(ground, look, line.left, line.right, column.top)
        self._fetch()
        self._table(ground, column.rest.move(0, look.px(1)))
        self.widgets += page.buttons

    def _fetch(self) -> None:
        store, mode = self.stage.store, self.mode
        what = (mode, self.level, self.length)
        if store is None or mode is None or what == self._asked:
            return
        self._asked, self.rows = what, None
        day = datetime.now().date() if mode is Mode.DAILY else None
        level, length = 1 if day else self.level, self.length or None
        ask = partial(store.progress.leaderboard, mode.value, level=level, length=length, day=day)
        self.stage.worker.submit(ask, self._fetched, failed=self.tell_error, key="best")

    def _fetched(self, rows: list[LeaderboardRow]) -> None:
        self.rows = rows
        self.again()

    def _table(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, palette = self.look, self.look.palette
        if self.stage.store is None:
            placard(ground, look, area, "No results", "Nothing can be saved on this computer right now.")
        elif self.rows == []:
            placard(ground, look, area, "Nobody yet. Be the first!", _HOW_TO_GET_HERE)
        if not self.rows:
            return
        height = max(look.px(5.2), look.font("h2").get_linesize() + 2)
        if look.portrait:
            height = max(height, min(look.px(15), area.height // PLACES))
        line = area.left + look.px(6)
        shown = self.rows[: max(1, area.height // height)]
        places = PLACES if look.portrait else len(shown)
        margin(ground, look, line, area.top, min(area.bottom, area.top + height * places))
        for number, row in enumerate(shown):
            self._row(ground, pygame.Rect(area.left, area.top + number * height, area.width, height), row)
        for number in range(len(shown), places):  # nobody has these yet
            y = area.top + number * height
            rule(ground, look, line + look.px(2), area.right, y)
            place = look.text(str(number + 1), "h2", palette.disabled)
            put(ground, place, midright=(line - look.px(1.6), y + height // 2))

    def _row(self, ground: pygame.Surface, area: pygame.Rect, row: LeaderboardRow) -> None:
        """A result: place, bead and name, and its figures; in portrait these stand below the name."""
        look, palette = self.look, self.look.palette
        line, middle = area.left + look.px(6), area.centery
        if self.stage.player is not None and row.player_id == self.stage.player.id:
            shaded = pygame.Rect(line + look.px(0.5), area.top, area.right - line, area.height - look.px(0.4))
            rounded(ground, shaded, palette.chosen, look.px(0.7))
        place = look.text(str(row.place), "h2", palette.accent if row.place == 1 else palette.soft)
        put(ground, place, midright=(line - look.px(1.6), middle))
        dot = disc(max(4, look.px(1.1)), bead(row.colour, palette))
        put(ground, dot, midleft=(line + look.px(2), middle))
        left = line + look.px(5.5)
        day = short_day(row.finished.astimezone())
        figures = (f"{row.right} of {row.questions}", f"{row.seconds:.0f} s", day)
        if look.portrait:
            score = look.text(str(row.score), "h1", palette.ink)
            put(ground, score, midright=(area.right - look.px(2), middle))
            room = area.right - look.px(4) - score.get_width() - left
            name = look.squeezed(row.name, "h2", palette.ink, room)
            below = look.fitted("   ".join(figures), "body", palette.soft, room)
            top = middle - (name.get_height() + below.get_height()) // 2
            ground.blit(name, (left, top))
            ground.blit(below, (left, top + name.get_height()))
            return
        end = area.left + round(area.width * _DAY) - look.font("small").size(day)[0] - look.px(2)
        name = look.squeezed(row.name, "h2", palette.ink, end - left)
        put(ground, name, midleft=(left, middle))
        columns = [
            (str(row.score), "h2", palette.ink, 1.0),
            (figures[0], "body", palette.soft, 0.82),
            (figures[1], "body", palette.soft, 0.64),
            (figures[2], "small", palette.soft, _DAY),
        ]
        edge = area.right
        for words, role, ink, share in columns:
            text = look.text(words, role, ink)
            right = min(area.left + round(area.width * share), edge) - look.px(1)
            edge = right - text.get_width()
            if right - text.get_width() > left + name.get_width() + look.px(1):
                put(ground, text, midright=(right, middle))

    def store_opened(self) -> None:
        self.again()

    def left(self) -> None:
        self._asked = None

    def _choose_mode(self, index: int) -> None:
        self.mode = RANKED[index]
        self.again()

    def _choose_level(self, index: int) -> None:
        self.level = index + 1
        self.again()

    def _choose_length(self, length: int) -> None:
        self.length = length
        self.again()

    def _play(self) -> None:
        assert self.mode is not None
        sitters = (me(self.stage),)
        if self.mode is Mode.DAILY:
            plan = Plan(Mode.DAILY, sitters=sitters, day=datetime.now().date())
        else:
            plan = Plan(self.mode, self.level, self.length or None, sitters=sitters)
        self.ask(Open("match", plan))

"""Side by side: a duel with another player, the computer or your own best run; or turns on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING

import pygame

from game.play.levels import LEVELS
from game.play.modes import RULES, Mode
from game.play.opponent import PACES
from game.play.scoring import Answer, Outcome
from game.scenes.match.plan import Plan, computer, me, players
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.session.ports import Kind, Sitter
from game.stage import Open
from game.store_adapter import played_answer
from game.ui.events import KeyEvent
from game.ui.layout import Column, flow, inset
from game.ui.rows import line_list
from game.ui.sheet import paragraph, put
from game.ui.widgets import Button, Choice, Key, button_width

if TYPE_CHECKING:
    from data.store import Store


class Way(IntEnum):
    """How to play side by side, as :data:`WAYS` lists it."""

    DUEL = 0
    COMPUTER = 1
    BEST_RUN = 2
    TURNS = 3


WAYS = (
    ("Duel", "two pens"),
    ("Computer", "it writes too"),
    ("Best run", "race yourself"),
    ("Take turns", "two to six"),
)
MOST = 6  # that can take turns
_MORE = "More…"


class SideBySide(Scene):
    """How to play on the left; who, which level and how long on the right."""

    def __init__(self, way: Way = Way.DUEL) -> None:
        super().__init__()
        self.way, self.level, self.pace = way, 0, 1
        self.names: list[str] = []
        self.length: int | None = None
        self._runs: dict[int, tuple[Answer, ...]] = {}  # the best run at each level that was looked up
        self._asked: set[int] = set()
        self._first = 0  # of the names that are shown

    @property
    def mode(self) -> Mode:
        return Mode.HOT_SEAT if self.way is Way.TURNS else Mode.DUEL

    def layout(self) -> None:
        self._seat_somebody()
        start = Key("Start", self._start, "play", primary=True, enabled=self._ready)
        page = Page(self, "Side by side", right=[start])
        look = self.look
        self.level = self.level or self.stage.settings.level
        left, right = page.split(0.33, below=0.36, ruled=True)
        left, right = inset(look, left, 5, 6), inset(look, right, 8, 6)
        self.widgets += line_list(look, left, WAYS, self.way, self._choose_way)
        column = Column(right, gap=self._gap)
        self._who(page.ground, column)
        self._levels(page.ground, column)
        self._lengths(page.ground, column)
        if words := self._why_not():
            picture = look.fitted(words, "body", look.palette.accent, right.width)
            page.ground.blit(picture, (right.left, right.bottom - picture.get_height() + look.px(1)))
        self.widgets += page.buttons

    @property
    def _gap(self) -> int:
        """Between two lines to choose from."""
        return self.look.px(10 if self.look.portrait else 2 if self.look.stacked else 4.5)

    def _who(self, ground: pygame.Surface, column: Column) -> None:
        look, height, top = self.look, self.look.target(6), column.top
        self._label(ground, column, ("Who", "How fast", "Your best run", "Who")[self.way])
        if self.way is Way.COMPUTER:
            words = [pace.capitalize() for pace in PACES]
            self.widgets.append(Choice(column.take(height), look, words, self.pace, self._choose_pace))
        elif self.way is Way.BEST_RUN:
            rect = column.take(height)
            text = look.fitted(self._best_words(), "body", look.palette.ink, rect.width)
            put(ground, text, midleft=rect.midleft)
        else:
            shown = self._lay_names(column)
            if hidden := [name for name in self.names if name not in shown]:
                aside = look.font("small").size("Who  ")[0]
                also = f"{' and '.join(hidden)} too"
                text = look.fitted(also, "small", look.palette.ink, column.rest.width - aside)
                ground.blit(text, (column.rest.left + aside, top))

    def _lay_names(self, column: Column) -> Sequence[str]:
        """A button for each player; where not all have room, a last one shows more. Returns those shown."""
        look, height = self.look, self.look.target(6)
        area, names = column.rest, self._everybody()
        below = look.font("small").get_linesize() + look.px(0.4) + height
        area.height -= 2 * below + 2 * self._gap

        def boxes(labels: Sequence[str]) -> list[pygame.Rect]:
            widths = [max(look.px(12), button_width(look, label) - look.px(1)) for label in labels]
            return flow(area, widths, height, look.px(1.2))

        def fits(labels: Sequence[str]) -> bool:
            return boxes(labels)[-1].bottom <= area.bottom

        labels = shown = names
        if not fits(names):
            self._first = self._first if self._first < len(names) else 0
            shown = names[self._first :]
            while len(shown) > 1 and not fits([*shown, _MORE]):
                shown = shown[:-1]
            labels = [*shown, _MORE]
        actions = [partial(self._toggle, name) for name in shown]
        actions += [partial(self._turn_names, self._first + len(shown))] * (len(labels) - len(shown))
        for label, action, rect in zip(labels, actions, boxes(labels), strict=True):
            button = Button(rect, look, label, action)
            button.lit = label in self.names
            self.widgets.append(button)
        column.take(boxes(labels)[-1].bottom - column.top)
        return shown

    def _turn_names(self, first: int) -> None:
        self._first = first
        self.again()

    def _label(self, ground: pygame.Surface, column: Column, words: str) -> None:
        end = paragraph(ground, self.look, words, "small", self.look.palette.soft, column.rest)
        column.top = end + self.look.px(0.4)

    def _levels(self, ground: pygame.Surface, column: Column) -> None:
        look = self.look
        self._label(ground, column, f"Level {self.level}: {LEVELS[self.level - 1].name.lower()}")
        words = [str(level.number) for level in LEVELS]
        self.widgets.append(
            Choice(column.take(look.target(6)), look, words, self.level - 1, self._choose_level)
        )

    def _lengths(self, ground: pygame.Surface, column: Column) -> None:
        look = self.look
        lengths = sorted(RULES[self.mode].lengths)
        length = self.length if self.length in lengths else RULES[self.mode].lengths[0]
        self._label(ground, column, "Questions each" if self.way is Way.TURNS else "Rounds")
        rect = column.take(look.target(6))
        rect.width = round(rect.width * 0.7)
        words, chosen = [str(n) for n in lengths], lengths.index(length)
        self.widgets.append(Choice(rect, look, words, chosen, lambda i: self._choose_length(lengths[i])))

    # Who plays

    def _everybody(self) -> list[str]:
        known = [player.name for player in players(self.stage)]
        guests = ["Guest", *(f"Guest {n}" for n in range(2, MOST + 1))]
        return [*known, *guests[: max(2, MOST - len(known)) if self.way is Way.TURNS else 2]]

    def _seat_somebody(self) -> None:
        """At first choose two: who is playing, and the next one."""
        everybody = self._everybody()
        self.names = [name for name in self.names if name in everybody]
        mine = self.stage.player.name if self.stage.player else "Guest"
        if not self.names:
            self.names = [mine, next(name for name in everybody if name != mine)]
        if self.mode is Mode.DUEL:
            self.names = self.names[:2]

    def _toggle(self, name: str) -> None:
        if name in self.names:
            self.names.remove(name)
        else:
            self.names.append(name)
            if self.way is Way.DUEL and len(self.names) > 2:
                self.names.pop(0)
        if not self.names:
            self.names = [name]
        self.again()

    @property
    def _ready(self) -> bool:
        """Whether it can begin."""
        return not self._why_not() and (self.way is not Way.BEST_RUN or bool(self._runs.get(self.level)))

    def _why_not(self) -> str:
        """What is wrong with the players that are chosen; ``""`` if nothing is."""
        if self.way in (Way.DUEL, Way.TURNS) and len(self.names) < 2:
            return "Choose one more player."
        if self.way is Way.TURNS and len(self.names) > MOST:
            return "Six players at most."
        return ""

    def _sitters(self) -> tuple[Sitter, ...]:
        if self.way is Way.COMPUTER:
            return me(self.stage), computer(list(PACES)[self.pace])
        if self.way is Way.BEST_RUN:
            return me(self.stage), Sitter("Your best", Kind.GHOST, run=self._runs[self.level])
        ids = {player.name: player.id for player in players(self.stage)}
        return tuple(
            Sitter(name, Kind.PLAYER, ids[name]) if name in ids else Sitter(name, Kind.GUEST)
            for name in self.names
        )

    # The ghost

    def _best_words(self) -> str:
        player, store, level = self.stage.player, self.stage.store, self.level
        if player is None or store is None:
            return "Choose a player first. A guest has no best run."
        run = self._runs.get(level)
        if run is None:
            if level not in self._asked:
                self._asked.add(level)
                look_up = partial(best_run, store, player.id, level)
                self.stage.worker.submit(look_up, partial(self._found, level))
            return "Looking for it…"
        if not run:
            return "Finish a Sprint at this level first."
        right = sum(answer.outcome is Outcome.RIGHT for answer in run)
        return f"{right} of {len(run)} right, {sum(a.seconds for a in run) / len(run):.1f} s a question"

    def _found(self, level: int, run: tuple[Answer, ...]) -> None:
        self._runs[level] = run
        if self.way is Way.BEST_RUN:
            self.again()

    # What can be done

    def key(self, event: KeyEvent) -> None:
        if self.is_enter(event):
            self._start()
        else:
            super().key(event)

    def _choose_way(self, way: int) -> None:
        self.way = Way(way)
        self.again()

    def _choose_pace(self, index: int) -> None:
        self.pace = index

    def _choose_level(self, index: int) -> None:
        self.level = index + 1
        self.again()

    def _choose_length(self, length: int) -> None:
        self.length = length

    def _start(self) -> None:
        if not self._ready:
            return
        length = self.length if self.length in RULES[self.mode].lengths else None
        kept = replace(self.stage.settings, level=self.level)
        if kept != self.stage.settings:
            self.stage.change(kept)
        self.ask(Open("match", Plan(self.mode, self.level, length, sitters=self._sitters()), instead=True))


def best_run(store: Store, player: int, level: int) -> tuple[Answer, ...]:
    """The answers of a player's best Sprint at a level, for a ghost to repeat; empty without a Sprint."""
    run = store.progress.best_run(player, Mode.SPRINT.value, level=level)
    return tuple(map(played_answer, run[1])) if run is not None else ()

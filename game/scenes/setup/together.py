"""More than one: a duel with pens, against the computer or one's own best run; or turns on one sheet."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pygame

from game.play.levels import LEVELS
from game.play.modes import RULES, Mode
from game.play.opponent import PACES
from game.play.questions import Fact, Missing, Op, Question
from game.play.scoring import Answer, Outcome
from game.scenes.match.plan import Plan, computer, me, players
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.session.ports import Kind, Sitter
from game.stage import Open
from game.ui.events import KeyEvent
from game.ui.rows import Line, agree
from game.ui.sheet import margin, rule
from game.ui.widgets import Button, Choice, Key, button_width

KINDS = (
    ("Duel", "two pens"),
    ("Computer", "it writes too"),
    ("Best run", "your own ghost"),
    ("Take turns", "two to six"),
)
GUESTS = 6


class Together(Scene):
    """The kind on the left; who, which level and how long on the right."""

    def __init__(self, kind: int = 0) -> None:
        super().__init__()
        self.kind, self.level, self.pace = kind, 0, 1
        self.names: list[str] = []
        self.length: int | None = None
        self._run: tuple[int, tuple[Answer, ...]] | None = None  # level, the best run at it
        self._asked = 0

    @property
    def mode(self) -> Mode:
        return Mode.HOT_SEAT if self.kind == 3 else Mode.DUEL

    def layout(self) -> None:
        self._seat_somebody()
        start = Key("Start", self._start, "play", primary=True, enabled=not self._why_not())
        page = Page(self, "Together", right=[start])
        look, area, ground = self.look, page.area, page.ground
        self.level = self.level or self.stage.settings.level
        if look.portrait:
            left = pygame.Rect(area.left, area.top, area.width, round(area.height * 0.36))
            right = pygame.Rect(area.left, left.bottom, area.width, area.bottom - left.bottom)
            rule(ground, look, area.left + look.px(4), area.right - look.px(4), left.bottom)
        else:
            left = pygame.Rect(area.left, area.top, round(area.width * 0.33), area.height)
            right = pygame.Rect(left.right, area.top, area.right - left.right, area.height)
            if look.taste.left_handed:
                left.left, right.left = area.right - left.width, area.left
            x = left.right if not look.taste.left_handed else left.left
            margin(ground, look, x, area.top, area.bottom)
        left, right = left.inflate(-look.px(5), -look.px(6)), right.inflate(-look.px(8), -look.px(6))
        height, gap = look.target(13 if look.portrait else 9.5), look.px(1)
        height = min(height, (left.height - gap * 3) // 4)
        lines = []
        for number, (name, about) in enumerate(KINDS):
            rect = pygame.Rect(left.left, left.top + number * (height + gap), left.width, height)
            chosen = number == self.kind
            lines.append(Line(rect, look, name, partial(self._pick, number), about=about, chosen=chosen))
        agree(lines)
        self.widgets += lines
        gap = look.px(10 if look.portrait else 2 if look.stacked else 4.5)
        y = self._who(ground, right) + gap
        y = self._levels(ground, right, y) + gap
        self._lengths(ground, right, y)
        words = self._why_not()
        if words:
            picture = look.fitted(words, "body", look.palette.accent, right.width)
            ground.blit(picture, (right.left, right.bottom - picture.get_height() + look.px(1)))
        self.widgets += page.buttons

    def _who(self, ground: pygame.Surface, area: pygame.Rect) -> int:
        look = self.look
        y = self._label(ground, area, area.top, ("Who", "How quick", "Your best run", "Who")[self.kind])
        height = look.target(6)
        if self.kind == 1:
            words = [pace.capitalize() for pace in PACES]
            rect = pygame.Rect(area.left, y, area.width, height)
            self.widgets.append(Choice(rect, look, words, self.pace, self._paced))
            return rect.bottom
        if self.kind == 2:
            text = look.fitted(self._best_words(), "body", look.palette.ink, area.width)
            ground.blit(text, text.get_rect(midleft=(area.left, y + height // 2)))
            return y + height
        x, gap = area.left, look.px(1.2)
        for name in self._everybody():
            width = min(max(look.px(12), button_width(look, name) - look.px(1)), area.width)
            if x + width > area.right and x > area.left:
                x, y = area.left, y + height + gap
            button = Button(pygame.Rect(x, y, width, height), look, name, partial(self._toggle, name))
            button.lit = name in self.names
            self.widgets.append(button)
            x += width + gap
        return y + height

    def _label(self, ground: pygame.Surface, area: pygame.Rect, y: int, words: str) -> int:
        text = self.look.text(words, "small", self.look.palette.soft)
        ground.blit(text, (area.left, y))
        return y + text.get_height() + self.look.px(0.4)

    def _levels(self, ground: pygame.Surface, area: pygame.Rect, y: int) -> int:
        look = self.look
        y = self._label(ground, area, y, f"Level {self.level}: {LEVELS[self.level - 1].name.lower()}")
        rect = pygame.Rect(area.left, y, area.width, look.target(6))
        words = [str(level.number) for level in LEVELS]
        self.widgets.append(Choice(rect, look, words, self.level - 1, self._levelled))
        return rect.bottom

    def _lengths(self, ground: pygame.Surface, area: pygame.Rect, y: int) -> None:
        look = self.look
        lengths = sorted(RULES[self.mode].lengths)
        length = self.length if self.length in lengths else RULES[self.mode].lengths[0]
        y = self._label(ground, area, y, "Questions each" if self.kind == 3 else "Rounds")
        rect = pygame.Rect(area.left, y, round(area.width * 0.7), look.target(6))
        words = [str(n) for n in lengths]
        self.widgets.append(
            Choice(rect, look, words, lengths.index(length), lambda i: self._long(lengths[i]))
        )

    # Who plays

    def _everybody(self) -> list[str]:
        known = [player.name for player in players(self.stage)]
        guests = ["Guest", *(f"Guest {n}" for n in range(2, GUESTS + 1))]
        return [*known, *guests[: max(2, GUESTS - len(known)) if self.kind == 3 else 2]][:12]

    def _seat_somebody(self) -> None:
        """Two to begin with: who is playing, and the next one."""
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
            if self.kind == 0 and len(self.names) > 2:
                self.names.pop(0)
        if not self.names:
            self.names = [name]
        self.again()

    def _why_not(self) -> str:
        """What is still missing, ``""`` if it can begin."""
        if self.kind == 2 and not (self._run is not None and self._run[0] == self.level and self._run[1]):
            return " "
        if self.kind in (0, 3) and len(self.names) < 2:
            return "Choose one more."
        if self.kind == 3 and len(self.names) > 6:
            return "Six at most."
        return ""

    def _sitters(self) -> tuple[Sitter, ...]:
        if self.kind == 1:
            return me(self.stage), computer(list(PACES)[self.pace])
        if self.kind == 2 and self._run is not None:
            return me(self.stage), Sitter("Your best", Kind.GHOST, run=self._run[1])
        ids = {player.name: player.id for player in players(self.stage)}
        return tuple(
            Sitter(name, Kind.PLAYER, ids[name]) if name in ids else Sitter(name, Kind.GUEST)
            for name in self.names
        )

    # The ghost

    def _best_words(self) -> str:
        player, level = self.stage.player, self.level
        if player is None or self.stage.store is None:
            return "Choose a player first: a ghost needs a name."
        if self._run is None or self._run[0] != level:
            if self._asked != level:
                self._asked, store = level, self.stage.store
                self.stage.worker.submit(
                    lambda: (level, best_run(store, player.id, level)), self._found, key="ghost"
                )
            return "Looking for it …"
        run = self._run[1]
        if not run:
            return "First write a whole Sprint here."
        right = sum(answer.outcome is Outcome.RIGHT for answer in run)
        return f"{right} of {len(run)} right, {sum(a.seconds for a in run) / len(run):.1f} s a question"

    def _found(self, run: tuple[int, tuple[Answer, ...]]) -> None:
        self._run = run
        if self.kind == 2:
            self.again()

    # What can be done

    def key(self, event: KeyEvent) -> None:
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER) and not self.focus.visible:
            self._start()
        else:
            super().key(event)

    def _pick(self, kind: int) -> None:
        self.kind = kind
        self.again()

    def _paced(self, index: int) -> None:
        self.pace = index

    def _levelled(self, index: int) -> None:
        self.level = index + 1
        self.again()

    def _long(self, length: int) -> None:
        self.length = length

    def _start(self) -> None:
        if self._why_not():
            return
        length = self.length if self.length in RULES[self.mode].lengths else None
        kept = replace(self.stage.settings, level=self.level)
        if kept != self.stage.settings:
            self.stage.change(kept)
        self.ask(Open("match", Plan(self.mode, self.level, length, sitters=self._sitters()), instead=True))


def best_run(store: Any, player: int, level: int) -> tuple[Answer, ...]:
    """The player's best Sprint at a level, as a ghost repeats it; empty before there is one."""
    run = store.progress.best_run(player, Mode.SPRINT.value, level=level)
    if run is None:
        return ()
    return tuple(
        Answer(
            round=record.round,
            question=Question(Fact(record.left, Op(record.operation), record.right), Missing(record.missing)),
            outcome=Outcome(record.outcome),
            given=record.given,
            thinking=record.thinking,
            writing=record.writing,
        )
        for record in run[1]
    )

"""What to play: the mode, the level or one's own questions, how long. Start is always one press away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import pygame

from game.play.levels import LEVELS, Custom
from game.play.modes import RULES, Mode
from game.scenes.match.plan import MODE_NAMES, Plan, me
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.session.ports import Sitter
from game.stage import Open
from game.ui.dates import day_of
from game.ui.events import KeyEvent
from game.ui.rows import Line, agree
from game.ui.sheet import margin, rule
from game.ui.widgets import Choice, Key

MODES = (Mode.SPRINT, Mode.BLITZ, Mode.SURVIVAL, Mode.PRACTICE, Mode.DAILY)
ABOUT = {
    Mode.SPRINT: "how fast?",
    Mode.BLITZ: "how many?",
    Mode.SURVIVAL: "three lives",
    Mode.PRACTICE: "no clock",
    Mode.DAILY: "same for all",
    Mode.HOT_SEAT: "one pen",
    Mode.DUEL: "first one wins",
}
# Levels as they look.
SHORT = (
    "+  to 10",
    "+ −  to 10",
    "+ −  to 20",
    "2, 5, 10 ×",
    "+ −  to 100",
    "×  to 10",
    "× ÷  to 10",
    "× ÷  to 12",
    "34 × 6",
    "34 × 56",
)


class ChooseQuiz(Scene):
    """Alone: Sprint, Blitz, Survival, Practice or Daily."""

    def __init__(self, mode: Mode | None = None, level: int = 0) -> None:
        super().__init__()
        self.mode, self.level = mode, level
        self.length: int | None = None
        self.custom: Custom | None = None
        self.own = False

    def layout(self) -> None:
        page = self.page = Page(self, "Quiz", right=[Key("Start", self._start, "play", primary=True)])
        self._fill(page)
        self.widgets += page.buttons

    def _fill(self, page: Page) -> None:
        look, ground = self.look, page.ground
        settings = self.stage.settings
        if self.mode is None:
            self.mode = Mode(settings.mode)
        if not self.level:
            self.level = settings.level
        left, right = self._columns(page)
        count = len(MODES)
        gap = look.px(1)
        most = look.target(13 if look.portrait else 9.5)
        height = min(most, (left.height - gap * (count - 1)) // count)
        lines = []
        for number, mode in enumerate(MODES):
            rect = pygame.Rect(left.left, left.top + number * (height + gap), left.width, height)
            line = Line(
                rect,
                look,
                MODE_NAMES[mode],
                partial(self._mode, mode),
                about=ABOUT[mode],
                chosen=mode is self.mode,
            )
            lines.append(line)
        agree(lines)
        self.widgets += lines
        if self.mode is Mode.DAILY:
            self._daily(ground, right)
            return
        lengths = sorted(RULES[self.mode].lengths) if self.mode is not Mode.PRACTICE else [10, 20, 50, 0]
        foot = look.target(6) + look.font("small").get_linesize() if len(lengths) > 1 else 0
        self._ladder(pygame.Rect(right.left, right.top, right.width, right.height - foot - look.px(2)))
        if len(lengths) > 1:
            self._lengths(ground, pygame.Rect(right.left, right.bottom - foot, right.width, foot), lengths)

    def _columns(self, page: Page) -> tuple[pygame.Rect, pygame.Rect]:
        look, area, ground = self.look, page.area, page.ground
        if look.portrait:
            # Five lines above six and the lengths, all about as high.
            top = pygame.Rect(area.left, area.top, area.width, round(area.height * 0.41))
            below = pygame.Rect(area.left, top.bottom, area.width, area.bottom - top.bottom)
            top, below = top.inflate(-look.px(8), -look.px(6)), below.inflate(-look.px(8), -look.px(6))
            rule(ground, look, top.left, top.right, (top.bottom + below.top) // 2)
            return top, below
        width = round(area.width * 0.33)
        left = pygame.Rect(area.left, area.top, width, area.height)
        right = pygame.Rect(left.right, area.top, area.width - width, area.height)
        if look.taste.left_handed:
            left.left, right.left = area.right - width, area.left
        margin(ground, look, left.right if not look.taste.left_handed else left.left, area.top, area.bottom)
        return left.inflate(-look.px(5), -look.px(6)), right.inflate(-look.px(8), -look.px(6))

    def _ladder(self, area: pygame.Rect) -> None:
        """Ten levels in two columns, and "My own" below."""
        look = self.look
        gap = look.px(1)
        rows = 6
        most = look.target(13 if look.portrait else 7)
        height = min(most, (area.height - gap * (rows - 1)) // rows)
        width = (area.width - gap * 2) // 2
        for number, level in enumerate(LEVELS):
            column, row = divmod(number, 5)
            rect = pygame.Rect(
                area.left + column * (width + 2 * gap), area.top + row * (height + gap), width, height
            )
            chosen = not self.own and level.number == self.level
            action = partial(self.pick, level.number)
            self.widgets.append(
                Line(rect, look, SHORT[number], action, number=str(level.number), chosen=chosen)
            )
        rect = pygame.Rect(area.left, area.top + 5 * (height + gap), area.width, height)
        words = self.custom_words() if self.custom is not None else "choose tables and numbers"
        self.widgets.append(
            Line(rect, look, "My own questions", self.pick_own, about=words, number="…", chosen=self.own)
        )

    def pick(self, level: int) -> None:
        self.level, self.own = level, False
        self.again()

    def pick_own(self) -> None:
        self.ask(Open("custom_questions", self.custom, self.take_own))

    def take_own(self, custom: Custom) -> None:
        self.custom, self.own = custom, True

    def custom_words(self) -> str:
        assert self.custom is not None
        ops = " ".join(self.custom.ops)
        if self.custom.tables:
            return f"{ops}  with {', '.join(map(str, self.custom.tables))}"
        (a, b), (c, d) = self.custom.first, self.custom.second
        return f"{ops}  {a}–{b} and {c}–{d}"

    def _daily(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        y = area.top + look.px(4)
        now = datetime.now()
        today = f"{now:%A}, {day_of(now)}"
        for text, role, colour in (
            (today, "h1", look.palette.ink),
            ("Ten questions, from easy to hard.", "body", look.palette.soft),
            ("Everybody gets the same ones today.", "body", look.palette.soft),
        ):
            picture = look.fitted(text, role, colour, area.width)
            ground.blit(picture, (area.left, y))
            y += picture.get_height() + look.px(0.6)

    def _lengths(self, ground: pygame.Surface, area: pygame.Rect, lengths: Sequence[int]) -> None:
        look = self.look
        assert self.mode is not None
        seconds = RULES[self.mode].timed
        label = look.text("Seconds" if seconds else "Questions", "small", look.palette.soft)
        ground.blit(label, (area.left, area.top))
        usual = RULES[self.mode].lengths[0]
        length = usual if self.length is None or self.length not in lengths else self.length
        words = [str(n) if n else "no end" for n in lengths]
        height = look.target(6)
        rect = pygame.Rect(area.left, area.bottom - height, area.width, height)
        self.widgets.append(
            Choice(rect, look, words, list(lengths).index(length), lambda i: self._long(lengths[i]))
        )

    def key(self, event: KeyEvent) -> None:
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER) and not self.focus.visible:
            self._start()
        else:
            super().key(event)

    def _mode(self, mode: Mode) -> None:
        self.mode = mode
        self.again()

    def _long(self, length: int) -> None:
        self.length = length

    def plan(self) -> Plan:
        """What is chosen."""
        assert self.mode is not None
        sitter: Sitter = me(self.stage)
        if self.mode is Mode.DAILY:
            return Plan(Mode.DAILY, sitters=(sitter,), day=datetime.now().date())
        length = self.length if self.length in RULES[self.mode].lengths else None
        return Plan(self.mode, self.level, length, self.custom if self.own else None, (sitter,))

    def _start(self) -> None:
        plan = self.plan()
        kept = replace(self.stage.settings, mode=plan.mode.value, level=self.level)
        if kept != self.stage.settings:
            self.stage.change(kept)
        self.ask(Open("match", plan, instead=True))

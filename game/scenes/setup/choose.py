"""What to play: the mode, the level or custom questions, how long. Start is always one press away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

import pygame

from game.play.levels import LEVELS, Custom
from game.play.modes import RULES, Mode
from game.scenes.match.plan import MODE_NAMES, Plan, me, racers
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.stage import Open
from game.ui.dates import day_of
from game.ui.events import KeyEvent
from game.ui.layout import Column, columns, inset, rows
from game.ui.rows import ListLine, line_list
from game.ui.sheet import paragraph
from game.ui.widgets import Choice, Key

MODES = (Mode.SPRINT, Mode.BLITZ, Mode.SURVIVAL, Mode.PRACTICE, Mode.DAILY)
ABOUT = {
    Mode.SPRINT: "how fast?",
    Mode.BLITZ: "how many?",
    Mode.SURVIVAL: "three lives",
    Mode.PRACTICE: "no clock",
    Mode.DAILY: "same for all",
}
MOST_RACERS = 4  # that there is room for
# What the levels' questions look like.
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
        self.custom_chosen = False
        self.ghost = 0  # whose best run to race against; 0: nobody's
        self._racers: dict[tuple[int, int], list[tuple[int, str]]] = {}  # by level and length, once looked up
        self._asked: set[tuple[int, int]] = set()

    def layout(self) -> None:
        self.page = page = Page(self, "Quiz", right=[Key("Start", self._start, "play", primary=True)])
        self._fill(page)
        self._ghosts(page)
        self.widgets += page.buttons

    def _fill(self, page: Page) -> None:
        look, settings = self.look, self.stage.settings
        mode = self.mode = self.mode or Mode(settings.mode)
        self.level = self.level or settings.level
        # One below the other: five lines for the modes, then six for the levels and one for the lengths.
        left, right = page.split(0.33, below=0.41, ruled=True)
        left, right = inset(look, left, 8 if look.portrait else 5, 6), inset(look, right, 8, 6)
        names = [(MODE_NAMES[mode], ABOUT[mode]) for mode in MODES]
        self.widgets += line_list(look, left, names, MODES.index(mode), self._choose_mode)
        if mode is Mode.DAILY:
            self._daily(page.ground, right)
            return
        lengths = sorted(RULES[mode].lengths) if mode is not Mode.PRACTICE else [10, 20, 50, 0]
        foot = look.target(6) + look.font("small").get_linesize() if len(lengths) > 1 else 0
        column = Column(right, gap=look.px(2))
        self._ladder(column.take(right.height - foot - look.px(2)))
        if len(lengths) > 1:
            self._lengths(page.ground, column.rest, mode, lengths)

    def _ladder(self, area: pygame.Rect) -> None:
        """Ten levels in two columns, and "My own questions" below."""
        look, gap = self.look, self.look.px(1)
        *steps, last = rows(area, 6, gap, most=look.target(13 if look.portrait else 7))
        for number, level in enumerate(LEVELS):
            column, row = divmod(number, 5)
            rect = columns(steps[row], 2, 2 * gap)[column]
            chosen = not self.custom_chosen and level.number == self.level
            action, shown = partial(self.pick, level.number), str(level.number)
            self.widgets.append(ListLine(rect, look, SHORT[number], action, number=shown, chosen=chosen))
        words = _words(self.custom) if self.custom is not None else "choose tables and numbers"
        own, chosen = "My own questions", self.custom_chosen
        line = ListLine(last, look, own, self._choose_custom, about=words, number="…", chosen=chosen)
        self.widgets.append(line)

    def pick(self, level: int) -> None:
        self.level, self.custom_chosen = level, False
        self.again()

    def _choose_custom(self) -> None:
        self.ask(Open("custom_questions", self.custom, self._take_custom))

    def _take_custom(self, custom: Custom) -> None:
        self.custom, self.custom_chosen = custom, True

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

    def _lengths(self, ground: pygame.Surface, area: pygame.Rect, mode: Mode, lengths: list[int]) -> None:
        look = self.look
        label = "Seconds" if RULES[mode].timed else "Questions"
        paragraph(ground, look, label, "small", look.palette.soft, area)
        usual = RULES[mode].lengths[0]
        chosen = lengths.index(self.length if self.length in lengths else usual)
        words = [str(n) if n else "endless" for n in lengths]
        height = look.target(6)
        rect = pygame.Rect(area.left, area.bottom - height, area.width, height)
        self.widgets.append(Choice(rect, look, words, chosen, lambda i: self._choose_length(lengths[i])))

    # Whom to race against

    @property
    def _race(self) -> tuple[int, int]:
        """Level and length of the Sprint that is chosen."""
        lengths = RULES[Mode.SPRINT].lengths
        return self.level, self.length if self.length in lengths else lengths[0]

    @property
    def _known_racers(self) -> list[tuple[int, str]]:
        """Who can be raced against; nobody but in a Sprint of a level, and nobody before it is known."""
        if self.mode is not Mode.SPRINT or self.custom_chosen:
            return []
        return self._racers.get(self._race, [])[:MOST_RACERS]

    def _ghosts(self, page: Page) -> None:
        """At the foot: alone, or against a recorded run."""
        self._look_up()
        look, racers = self.look, self._known_racers
        if not racers:
            return
        ids = [0, *(player for player, _ in racers)]
        words = ["Alone", *(name for _, name in racers)]
        start = page.buttons[0].rect
        room = page.foot.width - start.width - look.px(4)
        width = min(room, look.px(22) * len(words))
        rect = pygame.Rect(page.foot.left, start.centery - look.target(6) // 2, width, look.target(6))
        if look.taste.left_handed:
            rect.right = page.foot.right
        chosen = ids.index(self.ghost) if self.ghost in ids else 0
        self.widgets.append(Choice(rect, look, words, chosen, lambda index: self._choose_ghost(ids[index])))

    def _look_up(self) -> None:
        """Ask the store who has a run of this kind, once."""
        stage, race = self.stage, self._race
        if stage.store is None or stage.player is None or self.mode is not Mode.SPRINT or race in self._asked:
            return
        self._asked.add(race)
        job = partial(racers, stage.store, stage.player.id, *race)
        stage.worker.submit(job, partial(self._found, race), failed=self._not_found)

    def _not_found(self, error: Exception) -> None:
        self.stage.tell(f"No run to race against could be looked up ({error}). Play alone.")

    def _found(self, race: tuple[int, int], found: list[tuple[int, str]]) -> None:
        self._racers[race] = found
        if found:
            self.again()

    def _choose_ghost(self, player: int) -> None:
        self.ghost = player

    def key(self, event: KeyEvent) -> None:
        if self.is_enter(event):
            self._start()
        else:
            super().key(event)

    def _choose_mode(self, index: int) -> None:
        self.mode = MODES[index]
        self.again()

    def _choose_length(self, length: int) -> None:
        before = self._known_racers
        self.length = length
        self._look_up()
        if self._known_racers != before:
            self.again()

    def plan(self) -> Plan:
        """What is chosen."""
        sitters = (me(self.stage),)
        mode = self.mode or Mode(self.stage.settings.mode)
        if mode is Mode.DAILY:
            return Plan(Mode.DAILY, sitters=sitters, day=datetime.now().date())
        length = self.length if self.length in RULES[mode].lengths else None
        ghost = self.ghost if self.ghost in dict(self._known_racers) else 0
        custom = self.custom if self.custom_chosen else None
        return Plan(mode, self.level, length, custom, sitters, ghost=ghost)

    def _start(self) -> None:
        plan = self.plan()
        kept = replace(self.stage.settings, mode=plan.mode.value, level=self.level)
        if kept != self.stage.settings:
            self.stage.change(kept)
        self.ask(Open("match", plan, instead=True))


def _words(custom: Custom) -> str:
    """Custom questions in a few words."""
    ops = " ".join(custom.ops)
    if custom.tables:
        return f"{ops}  with {', '.join(map(str, custom.tables))}"
    (a, b), (c, d) = custom.first, custom.second
    return f"{ops}  {a}–{b} and {c}–{d}"

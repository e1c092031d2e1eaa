"""Progress: a table of facts for each operation, and the results day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pygame

from game.play.modes import Mode
from game.play.questions import Fact, Op
from game.scenes.match.facts import LAST_ROW, shades
from game.scenes.match.plan import Plan, me
from game.scenes.page import Page
from game.scenes.profile import who_plays
from game.scenes.scene import Scene
from game.stage import Open
from game.store_adapter import stored_operation
from game.ui.dates import short_day
from game.ui.events import Phase, PointerEvent
from game.ui.fact_grid import FactGrid, Place, Shade, legend
from game.ui.layout import Column, inset
from game.ui.sheet import paragraph, placard, rounded, rule
from game.ui.theme import mix
from game.ui.widgets import Choice, Key

if TYPE_CHECKING:
    from data.records import Cell, Day

DAYS = 14


class Progress(Scene):
    """The facts on the left, the days on the right; in portrait the days are below."""

    def __init__(self) -> None:
        super().__init__()
        self.op = Op.MULTIPLY
        self._operation_chosen = False  # whether the player has chosen an operation
        self.cells: Mapping[Place, Cell] | None = None
        self.days: list[Day] = []
        self.chosen: Place | None = None
        self._grid: FactGrid | None = None
        self._fetched_for: tuple[int, Op] | None = None

    def layout(self) -> None:
        player = self.stage.player
        if player is None:
            page = Page(self, "Progress", right=[who_plays(self)])
            words = "Answers are saved for players with a name."
            placard(page.ground, self.look, page.area, "Whose progress?", words)
        else:
            practise = Key("Practise", self._practise, "play", primary=True)
            page = Page(self, f"{player.name}’s progress", right=[practise])
            self._fetch(player.id)
            facts, days = page.split(0.7 if self.look.stacked else 0.5, below=0.62)
            self._facts(page.ground, inset(self.look, facts, 7, 6))
            self._trend(page.ground, inset(self.look, days, 7, 6))
        self.widgets += page.buttons

    def _fetch(self, player: int) -> None:
        store = self.stage.store
        if store is None or self._fetched_for == (player, self.op):
            return
        self._fetched_for = (player, self.op)
        # Until the player chooses an operation, show the one with the most facts asked (× on a tie).
        ops = [self.op] if self._operation_chosen else sorted(Op, key=lambda op: op is not Op.MULTIPLY)

        def look_up() -> tuple[Op, Mapping[Place, Cell], list[Day]]:
            maps = {op: store.progress.heat_map(player, stored_operation(op)) for op in ops}
            most = max(ops, key=lambda op: len(maps[op]))
            return most, maps[most], store.progress.days(player)

        self.stage.worker.submit(look_up, self._fetched, failed=self.tell_error, key="progress")

    def _fetched(self, found: tuple[Op, Mapping[Place, Cell], list[Day]]) -> None:
        self.op, self.cells, self.days = found
        if self._fetched_for is not None:
            self._fetched_for = (self._fetched_for[0], self.op)
        self.again()

    def _facts(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        ops = list(Op)
        column = Column(area, gap=look.px(2))
        rect = column.take(look.target(6))
        rect.width = min(area.width, look.px(56))
        words = [op.value for op in ops]
        self.widgets.append(Choice(rect, look, words, ops.index(self.op), self._choose_operation))
        top = column.top
        lines = look.lines(self._sentence(), "body", area.width)
        foot = look.font("body").get_linesize() * len(lines) + look.px(1)
        aside = look.font("small").size("quick")[0] + look.px(7)
        room = pygame.Rect(area.left, top, area.width - aside, area.bottom - foot - top)
        numbers = range(LAST_ROW + 1)
        found = shades(self.cells or {})
        chosen = [self.chosen] if self.chosen is not None else []
        self._grid = FactGrid(look, room, numbers, numbers, found, chosen, self.op.value)
        self._grid.draw(ground)
        legend(ground, look, self._grid.rect.right + look.px(2), top, next_up=False)
        y = area.bottom - foot + look.px(2)
        for line in lines:
            ground.blit(look.text(line, "body", look.palette.soft), (area.left, y))
            y += look.font("body").get_linesize()

    def _sentence(self) -> str:
        """A sentence about the chosen fact, or about all of them."""
        cells = self.cells
        if cells is None:
            return ""
        if self.chosen is not None:
            fact = _fact(self.op, self.chosen)
            cell = cells.get(self.chosen)
            if fact is None:
                return "Nothing can be divided by 0."
            name = f"{fact.left} {fact.op} {fact.right}"
            if cell is None:
                return f"{name}: not asked yet."
            pace = f", {cell.thinking:.1f} s to think" if cell.thinking is not None else ""
            return f"{name}: {cell.right} of {cell.asked} right{pace}."
        if not cells:
            return "Nothing here yet. Play, and the squares fill up."
        quick = sum(shade is Shade.QUICK for shade in shades(cells).values())
        facts = "1 fact" if len(cells) == 1 else f"{len(cells)} facts"
        return f"{facts} seen, {quick} of them quick. Tap a square."

    def _trend(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        """A bar for each of the last days: right answers are dark, and the others are pale above them."""
        look, palette = self.look, self.look.palette
        title = look.text("Day by day", "h2", palette.ink)
        ground.blit(title, (area.left, area.top - look.px(0.6)))
        y = area.top + title.get_height() + look.px(1)
        if not self.days:
            below = pygame.Rect(area.left, y, area.width, 0)
            paragraph(ground, look, "Your daily results will appear here.", "body", palette.soft, below)
            return
        today = max(self.days[-1].day, date(1970, 1, 1))
        days = {day.day: day for day in self.days}
        span = DAYS if area.width >= look.px(34) else 7
        shown = [today - timedelta(days=span - 1 - n) for n in range(span)]
        most = max((days[d].asked for d in shown if d in days), default=1)
        lines = 2 if look.portrait else 4
        row = max(look.font("h2").get_linesize(), look.px(4.6))
        foot = row * lines + look.px(2)
        base = area.bottom - foot - look.font("small").get_linesize()
        step = area.width / span
        bar = max(3, round(step * 0.66))
        for number, day in enumerate(shown):
            x = area.left + round(number * step)
            found = days.get(day)
            if found is not None:
                scale = (base - y - look.px(2)) / most
                tall, right = max(2, round(found.asked * scale)), round(found.right * scale)
                pale = mix(palette.ink, palette.sheet, 0.72)
                rounded(ground, pygame.Rect(x, base - tall, bar, tall), pale, look.px(0.3))
                rounded(ground, pygame.Rect(x, base - right, bar, right), palette.ink, look.px(0.3))
            if number == 0 or number == span - 1 or (span > 7 and number == span // 2):
                name = look.text(short_day(day), "small", palette.soft)
                place = name.get_rect(midtop=(x + bar // 2, base + look.px(0.5)))
                place.left = max(area.left, min(place.left, area.right - place.width))
                ground.blit(name, place)
        rule(ground, look, area.left, area.right, base)
        y = base + look.font("small").get_linesize() + look.px(1.6)
        for word, value in self._totals([days[d] for d in shown if d in days]):
            label = look.text(word, "body", palette.soft)
            figure = look.text(value, "h2", palette.ink)
            ground.blit(label, (area.left, y))
            if label.get_width() + figure.get_width() < area.width:
                ground.blit(figure, figure.get_rect(right=area.right, centery=y + label.get_height() // 2))
            y += row

    def _totals(self, days: Sequence[Day]) -> list[tuple[str, str]]:
        asked, right = sum(d.asked for d in days), sum(d.right for d in days)
        lines = [("answers", str(asked)), ("right", f"{round(100 * right / max(1, asked))} %")]
        paces = [(d.thinking, d.right) for d in days if d.thinking is not None]
        if paces and not self.look.portrait:
            mean = sum(pace * count for pace, count in paces) / max(1, sum(count for _, count in paces))
            lines.append(("to think", f"{mean:.1f} s"))
            lines.append(("misread", str(sum(d.misread for d in days))))
        return lines

    # What the player can do

    def pointer(self, event: PointerEvent) -> None:
        super().pointer(event)
        if event.phase is Phase.DOWN and self._grid is not None and event.pointer not in self._holders:
            place = self._grid.place(event.position)
            if place is not None:
                self.chosen = None if place == self.chosen else place
                self.again()

    def store_opened(self) -> None:
        self.again()

    def _choose_operation(self, index: int) -> None:
        self.op, self.cells, self.chosen, self._operation_chosen = list(Op)[index], None, None, True
        self.again()

    def _practise(self) -> None:
        plan = Plan(Mode.PRACTICE, self.stage.settings.level, 20, sitters=(me(self.stage),))
        self.ask(Open("match", plan))

    def left(self) -> None:
        self._fetched_for = None  # so that the results are fetched again when the player comes back


def _fact(op: Op, place: Place) -> Fact | None:
    """The fact at a place of the table. None where it would be a division by 0."""
    row, column = place
    if op in (Op.ADD, Op.MULTIPLY):
        return Fact(row, op, column)
    if op is Op.SUBTRACT:
        return Fact(row + column, op, row)
    return Fact(row * column, op, row) if row else None

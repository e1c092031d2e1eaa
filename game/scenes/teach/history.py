"""The log of what was learned: when, from whom, from how many digits, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pygame

from data.records import Run, RunKind, RunState
from game.scenes.page import Key
from game.scenes.teach.page import TeachPage
from game.scenes.teach.reasons import in_words
from game.ui.bars import percent
from game.ui.icons import icon
from game.ui.sheet import rule

_MARKS = {RunState.PUBLISHED: "tick", RunState.REFUSED: "cross"}
_ENDS = {
    RunState.RUNNING: "It is learning now.",
    RunState.CANCELLED: "It was stopped; nothing was changed.",
    RunState.INTERRUPTED: "It was broken off before it was done; nothing is lost.",
}


class RunLog(TeachPage):
    """The player's fine-tunes and the shared ones, newest first."""

    title = "What it learned, and when"
    waiting = "Opening the log …"

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] | None = None
        self.names: dict[int, str] = {}
        self.page = 0
        self._room = 1

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.runs is None or len(self.runs) <= self._room:
            return (), ()
        last = (len(self.runs) - 1) // self._room
        return (), (
            Key("Newer", partial(self._turn, -1), icon="back", enabled=self.page > 0),
            Key("Older", partial(self._turn, 1), icon="skip", enabled=self.page < last),
        )

    def fetch(self) -> None:
        player, store = self.player_id, self.stage.store
        if player is not None:

            def work() -> tuple[list[Run], dict[int, str]]:
                runs = store.runs.log(player_id=player)
                if any(run.state is RunState.RUNNING for run in runs) and not store.runs.busy():
                    # Its process is dead; the next fine-tune will note it in the log.
                    runs = [_closed(run) for run in runs]
                return runs, {one.id: one.name for one in store.players.all()}

            self.job(work, self._found, key="run-log")

    def _found(self, found: tuple[list[Run], dict[int, str]]) -> None:
        self.runs, self.names = found
        self.again()
        self.again()  # how many there is room for was not known before, and the buttons go by it

    def _turn(self, by: int) -> None:
        self.page += by
        self.again()

    @property
    def has_come(self) -> bool:
        return self.runs is not None

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        look = self.look
        if not self.runs:
            self.empty(
                ground, inner, "Nothing learned yet", "Each time the net learns, a line is written here."
            )
        else:
            body, small = look.font("body").get_linesize(), look.font("small").get_linesize()
            height = body + small * (2 if inner.width < 900 else 1) + look.px(2.2)
            self._room = max(1, inner.height // height)
            first = self.page * self._room
            for number, run in enumerate(self.runs[first : first + self._room]):
                rect = pygame.Rect(inner.left, inner.top + number * height, inner.width, height)
                self._row(ground, rect, run)

    def _row(self, ground: pygame.Surface, rect: pygame.Rect, run: Run) -> None:
        look, palette = self.look, self.look.palette
        body = look.font("body").get_linesize()
        side = look.px(2.6)
        if run.state in _MARKS:
            colour = palette.right if run.state is RunState.PUBLISHED else palette.wrong
            mark = icon(_MARKS[run.state], side, colour)
            ground.blit(mark, mark.get_rect(center=(rect.left + side // 2, rect.top + body // 2)))
        left, right = rect.left + side + look.px(1.6), rect.right
        figures = look.text(_figures(run), "small", palette.soft)
        ground.blit(figures, figures.get_rect(midright=(right, rect.top + body // 2)))
        head = look.fitted(
            f"{_when(run)}: {self._whose(run)}",
            "body",
            palette.ink,
            right - left - figures.get_width() - look.px(2),
        )
        ground.blit(head, (left, rect.top))
        y = rect.top + body
        for line in look.lines(self._said(run), "small", right - left)[: 2 if rect.width < 900 else 1]:
            ground.blit(look.text(line, "small", palette.soft), (left, y))
            y += look.font("small").get_linesize()
        rule(ground, look, left, right, rect.bottom - look.px(1.1))

    def _whose(self, run: Run) -> str:
        if run.kind is RunKind.SHARED or run.player_id is None:
            return "from everyone"
        return f"{self.names.get(run.player_id, 'a player')}’s hand"

    def _said(self, run: Run) -> str:
        return _ENDS.get(run.state) or in_words(run.reason, everyone=run.kind is RunKind.SHARED)


def _closed(run: Run) -> Run:
    return replace(run, state=RunState.INTERRUPTED) if run.state is RunState.RUNNING else run


def _when(run: Run) -> str:
    moment = run.started.astimezone()
    return f"{moment.day} {moment:%B}, {moment:%H:%M}"


def _figures(run: Run) -> str:
    """How many digits it was tried on, and the shares read rightly before and after."""
    own: Any = run.figures.get("own")
    if not isinstance(own, dict) or "samples" not in own:
        return ""
    before, after = own.get("accuracy_before"), own.get("accuracy_after")
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return f"{own['samples']} digits"
    return f"{own['samples']} digits: {percent(before)} before, {percent(after)} after"

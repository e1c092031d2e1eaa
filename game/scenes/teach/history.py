"""The log of fine-tunes: when, from whom, from how many digits, and with what result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import pygame

from data.records import Run, RunKind, RunState
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.pupil import in_background, pupil_of, show_placeholder
from game.scenes.teach.sentences import why
from game.ui.bars import percent
from game.ui.dates import minute_of
from game.ui.icons import icon
from game.ui.layout import inset
from game.ui.look import Look
from game.ui.sheet import placard, put, rule
from game.ui.widgets import Key
from recognizer.family import before_and_after
from recognizer.reason import Code, Reason

_MARKS = {RunState.PUBLISHED: "tick", RunState.REFUSED: "cross"}


class History(Scene):
    """The player's fine-tunes and the shared ones, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] | None = None  # None until they are fetched
        self.names: Mapping[int, str] = {}
        self.page = 0

    def layout(self) -> None:
        runs = self.runs or []
        # The buttons take room from the sheet: without them all runs may fit, and then none are needed.
        page = self._page(paged=True, room=1)
        room = _room(self.look, inset(self.look, page.area, 6, 4))
        self.widgets = []
        page = self._page(paged=len(runs) > room, room=room)
        if not show_placeholder(self, page, "Opening the log…" if self.runs is None else ""):
            self._lay_runs(page, runs[self.page * room : (self.page + 1) * room])
        self.widgets += page.buttons

    def _page(self, *, paged: bool, room: int) -> Page:
        last = (len(self.runs or ()) - 1) // room
        keys = (
            Key("Newer", partial(self._turn, -1), icon="back", enabled=self.page > 0),
            Key("Older", partial(self._turn, 1), icon="skip", enabled=self.page < last),
        )
        return Page(self, "What it learned, and when", (), keys if paged else ())

    def fetch(self) -> None:
        pupil = pupil_of(self.stage)
        if pupil is None:
            return
        store = pupil.store

        def work() -> tuple[list[Run], Mapping[int, str]]:
            runs = store.runs.log(player_id=pupil.id)
            if any(run.state is RunState.RUNNING for run in runs) and not store.runs.busy():
                # Its process is dead; the next fine-tune will note it in the log.
                runs = [_closed(run) for run in runs]
            return runs, {one.id: one.name for one in store.players.all()}

        in_background(self.stage, work, self._found, key="history")

    def _found(self, found: tuple[list[Run], Mapping[int, str]]) -> None:
        self.runs, self.names = found
        self.again()

    def _turn(self, by: int) -> None:
        self.page += by
        self.again()

    def _lay_runs(self, page: Page, runs: Sequence[Run]) -> None:
        inner = inset(self.look, page.area, 6, 4)
        if not runs:
            words = "Each time the net learns, a line is written here."
            placard(page.ground, self.look, inner, "Nothing learned yet", words)
        height = _row_height(self.look, inner)
        for number, run in enumerate(runs):
            rect = pygame.Rect(inner.left, inner.top + number * height, inner.width, height)
            self._draw_run(page.ground, rect, run)

    def _draw_run(self, ground: pygame.Surface, rect: pygame.Rect, run: Run) -> None:
        look, palette = self.look, self.look.palette
        body = look.font("body").get_linesize()
        side = look.px(2.6)
        if run.state in _MARKS:
            colour = palette.right if run.state is RunState.PUBLISHED else palette.wrong
            mark = icon(_MARKS[run.state], side, colour)
            put(ground, mark, center=(rect.left + side // 2, rect.top + body // 2))
        left, right = rect.left + side + look.px(1.6), rect.right
        figures = look.text(_figures(run), "small", palette.soft)
        put(ground, figures, midright=(right, rect.top + body // 2))
        room = right - left - figures.get_width() - look.px(2)
        when, whose = minute_of(run.started), self._whose(run)
        head = look.fitted(look.first_fit("body", room, f"{when}: {whose}", when), "body", palette.ink, room)
        ground.blit(head, (left, rect.top))
        y = rect.top + body
        for line in look.lines(_said(run), "small", right - left)[: _lines(rect)]:
            ground.blit(look.text(line, "small", palette.soft), (left, y))
            y += look.font("small").get_linesize()
        rule(ground, look, left, right, rect.bottom - look.px(1.1))

    def _whose(self, run: Run) -> str:
        if run.kind is RunKind.SHARED or run.player_id is None:
            return "from everyone"
        return f"{self.names.get(run.player_id, 'a player')}’s writing"


def _lines(area: pygame.Rect) -> int:
    """How many lines the words about a run may have."""
    return 2 if area.width < 900 else 1


def _row_height(look: Look, area: pygame.Rect) -> int:
    small = look.font("small").get_linesize()
    return look.font("body").get_linesize() + small * _lines(area) + look.px(2.2)


def _room(look: Look, area: pygame.Rect) -> int:
    """How many runs fit an area; at least 1."""
    return max(1, area.height // _row_height(look, area))


def _said(run: Run) -> str:
    if run.state is RunState.RUNNING:
        return "It is learning now."
    return why(run.reason, everyone=run.kind is RunKind.SHARED)


def _closed(run: Run) -> Run:
    if run.state is not RunState.RUNNING:
        return run
    return replace(run, state=RunState.INTERRUPTED, reason=Reason(Code.INTERRUPTED))


def _figures(run: Run) -> str:
    """How many digits it was tested on, and the shares read correctly before and after."""
    own = run.figures.get("own")
    if not isinstance(own, dict) or "samples" not in own:
        return ""
    shares = before_and_after(run.figures)
    said = f": {percent(shares[0])} before, {percent(shares[1])} after" if shares else ""
    return f"{own['samples']} digits{said}"

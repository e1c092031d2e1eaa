"""The log of what was learned: when, from whom, from how many digits, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pygame

from data.records import Run, RunKind, RunState
from game.scenes.page import Key, Page
from game.scenes.scene import Scene
from game.scenes.teach.prose import in_place_of, inner_of, placard
from game.scenes.teach.pupil import Fetching, do, pupil_of
from game.scenes.teach.sentences import why
from game.ui.bars import percent
from game.ui.icons import icon
from game.ui.sheet import rule
from recognizer.reason import Code, Reason

_MARKS = {RunState.PUBLISHED: "tick", RunState.REFUSED: "cross"}


class History(Scene):
    """The player's fine-tunes and the shared ones, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._fetching = Fetching(self._fetch)
        self.runs: list[Run] | None = None  # None until they are fetched
        self.names: dict[int, str] = {}
        self.page = 0

    def layout(self) -> None:
        runs = self.runs or []
        room = self._room(runs)
        keys: Sequence[Key] = ()
        if len(runs) > room:
            last = (len(runs) - 1) // room
            keys = (
                Key("Newer", partial(self._turn, -1), icon="back", enabled=self.page > 0),
                Key("Older", partial(self._turn, 1), icon="skip", enabled=self.page < last),
            )
        page = Page(self, "What it learned, and when", (), keys)
        if not in_place_of(self, page, "Opening the log …" if self.runs is None else ""):
            self._lay_runs(page, runs[self.page * room : (self.page + 1) * room])
        self.widgets += page.buttons

    def update(self, now: float) -> bool:  # noqa: ARG002 - nothing moves
        self._fetching.update(self.stage)
        return False

    def left(self) -> None:
        self._fetching.again()

    def _fetch(self) -> None:
        pupil = pupil_of(self.stage)
        if pupil is None:
            return
        store = pupil.store

        def work() -> tuple[list[Run], dict[int, str]]:
            runs = store.runs.log(player_id=pupil.id)
            if any(run.state is RunState.RUNNING for run in runs) and not store.runs.busy():
                # Its process is dead; the next fine-tune will note it in the log.
                runs = [_closed(run) for run in runs]
            return runs, {one.id: one.name for one in store.players.all()}

        do(self.stage, work, self._found, key="history")

    def _found(self, found: tuple[list[Run], dict[int, str]]) -> None:
        self.runs, self.names = found
        self.attach(self.stage)

    def _turn(self, by: int) -> None:
        self.page += by
        self.attach(self.stage)


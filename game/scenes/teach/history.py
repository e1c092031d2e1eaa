"""The log of what was learned: when, from whom, from how many digits, and what came of it."""

from __future__ import annotations

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
        self._paged = False  # whether they are more than one page has room for

    def layout(self) -> None:
        runs = self.runs or []
        page = Page(self, "What it learned, and when", (), self._keys() if self._paged else ())
        room = max(1, inner_of(page, self.look).height // self._row_height)
        if self.runs and not in_place_of(self, page, ""):

            self._lay_runs(page, runs)
        self.widgets += page.buttons


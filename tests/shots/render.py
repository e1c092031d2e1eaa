"""Pictures of every scene: the real app, headless, on a clock of its own, with seeded handwriting.

They are the same each time, whatever the day, the time zone and the machine.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pygame

from game import routes
from game.app import App
from game.readers import ReaderSlot
from game.settings import Settings
from game.stage import Parts
from tests.fakes import NOON, FakeClock
from tests.hand import Hand
from tests.shots import (
    best,
    choose,
    custom_questions,
    duel,
    exercises,
    family,
    forgetting_lab,
    free_draw,
    ghost,
    history,
    inside,
    joining,
    learn,
    learn_shared,
    lesson,
    menu,
    new_exercise,
    players,
    playing_together,
    progress,
    quiz,
    review,
    sample_card,
    sample_wall,
    settings,
    side_by_side,
    teach,
    welcome,
)
from tests.shots.shot import Shot
from tests.temporary_store import temporary_store

SIZES = ((640, 480), (1280, 720), (1920, 1080))
PORTRAIT = (720, 1280)


_MODULES = (
    best,
    choose,
    custom_questions,
    duel,
    exercises,
    family,
    forgetting_lab,
    free_draw,
    ghost,
    history,
    inside,
    joining,
    learn,
    learn_shared,
    lesson,
    menu,
    new_exercise,
    players,
    playing_together,
    progress,
    quiz,
    review,
    sample_card,
    sample_wall,
    settings,
    teach,
    side_by_side,
    welcome,
)


def shots() -> Iterator[Shot]:
    """Every shot of every screen."""
    for module in _MODULES:
        yield from module.SHOTS


def render(shot: Shot, size: tuple[int, int], slot: ReaderSlot, seed: int = 7) -> pygame.Surface:
    """One picture, of a fresh app; headless only."""
    clock = FakeClock()
    settings = replace(Settings(width=size[0], height=size[1], sound=False), **shot.settings)
    with ExitStack() as opened:
        opened.enter_context(_in_utc())
        store = player = None
        if shot.stock is not None:
            store = opened.enter_context(temporary_store(clock=lambda: NOON))
            player = shot.stock(store)
        trainer = shot.trainer() if shot.trainer is not None else None
        app = App(
            settings,
            shot.make,
            routes.scene,
            slot,
            parts=Parts(store, player=player, trainer=trainer),
            clock=clock,
        )
        hand = Hand(app, clock, seed)
        hand.settle()
        shot.act(app.scene, hand)
        hand.wait(0.25)
        picture = app.surface.copy()
        app.close()
    return picture


def names(sizes: Sequence[tuple[int, int]] = SIZES) -> dict[str, tuple[Shot, tuple[int, int]]]:
    """Every picture by its name, as ``menu-640x480``."""
    return {f"{shot.name}-{size[0]}x{size[1]}": (shot, size) for shot in shots() for size in sizes}


@contextmanager
def _in_utc() -> Iterator[None]:
    """Where pictures show a time of day, it is that of one place (on Windows: that of the machine)."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
    try:
        yield
    finally:
        del os.environ["TZ"]
        if before is not None:
            os.environ["TZ"] = before
        if hasattr(time, "tzset"):
            time.tzset()

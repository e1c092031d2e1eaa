"""Pictures of every scene: ``python -m tests.shots OUT/`` renders them at three window sizes.

The real app is driven headless on a clock of its own, with seeded handwriting: the same pictures each time.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pygame

from data.store import Store
from game import routes
from game.app import App
from game.readers import ReaderSlot
from game.settings import Settings
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
    history,
    inside,
    learn,
    learn_shared,
    lesson,
    menu,
    new_exercise,
    players,
    progress,
    quiz,
    review,
    sample_card,
    sample_wall,
    settings,
    teach,
    together,
    welcome,
)
from tests.shots.shot import Shot

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
    history,
    inside,
    learn,
    learn_shared,
    lesson,
    menu,
    new_exercise,
    players,
    progress,
    quiz,
    review,
    sample_card,
    sample_wall,
    settings,
    teach,
    together,
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
    with ExitStack() as open_store:
        store = player = None
        if shot.stock is not None:
            store = open_store.enter_context(Store.temporary(clock=lambda: NOON))
            player = shot.stock(store)
        trainer = shot.trainer() if shot.trainer is not None else None
        app = App(
            settings, shot.make, routes.scene, slot, store=store, player=player, trainer=trainer, clock=clock
        )
        hand = Hand(app, clock, seed)
        hand.settle()
        shot.act(app.scene, hand)
        hand.wait(0.25)
        picture = app.surface.copy()
        app.close()
    return picture


def render_all(
    out: Path, slot: ReaderSlot, sizes: Sequence[tuple[int, int]] = SIZES, only: str = ""
) -> list[Path]:
    """Write every shot whose name contains ``only`` to ``out/NAME-WIDTHxHEIGHT.png``."""
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for shot in shots():
        if only not in shot.name:
            continue
        for size in sizes:
            path = out / f"{shot.name}-{size[0]}x{size[1]}.png"
            pygame.image.save(render(shot, size, slot), path)
            files.append(path)
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.shots", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures; made if it is not there")
    parser.add_argument("--only", default="", metavar="TEXT", help="only shots whose name contains this")
    parser.add_argument("--portrait", action="store_true", help="also at 720×1280")
    options = parser.parse_args(arguments)
    if not any(options.only in shot.name for shot in shots()):
        print(f"No shot has “{options.only}” in its name: leave --only out to see them all.", file=sys.stderr)
        return 2
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    from recognizer.bundle import BundleError
    from recognizer.slot import Slot

    slot = Slot()
    try:
        slot.load()
        files = render_all(options.out, slot, (*SIZES, PORTRAIT) if options.portrait else SIZES, options.only)
    except (BundleError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(files)} pictures in {options.out}")
    return 0

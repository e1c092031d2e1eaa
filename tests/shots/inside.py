"""Pictures of inside."""

from __future__ import annotations

from collections.abc import Callable

from game.scenes.teach.inside import Aspect, Inside
from tests.hand import Hand
from tests.shots.example_trainer import mia, nobody_yet
from tests.shots.shot import Shot


def _view(view: Aspect) -> Callable[[], Inside]:
    return lambda: Inside(view)


def _write(scene: Inside, hand: Hand) -> None:
    assert scene.canvas is not None
    hand.write(scene.canvas, "8")
    hand.wait(0.5)


SHOTS = [
    Shot("inside-mix-ups", _view(Aspect.MIX_UPS), stock=mia),
    Shot("inside-map", _view(Aspect.MAP), stock=mia),
    Shot("inside-layers", _view(Aspect.LAYERS), _write, stock=mia),
    Shot("inside-map-slate", _view(Aspect.MAP), settings={"board": "slate", "left_handed": True}, stock=mia),
    Shot("inside-empty", _view(Aspect.MIX_UPS), stock=nobody_yet),
]

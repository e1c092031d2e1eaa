"""Pictures of inside."""

from __future__ import annotations

from collections.abc import Callable

from game.scenes.teach.inside import Inside, View
from tests.hand import Hand
from tests.shots.example_trainer import mia, nobody_yet
from tests.shots.shot import Shot


def _view(view: View) -> Callable[[], Inside]:
    return lambda: Inside(view)


def _write(scene: Inside, hand: Hand) -> None:
    assert scene.canvas is not None
    hand.write(scene.canvas, "8")
    hand.wait(0.5)


SHOTS = [
    Shot("inside-mix-ups", _view(View.MIX_UPS), stock=mia),
    Shot("inside-map", _view(View.MAP), stock=mia),
    Shot("inside-layers", _view(View.LAYERS), _write, stock=mia),
    Shot("inside-map-slate", _view(View.MAP), settings={"board": "slate", "left_handed": True}, stock=mia),
    Shot("inside-empty", _view(View.MIX_UPS), stock=nobody_yet),
]

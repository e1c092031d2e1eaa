"""Pictures of best."""

from __future__ import annotations

from game.play.modes import Mode
from game.scenes.best import Best
from tests.shots.players import class_of
from tests.shots.progress import played
from tests.shots.shot import Shot

SHOTS = [
    Shot("best", lambda: Best(Mode.SPRINT, 6), stock=played),
    Shot("best-empty", lambda: Best(Mode.BLITZ, 3), stock=class_of),
]

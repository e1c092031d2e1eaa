"""Pictures of learn."""

from __future__ import annotations

from game.scenes.teach.learn import Learn
from game.stage import Open
from tests.shots.example_trainer import ExampleSchool, mia
from tests.shots.shot import Shot

SHOTS = [
    Shot("learn-running", lambda: Learn(ExampleSchool(22)), stock=mia),
    Shot("learn-published", lambda: Learn(ExampleSchool(), Open("free_draw")), stock=mia),
    Shot(
        "learn-refused",
        lambda: Learn(ExampleSchool(result="refused")),
        settings={"board": "slate", "left_handed": True},
        stock=mia,
    ),
]

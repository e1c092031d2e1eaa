"""Pictures of family."""

from __future__ import annotations

from game.scenes.teach.family import Family
from tests.shots.example_trainer import ExampleSchool, mia
from tests.shots.shot import Shot

SHOTS = [Shot("family", lambda: Family(ExampleSchool()), stock=mia)]

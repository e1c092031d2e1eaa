"""Pictures of the family tree."""

from __future__ import annotations

from game.scenes.teach.family import Family
from tests.shots.example_trainer import ExampleTrainer, mia
from tests.shots.shot import Shot

SHOTS = [Shot("family", Family, stock=mia, trainer=ExampleTrainer)]

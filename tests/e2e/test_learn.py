"""A hand that differs in kind is taught in the real app, by the real process, and then it is read."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"

import pytest

from data.records import Context, Hand, LabelSource, NewSample, RunState
from data.store import Store, store_file
from game import routes
from game.app import App, RealClock
from game.learning.process import Change
from game.learning.trainer import Trainer
from game.scenes.teach.family import Family
from game.scenes.teach.learn import Learn
from game.settings import Settings
from game.stage import Parts
from game.ui.handwriting import write
from recognizer import heads
from recognizer.ink import Ink
from recognizer.slot import Slot

pytestmark = pytest.mark.slow


def mirrored(digit: int, rng: random.Random) -> Ink:
    """A child's 3, the wrong way round."""
    return Ink.of([[(-x, y, t) for x, y, t, _ in s.points] for s in write(str(digit), rng).strokes])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with Anna's lessons: 3s the wrong way round, the rest as everybody."""
    rng = random.Random(5)
    with Store.open(store_file(tmp_path)) as store:
        anna = store.players.add("Anna", colour="#1f5138", hand=Hand.LEFT)
        for label in range(10):
            for _ in range(15 if label == 3 else 5):
                ink = mirrored(3, rng) if label == 3 else write(str(label), rng)
                store.samples.add(
                    NewSample(label, LabelSource.LESSON, Context.LESSON, ink=ink, player_id=anna.id)
                )
    return tmp_path


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    with Store.open(store_file(folder)) as store:
        slot = Slot(folder / "models")
        slot.load()
        (anna,) = store.players.all()
        app = App(
            Settings(sound=False),
            Learn,
            routes.scene,
            slot,
            parts=Parts(store, player=anna, trainer=Trainer(folder, slot)),
            clock=RealClock(),
        )
        yield app
        app.close()


def frames_until_learned(app: App, seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.loop_once()
        app.clock.wait(0.004)
        scene = app.scene
        assert isinstance(scene, Learn)
        if scene.learning is not None and not scene.learning.running:
            return
    pytest.fail("it did not learn in time")


def test_what_was_taught_is_read_and_can_be_rolled_back(app: App, folder: Path) -> None:
    store, player = app.stage.store, app.stage.player
    assert store is not None and player is not None
    rng = random.Random(77)
    new = [mirrored(3, rng) for _ in range(10)]
    frames_until_learned(app)
    learning = app.scene.learning  # type: ignore[attr-defined]
    end = learning.end
    assert end.result is RunState.PUBLISHED, end.reason
    assert learning.curve and learning.curve[-1].held_out is not None
    assert any(flip.change is Change.FIXED and flip.label == 3 for flip in end.flips)
    assert store.runs.log(player_id=player.id)[0].state is RunState.PUBLISHED

    app.loop_once()
    reader = app.stage.reader
    assert reader is not None and reader.head is not None
    shared = reader.with_head(None)
    before, after = (sum(one.read(ink).text == "3" for ink in new) for one in (shared, reader))
    assert after >= 9 > before

    family = Family()
    family.attach(app.stage)
    for step in (family.fetch, family._go_back):
        step()
        app.worker.drain()
        app.loop_once()
    assert app.stage.reader is not None and app.stage.reader.head is None
    # The next start of the game goes by this note.
    assert heads.selected(folder / "models", player.id) is None

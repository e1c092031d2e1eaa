"""Learn now, the family tree, the forgetting lab and the looks inside, with made-up fine-tunes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from data.records import Player, RunKind, RunState
from data.store import Store
from game.learning.process import Change, CurvePoint, Ended, Progress
from game.learning.trainer import UseResult
from game.scenes.scene import Scene
from game.scenes.teach.family import Family, ModelRow
from game.scenes.teach.forgetting_lab import ForgettingLab
from game.scenes.teach.history import History, _said
from game.scenes.teach.inside import Aspect, Inside
from game.scenes.teach.learn import Learn
from game.scenes.teach.learn_shared import LearnShared
from game.scenes.teach.teach import Teach
from game.stage import Open
from recognizer import heads
from recognizer.reason import Code, Reason
from recognizer.slot import select, selected
from tests.shots.example_trainer import (
    FIRST,
    ExampleTrainer,
    Scripted,
    Scripts,
    mia,
    nobody_yet,
    shipped,
)
from tests.shots.history import some_runs
from tests.table import OpenAt as Enter
from tests.table import Table, laid_out_well

BETTER = Reason(Code.BETTER, {"fixed": 2, "broken": 0, "samples": 48})


def scripted() -> ExampleTrainer:
    """A trainer whose fine-tunes take as long as the test wants."""
    return ExampleTrainer(start=Scripts())


def scripts(room: Table) -> Scripts:
    """What starts its fine-tunes."""
    start = room.trainer._start
    assert isinstance(start, Scripts)
    return start


def go_back(room: Table) -> None:
    room.tap_at(room.scene.widgets[0].rect.center)


def test_learning_is_watched_and_can_be_stopped(enter: Enter) -> None:
    room = enter(Learn, trainer=scripted)
    start = scripts(room)
    assert start.begun == 1 and room.scene.learning.running
    start.running.say(Progress("fit", 0.5, 3.0, CurvePoint(held_out=0.7, known=0.99)))
    room.hand.settle()
    assert room.scene.learning.curve == [CurvePoint(held_out=0.7, known=0.99)]
    room.tap("Stop")
    assert start.running.cancelled
    start.running.say(Ended(RunState.CANCELLED, Reason(Code.CANCELLED)))
    room.hand.settle()
    assert room.scene.title == "Learning was stopped"
    room.tap("Learn again")
    assert start.begun == 2


def test_it_goes_on_when_one_leaves_and_its_end_is_shown_once(enter: Enter) -> None:
    room = enter(Teach, trainer=scripted)
    start = scripts(room)
    room.tap("Learn now")
    go_back(room)
    assert isinstance(room.scene, Teach)
    room.tap("Watch it learn")
    go_back(room)
    start.running.say(Ended(RunState.PUBLISHED, BETTER, held_out=(12, 9, 11)))
    room.trainer.update()
    room.scene.attach(room.app.stage)
    room.tap("What it learned")
    assert start.begun == 1
    assert room.scene.title == "The net has learned"
    go_back(room)
    assert room.button("Learn now").enabled


def test_a_shared_model_is_learned_from_everyone_when_asked(enter: Enter) -> None:
    room = enter(Teach, trainer=scripted)
    start = scripts(room)
    room.store.players.add("Ben", colour="#4a45a0", hand="right")
    room.tap("Learn from everyone")
    assert start.begun == 0 and room.scene.writers == [("Mia", 61)]  # Ben has written nothing
    room.tap("Start")
    assert start.begun == 1 and room.scene.learning.player is None
    go_back(room)  # it goes on when one leaves, and there is nothing to ask any more
    assert isinstance(room.scene, Teach)
    room.tap("Learn from everyone")
    assert start.begun == 1 and room.scene.learning.running
    start.running.say(Ended(RunState.REFUSED, Reason(Code.FORGETS_DIGIT, {"digit": 7})))
    room.hand.settle()
    assert room.scene.title == "Not better, so not used"
    go_back(room)
    room.tap("Learn from everyone")
    assert isinstance(room.scene, LearnShared)


def test_a_shared_model_is_undone_with_one_button(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    room = enter(Teach, trainer=ExampleTrainer)
    monkeypatch.setattr(room.trainer, "go_back_for_everyone", lambda: (False, UseResult(waiting=1)))
    room.tap("Learn from everyone")
    room.tap("Start")
    room.tap("Undo")
    assert isinstance(room.scene, Teach)
    assert any("game’s own net" in told and "out of date" in told for told in room.told)


def test_from_nothing_no_shared_model_is_learned(enter: Enter) -> None:
    room = enter(LearnShared, nobody_yet, trainer=ExampleTrainer)
    assert not room.button("Start").enabled


def test_the_log_tells_what_was_learned_page_by_page(enter: Enter) -> None:
    room = enter(Family, some_runs, size=(640, 480), trainer=ExampleTrainer)
    room.tap("Log")
    room.hand.wait(0.4)
    newest = room.scene.runs[0]
    assert newest.kind is RunKind.SHARED and "everyone" in room.scene._whose(newest)
    assert _said(room.scene.runs[2]) == "Learning was stopped. Nothing was changed."
    assert not room.button("Newer").enabled
    room.tap("Older")
    assert room.scene.page == 1 and not room.button("Older").enabled


def test_the_log_knows_a_dead_fine_tune_from_a_running_one(enter: Enter) -> None:
    def begun(store: Store) -> Player:
        player = mia(store)
        store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=player.id)
        return player

    room = enter(History, begun)
    assert "interrupted" in _said(room.scene.runs[0])
    with room.store.runs.lock():
        room.store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=room.player_id)
        room.scene.fetch()
        room.hand.settle()
        assert "learning now" in _said(room.scene.runs[0])


def test_an_old_sentence_of_the_log_is_said_as_it_is(enter: Enter) -> None:
    def begun(store: Store) -> Player:
        player = mia(store)
        run = store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=player.id)
        with store.connection.writing() as db:
            db.table("runs").update(run.id, {"state": "refused", "reason": "It is no better."})
        return player

    assert _said(enter(History, begun).scene.runs[0]) == "It is no better."


def test_what_flipped_is_shown_with_its_picture(enter: Enter) -> None:
    room = enter(Learn, trainer=ExampleTrainer)
    flips = room.scene.learning.end.flips
    assert {flip.change for flip in flips} == {Change.FIXED, Change.BROKEN}
    assert set(room.scene._pictures) == {flip.sample for flip in flips}
    palette = room.app.stage.look.palette
    pixels = {
        tuple(room.app.surface.get_at((x, y)))[:3] for x in range(600, 1240) for y in range(100, 500, 3)
    }
    assert palette.right in pixels and palette.wrong in pixels


def test_a_published_model_is_undone_with_one_button(enter: Enter) -> None:
    room = enter(Teach, trainer=ExampleTrainer)
    room.tap("Learn now")
    room.tap("Undo")
    assert room.trainer.used == "first"
    assert isinstance(room.scene, Teach) and room.told == ["The previous version is back."]


def test_what_cannot_be_started_is_said(enter: Enter) -> None:
    class Closed(Scripts):
        def personal(self, data_dir: Path, player: str) -> Scripted:  # noqa: ARG002 - it does not come to it
            raise PermissionError(13, "Permission denied")

    room = enter(Learn, trainer=lambda: ExampleTrainer(start=Closed()))
    assert room.scene.learning is None and "Permission denied" in room.scene._problem


def test_nothing_can_be_learned_from_nothing(enter: Enter) -> None:
    room = enter(Teach, nobody_yet, trainer=ExampleTrainer)
    assert not room.button("Learn now").enabled


def tree(room: Table) -> dict[str, ModelRow]:
    return {w.model.id: w for w in room.scene.widgets if isinstance(w, ModelRow)}


def test_the_family_tree_goes_back_and_forth(enter: Enter) -> None:
    room = enter(Family, trainer=ExampleTrainer)
    rows, shared = tree(room), shipped().id
    assert [rows[name].depth for name in (shared, "first", "odd", "second")] == [0, 1, 2, 2]
    assert {name for name, row in rows.items() if row.enabled} == {shared, "first"}
    room.tap("Go back one")
    room.tap("Go back one")
    assert room.trainer.used is None
    assert not room.button("Go back one").enabled
    room.tap_at(tree(room)["second"].rect.center)
    assert room.trainer.used == "second"


def test_the_family_tree_goes_back_from_a_shared_model_too(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = enter(Family, trainer=ExampleTrainer)
    trainer, manifest = room.trainer, shipped().manifest
    learned = replace(shipped(), manifest=replace(manifest, id="shared-1", created="2026-05-04T12:00:00Z"))
    select(trainer.models, "shared-1")
    heads.select(trainer.models, FIRST, None)
    trainer._slot.reader = SimpleNamespace(bundle=learned)

    def load() -> None:
        trainer._slot.reader = SimpleNamespace(bundle=shipped())

    monkeypatch.setattr(trainer._slot, "load", load)
    room.scene.fetch()
    room.hand.settle()
    room.tap("Go back one")
    assert selected(trainer.models) is None and "The game’s own net is back." in room.told
    assert not room.button("Go back one").enabled


def test_the_lab_starts_when_asked_and_stops_when_left(enter: Enter) -> None:
    room = enter(Teach, trainer=scripted)
    start = scripts(room)
    room.scene.ask(Open("forgetting_lab"))
    room.hand.settle()
    assert start.begun == 0
    room.tap("Start")
    start.running.say(Progress("forget", 0.5, 3.0, CurvePoint(own=1.0, known=0.5, per_digit={4: 0.1})))
    room.hand.settle()
    assert room.scene.experiment.curve[-1].per_digit == {4: 0.1}
    go_back(room)
    assert start.running.cancelled


def test_the_lab_says_what_was_lost(enter: Enter) -> None:
    room = enter(ForgettingLab, trainer=ExampleTrainer)
    room.tap("Start")
    room.hand.wait(1.0)
    shown = int(room.scene._shown)
    assert 30 <= shown <= 60, "the curve is drawn at a pace that one can follow"
    assert not room.scene.experiment.running and "practises" in room.scene._words()
    room.tap("Stop")  # what was told is shown at once
    words = room.scene._words()
    assert "only 1s" in words and "now 22 %" in words and "still 99 %" in words


def test_the_layers_of_the_digit_just_drawn(enter: Enter) -> None:
    room = enter(lambda: Inside(Aspect.LAYERS))
    room.hand.write(room.scene.canvas, "8")
    room.hand.wait(0.5)
    assert [name for name, _ in room.scene.layers.picture][-1] == "digits"
    assert [name for name, _ in room.scene.layers.path][-1] == "digits"
    assert room.scene.layers.digit.digit == 8
    room.tap("Clear")
    room.hand.wait(0.5)
    assert room.scene.layers is None


@pytest.mark.parametrize("size", [(640, 480), (720, 1280)])
@pytest.mark.parametrize("left_handed", [False, True])
@pytest.mark.parametrize(
    "make",
    [
        Learn,
        Family,
        ForgettingLab,
        LearnShared,
        History,
        lambda: Inside(Aspect.MIX_UPS),
        lambda: Inside(Aspect.MAP),
        lambda: Inside(Aspect.LAYERS),
        Teach,
    ],
)
def test_nothing_overlaps(
    enter: Enter, make: Callable[[], Scene], size: tuple[int, int], left_handed: bool
) -> None:
    laid_out_well(enter(make, size=size, left_handed=left_handed, trainer=ExampleTrainer))


@pytest.mark.parametrize("size", [(640, 480), (720, 1280)])
def test_nothing_overlaps_while_it_learns(enter: Enter, size: tuple[int, int]) -> None:
    laid_out_well(enter(Learn, size=size, trainer=lambda: ExampleTrainer(12)))

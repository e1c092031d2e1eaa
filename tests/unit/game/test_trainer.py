"""The trainer: what is learned is put to use, the family is in order, and one goes back and forth in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from data.records import Hand, Player, RunState
from game.learning.process import Change, CurvePoint, Ended, Flip, Progress, parse
from game.learning.trainer import Learning, Trainer, UseResult
from recognizer import bundle, heads
from recognizer.bundle import BundleError
from recognizer.family import ModelKind, ModelState
from recognizer.head import Head, HeadError, trunk_of
from recognizer.reason import Code, Reason
from recognizer.slot import in_use, select, selected
from tests.shots.example_trainer import FIRST, Scripted, Scripts, keep, shipped

MIA = Player(FIRST, "Mia", "#1f5138", Hand.RIGHT, 1.0, None, None, datetime(2026, 5, 4, tzinfo=UTC))
#: Of a shared model that is put to use by loading it.
NEW = "new"


class Heads:
    """A slot that notes what it is told; at first it has the shipped bundle in use."""

    ready = True

    def __init__(self, models: Path) -> None:
        self.models = models
        self.used: list[str | None] = []
        self.loaded: list[int] = []
        self.loads = 0
        self.refuses: set[int] = set()
        self._bundle = shipped()

    def load(self) -> str | None:
        self.loads += 1
        self._bundle = in_use(self.models)
        if self._bundle.id == shipped().id:  # as if a new one had been selected
            manifest = replace(self._bundle.manifest, checksums={bundle.PICTURE: NEW})
            self._bundle = replace(self._bundle, manifest=manifest)
        return None

    @property
    def reader(self) -> Any:
        return SimpleNamespace(bundle=self._bundle)

    def load_head(self, player: int) -> str | None:
        self.loaded.append(player)
        return "It was made for another." if player in self.refuses else None

    def use_head(self, player: int, head: Head | None) -> None:
        assert player == MIA.id
        if head is not None and head.about.trunk != trunk_of(self._bundle):
            raise HeadError("made for another")
        self.used.append(head.id if head else None)


@pytest.fixture
def slot(tmp_path: Path) -> Heads:
    return Heads(tmp_path / "models")


PUBLISHED = Ended(RunState.PUBLISHED, Reason(Code.SURER, {"samples": 9}))


def test_what_is_told_is_kept_with_how_it_ended() -> None:
    script = Scripted()
    learning = Learning(MIA, script)
    assert not learning.update() and learning.running and learning.result is RunState.RUNNING
    script.say(Progress("fit", 0.5, 3.0, CurvePoint(known=0.9)), Progress("check", 0.97))
    script.say(Progress("check", 0.98, None, CurvePoint(known=0.8)))
    assert learning.update()
    assert [point.known for point in learning.curve] == [0.9, 0.8]
    assert (learning.step, learning.done, learning.seconds_left) == ("check", 0.98, None)
    script.say(PUBLISHED)
    learning.update()
    assert (learning.result, learning.end, learning.running) == (RunState.PUBLISHED, PUBLISHED, False)
    learning.cancel()
    assert not script.cancelled  # it has ended


def test_the_lines_of_the_process_are_values() -> None:
    curve = {"step": 3, "own": 1.0, "known": 0.5, "per_digit": {"4": 0.1}}
    told = {"step": "forget", "done": 1.2, "seconds_left": None, "curve": curve}
    assert parse(json.dumps(told)) == Progress("forget", 1.0, None, CurvePoint(1.0, None, 0.5, {4: 0.1}))
    broken = {"sample": 4, "label": 7, "before": 7, "after": 1, "change": "broken"}
    fixed = {"sample": 3, "label": 1, "before": 7, "after": 1, "change": "fixed"}
    reason = Reason(Code.FORGETS_DIGIT, {"digit": 7})
    last = {"result": "refused", "reason": reason.to_json(), "run": 3, "held_out": [9, 7, 8], "in_play": 9}
    ended = parse(json.dumps({**last, "flips": [broken, fixed], "head": "head-1"}))
    flips = (Flip(3, 1, 7, 1, Change.FIXED), Flip(4, 7, 7, 1, Change.BROKEN))
    assert ended == Ended(RunState.REFUSED, reason, 3, (9, 7, 8), 9, flips)
    for line in ("INFO: ready", "7", "{}", '{"result": "great"}', '{"step": "fit", "done": "soon"}'):
        assert parse(line) is None


def test_what_is_published_is_put_to_use_once(tmp_path: Path, slot: Heads) -> None:
    start = Scripts(Progress("fit", 0.9, 1.0, CurvePoint(known=1.0)), PUBLISHED)
    trainer = Trainer(tmp_path, slot, start)
    learning = trainer.learn(MIA)
    assert trainer.learn(MIA) is learning  # one at a time
    assert trainer.update() and not trainer.update()
    assert learning.result is RunState.PUBLISHED and slot.loaded == [MIA.id]
    trainer.close()
    assert start.running.closed


def until_swapped(trainer: Trainer) -> UseResult:
    """What the app does frame by frame."""
    assert trainer.everyone is not None
    while trainer.everyone.use_result is None:
        trainer.update()
    return trainer.everyone.use_result


def test_a_new_shared_model_is_put_to_use_with_the_heads_that_fit_it(tmp_path: Path, slot: Heads) -> None:
    keep(tmp_path, "old", None, day=1)
    keep(tmp_path, "anew", None, day=2, trunk=NEW)
    keep(tmp_path, "refused", None, day=3, trunk=NEW, published=False)
    heads.select(tmp_path / "models", MIA.id, "old")
    trainer = Trainer(tmp_path, slot, Scripts(PUBLISHED))
    learning = trainer.learn_from_everyone()
    assert trainer.learn_from_everyone() is learning  # one at a time
    assert until_swapped(trainer) == UseResult()
    assert (slot.loads, slot.loaded) == (1, [MIA.id])
    assert heads.selected(tmp_path / "models", MIA.id) == "anew"
    trainer.close()


def test_heads_that_do_not_fit_a_new_shared_model_are_set_aside_for_all_to_see(
    tmp_path: Path, slot: Heads
) -> None:
    keep(tmp_path, "old", None, day=1)
    heads.select(tmp_path / "models", MIA.id, "old")
    slot.refuses = {MIA.id}
    trainer = Trainer(tmp_path, slot, Scripts(PUBLISHED))
    trainer.learn_from_everyone()
    assert until_swapped(trainer) == UseResult(waiting=1)
    assert heads.selected(tmp_path / "models", MIA.id) == "old"  # read with again when its net is
    assert not next(model for model in trainer.family(MIA) if model.id == "old").fits
    trainer.close()


def test_the_family_says_that_the_shared_model_was_learned_from_everyone(tmp_path: Path, slot: Heads) -> None:
    trainer = Trainer(tmp_path, slot)
    (shared,) = trainer.family(MIA)
    assert (shared.id, shared.kind, shared.in_use) == (shipped().id, ModelKind.SHIPPED, True)
    files = {name: shipped().load(name) for name in shipped().manifest.checksums}
    learned = {**shipped().manifest.training, "finetune": {"samples": 150}}
    manifest = replace(
        shipped().manifest,
        id="shared-1",
        created="2026-05-04T12:00:00Z",
        training=learned,
        parent=shipped().id,
    )
    bundle.publish(tmp_path / "models", manifest, files)
    select(tmp_path / "models", "shared-1")
    slot.load()
    (shared,) = trainer.family(MIA)
    assert (shared.id, shared.kind, shared.samples) == ("shared-1", ModelKind.SHARED, 150)
    assert shared.created == "2026-05-04T12:00:00Z" and shared.in_use
    assert trainer.go_back_for_everyone() == (False, UseResult())
    (shared,) = trainer.family(MIA)
    assert (shared.id, shared.kind, shared.samples) == (shipped().id, ModelKind.SHIPPED, 0)


def test_one_goes_back_from_a_shared_model(tmp_path: Path, slot: Heads) -> None:
    trainer = Trainer(tmp_path, slot)
    with pytest.raises(BundleError, match="nothing to go back to"):
        trainer.go_back_for_everyone()
    assert slot.loads == 0
    select(tmp_path / "models", "shared-1")
    assert trainer.go_back_for_everyone() == (False, UseResult())
    assert selected(tmp_path / "models") is None and slot.loads == 1


@pytest.mark.parametrize("result", [RunState.REFUSED, RunState.FAILED, RunState.CANCELLED])
def test_what_is_not_published_changes_nothing(tmp_path: Path, slot: Heads, result: RunState) -> None:
    trainer = Trainer(tmp_path, slot, Scripts(Ended(result)))
    trainer.learn(MIA)
    trainer.update()
    assert slot.loaded == []


def test_the_labs_sandbox_is_gone_afterwards(tmp_path: Path, slot: Heads) -> None:
    start = Scripts()
    trainer = Trainer(tmp_path, slot, start)
    trainer.forget(MIA)
    (sandbox,) = start.sandboxes
    assert sandbox.is_dir()
    trainer.close()
    assert not sandbox.exists()
    assert list(tmp_path.iterdir()) == []


def test_the_family_has_parents_before_children(tmp_path: Path, slot: Heads) -> None:
    keep(tmp_path, "b", "a", day=2)
    keep(tmp_path, "a", None, day=3)  # its clock was wrong
    keep(tmp_path, "c", "b", day=4, published=False, reason=Reason(Code.READS_FEWER))
    keep(tmp_path, "old", None, day=1, trunk="another")
    heads.select(tmp_path / "models", MIA.id, "b")
    (tmp_path / "models" / "heads" / str(MIA.id) / "broken.npz").write_bytes(b"nonsense")
    family = Trainer(tmp_path, slot).family(MIA)
    names = [model.id for model in family]
    assert names[0] == shipped().id and names.index("a") < names.index("b") < names.index("c")
    by_id = {model.id: model for model in family}
    assert [model.id for model in family if model.in_use] == ["b"]
    assert (by_id["a"].samples, by_id["a"].accuracy) == (30, (0.8, 0.9))
    assert (by_id["c"].state, by_id["c"].reason) == (ModelState.REFUSED, Reason(Code.READS_FEWER))
    assert by_id["broken"].state is ModelState.DAMAGED and "damaged" in by_id["broken"].reason.text
    assert not by_id["old"].fits and by_id["a"].fits


def test_going_back_step_by_step_to_the_shared_model(tmp_path: Path, slot: Heads) -> None:
    keep(tmp_path, "a", None, day=1)
    keep(tmp_path, "b", "a", day=2)
    heads.select(tmp_path / "models", MIA.id, "b")
    trainer = Trainer(tmp_path, slot)
    assert trainer.go_back(MIA) and heads.selected(tmp_path / "models", MIA.id) == "a"
    assert not trainer.go_back(MIA) and heads.selected(tmp_path / "models", MIA.id) is None
    assert slot.loaded == [MIA.id] * 2
    with pytest.raises(HeadError, match="nothing to go back to"):
        trainer.go_back(MIA)


def test_a_model_for_another_trunk_is_refused_and_nothing_changes(tmp_path: Path, slot: Heads) -> None:
    keep(tmp_path, "a", None, day=1)
    keep(tmp_path, "old", None, day=2, trunk="another")
    trainer = Trainer(tmp_path, slot)
    shared, a, old = trainer.family(MIA)
    trainer.use(MIA, a)
    with pytest.raises(HeadError):
        trainer.use(MIA, old)
    assert heads.selected(tmp_path / "models", MIA.id) == "a"
    trainer.use(MIA, shared)
    assert slot.used == ["a", None] and heads.selected(tmp_path / "models", MIA.id) is None


def test_of_a_player_who_is_deleted_nothing_is_left(tmp_path: Path, slot: Heads) -> None:
    keep(tmp_path, "a", None, day=1)
    start = Scripts()
    trainer = Trainer(tmp_path, slot, start)
    trainer.learn(MIA)
    trainer.part_with(MIA)
    assert start.running.cancelled and slot.used == [None]
    assert [model.id for model in trainer.family(MIA)] == [shipped().id]
    assert heads.players(tmp_path / "models") == []

"""The school: what is learned is put to use, the family is in order, and one goes back and forth in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from data.records import Hand, Player
from game.learning.course import Model
from game.learning.process import Ended, Learning, Progress
from game.learning.trainer import School
from game.scenes.teach.learn import go_back
from recognizer import bundle, heads
from recognizer.head import About, Head, HeadError, Linear
from recognizer.slot import select, selected

MIA = Player(7, "Mia", "#1f5138", Hand.RIGHT, 1.0, None, datetime(2026, 5, 4, tzinfo=UTC))


class Heads:
    """A slot that notes what it is told; the bundle in use has the trunk ``"this"``."""

    ready = True

    def __init__(self) -> None:
        self.used: list[str | None] = []
        self.loaded: list[int] = []
        self.trunk, self.loads = "this", 0
        self.refuses: set[int] = set()

    def load(self) -> str | None:
        self.loads += 1
        self.trunk = "new"
        return None

    @property
    def reader(self) -> Any:
        manifest = SimpleNamespace(checksums={"reader.tflite": self.trunk})
        return SimpleNamespace(bundle=SimpleNamespace(manifest=manifest))

    def load_head(self, player: int) -> str | None:
        self.loaded.append(player)
        return "It was made for another." if player in self.refuses else None

    def use_head(self, player: int, head: Head | None) -> None:
        assert player == MIA.id
        if head is not None and head.about.trunk != "this":
            raise HeadError("made for another")
        self.used.append(head.id if head else None)


class Script:
    """Stands in for the process: tells what it is given."""

    running = True
    ended: Ended | None = None

    def __init__(self, *lines: Progress | Ended) -> None:
        self.lines = list(lines)
        self.closed = False

    def poll(self) -> list[Progress | Ended]:
        lines, self.lines = self.lines, []
        if lines and isinstance(lines[-1], Ended):
            self.ended = lines[-1]
        return lines

    def cancel(self) -> None: ...

    def close(self) -> None:
        self.closed = True


def keep(folder: Path, name: str, parent: str | None, day: int, **changes: Any) -> None:
    values: dict[str, Any] = {
        "id": name,
        "player": MIA.id,
        "trunk": "this",
        "bundle": "base",
        "created": f"2026-05-{day:02}T12:00:00.000Z",
        "temperature": 1.0,
        "threshold": 0.8,
        "published": True,
        "parent": parent,
        "training": {"samples": 10 * day},
        "figures": {"own": {"accuracy_before": 0.8, "accuracy_after": 0.9}},
    }
    linear = Linear(np.zeros((4, 11), np.float32), np.zeros(11, np.float32))
    heads.keep(folder / "models", Head(About(**{**values, **changes}), linear))


@pytest.fixture
def slot() -> Heads:
    return Heads()


def test_what_is_published_is_put_to_use_once(
    tmp_path: Path, slot: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script(Progress("fit", 0.9, 1.0, {"known": 1.0}), Ended("published", "Better."))
    monkeypatch.setattr(Learning, "personal", lambda *_: script)
    school = School(tmp_path, slot)
    course = school.learn(MIA)
    assert school.learn(MIA) is course  # one at a time
    assert school.update() and not school.update()
    assert course.result == "published" and slot.loaded == [MIA.id]
    school.close()
    assert script.closed


def until_swapped(school: School) -> None:
    """What the app does frame by frame."""
    while school.everyone is not None and not school.everyone.applied:
        school.update()


def test_a_new_shared_model_is_put_to_use_with_the_heads_that_fit_it(
    tmp_path: Path, slot: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Learning, "shared", lambda *_: Script(Ended("published", "Better.")))
    keep(tmp_path, "old", None, day=1)
    keep(tmp_path, "anew", None, day=2, trunk="new")
    keep(tmp_path, "refused", None, day=3, trunk="new", published=False)
    heads.select(tmp_path / "models", MIA.id, "old")
    school = School(tmp_path, slot)
    course = school.learn_from_everyone()
    assert school.learn_from_everyone() is course  # one at a time
    until_swapped(school)
    assert (slot.loads, slot.loaded, course.notice) == (1, [MIA.id], "")
    assert heads.selected(tmp_path / "models", MIA.id) == "anew"
    school.close()


def test_heads_that_do_not_fit_a_new_shared_model_are_set_aside_for_all_to_see(
    tmp_path: Path, slot: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Learning, "shared", lambda *_: Script(Ended("published", "Better.")))
    keep(tmp_path, "old", None, day=1)
    heads.select(tmp_path / "models", MIA.id, "old")
    slot.refuses = {MIA.id}
    school = School(tmp_path, slot)
    course = school.learn_from_everyone()
    until_swapped(school)
    assert "One player’s own net waits" in course.notice
    assert heads.selected(tmp_path / "models", MIA.id) == "old"  # read with again when its net is
    assert not next(model for model in school.family(MIA) if model.id == "old").fits
    school.close()


def test_the_family_says_that_the_shared_model_was_learned_from_everyone(tmp_path: Path, slot: Heads) -> None:
    school = School(tmp_path, slot)
    assert school.family(MIA) == [Model(None, in_use=True)]
    shipped = bundle.read(bundle.shipped())
    files = {name: shipped.load(name) for name in shipped.manifest.checksums}
    learned = {**shipped.manifest.training, "finetune": {"samples": 150}}
    manifest = replace(
        shipped.manifest, id="shared-1", created="2026-05-04T12:00:00Z", training=learned, parent=shipped.id
    )
    bundle.publish(tmp_path / "models", manifest, files)
    select(tmp_path / "models", "shared-1")
    assert school.family(MIA) == [Model(None, in_use=True, created="2026-05-04T12:00:00Z", samples=150)]
    school.go_back_for_everyone()
    assert school.family(MIA) == [Model(None, in_use=True)]


def test_one_goes_back_from_a_shared_model(tmp_path: Path, slot: Heads) -> None:
    school = School(tmp_path, slot)
    assert "nothing to go back to" in school.go_back_for_everyone() and slot.loads == 0
    select(tmp_path / "models", "shared-1")
    assert "game’s own net" in school.go_back_for_everyone()
    assert selected(tmp_path / "models") is None and slot.loads == 1


@pytest.mark.parametrize("result", ["refused", "failed", "cancelled"])
def test_what_is_not_published_changes_nothing(
    tmp_path: Path, slot: Heads, monkeypatch: pytest.MonkeyPatch, result: str
) -> None:
    monkeypatch.setattr(Learning, "personal", lambda *_: Script(Ended(result, "Why.")))
    school = School(tmp_path, slot)
    school.learn(MIA)
    school.update()
    assert slot.loaded == []


def test_the_labs_sandbox_is_gone_afterwards(
    tmp_path: Path, slot: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandboxes: list[Path] = []

    def lab(_: Path, __: str, sandbox: Path) -> Script:
        sandboxes.append(sandbox)
        assert sandbox.is_dir()
        return Script()

    monkeypatch.setattr(Learning, "forgetting_lab", lab)
    school = School(tmp_path, slot)
    school.forget(MIA)
    school.close()
    assert not sandboxes[0].exists()
    assert list(tmp_path.iterdir()) == []


def test_the_family_has_parents_before_children(tmp_path: Path, slot: Heads) -> None:
    keep(tmp_path, "b", "a", day=2)
    keep(tmp_path, "a", None, day=3)  # its clock was wrong
    keep(tmp_path, "c", "b", day=4, published=False, reason="No better.")
    keep(tmp_path, "old", None, day=1, trunk="another")
    heads.select(tmp_path / "models", MIA.id, "b")
    (tmp_path / "models" / "heads" / "7" / "broken.npz").write_bytes(b"nonsense")
    family = School(tmp_path, slot).family(MIA)
    names = [model.id for model in family]
    assert names[0] is None and names.index("a") < names.index("b") < names.index("c")
    by_id = {model.id: model for model in family}
    assert [model.id for model in family if model.in_use] == ["b"]
    assert (by_id["a"].samples, by_id["a"].before, by_id["a"].after) == (30, 0.8, 0.9)
    assert by_id["c"].state == "refused" and by_id["c"].reason == "No better."
    assert by_id["broken"].state == "damaged" and "damaged" in by_id["broken"].reason
    assert not by_id["old"].fits and by_id["a"].fits


def test_going_back_step_by_step_to_the_shared_model(tmp_path: Path, slot: Heads) -> None:
    keep(tmp_path, "a", None, day=1)
    keep(tmp_path, "b", "a", day=2)
    school = School(tmp_path, slot)
    school.use(MIA, "b")
    go_back(school, MIA)
    go_back(school, MIA)
    assert slot.used == ["b", "a", None]
    assert heads.selected(tmp_path / "models", MIA.id) is None


def test_a_model_for_another_trunk_is_refused_and_nothing_changes(tmp_path: Path, slot: Heads) -> None:
    keep(tmp_path, "a", None, day=1)
    keep(tmp_path, "old", None, day=2, trunk="another")
    school = School(tmp_path, slot)
    school.use(MIA, "a")
    with pytest.raises(HeadError):
        school.use(MIA, "old")
    assert heads.selected(tmp_path / "models", MIA.id) == "a"


def test_of_a_player_who_is_deleted_nothing_is_left(
    tmp_path: Path, slot: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled: list[bool] = []
    script = Script()
    monkeypatch.setattr(script, "cancel", lambda: cancelled.append(True))
    monkeypatch.setattr(Learning, "personal", lambda *_: script)
    keep(tmp_path, "a", None, day=1)
    school = School(tmp_path, slot)
    school.use(MIA, "a")
    school.learn(MIA)
    school.part_with(MIA)
    assert cancelled and slot.used == ["a", None]
    assert [model.id for model in school.family(MIA)] == [None]
    assert heads.players(tmp_path / "models") == []

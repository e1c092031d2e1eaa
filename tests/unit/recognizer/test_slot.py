"""The slot: the selected model if it can be used, else the shipped one with a word about why."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from recognizer import bundle
from recognizer.bundle import BundleError
from recognizer.ink import Ink
from recognizer.slot import Slot, roll_back, select, selected

SEVEN = Ink.of([[(0, 0), (60, 0), (20, 100)]])


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Own models: a copy of the shipped one under another name."""
    shipped = bundle.read(bundle.shipped())
    files = {name: shipped.load(name) for name in shipped.manifest.checksums}
    bundle.publish(tmp_path, replace(shipped.manifest, id="mine", parent=shipped.id), files)
    return tmp_path


def test_without_a_choice_the_shipped_model_is_used(models: Path) -> None:
    slot = Slot(models)
    assert not slot.ready
    with pytest.raises(BundleError):
        _ = slot.reader
    assert slot.load() is None
    assert slot.ready
    assert slot.reader.manifest.id == bundle.shipped().name


def test_the_selected_model_is_used_until_deselected(models: Path) -> None:
    select(models, "mine")
    assert selected(models) == "mine"
    slot = Slot(models)
    assert slot.load() is None
    assert slot.reader.manifest.id == "mine"
    select(models, None)
    assert slot.load() is None
    assert slot.reader.manifest.id != "mine"


def test_a_damaged_model_is_reported_and_the_shipped_one_used(models: Path) -> None:
    select(models, "mine")
    (models / "mine" / "picture.tflite").write_bytes(b"gone")
    slot = Slot(models)
    notice = slot.load()
    assert notice is not None and "mine" in notice and "game's own model" in notice
    assert slot.reader.manifest.id == bundle.shipped().name


def test_a_model_that_is_gone_is_reported(models: Path) -> None:
    select(models, "mine")
    shutil.rmtree(models / "mine")
    assert "game's own model" in (Slot(models).load() or "")


@pytest.mark.parametrize("note", ["../../elsewhere", "", "a b", "/etc"])
def test_a_note_that_names_no_model_leads_nowhere(models: Path, note: str) -> None:
    (models / "selected").write_text(note)
    slot = Slot(models)
    assert "names no model" in (slot.load() or "")
    assert slot.reader.manifest.id == bundle.shipped().name


@pytest.fixture
def newer(models: Path) -> Path:
    """Own models, with a child of ``mine`` in use."""
    mine = bundle.read(models / "mine")
    files = {name: mine.load(name) for name in mine.manifest.checksums}
    bundle.publish(models, replace(mine.manifest, id="newer", parent="mine"), files)
    select(models, "newer")
    return models


def test_one_goes_back_a_generation_at_a_time_to_the_shipped_model(newer: Path) -> None:
    assert roll_back(newer) == selected(newer) == "mine"
    assert roll_back(newer) is selected(newer) is None
    with pytest.raises(BundleError, match="nothing to go back to"):
        roll_back(newer)


@pytest.mark.parametrize("damage", [shutil.rmtree, lambda folder: (folder / "picture.tflite").unlink()])
def test_a_parent_that_is_gone_or_damaged_is_passed_over(newer: Path, damage: Callable[[Path], None]) -> None:
    damage(newer / "mine")
    assert roll_back(newer) is selected(newer) is None


def test_another_load_leaves_readings_under_way_alone(models: Path) -> None:
    slot = Slot(models)
    slot.load()
    before = slot.reader
    select(models, "mine")
    slot.load()
    assert slot.reader is not before and slot.reader.id == "mine"
    assert before.read(SEVEN).text == slot.reader.read(SEVEN).text


def test_without_a_shipped_model_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="install the game again"):
        Slot(None, tmp_path / "nothing").load()

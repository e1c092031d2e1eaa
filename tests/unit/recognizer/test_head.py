"""Personal heads: read back as written, refused when damaged or foreign, swapped at once, rolled back."""

from __future__ import annotations

import io
import json
import os
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from recognizer import heads
from recognizer.head import FORMAT, About, Head, HeadError, Linear, trunk_of
from recognizer.ink import Ink
from recognizer.networks import FEATURES
from recognizer.raster import raster
from recognizer.reader import Reader
from recognizer.reason import Reason
from recognizer.slot import Slot
from training.finetune.rehearsal import Replay

SEVEN = Ink.of([[(0, 0), (60, 0), (20, 100)]])
ANNA, BEN = 3, 4


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.open()


@pytest.fixture(scope="module")
def always_two(reader: Reader) -> Head:
    """A head that takes everything for a 2."""
    _, features = reader.infer(np.zeros((1, 28, 28), np.uint8))
    bias = np.zeros(11, np.float32)
    bias[2] = 9.0
    about = About(
        "head-1",
        ANNA,
        trunk_of(reader.bundle),
        reader.bundle.id,
        "2026-11-22T10:00:00Z",
        temperature=2.0,
        threshold=0.6,
        published=True,
    )
    return Head(about, Linear(np.zeros((features.shape[1], 11), np.float32), bias))


def test_a_head_is_read_back_as_it_was_written(always_two: Head) -> None:
    again = Head.from_bytes(always_two.to_bytes())
    assert again.about == always_two.about
    assert np.array_equal(again.linear.weights, always_two.linear.weights)


def test_a_reader_with_a_head_reads_with_it_and_leaves_the_other_alone(
    reader: Reader, always_two: Head
) -> None:
    personal = reader.with_head(always_two)
    assert reader.read(SEVEN).text == "7"
    assert personal.read(SEVEN).text == "2"
    assert reader.read(SEVEN).text == "7"
    assert personal.id == f"{reader.bundle.id}/head-1" and personal.threshold == 0.6
    assert personal.temperature == always_two.about.temperature != reader.temperature
    assert personal.with_head(None).read(SEVEN).text == "7"


def test_a_head_equal_to_the_networks_own_layer_changes_no_reading(reader: Reader, always_two: Head) -> None:
    """The features that LiteRT returns are those that the last layer of both networks together takes."""
    rng = np.random.default_rng(1)
    inks = [Ink.of([rng.normal(0, 50, (6, 2)).cumsum(axis=0).tolist()]) for _ in range(300)]
    pictures = np.stack([raster(ink) for ink in inks])
    logits, features = reader.infer(pictures, inks)
    same = reader.with_head(replace(always_two, linear=Replay.of(reader.bundle).linear))
    assert np.allclose(same.infer(pictures, inks)[0], logits, atol=1e-3)
    # Without ink the biases of both layers take the place of the picture's own: the same little for all.
    gap = same.infer(pictures)[0] - reader.infer(pictures)[0]
    assert np.allclose(gap, gap[0], atol=1e-3) and np.abs(gap).max() < 0.3
    assert features.shape == (300, 2 * FEATURES) and (reader.infer(pictures)[1][:, FEATURES:] == 0).all()


def test_a_head_for_another_trunk_is_refused(reader: Reader, always_two: Head) -> None:
    foreign = replace(always_two, about=replace(always_two.about, trunk="0" * 64))
    with pytest.raises(HeadError, match="made for another shared model"):
        reader.with_head(foreign)


def file_of(head: Head, **changes: object) -> bytes:
    """Its file with other arrays or other words about itself."""
    about: dict[str, object] = {
        "format": FORMAT,
        **asdict(head.about),
        "reason": head.about.reason.to_json(),
    }
    arrays: dict[str, object] = {"weights": head.linear.weights, "bias": head.linear.bias}
    for name, value in changes.items():
        (arrays if name in arrays else about)[name] = value
    file = io.BytesIO()
    np.savez_compressed(file, **arrays, about=np.frombuffer(json.dumps(about).encode(), np.uint8))  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": np.zeros((5, 3), np.float32)},
        {"weights": np.zeros((5, 11), np.float64)},
        {"bias": np.full(11, np.nan, np.float32)},
        {"bias": np.zeros(10, np.float32)},
        {"temperature": 0.0},
        {"temperature": "warm"},
        {"threshold": 1.5},
        {"id": "../../elsewhere"},
        {"player": "Anna"},
        {"parent": "../x"},
        {"format": FORMAT + 1},
        {"surprise": 1},
    ],
)
def test_a_head_that_says_impossible_things_is_refused(always_two: Head, changes: dict[str, object]) -> None:
    with pytest.raises(HeadError):
        Head.from_bytes(file_of(always_two, **changes))


def test_a_head_of_an_earlier_version_keeps_its_sentence(always_two: Head) -> None:
    old = Head.from_bytes(file_of(always_two, format=1, reason="It is no better."))
    assert old.about.reason == Reason.other("It is no better.")
    assert old.about == replace(always_two.about, reason=old.about.reason)


def test_pickles_and_rubbish_are_never_loaded(always_two: Head) -> None:
    file = io.BytesIO()
    np.savez(file, weights=np.array([object()]), bias=np.zeros(11), about=np.zeros(1))
    for content in (file.getvalue(), b"", b"PK\x03\x04 nothing", always_two.to_bytes()[:200]):
        with pytest.raises(HeadError):
            Head.from_bytes(content)


def test_heads_are_kept_listed_selected_and_rolled_back(
    tmp_path: Path, reader: Reader, always_two: Head
) -> None:
    second = replace(always_two, about=replace(always_two.about, id="head-2", parent="head-1"))
    assert heads.selected(tmp_path, ANNA) is None and heads.in_use(tmp_path, ANNA) is None
    for head in (always_two, second):
        heads.keep(tmp_path, head)
        heads.select(tmp_path, ANNA, head.id)
    assert heads.known(tmp_path, ANNA) == ["head-1", "head-2"] and heads.players(tmp_path) == [ANNA]
    assert heads.roll_back(tmp_path, ANNA, reader.bundle) == "head-1"
    assert heads.roll_back(tmp_path, ANNA, reader.bundle) is None
    with pytest.raises(HeadError, match="nothing to go back to"):
        heads.roll_back(tmp_path, ANNA, reader.bundle)
    assert heads.known(tmp_path, BEN) == []


@pytest.mark.parametrize("parent", ["gone", "damaged", "refused", "made for another model"])
def test_rolling_back_passes_over_a_parent_that_cannot_be_used(
    tmp_path: Path, reader: Reader, always_two: Head, parent: str
) -> None:
    orphan = replace(always_two, about=replace(always_two.about, id="head-2", parent="head-1"))
    heads.keep(tmp_path, orphan)
    heads.select(tmp_path, ANNA, "head-2")
    if parent == "refused":
        heads.keep(tmp_path, replace(always_two, about=replace(always_two.about, published=False)))
    if parent == "made for another model":
        heads.keep(tmp_path, replace(always_two, about=replace(always_two.about, trunk="another")))
    if parent == "damaged":
        (heads.folder_of(tmp_path, ANNA) / "head-1.npz").write_bytes(b"gone")
    assert heads.roll_back(tmp_path, ANNA, reader.bundle) is None
    assert heads.selected(tmp_path, ANNA) is None


def test_a_head_in_use_is_not_deleted_and_a_name_not_taken_twice(tmp_path: Path, always_two: Head) -> None:
    heads.keep(tmp_path, always_two)
    with pytest.raises(HeadError, match="already"):
        heads.keep(tmp_path, always_two)
    heads.select(tmp_path, ANNA, "head-1")
    with pytest.raises(HeadError, match="in use"):
        heads.delete(tmp_path, ANNA, "head-1")
    heads.select(tmp_path, ANNA, None)
    heads.delete(tmp_path, ANNA, "head-1")
    assert heads.known(tmp_path, ANNA) == []


def test_someone_elses_head_is_not_read(tmp_path: Path, always_two: Head) -> None:
    heads.keep(tmp_path, always_two)
    stolen = heads.folder_of(tmp_path, BEN) / "head-1.npz"
    stolen.parent.mkdir(parents=True)
    stolen.write_bytes(always_two.to_bytes())
    with pytest.raises(HeadError, match="another model"):
        heads.read(tmp_path, BEN, "head-1")


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, always_two: Head, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HeadError, match="No space left"):
        heads.keep(tmp_path, always_two)
    assert list(heads.folder_of(tmp_path, ANNA).iterdir()) == []


def test_the_slot_gives_each_player_their_own_reader_at_once(tmp_path: Path, always_two: Head) -> None:
    slot = Slot(tmp_path)
    slot.load()
    assert slot.load_head(ANNA) is None and slot.reader_for(ANNA) is slot.reader
    heads.keep(tmp_path, always_two)
    heads.select(tmp_path, ANNA, "head-1")
    held = slot.reader_for(ANNA)
    assert slot.load_head(ANNA) is None
    assert slot.reader_for(ANNA).read(SEVEN).text == "2"
    assert held.read(SEVEN).text == "7", "whoever holds a reader keeps reading with it"
    assert slot.reader_for(BEN).read(SEVEN).text == slot.reader_for(None).read(SEVEN).text == "7"
    slot.use_head(ANNA, None)
    assert slot.reader_for(ANNA) is slot.reader


def test_a_head_is_set_aside_with_a_word_when_the_trunk_changes(tmp_path: Path, always_two: Head) -> None:
    slot = Slot(tmp_path)
    slot.load()
    slot.use_head(ANNA, always_two)
    foreign = replace(always_two, about=replace(always_two.about, id="head-9", trunk="0" * 64))
    heads.keep(tmp_path, foreign)
    heads.select(tmp_path, ANNA, "head-9")
    notice = slot.load_head(ANNA)
    assert notice is not None and "another shared model" in notice
    assert slot.reader_for(ANNA) is slot.reader


def test_a_swap_of_the_trunk_puts_personal_readers_out_of_use(tmp_path: Path, always_two: Head) -> None:
    slot = Slot(tmp_path)
    slot.load()
    slot.use_head(ANNA, always_two)
    slot.load()
    assert slot.reader_for(ANNA) is slot.reader, "until the head is loaded onto the new reader"

"""The train command: how data sets are dealt out, and what it says where something is missing."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from recognizer import bundle
from recognizer.ink import Ink
from training.__main__ import main, parser
from training.command import CommandError
from training.datasets import PenSample, split_writers
from training.train import command as train
from training.train import sources

LABELS = "0123456789"


@pytest.fixture
def mnist(tmp_path: Path) -> Path:
    """A stand-in for MNIST: as many black pictures as are needed to keep some apart."""
    path = tmp_path / "mnist.npz"
    count = sources.MNIST_CHECK + 20
    pictures, labels = np.zeros((count, 28, 28), np.uint8), np.arange(count, dtype=np.uint8) % 10
    np.savez_compressed(path, x_train=pictures, y_train=labels, x_test=pictures[:9], y_test=labels[:9])
    return path


@pytest.fixture
def pens(tmp_path: Path) -> Path:
    """Digits, a letter, a look-alike and a whole number by each of twenty writers."""
    path = tmp_path / "pens.jsonl"
    strokes = [[[0, 0], [60, 0], [20, 100]], [[10, 50], [50, 50]]]
    rows = [
        {"label": label, "writer": f"writer {number}", "strokes": strokes}
        for number in range(20)
        for label in (*LABELS, "K", "O", "42")
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def arguments(*options: object) -> argparse.Namespace:
    return parser().parse_args(["train", *map(str, options)])


def test_no_writer_is_both_learned_from_and_measured_on(mnist: Path, pens: Path) -> None:
    found = sources.gather(mnist, [pens], "writer 3,writer 4")
    learned = {sample.writer for sample in (*found.data.digits, *found.data.others)}
    checked = {writer for part in found.check for writer in part.writers}
    measured = {writer for part in found.final for writer in part.writers}
    assert learned and checked and {"writer 3", "writer 4"} < measured
    assert not learned & checked and not learned & measured and not checked & measured
    assert {sample.writer for sample in found.numbers} == checked


def test_writers_are_dealt_out_by_their_names_alone() -> None:
    """The same ones are kept out for ever: dealt otherwise, models are measured on whom they learned from."""
    samples = [PenSample("1", f"writer {number}", Ink(), number) for number in range(20)]
    kept_out = {"writer 0", "writer 3", "writer 6", "writer 12", "writer 16"}
    calibrate = {"writer 13", "writer 15", "writer 19"}
    for files in ([samples], [samples[::-1] * 2], [samples, samples[:3]]):
        found = split_writers(files)
        assert (found.kept_out, found.calibrate) == (kept_out, calibrate)
        assert found.train == {sample.writer for sample in samples} - kept_out - calibrate
    assert split_writers([samples], ["writer 1"]).kept_out == kept_out | {"writer 1"}


def test_numbers_and_look_alikes_are_not_taken_for_single_glyphs(mnist: Path, pens: Path) -> None:
    found = sources.gather(mnist, [pens])
    assert {sample.label for sample in found.data.digits} == set(LABELS)
    parts = [*found.check, *found.final]
    assert all(len(part.rasters) == len(part.labels) for part in parts)
    by_writer = [part for part in parts if part.writers]
    assert len(by_writer) == 2
    assert all(len(part.labels) == 11 * len(set(part.writers)) for part in by_writer)


def test_a_part_of_mnist_is_kept_apart_and_the_test_part_only_measured(mnist: Path) -> None:
    found = sources.gather(mnist)
    assert len(found.data.images) == 20
    assert [len(part.labels) for part in found.check] == [sources.MNIST_CHECK]
    assert [(part.name, len(part.labels)) for part in found.final] == [("MNIST test", 9)]


def test_quick_is_mnist_alone(mnist: Path, pens: Path) -> None:
    with pytest.raises(CommandError, match="MNIST alone"):
        train.run(arguments("--mnist", mnist, "--ink", pens, "--quick"))


def test_without_mnist_and_without_a_network_it_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline() -> Any:
        raise Exception("URL fetch failure")  # a bare one, as Keras does

    mnist = SimpleNamespace(load_data=offline)
    keras = SimpleNamespace(datasets=SimpleNamespace(mnist=mnist))
    monkeypatch.setitem(sys.modules, "keras", keras)  # the real one takes ten seconds to import
    assert main(["train", "--quick"]) == 2
    err = capsys.readouterr().err
    assert "--mnist FILE" in err and err.count("\n") == 1


def test_a_missing_mnist_file_is_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["train", "--quick", "--mnist", str(tmp_path / "none.npz")]) == 2
    assert "none.npz" in capsys.readouterr().err


def test_a_manifest_tells_what_the_training_went_on_from(tmp_path: Path) -> None:
    start = tmp_path / "picture.keras"
    start.write_bytes(b"weights")
    assert train.origin_of(start) == {"sha256": hashlib.sha256(b"weights").hexdigest()}
    known = bundle.read(bundle.shipped()).manifest
    start.with_suffix(".json").write_text(known.to_json(), encoding="utf-8")
    assert train.origin_of(start)["plan"] == known.training["plan"]
    start.with_suffix(".json").write_text("{", encoding="utf-8")
    assert set(train.origin_of(start)) == {"sha256"}

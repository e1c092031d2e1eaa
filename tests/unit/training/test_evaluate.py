"""Evaluation: the figures against a reader whose every reading is known, and what bad files do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.reading import EMPTY, Digit, Reading, State
from training.bench.evaluate import read_file, summary
from training.command import CommandError
from training.datasets import DataError

INK = Ink.of([[(0, 0), (5, 9)]])


def reading(text: str, sure: bool = True) -> Reading:
    """What a reader would say of ``text`` written legibly (or not)."""
    digits = tuple(Digit(int(d), 0.9, (0.0,) * 10, INK, (), sure) for d in text)
    return Reading(State.READ if sure else State.UNSURE, digits, 0.9) if text else EMPTY


class Script:
    """Reads each piece of ink as the next entry says; ``x`` at the end is "unsure"."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = iter(texts)

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:  # noqa: ARG002 - goes by its script
        assert ink
        text = next(self._texts)
        return reading(text.removesuffix("?"), sure=not text.endswith("?"))

    def read_raster(self, image: NDArray[np.uint8]) -> Reading:
        assert image.shape == (28, 28)
        return self.read(Ink.of([[(0, 0)]]))


def pen_file(path: Path, *rows: tuple[Any, Any]) -> Path:
    lines = [json.dumps({"label": label, "writer": w, "strokes": [[[0, 0], [5, 9]]]}) for label, w in rows]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def test_shares_of_numbers_and_of_non_digits_are_apart(tmp_path: Path) -> None:
    rows = [(7, "ann"), (1, "ann"), ("144", "bob"), (3, "bob"), (8, "bob"), ("A", "bob"), ("*", "ann")]
    path = pen_file(tmp_path / "digits.jsonl.gz", *rows)
    found = summary(path, read_file(Script(["7", "7", "144", "3?", "", "4", "4?"]), path))
    assert found["file"] == str(path)
    assert (found["samples"], found["numbers"], found["non_digits"]) == (7, 5, 2)
    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["unsure"] == pytest.approx(2 / 5)
    assert found["accepted"] == pytest.approx(3 / 5)
    assert found["wrong_and_sure"] == pytest.approx(1 / 5)
    assert found["non_digits_accepted"] == pytest.approx(1 / 2)
    assert found["per_digit"] == {"1": 0.5, "3": 1.0, "4": 1.0, "7": 1.0, "8": 0.0}
    assert found["per_writer"] == {"ann": 0.5, "bob": pytest.approx(2 / 3)}
    assert (found["worst_writer"], found["worst_writer_name"]) == (0.5, "ann")


def test_a_leading_nought_counts_and_a_missing_place_makes_all_places_wrong(tmp_path: Path) -> None:
    path = pen_file(tmp_path / "numbers.jsonl.gz", ("07", "ann"), ("70", "ann"), ("12", "ann"))
    found = summary(path, read_file(Script(["7", "7", "12"]), path))
    assert found["accuracy"] == pytest.approx(1 / 3)
    assert found["per_digit"] == {"0": 0.0, "1": 1.0, "2": 1.0, "7": 0.0}


def test_where_a_kind_is_missing_its_shares_are_none(tmp_path: Path) -> None:
    path = pen_file(tmp_path / "letters.jsonl.gz", ("A", "ann"))
    found = summary(path, read_file(Script([""]), path))
    assert found["non_digits_accepted"] == 0.0
    assert found["accuracy"] is found["worst_writer"] is found["accepted"] is None
    assert json.loads(json.dumps(found)) == found


def test_pictures_are_rasters_and_labels_beyond_nine_are_no_digits(tmp_path: Path) -> None:
    path = tmp_path / "images.npz"
    np.savez(path, images=np.zeros((3, 28, 28), np.uint8), labels=np.array([4, 10, 5]))
    found = summary(path, read_file(Script(["4", "10?", "6"]), path))
    assert (found["accuracy"], found["non_digits_accepted"], found["per_writer"]) == (0.5, 0.0, {})


def test_of_the_keras_layout_the_test_part_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    pictures = np.zeros((5, 28, 28), np.uint8)
    labels = np.zeros(5, np.uint8)
    np.savez(path, x_train=pictures, y_train=labels, x_test=pictures[:2], y_test=labels[:2] + 3)
    assert summary(path, read_file(Script(["3", "3"]), path))["accuracy"] == 1.0


def test_only_the_writers_asked_for_are_read(tmp_path: Path) -> None:
    path = pen_file(tmp_path / "digits.jsonl.gz", (7, "ann"), (1, "bob"))
    assert [o.writer for o in read_file(Script(["1"]), path, frozenset({"bob"}))] == ["bob"]
    with pytest.raises(CommandError, match="these writers"):
        read_file(Script([]), path, frozenset({"cy"}))


def test_writers_may_be_numbered(tmp_path: Path) -> None:
    path = pen_file(tmp_path / "digits.jsonl.gz", (7, 1), (1, 2))
    assert [o.writer for o in read_file(Script(["1"]), path, frozenset({"2"}))] == ["2"]


@pytest.mark.parametrize(
    "line",
    [
        '{"label": 7, "writer": "ann"}',
        "not json",
        "[]",
        '{"label": 7, "writer": "ann", "strokes": [[[0, "a"]]]}',
        '{"label": 7, "writer": "ann", "strokes": []}',
        '{"label": null, "writer": "ann", "strokes": [[[0, 0]]]}',
        '{"label": 7, "writer": "ann", "strokes": [[[NaN, 0]]]}',
        '{"label": 7, "writer": "ann", "strokes": [[[1e999, 0]]]}',
        "[" * 100_000,
    ],
)
def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"label": 7, "writer": "ann", "strokes": [[[0, 0]]]}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.jsonl.*line 2"):
        read_file(Script(["7"]), path)


@pytest.mark.parametrize("name", ["cut.jsonl.gz", "cut.npz"])
def test_a_file_that_is_cut_off_is_reported_not_thrown(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".npz"):
        np.savez(path, images=np.zeros((9, 28, 28), np.uint8), labels=np.zeros(9, int))
    else:
        pen_file(path, *[(7, f"writer {number}") for number in range(200)])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DataError, match="cut"):
        read_file(Script(["7"] * 300), path)
    path.write_bytes(b"neither")
    with pytest.raises(DataError, match="cut"):
        read_file(Script(["7"] * 300), path)


class Listening(Script):
    """Reads by a script, and notes what it is told of the hand."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(texts)
        self.heard: list[Habits] = []

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
        self.heard.append(habits)
        return super().read(ink)


def _known(path: Path, texts: Sequence[str], *, in_turn: bool) -> list[list[int]]:
    """The digits of the writer's that the reader knows, at each reading."""
    reader = Listening(texts)
    read_file(reader, path, in_turn=in_turn)
    return [habits.labels for habits in reader.heard]


def test_a_writer_is_known_by_what_was_read_before(tmp_path: Path) -> None:
    """As far as it was right; nothing goes from one writer to another, or to one unnamed."""
    path = pen_file(
        tmp_path / "digits.jsonl.gz", (1, "ann"), (7, "ann"), (7, "bob"), (1, "ann"), (7, ""), (7, "")
    )
    assert _known(path, ["7"] * 6, in_turn=True) == [[], [], [], [7], [], []]
    assert _known(path, ["7"] * 6, in_turn=False) == [[]] * 6


def test_what_is_unsure_tells_nothing_of_a_writer(tmp_path: Path) -> None:
    path = pen_file(tmp_path / "digits.jsonl.gz", *[(7, "ann")] * 3)
    assert _known(path, ["7?", "7", "7"], in_turn=True) == [[], [], [7]]

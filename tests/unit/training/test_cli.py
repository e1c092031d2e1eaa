"""The command line: help that teaches, JSON for programs, and one sentence with exit code 2 for bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.__main__ import COMMANDS, main
from training.command import CommandError
from training.datasets import pen_file
from training.train.sources import named_writers

SEVEN = {"label": 7, "writer": "ann", "strokes": [[[0, 0], [60, 0], [20, 100]]]}


@pytest.fixture
def pens(tmp_path: Path) -> Path:
    path = tmp_path / "pens.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in (SEVEN, SEVEN | {"writer": "bob"})) + "\n")
    return path


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What a command that cannot go on says: one sentence, exit code 2."""
    assert main([str(argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    return err


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([str(argument) for argument in arguments]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "name", ["train", "replay", "bundle", "evaluate", "number-bench", "finetune", "models", "adapt-bench"]
)
def test_help_teaches_with_examples(capsys: pytest.CaptureFixture[str], name: str) -> None:
    with pytest.raises(SystemExit) as leave:
        main([name, "--help"])
    assert leave.value.code == 0
    assert f"uv run python -m training {name} " in capsys.readouterr().out


def test_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert capsys.readouterr().out.count("\n    ") >= len(COMMANDS)


def test_evaluate_prints_an_object_a_file(
    capsys: pytest.CaptureFixture[str], pens: Path, tmp_path: Path
) -> None:
    pictures = tmp_path / "pictures.npz"
    np.savez(pictures, images=np.zeros((2, 28, 28), np.uint8), labels=np.array([3, 4]))
    ours, theirs = printed(capsys, "evaluate", pens, pictures, "--json")
    assert (ours["file"], ours["samples"]) == (str(pens), 2)
    assert set(ours["per_writer"]) == {"ann", "bob"}
    assert (theirs["samples"], theirs["per_writer"], theirs["worst_writer"]) == (2, {}, None)
    shares = ("accuracy", "unsure", "wrong_and_sure", "accepted")
    assert all(0 <= row[name] <= 1 for row in (ours, theirs) for name in shares)
    assert ours["non_digits_accepted"] is None


def test_evaluate_prints_a_table_for_people(capsys: pytest.CaptureFixture[str], pens: Path) -> None:
    assert main(["evaluate", str(pens), "--writers", "ann"]) == 0
    assert "pens.jsonl" in capsys.readouterr().out


def test_number_bench_prints_an_object_a_length(capsys: pytest.CaptureFixture[str], pens: Path) -> None:
    found = printed(capsys, "number-bench", pens, "--numbers", 3, "--json")
    assert list(found) == ["1", "2", "3", "4"]
    assert all(set(row) == {"numbers", "exact", "unsure", "wrong_and_sure"} for row in found.values())
    assert found["4"]["numbers"] == 3


def test_a_bad_line_is_named(capsys: pytest.CaptureFixture[str], pens: Path) -> None:
    with pens.open("a") as file:
        file.write('{"label": 7}\n')
    assert "pens.jsonl, line 3" in refused(capsys, "evaluate", pens, "--json")
    assert "pens.jsonl, line 3" in refused(capsys, "number-bench", pens, "--json")


def test_missing_files_and_models_are_reported(
    capsys: pytest.CaptureFixture[str], pens: Path, tmp_path: Path
) -> None:
    nothing = tmp_path / "nothing"
    assert "nothing" in refused(capsys, "evaluate", nothing)
    assert "no model in" in refused(capsys, "evaluate", pens, "--bundle", nothing)
    assert "no file" in refused(capsys, "bundle", nothing)
    (tmp_path / "picture.keras").write_bytes(b"")
    assert "picture.json" in refused(capsys, "bundle", tmp_path / "picture.keras")
    (tmp_path / "picture.json").write_text("{}")
    assert "picture.json" in refused(capsys, "bundle", tmp_path / "picture.keras")


def test_what_is_no_data_file_is_reported_plainly(
    capsys: pytest.CaptureFixture[str], pens: Path, tmp_path: Path
) -> None:
    assert "is a folder" in refused(capsys, "evaluate", tmp_path)
    text = pens.rename(tmp_path / "pens.npz")
    assert refused(capsys, "evaluate", text) == f"{text} is no .npz file of plain arrays, or is damaged.\n"


def test_what_a_set_notes_besides_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "pens.jsonl"
    path.write_text(json.dumps(SEVEN | {"sample": 12, "device": "tablet"}) + "\n")
    assert [sample.label for sample in pen_file(path)] == ["7"]


def test_writers_that_wrote_nothing_here_are_reported(capsys: pytest.CaptureFixture[str], pens: Path) -> None:
    assert "by these writers" in refused(capsys, "evaluate", pens, "--writers", "cy")
    assert "by these writers" in refused(capsys, "number-bench", pens, "--writers", "cy")
    assert "by these writers" in refused(capsys, "evaluate", pens, "--writers", "kept-out")


def test_numbers_must_be_some(capsys: pytest.CaptureFixture[str], pens: Path) -> None:
    with pytest.raises(SystemExit) as leave:
        main(["number-bench", str(pens), "--numbers", "0"])
    assert leave.value.code == 2
    assert "--numbers" in capsys.readouterr().err


def test_writers_to_keep_out_come_as_names_or_as_a_file(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("ann\n\nbob \n")
    assert named_writers(None) == frozenset()
    assert named_writers("ann, bob") == named_writers(str(names)) == {"ann", "bob"}
    names.write_text("\n")
    with pytest.raises(CommandError, match="no writer"):
        named_writers(str(names))


def test_more_writers_may_be_named_than_a_path_has_room_for() -> None:
    many = {f"writer {number}" for number in range(1000)}
    assert named_writers(",".join(many)) == many


@pytest.mark.slow
def test_the_shipped_model_names_writers_it_never_saw(
    capsys: pytest.CaptureFixture[str], digit_data: Path
) -> None:
    path = digit_data / "pendigits_train.jsonl.gz"
    (figures,) = printed(capsys, "evaluate", path, "--writers", "kept-out", "--json")
    assert 2 <= len(figures["per_writer"]) < len({sample.writer for sample in pen_file(path)})
    assert figures["accuracy"] >= 0.97

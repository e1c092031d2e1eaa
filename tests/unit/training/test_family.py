"""The family of models: what is listed, put to use and tidied up, whatever state the files are in."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.store import Store, store_file
from recognizer import bundle, heads, slot
from recognizer.family import family
from recognizer.head import About, Head, Linear
from training.__main__ import main
from training.finetune.models import prune

SHIPPED = bundle.read(bundle.shipped())
ANNA = 1


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def shared(models: Path, *ids: str) -> None:
    """Publishes bundles, each the parent of the next, a minute apart."""
    parent = SHIPPED.id
    for minute, name in enumerate(ids):
        files = {file: SHIPPED.load(file) for file in SHIPPED.manifest.checksums}
        bundle.publish(models, replace(SHIPPED.manifest, id=name, parent=parent), files)
        os.utime(models / name, (60 * minute, 60 * minute))
        parent = name


def own(models: Path, *ids: str, base: str = SHIPPED.id) -> None:
    """Keeps heads of Anna's, each the parent of the next."""
    linear = Linear(np.zeros((128, 11), np.float32), np.zeros(11, np.float32))
    parent = None
    for name in ids:
        about = About(name, ANNA, "trunk", base, "2026-01-01T00:00:00Z", 1.0, 0.8, True, parent=parent)
        heads.keep(models, Head(about, linear))
        parent = name


def test_tidying_up_keeps_the_newest_and_what_is_in_use_with_its_parents(models: Path) -> None:
    shared(models, "a", "b", "c", "d")
    slot.select(models, "b")
    own(models, "1", "2")
    own(models, "3", "4", "5")
    heads.select(models, ANNA, "2")
    assert sorted(prune(models, 1)) == ["3", "4", "c"]
    assert {path.name for path in bundle.published(models)} == {"a", "b", "d"}
    assert heads.known(models, ANNA) == ["1", "2", "5"]
    assert prune(models, 1) == []


def test_what_is_damaged_is_listed_as_such(models: Path) -> None:
    shared(models, "a")
    own(models, "1")
    slot.select(models, "a")
    heads.select(models, ANNA, "1")
    (models / "a" / bundle.MANIFEST).write_text("{}")
    (heads.folder_of(models, ANNA) / "1.npz").write_bytes(b"")
    shipped, damaged, head = family(models)
    assert (shipped.kind, shipped.state, shipped.in_use) == ("shipped", "published", False)
    assert (damaged.id, damaged.kind, damaged.state, damaged.in_use) == ("a", "shared", "damaged", True)
    assert (head.id, head.state, head.in_use, head.player) == ("1", "damaged", True, ANNA)
    assert damaged.reason.text and head.reason.text


def run(tmp_path: Path, *words: str) -> int:
    return main(["models", *words, "--data-dir", str(tmp_path)])


def test_the_tree_shows_children_under_their_parents(
    tmp_path: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(store_file(tmp_path)) as store:
        assert store.players.add("Anna", "#aa3355").id == ANNA
    shared(models, "a", "b")
    own(models, "1", base="b")
    assert run(tmp_path, "use", "b") == run(tmp_path, "use", "1", "--player", "anna") == 0
    capsys.readouterr()
    assert run(tmp_path, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip("└─ ").split()[0] for line in lines] == [SHIPPED.id, "a", "b", "1"]
    depths = [len(line) - len(line.lstrip("└─ ")) for line in lines]
    assert depths == sorted(set(depths))
    assert "personal of Anna, in use" in lines[3]
    assert run(tmp_path, "show", "1", "--player", "Anna") == 0
    assert json.loads(capsys.readouterr().out)["parent"] == "b"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("use", "nothing"), "nothing"),
        (("use", "../elsewhere"), "no model"),
        (("show", "nothing"), "no model"),
        (("use",), "needs the id"),
        (("rollback",), "nothing to go back to"),
        (("list", "--player", "Zoe"), "nobody yet"),
    ],
)
def test_what_cannot_be_done_is_reported_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, *words) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "models").exists()


def test_fewer_than_no_models_cannot_be_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(tmp_path, "prune", "--keep", "-1")
    assert left.value.code == 2
    assert "--keep" in capsys.readouterr().err

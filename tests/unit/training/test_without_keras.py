"""Without the libraries for training: handwriting is learned; what needs them says how to get them.

CI runs this where they are installed, hidden from the import, and where they are not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from data.records import Player
from data.store import Store, store_file
from game.learning.process import Ended, Process
from tests.unit.training.made_digits import write

ROOT = Path(__file__).resolve().parents[3]
# Found before the real ones: what an import finds where they are not installed.
_HIDING = "import sys\nsys.modules.update(dict.fromkeys(('keras', 'tensorflow', 'scipy')))\n"


@pytest.fixture
def anna(tmp_path: Path) -> Player:
    with Store.open(store_file(tmp_path)) as store:
        player = store.players.add("Anna", "#aa3355")
        write(store, player, 2, np.random.default_rng(5))
    return player


@pytest.fixture(autouse=True)
def hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the processes that a test starts."""
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding" / "sitecustomize.py").write_text(_HIDING, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path / "hiding"), str(ROOT))))


def train(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "training", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.usefixtures("anna")
def test_handwriting_is_learned(tmp_path: Path) -> None:
    done = train("finetune", "--data-dir", str(tmp_path), "--player", "Anna")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["train --quick", "replay x.keras", "bundle x.keras", "finetune"])
def test_what_trains_a_network_says_how_to_get_them(command: str, tmp_path: Path) -> None:
    where = ("--data-dir", str(tmp_path)) if command == "finetune" else ()
    done = train(*command.split(), *where)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "“uv sync”" in done.stderr and "“pip install . --group training”" in done.stderr


@pytest.mark.usefixtures("anna")
def test_learn_from_everyone_says_so_on_its_screen(tmp_path: Path) -> None:
    learning = Process.shared(tmp_path)
    for listener in learning._listeners:
        listener.join(60)
    [ended] = learning.poll()
    assert isinstance(ended, Ended)
    assert ended.result == "failed" and "“uv sync”" in ended.reason.text


def test_reading_and_playing_import_none_of_them() -> None:
    code = "import main, game.routes, recognizer.slot, game.store_adapter, game.learning.trainer"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

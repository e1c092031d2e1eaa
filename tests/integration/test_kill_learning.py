"""Fine-tunes and publishing are killed at any moment: the game starts and reads each time, nothing is lost.

The real fine-tunes take minutes: ``pytest tests/integration/test_kill_learning.py -m "slow or not slow"``.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from data.records import Player, RunState
from data.store import Store, store_file
from recognizer import bundle as bundles
from recognizer import heads
from recognizer.slot import Slot, selected
from tests.bench.start import start
from tests.unit.training.made_digits import drawn, write

pytestmark = pytest.mark.slow

KILLS = 20
ROOT = Path(__file__).resolve().parents[2]

# Publishes for ever, under new names each time, and puts each to use.
PUBLISHER = """
import json, sys, time
from dataclasses import replace
from pathlib import Path
from recognizer import bundle, slot

models = Path(sys.argv[1])
shipped = bundle.read(bundle.shipped())
files = {name: shipped.load(name) for name in shipped.manifest.checksums}
while True:
    name = f"shared-{time.time_ns()}"
    print(json.dumps(["begun", name]), flush=True)
    bundle.publish(models, replace(shipped.manifest, id=name, parent=shipped.id), files)
    slot.select(models, name)
    print(json.dumps(["done", name]), flush=True)
"""


def finetune(folder: Path, *options: str) -> list[str]:
    """As the game starts it."""
    command = [sys.executable, "-m", "training", "finetune", "--data-dir", str(folder)]
    return [*command, "--progress", "json", "--background", *options]


def killed(command: list[str], since: Callable[[str], bool], delay: float) -> list[str]:
    """Runs a command and kills it ``delay`` seconds after the first of its lines that ``since`` holds for;
    the lines it told in full."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if since(line):
                break
        threading.Timer(delay, process.kill).start()
        lines += process.stdout.readlines()
    return [line for line in lines if line.endswith("\n")]


class Home:
    """A data folder with Anna's samples, looked at as the game looks at it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.models = folder, folder / "models"
        with Store.open(store_file(folder)) as store:
            self.anna: Player = store.players.add("Anna", "#aa3355")
            write(store, self.anna, 4, np.random.default_rng(1))
            self.samples = len(store.samples.find())

    def starts_and_reads(self) -> None:
        """The real game starts; what it opens is whole, and reads."""
        start(self.folder)
        with Store.open(store_file(self.folder)) as store:
            assert store.connection.value("PRAGMA integrity_check") == "ok"
            assert store.connection.rows("PRAGMA foreign_key_check") == []
            assert len(store.samples.find()) == self.samples
        slot = Slot(self.models)
        assert slot.load() is None
        assert slot.load_head(self.anna.id) is None
        rng = np.random.default_rng(7)
        reader = slot.reader_for(self.anna.id)
        read = [reader.read(drawn(digit, rng)).text for digit in range(10)]
        assert sum(text == str(digit) for digit, text in enumerate(read)) >= 8, read
        for folder in bundles.published(self.models):
            bundles.read(folder)
        for head_id in heads.known(self.models, self.anna.id):
            heads.read(self.models, self.anna.id, head_id)

    def states(self) -> list[RunState]:
        """How its fine-tunes ended, those that a dead process left open closed."""
        with Store.open(store_file(self.folder)) as store:
            with store.runs.lock():
                pass
            return [run.state for run in store.runs.log(limit=100)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield Home(tmp_path)


def test_publishing_is_killed_at_any_moment(home: Home) -> None:
    chance = random.Random(41)
    command = [sys.executable, "-c", PUBLISHER, str(home.models)]
    done: list[str] = []
    before: str | None = None
    slot = Slot(home.models)
    slot.load()
    shipped = slot.reader.bundle.id
    for kill in range(KILLS):
        told = [json.loads(line) for line in killed(command, lambda _: True, chance.uniform(0.0, 0.08))]
        finished = [name for what, name in told if what == "done"]
        done += finished
        home_of = Slot(home.models)
        assert home_of.load() is None, f"kill {kill}"
        known = {folder.name for folder in bundles.published(home.models)}
        assert set(done) <= known, f"kill {kill} lost a published model"
        now = selected(home.models)
        assert home_of.reader.bundle.id == (now or shipped)
        # What was put to use last (a kill may have come before it could say so), or was being put to use.
        assert now in (finished[-1] if finished else before, told[-1][1])
        before = now
    assert done
    home.starts_and_reads()


def test_a_personal_fine_tune_is_killed_at_any_moment(home: Home) -> None:
    chance = random.Random(42)
    command = finetune(home.folder, "--player", "Anna")
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    whole = time.monotonic() - began
    for kill in range(KILLS):
        if kill % 2:  # while it learns
            killed(command, lambda _: True, chance.uniform(0.0, 0.8 * whole))
        else:  # while it writes down what it learned
            killed(command, lambda line: '"done": 1.0' in line, chance.uniform(0.0, 0.03))
        home.starts_and_reads()
        now = heads.selected(home.models, home.anna.id)
        assert now is not None, "what was learned before is lost"
        assert heads.read(home.models, home.anna.id, now).about.published
    states = home.states()
    assert RunState.INTERRUPTED in states and RunState.RUNNING not in states
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # and it learns on
    home.starts_and_reads()


def test_a_shared_fine_tune_is_killed_while_it_publishes(home: Home) -> None:
    chance = random.Random(43)
    command = finetune(home.folder)
    for _ in range(3):
        killed(command, lambda line: '"publish"' in line, chance.uniform(0.0, 4.0))
        home.starts_and_reads()
    assert RunState.RUNNING not in home.states()

"""A process that writes to the store is killed at any moment: what it was told is stored, is stored."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from data.store import Store

pytestmark = pytest.mark.slow

KILLS = 20

# Plays for ever; after each answer that the store has taken, says so.
WRITER = """
import json, sys
from pathlib import Path
from data.records import *
from data.store import Store
from recognizer.ink import Ink

print(json.dumps("ready"), flush=True)
store = Store.open(Path(sys.argv[1]))
player = (store.players.all() or [store.players.add("Anna", "#aa3355")])[0]
match = store.matches.start("sprint", [Seat("Anna", player.id)], level=3)
number = 0
while True:
    number += 1
    ink = Ink.of([[(float(step), float(number), step / 60) for step in range(40)]])
    answer = Answer(match.id, 0, number, "7×8", Operation.MULTIPLY, 7, 8, 56, "56", Outcome.RIGHT, ink=ink)
    store.matches.record(answer)
    print(json.dumps([match.id, number]), flush=True)
    if number % 5 == 0:
        lesson = NewSample(number % 10, LabelSource.LESSON, Context.LESSON, ink, None, player.id)
        store.samples.add(lesson)
"""


def killed(path: Path, delay: float, *, from_start: bool) -> list[list[int]]:
    """Runs the writer and kills it ``delay`` seconds after it has begun; returns what it said it stored."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    with process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        if not from_start:
            lines.append(process.stdout.readline())
        threading.Timer(delay, process.kill).start()
        lines += process.stdout.readlines()
    # The last line may have been cut off in the middle.
    said = [json.loads(line) for line in lines if line.endswith("\n")]
    return [entry for entry in said if entry != "ready"]


def test_a_kill_loses_no_answer_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(144)
    path = tmp_path / "duel.db"
    told: set[tuple[int, int]] = set()
    for kill in range(KILLS):
        # The first few kills fall into opening and migrating, the others into play.
        said = killed(path, chance.uniform(0.0, 0.12), from_start=kill < 6)
        told.update((match, number) for match, number in said)
        with Store.open(path) as store:
            assert store.connection.value("PRAGMA integrity_check") == "ok"
            assert store.connection.rows("PRAGMA foreign_key_check") == []
            rows = store.connection.rows("SELECT match_id, round FROM answers")
            stored = {(row["match_id"], row["round"]) for row in rows}
        assert told <= stored, f"kill {kill} lost {sorted(told - stored)}"
        unheard = stored - told
        assert len(unheard) <= 1, f"kill {kill}: more than the answer in flight was not acknowledged"
        told |= stored
    assert len(told) > KILLS

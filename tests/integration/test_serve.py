"""A whole server under a light load: what is told is kept once, though workers are killed and Redis stops."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.redis_server import redis_needed

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such processes"),
]


def measured(*options: str) -> dict[str, Any]:
    redis_needed()
    command = [sys.executable, "-m", "tests.bench.rooms", "--json", "--rooms", "6", "--seats", "24"]
    done = subprocess.run(
        [*command, "--every", "4", *options], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def nothing_is_lost(figures: dict[str, Any]) -> None:
    assert figures["told"] >= 24
    assert (figures["lost"], figures["twice"], figures["wrong_verdicts"]) == (0, 0, 0)
    assert figures["dropped"] == 0


def test_a_killed_worker_loses_nothing_and_its_pads_come_back() -> None:
    figures = measured("--seconds", "12", "--kill")
    nothing_is_lost(figures)
    assert figures["moved_rooms"] == 3 and figures["moved"] >= 12
    assert 0 < figures["back_s"] <= 5.0


def test_a_worker_that_is_drained_hands_its_rooms_over() -> None:
    figures = measured("--seconds", "12", "--drain")
    nothing_is_lost(figures)
    assert figures["moved_rooms"] == 3 and figures["moved"] >= 12
    assert 0 < figures["back_s"] <= 5.0


def test_a_killed_reader_loses_nothing() -> None:
    figures = measured("--seconds", "12", "--readers", "1", "--kill-reader")
    nothing_is_lost(figures)
    assert figures["answers"] >= 24


def test_rooms_play_on_while_redis_is_away() -> None:
    away = float(os.environ.get("REDIS_AWAY_S", "6"))
    figures = measured("--seconds", str(away + 10), "--redis-away", str(away))
    nothing_is_lost(figures)
    assert figures["answers"] >= 24 * away / 6

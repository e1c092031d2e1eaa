"""The figures of the README as benchmarks: ``pytest -m bench``. They show times and never fail on them."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from game.play.modes import RULES, Mode
from game.play.states import State
from recognizer.raster import raster
from recognizer.reader import Reader
from tests.bench.reading import made, real
from tests.bench.start import ROOT, start
from tests.unit.game.play.seats import solo

pytestmark = pytest.mark.bench


def command(name: str, *arguments: str) -> dict[str, Any]:
    """What ``python -m tests.bench.NAME --json`` prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", *arguments, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def test_raster_one_glyph(benchmark: BenchmarkFixture) -> None:
    glyphs = cycle(made(500))
    picture = benchmark(lambda: raster(next(glyphs)))
    assert picture.shape == (28, 28)


def test_raster_and_read_one_glyph(benchmark: BenchmarkFixture) -> None:
    reader, glyphs = Reader.open(), made(2000)
    reader.warm_up()
    unseen = iter(glyphs)
    reading = benchmark.pedantic(lambda: reader.read(next(unseen)), rounds=len(glyphs))
    assert reading.digits


def test_raster_and_read_one_real_glyph(benchmark: BenchmarkFixture, digit_data: Path) -> None:
    reader, glyphs = Reader.open(), real(sorted(digit_data.glob("pendigits*.jsonl.gz")), 2000)
    reader.warm_up()
    unseen = iter(glyphs)
    reading = benchmark.pedantic(lambda: reader.read(next(unseen)), rounds=len(glyphs))
    assert reading.digits


def test_start_to_ready(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    started = benchmark.pedantic(start, (tmp_path,), rounds=3, warmup_rounds=1)
    assert 0 < started.first_frame <= started.ready
    benchmark.extra_info["first_frame_s"] = started.first_frame


def test_frames_and_memory_while_drawing(benchmark: BenchmarkFixture) -> None:
    figures = benchmark.pedantic(command, ("drawing", "--frames", "600"), rounds=1)
    benchmark.extra_info.update(figures)
    assert figures["frames"] >= 600
    assert figures["peak_memory_mb"] > 0


def test_frames_while_learning(benchmark: BenchmarkFixture) -> None:
    figures = benchmark.pedantic(command, ("learning_frames",), rounds=1)
    benchmark.extra_info.update(figures)
    assert figures["frames"] > 100
    # It reads the game's own handwriting already. With a pen file of a hand of another kind it is published.
    assert figures["result"] == "refused"


def test_pads_come_back_as_they_were_when_all_are_cut_off(benchmark: BenchmarkFixture) -> None:
    figures = benchmark.pedantic(command, ("pads", "--seats", "10", "--seconds", "2", "--drop"), rounds=1)
    benchmark.extra_info.update(figures)
    assert (figures["wrong_verdicts"], figures["without_verdict"]) == (0, 0)
    assert {"score", "question", "ink"}.isdisjoint(figures["not_as_before"])


def test_frames_of_the_big_screen_while_pads_play(benchmark: BenchmarkFixture) -> None:
    figures = benchmark.pedantic(command, ("big_screen", "--seats", "10", "--seconds", "5"), rounds=1)
    benchmark.extra_info.update(figures)
    assert figures["frames"] > 50 and figures["answers"] > 0


def test_learning_fifty_samples(benchmark: BenchmarkFixture) -> None:
    figures = benchmark.pedantic(command, ("learning",), rounds=1)
    benchmark.extra_info.update(figures)
    assert figures["samples"] == 50


@pytest.mark.parametrize("mode", [Mode.SPRINT, Mode.BLITZ, Mode.SURVIVAL])
def test_a_frame_late_in_a_match(benchmark: BenchmarkFixture, mode: Mode) -> None:
    length = RULES[mode].lengths[-1]
    hand = solo(mode, length)
    for _ in range(50):
        hand.write(hand.answer())
        hand.wait(1.0)
    times = count(hand.now, 1e-6)
    happened = benchmark(lambda: hand.match.tick(next(times)))
    assert happened == []
    assert hand.state() is State.THINKING

"""The bench of personal fine-tuning: who is measured on what, and what counts as before and after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recognizer.habits import Habits
from recognizer.ink import Ink
from recognizer.reader import Reader
from tests.unit.training.made_digits import SHAPES, drawn
from training.bench import methods
from training.bench.adapt_bench import Task, measure, summary, task_of
from training.bench.methods import Adapted
from training.datasets import PenSample
from training.finetune.head import Samples, Workbench


def flagged(turn: int) -> Ink:
    """A 1 that is read as a 7 from a stranger; no two turns are alike."""
    return Ink.of([[(-15, -18), (10, -30), (-3, 30 + turn / 50)]])


FLAGGED = flagged(0)


@pytest.fixture(scope="module")
def workbench() -> Workbench:
    return Workbench.of(Reader.open())


@pytest.fixture(scope="module")
def task() -> Task:
    """Plain digits, but every 1 is flagged: five of each to learn from, ten left."""
    rng = np.random.default_rng(5)
    samples = []
    for digit in SHAPES:
        for turn in range(15):
            ink = flagged(turn) if digit == 1 else drawn(digit, rng)
            samples.append(PenSample(str(digit), "ann", ink, len(samples) + 1))
    made = task_of("ann", samples, 5, 0.0, rng)
    assert made is not None
    return made


def as_it_is(workbench: Workbench, samples: Samples, seed: int) -> Adapted:  # noqa: ARG001 - learns nothing
    return Adapted(lambda _, __, features: workbench.replay.linear.logits(features))


def test_the_first_of_each_digit_are_learned_from_and_the_rest_measured_on(task: Task) -> None:
    assert np.bincount(task.shots.labels).tolist() == [5] * 10
    assert np.bincount(task.labels).tolist() == [10] * 10
    assert len(task.inks) == len(task.images) == 100


def test_who_leaves_too_few_is_not_measured() -> None:
    samples = [PenSample("1", "ann", FLAGGED, number) for number in range(1, 55)]
    assert task_of("ann", samples, 5, 0.0, np.random.default_rng(1)) is None
    assert task_of("ann", samples, 4, 0.0, np.random.default_rng(1)) is not None


def test_wrong_labels_are_as_many_as_were_asked_for() -> None:
    samples = [PenSample(str(n % 10), "ann", FLAGGED, n + 1) for n in range(110)]
    made = task_of("ann", samples, 5, 0.1, np.random.default_rng(1))
    assert made is not None
    assert (made.shots.labels != np.arange(50) % 10).sum() == 5
    assert (made.labels == np.arange(50, 110) % 10).all()


def test_habits_count_whether_or_not_the_gate_lets_the_layer_in(workbench: Workbench, task: Task) -> None:
    plain = measure(workbench, task, as_it_is, None)
    assert 10 <= plain.errors_before == plain.errors_after < 15  # the flagged ones

    def known(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
        return methods.habits_alone(workbench, samples, seed)

    def refused(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
        nothing = np.zeros(11, np.float32)
        made = known(workbench, samples, seed)
        return replace(made, predict=lambda images, _, __: np.tile(nothing, (len(images), 1)), passed=False)

    for way in (known, refused):
        score = measure(workbench, task, way, None)
        assert score.errors_before == plain.errors_before
        assert score.errors_after <= plain.errors_before - 10


def test_what_a_refused_layer_would_have_read_is_told_apart(workbench: Workbench, task: Task) -> None:
    def refused(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
        made = as_it_is(workbench, samples, seed)
        return replace(
            made, predict=lambda images, _, __: np.eye(11, dtype="f4")[np.full(len(images), 3)], passed=False
        )

    score = measure(workbench, task, refused, None)
    assert (score.errors_of_candidate, score.errors_after) == (90, score.errors_before)
    figures = summary([score], 4)
    assert (figures["writers"], figures["skipped"], figures["refused_by_gate"]) == (1, 4, 1)
    assert (figures["errors_before"], figures["worse_writers"]) == (figures["errors_after"], 0)


@pytest.mark.slow  # fits the layer twice
def test_the_way_of_the_game_is_its_layer_beside_the_habits(workbench: Workbench, task: Task) -> None:
    ours = methods.METHODS["head-and-habits"](workbench, task.shots, 1)
    layer = methods.METHODS["head"](workbench, task.shots, 1)
    _, features = workbench.reader.infer(task.images, task.inks)
    read = [made.predict(task.images, task.inks, features) for made in (ours, layer)]
    assert np.array_equal(*read)
    assert ours.temperature == layer.temperature is not None
    assert ours.habits.labels == task.shots.labels.tolist() and not layer.habits
    assert isinstance(ours.habits, Habits)

"""The shared fine-tune of the whole network, cut short: the same seed gives the same network."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

from recognizer import bundle
from recognizer.raster import raster
from recognizer.reason import Code, Reason
from tests.unit.training.made_digits import drawn
from training.finetune import shared
from training.finetune.head import Samples
from training.finetune.shared import Candidate
from training.finetune.workspace import ProgressPrinter
from training.train import sources

pytestmark = pytest.mark.slow


@pytest.fixture
def samples() -> Samples:
    """Four of each digit; of the last one only the picture is left."""
    rng = np.random.default_rng(4)
    labels = np.repeat(np.arange(10), 4)
    inks = [drawn(digit, rng) for digit in labels.tolist()]
    return Samples([*inks[:-1], None], np.stack([raster(ink) for ink in inks]), labels, np.ones(40))


@pytest.fixture
def mnist(samples: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for MNIST, of which half is kept apart."""
    monkeypatch.setattr(sources, "MNIST_CHECK", 20)
    monkeypatch.setattr(shared, "STEPS", 2)
    images, labels = samples.images[::-1], samples.labels[::-1]
    np.savez(tmp_path / "mnist.npz", x_train=images, y_train=labels, x_test=images, y_test=labels)
    return tmp_path / "mnist.npz"


def _weights(candidate: Candidate) -> list[np.ndarray]:
    engine = candidate.engine
    assert engine.path is not None
    return [*engine.picture.get_weights(), *engine.path.get_weights()]


def test_the_same_seed_gives_the_same_network_judged_or_not(samples: Samples, mnist: Path) -> None:
    def made(held: Samples) -> Candidate:
        options = Namespace(mnist=mnist, ink=[], seed=1)
        return shared.whole_network(
            bundle.read(bundle.shipped()), samples, held, options, ProgressPrinter("json")
        )

    judged = made(samples)
    assert judged.decision.figures["own"]["samples"] == 40
    assert judged.decision.figures["frozen"]["samples"] == 10
    again = made(Samples([], samples.images[:0], samples.labels[:0], samples.weights[:0]))
    assert not again.decision.passed and again.decision.reason == Reason(Code.NO_TEST)
    weights = zip(_weights(judged), _weights(again), strict=True)
    assert all(np.array_equal(one, other) for one, other in weights)

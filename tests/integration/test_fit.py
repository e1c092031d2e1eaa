"""Training: the same seed gives the same network; stopped and resumed is as good as never stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from training.datasets import images_file, pen_file
from training.train.fit import CHECKPOINT, PATH, PICTURE, Course, Data, Epoch, TrainSettings, fit

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    import keras

SETTINGS = TrainSettings(epochs=3, fresh=2, batch=32, run_together=8, scribbles=8, seed=5)


class StoppedError(Exception):
    """Stands for a training that is killed between two batches."""


@pytest.fixture(scope="module")
def data(digit_data: Path) -> Data:
    images, labels = images_file(digit_data / "mnist.npz", "train")
    digits = pen_file(digit_data / "pendigits_train.jsonl.gz")[:40]
    others = pen_file(digit_data / "unipen_nondigit_train.jsonl.gz")[:20]
    return Data(images[:64], labels[:64], digits, others)


def train(
    data: Data,
    folder: Path,
    stop_in: int | None = None,
    *,
    course: Course = PICTURE,
    settings: TrainSettings = SETTINGS,
) -> tuple[list[np.ndarray], list[Epoch]]:
    epochs_done = 0

    def report(done: int, _: int, epoch: Epoch | None) -> None:
        nonlocal epochs_done
        epochs_done += epoch is not None
        if epochs_done == stop_in and done == 2 and epoch is None:
            raise StoppedError

    def measure(model: keras.Model) -> dict[str, float]:
        return {"parameters": float(model.count_params())}

    model, epochs = fit(course, data, settings, folder, measure=measure, report=report)
    return model.get_weights(), epochs


@pytest.fixture(scope="module")
def whole(data: Data, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[np.ndarray], list[Epoch]]:
    return train(data, tmp_path_factory.mktemp("whole"))


def test_loss_falls_and_the_network_stays_small(whole: tuple[list[np.ndarray], list[Epoch]]) -> None:
    _, epochs = whole
    assert epochs[-1].loss < epochs[0].loss
    assert epochs[-1].figures["parameters"] <= 600_000


def test_stopped_and_resumed_is_the_same_as_never_stopped(
    data: Data, whole: tuple[list[np.ndarray], list[Epoch]], tmp_path: Path
) -> None:
    with pytest.raises(StoppedError):
        train(data, tmp_path, stop_in=1)
    assert [path.name for path in tmp_path.glob(f"*{CHECKPOINT}")] == [f"1-{CHECKPOINT}"]
    weights, epochs = train(data, tmp_path)
    assert [epoch.loss for epoch in epochs] == pytest.approx([epoch.loss for epoch in whole[1]], rel=1e-4)
    for resumed, unbroken in zip(weights, whole[0], strict=True):
        np.testing.assert_allclose(resumed, unbroken, atol=1e-4)


def test_the_path_network_is_trained_in_the_same_way_and_ends_with_a_mean(data: Data, tmp_path: Path) -> None:
    import keras

    settings = replace(SETTINGS, averaged=2)
    whole, epochs = train(data, tmp_path / "whole", course=PATH, settings=settings)
    assert epochs[-1].loss < epochs[0].loss
    kept = sorted((tmp_path / "whole").glob(f"*{CHECKPOINT}"))
    assert [path.name for path in kept] == [f"2-{CHECKPOINT}", f"3-{CHECKPOINT}"]
    ends = [keras.saving.load_model(path, compile=False).get_weights() for path in kept]
    for found, *each in zip(whole, *ends, strict=True):
        np.testing.assert_allclose(found, np.mean(each, axis=0), atol=1e-6)
    with pytest.raises(StoppedError):
        train(data, tmp_path / "stopped", stop_in=1, course=PATH, settings=settings)
    resumed, _ = train(data, tmp_path / "stopped", course=PATH, settings=settings)
    for ours, unbroken in zip(resumed, whole, strict=True):
        np.testing.assert_allclose(ours, unbroken, atol=1e-4)


def test_what_is_held_stays_of_the_network_begun_with(data: Data, tmp_path: Path) -> None:
    """By a quarter: the weights lie a quarter of the way back from where training went."""
    from recognizer import networks

    begun = networks.build_picture(seed=9)
    begun.save(tmp_path / "begun.keras")
    went = {}
    for held in (0.0, 0.25):
        model, _ = fit(
            PICTURE,
            data,
            replace(SETTINGS, epochs=1, held=held),
            tmp_path / str(held),
            measure=lambda _: {},
            report=lambda *_: None,
            start=tmp_path / "begun.keras",
        )
        went[held] = model.get_weights()
    for old, new, mixed in zip(begun.get_weights(), went[0.0], went[0.25], strict=True):
        np.testing.assert_allclose(mixed, 0.25 * old + 0.75 * new, atol=1e-4)
    assert any(not np.allclose(old, new) for old, new in zip(begun.get_weights(), went[0.0], strict=True))

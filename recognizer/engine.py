"""What runs the network: LiteRT in play, Keras for training and as the reference. Both have one face."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recognizer.bundle import LAYERS, MODEL, READER, Bundle, BundleError
from recognizer.network import CLASSES, SHOWN_LAYERS, activations_model
from recognizer.raster import SIZE

if TYPE_CHECKING:
    import keras

Floats = NDArray[np.float32]
# Larger batches are no faster on one thread, and each holds its activations in memory.
_BATCH = 16
_KERAS_BATCH = 256


class Engine(Protocol):
    """A network, opened. Calls may come from several threads."""

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """``uint8[n, 28, 28]`` → logits ``float32[n, 11]``, features ``float32[n, F]``. ``n`` may be 0."""
        ...

    def activations(self, raster: NDArray[np.uint8]) -> dict[str, Floats]:
        """What the layers make of a raster ``uint8[28, 28]``: ``network.SHOWN_LAYERS`` by name, in order."""
        ...


def to_input(rasters: NDArray[np.uint8]) -> Floats:
    """The network's input ``float32[n, 28, 28, 1]``, 0 to 1.

    Raises:
        ValueError: ``rasters`` are not ``uint8[n, 28, 28]``.
    """
    if rasters.dtype != np.uint8 or rasters.ndim != 3 or rasters.shape[1:] != (SIZE, SIZE):
        raise ValueError(f"rasters must be uint8[n, 28, 28], not {rasters.dtype}{list(rasters.shape)}")
    return (rasters.astype(np.float32) / np.float32(255))[..., None]


class LiteRtEngine:
    """The bundle's LiteRT files on one thread: about a third of a millisecond a raster, no TensorFlow.

    Raises:
        BundleError: a file is damaged or is no network of ours.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._lock = threading.Lock()
        self._run = _signature(bundle, READER)
        self._layers: Callable[[Floats], dict[str, Floats]] | None = None
        outputs = self._run(np.zeros((1, SIZE, SIZE, 1), np.float32))
        if set(outputs) != {"logits", "features"} or outputs["logits"].shape != (1, CLASSES):
            raise BundleError(f"The model “{bundle.id}” is no reader: {READER} returns something else.")
        self._features = outputs["features"].shape[1]

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        inputs = to_input(rasters)
        logits = np.zeros((len(inputs), CLASSES), np.float32)
        features = np.zeros((len(inputs), self._features), np.float32)
        for start in range(0, len(inputs), _BATCH):
            part = slice(start, start + _BATCH)
            with self._lock:
                outputs = self._run(inputs[part])
            logits[part], features[part] = outputs["logits"], outputs["features"]
        return logits, features

    def activations(self, raster: NDArray[np.uint8]) -> dict[str, Floats]:
        inputs = to_input(raster[None])
        with self._lock:
            if self._layers is None:
                self._layers = _signature(self._bundle, LAYERS)
            outputs = self._layers(inputs)
        return {name: outputs[name][0] for name in SHOWN_LAYERS}


def _signature(bundle: Bundle, name: str) -> Callable[[Floats], dict[str, Floats]]:
    """Runs one LiteRT file: input → outputs by name (their positions differ from export to export)."""
    from ai_edge_litert.interpreter import Interpreter

    content = bundle.load(name)
    try:
        runner: Any = Interpreter(model_content=content, num_threads=1).get_signature_runner()
        (argument,) = runner.get_input_details()
    except (ValueError, RuntimeError) as error:
        raise BundleError(f"The model “{bundle.id}” cannot be used: {name} is no LiteRT network.") from error

    def run(inputs: Floats) -> dict[str, Floats]:
        outputs: dict[str, Floats] = runner(**{argument: inputs})
        return outputs

    return run


def infer(model: keras.Model, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """What a Keras model of ours makes of rasters ``uint8[n, 28, 28]``: as :meth:`Engine.infer`."""
    inputs = to_input(rasters)
    starts = range(0, max(len(inputs), 1), _KERAS_BATCH)
    parts = [model.predict_on_batch(inputs[start : start + _KERAS_BATCH]) for start in starts]
    logits, features = (
        np.concatenate([np.asarray(part[name], np.float32) for part in parts])
        for name in ("logits", "features")
    )
    return logits, features


class KerasEngine:
    """The bundle's Keras model. Imports Keras: seconds, and never in the playing process.

    Raises:
        BundleError: the file is damaged.
    """

    def __init__(self, bundle: Bundle) -> None:
        import keras

        # Keras opens files by name: this one is a private copy of what the checksum was taken of.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / MODEL
            path.write_bytes(bundle.load(MODEL))
            self.model = keras.saving.load_model(path, compile=False, safe_mode=True)
        self._layers = activations_model(self.model)

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        return infer(self.model, rasters)

    def activations(self, raster: NDArray[np.uint8]) -> dict[str, Floats]:
        outputs = self._layers.predict_on_batch(to_input(raster[None]))
        return {name: np.asarray(outputs[name], np.float32)[0] for name in SHOWN_LAYERS}

"""What runs the networks: LiteRT in play, Keras for training. Each is a `recognizer.fusion.Engine`."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from recognizer.bundle import LAYERS, PATH, PATH_MODEL, PICTURE, PICTURE_MODEL, Bundle, BundleError
from recognizer.fusion import Floats
from recognizer.networks import CLASSES, SHOWN_LAYERS, SHOWN_PATH_LAYERS, activations_model, path_with_layers
from recognizer.places import CHANNELS, PLACES
from recognizer.raster import SIZE

if TYPE_CHECKING:
    import keras

# Larger batches are no faster on one thread, and each holds its activations in memory.
_BATCH = 16
_KERAS_BATCH = 256
# What LiteRT raises for a network that it cannot open or run.
_NO_NETWORK = (ValueError, RuntimeError, KeyError, IndexError, TypeError, MemoryError)


def to_input(rasters: NDArray[np.uint8]) -> Floats:
    """The picture network's input ``float32[n, 28, 28, 1]``, 0 to 1.

    Raises:
        ValueError: ``rasters`` are not ``uint8[n, 28, 28]``.
    """
    if rasters.dtype != np.uint8 or rasters.ndim != 3 or rasters.shape[1:] != (SIZE, SIZE):
        raise ValueError(f"rasters must be uint8[n, 28, 28], not {rasters.dtype}{list(rasters.shape)}")
    return (rasters.astype(np.float32) / np.float32(255))[..., None]


class LiteRtEngine:
    """The bundle's LiteRT files on one thread, no TensorFlow: about half a millisecond a glyph.

    Raises:
        BundleError: a file is damaged or is no network of ours.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._picture = _LiteRtNetwork(bundle, PICTURE, (SIZE, SIZE, 1))
        self._path = _LiteRtNetwork(bundle, PATH, (PLACES, len(CHANNELS))) if bundle.has(PATH) else None
        self._layers: _LiteRtFile | None = None
        self._loading = threading.Lock()

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        return self._picture.infer(to_input(rasters))

    def follow(self, ways: Floats) -> tuple[Floats, Floats]:
        if self._path is None:
            raise ValueError("this bundle has no path network")
        return self._path.infer(ways)

    def activations(self, raster: NDArray[np.uint8]) -> dict[str, Floats]:
        inputs = to_input(raster[None])
        with self._loading:
            if self._layers is None:
                self._layers = _LiteRtFile(self._bundle, LAYERS)
        return _in_order(SHOWN_LAYERS, self._layers.run(inputs), self._picture.infer(inputs)[1])

    def path_activations(self, way: Floats) -> dict[str, Floats]:
        if self._path is None:
            return {}
        outputs = self._path.run(way[None])
        told = outputs.keys() >= set(SHOWN_PATH_LAYERS[:-1])
        return _in_order(SHOWN_PATH_LAYERS, outputs, outputs["features"]) if told else {}


class _LiteRtFile:
    """One file of a bundle: input → outputs by name (their positions differ from export to export)."""

    def __init__(self, bundle: Bundle, name: str) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._lock = threading.Lock()
        content = bundle.load(name)
        self._refusal = f"The model “{bundle.id}” cannot be used: {name} is no LiteRT network."
        try:
            self._runner: Any = Interpreter(model_content=content, num_threads=1).get_signature_runner()
            (self._argument,) = self._runner.get_input_details()
        except _NO_NETWORK as error:
            raise BundleError(self._refusal) from error

    def run(self, inputs: Floats) -> dict[str, Floats]:
        """All that the network returns for these inputs, by name.

        Raises:
            BundleError: LiteRT refuses, as it does for some damage only when the network runs.
        """
        with self._lock:
            try:
                outputs: dict[str, Floats] = self._runner(**{self._argument: inputs})
            except _NO_NETWORK as error:
                raise BundleError(self._refusal) from error
        return outputs


class _LiteRtNetwork:
    """One network of a bundle, which takes inputs of some shape. It may return activations of its layers
    beside logits and features."""

    def __init__(self, bundle: Bundle, name: str, shape: tuple[int, ...]) -> None:
        self._file = _LiteRtFile(bundle, name)
        outputs = self._file.run(np.zeros((1, *shape), np.float32))
        if (
            not outputs.keys() >= {"logits", "features"}
            or outputs["logits"].shape != (1, CLASSES)
            or outputs["features"].ndim != 2
        ):
            raise BundleError(f"The model “{bundle.id}” is no reader: {name} returns something else.")
        self._features = outputs["features"].shape[1]

    def run(self, inputs: Floats) -> dict[str, Floats]:
        """All that the network returns, by name."""
        return self._file.run(inputs)

    def infer(self, inputs: Floats) -> tuple[Floats, Floats]:
        logits = np.zeros((len(inputs), CLASSES), np.float32)
        features = np.zeros((len(inputs), self._features), np.float32)
        for start in range(0, len(inputs), _BATCH):
            part = slice(start, start + _BATCH)
            outputs = self._file.run(inputs[part])
            logits[part], features[part] = outputs["logits"], outputs["features"]
        return logits, features


def infer(model: keras.Model, inputs: Floats) -> tuple[Floats, Floats]:
    """What a Keras model of ours makes of its input (:func:`to_input`, or ``places``): logits, features."""
    starts = range(0, max(len(inputs), 1), _KERAS_BATCH)
    parts = [model.predict_on_batch(inputs[start : start + _KERAS_BATCH]) for start in starts]
    logits, features = (
        np.concatenate([np.asarray(part[name], np.float32) for part in parts])
        for name in ("logits", "features")
    )
    return logits, features


class KerasEngine:
    """The Keras models. Importing Keras takes seconds: never in the playing process."""

    def __init__(self, picture: keras.Model, path: keras.Model | None = None) -> None:
        self.picture, self.path = picture, path

    @classmethod
    def of(cls, bundle: Bundle) -> Self:
        """Those of a bundle.

        Raises:
            BundleError: a file is damaged.
        """
        path = _keras_model(bundle, PATH_MODEL) if bundle.has(PATH_MODEL) else None
        return cls(_keras_model(bundle, PICTURE_MODEL), path)

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        return infer(self.picture, to_input(rasters))

    def follow(self, ways: Floats) -> tuple[Floats, Floats]:
        return infer(self.path, ways)

    def activations(self, raster: NDArray[np.uint8]) -> dict[str, Floats]:
        inputs = to_input(raster[None])
        found = activations_model(self.picture).predict_on_batch(inputs)
        return _in_order(SHOWN_LAYERS, found, infer(self.picture, inputs)[1])

    def path_activations(self, way: Floats) -> dict[str, Floats]:
        if self.path is None:
            return {}
        found = path_with_layers(self.path).predict_on_batch(way[None])
        return _in_order(SHOWN_PATH_LAYERS, found, found["features"])


def _keras_model(bundle: Bundle, name: str) -> keras.Model:
    import keras

    # Keras opens files by name: this one is a private copy of what the checksum was taken of.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(bundle.load(name))
        return keras.saving.load_model(path, compile=False, safe_mode=True)


def _in_order(layers: Sequence[str], outputs: Mapping[str, Any], features: Floats) -> dict[str, Floats]:
    """What these layers make of the only glyph in a batch, the features last."""
    *before, last = layers
    return {name: np.asarray(outputs[name], np.float32)[0] for name in before} | {last: features[0]}

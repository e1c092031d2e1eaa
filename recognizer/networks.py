"""The two networks: their architecture in code, for any Keras backend. Keras is imported only when asked for.

One looks at the picture of a glyph, the other follows the pen that wrote it. The picture network is a plain
convolutional network in the manner of LeNet-5 (LeCun et al., 1998), with batch normalisation (Ioffe and
Szegedy, 2015): its first layer halves the picture at once, which makes it quick to train and to read with on
an ordinary computer. The path network has one-dimensional convolutions along the pen's way, which it pools to
four stretches in the end: in what order things happen on the way matters, where exactly matters little.

Both have the same two outputs: the logits, and the features that they are a linear function of, so that a
player's personal last layer can be put in place of both of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from recognizer.places import CHANNELS, PLACES
from recognizer.raster import SIZE
from recognizer.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    import keras

#: The ten digits, and one class for all that is none of them.
CLASSES = NOT_A_DIGIT + 1
#: Of each network.
FEATURES = 128

#: The picture network's layers whose activations are shown, in the order in which a picture passes through.
#: The last one is its features.
SHOWN_LAYERS = ("strokes", "corners", "parts", "shapes", "digits")
#: The same for the path network. The places along the path are halved after some of them.
SHOWN_PATH_LAYERS = ("moves", "bends", "parts", "shapes", "digits")

# Filters of each convolution along the path and whether the path is halved after it.
_PATH_CONVOLUTIONS = (
    ("moves", 48, False),
    ("turns", 64, True),
    ("bends", 64, False),
    ("strokes", 96, True),
    ("parts", 96, False),
    ("shapes", 128, False),
)


def build_picture(seed: int = 0) -> keras.Model:
    """An untrained picture network, 359 thousand parameters.

    Input: float32 ``[n, 28, 28, 1]``, 0 to 1, white on black. Outputs by name: ``logits`` ``[n, 11]`` (class
    10 is "not a digit") and ``features`` ``[n, 128]``, not negative; the layer called ``head`` maps the one
    to the other. The same seed gives the same initial weights on one backend.
    """
    import keras

    keras.utils.set_random_seed(seed)
    layers = keras.layers

    def convolution(x: Any, filters: int, size: int, name: str, strides: int = 1) -> Any:
        x = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.98)(x)
        return layers.ReLU(name=name)(x)

    picture = keras.Input((SIZE, SIZE, 1), name="picture")
    x = convolution(picture, 32, 5, "strokes", strides=2)
    x = convolution(x, 48, 3, "bends")
    x = convolution(x, 48, 3, "corners")
    x = layers.MaxPooling2D()(x)
    x = convolution(x, 96, 3, "parts")
    x = convolution(x, 96, 3, "shapes")
    x = layers.AveragePooling2D(2, padding="same")(x)
    return _with_outputs(picture, x, "digit_reader")


def build_path(seed: int = 0) -> keras.Model:
    """An untrained path network, 246 thousand parameters.

    Input: float32 ``[n, 64, 11]`` as ``places`` makes it. Outputs, ``head`` and seed as for the picture.
    """
    import keras

    keras.utils.set_random_seed(seed)
    layers = keras.layers
    path = keras.Input((PLACES, len(CHANNELS)), name="way")
    x: Any = path
    for name, filters, halved in _PATH_CONVOLUTIONS:
        x = layers.Conv1D(filters, 5, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.98)(x)
        x = layers.ReLU(name=name)(x)
        x = layers.MaxPooling1D()(x) if halved else x
    x = layers.AveragePooling1D(4)(x)
    return _with_outputs(path, x, "path_reader")


def _with_outputs(seen: Any, x: Any, name: str) -> keras.Model:
    import keras

    layers = keras.layers
    x = layers.Dropout(0.3)(layers.Flatten()(x))
    x = layers.Dense(FEATURES, use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.98)(x)
    features = layers.ReLU(name="digits")(x)
    logits = layers.Dense(CLASSES, name="head")(layers.Dropout(0.3)(features))
    return keras.Model(seen, {"logits": logits, "features": features}, name=name)


def activations_model(picture: keras.Model) -> keras.Model:
    """The picture network up to its features, with the outputs of :data:`SHOWN_LAYERS` by name, but for the
    last one."""
    import keras

    return keras.Model(picture.input, _outputs_of(picture, SHOWN_LAYERS[:-1]))


def path_with_layers(path: keras.Model) -> keras.Model:
    """The path network with the outputs of :data:`SHOWN_PATH_LAYERS` by name beside its own, but for the last
    one, which is its features."""
    import keras

    return keras.Model(path.input, {**path.output, **_outputs_of(path, SHOWN_PATH_LAYERS[:-1])})


def _outputs_of(model: keras.Model, layers: Sequence[str]) -> dict[str, Any]:
    return {name: model.get_layer(name).output for name in layers}

"""The network: its architecture in code, for any Keras backend. Keras is imported only when asked for.

A plain convolutional network in the manner of LeNet-5 (LeCun et al., 1998), with batch normalisation
(Ioffe and Szegedy, 2015): the first layer halves the picture at once, which is what makes it quick to train
and to read on an ordinary computer. It has two outputs: the logits, and the features that they are a linear
function of, so that a player's personal last layer can be put in place of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recognizer.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    import keras

#: The ten digits, and one class for all that is none of them.
CLASSES = NOT_A_DIGIT + 1
FEATURES = 128

#: What the activations model shows, in the order in which a picture passes through.
SHOWN_LAYERS = ("strokes", "corners", "parts", "shapes", "digits")


def build(seed: int = 0) -> keras.Model:
    """An untrained network, 359 thousand parameters.

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

    picture = keras.Input((28, 28, 1), name="picture")
    x = convolution(picture, 32, 5, "strokes", strides=2)
    x = convolution(x, 48, 3, "bends")
    x = convolution(x, 48, 3, "corners")
    x = layers.MaxPooling2D()(x)
    x = convolution(x, 96, 3, "parts")
    x = convolution(x, 96, 3, "shapes")
    x = layers.AveragePooling2D(2, padding="same")(x)
    x = layers.Dropout(0.3)(layers.Flatten()(x))
    x = layers.Dense(FEATURES, use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.98)(x)
    features = layers.ReLU(name="digits")(x)
    logits = layers.Dense(CLASSES, name="head")(layers.Dropout(0.3)(features))
    return keras.Model(picture, {"logits": logits, "features": features}, name="digit_reader")


def activations_model(model: keras.Model) -> keras.Model:
    """The same network, with the outputs of :data:`SHOWN_LAYERS` by name."""
    import keras

    return keras.Model(model.input, {name: model.get_layer(name).output for name in SHOWN_LAYERS})

"""A player's personal last layer: features to logits, with a calibration of its own. NumPy only.

A head is one ``.npz`` file without pickles. It is tied to the networks that made its features by the
checksums of the bundle's LiteRT files: on other features its weights mean nothing.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recognizer.arrays import ArraysError, read_arrays
from recognizer.bundle import PATH, PICTURE, Bundle
from recognizer.manifest import is_finite, valid_id
from recognizer.networks import CLASSES
from recognizer.reason import UNKNOWN, Reason

Floats = NDArray[np.float32]

#: The layout of the file; goes up when older programs could not use a head. In the first one ``reason`` was a
#: sentence.
FORMAT = 2
_READABLE = (1, FORMAT)
#: In bytes, as a file and when unpacked: far above any head of ours.
LARGEST = 4 * 2**20
_MOST_FEATURES = 4096


class HeadError(Exception):
    """A head cannot be used or written; the message is one sentence that says which, and why."""


@dataclass(frozen=True)
class Linear:
    """The last layer itself. ``weights`` float32 ``[F, 11]``, ``bias`` float32 ``[11]``."""

    weights: Floats
    bias: Floats

    def logits(self, features: Floats) -> Floats:
        """Features ``[n, F]`` → logits ``[n, 11]``."""
        result: Floats = features @ self.weights + self.bias
        return result


@dataclass(frozen=True)
class About:
    """The facts about a head that its file holds.

    Attributes:
        id: its name, and the name of its file without ``.npz``.
        player: whose it is, by the store's number.
        trunk: :func:`trunk_of` the bundle whose features it takes.
        bundle: the id of that bundle.
        created: ISO date and time.
        temperature, threshold: as in a bundle's manifest.
        published: whether the gate let it pass.
        reason: why.
        parent: the head that was in use before; None is the bundle's own.
        training: what it was made of.
        figures: what was measured.
    """

    id: str
    player: int
    trunk: str
    bundle: str
    created: str
    temperature: float
    threshold: float
    published: bool = False
    reason: Reason = UNKNOWN
    parent: str | None = None
    training: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """A personal last layer with the facts about it."""

    about: About
    linear: Linear

    @property
    def id(self) -> str:
        return self.about.id

    def fits(self, bundle: Bundle) -> bool:
        """Whether the bundle's features are those that the head was made for."""
        return self.about.trunk == trunk_of(bundle)

    def judged(self, published: bool, reason: Reason, figures: Mapping[str, Any]) -> Self:
        """The same head with the gate's decision."""
        about = replace(self.about, published=published, reason=reason, figures=dict(figures))
        return replace(self, about=about)

    def to_bytes(self) -> bytes:
        """The content of its file."""
        values = {"format": FORMAT, **asdict(self.about), "reason": self.about.reason.to_json()}
        about = json.dumps(values, ensure_ascii=False, allow_nan=False)
        file = io.BytesIO()
        np.savez_compressed(
            file,
            weights=self.linear.weights.astype(np.float32),
            bias=self.linear.bias.astype(np.float32),
            about=np.frombuffer(about.encode(), np.uint8),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The head that a file holds. Everything in it is checked.

        Raises:
            HeadError: it is no head, or of another version. The message ends a sentence: “is damaged”.
        """
        if len(content) > LARGEST:
            raise HeadError("is too large to be one")
        names = ("weights", "bias", "about")
        try:
            held = read_arrays(io.BytesIO(content), names, most=LARGEST)
            weights, bias, about = (held[name] for name in names)
            values = json.loads(about.tobytes().decode())
        except (ArraysError, ValueError, KeyError, RecursionError) as error:
            raise HeadError("is damaged") from error
        if not isinstance(values, dict) or values.pop("format", None) not in _READABLE:
            raise HeadError("is of a format that this version does not know")
        if (
            weights.dtype != np.float32
            or bias.dtype != np.float32
            or weights.ndim != 2
            or weights.shape[1] != CLASSES
            or not 1 <= weights.shape[0] <= _MOST_FEATURES
            or bias.shape != (CLASSES,)
            or not (np.isfinite(weights).all() and np.isfinite(bias).all())
        ):
            raise HeadError("has weights that cannot be used")
        return cls(_about(values), Linear(weights, bias))


def trunk_of(bundle: Bundle) -> str:
    """What ties a head to its features: the checksums of the files that make them."""
    return "-".join(bundle.manifest.checksums[name] for name in (PICTURE, PATH) if bundle.has(name))


def _about(values: Mapping[str, Any]) -> About:
    texts = ("id", "trunk", "bundle", "created")
    good = (
        set(values) == set(About.__dataclass_fields__)
        and all(isinstance(values[name], str) for name in texts)
        and valid_id(values["id"])
        and type(values["player"]) is int
        and is_finite(values["temperature"])
        and values["temperature"] > 0
        and is_finite(values["threshold"])
        and 0 <= values["threshold"] <= 1
        and isinstance(values["published"], bool)
        and (values["parent"] is None or valid_id(values["parent"]))
        and isinstance(values["training"], dict)
        and isinstance(values["figures"], dict)
    )
    if not good:
        raise HeadError("holds a value that is out of range")
    return About(**{**values, "reason": Reason.of(values["reason"])})

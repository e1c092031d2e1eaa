"""The manifest of a bundle: what a model is, what it was made of and how its scores are to be taken.

Kept as JSON in the bundle's folder. :func:`parse` believes nothing: every field is checked before it is used.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any

from recognizer import segment
from recognizer.fusion import Fusion

#: The layout of the manifest and of the bundle's files; goes up when older programs could not use a bundle.
FORMAT = 2
#: What the network's scores stand for, in order. The last one is everything that is not a digit.
LABELS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "not a digit")
#: The files of a bundle beside its manifest. No other name is ever opened.
REQUIRED_FILES = ("picture.keras", "picture.tflite", "layers.tflite")
OPTIONAL_FILES = ("path.keras", "path.tflite", "replay.npz")

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T[0-9:.+Z-]+)?")


class ManifestError(ValueError):
    """The manifest cannot be used; the message says why, as the end of a sentence ("it ...")."""


def _frozen(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(value))


@dataclass(frozen=True)
class Manifest:
    """What a bundle says of itself.

    Attributes:
        id: its name and the name of its folder: lower-case letters, digits, ``.``, ``_`` and ``-``.
        created: ISO date (and time).
        raster_version: which ``raster`` the picture network saw; another one makes its readings worthless.
        places_version: the same for ``places`` and the path network; None: there is no path network.
        fusion: what each network counts.
        temperature: logits are divided by it before the softmax, > 0.
        threshold: a glyph's calibrated confidence from which it is sure, 0 to 1.
        calibration: further measures of the scores, by name.
        segment_weights: the segmenter's weights by measure; other measures do not count.
        split_threshold: how likely the splits that agree on a number must be for it to be sure, 0 to 1.
        training: the data sets, their samples, the settings of the training.
        writers: who wrote the pen ink it was trained on.
        kept_out: who wrote ink of the same data sets that neither training nor tuning saw.
        figures: what was measured, by data set.
        parent: the bundle it was fine-tuned from, if any.
        labels: see :data:`LABELS`.
        checksums: SHA-256 of each file, in hexadecimal.
    """

    id: str
    created: str
    raster_version: int
    places_version: int | None = None
    fusion: Fusion = field(default_factory=Fusion)
    temperature: float = 1.0
    threshold: float = 0.5
    calibration: Mapping[str, Any] = field(default_factory=dict)
    segment_weights: Mapping[str, float] = field(default_factory=lambda: segment.WEIGHTS)
    split_threshold: float = 0.6
    training: Mapping[str, Any] = field(default_factory=dict)
    writers: tuple[str, ...] = ()
    kept_out: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None
    labels: tuple[str, ...] = LABELS
    checksums: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("calibration", "segment_weights", "training", "figures", "checksums"):
            object.__setattr__(self, name, _frozen(getattr(self, name)))

    def to_json(self) -> str:
        """The text of ``manifest.json``, one field a line."""
        values: dict[str, Any] = {"format": FORMAT}
        for entry in fields(self):
            value = getattr(self, entry.name)
            value = asdict(value) if isinstance(value, Fusion) else value
            values[entry.name] = dict(value) if isinstance(value, Mapping) else value
        return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def parse(text: str) -> Manifest:
    """The manifest that ``text`` spells, whole and in range.

    Raises:
        ManifestError: it is not JSON, of another format, lacks a field, or has one out of range.
    """
    try:
        values = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ManifestError("has a manifest that is not JSON") from error
    if not isinstance(values, dict) or "format" not in values:
        raise ManifestError("has a manifest that is not a bundle's")
    if values.pop("format") != FORMAT:
        raise ManifestError(f"has a format this version does not know (this one reads format {FORMAT})")
    known = {entry.name for entry in fields(Manifest)}
    missing = sorted(known - set(values))
    if missing:
        raise ManifestError(f"has a manifest that lacks “{missing[0]}”")
    _check(values)
    for name in ("writers", "kept_out", "labels"):
        values[name] = tuple(values[name])
    values["fusion"] = Fusion(**values["fusion"])
    return Manifest(**{name: values[name] for name in known})


def valid_id(value: object) -> bool:
    """Whether a JSON value is a text that can name a bundle and its folder."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _check(values: Mapping[str, Any]) -> None:
    checksums, weights = values["checksums"], values["segment_weights"]
    tests = {
        "id": valid_id(values["id"]),
        "created": isinstance(values["created"], str) and _DATE.fullmatch(values["created"]) is not None,
        "raster_version": type(values["raster_version"]) is int,
        "places_version": values["places_version"] is None or type(values["places_version"]) is int,
        "fusion": _is_fusion(values["fusion"], paths=values["places_version"] is not None),
        "temperature": is_finite(values["temperature"]) and values["temperature"] > 0,
        "threshold": is_finite(values["threshold"]) and 0 <= values["threshold"] <= 1,
        "split_threshold": is_finite(values["split_threshold"]) and 0 <= values["split_threshold"] <= 1,
        "segment_weights": isinstance(weights, dict)
        and all(is_finite(weight) for weight in weights.values()),
        "writers": _texts(values["writers"]),
        "kept_out": _texts(values["kept_out"]),
        "parent": values["parent"] is None or valid_id(values["parent"]),
        "labels": _texts(values["labels"]),
        "checksums": isinstance(checksums, dict)
        and all(isinstance(value, str) and _SHA256.fullmatch(value) for value in checksums.values()),
    }
    tests |= {name: isinstance(values[name], dict) for name in ("calibration", "training", "figures")}
    for name, passed in tests.items():
        if not passed:
            raise ManifestError(f"has a manifest whose “{name}” is out of range")
    if tuple(values["labels"]) != LABELS:
        raise ManifestError("was trained for other labels than the ten digits")
    allowed = {*REQUIRED_FILES, *OPTIONAL_FILES}
    for name in checksums:
        if name not in allowed:
            raise ManifestError(f"names a file that is no part of a bundle: “{name[:60]}”")


def _is_fusion(value: object, *, paths: bool) -> bool:
    if not isinstance(value, dict) or set(value) != {entry.name for entry in fields(Fusion)}:
        return False
    in_range = all(is_finite(weight) for weight in value.values()) and value["alone"] > 0
    return in_range and value["picture"] > 0 and (value["path"] > 0) == paths


def is_finite(value: object) -> bool:
    """Whether a JSON value is a finite number."""
    # JSON has whole numbers of any length; those beyond the floats count as infinite.
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= sys.float_info.max


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)

"""Samples and whole numbers as rows of their tables, and back. No database here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import numpy as np

from data.connection import Row, record
from data.errors import StoreRefusedError
from data.ink_text import candidates_from_text, candidates_text, ink_from_text, ink_text
from data.moment import from_text
from data.records import (
    NOT_A_DIGIT,
    Context,
    LabelSource,
    NewNumber,
    NewSample,
    Number,
    Sample,
    Split,
    Status,
)
from recognizer.ink import Ink
from recognizer.raster import RASTER_VERSION, raster


def fingerprint(content: bytes) -> str:
    """What tells one ink or image from another."""
    return hashlib.sha256(content).hexdigest()


def sample_row(new: NewSample, at: str) -> Row:
    """A row of ``samples``, checked and with its raster drawn; accepted, its split still open."""
    check_label(new.label)
    if new.read is not None:
        check_label(new.read)
    if new.scores and (len(new.scores) != 10 or not all(0.0 <= score <= 1.0 for score in new.scores)):
        raise StoreRefusedError("A sample has ten scores from 0 to 1, one for each digit, or none.")
    if not new.ink and new.raster is None:
        raise StoreRefusedError("A sample needs ink or an image.")
    if new.raster is not None and (new.raster.shape != (28, 28) or new.raster.dtype != np.uint8):
        raise StoreRefusedError("A sample's image has 28 by 28 pixels of one byte each.")
    text = ink_text(new.ink)
    picture = new.raster if new.raster is not None and not new.ink else raster(new.ink or Ink())
    pixels = picture.tobytes()
    return {
        "player_id": new.player_id,
        "writer": new.writer,
        "kind": "ink" if text else "image",
        "ink": text,
        "raster": pixels,
        "raster_version": RASTER_VERSION,
        "label": new.label,
        "character": new.character,
        "first_label": None,
        "label_source": LabelSource(new.source),
        "context": Context(new.context),
        "read": new.read,
        "scores": json.dumps([float(score) for score in new.scores]) if new.scores else None,
        "status": Status.OK,
        "reason": "",
        "split": None,
        "kept_rate": 1.0,
        "bundle": new.bundle,
        "answer_id": new.answer_id,
        "fingerprint": fingerprint(text.encode() if text else pixels),
        "at": at,
    }


def number_row(new: NewNumber, at: str) -> Row:
    """A row of ``numbers``, checked."""
    if not (new.label.isascii() and new.label.isdigit() and len(new.label) > 1):
        raise StoreRefusedError(f"{new.label!r} is not a number of two digits or more.")
    if not new.ink:
        raise StoreRefusedError("A number that is kept whole needs ink.")
    if not all(0.0 <= probability <= 1.0 for _, probability in new.candidates):
        raise StoreRefusedError("The probability of a number goes from 0 to 1.")
    text = ink_text(new.ink.check()) or ""
    return {
        "player_id": new.player_id,
        "writer": new.writer,
        "ink": text,
        "label": new.label,
        "label_source": LabelSource(new.source),
        "context": Context(new.context),
        "read": new.read,
        "candidates": candidates_text(new.candidates),
        "bundle": new.bundle,
        "answer_id": new.answer_id,
        # The same ink may be kept as a glyph, too.
        "fingerprint": fingerprint(b"number " + text.encode()),
        "at": at,
    }


def check_label(label: int) -> None:
    if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label <= NOT_A_DIGIT:
        raise StoreRefusedError(
            f"{label!r} is not a label: use 0 to 9, or {NOT_A_DIGIT} for what is not a digit."
        )


def probability(row: Row) -> float | None:
    if row["scores"] is None:
        return None
    scores: list[float] = json.loads(row["scores"])
    return scores[row["label"]] if row["label"] < NOT_A_DIGIT else max(0.0, 1.0 - sum(scores))


def sample_of(row: Row) -> Sample:
    sample = record(
        Sample,
        row,
        ink=ink_from_text(row["ink"]),
        source=LabelSource(row["label_source"]),
        context=Context(row["context"]),
        scores=tuple(json.loads(row["scores"])) if row["scores"] else (),
        status=Status(row["status"]),
        split=Split(row["split"]),
        at=from_text(row["at"]),
    )
    if sample.raster_version != RASTER_VERSION and sample.ink is not None:
        return replace(sample, raster=raster(sample.ink).tobytes(), raster_version=RASTER_VERSION)
    return sample


def number_of(row: Row) -> Number:
    ink = ink_from_text(row["ink"])
    assert ink is not None
    return record(
        Number,
        row,
        ink=ink,
        source=LabelSource(row["label_source"]),
        context=Context(row["context"]),
        candidates=candidates_from_text(row["candidates"]),
        at=from_text(row["at"]),
    )

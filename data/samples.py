"""The sample store: glyphs with what was read, what they were, and how that is known; and the review list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace

import numpy as np

from data import keeping
from data.columns import (
    Row,
    candidates_from_text,
    candidates_text,
    columns,
    ink_from_text,
    ink_text,
    legible,
    record,
    to_text,
)
from data.connection import Connection
from data.errors import StoreRefusedError
from data.records import (
    NOT_A_DIGIT,
    Context,
    DigitCount,
    LabelSource,
    NewNumber,
    NewSample,
    Number,
    ReviewItem,
    Sample,
    Split,
    Status,
)
from recognizer.ink import Ink
from recognizer.raster import RASTER_VERSION, raster

_GONE = "That sample is not in the store any more."


class Samples:
    """The tables ``samples`` and ``numbers``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Keeping

    def add(self, new: NewSample) -> Sample:
        """Keeps a corrected, lesson or imported sample, and returns it as stored.

        Its split is decided here. A correction may come back with status PENDING (see :mod:`data.keeping`);
        one that agrees with waiting ones takes those off the review list. The same ink again is the same
        sample: its new label and source replace the old ones.

        Raises:
            StoreRefusedError: the label or the scores are impossible, or there is neither ink nor raster.
            InkError: the ink cannot be used.
        """
        row = sample_row(new, to_text(new.at or self._connection.clock()))
        with self._connection.writing() as db:
            again = self._again(row)
            judgement = self._judge(row, but=again.id if again else None)
            row["status"] = Status.PENDING if judgement.hold else Status.OK
            row["reason"] = judgement.reason
            if again:
                sample_id = again.id
                changed = {
                    name: row[name] for name in ("label", "label_source", "status", "reason", "character")
                }
                first = _first_label(again, row["label"])
                db.table("samples").update(sample_id, {**changed, "first_label": first, "kept_rate": 1.0})
            else:
                sample_id = self.insert(row)
            for agreeing in judgement.release:
                db.table("samples").update(agreeing, {"status": Status.OK, "reason": ""})
            return self.get(sample_id)

    def confirm(self, new: NewSample, draw: float) -> Sample | None:
        """Keeps a reading that a right answer confirmed. Most are left out: see :mod:`data.keeping`.

        Args:
            new: its source is CONFIRMED.
            draw: a random number, 0 to below 1; the sample is kept if it is below the current rate.

        Returns:
            The sample with its ``kept_rate``, or None if it was left out or is in the store already.
        """
        if new.source is not LabelSource.CONFIRMED:
            raise StoreRefusedError("Only confirmed readings are thinned out: add other samples with add().")
        with self._connection.writing() as db:
            kept = [
                row["id"]
                for row in self._connection.rows(
                    "SELECT id FROM samples WHERE player_id IS ? AND label = ? AND label_source = 'confirmed'"
                    " ORDER BY id",
                    [new.player_id, new.label],
                )
            ]
            rate = keeping.confirmed_rate(len(kept))
            if draw >= rate:
                return None
            row = sample_row(new, to_text(new.at or self._connection.clock()))
            if self._again(row):
                return None
            row["kept_rate"] = rate
            sample_id = self.insert(row)
            for oldest in kept[: max(0, len(kept) + 1 - keeping.CONFIRMED_CAP)]:
                db.table("samples").delete(oldest)
            return self.get(sample_id)

    def keep_number(self, new: NewNumber) -> Number:
        """Keeps ink of a whole number whose digits could not be told apart. The same ink again is the same
        number, with the newer label."""
        row = number_row(new, to_text(new.at or self._connection.clock()))
        with self._connection.writing() as db:
            again = self._connection.rows(
                "SELECT id FROM numbers WHERE player_id IS ? AND fingerprint = ?",
                [new.player_id, row["fingerprint"]],
            )
            if again:
                number_id = again[0]["id"]
                db.table("numbers").update(number_id, {name: row[name] for name in ("label", "label_source")})
            else:
                number_id = self._connection.insert("numbers", row)
            return self.number(number_id)

    # Looking

    def get(self, sample_id: int) -> Sample:
        return _sample(self._connection.row("SELECT * FROM samples WHERE id = ?", [sample_id], _GONE))

    def number(self, number_id: int) -> Number:
        return _number(self._connection.row("SELECT * FROM numbers WHERE id = ?", [number_id], _GONE))

    def find(
        self,
        *,
        player_id: int | None = None,
        label: int | None = None,
        status: Status | None = Status.OK,
        split: Split | None = None,
        sources: Iterable[LabelSource] = (),
        misread_only: bool = False,
        limit: int | None = None,
    ) -> list[Sample]:
        """Samples, newest first; by default the accepted ones. An argument that is None or empty leaves
        nothing out. Rasters are of the present version if there is ink to draw them."""
        wanted = json.dumps(list(sources))
        rows = self._connection.rows(
            """
            SELECT * FROM samples
            WHERE (:player IS NULL OR player_id = :player) AND (:label IS NULL OR label = :label)
                AND (:status IS NULL OR status = :status) AND (:split IS NULL OR split = :split)
                AND (:sources = '[]' OR label_source IN (SELECT value FROM json_each(:sources)))
                AND (NOT :misread OR ("read" IS NOT NULL AND "read" <> label))
            ORDER BY id DESC LIMIT :limit
            """,
            {
                "player": player_id,
                "label": label,
                "status": status,
                "split": split,
                "sources": wanted,
                "misread": misread_only,
                "limit": -1 if limit is None else limit,
            },
        )
        return [_sample(row) for row in rows]

    def numbers(self, *, player_id: int | None = None) -> list[Number]:
        """Whole numbers that were kept, newest first, of one player or of everybody."""
        rows = self._connection.rows(
            "SELECT * FROM numbers WHERE :player IS NULL OR player_id = :player ORDER BY id DESC",
            {"player": player_id},
        )
        return [_number(row) for row in rows]

    def counts(self, player_id: int | None = None) -> list[DigitCount]:
        """How many samples there are of each label from 0 to 9 and of non-digits, always eleven entries."""
        found = {
            row["label"]: row
            for row in self._connection.rows(
                """
                SELECT label, count(*) FILTER (WHERE status = 'ok' AND split = 'train') AS train,
                    count(*) FILTER (WHERE status = 'ok' AND split = 'held out') AS held_out,
                    count(*) FILTER (WHERE status = 'pending') AS pending,
                    count(*) FILTER (WHERE status = 'ok' AND "read" <> label) AS misread
                FROM samples WHERE :player IS NULL OR player_id = :player GROUP BY label
                """,
                {"player": player_id},
            )
        }
        nothing = {"train": 0, "held_out": 0, "pending": 0, "misread": 0}
        return [
            record(DigitCount, found.get(label, nothing), label=label) for label in range(NOT_A_DIGIT + 1)
        ]

    def glyphs(self, player_id: int, most: int) -> list[tuple[Ink, int]]:
        """The ink of a player's accepted digits with their labels: of each the newest ``most``, oldest
        first."""
        rows = self._connection.rows(
            "SELECT ink, label FROM (SELECT id, ink, label, row_number() OVER (PARTITION BY label"
            " ORDER BY id DESC) AS place FROM samples WHERE player_id = ? AND status = 'ok'"
            " AND label < ? AND ink IS NOT NULL) WHERE place <= ? ORDER BY id",
            [player_id, NOT_A_DIGIT, most],
        )
        return [(ink_from_text(row["ink"]), row["label"]) for row in rows]

    # The review list and the wall of samples

    def review_list(self, player_id: int) -> list[ReviewItem]:
        """Corrections that were held back, oldest first, each with the newest samples of its label."""
        pending = self.find(player_id=player_id, status=Status.PENDING)
        return [
            ReviewItem(
                sample=sample,
                others=tuple(self.find(player_id=player_id, label=sample.label, limit=6)),
            )
            for sample in reversed(pending)
        ]

    def keep(self, sample_id: int) -> Sample:
        """The player says that the label is right: the sample may be learned."""
        return self._change(sample_id, {"status": Status.OK, "reason": ""})

    def relabel(self, sample_id: int, label: int) -> Sample:
        """The player says what it really is: the sample may be learned under ``label``. Its split stays."""
        check_label(label)
        with self._connection.writing():
            first = _first_label(self.get(sample_id), label)
            return self._change(
                sample_id,
                {
                    "label": label,
                    "first_label": first,
                    "label_source": LabelSource.CORRECTED,
                    "character": None,
                    "status": Status.OK,
                    "reason": "",
                },
            )

    def drop(self, sample_id: int) -> Sample:
        """The player says that it must not be learned. It stays in the store: the same ink is known."""
        return self._change(sample_id, {"status": Status.DROPPED, "reason": ""})

    def delete(self, sample_id: int) -> None:
        """Deletes a sample for good."""
        with self._connection.writing() as db:
            self.get(sample_id)
            db.table("samples").delete(sample_id)

    def redraw(self) -> int:
        """Draws rasters of other versions again from their ink. Returns how many."""
        with self._connection.writing() as db:
            stale = self._connection.rows(
                "SELECT id, ink FROM samples WHERE raster_version <> ? AND ink IS NOT NULL", [RASTER_VERSION]
            )
            for row in stale:
                pixels = raster(ink_from_text(row["ink"])).tobytes()
                db.table("samples").update(row["id"], {"raster": pixels, "raster_version": RASTER_VERSION})
        return len(stale)

    # For files

    def transaction(self) -> AbstractContextManager[object]:
        """All that is inserted in the block is stored at its end, or nothing if it raises."""
        return self._connection.writing()

    def known(self, player_id: int | None) -> dict[str, int | str]:
        """The labels of what is in the store, by fingerprint: of one player, or (None) of everybody. A sample
        with ink also has the fingerprint of its picture, so that an image of it counts as the same."""
        labels: dict[str, int | str] = {}
        whose = {"player": player_id}
        for row in self._connection.rows(
            "SELECT label, fingerprint, raster FROM samples WHERE :player IS NULL OR player_id = :player",
            whose,
        ):
            labels[row["fingerprint"]] = labels[fingerprint(row["raster"])] = row["label"]
        for row in self._connection.rows(
            "SELECT label, fingerprint FROM numbers WHERE :player IS NULL OR player_id = :player", whose
        ):
            labels[row["fingerprint"]] = row["label"]
        return labels

    def insert(self, row: Row) -> int:
        """Inserts a row from :func:`sample_row`, inside the caller's transaction, and decides its split
        unless it has one (a sample that returns from an export). Returns its id."""
        with self._connection.writing():
            if row["split"] is None:
                of_digit = self._connection.rows(
                    "SELECT count(*) AS total, count(*) FILTER (WHERE split = 'held out') AS held"
                    " FROM samples WHERE label = :label AND player_id IS :player_id"
                    " AND (:player_id IS NOT NULL OR writer IS :writer)",
                    row,
                )[0]
                held = keeping.held_out(of_digit["total"], of_digit["held"])
                row = {**row, "split": Split.HELD_OUT if held else Split.TRAIN}
            return self._connection.insert("samples", row)

    def insert_number(self, row: Row) -> int:
        """Inserts a row from :func:`number_row`, inside the caller's transaction. Returns its id."""
        return self._connection.insert("numbers", row)

    def _change(self, sample_id: int, values: Row) -> Sample:
        with self._connection.writing() as db:
            self.get(sample_id)
            db.table("samples").update(sample_id, values)
            return self.get(sample_id)

    def _again(self, row: Row) -> Sample | None:
        found = self._connection.rows(
            "SELECT * FROM samples WHERE player_id IS :player_id AND fingerprint = :fingerprint", row
        )
        return _sample(found[0]) if found else None

    def _judge(self, row: Row, but: int | None) -> keeping.Judgement:
        others = self._connection.rows(
            "SELECT id, raster, status FROM samples WHERE player_id IS ? AND label = ? AND id IS NOT ?"
            " AND raster_version = ? AND status <> 'dropped' ORDER BY id DESC LIMIT 300",
            [row["player_id"], row["label"], but, row["raster_version"]],
        )
        rasters = np.array([np.frombuffer(other["raster"], np.uint8) for other in others], np.uint8)
        alike = keeping.likeness(
            rasters.reshape(-1, 28, 28), np.frombuffer(row["raster"], np.uint8).reshape(28, 28)
        )
        by_status: dict[str, dict[int, float]] = {Status.OK: {}, Status.PENDING: {}}
        for other, likeness in zip(others, alike, strict=True):
            by_status[other["status"]][other["id"]] = float(likeness)
        return keeping.judge(
            LabelSource(row["label_source"]),
            _probability(row),
            accepted=by_status[Status.OK],
            pending=by_status[Status.PENDING],
        )


def _first_label(sample: Sample, label: int) -> int | None:
    """The label that a sample had at first, when it gets ``label`` now; None if that is the same one."""
    first = sample.label if sample.first_label is None else sample.first_label
    return None if label == first else first


def fingerprint(content: bytes) -> str:
    """Equal for the same ink or image, and for no others."""
    return hashlib.sha256(content).hexdigest()


def sample_row(new: NewSample, at: str) -> Row:
    """A row of ``samples``: checked, its raster drawn, accepted, its split not decided yet."""
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
    return columns(new, without=("source", "ink", "raster", "scores", "at")) | {
        "kind": "ink" if text else "image",
        "ink": text,
        "raster": pixels,
        "raster_version": RASTER_VERSION,
        "first_label": None,
        "label_source": LabelSource(new.source),
        "context": Context(new.context),
        "scores": json.dumps([float(score) for score in new.scores]) if new.scores else None,
        "status": Status.OK,
        "reason": "",
        "split": None,
        "kept_rate": 1.0,
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
    return columns(new, without=("source", "ink", "candidates", "at")) | {
        "ink": text,
        "label_source": LabelSource(new.source),
        "context": Context(new.context),
        "candidates": candidates_text(new.candidates),
        # The same ink may be kept as a glyph, too.
        "fingerprint": fingerprint(b"number " + text.encode()),
        "at": at,
    }


def check_label(label: int) -> None:
    if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label <= NOT_A_DIGIT:
        raise StoreRefusedError(
            f"{label!r} is not a label: use 0 to 9, or {NOT_A_DIGIT} for what is not a digit."
        )


def _probability(row: Row) -> float | None:
    """Of the row's label, by its scores."""
    if row["scores"] is None:
        return None
    scores: list[float] = json.loads(row["scores"])
    return scores[row["label"]] if row["label"] < NOT_A_DIGIT else max(0.0, 1.0 - sum(scores))


def _sample(row: Row) -> Sample:
    with legible():
        scores = tuple(map(float, json.loads(row["scores"]))) if row["scores"] else ()
    sample = record(Sample, row, source=LabelSource(row["label_source"]), scores=scores)
    if sample.raster_version != RASTER_VERSION and sample.ink is not None:
        return replace(sample, raster=raster(sample.ink).tobytes(), raster_version=RASTER_VERSION)
    return sample


def _number(row: Row) -> Number:
    with legible():
        candidates = candidates_from_text(row["candidates"])
    return record(Number, row, source=LabelSource(row["label_source"]), candidates=candidates)

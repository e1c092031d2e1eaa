"""Samples out and in: nothing is lost on the way, nothing is half-imported."""

from __future__ import annotations

import gzip
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from data.errors import BadFileError, StoreRefusedError, StoreUnavailableError
from data.records import NOT_A_DIGIT, Context, LabelSource, NewNumber, NewSample, Player, Split, Status
from data.sample_files import Imported, export_samples, read_file, take_in
from data.samples import Samples
from data.store import Store
from recognizer.ink import Ink
from recognizer.raster import raster
from tests.temporary_store import temporary_store
from tests.unit.data.made import ink, sample

AT = datetime(2026, 5, 4, tzinfo=UTC)
LINE = {"label": 7, "writer": "w1", "strokes": [[[0, 0], [5, 0], [1, 9]]]}


def import_samples(samples: Samples, file: Path, *, at: datetime, player_id: int | None = None) -> Imported:
    return take_in(samples, read_file(file, at=at), player_id)


def pen_file(folder: Path, *lines: Any) -> Path:
    file = folder / "pen.jsonl.gz"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_bytes(gzip.compress("\n".join(texts).encode()))
    return file


coordinates = st.floats(-1e6, 1e6)
points = st.tuples(coordinates, coordinates) | st.tuples(
    coordinates, coordinates, st.floats(0, 100), st.none() | st.floats(0, 1)
)
inks = st.lists(st.lists(points, min_size=1, max_size=4), min_size=1, max_size=3).map(
    lambda strokes: Ink.from_json(json.loads(json.dumps(Ink.of(strokes).to_json())))
)
labels = st.integers(0, NOT_A_DIGIT)
scores = st.just(()) | st.tuples(*[st.floats(0, 0.1)] * 10)


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(
        st.tuples(inks, labels, labels | st.none(), scores, st.sampled_from(list(LabelSource))), max_size=5
    ),
    st.lists(st.tuples(inks, st.integers(10, 9999)), max_size=3),
    st.sampled_from(["Anna", "Ωμέγα", "o'Neil \U0001f600"]),
)
def test_exported_and_imported_is_the_same(
    glyphs: list[tuple[Ink, int, int | None, tuple[float, ...], LabelSource]],
    wholes: list[tuple[Ink, int]],
    name: str,
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder, "a", "duel.db")) as one,
        Store.open(Path(folder, "b", "duel.db")) as two,
    ):
        anna = one.players.add(name, "#112233")
        for number, (drawn, label, read, probabilities, source) in enumerate(glyphs):
            one.samples.add(
                NewSample(
                    label, source, Context.QUIZ, drawn, None, anna.id, read, probabilities, f"b{number}"
                )
            )
        for drawn, number in wholes:
            one.samples.keep_number(
                NewNumber(str(number), drawn, LabelSource.CORRECTED, Context.QUIZ, anna.id)
            )
        names = {anna.id: name}
        for ending in ("jsonl.gz", "npz"):
            first, second = Path(folder, f"first.{ending}"), Path(folder, f"second.{ending}")
            done = export_samples(one.samples, names, first)
            added = import_samples(two.samples, first, at=AT)
            if ending == "jsonl.gz":
                assert (added.samples, added.numbers) == (done.samples, done.numbers)
                export_samples(two.samples, {}, second)
                assert gzip.decompress(first.read_bytes()) == gzip.decompress(second.read_bytes())
            else:
                assert (added.samples, added.duplicates) == (0, done.samples)
            again = import_samples(one.samples, first, at=AT, player_id=anna.id)
            assert (again.samples, again.numbers) == (0, 0)
            # Two dots are the same picture, whatever they were meant to be.
            assert ending == "npz" or again.contradicting == 0


def test_pictures_come_back_with_what_is_known_of_them(tmp_path: Path) -> None:
    with temporary_store() as one, temporary_store() as two:
        anna = one.players.add("Anna", "#112233")
        for number in range(6):
            one.samples.add(sample(anna, 4, source=LabelSource.LESSON, ink=ink(slant=number)))
        export_samples(one.samples, {anna.id: "Anna"}, tmp_path / "all.npz")
        import_samples(two.samples, tmp_path / "all.npz", at=AT)
        for ours, theirs in zip(one.samples.find(), two.samples.find(), strict=True):
            assert theirs.raster == ours.raster and theirs.ink is None
            for name in ("label", "read", "scores", "source", "split", "status", "kept_rate", "at", "bundle"):
                assert getattr(theirs, name) == getattr(ours, name)
            assert theirs.writer == "Anna"


def test_a_plain_pen_file_is_imported(store: Store, tmp_path: Path) -> None:
    lines = [{**LINE, "strokes": [[[0, 0], [5, number], [1, 9]]]} for number in range(5)]
    lines += [{**LINE, "label": "144"}, {**LINE, "label": "A", "strokes": [[[1, 1], [3, 3]]]}, "", {**LINE}]
    done = import_samples(store.samples, pen_file(tmp_path, *lines), at=AT)
    assert (done.samples, done.numbers, done.duplicates, done.contradicting) == (6, 1, 1, 0)
    sevens = store.samples.find(label=7)
    assert {found.split for found in sevens} == {Split.TRAIN, Split.HELD_OUT}
    assert {(found.source, found.context, found.writer, found.at) for found in sevens} == {
        ("imported", "import", "w1", AT)
    }
    (letter,) = store.samples.find(label=NOT_A_DIGIT)
    assert letter.character == "A"
    assert [number.label for number in store.samples.numbers()] == ["144"]


def test_plain_pictures_are_imported(store: Store, anna: Player, tmp_path: Path) -> None:
    images = np.stack([raster(ink(slant=slant)) for slant in (0, 3, 6)])
    np.savez(tmp_path / "some.npz", images=images, labels=np.array([1, 9, 77]))
    done = import_samples(store.samples, tmp_path / "some.npz", at=AT, player_id=anna.id)
    assert done.samples == 3
    found = store.samples.find(player_id=anna.id)[::-1]
    assert [kept.label for kept in found] == [1, 9, NOT_A_DIGIT]
    assert all(np.array_equal(kept.image, image) for kept, image in zip(found, images, strict=True))


def test_duplicates_keep_the_label_they_have(store: Store, anna: Player, tmp_path: Path) -> None:
    kept = store.samples.add(sample(anna, 3))
    store.samples.drop(kept.id)
    line = {"label": 5, "writer": "Anna", "strokes": ink().to_json()}
    done = import_samples(store.samples, pen_file(tmp_path, line), at=AT, player_id=anna.id)
    assert (done.samples, done.duplicates, done.contradicting) == (0, 1, 1)
    assert store.samples.get(kept.id).status is Status.DROPPED


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ({"label": 7, "writer": "w"}, "'strokes' is missing"),
        ({**LINE, "label": None}, "label must be"),
        ({**LINE, "label": True}, "label must be"),
        ({**LINE, "label": -3}, "label must be"),
        ({**LINE, "writer": 5.5}, "writer must be text"),
        ({**LINE, "writer": "\ud800"}, "half a character"),
        ({**LINE, "strokes": []}, "at least one stroke"),
        ({**LINE, "strokes": [[]]}, "no points"),
        ({**LINE, "strokes": [[[1]]]}, "point"),
        ({**LINE, "strokes": [[[1, "a"]]]}, "point"),
        ({**LINE, "strokes": [[[1, float("nan")]]]}, "cannot be drawn"),
        ({**LINE, "strokes": [[[1, 10**400]]]}, "cannot be drawn"),
        ({**LINE, "sample": 5}, "not an object"),
        ({**LINE, "sample": {"source": "guessed"}}, "guessed"),
        ({**LINE, "sample": {"rate": 0}}, "rate"),
        ({**LINE, "sample": {"read": 40}}, "not a label"),
        ({**LINE, "sample": {"scores": [1]}}, "ten scores"),
        ({**LINE, "sample": {"at": "yesterday"}}, "yesterday"),
        ({**LINE, "label": "144", "sample": {"candidates": [["1", 7]]}}, "from 0 to 1"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_imported(
    store: Store, tmp_path: Path, line: Any, reason: str
) -> None:
    file = pen_file(tmp_path, LINE, "", line, {**LINE, "strokes": [[[3, 3]]]})
    with pytest.raises(BadFileError, match=reason) as refused:
        import_samples(store.samples, file, at=AT)
    assert str(refused.value).startswith(f"{file}, line 3: ")
    assert store.samples.find(status=None) == []


@pytest.mark.parametrize(
    ("arrays", "reason"),
    [
        ({"images": np.zeros((1, 28, 28), np.uint8)}, "images and labels"),
        ({"images": np.zeros((1, 28, 28)), "labels": np.zeros(1, int)}, "uint8"),
        ({"images": np.zeros((1, 20, 28), np.uint8), "labels": np.zeros(1, int)}, "28, 28"),
        ({"images": np.zeros((2, 28, 28), np.uint8), "labels": np.zeros(1, int)}, "one whole number"),
        ({"images": np.zeros((1, 28, 28), np.uint8), "labels": np.array([0.5])}, "one whole number"),
        ({"images": np.zeros((1, 28, 28), np.uint8), "labels": np.array([{}], object)}, "plain arrays"),
        (
            {"images": np.ones((1, 28, 28), np.uint8), "labels": np.zeros(1, int), "about": np.array(["{"])},
            "image 0: it is not JSON",
        ),
    ],
)
def test_bad_pictures_are_named(store: Store, tmp_path: Path, arrays: dict[str, Any], reason: str) -> None:
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(BadFileError, match=reason):
        import_samples(store.samples, tmp_path / "bad.npz", at=AT)
    assert store.samples.find(status=None) == []


# Stamped with no time, so that the test has the same name in every process.
CUT_OFF = gzip.compress(json.dumps(LINE).encode() * 50, mtime=0)[:60]


@pytest.mark.parametrize("name", ["pen.jsonl.gz", "pictures.npz"])
@pytest.mark.parametrize("content", [b"", b"nonsense", CUT_OFF])
def test_files_of_another_kind_are_reported(store: Store, tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    with pytest.raises(BadFileError, match="no file"):
        import_samples(store.samples, file, at=AT)
    file.write_bytes(content)
    if name.startswith("pen") and not content:
        assert import_samples(store.samples, file, at=AT).samples == 0
        return
    with pytest.raises(BadFileError, match=name):
        import_samples(store.samples, file, at=AT)


def test_other_endings_and_unwritable_places_are_reported(store: Store, anna: Player, tmp_path: Path) -> None:
    store.samples.add(sample(anna))
    with pytest.raises(StoreRefusedError, match="endings"):
        export_samples(store.samples, {}, tmp_path / "samples.csv")
    with pytest.raises(StoreUnavailableError, match="cannot be written"):
        export_samples(store.samples, {anna.id: "Anna"}, tmp_path / "nowhere" / "a.npz")
    old = tmp_path / "old.npz"
    old.mkdir()
    with pytest.raises(StoreUnavailableError, match="cannot be written"):
        export_samples(store.samples, {anna.id: "Anna"}, old)
    assert [file.name for file in tmp_path.glob("*.new")] == []


def test_what_does_not_fit_a_kind_of_file_is_counted(store: Store, anna: Player, tmp_path: Path) -> None:
    store.samples.add(sample(anna))
    store.samples.add(NewSample(4, LabelSource.IMPORTED, Context.IMPORT, raster=raster(ink(slant=4))))
    store.samples.keep_number(NewNumber("12", ink(), LabelSource.CORRECTED, Context.QUIZ, anna.id))
    pen = export_samples(store.samples, {anna.id: "Anna"}, tmp_path / "a.jsonl.gz")
    assert (pen.samples, pen.numbers, pen.left_out) == (1, 1, 1)
    pictures = export_samples(store.samples, {anna.id: "Anna"}, tmp_path / "a.npz")
    assert (pictures.samples, pictures.numbers, pictures.left_out) == (2, 0, 1)

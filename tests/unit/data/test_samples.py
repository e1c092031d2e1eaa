"""The sample store: what is kept, which part is held out, and what is held back for review."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import keeping
from data.errors import StoreRefusedError
from data.records import (
    NOT_A_DIGIT,
    Context,
    LabelSource,
    NewNumber,
    NewSample,
    Player,
    Split,
    Status,
)
from data.store import Store
from recognizer.ink import Ink
from recognizer.raster import RASTER_VERSION, raster
from tests.unit.data.made import ink, sample

CERTAIN_EIGHT = tuple(1.0 if digit == 8 else 0.0 for digit in range(10))


def ring() -> Ink:
    turns = np.linspace(0, 2 * np.pi, 30)
    return Ink.of([[(float(np.cos(turn)), float(np.sin(turn))) for turn in turns]])


def test_a_sample_comes_back_whole(store: Store, anna: Player) -> None:
    new = sample(anna, label=3)
    kept = store.samples.add(new)
    assert store.samples.get(kept.id) == kept
    assert (kept.ink, kept.label, kept.read, kept.scores) == (new.ink, 3, 8, new.scores)
    assert (kept.source, kept.context, kept.status, kept.split) == ("corrected", "quiz", "ok", "train")
    assert (kept.kept_rate, kept.raster_version, kept.bundle) == (1.0, RASTER_VERSION, "shipped")
    assert np.array_equal(kept.image, raster(ink()))
    assert kept.misread


def test_an_image_has_no_ink_and_is_marked(store: Store) -> None:
    picture = np.arange(784, dtype=np.uint8).reshape(28, 28)
    kept = store.samples.add(NewSample(4, LabelSource.IMPORTED, Context.IMPORT, raster=picture))
    assert kept.ink is None
    assert np.array_equal(kept.image, picture)
    (row,) = store.connection.rows("SELECT kind, label FROM samples_readable")
    assert row == {"kind": "image", "label": "4"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"label": 11}, "not a label"),
        ({"label": -1}, "not a label"),
        ({"read": 12}, "not a label"),
        ({"scores": (0.5, 0.5)}, "ten scores"),
        ({"scores": (float("nan"),) * 10}, "ten scores"),
        ({"ink": None}, "needs ink or an image"),
        ({"ink": None, "raster": np.zeros((28, 27), np.uint8)}, "28 by 28"),
    ],
)
def test_impossible_samples_are_refused(
    store: Store, anna: Player, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(StoreRefusedError, match=reason):
        store.samples.add(sample(anna, **{"scores": CERTAIN_EIGHT, **changes}))  # type: ignore[arg-type]
    assert store.samples.find(status=None) == []


def test_every_fifth_of_each_digit_of_each_player_is_held_out(store: Store, anna: Player) -> None:
    ben = store.players.add("Ben", "#0000ff")
    splits: dict[tuple[int, int], list[Split]] = {}
    for number in range(10):
        for player in (anna, ben):
            for label in (3, 7):
                new = sample(player, label, source=LabelSource.LESSON, ink=ink(slant=number + label / 10))
                splits.setdefault((player.id, label), []).append(store.samples.add(new).split)
    expected = ([Split.TRAIN] * 4 + [Split.HELD_OUT]) * 2
    assert list(splits.values()) == [expected] * 4


@given(st.lists(st.booleans(), max_size=60))
def test_the_held_out_share_stays_near_a_fifth_whatever_is_deleted(deletions: list[bool]) -> None:
    kept: list[bool] = []
    for delete in deletions:
        if delete and kept:
            kept.pop(0)
        kept.append(keeping.held_out(len(kept), sum(kept)))
        assert sum(kept) <= len(kept) // keeping.HELD_OUT_EVERY + 1


def test_the_same_ink_again_is_the_same_sample(store: Store, anna: Player) -> None:
    first = store.samples.add(sample(anna, label=3))
    assert store.samples.add(sample(anna, label=3)) == first
    relabelled = store.samples.add(sample(anna, label=5))
    assert (relabelled.id, relabelled.label, relabelled.first_label) == (first.id, 5, 3)
    back = store.samples.add(sample(anna, label=3))
    assert (back.id, back.label, back.first_label) == (first.id, 3, None)
    assert len(store.samples.find(status=None)) == 1


# Review


def test_an_unlikely_correction_unlike_the_others_waits_for_review(store: Store, anna: Player) -> None:
    store.samples.add(sample(anna, label=3, source=LabelSource.LESSON))
    odd = store.samples.add(sample(anna, label=3, ink=ring(), scores=CERTAIN_EIGHT))
    assert odd.status is Status.PENDING
    (item,) = store.samples.review_list(anna.id)
    assert item.sample == odd and "unlikely" in item.sample.reason
    assert [other.label for other in item.others] == [3]
    assert odd not in store.samples.find(player_id=anna.id)


def test_an_unlikely_correction_like_the_others_is_believed(store: Store, anna: Player) -> None:
    store.samples.add(sample(anna, label=3, source=LabelSource.LESSON))
    again = store.samples.add(sample(anna, label=3, ink=ink(shift=50.0), scores=CERTAIN_EIGHT))
    assert again.status is Status.OK


def test_a_second_agreeing_correction_frees_both(store: Store, anna: Player) -> None:
    first = store.samples.add(sample(anna, label=3, scores=CERTAIN_EIGHT))
    assert first.status is Status.PENDING
    second = store.samples.add(sample(anna, label=3, scores=CERTAIN_EIGHT, ink=ink(shift=9.0)))
    assert second.status is Status.OK
    assert store.samples.get(first.id).status is Status.OK
    assert store.samples.review_list(anna.id) == []


def test_what_others_wrote_does_not_vouch(store: Store, anna: Player) -> None:
    ben = store.players.add("Ben", "#0000ff")
    store.samples.add(sample(ben, label=3, source=LabelSource.LESSON))
    assert store.samples.add(sample(anna, label=3, scores=CERTAIN_EIGHT)).status is Status.PENDING


@given(
    st.sampled_from(list(LabelSource)),
    st.none() | st.floats(0, 1),
    st.dictionaries(st.integers(1, 9), st.floats(0, 1)),
    st.dictionaries(st.integers(10, 19), st.floats(0, 1)),
)
def test_only_what_is_unlikely_and_unlike_is_held(
    source: LabelSource, probability: float | None, accepted: dict[int, float], pending: dict[int, float]
) -> None:
    judgement = keeping.judge(source, probability, accepted, pending)
    alone = all(likeness < keeping.ALIKE for likeness in (*accepted.values(), *pending.values()))
    unlikely = probability is not None and probability < keeping.UNLIKELY
    assert judgement.hold == (source is LabelSource.CORRECTED and unlikely and alone)
    assert bool(judgement.reason) == judgement.hold
    assert set(judgement.release) <= {key for key, value in pending.items() if value >= keeping.ALIKE}


def test_likeness_is_of_shapes() -> None:
    line, circle = raster(ink()), raster(ring())
    same, other, nothing = keeping.likeness(np.stack([line, circle, np.zeros_like(line)]), line)
    assert same == pytest.approx(1.0, abs=1e-5)
    assert other < keeping.ALIKE
    assert nothing == 0.0
    assert keeping.likeness(np.zeros((0, 28, 28), np.uint8), line).shape == (0,)


def test_the_player_decides_what_was_held_back(store: Store, anna: Player) -> None:
    odd = [
        store.samples.add(sample(anna, label=label, ink=ring().moved(label, 0), scores=CERTAIN_EIGHT))
        for label in (1, 2, 3, 4)
    ]
    assert [item.sample for item in store.samples.review_list(anna.id)] == odd
    assert store.samples.keep(odd[0].id).status is Status.OK
    fixed = store.samples.relabel(odd[1].id, NOT_A_DIGIT)
    assert (fixed.status, fixed.label, fixed.first_label, fixed.split) == ("ok", 10, 2, odd[1].split)
    assert store.samples.drop(odd[2].id).status is Status.DROPPED
    store.samples.delete(odd[3].id)
    assert {kept.id for kept in store.samples.find()} == {odd[0].id, odd[1].id}
    with pytest.raises(StoreRefusedError, match="any more"):
        store.samples.get(odd[3].id)


# Confirmed readings


def confirmed(player: Player, number: int) -> NewSample:
    return sample(player, 8, source=LabelSource.CONFIRMED, read=8, ink=ink(slant=number / 100))


def test_confirmed_readings_thin_out_and_carry_their_rate(store: Store, anna: Player) -> None:
    rates = []
    for number in range(40):
        kept = store.samples.confirm(confirmed(anna, number), draw=0.1)
        rates.append(kept.kept_rate if kept else None)
    assert rates == [1.0] * 10 + [0.2] * 20 + [None] * 10


def test_confirmed_readings_are_capped_and_the_oldest_gives_way(store: Store, anna: Player) -> None:
    for number in range(keeping.CONFIRMED_CAP + 5):
        store.samples.confirm(confirmed(anna, number), draw=0.0)
    kept = store.samples.find(player_id=anna.id, sources=[LabelSource.CONFIRMED])
    assert len(kept) == keeping.CONFIRMED_CAP
    assert kept[-1].ink == confirmed(anna, 5).ink


def test_a_reading_is_confirmed_once_and_correcting_it_counts(store: Store, anna: Player) -> None:
    first = store.samples.confirm(confirmed(anna, 1), draw=0.0)
    assert first is not None
    assert store.samples.confirm(confirmed(anna, 1), draw=0.0) is None
    corrected = store.samples.add(sample(anna, 3, ink=first.ink))
    assert (corrected.id, corrected.label, corrected.source) == (first.id, 3, "corrected")


@given(st.integers(0, 10_000))
def test_rates_fall_and_stay_above_nothing(kept: int) -> None:
    assert 0.0 < keeping.confirmed_rate(kept + 1) <= keeping.confirmed_rate(kept) <= 1.0


# Looking


def test_find_filters(store: Store, anna: Player) -> None:
    seven = store.samples.add(sample(anna, 7, read=1))
    eight = store.samples.add(sample(anna, 8, read=8, source=LabelSource.LESSON, ink=ink(slant=2)))
    nobody = store.samples.add(sample(None, 8, read=None, source=LabelSource.IMPORTED, scores=()))
    assert store.samples.find() == [nobody, eight, seven]
    assert store.samples.find(player_id=anna.id) == [eight, seven]
    assert store.samples.find(label=8, limit=1) == [nobody]
    assert store.samples.find(misread_only=True) == [seven]
    assert store.samples.find(sources=[LabelSource.LESSON, LabelSource.IMPORTED]) == [nobody, eight]
    assert store.samples.find(split=Split.HELD_OUT) == []
    assert store.samples.find(limit=2)[1:] == [eight]
    counts = store.samples.counts(anna.id)
    assert len(counts) == 11
    assert (counts[7].train, counts[7].misread, counts[8].misread) == (1, 1, 0)


def test_rasters_of_another_version_are_drawn_anew(store: Store, anna: Player) -> None:
    kept = store.samples.add(sample(anna))
    with store.connection.writing() as db:
        db.table("samples").update(kept.id, {"raster": bytes(784), "raster_version": RASTER_VERSION + 1})
    assert store.samples.get(kept.id) == kept
    assert store.samples.redraw() == 1
    assert store.samples.redraw() == 0
    assert store.connection.value("SELECT raster FROM samples") == raster(ink()).tobytes()


def test_numbers_that_cannot_be_aligned_are_kept_whole(store: Store, anna: Player) -> None:
    new = NewNumber(
        "144", ink(), LabelSource.CORRECTED, Context.QUIZ, anna.id, "14", (("14", 0.6), ("144", 0.3))
    )
    kept = store.samples.keep_number(new)
    assert store.samples.numbers(player_id=anna.id) == [kept]
    assert (kept.label, kept.ink, kept.candidates) == ("144", ink(), new.candidates)
    again = store.samples.keep_number(NewNumber("744", ink(), LabelSource.CORRECTED, Context.QUIZ, anna.id))
    assert (again.id, again.label) == (kept.id, "744")
    with pytest.raises(StoreRefusedError, match="two digits"):
        store.samples.keep_number(NewNumber("7", ink(), LabelSource.CORRECTED, Context.QUIZ))


def test_the_newest_glyphs_of_each_digit_are_given_the_oldest_first(store: Store, anna: Player) -> None:
    shifted = [ink(shift=float(shift)) for shift in range(4)]
    for one in shifted:
        store.samples.add(sample(anna, label=7, ink=one))
    one = store.samples.add(sample(anna, label=1, ink=ink(slant=0.5)))
    store.samples.add(sample(anna, label=10, ink=ink(slant=0.7)))
    store.samples.add(sample(None, label=7, ink=ink(slant=1.0)))
    picture = NewSample(7, LabelSource.IMPORTED, Context.IMPORT, raster=raster(ink()), player_id=anna.id)
    store.samples.add(picture)
    assert store.samples.glyphs(anna.id, 3) == [*((drawn, 7) for drawn in shifted[1:]), (ink(slant=0.5), 1)]
    store.samples.drop(one.id)
    assert [label for _, label in store.samples.glyphs(anna.id, 9)] == [7, 7, 7, 7]

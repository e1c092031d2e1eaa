"""What the reader makes of a player's samples: how well they are read, what is mixed up, and the map."""

from __future__ import annotations

import numpy as np
import pytest

from data.records import Context, LabelSource, NewSample
from game.scenes.teach.inside import mix_ups
from game.scenes.teach.net_map import flat_map
from game.scenes.teach.study import Study, study
from recognizer.ink import Ink
from tests.fakes import FakeReader
from tests.shots.example_trainer import mia
from tests.temporary_store import temporary_store


@pytest.fixture(scope="module")
def known() -> Study:
    """A study of the made-up player's samples."""
    with temporary_store() as store:
        player = mia(store)
        assert player is not None
        return study(FakeReader(), store.samples, player.id)  # type: ignore[arg-type]


def test_mix_ups_are_named_worst_first(known: Study) -> None:
    wrong = [(s.label, r) for s, r in zip(known.samples, known.read, strict=True) if s.label != r]
    assert mix_ups(known)[0] == f"1 read as 7: {wrong.count((1, 7))} times"


class AllSevens(FakeReader):
    """Every picture looks rather like a 7."""

    def infer(self, rasters: np.ndarray, glyphs: object = ()) -> tuple[np.ndarray, np.ndarray]:  # noqa: ARG002
        logits = np.zeros((len(rasters), 11), np.float32)
        logits[:, 7] = 3.0
        return logits, logits


def test_how_well_a_hand_is_read_is_counted_as_play_reads_it() -> None:
    """Every 1 has a flag and looks like a 7; by the pen's way each is told from the 7s by the others."""
    flag, seven = [(-20.0, 20.0), (0.0, 0.0), (0.0, 60.0)], [(-30.0, 0.0), (0.0, 0.0), (-20.0, 60.0)]
    with temporary_store() as store:
        player = store.players.add("Ada", "#335577")
        for turn in range(8):
            for label, (start, *rest) in ((1, flag), (7, seven)):
                ink = Ink.of([[(start[0], start[1] + turn / 8), *rest]])
                store.samples.add(
                    NewSample(label, LabelSource.LESSON, Context.LESSON, ink, player_id=player.id)
                )
        only = Ink.of([[(0.0, 0.0), (-20.0, 40.0), (20.0, 40.0)]])
        store.samples.add(NewSample(4, LabelSource.LESSON, Context.LESSON, only, player_id=player.id))
        found = study(AllSevens(), store.samples, player.id)  # type: ignore[arg-type]
    assert found.read == [7] * 17 and "1 read as 7: 8 times" in mix_ups(found)
    assert [found.tally(label).right for label in (1, 7)] == [8, 8]
    assert found.tally(4).right == 0, "the only one is no witness for itself"


def test_the_map_puts_alike_samples_together(known: Study) -> None:
    places = flat_map(known).places
    assert places.shape == (len(known), 2)
    assert places.min() >= 0 and places.max() <= 1
    labels, read = np.array([s.label for s in known.samples]), np.array(known.read)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    same = read[:, None] == read[None]
    assert apart[same].mean() < apart[~same].mean() / 3
    # A 1 that looks like a 7 lies with the 7s.
    odd, sevens, ones = (labels == 1) & (read == 7), labels == 7, (labels == 1) & (read == 1)
    assert apart[odd][:, sevens].mean() < apart[odd][:, ones].mean()


def test_a_map_of_nothing_or_of_one_sample_is_no_crash(known: Study) -> None:
    for count in (0, 1, 2):
        few = Study(
            known.samples[:count], known.shares[:count], known.in_play[:count], known.features[:count]
        )
        assert flat_map(few).places.shape == (count, 2)

"""Rooms take turns, and a full room holds up nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.net.fair_queue import FairQueue, Waiting

NOW = 10.0


def waiting(room: str, key: str, wanted: float = 0.0) -> Waiting[str]:
    return Waiting(room, key, f"{room}{key}", lambda: wanted)


def filled(*jobs: Waiting[str], most: int = 100) -> FairQueue[str]:
    queue = FairQueue[str](most)
    for job in jobs:
        assert queue.put(job)
    return queue


def taken(queue: FairQueue[str]) -> list[str]:
    return [queue.take(NOW).job for _ in range(len(queue))]


def test_rooms_take_turns() -> None:
    queue = filled(*(waiting("a", str(at)) for at in range(4)), waiting("b", "0"), waiting("c", "0"))
    assert taken(queue) == ["a0", "b0", "c0", "a1", "a2", "a3"]


def test_within_a_room_what_is_wanted_first_comes_first_even_if_that_changes() -> None:
    wanted = {"rests": 5.0, "grows": 7.0, "finished": 6.0}
    queue = FairQueue[str](9)
    for key in wanted:
        queue.put(Waiting("a", key, key, partial(wanted.__getitem__, key)))
    wanted["finished"] = 1.0
    assert taken(queue) == ["finished", "rests", "grows"]


def test_what_is_due_comes_before_what_is_not_however_often_its_room_had_a_turn() -> None:
    queue = filled(
        waiting("a", "0", 11.0), waiting("b", "0", 9.0), waiting("b", "1", 8.0), waiting("c", "0", 10.5)
    )
    assert taken(queue) == ["b1", "b0", "c0", "a0"]


def test_a_newer_job_takes_the_place_of_the_older_one_even_in_a_full_room() -> None:
    queue = filled(waiting("a", "0"), waiting("a", "1"), most=2)
    assert queue.put(Waiting("a", "0", "newer", lambda: 0.0))
    assert len(queue) == 2
    assert sorted(taken(queue)) == ["a1", "newer"]


def test_a_full_room_takes_nothing_more_while_others_do() -> None:
    queue = filled(waiting("a", "0"), waiting("a", "1"), most=2)
    assert not queue.put(waiting("a", "2"))
    assert queue.put(waiting("b", "0"))
    assert (queue.waiting("a"), queue.waiting("b"), len(queue)) == (2, 1, 3)


def test_what_is_cancelled_is_not_done() -> None:
    queue = filled(waiting("a", "0"), waiting("b", "0"))
    queue.cancel("a", "0")
    queue.cancel("a", "0")
    queue.cancel("c", "0")
    assert taken(queue) == ["b0"]
    with pytest.raises(IndexError):
        queue.take(NOW)


def test_what_is_put_back_comes_next_unless_a_newer_one_waits() -> None:
    queue = filled(waiting("a", "0"), waiting("a", "1"), waiting("b", "0"))
    job = queue.take(NOW)
    queue.put_back(job)
    assert len(queue) == 3
    assert queue.take(NOW) == job
    queue.put(Waiting("a", "0", "newer", lambda: -1.0))
    queue.put_back(job)
    assert taken(queue) == ["newer", "b0", "a1"]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12))
def test_a_room_never_waits_for_more_than_one_job_of_each_other_room(sizes: Sequence[int]) -> None:
    queue = FairQueue[str](30)
    for room, size in enumerate(sizes):
        for key in range(size):
            queue.put(waiting(str(room), str(key)))
    order = [queue.take(NOW).room for _ in range(len(queue))]
    assert Counter(order) == Counter({str(room): size for room, size in enumerate(sizes)})
    for room in range(len(sizes)):
        turns = [at for at, one in enumerate(order) if one == str(room)]
        for before, after in zip([-1, *turns], turns, strict=False):
            others = Counter(order[before + 1 : after])
            assert all(count == 1 for count in others.values())

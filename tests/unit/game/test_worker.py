from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from game.worker import Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


def test_results_arrive_in_order_and_only_when_asked_for(worker: Worker) -> None:
    got: list[int] = []
    for number in range(5):
        worker.submit(lambda number=number: number, got.append)  # type: ignore[misc]
    assert got == []
    worker.drain()
    assert got == [0, 1, 2, 3, 4]
    assert not worker.busy
    assert worker.handed_out == 5


def test_work_is_done_in_one_other_thread_results_are_taken_in_this_one(worker: Worker) -> None:
    at_work: list[int] = []
    took: list[int] = []
    for _ in range(3):
        worker.submit(
            threading.get_ident, lambda ident: (at_work.append(ident), took.append(threading.get_ident()))
        )
    worker.drain()
    assert len(set(at_work)) == 1
    assert set(took) == {threading.get_ident()}
    assert set(at_work) != set(took)


def test_only_the_newest_job_of_a_key_waits(worker: Worker) -> None:
    gate = threading.Event()
    got: list[str] = []
    worker.submit(gate.wait, lambda _: None)
    for text in ("1", "14", "144"):
        worker.submit(lambda text=text: text, got.append, key="read")  # type: ignore[misc]
    worker.submit(lambda: "other", got.append, key="other")
    gate.set()
    worker.drain()
    assert got == ["144", "other"]


def test_cancelled_jobs_hand_out_nothing(worker: Worker) -> None:
    gate, started = threading.Event(), threading.Event()
    got: list[str] = []

    def slow() -> str:
        started.set()
        gate.wait()
        return "stale"

    worker.submit(slow, got.append, key="read")
    worker.submit(lambda: "waiting", got.append, key="read")
    started.wait()
    worker.cancel("read")
    worker.submit(lambda: "fresh", got.append, key="read")
    gate.set()
    worker.drain()
    assert got == ["fresh"]


def test_a_job_may_submit_another(worker: Worker) -> None:
    got: list[int] = []
    worker.submit(lambda: 1, lambda one: worker.submit(lambda: one + 1, got.append))
    worker.drain()
    assert got == [2]


def test_what_a_job_raises_goes_to_failed_or_comes_out(worker: Worker) -> None:
    def fail() -> None:
        raise ValueError("no")

    errors: list[Exception] = []
    worker.submit(fail, lambda _: None, failed=errors.append)
    worker.drain()
    assert [str(error) for error in errors] == ["no"]
    worker.submit(fail, lambda _: None)
    with pytest.raises(ValueError, match="no"):
        worker.drain()
    assert not worker.busy


def test_a_closed_worker_takes_no_job() -> None:
    worker = Worker()
    worker.close()
    worker.submit(lambda: 1, lambda _: None)
    assert not worker.busy

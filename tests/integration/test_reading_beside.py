"""Processes beside the loop read as the loop does, and what one of them is killed over is read again."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from game.net.reading import Readings, reach_reader, read_for_many, start_reader
from game.ui.handwriting import write
from recognizer.habits import Habits
from recognizer.ink import Ink
from recognizer.reading import Reading
from recognizer.slot import Slot

pytestmark = pytest.mark.slow

INKS = [write(text, random.Random(at)) for at, text in enumerate(("7", "42", "306", "8"))]
HABITS = Habits.of([(write("4", random.Random(9)), 4), (write("7", random.Random(8)), 7)])


def read_by(slot: Slot) -> list[Reading]:
    reader = slot.reader_for(None)
    return [reader.read(ink, HABITS) if at % 2 else reader.read(ink) for at, ink in enumerate(INKS)]


async def read_all(readings: Readings, times: int = 1) -> tuple[list[Reading], list[Exception]]:
    """Have all inks read, each so many times."""
    found: dict[int, Reading] = {}
    failed: list[Exception] = []
    reader = readings.reader(None)
    assert reader is not None
    inks: Sequence[Ink] = INKS * times
    for at, ink in enumerate(inks):
        known: Any = (ink, HABITS) if at % 2 else (ink,)
        readings.submit(
            lambda known=known: reader.read(*known),
            partial(found.__setitem__, at),
            wanted=lambda: 0.0,
            failed=failed.append,
            key=f"read {at}",
            room=f"{at % 3}",
        )
    while len(found) + len(failed) < len(inks):
        await asyncio.sleep(0.01)
    return [found[at] for at in sorted(found)], failed


async def until_there(readings: Readings, processes: int) -> None:
    while readings.processes != processes:
        await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
def slot() -> Slot:
    slot = Slot(None)
    slot.load()
    return slot


def test_beside_is_read_what_is_read_in_the_loop_and_a_killed_process_is_started_anew(slot: Slot) -> None:
    async def run() -> None:
        readings = Readings(slot.reader_for, [partial(start_reader, None)])
        assert await read_all(readings) == (read_by(slot), [])
        readings.move_beside()
        await until_there(readings, 1)
        assert await read_all(readings) == (read_by(slot), [])
        [process] = [one for one in multiprocessing.active_children() if one.name == "reader"]
        process.kill()
        process.join()
        assert await read_all(readings) == (read_by(slot), [])
        await until_there(readings, 1)
        assert await read_all(readings) == (read_by(slot), [])
        readings.close()

    asyncio.run(asyncio.wait_for(run(), 90))


@contextmanager
def pool(folder: Path, readers: int) -> Iterator[tuple[list[str], list[BaseProcess], Any]]:
    """Readers that several workers share: their paths, the processes, and how to start one again."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    paths = [str(folder / f"{at}") for at in range(readers)]
    sockets = [socket.socket(socket.AF_UNIX) for _ in paths]

    def start(at: int) -> BaseProcess:
        process = context.Process(target=read_for_many, args=(sockets[at], None, theirs), daemon=True)
        process.start()
        return process

    for one, path in zip(sockets, paths, strict=True):
        one.bind(path)
        one.listen()
    processes = [start(at) for at in range(readers)]
    try:
        yield paths, processes, start
    finally:
        ours.send("stop")
        for process in processes:
            process.join(10)
            process.kill()
        for one in sockets:
            one.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")
def test_two_workers_share_readers_and_lose_nothing_when_one_is_killed(slot: Slot, tmp_path: Path) -> None:
    async def run(paths: list[str], processes: list[BaseProcess], start: Any) -> None:
        places = [partial(reach_reader, path) for path in paths]
        anna, ben = Readings(slot.reader_for, places), Readings(slot.reader_for, places)
        anna.move_beside()
        ben.move_beside()
        await asyncio.gather(until_there(anna, 2), until_there(ben, 2))
        reading = [asyncio.ensure_future(read_all(one, 30)) for one in (anna, ben)]
        await asyncio.sleep(0.05)
        killed = processes[0].pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        processes[0].join()
        assert await asyncio.gather(*reading) == [(read_by(slot) * 30, [])] * 2
        assert (anna.processes, ben.processes) == (1, 1)
        processes[0] = start(0)
        await asyncio.gather(until_there(anna, 2), until_there(ben, 2))
        assert await read_all(anna) == (read_by(slot), [])
        anna.close()
        ben.close()

    with pool(tmp_path, 2) as (paths, processes, start):
        asyncio.run(asyncio.wait_for(run(paths, processes, start), 90))

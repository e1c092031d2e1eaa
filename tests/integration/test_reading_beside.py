"""A process beside the loop reads as the loop does, which reads itself again if that is killed."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from game.net.reading import Readings
from game.ui.handwriting import write
from recognizer.habits import Habits
from recognizer.reading import Reading
from recognizer.slot import Slot

pytestmark = pytest.mark.slow


def test_beside_is_read_what_is_read_in_the_loop() -> None:
    slot = Slot(None)
    slot.load()
    inks = [write(text, random.Random(at)) for at, text in enumerate(("7", "42", "306", "8"))]
    habits = Habits.of([(write("4", random.Random(9)), 4), (write("7", random.Random(8)), 7)])

    async def run() -> tuple[list[Reading], list[Reading], list[Reading], bool]:
        readings = Readings(slot.reader_for)
        reader = readings.reader(None)
        assert reader is not None

        async def read_all() -> list[Reading]:
            found: dict[int, Reading] = {}
            failed: list[Exception] = []
            for at, ink in enumerate(inks):
                known: Any = (ink, habits) if at % 2 else (ink,)
                readings.submit(
                    lambda known=known: reader.read(*known),
                    lambda reading, at=at: found.__setitem__(at, reading),
                    wanted=lambda: 0.0,
                    failed=failed.append,
                    key=f"read {at}",
                )
            while len(found) + len(failed) < len(inks):
                await asyncio.sleep(0.01)
            return [found[at] for at in sorted(found)]

        here = await read_all()
        readings.move_beside()
        while readings.process is None:
            await asyncio.sleep(0.05)
        beside = await read_all()
        readings.process._process.kill()
        readings.process._process.join()
        await read_all()  # the first one fails, and its player writes again
        again = await read_all()
        gone = readings.process is None
        readings.close()
        return here, beside, again, gone

    here, beside, again, gone = asyncio.run(asyncio.wait_for(run(), 90))
    assert here == beside == again
    assert gone

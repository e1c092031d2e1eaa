"""How long a fine-tune takes as the game starts it, from the start of its process to its end.

``python -m tests.bench.learning`` learns one player's hand from 50 samples; with ``--shared``, a new shared
model from 1,000 samples of twenty players. With pen files, of their real digits; else of the game's own
handwriting.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from data.records import Context, LabelSource, NewSample, RunState
from data.store import Store, store_file
from game.learning.process import Ended, Process
from game.ui.handwriting import write
from recognizer.ink import Ink
from tests.bench.figures import check_files, show
from training.datasets import pen_file

PERSONAL, SHARED, PLAYERS = 50, 1000, 20


def made(players: int, each: int, seed: int = 7) -> list[list[tuple[int, Ink]]]:
    """Digits of some players in the game's own handwriting, as many of each kind as of any other."""
    rng = random.Random(seed)
    return [[(n % 10, write(str(n % 10), rng)) for n in range(each)] for _ in range(players)]


def real(files: Iterable[Path], players: int, each: int) -> list[list[tuple[int, Ink]]]:
    """The first digits of the first writers of pen files, as many of each kind as of any other, or as there
    are."""
    by_writer: dict[str, dict[int, list[Ink]]] = {}
    for file in files:
        for sample in pen_file(file):
            if sample.is_digit:
                kinds = by_writer.setdefault(sample.writer or "", {})
                kinds.setdefault(int(sample.label), []).append(sample.ink)
    hands = []
    for kinds in by_writer.values():
        turns = max(map(len, kinds.values()))
        mixed = [
            (label, kinds[label][t]) for t in range(turns) for label in sorted(kinds) if t < len(kinds[label])
        ]
        hands.append(mixed[:each])
    return [hand for hand in hands if len(hand) >= each][:players]


def fill(folder: Path, hands: Sequence[Sequence[tuple[int, Ink]]]) -> list[str]:
    """Put digits into a fresh store, each hand as one player's lessons; the players' names."""
    names = [f"Player {number + 1}" for number in range(len(hands))]
    with Store.open(store_file(folder)) as store:
        for name, hand in zip(names, hands, strict=True):
            player = store.players.add(name, "#1f5138")
            for label, ink in hand:
                store.samples.add(
                    NewSample(label, LabelSource.LESSON, Context.LESSON, ink=ink, player_id=player.id)
                )
    return names


def learned(process: Process) -> Ended:
    """Waits for its end.

    Raises:
        RuntimeError: it failed; says why.
    """
    while process.ended is None:
        process.poll()
        time.sleep(0.01)
    if process.ended.result not in (RunState.PUBLISHED, RunState.REFUSED):
        raise RuntimeError(process.ended.reason)
    return process.ended


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.learning", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="pen files to take digits from")
    parser.add_argument("--shared", action="store_true", help="the shared model, from everybody's samples")
    parser.add_argument("--samples", type=int, metavar="N", help=f"how many (else {PERSONAL} or {SHARED})")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    options = parser.parse_args(arguments)
    check_files(parser, options.files)
    count = options.samples or (SHARED if options.shared else PERSONAL)
    players = PLAYERS if options.shared else 1
    each = count // players
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hands = real(options.files, players, each) if options.files else made(players, each)
        names = fill(folder, hands)
        began = time.perf_counter()
        end = learned(Process.shared(folder) if options.shared else Process.personal(folder, names[0]))
        took = time.perf_counter() - began
    samples = sum(map(len, hands))
    show({"samples": samples, "result": end.result, "seconds": round(took, 2)}, options.json)


if __name__ == "__main__":
    main()

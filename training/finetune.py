"""``finetune``: learn from what players wrote and corrected; personally in seconds, or for all of them."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from data.errors import StoreError
from data.folder import data_folder, store_file
from data.records import Player, Run, RunKind, RunState, Sample, Split
from data.store import Store
from recognizer import bundle as bundles
from recognizer import heads
from recognizer.bundle import Bundle, BundleError
from recognizer.head import Head, HeadError
from recognizer.reader import Reader
from recognizer.slot import selected
from training import command, forgetting, personal
from training.command import CommandError
from training.held_out import Held
from training.personal import Bench, Present, Result, Samples, Told

#: Samples at least, of at least two kinds, without which nothing is learned.
LEAST_SAMPLES = 5

EXAMPLES = """\
  uv run python -m training finetune --player Anna
  uv run python -m training finetune
  uv run python -m training finetune --mnist mnist.npz --ink digits.jsonl.gz
  uv run python -m training finetune --player Anna --no-rehearsal --sandbox try

With --player: that player's own last layer, from their samples. Without: the shared model, from everybody's.
Only what passes the gate is put to use; “models rollback” goes back. The forgetting lab (--no-rehearsal with
--sandbox DIR) changes nothing but DIR."""


class Cancelled(KeyboardInterrupt):
    """The fine-tune was told to stop."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "finetune", run, "Learn from the samples in the store.", EXAMPLES
    )
    parser.add_argument("--player", metavar="NAME", help="learn this player's hand (else everybody's)")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="the data folder (else this user's own)")
    parser.add_argument("--mnist", type=Path, metavar="FILE", help="mnist.npz, to rehearse (shared)")
    parser.add_argument(
        "--ink", type=Path, nargs="+", default=[], metavar="FILE", help="pen files, to rehearse (shared)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--no-rehearsal", action="store_true", help="the forgetting lab; needs --sandbox")
    parser.add_argument(
        "--sandbox", type=Path, metavar="DIR", help="leave what is made there, and only there"
    )
    parser.add_argument(
        "--progress", choices=("text", "json"), default="text", help="how progress is told (else text)"
    )
    parser.add_argument("--background", action="store_true", help="give way to other programs")


def run(arguments: argparse.Namespace) -> int:
    if arguments.no_rehearsal != (arguments.sandbox is not None):
        raise CommandError("The forgetting lab needs both --no-rehearsal and --sandbox DIR.")
    if arguments.no_rehearsal and not arguments.player:
        raise CommandError("The forgetting lab is for one player: name one with --player.")
    if (arguments.mnist or arguments.ink) and arguments.player:
        raise CommandError("--mnist and --ink are for the shared model: leave them out, or --player.")
    if arguments.background and hasattr(os, "nice"):
        os.nice(10)
    line = Line(arguments.progress)
    try:
        with stoppable():
            return _run(arguments, line)
    except Cancelled:
        line.end("cancelled", "It was cancelled; nothing was changed.")
        return 130
    except (StoreError, HeadError) as error:
        # The command line knows these as its own kind of trouble: one sentence, exit code 2.
        raise CommandError(str(error)) from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise CommandError(
            f"The disk refuses{where}: {error.strerror or error}. Nothing was changed."
        ) from error
    except MemoryError as error:
        raise CommandError("There is too little memory to learn: close other programs first.") from error


class Line:
    """Progress, a line at a time: JSON objects for the game, or text that overwrites itself for people.

    A line has ``step``, ``done`` (0 to 1 of everything) and ``seconds_left`` (None at first); some have more,
    such as ``curve``. The last one has ``result`` and ``reason`` instead.
    """

    def __init__(self, style: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._json = style == "json"
        self._clock = clock
        self._begun = clock()
        self._shown = -1.0

    def tell(self, step: str, done: float, shown: Mapping[str, Any]) -> None:
        passed = self._clock() - self._begun
        left = round(passed * (1 - done) / done, 1) if done > 0.02 else None
        if self._json:
            self._print({"step": step, "done": round(done, 4), "seconds_left": left, **shown})
        elif sys.stderr.isatty() and done - self._shown >= 0.01:
            self._shown = done
            wait = f", {left:.0f} s left" if left is not None else ""
            print(f"\r{step} {done:.0%}{wait}   ", end="", file=sys.stderr, flush=True)

    def end(self, result: str, reason: str, **more: Any) -> None:
        if self._json:
            self._print({"result": result, "reason": reason, **more})
        else:
            if sys.stderr.isatty():
                print(file=sys.stderr)
            print(f"{result}: {reason}")

    def note(self, text: str) -> None:
        """Tells people something by the way; the game is told by :meth:`tell`."""
        if not self._json:
            print(text)

    def _print(self, values: Mapping[str, Any]) -> None:
        print(json.dumps(values, ensure_ascii=False), flush=True)


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, being asked to stop (SIGTERM) raises :class:`Cancelled` in the main thread."""

    def stop(_: int, __: FrameType | None) -> None:
        raise Cancelled

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread: whoever runs us there stops us otherwise
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@dataclass(frozen=True)
class Place:
    """Where things are: the store, the folder of own models, and the base that is learned on top of."""

    store: Store
    models: Path
    base: Bundle


def _run(arguments: argparse.Namespace, line: Line) -> int:
    folder = data_folder(arguments.data_dir)
    if not store_file(folder).is_file():
        raise CommandError(f"There is no store in {folder}: play and correct some readings first.")
    models = folder / "models"
    with Store.open(store_file(folder), patience=5.0) as store:
        player = store.players.named(arguments.player) if arguments.player else None
        samples = samples_of(store, player, Split.TRAIN)
        check(samples, player)
        place = Place(store, models, base_of(models))
        if arguments.sandbox is not None:
            assert player is not None
            return _forget(place, player, samples, arguments, line)
        with store.runs.lock():
            if player is not None:
                log = store.runs.start(RunKind.PERSONAL, base_bundle=place.base.id, player_id=player.id)
                with logged(store, log):
                    return _personal(place, player, samples, log, arguments, line)
            return _shared(place, samples, arguments, line)


def _shared(place: Place, samples: Sequence[Sample], arguments: argparse.Namespace, line: Line) -> int:
    from training import refit, shared

    log = place.store.runs.start(RunKind.SHARED, base_bundle=place.base.id)
    with logged(place.store, log):
        code = shared.run(place, samples, log, arguments, line)
    if place.store.runs.get(log.id).state is RunState.PUBLISHED:
        refit.heads_for_new_base(replace(place, base=base_of(place.models)), arguments.seed, line)
    return code


@contextmanager
def logged(store: Store, log: Run) -> Iterator[None]:
    """However it ends, the log says so."""
    try:
        yield
    except KeyboardInterrupt:
        if store.runs.get(log.id).state is RunState.RUNNING:
            store.runs.finish(log.id, RunState.CANCELLED, reason="It was cancelled; nothing was changed.")
        raise
    except (CommandError, BundleError, HeadError, StoreError, MemoryError, OSError) as error:
        if store.runs.get(log.id).state is RunState.RUNNING:
            store.runs.finish(log.id, RunState.FAILED, reason=str(error) or "There was too little memory.")
        raise


def base_of(models: Path) -> Bundle:
    """The bundle that is in use: the player's own if one is selected, else the shipped one.

    Raises:
        BundleError: it is missing or damaged.
    """
    own = selected(models)
    return bundles.read(models / own if own is not None else bundles.shipped())


def samples_of(store: Store, player: Player | None, split: Split) -> list[Sample]:
    """Accepted samples, oldest first: a player's, or everybody's."""
    found = store.samples.find(player_id=player.id if player else None, split=split)
    return found[::-1]


def check(samples: Sequence[Sample], player: Player | None) -> None:
    """
    Raises:
        CommandError: there is too little to learn from, or it contradicts itself.
    """
    whose = f"{player.name} has" if player else "The store has"
    if not samples:
        raise CommandError(f"{whose} no samples yet: correct some readings, or write a lesson first.")
    if len(samples) < LEAST_SAMPLES:
        raise CommandError(
            f"{whose} only {len(samples)} samples to learn from: write at least {LEAST_SAMPLES}."
        )
    if len({sample.label for sample in samples}) < 2:
        raise CommandError(f"{whose} samples of one digit only: write at least two different ones.")
    labels: dict[tuple[int | None, bytes], set[int]] = {}
    for sample in samples:
        labels.setdefault((sample.player_id, sample.raster), set()).add(sample.label)
    twice = sum(len(found) > 1 for found in labels.values())
    if twice * 4 > len(labels):
        raise CommandError(
            f"{whose} the same pictures under different labels {twice} times: "
            "put them right on the sample wall."
        )


def as_samples(found: Sequence[Sample]) -> Samples:
    """Samples from the store for fitting; the same picture under two labels is left out."""
    labels: dict[bytes, set[int]] = {}
    for sample in found:
        labels.setdefault(sample.raster, set()).add(sample.label)
    clear = [sample for sample in found if len(labels[sample.raster]) == 1]
    return Samples(
        [sample.ink for sample in clear],
        np.array([sample.image for sample in clear], np.uint8).reshape(-1, 28, 28),
        np.array([sample.label for sample in clear], np.int64),
        np.array([1.0 / sample.kept_rate for sample in clear]),
    )


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _personal(
    place: Place, player: Player, found: Sequence[Sample], log: Run, arguments: argparse.Namespace, line: Line
) -> int:
    learned, flips = learn_hand(place, player, found, log, arguments.seed, line.tell)
    verdict = learned.verdict
    state = RunState.PUBLISHED if verdict.passed else RunState.REFUSED
    line.end(state.value, verdict.reason, run=log.id, head=learned.head.id, **flips)
    return 0


def learn_hand(
    place: Place, player: Player, found: Sequence[Sample], log: Run, seed: int, tell: Told
) -> tuple[Result, dict[str, Any]]:
    """Makes a head, keeps it, puts it to use if it passes the gate, and says so in the log.

    Returns:
        The judged head, and what changed on the player's held-out samples (`held_out.flips`).
    """
    bench = Bench.of(Reader.of(place.base))
    aside = Held.of(bench.reader, samples_of(place.store, player, Split.HELD_OUT))
    present = _present(place, player)
    result = personal.finetune(
        bench,
        as_samples(found),
        player=player.id,
        created=now(),
        parent=present.id if present else None,
        present=Present(present, aside.features, aside.labels) if present else None,
        seed=seed,
        tell=tell,
        show=lambda step, layer: {"curve": {"step": step, **aside.point(bench, layer)}},
    )
    flips = aside.flips(present.linear if present else bench.replay.linear, result.head.linear)
    figures = {**result.verdict.figures, **flips, "head": result.head.id}
    # Cancelled from here on would be neither here nor there: what follows takes milliseconds.
    heads.keep(place.models, result.head)
    state = RunState.PUBLISHED if result.verdict.passed else RunState.REFUSED
    if result.verdict.passed:
        heads.select(place.models, player.id, result.head.id)
    place.store.runs.finish(
        log.id, state, reason=result.verdict.reason, result_bundle=result.head.id, figures=figures
    )
    return result, flips


def _present(place: Place, player: Player) -> Head | None:
    """The head in use, if it can be built upon; one for another trunk is left where it is."""
    try:
        head = heads.in_use(place.models, player.id)
    except HeadError:
        return None
    return head if head is not None and head.fits(place.base) else None


def one_digit(found: Sequence[Sample]) -> int:
    """The digit that is learned alone in the lab: the one misread most often, else the one most written."""
    labels = sorted({sample.label for sample in found})

    def rank(label: int) -> tuple[int, int]:
        mine = [sample for sample in found if sample.label == label]
        return sum(sample.misread for sample in mine), len(mine)

    return max(labels, key=rank)


def _forget(
    place: Place, player: Player, found: Sequence[Sample], arguments: argparse.Namespace, line: Line
) -> int:
    bench = Bench.of(Reader.of(place.base))
    label = one_digit(found)
    mine = [sample for sample in found if sample.label == label]
    story = {"label": label, **forgetting.lab(bench, as_samples(mine), arguments.seed, line.tell)}
    target = arguments.sandbox / "forgetting.json"
    try:
        arguments.sandbox.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps({"player": player.name, **story}), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The sandbox {arguments.sandbox} cannot be written: {error.strerror}.") from error
    lost = story["known"][0] - story["known"][-1]
    what = "the signs that are no digits" if label == 10 else f"{label}s"
    line.end(
        "forgotten",
        f"Learning only {what} without rehearsal, it forgets {lost:.0%} of all else; nothing was changed.",
        **story,
    )
    return 0

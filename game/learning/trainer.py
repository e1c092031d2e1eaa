"""The trainer: starts fine-tunes for the teaching screens, puts their models to use, and goes back."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from data.records import Player, RunState
from game.learning.process import CurvePoint, Ended, Process, Progress
from game.readers import ReaderSlot
from recognizer import heads
from recognizer.bundle import BundleError
from recognizer.family import Model, ModelKind, heads_of, of_bundle
from recognizer.head import HeadError
from recognizer.slot import roll_back, selected


class Running(Protocol):
    """A fine-tune under way: `game.learning.process.Process`."""

    def poll(self) -> list[Progress | Ended]: ...

    def cancel(self) -> None: ...

    def close(self) -> None: ...


class Start(Protocol):
    """Starts fine-tunes: `game.learning.process.Process`. Each may raise OSError."""

    def personal(self, data_dir: Path, player: str) -> Running: ...

    def shared(self, data_dir: Path) -> Running: ...

    def forgetting_lab(self, data_dir: Path, player: str, sandbox: Path) -> Running: ...


@dataclass(frozen=True, slots=True)
class UseResult:
    """The result of putting a model to use.

    Attributes:
        problem: one sentence for the player if it failed; else ``""``.
        waiting: how many players' heads do not fit it and are not used.
    """

    problem: str = ""
    waiting: int = 0


class Learning:
    """A fine-tune as the screens see it.

    Attributes:
        player: whose handwriting it learns; None is everyone's.
        step: what it is doing, as in `game.learning.process.Progress`; ``""`` before the first line.
        done: 0 to 1; ``seconds_left``: None while that cannot be told.
        curve: the points of the live curve.
        end: how it ended; None while it runs.
        use_result: what came of putting its model to use; None before that.
        seen: whether the player has been shown how it ended.
    """

    def __init__(self, player: Player | None, running: Running) -> None:
        self.player = player
        self._running = running
        self.step, self.done = "", 0.0
        self.seconds_left: float | None = None
        self.curve: list[CurvePoint] = []
        self.end: Ended | None = None
        self.use_result: UseResult | None = None
        self.seen = False

    @property
    def running(self) -> bool:
        return self.end is None

    @property
    def result(self) -> RunState:
        return RunState.RUNNING if self.end is None else self.end.result

    def update(self) -> bool:
        """Take the lines since the last call; True if there were any."""
        lines = self._running.poll()
        for line in lines:
            if isinstance(line, Ended):
                self.end = line
                continue
            self.step, self.done, self.seconds_left = line.step, line.done, line.seconds_left
            if line.point is not None:
                self.curve.append(line.point)
        return bool(lines)

    def cancel(self) -> None:
        """Ask it to stop; its end arrives with a later :meth:`update`."""
        if self.running:
            self._running.cancel()

    def close(self) -> None:
        """Stop it for good."""
        self._running.close()

    @property
    def to_be_used(self) -> bool:
        """Whether it has made a model that is not in use yet."""
        return self.result is RunState.PUBLISHED and self.use_result is None


class Trainer:
    """Starts and follows fine-tunes, and puts their models to use. At most one of each kind runs at a time.

    Methods marked slow run in the worker, all others in the frame loop.

    Args:
        folder: the data folder.
        slot: the readers in use.
        start: starts the fine-tunes.

    Attributes:
        learning: the personal fine-tune that runs, or ran last.
        everyone: the same for the shared model.
        experiment: the same for the forgetting lab.
    """

    def __init__(self, folder: Path, slot: ReaderSlot, start: Start = Process) -> None:
        self._folder, self._slot, self._start = folder, slot, start
        self._models = folder / "models"
        self._sandbox: tempfile.TemporaryDirectory[str] | None = None
        self._swap: Swap | None = None
        self.learning: Learning | None = None
        self.everyone: Learning | None = None
        self.experiment: Learning | None = None

    def learn(self, player: Player) -> Learning:
        """Start learning a player's handwriting, unless somebody's is being learned.

        Raises:
            OSError: the process cannot be started.
        """
        if self.learning is None or not self.learning.running:
            self.learning = Learning(player, self._start.personal(self._folder, player.name))
        return self.learning

    def learn_from_everyone(self) -> Learning:
        """Start learning a new shared model from everyone's samples, unless that runs.

        Raises:
            OSError: the process cannot be started.
        """
        if self.everyone is None or not self.everyone.running:
            self.everyone = Learning(None, self._start.shared(self._folder))
        return self.everyone

    def forget(self, player: Player) -> Learning:
        """Start the forgetting lab, unless it runs; nothing in use is changed.

        Raises:
            OSError: the process cannot be started.
        """
        if self.experiment is None or not self.experiment.running:
            if self._sandbox is None:
                self._sandbox = tempfile.TemporaryDirectory(
                    prefix="digit-duel-lab-", ignore_cleanup_errors=True
                )
            sandbox = Path(self._sandbox.name)
            self.experiment = Learning(player, self._start.forgetting_lab(self._folder, player.name, sandbox))
        return self.experiment

    @property
    def _all(self) -> list[Learning]:
        return [one for one in (self.learning, self.everyone, self.experiment) if one is not None]

    def update(self) -> bool:
        """Follow what runs, and put to use what was published; True if there is something new."""
        news = [one.update() for one in self._all]
        own = self.learning
        if own is not None and own.player is not None and own.to_be_used and self._slot.ready:
            own.use_result = UseResult(self._slot.load_head(own.player.id) or "")
        return any(news) | self._follow_swap()

    def _follow_swap(self) -> bool:
        """Put a new shared model to use, off the frame loop: a network is opened. True when that is done."""
        learning = self.everyone
        if learning is None or not learning.to_be_used or not self._slot.ready:
            return False
        if self._swap is None:
            self._swap = Swap(self._put_to_use)
        if self._swap.running:
            return False
        learning.use_result, self._swap = self._swap.result, None
        return True

    def _put_to_use(self) -> UseResult:
        """Load the shared model that is selected, and the heads that fit it. Slow."""
        problem = self._slot.load()
        waiting = 0
        for player in heads.players(self._models):
            self._choose_fitting(player)
            waiting += self._slot.load_head(player) is not None
        return UseResult(problem or "", waiting)

    def _choose_fitting(self, player: int) -> None:
        """If the player's head does not fit the shared model, select their newest published one that does."""
        bundle = self._slot.reader.bundle
        try:
            used = heads.in_use(self._models, player)
        except HeadError:
            return
        if used is None or used.fits(bundle):
            return
        fitting = []
        for head_id in heads.known(self._models, player):
            with suppress(HeadError):
                head = heads.read(self._models, player, head_id)
                if head.about.published and head.fits(bundle):
                    fitting.append(head)
        if fitting:
            newest = max(fitting, key=lambda head: head.about.created)
            heads.select(self._models, player, newest.id)

    def go_back(self, player: Player) -> bool:
        """Go back to the model before the player's own one in use. Slow.

        Returns:
            Whether that is also the player's own; else it is the shared one.

        Raises:
            HeadError: the shared one is in use already, or the choice cannot be saved.
        """
        parent = heads.roll_back(self._models, player.id, self._slot.reader.bundle)
        self._slot.load_head(player.id)
        return parent is not None

    def go_back_for_everyone(self) -> tuple[bool, UseResult]:
        """Go back to the shared model before the one in use. Slow.

        Returns:
            Whether it was learned here (else it is the game's own), and the result of putting it to use.

        Raises:
            BundleError: the game's own is in use already, the choice cannot be saved, or no model works.
        """
        parent = roll_back(self._models)
        return parent is not None, self._put_to_use()

    def family(self, player: Player) -> list[Model]:
        """The shared model, then the player's own ones, parents first. Slow.

        The shared one counts as in use where the player reads with none of their own.
        """
        bundle = self._slot.reader.bundle
        own = heads_of(self._models, player.id, bundle)
        kind = ModelKind.SHIPPED
        with suppress(BundleError):
            kind = ModelKind.SHARED if selected(self._models) == bundle.id else ModelKind.SHIPPED
        shared = of_bundle(bundle, kind, in_use=not any(model.in_use for model in own))
        return [shared, *_parents_first(own)]

    def use(self, player: Player, model: Model) -> None:
        """Read with this model of the family from now on. Slow.

        Raises:
            HeadError: it cannot be used.
        """
        own = model.kind is ModelKind.PERSONAL
        head = heads.read(self._models, player.id, model.id) if own else None
        self._slot.use_head(player.id, head)
        heads.select(self._models, player.id, head.id if head is not None else None)

    def part_with(self, player: Player) -> None:
        """Delete what was learned of a player, and stop learning it: for when the player is deleted."""
        for learning in self._all:
            if learning.player is not None and learning.player.id == player.id:
                learning.cancel()
        if self._slot.ready:
            self._slot.use_head(player.id, None)
        heads.forget(self._models, player.id)

    def close(self) -> None:
        """Stop what runs, for when the game is left."""
        for learning in self._all:
            learning.close()
        if self._swap is not None:
            self._swap.wait()
        if self._sandbox is not None:
            self._sandbox.cleanup()


class Swap:
    """A model being put to use in a thread of its own.

    Attributes:
        result: what came of it, once it no longer runs.
    """

    def __init__(self, work: Callable[[], UseResult]) -> None:
        self.result = UseResult()
        self._work = work
        self._thread = threading.Thread(target=self._run, name="swap", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        try:
            self.result = self._work()
        except (BundleError, HeadError) as error:
            self.result = UseResult(str(error))


def _parents_first(models: list[Model]) -> list[Model]:
    """Oldest first, but each after its parent."""
    ordered: list[Model] = []
    waiting = sorted(models, key=lambda model: (model.created, model.id))
    ids = {model.id for model in models}
    while waiting:
        placed = {model.id for model in ordered}
        ready = [model for model in waiting if model.parent in placed or model.parent not in ids]
        chosen = (ready or waiting)[0]
        waiting.remove(chosen)
        ordered.append(chosen)
    return ordered

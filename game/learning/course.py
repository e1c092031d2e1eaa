"""A fine-tune as the teaching screens follow it, and the face of what they may ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from data.records import Player


class Running(Protocol):
    """A fine-tune under way: `game.learning.process.Learning`."""

    @property
    def ended(self) -> Any: ...

    def poll(self) -> Sequence[Any]: ...

    def cancel(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Flip:
    """A held-out sample that is read otherwise now. ``change``: ``fixed``, ``broken`` or ``changed``."""

    sample: int
    label: int
    before: int
    after: int
    change: str


class Course:
    """What a fine-tune has told so far.

    Attributes:
        player: whose hand it learns; None is everyone's.
        step: what it is doing, as in `game.learning.process.Progress`; ``""`` before the first line.
        done: 0 to 1; ``seconds_left``: None while that cannot be told.
        curve: the points of the live curve, each as it was told.
        result: ``""`` while it runs, then as in `game.learning.process.Ended`; with ``reason`` and ``more``.
        notice: a sentence for the player about putting it to use; ``""`` where there is none.
        applied: whether what it published has been put to use.
        seen: whether the player has been shown how it ended.
    """

    def __init__(self, player: Player | None, running: Running) -> None:
        self.player = player
        self._running = running
        self.step, self.done = "", 0.0
        self.seconds_left: float | None = None
        self.curve: list[Mapping[str, Any]] = []
        self.result, self.reason, self.notice = "", "", ""
        self.more: Mapping[str, Any] = {}
        self.applied = self.seen = False

    @property
    def running(self) -> bool:
        return not self.result

    def update(self) -> bool:
        """Take what was told since the last call; True if there was something."""
        lines = self._running.poll()
        for line in lines:
            if line is self._running.ended:
                self.result, self.reason, self.more = line.result, line.reason, line.more
                continue
            self.step, self.done, self.seconds_left = line.step, line.done, line.seconds_left
            if line.curve:
                self.curve.append(line.curve)
        return bool(lines)

    def cancel(self) -> None:
        """Ask it to stop; its end comes by :meth:`update`."""
        if self.running:
            self._running.cancel()

    @property
    def held_out(self) -> tuple[int, int, int]:
        """Held-out samples, how many of them were right before, and after."""
        total, before, after = self.more.get("held_out", (0, 0, 0))
        return int(total), int(before), int(after)

    @property
    def in_play(self) -> int | None:
        """How many of the held-out samples are right after for whoever knows the hand as well, if told."""
        found = self.more.get("in_play")
        return None if found is None else int(found)

    @property
    def flips(self) -> list[Flip]:
        """What is read otherwise now: fixed ones first, then broken ones."""
        order = ("fixed", "broken", "changed")
        flips = [Flip(**flip) for flip in self.more.get("flips", ())]
        return sorted(flips, key=lambda flip: order.index(flip.change))


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a player's family tree.

    Attributes:
        id: None for the shared model, which everybody without an own one reads with.
        state: ``published``, ``refused`` or ``damaged``.
        parent: the id it was learned on top of; None is the shared one.
        created: ISO date and time, ``""`` where unknown, and for the shared model that ships.
        samples: how many it learned from.
        before, after: the share of the player's digits right before and with it, where measured.
        fits: whether it can be used with the shared model in use.
    """

    id: str | None
    state: str = "published"
    parent: str | None = None
    in_use: bool = False
    created: str = ""
    reason: str = ""
    samples: int = 0
    before: float | None = None
    after: float | None = None
    fits: bool = True


class School(Protocol):
    """What can be learned on this machine, and what was: `game.learning.trainer.School`."""

    @property
    def course(self) -> Course | None:
        """The personal fine-tune that runs, or ran last."""
        ...

    @property
    def everyone(self) -> Course | None:
        """The same of the shared model."""
        ...

    @property
    def experiment(self) -> Course | None:
        """The same of the forgetting lab."""
        ...

    def learn(self, player: Player) -> Course:
        """Start learning a player's hand.

        Raises:
            OSError: the process cannot be started.
        """
        ...

    def learn_from_everyone(self) -> Course:
        """Start learning a new shared model from everyone's samples.

        Raises:
            OSError: the process cannot be started.
        """
        ...

    def go_back_for_everyone(self) -> str:
        """Read with the shared model before the one in use; gives a sentence for the player. Slow.

        Raises:
            BundleError: that cannot be noted, or no model can be used.
        """
        ...

    def forget(self, player: Player) -> Course:
        """Start the forgetting lab; nothing in use is changed.

        Raises:
            OSError: the process cannot be started.
        """
        ...

    def update(self) -> bool:
        """Follow what runs, and put to use what was published; True if there is something new."""
        ...

    def part_with(self, player: Player) -> None:
        """Delete what was learned of a player, and stop learning it: for when the player is deleted."""
        ...

    def close(self) -> None:
        """Stop what runs, for when the game is left."""
        ...

    def family(self, player: Player) -> list[Model]:
        """The player's models, parents first, the shared one at the top. Slow."""
        ...

    def use(self, player: Player, model: str | None) -> None:
        """Read with this model from now on; None is the shared one. Slow.

        Raises:
            HeadError: it cannot be used.
        """
        ...

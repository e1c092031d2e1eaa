"""Learning and the models it makes, for the teaching screens: starts courses, puts to use, goes back."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.records import Player
from game.learning.course import Course, Model
from game.learning.process import Learning
from game.readers import ReaderSlot
from recognizer import bundle as bundles
from recognizer import heads
from recognizer.bundle import BundleError
from recognizer.head import HeadError
from recognizer.slot import roll_back, selected


class School:
    """At most one fine-tune of each kind at a time. For the thread that owns the frames.

    Args:
        folder: the data folder.
        slot: the readers in use.
    """

    def __init__(self, folder: Path, slot: ReaderSlot) -> None:
        self._folder, self._slot = folder, slot
        self._models = folder / "models"
        self._learning: list[Learning] = []
        self._sandbox: tempfile.TemporaryDirectory[str] | None = None
        self._swap: Swap | None = None
        self.course: Course | None = None
        self.everyone: Course | None = None
        self.experiment: Course | None = None

    def learn(self, player: Player) -> Course:
        if self.course is None or not self.course.running:
            self.course = self._begun(player, Learning.personal(self._folder, player.name))
        return self.course

    def learn_from_everyone(self) -> Course:
        if self.everyone is None or not self.everyone.running:
            self.everyone = self._begun(None, Learning.shared(self._folder))
        return self.everyone

    def forget(self, player: Player) -> Course:
        if self.experiment is None or not self.experiment.running:
            if self._sandbox is None:
                self._sandbox = tempfile.TemporaryDirectory(
                    prefix="digit-duel-lab-", ignore_cleanup_errors=True
                )
            running = Learning.forgetting_lab(self._folder, player.name, Path(self._sandbox.name))
            self.experiment = self._begun(player, running)
        return self.experiment

    def _begun(self, player: Player | None, learning: Learning) -> Course:
        self._learning = [one for one in self._learning if one.running] + [learning]
        return Course(player, learning)

    def update(self) -> bool:
        courses = [one for one in (self.course, self.everyone, self.experiment) if one is not None]
        news = [course.update() for course in courses]
        course = self.course
        if course is not None and course.result == "published" and not course.applied and self._slot.ready:
            assert course.player is not None
            course.applied = True
            course.notice = self._slot.load_head(course.player.id) or ""
        return any(news) | self._follow_swap()

    def _follow_swap(self) -> bool:
        """Put a new shared model to use, off the frame loop: a network is opened. True when that is done."""
        course = self.everyone
        if course is None or course.result != "published" or course.applied or not self._slot.ready:
            return False
        if self._swap is None:
            self._swap = Swap(self._put_to_use)
        if self._swap.running:
            return False
        course.applied, course.notice, self._swap = True, self._swap.sentence, None
        return True

    def _put_to_use(self) -> str:
        """Load the shared model that is selected, and the heads that fit it; a sentence for the player."""
        notice = self._slot.load()
        aside = 0
        for player in heads.players(self._models):
            self._choose_fitting(player)
            aside += self._slot.load_head(player) is not None
        if notice is None and aside:
            whose = "One player’s own net waits" if aside == 1 else f"{aside} players’ own nets wait"
            notice = f"{whose}: made for the net before. “Learn now” makes a new one."
        return notice or ""

    def _choose_fitting(self, player: int) -> None:
        """Where the head in use was made for another shared model, the newest good one for this is used."""
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

    def go_back_for_everyone(self) -> str:
        if selected(self._models) is None:
            return "There is nothing to go back to: the game’s own net is in use."
        parent = roll_back(self._models)
        notice = self._put_to_use()
        back = "The shared net before is in use again." if parent else "The game’s own net is in use again."
        return f"{back} {notice}".strip()

    def family(self, player: Player) -> list[Model]:
        chosen = None
        with suppress(HeadError):
            chosen = heads.selected(self._models, player.id)
        found = [self._model(player, head_id, chosen) for head_id in heads.known(self._models, player.id)]
        return [self._shared(in_use=chosen is None), *_parents_first(found)]

    def _shared(self, *, in_use: bool) -> Model:
        """The shared model; one that was learned from everyone says when, and from how many samples."""
        with suppress(BundleError):
            own = selected(self._models)
            if own is not None:
                manifest = bundles.read(self._models / own).manifest
                learned: Any = manifest.training.get("finetune", {})
                samples = int(learned.get("samples", 0)) if isinstance(learned, dict) else 0
                return Model(None, in_use=in_use, created=manifest.created, samples=samples)
        return Model(None, in_use=in_use)

    def _model(self, player: Player, head_id: str, chosen: str | None) -> Model:
        in_use = head_id == chosen
        try:
            head = heads.read(self._models, player.id, head_id)
        except HeadError as error:
            return Model(head_id, "damaged", in_use=in_use, reason=str(error))
        about = head.about
        own: Any = about.figures.get("own")
        own = own if isinstance(own, dict) else {}
        return Model(
            head_id,
            "published" if about.published else "refused",
            about.parent,
            in_use,
            about.created,
            about.reason,
            int(about.training.get("samples", 0)),
            _share(own.get("accuracy_before")),
            _share(own.get("accuracy_after")),
            fits=not self._slot.ready or head.fits(self._slot.reader.bundle),
        )

    def use(self, player: Player, model: str | None) -> None:
        head = None if model is None else heads.read(self._models, player.id, model)
        self._slot.use_head(player.id, head)
        heads.select(self._models, player.id, model)

    def part_with(self, player: Player) -> None:
        """Delete what was learned of a player, and stop learning it: for when the player is deleted."""
        for course in (self.course, self.experiment):
            if course is not None and course.player is not None and course.player.id == player.id:
                course.cancel()
        if self._slot.ready:
            self._slot.use_head(player.id, None)
        heads.forget(self._models, player.id)

    def close(self) -> None:
        """Stop what runs, for when the game is left."""
        for learning in self._learning:
            learning.close()
        if self._swap is not None:
            self._swap.wait()
        if self._sandbox is not None:
            self._sandbox.cleanup()


class Swap:
    """A model being put to use in a thread of its own.

    Attributes:
        sentence: for the player; ``""`` where all is well, or while it runs.
    """

    def __init__(self, work: Callable[[], str]) -> None:
        self.sentence = ""
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
            self.sentence = self._work()
        except (BundleError, HeadError) as error:
            self.sentence = str(error)


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _parents_first(models: list[Model]) -> list[Model]:
    """By age, each after what it was learned on top of; one whose parent is gone stands by its age."""
    ordered: list[Model] = []
    waiting = sorted(models, key=lambda model: (model.created, model.id or ""))
    ids = {model.id for model in models}
    while waiting:
        placed = {model.id for model in ordered}
        ready = [m for m in waiting if m.parent is None or m.parent in placed or m.parent not in ids]
        chosen = (ready or waiting)[0]
        waiting.remove(chosen)
        ordered.append(chosen)
    return ordered

"""Learning and the models it makes, for the teaching screens: starts courses, puts to use, goes back."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from data.records import Player
from game.learning import Learning
from game.scenes.course import Course, Model
from recognizer import heads
from recognizer.head import Head, HeadError
from recognizer.reader import Reader


class HeadSlot(Protocol):
    """Where heads are put to use: `recognizer.slot.Slot`."""

    @property
    def ready(self) -> bool: ...

    @property
    def reader(self) -> Reader: ...

    def load_head(self, player: int) -> str | None: ...

    def use_head(self, player: int, head: Head | None) -> None: ...


class School:
    """At most one personal fine-tune and one experiment at a time. For the thread that owns the frames.

    Args:
        folder: the data folder.
        slot: the readers in use.
    """

    def __init__(self, folder: Path, slot: HeadSlot) -> None:
        self._folder, self._slot = folder, slot
        self._models = folder / "models"
        self._learning: list[Learning] = []
        self._sandbox: tempfile.TemporaryDirectory[str] | None = None
        self.course: Course | None = None
        self.experiment: Course | None = None

    def learn(self, player: Player) -> Course:
        if self.course is None or not self.course.running:
            self.course = self._begun(player, Learning.personal(self._folder, player.name))
        return self.course

    def forget(self, player: Player) -> Course:
        if self.experiment is None or not self.experiment.running:
            if self._sandbox is None:
                self._sandbox = tempfile.TemporaryDirectory(
                    prefix="digit-duel-lab-", ignore_cleanup_errors=True
                )
            running = Learning.forgetting_lab(self._folder, player.name, Path(self._sandbox.name))
            self.experiment = self._begun(player, running)
        return self.experiment

    def _begun(self, player: Player, learning: Learning) -> Course:
        self._learning = [one for one in self._learning if one.running] + [learning]
        return Course(player, learning)

    def update(self) -> bool:
        news = [course.update() for course in (self.course, self.experiment) if course is not None]
        course = self.course
        if course is not None and course.result == "published" and not course.applied and self._slot.ready:
            course.applied = True
            notice = self._slot.load_head(course.player.id)
            if notice:
                course.reason = notice
        return any(news)

    def family(self, player: Player) -> list[Model]:
        chosen = None
        with suppress(HeadError):
            chosen = heads.selected(self._models, player.id)
        found = [self._model(player, head_id, chosen) for head_id in heads.known(self._models, player.id)]
        return [Model(None, in_use=chosen is None), *_parents_first(found)]

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
            if course is not None and course.player.id == player.id:
                course.cancel()
        if self._slot.ready:
            self._slot.use_head(player.id, None)
        heads.forget(self._models, player.id)

    def close(self) -> None:
        """Stop what runs, for when the game is left."""
        for learning in self._learning:
            learning.close()
        if self._sandbox is not None:
            self._sandbox.cleanup()


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

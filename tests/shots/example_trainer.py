"""A made-up player whose 1s look like 7s, for pictures and tests of the teaching screens."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.records import Context, Hand, LabelSource, NewSample, Player
from game.learning.course import Course, Model
from game.ui.handwriting import write
from recognizer.ink import Ink


def mia(store: Any) -> Player:
    """Fill an empty store (`data.store.Store`): a player, sixty samples, two corrections to check."""
    player: Player = store.players.add("Mia", colour="#1f5138", hand=Hand.RIGHT)
    rng = random.Random(11)
    for label in range(10):
        for turn in range(6):
            shape = 7 if label == 1 and turn % 2 else label
            source = LabelSource.LESSON if turn < 5 else LabelSource.CORRECTED
            store.samples.add(_sample(player, label, shape, source, rng))
    for label, shape in ((3, 8), (0, 6)):
        store.samples.add(_sample(player, label, shape, LabelSource.CORRECTED, rng))
    return player


def nobody_yet(store: Any) -> Player:
    """A player who has not written anything."""
    player: Player = store.players.add("Ben", colour="#4a45a0", hand=Hand.RIGHT)
    return player


def _sample(player: Player, label: int, shape: int, source: LabelSource, rng: random.Random) -> NewSample:
    ink = write(str(shape), rng, wobble=0.02)
    scores = [0.001] * 10
    scores[shape] = 0.985
    return NewSample(
        label=label,
        source=source,
        context=Context.LESSON if source is LabelSource.LESSON else Context.FREE_DRAW,
        ink=Ink(ink.strokes),
        player_id=player.id,
        read=shape,
        scores=tuple(scores),
        bundle="shipped",
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A line of a made-up fine-tune, with the face of `game.learning.process.Progress`."""

    step: str
    done: float
    seconds_left: float | None
    curve: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _End:
    """Its last line, with the face of `game.learning.process.Ended`."""

    result: str
    reason: str
    more: Mapping[str, Any]


class _Script:
    """A fine-tune that tells all its lines at once, the last one only if there is one."""

    def __init__(self, lines: Sequence[_Told], end: _End | None) -> None:
        self.ended: _End | None = None
        self._lines: list[Any] = [*lines]
        self._end = end

    def poll(self) -> list[Any]:
        lines, self._lines = self._lines, []
        if self._end is not None and self.ended is None:
            self.ended = self._end
            lines.append(self._end)
        return lines

    def cancel(self) -> None:
        self._end = _End("cancelled", "It was cancelled; nothing was changed.", {})


class ExampleSchool:
    """Made-up courses. ``points``: tell so many points of a curve and go on running; None: end."""

    def __init__(self, points: int | None = None, result: str = "published") -> None:
        self._points, self._result = points, result
        self.course: Course | None = None
        self.everyone: Course | None = None
        self.experiment: Course | None = None
        self.used: str | None = "second"

    def learn(self, player: Player) -> Course:
        self.course = self._taught(player)
        return self.course

    def learn_from_everyone(self) -> Course:
        self.everyone = self._taught(None)
        return self.everyone

    def go_back_for_everyone(self) -> str:
        return "The game’s own net is in use again."

    def _taught(self, player: Player | None) -> Course:
        lines = [_Told("features", 0.2, 14.0, {}), _Told("trials", 0.6, 8.0, {})]
        for step in range(self._points if self._points is not None else 30):
            curve = {"step": step, "held_out": 0.98 - 0.16 * 0.8**step, "known": 0.992 - 0.0004 * (step % 5)}
            lines.append(_Told("fit", 0.85 + step / 300, 3.0, curve))
        return Course(player, _Script(lines, None if self._points is not None else self._end()))

    def _end(self) -> _End:
        flips = [
            {"sample": sample, "label": label, "before": before, "after": after, "change": change}
            for sample, label, before, after, change in (
                (8, 1, 7, 1, "fixed"),
                (10, 1, 7, 1, "fixed"),
                (12, 1, 7, 1, "fixed"),
                (43, 7, 7, 1, "broken"),
            )
        ]
        if self._result == "refused":
            reason = "It would read fewer of the player's samples than now."
            return _End("refused", reason, {"held_out": [12, 11, 10], "in_play": 12, "flips": flips[3:]})
        reason = (
            "It reads 3 more and 1 fewer of the 48 samples that it was tried on, "
            "and reads what others write as well as before."
        )
        return _End("published", reason, {"held_out": [12, 9, 11], "in_play": 12, "flips": flips})

    def forget(self, player: Player) -> Course:
        count = self._points if self._points is not None else 241
        points = [_forgotten(step) for step in range(count)]
        lines = [_Told("forget", 0.5 + 0.45 * at / 240, 4.0, point) for at, point in enumerate(points)]
        end = None
        if self._points is None:
            story = {"label": 1, "with_rehearsal": {"own": 0.98, "known": 0.991}}
            end = _End(
                "forgotten", "Without rehearsal 34.0 % of what it knew is lost; nothing was changed.", story
            )
        self.experiment = Course(player, _Script(lines, end))
        return self.experiment

    def update(self) -> bool:
        courses = (self.course, self.everyone, self.experiment)
        news = [course.update() for course in courses if course is not None]
        return any(news)

    def part_with(self, player: Player) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing runs."""

    def family(self, player: Player) -> list[Model]:  # noqa: ARG002 - everybody's is the same
        when = "2026-05-0{}T1{}:05:00Z"
        models = [
            Model(None),
            Model("first", "published", None, created=when.format(2, 4), samples=24, before=0.83, after=0.92),
            Model(
                "odd",
                "refused",
                "first",
                created=when.format(3, 1),
                reason="It would forget how others write 7s.",
                samples=29,
                before=0.92,
                after=0.9,
            ),
            Model(
                "second", "published", "first", created=when.format(4, 2), samples=48, before=0.92, after=0.98
            ),
        ]
        return [replace(model, in_use=model.id == self.used) for model in models]

    def use(self, player: Player, model: str | None) -> None:  # noqa: ARG002 - everybody's is the same
        self.used = model


def _forgotten(step: int) -> dict[str, Any]:
    """One point of the forgetting lab's curve: one digit after the other falls."""
    digits = {str(d): 0.99 - 0.85 * _fallen((step - 18 * (d * 7 % 10)) / 40) for d in range(10) if d != 1}
    digits["1"] = 0.98 + 0.01 * _fallen(step / 60)
    known = sum(digits.values()) / 10
    return {"step": step, "own": 0.99 - 0.2 * 0.96**step, "known": known, "per_digit": digits}


def _fallen(turn: float) -> float:
    """From 0 to 1 as a stone falls and comes to rest."""
    turn = min(max(turn, 0.0), 1.0)
    return turn * turn * (3 - 2 * turn)

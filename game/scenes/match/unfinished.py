"""A match that was being played when the game was left: closed in the middle, or crashed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from game.play.errors import PlayError
from game.play.levels import Custom
from game.play.match import Match
from game.play.modes import Mode
from game.play.plain import from_plain, to_plain
from game.scenes.match.plan import MODE_NAMES, Plan, me, players
from game.session.ports import KeepStanding, LeftOff, Sitter
from recognizer.ink import Ink

if TYPE_CHECKING:
    from game.stage import Stage


@dataclass(frozen=True, slots=True)
class _Kept:
    """A plan as the bookmark holds it, and the number of its match in the store."""

    mode: Mode
    level: int
    length: int | None
    custom: Custom | None
    sitters: tuple[Sitter, ...]
    name: str
    day: str
    exercise: int | None
    options: dict[str, str]
    stored: int | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is played, where it stands, and the number of its match in the store (None: it is not stored)."""

    plan: Plan
    match: Match
    stored: int | None

    @property
    def words(self) -> str:
        """What is played and where it stands: “Sprint, question 7 of 20”."""
        plan = self.plan
        view = self.match.view(self._active)
        what = "round" if plan.rules.together else "question"
        words = f"{plan.name or MODE_NAMES[plan.mode]}, {what} {max(1, view.position)}"
        return f"{words} of {view.goal}" if view.goal else words

    @property
    def _active(self) -> int:
        active = self.match.view(0).active
        return 0 if active is None else active

    def left_off(self, inks: Mapping[tuple[int, int], Ink]) -> LeftOff:
        """What its session begins with; ``inks`` of its closed rounds, by seat and round."""
        return LeftOff(self.match, self.stored, inks)


def unfinished(stage: Stage) -> Unfinished | None:
    """The match that the stage's player can go on with; None if there is none, or nothing was answered in it.

    A match of several players is everybody's; that of one player is offered to nobody else.
    """
    values = stage.bookmark.values if stage.bookmark is not None else None
    if not isinstance(values, dict):
        return None
    try:
        kept = from_plain(_Kept, values.get("plan"))
        match = Match.from_json(values.get("match"), stage.clock())
        match.blank_open_sheets()  # the ink of open rounds is not kept
        day = date.fromisoformat(kept.day) if kept.day else None
    except (ValueError, PlayError):
        return None
    known = {player.id for player in players(stage)}
    if any(sitter.player is not None and sitter.player not in known for sitter in kept.sitters):
        return None
    if match.over or len(kept.sitters) != len(match.setup.seats):
        return None
    if not any(summary.answers for summary in match.summary()):  # nothing was played: a new one is as good
        return None
    persons = [sitter for sitter in kept.sitters if sitter.person]
    if len(persons) == 1 and persons[0].player != me(stage).player:
        return None
    plan = Plan(
        kept.mode,
        kept.level,
        kept.length,
        kept.custom,
        kept.sitters,
        kept.name,
        day=day,
        exercise=kept.exercise,
        options=kept.options,
    )
    return Unfinished(plan, match, kept.stored)


def keeper(stage: Stage, plan: Plan) -> KeepStanding | None:
    """Keeps where a match of this plan stands; None where nothing can be kept."""
    return partial(_keep, stage, plan) if stage.bookmark is not None else None


def _keep(stage: Stage, plan: Plan, match: Any, stored: int | None) -> None:
    bookmark = stage.bookmark
    if bookmark is None:
        return
    if match is None:
        bookmark.drop()
        return
    kept = _Kept(
        plan.mode,
        plan.level,
        plan.length,
        plan.custom,
        plan.sitters,
        plan.name,
        plan.day.isoformat() if plan.day else "",
        plan.exercise,
        dict(plan.options),
        stored,
    )
    bookmark.keep({"plan": to_plain(kept), "match": match})


def inks(stage: Stage, left: Unfinished) -> dict[tuple[int, int], Ink]:
    """What was written in it, from the store. Slow: for the worker."""
    if stage.store is None or left.stored is None:
        return {}
    answers = stage.store.matches.answers(left.stored)
    return {(answer.seat, answer.round): answer.ink for answer in answers if answer.ink is not None}

"""What is going to be played: a plan is chosen on one screen, and can be played again from the results."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from game.play.levels import LEVELS, Custom
from game.play.modes import RULES, Mode, Rules, SeatSetup, Setup, daily, never_ranked
from game.play.opponent import PACES
from game.play.scoring import Answer
from game.session.ports import Kind, Sitter
from game.ui.dates import day_of

if TYPE_CHECKING:
    from data.records import Player
    from data.store import Store
    from game.scenes.match.ghost import Ghost
    from game.settings import Settings
    from game.stage import Stage

MODE_NAMES = {
    Mode.SPRINT: "Sprint",
    Mode.BLITZ: "Blitz",
    Mode.SURVIVAL: "Survival",
    Mode.PRACTICE: "Practice",
    Mode.DAILY: "Daily",
    Mode.HOT_SEAT: "Take turns",
    Mode.DUEL: "Duel",
    Mode.RACE: "Race",
    Mode.BUZZ: "Buzz",
    Mode.TEAMS: "Teams",
    Mode.TOGETHER: "Together",
}
Weights = Mapping[int, Mapping[str, float]]
"""By player, how likely each fact should come, by its key."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a match is made from, except its questions.

    Attributes:
        name: the exercise's, for the title; ``""`` without one.
        seed: fixed for pictures and tests; None: new questions each time.
        exercise: the exercise's id, if it is one.
        ghost: id of the player whose best run is raced against; 0 without one.
        begun_by_host: it is played in a room, and the room's host begins it and the next one.
    """

    mode: Mode = Mode.SPRINT
    level: int = 1
    length: int | None = None
    custom: Custom | None = None
    sitters: tuple[Sitter, ...] = (Sitter(),)
    name: str = ""
    seed: int | None = None
    day: date | None = None
    exercise: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    ghost: int = 0
    begun_by_host: bool = False

    @property
    def title(self) -> str:
        """What is played, in a few words."""
        if self.name:
            return self.name
        if self.mode is Mode.DAILY:
            return f"Daily, {day_of(self.day)}" if self.day else "Daily"
        return f"{MODE_NAMES[self.mode]}, {self.questions.lower() if self.custom else self.questions}"

    @property
    def questions(self) -> str:
        """What is asked, in a few words."""
        if self.custom is None:
            return LEVELS[self.level - 1].name
        return "missed ones" if self.custom.questions and not self.name else "My own questions"

    @property
    def rules(self) -> Rules:
        return RULES[self.mode]

    @property
    def goal(self) -> int:
        """How many questions it has, in Blitz how many seconds; 0 without an end."""
        return self.rules.lengths[0] if self.length is None else self.length

    @property
    def clocked(self) -> bool:
        """Whether time counts."""
        return self.mode is not Mode.PRACTICE

    @property
    def persons(self) -> list[int]:
        """The seats of people."""
        return [seat for seat, sitter in enumerate(self.sitters) if sitter.person]

    @property
    def ranked(self) -> bool:
        """Whether its results can be in Best."""
        return never_ranked(self.mode, self.custom) is None

    def retry(self, missed: tuple[Answer, ...]) -> Plan:
        """The missed questions, once each, without a clock."""
        questions = tuple(dict.fromkeys(answer.question for answer in missed))
        custom = Custom(questions=questions)
        return Plan(Mode.PRACTICE, self.level, len(questions), custom, self.sitters, options=self.options)

    def setup(self, settings: Settings, prepared: Preparation) -> Setup:
        """The rules' setup.

        Raises:
            PlayError: it makes no match; says why.
        """
        known = {player.id: player for player in prepared.players}
        seats = []
        for sitter in self.sitters:
            player = known.get(sitter.player) if sitter.player is not None else None
            seats.append(
                SeatSetup(
                    name=sitter.name,
                    rest=player.rest_ms / 1000 if player and player.rest_ms else None,
                    patience=player.patience_ms / 1000 if player and player.patience_ms else None,
                    rest_other=settings.rest_wrong_ms / 1000,
                    wait_for_enter=settings.wait_for_enter and sitter.person,
                    weights=dict(prepared.weights.get(sitter.player or 0, {})) if not self.custom else {},
                )
            )
        if self.mode is Mode.DAILY and self.day is not None:
            return daily(self.day.isoformat(), seats[0])
        seed = self.seed if self.seed is not None else random.randrange(2**31)
        return Setup(self.mode, seed, tuple(seats), self.length, self.level, self.custom).check()


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a match needs from the store.

    Attributes:
        players: all that the store knows, with how long their pens rest.
        weights: what to ask each of them.
        best: the best points so far of one who plays alone; None if there are none.
        ghosts: what is raced against, nothing or one.
    """

    players: tuple[Player, ...] = ()
    weights: Weights = field(default_factory=dict)
    best: int | None = None
    ghosts: tuple[Ghost, ...] = ()


def prepare(stage: Stage, plan: Plan) -> Preparation:
    """Look up in the store what a match needs. Slow: for the worker."""
    known = tuple(players(stage))
    if stage.store is None or len(plan.sitters) > 1 or plan.sitters[0].player is None:
        return Preparation(known)
    player, best = plan.sitters[0].player, None
    ghosts = ghosts_of(stage.store, plan, known)
    if plan.ranked:
        run = stage.store.progress.best_run(player, plan.mode, level=plan.level, length=plan.goal)
        if run is not None:
            best = max(seat.score for seat in run[0].seats if seat.player_id == player)
    if plan.custom or plan.mode is Mode.DAILY:
        return Preparation(known, best=best, ghosts=ghosts)
    from game.schedule import weights

    facts = stage.store.progress.facts(player)
    drawn = {player: weights(facts, LEVELS[plan.level - 1].pool, datetime.now(UTC))}
    return Preparation(known, drawn, best, ghosts)


def ghosts_of(store: Store, plan: Plan, known: Sequence[Player]) -> tuple[Ghost, ...]:
    """The best run that a plan is raced against; none where there is none any more. Slow."""
    if not plan.ghost:
        return ()
    run = store.progress.best_run(plan.ghost, plan.mode, level=plan.level, length=plan.goal)
    if run is None:
        return ()
    from game.scenes.match.ghost import Ghost

    mine = plan.ghost == plan.sitters[0].player
    name = "Your best" if mine else next((one.name for one in known if one.id == plan.ghost), "")
    return (Ghost(name, run[1]),)


def racers(store: Store, me: int, level: int, length: int) -> list[tuple[int, str]]:
    """Who has a finished Sprint to race against: ids and names, the player's own first. Slow."""
    everybody = sorted(store.players.all(), key=lambda one: one.id != me)
    return [
        (one.id, "Your best" if one.id == me else one.name)
        for one in everybody
        if store.progress.best_run(one.id, Mode.SPRINT, level=level, length=length) is not None
    ]


def players(stage: Stage) -> list[Player]:
    """All players; none without a store."""
    return list(stage.store.players.all()) if stage.store is not None else []


def me(stage: Stage) -> Sitter:
    """The stage's player, or a guest, as a sitter."""
    player = stage.player
    return Sitter(player.name, Kind.PLAYER, player.id) if player else Sitter("You")


def computer(pace: str) -> Sitter:
    return Sitter(f"{pace.capitalize()} pen", Kind.COMPUTER, pace=PACES[pace])

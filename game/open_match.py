"""Opens a match on this machine: a plan becomes a session with this game's readers, store and hand."""

from __future__ import annotations

from functools import partial

from game.play.modes import Setup
from game.scenes.known_hand import habits
from game.scenes.match.plan import Plan
from game.session.match_session import MatchSession
from game.session.ports import Occasion, Session
from game.stage import Stage
from game.ui import handwriting


def open_match(stage: Stage, plan: Plan, setup: Setup) -> Session:
    """A session that waits for its players to be ready; ``setup`` is the plan's."""
    for sitter in plan.sitters:
        if sitter.player is not None:
            stage.reader_for(sitter.player)  # have it loaded before the first stroke
    return MatchSession(
        setup,
        plan.sitters,
        now=stage.clock(),
        jobs=stage.worker,
        reader=stage.reader_for,
        store=stage.book,
        tell=stage.tell,
        habits=partial(habits, stage),
        hand=handwriting.write,
        occasion=Occasion(plan.day, plan.exercise, dict(plan.options)),
    )

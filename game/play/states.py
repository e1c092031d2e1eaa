"""The life of a round as a table: what a seat may do in each state, and where that leads.

    waiting → ready → THINKING → WRITING ⇄ RESTING → showing → the next round
                          ↘ typing ↗      ↘ unsure ↗

What is not in the table is refused and changes nothing. Capitals mark the states in which the pen works.
"""

from __future__ import annotations

from enum import Enum, StrEnum

from game.play import commands as c
from game.play.errors import IllegalCommandError


class State(StrEnum):
    """What a seat is doing."""

    WAITING = "waiting"  # another seat's turn
    READY = "ready"  # its turn, question hidden until it says so
    THINKING = "thinking"  # question shown, no ink
    WRITING = "writing"  # pen down
    RESTING = "resting"  # ink, pen up
    TYPING = "typing"  # digits by keys
    UNSURE = "unsure"  # the reading is unsure: asks, clock stands
    ASKING = "asking"  # misread: asks what was written, clock stands
    SHOWING = "showing"  # closed, verdict shown
    OVER = "over"


class Step(Enum):
    """What the match itself does to a seat."""

    GIVE = "give the turn"
    ASK = "show a question"
    EMPTY = "nothing is left of the ink or digits"
    DOUBT = "an unsure reading"
    CLOSE = "close the round"
    WAIT = "wait for the others"
    END = "end the match"


# Where a claim or withdrawal leads depends on where the dispute began: the seat remembers it.
BACK = State.ASKING

_CLOSES: dict[type[c.Command] | Step, State] = {
    Step.CLOSE: State.SHOWING,
    Step.END: State.OVER,
    c.Quit: State.OVER,
}

TABLE: dict[State, dict[type[c.Command] | Step, State]] = {
    State.WAITING: {
        Step.GIVE: State.READY,
        Step.END: State.OVER,
        c.Dispute: State.ASKING,
        c.Quit: State.OVER,
    },
    State.READY: {
        c.Ready: State.READY,
        Step.ASK: State.THINKING,  # everybody who plays now is ready
        c.Dispute: State.ASKING,
        Step.END: State.OVER,
        c.Quit: State.OVER,
    },
    State.THINKING: {
        c.PenDown: State.WRITING,
        c.Reopen: State.WRITING,
        c.Typing: State.TYPING,
        c.Pass: State.THINKING,
        c.Dispute: State.ASKING,
        **_CLOSES,
    },
    State.WRITING: {
        c.PenUp: State.RESTING,
        **_CLOSES,
    },
    State.RESTING: {
        c.PenDown: State.WRITING,
        c.Erase: State.RESTING,
        c.Read: State.RESTING,
        c.Enter: State.RESTING,
        c.Pass: State.RESTING,
        c.Dispute: State.ASKING,
        Step.EMPTY: State.THINKING,
        Step.DOUBT: State.UNSURE,
        **_CLOSES,
    },
    State.TYPING: {
        c.Typing: State.TYPING,
        c.Enter: State.TYPING,
        c.Pass: State.TYPING,
        Step.EMPTY: State.THINKING,
        **_CLOSES,
    },
    State.UNSURE: {
        c.PenDown: State.WRITING,
        c.Erase: State.RESTING,
        Step.EMPTY: State.THINKING,
        c.Typing: State.TYPING,
        c.Choose: State.UNSURE,
        c.Pass: State.UNSURE,
        c.Dispute: State.ASKING,
        **_CLOSES,
    },
    State.ASKING: {
        c.Claim: BACK,
        c.Withdraw: BACK,
        Step.END: State.OVER,
        c.Quit: State.OVER,
    },
    State.SHOWING: {
        c.Reopen: State.WRITING,
        c.Dispute: State.ASKING,
        c.Next: State.SHOWING,
        Step.ASK: State.THINKING,
        Step.WAIT: State.WAITING,
        Step.END: State.OVER,
        c.Quit: State.OVER,
    },
    State.OVER: {
        c.Dispute: State.ASKING,
    },
}

OPEN = frozenset({State.THINKING, State.WRITING, State.RESTING, State.TYPING, State.UNSURE})


def follow(state: State, step: type[c.Command] | Step) -> State:
    """The state after ``step``.

    Raises:
        IllegalCommandError: the table has no such step.
    """
    try:
        return TABLE[state][step]
    except KeyError:
        name = step.value if isinstance(step, Step) else step.__name__
        raise IllegalCommandError(f"{name} is not possible while a seat is {state}.") from None

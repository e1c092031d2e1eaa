"""What can go wrong in the rules of play. Every message is one plain sentence that can be shown."""

from __future__ import annotations


class PlayError(Exception):
    """Base of everything that the rules refuse."""


class QuestionError(PlayError, ValueError):
    """These ranges or tables make no question; the message says why."""


class MatchError(PlayError):
    """The match refuses a command, or a saved match cannot be restored. Nothing has changed."""


class IllegalCommandError(MatchError):
    """The command does not fit what the seat is doing now."""


class StaleCommandError(IllegalCommandError):
    """The command is meant for another round, or for ink that has changed since."""


class DamagedMatchError(MatchError, ValueError):
    """The saved match cannot be read."""

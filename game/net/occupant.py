"""Who has a seat in a room: a name, a token, a profile perhaps, and how far away the pad is."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field

from game.net import protocol as p

# A message is believed that comes so much later (seconds) than the measured round trip allows.
_ALLOWANCE_S = 0.25
MOST_TRIP_S = 2.0
_MOST_JITTER_S = 0.4  # a verdict waits for so long
_USUAL_TRIP_S = 0.1


@dataclass(frozen=True, slots=True)
class Player:
    """A profile of the host's machine.

    Attributes:
        rest, patience: as `game.play.modes.SeatSetup` has them.
    """

    id: int
    name: str
    rest: float | None = None
    patience: float | None = None


@dataclass(slots=True)
class Occupant:
    """Who has a seat in a room, and how their pad is connected.

    Attributes:
        key: hash of the seat's token.
        trips: the latest round trips that were measured, in seconds.
        tag: the ink of the name tag.
        written: the tag's strokes with lower numbers are finished.
        drawn: the number of the tag's stroke that is being drawn; -1 while none is.
        since: when the connection was lost; only while ``here`` is False.
    """

    name: str
    key: str
    player: Player | None
    team: int
    level: int
    here: bool = True
    trips: list[float] = field(default_factory=list)
    tag: list[list[int]] = field(default_factory=list)
    written: int = 0
    drawn: int = -1
    since: float = 0.0

    @property
    def allowance(self) -> float:
        """Seconds that a message of this pad may have been on its way."""
        trip = max(self.trips, default=_USUAL_TRIP_S)
        return min(MOST_TRIP_S, trip + _ALLOWANCE_S)

    @property
    def jitter(self) -> float:
        """Seconds by which the way of one message may be longer than that of another."""
        return min(_MOST_JITTER_S, max(self.trips) - min(self.trips)) if self.trips else 0.0


def hashed(secret: str) -> str:
    """What is kept of a token or a key: they are long and random, so a plain hash tells nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def cleaned(name: str) -> str:
    """The name as it may be shown: no control or direction signs, single spaces, at most 24 characters."""
    plain = unicodedata.normalize("NFKC", name)
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in plain)
    return " ".join(shown.split())[: p.LONGEST_NAME].strip()

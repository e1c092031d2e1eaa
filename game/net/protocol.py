"""What a room and its clients say to each other: messages, their limits, and their form on the wire.

Nothing here opens a socket or knows a clock: bytes become messages and messages become bytes. The standard
library and msgspec are all it needs.

How it works
------------
**Form.** Every message is one WebSocket text frame with one JSON object. Its ``type`` names the message:
the class below, in small letters with a hyphen between words (``{"type": "wrote-else", "round": 3}``). A
field that has its default may be left out, both ways. A client ignores types and fields that it does not
know; the host refuses a type that it does not know, and a frame above :data:`MOST_BYTES`.

**Versions.** The first message of a client carries :data:`VERSION`. Before it opens a socket, a page asks
``GET /r/CODE`` (browsers follow no redirect on a WebSocket's handshake). The answer is a :class:`Door`:
does the room exist, is there a place, which version does it speak. The page itself is ``/``, its files are
below ``/pad/``; a QR code opens ``/#CODE``. The socket is ``socket`` below :attr:`Door.at`, which is ``/`` if
it is not said. Where many processes hold rooms, any of them may be asked: it answers :attr:`Reason.MOVED`,
and where to ask instead. A room that moves in mid-match closes its connections with the same reason. A big
screen or a teacher's page is ``/teacher/#CODE.KEY``: what follows a ``#`` is never sent, so the key is in no
log.

**A pad's life.** It sends :class:`Join` and gets :class:`Welcome`, with its seat and a token. It keeps the
token for as long as the page may come back (``localStorage``, and in memory). Then come :class:`Phase`,
and in a match :class:`Question`, :class:`Sheet`, :class:`Reading`, :class:`Verdict`, :class:`Standing`.
When the socket is lost, it connects again and sends :class:`Join` with the token: seat, score, the verdicts
so far (:class:`Closed`) and the open question come back by themselves. A close code from 4000 on is a
:class:`Reason`; after one whose :attr:`Reason.final` is true the pad does not try again.

**Ink** is sent while it is written, in pieces: :class:`Ink`. ``points`` is one flat list of whole numbers,
three a point: x, y and time. The first point is absolute, each later one is what to add to the one before
it.

- x and y count from the middle of the sheet, x to the right and y down, in 1/2000 of the sheet's height
  (:data:`UNIT`).
- The time is in milliseconds since the pad has shown the question of ``round`` (so ``performance.now()``
  minus that moment, rounded). No clock of one machine is ever compared with that of another.

``round`` is that of the latest :class:`Question`. In the lobby it is 0: that ink goes on the name tag.
``stroke`` counts the strokes of a round from 0 and never goes back, not after undo or clear either. A
stroke keeps the ``round`` and ``stroke`` with which it began, even if the question changes while it is
drawn. The first piece is sent at once, even with a single point: the host waits for a pen that rests. The
last piece says ``up``, and is sent at once too. Between them, a piece about every 100 ms is enough. With
points about 16 ms apart (leave out those between, where there are more) an answer of two digits stays below
2 KB; :data:`MOST_POINTS` is the limit of a stroke.

A pad shows its own ink at once. It drops what it shows only for a :class:`Sheet`, which says what lies on
the sheet now, and for a new :class:`Question`, unless that says ``keeps``: then the stroke in hand belongs
to the new question, and stays, also if the pen was lifted meanwhile. When a stroke that began on one question
has ended on another, the host says with a :class:`Sheet` where it lies.

**After a lost connection** a pad gets Welcome, Phase, Closed, Question and Sheet again. ``Sheet.strokes`` is
the number of the next stroke that the host waits for. If the question's round is still the one that the pad
has open, it sends all strokes from that number on, whole, and then what else it had to say (such as
:class:`Done`). So what was written meanwhile is accepted. If the ink was changed otherwise (undo, clear), it
sends :class:`Clear` and then the strokes on the sheet under new numbers. If the round is another one, the pad
drops what it had.

**Answers.** A question carries no answer. A pad gets the solved sum in a :class:`Verdict`, a screen in
:class:`Marked`, and only when the round is closed for everybody whom it was asked.

**Clock.** A pad sends :class:`Ping` every two seconds and gets :class:`Pong`. ``Ping.back`` is
``Pong.host`` of the Pong before, and ``Ping.held`` the milliseconds between that Pong and this Ping: so
both sides know the round trip.

**Screens.** A big screen or a teacher's page sends :class:`Watch`. It gets a :class:`Room` at once and
whenever much has changed, and in between :class:`Changed`, :class:`Gone`, :class:`Live` (everybody's ink,
every 60 ms) and :class:`Marked`. With the host's key it may also send :class:`Order`, and it gets
:class:`Progress`. A screen that reads too slowly misses messages and is sent a :class:`Room` again.

Closing and refusing are codes, never sentences: the page has the sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum
from typing import Annotated, Final, TypeAlias

import msgspec

VERSION: Final = 2

#: Of one frame, either way.
MOST_BYTES: Final = 16 * 1024
#: So many units are the height of a sheet.
UNIT: Final = 2000
#: Of one stroke; further ones are left out.
MOST_POINTS: Final = 400
MOST_STROKES: Final = 60
LONGEST_NAME: Final = 24
MOST_SEATS: Final = 40
MOST_TEAMS: Final = 8
#: So many progress boxes fit on a pad.
MOST_BOXES: Final = 20

_FARTHEST = 4 * UNIT
_LONGEST_MS = 24 * 3600 * 1000


class Game(StrEnum):
    """The ways to play together."""

    RACE = "race"  # the same questions, everybody at their own pace
    BUZZ = "buzz"  # the first right answer takes the round
    TEAMS = "teams"  # a relay: one of each team answers, then the next
    TOGETHER = "together"  # everybody against a clock that each right answer winds up, less and less
    PRACTICE = "practice"  # no clock; what was missed comes again


class Stage(StrEnum):
    """How far a room is."""

    LOBBY = "lobby"
    PLAYING = "playing"
    PAUSED = "paused"
    OVER = "over"


class Outcome(StrEnum):
    """How a closed round stands; `game.play.scoring.Outcome` says more. The members are the same."""

    RIGHT = "right"
    WRONG = "wrong"
    PASSED = "passed"
    LATE = "late"
    BEATEN = "beaten"
    VOID = "void"


class Doing(StrEnum):
    """What a seat is doing, for the big screen."""

    WAITING = "waiting"  # in the lobby, or it is not its turn
    THINKING = "thinking"
    WRITING = "writing"
    UNSURE = "unsure"  # the ink was read, but not surely
    ASKED = "asked"  # it says what it wrote
    SHOWN = "shown"  # a verdict shows
    DONE = "done"  # it has answered everything


class Need(StrEnum):
    """Why a pupil may need the teacher now; the first ones are more urgent."""

    STUCK = "stuck"  # for 20 seconds nothing was written
    WRONG = "wrong"  # the last answers were wrong
    LOST = "lost"  # the connection is gone
    UNSURE = "unsure"  # it is asked which number was written
    MISREAD = "misread"  # the last answer was
    SLOW = "slow"  # right answers take long
    NONE = "none"


class Reason(IntEnum):
    """Why a connection was closed: WebSocket close codes."""

    ENDED = 4000  # the host has ended the room
    REMOVED = 4001  # the host has taken this seat out
    ELSEWHERE = 4002  # the same seat was opened on another page
    NO_ROOM = 4003  # there is no room with that code
    FULL = 4004
    LOCKED = 4005
    LATE = 4006  # the match has begun, and nobody is let in late
    OLD_CLIENT = 4007  # the client speaks an older version than the host
    OLD_HOST = 4008
    MALFORMED = 4009  # something that is no message, or too long
    TOO_FAST = 4010  # too many messages
    TOO_SLOW = 4011  # what was sent was not read
    UNKNOWN_TOKEN = 4012  # join again, without it
    WRONG_KEY = 4013  # this is not the host's key
    CROWD = 4014  # too many connections or wrong codes from one address
    STOPPED = 4015  # the host's program stops; it may come back
    SILENT = 4016  # nothing came in time
    MOVED = 4017  # another process holds the room: ask for its door again

    @property
    def final(self) -> bool:
        """Whether connecting again by itself is of no use."""
        passing = (Reason.STOPPED, Reason.TOO_SLOW, Reason.TOO_FAST, Reason.SILENT, Reason.MOVED)
        return self not in passing


class ProtocolError(ValueError):
    """These bytes are no message. ``reason`` is what to close the connection with."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


# Values with limits

Code: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4,6}$")]
Name: TypeAlias = Annotated[str, msgspec.Meta(max_length=60)]
Secret: TypeAlias = Annotated[str, msgspec.Meta(max_length=64)]
Digits: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,6}$")]
Seat: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=1000)]
Round: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Milliseconds: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=10**13)]
Level: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=10)]
Points: TypeAlias = Annotated[
    list[Annotated[int, msgspec.Meta(ge=-_LONGEST_MS, le=_LONGEST_MS)]],
    msgspec.Meta(min_length=3, max_length=3 * MOST_POINTS),
]
"""Flat: x, y, t of the first point, then what to add for each further one."""


def _words(name: str) -> str:
    """``WroteElse`` → ``wrote-else``."""
    return "".join(f"-{c.lower()}" if c.isupper() and at else c.lower() for at, c in enumerate(name))


class _Message(msgspec.Struct, frozen=True, tag_field="type", tag=_words, omit_defaults=True):
    """Base of all messages."""


# What a pad says


class Join(_Message, frozen=True):
    """The first message of a pad.

    Attributes:
        version: :data:`VERSION` of the page.
        token: of an earlier :class:`Welcome`: this page comes back. Then ``name`` and ``profile`` do not
            count.
        profile: id of a profile in :attr:`Door.profiles`: its handwriting is known. If it is taken already,
            the seat is a guest's.
    """

    version: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    code: Code
    name: Name = ""
    profile: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    token: Secret = ""


class Rename(_Message, frozen=True):
    """In the lobby: change one's name. The host answers with :class:`Named`."""

    name: Name


class AtLevel(_Message, frozen=True):
    """In the lobby, where the rules allow own levels: play at this one."""

    level: Level


class Ink(_Message, frozen=True, rename={"round": "r", "stroke": "s", "points": "p"}):
    """A piece of a stroke; see the top of this file. ``up``: the pen was lifted after it.

    There are many of them, so that three names are short on the wire:
    ``{"type": "ink", "r": 3, "s": 0, "p": [-310, -420, 1830, 4, 12, 16], "up": true}``.
    """

    round: Round
    stroke: Annotated[int, msgspec.Meta(ge=0, lt=10_000)]
    points: Points
    up: bool = False


class Undo(_Message, frozen=True):
    """Take back the latest stroke, clearing or crossing out. The host answers with :class:`Sheet`."""

    round: Round


class Clear(_Message, frozen=True):
    """Empty the sheet. The host answers with :class:`Sheet`."""

    round: Round


class Drop(_Message, frozen=True):
    """The stroke in hand was no stroke (a palm, a lost pointer)."""

    round: Round
    stroke: Annotated[int, msgspec.Meta(ge=0, lt=10_000)]


class Keys(_Message, frozen=True):
    """The digits typed so far, after each key; empty when all are deleted. ``at``: as in :class:`Done`."""

    round: Round
    text: Digits
    at: Annotated[int, msgspec.Meta(ge=0, le=_LONGEST_MS)] = 0


class Done(_Message, frozen=True):
    """Take what is written or typed now.

    ``at``: milliseconds since the question was shown, as in ink.
    """

    round: Round
    at: Annotated[int, msgspec.Meta(ge=0, le=_LONGEST_MS)] = 0


class Pass(_Message, frozen=True):
    """Show the answer and go on."""

    round: Round


class Choose(_Message, frozen=True):
    """Of the numbers in :class:`Unsure`, this one was written."""

    round: Round
    text: Digits


class Else(_Message, frozen=True):
    """ "I wrote something else" of this round. The host answers with :class:`WhatElse`."""

    round: Round


class WroteElse(_Message, frozen=True):
    """After :class:`WhatElse`: this was written."""

    round: Round
    text: Digits


class NeverMind(_Message, frozen=True):
    """After :class:`WhatElse`: all is as before."""

    round: Round


class Next(_Message, frozen=True):
    """The verdict of this round was seen: go on."""

    round: Round


class Ping(_Message, frozen=True):
    """Alive, and how long the way is. ``sent``: the pad's own milliseconds, which come back."""

    sent: Milliseconds
    back: Milliseconds = 0
    held: Milliseconds = 0


class Leave(_Message, frozen=True):
    """The player goes, and will not come back to this seat."""


# What a big screen or a teacher's page says


class Watch(_Message, frozen=True):
    """The first message of a screen. ``key``: the host's, to give orders and to see everybody's progress."""

    version: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    code: Code
    key: Secret = ""


class Ask(StrEnum):
    """What the host can order."""

    START = "start"  # a match by the room's rules; also the next one, after a match
    NEXT = "next"  # close the open round for all, and go on
    PAUSE = "pause"
    RESUME = "resume"
    LOCK = "lock"  # nobody else comes in
    UNLOCK = "unlock"
    LATE = "late"  # let players in who come during a match
    PUNCTUAL = "punctual"  # and no longer
    REMOVE = "remove"  # ``seat``
    PASS = "pass"  # ``seat`` is shown its answer and goes on
    HINT = "hint"  # ``seat`` is shown one step towards the answer of its open question
    FINISH = "finish"  # end the match; results show
    END = "end"  # end the room


class Order(_Message, frozen=True):
    """The host orders something. ``seat``: of whom, where it is about one."""

    ask: Ask
    seat: Seat = 0


class Rules(_Message, frozen=True):
    """How the room plays: both ways, from the host to change them, and to everybody in :class:`Welcome` and
    when they change. A change to rules without own levels forgets the levels that were chosen.

    Attributes:
        length: questions for everybody; in Teams, right answers with which a team has won; in Together,
            seconds on the clock at the start; 0 in Practice is no end.
        own_levels: everybody may choose a level with :class:`AtLevel`; else all play at ``level``.
        question_on_pad: else only the big screen shows the question.
        late: whether somebody may come in during a match.
        teams: how many, in Teams.
        exercise: id of one of :attr:`Room.exercises`, whose questions are asked instead of the level's; 0 is
            none.
        daily: in Race: everybody plays today's Daily, ten questions that are the same in all rooms. Then
            ``level``, ``length``, ``own_levels`` and ``exercise`` do not count.
        named: the board of the day may show the players' names to other rooms.
    """

    game: Game = Game.RACE
    level: Level = 1
    length: Annotated[int, msgspec.Meta(ge=0, le=600)] = 10
    own_levels: bool = False
    question_on_pad: bool = True
    late: bool = True
    teams: Annotated[int, msgspec.Meta(ge=2, le=MOST_TEAMS)] = 2
    exercise: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0
    daily: bool = False
    named: bool = False


# What the host says to a pad


class Welcome(_Message, frozen=True):
    """This seat is yours. ``token``: how to come back; ``here``: how many players are in the room."""

    version: int
    seat: Seat
    name: Name
    token: Secret
    rules: Rules
    room: Name = ""
    here: Count = 0
    team: int = 0


class Named(_Message, frozen=True):
    """The seat is called so now."""

    name: Name


class Phase(_Message, frozen=True):
    """How far the room is. ``left_ms``: on the clock that everybody has together, -1 without one."""

    stage: Stage
    here: Count = 0
    left_ms: int = -1


class Question(_Message, frozen=True):
    """A round begins, or shows again. The pad starts to count its milliseconds when it shows it.

    Attributes:
        text: ``"7 × 8 ="``; empty where only the big screen shows it.
        goal: how many questions there are; 0 without an end.
        spent_ms: how long it has been shown already. After a reload the pad counts on from there.
        keeps: the stroke in hand belongs to this question.
    """

    round: Round
    text: str = ""
    position: Count = 0
    goal: Count = 0
    spent_ms: Milliseconds = 0
    keeps: bool = False


class Sheet(_Message, frozen=True):
    """What lies on the sheet now: show exactly this. ``strokes``: the number of the next stroke.

    ``pen``: whether a stroke may begin. ``keeps``: the stroke in hand goes on.
    """

    round: Round
    ink: list[Points] = []
    strokes: Count = 0
    pen: bool = True
    keeps: bool = False


class Hint(_Message, frozen=True):
    """The host helps with the open question: show it until the round is closed.

    ``text``: one step, never the answer: ``"7 × 4 = 28, and twice that"``.
    """

    round: Round
    text: Annotated[str, msgspec.Meta(max_length=100)]


class Reading(_Message, frozen=True):
    """What is read so far in the open round. It is shown, and counts for nothing yet.

    ``percents``: how sure each digit of ``text`` is.
    """

    round: Round
    text: Digits
    sure: bool = False
    percents: list[Annotated[int, msgspec.Meta(ge=0, le=100)]] = []


class Unsure(_Message, frozen=True):
    """The ink was read, but not surely. The clock stands: hide the question until the player has chosen, or
    writes again. ``typing``: offer keys too.
    """

    round: Round
    offered: list[Digits] = []
    typing: bool = False


class WhatElse(_Message, frozen=True):
    """Ask the player what they wrote in this round. ``read``: what was read."""

    round: Round
    read: Digits = ""


class Verdict(_Message, frozen=True):
    """A round is closed, or its outcome is replaced: the latest one for a round counts.

    Attributes:
        position: of its question, as in :class:`Question`.
        question: as it is printed, ``"? × 8 = 56"``; empty as long as ``solved`` is.
        solved: ``"7 × 8 = 56"``, as soon as the round is closed for everybody; else empty.
        earned: what the round brought to the score.
        stays: it shows until :class:`Next`, or until the pen comes down.
        else_: (``"else"`` on the wire) the player may say that they wrote something else.
    """

    round: Round
    outcome: Outcome
    given: Digits = ""
    solved: str = ""
    seconds: float = 0.0
    earned: int = 0
    misread: bool = False
    stays: bool = False
    else_: bool = msgspec.field(default=False, name="else")
    position: Count = 0
    question: str = ""


class Closed(_Message, frozen=True):
    """To a pad that is back: how the latest rounds before the one at hand stand, in their order.

    It may have missed some of the verdicts while its connection was lost, or all of them if it was reloaded.
    """

    verdicts: list[Verdict]


class Standing(_Message, frozen=True):
    """How the seat stands. ``answered``: how many have answered this round, in Buzz."""

    score: int = 0
    streak: Count = 0
    place: Count = 0
    players: Count = 0
    right: Count = 0
    slips: Count = 0
    answered: Count = 0


class Wait(_Message, frozen=True):
    """Nothing to write now: it is somebody else's turn (``name`` says whose), or the round is closed."""

    round: Round = 0
    name: Name = ""


class Finished(_Message, frozen=True):
    """The seat has answered everything, or the match is over.

    Attributes:
        today: its place among the ``of_today`` that have played today's Daily in any room; 0 until the board
            of the day has answered, then the message is sent again. Only an answer that counts has one: see
            `game.play.modes.Unranked`.
    """

    place: Count = 0
    players: Count = 0
    score: int = 0
    right: Count = 0
    slips: Count = 0
    seconds: float = 0.0
    today: Count = 0
    of_today: Count = 0


class Pong(_Message, frozen=True):
    """The answer to :class:`Ping`. ``host``: the host's own milliseconds."""

    sent: Milliseconds
    host: Milliseconds


class Closing(_Message, frozen=True):
    """The last message before the host closes, for pages that cannot see the close code."""

    reason: Reason


# What the host says to a screen


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One seat, as everybody may see it.

    Attributes:
        here: connected now.
        question: the text of its question, empty while there is none.
        position: which question it is at, from 1.
        stuck: nothing was written for 20 seconds.
    """

    seat: Seat
    name: Name
    here: bool = True
    doing: Doing = Doing.WAITING
    round: Round = 0
    question: str = ""
    position: Count = 0
    score: int = 0
    streak: Count = 0
    place: Count = 0
    right: Count = 0
    slips: Count = 0
    team: int = 0
    level: int = 0
    stuck: bool = False


class ExerciseName(msgspec.Struct, frozen=True):
    """An exercise of the host's machine."""

    id: int
    name: Name


class Room(_Message, frozen=True):
    """All of the room: show exactly this. ``ink``: what lies on the sheet of each of ``rows``.

    ``goal``: questions for each seat (in Teams for each team), 0 without an end. ``orders``: whether this
    screen may give orders. ``exercises``: what may be played, for a screen with the host's key.
    """

    version: int
    code: str
    stage: Stage
    rules: Rules
    rows: list[Row]
    ink: list[list[Points]] = []
    locked: bool = False
    goal: Count = 0
    left_ms: int = -1
    orders: bool = False
    name: Name = ""
    exercises: list[ExerciseName] = []


class Changed(_Message, frozen=True):
    """These seats have changed, or are new."""

    rows: list[Row]


class Gone(_Message, frozen=True):
    """This seat is no more."""

    seat: Seat


class Piece(msgspec.Struct, frozen=True, omit_defaults=True):
    """New ink of one seat, on top of what lies on its sheet. ``up``: the stroke ends with it."""

    seat: Seat
    points: Points
    up: bool = False


class Live(_Message, frozen=True):
    """What everybody has written since the last one, in order."""

    pieces: list[Piece]


class Laid(_Message, frozen=True):
    """What lies on the sheet of this seat now: a new question, undo, clear."""

    seat: Seat
    ink: list[Points] = []


class Read(_Message, frozen=True):
    """What is read on the sheet of this seat."""

    seat: Seat
    text: Digits
    sure: bool = False


class Marked(_Message, frozen=True):
    """A round of this seat was closed, or its outcome is replaced.

    ``solved``: the solved sum, in Buzz and as soon as the round is closed for all; else empty, since others
    may still be asked the same.
    """

    seat: Seat
    round: Round
    outcome: Outcome
    given: Digits = ""
    solved: str = ""
    misread: bool = False


class Best(msgspec.Struct, frozen=True, omit_defaults=True):
    """A digit for the podium: who wrote it, what it is, what was read and how surely."""

    seat: Seat
    ink: list[Points]
    digit: int
    read: int
    confidence: float


class Podium(_Message, frozen=True):
    """The match is over. ``first``: the seats of the first three places, the best first.

    ``best``: the best-written digit of each of ``first``, where there is one. ``misread``: the funniest one.
    """

    first: list[Row]
    players: Count = 0
    best: list[Best] = []
    misread: list[Best] = []


class BoardLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the best of a day. ``name``: empty where it may not be shown."""

    place: Count
    points: int
    name: Name = ""


class Board(_Message, frozen=True):
    """The Daily's board of this day, as it was when a seat of this room came on it last.

    ``players``: of all rooms; 0 before anybody of this room is on it.
    """

    players: Count
    best: list[BoardLine]


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a pupil has written in a closed round. ``question``: as it is printed, ``"7 × 8 ="``."""

    question: str
    given: str
    outcome: Outcome
    misread: bool = False


class Pupil(msgspec.Struct, frozen=True, omit_defaults=True):
    """One seat for the teacher. A misread is never counted as wrong.

    Attributes:
        thinking: seconds from question to pen, the median of the right answers; 0 without one.
        still_s: whole seconds since the pupil has done anything, while a question is open; else 0.
        missed: facts such as ``"7×8"``, the latest first.
        latest: the last rounds, the latest first.
    """

    seat: Seat
    name: Name
    need: Need = Need.NONE
    here: bool = True
    right: Count = 0
    wrong: Count = 0
    misread: Count = 0
    unsure: Count = 0
    position: Count = 0
    thinking: float = 0.0
    question: str = ""
    still_s: Count = 0
    missed: list[str] = []
    latest: list[Written] = []


class FactRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact of the class. ``key``: ``"7×8"``; ``thinking``: as of a pupil."""

    key: str
    asked: Count
    missed: Count
    thinking: float = 0.0


class Progress(_Message, frozen=True):
    """For a screen with the host's key: how everybody gets on; those who need help come first."""

    pupils: list[Pupil]
    facts: list[FactRow] = []


# What GET /r/CODE answers


class Profile(msgspec.Struct, frozen=True):
    """A player whom the host's machine knows, and whom nobody has claimed yet."""

    id: int
    name: Name


class Door(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a page must know before it joins.

    Attributes:
        closed: why nobody can come in now; 0 if one can. With :attr:`Reason.MOVED` another process holds the
            room, or will in a moment.
        at: the address below which the process that holds the room has its socket and its door, relative to
            the one that was asked. With :attr:`Reason.MOVED`, empty is "not known yet: ask again soon".
    """

    version: int
    code: str
    name: Name = ""
    stage: Stage = Stage.LOBBY
    here: Count = 0
    closed: int = 0
    profiles: list[Profile] = []
    at: str = ""


FromPad: TypeAlias = (
    Join | Rename | AtLevel | Ink | Undo | Clear | Drop | Keys | Done | Pass | Choose | Else | WroteElse
    | NeverMind | Next | Ping | Leave
)  # fmt: skip
FromScreen: TypeAlias = Watch | Order | Rules | Ping
FromClient: TypeAlias = FromPad | FromScreen
ToPad: TypeAlias = (
    Welcome | Named | Rules | Phase | Question | Hint | Sheet | Reading | Unsure | WhatElse | Verdict
    | Closed | Standing | Wait | Finished | Pong | Closing
)  # fmt: skip
ToScreen: TypeAlias = (
    Room | Changed | Gone | Live | Laid | Read | Marked | Podium | Board | Progress | Phase | Pong | Closing
)
FromHost: TypeAlias = ToPad | ToScreen

_encoder = msgspec.json.Encoder()
_from_client = msgspec.json.Decoder(FromClient)
_from_host = msgspec.json.Decoder(FromHost)
_door = msgspec.json.Decoder(Door)


def encode(message: FromClient | FromHost | Door) -> bytes:
    """The frame of a message."""
    return _encoder.encode(message)


def decode_from_client(data: bytes | str) -> FromClient:
    """The message in a frame that a pad or a screen has sent.

    Raises:
        ProtocolError: it is none, or breaks a limit.
    """
    if len(data) > MOST_BYTES:
        raise ProtocolError(Reason.MALFORMED, f"A message has {len(data)} bytes; {MOST_BYTES} are allowed.")
    try:
        message: FromClient = _from_client.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ProtocolError(Reason.MALFORMED, f"This is no message of a client: {error}") from error
    return message


def decode_from_host(data: bytes | str) -> FromHost:
    """The message in a frame that a host has sent.

    Raises:
        ProtocolError: it is none, or breaks a limit.
    """
    try:
        message: FromHost = _from_host.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ProtocolError(Reason.MALFORMED, f"This is no message of a host: {error}") from error
    return message


def decode_door(data: bytes | str) -> Door:
    """The answer of ``GET /r/CODE``.

    Raises:
        ProtocolError: it is none.
    """
    try:
        return _door.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ProtocolError(Reason.MALFORMED, f"This is no room's door: {error}") from error


# Points

Spot: TypeAlias = tuple[int, int, int]
"""x and y in units, and milliseconds."""


def packed(spots: Sequence[Spot]) -> list[int]:
    """The flat list of :class:`Ink` for points; there must be at least one."""
    x, y, t = 0, 0, 0
    flat: list[int] = []
    for spot in spots:
        flat += (spot[0] - x, spot[1] - y, spot[2] - t)
        x, y, t = spot
    return flat


def unpacked(points: Sequence[int]) -> list[Spot]:
    """The reverse of :func:`packed`. What lies far off the sheet is brought to its edge, and time never runs
    backwards: ink from anywhere can be drawn and read.

    Raises:
        ProtocolError: these are not three numbers a point.
    """
    if not points or len(points) % 3:
        raise ProtocolError(Reason.MALFORMED, "Ink has three numbers a point.")
    x = y = t = latest = 0
    spots: list[Spot] = []
    for at in range(0, len(points), 3):
        x, y, t = x + points[at], y + points[at + 1], t + points[at + 2]
        latest = max(latest, min(t, _LONGEST_MS))
        spots.append((_near(x), _near(y), latest))
    return spots


def _near(value: int) -> int:
    return max(-_FARTHEST, min(_FARTHEST, value))


def thinned(spots: Iterable[Spot], most: int = MOST_POINTS) -> list[Spot]:
    """At most so many of the points, evenly chosen, the first and the last among them."""
    every = list(spots)
    if len(every) <= most:
        return every
    step = (len(every) - 1) / (most - 1)
    return [every[round(at * step)] for at in range(most)]

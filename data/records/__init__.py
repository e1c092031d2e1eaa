"""What the store holds, as plain frozen records. Nothing here touches a database.

Times of day are ``datetime`` in UTC to the millisecond, durations are seconds, ids are whole numbers that
are never used again, not even after a deletion.
"""

from data.records.play import (
    Answer,
    Cell,
    Day,
    Exercise,
    FactAnswer,
    Hand,
    LeaderboardRow,
    MatchRecord,
    Missing,
    Operation,
    Outcome,
    Player,
    Question,
    Seat,
    SeatKind,
    SeatResult,
)
from data.records.runs import (
    Run,
    RunKind,
    RunState,
)
from data.records.samples import (
    NOT_A_DIGIT,
    Context,
    DigitCount,
    LabelSource,
    NewNumber,
    NewSample,
    Number,
    ReviewItem,
    Sample,
    Split,
    Status,
)

__all__ = [
    "NOT_A_DIGIT",
    "Answer",
    "Cell",
    "Context",
    "Day",
    "DigitCount",
    "Exercise",
    "FactAnswer",
    "Hand",
    "LabelSource",
    "LeaderboardRow",
    "MatchRecord",
    "Missing",
    "NewNumber",
    "NewSample",
    "Number",
    "Operation",
    "Outcome",
    "Player",
    "Question",
    "ReviewItem",
    "Run",
    "RunKind",
    "RunState",
    "Sample",
    "Seat",
    "SeatKind",
    "SeatResult",
    "Split",
    "Status",
]

"""Why a model is used or not, in a child's words.

The gate says it in one sentence with its figures; the run log's file, the models' files and the command line
keep that one. Here it is said again, to whoever wrote the digits.
"""

from __future__ import annotations

import re

#: What the gate's sentence is known by, and what is said instead. ``{whose}`` is "your" or "everyone’s",
#: ``{others}`` what it must not forget; other names are of the pattern's groups.
_WORDS = (
    (
        r"It would read the player's held-out samples worse",
        "It would read the digits set aside worse than the model in use.",
    ),
    (
        r"It is not surely better",
        "It may be luck that it reads {whose} digits better. Write some more, then let it learn again.",
    ),
    (r"It would read fewer of the player's samples", "It would read fewer of {whose} digits than now."),
    (
        r"It would be wrong and sure too often on the player's",
        "It would too often be wrong about {whose} digits and not notice.",
    ),
    (
        r"It would read the player's (?P<kind>.+) worse",
        "It would read {whose} {kind} worse than now. Write some more of them, then let it learn again.",
    ),
    (r"It would forget too much", "It would forget too much of how other people write."),
    (r"It would forget how others write (?P<kind>.+)\.", "It would forget how other people write {kind}."),
    (
        r"It would be wrong and sure too often on other",
        "It would too often be wrong about {others} and not notice.",
    ),
    (
        r"There are no held-out samples",
        "No digits are set aside yet to test it on. Write some more of each digit.",
    ),
    (
        r"It is surer of the (?P<count>\d+) samples",
        "It is surer now of {whose} digits, and reads {others} as well as ever.",
    ),
)
_COUNTED = re.compile(r"It reads (?P<fixed>\d+) more and (?P<broken>\d+) fewer of the (?P<count>\d+) samples")


def in_words(reason: str, *, everyone: bool = False) -> str:
    """A reason for the screen; one that is not the gate's stays as it is, without what is in brackets."""
    whose = "everyone’s" if everyone else "your"
    others = "the digits it knew" if everyone else "other people’s digits"
    counted = _COUNTED.match(reason)
    if counted:
        fixed, broken, count = (int(counted[name]) for name in ("fixed", "broken", "count"))
        worse = f", and misreads {_spelt(broken)} that it read" if broken else ""
        gained = (
            f"Tried on {count} of {whose} digits, it reads {_spelt(fixed)} that it misread before{worse}."
        )
        return f"{gained} {others[0].upper()}{others[1:]} it reads as well as ever."
    for pattern, words in _WORDS:
        found = re.match(pattern, reason)
        if found:
            return words.format(whose=whose, others=others, **found.groupdict())
    return re.sub(r" \([^)]*\)", "", reason)


def _spelt(number: int) -> str:
    return ("none", "one", "two", "three", "four", "five", "six")[number] if number < 7 else str(number)

"""What can be set on this machine, and the file it is kept in."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

MIN_WINDOW = (640, 480)
PENS = {"fine": 0.7, "medium": 1.0, "broad": 1.4}
BOARDS = ("paper", "slate")
MODES = ("sprint", "blitz", "survival", "practice", "daily")
# The largest screens there are.
_MAX_WINDOW = (7680, 4320)
# In bytes: no settings of ours are a hundredth of it.
_LARGEST_FILE = 65_536
# How earlier versions called a field.
_RENAMED = {"walked": "welcomed"}
# The values that a field may have; a field that is missing here may have any of its type.
_ALLOWED: dict[str, Container[Any]] = {
    "width": range(MIN_WINDOW[0], _MAX_WINDOW[0] + 1),
    "height": range(MIN_WINDOW[1], _MAX_WINDOW[1] + 1),
    "pen": PENS,
    "board": BOARDS,
    "rest_wrong_ms": range(300, 5001),
    "player": range(2**63),
    "mode": MODES,
    "level": range(1, 11),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices on one machine. Every value is in range: see :func:`from_json`.

    Attributes:
        width, height: the window's last size in pixels, 640×480 at least.
        pen: one of :data:`PENS`.
        board: one of :data:`BOARDS`.
        projector: small text is larger, to be read from the back of a classroom.
        wait_for_enter: answers count only when the player presses Done.
        player: id of the player on this machine; 0 for none.
        welcomed: the player has seen the welcome.
        mode, level: what was played last.
        rest_wrong_ms: how long the pen rests before a sure but wrong reading counts.
    """

    width: int = 1280
    height: int = 720
    fullscreen: bool = False
    sound: bool = True
    pen: str = "medium"
    left_handed: bool = False
    board: str = "paper"
    projector: bool = False
    reduced_motion: bool = False
    wait_for_enter: bool = False
    rest_wrong_ms: int = 900
    welcomed: bool = False
    player: int = 0
    mode: str = "sprint"
    level: int = 1

    @property
    def pen_width(self) -> float:
        """The pen's width as a multiple of the ordinary one."""
        return PENS[self.pen]


def from_json(data: Any) -> Settings:
    """Settings from decoded JSON. Unknown ones are ignored; missing ones have their default.

    Raises:
        ValueError: a value is of the wrong kind or out of range; the message names it.
    """
    if not isinstance(data, dict):
        raise ValueError("not a list of settings")
    data = {_RENAMED.get(name, name): value for name, value in data.items()}
    values: dict[str, Any] = {}
    for field in fields(Settings):
        if field.name not in data:
            continue
        value = data[field.name]
        if type(value) is not type(field.default) or value not in _ALLOWED.get(field.name, (value,)):
            raise ValueError(f"{field.name} cannot be {value!r:.40}")
        values[field.name] = value
    return Settings(**values)


def load(path: Path) -> tuple[Settings, str | None]:
    """The settings in a file, and a sentence for the player if they could not be read.

    A damaged file is renamed, never overwritten.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise ValueError("too large")
        return from_json(_decoded(content)), None
    except FileNotFoundError:
        return Settings(), None
    except OSError as error:
        return (
            Settings(),
            f"The settings in {path.name} cannot be read ({error.strerror}). The usual settings are used.",
        )
    except ValueError as error:  # not JSON, not text, or not settings
        sentence = f"The settings could not be read ({error}). The usual settings are used"
    aside = path.with_name(path.name + ".damaged")
    try:
        path.replace(aside)
    except OSError:
        return Settings(), f"{sentence}."
    return Settings(), f"{sentence}; the old file is {aside.name}."


def _decoded(content: bytes) -> Any:
    """Raises ValueError if it is no JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("the file is damaged") from error


def save(settings: Settings, path: Path) -> None:
    """Write the settings. If that fails, the old ones stay.

    Raises:
        OSError: they cannot be written.
    """
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8")
    draft.replace(path)

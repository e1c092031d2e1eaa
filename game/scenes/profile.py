"""A profile: a name, a colour, a hand and a pen; and the form in which they are chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

import pygame

from game.scenes.who import COLOURS, bead, pen_of
from game.settings import PENS
from game.ui.fields import TextField
from game.ui.look import Look
from game.ui.rows import Swatch
from game.ui.widgets import Choice, Widget

if TYPE_CHECKING:
    from data.records import Player

_HANDS = ("right", "left")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is chosen: one of `COLOURS`, the "right" or the "left" hand, and a pen of `PENS`."""

    name: str = ""
    colour: str = ""
    hand: str = "right"
    pen: str = "medium"

    @classmethod
    def of(cls, player: Player) -> Profile:
        return cls(player.name, player.colour, str(player.hand), pen_of(player.pen_width))


class Chosen(Protocol):
    """Is told the profile as it is chosen now, and what of a player's record that changes."""

    def __call__(self, profile: Profile, /, **changes: object) -> None: ...


def lay_profile(
    look: Look,
    ground: pygame.Surface,
    area: pygame.Rect,
    profile: Profile,
    *,
    named: Callable[[str], None],
    done: Callable[[], None],
    chosen: Chosen,
) -> tuple[list[Widget], int]:
    """Draw the form's labels; gives its widgets, the name first, and where it ends.

    Args:
        named: told the name after each key.
        done: Enter was pressed in it.
        chosen: told of all else.
    """
    height, gap = look.target(9.5), look.px(2.2)
    width = min(area.width, look.px(64))
    line = pygame.Rect(area.left, area.top, width, height)
    hint = "Write your name with the keys"
    widgets: list[Widget] = [TextField(line, look, "Name", profile.name, named, done=done, hint=hint)]
    y = line.bottom + gap
    side = min(look.target(6), (width - 7 * look.px(0.8)) // 8)
    for number, code in enumerate(COLOURS):
        rect = pygame.Rect(area.left + number * (side + look.px(0.8)), y, side, side)
        take = partial(chosen, replace(profile, colour=code), colour=code)
        widgets.append(Swatch(rect, look, bead(code, look.palette), code == profile.colour, take))
    y += side + gap

    def write_with(index: int) -> None:
        chosen(replace(profile, hand=_HANDS[index]), hand=_HANDS[index])

    def pick_pen(index: int) -> None:
        pen = list(PENS)[index]
        chosen(replace(profile, pen=pen), pen_width=PENS[pen])

    for label, words, index, action in (
        ("I write with my", ("Right hand", "Left hand"), _HANDS.index(profile.hand), write_with),
        ("Pen", ("Fine", "Medium", "Broad"), list(PENS).index(profile.pen), pick_pen),
    ):
        text = look.text(label, "small", look.palette.soft)
        ground.blit(text, (area.left, y))
        rect = pygame.Rect(area.left, y + text.get_height(), width, look.target(6))
        widgets.append(Choice(rect, look, words, index, action))
        y = rect.bottom + gap
    return widgets, y

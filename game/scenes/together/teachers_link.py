"""The way to the teacher's page: a code to scan, with the key to the room in it.

Everybody in a class sees the screen. So the key is hidden until it is asked for, and hidden again when this
screen is left.
"""

from __future__ import annotations

import pygame

from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.together.following import Following, screen_of
from game.session.hosted_room import HostedRoom, RoomStage
from game.ui.layout import inset, split
from game.ui.qr_code import QUIET, qr_code
from game.ui.sheet import placard, put
from game.ui.theme import PAPER
from game.ui.widgets import Key

_WARNING = (
    "On your own phone or laptop you see who needs you, and give orders. What shows next is the key to this "
    "room: let nobody else see it. If this is a big screen, turn the projector off first."
)
_HOW = "Scan it with your own phone, or open this on a laptop:"
_LINE = 26  # characters of the address in one line


class TeachersLink(Scene):
    """A warning first; then the code and the address."""

    def __init__(self, room: HostedRoom) -> None:
        super().__init__()
        self.room = room
        self._following = Following(self, room, *RoomStage)
        self.shown = False

    def update(self, now: float) -> bool:  # noqa: ARG002 - nothing moves
        self._following.update()
        return False

    def gone(self) -> None:
        self._following.gone()

    def back(self) -> None:
        self._following.leave_to(screen_of(self.room, self._following.view))

    def layout(self) -> None:
        turn = (
            Key("Hide it", self._turn, primary=True)
            if self.shown
            else Key("Show it", self._turn, primary=True)
        )
        page = Page(self, "Teacher’s page", right=[turn])
        if self.shown:
            self._link(page.ground, inset(self.look, page.area, 8, 8))
        else:
            placard(page.ground, self.look, inset(self.look, page.area, 16, 8), "For you alone", _WARNING)
        self.widgets += page.buttons

    def _link(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        code, words = split(look, area, 0.45, below=0.62, gap=look.px(4))
        picture = qr_code(self.room.teachers_link, min(code.size), 0 if look.palette is PAPER else QUIET)
        put(ground, picture, center=code.center)
        address = self.room.teachers_link.removeprefix("http://")
        lines = [("body", line) for line in (*look.lines(_HOW, "body", words.width), "")]
        lines += [("small-read", line) for line in in_lines(address)]
        high = look.font("body").get_linesize()
        y = words.centery - high * len(lines) // 2
        for role, line in lines:
            ground.blit(look.shrunk(line, role, look.palette.ink, words.width), (words.left, y))
            y += high

    def _turn(self) -> None:
        self.shown = not self.shown
        self.again()


def in_lines(address: str) -> list[str]:
    """An address to be typed, in short lines; its key begins a new one."""
    place, sign, key = address.partition("#")
    return [line for part in (place, sign + key) if part for line in _of_one_length(part)]


def _of_one_length(text: str) -> list[str]:
    count = -(-len(text) // _LINE)
    length = -(-len(text) // count)
    return [text[at : at + length] for at in range(0, len(text), length)]

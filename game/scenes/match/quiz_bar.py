"""The bar over a quiz's sheet: who plays, a box a question, lives, streak and points."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.play.states import State
from game.play.view import View
from game.scenes.match.quiz_frame import QuizFrame
from game.ui.look import Look
from game.ui.marks import Streak, boxes
from game.ui.sheet import disc
from game.ui.theme import Colour


def draw_bar(
    surface: pygame.Surface,
    look: Look,
    frame: QuizFrame,
    play: View,
    names: Sequence[str],
    streak: Streak,
    who: tuple[str, Colour] | None,
) -> None:
    """Draw it; ``names`` are the marks of the boxes, ``who`` is playing where that is not plain.

    From the outer edge inwards: points, lives, streak; from the pause button on: name, boxes.
    """
    left_handed, middle = look.taste.left_handed, frame.bar.centery
    pause = look.target(6.4) + look.px(2.6)
    room = frame.bar.inflate(-pause, 0)
    if left_handed:
        room.left = frame.bar.left
    else:
        room.right = frame.bar.right
    taken = _points(surface, look, room, play.score.points)
    if play.lives is not None:
        taken = _lives(surface, look, room, play.lives, taken + look.px(4))
    if not look.portrait:
        label = look.text("streak", "small", look.palette.soft)
        edge = taken + look.px(5)
        right = room.right - edge if not left_handed else room.left + edge + look.px(22)
        if play.score.streak:
            start = streak.draw(surface, look, right, middle, look.palette.ink)
            surface.blit(label, label.get_rect(midright=(start - look.px(1), middle + look.px(0.4))))
        taken = edge + look.px(22)
    begin = 0
    if who is not None:
        name = look.text(who[0], "h2", who[1])
        place = (
            name.get_rect(midleft=room.midleft) if not left_handed else name.get_rect(midright=room.midright)
        )
        surface.blit(name, place)
        begin = name.get_width() + look.px(3)
    area = pygame.Rect(room.left + begin, room.top, room.width - begin - taken - look.px(2), room.height)
    if left_handed:
        area.right = room.right - begin
    boxes(surface, look, area, names, play.goal, play.state is not State.OVER, from_right=left_handed)


def _points(surface: pygame.Surface, look: Look, room: pygame.Rect, points: int) -> int:
    """The points at the outer edge; gives how much of the room they take."""
    number = look.text(str(points), "h2", look.palette.ink)
    label = look.text("points", "small", look.palette.soft)
    gap = look.px(1)
    width = number.get_width() + gap + label.get_width()
    x = room.left if look.taste.left_handed else room.right - width
    surface.blit(label, label.get_rect(midleft=(x, room.centery + look.px(0.4))))
    surface.blit(number, number.get_rect(midleft=(x + label.get_width() + gap, room.centery)))
    return width


def _lives(surface: pygame.Surface, look: Look, room: pygame.Rect, lives: int, edge: int) -> int:
    """Three drops of ink, ``edge`` pixels in; a lost one is an empty ring. Gives what is taken with them."""
    radius = max(4, look.px(0.95))
    step = 2 * radius + look.px(0.8)
    left = room.left + edge if look.taste.left_handed else room.right - edge - 3 * step
    for number in range(3):
        centre = (left + number * step + radius, room.centery)
        drop = disc(radius, look.palette.accent if number < lives else look.palette.hairline)
        surface.blit(drop, drop.get_rect(center=centre))
        if number >= lives:
            hole = disc(radius - max(1, radius // 4), look.palette.desk)
            surface.blit(hole, hole.get_rect(center=centre))
    return edge + 3 * step

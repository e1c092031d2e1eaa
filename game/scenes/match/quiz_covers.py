"""What lies over a quiz's sheet when there is nothing to write: the count-in, a pause, the hand-over."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.play.view import Summary
from game.scenes.match.asks import heading
from game.scenes.match.quiz_frame import QuizFrame
from game.ui.look import Look
from game.ui.sheet import disc, rounded
from game.ui.theme import Colour
from game.ui.thumbnail import writing, written_width

COUNT, COUNT_S = 3, 0.55


def draw_count(
    surface: pygame.Surface, look: Look, frame: QuizFrame, title: str, about: str, since: float
) -> None:
    """Three, two, one, by hand on the squares; what is played on the left."""
    area = frame.question.inflate(0, -look.px(6))
    top = frame.centre_y - look.px(6) if not look.stacked else None
    heading(surface, look, area, title, (about,), top)
    number = COUNT - int(since / COUNT_S)
    if number < 1:
        return
    height = min(look.px(30), round(frame.zone.height * 0.6))
    width = written_width(str(number), height)
    share = 1.0 if look.taste.reduced_motion else (since % COUNT_S) / (COUNT_S * 0.55)
    left, baseline = frame.zone.centerx - width // 2, frame.zone.centery + height // 2
    writing(surface, str(number), left, baseline, height, share, look.palette.soft, look.u * 1.2)


def draw_pause(surface: pygame.Surface, look: Look, frame: QuizFrame) -> None:
    _cover(surface, look, frame)
    sheet = frame.sheet
    title = look.text("Paused", "h1", look.palette.ink)
    surface.blit(title, title.get_rect(center=(sheet.centerx, sheet.centery - look.px(4))))
    words = "The clock stands still. What you have answered is kept."
    text = look.fitted(words, "body", look.palette.soft, sheet.width - look.px(26))
    surface.blit(text, text.get_rect(center=(sheet.centerx, sheet.centery + look.px(3))))


def draw_hand_over(
    surface: pygame.Surface,
    look: Look,
    frame: QuizFrame,
    summaries: Sequence[Summary],
    seat: int,
    ink: Colour,
) -> None:
    """Whose turn it is, and how everybody stands; the next question stays hidden."""
    _cover(surface, look, frame)
    sheet = frame.sheet
    area = pygame.Rect(sheet.left + look.px(17), sheet.top + look.px(8), sheet.width - look.px(24), 10)
    if look.taste.left_handed:
        area.left = sheet.left + look.px(6)
    bead = disc(look.px(1.6), ink)
    room = area.width - look.px(6)
    name = look.shrunk(f"{summaries[seat].name}, your turn", "h1", look.palette.ink, room)
    surface.blit(bead, bead.get_rect(midleft=(area.left, area.top + name.get_height() // 2)))
    surface.blit(name, (area.left + look.px(5), area.top))
    y = area.top + name.get_height() + look.px(1)
    words = "The next questions stay hidden until you are ready."
    text = look.fitted(words, "body", look.palette.soft, area.width)
    surface.blit(text, (area.left, y))
    y += text.get_height() + look.px(4)
    line = max(look.px(5.4), look.font("body").get_linesize() + 2)
    for number, summary in enumerate(summaries):
        if y + line > sheet.bottom - look.px(2):
            break
        colour = look.palette.ink if number == seat else look.palette.soft
        surface.blit(look.text(summary.name, "body", colour), (area.left, y))
        points = look.text(f"{summary.score.points}", "h2", colour)
        surface.blit(points, points.get_rect(topright=(area.left + look.px(44), y - look.px(0.6))))
        right = look.text(f"{summary.score.right} right", "small", look.palette.soft)
        surface.blit(right, (area.left + look.px(47), y + look.px(0.4)))
        y += line


def _cover(surface: pygame.Surface, look: Look, frame: QuizFrame) -> None:
    """A blank sheet over the squares: nothing to work on meanwhile."""
    rounded(surface, frame.zone.inflate(2, 2), look.palette.sheet, 0)

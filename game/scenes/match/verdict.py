"""The verdict on the last round: mark, word, the wrong answer struck out, the right one written."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from game.play.scoring import SLIPS, Answer, Outcome
from game.ui.clock_line import strike
from game.ui.look import Look
from game.ui.marks import DRAWN_S, WORDS, Mark, draw_mark, mark_colour, mark_picture
from game.ui.thumbnail import writing, written_width
from recognizer.ink import Ink

# How long a mark stays beside the next question, and its word.
MARK_STAYS_S, WORD_STAYS_S = 1.1, 2.5
_ANSWER_S = 0.4


def mark_of(answer: Answer) -> Mark:
    """The mark of an answer: if it was misread that, else its outcome."""
    return Mark.MISREAD if answer.misread else Mark(answer.outcome.value)


@dataclass(frozen=True, slots=True)
class Echo:
    """A verdict on screen: mark, word, detail, the right ``answer`` if it is shown, and since when."""

    mark: Mark
    word: str
    detail: str
    since: float
    answer: str = ""

    @classmethod
    def of(cls, answer: Answer, now: float) -> Echo:
        mark = mark_of(answer)
        word, detail = WORDS[mark], ""
        if answer.misread:
            word = "My mistake"
            detail = "counts as right" if answer.outcome is Outcome.RIGHT else f"you wrote {answer.given}"
        elif answer.outcome is Outcome.RIGHT:
            detail = f"{answer.seconds:.1f} seconds"
        elif answer.outcome is Outcome.WRONG:
            detail = f"you typed {answer.given}" if answer.typed else f"I read {answer.given}"
        elif answer.outcome is Outcome.VOID:
            detail = "here is a new question"
        return cls(mark, word, detail, now, str(answer.question.answer) if answer.outcome in SLIPS else "")

    def moving(self, now: float) -> bool:
        return now - self.since < max(MARK_STAYS_S, DRAWN_S.get(self.mark, 0.3) + _ANSWER_S + 0.1) + 0.2


def draw_margin_mark(
    surface: pygame.Surface, look: Look, echo: Echo, margin: pygame.Rect, now: float
) -> None:
    size = min(look.px(8), margin.width - look.px(2))
    draw_mark(surface, look, echo.mark, margin.center, size, now - echo.since)


def draw_strike(
    surface: pygame.Surface, look: Look, echo: Echo, ink: Ink, box: pygame.Rect, now: float
) -> None:
    """Strike out the wrong answer, once the cross is drawn."""
    if echo.mark is Mark.WRONG and ink:
        share = 1.0 if look.taste.reduced_motion else (now - echo.since - 0.16) / 0.2
        strike(surface, look, box, share)


def draw_answer(surface: pygame.Surface, look: Look, echo: Echo, area: pygame.Rect, now: float) -> None:
    """The right answer writes itself from the area's left, as high as the area."""
    begins = DRAWN_S.get(echo.mark, 0.3)
    share = 1.0 if look.taste.reduced_motion else (now - echo.since - begins) / _ANSWER_S
    if share <= 0:
        return
    height = area.height
    width = written_width(echo.answer, height)
    if width > area.width:
        height = round(height * area.width / width)
    baseline = area.centery + height // 2
    pen = max(3.0, look.u * 0.9)
    writing(surface, echo.answer, area.left, baseline, height, share, look.palette.right, pen)


def draw_word(
    surface: pygame.Surface, look: Look, echo: Echo, area: pygame.Rect, *, lines: bool = False
) -> None:
    """Mark, word and detail in a row in the middle; or word and detail in ``lines`` at the right."""
    colour = mark_colour(echo.mark, look.palette)
    word = look.text(echo.word, "h2", colour)
    detail = look.text(echo.detail, "body", look.palette.soft) if echo.detail else None
    if lines:
        width = max(word.get_width(), detail.get_width() if detail else 0)
        if width > area.width:
            return
        place = word.get_rect(topright=area.topright)
        surface.blit(word, place)
        if detail:
            surface.blit(detail, detail.get_rect(topright=place.bottomright))
        return
    picture = mark_picture(echo.mark, look.px(3.8), look.palette, 0.11)
    gap = look.px(1.4)
    parts = [picture, word, *([detail] if detail else [])]
    while len(parts) > 1 and sum(p.get_width() for p in parts) + gap * (len(parts) - 1) > area.width:
        parts.pop() if len(parts) == 3 else parts.pop(0)
    x = area.centerx - (sum(p.get_width() for p in parts) + gap * (len(parts) - 1)) // 2
    for part in parts:
        place = part.get_rect(midleft=(x, area.centery))
        if part is detail:
            place.bottom = area.centery + word.get_height() // 2 - look.px(0.4)
        surface.blit(part, place)
        x += part.get_width() + gap

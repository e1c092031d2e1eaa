"""The verdict on the last round: mark, word, the wrong answer struck out, the sum with its right answer."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from game.play.scoring import SLIPS, Answer, Outcome
from game.ui.clock_line import strike
from game.ui.look import Look
from game.ui.marks import DRAWN_S, WORDS, Mark, draw_mark, mark_colour, mark_picture
from game.ui.sheet import put
from game.ui.thumbnail import writing, written_width
from recognizer.ink import Ink

# How long a mark stays beside the next question, and its word.
MARK_STAYS_S, WORD_STAYS_S = 1.1, 2.5
_ANSWER_S = 0.4
# The answer's height in sizes of the question's type; the least size of that, in pixels.
_WRITTEN, _LEAST_SUM = 0.74, 24


def mark_of(answer: Answer) -> Mark:
    """The mark of an answer: misread if it was, else its outcome."""
    return Mark.MISREAD if answer.misread else Mark(answer.outcome.value)


@dataclass(frozen=True, slots=True)
class Echo:
    """A verdict on screen: mark, word, detail, and since when.

    ``answer`` and ``solved`` are the right answer and the whole sum (``"7 × 8 = 56"``), if they are shown.
    """

    mark: Mark
    word: str
    detail: str
    since: float
    answer: str = ""
    solved: str = ""

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
        if answer.outcome not in SLIPS:
            return cls(mark, word, detail, now)
        return cls(mark, word, detail, now, str(answer.question.answer), answer.question.solved)

    def moving(self, now: float) -> bool:
        return now - self.since < WORD_STAYS_S + 0.2


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


class SolvedSum:
    """The question and its right answer on one line: the question printed, the answer handwritten.

    Both are set smaller together until they fit.

    Args:
        question: with a question mark where the answer goes; without one, the answer goes behind it.
        middle: the line's y.

    Attributes:
        rect: what the line covers.
        answer_rect: the part of it in which the answer is written.
    """

    def __init__(
        self, look: Look, role: str, question: str, answer: str, room: pygame.Rect, middle: int
    ) -> None:
        before, _, after = question.partition("?")
        self._look, self._answer = look, answer
        size = look.type_size(role)
        while (width := self._measure(before, after, role, size)) > room.width and size > _LEAST_SUM:
            size = max(_LEAST_SUM, min(size - 1, size * room.width // width))
        font = look.font(role, size)
        self._height = round(size * _WRITTEN)
        self._before, self._after = (
            font.render(part.strip(), True, look.palette.ink) for part in (before, after)
        )
        line = font.get_linesize()
        self.rect = pygame.Rect(room.left, middle - line // 2, width, line)
        space = font.size(" ")[0]
        left = self.rect.left + (self._before.get_width() + space if before.strip() else 0)
        self._baseline = self.rect.top + font.get_ascent()
        top = self._baseline - self._height
        self.answer_rect = pygame.Rect(left, top, written_width(answer, self._height), self._height)
        self._after_left = self.answer_rect.right + space

    def _measure(self, before: str, after: str, role: str, size: int) -> int:
        font = self._look.font(role, size)
        parts = [font.size(part.strip())[0] for part in (before, after) if part.strip()]
        return (
            sum(parts) + font.size(" ")[0] * len(parts) + written_width(self._answer, round(size * _WRITTEN))
        )

    def draw(self, surface: pygame.Surface, echo: Echo, now: float) -> None:
        """The print at once; the answer writes itself once the verdict's mark is drawn."""
        look = self._look
        surface.blit(self._before, self.rect)
        surface.blit(self._after, (self._after_left, self.rect.top))
        begins = DRAWN_S.get(echo.mark, 0.3)
        share = 1.0 if look.taste.reduced_motion else (now - echo.since - begins) / _ANSWER_S
        if share > 0:
            left, pen = self.answer_rect.left, max(3.0, look.u)
            writing(surface, self._answer, left, self._baseline, self._height, share, look.palette.right, pen)


def draw_word(
    surface: pygame.Surface,
    look: Look,
    echo: Echo,
    area: pygame.Rect,
    *,
    lines: bool = False,
    later: bool = False,
) -> None:
    """Mark, word and detail in a row in the middle; or word and detail in ``lines`` at the right.

    ``later``, when the sheet shows another question, the solved sum stands in their place.
    """
    said, colour, detail = echo.word, mark_colour(echo.mark, look.palette), None
    if later and echo.solved:
        said, colour = echo.solved, look.palette.ink
    elif echo.detail:
        detail = look.text(echo.detail, "body", look.palette.soft)
    word = look.text(said, "h2", colour) if lines else look.squeezed(said, "h2", colour, area.width)
    if lines:
        width = max(word.get_width(), detail.get_width() if detail else 0)
        if width > area.width:
            return
        place = word.get_rect(topright=area.topright)
        surface.blit(word, place)
        if detail:
            put(surface, detail, topright=place.bottomright)
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

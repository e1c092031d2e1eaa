"""The score of a match: how many were right, the points, and how often each mark was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pygame

from game.play.modes import Mode, Unranked
from game.play.view import Summary
from game.scenes.match.plan import Plan
from game.scenes.match.verdict import mark_of
from game.ui.icons import tally
from game.ui.look import Look
from game.ui.marks import Mark, Streak, mark_colour, mark_picture
from game.ui.sheet import paragraph, put, rule

# The marks that are counted, in order, and their names here.
_COUNTED = {
    Mark.RIGHT: "right",
    Mark.WRONG: "wrong",
    Mark.PASSED: "passed",
    Mark.LATE: "too late",
    Mark.BEATEN: "beaten",
    Mark.MISREAD: "misread",
    Mark.VOID: "not counted",
    Mark.UNSURE: "unsure",
}


# Of the reasons, those that a ranked mode can have.
_UNRANKED = {
    Unranked.TYPED: "Not in Best: you typed an answer.",
    Unranked.VOID: "Not in Best: one is not counted.",
    Unranked.STOPPED: "Not in Best: you stopped early.",
}


class ScoreColumn:
    """Draws the score of one seat.

    Args:
        summaries: everybody's; ``seat`` is whose score it is.
        best: the player's best points before.
        place: among all in a room, such as ``"2nd of 5"``; may be empty.
    """

    def __init__(
        self,
        look: Look,
        plan: Plan,
        summaries: Sequence[Summary],
        seat: int,
        best: int | None,
        place: str = "",
    ) -> None:
        self.look, self.plan, self.best, self.place = look, plan, best, place
        self.summaries, self.seat = summaries, seat
        self.summary = summaries[seat]

    def draw(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        """Draw it down a column, or in portrait across the top of a page."""
        look, palette, summary = self.look, self.look.palette, self.summary
        score = summary.score
        y = area.top
        big = look.shrunk(str(score.right), "score", palette.ink, area.width // 2)
        rise = look.px(4.4)
        ground.blit(big, (area.left, y - rise))
        of = look.shrunk(f"of {score.counted}", "h1", palette.soft, area.width - big.get_width() - look.px(2))
        baseline = y - rise + round(big.get_height() * 0.79)
        ground.blit(of, (area.left + big.get_width() + look.px(2), baseline - round(of.get_height() * 0.79)))
        y += round(big.get_height() * 0.92) - rise + look.px(1)
        if look.portrait:
            self._portrait_score(ground, area, y)
            return
        if (winner := self._winner()) is not None:
            for line in look.lines(winner, "h2", area.width):
                text = look.squeezed(line, "h2", palette.ink, area.width)
                ground.blit(text, (area.left, y))
                y += text.get_height()
            y += look.px(1)
        lines = self._lines()
        for name, value in lines:
            y += self._line(ground, area, y, name, value, look.px(5.2))
        crowded = any(value == "" for _, value in lines)
        y += look.px(0.5 if crowded else 1.2)
        rule(ground, look, area.left, area.right, y)
        y += look.px(1 if crowded else 2)
        step = max(look.px(4.9), look.font("body").get_linesize() + 1)
        for mark, count in self._counts():
            if y + step > area.bottom + look.px(3):
                break
            self._count(ground, pygame.Rect(area.left, y, area.width, step), mark, count)
            y += step

    def _portrait_score(self, ground: pygame.Surface, area: pygame.Rect, y: int) -> None:
        look = self.look
        half = area.width // 2
        line = max(look.px(5), look.font("h2").get_linesize())
        left = pygame.Rect(area.left, y, half - look.px(4), 10)
        for name, value in self._lines():
            y += self._line(ground, left, y, name, value, line)
        right = pygame.Rect(area.left + half + look.px(4), area.top, half - look.px(4), line)
        for mark, count in self._counts():
            self._count(ground, right, mark, count)
            right = right.move(0, line)

    def _lines(self) -> list[tuple[str, str | int]]:
        """Names and values; a sentence has no value."""
        score = self.summary.score
        lines: list[tuple[str, str | int]] = [("points", str(score.points))]
        if self.place:
            lines.append(("place", self.place))
        in_best = self.plan.ranked and self.plan.sitters[self.seat].player is not None
        why = self.summary.unranked if in_best else None
        if why is not None:
            lines.append((_UNRANKED[why], ""))
        elif self.best is not None and score.points > self.best:
            lines.append(("new best", f"+{score.points - self.best}"))
        elif self.best is not None:
            lines.append(("your best", str(self.best)))
        elif in_best:
            lines.append(("your first", "✓"))
        if self.plan.mode in (Mode.SPRINT, Mode.DAILY):
            lines.append(("time", _minutes(score.seconds)))
        if score.counted:
            lines.append(("a question", f"{score.seconds / score.counted:.1f} s"))
        if score.longest > 1 and why is None:  # the column has room for one of them
            lines.append(("best streak", score.longest))
        return lines

    def _line(
        self, ground: pygame.Surface, area: pygame.Rect, y: int, name: str, value: str | int, least: int
    ) -> int:
        """Draw a line that begins at ``y``. Returns its height: ``least`` pixels, or what its text takes."""
        look, palette, font = self.look, self.look.palette, self.look.font("h2")
        if value == "":  # a sentence in two lines of small print
            high = 2 * look.font("small").get_linesize()
            height = max(least, font.get_linesize(), high)
            top = y + (height - high) // 2
            paragraph(ground, look, name, "small", palette.soft, pygame.Rect(area.left, top, area.width, 0))
            return height
        new = name in ("new best", "your first")
        label = look.text(name, "body", palette.right if new else palette.soft)
        if isinstance(value, int):
            strokes = tally(min(value, Streak.MOST), look.px(4), palette.ink)
            fits = value <= Streak.MOST and label.get_width() + strokes.get_width() < area.width
            picture = strokes if fits else look.text(str(value), "h2", palette.ink)
        elif value == "✓":
            picture = mark_picture(Mark.RIGHT, look.px(3), palette)
        else:
            room = area.width - label.get_width() - look.px(2)
            picture = look.shrunk(value, "h2", palette.right if new else palette.ink, room)
        base = y + font.get_ascent()
        ground.blit(label, (area.left, base - look.font("body").get_ascent()))
        # On one base line with its name, however far it was shrunk.
        place = picture.get_rect(right=area.right)
        place.top = base - round(picture.get_height() * font.get_ascent() / font.get_linesize())
        if isinstance(value, int) or value == "✓":
            place.centery = base - look.px(1.3)
        ground.blit(picture, place)
        return max(least, font.get_linesize())

    def _counts(self) -> list[tuple[Mark, int]]:
        """How often each mark was given; right and wrong even if never."""
        answers = self.summary.answers
        counts = Counter(mark_of(answer) for answer in answers)
        counts[Mark.UNSURE] = sum(answer.unsure > 0 for answer in answers)
        always = (Mark.RIGHT, Mark.WRONG)
        return [(mark, counts[mark]) for mark in _COUNTED if counts[mark] or mark in always]

    def _count(self, ground: pygame.Surface, row: pygame.Rect, mark: Mark, count: int) -> None:
        look, palette = self.look, self.look.palette
        picture = mark_picture(mark, look.px(3), palette)
        put(ground, picture, midleft=row.midleft)
        word = look.fitted(_COUNTED[mark], "body", palette.soft, row.width - look.px(9))
        put(ground, word, midleft=(row.left + look.px(4.8), row.centery))
        colour = palette.ink if mark is Mark.UNSURE else mark_colour(mark, palette)
        number = look.text(str(count), "h2", colour)
        put(ground, number, midright=row.midright)

    def _winner(self) -> str | None:
        """Who won; None for one who played alone."""
        if len(self.summaries) < 2:
            return None
        if self.plan.rules.turns and len({summary.score.counted for summary in self.summaries}) > 1:
            return "Stopped early"  # not everybody has had as many questions
        best = [summary for summary in self.summaries if summary.place == 1]
        return f"{best[0].name} wins" if len(best) == 1 else "A draw"


def _minutes(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"

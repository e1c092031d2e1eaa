"""The forgetting lab: the same learning without rehearsal, in a sandbox, so that one sees the rest fall."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from data.records import NOT_A_DIGIT
from game.learning.course import Course, School
from game.scenes.page import Key
from game.scenes.teach.page import TeachPage
from game.ui.bars import percent, ten_squares
from game.ui.curve import Curve, draw_curves
from game.ui.sheet import rule

# So many points come of the lab's curve, and so many of them are shown a second: they come faster than one
# can watch.
_POINTS = 241
_PACE = 40.0


class Lab(TeachPage):
    """What happens to everybody's digits when the net learns one hand and nothing else."""

    title = "The forgetting lab"

    def __init__(self, school: School) -> None:
        super().__init__()
        self.school = school
        self.course: Course | None = None
        self._problem = ""
        self._seen: Course | None = None  # the one whose end is shown
        self._shown = 0.0  # points of the curve, and a share of the next
        self._moved: float | None = None

    @property
    def watching(self) -> bool:
        """Whether there is more to see: it runs, or what it told is still being drawn."""
        return self.course is not None and self.course is not self._seen

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.player_id is None:
            return (), ()
        if self.course is not None and self.watching:
            return (Key("Stop", self._stop, icon="cross"),), ()
        words = "Start" if self.course is None else "Once more"
        return (), (Key(words, self._start, primary=True),)

    def gone(self) -> None:
        if self.course is not None:
            self.course.cancel()

    def _stop(self) -> None:
        assert self.course is not None
        self.course.cancel()
        self._shown = _POINTS

    def _start(self) -> None:
        assert self.stage.player is not None
        self._shown, self._moved, self._seen = 0.0, None, None
        try:
            self.course = self.school.forget(self.stage.player)
        except OSError as error:
            self._problem = f"The lab cannot be started: {error.strerror or error}."
        self.again()

    def update(self, now: float) -> bool:
        super().update(now)
        course = self.course
        if course is None:
            return False
        news = self.school.update()
        if course is self._seen:
            return news
        drawn = self._drawn(now, len(course.curve))
        if not course.running and self._shown >= len(course.curve):
            self._seen = course
            self.again()
        return news or drawn

    def _drawn(self, now: float, told: int) -> bool:
        """Draw the curve on at its pace, up to what was told; True if there is more of it to see."""
        before, dt = self._shown, 0.0 if self._moved is None else now - self._moved
        self._moved = now
        step = told if self.stage.settings.reduced_motion else dt * _PACE
        self._shown = min(float(told), self._shown + step)
        return int(self._shown) > int(before)

    @property
    def _parts(self) -> tuple[pygame.Rect, pygame.Rect, pygame.Rect]:
        """Words, curves, and a row a digit."""
        look = self.look
        inner = self.inner
        head = pygame.Rect(
            inner.left, inner.top, inner.width, look.font("body").get_linesize() * 3 + look.px(1)
        )
        if look.size[0] > 900:
            head.height = look.font("body").get_linesize() * 2 + look.px(1)
        top = head.bottom + look.px(1)
        if look.portrait:
            height = (inner.bottom - top) // 2
            curves = pygame.Rect(inner.left, top, inner.width, height - look.px(2))
            return head, curves, pygame.Rect(inner.left, top + height, inner.width, height)
        width = round(inner.width * 0.54)
        curves = pygame.Rect(inner.left, top, width, inner.bottom - top)
        digits = pygame.Rect(curves.right + look.px(4), top, 0, inner.bottom - top)
        digits.width = inner.right - digits.left
        if look.taste.left_handed:
            curves.right, digits.left = inner.right, inner.left
        return head, curves, digits

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        if self.course is None and not self._problem:
            self.empty(ground, inner, "Can a net forget?", self._words())
            return
        head, _, _ = self._parts
        self.words(ground, head, self._words())
        rule(ground, self.look, head.left, head.right, head.bottom)

    def _words(self) -> str:
        course = self.course
        if self._problem:
            return self._problem
        if course is None:
            return (
                "When the net learns your hand, it rehearses everybody’s digits as well. Here it learns one "
                "of your digits and rehearses nothing: watch what it forgets. "
                "This is a sandbox; the net you play with stays as it is."
            )
        if self.watching:
            return "It practises one digit of yours over and over, and nothing else …"
        if course.result != "forgotten":
            return course.reason
        kept = course.more.get("with_rehearsal", {}).get("known")
        with_it = (
            f" With rehearsal it still reads {percent(kept)} of them." if isinstance(kept, float) else ""
        )
        first, last = course.curve[0]["known"], course.curve[-1]["known"]
        label = course.more.get("label")
        what = "scribbles" if label == NOT_A_DIGIT else f"{label}s"
        only = f"It learned nothing but {what}. " if label is not None else ""
        return (
            f"{only}Of everybody’s digits it read {percent(first)} rightly, now {percent(last)}.{with_it} "
            "Your own net was not touched."
        )

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        course = self.course
        if course is None or self.player_id is None:
            return
        look, palette = self.look, self.look.palette
        _, curves, digits = self._parts
        points = course.curve[: max(1, int(self._shown))]
        drawn = [
            Curve("The digit it practises", [point.get("own") for point in points], palette.right),
            Curve("Everybody’s digits", [point.get("known") for point in points], palette.accent),
        ]
        draw_curves(surface, curves, look, drawn, _POINTS)
        self._draw_digits(surface, digits, points[-1].get("per_digit", {}) if points else {})

    def _draw_digits(self, surface: pygame.Surface, area: pygame.Rect, shares: dict[str, float]) -> None:
        """How many of everybody's digits of each kind are still read."""
        look, palette = self.look, self.look.palette
        heading = look.shrunk("Everybody’s, digit by digit", "small", palette.soft, area.width)
        surface.blit(heading, area.topleft)
        top = area.top + heading.get_height() + look.px(0.6)
        pitch = min(look.px(5), (area.bottom - top) // 10)
        figures = look.font("small").size("100 %")[0]
        for digit in range(10):
            y = top + digit * pitch + pitch // 2
            label = look.text(str(digit), "small-read", palette.ink)
            surface.blit(label, label.get_rect(midleft=(area.left, y)))
            share = shares.get(str(digit))
            height = max(5, min(look.px(1.6), pitch // 2))
            left = area.left + look.px(3.2)
            bar = pygame.Rect(left, y - height // 2, area.right - figures - look.px(1) - left, height)
            fallen = share is not None and share < 0.9
            colour = palette.accent if fallen else palette.ink
            ten_squares(surface, bar, look, share or 0.0, colour)
            if share is not None:
                text = look.text(percent(share), "small", colour if fallen else palette.soft)
                surface.blit(text, text.get_rect(midright=(area.right, y)))

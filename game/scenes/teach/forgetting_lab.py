"""The forgetting lab: learning without rehearsal, in a sandbox. It shows how a net forgets all else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pygame

from data.records import RunState
from game.learning.process import CurvePoint
from game.learning.trainer import Learning
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.pupil import pupil_of, show_placeholder
from game.scenes.teach.sentences import kind, why
from game.ui.bars import percent, ten_squares
from game.ui.curve import Curve, draw_curves
from game.ui.layout import inset, split
from game.ui.sheet import paragraphs, placard, put, rule
from game.ui.widgets import Key
from recognizer.reason import Code

_POINTS = 241  # of the lab's curve
_PACE = 40.0  # points shown a second: they come faster than anybody can watch


class ForgettingLab(Scene):
    """What happens to everyone else's digits when the network learns from one player alone."""

    def __init__(self) -> None:
        super().__init__()
        self.experiment: Learning | None = None  # None before it is started
        self._problem = ""
        self._seen: Learning | None = None  # the one whose end is shown
        self._shown = 0.0  # points of the curve, and a share of the next
        self._moved: float | None = None

    @property
    def watching(self) -> bool:
        """Whether there is more to see: it runs, or some of its curve is still to be drawn."""
        return self.experiment is not None and self.experiment is not self._seen

    def layout(self) -> None:
        look = self.look
        page = Page(self, "The forgetting lab", *self._keys())
        inner = inset(look, page.area, 6, 4)
        words, gap = self._words(), look.px(1)
        head = inner.copy()
        head.height = look.font("body").get_linesize() * (2 if look.size[0] > 900 else 3) + gap
        below = pygame.Rect(inner.left, head.bottom + gap, inner.width, inner.bottom - head.bottom - gap)
        self._curves, self._digits = split(look, below, 0.54, 0.5, 0 if look.portrait else look.px(4))
        if look.portrait:
            self._curves.height -= look.px(2)
        if show_placeholder(self, page, ""):
            pass
        elif self.experiment is None and not self._problem:
            placard(page.ground, look, inner, "Can a net forget?", words)
        else:
            paragraphs(page.ground, look, head, words)
            rule(page.ground, look, head.left, head.right, head.bottom)
        self.widgets += page.buttons

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if pupil_of(self.stage) is None:
            return (), ()
        if self.watching:
            return (Key("Stop", self._stop, icon="cross"),), ()
        words = "Start" if self.experiment is None else "Once more"
        return (), (Key(words, self._start, primary=True),)

    def gone(self) -> None:
        if self.experiment is not None:
            self.experiment.cancel()

    def _stop(self) -> None:
        if self.experiment is not None:
            self.experiment.cancel()
        self._shown = _POINTS

    def _start(self) -> None:
        pupil, trainer = pupil_of(self.stage), self.stage.trainer
        if pupil is None or trainer is None:
            return
        self._shown, self._moved, self._seen = 0.0, None, None
        try:
            self.experiment = trainer.forget(pupil.player)
        except OSError as error:
            self._problem = f"The lab cannot be started: {error.strerror or error}."
        self.again()

    def update(self, now: float) -> bool:
        experiment, trainer = self.experiment, self.stage.trainer
        if experiment is None or trainer is None:
            return False
        news = trainer.update()
        if experiment is self._seen:
            return news
        drawn = self._drawn(now, len(experiment.curve))
        if not experiment.running and self._shown >= len(experiment.curve):
            self._seen = experiment
            self.again()
        return news or drawn

    def _drawn(self, now: float, known: int) -> bool:
        """Draw the curve on at its pace, up to what is known; True if there is more of it to see."""
        before, dt = self._shown, 0.0 if self._moved is None else now - self._moved
        self._moved = now
        step = known if self.stage.settings.reduced_motion else dt * _PACE
        self._shown = min(float(known), self._shown + step)
        return int(self._shown) > int(before)

    def _words(self) -> str:
        experiment = self.experiment
        if self._problem:
            return self._problem
        if experiment is None:
            return (
                "When the net learns your writing, it revises everyone else’s digits as well. Here it learns "
                "one of your digits and revises nothing: watch what it forgets. "
                "This is only an experiment. The net you play with stays as it is."
            )
        if self.watching or experiment.end is None:
            return "It practises one digit of yours over and over, and nothing else…"
        reason = experiment.end.reason
        if experiment.result is not RunState.FORGOTTEN or reason.code is not Code.LAB:
            return why(reason)
        first, last = (percent(experiment.curve[place].known or 0.0) for place in (0, -1))
        kept = experiment.end.rehearsed
        revised = f" If it had revised them too: still {percent(kept)}." if kept is not None else ""
        return (
            f"It practised only {kind(int(reason.figures['digit']))}. It used to read {first} of everyone "
            f"else’s digits; now {last}.{revised} Your own net is unchanged."
        )

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        if self.experiment is None or pupil_of(self.stage) is None:
            return
        look, palette = self.look, self.look.palette
        points = self.experiment.curve[: max(1, int(self._shown))]
        drawn = [
            Curve("The digit it practises", [point.own for point in points], palette.right),
            Curve("Everyone else’s digits", [point.known for point in points], palette.accent),
        ]
        draw_curves(surface, self._curves, look, drawn, _POINTS)
        self._draw_digits(surface, self._digits, (points[-1] if points else CurvePoint()).per_digit)

    def _draw_digits(self, surface: pygame.Surface, area: pygame.Rect, shares: Mapping[int, float]) -> None:
        """How many of everyone else's digits of each kind are still read."""
        look, palette = self.look, self.look.palette
        wordings = "Everyone else’s, digit by digit", "Everyone else’s digits"
        words = look.first_fit("small", area.width, *wordings)
        heading = look.text(words, "small", palette.soft)
        surface.blit(heading, area.topleft)
        top = area.top + heading.get_height() + look.px(0.6)
        pitch = min(look.px(5), (area.bottom - top) // 10)
        figures = look.font("small").size("100 %")[0]
        for digit in range(10):
            y = top + digit * pitch + pitch // 2
            put(surface, look.text(str(digit), "small-read", palette.ink), midleft=(area.left, y))
            share = shares.get(digit)
            height = max(5, min(look.px(1.6), pitch // 2))
            left = area.left + look.px(3.2)
            bar = pygame.Rect(left, y - height // 2, area.right - figures - look.px(1) - left, height)
            fallen = share is not None and share < 0.9
            colour = palette.accent if fallen else palette.ink
            ten_squares(surface, bar, look, share or 0.0, colour)
            if share is not None:
                text = look.text(percent(share), "small", colour if fallen else palette.soft)
                put(surface, text, midright=(area.right, y))

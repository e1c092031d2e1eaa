"""A duel's picture: the spine for a clock, names and question over the book, its two pages."""

from __future__ import annotations

import pygame

from game.play.states import State
from game.scenes.match.duel_page import DuelFrame, DuelPage
from game.scenes.match.match_scene import MatchScene
from game.scenes.match.plan import Plan
from game.scenes.match.verdict import Echo, draw_word
from game.ui.clock_line import clock_line
from game.ui.icons import tally
from game.ui.sheet import disc, rounded
from game.ui.thumbnail import writing, written_width

COUNT, COUNT_S = 3, 0.55


class DuelPicture(MatchScene):
    """Draws what the last update has found.

    Attributes:
        pages: of the two seats; none until the match begins.
        word: what happened last, to be shown below the book.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.frame: DuelFrame
        self.pages: list[DuelPage] = []
        self.word: Echo | None = None
        self._share = 1.0
        self._picture: tuple[str, pygame.Surface] | None = None

    def _mode(self) -> str:
        if self.session is None:
            return "count"
        if self.session.paused:
            return "paused"
        states = [self.session.view(seat).play.state for seat in (0, 1)]
        return "count" if State.READY in states else "play"

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        look, frame, now = self.look, self.frame, self.stage.clock()
        mode = self._mode()
        clock_line(
            surface,
            look,
            frame.spine,
            frame.book.top,
            frame.book.bottom,
            self._share if self.clocked else None,
        )
        if mode == "count" or self.session is None:
            self._draw_count(surface, now)
            return
        self._draw_names(surface)
        if mode == "paused":
            self._draw_pause(surface)
            return
        self._draw_question(surface)
        for page in self.pages:
            page.draw(surface, now)
        for widget in self.widgets:  # keypads and offers lie on the pages
            if frame.book.contains(widget.rect):
                widget.draw(surface)
        if self.word is not None:
            width = look.px(34)
            area = pygame.Rect(frame.foot.centerx - width // 2, frame.foot.top, width, frame.foot.height)
            draw_word(surface, look, self.word, area)

    def _draw_question(self, surface: pygame.Surface) -> None:
        views = [page.view.play for page in self.pages if page.person]
        text = next((v.solved for v in views if v.solved), None)
        text = text or next((v.question for v in views if v.question), None)
        if text is None:
            return
        look, area = self.look, self.frame.question
        if self._picture is None or self._picture[0] != text:
            role = "question" if not look.stacked else "question-stacked"
            self._picture = text, look.shrunk(text, role, look.palette.ink, area.width)
        surface.blit(self._picture[1], self._picture[1].get_rect(center=area.center))

    def _draw_names(self, surface: pygame.Surface) -> None:
        """Each player over their page: ink colour and shape, name, rounds won."""
        look, frame = self.look, self.frame
        for page in self.pages:
            colour, left = page.canvas.colour, page.seat == 0
            y, side = frame.names_y, look.px(2.2)
            x = frame.book.left if left else frame.book.right - side
            if left:
                dot = disc(side // 2, colour)
                surface.blit(dot, dot.get_rect(midleft=(x, y)))
            else:
                rounded(surface, pygame.Rect(x, y - side // 2, side, side), colour, max(1, look.px(0.2)))
            room = (frame.book.width - self.frame.question.width) // 2 - side - look.px(3)
            room = max(room, look.px(18))
            name = look.fitted(self.plan.sitters[page.seat].name, "h2", look.palette.ink, room)
            place = name.get_rect(midleft=(x + side + look.px(1.4), y))
            if not left:
                place.midright = (x - look.px(1.4), y)
            surface.blit(name, place)
            wins = page.view.play.score.wins
            if wins and not look.portrait:
                marks = tally(min(wins, 10), look.px(4), colour)
                spot = marks.get_rect(midleft=(place.right + look.px(1.4), y))
                if not left:
                    spot.midright = (place.left - look.px(1.4), y)
                if frame.question.colliderect(spot) and look.stacked:
                    spot.bottom = place.top
                    spot.left, spot.right = (place.left, spot.right) if left else (spot.left, place.right)
                surface.blit(marks, spot)
        play = self.pages[0].view.play
        if play.goal:
            text = look.text(f"round {self.round_now()} of {play.goal}", "small", look.palette.soft)
            surface.blit(text, text.get_rect(midright=(frame.book.right, frame.bar.centery)))

    def round_now(self) -> int:
        """The round on the book, from 1; a verdict that shows belongs to its round."""
        plays = [page.view.play for page in self.pages]
        if self.session is None or self.session.over:
            return plays[0].goal
        closed = max(play.score.counted for play in plays)
        showing = any(play.state is State.SHOWING for play in plays)
        return min(plays[0].goal, closed + (not showing))

    def _draw_count(self, surface: pygame.Surface, now: float) -> None:
        look = self.look
        since = now - self.entered
        number = COUNT - int(since / COUNT_S)
        title = look.shrunk(self.plan.title, "h1", look.palette.ink, self.frame.question.width)
        surface.blit(title, title.get_rect(center=self.frame.question.center))
        if number < 1:
            return
        for zone in self.frame.zones:
            height = min(look.px(24), round(zone.height * 0.5))
            left = zone.centerx - written_width(str(number), height) // 2
            share = 1.0 if look.taste.reduced_motion else (since % COUNT_S) / (COUNT_S * 0.55)
            baseline = zone.centery + height // 2
            writing(surface, str(number), left, baseline, height, share, look.palette.soft, look.u * 1.1)

    def _draw_pause(self, surface: pygame.Surface) -> None:
        look = self.look
        for zone in self.frame.zones:
            rounded(surface, zone.inflate(2, 2), look.palette.sheet, 0)
        title = look.text("Paused", "h1", look.palette.ink)
        surface.blit(title, title.get_rect(center=self.frame.question.center))

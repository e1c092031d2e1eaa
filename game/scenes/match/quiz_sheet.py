"""A quiz's picture: the question or what is asked instead, the ink and its reading, the verdict."""

from __future__ import annotations

import pygame

from game.play.states import State
from game.scenes.match.plan import Plan
from game.scenes.match.quiz_bar import draw_bar
from game.scenes.match.quiz_buttons import QuizButtons
from game.scenes.match.quiz_clock import LineClock
from game.scenes.match.quiz_covers import draw_count, draw_hand_over, draw_pause
from game.scenes.match.seat_canvas import SeatCanvas
from game.scenes.match.verdict import Echo, draw_answer, draw_margin_mark, draw_strike, draw_word
from game.scenes.page import mirrored
from game.session.ports import SeatView
from game.ui.clock_line import clock_line
from game.ui.marks import Streak
from game.ui.slide import Slide
from game.ui.thumbnail import thumbnail, written_width


class QuizPicture(QuizButtons):
    """Draws what the last update has found.

    Attributes:
        canvas: the sheet's squares; None until the match begins.
        names: the marks of the closed rounds, in order.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.canvas: SeatCanvas | None = None
        self.names: list[str] = []
        self._streak = Streak()
        self._slide = Slide()
        self._clock = LineClock(plan.mode, 1, 4.0)
        self._surface: pygame.Surface | None = None
        self._picture: tuple[tuple[str, int], pygame.Surface] | None = None
        self._shown: SeatView | None = None
        self._drawn_mode = "count"

    def _ink_colour(self) -> tuple[int, int, int]:
        return self.look.palette.seats[self.seat % 2]

    def notice_room(self) -> pygame.Rect:
        """Over the bar on top, but not over its pause button: what is pressed at the foot cannot wait."""
        bar, look = self.frame.bar, self.look
        room = pygame.Rect(bar.left + look.target(6.4) + look.px(2), bar.top, 0, bar.height)
        room.width = bar.right - room.left
        return mirrored(look, room)

    def draw(self, surface: pygame.Surface) -> None:
        self._surface = surface
        now = self.stage.clock()
        super().draw(surface)
        look, frame = self.look, self.frame
        mode = self._drawn_mode
        if self.session is None or mode == "count":
            clock_line(
                surface, look, frame.line, frame.sheet.top, frame.sheet.bottom, 1.0 if self.clocked else None
            )
            draw_count(surface, look, frame, self.plan.title, self.about(), now - self.entered)
            return
        view = self._shown or self._view()
        share, seconds = self._clock.share, self._clock.seconds
        standing = view.play.state not in (State.THINKING, State.WRITING, State.TYPING)
        clock_line(
            surface, look, frame.line, frame.sheet.top, frame.sheet.bottom, share, seconds, standing=standing
        )
        who = (self.plan.sitters[self.seat].name, self._ink_colour()) if self.in_turns else None
        draw_bar(surface, look, frame, view.play, self.names, self._streak, who)
        match mode:
            case "play" | "showing" | "over":
                self._draw_question(surface, view, mode, now)
            case "unsure" if self._unsure:
                self._unsure.draw(surface)
            case "asking" if self._misread:
                self._misread.draw(surface)
                asked = self.asked_seat()
                disputed = self.session.view(asked).play.disputed
                if disputed is not None:
                    ink = self.session.ink(asked, disputed)
                    thumbnail(
                        surface,
                        ink,
                        self._misread.ink,
                        look,
                        self._ink_colour(),
                        1.2 if not look.stacked else 0.7,
                    )
            case "paused":
                draw_pause(surface, look, frame)
            case "hand-over":
                draw_hand_over(surface, look, frame, self.session.summary(), self.seat, self._ink_colour())
        self._draw_sheet(surface, view, mode, now)
        for widget in self.widgets:  # above the sheet: a keypad on the squares
            if frame.zone.contains(widget.rect):
                widget.draw(surface)
        self._slide.draw(surface, look, frame.sheet, now)

    def _draw_sheet(self, surface: pygame.Surface, view: SeatView, mode: str, now: float) -> None:
        """What lies on the squares besides the ink."""
        look, frame, canvas = self.look, self.frame, self.canvas
        assert canvas is not None
        if self.canvases and canvas.strokes:
            canvas.marks.draw(surface, look, canvas.colour, rings=mode == "unsure" or not canvas.writing)
        if view.play.typed and mode == "play":
            role = frame.role if self._keypad is None else "question-stacked"
            text = look.shrunk(view.play.typed, role, look.palette.ink, frame.zone.width)
            place = text.get_rect(center=frame.zone.center)
            if self._keypad is not None:
                place.center = (frame.zone.centerx, (frame.zone.top + self._keypad.rect.top) // 2)
                if frame.low:
                    place.topright = frame.question.topright
            surface.blit(text, place)
            surface.fill(
                look.palette.accent,
                (place.right + 2, place.top + place.height // 5, max(2, look.px(0.3)), place.height * 3 // 5),
            )
        echo = self.echo
        if echo is None or mode in ("paused", "asking", "count"):
            return
        if mode == "showing" and canvas.strokes:
            draw_strike(surface, look, echo, view.ink, self._ink_box(), now)
        if mode in ("showing", "over", "unsure") or (now - echo.since < 1.1 and echo.name != "unsure"):
            draw_margin_mark(surface, look, echo, frame.margin, now)
        self._draw_message(surface, echo, mode)

    def _draw_message(self, surface: pygame.Surface, echo: Echo, mode: str) -> None:
        look, frame = self.look, self.frame
        if mode == "unsure" or (echo.name == "unsure" and mode == "play"):
            return
        rows = [w.rect for w in self.widgets if w.rect.top >= frame.sheet.bottom]
        middle = look.size[0] // 2
        left = max((r.right for r in rows if r.centerx < middle), default=frame.foot.left) + look.px(2)
        right = min((r.left for r in rows if r.centerx >= middle), default=frame.foot.right) - look.px(2)
        area = pygame.Rect(left, rows[0].top if rows else frame.foot.top, right - left, look.target(8))
        if area.width > look.px(22):
            draw_word(surface, look, echo, area)
        elif (
            mode == "play"
            and not self.keys_wanted
            and self.stage.clock() - echo.since < 2.5
            and self._picture is not None
        ):
            used = frame.question.left + self._picture[1].get_width() + look.px(2)
            room = pygame.Rect(used, frame.question.top + look.px(3), frame.question.right - used, 10)
            draw_word(surface, look, echo, room, lines=True)

    def _ink_box(self) -> pygame.Rect:
        assert self.canvas is not None
        box = self.canvas.ink.box
        (left, top), (right, bottom) = (
            self.canvas.to_window(box.left, box.top),
            self.canvas.to_window(box.right, box.bottom),
        )
        return pygame.Rect(round(left), round(top), round(right - left), round(bottom - top))

    def _draw_question(self, surface: pygame.Surface, view: SeatView, mode: str, now: float) -> None:
        look, frame = self.look, self.frame
        question = view.play.question
        if question is None:
            return
        key = question, id(look)
        if self._picture is None or self._picture[0] != key:
            self._picture = key, look.shrunk(question, frame.role, look.palette.ink, frame.question.width)
        picture = self._picture[1]
        place = picture.get_rect(midleft=(frame.question.left, frame.centre_y))
        surface.blit(picture, place)
        if self.echo is not None and self.echo.answer and mode in ("showing", "over"):
            draw_answer(surface, look, self.echo, self._answer_area(question, place, self.echo.answer), now)

    def _answer_area(self, question: str, place: pygame.Rect, answer: str) -> pygame.Rect:
        """Where the right answer writes itself: behind the equals sign, or below.

        What fills a gap stands below the gap, or far from the result: beside it, it would read as its end.
        """
        look, frame = self.look, self.frame
        font, gap = look.font(frame.role), question.find("?")
        height = round(font.get_height() * 0.5)
        width = written_width(answer, height)
        if frame.low:
            left = place.right + look.px(3)
            if gap >= 0:
                left = max(left, frame.question.right - width)
            return pygame.Rect(left, place.centery - height // 2, frame.question.right - left, height)
        area = pygame.Rect(place.left, place.bottom + look.px(2), frame.question.width, height)
        if gap >= 0 and width < area.width:
            before, upto = (font.size(question[:end])[0] for end in (gap, gap + 1))
            area.width = width
            area.centerx = place.left + place.width * (before + upto) // (2 * font.size(question)[0])
            area.clamp_ip(pygame.Rect(frame.question.left, area.top, frame.question.width, height))
        return area

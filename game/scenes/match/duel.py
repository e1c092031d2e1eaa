"""The duel: one question, two pages of an open book, the spine for a clock. The first right answer wins it.

Against somebody with a pen of their own, a computer that writes, or the ghost of one's own best run.

Who is asked about unsure ink is asked on their own page. The question goes from sight unless another person
still works on it: they are not to be disturbed. What the rules make of the time (`game.play.change`) keeps
anybody from gaining by it.
"""

from __future__ import annotations

from functools import partial

import pygame

from game.play import events as e
from game.play.scoring import SLIPS, Outcome
from game.play.states import State
from game.scenes.match.duel_page import DuelFrame, DuelPage
from game.scenes.match.duel_picture import COUNT, COUNT_S, DuelPicture
from game.scenes.match.plan import Plan
from game.scenes.match.verdict import Echo, name_of
from game.scenes.page import Key, button_row
from game.ui.events import KeyEvent
from game.ui.widgets import Widget


class Duel(DuelPicture):
    """Two seats at once."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.first: int | None = None  # who was right first in this round
        self._asked_clock = [0.0, 0.0]
        self._arranged: object = None

    # Layout

    def layout(self) -> None:
        self.frame = DuelFrame(self.look)
        self.ground = self.frame.ground()
        self._arranged = self._picture = None
        for page in self.pages:
            page.place(self.frame)
        self._arrange()

    def begun(self) -> None:
        assert self.session is not None
        self.pages = [
            DuelPage(self.frame, self.session, seat, self.plan.sitters[seat].person) for seat in (0, 1)
        ]
        self._arranged = None

    def _arrange(self) -> None:
        """Build the widgets anew where what they are for has changed."""
        mode = self._mode()
        wanted: tuple[object, ...] = (mode, *(page.wanted() for page in self.pages if mode == "play"))
        if wanted == self._arranged:
            return
        self._arranged = wanted
        look, foot = self.look, self.frame.foot
        widgets: list[Widget] = []
        if mode == "paused":
            widgets += button_row(
                look, foot, [Key("Stop here", self.stop)], [Key("Go on", self.resume, "play", primary=True)]
            )
        else:
            widgets.append(self.pause_button(self.frame.bar))
        if mode == "play":
            half = (foot.width - look.px(34)) // 2
            for page in self.pages:
                area = pygame.Rect(
                    foot.left if page.seat == 0 else foot.right - half, foot.top, half, foot.height
                )
                keys = self._keys(page)
                row = button_row(look, area, keys, ()) if page.seat == 0 else button_row(look, area, (), keys)
                for button in row:
                    if look.taste.left_handed:  # seats do not swap sides
                        button.rect.left = look.size[0] - button.rect.right
                page.arrange(row, self._choose, self._claim, self._typed, self._enter)
                widgets += page.widgets
        self.widgets = widgets
        self._holders = {k: v for k, v in self._holders.items() if not isinstance(v, Widget)}
        self.focus.reset(self.widgets)
        self.changed = True

    def _keys(self, page: DuelPage) -> list[Key]:
        seat = page.seat
        if not page.person or self.session is None:
            return []
        if page.state is State.ASKING:
            return [Key("Never mind", partial(self._withdraw, seat))]
        if page.state in (State.SHOWING, State.WAITING):
            fair = self.disputable([seat]) is not None
            return [Key("Misread me?", partial(self._dispute, seat), enabled=fair)]
        if page.keys:
            return [Key("Write with the pen", partial(self._use_pen, seat))]
        return [
            Key("Undo", partial(self._undo, seat), "undo"),
            Key("Clear", partial(self._clear, seat), "clear"),
        ]

    # Time

    def update(self, now: float) -> bool:
        moving = self.advance(now)
        if self.session is None:
            self._arrange()
            return True
        mode = self._mode()
        if mode == "count" and now - self.entered >= COUNT * COUNT_S:
            for seat in self.persons:
                self.session.ready(seat, now)
        for page in self.pages:
            moving |= page.follow(now)
        self._arrange()
        self.canvases = [p.canvas for p in self.pages if p.person and p.writes] if mode == "play" else []
        for page in self.pages:
            for widget in page.widgets:
                action = getattr(widget, "action", None)
                if isinstance(action, partial) and action.func in (self._undo, self._clear):
                    enabled = page.view.can_undo if action.func == self._undo else bool(page.view.ink.strokes)
                    self.changed |= enabled != widget.enabled
                    widget.enabled = enabled
        thinking = [page.view.play for page in self.pages if page.state is State.THINKING]
        if thinking:
            spent = min(play.clock - self._asked_clock[play.seat] for play in thinking)
            self._share = max(0.0, 1 - spent / (2 * self.par))
        return moving or mode == "count" or not self.session.paused

    def heard(self, event: e.Event, now: float) -> None:
        sound, page = self.stage.sound, self.pages[event.seat] if self.pages else None
        if page is None or self.session is None:
            return
        match event:
            case e.Asked():
                self._asked_clock[event.seat] = self.session.view(event.seat).play.clock
                page.echo, self.first = None, None
                page.pen()
            case e.Reopened():
                page.echo = self.word = None
            case e.Doubted():
                page.echo = Echo("unsure", "Unsure", "", now)
                sound.play("unsure")
            case e.Judged():
                answer = self.answer(event.seat, event.round)
                if answer is None:
                    return
                page.echo = Echo.of(answer, now)
                name = self.plan.sitters[event.seat].name
                if name_of(answer) in ("misread", "void"):
                    sound.play("misread")
                    self.word = page.echo
                elif answer.outcome is Outcome.RIGHT:
                    sound.play("right")
                    if answer.first:
                        self.first = event.seat
                        self.word = Echo("right", f"{name} is first", "", now)
                elif answer.outcome in SLIPS:
                    sound.play("wrong")
                    self.word = Echo("wrong", f"{name} slipped", "", now)
        self.changed = True

    # What can be done

    def key(self, event: KeyEvent) -> None:
        mode = self._mode()
        alone = self.persons[0] if len(self.persons) == 1 else None
        keypads = [page.keypad for page in self.pages if page.keypad is not None]
        keypad = keypads[0] if len(keypads) == 1 else None  # one keyboard cannot tell two apart
        enter = event.key in (pygame.K_RETURN, pygame.K_KP_ENTER) and not self.focus.visible
        digit = event.text.isdigit() and event.text.isascii()
        now = self.stage.clock()
        if event.key in (pygame.K_ESCAPE, pygame.K_p):
            self.resume() if mode == "paused" else self.pause()
        elif enter and mode == "paused":
            self.resume()
        elif keypad is not None and digit:
            keypad.type(event.text)
        elif keypad is not None and enter:
            keypad.finish()
        elif keypad is not None and event.key == pygame.K_BACKSPACE:
            keypad.delete()
        elif self.session is not None and mode == "play" and enter:
            for seat in self.persons:
                self._enter(seat)
        elif self.session is not None and alone is not None and digit:
            typed = self.session.view(alone).play.typed
            self.session.typing(alone, (typed + event.text)[:6], now)
        elif self.session is not None and alone is not None and event.key == pygame.K_BACKSPACE:
            typed = self.session.view(alone).play.typed
            self.session.typing(alone, typed[:-1], now) if typed else self.session.undo(alone, now)
        else:
            super().key(event)
        self.changed = True

    def _undo(self, seat: int) -> None:
        if self.session is not None:
            self.session.undo(seat, self.stage.clock())

    def _clear(self, seat: int) -> None:
        if self.session is not None:
            self.session.clear(seat, self.stage.clock())

    def _dispute(self, seat: int) -> None:
        what = self.disputable([seat])
        if what is not None and self.session is not None:
            self.session.dispute(seat, self.stage.clock(), what[1])

    def _withdraw(self, seat: int) -> None:
        if self.session is not None:
            self.session.withdraw(seat, self.stage.clock())

    def _claim(self, seat: int, text: str) -> None:
        if self.session is not None:
            self.session.claim(seat, text, self.stage.clock())

    def _use_pen(self, seat: int) -> None:
        """Put the number keys away, and what was typed with them."""
        self.pages[seat].pen()
        if self.session is not None and self.session.view(seat).play.typed:
            self._typed(seat, "")

    def _typed(self, seat: int, text: str) -> None:
        if self.session is not None:
            self.session.typing(seat, text, self.stage.clock())

    def _enter(self, seat: int) -> None:
        if self.session is not None:
            self.session.enter(seat, self.stage.clock())

    def _choose(self, seat: int, text: str) -> None:
        if self.session is not None:
            self.session.choose(seat, text, self.stage.clock())

"""What a player can do at the sheet of a quiz, whatever key or button it comes from."""

from __future__ import annotations

from game.scenes.match.asks import MisreadAsk
from game.scenes.match.match_scene import MatchScene
from game.scenes.match.plan import Plan
from game.scenes.match.verdict import Echo
from game.session.ports import SeatView
from game.ui.keypad import Keypad


class QuizActs(MatchScene):
    """Hands what a player does on to the session.

    Attributes:
        seat: whose sheet it is.
        echo: the verdict being shown.
        keys_wanted: number keys lie on the squares, instead of the pen.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.seat = 0
        self.echo: Echo | None = None
        self.keys_wanted = False
        self._misread: MisreadAsk | None = None
        self._keypad: Keypad | None = None

    def _view(self) -> SeatView:
        assert self.session is not None
        return self.session.view(self.seat)

    def _type(self, digits: str) -> None:
        if self._misread is not None:
            self._misread.keypad.type(digits)
        elif self._keypad is not None:
            self._keypad.type(digits)
        elif self.session is not None:
            self._typed((self._view().play.typed + digits)[:6])
        self.changed = True

    def _typed(self, text: str) -> None:
        if self.session is not None:
            self.session.typing(self.seat, text, self.stage.clock())

    def _typed_done(self, text: str) -> None:  # noqa: ARG002 - the session knows it
        self._enter()
        if self._keypad is not None:
            self._keypad.text = ""

    def _touched(self, text: str) -> None:  # noqa: ARG002 - only redrawn
        self.changed = True

    def _undo(self) -> None:
        if self.session is None:
            return
        if self._misread is not None:
            self._misread.keypad.delete()
        elif self._keypad is not None:
            self._keypad.delete()
        elif typed := self._view().play.typed:
            self._typed(typed[:-1])
        else:
            self.session.undo(self.seat, self.stage.clock())

    def _clear(self) -> None:
        if self.session is not None and self._view().play.typed:
            self._typed("")
        elif self.session is not None:
            self.session.clear(self.seat, self.stage.clock())

    def _pass(self) -> None:
        if self.session is not None:
            self.session.give_up(self.seat, self.stage.clock())

    def _enter(self) -> None:
        if self.session is not None:
            self.session.enter(self.seat, self.stage.clock())

    def _next(self) -> None:
        if self.session is not None:
            self.session.next(self.seat, self.stage.clock())

    def _ready(self) -> None:
        if self.session is not None:
            self.echo = None
            self.session.ready(self.seat, self.stage.clock())

    def _choose(self, text: str) -> None:
        if self.session is not None:
            self.session.choose(self.seat, text, self.stage.clock())

    def _want_keys(self) -> None:
        self.keys_wanted = True

    def _switch_keys(self) -> None:
        self.keys_wanted = not self.keys_wanted

    def _claim(self, text: str) -> None:
        if self.session is not None:
            self.session.claim(self.asked_seat(), text, self.stage.clock())

    def _withdraw(self) -> None:
        if self.session is not None:
            self.session.withdraw(self.asked_seat(), self.stage.clock())

"""What can be pressed at a quiz's sheet: which buttons, for what the sheet is for just now."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.play.states import State
from game.scenes.match.asks import MisreadAsk, UnsureAsk
from game.scenes.match.plan import Plan
from game.scenes.match.quiz_acts import QuizActs
from game.scenes.match.quiz_frame import QuizFrame
from game.scenes.page import Key, button_row
from game.session.ports import SeatView
from game.ui.keypad import Keypad
from game.ui.widgets import Widget


class QuizButtons(QuizActs):
    """Builds the buttons anew whenever the sheet is for something else."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.frame: QuizFrame
        self._unsure: UnsureAsk | None = None
        self._arranged: object = None

    def _mode(self) -> str:
        """What the sheet is for now."""
        if self.session is None:
            return "count"
        if self.session.paused:
            return "paused"
        state = self._view().play.state
        if any(self.session.view(seat).play.state is State.ASKING for seat in self.persons):
            return "asking"
        if state in (State.READY, State.WAITING):
            return "hand-over" if self.in_turns else "count"
        return {State.UNSURE: "unsure", State.SHOWING: "showing", State.OVER: "over"}.get(state, "play")

    def _arrange(self) -> None:
        """Build the widgets for what the sheet is for, where that has changed."""
        mode = self._mode()
        offered = self._view().play.offered if mode == "unsure" else ()
        typing = mode == "unsure" and self._view().play.offer_typing
        wanted = (mode, offered, typing, self.keys_wanted)
        if wanted == self._arranged:
            return
        self._arranged = wanted
        self._unsure = self._misread = self._keypad = None
        widgets: list[Widget] = []
        look, frame = self.look, self.frame
        left, right = self._keys(mode)
        if mode == "unsure":
            self._unsure = UnsureAsk(
                look,
                frame.question,
                offered,
                self._choose,
                self._want_keys if typing and not self.keys_wanted else None,
            )
            widgets += self._unsure.buttons
        if mode == "asking":
            self._misread = MisreadAsk(look, frame.question, frame.zone, self._touched, self._claim)
            widgets += self._misread.keypad.buttons
        elif self.keys_wanted and mode in ("play", "unsure"):
            above = look.px(1.5) if frame.low else look.px(15)  # for what is typed
            lower = pygame.Rect(
                frame.zone.left, frame.zone.top + above, frame.zone.width, frame.zone.height - above
            )
            typed = self._view().play.typed
            self._keypad = Keypad(look, lower, self._typed, self._typed_done, typed)
            widgets += self._keypad.buttons
        widgets += button_row(look, frame.foot, left, right)
        if mode in ("play", "unsure", "showing", "count"):
            widgets.insert(0, self.pause_button(frame.bar))
        self.widgets = widgets
        self._holders = {k: v for k, v in self._holders.items() if not isinstance(v, Widget)}
        self.focus.reset(self.widgets)
        self.changed = True

    def _keys(self, mode: str) -> tuple[Sequence[Key], Sequence[Key]]:
        misread = Key("Misread me?", self.dispute)
        match mode:
            case "play" | "unsure" if self.keys_wanted:
                return (Key("Pass", self._pass, "skip"),), (misread,)
            case "play" | "unsure":
                return (
                    (
                        Key("Undo", self._undo, "undo"),
                        Key("Clear", self._clear, "clear"),
                        Key("Pass", self._pass, "skip"),
                    ),
                    (misread, Key("Done", self._enter, "tick", primary=True)),
                )
            case "showing":
                return (), (misread, Key("Next", self._next, primary=True))
            case "asking":
                return (Key("Never mind", self._withdraw),), ()
            case "paused":
                name = "Write with the pen" if self.keys_wanted else "Use number keys"
                return (
                    (
                        Key("Stop here", self.stop),
                        Key(name, self._switch_keys, "keys" if not self.keys_wanted else None),
                    ),
                    (Key("Go on", self.resume, "play", primary=True),),
                )
            case "hand-over":
                return (misread,) if self.echo else (), (Key("I’m ready", self._ready, primary=True),)
        return (), ()

    def _enable(self, view: SeatView) -> None:
        """Let buttons work as the moment allows."""
        ink = bool(view.ink.strokes) or bool(view.play.typed)
        for widget in self.widgets:
            action = getattr(widget, "action", None)
            enabled = widget.enabled
            if action == self._undo:
                enabled = view.can_undo or bool(view.play.typed)
            elif action == self._clear:
                enabled = ink
            elif action == self._enter:
                enabled = ink and view.play.state is not State.UNSURE
            elif action == self.dispute:
                enabled = self.disputable() is not None
            elif action == self._pass:
                enabled = view.play.state is not State.WRITING
            if enabled != widget.enabled:
                widget.enabled, self.changed = enabled, True

"""Explanations in Free draw, on request: which ink decided the reading, and what the layers do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from game.scenes.free_draw.insight import Insight, explain, inspect
from game.stage import Stage
from game.ui.canvas import Canvas

if TYPE_CHECKING:
    from game.scenes.free_draw.insight import Layers, Why

_WHY, _LAYERS = "free-draw-why", "free-draw-why-layers"


class Explanations:
    """Works them out off the frame loop, for the present ink.

    Args:
        show: called when a result is there, or cannot be worked out.

    Attributes:
        wants_why, wants_layers: whether the player wants to see them.
        whys: of each digit; empty until it is worked out.
        layers: of the digit written last; None until they are worked out.
    """

    def __init__(self, show: Callable[[], None]) -> None:
        self._show = show
        self.wants_why, self.wants_layers = False, False
        self.whys: tuple[Why, ...] = ()
        self.layers: Layers | None = None
        self._done = -1  # the version of the ink that they explain

    def new_ink(self, stage: Stage) -> None:
        """Forget the results: they explain older ink."""
        self.whys, self.layers = (), None
        self._done = -1
        stage.worker.cancel(_WHY)

    def again(self) -> None:
        """Work out again what the player wants to see."""
        self._done = -1

    def toggle_why(self) -> None:
        self.wants_why, self.whys = not self.wants_why, ()
        self.again()

    def toggle_layers(self) -> None:
        self.wants_layers, self.layers = not self.wants_layers, None
        self.again()

    def follow(self, stage: Stage, canvas: Canvas, insight: Insight, now: float) -> bool:
        """Start the work once the pen rests; True while it waits for that."""
        if canvas.resting(now) and insight.version == canvas.version != self._done:
            self._done = canvas.version
            self._work(stage, insight)
        return canvas.version != self._done and not canvas.writing and (self.wants_why or self.wants_layers)

    def _work(self, stage: Stage, insight: Insight) -> None:
        reader = stage.reader
        if reader is None or not insight.digits:
            return
        if self.wants_why:
            came = partial(self._explained, insight.version)
            stage.worker.submit(lambda: explain(reader, insight), came, key=_WHY)
        if self.wants_layers:
            stage.worker.submit(
                lambda: inspect(reader, insight),
                partial(self._inspected, insight.version),
                failed=partial(self._no_layers, stage),
                key=_LAYERS,
            )

    def _explained(self, version: int, whys: tuple[Why, ...]) -> None:
        if version == self._done:
            self.whys = whys
            self._show()

    def _inspected(self, version: int, stack: Layers) -> None:
        if version == self._done:
            self.layers = stack
            self._show()

    def _no_layers(self, stage: Stage, error: Exception) -> None:
        self.wants_layers = False
        self._show()
        stage.tell(f"The layers cannot be shown: {error}")

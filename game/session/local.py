"""A session of players at this machine: alone, taking turns, or side by side.

    session = LocalSession(setup, sitters, now=stage.clock(), jobs=stage.worker, reader=lambda: stage.reader,
                           store=book, tell=stage.tell, hand=handwriting.write)

Each frame: hand the canvas's pointer events on (``pen_down``, ``pen_move``, ``pen_up``), then
``for event in session.update(now)``, then show ``session.view(seat)``: if its ``sheet`` is another one than
before, ``canvas.replace(view.ink.strokes)``; ``canvas.enabled = view.pen``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from game.play.modes import Setup
from game.session.ports import Hand, Jobs, Occasion, Reader, Sitter, Store


class LocalSession:
    """A :class:`~game.session.ports.Session` on this machine; see there for everything it can do.

    Args:
        setup: one seat for each of ``sitters``.
        now: the time by the clock that all other times are from.
        reader: gives the reader in use, None until it is loaded.
        store: where answers and samples go; None keeps nothing.
        tell: shows the player one sentence.
        hand: writes a computer's or ghost's digits; None leaves their sheets empty.

    Raises:
        PlayError: the setup makes no match; says why.
    """

    def __init__(
        self,
        setup: Setup,
        sitters: Sequence[Sitter] = (Sitter(),),
        *,
        now: float,
        jobs: Jobs,
        reader: Callable[[], Reader | None],
        store: Store | None = None,
        tell: Callable[[str], None] = lambda _: None,
        hand: Hand | None = None,
        occasion: Occasion = Occasion(),  # noqa: B008 - frozen
    ) -> None:
        raise NotImplementedError("under construction: program against game.session.ports.Session")

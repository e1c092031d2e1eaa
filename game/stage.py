"""What a scene is handed (:class:`Stage`), and what it may ask for (:data:`Transition`).

A scene asks for another screen by value, ``Open("match", plan)``; `game.routes` makes it, and only the app
(`game.stack`) performs it. So no scene imports another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from game.settings import Settings
from game.ui.look import Look
from game.ui.sound import Sound

if TYPE_CHECKING:
    from data.records import Player
    from data.store import Store
    from game.learning.trainer import Trainer
    from game.session.ports import Jobs
    from game.session.store import Store as AnswerStore
    from recognizer.reader import Reader


@dataclass
class Stage:
    """What scenes are handed. The app owns it and keeps it current.

    Attributes:
        clock: the app's clock, seconds.
        reader: None until the network is loaded; may become another one between frames. Ask anew each time.
        reader_for: gives any player's reader, by their id (None: a guest's), for where several play at one
            machine. None until the network is loaded; their own from when that has been loaded.
        store: players, matches, progress, exercises; None where nothing is kept.
        book: where a session writes answers and samples, or None.
        player: whose profile is in use; None for a guest.
        trainer: learns players' hands; the app follows it each frame and closes it.
            None where nothing can be learned.
        change: keep these settings and apply them now.
        tell: show the player one sentence for a while; ``untell`` takes it back once it is no longer true.
    """

    look: Look
    settings: Settings
    clock: Callable[[], float]
    worker: Jobs
    sound: Sound
    reader: Reader | None = None
    reader_for: Callable[[int | None], Reader | None] = field(default=lambda _: None)
    store: Store | None = None
    book: AnswerStore | None = None
    player: Player | None = None
    trainer: Trainer | None = None
    change: Callable[[Settings], None] = field(default=lambda _: None)
    tell: Callable[[str], None] = field(default=lambda _: None)
    untell: Callable[[str], None] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class Stock:
    """What is opened after the first frame: see :class:`Stage`. ``notice``: a sentence for the player."""

    store: Store | None = None
    book: AnswerStore | None = None
    player: Player | None = None
    trainer: Trainer | None = None
    notice: str | None = None


Screen = Literal[
    "menu", "welcome", "players", "settings", "progress", "best",
    "choose", "together", "exercises", "new_exercise", "custom_questions",
    "match", "quiz", "duel", "results",
    "free_draw",
    "teach", "learn", "learn_shared", "lesson", "family", "history", "inside", "forgetting_lab",
    "sample_wall", "sample_card", "review",
]  # fmt: skip


@dataclass(frozen=True, slots=True, init=False)
class Open:
    """Show a screen of `game.routes`, made with these arguments.

    Attributes:
        instead: in this scene's place, rather than on top of it where `Pop` comes back to.
        seamless: the picture goes on where the scene before left it: no page is turned.
    """

    screen: Screen
    arguments: tuple[Any, ...] = ()
    instead: bool = False
    seamless: bool = False

    def __init__(
        self, screen: Screen, *arguments: Any, instead: bool = False, seamless: bool = False
    ) -> None:
        object.__setattr__(self, "screen", screen)
        object.__setattr__(self, "arguments", arguments)
        object.__setattr__(self, "instead", instead)
        object.__setattr__(self, "seamless", seamless)


@dataclass(frozen=True, slots=True)
class Pop:
    """Go back to the scene below; the last one ends the game."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the game."""


Transition = Open | Pop | Quit

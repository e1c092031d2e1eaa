"""What a scene is handed (:class:`Stage`), and what it may ask for (:data:`Transition`).

A scene asks for another screen by value: ``Open("match", plan)``. `game.routes` makes it, and `game.stack`
shows it. So no scene imports another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from game import folders
from game.bookmark import Bookmark
from game.settings import Settings
from game.ui.look import Look
from game.ui.sound import Sound

if TYPE_CHECKING:
    from data.records import Player
    from data.store import Store
    from game.learning.trainer import Trainer
    from game.session.hosted_room import HostedRoom
    from game.session.ports import Jobs
    from game.session.store import Store as AnswerStore
    from recognizer.reader import Reader


@dataclass
class Stage:
    """What scenes are handed. The app keeps it up to date.

    Attributes:
        clock: the app's clock, seconds.
        reader: None until the network is loaded. It may change between frames: do not keep it.
        reader_for: any player's reader, by their id (None: a guest's). None until the network is loaded; the
            shared one until the player's own is loaded.
        store: players, matches, progress, exercises; None if nothing can be saved.
        answer_store: a session writes answers and samples there; None where ``store`` is None.
        player: who plays; None for a guest.
        trainer: learns players' writing; None if nothing can be learned.
        show_file: show a file in its folder, in the system's own window; may raise OSError.
        bookmark: keeps where a match stands; None if nothing can be kept.
        host: opens a room that others join, and may raise OSError; None if none can be opened.
        change: save these settings and apply them now.
        tell: show the player a sentence for a while; ``untell`` takes it back when it is no longer true.
    """

    look: Look
    settings: Settings
    clock: Callable[[], float]
    worker: Jobs
    sound: Sound
    reader: Reader | None = None
    reader_for: Callable[[int | None], Reader | None] = field(default=lambda _: None)
    store: Store | None = None
    answer_store: AnswerStore | None = None
    player: Player | None = None
    trainer: Trainer | None = None
    bookmark: Bookmark | None = None
    show_file: Callable[[Path], None] = folders.show
    host: Callable[[], HostedRoom] | None = None
    change: Callable[[Settings], None] = field(default=lambda _: None)
    tell: Callable[[str], None] = field(default=lambda _: None)
    untell: Callable[[str], None] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class Parts:
    """What scenes find on the :class:`Stage` beside what the app makes.

    Attributes:
        notice: a sentence for the player.
    """

    store: Store | None = None
    answer_store: AnswerStore | None = None
    player: Player | None = None
    trainer: Trainer | None = None
    bookmark: Bookmark | None = None
    notice: str | None = None
    host: Callable[[], HostedRoom] | None = None


Screen = Literal[
    "menu", "welcome", "players", "settings", "progress", "best",
    "choose", "side_by_side", "exercises", "new_exercise", "custom_questions",
    "match", "quiz", "duel", "results",
    "play_together", "open_room", "lobby", "room_options", "teachers_link",
    "big_screen", "podium", "waiting_room",
    "free_draw",
    "teach", "learn", "learn_shared", "lesson", "family", "history", "inside", "forgetting_lab",
    "sample_wall", "sample_card", "review",
]  # fmt: skip


@dataclass(frozen=True, slots=True, init=False)
class Open:
    """Show a screen of `game.routes`, made with these arguments.

    Attributes:
        instead: replace this scene; otherwise `Pop` comes back to it.
        seamless: do not turn a page: the new scene goes on with the same picture.
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

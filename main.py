"""Digit Duel: a game about numbers, written by hand and read by its own neural network.

The composition root: arguments → parts → play. Nothing imports this module.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from game.app import App
    from game.readers import ReaderSlot
    from game.scenes.scene import Scene
    from game.settings import Settings
    from game.stage import Open, Stock
    from recognizer.head import Head
    from recognizer.reader import Reader
    from recognizer.slot import Slot

VERSION = "0.1.0"
OLDEST, NEWEST = (3, 11), (3, 13)

_log = logging.getLogger(__name__)

_EPILOG = """\
How to play: write with the mouse, a finger or a pen. In the menu, write a line's number on the
squares, or tap the line.
Everything works by keyboard too: Tab and arrows move, Enter presses, Esc goes back, F11 is full
screen.

Your settings, scores and samples are kept in one folder. To use another one (a USB stick, a second player's):
  uv run main.py --data-dir D:/digit-duel

A log of what happened is saved there too, in digit-duel.log. To see it here as well:
  uv run main.py --verbose
"""


class LateSlot:
    """`recognizer.slot.Slot`, imported when it is loaded: the first frame does not wait for NumPy, LiteRT."""

    def __init__(self, models: Path) -> None:
        self._models = models
        self.ready = False

    @cached_property
    def _slot(self) -> Slot:
        from recognizer.slot import Slot

        return Slot(self._models)

    def load(self) -> str | None:
        notice = self._slot.load()
        _log.info("reading with %s", self._slot.reader.bundle.id)
        self.ready = True
        return notice

    @property
    def reader(self) -> Reader:
        return self._slot.reader

    def reader_for(self, player: int | None) -> Reader:
        return self._slot.reader_for(player)

    def load_head(self, player: int) -> str | None:
        return self._slot.load_head(player)

    def use_head(self, player: int, head: Head | None) -> None:
        self._slot.use_head(player, head)


class CannotPlayError(Exception):
    """The game cannot go on; the message is one plain sentence that says what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, or host rooms; gives the exit code: 0, or 2 if the game could not go on."""
    options = _parser().parse_args(arguments)
    try:
        check_python(sys.version_info[:2])
        if options.command == "host":
            host(options)
            return 0
        check_pygame()
        failure = play(options.data_dir, verbose=options.verbose)
    except CannotPlayError as error:
        failure = str(error)
    if failure:
        print(failure, file=sys.stderr)
        return 2
    return 0


def host(options: argparse.Namespace) -> None:
    """Host rooms without a window, until the process is asked to stop.

    Raises:
        CannotPlayError: it is not possible; says why.
    """
    from data.errors import StoreError
    from game import log
    from game.hosting import Hosting
    from game.hosting import host as host_rooms
    from game.net.machine import CannotHostError

    folder = writable(options.data_dir or _default_folder())
    log.start(folder, verbose=options.verbose)
    _log.info("Digit Duel %s hosts", VERSION)
    hosting = Hosting(
        options.port, options.rooms, options.name, options.cert, options.key, as_json=options.json
    )
    try:
        host_rooms(folder, hosting)
    except (CannotHostError, StoreError) as error:
        raise CannotPlayError(str(error)) from error


def check_python(version: tuple[int, ...]) -> None:
    """
    Raises:
        CannotPlayError: this Python is too old or too new.
    """
    if not OLDEST <= version[:2] <= NEWEST:
        raise CannotPlayError(
            f"Digit Duel needs Python 3.11 to 3.13, this is {'.'.join(map(str, version[:2]))}: "
            "run it with “uv run main.py”, which brings the right one."
        )


def check_pygame() -> None:
    """
    Raises:
        CannotPlayError: pygame is missing, or it is the other pygame.
    """
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    try:
        import pygame
    except ImportError as error:
        raise CannotPlayError(
            f"pygame-ce is missing ({error}): run the game with “uv run main.py”, "
            "or install its requirements with pip first."
        ) from error
    if not getattr(pygame, "IS_CE", False):
        raise CannotPlayError(
            "The package “pygame” is installed where Digit Duel needs “pygame-ce”: "
            "run “pip uninstall pygame pygame-ce”, then “pip install pygame-ce”."
        )


def play(data_dir: Path | None, *, verbose: bool = False) -> str | None:
    """Open the window and play; gives a sentence if the game had to stop.

    Raises:
        CannotPlayError: nothing can be saved in the data folder.
    """
    from game import log

    folder = writable(data_dir or _default_folder())
    file = log.start(folder, verbose=verbose)
    _log.info("Digit Duel %s starts", VERSION)
    try:
        failure = _play(folder)
    except CannotPlayError as error:
        failure = str(error)
    except Exception:  # noqa: BLE001 - any fault belongs in the log
        _log.exception("the game failed")
        failure = f"Something in the game went wrong, and it stopped. What happened is in {file}."
    _log.info("the end: %s", failure or "the player left")
    return failure


def _play(folder: Path) -> str | None:
    from game import settings as kept

    path = folder / "settings.json"
    try:
        settings, notice = kept.load(path)
    except OSError as error:
        raise CannotPlayError(f"The settings in {path} cannot be read ({error.strerror}).") from error
    slot = LateSlot(folder / "models")
    app = compose(
        settings,
        slot,
        lambda new: kept.save(new, path),
        [notice] if notice else [],
        lambda: stock(folder, settings.player, slot),
    )
    return app.run()


def compose(
    settings: Settings,
    slot: ReaderSlot,
    keep: Callable[[Settings], None],
    notices: Sequence[str] = (),
    stock: Callable[[], Stock] | None = None,
) -> App:
    """The app with all its parts and its window open. Without ``stock`` only settings are kept.

    Raises:
        CannotPlayError: there is no display.
    """
    import pygame

    from game.app import App

    try:
        first = menu if settings.walked or stock is None else welcome
        return App(settings, first, screen, slot, keep=keep, notices=notices, stock=stock)
    except pygame.error as error:
        raise CannotPlayError(
            f"No window can be opened ({error}): Digit Duel needs a screen; "
            "start it on a machine that has one."
        ) from error


def stock(folder: Path, player_id: int, slot: LateSlot) -> Stock:
    """Open the store of a data folder, and find the player of this computer. Learned models go to ``slot``.

    Raises:
        StoreError: it cannot be opened; says why.
    """
    from data.doctor import open_or_start_afresh
    from data.errors import StoreRefusedError
    from data.store import store_file
    from game import log, routes  # noqa: F401 - imported here so that no screen has to wait for it
    from game.learning.trainer import Trainer
    from game.stage import Stock
    from game.store_adapter import StoreAdapter

    _log.info("on %s", log.versions())
    opened = open_or_start_afresh(store_file(folder))
    player = None
    try:
        player = opened.store.players.get(player_id) if player_id else None
    except StoreRefusedError:  # the player was deleted, or the store is new
        player = None
    return Stock(opened.store, StoreAdapter(opened.store), player, Trainer(folder, slot), opened.notice)


def welcome() -> Scene:
    """The first start."""
    from game.scenes.welcome import Welcome

    return Welcome()


def menu() -> Scene:
    """The first screen."""
    from game.scenes.menu import contents

    return contents()


def screen(request: Open) -> Scene:
    """The scene that is asked for. Screens are imported after the first frame, which does not wait."""
    from game import routes

    return routes.scene(request)


def writable(folder: Path) -> Path:
    """The folder; it is made if it does not exist.

    Raises:
        CannotPlayError: nothing can be written in it.
    """
    probe = folder / ".writable"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotPlayError(
            f"Nothing can be saved in {folder} ({error.strerror}): choose another folder with --data-dir."
        ) from error
    return folder


def _default_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("digit-duel", appauthor=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Digit Duel: write the answer by hand; a neural network reads along.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="FOLDER",
        help="keep settings, scores and samples here instead of in your user folder",
    )
    parser.add_argument("--verbose", action="store_true", help="show the log here too")
    parser.add_argument("--version", action="version", version=f"Digit Duel {VERSION}")
    commands = parser.add_subparsers(dest="command", title="to play together", metavar="host")
    _add_host(commands.add_parser("host", help="open rooms that others join in a browser, without a window"))
    return parser


def _add_host(parser: argparse.ArgumentParser) -> None:
    parser.description = "Open rooms. Others join them in a browser, with a phone, a tablet or a computer."
    parser.add_argument("--port", type=int, default=4719, metavar="N", help="the port, 4719 if not given")
    parser.add_argument("--rooms", type=int, default=1, metavar="N", help="how many rooms, 1 if not given")
    parser.add_argument("--name", default="", metavar="NAME", help="what the room is called")
    parser.add_argument("--cert", type=Path, metavar="FILE", help="a certificate for https")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the certificate's key")
    parser.add_argument("--json", action="store_true", help="print where the rooms are as JSON")


if __name__ == "__main__":
    sys.exit(main())

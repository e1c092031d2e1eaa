"""Digit Duel: a game about numbers, written by hand and read by its own neural network.

The composition root: arguments → parts → play. Nothing imports this module.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from contextlib import ExitStack, closing, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from game.app import App
    from game.readers import ReaderSlot
    from game.scenes.scene import Scene
    from game.settings import Settings
    from game.stage import Open, Parts
    from recognizer.head import Head
    from recognizer.reader import Reader
    from recognizer.slot import Slot

VERSION = "0.1.0"
OLDEST, NEWEST = (3, 11), (3, 13)
OPEN_TWICE = (
    "Digit Duel is open already on this computer, with the same players. You can play here too, but nothing "
    "is saved. To save, close one of them, or start this one with --data-dir and another folder."
)

_log = logging.getLogger(__name__)

_EPILOG = """\
How to play: write with the mouse, a finger or a pen. In the menu, write a line's number on the
squares, or tap the line.
Everything works by keyboard too: Tab and arrows move, Enter presses, Esc goes back, F11 is full
screen, Ctrl+Q leaves the game.

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
    """Play, or host rooms. Returns the exit code: 0, or 2 if the game could not go on."""
    options = _parser().parse_args(arguments)
    try:
        check_python(sys.version_info[:2])
        if options.command is not None:
            {"host": host, "serve": serve}[options.command](options)
            return 0
        check_pygame()
        failure = play(options.data_dir, verbose=options.verbose)
    except CannotPlayError as error:
        failure = str(error)
    except KeyboardInterrupt:
        failure = "Stopped."
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
    from game.hosting import Hosting, rules_for
    from game.hosting import host as host_rooms
    from game.net.machine import CannotHostError
    from game.net.protocol import Game

    folder = writable(options.data_dir or _default_folder())
    log.start(folder, verbose=options.verbose, name=log.HOST_NAME if options.beside else log.NAME)
    _log.info("Digit Duel %s hosts", VERSION)
    try:
        hosting = Hosting(
            options.port,
            options.rooms,
            options.name,
            options.cert,
            options.key,
            rules_for(Game(options.game), options.level, options.length),
            options.exercise,
            as_json=options.json,
            beside=options.beside,
        )
        host_rooms(folder, hosting)
    except (CannotHostError, StoreError) as error:
        raise CannotPlayError(str(error)) from error


def serve(options: argparse.Namespace) -> None:
    """Serve rooms with many processes, until this one is asked to stop.

    Raises:
        CannotPlayError: it is not possible; says why.
    """
    from data.errors import StoreError
    from game.net.machine import CannotHostError, spare_cores
    from game.serve import Serving
    from game.serve import serve as serve_rooms

    os.umask(0o077)
    folder = writable(options.data_dir or _default_folder())
    readers = spare_cores(options.workers) if options.readers is None else options.readers
    plan = Serving(
        options.workers,
        options.redis,
        options.port,
        options.rooms,
        options.name,
        options.public,
        options.first,
        options.cert,
        options.key,
        as_json=options.json,
        readers=readers,
    )
    try:
        serve_rooms(folder, plan)
    except (CannotHostError, StoreError) as error:
        raise CannotPlayError(str(error)) from error


def check_python(version: tuple[int, ...]) -> None:
    """See whether the game runs on this version of Python.

    Raises:
        CannotPlayError: it is too old or too new.
    """
    if not OLDEST <= version[:2] <= NEWEST:
        raise CannotPlayError(
            f"Digit Duel needs Python 3.11 to 3.13, this is {'.'.join(map(str, version[:2]))}: "
            "run it with “uv run main.py”, which brings the right one."
        )


def check_pygame() -> None:
    """See whether pygame-ce is installed, which is imported as ``pygame``.

    Raises:
        CannotPlayError: it is missing, or it is the other package of that name.
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
    """Open the window and play. Returns a sentence if the game had to stop.

    Raises:
        CannotPlayError: nothing can be saved in the data folder.
    """
    from game import log

    # What children write is for nobody else's eyes: files 0600, folders 0700, those of child processes too.
    os.umask(0o077)
    folder = writable(data_dir or _default_folder())
    if data_dir is None:
        close_to_others(folder)
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
    settings, notice = kept.load(path)
    slot = LateSlot(folder / "models")
    with ExitStack() as held:
        app = compose(
            settings,
            slot,
            lambda new: kept.save(new, path),
            [notice] if notice else [],
            lambda: late_parts(folder, settings.player, slot, held),
        )
        return app.run()


def compose(
    settings: Settings,
    slot: ReaderSlot,
    keep: Callable[[Settings], None],
    notices: Sequence[str] = (),
    late_parts: Callable[[], Parts] | None = None,
) -> App:
    """The app with all its parts and its window open. Without ``late_parts`` only settings are kept.

    Raises:
        CannotPlayError: there is no display.
    """
    import pygame

    from game.app import App

    try:
        first = menu if settings.welcomed or late_parts is None else welcome
        return App(settings, first, screen, slot, keep=keep, notices=notices, late_parts=late_parts)
    except pygame.error as error:
        raise CannotPlayError(
            f"No window can be opened ({error}): Digit Duel needs a screen; "
            "start it on a machine that has one."
        ) from error


def late_parts(folder: Path, player_id: int, slot: LateSlot, held: ExitStack) -> Parts:
    """Open the store of a data folder, and find the player of this computer. Learned models go to ``slot``.

    Where another game has the folder open, this one plays without the store, and says so.

    Args:
        held: what is released at the end of the game.

    Raises:
        StoreError: it cannot be opened; says why.
    """
    from data.doctor import open_or_start_afresh
    from data.errors import StoreRefusedError
    from data.lock import HeldElsewhereError, locked
    from data.store import store_file
    from game import log, routes  # noqa: F401 - imported here so that no screen has to wait for it
    from game.bookmark import Bookmark
    from game.host_process import HostProcess
    from game.learning.trainer import Trainer
    from game.stage import Parts
    from game.store_adapter import StoreAdapter

    _log.info("on %s", log.versions())
    try:
        held.enter_context(closing(locked(folder / "duel.playing", OPEN_TWICE)))
    except HeldElsewhereError as error:
        return Parts(notice=str(error))
    opened = open_or_start_afresh(store_file(folder))
    player = None
    try:
        player = opened.store.players.get(player_id) if player_id else None
    except StoreRefusedError:  # the player was deleted, or the store is new
        player = None
    return Parts(
        opened.store,
        StoreAdapter(opened.store),
        player,
        Trainer(folder, slot),
        Bookmark(folder / "unfinished.json"),
        opened.notice,
        partial(HostProcess.of, folder),
    )


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
    except (OSError, ValueError) as error:  # ValueError: a name that no folder can have
        why = getattr(error, "strerror", None) or error
        raise CannotPlayError(
            f"Nothing can be saved in {folder} ({why}): choose another folder with --data-dir."
        ) from error
    return folder


def close_to_others(folder: Path) -> None:
    """Take the rights of others to a folder and the files in it: earlier versions left them."""
    for path in (folder, *folder.glob("*")):
        with suppress(OSError):  # not ours: then it is not for us to say
            path.chmod(0o700 if path.is_dir() else 0o600)


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
    commands = parser.add_subparsers(dest="command", title="to play together", metavar="host | serve")
    _add_host(commands.add_parser("host", help="open rooms that others join in a browser, without a window"))
    _add_serve(commands.add_parser("serve", help="hundreds of rooms, over many processes and a Redis"))
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.description = "Serve many rooms with several processes; docs/serving.md says how to set it up."
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="how many processes hold rooms")
    parser.add_argument(
        "--readers",
        type=int,
        metavar="N",
        help="how many processes read ink for them; all cores that are left, if not given",
    )
    parser.add_argument(
        "--redis",
        default=os.environ.get("REDIS_URL", ""),
        metavar="URL",
        help="where Redis is, such as redis://localhost:6379/0; $REDIS_URL if not given",
    )
    parser.add_argument("--port", type=int, default=4719, metavar="N", help="the port, 4719 if not given")
    parser.add_argument(
        "--rooms", type=int, default=0, metavar="N", help="how many rooms to open at the start"
    )
    parser.add_argument("--name", default="", metavar="NAME", help="what these rooms are called")
    parser.add_argument("--public", default="", metavar="URL", help="the address that a reverse proxy shows")
    parser.add_argument(
        "--first", type=int, default=1, metavar="N", help="number of the first worker, on further machines"
    )
    parser.add_argument("--cert", type=Path, metavar="FILE", help="a certificate for https")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the certificate's key")
    parser.add_argument("--json", action="store_true", help="print where the rooms are as JSON")


def _add_host(parser: argparse.ArgumentParser) -> None:
    parser.description = "Open rooms. Others join them in a browser, with a phone, a tablet or a computer."
    parser.add_argument("--port", type=int, default=4719, metavar="N", help="the port, 4719 if not given")
    parser.add_argument("--rooms", type=int, default=1, metavar="N", help="how many rooms, 1 if not given")
    parser.add_argument("--name", default="", metavar="NAME", help="what the room is called")
    games = ("race", "buzz", "teams", "together", "practice")
    parser.add_argument(
        "--game", choices=games, default="race", help="what is played first, race if not given"
    )
    parser.add_argument("--level", type=int, default=1, metavar="N", help="1 to 10, 1 if not given")
    parser.add_argument(
        "--length", type=int, metavar="N", help="questions; in together seconds, in teams right answers"
    )
    parser.add_argument("--exercise", default="", metavar="NAME", help="ask the questions of this exercise")
    parser.add_argument("--cert", type=Path, metavar="FILE", help="a certificate for https")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the certificate's key")
    parser.add_argument("--json", action="store_true", help="print where the rooms are as JSON")
    parser.add_argument("--beside", action="store_true", help=argparse.SUPPRESS)  # a window beside it


if __name__ == "__main__":
    sys.exit(main())

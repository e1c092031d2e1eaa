"""The slot: which model is in use. Loads it, and falls back to the shipped one if it cannot be used."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import numpy as np

from recognizer import bundle as bundles
from recognizer import heads
from recognizer.bundle import Bundle, BundleError
from recognizer.head import Head, HeadError
from recognizer.ink import Ink
from recognizer.manifest import valid_id
from recognizer.reader import Reader

_SELECTED = "selected"
_DOT = Ink.of([[(0, 0)]])


def select(models: Path, bundle_id: str | None) -> None:
    """Notes in the models folder which one to use from now on; None is the shipped one.

    Raises:
        BundleError: the note cannot be written.
    """
    try:
        if bundle_id is None:
            (models / _SELECTED).unlink(missing_ok=True)
            return
        models.mkdir(parents=True, exist_ok=True)
        unfinished = models / f".{_SELECTED}"
        bundles.write_synced(unfinished, bundle_id.encode() + b"\n")
        unfinished.replace(models / _SELECTED)
    except OSError as error:
        raise BundleError(f"Which model to use cannot be noted in {models}: {error.strerror}.") from error


def selected(models: Path) -> str | None:
    """The id that :func:`select` noted; None for the shipped one.

    Raises:
        BundleError: the note cannot be read or names no model.
    """
    try:
        noted = (models / _SELECTED).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"The note of which model to use cannot be read from {models}.") from error
    if not valid_id(noted):
        raise BundleError(f"The note of which model to use, in {models}, names no model.")
    return noted


def in_use(models: Path) -> Bundle:
    """The bundle that is selected: one that was learned here, or the shipped one.

    Raises:
        BundleError: it is missing or damaged.
    """
    own = selected(models)
    return bundles.read(models / own if own is not None else bundles.shipped())


def roll_back(models: Path) -> str | None:
    """Goes back from the shared model in use to its parent; its id, None for the shipped one.

    If the parent is gone or cannot be read, it goes back to the shipped one. A slot uses it after its next
    :meth:`Slot.load`.

    Raises:
        BundleError: the shipped one is in use already, or the note cannot be read or written.
    """
    own = selected(models)
    if own is None:
        raise BundleError("There is nothing to go back to: the game's own model is in use.")
    parent = None
    with suppress(BundleError):
        before = bundles.read(models / own).manifest.parent
        parent = bundles.read(models / before).id if before is not None else None
    select(models, parent)
    return parent


class Slot:
    """The reader in use. :attr:`reader` may be asked for from any thread, at any time after :meth:`load`.

    Args:
        models: the folder of bundles learned here; None if there is none.
        shipped: the folder that holds the bundle that ships.
    """

    def __init__(self, models: Path | None = None, shipped: Path = bundles.SHIPPED) -> None:
        self._models = models
        self._shipped = shipped
        self._reader: Reader | None = None
        self._personal: dict[int, Reader] = {}
        self._loading = threading.Lock()

    @property
    def reader(self) -> Reader:
        """The reader in use. A caller that keeps it goes on reading with it after another :meth:`load`.

        Raises:
            BundleError: nothing has been loaded yet.
        """
        reader = self._reader
        if reader is None:
            raise BundleError("No model is loaded yet.")
        return reader

    @property
    def ready(self) -> bool:
        return self._reader is not None

    def reader_for(self, player: int | None) -> Reader:
        """The reader of a player, by the store's number: with their own head if :meth:`load_head` has found
        one, else the shared one. Quick; ask again for each round, as the reader may have changed.

        Raises:
            BundleError: nothing has been loaded yet.
        """
        shared = self.reader
        personal = self._personal.get(player) if player is not None else None
        return personal if personal is not None and personal.bundle is shared.bundle else shared

    def load_head(self, player: int) -> str | None:
        """Puts the head that the player has selected to use, if any. Reads a small file.

        Returns:
            One sentence for the player where a selected head cannot be used (the shared reader reads for
            them then), else None.

        Raises:
            BundleError: nothing has been loaded yet.
        """
        try:
            self.use_head(player, heads.in_use(self._models, player) if self._models is not None else None)
        except HeadError as error:
            self._personal.pop(player, None)
            return f"{error} The shared model is used until then."
        return None

    def use_head(self, player: int, head: Head | None) -> None:
        """Puts a head to use for a player; None is the shared reader. Readings under way go on.

        Raises:
            HeadError: the head was made for another bundle, or for another network; nothing changes.
            BundleError: nothing has been loaded yet.
        """
        if head is None:
            self._personal.pop(player, None)
            return
        reader = self.reader.with_head(head)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                usable = bool(np.isfinite(reader.score([_DOT])).all())
        except ValueError:  # another number of features
            usable = False
        if not usable:
            raise HeadError(
                f"The personal model “{head.id}” does not fit the network under it: let it learn again."
            )
        self._personal[player] = reader

    def load(self) -> str | None:
        """Puts the selected bundle to use, or the shipped one if that fails, and warms it up. Slow: until it
        is done, :attr:`reader` is the old one.

        Returns:
            One sentence for the player where the selected bundle was refused, else None.

        Raises:
            BundleError: the shipped bundle cannot be used either.
        """
        with self._loading:
            notice = None
            try:
                own = selected(self._models) if self._models is not None else None
                if own is not None and self._models is not None:
                    self._reader = _opened(bundles.read(self._models / own))
                    return None
            except BundleError as error:
                notice = f"{error} The game's own model is used instead."
            self._reader = _opened(bundles.read(bundles.shipped(self._shipped)))
            return notice


def _opened(bundle: Bundle) -> Reader:
    reader = Reader.of(bundle)
    try:
        reader.warm_up()
    except (ValueError, IndexError) as error:  # the networks do not fit each other
        raise BundleError(f"The model “{bundle.id}” cannot be used: its networks do not read.") from error
    return reader

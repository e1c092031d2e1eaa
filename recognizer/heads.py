"""The personal heads on this machine: ``<models>/heads/<player>/<id>.npz``, and a note of which is in use.

A file is never half-written, even if the process is killed. Refused heads are kept beside the published ones;
each file says which it is.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from recognizer.bundle import Bundle, write_synced
from recognizer.head import LARGEST, Head, HeadError
from recognizer.manifest import valid_id

_SELECTED = "selected"
_ENDING = ".npz"


def folder_of(models: Path, player: int) -> Path:
    return models / "heads" / str(player)


def players(models: Path) -> list[int]:
    """The players who have heads here, published or not."""
    folder = models / "heads"
    if not folder.is_dir():
        return []
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal() and path.is_dir())


def known(models: Path, player: int) -> list[str]:
    """The ids of a player's heads in order, refused ones too. The files are not checked."""
    folder = folder_of(models, player)
    if not folder.is_dir():
        return []
    names = (path.name.removesuffix(_ENDING) for path in folder.iterdir() if path.suffix == _ENDING)
    return sorted(name for name in names if valid_id(name))


def read(models: Path, player: int, head_id: str) -> Head:
    """One head, checked.

    Raises:
        HeadError: it is missing, damaged, someone else's or of another version.
    """
    path = folder_of(models, player) / f"{head_id}{_ENDING}"
    try:
        if not valid_id(head_id):
            raise HeadError("has a name that no model can have")
        with path.open("rb") as file:
            head = Head.from_bytes(file.read(LARGEST + 1))
        if head.about.player != player or head.id != head_id:
            raise HeadError("is a file of another model")
    except FileNotFoundError as error:
        raise HeadError(f"The personal model “{head_id}” is missing: choose another one.") from error
    except OSError as error:
        raise HeadError(f"The personal model “{head_id}” cannot be read: {error.strerror}.") from error
    except HeadError as error:
        raise HeadError(f"The personal model “{head_id}” {error}.") from error
    return head


def keep(models: Path, head: Head) -> Path:
    """Writes a head, all of it or nothing. It is not put to use: see :func:`select`.

    Raises:
        HeadError: the name is taken, or the disk refuses.
    """
    folder = folder_of(models, head.about.player)
    path = folder / f"{head.id}{_ENDING}"
    if path.exists():
        raise HeadError(f"There is already a personal model named {head.id}: choose another name.")
    _write_whole(path, head.to_bytes(), f"The personal model cannot be written to {folder}")
    return path


def select(models: Path, player: int, head_id: str | None) -> None:
    """Notes which head a player reads with from now on; None is the shared reader.

    Raises:
        HeadError: the note cannot be written.
    """
    note = folder_of(models, player) / _SELECTED
    problem = f"Which personal model to use cannot be noted in {note.parent}"
    if head_id is not None:
        _write_whole(note, head_id.encode() + b"\n", problem)
        return
    try:
        note.unlink(missing_ok=True)
    except OSError as error:
        raise HeadError(f"{problem}: {error.strerror}.") from error


def selected(models: Path, player: int) -> str | None:
    """The id that :func:`select` noted; None for the shared reader.

    Raises:
        HeadError: the note cannot be read or names no head.
    """
    folder = folder_of(models, player)
    try:
        noted = (folder / _SELECTED).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise HeadError(f"The note of which personal model to use cannot be read from {folder}.") from error
    if not valid_id(noted):
        raise HeadError(f"The note of which personal model to use, in {folder}, names none.")
    return noted


def in_use(models: Path, player: int) -> Head | None:
    """The head that a player has selected; None for the shared reader.

    Raises:
        HeadError: it was selected and cannot be used.
    """
    head_id = selected(models, player)
    return None if head_id is None else read(models, player, head_id)


def roll_back(models: Path, player: int, bundle: Bundle) -> str | None:
    """Goes back to the head before the one in use; its id, None for the shared reader.

    If that one cannot be used with the ``bundle`` in use (gone, damaged, refused or made for another bundle),
    it goes back to the shared reader.

    Raises:
        HeadError: the shared reader is in use already, or the note cannot be written.
    """
    head_id = selected(models, player)
    if head_id is None:
        raise HeadError("There is nothing to go back to: the shared model is in use.")
    parent = None
    with suppress(HeadError):
        before = read(models, player, head_id).about.parent
        if before is not None:
            head = read(models, player, before)
            parent = head.id if head.about.published and head.fits(bundle) else None
    select(models, player, parent)
    return parent


def delete(models: Path, player: int, head_id: str) -> None:
    """Deletes one head for good.

    Raises:
        HeadError: it is in use, or the disk refuses.
    """
    if selected(models, player) == head_id:
        raise HeadError(f"The personal model “{head_id}” is in use: roll back first.")
    try:
        (folder_of(models, player) / f"{head_id}{_ENDING}").unlink(missing_ok=True)
    except OSError as error:
        raise HeadError(f"The personal model “{head_id}” cannot be deleted: {error.strerror}.") from error


def forget(models: Path, player: int) -> None:
    """Deletes all heads of a player, for when the player is deleted."""
    shutil.rmtree(folder_of(models, player), ignore_errors=True)


def _write_whole(path: Path, content: bytes, problem: str) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_synced(part, content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise HeadError(f"{problem}: {error.strerror}.") from error

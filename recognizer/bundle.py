"""A bundle is the folder of one model with its manifest. This module reads, checks and publishes bundles.

Its files:

- ``picture.keras`` and, where there is a path network, ``path.keras``: the networks, for training.
- ``picture.tflite``, ``path.tflite``: give logits and features. ``path.tflite`` gives the activations of its
  layers too, except in older bundles.
- ``layers.tflite``: gives the activations of the picture network. It is loaded only when needed.
- ``replay.npz``: optional. Features of digits from the training, which fine-tuning rehearses.
- ``manifest.json``: describes the model and holds the SHA-256 of each other file.

Bundles are read from the shipped folder or the player's own data folder, never from the internet. Nothing in
them is ever unpickled.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from recognizer.manifest import OPTIONAL_FILES, REQUIRED_FILES, Manifest, ManifestError, parse, valid_id
from recognizer.places import PLACES_VERSION
from recognizer.raster import RASTER_VERSION

PICTURE_MODEL, PICTURE, LAYERS = REQUIRED_FILES
PATH_MODEL, PATH, REPLAY = OPTIONAL_FILES
MANIFEST = "manifest.json"
#: The folder that holds the bundle shipped with the game.
SHIPPED = Path(__file__).parent / "models"

_UNFINISHED = ".unfinished-"
# In bytes, far above any file of our bundles. A checksum needs the whole file in memory, so larger files are
# refused unread.
_LARGEST_FILE = 256 * 2**20
_LARGEST_MANIFEST = 4 * 2**20


class BundleError(Exception):
    """A bundle cannot be used or written; the message says in one sentence which bundle, and why."""


@dataclass(frozen=True)
class Bundle:
    """A checked bundle. Get one from :func:`read` or :func:`publish`."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        return self.manifest.id

    def load(self, name: str) -> bytes:
        """The content of one of the bundle's files. Each call checks it against the manifest again.

        Raises:
            BundleError: the file is missing, cannot be read, or has been changed.
        """
        content = _content(self.folder, name)
        if hashlib.sha256(content).hexdigest() != self.manifest.checksums.get(name):
            raise _refusal(self.folder, f"is damaged: {name} is not the file it was published with")
        return content

    def has(self, name: str) -> bool:
        return name in self.manifest.checksums


def read(folder: Path) -> Bundle:
    """The bundle in ``folder``. Every file is checked.

    Raises:
        BundleError: it is missing or damaged, was made for another version of this program, or is not one
            of ours: it holds links, files that its manifest does not name, or other labels.
    """
    if not folder.is_dir():
        raise BundleError(f"There is no model in {folder}.")
    try:
        manifest = parse(_manifest_text(folder))
    except ManifestError as error:
        raise _refusal(folder, str(error)) from error
    if manifest.raster_version != RASTER_VERSION:
        raise _refusal(
            folder,
            f"was trained on rasters of version {manifest.raster_version}, and this program makes version "
            f"{RASTER_VERSION}",
        )
    if manifest.places_version not in (None, PLACES_VERSION):
        raise _refusal(
            folder,
            f"was trained on paths of version {manifest.places_version}, and this program follows them in "
            f"version {PLACES_VERSION}",
        )
    _check_names(folder, manifest)
    bundle = Bundle(folder, manifest)
    for name in manifest.checksums:
        bundle.load(name)
    return bundle


def shipped(models: Path = SHIPPED) -> Path:
    """The folder of the bundle shipped with the game.

    Raises:
        BundleError: there is none, or more than one.
    """
    folders = list(published(models))
    if len(folders) != 1:
        raise BundleError(
            f"The game's own model is missing from {models}: install the game again."
            if not folders
            else f"There is more than one model in {models}: leave only one there."
        )
    return folders[0]


def published(models: Path) -> list[Path]:
    """The folders of the bundles in ``models``, sorted by name. The bundles are not checked.

    Empty if ``models`` does not exist.
    """
    if not models.is_dir():
        return []
    return sorted(path for path in models.iterdir() if valid_id(path.name) and (path / MANIFEST).is_file())


def publish(models: Path, manifest: Manifest, files: Mapping[str, bytes]) -> Bundle:
    """Writes a bundle to ``models/<id>``: all of it or nothing, even if the process is killed.

    The files are written and synced in a hidden folder in ``models``, which is then renamed. Before that,
    hidden folders left by killed calls are deleted. So only one process at a time may publish to ``models``.

    Args:
        models: the folder of bundles; made if missing.
        manifest: its ``checksums`` are filled in here.
        files: content by file name: all of ``REQUIRED_FILES``, and any of ``OPTIONAL_FILES``.

    Raises:
        BundleError: a file is missing or not expected, the id is not valid or taken, or the disk refuses.
    """
    wrong = set(REQUIRED_FILES) - set(files) or set(files) - {*REQUIRED_FILES, *OPTIONAL_FILES}
    if wrong or not valid_id(manifest.id):
        raise BundleError(
            f"A bundle cannot be made with {', '.join(sorted(wrong)) or 'the id ' + manifest.id}."
        )
    target = models / manifest.id
    if target.exists():
        raise BundleError(f"There is already a model named {manifest.id} in {models}: choose another name.")
    checksums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = replace(manifest, checksums=checksums)
    try:
        with _unfinished(models, manifest.id) as folder:
            for name, content in {**files, MANIFEST: manifest.to_json().encode()}.items():
                write_synced(folder / name, content)
            _sync_folder(folder)
            folder.rename(target)
            _sync_folder(models)
    except OSError as error:
        raise BundleError(
            f"The model {manifest.id} could not be written to {models}: {error.strerror}."
        ) from error
    return read(target)


def _refusal(folder: Path, reason: str) -> BundleError:
    return BundleError(f"The model “{folder.name}” {reason}.")


def _manifest_text(folder: Path) -> str:
    path = folder / MANIFEST
    if not path.is_file():
        raise _refusal(folder, "has no manifest")
    if path.stat().st_size > _LARGEST_MANIFEST:
        raise _refusal(folder, "has a manifest that is too large to be one")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _refusal(folder, "has a manifest that is not text") from error
    except OSError as error:
        raise _refusal(folder, f"cannot be read: {error.strerror}") from error


def _check_names(folder: Path, manifest: Manifest) -> None:
    paths = () if manifest.places_version is None else (PATH_MODEL, PATH)
    for name in (*REQUIRED_FILES, *paths):
        if name not in manifest.checksums or not (folder / name).is_file():
            raise _refusal(folder, f"is incomplete: {name} is missing")
    expected = {*manifest.checksums, MANIFEST}
    for path in sorted(folder.iterdir()):
        # Hidden files are allowed: file browsers leave them behind. They are never opened.
        if path.name not in expected and not path.name.startswith("."):
            raise _refusal(folder, f"holds a file that its manifest does not name: {path.name}")
        if path.name in expected and path.is_symlink():
            raise _refusal(folder, f"holds a link in place of a file: {path.name}")


def _content(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise _refusal(folder, f"holds a file that is too large to be its own: {name}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise _refusal(folder, f"is incomplete: {name} is missing") from error
    except OSError as error:
        raise _refusal(folder, f"cannot be read: {name}: {error.strerror}") from error


@contextmanager
def _unfinished(models: Path, name: str) -> Iterator[Path]:
    """A new hidden folder in ``models``. It is deleted at the end unless it was renamed."""
    models.mkdir(parents=True, exist_ok=True)
    for left in models.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left)
    folder = models / f"{_UNFINISHED}{name}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_synced(path: Path, content: bytes) -> None:
    """Writes a file so that it survives a power cut. If the process is killed meanwhile, half may be left."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Makes the names in ``folder`` survive a power cut. Does nothing where folders cannot be synced."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

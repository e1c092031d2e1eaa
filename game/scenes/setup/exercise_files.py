"""Exercise files that lie about: where a file that came by mail or stick is likely to be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

#: Looked through, under the home folder: without a question, and not the folders in them.
FOLDERS = ("", "Downloads", "Desktop", "Documents")
# An exercise of 500 questions has some 10 kB; other programs' files may be huge, and many.
_LARGEST = 100_000
_MOST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A file, and the name of the exercise in it."""

    path: Path
    name: str


def found(home: Path) -> list[Found]:
    """The exercise files in :data:`FOLDERS`, newest first; takes a while. What cannot be read is left out."""
    from data.errors import StoreError
    from data.exercises import read_exercise

    files = [file for folder in FOLDERS for file in _small(home / folder)]
    exercises = []
    for _, path in sorted(files, reverse=True)[:_MOST]:
        try:
            exercises.append(Found(path, read_exercise(path).name))
        except StoreError:
            continue
    return exercises


def _small(folder: Path) -> list[tuple[float, Path]]:
    """Files of a folder that may hold an exercise, with their times."""
    files = []
    with suppress(OSError):  # no such folder, or not ours to read
        for path in folder.glob("*.json"):
            with suppress(OSError):  # a link to nowhere
                status = path.stat()
                if path.is_file() and status.st_size <= _LARGEST:
                    files.append((status.st_mtime, path))
    return files

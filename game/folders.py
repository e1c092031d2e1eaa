"""The computer's own folders: where files for others are saved, and how a folder is shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Longer names are cut: some systems take no more than 255 bytes.
_LONGEST = 60


def place_for(name: str, ending: str, home: Path | None = None) -> Path:
    """A new file in the user's documents, or in their home folder where there is no such folder.

    Its name is ``name`` without signs that a system may refuse, and with a number if there is one already.
    """
    home = Path.home() if home is None else home
    folder = home / "Documents"
    if not folder.is_dir():
        folder = home
    kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in name)
    stem = " ".join(kept.split())[:_LONGEST].strip() or "exercise"
    path, number = folder / f"{stem}{ending}", 2
    while path.exists():
        path, number = folder / f"{stem} {number}{ending}", number + 1
    return path


def show(path: Path) -> None:
    """Show a file in its folder, in the system's own window.

    Raises:
        OSError: the system has no such window.
    """
    command = {
        "win32": ["explorer", f"/select,{path}"],
        "darwin": ["open", "-R", str(path)],
    }.get(sys.platform, ["xdg-open", str(path.parent)])
    subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

"""A page that shows pictures that have changed beside what they were, so that somebody can look at them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.shots.fingerprints import KEPT

BEFORE = "before"
ROOT = KEPT.parents[2]
_HEAD = """<!doctype html>
<meta charset="utf-8">
<title>Pictures that changed</title>
<style>
body { font: 16px sans-serif; margin: 2em; background: #ddd }
figure { display: inline-block; width: 49%; margin: 0; vertical-align: top }
img { width: 100% }
</style>
<h1>Before on the left, now on the right</h1>
"""


def draw_before(out: Path, names: Sequence[str]) -> None:
    """Draw these pictures as they were when fingerprints were last kept: by the code of that commit."""
    last = _git("log", "-1", "--format=%H", "--", str(KEPT)).strip()
    if not last:
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _git("worktree", "add", "--detach", str(tree), last)
        try:
            command = [sys.executable, "-m", "tests.shots", str(out.resolve()), "--only", *names]
            subprocess.run(command, cwd=tree, check=False)
        finally:
            _git("worktree", "remove", "--force", str(tree))


def page(out: Path, names: Sequence[str]) -> Path:
    """Write the page beside the pictures: ``out`` has what is now, and in :data:`BEFORE` what was."""
    rows = []
    for name in names:
        sides = [f"{BEFORE}/{name}.png", f"{name}.png"]
        shown = [f'<img src="{escape(side)}">' if (out / side).exists() else "none" for side in sides]
        rows.append(f"<h2>{escape(name)}</h2>\n" + "".join(f"<figure>{one}</figure>\n" for one in shown))
    file = out / "changed.html"
    file.write_text(_HEAD + "".join(rows), encoding="utf-8")
    return file


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout

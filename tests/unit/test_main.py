"""What goes wrong at the start: one plain sentence, exit code 2, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import main as game_main
from game.settings import Settings, load
from recognizer.bundle import BundleError
from tests.fakes import FakeSlot

ROOT = Path(__file__).resolve().parents[2]
HEADLESS = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}


@pytest.fixture
def headless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")


def run(*arguments: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """The game as a process of its own; None takes a variable out of its environment."""
    changed = {**HEADLESS, **environment}
    return subprocess.run(
        [sys.executable, "main.py", *arguments],
        cwd=ROOT,
        env={name: value for name, value in changed.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(result: subprocess.CompletedProcess[str]) -> str:
    """What a refused start printed: one sentence, checked for form."""
    assert result.returncode == 2, result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].endswith("."), lines
    return lines[0]


def test_help_teaches() -> None:
    result = run("--help")
    assert result.returncode == 0
    assert "--data-dir" in result.stdout and "Tab" in result.stdout and "write" in result.stdout


def test_version() -> None:
    result = run("--version")
    assert result.stdout.strip() == f"Digit Duel {game_main.VERSION}"


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_other_pythons_are_refused(version: tuple[int, int]) -> None:
    with pytest.raises(game_main.CannotPlayError, match=r"needs Python 3\.11 to 3\.13.*uv run main\.py"):
        game_main.check_python(version)


def test_this_python_is_not() -> None:
    game_main.check_python(sys.version_info[:2])


def test_the_other_pygame_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pygame.py").write_text("ver = '2.6.1'\n")
    sentence = refused(run("--data-dir", str(tmp_path / "data"), PYTHONPATH=str(tmp_path)))
    assert "pygame-ce" in sentence and "pip uninstall pygame" in sentence
    assert not (tmp_path / "data").exists()


def test_no_pygame_is_reported(tmp_path: Path) -> None:
    (tmp_path / "pygame.py").write_text("raise ImportError('no pygame here')\n")
    assert "pygame-ce is missing" in refused(run(PYTHONPATH=str(tmp_path)))


def test_no_display_is_reported(tmp_path: Path) -> None:
    sentence = refused(run("--data-dir", str(tmp_path), SDL_VIDEODRIVER="no-such-driver"))
    assert sentence.startswith("No window can be opened")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_a_machine_without_a_display_is_told_of_it(tmp_path: Path) -> None:
    without = dict.fromkeys(("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"))
    sentence = refused(run("--data-dir", str(tmp_path), **without, XDG_RUNTIME_DIR=str(tmp_path)))
    assert sentence.startswith("No window can be opened (there is no display)")


def test_an_unwritable_data_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sentence = refused(run("--data-dir", str(tmp_path / "file" / "data")))
    assert "--data-dir" in sentence and str(tmp_path / "file") in sentence


@pytest.mark.usefixtures("headless")
def test_a_missing_bundle_ends_with_its_sentence() -> None:
    slot = FakeSlot(fails=BundleError("The game's own model is missing: install it again."))
    app = game_main.compose(Settings(sound=False), slot, lambda _: None)
    assert app.run() == "The game's own model is missing: install it again."


@pytest.mark.usefixtures("headless")
def test_damaged_settings_do_not_stop_the_game(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    settings, notice = load(tmp_path / "settings.json")
    assert notice is not None
    app = game_main.compose(settings, FakeSlot(), lambda _: None, [notice])
    try:
        assert app.loop_once()
    finally:
        app.close()


def test_first_frame_needs_no_tensorflow_and_no_reader() -> None:
    """What is imported before the first frame stands, the menu's or the welcome's: nothing heavy."""
    code = (
        "import sys, main, game.scenes.welcome\n"
        "from game.settings import Settings\n"
        "from pathlib import Path\n"
        "app = main.compose(Settings(sound=False), main.LateSlot(Path('models')), lambda _: None)\n"
        "app.worker.submit = lambda *a, **k: None\n"
        "app.loop_once()\n"
        "heavy = ('keras', 'tensorflow', 'ai_edge_litert', 'numpy', 'scipy', 'pygame_gui', 'sqlite_utils',\n"
        "         'fsrs', 'game.routes', 'game.scenes.settings')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=HEADLESS,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stdout.strip().endswith("[]")

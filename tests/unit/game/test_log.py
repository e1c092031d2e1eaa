"""The log says what happened, and nothing of what a player wrote or is called."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pygame
import pytest

import main as game_main
from data.errors import StoreRefusedError
from data.store import Store, store_file
from game import log
from game.app import App
from game.play.levels import Custom
from game.play.modes import Mode
from game.play.questions import Fact, Op, Question
from game.scenes.match.plan import Plan
from game.scenes.settings import SettingsScene
from game.session.ports import Kind, Sitter
from game.settings import Settings
from game.stage import Open
from game.ui.widgets import Button
from game.worker import Worker
from tests.fakes import FakeClock, FakeSlot, screen

# No other line of a log has them.
NAME, ANSWER = "Zwiebelfisch", "8642"


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Path]:
    yield log.start(tmp_path)
    log.stop()


def press(*keys: int) -> None:
    for key in keys:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=chr(key)))


def typed(text: str) -> list[int]:
    return [pygame.K_0 + int(digit) for digit in text]


def test_a_match_is_played_by_somebody_of_whom_nothing_is_in_the_log(tmp_path: Path, logged: Path) -> None:
    with Store.open(store_file(tmp_path)) as store:
        player = store.players.add(NAME, "#335577")
    slot = FakeSlot()
    late = game_main.LateSlot(tmp_path / "models")
    held = ExitStack()
    app = App(
        Settings(sound=False, welcomed=True, player=player.id),
        game_main.menu,
        screen,
        slot,
        clock=FakeClock(),
        late_parts=lambda: game_main.late_parts(tmp_path, player.id, late, held),
    )

    def frames(seconds: float) -> None:
        for _ in range(round(seconds * 20)):
            app.worker.drain()
            app.clock.wait(0.05)
            app.loop_once()

    try:
        frames(1)
        assert app.stage.player is not None and app.stage.player.name == NAME
        question = Question(Fact(8600, Op.ADD, 42))
        sitters = (Sitter(NAME, Kind.PLAYER, player.id),)
        plan = Plan(Mode.SPRINT, length=1, custom=Custom(questions=(question,)), sitters=sitters, seed=1)
        app.scene.ask(Open("match", plan))
        frames(6)
        press(*typed(ANSWER), pygame.K_RETURN)
        frames(6)
        app.worker.submit(lambda: _refuse(f"{NAME} is taken"), print, failed=lambda _: None)
        frames(0.1)
    finally:
        app.close()
    with Store.open(store_file(tmp_path)) as store:
        [(given,)] = store.connection.db.execute("SELECT given FROM answers").fetchall()
    assert given == ANSWER, "otherwise nothing is proved"
    text = logged.read_text(encoding="utf-8")
    assert NAME not in text and ANSWER not in text and str(tmp_path) not in text
    assert "Quiz is shown" in text and "numpy" in text
    assert "_refuse" not in text  # the job is named, not what it calls
    assert "test_log.test_a_match_is_played" in text and "StoreRefusedError at test_log.py" in text


def _refuse(sentence: str) -> None:
    raise StoreRefusedError(sentence)


def test_a_fault_is_reported_with_its_place_and_the_player_gets_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def compose(*_: object) -> App:
        raise RuntimeError(NAME)

    monkeypatch.setattr(game_main, "compose", compose)
    assert game_main.main(["--data-dir", str(tmp_path)]) == 2
    log.stop()
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and str(tmp_path / log.NAME) in said
    text = (tmp_path / log.NAME).read_text(encoding="utf-8")
    assert "Traceback" in text and "in compose" in text and "RuntimeError" in text and NAME not in text


def test_verbose_tells_the_terminal_what_the_error_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.start(tmp_path, verbose=True)
    try:
        _refuse("a leak in the pipe")
    except StoreRefusedError:
        logging.getLogger("game.pipes").exception("the water is off")
    log.stop()
    assert "a leak in the pipe" in capsys.readouterr().err
    text = (tmp_path / log.NAME).read_text(encoding="utf-8")
    assert "the water is off" in text and "in _refuse" in text
    assert "a leak" not in text.replace('_refuse("a leak in the pipe")', "")


def test_a_long_job_is_reported_with_its_time(logged: Path, caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker()
    with caplog.at_level(logging.DEBUG, "game.worker"):
        worker.submit(threading.get_ident, lambda _: None)
        worker.drain()
    worker.close()
    [record] = caplog.records
    assert record.levelno == logging.DEBUG and "get_ident took 0.0" in record.getMessage()
    assert not logged.exists(), "short jobs are not in the file"


def test_a_thread_that_falls_is_reported(logged: Path) -> None:
    thread = threading.Thread(target=lambda: _refuse(NAME), name="swap")
    thread.start()
    thread.join()
    text = logged.read_text(encoding="utf-8")
    assert "“swap” failed" in text and "_refuse" in text and NAME not in text


def test_a_report_has_versions_and_the_last_lines(logged: Path) -> None:
    logger = logging.getLogger("game.any")
    for number in range(log.REPORTED + 5):
        logger.info("line %d of the log", number)
    assert logged.is_file()
    first, *lines = log.report().splitlines()
    assert "Python 3" in first and "pygame-ce" in first
    assert len(lines) == log.REPORTED and lines[-1].endswith(f"line {log.REPORTED + 4} of the log")


def test_the_file_does_not_grow_for_ever(logged: Path) -> None:
    logger = logging.getLogger("game.any")
    for _ in range(9_000):
        logger.info("x" * 100)
    files = list(logged.parent.iterdir())
    assert len(files) == 3 and sum(file.stat().st_size for file in files) < 2**20


def test_libraries_are_left_out(logged: Path) -> None:
    logging.getLogger("somebody.else").error(NAME)
    logging.getLogger("data.errors").info("SQLite: SQLITE_FULL")
    text = logged.read_text(encoding="utf-8")
    assert NAME not in text and "SQLITE_FULL" in text


def test_settings_copy_a_report(logged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(pygame.scrap, "put_text", copied.append)
    app = App(Settings(sound=False), SettingsScene, screen, FakeSlot(), clock=FakeClock())
    try:
        app.loop_once()
        [button] = [
            one for one in app.scene.widgets if isinstance(one, Button) and one.label == "Copy a report"
        ]
        button.action()
        assert copied == [log.report()] and "SettingsScene is shown" in copied[0]
        assert app.told == ["The report is copied. Paste it into a message."]

        def refuse(_: str) -> None:
            raise pygame.error("no clipboard")

        monkeypatch.setattr(pygame.scrap, "put_text", refuse)
        button.action()
        assert str(logged) in app.told[-1]
    finally:
        app.close()

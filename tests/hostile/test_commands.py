"""Every command, whatever it is given: exit code 0, or 2 and one short sentence. Nothing is half done."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import __main__ as data_commands
from data.command_line import ended
from data.ctrl_c import STOPPED
from data.records import RunState
from data.store import Store, store_file
from game.ui.handwriting import write
from recognizer import heads
from recognizer.head import About, Head, Linear, trunk_of
from recognizer.raster import raster
from recognizer.reader import Reader
from tests.hostile.files import archive, array, drawn_lines, pen_files, picture_files, spoiled
from tests.unit.data.made import ink, play, sample
from training import __main__ as training_commands

pytestmark = pytest.mark.slow  # thousands of files, stores and frames

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
Main = Callable[[Sequence[str]], int]

often = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
seldom = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def run(main: Main, *arguments: object) -> tuple[int, str]:
    """Runs a command in this process, and holds it to the rules of all. Gives its exit code and words."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:  # argparse
            code = int(ended.code or 0)
    said = err.getvalue()
    assert code in (0, 2), said
    assert "should not" not in said and "Traceback" not in said, said
    if code == 2 and "doctor" not in map(str, arguments):
        assert out.getvalue() == ""
        lines = said.splitlines()
        assert len(lines) == 1 and 0 < len(lines[0]) <= LONGEST, said
        assert lines[0].endswith((".", "…")), said
    if code == 0 and "--json" in arguments:
        json.loads(out.getvalue())
    return code, said


def data(*arguments: object) -> tuple[int, str]:
    return run(data_commands.main, *arguments)


def training(*arguments: object) -> tuple[int, str]:
    return run(training_commands.main, *arguments)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store with something of everything."""
    path = store_file(tmp_path_factory.mktemp("sound"))
    with Store.open(path) as store:
        anna = store.players.add("Anna", "#aa3355")
        play(store, anna)
        for label in range(10):
            store.samples.add(sample(anna, label, ink=ink(slant=label + 1)))
        store.connection.tidy()
    return path.read_bytes()


@often
@given(content=pen_files(), name=st.sampled_from(["ink.jsonl", "ink.jsonl.gz"]), player=st.booleans())
def test_any_pen_file_is_imported_whole_or_refused(content: bytes, name: str, player: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, home = Path(folder, name), Path(folder, "home")
        file.write_bytes(content)
        whose = ("--player=--help",) if player else ()
        code, _ = data("import", file, "--data-dir", home, "--json", *whose)
        if code == 2:
            assert not home.exists()
        else:
            assert data("export", "--samples", Path(folder, "out.jsonl"), "--data-dir", home)[0] == 0
            assert data("stats", "--json", "--data-dir", home)[0] == 0


@often
@given(content=picture_files())
def test_any_file_of_pictures_is_imported_whole_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, home = Path(folder, "pictures.npz"), Path(folder, "home")
        file.write_bytes(content)
        code, _ = data("import", file, "--data-dir", home, "--json")
        assert home.exists() == (code == 0)


@seldom
@given(
    content=pen_files(),
    command=st.sampled_from([("evaluate",), ("evaluate", "--in-turn"), ("number-bench",)]),
)
def test_any_pen_file_is_measured_or_refused(content: bytes, command: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "ink.jsonl")
        file.write_bytes(content)
        few = ("--numbers", 1) if command == ("number-bench",) else ()
        training(*command, file, "--json", *few)


@seldom
@given(content=picture_files())
def test_any_file_of_pictures_is_measured_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pictures.npz")
        file.write_bytes(content)
        training("evaluate", file, "--json")


@often
@given(chosen=st.data())
def test_any_store_is_used_or_refused_and_repaired(sound: bytes, chosen: st.DataObject) -> None:
    content = chosen.draw(spoiled(sound))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        store_file(home).write_bytes(content)
        for command in (["stats", "--json"], ["export"], ["export", "--samples", home / "out.npz", "--json"]):
            data(*command, "--data-dir", home)
        training("models", "list", "--json", "--data-dir", home)
        if data("doctor", "--json", "--data-dir", home)[0] == 0:
            assert data("doctor", "--check", "--data-dir", home)[0] == 0
            assert data("stats", "--json", "--data-dir", home)[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE players DROP COLUMN hand",
        "UPDATE players SET created = 'yesterday'",
        "UPDATE answers SET at = ''",
        "UPDATE matches SET day = '2026-13-77'",
        "UPDATE samples SET scores = json_array('a',2,3,4,5,6,7,8,9,10)",
        "UPDATE samples SET at = 'never' WHERE label = 3",
    ],
)
def test_the_doctor_mends_what_cannot_be_read(sound: bytes, tmp_path: Path, change: str) -> None:
    path = store_file(tmp_path)
    path.write_bytes(sound)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        if change.startswith("ALTER"):
            db.execute("DROP VIEW IF EXISTS answers_readable")
            db.execute("PRAGMA writable_schema = ON")
            db.execute(
                "UPDATE sqlite_master SET sql = replace(sql, 'hand TEXT', 'hend TEXT') WHERE name = 'players'"
            )
        else:
            db.execute(change)
    assert data("doctor", "--check", "--data-dir", tmp_path)[0] == 2
    assert data("doctor", "--data-dir", tmp_path)[0] == 0
    assert data("doctor", "--check", "--data-dir", tmp_path)[0] == 0
    for command in (["stats", "--json"], ["export"]):
        assert data(*command, "--data-dir", tmp_path)[0] == 0


@pytest.fixture(scope="module")
def head() -> bytes:
    bundle = Reader.open().bundle
    features = Reader.open().infer(np.zeros((1, 28, 28), np.uint8))[1].shape[1]
    about = About("head-a", 1, trunk_of(bundle), bundle.id, "2026-01-01", 1.0, 0.5, published=True)
    return Head(about, Linear(np.zeros((features, 11), np.float32), np.zeros(11, np.float32))).to_bytes()


@seldom
@given(chosen=st.data(), note=st.sampled_from(["head-a", "head-b", "", "../x", "\0"]))
def test_any_personal_model_is_listed_used_or_refused(
    sound: bytes, head: bytes, chosen: st.DataObject, note: str
) -> None:
    content = chosen.draw(spoiled(head))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        store_file(home).write_bytes(sound)
        own = heads.folder_of(home / "models", 1)
        own.mkdir(parents=True)
        (own / "head-a.npz").write_bytes(content)
        (own / "selected").write_text(note)
        for command in (["list", "--json"], ["show", "head-a"], ["use", "head-a"], ["rollback"], ["prune"]):
            training("models", *command, "--player", "Anna", "--data-dir", home)


@seldom
@given(
    words=st.lists(
        st.text(max_size=12) | st.sampled_from(["--seed", "-1", "--player", "x" * 9000]), max_size=4
    )
)
def test_any_words_are_refused_shortly(words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("stats", "export", "doctor"):
            data(name, f"--data-dir={folder}/none", *words)
        for name in ("evaluate", "number-bench", "adapt-bench", "models", "finetune", "bundle"):
            training(name, *words)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("encrypted", "encrypted"),
        ("method", "packed"),
        ("raw", "does not hold"),
        ("overflow", "damaged"),
        ("negative", "damaged"),
        ("no array", "damaged"),
    ],
)
def test_harmful_pictures_are_named(tmp_path: Path, name: str, reason: str) -> None:
    label, picture = array((1,), b"\x07"), array((1, 28, 28), bytes(784))
    members = {"images.npy": picture, "labels.npy": label}
    content = {
        "encrypted": archive(members, flags=1),
        "method": archive(members, method=99),
        "raw": archive({"images": picture, "labels.npy": label}),
        "overflow": archive({**members, "images.npy": array((2**40, 2**40, 28), b"")}),
        "negative": archive({**members, "images.npy": array((-1, 28, 28), bytes(784))}),
        "no array": archive({**members, "images.npy": b"nothing"}),
    }[name]
    file = tmp_path / "pictures.npz"
    file.write_bytes(content)
    code, said = data("import", file, "--data-dir", tmp_path / "home")
    assert code == 2 and reason in said
    assert training("evaluate", file)[0] == 2


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_pen_files_are_read_as_windows_writes_them(tmp_path: Path, ending: str, code: str) -> None:
    content = "\r\n".join(json.dumps(line) for line in drawn_lines(12)).encode(code)
    file = tmp_path / f"ink.{ending}"
    file.write_bytes(gzip.compress(content) if ending.endswith("gz") else content)
    assert data("import", file, "--player=-x", "--data-dir", tmp_path / "home")[0] == 0
    with Store.open(store_file(tmp_path / "home")) as store:
        assert [player.name for player in store.players.all()] == ["-x"]
        assert len(store.samples.find(player_id=1)) == 12


@pytest.mark.parametrize("label", ["٧", "７", " 7", "7 ", "-1", "−1", "+7", "7.0", "7,5"])
def test_labels_that_look_like_numbers_are_refused_by_line(tmp_path: Path, label: str) -> None:
    file = tmp_path / "ink.jsonl"
    first, second = drawn_lines(2)
    file.write_text("\n".join(map(json.dumps, (first, {**second, "label": label}))), encoding="utf-8")
    code, said = data("import", file, "--data-dir", tmp_path / "home")
    assert code == 2 and "line 2: label must" in said


def test_pictures_and_ink_that_are_the_wrong_way_round_are_noticed(tmp_path: Path) -> None:
    inks = [write(str(digit), random.Random(seed)) for seed in range(4) for digit in range(10)]
    lines = [
        {
            "label": at % 10,
            "writer": "w",
            "strokes": [[[point.x, -point.y] for point in stroke.points] for stroke in drawn.strokes],
        }
        for at, drawn in enumerate(inks)
    ]
    upside_down = tmp_path / "up.jsonl"
    upside_down.write_text("\n".join(map(json.dumps, lines)))
    pictures = tmp_path / "inverted.npz"
    np.savez(pictures, images=np.stack([255 - raster(drawn) for drawn in inks]), labels=np.arange(40) % 10)
    for file, why in ((upside_down, "upside down"), (pictures, "black and white swapped")):
        home = tmp_path / file.stem
        code, said = data("import", file, "--data-dir", home)
        assert code == 2 and why in said and "--anyway" in said
        assert not home.exists()
        assert data("import", file, "--data-dir", home, "--anyway")[0] == 0


def test_a_failed_export_leaves_what_was_there(sound: bytes, tmp_path: Path) -> None:
    store_file(tmp_path).write_bytes(sound)
    out = tmp_path / "answers.csv"
    out.write_text("before")
    (tmp_path / "folder").mkdir()
    assert data("export", "--out", tmp_path / "folder", "--data-dir", tmp_path)[0] == 2
    assert data("export", "--out", out, "--data-dir", tmp_path)[0] == 0
    assert "fact" in out.read_text(encoding="utf-8-sig")
    assert [file for file in tmp_path.iterdir() if file.name.endswith(".new")] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_store_is_for_nobody_elses_eyes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Store.open(store_file(home)) as store:
        store.players.add("Anna", "#aa3355")
        files = {file.name: file.stat().st_mode & 0o777 for file in home.iterdir()}
    assert home.stat().st_mode & 0o777 == 0o700
    assert set(files.values()) == {0o600}, files


@pytest.mark.skipif(sys.platform != "linux", reason="it counts memory as Linux does")
@pytest.mark.parametrize("kind", ["newlines", "zeros", "one line", "points"])
@pytest.mark.parametrize("command", [["data", "import"], ["training", "evaluate"]])
def test_bombs_take_little_memory_and_time(tmp_path: Path, kind: str, command: list[str]) -> None:
    file = tmp_path / ("bomb.npz" if kind == "zeros" else "bomb.jsonl.gz")
    if kind == "zeros":
        picture = np.zeros((1, 28, 28), np.uint8)
        np.savez_compressed(file, images=np.broadcast_to(picture, (10**6, 28, 28)), labels=[1])
    else:
        with gzip.open(file, "wb", compresslevel=1) as packed:
            if kind == "points":
                line = (
                    json.dumps({"label": 7, "writer": "a", "strokes": [[[1, 2]] * 19_000]}).encode() + b"\n"
                )
                packed.writelines(line for _ in range(400))
            else:
                block = (b"\n" if kind == "newlines" else b" ") * 2**20
                packed.writelines(block for _ in range(1000))
    home = ["--data-dir", str(tmp_path / "home")] if command[0] == "data" else []
    probe = (
        "import resource, sys, runpy; sys.argv = sys.argv[1:]\n"
        "try: runpy.run_module(sys.argv[0], run_name='__main__')\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", probe, command[0], command[1], str(file), *home],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said, memory = ended.stderr.strip().splitlines()[-2:]
    assert ended.returncode == 2 and len(said) <= LONGEST, ended.stderr
    assert int(memory) * 1024 < 1e9


def _stopped(*arguments: object, once: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, stopped once it has loaded a module whose name holds ``once``."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said, sent = [], False
    for line in process.stderr:
        if line.startswith("import time:"):
            if not sent and once in line.rsplit("|", 1)[-1]:
                process.send_signal(signal.SIGINT)
                sent = True
        elif not line.startswith("INFO: Created TensorFlow Lite"):
            said.append(line)
    out, _ = process.communicate(timeout=120)
    assert sent, "".join(said)
    return subprocess.CompletedProcess(process.args, process.returncode, out, "".join(said))


@pytest.fixture(scope="module")
def long_work(tmp_path_factory: pytest.TempPathFactory, sound: bytes) -> Path:
    """A folder with a store, and with files that keep every command busy for a while."""
    folder = tmp_path_factory.mktemp("long")
    home = folder / "home"
    home.mkdir()
    store_file(home).write_bytes(sound)
    rng = random.Random(1)
    lines = []
    for number in range(6000):
        label = number % 10
        strokes = [[point[:2] for point in stroke.points] for stroke in write(str(label), rng).strokes]
        lines.append(json.dumps({"label": label, "writer": f"w{number % 8}", "strokes": strokes}) + "\n")
    (folder / "ink.jsonl").write_text("".join(lines), encoding="utf-8")
    shipped = ROOT / "recognizer" / "models" / "digits-6"
    for name in ("picture.keras", "path.keras"):
        shutil.copy(shipped / name, folder)
    shutil.copy(shipped / "manifest.json", folder / "picture.json")
    images = np.random.default_rng(1).integers(0, 256, (6000, 28, 28), np.uint8)
    labels = np.arange(6000, dtype=np.int64) % 10
    np.savez(folder / "mnist.npz", x_train=images, y_train=labels, x_test=images[:500], y_test=labels[:500])
    return folder


LONG_COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("-m data import {0}/ink.jsonl --data-dir {0}/home", "litert"),
    "export": ("-m data export --samples {0}/out.jsonl --data-dir {0}/home", "sqlite_utils"),
    "evaluate": ("-m training evaluate {0}/ink.jsonl", "litert"),
    "number-bench": ("-m training number-bench {0}/ink.jsonl", "litert"),
    "adapt-bench": ("-m training adapt-bench {0}/ink.jsonl", "litert"),
    "finetune": ("-m training finetune --player Anna --data-dir {0}/home", "training.finetune.fit_head"),
    "learn from everyone": ("-m training finetune --data-dir {0}/home", "keras.src"),
    "train": ("-m training train --quick --mnist {0}/mnist.npz --out {0}/run", "keras.src"),
    "replay": ("-m training replay {0}/picture.keras --mnist {0}/mnist.npz --ink {0}/ink.jsonl", "keras.src"),
}


@pytest.mark.parametrize("command", LONG_COMMANDS)
@pytest.mark.parametrize("moment", ["loading", "at work"])
def test_ctrl_c_stops_every_long_command(command: str, moment: str, long_work: Path) -> None:
    words, at_work = LONG_COMMANDS[command]
    before = sorted(long_work.rglob("*"))
    done = _stopped(*words.format(long_work).split(), once="rich.console" if moment == "loading" else at_work)
    assert (done.returncode, done.stderr) == (STOPPED, "Stopped.\n")
    # What stays: an empty folder for the output, a log of the run, SQLite's own files. Nothing else.
    new = [path for path in sorted(long_work.rglob("*")) if path not in before and path.is_file()]
    assert not [path for path in new if path.suffix in (".npz", ".keras", ".tflite", ".json", ".jsonl")], new
    with Store.open(store_file(long_work / "home")) as store:
        assert [player.name for player in store.players.all()] == ["Anna"]
        assert store.connection.value("SELECT count(*) FROM samples") == 10
        assert all(run.state is RunState.CANCELLED for run in store.runs.log())


@pytest.mark.parametrize("command", ["", "host --port 0"])
def test_ctrl_c_ends_the_game_and_a_host(command: str, tmp_path: Path) -> None:
    done = _stopped("main.py", "--data-dir", tmp_path / "home", *command.split(), once="litert")
    assert done.returncode in ((0, 2) if command else (2,))
    assert done.stderr in ("", "Stopped.\n")
    with Store.open(store_file(tmp_path / "home")) as store:
        assert store.players.all() == []


def test_ctrl_c_says_so() -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        assert ended(interrupted, ()) == STOPPED
    assert err.getvalue() == "Stopped.\n"


def test_ctrl_c_while_a_compiled_library_is_imported_says_so_too() -> None:
    def interrupted() -> int:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:  # as pybind11 does
            raise ImportError("initialization failed") from error

    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        assert ended(interrupted, ()) == STOPPED
    assert err.getvalue() == "Stopped.\n"

"""README and CONTRIBUTING are held to what they say: their commands, pen files, pictures and links."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import main as game_main
from data.store import Store
from training.datasets import pen_file

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
JUSTFILE = (ROOT / "justfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# “uv run …” in a block of its own lines, or between backticks in a table or sentence.
COMMANDS = sorted(
    set(re.findall(r"(?m)(?:^|`|&& )uv run (?:--no-group training )?([^`\n]+)", README + CONTRIBUTING))
)
# The names of the justfile's commands, and what each of their lines runs.
RECIPES = re.findall(r"(?m)^([a-z][a-z-]*)\b[^:\n]*:$", JUSTFILE)
RUN_BY_RECIPES = re.findall(r"(?m)^    (.+)$", JUSTFILE)
PROGRAMS = [command for command in COMMANDS if command.startswith(("main.py", "python -m"))]


def block(language: str) -> str:
    """The README's one block of code in a language."""
    [code] = re.findall(rf"(?s)```{language}\n(.*?)```", README)
    return str(code)


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the program says with ``--help`` after the command's own words, which it has to accept."""
    words = shlex.split(command)
    name, arguments = ("main", words[1:]) if words[0] == "main.py" else (words[2], words[3:])
    if importlib.util.find_spec(name).submodule_search_locations:  # type: ignore[union-attr]
        name += ".__main__"
    with pytest.raises(SystemExit) as left:
        importlib.import_module(name).main([*arguments, "--help"])
    said = capsys.readouterr()
    assert left.value.code == 0, said.err
    return said.out


def test_the_two_commands_stand_there() -> None:
    assert "`pip install uv && uv run main.py`" in README
    assert "`pip install uv && uv run pytest`" in README


@pytest.mark.parametrize("command", PROGRAMS)
def test_a_command_knows_all_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = help_of(command, capsys)
    for option in re.findall(r"(?<=\s)--[a-z-]+", command):
        assert re.search(rf"(?m){option}\b", told), f"{option} is unknown to {command}"


def test_a_command_of_just_is_in_the_justfile() -> None:
    named = {command.split()[1] for command in COMMANDS if command.startswith("just ")}
    assert len(named) > 5 and named <= set(RECIPES)


@pytest.mark.parametrize("line", [line for line in RUN_BY_RECIPES if not line.startswith("@")])
def test_what_the_justfile_runs_is_there(line: str) -> None:
    program, *words = line.removeprefix("uv run ").removeprefix("--no-group training ").split()
    if program == "python":
        assert words[0] == "-m" and importlib.util.find_spec(words[1]), line
    elif program in ("main.py", "bash"):
        assert (ROOT / (words[0] if program == "bash" else program)).is_file(), line
    else:
        names = " ".join(PROJECT["dependency-groups"]["dev"])
        assert program.replace("lint-imports", "import-linter") in names, line


@pytest.mark.parametrize("program", ["training", "data"])
def test_every_sub_command_is_named(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = help_of(f"python -m {program}", capsys)
    for name in re.findall(r"(?m)^    ([a-z-]+)\s", told):
        assert re.search(rf"python -m {program} {name}\b", README), f"{program} {name} is not in the README"


def test_samples_go_in_and_the_store_can_be_asked(tmp_path: Path) -> None:
    with Store.open(tmp_path / "duel.db") as store:
        store.players.add("Anna", "#1D2B4F")
    (tmp_path / "ink.jsonl.gz").write_bytes(gzip.compress(block("json").encode()))
    in_order = ["import ink.jsonl.gz --player Anna", "stats", "export --samples ink.jsonl.gz --player Anna"]
    in_order += ["export --all --out answers.csv", "export --player Anna", "doctor"]
    for command in in_order:
        assert f"uv run python -m data {command}\n" in README
        done = subprocess.run(
            [sys.executable, "-m", "data", *command.split(), "--data-dir", str(tmp_path)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    [sample] = pen_file(tmp_path / "ink.jsonl.gz")
    assert sample.label == "7"
    assert (tmp_path / "answers.csv").is_file()


def test_the_pen_file_shown_is_one(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_text(block("json"), encoding="utf-8")
    [sample] = pen_file(path)
    shown = json.loads(block("json"))
    assert (sample.label, sample.writer) == (str(shown["label"]), shown["writer"])
    assert len(sample.ink.strokes) == len(shown["strokes"])


def test_the_converter_shown_turns_ink_the_right_way_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "README.md", "exec"), {})
    [seven] = pen_file(tmp_path / "ink.jsonl.gz")
    top, bar = seven.ink.strokes
    assert top.points[0].y < bar.points[0].y < top.points[-1].y


def test_pictures_and_links_are_there() -> None:
    paths = re.findall(r"\]\(([^)#]+)\)", README + CONTRIBUTING)
    assert len(paths) > 4
    for path in paths:
        assert (ROOT / path).is_file(), path
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size <= 200_000, f"{picture.name} is too large to load quickly"
        assert f"docs/pictures/{picture.name}" in README, f"{picture.name} is not shown"


def test_one_version_everywhere() -> None:
    assert PROJECT["project"]["version"] == game_main.VERSION
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^## (\S+)", changes)[0] == game_main.VERSION


def test_typefaces_and_libraries_are_credited() -> None:
    notice = (ROOT / "NOTICE.md").read_text(encoding="utf-8").lower()
    for requirement in (*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["training"]):
        name = re.split(r"[<>=;]", requirement)[0].removeprefix("ai-edge-").removesuffix("-cpu")
        assert name in notice, f"{name} is not credited"

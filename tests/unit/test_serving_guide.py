"""docs/serving.md is held to what it says: its options, its systemd unit, its container file."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import main as game_main
from game.net import machine

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The guide's one block of code in a language."""
    [code] = re.findall(rf"(?s)```{language}\n(.*?)```", GUIDE)
    return str(code)


def understood(arguments: list[str]) -> bool:
    """Whether ``main.py`` takes these arguments, and serves."""
    return bool(game_main._parser().parse_args(arguments).command == "serve")


def test_every_option_is_told_of_and_there_is_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        game_main.main(["serve", "--help"])
    offered = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help", "--json", "--name"}
    [table] = re.findall(r"(?s)\| option \|.*?\n\n", GUIDE)
    assert set(re.findall(r"--[a-z]+", "".join(re.findall(r"(?m)^\| (`--.*?) \|", table)))) == offered


def unit() -> dict[str, str]:
    return dict(re.findall(r"(?m)^(\w+)=(.*)$", block("ini")))


def test_the_unit_starts_what_there_is_in_a_folder_that_it_may_write() -> None:
    python, script, *arguments = shlex.split(unit()["ExecStart"])
    assert python == f"{unit()['WorkingDirectory']}/.venv/bin/python"
    assert (ROOT / script).is_file() and understood(arguments)
    # Everything else is read-only to it.
    assert arguments[:2] == ["--data-dir", f"/var/lib/{unit()['StateDirectory']}"]


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    home, written = unit()["WorkingDirectory"], block("ini")
    here = written.replace(f"{home}/.venv/bin/python", sys.executable).replace(home, str(ROOT))
    (tmp_path / "digit-duel.service").write_text(here, encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "digit-duel.service")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    ours = [line for line in found.stderr.splitlines() if "digit-duel" in line]
    assert (found.returncode, ours) == (0, []), found.stderr


def steps() -> dict[str, list[str]]:
    """The container file: what comes after each of its words."""
    joined = block("dockerfile").replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for word, rest in re.findall(r"(?m)^([A-Z]+) (.+)$", joined):
        found.setdefault(word, []).append(rest)
    return found


def test_the_container_has_a_python_that_the_game_takes() -> None:
    [image] = steps()["FROM"]
    version = tuple(map(int, re.findall(r"(\d+)\.(\d+)", image)[0]))
    game_main.check_python(version)


def test_the_container_installs_what_the_project_names_and_starts_what_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runs = " ".join(steps()["RUN"])
    assert "uv sync --no-default-groups" in runs and "redis" in str(project["project"]["dependencies"])
    [entry] = steps()["ENTRYPOINT"]
    python, script, *arguments = re.findall(r'"([^"]*)"', entry)
    assert python == ".venv/bin/python" and (ROOT / script).is_file()
    assert understood([*arguments, "--workers", "2", "--public", "https://duel.school.example"])


def test_the_container_keeps_its_data_where_it_may_write_and_opens_the_ports_of_two_workers() -> None:
    [volume], [ports], [user] = steps()["VOLUME"], steps()["EXPOSE"], steps()["USER"]
    assert f'"--data-dir", "{volume}"' in steps()["ENTRYPOINT"][0]
    assert f"mkdir {volume} && chown {user} {volume}" in " ".join(steps()["RUN"])
    assert [int(port) for port in ports.split()] == [machine.PORT + at for at in range(3)]

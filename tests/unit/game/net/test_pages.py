"""The pad's page and the teacher's, as the host serves them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

import game.net
from game.net import protocol as p
from game.play.levels import LEVELS
from game.play.modes import ROOM_LENGTHS
from game.scenes.match.facts import LAST_ROW, PAR, shade
from game.ui.fact_grid import Shade
from tests.unit.game.net.test_server import Site, served

PAD = Path(game.net.__file__).parent / "pad"
TEACHER = Path(game.net.__file__).parent / "teacher"
FILES = sorted([*PAD.iterdir(), *TEACHER.iterdir()])
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


def test_every_file_comes_with_its_type_and_may_load_nothing_from_elsewhere() -> None:
    async def test(here: Site) -> None:
        for path in ["/", "/teacher/", *(f"/{file.parent.name}/{file.name}" for file in FILES)]:
            status, text, headers = await here.get(path)
            assert status == 200 and len(text) > 100
            kind = TYPES[Path(path).suffix or ".html"]
            assert headers["content-type"].startswith(kind), path
            assert headers["content-security-policy"].startswith("default-src 'self';")
            assert headers["x-content-type-options"] == "nosniff"

    served(test)


def test_the_page_speaks_the_hosts_version_and_knows_its_reasons() -> None:
    script = (PAD / "connection.js").read_text(encoding="utf-8")
    assert f"const VERSION = {p.VERSION};" in script
    named = dict(re.findall(r"^\t([A-Z_]+): (\d{4}),", script, re.MULTILINE))
    assert {name: int(code) for name, code in named.items()} == {one.name: one.value for one in p.Reason}
    passing = re.search(r"PASSING = \[(.*?)\]", script)
    assert passing is not None
    assert set(re.findall(r"Reason\.(\w+)", passing[1])) == {one.name for one in p.Reason if not one.final}


def test_every_lasting_reason_has_its_sentence() -> None:
    """Watching needs a key, joining does not: that reason has none."""
    texts = (PAD / "texts.js").read_text(encoding="utf-8")
    said = set(re.findall(r"\[Reason\.(\w+)\]: \"[^\"]+[.?]\"", texts))
    assert said == {one.name for one in p.Reason if one.final} - {"WRONG_KEY"}


def test_the_teachers_page_has_a_sentence_for_all_that_can_end_it() -> None:
    """Some reasons are for pads alone: nobody takes a teacher's page out of the room, or locks it out."""
    texts = (TEACHER / "texts.js").read_text(encoding="utf-8")
    said = set(re.findall(r"\[Reason\.(\w+)\]: \"[^\"]+[.?]\"", texts))
    pads_alone = {"REMOVED", "ELSEWHERE", "LOCKED", "LATE", "UNKNOWN_TOKEN"}
    assert said == {one.name for one in p.Reason if one.final} - pads_alone


def test_the_teachers_page_offers_the_games_levels_and_lengths_that_there_are() -> None:
    texts = (TEACHER / "texts.js").read_text(encoding="utf-8")
    levels = re.search(r"LEVELS = \[(.*?)\];", texts, re.DOTALL)
    assert levels is not None
    assert re.findall(r'"([^"]+)"', levels[1]) == [level.name for level in LEVELS]
    lengths = re.search(r"LENGTHS = \{(.*?)\};", texts, re.DOTALL)
    assert lengths is not None
    offered = {game: json.loads(row) for game, row in re.findall(r"(\w+): (\[.*?\])", lengths[1])}
    assert offered == {mode.value: sorted(every) for mode, every in ROOM_LENGTHS.items()}
    assert offered.keys() == {one.value for one in p.Game}


def test_the_teachers_page_hears_and_orders_what_the_protocol_has() -> None:
    heard = set(re.findall(r'case "([a-z-]+)":', (TEACHER / "classroom.js").read_text(encoding="utf-8")))
    tags = {kind.__struct_config__.tag for kind in get_args(p.ToScreen)}
    assert tags - heard == {"marked", "podium", "pong", "closing"}
    assert heard <= tags
    scripts = [(TEACHER / name).read_text(encoding="utf-8") for name in ("orders.js", "pupils.js")]
    asked = {one for text in scripts for one in re.findall(r'\bask\("(\w+)"', text)}
    asked |= {"start", "pause", "resume", "lock", "unlock", "late", "punctual"}
    assert asked == {one.value for one in p.Ask}


def test_the_map_of_the_class_has_the_shades_of_a_players_own() -> None:
    script = (TEACHER / "facts.js").read_text(encoding="utf-8")
    assert f"const LAST_ROW = {LAST_ROW};" in script and f"const PAR = {PAR:.0f};" in script
    quick, slow, known = (
        float(re.search(rf"const {name} = ([0-9.]+);", script)[1])  # type: ignore[index]
        for name in ("QUICK", "SLOW", "KNOWN")
    )
    assert shade(10, 10, quick * PAR) is Shade.QUICK and shade(10, 10, quick * PAR + 0.1) is Shade.GOOD
    assert shade(10, 10, slow * PAR) is Shade.GOOD and shade(10, 10, slow * PAR + 0.1) is Shade.NOT_YET
    assert shade(10, round(10 * known), 0.1) is Shade.QUICK and shade(10, 7, 0.1) is Shade.NOT_YET


@pytest.mark.parametrize("folder", [PAD, TEACHER], ids=lambda folder: folder.name)
def test_every_part_of_a_page_has_a_name_of_its_own(folder: Path) -> None:
    """A button and a sign of one name would be taken for each other."""
    ids = re.findall(r'\bid="([^"]+)"', (folder / "index.html").read_text(encoding="utf-8"))
    assert sorted(ids) == sorted(set(ids))


def test_ink_counts_in_the_hosts_units() -> None:
    script = (PAD / "ink.js").read_text(encoding="utf-8")
    assert f"const UNIT = {p.UNIT};" in script and f"const MOST_POINTS = {p.MOST_POINTS};" in script


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_nothing_comes_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "http:" not in text.replace('"http:"', "") and "//cdn" not in text
    assert not re.search(r"https://|@import|\beval\(", text)

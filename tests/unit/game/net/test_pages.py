"""The pad's page as the host serves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import game.net
from game.net import protocol as p
from tests.unit.game.net.test_server import Site, served

PAD = Path(game.net.__file__).parent / "pad"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


def test_every_file_comes_with_its_type_and_may_load_nothing_from_elsewhere() -> None:
    async def test(here: Site) -> None:
        for path in ["/", *(f"/pad/{file.name}" for file in PAD.iterdir())]:
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


def test_ink_counts_in_the_hosts_units() -> None:
    script = (PAD / "ink.js").read_text(encoding="utf-8")
    assert f"const UNIT = {p.UNIT};" in script and f"const MOST_POINTS = {p.MOST_POINTS};" in script


@pytest.mark.parametrize("file", sorted(PAD.glob("*.*")), ids=lambda file: file.name)
def test_nothing_comes_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "http:" not in text.replace('"http:"', "") and "//cdn" not in text
    assert not re.search(r"https://|@import|\beval\(", text)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.settings import BOARDS, PENS, Settings, from_json, load, save


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(width=900, height=700, sound=False, pen="broad", board="slate", left_handed=True)
    save(settings, path)
    assert load(path) == (settings, None)
    assert [file.name for file in tmp_path.iterdir()] == ["settings.json"]


def test_none_kept_yet(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.json") == (Settings(), None)


def test_the_names_of_earlier_versions_are_understood() -> None:
    assert from_json({"walked": True}) == Settings(welcomed=True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"width": 3}',
        b'{"sound": "yes"}',
        b'{"pen": "huge"}',
        b'{"width": true}',
    ],
)
def test_damaged_settings_are_moved_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings, notice = load(path)
    assert settings == Settings()
    assert notice is not None and "settings.json.damaged" in notice
    assert not path.exists()
    assert (tmp_path / "settings.json.damaged").read_bytes() == content


def test_unknown_settings_of_a_newer_game_are_ignored() -> None:
    assert from_json({"sound": False, "smell": "lavender"}) == Settings(sound=False)


@given(
    st.builds(
        Settings,
        width=st.integers(640, 5000),
        height=st.integers(480, 4320),
        pen=st.sampled_from(sorted(PENS)),
        board=st.sampled_from(BOARDS),
        rest_wrong_ms=st.integers(300, 5000),
    )
)
def test_any_settings_survive_json(settings: Settings) -> None:
    data: dict[str, Any] = {name: getattr(settings, name) for name in settings.__slots__}
    assert from_json(json.loads(json.dumps(data))) == settings

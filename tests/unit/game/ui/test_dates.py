"""Days in words, on every system."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import game
from game.ui.dates import day_of, short_day


def test_days_lead_with_no_nought() -> None:
    assert day_of(date(2026, 5, 4)) == "4 May"
    assert short_day(date(2026, 11, 22)) == "22 Nov"


def test_no_date_is_formatted_as_only_some_systems_can() -> None:
    """``%-d`` and its like raise ValueError on Windows."""
    root = Path(game.__file__).parent
    sources = {path.name: path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
    assert [name for name, text in sources.items() if re.search(r":[^\n\"]*%-[a-zA-Z]", text)] == []

"""Records of fine-tunes: how each one ended, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class RunKind(StrEnum):
    PERSONAL = "personal"
    SHARED = "shared"


class RunState(StrEnum):
    RUNNING = "running"
    PUBLISHED = "published"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Run:
    """One fine-tune in the log. ``figures`` is whatever the gate measured, as JSON values."""

    id: int
    kind: RunKind
    player_id: int | None
    state: RunState
    started: datetime
    finished: datetime | None
    base_bundle: str
    result_bundle: str | None
    reason: str
    figures: Mapping[str, Any]

"""Records of fine-tunes: how each one ended, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from recognizer.reason import Reason


class RunKind(StrEnum):
    PERSONAL = "personal"
    SHARED = "shared"


class RunState(StrEnum):
    """How a fine-tune stands or ended. Only the forgetting lab, which is not logged, ends as forgotten."""

    RUNNING = "running"
    PUBLISHED = "published"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Run:
    """One fine-tune in the log. ``figures`` is what the gate measured, as JSON values."""

    id: int
    kind: RunKind
    player_id: int | None
    state: RunState
    started: datetime
    finished: datetime | None
    base_bundle: str
    result_bundle: str | None
    reason: Reason
    figures: Mapping[str, Any]

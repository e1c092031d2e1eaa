"""All models on this machine, bundles and personal heads, and what each one learned on top of."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from recognizer import bundle as bundles
from recognizer import heads
from recognizer.bundle import Bundle, BundleError
from recognizer.head import Head, HeadError
from recognizer.reason import UNKNOWN, Reason
from recognizer.slot import selected


class ModelKind(StrEnum):
    SHIPPED = "shipped"
    SHARED = "shared"
    PERSONAL = "personal"


class ModelState(StrEnum):
    PUBLISHED = "published"
    REFUSED = "refused"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Model:
    """One model of the family tree: a bundle, or a player's head.

    Attributes:
        parent: what it was learned on top of: the id of a bundle or of another head of the player's.
        in_use: whether the reader uses it now.
        created: ISO date and time; ``""`` where it cannot be read.
        player: whose head it is, by the store's number; None for a bundle.
        fits: whether it can be used with the bundle in use.
        training: what it was made of.
        figures: what was measured.
    """

    id: str
    kind: ModelKind
    state: ModelState
    parent: str | None = None
    in_use: bool = False
    created: str = ""
    player: int | None = None
    reason: Reason = UNKNOWN
    fits: bool = True
    training: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def samples(self) -> int:
        """How many samples it learned from; 0 for the shipped model, and where it is not known."""
        source = self.training if self.player is not None else self.training.get("finetune")
        count = source.get("samples") if isinstance(source, Mapping) else None
        return count if isinstance(count, int) else 0

    @property
    def accuracy(self) -> tuple[float, float] | None:
        """The shares of the player's digits that are read correctly before it and with it, where measured."""
        return before_and_after(self.figures)


def before_and_after(figures: Mapping[str, Any]) -> tuple[float, float] | None:
    """The shares of the player's digits that are read correctly before learning and after it, where they were
    measured."""
    own = figures.get("own")
    if not isinstance(own, Mapping):
        return None
    before, after = own.get("accuracy_before"), own.get("accuracy_after")
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return None
    return float(before), float(after)


def family(models: Path) -> list[Model]:
    """Every model on this machine: the shipped one, shared ones, then each player's."""
    chosen = None
    with suppress(BundleError):
        chosen = selected(models)
    found, base = [], None
    for folder in [bundles.shipped(), *bundles.published(models)]:
        kind = ModelKind.SHIPPED if folder.parent == bundles.SHIPPED else ModelKind.SHARED
        in_use = (chosen is None) if kind is ModelKind.SHIPPED else folder.name == chosen
        try:
            bundle = bundles.read(folder)
        except BundleError as error:
            why = Reason.other(str(error))
            found.append(Model(folder.name, kind, ModelState.DAMAGED, in_use=in_use, reason=why))
            continue
        base = bundle if in_use else base
        found.append(of_bundle(bundle, kind, in_use=in_use))
    for player in heads.players(models):
        found += heads_of(models, player, base)
    return found


def of_bundle(bundle: Bundle, kind: ModelKind, *, in_use: bool) -> Model:
    """A bundle's place in the tree."""
    manifest = bundle.manifest
    gate = manifest.figures.get("gate")
    judged: Mapping[str, Any] = gate if isinstance(gate, dict) else {}
    return Model(
        bundle.id,
        kind,
        ModelState.REFUSED if judged.get("passed") is False else ModelState.PUBLISHED,
        manifest.parent,
        in_use,
        manifest.created,
        reason=Reason.of(judged.get("reason")),
        training=dict(manifest.training),
        figures=dict(manifest.figures),
    )


def heads_of(models: Path, player: int, base: Bundle | None) -> list[Model]:
    """A player's heads, by name; ``base`` is the bundle in use, None where none can be used."""
    chosen = None
    with suppress(HeadError):
        chosen = heads.selected(models, player)
    return [
        _of_head(models, player, head_id, head_id == chosen, base) for head_id in heads.known(models, player)
    ]


def _of_head(models: Path, player: int, head_id: str, in_use: bool, base: Bundle | None) -> Model:
    try:
        head: Head = heads.read(models, player, head_id)
    except HeadError as error:
        why = Reason.other(str(error))
        return Model(
            head_id, ModelKind.PERSONAL, ModelState.DAMAGED, in_use=in_use, player=player, reason=why
        )
    about = head.about
    return Model(
        head.id,
        ModelKind.PERSONAL,
        ModelState.PUBLISHED if about.published else ModelState.REFUSED,
        about.parent or about.bundle,
        in_use,
        about.created,
        player,
        about.reason,
        fits=base is not None and head.fits(base),
        training=dict(about.training),
        figures=dict(about.figures),
    )

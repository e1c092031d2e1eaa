"""The family of models on this machine: bundles and personal heads, and what each was learned on top of."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from recognizer import bundle as bundles
from recognizer import heads
from recognizer.bundle import Bundle, BundleError
from recognizer.head import Head, HeadError
from recognizer.slot import selected
from training.command import CommandError


@dataclass(frozen=True)
class Entry:
    """One model of the family tree.

    Attributes:
        kind: ``shipped``, ``shared`` or ``personal``.
        state: ``published``, ``refused`` or ``damaged``.
        parent: what it was learned on top of: a head's own parent, or its bundle.
        in_use: whether it is what is read with now.
        set_aside: a head whose shared model is no longer in use: it waits, or is to be learned again.
    """

    id: str
    kind: str
    state: str
    parent: str | None
    in_use: bool
    created: str = ""
    player: int | None = None
    player_name: str = ""
    reason: str = ""
    set_aside: bool = False
    training: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)


def family(models: Path, names: Mapping[int, str], shipped: Path = bundles.SHIPPED) -> list[Entry]:
    """Every model on this machine: the shipped one, shared ones, then each player's; ``names`` by player."""
    noted = _noted(models)
    entries, base = [], None
    for folder in [bundles.shipped(shipped), *bundles.published(models)]:
        kind = "shipped" if folder.parent == shipped else "shared"
        in_use = (noted is None) if kind == "shipped" else folder.name == noted
        try:
            bundle = bundles.read(folder)
        except BundleError as error:
            entries.append(Entry(folder.name, kind, "damaged", None, in_use, reason=str(error)))
            continue
        base = bundle if in_use else base
        entries.append(_bundle_entry(bundle, kind, in_use))
    for player in heads.players(models):
        entries += _heads(models, player, names.get(player, f"player {player}"), base)
    return entries


def _heads(models: Path, player: int, name: str, base: Bundle | None) -> Iterator[Entry]:
    """A player's; ``base`` is the bundle in use."""
    chosen = _chosen(models, player)
    for head_id in heads.known(models, player):
        in_use = head_id == chosen
        try:
            head = heads.read(models, player, head_id)
        except HeadError as error:
            damaged = Entry(head_id, "personal", "damaged", None, in_use, player=player, player_name=name)
            yield replace(damaged, reason=str(error))
        else:
            yield _head_entry(head, name, in_use, base)


def prune(models: Path, keep: int) -> list[str]:
    """Deletes all but the newest ``keep`` of the shared models and of each player's; never one in use or the
    parents of it. Returns the ids.

    Raises:
        BundleError, HeadError: what is in use cannot be known.
        CommandError, HeadError: one cannot be deleted.
    """
    gone = _prune_shared(models, keep)
    for player in heads.players(models):
        gone += _prune_heads(models, player, keep)
    return gone


def _prune_shared(models: Path, keep: int) -> list[str]:
    lineage = _lineage(selected(models), lambda bundle_id: bundles.read(models / bundle_id).manifest.parent)
    newest = sorted(bundles.published(models), key=lambda folder: folder.stat().st_mtime, reverse=True)
    old = [folder for folder in newest[keep:] if folder.name not in lineage]
    for folder in old:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise CommandError(f"“{folder.name}” cannot be deleted: {error.strerror or error}.") from error
    return [folder.name for folder in old]


def _prune_heads(models: Path, player: int, keep: int) -> list[str]:
    chosen = heads.selected(models, player)
    lineage = _lineage(chosen, lambda head_id: heads.read(models, player, head_id).about.parent)
    # Their names begin with the time they were made.
    newest = sorted(heads.known(models, player), reverse=True)
    old = [head_id for head_id in newest[keep:] if head_id not in lineage]
    for head_id in old:
        heads.delete(models, player, head_id)
    return old


def _lineage(model_id: str | None, parent_of: Callable[[str], str | None]) -> set[str]:
    """The ids of a model, its parent, and so on, as far as they can be read."""
    found: set[str] = set()
    with suppress(BundleError, HeadError):
        while model_id is not None and model_id not in found:
            found.add(model_id)
            model_id = parent_of(model_id)
    return found


def _noted(models: Path) -> str | None:
    try:
        return selected(models)
    except BundleError:
        return None


def _chosen(models: Path, player: int) -> str | None:
    try:
        return heads.selected(models, player)
    except HeadError:
        return None


def _bundle_entry(bundle: Bundle, kind: str, in_use: bool) -> Entry:
    manifest = bundle.manifest
    gate = manifest.figures.get("gate", {})
    return Entry(
        bundle.id,
        kind,
        "refused" if isinstance(gate, dict) and gate.get("passed") is False else "published",
        manifest.parent,
        in_use,
        manifest.created,
        reason=str(gate.get("reason", "")) if isinstance(gate, dict) else "",
        training=dict(manifest.training),
        figures=dict(manifest.figures),
    )


def _head_entry(head: Head, name: str, in_use: bool, base: Bundle | None) -> Entry:
    about = head.about
    return Entry(
        head.id,
        "personal",
        "published" if about.published else "refused",
        about.parent or about.bundle,
        in_use,
        about.created,
        about.player,
        name,
        about.reason,
        set_aside=base is None or not head.fits(base),
        training=dict(about.training),
        figures=dict(about.figures),
    )

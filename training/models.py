"""``models``: the family tree of bundles and personal heads; choose, go back, tidy up."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.tree import Tree

from data.errors import StoreError
from data.folder import data_folder, store_file
from data.records import Player
from data.store import Store
from recognizer import bundle as bundles
from recognizer import heads
from recognizer.bundle import Bundle, BundleError
from recognizer.head import Head, HeadError
from recognizer.slot import select, selected
from training import command
from training.command import CommandError

EXAMPLES = """\
  uv run python -m training models list
  uv run python -m training models show head-20261122101500000-1a2b3c --player Anna
  uv run python -m training models use shipped
  uv run python -m training models rollback --player Anna
  uv run python -m training models prune --keep 3"""

SHIPPED = "shipped"


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "models", run, "The family tree of models: list, show, use, rollback, prune.", EXAMPLES
    )
    parser.add_argument("action", choices=("list", "show", "use", "rollback", "prune"))
    parser.add_argument(
        "id", nargs="?", metavar="ID", help=f"of a model (show, use); “{SHIPPED}” is the game's own"
    )
    parser.add_argument("--player", metavar="NAME", help="this player's personal models")
    parser.add_argument("--keep", type=int, default=3, metavar="N", help="models to keep of each (prune)")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="the data folder (else this user's own)")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")


def run(arguments: argparse.Namespace) -> int:
    folder = data_folder(arguments.data_dir)
    try:
        return _run(arguments, folder, folder / "models")
    except (StoreError, HeadError) as error:
        raise CommandError(str(error)) from error


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


def family(models: Path, names: dict[int, str], shipped: Path = bundles.SHIPPED) -> list[Entry]:
    """Every model on this machine, parents before children where the dates are right."""
    own = _noted(models)
    entries, base = [], None
    for folder in [bundles.shipped(shipped), *bundles.published(models)]:
        kind = "shipped" if folder.parent == shipped else "shared"
        in_use = (own is None) if kind == "shipped" else folder.name == own
        try:
            bundle = bundles.read(folder)
        except BundleError as error:
            entries.append(Entry(folder.name, kind, "damaged", None, in_use, reason=str(error)))
            continue
        base = bundle if in_use else base
        entries.append(_bundle_entry(bundle, kind, in_use))
    for player in heads.players(models):
        chosen = _chosen(models, player)
        for head_id in heads.known(models, player):
            name = names.get(player, f"player {player}")
            try:
                head = heads.read(models, player, head_id)
            except HeadError as error:
                entries.append(
                    Entry(
                        head_id,
                        "personal",
                        "damaged",
                        None,
                        head_id == chosen,
                        player=player,
                        player_name=name,
                        reason=str(error),
                    )
                )
                continue
            entries.append(_head_entry(head, name, head_id == chosen, base))
    return entries


def roll_back(models: Path) -> str | None:
    """Goes back from the shared bundle in use to its parent; its id, None for the shipped one.

    Raises:
        CommandError: the shipped one is in use already.
        BundleError: the note cannot be written.
    """
    own = selected(models)
    if own is None:
        raise CommandError("There is nothing to go back to: the game's own model is in use.")
    parent = None
    if (models / own).is_dir():
        try:
            parent = bundles.read(models / own).manifest.parent
        except BundleError:
            parent = None
    if parent not in {folder.name for folder in bundles.published(models)}:
        parent = None
    select(models, parent)
    return parent


def prune(models: Path, keep: int) -> list[str]:
    """Deletes all but the newest ``keep`` of the shared models and of each player's; never one in use or the
    parents of it. Returns the ids.

    Raises:
        HeadError: one cannot be deleted.
    """
    gone = []
    lineage = _lineage(models, selected(models))
    shared = sorted(bundles.published(models), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in shared[keep:]:
        if folder.name not in lineage:
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(folder.name)
    for player in heads.players(models):
        kept = set()
        head_id = heads.selected(models, player)
        while head_id is not None and head_id not in kept:
            kept.add(head_id)
            try:
                head_id = heads.read(models, player, head_id).about.parent
            except HeadError:
                break
        # Their names begin with the time they were made.
        for old in sorted(heads.known(models, player), reverse=True)[keep:]:
            if old not in kept:
                heads.delete(models, player, old)
                gone.append(old)
    return gone


def _lineage(models: Path, bundle_id: str | None) -> set[str]:
    found: set[str] = set()
    while bundle_id is not None and bundle_id not in found and (models / bundle_id).is_dir():
        found.add(bundle_id)
        try:
            bundle_id = bundles.read(models / bundle_id).manifest.parent
        except BundleError:
            break
    return found


def _run(arguments: argparse.Namespace, folder: Path, models: Path) -> int:
    players = _players(folder)
    player = _named(players, arguments.player)
    if arguments.action in ("show", "use") and arguments.id is None:
        raise CommandError(f"“models {arguments.action}” needs the id of a model: see “models list”.")
    if arguments.action == "list":
        entries = family(models, {one.id: one.name for one in players})
        entries = [e for e in entries if player is None or e.player in (None, player.id)]
        if arguments.json:
            print(json.dumps([asdict(entry) for entry in entries], indent=1, ensure_ascii=False))
        else:
            _print_tree(entries)
    elif arguments.action == "show":
        entries = family(models, {one.id: one.name for one in players})
        print(json.dumps(asdict(_one(entries, arguments.id, player)), indent=1, ensure_ascii=False))
    elif arguments.action == "use":
        _use(models, arguments.id, player)
        print(f"in use: {arguments.id}")
    elif arguments.action == "rollback":
        now = heads.roll_back(models, player.id) if player else roll_back(models)
        print(f"in use: {now or ('the shared model' if player else 'the game’s own model')}")
    else:
        if arguments.keep < 0:
            raise CommandError("--keep must be 0 or more.")
        gone = prune(models, arguments.keep)
        print("\n".join(["deleted:", *gone]) if gone else "There was nothing to delete.")
    return 0


def _use(models: Path, model_id: str, player: Player | None) -> None:
    if player is not None:
        if model_id in (SHIPPED, "shared"):
            heads.select(models, player.id, None)
            return
        heads.read(models, player.id, model_id)
        heads.select(models, player.id, model_id)
        return
    if model_id == SHIPPED or model_id == bundles.shipped().name:
        select(models, None)
        return
    bundles.read(models / model_id)
    select(models, model_id)


def _one(entries: Iterable[Entry], model_id: str, player: Player | None) -> Entry:
    for entry in entries:
        is_own = player is None or entry.player == player.id
        if is_own and (entry.id == model_id or (model_id == SHIPPED and entry.kind == SHIPPED)):
            return entry
    raise CommandError(f"There is no model “{model_id}”: see “models list”.")


def _players(folder: Path) -> list[Player]:
    if not store_file(folder).is_file():
        return []
    with Store.open(store_file(folder)) as store:
        return store.players.all()


def _named(players: list[Player], name: str | None) -> Player | None:
    if name is None:
        return None
    for player in players:
        if player.name.casefold() == name.strip().casefold():
            return player
    known = ", ".join(player.name for player in players) or "nobody yet"
    raise CommandError(f"There is no player called {name!r}: the store knows {known}.")


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


def _print_tree(entries: list[Entry]) -> None:
    nodes: dict[str, Tree] = {}
    root = Tree("models", hide_root=True)
    waiting = list(entries)
    while waiting:
        ready = [e for e in waiting if e.parent is None or e.parent in nodes] or waiting[:1]
        for entry in ready:
            waiting.remove(entry)
            above = nodes.get(entry.parent, root) if entry.parent else root
            nodes[entry.id] = above.add(_told(entry))
    Console(highlight=False, soft_wrap=True).print(root)


def _told(entry: Entry) -> str:
    whose = f" of {entry.player_name}" if entry.player_name else ""
    marks = [entry.kind + whose]
    if entry.in_use:
        marks.append("in use")
    if entry.state != "published":
        marks.append(entry.state)
    if entry.set_aside:
        marks.append("set aside: its shared model is not in use")
    own = entry.figures.get("own")
    if isinstance(own, dict) and "accuracy_after" in own:
        marks.append(f"{own['accuracy_before']:.1%} → {own['accuracy_after']:.1%}")
    return f"{entry.id}  {', '.join(marks)}" + (f"\n  {entry.reason}" if entry.state == "refused" else "")

"""``models``: the family tree of bundles and personal heads; choose, go back, tidy up."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.tree import Tree

from data.errors import StoreError
from data.folder import data_folder, store_file
from data.records import Player
from data.store import Store
from recognizer import bundle as bundles
from recognizer import heads
from recognizer.head import HeadError
from recognizer.manifest import valid_id
from recognizer.slot import roll_back, select
from training import command
from training.command import CommandError
from training.finetune.family import Entry, family, prune

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


def _run(arguments: argparse.Namespace, folder: Path, models: Path) -> int:
    player, names = _players(folder, arguments.player)
    if arguments.action in ("show", "use") and arguments.id is None:
        raise CommandError(f"“models {arguments.action}” needs the id of a model: see “models list”.")
    if arguments.action == "list":
        entries = family(models, names)
        entries = [e for e in entries if player is None or e.player in (None, player.id)]
        if arguments.json:
            print(json.dumps([asdict(entry) for entry in entries], indent=1, ensure_ascii=False))
        else:
            _print_tree(entries)
    elif arguments.action == "show":
        entries = family(models, names)
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
    if not valid_id(model_id):
        raise _no_model(model_id)
    bundles.read(models / model_id)
    select(models, model_id)


def _one(entries: Iterable[Entry], model_id: str, player: Player | None) -> Entry:
    for entry in entries:
        is_own = player is None or entry.player == player.id
        if is_own and (entry.id == model_id or (model_id == SHIPPED and entry.kind == SHIPPED)):
            return entry
    raise _no_model(model_id)


def _no_model(model_id: str) -> CommandError:
    return CommandError(f"There is no model “{model_id}”: see “models list”.")


def _players(folder: Path, wanted: str | None) -> tuple[Player | None, dict[int, str]]:
    """The player of the name that is ``wanted``, if one is, and everybody's names by id."""
    if not store_file(folder).is_file():
        if wanted is not None:
            raise CommandError(f"There is no player called {wanted!r}: the store knows nobody yet.")
        return None, {}
    with Store.open(store_file(folder)) as store:
        player = None if wanted is None else store.players.named(wanted)
        return player, {one.id: one.name for one in store.players.all()}


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

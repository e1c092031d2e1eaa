"""``models``: show the family tree of bundles and personal heads, choose one, go back, delete old ones."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.tree import Tree

from data.command_line import whole_number
from data.errors import StoreError
from data.records import Player
from data.store import Store, data_folder, store_file
from recognizer import bundle as bundles
from recognizer import heads
from recognizer.bundle import BundleError
from recognizer.family import Model, ModelKind, ModelState, family
from recognizer.head import HeadError
from recognizer.manifest import valid_id
from recognizer.slot import in_use, roll_back, select, selected
from training import command
from training.command import CommandError
from training.finetune.workspace import sentence

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
    parser.add_argument(
        "--keep", type=whole_number(0), default=3, metavar="N", help="models to keep of each (prune)"
    )
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
        found = [model for model in family(models) if player is None or model.player in (None, player.id)]
        if arguments.json:
            _print_json([_values(model, names) for model in found])
        else:
            _print_tree(found, names)
    elif arguments.action == "show":
        _print_json(_values(_one(family(models), arguments.id, player), names))
    elif arguments.action == "use":
        _use(models, arguments.id, player)
        print(f"in use: {arguments.id}")
    elif arguments.action == "rollback":
        now = heads.roll_back(models, player.id, in_use(models)) if player else roll_back(models)
        print(f"in use: {now or ('the shared model' if player else 'the game’s own model')}")
    else:
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


def _one(found: Iterable[Model], model_id: str, player: Player | None) -> Model:
    for model in found:
        is_own = player is None or model.player == player.id
        if is_own and (model.id == model_id or (model_id == SHIPPED and model.kind is ModelKind.SHIPPED)):
            return model
    raise _no_model(model_id)


def _no_model(model_id: str) -> CommandError:
    return CommandError(f"There is no model “{model_id}”: see “models list”.")


def _players(folder: Path, wanted: str | None) -> tuple[Player | None, dict[int, str]]:
    """The player called ``wanted`` (None if no name is given), and the names of all players by id."""
    if not store_file(folder).is_file():
        if wanted is not None:
            raise CommandError(f"There is no player called {wanted!r}: the store knows nobody yet.")
        return None, {}
    with Store.open(store_file(folder)) as store:
        player = None if wanted is None else store.players.named(wanted)
        return player, {one.id: one.name for one in store.players.all()}


def _print_json(values: object) -> None:
    print(json.dumps(values, indent=1, ensure_ascii=False))


def _values(model: Model, names: Mapping[int, str]) -> dict[str, Any]:
    values = {**asdict(model), "reason": model.reason.to_json()}
    return values if model.player is None else {**values, "player_name": _name(model.player, names)}


def _name(player: int, names: Mapping[int, str]) -> str:
    return names.get(player, f"player {player}")


def _print_tree(found: Iterable[Model], names: Mapping[int, str]) -> None:
    nodes: dict[str, Tree] = {}
    root = Tree("models", hide_root=True)
    waiting = list(found)
    while waiting:
        ready = [model for model in waiting if model.parent is None or model.parent in nodes] or waiting[:1]
        for model in ready:
            waiting.remove(model)
            above = nodes.get(model.parent, root) if model.parent else root
            nodes[model.id] = above.add(_line(model, names))
    Console(highlight=False, soft_wrap=True).print(root)


def _line(model: Model, names: Mapping[int, str]) -> str:
    whose = f" of {_name(model.player, names)}" if model.player is not None else ""
    marks = [model.kind + whose]
    if model.in_use:
        marks.append("in use")
    if model.state is not ModelState.PUBLISHED:
        marks.append(model.state)
    if not model.fits:
        marks.append("set aside: its shared model is not in use")
    if model.accuracy is not None:
        before, after = model.accuracy
        marks.append(f"{before:.1%} → {after:.1%}")
    why = f"\n  {sentence(model.reason)}" if model.state is ModelState.REFUSED else ""
    return f"{model.id}  {', '.join(marks)}{why}"


def prune(models: Path, keep: int) -> list[str]:
    """Deletes old models and returns their ids.

    The newest ``keep`` shared models stay, and the newest ``keep`` of each player. A model in use and its
    ancestors always stay.

    Raises:
        BundleError, HeadError: the choice of a model cannot be read.
        CommandError, HeadError: a model cannot be deleted.
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
    # A head's id begins with the time it was made, so sorting by id sorts by age.
    newest = sorted(heads.known(models, player), reverse=True)
    old = [head_id for head_id in newest[keep:] if head_id not in lineage]
    for head_id in old:
        heads.delete(models, player, head_id)
    return old


def _lineage(model_id: str | None, parent_of: Callable[[str], str | None]) -> set[str]:
    """The ids of a model, its parent, its parent's parent, and so on. Stops at one that cannot be read."""
    found: set[str] = set()
    with suppress(BundleError, HeadError):
        while model_id is not None and model_id not in found:
            found.add(model_id)
            model_id = parent_of(model_id)
    return found

"""``finetune``: learn the handwriting of one player in seconds, or of everybody, from stored samples."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.command_line import whole_number
from data.errors import StoreError
from data.records import Player, RunKind, RunState, Sample, Split
from data.store import Store, data_folder, store_file
from recognizer.head import HeadError
from recognizer.reader import Reader
from recognizer.reason import Code, Reason
from recognizer.slot import in_use
from training import command
from training.command import CommandError
from training.finetune import forgetting, shared
from training.finetune.head import Workbench
from training.finetune.personal import heads_for_new_base, learn_handwriting
from training.finetune.store_samples import as_samples, check, samples_of
from training.finetune.workspace import Cancelled, Place, ProgressPrinter, logged, stoppable

EXAMPLES = """\
  uv run python -m training finetune --player Anna
  uv run python -m training finetune
  uv run python -m training finetune --mnist mnist.npz --ink digits.jsonl.gz
  uv run python -m training finetune --player Anna --no-rehearsal --sandbox try

With --player: that player's own last layer, from their samples. Without: the shared model, from everybody's.
A model is used only if it passes the gate; “models rollback” goes back to the one before. The forgetting lab
(--no-rehearsal with --sandbox DIR) changes nothing but DIR."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "finetune", run, "Learn from the samples in the store.", EXAMPLES
    )
    parser.add_argument("--player", metavar="NAME", help="learn this player's handwriting (else everybody's)")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="the data folder (else this user's own)")
    parser.add_argument("--mnist", type=Path, metavar="FILE", help="mnist.npz, to rehearse (shared)")
    parser.add_argument(
        "--ink", type=Path, nargs="+", default=[], metavar="FILE", help="pen files, to rehearse (shared)"
    )
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="N")
    parser.add_argument("--no-rehearsal", action="store_true", help="the forgetting lab; needs --sandbox")
    parser.add_argument(
        "--sandbox", type=Path, metavar="DIR", help="write the results of the lab there, and only there"
    )
    parser.add_argument(
        "--progress", choices=("text", "json"), default="text", help="how to print progress (else text)"
    )
    parser.add_argument("--background", action="store_true", help="let other programs go first")


def run(arguments: argparse.Namespace) -> int:
    if arguments.no_rehearsal != (arguments.sandbox is not None):
        raise CommandError("The forgetting lab needs both --no-rehearsal and --sandbox DIR.")
    if arguments.no_rehearsal and not arguments.player:
        raise CommandError("The forgetting lab is for one player: name one with --player.")
    if (arguments.mnist or arguments.ink) and arguments.player:
        raise CommandError("--mnist and --ink are for the shared model: leave them out, or --player.")
    if not arguments.player:
        command.need_keras()
    os.umask(0o077)  # what is learned of somebody's handwriting is for nobody else's eyes
    if arguments.background and hasattr(os, "nice"):
        os.nice(10)
    printer = ProgressPrinter(arguments.progress)
    try:
        with stoppable():
            _run(arguments, printer)
    except Cancelled:
        printer.end(RunState.CANCELLED, Reason(Code.CANCELLED))
        return 130
    except (StoreError, HeadError) as error:
        # The command line reports this as one sentence, with exit code 2.
        raise CommandError(str(error)) from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise CommandError(
            f"The disk refuses{where}: {error.strerror or error}. Nothing was changed."
        ) from error
    except MemoryError as error:
        raise CommandError("There is too little memory to learn: close other programs first.") from error
    return 0


def _run(arguments: argparse.Namespace, printer: ProgressPrinter) -> None:
    folder = data_folder(arguments.data_dir)
    if not store_file(folder).is_file():
        raise CommandError(f"There is no store in {folder}: play and correct some readings first.")
    models = folder / "models"
    with Store.open(store_file(folder), patience=5.0) as store:
        player = store.players.named(arguments.player) if arguments.player else None
        samples = samples_of(store, player, Split.TRAIN)
        check(samples, player)
        place = Place(store, models, in_use(models))
        if arguments.sandbox is not None:
            assert player is not None
            _forget(place, player, samples, arguments, printer)
            return
        kind = RunKind.PERSONAL if player else RunKind.SHARED
        with store.runs.lock():
            log = store.runs.start(kind, base_bundle=place.base.id, player_id=player.id if player else None)
            with logged(store, log):
                if player is not None:
                    ended, flips = learn_handwriting(
                        place, player, samples, log, arguments.seed, printer.tell
                    )
                    printer.end(ended.state, ended.reason, run=ended.id, head=ended.result_bundle, **flips)
                else:
                    shared.run(place, samples, log, arguments, printer)
            if player is None and store.runs.get(log.id).state is RunState.PUBLISHED:
                heads_for_new_base(replace(place, base=in_use(models)), arguments.seed, printer)


def one_digit(found: Sequence[Sample]) -> int:
    """The digit for the lab to learn: the one misread most often; of equals, the one with most samples."""
    labels = sorted({sample.label for sample in found})

    def rank(label: int) -> tuple[int, int]:
        mine = [sample for sample in found if sample.label == label]
        return sum(sample.misread for sample in mine), len(mine)

    return max(labels, key=rank)


def _forget(
    place: Place,
    player: Player,
    found: Sequence[Sample],
    arguments: argparse.Namespace,
    printer: ProgressPrinter,
) -> None:
    workbench = Workbench.of(Reader.of(place.base))
    label = one_digit(found)
    mine = [sample for sample in found if sample.label == label]
    story = {"label": label, **forgetting.lab(workbench, as_samples(mine), arguments.seed, printer.tell)}
    target = arguments.sandbox / "forgetting.json"
    try:
        arguments.sandbox.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps({"player": player.name, **story}), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The sandbox {arguments.sandbox} cannot be written: {error.strerror}.") from error
    lost = story["known"][0] - story["known"][-1]
    printer.end(RunState.FORGOTTEN, Reason(Code.LAB, {"digit": label, "lost": lost}), **story)

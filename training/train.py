"""``train``: teach a network on MNIST and pen ink; ends with a bundle and a report."""

from __future__ import annotations

import argparse
from pathlib import Path

from training import command

EXAMPLES = """\
  uv run python -m training train --quick
  uv run python -m training train --ink pendigits.jsonl.gz unipen.jsonl.gz --keep-out writers.txt
  uv run python -m training train --mnist mnist.npz --ink digits.jsonl.gz --out runs/mine --resume

MNIST comes through keras.datasets, which downloads it once, or from --mnist FILE. The README says where
pen sets are published and how a pen file looks. A training that was stopped goes on with --resume."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "train", run, "Train a network; ends with a bundle and a report.", EXAMPLES
    )
    parser.add_argument(
        "--mnist", type=Path, metavar="FILE", help="mnist.npz in the Keras layout, to work offline"
    )
    parser.add_argument(
        "--ink",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="pen files of digits and of non-digits",
    )
    parser.add_argument(
        "--keep-out",
        metavar="WRITERS",
        help="writers to keep out of training and tuning: names with commas between them, or a file with one "
        "on each line (else some are chosen by the seed)",
    )
    parser.add_argument("--quick", action="store_true", help="MNIST alone, a few minutes, for learners")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed gives the same network"
    )
    parser.add_argument(
        "--epochs", type=int, metavar="N", help="passes over the data (else as many as it takes)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("runs/train"), metavar="DIR", help="(else runs/train)"
    )
    parser.add_argument("--resume", action="store_true", help="go on where an earlier run in DIR was stopped")


def run(arguments: argparse.Namespace) -> int:
    from training import fit

    fit.train(
        mnist=arguments.mnist,
        ink=arguments.ink,
        keep_out=named_writers(arguments.keep_out),
        quick=arguments.quick,
        seed=arguments.seed,
        epochs=arguments.epochs,
        out=arguments.out,
        resume=arguments.resume,
    )
    return 0


def named_writers(option: str | None) -> frozenset[str] | None:
    """The writers of ``--keep-out``: of the file of that name if there is one, else the names themselves.

    Raises:
        CommandError: the file cannot be read or names nobody.
    """
    if option is None:
        return None
    path = Path(option)
    if path.is_file():
        try:
            names = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise command.CommandError(f"The writers' names in {path} cannot be read as text.") from error
    else:
        names = option.split(",")
    writers = frozenset(name.strip() for name in names if name.strip())
    if not writers:
        raise command.CommandError(f"--keep-out {option} names no writer.")
    return writers

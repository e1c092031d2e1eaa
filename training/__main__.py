"""``python -m training``: the commands. Each lives in a module of its own."""

from __future__ import annotations

import sys

from data import ctrl_c

if __name__ == "__main__":
    ctrl_c.watch()  # before the libraries, which take seconds

import argparse
import os
from collections.abc import Callable, Sequence

from data.command_line import Parser, ended, to_the_end
from data.errors import StoreError
from recognizer.bundle import BundleError
from recognizer.head import HeadError
from training.bench import adapt_bench, evaluate, number_bench
from training.command import CommandError
from training.datasets import DataError
from training.finetune import command as finetune
from training.finetune import models, rehearsal
from training.train import command as train
from training.train import export

COMMANDS = (train, rehearsal, export, evaluate, number_bench, finetune, models, adapt_bench)


def parser() -> argparse.ArgumentParser:
    top = Parser(
        prog="python -m training",
        description="Teach the reader, and measure how well it reads.",
        epilog="“python -m training COMMAND --help” explains a command with examples.",
    )
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add_parser(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code is 2 where it cannot go on, with one sentence on stderr."""
    chosen = parser().parse_args(arguments)
    # TensorFlow prints a lot to stderr unless it is asked not to before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    run: Callable[[argparse.Namespace], int] = chosen.run
    return ended(lambda: run(chosen), (CommandError, DataError, BundleError, HeadError, StoreError))


if __name__ == "__main__":
    sys.exit(to_the_end(main))

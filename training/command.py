"""What the commands of ``python -m training`` have in common."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from recognizer.manifest import Manifest

KEPT_OUT = "kept-out"


class CommandError(Exception):
    """A command cannot go on. The message is one sentence that says why, and what to do."""


class Subparsers(Protocol):
    """What ``ArgumentParser.add_subparsers`` returns."""

    def add_parser(self, name: str, **options: object) -> argparse.ArgumentParser: ...


def need_keras() -> None:
    """For commands that train networks. Playing and learning one player's handwriting need no Keras.

    Raises:
        CommandError: Keras is not installed, or what it runs on is not.
    """
    for name in ("keras", os.environ.get("KERAS_BACKEND", "tensorflow")):
        if sys.modules.get(name) is None and find_spec(name) is None:
            raise CommandError(
                "This needs Keras and TensorFlow, which are not installed: run “uv sync” in the game's "
                "folder (with pip: “pip install . --group training”)."
            )


RunCommand = Callable[[argparse.Namespace], int]


def add_command(
    subparsers: Subparsers, name: str, run: RunCommand, summary: str, examples: str
) -> argparse.ArgumentParser:
    """A sub-command whose ``--help`` ends with examples. ``run`` returns the exit code."""
    parser = subparsers.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """The options of commands that read data files with a bundle."""
    parser.add_argument(
        "--bundle", type=Path, metavar="DIR", help="the model to read with (else the shipped one)"
    )
    parser.add_argument(
        "--writers",
        metavar="NAMES",
        help=f"only these writers of pen files: names with commas between them, or “{KEPT_OUT}”, "
        "those that the model's manifest names as kept out of training",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")


def chosen_writers(option: str | None, manifest: Manifest) -> frozenset[str] | None:
    """The writers named by ``--writers``; None: everybody.

    Raises:
        CommandError: the kept-out writers of a model that names none.
    """
    if option is None:
        return None
    if option != KEPT_OUT:
        return names(option)
    if not manifest.kept_out:
        raise CommandError(f"The model “{manifest.id}” names no writers as kept out of its training.")
    return frozenset(manifest.kept_out)


def percent(value: float | None) -> str:
    """A share for a table; a dash for None."""
    return "–" if value is None else f"{value * 100:.2f} %"


def names(text: str, between: str = ",") -> frozenset[str]:
    """The names in a text, without spaces around them."""
    return frozenset(name.strip() for name in text.split(between) if name.strip())

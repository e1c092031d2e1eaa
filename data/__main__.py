"""``python -m data``: look into the store, export from it, import into it, and repair it."""

from __future__ import annotations

import sys

from data import ctrl_c

if __name__ == "__main__":
    ctrl_c.watch()  # before the libraries, which take seconds

import argparse
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from data.columns import now
from data.command_line import Parser, ended, to_the_end
from data.doctor import examine
from data.errors import BadFileError, StoreError, StoreRefusedError, StoreUnavailableError
from data.first_look import first_look
from data.output import stats, write_answers
from data.players import FIRST_COLOUR
from data.sample_files import FromFile, export_samples, read_file, take_in
from data.store import Store, data_folder, store_file
from data.whole_file import write_whole
from recognizer.bundle import BundleError

_EXAMPLES = """\
examples:
  python -m data stats                              what is in the store, by player
  python -m data export --out answers.csv           every answer, for a spreadsheet
  python -m data export --player Anna               Anna's answers, to the screen
  python -m data export --samples ink.jsonl.gz      every glyph with its ink and label
  python -m data import ink.jsonl.gz --player Anna  a pen file, as Anna's writing
  python -m data doctor                             check the store, repair what can be

The store is the file duel.db in the data folder: an SQLite database with readable tables,
open to sqlite-utils and Datasette as well.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Returns 0, or 2 after one plain sentence on what is wrong."""
    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = chosen.command
    return ended(lambda: command(chosen), (StoreError, BundleError))


def _parser() -> argparse.ArgumentParser:
    common = Parser(add_help=False)
    common.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="the data folder (default: this user's own)"
    )
    machine = Parser(add_help=False)
    machine.add_argument("--json", action="store_true", help="print JSON, for programs")
    whose = Parser(add_help=False)
    one = whose.add_mutually_exclusive_group()
    one.add_argument("--player", metavar="NAME", help="one player only")
    one.add_argument("--all", action="store_true", help="all players (as without --player)")

    parser = Parser(
        prog="python -m data",
        description="What players made: answers, and the samples that the reader learns from.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add = commands.add_parser("stats", parents=[common, machine, whose], help="count what is in the store")
    add.set_defaults(command=_stats)

    add = commands.add_parser(
        "export",
        parents=[common, machine, whose],
        help="answers as CSV, or samples as a file",
        description="Writes answers as CSV, one line each. The column sum says what became of it by"
        " arithmetic alone (right, wrong, passed, late, beaten, void), the column misread where the reader"
        " erred. With --samples it writes every glyph that was kept instead.",
    )
    add.add_argument("--out", type=Path, metavar="FILE", help="write the CSV there, not to the screen")
    add.add_argument(
        "--samples",
        type=Path,
        metavar="FILE",
        help="write samples instead: .jsonl.gz (or .jsonl) is a pen file with ink, .npz holds pictures and"
        " labels",
    )
    add.set_defaults(command=_export)

    add = commands.add_parser(
        "import",
        parents=[common, machine],
        help="add samples from a file",
        description="Adds the samples of a pen file (.jsonl.gz, .jsonl) or of pictures (.npz with images and"
        " labels). Samples that are there already are skipped. If one cannot be used, its line is named and"
        " nothing is added.",
    )
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument(
        "--player",
        metavar="NAME",
        help="whose writing it is (default: the writers in the file); a new name makes a new player",
    )
    add.add_argument(
        "--anyway",
        action="store_true",
        help="add them even if fewer than half of the digits are read as labelled (inverted pictures, ink"
        " upside down)",
    )
    add.set_defaults(command=_import)

    add = commands.add_parser(
        "doctor",
        parents=[common, machine],
        help="check the store and repair what can be repaired",
        description="Checks the store and repairs what can be repaired. A damaged file is moved aside, never"
        " overwritten, and what can be read from it is copied into a fresh one.",
    )
    add.add_argument("--check", action="store_true", help="only look; exit code 2 if anything is wrong")
    add.set_defaults(command=_doctor)
    return parser


def _path(chosen: argparse.Namespace) -> Path:
    path = store_file(data_folder(chosen.data_dir))
    if not path.exists():
        raise StoreUnavailableError(
            f"There is no store at {path} yet: play once, import samples, or name its folder with --data-dir."
        )
    return path


def _stats(chosen: argparse.Namespace) -> int:
    with Store.open(_path(chosen)) as store:
        found = stats(store, _player(store, chosen.player))
    if chosen.json:
        _print_json(found)
        return 0
    table = Table(box=None, pad_edge=False)
    table.add_column("player")
    for heading in ("matches", "answers", "right", "misread", "samples", "held out", "to review", "numbers"):
        table.add_column(heading, justify="right")
    for row in found:
        answers, samples = row["answers"], row["samples"]
        total = sum(answers.values()) - answers["misread"]
        numbers = (
            row["matches"],
            total,
            answers["right"],
            answers["misread"],
            samples["all"],
            samples["held out"],
            samples["pending"],
            row["numbers"],
        )
        table.add_row(row["player"] or "(imported)", *map(str, numbers))
    Console().print(table if found else "The store has no players and no samples yet.")
    return 0


def _export(chosen: argparse.Namespace) -> int:
    if chosen.samples and chosen.out:
        raise StoreRefusedError("--out is for answers: with --samples, the file is named there.")
    with Store.open(_path(chosen)) as store:
        player_id = _player(store, chosen.player)
        if chosen.samples:
            names = {player.id: player.name for player in store.players.all()}
            done = export_samples(store.samples, names, chosen.samples, player_id=player_id)
            _say(
                chosen,
                asdict(done),
                f"Wrote {done.samples} samples and {done.numbers} whole numbers to {chosen.samples}"
                + (f"; {done.left_out} do not fit into this kind of file." if done.left_out else "."),
            )
        elif chosen.json:
            raise StoreRefusedError("Answers are written as CSV: leave --json out, or add --samples FILE.")
        elif chosen.out is None:
            write_answers(store.connection, sys.stdout, player_id=player_id)
        else:
            text = io.StringIO(newline="")
            count = write_answers(store.connection, text, player_id=player_id)
            # With the mark by which spreadsheets recognise UTF-8: the table has × and ÷ in it.
            write_whole(chosen.out, lambda out: out.write(text.getvalue().encode("utf-8-sig")))
            print(f"Wrote {count} answers to {chosen.out}.", file=sys.stderr)
    return 0


def _import(chosen: argparse.Namespace) -> int:
    # First the store, if there is one: nobody waits for a large file to learn that it is damaged.
    path = store_file(data_folder(chosen.data_dir))
    if path.exists():
        Store.open(path).close()
    found = read_file(chosen.file, at=now())
    if not chosen.anyway:
        _refuse_doubtful(chosen.file, found)
    with Store.open(path) as store, store.samples.transaction():
        player_id = None
        if chosen.player is not None:
            player_id = store.players.find(chosen.player)
            if player_id is None:
                player_id = store.players.add(chosen.player, FIRST_COLOUR).id
                print(f"There was no player called {chosen.player}: made one.", file=sys.stderr)
        done = take_in(store.samples, found, player_id)
    text = f"Added {done.samples} samples and {done.numbers} whole numbers"
    if done.duplicates:
        text += f"; {done.duplicates} were there already"
    if done.contradicting:
        text += f", {done.contradicting} of them with another label, which they keep"
    _say(chosen, asdict(done), text + ".")
    return 0


def _refuse_doubtful(file: Path, found: FromFile) -> None:
    """Raises BadFileError if most samples of a file from elsewhere are not what they are labelled."""
    seen = first_look(found.foreign)
    if seen is not None and seen.doubtful:
        raise BadFileError(f"{file}: {seen.finding}. To add them as they are, say --anyway.")


def _doctor(chosen: argparse.Namespace) -> int:
    findings = examine(_path(chosen), repair=not chosen.check)
    if chosen.json:
        _print_json([asdict(finding) for finding in findings])
    elif not findings:
        print("The store is sound.")
    else:
        for finding in findings:
            print(f"{finding.problem} {'Done' if finding.repaired else 'To do'}: {finding.repair}")
    return 0 if all(finding.repaired for finding in findings) else 2


def _player(store: Store, name: str | None) -> int | None:
    return None if name is None else store.players.named(name).id


def _say(chosen: argparse.Namespace, data: Any, text: str) -> None:
    if chosen.json:
        _print_json(data)
    else:
        print(text)


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(to_the_end(main))

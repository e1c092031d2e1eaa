"""``bundle FILE.keras``: makes trained networks and their manifest into a bundle. Needs TensorFlow."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from recognizer import bundle as bundles
from recognizer import networks
from recognizer.bundle import LAYERS, PATH, PATH_MODEL, PICTURE, PICTURE_MODEL, REPLAY, Bundle
from recognizer.engine import KerasEngine
from recognizer.manifest import Manifest, ManifestError, parse, valid_id
from training import command
from training.command import CommandError
from training.train import fit

if TYPE_CHECKING:
    import keras

EXAMPLES = """\
  uv run python -m training bundle runs/mine/picture.keras
  uv run python -m training bundle runs/mine/picture.keras --id mine-2 --out models

FILE.json, the manifest, must be beside FILE.keras, and so must path.keras if there is a path network: “train”
writes them all. Bring these files here if the networks were trained on another machine or with another Keras
backend."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "bundle", run, "Make a trained model into a bundle that the game can read with.", EXAMPLES
    )
    parser.add_argument("file", type=Path, metavar="FILE.keras", help="the trained picture network")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where to put the bundle's folder (else beside)"
    )
    parser.add_argument("--id", metavar="NAME", help="name of the bundle (else as its manifest says)")


def run(arguments: argparse.Namespace) -> int:
    command.need_keras()
    made = make_bundle(arguments.file, arguments.out or arguments.file.parent, arguments.id)
    print(f"{made.folder}  {sum(p.stat().st_size for p in made.folder.iterdir()) / 1e6:.1f} MB")
    return 0


def make_bundle(file: Path, models: Path, bundle_id: str | None = None) -> Bundle:
    """Publishes ``models/<id>`` from :func:`trained` networks and, if there, ``FILE.npz`` (the replay set).

    Raises:
        CommandError: a file is missing or cannot be used, or TensorFlow is missing.
        BundleError: the bundle cannot be written.
    """
    engine, manifest = trained(file)
    if bundle_id is not None:
        if not valid_id(bundle_id):
            raise CommandError(f"“{bundle_id}” cannot name a bundle: use small letters, digits and hyphens.")
        manifest = replace(manifest, id=bundle_id)
    files = files_of(engine)
    replay = file.with_suffix(".npz")
    if replay.is_file():
        files[REPLAY] = replay.read_bytes()
    return bundles.publish(models, manifest, files)


def trained(file: Path) -> tuple[KerasEngine, Manifest]:
    """The networks that “train” wrote as ``FILE.keras`` and ``path.keras`` beside it, and their manifest.

    Raises:
        CommandError: a file is missing or not what it should be.
    """
    manifest = _manifest(file)
    path = load(file.with_name(PATH_MODEL)) if manifest.places_version is not None else None
    return KerasEngine(load(file), path), manifest


def load(file: Path) -> keras.Model:
    """The Keras model in ``file``. Open only trusted files: Keras' safe mode does not stop all attacks.

    Raises:
        CommandError: it is no Keras model.
    """
    import keras

    try:
        return keras.saving.load_model(file, compile=False, safe_mode=True)
    except (ValueError, OSError, KeyError, TypeError) as error:
        raise CommandError(f"{file} cannot be read as a Keras model: {_first_line(error)}") from error


def can_export() -> bool:
    """Whether Keras runs on TensorFlow here: no other backend makes LiteRT files."""
    return fit.backend() == "tensorflow"


def files_of(engine: KerasEngine) -> dict[str, bytes]:
    """The Keras and LiteRT files of networks by their names in a bundle.

    Raises:
        CommandError: Keras does not run on TensorFlow here.
    """
    if not can_export():
        raise CommandError("LiteRT files are made by TensorFlow: run this with KERAS_BACKEND=tensorflow.")
    exported = {PICTURE: engine.picture, LAYERS: networks.activations_model(engine.picture)}
    saved = {PICTURE_MODEL: engine.picture}
    if engine.path is not None:
        exported[PATH], saved[PATH_MODEL] = engine.path, engine.path
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, model in exported.items():
            model.export(str(folder / name), format="litert", verbose=False)
        for name, model in saved.items():
            model.save(folder / name)
        return {name: (folder / name).read_bytes() for name in (*saved, *exported)}


def _manifest(file: Path) -> Manifest:
    if not file.is_file():
        raise CommandError(f"There is no file {file}.")
    beside = file.with_suffix(".json")
    try:
        return parse(beside.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CommandError(
            f"{file} needs its manifest beside it as {beside.name}; “train” writes both."
        ) from error
    except (ManifestError, UnicodeDecodeError) as error:
        raise CommandError(f"{beside} {error}.") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]

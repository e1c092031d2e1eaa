"""``bundle FILE.keras``: makes trained networks and their manifest into a bundle. Needs TensorFlow."""

from __future__ import annotations

import argparse
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from recognizer import bundle as bundles
from recognizer import networks
from recognizer.bundle import LAYERS, PATH, PATH_MODEL, PICTURE, PICTURE_MODEL, REPLAY, Bundle
from recognizer.engine import KerasEngine
from recognizer.manifest import Manifest, ManifestError, parse, valid_id
from recognizer.places import CHANNELS, PLACES
from recognizer.raster import SIZE
from training import command
from training.command import CommandError
from training.train import fit

if TYPE_CHECKING:
    import keras

#: What the networks take: a picture; a path.
PICTURE_INPUT, PATH_INPUT = (SIZE, SIZE, 1), (PLACES, len(CHANNELS))

# What Keras raises for files that are no models, or models of somebody else.
_NOT_LOADED = (
    ValueError,
    OSError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    ImportError,
    RuntimeError,
    EOFError,
    MemoryError,
    BadZipFile,
    zlib.error,
)

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
    path = load(file.with_name(PATH_MODEL), PATH_INPUT) if manifest.places_version is not None else None
    return KerasEngine(load(file), path), manifest


def load(file: Path, taken: tuple[int, ...] = PICTURE_INPUT) -> keras.Model:
    """The network of ours in ``file``. Open only trusted files: Keras' safe mode does not stop all attacks.

    Args:
        taken: the shape of its input: :data:`PICTURE_INPUT` or :data:`PATH_INPUT`.

    Raises:
        CommandError: it is no Keras model, or another network than “train” makes.
    """
    import keras

    if not file.is_file():
        raise CommandError(f"There is no file {file}.")
    try:
        model = keras.saving.load_model(file, compile=False, safe_mode=True)
        names = {layer.name for layer in model.layers}
        outputs = {name: tuple(output.shape) for name, output in model.output.items()}
    except _NOT_LOADED as error:
        # Not Keras' own message: that may advise to load it unsafely.
        raise CommandError(f"{file} is no network that “train” has made, or it is damaged.") from error
    shown = networks.SHOWN_LAYERS if taken == PICTURE_INPUT else networks.SHOWN_PATH_LAYERS
    if (
        tuple(model.input_shape) != (None, *taken)
        or outputs != {"logits": (None, networks.CLASSES), "features": (None, networks.FEATURES)}
        or not names >= {"head", *shown}
    ):
        raise CommandError(
            f"{file} is another network than “train” makes here: train one, or name another file."
        )
    return model


def check_start(file: Path) -> None:
    """Checks that a training of the picture network can go on from ``file``.

    Raises:
        CommandError: it is no picture network, or one with other layers.
    """
    there, wanted = load(file), networks.build_picture()
    if [weights.shape for weights in there.weights] != [weights.shape for weights in wanted.weights]:
        raise CommandError(f"{file} has other layers than the network that is trained now: start without it.")


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
        # Its layers come from the same file, so that their weights are not kept twice.
        exported[PATH], saved[PATH_MODEL] = networks.path_with_layers(engine.path), engine.path
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

"""After a shared model was published: players' own heads, made for the one before, are made anew for it.

A head that does not get past the gate any more is set aside: it stays noted as the player's choice, is told
of by the game and by ``models list``, and is read with again as soon as its own shared model is.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.records import Player, RunKind, RunState, Split
from recognizer import heads
from recognizer.bundle import BundleError
from recognizer.head import HeadError
from training.command import CommandError
from training.finetune.head import Told
from training.finetune.personal import learn_hand
from training.finetune.store_samples import check, samples_of
from training.finetune.workspace import Cancelled, Place, logged
from training.progress import Line

# Where in the whole of a shared fine-tune this is, 0 to 1.
_FROM = 0.9


def heads_for_new_base(place: Place, seed: int, line: Line) -> None:
    """Fits a head for each player who reads with one that was made for another base, and judges it.

    Being told to stop ends it: what is published stays so, and the heads that are left are set aside.
    """
    waiting = list(_stranded(place))
    for number, player in enumerate(waiting):

        def tell(_: str, done: float, __: object, number: int = number) -> None:
            line.tell("refit", _FROM + (1 - _FROM) * (number + done) / len(waiting), {})

        try:
            state = _refitted(place, player, seed, tell)
        except Cancelled:
            line.note("It was stopped: the other players' own models are set aside.")
            return
        except (CommandError, HeadError, BundleError) as error:
            line.note(f"{player.name}'s own model is set aside: {error}")
            continue
        said = "was made anew" if state is RunState.PUBLISHED else "is set aside, as it would be no better"
        line.note(f"{player.name}'s own model {said}.")


def _stranded(place: Place) -> Iterator[Player]:
    """Players whose head in use was made for another base."""
    for player in place.store.players.all():
        try:
            head = heads.in_use(place.models, player.id)
        except HeadError:
            continue
        if head is not None and not head.fits(place.base):
            yield player


def _refitted(place: Place, player: Player, seed: int, tell: Told) -> RunState:
    samples = samples_of(place.store, player, Split.TRAIN)
    check(samples, player)
    log = place.store.runs.start(RunKind.PERSONAL, base_bundle=place.base.id, player_id=player.id)
    with logged(place.store, log):
        ended, _ = learn_hand(place, player, samples, log, seed, tell)
    return ended.state

"""Every screen can be opened and drawn, and looks as it did when somebody last looked at it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from game.ui.look import Look
from recognizer.slot import Slot
from tests.fakes import FakeSlot
from tests.shots import changes
from tests.shots.__main__ import main
from tests.shots.fingerprints import NEAR, apart, fingerprint, keep, kept
from tests.shots.render import SIZES, names, render, shots
from tests.shots.shot import Shot
from tests.shots.text_faults import watched

SMALLEST = SIZES[0]
# What a class looks at is shown on a laptop or by a projector. Long names are shortened there.
FOR_A_CLASS = ("lobby", "big-screen", "podium")
NAMES = ("Johanna-Maria", "Wilhelmine")


def test_names_are_unique() -> None:
    found = [shot.name for shot in shots()]
    assert len(found) == len(set(found)) > 10


@pytest.mark.slow
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("shot", list(shots()), ids=lambda shot: shot.name)
def test_every_screen_opens_and_is_drawn_with_no_text_cut_or_too_small(shot: Shot, large: bool) -> None:
    render(with_text(shot, large=large), SMALLEST, FakeSlot())
    size = SIZES[1] if shot.name.startswith(FOR_A_CLASS) else SMALLEST
    with watched() as faults:
        picture = render(with_text(shot, large=large), size, FakeSlot())
    assert picture.get_size() == size
    assert fingerprint(picture).std() > 1, "nothing has been drawn"
    assert not _grave(faults)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("shot", list(shots()), ids=lambda shot: shot.name)
def test_in_larger_windows_no_large_text_is_cut_or_too_small(shot: Shot, size: tuple[int, int]) -> None:
    with watched() as faults:
        render(with_text(shot, large=True), size, FakeSlot())
    assert not _grave(faults)


def _grave(faults: set[str]) -> list[str]:
    return [fault for fault in faults if not any(f"'{name}'" in fault for name in NAMES)]


def with_text(shot: Shot, *, large: bool) -> Shot:
    """The shot at this text size, of the two that can be set."""
    return replace(shot, settings={**shot.settings, "projector": large})


@pytest.mark.usefixtures("window")
def test_text_that_is_cut_or_too_small_is_noticed() -> None:
    look = Look(SMALLEST)
    with watched() as faults:
        look.fitted("Take turns", "body", (0, 0, 0), 300)
        look.shrunk("Take turns", "h1", (0, 0, 0), 100)
        assert not faults
        look.fitted("Take turns", "body", (0, 0, 0), 30)
        look.shrunk("Take turns", "h1", (0, 0, 0), 30)
    assert [fault.split(":")[0] for fault in sorted(faults)] == ["cut", "too wide"]


@pytest.fixture(scope="session")
def slot() -> Slot:
    slot = Slot()
    slot.load()
    return slot


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_every_picture_looks_as_it_did(name: str, slot: Slot) -> None:
    levels = apart(fingerprint(render(*names()[name], slot)), kept()[name])
    assert levels <= NEAR, (
        f"{name} looks different, by {levels} levels. Should it? Then run “python -m tests.shots OUT/ "
        "--update”, look at the pictures before and after, and commit the fingerprints."
    )


def test_there_is_a_fingerprint_of_each_picture() -> None:
    assert kept().keys() == names().keys(), "run “python -m tests.shots OUT/ --update” and commit"


@pytest.mark.parametrize("name", ["free-draw-four", "menu-written"])
def test_the_same_picture_each_time(name: str) -> None:
    (shot,) = [shot for shot in shots() if shot.name == name]
    first, second = (pygame.image.tobytes(render(shot, SMALLEST, FakeSlot()), "RGB") for _ in range(2))
    assert first == second


def moved(picture: pygame.Surface, place: pygame.Rect, by: tuple[int, int]) -> pygame.Surface:
    """The picture with a part of it moved; what was beside it takes its place."""
    changed, part = picture.copy(), picture.subsurface(place).copy()
    changed.blit(picture.subsurface(place.move(-2 * by[0], -2 * by[1])), place)
    changed.blit(part, place.move(by))
    return changed


def test_a_fingerprint_sees_what_people_would_and_no_more(tmp_path: Path) -> None:
    pygame.font.init()
    picture = pygame.Surface(SMALLEST)
    picture.fill("#f4efe4")
    words = pygame.Font(None, 24).render("Take turns", True, "#203040")
    place = words.get_rect(topleft=(203, 151))
    picture.blit(words, place)
    pygame.draw.rect(picture, "#1f5138", (400, 300, 120, 44), border_radius=8)
    keep({"one": fingerprint(picture)}, tmp_path / "kept.txt")
    before = kept(tmp_path / "kept.txt")["one"]
    assert apart(before, fingerprint(picture)) == 0

    def levels(change: pygame.Surface) -> int:
        return apart(before, fingerprint(change))

    assert levels(moved(picture, place.inflate(4, 4), (2, 0))) > NEAR
    assert levels(moved(picture, place.inflate(4, 4), (0, 2))) > NEAR
    gone, red, softer = picture.copy(), picture.copy(), picture.copy()
    gone.fill("#f4efe4", (400, 300, 120, 44))
    assert levels(gone) > NEAR
    pygame.draw.rect(red, "#51381f", (400, 300, 120, 44), border_radius=8)  # as bright as it was
    assert levels(red) > NEAR
    pygame.draw.rect(softer, "#1f5138", (400, 300, 120, 44), border_radius=9)
    softer.set_at(place.center, "#808080")
    assert 0 <= levels(softer) <= NEAR
    assert apart(before, fingerprint(pygame.Surface((720, 1280)))) > NEAR


def test_the_page_of_changes_shows_both_sides(tmp_path: Path) -> None:
    (tmp_path / changes.BEFORE).mkdir()
    for file in (f"{changes.BEFORE}/menu.png", "menu.png", "new.png"):
        (tmp_path / file).touch()
    page = changes.page(tmp_path, ["menu", "new"]).read_text(encoding="utf-8")
    left = page.index('<img src="before/menu.png">')
    assert left < page.index('<img src="menu.png">') < page.index("<figure>none</figure>")


def test_a_name_that_no_shot_has_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "out"), "--only", "nosuch"]) == 2
    assert "No shot has “nosuch” in its name" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_boards_differ() -> None:
    (shot,) = [shot for shot in shots() if shot.name == "menu"]
    paper = render(shot, SMALLEST, FakeSlot())
    slate = render(replace(shot, settings={"board": "slate"}), SMALLEST, FakeSlot())
    assert paper.get_at((5, 5)) != slate.get_at((5, 5))

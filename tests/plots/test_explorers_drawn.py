"""The frames that were drawn beforehand: there for every explorer with a name, and the ones the library draws today."""

import gzip
import json
import re

import numpy as np
import pytest

from dlcourse.course.authoring import explorers as authoring
from dlcourse.widgets.page.frames import Explorer, Frame, steps

EVERY = {explorer.name: explorer for explorer in authoring.explorers()}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
PIXELS = 2  # what another processor's last digits may move a mark by


def parted(layer):
    """A layer without pictures, numbers and ways of paths; its numbers; how long the ways are, in letters."""
    layer = re.sub(r'href="data:[^"]*"', "", layer)
    rest, ways = re.sub(r' d="[^"]*"', "", layer), re.findall(r' d="([^"]*)"', layer)
    return NUMBER.sub("", rest), np.array(NUMBER.findall(rest), float), [len(way) for way in ways]


def last_place(number):
    """One in the last place of a decimal fraction, which other processors may round otherwise; 0 for whole numbers."""
    _, _, fraction = number.partition(".")
    return 1.01 * 10.0 ** -len(fraction) if fraction else 0


def test_every_drawing_belongs_to_an_explorer():
    assert {path.name.removesuffix(".json.gz") for path in authoring.DRAWN.iterdir()} == set(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_what_was_drawn_beforehand_is_what_the_library_draws(name):
    explorer = EVERY[name]
    data = json.loads(gzip.decompress(authoring.DRAWN.joinpath(f"{name}.json.gz").read_bytes()))
    for place in (0, explorer.start(), len(data["frames"]) - 1):
        drawn = explorer.frame_at(place)
        words, *layers = (data["parts"][k] for k in data["frames"][place])
        assert NUMBER.sub("", words) == NUMBER.sub("", drawn.words)
        for before, now in zip(NUMBER.findall(words), NUMBER.findall(drawn.words), strict=True):
            assert abs(float(before) - float(now)) <= last_place(before), (words, drawn.words)
        assert [drawn.width, drawn.height] == data["size"]
        before, now = parted("".join(layers)), parted("".join(drawn.layers))
        assert before[0] == now[0]
        np.testing.assert_allclose(before[1], now[1], rtol=0, atol=PIXELS)
        np.testing.assert_allclose(before[2], now[2], rtol=0.02, atol=16)  # a contour may get a corner more


def explorer_of(values, calls):
    def draw(height):
        calls.append(height)
        return Frame(("<path/>",), f"A bar of {height}.", 100, 50)

    return Explorer(draw, {"height": steps("height", values, values[0], str)}, name="bars")


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    monkeypatch.setattr("dlcourse.widgets.page.pages.DRAWN", tmp_path)
    return tmp_path


def test_a_drawing_is_shown_and_nothing_is_drawn_again(drawn):
    drawn.joinpath("bars.json.gz").write_bytes(explorer_of((1, 2), []).draw_all())
    calls = []
    shown = explorer_of((1, 2), calls)
    assert "A bar of 1." in shown.to_html()
    assert shown._repr_mimebundle_()["text/plain"] == "A bar of 1."
    assert calls == []


@pytest.mark.parametrize(
    "damage",
    [None, b"", b"not gzip", gzip.compress(b"not json"), gzip.compress(b"[]")],
    ids=["none", "empty", "not gzip", "not JSON", "a list"],  # the bytes hold the time
)
def test_without_a_drawing_or_with_a_broken_one_the_frames_are_drawn(drawn, damage):
    if damage is not None:
        drawn.joinpath("bars.json.gz").write_bytes(damage)
    calls = []
    assert "A bar of 1." in explorer_of((1, 2), calls).to_html()
    assert calls == [1, 2]


def test_a_drawing_for_other_controls_is_not_shown(drawn):
    drawn.joinpath("bars.json.gz").write_bytes(explorer_of((1, 2), []).draw_all())
    calls = []
    explorer_of((1, 3), calls).to_html()
    assert calls == [1, 3]


def test_a_drawing_of_other_data_is_not_shown(drawn):
    def about(data, calls):
        explorer = explorer_of((1, 2), calls)
        explorer.about = (np.array(data),)
        return explorer

    drawn.joinpath("bars.json.gz").write_bytes(about([1.0, 2.0], []).draw_all())
    same, other = [], []
    about([1, 2], same).to_html()
    about([1.0, 2.5], other).to_html()
    assert (same, other) == ([], [1, 2])


def test_the_command_draws_the_explorers_that_it_is_told_to(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(authoring, "DRAWN", tmp_path)
    assert authoring.main(["batch_size"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["batch_size.json.gz"]
    assert re.fullmatch(r"batch_size: 189 frames, \d+ kB\n", capsys.readouterr().out)


def test_the_command_refuses_a_name_that_no_explorer_has(capsys):
    with pytest.raises(SystemExit):
        authoring.main(["bars"])
    assert capsys.readouterr().err.endswith("Received: ['bars']\n")

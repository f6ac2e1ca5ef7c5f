"""Explorers without a kernel: what the page holds is what the library computes, for every position of the controls."""

import base64
import gzip
import itertools
import json
import re

import pytest
from paths import ROOT

from dlcourse.plots import new_axes
from dlcourse.plots.page.style import figure_of
from dlcourse.plots.page.vector import dark_color, svg_of, svg_of_added, svg_parts, theme
from dlcourse.widgets.deep_networks import weight_initialization
from dlcourse.widgets.generalization.improving_a_network import describe_scaling, scaling_explorer, scaling_values
from dlcourse.widgets.page.frames import Explorer, Frame, Scene, choice, radios, steps, tick, whole
from dlcourse.widgets.page.pages import Either
from dlcourse.widgets.page.walks import Move, Walk


def packed(explorer):
    """What the page's script unpacks."""
    (text,) = re.findall(r'"([A-Za-z0-9+/=]{100,})"\);', explorer.to_html().replace("\n", ""))
    return json.loads(gzip.decompress(base64.b64decode(text)))


def shown(data, *positions):
    """The words and layers that the script looks up at these positions of the controls."""
    index = 0
    for count, position in zip(data["counts"], positions, strict=True):
        index = index * count + position
    return [data["parts"][place] for place in data["frames"][index]]


def bars(height, colour):
    ax = new_axes(4, 3)
    ax.bar([0], [height], color=colour)
    return whole(figure_of(ax), f"A bar of {height}, {colour}.")


@pytest.fixture(scope="module")
def small():
    controls = {"height": steps("height", (1, 2, 4), 2, str)}
    return Explorer(bars, controls, {"colour": radios("colour", ["red", "blue"])})


def test_the_page_holds_a_frame_for_each_position_of_the_controls(small):
    data = packed(small)
    assert data["counts"] == [3, 2]
    assert data["texts"] == [["1", "2", "4"], ["red", "blue"]]
    for (i, height), (j, colour) in itertools.product(enumerate((1, 2, 4)), enumerate(("red", "blue"))):
        assert shown(data, i, j)[0] == f"A bar of {height}, {colour}."


def test_the_page_says_what_the_library_computes():
    explorer = scaling_explorer()
    data = packed(explorer)
    rate, n_steps = (explorer.controls[name].values for name in ("rate_fraction", "n_steps"))
    for scaling, i, j, plane in ((0, 17, 3, 0), (2, 0, 7, 1), (1, 23, 0, 0)):
        names = [explorer.controls[name].values for name in ("scaling", "plane")]
        values = scaling_values(names[0][scaling], rate[i], n_steps[j], names[1][plane])
        assert shown(data, scaling, i, j, plane)[0] == describe_scaling(values)


def test_a_page_is_small_and_asks_no_other_machine():
    page = weight_initialization.signal_explorer().to_html()
    assert len(page) < 100_000
    assert not re.findall(r"(?:src|href)=.?(?:https?:|//)|import\(|fetch\(", page)


def test_without_a_script_the_words_and_the_way_to_the_picture_stand(small):
    still = re.sub(r"<(script|style)>.*?</\1>", "", small.to_html(), flags=re.DOTALL)
    assert "A bar of 2, red." in still
    assert "Run the cell above" in still
    assert "<input" not in still


def test_controls_begin_where_they_are_told_and_have_a_name(small):
    assert small.frame().words == "A bar of 2, red."
    page = json.loads(re.search(r'closest\("\.dl-explorer"\), ("(?:[^"\\]|\\.)*")', small.to_html())[1])
    assert (
        '<label><span>height</span><input type="range" data-control min="0" max="2" step="1" value="1"></label>' in page
    )
    assert "<fieldset data-control><legend>colour</legend>" in page
    assert page.count(" checked") == 1


def test_two_rows_of_options_are_two_groups():
    def draw(height, colour):
        return bars(height, colour)

    explorer = Explorer(draw, {"height": radios("height", [1, 2]), "colour": radios("colour", ["red", "blue"])})
    groups = re.findall(r'type=\\"radio\\" name=\\"([^"\\]+)\\"', explorer.to_html())
    assert groups == ["dl-height", "dl-height", "dl-colour", "dl-colour"]


def test_an_unknown_control_is_refused(small):
    with pytest.raises(ValueError, match=r"expected names of \['height', 'colour'\]. Received: \['width'\]"):
        small.frame(width=3)


def test_a_box_and_a_list_hold_their_values():
    assert tick("look ahead").values == (False, True)
    assert choice("rate", {"η = 1": 1.0, "η = 7": 7.0}, 7.0).start == 1


def test_what_stays_is_drawn_once_and_what_moves_is_drawn_anew():
    ax = new_axes(4, 3)
    (line,) = ax.plot([0, 1], [0, 1], "-o")
    scene = Scene(figure_of(ax), [line])
    first = scene.frame("one")
    line.set_data([0, 1, 0.5], [0, 1, 0])
    second = scene.frame("two")
    assert first.layers[0] == second.layers[0]
    assert (first.layers[1].count("h0"), second.layers[1].count("h0")) == (2, 3)


def test_layers_that_always_follow_each_other_are_held_as_one():
    drawings = {1: ("paper", "axes", "low", "words"), 2: ("paper", "axes", "high", "words"), 3: ("paper", "axes")}

    def draw(height):
        return Frame(drawings[height], f"A bar of {height}.", 100, 50)

    data = packed(Explorer(draw, {"height": steps("height", (1, 2, 3), 1, str)}))
    assert "paperaxes" in data["parts"]
    for place, height in enumerate((1, 2, 3)):
        words, *layers = shown(data, place)
        assert words == f"A bar of {height}."
        assert "".join(layers) == "".join(drawings[height])


def test_what_is_added_is_drawn_and_taken_away_again():
    ax = new_axes(4, 3)
    ax.plot([0, 1], [0, 1])
    svg_parts(figure_of(ax))
    before = ax.get_children()
    svg = svg_of_added(ax, lambda: ax.plot([0, 1], [1, 0], color="#123456"))
    assert svg.count("<path") == 1
    assert "--dl-123456" in svg
    assert ax.get_children() == before


def test_a_pale_line_stays_pale():
    ax = new_axes(4, 3)
    (line,) = ax.plot([0, 1], [0, 1], color=(0, 0, 0, 0.25))
    svg_parts(figure_of(ax), [line])
    assert 'stroke-opacity="0.25"' in svg_of(figure_of(ax), [line])


def counter():
    """A walk on the numbers 0 to 3: one more or one less, as far as there is one; a step up counts."""

    def move(state, button):
        end = min(max(state + (1, -1)[button], 0), 3)
        return Move(button, state, end, end > state)

    def draw(move):
        return Frame(("<path/>",), "At 0." if move is None else f"From {move.start} to {move.end}.", 100, 50)

    return Walk(draw, move, 0, ["up", "down"], ("go", "gone so far", "steps up"))


def test_a_walk_has_a_frame_for_each_button_in_each_state():
    data = packed(counter())
    place, words = 0, []
    for button in (0, 0, 1, 0, 0, 0):
        place = data["following"][data["states"][place]][button]
        words.append((data["parts"][data["frames"][place][0]], data["counted"][place]))
    assert words == [
        ("From 0 to 1.", 1), ("From 1 to 2.", 1), ("From 2 to 1.", 0), ("From 1 to 2.", 1), ("From 2 to 3.", 1),
        ("From 3 to 3.", 0),
    ]  # fmt: skip
    assert len(data["frames"]) == 1 + 4 * 2
    walk = counter()
    assert [walk.frame_at(place).words for place in range(9)] == [frame.words for frame in walk.frames]


def test_the_buttons_of_a_walk_have_names():
    walk = counter()
    page = walk.inside(walk.data())
    assert 'aria-label="go up">up</button>' in page
    assert 'role="group" aria-label="go"' in page


def test_one_of_several_explorers_is_chosen_by_radios(small):
    both = Either("which", {"bars": small, "steps": counter()})
    page = both.to_html()
    assert page.count('class="dl-panel"') == 2
    assert re.findall(r'name="dl-either" value="(\d)"( checked)?>(\w+)<', page) == [
        ("0", " checked", "bars"), ("1", "", "steps"),
    ]  # fmt: skip
    assert both._repr_mimebundle_()["text/plain"] == "A bar of 2, red."


def test_a_line_keeps_its_places_to_half_a_pixel():
    ax = new_axes(4, 3)
    (line,) = ax.plot([0, 1, 0.25], [0, 1, 0.5])
    svg_parts(figure_of(ax), [line])
    start, moves = re.search(r'd="M([-\d ]+)l([-\d ]+)"', svg_of(figure_of(ax), [line])).groups()
    found = [int(number) for number in re.findall(r"-?\d+", start + " " + moves)]
    places = ax.transData.transform([(0, 0), (1, 1), (0.25, 0.5)])
    assert found[2:4] == pytest.approx(2 * (places[1] - places[0]) * (1, -1), abs=1)
    assert found[4:] == pytest.approx(2 * (places[2] - places[1]) * (1, -1), abs=1)


def test_colours_are_variables_with_a_light_and_a_dark_value():
    ax = new_axes(4, 3)
    ax.plot([0, 1], [0, 1], color="#123456")
    svg, _ = svg_parts(figure_of(ax))
    assert 'stroke="var(--dl-123456)"' in svg
    assert not re.findall(r'(?:fill|stroke)="#', svg)
    light, dark = theme([svg])
    assert "--dl-123456: #123456" in light
    assert f"--dl-123456: {dark_color('#123456')}" in dark


def luminance(colour):
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", ["#1b1b1b", "#0b5fa5", "#6b6b6b", "#b3400e", "#35701b", "#6a3d9a"])
def test_the_colours_of_the_figures_pass_in_both_themes(colour):
    paper = luminance(dark_color("#ffffff")) + 0.05
    assert (1.0 + 0.05) / (luminance(colour) + 0.05) >= 4.5
    assert (luminance(dark_color(colour)) + 0.05) / paper >= 4.5


def test_what_makes_a_page_dark_is_written_once():
    sources = [path for folder in ("plots", "widgets") for path in (ROOT / "dlcourse" / folder).rglob("*")]
    found = [
        path.name
        for path in sources
        if path.suffix in (".py", ".css", ".js") and "theme-light" in path.read_text("utf-8")
    ]
    assert found == ["showing.py"]

"""Explorers whose page computes: what is traced is the library's formula, and each number stands in its slot."""

import re

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from dlcourse.plots import format_number, new_axes
from dlcourse.plots.page.style import BLUE, GREY, figure_of
from dlcourse.widgets import two_paths_explorer
from dlcourse.widgets.gradients.backprop_by_hand import chain_explorer
from dlcourse.widgets.losses.likelihood import likelihood_explorer
from dlcourse.widgets.page.frames import radios, steps
from dlcourse.widgets.page.live import Live
from dlcourse.widgets.page.traced import OPERATIONS, trace

EVERY = [two_paths_explorer(), chain_explorer(), likelihood_explorer()]
NUMPY = {name: getattr(np, name) for name in OPERATIONS} | {"largest": np.max, "total": np.sum}


def replay(program, places, inputs):
    """The numbers of a program, done by NumPy."""
    found = []
    for name, *rest in program:
        if name == "input":
            found.append(inputs[rest[0]])
        elif name == "constant":
            found.append(np.array(rest[0]))
        else:
            found.append(NUMPY[name](*(found[place] for place in rest)))
    return [found[place] for place in places]


def test_a_program_does_what_the_function_does():
    def function(a, b):
        row = np.array([1.0, 2.0, 4.0]) * a
        return {"sum": a + 2 * b, "largest": row.max() - np.tanh(b), "row": np.maximum(row, b) ** 2, "three": 3.0}

    program, places = trace(function, ["a", "b"])
    for a, b in ((0.5, 1.5), (-2.0, 0.25)):
        for found, expected in zip(replay(program, places.values(), [a, b]), function(a, b).values(), strict=True):
            assert found == pytest.approx(expected)


@pytest.mark.parametrize("function", [lambda a: {"b": np.arctan(a)}, lambda a: {"b": np.add.reduce(a)}])
def test_an_operation_that_the_page_does_not_know_is_refused(function):
    with pytest.raises(TypeError, match="expected one of the operations absolute, add"):
        trace(function, ["a"])


@pytest.mark.parametrize("explorer", EVERY, ids=["two paths", "chain", "densities"])
def test_the_page_gets_the_formula_of_the_library(explorer):
    rng = np.random.default_rng(0)
    asked = explorer.asked()
    for place, (program, names) in enumerate(zip(asked["programs"], asked["names"], strict=True)):
        for _ in range(3):
            inputs = {name: float(rng.choice(control.values)) for name, control in explorer.moved.items()}
            expected = explorer.numbers(place, **inputs)
            found = replay(program["operations"], program["outputs"], list(inputs.values()))
            assert list(expected) == names
            for one, other in zip(found, expected.values(), strict=True):
                np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def area(side, height, kind):
    return {"side": side, "height": height, "area": side * height, "signed": side * np.abs(height)}


def rectangle(numbers, kind):
    ax = new_axes(4, 3, layout=None)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    written = {name: format_number(value) for name, value in numbers.items()}
    ax.add_patch(Rectangle((0.1, 0.1), 0.5, 0.5, color=BLUE if numbers["area"] else GREY))
    ax.text(0.5, 0.5, f"{written['side']} · {written['height']} = {written['area']}", ha="center")
    ax.text(0.5, 0.9, f"{kind}: 1.00", ha="center")
    return figure_of(ax), f"A {kind} of {written['area']}, at most {written['signed']}."


@pytest.fixture(scope="module")
def rectangles():
    values = [k / 10 for k in range(-20, 21)]
    sliders = {"side": steps("side", values, 1.5), "height": steps("height", values, -0.5)}
    choice = "kind", radios("kind", ["rectangle", "box"], "box")
    return Live(area, rectangle, sliders, choice=choice, faint=lambda _: {"area": 0.0})


def test_numbers_are_slots_and_what_never_changes_stays(rectangles):
    data = rectangles.data()
    svg = "".join(data["parts"][k] for k in data["frames"][1][1:])
    assert re.findall(r'data-text="([^"]+)"', svg) == ["{0} · {1} = {2}"]
    assert "box: 1.00" in svg
    assert data["words"] == [f"A {kind} of {{2}}, at most {{3}}." for kind in ("rectangle", "box")]


def test_a_slot_stands_in_the_middle_of_the_text_whatever_its_length(rectangles):
    svg = rectangles.frames[0].layers[0]
    x = float(re.search(r'<text x="([\d.]+)"[^>]*text-anchor="middle" data-text', svg)[1])
    figure, _ = rectangle(rectangles.numbers(0), "rectangle")
    figure.dpi = 100
    assert x == pytest.approx(figure.axes[0].transData.transform((0.5, 0.5))[0], abs=0.2)


def test_what_is_blue_because_of_a_number_is_grey_where_that_is_small(rectangles):
    assert re.findall(r'<g data-faint="(\d)" data-size="(\w+)"><svg', rectangles.frames[0].layers[0]) == [("2", "0")]


def test_the_first_words_are_those_at_the_start(rectangles):
    assert rectangles._repr_mimebundle_()["text/plain"] == "A box of −0.75, at most 0.75."


def test_a_number_that_was_not_computed_is_refused():
    def draw(numbers):
        ax = new_axes(4, 3)
        ax.text(0.5, 0.5, f"{2 * numbers['a']:.2f}")
        return figure_of(ax), "Twice a number."

    explorer = Live(lambda a: {"a": a}, draw, {"a": steps("a", [0.1, 0.2, 0.3], 0.1)})
    with pytest.raises(ValueError, match="expected every number of the drawing among the computed ones"):
        explorer.data()

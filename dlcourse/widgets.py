"""Explorers: sliders around the figures of `dlcourse.plots`, and questions that ask for a prediction first.

Everything works from the keyboard (Tab to a control, arrow keys to move it) and redraws when a control moves. Without
a kernel the last frame stays.
"""

import html

import ipywidgets
import numpy as np
from ipywidgets import HTML, Accordion, Button, Layout, RadioButtons, VBox

from dlcourse import plots

WIDE = {"description_width": "7.5em"}


def slider(description, value, low, high, step=0.1):
    """A slider with a name, two decimals and arrow keys that move it by `step`."""
    return ipywidgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=description,
        readout_format=".2f",
        style=WIDE,
        layout=Layout(width="min(100%, 34em)"),
    )


def predict_first(question, answers, right):
    """A question to commit to before running on: options, a button, then the truth with a reason.

    `answers` maps each option to what is said of it; `right` is the true one. A wrong guess is told why it is wrong,
    then what is right. The first guess stands: only running the cell again asks anew. Returns a widget; its children
    are the question, the options, the button and the verdict. Raises ValueError where `right` is no option.
    """
    if right not in answers:
        raise ValueError(f"right: expected one of {list(answers)}. Received: {right!r}")
    options = RadioButtons(options=list(answers), value=None, layout=Layout(width="auto"))
    button = Button(description="Commit to this", disabled=True, tooltip="Fix your prediction and see the answer")
    verdict = HTML()

    def enable(_):
        button.disabled = False

    def judge(_):
        options.disabled = button.disabled = True
        verdict.value = verdict_on(options.value, answers, right)

    options.observe(enable, "value")
    button.on_click(judge)
    text = HTML(f"<b>Predict first.</b> {html.escape(question)}")
    return VBox([text, options, button, verdict], layout=Layout(padding="0.4em 0 0.8em 0"))


def verdict_on(guess, answers, right):
    """What the reader is told, as HTML that a screen reader announces; the words carry it, not a colour."""
    if guess == right:
        said = f"<b>✓ As you predicted: {html.escape(right)}.</b> {html.escape(answers[right])}"
    else:
        said = (
            f"<b>✗ Not “{html.escape(guess)}”.</b> {html.escape(answers[guess])}<br>"
            f"<b>It is “{html.escape(right)}”.</b> {html.escape(answers[right])}"
        )
    return f'<div role="status" style="line-height: 1.5; max-width: 50em">{said}</div>'


def explorer(draw, first, more, more_title="More to move"):
    """Sliders over a figure: `first` stays visible, `more` is folded away. `draw(**values)` shows the figure.

    `first` and `more` map an argument of `draw` to its slider. Returns a widget: sliders, figure, folded sliders.
    """
    picture = ipywidgets.interactive_output(draw, first | more)
    picture.layout = Layout(min_height="20em")  # the page does not jump while the figure is redrawn
    folded = Accordion([VBox(list(more.values()))], selected_index=None)
    folded.set_title(0, more_title)
    return VBox([*first.values(), picture, folded])


# --- Lecture 07 -------------------------------------------------------------------------------------------------


def two_paths_explorer():
    """The two-path graph of lecture 07 with a slider for each number; u₂ alone is visible at first."""
    first = {"u2": slider("weight u₂", -1.0, -3, 3)}
    more = {
        "w": slider("weight w", 0.3, -2, 2),
        "u1": slider("weight u₁", 2.0, -4, 4),
        "v1": slider("weight v₁", 1.0, -3, 3),
        "v2": slider("weight v₂", 1.2, -3, 3),
        "x": slider("input x", 2.0, -3, 3),
        "y": slider("target y", 1.0, -2, 2),
    }
    return explorer(draw_two_paths, first, more, "Move the other weights, the input and the target")


def draw_two_paths(**inputs):
    """Show the graph for the inputs w, x, u1, u2, v1, v2, y."""
    values, gradients = two_paths_gradients(**inputs)
    plots.show(plots.two_paths(values, gradients), describe_two_paths(values, gradients))


def two_paths_gradients(w, x, u1, u2, v1, v2, y):
    """The value of each node and the gradient that each wire carries back, as `plots.two_paths` takes them."""
    o1 = np.tanh(w * x)
    o21, o22 = np.tanh(u1 * o1), np.tanh(u2 * o1)
    y_hat = v1 * o21 + v2 * o22
    values = {"w": w, "x": x, "u1": u1, "u2": u2, "v1": v1, "v2": v2, "y": y}
    values |= {"o1": o1, "o21": o21, "o22": o22, "y_hat": y_hat, "L": (y - y_hat) ** 2}
    dy_hat = -2 * (y - y_hat)
    dz21 = dy_hat * v1 * (1 - o21**2)
    dz22 = dy_hat * v2 * (1 - o22**2)
    do1 = dz21 * u1 + dz22 * u2
    gradients = {
        ("y_hat", "L"): dy_hat,
        ("v1", "y_hat"): dy_hat * o21,
        ("v2", "y_hat"): dy_hat * o22,
        ("o21", "y_hat"): dy_hat * v1,
        ("o22", "y_hat"): dy_hat * v2,
        ("u1", "o21"): dz21 * o1,
        ("u2", "o22"): dz22 * o1,
        ("o1", "o21"): dz21 * u1,
        ("o1", "o22"): dz22 * u2,
        ("w", "o1"): do1 * (1 - o1**2) * x,
    }
    return values, gradients


def describe_two_paths(values, gradients):
    """The figure in words: what each path brings back, and their sum."""
    upper, lower = gradients["o1", "o21"], gradients["o1", "o22"]
    number = plots.number
    return (
        f"Computation graph from w = {number(values['w'])} to the loss. Forwards: o1 = {number(values['o1'])}, "
        f"o21 = {number(values['o21'])}, o22 = {number(values['o22'])}, prediction {number(values['y_hat'])}, "
        f"loss {number(values['L'])}. Backwards: the upper path brings {number(upper)} to o1 and the lower path "
        f"{number(lower)}; they add up to {number(upper + lower)}, and the gradient of w is "
        f"{number(gradients['w', 'o1'])}."
    )

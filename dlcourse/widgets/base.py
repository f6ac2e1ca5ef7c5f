"""What all explorers share: sliders around a figure, and questions that ask for a prediction first.

Everything works from the keyboard (Tab to a control, arrow keys to move it) and redraws when a control moves. Without
a kernel the last frame stays.
"""

import html

import ipywidgets
from ipywidgets import HTML, Accordion, Button, Layout, RadioButtons, VBox

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


def explorer(draw, first, more=None, more_title="More to move"):
    """Controls over a figure: `first` stays visible, `more` is folded away. `draw(**values)` shows the figure.

    `first` and `more` map an argument of `draw` to its control. Returns a widget: controls, figure, folded controls.
    """
    more = more or {}
    picture = ipywidgets.interactive_output(draw, first | more)
    picture.layout = Layout(min_height="20em")  # the page does not jump while the figure is redrawn
    if not more:
        return VBox([*first.values(), picture])
    folded = Accordion([VBox(list(more.values()))], selected_index=None)
    folded.set_title(0, more_title)
    return VBox([*first.values(), picture, folded])

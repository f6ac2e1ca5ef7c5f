"""Short animations of figures that play wherever the page is shown, and stop at the last frame."""

import base64
import html
import io

from IPython.display import display
from PIL import Image

from dlcourse.plots.style import SCREEN_DPI, close, text_alternative, to_png


def show_animation(figures, alt=None, seconds=0.25, rest=3.0):
    """Display figures (or Axes) as frames of an animated GIF, `seconds` each; it plays once, then stops.

    `alt` is the text alternative, which says what happens; by default that of the last figure (see `described`). To
    play it again, run the cell again. Raises ValueError if there is no such text, or no figure.
    """
    if alt is not None:
        alt = text_alternative(None, alt)  # an empty text is refused before anything is drawn
    frames = []
    for each in figures:
        figure = each.figure
        frames.append(Image.open(io.BytesIO(to_png(figure))).convert("P", palette=Image.Palette.ADAPTIVE, colors=64))
        width = round(figure.get_figwidth() * SCREEN_DPI)
        close(figure)
    if not frames:
        raise ValueError("show_animation: figures: expected at least one. Received: none")
    alt = text_alternative(figure, alt)
    buffer = io.BytesIO()
    times = [int(1000 * seconds)] * (len(frames) - 1) + [int(1000 * rest)]
    frames[0].save(buffer, "gif", save_all=True, append_images=frames[1:], duration=times)  # no loop: it plays once
    image = base64.b64encode(buffer.getvalue()).decode()
    style = f"width: {width}px; max-width: 100%; height: auto"
    picture = f'<img alt="{html.escape(alt)}" style="{style}" src="data:image/gif;base64,{image}">'
    display({"text/html": picture, "text/plain": alt}, raw=True)

"""Short animations of figures that play wherever the page is shown, and stop at the last frame."""

import io
from collections.abc import Iterable

from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from dlcourse.plots.page.showing import image_html
from dlcourse.plots.page.style import SCREEN_DPI, alt_text, close, figure_of, to_png


def show_animation(
    figures: Iterable[Figure | Axes],
    alt: str | None = None,
    frame_seconds: float = 0.25,
    last_frame_seconds: float = 3.0,
    photo: bool = False,
) -> None:
    """Display figures (or Axes) as the frames of an animated GIF that plays once, then stops.

    Each frame is shown for `frame_seconds`, the last one for `last_frame_seconds`. `alt` is the alt text, which says
    what happens; by default that of the last figure (see `with_alt_text`). A `photo` looks the same on dark pages,
    since its shades of grey mean something. To play it again, run the cell again.
    Raises ValueError if there is no alt text, or no figure.
    """
    if alt is not None:
        alt = alt_text(None, alt)  # an empty text is refused before anything is drawn
    frames = []
    for each in figures:
        figure = figure_of(each)
        frames.append(Image.open(io.BytesIO(to_png(figure))).convert("P", palette=Image.Palette.ADAPTIVE, colors=64))
        width = figure.get_figwidth() * SCREEN_DPI
        close(figure)
    if not frames:
        raise ValueError("show_animation: figures: expected at least one. Received: none")
    alt = alt_text(figure, alt)
    buffer = io.BytesIO()
    times = [int(1000 * frame_seconds)] * (len(frames) - 1) + [int(1000 * last_frame_seconds)]
    frames[0].save(buffer, "gif", save_all=True, append_images=frames[1:], duration=times)  # no loop: it plays once
    picture = image_html(buffer.getvalue(), "gif", width, alt, photo)
    display({"text/html": picture, "text/plain": alt}, raw=True)

"""Lighter pages of the site's lectures: long pictures, figures and explorers in files, loaded when they come near.

A film or an image becomes a file. A figure, an SVG that follows the page's theme, becomes two, since a file knows no
theme of a page: one for light paper, one for dark. An explorer's script becomes a file that site.js asks for.
"""

import base64
import re
from collections.abc import MutableMapping
from pathlib import Path

from dlcourse._files import digest
from dlcourse.plots.page.showing import DARK_PAPER, FONT, TURNED
from dlcourse.plots.page.vector import theme
from dlcourse.widgets.page.pages import RUN_IT

EXTRA = Path("extra")  # what Sphinx copies to the site as it is
IMAGE = 4_000  # characters; longer ones become files
FIGURE = 12_000
EXPLORER = 12_000
_IMAGE = re.compile(r'src="data:image/(png|gif|jpeg);base64,([A-Za-z0-9+/=]+)"')
_FIGURE = re.compile(
    r'<div class="dl-figure" style="(?P<box>[^"]*)"><style>[^<]*</style>'
    r'<svg style="[^"]*" role="img" aria-label="(?P<alt>[^"]*)" viewBox="(?P<view>[^"]*)"[^>]*>'
    r"(?P<inside>.*?)</svg></div>",
    re.DOTALL,
)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def lightened(text: str, name: str, files: MutableMapping[Path, bytes]) -> str:
    """Return the HTML of an output of lecture `name` with its long parts in files, which are added to `files`."""

    def kept(folder, content, kind):
        """Return the address, as a lecture sees it, of a file with this content."""
        path = Path(folder, f"{name}-{digest(content)[:12]}.{kind}")
        files[EXTRA / path] = content
        return f"../{path.as_posix()}"

    def image(found):
        kind, data = found.groups()
        if len(data) < IMAGE:
            return found[0]
        return f'loading="lazy" src="{kept("pictures", base64.b64decode(data), kind)}"'

    def figure(found):
        if len(found["inside"]) < FIGURE:
            return found[0]
        drawn = zip(("light", "dark"), _on_light_and_dark(found["inside"], found["view"]), strict=True)
        width, height = found["view"].split()[2:]
        look = f'loading="lazy" width="{width}" height="{height}" alt="{found["alt"]}"'
        return (
            f'<div class="dl-drawing" style="{found["box"]}">'
            + "".join(
                f'<img class="dl-on-{paper}" {look} src="{kept("pictures", svg.encode(), "svg")}">'
                for paper, svg in drawn
            )
            + "</div>"
        )

    def script(found):
        if len(found[1]) < EXPLORER:
            return found[0]
        return f'<script type="text/plain" data-later="{kept("explorers", found[1].encode(), "js")}"></script>'

    text = text.replace(RUN_IT, "It moves once it has come, by a script.")
    text = _SCRIPT.sub(script, text)  # first, since the scripts hold figures
    return _IMAGE.sub(image, _FIGURE.sub(figure, text))


def _on_light_and_dark(inside: str, view: str) -> tuple[str, str]:
    """Return two SVG files of a figure in the page's colours, given what is in it and its `viewBox`."""
    light, dark = theme([inside])
    turned = f"image:not(.dl-photo) {{ {TURNED} }}"
    rules = f"svg {{ {light}; background: #ffffff }}", f"svg {{ {dark}; background: {DARK_PAPER} }} {turned}"
    width, height = view.split()[2:]
    box = f'viewBox="{view}" width="{width}" height="{height}" font-family="{FONT}"'
    paper, night = (
        f'<svg xmlns="http://www.w3.org/2000/svg" style="white-space: pre" {box}><style>{rule}</style>{inside}</svg>'
        for rule in rules
    )
    return paper, night

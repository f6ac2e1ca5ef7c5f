"""A picture in an answer in words is what its student pasted, pixel by pixel, and nothing but the picture.

Before, it was gone from what an instructor reads; and Formgrader could not show the notebook at all.
"""

import base64
import copy
import io
import json
import struct
import zlib

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from odd_submissions import CHECKS, SOLUTIONS, cell_named
from PIL import Image, ImageOps, PngImagePlugin

from dlcourse.course.grading.judge.intake import parse_notebook
from dlcourse.course.grading.judge.marking import restore
from dlcourse.course.grading.judge.pictures import NOT_SHOWN, jpeg, png
from dlcourse.course.grading.nbgrader.gradebook import answers_in

NOTE = b"a note that no picture needs"
PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def drawn(kind, pixels=PIXELS, **options):
    """The bytes of a picture, drawn by Pillow."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def noted_png():
    """A PNG with a text, and bytes behind its end."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", NOTE.decode())
    return drawn("PNG", pnginfo=notes) + NOTE


def on_its_side(side, order="MM"):
    """A JPEG as a camera writes it that was turned."""
    notes = Image.Exif()
    notes.endian = {"MM": ">", "II": "<"}[order]
    notes[0x010E], notes[0x0112] = NOTE.decode(), side
    return drawn("JPEG", exif=notes)


def shown(data):
    """The pixels as a browser shows them, with the right side up."""
    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))


RIGHT = {
    "PNG": ("image/png", noted_png()),
    "PNG, grey": ("image/png", drawn("PNG", PIXELS[:, :, 0])),
    "PNG with a palette": ("image/png", drawn("PNG", np.array(Image.fromarray(PIXELS).quantize(16).convert("RGB")))),
    "JPEG": ("image/jpeg", drawn("JPEG", comment=NOTE, exif=b"Exif\x00\x00" + NOTE) + NOTE),
    "JPEG in steps": ("image/jpeg", drawn("JPEG", progressive=True, comment=NOTE)),
    **{f"JPEG of a turned camera, {side}": ("image/jpeg", on_its_side(side)) for side in range(1, 9)},
    "JPEG of a turned camera, little end first": ("image/jpeg", on_its_side(6, "II")),
    "JPEG that is turned in no way": ("image/jpeg", on_its_side(77)),
    "JPEG, grey": ("image/jpeg", drawn("JPEG", PIXELS[:, :, 0])),
    "JPEG that can be entered anywhere": ("image/jpeg", drawn("JPEG", restart_marker_blocks=1)),
}


@pytest.mark.parametrize(("kind", "data"), RIGHT.values(), ids=RIGHT)
def test_a_picture_made_anew_has_the_same_pixels_and_no_notes(kind, data):
    made = (png if kind == "image/png" else jpeg)(data)
    np.testing.assert_array_equal(shown(made), shown(data))
    assert NOTE not in made


def huge_png():
    """A PNG that says of itself to be 100,000 pixels wide and high."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + drawn("PNG")[33:]


WRONG = {
    "an empty file": b"",
    "text": b"<svg onload=alert(1)>",
    "half a PNG": drawn("PNG")[:-20],
    "half a PNG's head": drawn("PNG")[:12],
    "a PNG with a wrong checksum": drawn("PNG").replace(b"IDAT", b"IDAX"),
    "a PNG that is too large": huge_png(),
    "half a JPEG": drawn("JPEG")[:300],
    "a JPEG's first bytes": b"\xff\xd8\xff\xe0",
    "a JPEG without a picture": b"\xff\xd8\xff\xd9",
    "a JPEG in a JPEG's place": b"\xff\xd8" * 100,
    "a GIF": drawn("GIF"),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_is_no_whole_picture_is_refused(data):
    for remade in (png, jpeg):
        with pytest.raises((ValueError, struct.error, IndexError)):
            remade(data)


# In a submission


def essay(text, **attachments):
    """The restored essay of a submission with this text, and these pictures as (kind, bytes)."""
    notebook = json.loads(json.dumps(SOLUTIONS[CHECKS]))
    cell = cell_named(notebook, "why")
    named = {name.replace("__", "."): {kind: coded(data)} for name, (kind, data) in attachments.items()}
    cell |= {"source": text, "attachments": named}
    return restore(parse_notebook("x.ipynb", json.dumps(notebook).encode()), SOLUTIONS[CHECKS])


def coded(data):
    return base64.b64encode(data).decode()


def page(notebook):
    """The notebook as nbconvert shows it, which Formgrader uses."""
    return HTMLExporter().from_notebook_node(notebook)[0]


@pytest.mark.parametrize(("kind", "data"), RIGHT.values(), ids=RIGHT)
def test_an_instructor_sees_the_picture(kind, data):
    notebook = essay("See ![my picture](attachment:a%20b.png) here.", **{"a b__png": (kind, data)})
    cell = cell_named(notebook, "why")
    assert cell.source == "See ![picture-1](attachment:picture-1) here."
    (found,) = cell.attachments.values()
    np.testing.assert_array_equal(shown(base64.b64decode(found[kind])), shown(data))
    assert f'src="data:{kind};base64,{found[kind]}"' in page(notebook)
    nbformat.validate(notebook)


def test_another_picture_is_another_answer():
    text = "![x](attachment:x)"
    one, other = (answers_in(essay(text, x=("image/png", drawn("PNG", p)))) for p in (PIXELS, PIXELS[::-1]))
    assert one["why"] != other["why"]


LEFT_OUT = {
    "that is missing": ("![x](attachment:y.png)", "image/png", drawn("PNG")),
    "that is broken": ("![x](attachment:x)", "image/png", drawn("PNG")[:-9]),
    "that is another one": ("![x](attachment:x)", "image/png", drawn("JPEG")),
    "of a kind that can run": ("![x](attachment:x)", "image/svg+xml", b"<svg onload=alert(1)>"),
    "with a title": ('![x](attachment:x "title")', "image/gif", drawn("GIF")),
}


@pytest.mark.parametrize(("text", "kind", "data"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_picture_that_is_left_out_is_told(text, kind, data):
    notebook = essay(text, x=(kind, data))
    assert cell_named(notebook, "why").source == NOT_SHOWN
    assert "attachments" not in cell_named(notebook, "why")
    assert NOT_SHOWN in page(notebook)


@pytest.mark.parametrize(
    "text",
    [
        "![x][y]\n\n[y]: attachment:y",
        "![x](<attachment:y>)",
        "![x](ATTACHMENT:y)",
        "![x](&#97;ttachment:y)",
        "![x](attachment&colon;y)",
        "![x](attachment&#58;y)",
        "![x](attachment\\:y)",
        "![a\nb](attachment:y)",
        "![x](\nattachment:y)",
        "![[x]](attachment:y)",
        "[![x](attachment:y)](attachment:y)",
        "PICTURE1HERE",
    ],
)
def test_no_way_to_write_an_address_keeps_the_page_from_being_shown(text):
    assert "alert(1)" not in page(essay(text, x=("image/svg+xml", b"<svg onload=alert(1)>")))


def test_the_exercises_own_pictures_are_the_exercises():
    solution = copy.deepcopy(SOLUTIONS[CHECKS])
    solution.cells[0].source = "# Backward ![x](attachment:x)"
    solution.cells[0].attachments = {"x": {"image/png": coded(drawn("PNG"))}}
    handed_in = copy.deepcopy(solution)
    handed_in.cells[0].attachments = {"x": {"image/svg+xml": "<svg onload=alert(1)>"}}
    assert restore(handed_in, solution).cells[0].attachments == solution.cells[0].attachments

"""Pictures in answers in words: an instructor sees them, without a byte that only a program would read.

A PNG or JPEG is taken apart and put together again from the parts that draw it: no text, nothing behind its end, and of
a camera's notes only which side is up. Other kinds, broken ones and those that are too large are replaced by a line.
Every address of a picture that is left out is replaced, too: nbconvert shows no page of a notebook in which one leads
nowhere.
"""

import base64
import binascii
import re
import struct
import zlib
from collections.abc import Mapping
from urllib.parse import unquote

MOST_PIXELS = 40_000_000  # of one picture
MOST_PICTURES = 50  # in one cell
PNG, PNG_PARTS = b"\x89PNG\r\n\x1a\n", (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
JPEG, JPEG_END, SCAN, EXIF = b"\xff\xd8", 0xD9, 0xDA, 0xE1
WAY_UP = 0x0112  # the entry of a camera's notes that says which side is up: 1 to 8
JPEG_SIZES, JPEG_PARTS = (0xC0, 0xC1, 0xC2), (0xC4, 0xDB, 0xDD, 0xEE)  # frames; tables, and how colours are meant
ENDS_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
REFERENCE = re.compile(r"!\[[^\]\n]*\]\(\s*attachment:([^)\s]+)[^)\n]*\)", re.IGNORECASE)
NOT_SHOWN = "(a picture that cannot be shown here: it stands in the notebook that was handed in)"


def take_out(source: str, attachments: Mapping[str, Mapping[str, str]]) -> tuple[str, dict[str, dict[str, str]]]:
    """Return the text of a cell with a mark in the place of each picture, and the pictures by their marks."""
    pictures: dict[str, dict[str, str]] = {}
    marks: dict[str, str] = {}

    def mark(found: re.Match) -> str:
        name = unquote(found[1])
        if name not in marks:
            data = _harmless(attachments.get(name, {})) if len(pictures) < MOST_PICTURES else {}
            marks[name] = f"PICTURE{len(pictures) + 1}HERE" if data else NOT_SHOWN
            pictures.update({marks[name]: data} if data else {})
        return marks[name]

    return REFERENCE.sub(mark, source), pictures


def put_in(source: str, pictures: Mapping[str, dict[str, str]]) -> tuple[str, dict[str, dict[str, str]]]:
    """Return the text with its pictures in the places of their marks, and the cell's attachments."""
    attachments = {}
    for number, (mark, data) in enumerate(pictures.items(), 1):
        name = f"picture-{number}"
        source = source.replace(mark, f"![{name}](attachment:{name})")
        attachments[name] = data
    return source, attachments


def _harmless(attachment):
    """Return a picture as nbformat keeps it, made anew; nothing if that cannot be done."""
    for kind, remade in (("image/png", png), ("image/jpeg", jpeg)):
        try:
            return {kind: base64.b64encode(remade(base64.b64decode(attachment[kind], validate=True))).decode()}
        except (KeyError, ValueError, binascii.Error, struct.error, IndexError):
            continue
    return {}


def png(data: bytes) -> bytes:
    """Return a PNG made of the parts of `data` that draw it; raise ValueError for another kind or one too large."""
    if not data.startswith(PNG):
        raise ValueError("expected a PNG")
    made, at = [PNG], len(PNG)
    kinds: list[bytes] = []
    while not kinds or kinds[-1] != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        body, (check,) = data[at + 8 : at + 8 + length], struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(kind + body) != check or (kind == b"IHDR") != (not kinds):
            raise ValueError("expected a PNG that is whole")
        kinds.append(kind)
        if kind in PNG_PARTS:
            made.append(data[at : at + 12 + length])
        at += 12 + length
    _require_size(*struct.unpack_from(">II", data, len(PNG) + 8))
    return b"".join(made)


def jpeg(data: bytes) -> bytes:
    """Return a JPEG made of the parts of `data` that draw it; raise ValueError for another kind or one too large."""
    if not data.startswith(JPEG):
        raise ValueError("expected a JPEG")
    made, at, sizes = [JPEG], len(JPEG), 0
    while data[at + 1] != JPEG_END:
        mark, kind, length = struct.unpack_from(">BBH", data, at)
        end = at + 2 + length
        if mark != 0xFF or length < 2 or end > len(data):
            raise ValueError("expected a JPEG that is whole")
        if kind in JPEG_SIZES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            _require_size(width, height)
            sizes += 1
        if kind == SCAN:
            found = ENDS_SCAN.search(data, end)
            end = found.start() if found else len(data)
        if kind in (*JPEG_SIZES, *JPEG_PARTS, SCAN):
            made.append(data[at:end])
        elif kind == EXIF:
            made.append(_way_up(data[at + 4 : end]))
        at = end
    if sizes != 1:
        raise ValueError("expected a JPEG with one size")
    return b"".join(made) + bytes([0xFF, JPEG_END])


def _way_up(notes):
    """Return a part of a JPEG that says which side is up, and nothing else; empty if a camera's notes do not say it."""
    try:
        order = {b"II": "<", b"MM": ">"}[notes[6:8]]
        (start,) = struct.unpack_from(f"{order}I", notes, 10)
        (count,) = struct.unpack_from(f"{order}H", notes, 6 + start)
        entries = [struct.unpack_from(f"{order}HHIH", notes, 8 + start + 12 * number) for number in range(count)]
    except (KeyError, struct.error):
        return b""
    side = next((value for tag, _, _, value in entries if tag == WAY_UP), 0)
    if side not in range(1, 9):
        return b""
    body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, WAY_UP, 3, 1, side, 0, 0)
    return struct.pack(">BBH", 0xFF, EXIF, 2 + len(body)) + body


def _require_size(width, height):
    """Raise ValueError unless a picture has some pixels, and not too many."""
    if not 0 < width * height <= MOST_PIXELS:
        raise ValueError(f"expected up to {MOST_PIXELS} pixels. Received: {width} × {height}")

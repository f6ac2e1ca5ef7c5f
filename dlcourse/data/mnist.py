"""The four files of MNIST: downloaded once, cached in a folder, verified before they are read."""

import contextlib
import gzip
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse._files import digest, replace

# Mirrors of http://yann.lecun.com/exdb/mnist, of the makers of PyTorch and of the Common Visual Data Foundation.
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
SHA256 = {  # in the order x_train, y_train, x_test, y_test
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
TIMEOUT = 5  # seconds of silence before a mirror is given up
TIMEOUT_S = 120  # seconds for one file
LARGEST = 20_000_000  # bytes; the largest of the files has 9,912,422
IMAGES, LABELS = 0x803, 0x801  # the first four bytes of an IDX file: unsigned bytes, in three axes or one


class MNISTUnavailable(Exception):
    """MNIST is neither in the folder nor available from a mirror; the message says why."""


def read_mnist(folder: str | Path | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return x_train (N, 784) in [0, 1], y_train (N,), x_test, y_test; raise MNISTUnavailable if files are missing."""
    folder = Path(folder or os.environ.get("DLCOURSE_DATA") or Path.home() / ".cache" / "dlcourse").expanduser()
    x_train, y_train, x_test, y_test = (decode(packed) for packed in files(folder))
    return pixels(x_train), y_train.astype(np.int64), pixels(x_test), y_test.astype(np.int64)


def files(folder: Path) -> Iterator[bytes]:
    """Yield the bytes of each file: from the folder if they are intact there, else from the first mirror that works."""
    mirrors, problems = list(MIRRORS), list[str]()
    for name, sha256 in SHA256.items():
        packed = kept(folder / name, sha256)
        while packed is None:
            if not mirrors:
                raise MNISTUnavailable(f"{name} is not in {folder} and could not be fetched ({'; '.join(problems)})")
            try:
                packed = fetch(mirrors[0] + name, sha256)
                keep(folder / name, packed)
            except Exception as problem:  # a network fails in many ways
                problems.append(f"{mirrors.pop(0)}: {problem}")  # it is not tried for the other files
        yield packed


def kept(path: Path, sha256: str) -> bytes | None:
    """Return the file's bytes, or None if it is missing or damaged."""
    try:
        packed = path.read_bytes()
    except OSError:
        return None
    return packed if digest(packed) == sha256 else None


def fetch(url: str, sha256: str) -> bytes:
    """Download the bytes at `url`; raise OSError if they are too many, too slow, or fail the checksum."""
    print(f"load_mnist: fetching {url} …", file=sys.stderr)
    received, deadline = bytearray(), time.monotonic() + TIMEOUT_S
    with open_url(url) as response:
        while piece := response.read(1 << 16):
            received += piece
            if len(received) > LARGEST or time.monotonic() > deadline:
                raise OSError(f"too large or too slow: {len(received)} bytes received")
    if digest(received) != sha256:
        raise OSError("another file than expected (its SHA-256 differs)")
    return bytes(received)


def open_url(url: str) -> Any:
    """Open `url` and return the response."""
    from urllib.request import urlopen  # takes longer to import than all of the library

    return urlopen(url, timeout=TIMEOUT)


def keep(path: Path, packed: bytes) -> None:
    """Write the file atomically; ignore an OSError, as it only means downloading again next time."""
    with contextlib.suppress(OSError):
        replace(path, packed)


def decode(packed: bytes) -> np.ndarray:
    """Return the array in a compressed IDX file: images (N, 28, 28) or labels (N,), unsigned bytes."""
    raw = gzip.decompress(packed)
    magic = int.from_bytes(raw[:4], "big")
    if magic not in (IMAGES, LABELS):
        raise ValueError(f"expected an IDX file of images or labels. Received: one that starts with {raw[:4]!r}")
    axes = magic & 0xFF
    shape = [int(size) for size in np.frombuffer(raw, ">u4", axes, offset=4)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)


def pixels(images: np.ndarray) -> np.ndarray:
    """x = images / 255; bytes (N, h, w) → rows (N, h·w) of float32 in [0, 1]."""
    return np.divide(images.reshape(len(images), -1), 255, dtype=np.float32)

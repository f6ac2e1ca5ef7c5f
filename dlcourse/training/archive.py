"""Nested dicts and lists of arrays, numbers and strings in one .npz file without pickle, written atomically."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse._arrays import to_host
from dlcourse._files import replace

ARRAY = "$array"  # {"$array": "3"} in the text stands for the file's array "3"


def write_archive(path: str | Path, kind: str, content: Any) -> None:
    """Write `content` to `path`, replacing it atomically: dicts with string keys, lists, numbers, strings and arrays.

    The structure is stored as JSON in the member `text`, each array in a member of its own. A process killed while it
    writes leaves the old file intact and perhaps a `….part` beside it. Raises TypeError if `content` holds anything
    else.
    """
    arrays: dict[str, np.ndarray] = {}
    text = json.dumps({"dlcourse": kind, "content": _pack(content, arrays)}, ensure_ascii=False)
    replace(Path(path), lambda file: np.savez(file, text=np.array(text), **arrays))  # type: ignore[arg-type]


def read_archive(path: str | Path, kind: str) -> Any:
    """Return the content that `write_archive` wrote with this `kind`.

    Raises FileNotFoundError if there is no file, ValueError if it is damaged or of another kind. No code from the file
    is ever run.
    """
    problem = f"{path}: expected a {kind} written by dlcourse. Received:"
    try:
        with np.load(path, allow_pickle=False) as members:
            arrays = {name: members[name] for name in members.files}
        header = json.loads(arrays.pop("text").item())
        found, content = header["dlcourse"], header["content"]
        if found == kind:
            return _unpack(content, arrays)
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except Exception as error:  # a damaged file makes zipfile, NumPy and json raise nearly anything
        raise ValueError(f"{problem} a damaged or foreign file ({type(error).__name__}: {error})") from None
    raise ValueError(f"{problem} a {found}")


def _pack(value, arrays):
    value = to_host(value)  # a file holds NumPy arrays, whatever the device
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "fiub":
            raise TypeError(f"expected arrays of numbers. Received: {value.dtype}")
        name = str(len(arrays))
        arrays[name] = value
        return {ARRAY: name}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        if not all(isinstance(key, str) and key != ARRAY for key in value):
            raise TypeError(f"expected words as keys. Received: {list(value)}")
        return {key: _pack(item, arrays) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_pack(item, arrays) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"expected arrays, numbers and words. Received: {value!r}")


def _unpack(value, arrays):
    if isinstance(value, dict):
        if set(value) == {ARRAY}:
            return arrays[value[ARRAY]]
        return {key: _unpack(item, arrays) for key, item in value.items()}
    if isinstance(value, list):
        return [_unpack(item, arrays) for item in value]
    return value

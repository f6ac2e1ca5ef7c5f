"""The protocol between the trusted side and the worker: length-prefixed frames of JSON and raw numbers.

Never pickle: a frame can only become numbers, text, and lists of them. Any other value is sent as an `Opaque` with its
type's name. Every size is checked before anything is allocated; a violation raises ProtocolError, which costs the
question, not the grader.

A frame is two lengths (8 bytes each, big-endian), a JSON header, and the arrays' bytes one after the other.
"""

import json
import math
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NoReturn

import numpy as np
from numpy.random import Generator, default_rng  # NumPy would load them later, past a student's import hook

HEADER_CAP = 8_000_000  # bytes of JSON
ARRAYS_CAP = 256_000_000  # bytes of numbers; the limits of a submission are lower
NODES_CAP = 200_000  # values in one frame
ITEMS_CAP = 10_000  # values that an iterator may yield; the questions look at some hundred
DEPTH_CAP = 24
MOST_AXES, LENGTH_CAP = 16, 2**40  # of an array, and of one of its axes
TEXT_CAP = 20_000  # characters of one text
NAME_CAP = 200  # characters of a type's name
WARNINGS_CAP = 20  # of one call
DTYPES = {
    name: np.dtype(name)
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    )
}
BOOLEANS, ARRAYS, SEQUENCES = (bool, np.bool_), (np.ndarray, np.generic), (tuple, list)
NAMES = {dtype: name for name, dtype in DTYPES.items()}  # NumPy makes a name anew each time
LENGTHS = struct.Struct(">QQ")


class ProtocolError(Exception):
    """A frame that violates the protocol."""


@dataclass(frozen=True)
class Opaque:
    """A value that cannot be sent, known by its type's name alone; `dtype` is that of a non-numeric array."""

    type_name: str
    dtype: str = ""

    def __array__(self, *args: Any, **options: Any) -> NoReturn:
        raise TypeError(f"a {self.type_name} is not an array of numbers")


class Encoder:
    """An encoder of values as JSON nodes and a list of arrays; `handle_of` numbers the callables, sent as handles."""

    def __init__(self, handle_of: Callable[[Callable], int]) -> None:
        self.handle_of = handle_of
        self.arrays: list[np.ndarray] = []
        self.nodes = 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        """Return the node of a value: a list whose first item names its kind."""
        self.nodes += 1
        if depth > DEPTH_CAP or self.nodes > NODES_CAP:
            return ["opaque", type(value).__name__[:NAME_CAP], ""]
        if type(value) is np.ndarray:  # as nearly always
            return self.encode_array(value)
        if value is None or value is Ellipsis or isinstance(value, BOOLEANS):
            return ["constant", None if value is None else "..." if value is Ellipsis else bool(value)]
        if isinstance(value, int) and not isinstance(value, np.generic):
            return ["int", hex(value)] if value.bit_length() < 4096 else ["opaque", "int", ""]
        if isinstance(value, float) and not isinstance(value, np.generic):
            return ["float", value.hex()]
        if isinstance(value, str):
            return ["text", str(value)[:TEXT_CAP]]
        if isinstance(value, ARRAYS):
            return self.encode_array(value)
        if isinstance(value, Generator):
            return ["rng", value.bit_generator.state]
        if isinstance(value, SEQUENCES):
            kind = "tuple" if isinstance(value, tuple) else "list"
            return [kind, [self.encode(item, depth + 1) for item in value]]
        if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
            return ["dict", [[str(key)[:TEXT_CAP], self.encode(item, depth + 1)] for key, item in value.items()]]
        if isinstance(value, Iterator):
            return self.encode_iterator(value, depth)
        if callable(value):
            return self.encode_callable(value)
        return self.encode_as_array(value)

    def encode_callable(self, value: Callable) -> list[Any]:
        """Return the node of a function: the handle by which the other side may call it."""
        return ["handle", self.handle_of(value)]

    def encode_as_array(self, value: Any) -> list[Any]:
        """Return the node of another library's array, or of a sequence: of all that NumPy turns into numbers."""
        try:
            array = np.array(value)
        except Exception:  # whatever a student's own `__array__` raises
            array = np.array(None)
        if array.dtype.kind not in "fciub":
            return ["opaque", type(value).__name__[:NAME_CAP], ""]
        return self.encode_array(array)

    def encode_array(self, value: np.ndarray | np.generic) -> list[Any]:
        """Return the node of an array: of its bytes if it is numeric, else of its dtype's name."""
        array = np.asarray(value)
        name = NAMES.get(array.dtype)
        if name and type(value) is np.ndarray and array.flags.c_contiguous and array.ndim <= MOST_AXES:
            self.arrays.append(array)
            return ["array", name, list(array.shape), False]
        name = name or array.dtype.name
        if array.dtype.kind in "fc" and name not in DTYPES:  # longdouble, whose bytes are the machine's own
            array = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
            name = array.dtype.name
        if name not in DTYPES or array.ndim > MOST_AXES:
            return ["opaque", type(value).__name__[:NAME_CAP], name[:NAME_CAP]]
        array = np.ascontiguousarray(array.astype(DTYPES[name], copy=False))
        self.arrays.append(array)
        return ["array", name, list(np.shape(value)), isinstance(value, np.generic)]

    def encode_iterator(self, iterator: Iterator[Any], depth: int) -> list[Any]:
        """Return the node of the values that an iterator yields, up to the caps."""
        items = []
        for item in islice(iterator, ITEMS_CAP):
            items.append(self.encode(item, depth + 1))
            if self.nodes > NODES_CAP:
                break
        return ["iterator", items]


class Decoder:
    """A decoder of nodes that trusts nothing: kinds, sizes and types are checked one by one."""

    def __init__(self, data: memoryview, callable_of: Callable[..., Any]) -> None:
        self.data, self.callable_of = data, callable_of
        self.nodes = 0

    def decode(self, node: Any, depth: int = 0) -> Any:
        """Return the value of a node; raises ProtocolError if it is invalid."""
        self.nodes += 1
        if depth > DEPTH_CAP + 1 or self.nodes > NODES_CAP + 1:
            raise ProtocolError("too many values, or nested too deeply")
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            raise ProtocolError("a value without a kind")
        try:
            return DECODERS[node[0]](self, depth, *node[1:])
        except (TypeError, ValueError, OverflowError, AttributeError, KeyError) as error:
            raise ProtocolError(f"a broken value of kind {node[0][:20]!r}: {error}") from None

    def decode_constant(self, depth: int, value: Any) -> Any:
        """Return None, True, False or Ellipsis."""
        if value == "...":
            return Ellipsis
        if value is None or isinstance(value, bool):
            return value
        raise ProtocolError("an unknown constant")

    def decode_int(self, depth: int, text: Any) -> int:
        """Return an integer, from hexadecimal digits."""
        if len(text) > 1100:
            raise ProtocolError("a number of too many digits")
        return int(text, 16)

    def decode_float(self, depth: int, text: Any) -> float:
        """Return a float, NaN and infinities included."""
        return float.fromhex(text)

    def decode_text(self, depth: int, text: Any) -> str:
        """Return a text."""
        if not isinstance(text, str) or len(text) > TEXT_CAP:
            raise ProtocolError("a text that is too long")
        return text

    def decode_array(self, depth: int, dtype: Any, shape: Any, scalar: Any) -> np.ndarray | np.generic:
        """Return an array (or a NumPy scalar) from the next bytes of the frame, as a writable copy."""
        if dtype not in DTYPES or len(shape) > MOST_AXES:
            raise ProtocolError("an array of an unknown kind")
        for length in shape:
            if not isinstance(length, int) or not 0 <= length < LENGTH_CAP:
                raise ProtocolError("an array of an impossible shape")
        size = math.prod(shape) * DTYPES[dtype].itemsize
        if size > len(self.data):
            raise ProtocolError("an array larger than its frame")
        array = np.frombuffer(self.data[:size], dtype=DTYPES[dtype]).reshape(shape).copy()
        self.data = self.data[size:]
        return array[()] if scalar and not shape else array

    def decode_rng(self, depth: int, state: Any) -> Generator:
        """Return a random generator in the state of the other side's."""
        if not isinstance(state, dict) or state.get("bit_generator") != "PCG64":
            raise ProtocolError("an unknown random generator")
        rng = default_rng(0)
        rng.bit_generator.state = state
        return rng

    def decode_tuple(self, depth: int, items: Any) -> tuple[Any, ...]:
        """Return a tuple."""
        return tuple(self.decode(item, depth + 1) for item in items)

    def decode_list(self, depth: int, items: Any) -> list[Any]:
        """Return a list."""
        return [self.decode(item, depth + 1) for item in items]

    def decode_iterator(self, depth: int, items: Any) -> Iterator[Any]:
        """Return an iterator over the values of the other side's."""
        return iter(self.decode_list(depth, items))

    def decode_dict(self, depth: int, items: Any) -> dict[str, Any]:
        """Return a dict with texts as keys."""
        return {self.decode_text(depth, key): self.decode(item, depth + 1) for key, item in items}

    def decode_handle(self, depth: int, number: Any) -> Any:
        """Return a proxy of a function on the other side."""
        if not isinstance(number, int) or not 0 <= number < 2**31:
            raise ProtocolError("an impossible handle")
        return self.callable_of(number)

    def decode_tabulated(self, depth: int, number: Any, points: Any, values: Any) -> Any:
        """Return a proxy of a function of which some values are known; the trusted side's `callable_of` takes none."""
        table = self.decode(points, depth + 1), self.decode(values, depth + 1)
        return self.callable_of(number, table)

    def decode_opaque(self, depth: int, type_name: Any, dtype: Any) -> Opaque:
        """Return an Opaque in place of a value that could not be sent."""
        names = self.decode_text(depth, type_name), self.decode_text(depth, dtype)
        if max(map(len, names)) > NAME_CAP:
            raise ProtocolError("a type's name that is too long")
        return Opaque(*names)


DECODERS: dict[str, Callable[..., Any]] = {  # the kinds of value that there are, and nothing else of the class
    "constant": Decoder.decode_constant,
    "int": Decoder.decode_int,
    "float": Decoder.decode_float,
    "text": Decoder.decode_text,
    "array": Decoder.decode_array,
    "rng": Decoder.decode_rng,
    "tuple": Decoder.decode_tuple,
    "list": Decoder.decode_list,
    "iterator": Decoder.decode_iterator,
    "dict": Decoder.decode_dict,
    "handle": Decoder.decode_handle,
    "tabulated": Decoder.decode_tabulated,
    "opaque": Decoder.decode_opaque,
}


def to_frame(message: dict[str, Any], arrays: list[np.ndarray]) -> bytes:
    """Return the bytes of a JSON message and its arrays; raises ProtocolError if they are too large."""
    header = json.dumps(message).encode()
    size = sum(array.nbytes for array in arrays)
    if len(header) > HEADER_CAP or size > ARRAYS_CAP:
        raise ProtocolError(f"too large to send: {len(header) + size:,} bytes")
    return b"".join([LENGTHS.pack(len(header), size), header, *(array.tobytes() for array in arrays)])


def read_lengths(data: bytes) -> tuple[int, int]:
    """Return the lengths of a frame's two parts; raises ProtocolError if they exceed the caps."""
    header, arrays = LENGTHS.unpack(data)
    if header > HEADER_CAP or arrays > ARRAYS_CAP:
        raise ProtocolError(f"a frame of {header + arrays:,} bytes is too large")
    return header, arrays


def read_header(data: bytes) -> dict[str, Any]:
    """Return the message of a frame; raises ProtocolError unless it is a JSON object with a kind."""
    try:
        message = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise ProtocolError("a header that is not JSON") from None
    if not isinstance(message, dict) or not isinstance(message.get("kind"), str):
        raise ProtocolError("a header without a kind")
    return message


# In-place changes of a call's arguments are applied on both sides


def snapshots(arguments: Sequence[Any]) -> list:
    """Return a snapshot of each argument, to detect changes."""
    return [_snapshot(argument) for argument in arguments]


def _snapshot(argument):
    """Return a copy of the state of an array, a random generator or a list, to compare; None of anything else."""
    if isinstance(argument, np.ndarray):
        return (argument.shape, argument.dtype.str, argument.tobytes())
    if isinstance(argument, Generator):
        return json.dumps(argument.bit_generator.state)
    if isinstance(argument, list):
        return [(item, _snapshot(item)) for item in argument]
    return None


def _is_unchanged(argument, old):
    """Return True if an argument is as its snapshot has it; a list holds the same objects, each of them unchanged."""
    if not isinstance(argument, list):
        return _snapshot(argument) == old
    if len(argument) != len(old):
        return False
    pairs = zip(argument, old, strict=True)
    return all(item is before and (state is None or _is_unchanged(item, state)) for item, (before, state) in pairs)


def changes(arguments: Sequence[Any], before: list, encoder: Encoder) -> list:
    """Return [index, node] of each argument that differs from its snapshot."""
    pairs = enumerate(zip(arguments, before, strict=True))
    changed = [(i, argument) for i, (argument, old) in pairs if old is not None and not _is_unchanged(argument, old)]
    return [[i, encoder.encode(argument)] for i, argument in changed]


def take_changes(arguments: Sequence[Any], changed: Any, decoder: Decoder) -> None:
    """Apply the changes that a function made to its arguments on the other side to ours, as a local call would."""
    if not isinstance(changed, list):
        return
    for item in changed:
        if not (isinstance(item, list) and len(item) == 2 and isinstance(item[0], int)):
            raise ProtocolError("a change of no argument")
        index, value = item[0], decoder.decode(item[1])
        if not 0 <= index < len(arguments):
            raise ProtocolError("a change of no argument")
        _take_change(arguments[index], value)


def _take_change(ours, value):
    """Give an argument of ours the state that it has on the other side."""
    if isinstance(ours, Generator) and isinstance(value, Generator):
        ours.bit_generator.state = value.bit_generator.state
    elif isinstance(ours, np.ndarray) and ours.flags.writeable:
        if isinstance(value, np.ndarray) and value.shape == ours.shape and value.dtype == ours.dtype:
            np.copyto(ours, value)
        else:
            ours.fill(np.nan if ours.dtype.kind in "fc" else 0)  # reshaped in place: changed in any case
    elif isinstance(ours, list) and isinstance(value, list):
        if len(ours) != len(value) or not all(map(_fit, ours, value)):
            ours[:] = value
            return
        for mine, theirs in zip(ours, value, strict=True):
            _take_change(mine, theirs)


def _fit(ours, value):
    """Return True if an item of a list can take the state of the other side's: else it is replaced."""
    if isinstance(ours, np.ndarray):
        return isinstance(value, np.ndarray) and value.shape == ours.shape and value.dtype == ours.dtype
    return isinstance(ours, list | Generator) and type(value) is type(ours)

"""The protocol with a worker: values arrive as they were sent, and nothing else can arrive."""

import json
from array import array
from collections import deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from oracles import jnp

from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.course.grading.inside.protocol import (
    ARRAYS_CAP,
    DTYPES,
    ITEMS_CAP,
    LENGTHS,
    NODES_CAP,
    Decoder,
    Encoder,
    Opaque,
    ProtocolError,
    changes,
    read_header,
    read_lengths,
    snapshots,
    take_changes,
    to_frame,
)


def across(value, callables=()):
    """The value after it crossed."""
    encoder = Encoder(lambda function: 7)
    frame = to_frame({"kind": "value", "value": encoder.encode(value)}, encoder.arrays)
    header, arrays = read_lengths(frame[: LENGTHS.size])
    message = read_header(frame[LENGTHS.size : LENGTHS.size + header])
    rest = frame[LENGTHS.size + header :]
    assert len(rest) == arrays
    return Decoder(memoryview(rest), lambda number: ("function", number)).decode(message["value"])


numbers = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=50)
values = st.recursive(
    numbers,
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)


@given(values)
def test_plain_values_arrive_as_they_were(value):
    arrived = across(value)
    assert arrived == value
    assert type(arrived) is type(value)


@given(hnp.arrays(st.sampled_from(list(DTYPES.values())), hnp.array_shapes(min_dims=0, min_side=0, max_dims=4)))
def test_arrays_arrive_bit_for_bit(array):
    arrived = across(array)
    assert (arrived.dtype, arrived.shape, arrived.tobytes()) == (array.dtype, array.shape, array.tobytes())


@pytest.mark.parametrize("array", [np.arange(6.0).reshape(2, 3).T, np.asfortranarray(np.eye(3)), np.arange(9)[::-2]])
def test_memory_layout_does_not_matter(array):
    assert np.array_equal(across(array), array)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.0, np.float32(0.1), np.int64(-3), ..., 2**200])
def test_special_numbers_keep_their_value_and_type(value):
    arrived = across(value)
    assert type(arrived) is type(value)
    assert repr(arrived) == repr(value)


class AnArray:
    """Another library's array: whatever NumPy makes numbers of."""

    def __init__(self, content):
        self.content = content

    def __array__(self, dtype=None, copy=None):
        if self.content is None:
            raise RuntimeError("no numbers here")
        return np.asarray(self.content)


class ASequence:
    """Something with a length and entries."""

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return [1.0, 2.0, 3.0][index]


RETURNED = {
    "long doubles": lambda: np.arange(6, dtype=np.longdouble).reshape(2, 3) / 3,
    "a long double": lambda: np.longdouble(1) / 3,
    "long complex numbers": lambda: np.ones(2, dtype=np.clongdouble),
    "jax's array": lambda: jnp.arange(6.0).reshape(2, 3),
    "jax's array of half precision": lambda: jnp.ones(3, dtype=jnp.bfloat16),
    "a list of jax's arrays": lambda: [jnp.ones(2), jnp.zeros(2)],
    "anything that is an array": lambda: AnArray([[1.0, 2.0]]),
    "an array of texts": lambda: AnArray(["a", "b"]),
    "an array that is none": lambda: AnArray(None),
    "a sequence": ASequence,
    "a range": lambda: range(4),
    "a deque": lambda: deque([[1, 2], [3, 4]]),
    "Python's own array": lambda: array("d", [1.0, 2.5]),
    "a view of memory": lambda: memoryview(np.arange(4.0)),
    "a byte array": lambda: bytearray(b"ab"),
    "bytes": lambda: b"ab",
    "the values of a dict": lambda: {"a": 1}.values(),
    "a set": lambda: {1, 2},
    "a fraction": lambda: Fraction(1, 2),
    "a decimal": lambda: Decimal("0.5"),
    "a complex number": lambda: 1j,
    "an object": object,
    "a ragged list": lambda: [[1, 2], [3]],
    "a masked array": lambda: np.ma.masked_array([1.0, 2.0], [True, False]),
}


@pytest.mark.parametrize("made", RETURNED.values(), ids=RETURNED)
def test_an_answer_is_as_much_of_numbers_on_the_other_side_as_in_a_notebook(made):
    here, there = as_numbers(made()), as_numbers(across(made()))
    if here is None:
        assert there is None
        return
    assert there is not None
    np.testing.assert_allclose(there, here.astype(there.dtype), rtol=1e-15)


def test_a_generator_of_random_numbers_goes_on_where_it_was():
    rng = np.random.default_rng(3)
    rng.normal(size=5)
    assert across(rng).normal() == rng.normal()


def test_what_an_iterator_yields_arrives_as_an_iterator():
    arrived = across(iter([1, 2.5]))
    assert next(arrived) == 1
    assert list(arrived) == [2.5]


def test_a_function_arrives_as_a_handle():
    assert across(len) == ("function", 7)


OPAQUE = [
    (object(), "object", ""),
    (np.array([object()]), "ndarray", "object"),
    (np.array(["a"]), "ndarray", "str32"),
    ({1}, "set", ""),
]


@pytest.mark.parametrize(("value", "type_name", "dtype"), OPAQUE)
def test_what_cannot_cross_arrives_as_its_types_name(value, type_name, dtype):
    assert across(value) == Opaque(type_name, dtype)
    with pytest.raises(TypeError, match="not an array of numbers"):
        np.asarray(across(value))


def test_endless_iterators_and_deep_nesting_are_cut_off():
    def forever():
        while True:
            yield 0

    nested = []
    for _ in range(1000):
        nested = [nested]
    assert len(list(across(forever()))) == ITEMS_CAP
    with pytest.raises(ProtocolError, match="too many values"):
        across(iter([[0] * 1000] * (NODES_CAP // 1000 + 1)))
    assert "opaque" in json.dumps(Encoder(lambda f: 0).encode(nested))


BROKEN = {
    "no list": 3,
    "no kind": [],
    "unknown kind": ["pickle", "gASV"],
    "a private method": ["_decode", 1],
    "array of objects": ["array", "object", [1], False],
    "array beyond its frame": ["array", "float64", [10**9], False],
    "negative shape": ["array", "float64", [-1, -1], False],
    "a shape of floats": ["array", "float64", [1.5], False],
    "overflowing shape": ["array", "float64", [2**39, 2**39], False],
    "text as number": ["int", "os.system"],
    "endless digits": ["int", "f" * 5000],
    "no float": ["float", "import os"],
    "long text": ["text", "x" * 30_000],
    "dict with numbers": ["dict", [[1, ["constant", None]]]],
    "dict unpaired": ["dict", [["a"]]],
    "other generator": ["rng", {"bit_generator": "MT19937"}],
    "generator of nothing": ["rng", None],
    "negative handle": ["handle", -1],
    "handle as text": ["handle", "0"],
    "constant of a kind": ["constant", 3],
    "missing item": ["tuple"],
    "string as items": ["list", 3],
}


@pytest.mark.parametrize("node", BROKEN.values(), ids=BROKEN)
def test_a_broken_value_is_refused(node):
    with pytest.raises(ProtocolError):
        Decoder(memoryview(b"\0" * 64), lambda number: None).decode(node)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=8) | st.floats(), lambda s: st.lists(s, max_size=4)))
def test_whatever_is_sent_is_a_value_or_refused(node):
    try:
        Decoder(memoryview(b"\0" * 64), lambda number: None).decode(node)
    except ProtocolError:
        return


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"kind": 3}', b"\xff\xfe", b"[" * 100_000, b'{"kind": '])
def test_a_header_that_is_none_is_refused(data):
    with pytest.raises(ProtocolError):
        read_header(data)


def test_a_frame_that_claims_too_much_is_refused_before_it_is_read():
    with pytest.raises(ProtocolError, match="too large"):
        read_lengths(LENGTHS.pack(10, ARRAYS_CAP + 1))
    with pytest.raises(ProtocolError, match="too large"):
        read_lengths(LENGTHS.pack(2**63, 0))


def after(function, *arguments):
    """The arguments of ours after a function on the other side had its own of them, and whether anything was sent."""
    encoder = Encoder(lambda function: 7)
    theirs = [across(argument) for argument in arguments]
    before = snapshots(theirs)
    function(*theirs)
    sent = changes(theirs, before, encoder)
    take_changes(
        arguments, sent, Decoder(memoryview(b"".join(a.tobytes() for a in encoder.arrays)), lambda number: None)
    )
    return arguments, bool(sent)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda arrays: arrays[0].__iadd__(1), [[2.0, 3.0], [3.0]]),
        (lambda arrays: arrays.pop(), [[1.0, 2.0]]),
        (lambda arrays: arrays.append(np.zeros(1)), [[1.0, 2.0], [3.0], [0.0]]),
        (lambda arrays: arrays.__setitem__(1, np.array([5.0])), [[1.0, 2.0], [5.0]]),
        (lambda arrays: arrays.__setitem__(1, np.array([5.0, 6.0])), [[1.0, 2.0], [5.0, 6.0]]),
        (lambda arrays: arrays.reverse(), [[3.0], [1.0, 2.0]]),
        (lambda arrays: arrays.clear(), []),
    ],
)
def test_what_is_done_to_a_list_on_the_other_side_is_done_to_ours(change, expected):
    (ours,), was_sent = after(change, [np.array([1.0, 2.0]), np.array([3.0])])
    assert was_sent
    assert [array.tolist() for array in ours] == expected


def test_an_array_changed_in_place_in_a_list_stays_the_same_object():
    W = np.array([1.0, 2.0])
    after(lambda arrays: arrays[0].fill(9.0), [W])
    assert W.tolist() == [9.0, 9.0]


def test_of_a_list_that_was_only_read_nothing_is_sent():
    assert not after(lambda arrays, sizes: [*arrays, *sizes], [np.array([1.0]), [np.array([2.0])]], [3, 4])[1]


def test_a_list_of_numbers_that_was_emptied_is_empty_here():
    (sizes,), was_sent = after(lambda sizes: sizes.pop(0), [3, 4, 5])
    assert (sizes, was_sent) == ([4, 5], True)

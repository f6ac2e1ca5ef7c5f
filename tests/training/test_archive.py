"""Archives: what goes in comes out bit for bit, files are whole or not there, and nothing in them is ever run."""

import io
import json
import pickle
import re
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from dlcourse import _files
from dlcourse.training.archive import read_archive, write_archive

arrays = st.sampled_from([np.float32, np.float64, np.int64, np.uint8, np.bool_]).flatmap(
    lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
)
leaves = st.none() | st.booleans() | st.integers(-(2**130), 2**130) | st.floats() | st.text() | arrays
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)


def same(one, other):
    if isinstance(one, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or one != one)


@given(trees)
def test_what_was_written_is_read_bit_for_bit(tmp_path_factory, tree):
    path = tmp_path_factory.getbasetemp() / "tree.npz"
    write_archive(path, "tree", {"tree": tree})
    assert same(read_archive(path, "tree"), {"tree": tree})


def test_numpy_numbers_come_back_as_pythons_and_tuples_as_lists(tmp_path):
    write_archive(tmp_path / "a", "tree", (np.float32(0.5), np.int64(3), (1, 2)))
    assert read_archive(tmp_path / "a", "tree") == [0.5, 3, [1, 2]]


def test_the_file_is_an_npz_that_needs_no_pickle(tmp_path):
    write_archive(tmp_path / "a.npz", "tree", {"w": np.arange(3.0)})
    with np.load(tmp_path / "a.npz", allow_pickle=False) as members:
        assert json.loads(members["text"].item()) == {"dlcourse": "tree", "content": {"w": {"$array": "0"}}}
        np.testing.assert_array_equal(members["0"], [0, 1, 2])


@pytest.mark.parametrize("content", [object(), {1: 2}, {"$array": 1}, np.array([None]), np.array(["a"]), {1, 2}, b"a"])
def test_what_cannot_be_kept_raises_and_leaves_the_old_file(tmp_path, content):
    write_archive(tmp_path / "a", "tree", 1)
    with pytest.raises(TypeError, match="expected"):
        write_archive(tmp_path / "a", "tree", content)
    assert read_archive(tmp_path / "a", "tree") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("where", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch, where, error):
    def fail(*_):
        raise error

    write_archive(tmp_path / "a", "tree", 1)
    monkeypatch.setattr(_files.os, where, fail)
    with pytest.raises(type(error)):
        write_archive(tmp_path / "a", "tree", 2)
    assert read_archive(tmp_path / "a", "tree") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "a")
    for number in (1, 2):
        write_archive(tmp_path / "link", "tree", number)
    assert (tmp_path / "link").is_symlink()
    assert read_archive(tmp_path / "a", "tree") == 2


# Broken and foreign files


def npz(**members):
    file = io.BytesIO()
    np.savez(file, **members)
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def zipped(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archived:
        archived.writestr(name, b"not an array")
    return file.getvalue()


def text(**header):
    return npz(text=np.array(json.dumps(header)))


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("code in a file was run",))


FOREIGN = {
    "nothing": lambda: b"",
    "a word": lambda: b"hello",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "the beginning of an archive": lambda: b"PK\x03\x04" + bytes(50),
    "a pickle": lambda: pickle.dumps(Bomb()),
    "an array": lambda: npy(np.arange(3)),
    "no arrays": npz,
    "other arrays": lambda: npz(weights=np.arange(3)),
    "a text of numbers": lambda: npz(text=np.arange(3)),
    "a text that is no JSON": lambda: npz(text=np.array("no json")),
    "JSON that is no object": lambda: npz(text=np.array("[1, 2]")),
    "an object array": lambda: npz(text=np.array([Bomb()], dtype=object)),
    "JSON too deep": lambda: npz(text=np.array("[" * 100_000)),
    "a tree without content": lambda: text(dlcourse="tree"),
    "an array that is not there": lambda: text(dlcourse="tree", content={"$array": "7"}),
    "an array without a name": lambda: text(dlcourse="tree", content={"$array": ["0"]}),
    "no array in the text's place": lambda: zipped("text.npy"),
    "a member that is no array": lambda: zipped("text"),
}


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_file_raises_and_says_which(tmp_path, foreign):
    content = foreign()
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(ValueError, match=re.escape(f"{tmp_path / 'a'}: expected a tree written by dlcourse. Received")):
        read_archive(tmp_path / "a", "tree")


def test_another_kind_of_archive_is_named(tmp_path):
    write_archive(tmp_path / "a", "tree", 1)
    with pytest.raises(ValueError, match=r"expected a checkpoint written by dlcourse\. Received: a tree"):
        read_archive(tmp_path / "a", "checkpoint")


@given(st.data())
def test_a_file_that_was_cut_raises(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "cut.npz"
    write_archive(path, "tree", {"w": np.arange(50.0), "b": [1, 2]})
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(ValueError, match="damaged or foreign"):
        read_archive(path, "tree")


@given(st.data())
def test_a_file_with_a_changed_byte_never_gives_other_numbers(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "changed.npz"
    tree = {"w": np.arange(50.0), "b": [1, 2]}
    write_archive(path, "tree", tree)
    changed = bytearray(path.read_bytes())
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(changed)
    try:
        found = read_archive(path, "tree")
    except ValueError:
        return
    assert same(found, tree)  # a byte that does not matter, such as one of the date


def test_a_missing_file_is_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_archive(tmp_path / "a", "tree")

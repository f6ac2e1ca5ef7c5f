"""MNIST from a folder, from a mirror, or not at all: with made-up files and a made-up network."""

import gzip
import hashlib
import io
import re

import numpy as np
import pytest

from dlcourse.data import load_digits, load_mnist, mnist

PARTS = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
NAMES = tuple(f"{part}-ubyte.gz" for part in PARTS)


def idx(array):
    """The bytes of an IDX file as http://yann.lecun.com/exdb/mnist describes it, compressed."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes())


@pytest.fixture
def tiny(monkeypatch):
    """Four files with 5 and 3 pictures of 2×3 pixels; their contents."""
    rng = np.random.default_rng(0)
    arrays = [
        rng.integers(0, 256, (5, 2, 3)),
        rng.integers(0, 10, 5),
        rng.integers(0, 256, (3, 2, 3)),
        np.array([0, 9, 4]),
    ]
    files = dict(zip(NAMES, map(idx, arrays), strict=True))
    monkeypatch.setattr(mnist, "SHA256", {name: hashlib.sha256(data).hexdigest() for name, data in files.items()})
    return arrays, files


class Network:
    """Answers with what `answer(url)` returns, or raises it; remembers what was asked for."""

    def __init__(self, monkeypatch, answer):
        self.asked, self.answer = [], answer
        monkeypatch.setattr(mnist, "open_url", self)

    def __call__(self, url):
        self.asked.append(url)
        answer = self.answer(url)
        if isinstance(answer, Exception):
            raise answer
        return io.BytesIO(answer)


def no_network(monkeypatch):
    return Network(monkeypatch, lambda url: OSError("no network"))


def last(url):
    return url.rsplit("/", 1)[1]


def require_equal(loaded, arrays):
    x_train, y_train, x_test, y_test = loaded
    for x, pixels in ((x_train, arrays[0]), (x_test, arrays[2])):
        assert x.dtype == np.float32
        np.testing.assert_array_equal(x, (pixels.reshape(-1, 6) / 255).astype(np.float32))
    for y, labels in ((y_train, arrays[1]), (y_test, arrays[3])):
        assert y.dtype == np.int64
        np.testing.assert_array_equal(y, labels)


def test_the_four_files_are_fetched_once_then_read_from_the_folder(tmp_path, monkeypatch, tiny, capsys):
    arrays, files = tiny
    network = Network(monkeypatch, lambda url: files[last(url)])
    require_equal(load_mnist(tmp_path / "new" / "folder"), arrays)
    assert network.asked == [mnist.MIRRORS[0] + name for name in NAMES]
    assert "fetching https://" in capsys.readouterr().err
    network = no_network(monkeypatch)
    require_equal(load_mnist(tmp_path / "new" / "folder"), arrays)
    assert network.asked == []
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(NAMES)


def test_the_folder_is_that_of_the_environment_or_the_users_cache(tmp_path, monkeypatch, tiny):
    arrays, files = tiny
    Network(monkeypatch, lambda url: files[last(url)])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "here"))
    require_equal(load_mnist(), arrays)
    assert (tmp_path / "here" / NAMES[0]).exists()
    monkeypatch.delenv("DLCOURSE_DATA")
    require_equal(load_mnist(), arrays)
    assert (tmp_path / ".cache" / "dlcourse" / NAMES[0]).exists()


@pytest.mark.parametrize(
    "bad", [OSError("refused"), TimeoutError("timed out"), b"a login page", b"", ValueError("odd")]
)
def test_a_mirror_that_fails_is_not_asked_again(tmp_path, monkeypatch, tiny, bad):
    arrays, files = tiny
    network = Network(monkeypatch, lambda url: bad if url.startswith(mnist.MIRRORS[0]) else files[last(url)])
    require_equal(load_mnist(tmp_path), arrays)
    assert network.asked == [mnist.MIRRORS[0] + NAMES[0], *(mnist.MIRRORS[1] + name for name in NAMES)]


def test_a_damaged_file_in_the_folder_is_fetched_anew(tmp_path, monkeypatch, tiny):
    arrays, files = tiny
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / NAMES[2]).write_bytes(files[NAMES[2]][:-1])
    network = Network(monkeypatch, lambda url: files[last(url)])
    require_equal(load_mnist(tmp_path), arrays)
    assert list(map(last, network.asked)) == [NAMES[2]]
    assert (tmp_path / NAMES[2]).read_bytes() == files[NAMES[2]]


def test_a_file_with_another_checksum_is_never_kept(tmp_path, monkeypatch, tiny):
    Network(monkeypatch, lambda url: idx(np.zeros((5, 2, 3))))
    with pytest.warns(UserWarning, match="SHA-256 differs"):
        load_mnist(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_response_without_end_is_given_up(tmp_path, monkeypatch, tiny):
    class Endless(io.BytesIO):
        def read(self, size=-1):
            return bytes(size)

    monkeypatch.setattr(mnist, "open_url", lambda url: Endless())
    with pytest.warns(UserWarning, match="too large or too slow"):
        load_mnist(tmp_path)


def test_a_folder_that_cannot_be_written_does_not_matter(tmp_path, monkeypatch, tiny):
    arrays, files = tiny
    (tmp_path / "file").write_bytes(b"")
    Network(monkeypatch, lambda url: files[last(url)])
    require_equal(load_mnist(tmp_path / "file" / "folder"), arrays)


def test_a_write_that_fails_leaves_no_piece(tmp_path, monkeypatch, tiny):
    arrays, files = tiny
    Network(monkeypatch, lambda url: files[last(url)])

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mnist.os, "replace", fail)
    require_equal(load_mnist(tmp_path), arrays)
    assert list(tmp_path.iterdir()) == []


def test_without_network_the_small_digits_come_with_a_warning(tmp_path, monkeypatch):
    network = no_network(monkeypatch)
    message = f"{NAMES[0]} is not in {tmp_path} and could not be fetched"
    with pytest.warns(UserWarning, match=re.escape(message)) as caught:
        x_train, y_train, x_test, y_test = load_mnist(tmp_path)
    assert "small digits of 8×8 pixels instead (64 columns, not 784)" in str(caught[0].message)
    assert caught[0].filename == __file__
    assert len(network.asked) == len(mnist.MIRRORS)
    assert (x_train.shape, y_train.shape, x_test.shape, y_test.shape) == ((1437, 64), (1437,), (360, 64), (360,))
    assert (x_train.dtype, y_train.dtype) == (np.float32, np.int64)
    x, y = load_digits()
    together = np.c_[np.r_[x_train, x_test], np.r_[y_train, y_test]]
    np.testing.assert_array_equal(np.unique(together, axis=0), np.unique(np.c_[x, y].astype(np.float32), axis=0))
    assert set(y_test) == set(range(10))


def test_without_network_the_split_is_always_the_same(tmp_path, monkeypatch):
    no_network(monkeypatch)
    with pytest.warns(UserWarning, match="load_mnist"):
        first, second = load_mnist(tmp_path), load_mnist(tmp_path)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_addresses_are_encrypted_and_checksums_whole():
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in mnist.MIRRORS)
    assert tuple(mnist.SHA256) == NAMES
    assert all(re.fullmatch("[0-9a-f]{64}", checksum) for checksum in mnist.SHA256.values())


def test_a_file_that_is_no_idx_file_raises():
    with pytest.raises(ValueError, match="expected an IDX file of images or labels"):
        mnist.decode(gzip.compress(b"\x89PNG and more"))

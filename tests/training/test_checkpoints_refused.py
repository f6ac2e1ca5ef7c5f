"""Checkpoints that do not fit the run are refused with what differs, before anything changes."""

import re

import numpy as np
import pytest
from checkpoint_runs import network, run
from networks import small

from dlcourse.metrics import accuracy
from dlcourse.optimizers import SGD
from dlcourse.training.archive import write_archive
from dlcourse.training.callbacks import ModelCheckpoint


def refused(path, message, error=ValueError, make=network, metrics=(accuracy,), rng=None, **options):
    """Resuming raises with the message and changes nothing."""
    _, x, y = small()
    model = make(np.random.default_rng(0))
    model.metrics = metrics
    before = model.parameters.copy()
    with pytest.raises(error, match=re.escape(message)):
        model.fit(x, y, 9, rng=rng, resume_from=path, verbose=False, validation_split=0.2)
    np.testing.assert_array_equal(model.parameters, before)
    assert model.optimizer.step == 0


@pytest.fixture
def checkpoint(tmp_path):
    run(1, [ModelCheckpoint(tmp_path / "run.npz")])
    return tmp_path / "run.npz"


def test_a_missing_checkpoint_raises(tmp_path):
    refused(tmp_path / "run.npz", "run.npz", FileNotFoundError)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(99)])
def test_a_foreign_file_raises(tmp_path, content):
    (tmp_path / "run.npz").write_bytes(content)
    refused(tmp_path / "run.npz", "expected a checkpoint written by dlcourse. Received: a damaged or foreign file")


@pytest.mark.parametrize("content", [{}, [], {"model": 1}, 5])
def test_a_checkpoint_of_another_making_raises(tmp_path, content):
    write_archive(tmp_path / "run.npz", "checkpoint", content)
    refused(tmp_path / "run.npz", "expected a checkpoint of this version")


def test_another_network_raises(checkpoint):
    refused(checkpoint, "model: expected {'layers': [['Dense', {'W': [2, 6]", make=lambda rng: small()[0])


def test_another_dtype_raises(checkpoint):
    refused(checkpoint, "'dtype': 'float32'}, as in the checkpoint", make=lambda rng: network(rng, np.float64))


def test_another_optimizer_raises(checkpoint):
    refused(checkpoint, "optimizer: expected Adam", make=lambda rng: network(rng, optimizer=SGD(0.1)))


def test_other_metrics_raise(checkpoint):
    _, x, y = small()
    rng = np.random.default_rng(0)
    model = network(rng)
    model.metrics = ()
    with pytest.raises(ValueError, match=r"measured: expected \['accuracy', 'loss', 'val_accuracy', 'val_loss'\]"):
        model.fit(x, y, 9, rng=rng, resume_from=checkpoint, verbose=False, validation_split=0.2)


def test_a_missing_generator_raises(checkpoint):
    refused(checkpoint, "generators: expected {'rng': 0,")


def test_generators_that_are_no_longer_one_raise(checkpoint):
    refused(checkpoint, "generators: expected {'rng': 0, 'layer 6 rng': 0", rng=np.random.default_rng(0))


def test_another_kind_of_generator_raises(checkpoint):
    with pytest.raises(ValueError, match=r"generators: expected \['PCG64'\]"):
        run(2, resume_from=checkpoint, bit_generator=np.random.MT19937)

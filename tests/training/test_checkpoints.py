"""Checkpoints: five epochs and five more equal ten, bit for bit; files are whole, also where the run is killed."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from checkpoint_runs import run
from networks import small

from dlcourse.optimizers import SGD, Adam, Nadam, RMSprop
from dlcourse.training.archive import read_archive
from dlcourse.training.callbacks import Callback, EarlyStopping, ModelCheckpoint, Recorder


class Interrupt(Callback):
    def __init__(self, epoch, batch):
        self.at = (epoch, batch)

    def on_train_batch_end(self, batch, logs):
        if (self.training.epoch, batch) == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "optimizer", [lambda: SGD(0.1), lambda: SGD(0.1, momentum=0.9), lambda: Adam(0.01), Nadam, RMSprop]
)
def test_five_epochs_and_five_more_equal_ten_bit_for_bit(tmp_path, dtype, optimizer):
    path = tmp_path / "run.npz"
    whole = run(10, dtype=dtype, optimizer=optimizer())
    run(5, [ModelCheckpoint(path)], dtype=dtype, optimizer=optimizer())
    assert run(10, resume_from=path, seed=99, dtype=dtype, optimizer=optimizer()) == whole


@pytest.mark.parametrize("bit_generator", [np.random.MT19937, np.random.Philox, np.random.SFC64, np.random.PCG64DXSM])
def test_every_kind_of_generator_goes_on(tmp_path, bit_generator):
    path = tmp_path / "run.npz"
    *whole, _ = run(4, bit_generator=bit_generator)
    run(2, [ModelCheckpoint(path)], bit_generator=bit_generator)
    *resumed, _ = run(4, resume_from=path, bit_generator=bit_generator, seed=99)
    assert resumed == whole


def test_a_run_stopped_in_the_middle_of_an_epoch_goes_on_from_its_last_checkpoint(tmp_path):
    path = tmp_path / "run.npz"
    run(10, [ModelCheckpoint(path, every=3), Interrupt(7, 1)])
    assert run(10, resume_from=path, seed=99) == run(10)


def test_a_resumed_run_writes_on(tmp_path):
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"
    run(4, [ModelCheckpoint(first)])
    run(7, [ModelCheckpoint(second)], resume_from=first)
    assert run(10, resume_from=second, seed=99) == run(10)


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_callbacks_go_on_too(tmp_path, order):
    def callbacks(*more):
        _, x, y = small()
        stopper = EarlyStopping("loss", patience=3, min_delta=0.05, restore_best_weights=True)
        return [*more, Recorder(x, y), stopper][order]

    def state(callbacks):
        return [
            {name: value for name, value in vars(each).items() if name in ("wait", "best", "epoch", "gradients")}
            for each in callbacks
            if not isinstance(each, ModelCheckpoint)
        ]

    path, whole, first, second = tmp_path / "run.npz", callbacks(), callbacks(ModelCheckpoint(tmp_path / "run.npz")), []
    expected = run(30, whole)
    run(5, first)
    second = callbacks()
    assert run(30, second, path, seed=99) == expected
    assert state(second) == state(whole)
    assert 5 < len(expected[3].epoch) < 30  # it stopped early, after the checkpoint


def test_a_run_that_had_stopped_early_stays_so(tmp_path):
    path = tmp_path / "run.npz"

    def stopper():
        return EarlyStopping("loss", patience=1, min_delta=1, restore_best_weights=True)

    expected = run(30, [stopper(), ModelCheckpoint(path, every=100)])
    assert 0 < len(expected[3].epoch) < 5
    assert run(30, [stopper()], path) == expected


def test_nothing_is_left_to_do_where_all_epochs_are_over(tmp_path):
    path = tmp_path / "run.npz"
    whole = run(3, [ModelCheckpoint(path)])
    assert run(3, resume_from=path, seed=99) == run(1, resume_from=path) == whole


@pytest.mark.parametrize(("every", "epochs", "written"), [(1, 3, [1, 2, 3]), (2, 5, [2, 4, 5]), (9, 3, [3])])
def test_it_is_written_every_so_many_epochs_and_after_the_last(tmp_path, every, epochs, written):
    found = []

    class Look(Callback):
        def on_epoch_begin(self, epoch):
            if path.exists():
                found.append(read_archive(path, "checkpoint")["epoch"])

        on_train_end = lambda self: self.on_epoch_begin(None)  # noqa: E731

    path = tmp_path / "new folder" / "run.npz"
    run(epochs, [ModelCheckpoint(path, every), Look()])
    assert list(dict.fromkeys(found)) == written


@pytest.mark.parametrize("every", [0, -1, 1.5])
def test_every_is_a_whole_number(every):
    with pytest.raises(ValueError, match="ModelCheckpoint: every: expected a whole number of at least 1"):
        ModelCheckpoint("run.npz", every)


def test_a_run_that_diverged_does_not_replace_the_last_good_checkpoint(tmp_path):
    class Break(Callback):
        def on_epoch_begin(self, epoch):
            if epoch == 2:
                self.model.parameters[:] = np.nan

    path = tmp_path / "run.npz"
    run(5, [ModelCheckpoint(path), Break()])
    saved = read_archive(path, "checkpoint")
    assert saved["epoch"] == 2
    assert np.isfinite(saved["weights"]["parameters"]).all()


KILLED = """
import os, signal, sys
import numpy as np
if "DLCOURSE_TEST_ACCELERATED" in os.environ:
    import accelerated
from dlcourse import _files
from dlcourse.training import archive
from dlcourse.training.callbacks import ModelCheckpoint
from checkpoint_runs import run

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def half(file, **members):
    file.write(b"PK" + bytes(1000)); file.flush(); die()

class Once(ModelCheckpoint):
    def on_epoch_end(self, epoch, logs):
        if epoch == 2:
            if sys.argv[2] == "half":
                archive.np = type("numpy", (), {**vars(np), "savez": staticmethod(half)})
            else:
                setattr(_files.os, sys.argv[2], die)
        super().on_epoch_end(epoch, logs)

run(5, [Once(sys.argv[1])])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("moment", ["half", "fsync", "replace"])
def test_a_kill_while_writing_leaves_the_old_file_whole(tmp_path, moment):
    path = tmp_path / "run.npz"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", KILLED, path, moment], env=environment, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert (tmp_path / "run.npz.part").exists()
    assert read_archive(path, "checkpoint")["epoch"] == 2
    assert run(5, [ModelCheckpoint(path)], path, seed=99) == run(5)
    assert not (tmp_path / "run.npz.part").exists()

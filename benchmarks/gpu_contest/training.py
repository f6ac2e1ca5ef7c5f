"""An epoch of training: ours through `fit`, PyTorch's in loops of its own."""

import copy
from functools import partial
from itertools import pairwise

import torch  # isort: skip - before CuPy: each brings CUDA libraries of its own

import cupy
import numpy as np
from torch.nn.functional import cross_entropy

import dlcourse
from dlcourse import Dense, ReLU, Sequential
from dlcourse.accel import cupy as accel
from gpu_contest.clocks import seconds, take_turns


def race(widths, batch, rows, rounds):
    """Microseconds a step of everyone's epoch, and how much longer PyTorch takes than we."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((rows, widths[0]), np.float32)
    y = rng.integers(0, widths[-1], rows)
    x_there, y_there = cupy.asarray(x), cupy.asarray(y)
    rows_of_torch = torch.from_numpy(x).cuda(), torch.from_numpy(y).cuda()
    contestants = {
        "dlcourse": epoch_of_ours(widths, x_there, y_there, batch, dlcourse),
        "dlcourse, kernels": epoch_of_ours(widths, x_there, y_there, batch, accel),
        "dlcourse on the host": epoch_of_ours(widths, x, y, batch, dlcourse, to_gpu=copy.copy),
        "PyTorch eager": epoch_of_torch(widths, *rows_of_torch, batch, {}),
        "PyTorch eager, fused Adam": epoch_of_torch(widths, *rows_of_torch, batch, {"fused": True}),
    }
    times = take_turns(contestants, rounds, seconds, per=rows / batch)
    ours, kernels = times["dlcourse"]["median"], times["dlcourse, kernels"]["median"]
    ratios = {
        name: {"to dlcourse": each["median"] / ours, "to dlcourse, kernels": each["median"] / kernels}
        for name, each in times.items()
        if name.startswith("PyTorch")
    }
    return {"microseconds a step": times, "ratios": ratios}


def epoch_of_ours(widths, x, y, batch, classes, to_gpu=accel.to_gpu):
    """An epoch of `fit`, with Adam and the loss of dlcourse or of dlcourse.accel.cupy."""
    rng = np.random.default_rng(0)
    layers = []
    for fan_in, units in pairwise(widths):
        layers += [Dense(fan_in, units, rng), ReLU()]
    model = to_gpu(Sequential(layers[:-1]))
    model.compile(classes.Adam(1e-4), classes.SparseCategoricalCrossentropy(from_logits=True))
    return partial(model.fit, x, y, 1, batch, rng=rng, verbose=False)


def network_of_torch(widths):
    layers = []
    for fan_in, units in pairwise(widths):
        layers += [torch.nn.Linear(fan_in, units), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1]).cuda()


def epoch_of_torch(widths, x, y, batch, settings):
    """The usual loop; the loss is summed up on the card, and read once."""
    model = network_of_torch(widths)
    optimizer = torch.optim.Adam(model.parameters(), 1e-4, **settings)

    def epoch():
        total = torch.zeros((), device=x.device)
        for rows in torch.randperm(len(x), device=x.device).split(batch):
            optimizer.zero_grad()
            loss = cross_entropy(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
        return total.item() / len(x)

    return epoch

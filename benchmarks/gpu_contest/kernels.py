"""Single steps of training: Adam alone against the memory's bandwidth, and kernels against the operations they join."""

from functools import partial

import cupy
import numpy as np
import torch

import dlcourse
from dlcourse.accel import cupy as accel
from gpu_contest.clocks import MICRO, seconds, seconds_on_card, take_turns

ADAM_ON = 10_000_000
ADAM_BYTES = 28  # a parameter in float32: w, g, m and v are read, w, m and v written
CALLS = 100


def adam_alone(rounds):
    """Adam on 10⁷ parameters by the card's own clock, and the share of the bandwidth that it comes to."""
    x, copy = cupy.ones(10 * ADAM_ON, np.float32), cupy.empty(10 * ADAM_ON, np.float32)
    contestants = {"copy": partial(cupy.copyto, copy, x)}
    w, g = cupy.zeros(ADAM_ON, np.float32), x[:ADAM_ON]
    for name, classes in (("dlcourse", dlcourse), ("dlcourse, kernel", accel)):
        contestants[name] = partial(classes.Adam().apply, w.copy(), g)
    for name, settings in (("PyTorch eager", {}), ("PyTorch fused", {"fused": True})):
        parameter = torch.nn.Parameter(torch.zeros(ADAM_ON, device="cuda"))
        parameter.grad = torch.ones_like(parameter)
        contestants[name] = torch.optim.Adam([parameter], **settings).step
    times = take_turns(contestants, rounds, seconds_on_card)
    bandwidth = 2 * x.nbytes / (times.pop("copy")["median"] / MICRO)  # bytes a second, read and written
    limit = ADAM_BYTES * ADAM_ON / bandwidth * MICRO
    shares = {name: limit / each["median"] for name, each in times.items()}
    return {"GB/s": bandwidth / 1e9, "limit, microseconds": limit, "microseconds": times, "share of the limit": shares}


def kernels(rounds):
    """Each kernel against the reference's operations, in microseconds a call, the host's work included."""
    report = {}
    for N, K in ((32, 10), (1024, 10), (8192, 1000)):
        z, y = normal((N, K)), cupy.arange(N) % K
        pair = {
            name: repeated(partial(classes.SparseCategoricalCrossentropy(from_logits=True), y, z))
            for name, classes in (("reference", dlcourse), ("kernel", accel))
        }
        report[f"cross-entropy {N} × {K}"] = take_turns(pair, rounds, seconds, per=CALLS)
    for size in (101_770, 1_000_000):
        w, g = cupy.zeros(size, np.float32), cupy.ones(size, np.float32)
        pair = {
            name: repeated(partial(classes.Adam().apply, w.copy(), g))
            for name, classes in (("reference", dlcourse), ("kernel", accel))
        }
        report[f"Adam on {size:,}"] = take_turns(pair, rounds, seconds, per=CALLS)
    for N, units in ((32, 128), (8192, 1024)):
        z, b = normal((N, units)), cupy.zeros(units, np.float32)
        pair = {
            "reference": repeated(partial(bias_and_relu, z, b, z.copy())),
            "kernel": repeated(partial(bias_and_relu_in_kernels, z, b, z.copy())),
        }
        report[f"bias and ReLU, there and back, {N} × {units}"] = take_turns(pair, rounds, seconds, per=CALLS)
    return report


def normal(shape):
    return cupy.asarray(np.random.default_rng(0).standard_normal(shape, np.float32))


def repeated(call):
    def calls():
        for _ in range(CALLS):
            call()

    return calls


def bias_and_relu(z, b, da):
    """What Dense and ReLU do between their products: z += b, max(z, 0); da [z > 0]."""
    z += b
    return np.maximum(z, 0), da * (z > 0)


def bias_and_relu_in_kernels(z, b, da):
    return with_bias_and_relu(b, z, z, cupy.empty_like(z))[1], through_relu(da, z)


# Candidates that the library does not have: here one sees what they would be worth.
with_bias_and_relu = cupy.ElementwiseKernel("T b, T before", "T z, T a", "z = before + b; a = max(z, T(0))", "there")
through_relu = cupy.ElementwiseKernel("T da, T z", "T dz", "dz = z > 0 ? da : T(0)", "back")

"""Optimizers over 200 steps against Keras 3 and against PyTorch, each in its own convention."""

import numpy as np
import pytest
from optimizer_runs import (
    CHANGE,
    STEPS,
    assert_same_travel,
    draw_run,
    every_setting,
    our_trajectory,
    with_and_without_change,
)
from oracles import jnp, keras

from dlcourse.optimizers import SGD, Nadam, RMSprop
from dlcourse.schedules import CosineDecay, ExponentialDecay

pytestmark = pytest.mark.usefixtures("keras_in_float64")  # the learning rate, too, is kept in this type

# Keras


def keras_trajectory(optimizer, w, gradients, new_rate=None):
    variable, path = keras.Variable(w, dtype="float64"), []
    for step, g in enumerate(gradients):
        if new_rate and step == CHANGE:
            optimizer.learning_rate = new_rate
        optimizer.apply([jnp.asarray(g)], [variable])
        path.append(np.array(variable.value))
    return np.array(path)


@every_setting
def test_every_step_equals_that_of_keras(cls, settings):
    w, gradients = draw_run()
    theirs = keras_trajectory(getattr(keras.optimizers, cls.__name__)(**settings), w, gradients, 0.002)
    assert_same_travel(our_trajectory(cls(**settings), w, gradients, 0.002), theirs, w)


@pytest.mark.parametrize("clipping", [{"clipvalue": 0.1}, {"global_clipnorm": 0.1}])
def test_clipping_equals_that_of_keras(clipping):
    w, gradients = draw_run()
    theirs = keras_trajectory(keras.optimizers.SGD(weight_decay=0.03, **clipping), w, gradients)
    assert_same_travel(our_trajectory(SGD(weight_decay=0.03, **clipping), w, gradients), theirs, w)


@pytest.mark.parametrize("staircase", [False, True])
def test_a_scheduled_run_equals_that_of_keras(staircase):
    w, gradients = draw_run()
    in_keras = keras.optimizers.schedules.ExponentialDecay(np.array(0.1), 30, 0.5, staircase)  # a float gives float32
    theirs = keras_trajectory(keras.optimizers.SGD(in_keras, momentum=0.9), w, gradients)
    ours = our_trajectory(SGD(ExponentialDecay(0.1, 30, 0.5, staircase), momentum=0.9), w, gradients)
    assert_same_travel(ours, theirs, w)


# PyTorch


@pytest.fixture
def torch_in_float64():
    torch = pytest.importorskip(
        "torch", reason="PyTorch is not installed; test_optimizers_formulas.py has its formulas"
    )
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)  # NAdam keeps the product of its μ in this type
    yield torch
    torch.set_default_dtype(before)


def in_pytorch(torch, cls, settings, w):
    """The parameter, and PyTorch's optimizer of the same settings, under its own names."""
    rho = "alpha" if cls is RMSprop else "rho"
    names = {"learning_rate": "lr", "epsilon": "eps", "rho": rho}
    settings = {names.get(name, name): value for name, value in settings.items()}
    if "beta_1" in settings:
        settings["betas"] = (settings.pop("beta_1"), settings.pop("beta_2"))
    parameter = torch.nn.Parameter(torch.tensor(w))
    return parameter, getattr(torch.optim, "NAdam" if cls is Nadam else cls.__name__)([parameter], **settings)


def pytorch_trajectory(torch, parameter, optimizer, gradients, new_rate=None, scheduler=None):
    path = []
    for step, g in enumerate(gradients):
        if new_rate and step == CHANGE:
            optimizer.param_groups[0]["lr"] = new_rate
        parameter.grad = torch.tensor(g)
        optimizer.step()
        if scheduler:
            scheduler.step()
        path.append(parameter.detach().numpy().copy())
    return np.array(path)


@every_setting
@with_and_without_change
def test_every_step_equals_that_of_pytorch(torch_in_float64, cls, settings, new_rate):
    w, gradients = draw_run()
    theirs = pytorch_trajectory(torch_in_float64, *in_pytorch(torch_in_float64, cls, settings, w), gradients, new_rate)
    ours = our_trajectory(cls(**settings, convention="pytorch"), w, gradients, new_rate)
    assert_same_travel(ours, theirs, w)


@pytest.mark.parametrize("name", ["StepLR", "CosineAnnealingLR"])
def test_a_scheduled_run_equals_that_of_pytorch(torch_in_float64, name):
    torch, (w, gradients) = torch_in_float64, draw_run()
    parameter, optimizer = in_pytorch(torch, SGD, {"learning_rate": 0.1, "momentum": 0.9}, w)
    if name == "StepLR":
        schedule = ExponentialDecay(0.1, decay_steps=30, decay_rate=0.5, staircase=True)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=30, gamma=0.5)
    else:
        schedule = CosineDecay(0.1, decay_steps=STEPS, alpha=0.01)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS, eta_min=0.001)
    theirs = pytorch_trajectory(torch, parameter, optimizer, gradients, scheduler=scheduler)
    assert_same_travel(our_trajectory(SGD(schedule, 0.9, convention="pytorch"), w, gradients), theirs, w)

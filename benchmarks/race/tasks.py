"""The work that is measured: networks, rows, first weights, and the loss by which a contender shows that it learns."""

from itertools import pairwise

import numpy as np

CLASSES = 10
MAIN, DEEP, WIDE = (784, 128, CLASSES), (64,) * 11 + (CLASSES,), (784, 1024, 1024, CLASSES)
NETWORKS = {MAIN: "784-128-10", DEEP: "ten layers of 64", WIDE: "784-1024-1024-10"}
LEARNING_RATES = {"adam": 0.001, "sgd": 0.01}
ROWS_OF_THE_LOSS = 1000


def training_tasks(quick):
    """All tasks of the part "training", or a few small ones."""
    rows = {MAIN: 60_000, DEEP: 60_000, WIDE: 12_800}
    shapes = [(MAIN, 32), (MAIN, 128), (MAIN, 1024), (DEEP, 128), (WIDE, 128)]
    kinds = [
        ("float32", "adam", shapes),
        ("float32", "sgd", shapes),
        *(("float64", o, shapes[:3]) for o in ("adam", "sgd")),
    ]
    if quick:
        rows = {MAIN: 6400, DEEP: 6400}
        kinds = [("float32", "adam", [(MAIN, 32), (MAIN, 128), (DEEP, 128)])]
    return [
        {"sizes": list(sizes), "batch": batch, "rows": rows[sizes], "optimizer": optimizer, "dtype": dtype}
        for dtype, optimizer, some in kinds
        for sizes, batch in some
    ]


def name_of(task):
    """What a task of the part "training" is called: "784-128-10, batch 32, adam, float32"."""
    return f"{NETWORKS[tuple(task['sizes'])]}, batch {task['batch']}, {task['optimizer']}, {task['dtype']}"


def rows_of(task):
    """x (N, n), uniform in [−½, ½), and labels (N,) from 0 to 9, which a linear rule of x gives.

    Inputs that are all above 0 would push whole columns of W one way: units die, and where a gradient stays 0, a slot
    such as Adam's m sinks below what processors compute quickly. That would be measured, in some libraries alone.
    """
    rng = np.random.default_rng(0)
    x = rng.random((task["rows"], task["sizes"][0]), dtype=task["dtype"]) - np.asarray(0.5, task["dtype"])
    rule = rng.standard_normal((task["sizes"][0], CLASSES)).astype(task["dtype"])
    return x, (x @ rule).argmax(axis=1)


def first_weights(task):
    """[(W, b), …], the same for all contenders: W uniform, as Glorot and Bengio would have it, b 0."""
    rng = np.random.default_rng(1)
    layers = []
    for fan_in, units in pairwise(task["sizes"]):
        limit = np.sqrt(6 / (fan_in + units))
        W = rng.uniform(-limit, limit, (fan_in, units)).astype(task["dtype"])
        layers.append((W, np.zeros(units, task["dtype"])))
    return layers


def loss_of(weights, x, labels):
    """The mean cross-entropy of a network of ReLUs with these weights [(W, b), …], on the first rows."""
    a, labels = np.asarray(x[:ROWS_OF_THE_LOSS], dtype=float), labels[:ROWS_OF_THE_LOSS]
    for W, b in weights[:-1]:
        a = np.maximum(a @ W + b, 0)
    z = a @ weights[-1][0] + weights[-1][1]
    z = z - z.max(axis=1, keepdims=True)
    return float((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]).mean())

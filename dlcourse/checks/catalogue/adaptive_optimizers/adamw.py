"""AdamW: Adam's step, and beside it a decay of the weights that no √v̂ divides."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.adam import adam_step
from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_cases
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception, Question


def adamw_path(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """w ← w − η m̂/(√v̂ + ε) − ηλw, for all gradients in turn."""
    m, v = np.zeros_like(w), np.zeros_like(w)
    path = []
    for t, g in enumerate(gradients, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t)
        v_hat = v / (1 - beta_2**t)
        step = learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
        w = w - step - learning_rate * weight_decay * w
        path.append(w)
    return np.array(path)


def adamw_shrink_first(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """First w times 1 − ηλ, then Adam's step; a list of rows."""
    m, v, path = np.zeros(len(w)), np.zeros(len(w)), []
    for t, g in enumerate(gradients, start=1):
        w = w * (1 - learning_rate * weight_decay)
        w, m, v = adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon)
        path.append(w)
    return path


def adamw_one_bracket(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """η outside a bracket of both; written into arrays of its own."""
    w, m, v = w.copy(), np.zeros(len(w)), np.zeros(len(w))
    path = np.empty((len(gradients), len(w)))
    for i in range(len(gradients)):
        m += (1 - beta_1) * (gradients[i] - m)
        v += (1 - beta_2) * (gradients[i] ** 2 - v)
        step = m / (1 - beta_1 ** (i + 1)) / (np.sqrt(v / (1 - beta_2 ** (i + 1))) + epsilon)
        w -= learning_rate * (step + weight_decay * w)
        path[i] = w
    return path


def adamw_by_weight(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """One weight at a time through all its steps, joined at the end."""
    columns = []
    for weight, slopes in zip(w.tolist(), gradients.T.tolist(), strict=True):
        m = v = 0.0
        column = []
        for t, g in enumerate(slopes, start=1):
            m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g * g
            root = (v / (1 - beta_2**t)) ** 0.5
            weight -= learning_rate * (m / (1 - beta_1**t) / (root + epsilon) + weight_decay * weight)
            column.append(weight)
        columns.append(column)
    return np.array(columns).T


ADAMW_PATH = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("path",),
    steps=True,
    reference=adamw_path,
    cases=uneven_cases(
        "eta decay beta_1 beta_2 epsilon",
        (13, 3, 0.2, 0.3, 0.9, 0.999, 1e-3),
        (10, 4, 0.1, 0.4, 0.7, 0.95, 1e-8),
        spread=3,
    ),
    section="Decay beside the step: AdamW",
    hints=(
        "It is a loop over the rows of `gradients`, with Adam inside; m and v start at 0 and t at 1.",
        "The gradient goes into m and v as it is. λ appears in one place only, the last line.",
        "w = w − η m̂/(√v̂ + ε) − ηλw, with the old w on the right. Append each new w to a list.",
    ),
    misconceptions=(
        Misconception(
            "decay_in_the_gradient",
            edit(adamw_path, "beta_1) * g → beta_1) * (g + weight_decay * w)", "g**2 → (g + weight_decay * w) ** 2"),
            "You added λw to the gradient. That is a penalty in the loss, and √v̂ divides it away where gradients are "
            "large.",
            "Keep g as it is; subtract ηλw from the weights, beside Adam's step.",
        ),
        Misconception(
            "rate_missing",
            edit(adamw_path, "learning_rate * weight_decay * w → weight_decay * w"),
            "You subtracted λw without η: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "Here the decay is scaled by the learning rate: ηλw.",
        ),
        Misconception(
            "decay_after_the_step",
            edit(adamw_path, "weight_decay * w → weight_decay * (w - step)"),
            "You shrank the weights after Adam's step. The step was shrunk with them.",
            "Both terms use the old w. With two lines, the decay comes first.",
        ),
        Misconception(
            "constant_decay",
            edit(adamw_path, "weight_decay * w → weight_decay"),
            "You subtracted ηλ from every weight. Negative weights then grow.",
            "A decay is a share of w: ηλw, which pulls every weight towards 0.",
        ),
        Misconception(
            "decay_over_the_size",
            edit(adamw_path, "m_hat / → (m_hat + weight_decay * w) /", "- learning_rate * weight_decay * w → "),
            "You divided the decay by √v̂ + ε too. A bracket opens too early or closes too late.",
            "Only m̂ is divided: η m̂/(√v̂ + ε), and ηλw beside it.",
        ),
        Misconception(
            "growth",
            edit(adamw_path, "step - → step +"),
            "Your weights grow. The decay has the wrong sign.",
            "Both terms are subtracted.",
        ),
        Misconception(
            "decay_missing",
            edit(adamw_path, "- learning_rate * weight_decay * w → "),
            "This is Adam without decay. λ = {decay} is not used.",
            "Subtract ηλw as well, also where the gradient is 0.",
        ),
        Misconception(
            "clock_from_zero",
            edit(adamw_path, "start=1 → start=0"),
            "Your t is 0 at the first step. 1 − β⁰ = 0, and you divided by it.",
            "`enumerate(gradients, start=1)` counts from 1.",
        ),
    ),
    alternatives=(adamw_shrink_first, adamw_one_bracket, adamw_by_weight, single(adamw_path)),
)

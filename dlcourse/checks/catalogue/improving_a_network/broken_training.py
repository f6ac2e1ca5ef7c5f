"""A training run that leaks, watches the wrong loss and loses its best weights, to be mended."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def mean_squared_error(w, x, y):
    """The mean of (x w − y)²."""
    return ((x @ w - y) ** 2).mean()


def mean_squared_error_gradient(w, x, y):
    """2/N · xᵀ(x w − y)."""
    return 2 / len(x) * x.T @ (x @ w - y)


def mended_training(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    """Scale by the training rows, descend, stop by the validation loss, return the best weights."""
    mean = x_train.mean(axis=0)
    std = x_train.std(axis=0)
    x_train = (x_train - mean) / std
    x_val = (x_val - mean) / std
    best_w, best_loss, wait, epochs_run = w, np.inf, 0, 0
    while epochs_run < epochs and wait < patience:
        w = w - learning_rate * mean_squared_error_gradient(w, x_train, y_train)
        loss = mean_squared_error(w, x_val, y_val)
        if loss < best_loss:
            best_w, best_loss, wait = w, loss, 0
        else:
            wait += 1
        epochs_run += 1
    return best_w, best_loss, epochs_run


def training_in_place(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    """As the broken one, with copies where they are needed."""
    scaled_train, scaled_val = x_train - x_train.mean(axis=0), x_val - x_train.mean(axis=0)
    scaled_train /= x_train.std(axis=0)
    scaled_val /= x_train.std(axis=0)
    w = np.array(w)
    best_w, best_loss, best_epoch = w.copy(), float("inf"), 0
    for epoch in range(1, epochs + 1):
        w -= learning_rate * mean_squared_error_gradient(w, scaled_train, y_train)
        loss = mean_squared_error(w, scaled_val, y_val)
        if loss < best_loss:
            best_w, best_loss, best_epoch = w.copy(), loss, epoch
        if epoch - best_epoch >= patience:
            break
    return best_w, best_loss, epoch


def training_with_history(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    """All weights and losses kept in lists; the best one is looked up at the end."""
    mean, std = x_train.mean(axis=0), np.sqrt(x_train.var(axis=0))
    a, b = (x_train - mean) / std, (x_val - mean) / std
    ws, losses = [], []
    while len(losses) < epochs and (not losses or len(losses) - 1 - int(np.argmin(losses)) < patience):
        w = w - learning_rate * 2 * np.einsum("ni,n->i", a, a @ w - y_train) / len(a)
        ws.append(w)
        losses.append(float(np.mean(np.square(b @ w - y_val))))
    best = int(np.argmin(losses))
    return ws[best].tolist(), losses[best], len(losses)


def training_in_single_precision(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    """All arrays in float32."""
    arrays = (np.asarray(array, np.float32) for array in (x_train, y_train, x_val, y_val, w))
    best_w, best_loss, epoch = mended_training(*arrays, np.float32(learning_rate), epochs, patience)
    return [best_w, np.float32(best_loss), np.float32(epoch)]


def training_cases(rng):
    """Runs whose validation loss turns up half-way, after about six epochs; one is over before; float32."""
    cases = []
    for n, n_val, inputs, epochs, patience in [(9, 5, 3, 26, 3), (11, 6, 4, 30, 4), (8, 5, 3, 4, 3)]:
        x_train = np.linspace(40, 3, inputs) + np.linspace(9, 0.7, inputs) * rng.normal(size=(n, inputs))
        x_val = np.linspace(43, 3.4, inputs) + np.linspace(6, 0.9, inputs) * rng.normal(size=(n_val, inputs))
        a, b = ((x - x_train.mean(axis=0)) / x_train.std(axis=0) for x in (x_train, x_val))
        w = np.zeros(inputs) + 0.1 * rng.normal(size=inputs)
        y_train = a @ (rng.uniform(1, 3, size=inputs) * rng.choice([-1, 1], size=inputs)) + rng.normal(size=n)
        halfway = w
        for _ in range(6):
            halfway = halfway - 0.06 * mean_squared_error_gradient(halfway, a, y_train)
        y_val = b @ halfway + 0.1 * rng.normal(size=n_val)
        sizes = {"N": n, "N_val": n_val, "epochs_allowed": epochs, "patience": patience}
        cases.append(Case((x_train, y_train, x_val, y_val, w, 0.06, epochs, patience), sizes))
    return [*cases, in_single_precision(cases[0])]


LEAKS = "x_train. ⇒ np.vstack([x_train, x_val])."
WATCHES_TRAINING = (
    "loss < best_loss → mean_squared_error(w, x_train, y_train) < mean_squared_error(best_w, x_train, y_train)"
)
LOSES_THE_BEST = "return best_w → return w"


MENDED_TRAINING = Question(
    kind="debug",
    difficulty="hard",
    minutes=15,
    points=3,
    parts=("best_w", "best_loss", "epochs_run"),
    reference=mended_training,
    cases=training_cases,
    section="Stop when the validation loss stops falling",
    hints=(
        "There are three faults: one before the loop, one in what is watched, one in what is kept.",
        "Which rows may the scaler see? And which loss tells that a network has begun to learn its rows by heart?",
        "`best_w = w` gives the array a second name; `w -= …` then changes both. Keep `w.copy()`, or make a new array "
        "with `w = w - …`.",
    ),
    misconceptions=(
        Misconception(
            "leaks_and_watches_training",
            edit(mended_training, LEAKS, WATCHES_TRAINING, LOSES_THE_BEST),
            "The scaler still sees the validation rows, and the stopping still watches the training loss. (As long as "
            "it does, the third fault, in what is kept, does not show.)",
            "Measure mean and spread on x_train only, and compare losses on x_val, y_val.",
        ),
        Misconception(
            "watches_training",
            edit(mended_training, WATCHES_TRAINING, LOSES_THE_BEST),
            "The scaler is mended; the stopping still watches the training loss. That loss falls all the time, so "
            "nothing ever stops.",
            "Compute the loss that is compared on x_val and y_val. (As long as it is the training loss, the fault in "
            "what is kept does not show.)",
        ),
        Misconception(
            "leaks_and_loses_the_best",
            edit(mended_training, LEAKS, LOSES_THE_BEST),
            "The right loss is watched now. The scaler still sees the validation rows, and the best weights are still "
            "overwritten.",
            "Measure on x_train only; and keep a copy of the best weights, as `w -= …` changes the array itself.",
        ),
        Misconception(
            "leaks",
            edit(mended_training, LEAKS),
            "The scaler still sees the validation rows. The rest is mended.",
            "Mean and spread come from x_train alone.",
        ),
        Misconception(
            "loses_the_best",
            edit(mended_training, LOSES_THE_BEST),
            "You return the last weights, not the best. `best_w = w` is a second name for the same array, and `w -= …` "
            "goes on changing it.",
            "Keep `w.copy()`.",
        ),
        Misconception(
            "each_scaled_by_itself",
            edit(mended_training, "(x_val - mean) / std → (x_val - x_val.mean(axis=0)) / x_val.std(axis=0)"),
            "Now the validation rows are scaled by their own mean and spread.",
            "One scaler for all: measured on x_train, used on x_val too.",
        ),
        Misconception(
            "validation_unscaled",
            edit(mended_training, "(x_val - mean) / std → x_val"),
            "Your validation rows are not scaled at all.",
            "Leave them out of the measuring, not out of the scaling.",
        ),
        Misconception(
            "start_returned",
            edit(mended_training, "best_w, best_loss, wait = w, loss, 0 → best_loss, wait = loss, 0"),
            "You return the weights of the start. The copy was made once, before the first epoch.",
            "Copy the weights each time the loss is the best so far.",
        ),
        Misconception(
            "last_loss_returned",
            edit(mended_training, "return best_w, best_loss → return best_w, loss"),
            "You return the loss of the last epoch. The weights are right.",
            "Return the lowest validation loss, the one of the weights that you return.",
        ),
    ),
    alternatives=(training_in_place, training_with_history, training_in_single_precision),
)

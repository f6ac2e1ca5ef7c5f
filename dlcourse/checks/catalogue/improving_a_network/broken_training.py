"""A training run that leaks, watches the wrong loss and loses its best weights, to be mended."""

from dataclasses import replace

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
    """Runs whose validation loss turns up half-way; then the hard ones, one by one; float32."""
    cases = [
        turning_up(rng, 9, 5, 3, 26, 3, ""),
        turning_up(rng, 11, 6, 4, 30, 4, ""),
        turning_up(rng, 8, 5, 3, 4, 3, "a run that is over before the validation loss turns up"),
        turning_up(rng, 5, 5, 2, 1, 1, "a single epoch"),
        wavering(rng, 20, 2, "a validation loss that goes up and down while it falls"),
        wavering(rng, 12, 1, "a patience of 1"),
        at_the_minimum(rng),
        from_the_best_start(rng),
        *(slowly(rng, improvement) for improvement in (2e-3, 2e-4, 2e-5, 2e-7)),
    ]
    return [*cases, in_single_precision(cases[0])]


def rows_to_scale(rng, n, n_val, inputs):
    """Training and validation rows of unlike columns; both scaled by the training rows."""
    x_train = np.linspace(40, 3, inputs) + np.linspace(9, 0.7, inputs) * rng.normal(size=(n, inputs))
    x_val = np.linspace(43, 3.4, inputs) + np.linspace(6, 0.9, inputs) * rng.normal(size=(n_val, inputs))
    return x_train, x_val, *((x - x_train.mean(axis=0)) / x_train.std(axis=0) for x in (x_train, x_val))


def run(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience, why):
    """A case of these arguments."""
    sizes = {"N": len(x_train), "N_val": len(x_val), "epochs_allowed": epochs, "patience": patience}
    return Case((x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience), sizes, why)


def turning_up(rng, n, n_val, inputs, epochs, patience, why):
    """A run that comes nearest to the validation rows after about six epochs."""
    x_train, x_val, a, b = rows_to_scale(rng, n, n_val, inputs)
    w = 0.1 * rng.normal(size=inputs)
    y_train = a @ (rng.uniform(1, 3, size=inputs) * rng.choice([-1, 1], size=inputs)) + rng.normal(size=n)
    halfway = w
    for _ in range(6):
        halfway = halfway - 0.06 * mean_squared_error_gradient(halfway, a, y_train)
    y_val = b @ halfway + 0.1 * rng.normal(size=n_val)
    return run(x_train, y_train, x_val, y_val, w, 0.06, epochs, patience, why)


def wavering(rng, epochs, patience, why):
    """One weight that overshoots: of w − w*, each epoch leaves −0.8 times as much; validation would like w* + 0.3.

    The validation loss is (0.3 − (−0.8)ᵗ)², up to a factor: 1.21, 0.12, 0.66, 0.01, 0.39, 0.001, 0.26, 0.02, 0.19 …
    """
    return one_weight(rng, 0.9, epochs, patience, why)


def slowly(rng, improvement):
    """One weight at so small a rate that each epoch is better than the one before by about this much, and no more."""
    case = one_weight(rng, improvement / 2.8, 9, 3, f"a validation loss that falls by {improvement:g} in each epoch")
    return replace(case, needs_double=improvement < 1e-5)


def one_weight(rng, learning_rate, epochs, patience, why):
    """A run of one weight that starts at w* + 1, where w* is best in training and w* + 0.3 in validation."""
    x_train, _, a, _ = rows_to_scale(rng, 6, 4, 1)
    y_train = 2 * a[:, 0] + rng.normal(size=6)
    best = (a.T @ y_train / 6).item()
    y_val = a[::-1, 0] * (best + 0.3)  # the validation rows have the training rows' mean and spread
    return run(
        x_train, y_train, x_train[::-1].copy(), y_val, np.array([best + 1]), learning_rate, epochs, patience, why
    )


def at_the_minimum(rng):
    """A start from which no step leads away, so that all epochs tie."""
    x_train, x_val, _, _ = rows_to_scale(rng, 6, 4, 2)
    return run(x_train, np.zeros(6), x_val, rng.normal(size=4), np.zeros(2), 0.1, 12, 3, "epochs that tie")


def from_the_best_start(rng):
    """A start that suits the validation rows better than every epoch that follows."""
    x_train, x_val, a, b = rows_to_scale(rng, 7, 5, 2)
    w = rng.uniform(1, 2, size=2)
    return run(x_train, a @ -w, x_val, b @ w, w, 0.05, 15, 4, "a start that is better than every epoch")


LEAKS = "x_train. ⇒ np.vstack([x_train, x_val])."
WATCHES_TRAINING = (
    "best_w, best_loss, wait, epochs_run = w, np.inf, 0, 0 → "
    "best_w, best_loss, wait, epochs_run, lowest = w, np.inf, 0, 0, np.inf",
    "if loss < best_loss: → if mean_squared_error(w, x_train, y_train) < lowest:",
    "best_w, best_loss, wait = w, loss, 0 → "
    "best_w, best_loss, wait, lowest = w, loss, 0, mean_squared_error(w, x_train, y_train)",
)
LOSES_THE_BEST = "return best_w → return w"

LEAK = Misconception(
    "leaks",
    edit(mended_training, LEAKS),
    "The scaler sees the validation rows.",
    "Mean and spread come from the training rows alone.",
)
LOST = Misconception(
    "loses_the_best",
    edit(mended_training, LOSES_THE_BEST),
    "You return the last weights, not the best ones. A second name for an array is no copy: what changes the array in "
    "place changes both.",
    "Keep the best weights in an array of their own.",
)
NEVER_RESET = Misconception(
    "never_reset",
    edit(mended_training, "best_w, best_loss, wait = w, loss, 0 → best_w, best_loss = w, loss"),
    "Your count of bad epochs is never set back: {entry} is {yours}, expected {expected} with a patience of {patience}.",
    "The patience is for bad epochs in a row. What should a better one do to the count?",
)
PILED_UP = Misconception(
    "gradients_pile_up",
    edit(
        mended_training,
        "best_w, best_loss, wait, epochs_run = w, np.inf, 0, 0 → best_w, best_loss, wait, epochs_run, pile = w, np.inf, 0, 0, 0",
        "* mean_squared_error_gradient(w, x_train, y_train) → * (pile := pile + mean_squared_error_gradient(w, x_train, y_train))",
    ),
    "Each epoch's step uses all gradients so far, added up.",
    "A step uses the gradient at its own weights alone. Is there a sum that is never set back to 0, or a `+=` for a `=`?",
)
TIES_COUNT = Misconception(
    "ties_count",
    edit(mended_training, "loss < best_loss → loss <= best_loss"),
    "An epoch that equals the best counts as better for you, so training goes on for as long as they tie.",
    "Training stops when the loss has not been better for a while.",
)
ONE_EPOCH_LATE = Misconception(
    "one_epoch_late",
    edit(mended_training, "wait < patience → wait <= patience"),
    "You wait for one epoch more than the patience of {patience}: {entry} is {yours}, expected {expected}.",
    "How many bad epochs in a row have passed when training stops?",
)
LAST_LOSS = Misconception(
    "last_loss_returned",
    edit(mended_training, "return best_w, best_loss → return best_w, loss"),
    "You return the validation loss of the last epoch.",
    "Return the loss of the weights that you should return: the lowest.",
)
EACH_BY_ITSELF = Misconception(
    "each_scaled_by_itself",
    edit(mended_training, "(x_val - mean) / std → (x_val - x_val.mean(axis=0)) / x_val.std(axis=0)"),
    "The validation rows are scaled by their own mean and spread.",
    "One scaler for all: measured on the training rows, used on the validation rows too.",
)


def better_by_more_than(size):
    """The misconception of an epoch that has to be better by so much to count, as Keras' `min_delta` asks for."""
    return Misconception(
        "little_is_nothing" + ("" if size == "1e-4" else f"_{size}"),
        edit(mended_training, f"loss < best_loss → loss < best_loss - {size}"),
        "An epoch that is better by very little does not count as better for you: a loss that falls slowly stops training.",
        "Training stops when the loss has not been better for a while, by however little.",
    )


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
        LEAK,
        LOST,
        EACH_BY_ITSELF,
        PILED_UP,
        NEVER_RESET,
        TIES_COUNT,
        ONE_EPOCH_LATE,
        LAST_LOSS,
        Misconception(
            "leaks_and_watches_training",
            edit(mended_training, LEAKS, *WATCHES_TRAINING, LOSES_THE_BEST),
            "The scaler still sees the validation rows, and the stopping still watches the training loss. (As long as "
            "it does, the third fault, in what is kept, does not show.)",
            "Which rows may be measured, and which loss says when to stop?",
        ),
        Misconception(
            "watches_training",
            edit(mended_training, *WATCHES_TRAINING, LOSES_THE_BEST),
            "The stopping watches the training loss. That loss falls all the time, so nothing ever stops.",
            "Which loss says that a network has begun to learn its rows by heart? (As long as it is the training loss, the "
            "fault in what is kept does not show.)",
        ),
        Misconception(
            "leaks_and_loses_the_best",
            edit(mended_training, LEAKS, LOSES_THE_BEST),
            "The scaler sees the validation rows, and the weights that you return are the last, not the best ones.",
            "Measure on the training rows only. And `w -= …` changes the array itself, whatever other names it has.",
        ),
        Misconception(
            "each_scaled_by_itself_and_loses_the_best",
            edit(
                mended_training,
                "(x_val - mean) / std → (x_val - x_val.mean(axis=0)) / x_val.std(axis=0)",
                LOSES_THE_BEST,
            ),
            "The validation rows are scaled by their own mean and spread, and the weights that you return are the last, "
            "not the best ones.",
            "One scaler for all rows. And `w -= …` changes the array itself, whatever other names it has.",
        ),
        Misconception(
            "each_scaled_by_itself_and_watches_training",
            edit(
                mended_training,
                "(x_val - mean) / std → (x_val - x_val.mean(axis=0)) / x_val.std(axis=0)",
                *WATCHES_TRAINING,
                LOSES_THE_BEST,
            ),
            "The validation rows are scaled by their own mean and spread, and the stopping watches the training loss.",
            "One scaler for all rows; and which loss says that a network has begun to learn its rows by heart?",
        ),
        Misconception(
            "validation_unscaled",
            edit(mended_training, "(x_val - mean) / std → x_val"),
            "Your validation rows come out of the scaling as they went in. Either they were left out, or the mean and the "
            "spread were measured on an x_train that was scaled already.",
            "Leave them out of the measuring, not out of the scaling.",
        ),
        Misconception(
            "not_scaled",
            edit(mended_training, "(x_train - mean) / std → x_train", "(x_val - mean) / std → x_val"),
            "Nothing is scaled any more, neither the training rows nor the validation rows.",
            "The scaling has to stay; only what it is measured on was wrong.",
        ),
        Misconception(
            "divided_by_n_minus_1",
            edit(mended_training, "std(axis=0) → std(axis=0, ddof=1)"),
            "Your standard deviation divides by N − 1, with {N} training rows.",
            "The broken function divided by N, and that was no fault of it.",
        ),
        Misconception(
            "trained_on_all_rows",
            edit(
                mended_training,
                "gradient(w, x_train, y_train) → gradient(w, np.vstack([x_train, x_val]), np.append(y_train, y_val))",
            ),
            "You descend on all rows. The validation rows are only to be looked at.",
            "On which rows is the gradient taken?",
        ),
        Misconception(
            "never_reset_and_loses_the_best",
            edit(mended_training, "best_w, best_loss, wait = w, loss, 0 → best_w, best_loss = w, loss", LOSES_THE_BEST),
            "Your count of bad epochs is never set back, and the weights that you return are the last, not the best ones.",
            "What should a better epoch do to the count? And which array do you keep?",
        ),
        Misconception(
            "previous_epoch",
            edit(
                mended_training,
                "best_w, best_loss, wait, epochs_run = w, np.inf, 0, 0 → "
                "best_w, best_loss, wait, epochs_run, before = w, np.inf, 0, 0, np.inf",
                "if loss < best_loss: → if loss < before:",
                "best_w, best_loss, wait = w, loss, 0 → "
                "(best_w, best_loss) = min((best_w, best_loss), (w, loss), key=lambda pair: pair[1]); wait = 0",
                "epochs_run += 1 → epochs_run += 1; before = loss",
            ),
            "You compare with the epoch before, so a validation loss that goes up and down never stops you.",
            "Not better than the best one so far: that is what counts.",
        ),
        Misconception(
            "start_counts_as_an_epoch",
            edit(mended_training, "w, np.inf, 0, 0 → w, mean_squared_error(w, x_val, y_val), 0, 0"),
            "The weights of the start take part as if they were an epoch: {entry} is {yours}, expected {expected}.",
            "The best epoch is one that was run. With which loss is the first one compared?",
        ),
        Misconception(
            "one_epoch_early",
            edit(mended_training, "wait < patience → (wait < patience - 1 or epochs_run == 0)"),
            "You wait for one epoch less than the patience of {patience}: {entry} is {yours}, expected {expected}.",
            "How many bad epochs in a row have passed when training stops?",
        ),
        Misconception(
            "loss_before_the_step",
            edit(
                mended_training,
                "w = w - learning_rate → before = w; w = w - learning_rate",
                "loss = mean_squared_error(w, x_val, y_val) → loss = mean_squared_error(before, x_val, y_val)",
            ),
            "You look at the validation loss before the step of the epoch, and keep the weights from after it.",
            "First the step, then the loss of the new weights.",
        ),
        Misconception(
            "loss_and_weights_before_the_step",
            edit(
                mended_training,
                "w = w - learning_rate → before = w; w = w - learning_rate",
                "loss = mean_squared_error(w, x_val, y_val) → loss = mean_squared_error(before, x_val, y_val)",
                "best_w, best_loss, wait = w, loss, 0 → best_w, best_loss, wait = before, loss, 0",
            ),
            "You look at the validation loss before the step of the epoch, so that the start takes part and the last epoch "
            "does not.",
            "First the step, then the loss of the new weights.",
        ),
        Misconception(
            "start_returned",
            edit(mended_training, "best_w, best_loss, wait = w, loss, 0 → best_loss, wait = loss, 0"),
            "You return the weights of the start. The copy was made once, before the first epoch.",
            "When do the best weights change?",
        ),
        Misconception(
            "last_epoch_returned",
            edit(mended_training, "return best_w, best_loss → return w, loss"),
            "You return the weights of the last epoch, and its loss.",
            "Return the weights of the best epoch, and their loss.",
        ),
        Misconception(
            "training_loss_returned",
            edit(
                mended_training,
                "return best_w, best_loss → return best_w, mean_squared_error(best_w, x_train, y_train)",
            ),
            "The loss that you return is that of the training rows.",
            "The question asks for the validation loss of the best weights.",
        ),
        Misconception(
            "best_epoch_for_count",
            edit(mended_training, "return best_w, best_loss, epochs_run → return best_w, best_loss, epochs_run - wait"),
            "Your third number is that of the best epoch: {entry} is {yours}, expected {expected}.",
            "The question asks how many epochs were run, those of the waiting included.",
        ),
        Misconception(
            "last_epoch_not_counted",
            edit(mended_training, "return best_w, best_loss, epochs_run → return best_w, best_loss, epochs_run - 1"),
            "Your count is one too small: {entry} is {yours}, expected {expected}. That is the number of the last epoch if "
            "they are counted from 0.",
            "How many epochs were run if only epoch 0 was?",
        ),
        Misconception(
            "stop_not_counted",
            edit(
                mended_training,
                "return best_w, best_loss, epochs_run → return best_w, best_loss, epochs_run - (wait >= patience)",
            ),
            "The epoch in which training stops is missing from your count: {entry} is {yours}, expected {expected}.",
            "That epoch was run like the others. Where do you leave the loop, and where do you count?",
        ),
        Misconception(
            "epochs_allowed_returned",
            edit(mended_training, "return best_w, best_loss, epochs_run → return best_w, best_loss, epochs"),
            "You return the number of epochs that were allowed, {epochs_allowed}.",
            "How many of them were run?",
        ),
        Misconception(
            "one_epoch_too_many",
            edit(mended_training, "epochs_run < epochs → epochs_run <= epochs"),
            "You run one epoch more than the {epochs_allowed} that are allowed.",
            "At which count of epochs must the loop end?",
        ),
        *map(better_by_more_than, ("1e-4", "1e-6", "1e-3", "1e-2")),
        Misconception(
            "never_stops",
            edit(mended_training, "and wait < patience → "),
            "You never stop before all {epochs_allowed} epochs are over.",
            "What happens when the loss has not been better for a while?",
        ),
    ),
    alternatives=(training_in_place, training_with_history, training_in_single_precision),
)

# %% [markdown]
r"""
# Exercise 19: Keras Tuner

You will leave the right questions of a network open, search for the answers at random, read what a search has found,
and say what that is worth.

**Before you start:** [lecture 19](../../lectures/19_keras_tuner.ipynb). **Time:** about 60 minutes.
**Points:** 17.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("search_space")` in a cell of your own, and again for the next one.

Question 2 needs Keras; the others get by with NumPy. No check runs Keras Tuner: a stand-in for its `hp` writes down
what your function asks for, and answers as a tuner would.

The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import os

import numpy as np

from dlcourse.checks import check, failing, hint

os.environ.setdefault("KERAS_BACKEND", "jax")  # read when keras is first imported
try:
    import keras
except ImportError:
    from dlcourse.extras import how_to_install

    print("Question 2 needs Keras.", how_to_install("keras"))

# %% [markdown]
r"""
## 1. What the tuner may choose

*4 points (one for each value), medium, 8 minutes.*

`hp` asks a tuner for values: `hp.Int(name, smallest, largest, step=…)`, `hp.Float(name, smallest, largest, …)` and
`hp.Choice(name, values)`, whose values are all of one type, return one value each. Return a dictionary of four of them,
with these names as keys and as names in `hp`:

| name | values |
|---|---|
| `"units"` | 16, 32, 48, … up to 128 |
| `"activation"` | `"relu"` or `"tanh"` |
| `"learning_rate"` | any number from 0.0001 to 0.1, as likely from 0.0001 to 0.001 as from 0.01 to 0.1 |
| `"dropout"` | 0, 0.25 or 0.5 |

Which method you ask is up to you, and so is the order of the words: a call that offers exactly these values is right.
To ask for more than these four, here and in question 2, is no mistake.
Outside a search `hp` gives the first value of each range: with `hp = keras_tuner.HyperParameters()`, `search_space(hp)`
may be `{"units": 16, "activation": "relu", "learning_rate": 0.0001, "dropout": 0.0}`.
"""


# %% solution="search_space"
def search_space(hp):
    """A dictionary of the four values that hp chose."""
    ### BEGIN SOLUTION
    return {
        "units": hp.Int("units", 16, 128, step=16),
        "activation": hp.Choice("activation", ["relu", "tanh"]),
        "learning_rate": hp.Float("learning_rate", 1e-4, 1e-1, sampling="log"),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.25),
    }
    ### END SOLUTION


# %% check="search_space" points=4
check("search_space", search_space)

# %% [markdown]
r"""
## 2. A network with open questions

*3 points (in nine equal parts: four for what is asked, five for what is built), hard, 12 minutes.*

Write `build_model(hp)` for the digits, 64 pixels and 10 classes. It asks for

- `"layers"`: 1, 2 or 3 hidden layers,
- `"units_0"`, `"units_1"`, …: the units of each hidden layer, 16, 32, 48 or 64,
- `"activation"`: `"relu"` or `"tanh"`, the same for all hidden layers,
- `"learning_rate"`: from 0.0001 to 0.1, logarithmically,

and returns a compiled Keras model: input, hidden layers, a Dense layer of 10 logits; Adam with that learning rate, the
cross-entropy that fits logits and class indices, accuracy as a metric.

For example, with `hp = keras_tuner.HyperParameters()`, which gives the first value of each range,
`build_model(hp).count_params()` is `1210`.

The check builds three networks, with one, two and three hidden layers, and takes some seconds the first time.
"""


# %% solution="build_model"
def build_model(hp):
    """The compiled model of the values that hp chose."""
    ### BEGIN SOLUTION
    layers = hp.Int("layers", 1, 3)
    activation = hp.Choice("activation", ["relu", "tanh"])
    learning_rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    model = keras.Sequential([keras.Input((64,))])
    for i in range(layers):
        units = hp.Int(f"units_{i}", 16, 64, step=16)
        model.add(keras.layers.Dense(units, activation=activation))
    model.add(keras.layers.Dense(10))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
    ### END SOLUTION


# %% check="build_model" points=3
check("build_model", build_model)

# %% [markdown]
r"""
To see it searched, run this in a cell of your own (half a minute; it is not part of the exercise):

```python
import keras_tuner
from dlcourse.data import load_digits

x, y = load_digits()
tuner = keras_tuner.RandomSearch(build_model, objective="val_accuracy", max_trials=5, seed=0, directory="tuning")
tuner.search(x[:1200], y[:1200], epochs=5, validation_data=(x[1200:1500], y[1200:1500]), verbose=0)
tuner.results_summary()
```

The rows from 1500 on stay untouched: they are for the network that you choose in the end.
"""

# %% [markdown]
r"""
## 3. One draw

*2 points (half a point for each value, half a point for independent draws from `rng`), medium, 8 minutes.*

Random search needs no tuner. Draw one configuration from the Generator `rng`: a dictionary with

- `"learning_rate"` from 0.0001 to 0.1, its power of ten drawn evenly,
- `"units"`, one of 16, 32, 48, … 128,
- `"activation"`, `"relu"` or `"tanh"`,

all values of a list being equally likely, and each drawn for itself.

For example, `draw_config(np.random.default_rng(0))` may be
`{"learning_rate": 0.0081, "units": 80, "activation": "relu"}`. Your draws will be others: any way to draw is right that
gives such values.
"""


# %% solution="draw_config"
def draw_config(rng):
    """A dictionary of three values, drawn from rng."""
    ### BEGIN SOLUTION
    return {
        "learning_rate": 10 ** rng.uniform(-4, -1),
        "units": 16 * int(rng.integers(1, 9)),
        "activation": str(rng.choice(["relu", "tanh"])),
    }
    ### END SOLUTION


# %% check="draw_config" points=2
check("draw_config", draw_config)

# %% [markdown]
r"""
## 4. A small search

*3 points (one for the configuration, one for its loss, one for the number of trainings), medium, 10 minutes.*

`draw(rng)` draws a configuration, a dictionary, and `evaluate(config)` trains a network with it and returns its
validation loss, 0 or more. Try `max_trials` configurations, and return the one with the smallest loss and this loss, in
this order.

Training is dear: call `evaluate` once for each trial. Some trainings diverge, and then the loss is `nan`; such a trial
is never the best, and one of the others always is.

For example, where `draw` gives the learning rates 0.1, 0.01 and 0.001, and `evaluate` gives `nan`, 0.4 and 0.7 for
them, the answer is `({"learning_rate": 0.01}, 0.4)`.
"""


# %% solution="random_search"
def random_search(draw, evaluate, max_trials, rng):
    """The best configuration and its loss."""
    ### BEGIN SOLUTION
    best_config, best_loss = None, np.inf
    for _ in range(max_trials):
        config = draw(rng)
        loss = evaluate(config)
        if loss < best_loss:
            best_config, best_loss = config, loss
    return best_config, best_loss
    ### END SOLUTION


# %% check="random_search" points=3
check("random_search", random_search)

# %% [markdown]
r"""
## 5. Which trial was the best?

*2 points (one for the trial, one for its score), medium, 8 minutes.*

A search trained each configuration several times, from other initial weights each time (`executions_per_trial`), and
noted a score after each epoch: `scores` (trials, runs, epochs). Keras Tuner judges a run by its best epoch, and a trial
by the mean of its runs.

`direction` is `"max"` where large scores are good, such as accuracies, and `"min"` where small ones are, such as
losses. A run that diverged has `nan` in some of its epochs; its trial is out.

Return the number of the best trial, counted from 0, and its score.

For example, with two trials of two runs of three epochs, `scores = np.array([[[0.5, 0.9, 0.6], [0.4, 0.5, 0.5]],
[[0.6, 0.7, 0.8], [0.7, 0.8, 0.6]]])`, the answer for `"max"` is `(1, 0.8)` and for `"min"` it is `(0, 0.45)`.
"""


# %% solution="best_trial"
def best_trial(scores, direction):
    """The number of the best trial and its score."""
    ### BEGIN SOLUTION
    if direction == "max":
        of_trials = scores.max(axis=2).mean(axis=1)
        best = np.nanargmax(of_trials)
    else:
        of_trials = scores.min(axis=2).mean(axis=1)
        best = np.nanargmin(of_trials)
    return best, of_trials[best]
    ### END SOLUTION


# %% check="best_trial" points=2
check("best_trial", best_trial)

# %% [markdown]
r"""
## 6. What a bracket of Hyperband costs

*1 point, medium, 5 minutes.*

Hyperband, with 16 epochs at most and a factor of 2, begins like this: 16 networks are trained for 1 epoch. The better
half of them goes on until each has had 2 epochs, the better half of these until 4, the better half of these until 8,
and the best network until 16. All go on from the weights that they have.

How many epochs are trained in all, over all networks? Return the number.
"""


# %% solution="hyperband_epochs"
def hyperband_epochs():
    """The epochs of all networks together."""
    ### BEGIN SOLUTION
    return 16 * 1 + 8 * 1 + 4 * 2 + 2 * 4 + 1 * 8
    ### END SOLUTION


# %% check="hyperband_epochs" points=1
check("hyperband_epochs", hyperband_epochs)

# %% [markdown]
r"""
## 7. What the best score is worth

*1 point, easy, 4 minutes.*

```python
tuner = keras_tuner.RandomSearch(build_model, objective="val_accuracy", max_trials=60)
tuner.search(x_train, y_train, epochs=20, validation_data=(x_test, y_test))
```

The best of the 60 trials is right on 0.975 of the 360 test digits. What does this number say about new digits?

- a) It is as likely too good as too bad: no network was trained on the test digits.
- b) It is too good on average: these very digits chose the network.
- c) It is too bad on average: 20 epochs are few.
- d) Nothing speaks against it, as long as the test digits chose among networks only, and not among weights.

Decide first. Then return the letter, as in `return "a"`.
"""


# %% solution="rows_that_chose"
def rows_that_chose():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="rows_that_chose" points=1
check("rows_that_chose", rows_that_chose)

# %% [markdown]
r"""
## 8. The luckiest run

*1 point, medium, 5 minutes.*

With `executions_per_trial=3` each setting is trained three times, from other first weights. `runs` (trials, 3) holds
the accuracies. The best setting is the one with the highest mean. This function chooses in another way, and returns
the mean accuracy of its choice:
"""


# %% given="mean_of_luckiest"
def mean_of_luckiest(runs):
    """The mean accuracy of the trial that is chosen."""
    return runs[runs.max(axis=1).argmax()].mean()


# %% [markdown]
r"""
Return `runs` of 2 to 5 trials, numbers from 0 to 1, for which the mean of its choice lies at least 0.4 below the best
mean.
"""


# %% solution="lucky_run"
def lucky_run():
    """Accuracies (trials, 3)."""
    ### BEGIN SOLUTION
    return np.array([[0.9, 0.9, 0.9], [1.0, 0.2, 0.2]])
    ### END SOLUTION


# %% check="lucky_run" points=1
check("lucky_run", lucky_run)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 19`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""

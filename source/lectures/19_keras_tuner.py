# %% [markdown]
r"""
# 19 · Keras Tuner

*Let a program try the settings that you would otherwise guess. And learn to doubt what it finds.*

**You will be able to**

- write a network with open questions, `build_model(hp)`, and say where each may be answered;
- search at random, with Hyperband and with Bayesian optimization, and say what each saves and what it risks;
- read the trials of a search: which settings mattered, and which did not;
- go on with a search that was stopped, and share one among several workers;
- say what the best score of a search is worth.

**It builds on** Keras (18), rows kept aside (12) and Adam (16). **Time:** about 40 minutes.

The searches here are real and tiny. They need Keras, Keras Tuner and JAX; the first cell says if one is missing.
"""

# %%
import os
import tempfile
import warnings
from pathlib import Path

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")  # who does the arithmetic; read when keras is first imported
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(Path.home() / ".cache" / "dlcourse" / "jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")  # compile once, keep it for the next time
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
try:
    import keras
    import keras_tuner
except ImportError:
    keras = None
    print("Keras is missing: run `pip install -e '.[keras]'` in the course's folder, then restart the kernel.")

# %%
from dlcourse import Adam, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import accuracy, load_digits, one_hot
from dlcourse.plots import show
from dlcourse.plots.tuner_figures import best_of_equals, grid_and_random, guess_with_doubt, rungs
from dlcourse.widgets import predict_first
from dlcourse.widgets.keras_tuner import recorded_trials, trials_explorer, trials_values

pixels, labels = load_digits()
order = np.random.default_rng(0).permutation(len(pixels))
x, y = pixels[order], labels[order]
x_train, x_val, x_test = x[:1024], x[1024:1280], x[1280:]  # to learn from, to choose by, to be judged by
y_train, y_val, y_test = y[:1024], y[1024:1280], y[1280:]
print(f"{len(x_train)} rows to learn from, {len(x_val)} to choose by, {len(x_test)} to be judged by in the end")

# %% hidden=true
assert (len(x_train), len(x_val), len(x_test)) == (1024, 256, 517)

# %% [markdown]
r"""
## A network with open questions

All through the course somebody chose 32 units, or 50, and a learning rate of 0.3. Who said so? Nobody measured it. Such
settings are called **hyper-parameters**: the gradient does not reach them, so training cannot find them. You have to
try.

In Keras Tuner you write the network once, and where you do not know, you ask. The function gets a helper `hp`. Each
question has a name and a range; the tuner answers it, differently in each trial.
"""


# %%
def build_model(hp):
    """A compiled network of the values that hp chose."""
    units = hp.Int("units", 16, 64, step=16)
    activation = hp.Choice("activation", ["relu", "tanh"])
    learning_rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    model = keras.Sequential([keras.Input((64,))])
    model.add(keras.layers.Dense(units, activation=activation))
    model.add(keras.layers.Dense(10))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=loss, metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)  # its averages exist from the start; Hyperband will load them
    return model


if keras:
    hp = keras_tuner.HyperParameters()
    print(build_model(hp).count_params(), "parameters with", hp.values)

# %% hidden=true
assert 64 * 16 + 16 + 16 * 10 + 10 == 1210
if keras:
    assert build_model(hp).count_params() == 1210
    assert hp.values == {"units": 16, "activation": "relu", "learning_rate": 1e-4}

# %% [markdown]
r"""
Outside a search each answer is the first of its range. Try your function in this way before you search: a mistake
should cost you a second, and not a night.

A question may depend on another. `for i in range(hp.Int("layers", 1, 3))` and, inside the loop,
`hp.Int(f"units_{i}", …)` asks for the units of each layer that there is. The names must differ: under one name there is
one answer.

> **Where the notes go wrong.** Notes 3 compile with an optimizer alone, `model.compile(optimizer=…)`, and then search
> by `val_accuracy`. Without a loss there is nothing to descend, and without a metric there is no `val_accuracy`. Here
> is what such a network learns.
"""

# %%
if keras:
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)])
    model.compile(optimizer="adam")  # as in the notes
    before = model.get_weights()
    history = model.fit(x_train, y_train, batch_size=64, validation_data=(x_val, y_val), verbose=0).history
    moved = max(np.abs(new - old).max() for new, old in zip(model.get_weights(), before, strict=True))
    print(f"reported: {history}   largest change of a weight: {moved:g}")

# %% hidden=true
if keras:
    assert history == {"loss": [0], "val_loss": [0]}
    assert moved == 0

# %% [markdown]
r"""
## Drawing at random

How would you answer the questions? Many people lay a grid: three learning rates times three widths, nine trainings.
"""

# %% hidden=true
predict_first(
    "You can afford nine trainings, and only the learning rate matters. How many learning rates does a 3×3 grid try? "
    "And nine random draws?",
    {
        "Nine, and nine": "On the grid, three trainings share each learning rate. They differ in a setting that does "
        "not matter, so they tell you the same thing three times.",
        "Three, and nine": "Each random trial brings a new value of each setting. Whichever of them matters, you have "
        "nine looks at it.",
        "Three, and three": "Random draws have no reason to share a value.",
    },
    right="Three, and nine",
)

# %%
rng = np.random.default_rng(1)
grid = np.array([(a, b) for a in (0.15, 0.5, 0.85) for b in (0.15, 0.5, 0.85)])
at_random = rng.uniform(0, 1, (9, 2))
print("grid:", len(np.unique(grid[:, 0])), "values   random:", len(np.unique(at_random[:, 0])), "values")

# %% hidden=true
assert (len(np.unique(grid[:, 0])), len(np.unique(at_random[:, 0]))) == (3, 9)
show(
    grid_and_random(grid, at_random)[0],
    alt="Two plans of nine trials over two settings. On the grid, the nine points stand over three values of the "
    "setting that matters; the nine random points stand over nine values.",
)

# %% [markdown]
r"""
James Bergstra and Yoshua Bengio made this argument in 2012 ("Random search for hyper-parameter optimization"). There
is a second one, and it needs no picture. Call a setting *good* if it is among the best 5% of the whole range. A random
trial misses these with probability 0.95, and $T$ trials all miss with $0.95^T$:

$$P(\text{at least one of } T \text{ is good}) = 1 - 0.95^T .$$
"""

# %%
for T in (10, 30, 60):
    print(f"{T} trials: one of the best 5% with probability {1 - 0.95**T:.3f}")

# %% hidden=true
assert [round(1 - 0.95**T, 3) for T in (10, 30, 60)] == [0.401, 0.785, 0.954]

# %% [markdown]
r"""
Sixty trials, and it does not matter whether you ask two questions or twenty. (But with twenty questions "the best 5%"
may be no great thing. The formula says nothing about how good they are.)

**Draw the learning rate by its power of ten.** Between 0.0001 and 0.1, drawn evenly, nine of ten draws would lie above
0.01, and three powers of ten would share the rest unevenly. `sampling="log"` gives each power of ten the same share.
"""

# %%
evenly = rng.uniform(1e-4, 1e-1, 10_000)
by_power = 10 ** rng.uniform(-4, -1, 10_000)
shares = np.mean(evenly > 0.01), np.mean(by_power > 0.01)
print(f"above 0.01: {shares[0]:.0%} of the even draws, {shares[1]:.0%} of the logarithmic ones")

# %% hidden=true
assert abs(np.mean(evenly > 0.01) - 0.9) < 0.02
assert abs(np.mean(by_power > 0.01) - 1 / 3) < 0.02

# %% [markdown]
r"""
Now a real search: six trials of three epochs. `objective` is what decides, and here more is better. `max_trials` is how
many settings are tried. What a search finds out is written to a folder as it goes.
"""

# %%
folder = tempfile.TemporaryDirectory()
how = {"batch_size": 64, "validation_data": (x_val, y_val), "verbose": 0}


def random_search(name, **options):
    """A random search of six trials that keeps its notes in the folder under this name."""
    return keras_tuner.RandomSearch(
        build_model, objective="val_accuracy", max_trials=6, seed=0, directory=folder.name, project_name=name, **options
    )


if keras:
    keras.utils.set_random_seed(0)
    tuner = random_search("random")
    tuner.search(x_train, y_train, epochs=3, **how)
    print(len(tuner.oracle.trials), "trials")

# %% [markdown]
r"""
## Reading the results

The tuner's *oracle* is the part that chooses settings and remembers what came of them. Ask it for the best trials.
"""


# %%
def print_trials(tuner, count):
    """The best trials: score and settings."""
    for trial in tuner.oracle.get_best_trials(count):
        v = trial.hyperparameters.values
        print(f"{trial.score:.3f}   η = {v['learning_rate']:.4f}   {v['units']} units   {v['activation']}")


if keras:
    print_trials(tuner, 6)

# %% hidden=true
if keras:
    found = tuner.oracle.get_best_trials(6)
    assert len(found) == 6
    assert all(trial.status == "COMPLETED" for trial in found)
    scores = [trial.score for trial in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.8
    assert scores[0] - scores[-1] > 0.2
    assert all(1e-4 <= trial.hyperparameters.get("learning_rate") <= 1e-1 for trial in found)

# %% [markdown]
r"""
Read such a list from both ends. What do the good ones share, that the bad ones do not have? Here the small learning
rates stand at the bottom: after three epochs they have hardly begun. That is a fact about *three epochs*, and not about
these learning rates. A search finds what is good under the conditions of the search.

Two things about the score. A trial is judged by its best epoch, so a run that was good once and got worse again counts
as good. And the same settings with other first weights score differently. With `executions_per_trial=3` each trial is
the mean of three runs, for three times the price.

Six trials fit in a list. For sixty you want the picture with which the explorer below works.

## Hyperband: stop the hopeless early

Most trials are hopeless, and you can see it after an epoch. Why train them to the end? Start many, stop the worst two
thirds, give the rest three times the epochs, and so on. Lisha Li and colleagues built **Hyperband** on this in 2017.

Nine networks of ours, with learning rates drawn at random: one epoch each; the best three go on to epoch 3; the best
one goes on to epoch 9.
"""

# %%
rng = np.random.default_rng(3)
rates = 10 ** rng.uniform(-4, -1, 9)
networks = [Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)]) for _ in rates]
for network, eta in zip(networks, rates, strict=True):
    network.compile(Adam(eta), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
curves = [[] for _ in networks]
alive, done = list(range(9)), 0
for until in (1, 3, 9):
    for k in alive:
        for _ in range(done, until):
            networks[k].fit(x_train, one_hot(y_train, 10), rng=rng, verbose=False)
            curves[k].append(networks[k].evaluate(x_val, one_hot(y_val, 10))["accuracy"])
    done = until
    alive = sorted(alive, key=lambda k: -curves[k][-1])[: len(alive) // 3]
print(f"{sum(len(curve) for curve in curves)} epochs in all, instead of {9 * 9}")

# %% hidden=true
assert sum(len(curve) for curve in curves) == 9 * 1 + 3 * 2 + 1 * 6 == 21
longest = max(curves, key=len)
assert len(longest) == 9
assert longest[-1] > 0.9
show(
    rungs(curves, [1, 3]),
    alt="Validation accuracy of nine networks by epoch. After epoch 1 they lie between "
    f"{min(curve[0] for curve in curves):.2f} and {max(curve[0] for curve in curves):.2f}, and three go on. After "
    f"epoch 3 one goes on, and reaches {longest[-1]:.2f} at epoch 9.",
)

# %% hidden=true
predict_first(
    "21 epochs instead of 81. Is the network at the end the one that would have won after 9 epochs of all nine?",
    {
        "Yes: the worst after one epoch are the worst after nine": "Often, and not always. A small learning rate is "
        "slow at first and may end well.",
        "Not for certain: a slow starter may have been dropped": "What is judged after one epoch is the start. "
        "Hyperband risks that, and so it also runs rounds that begin with fewer networks and more epochs.",
        "No: dropping networks makes the rest worse": "The networks know nothing of one another.",
    },
    right="Not for certain: a slow starter may have been dropped",
)

# %%
by_rate = {}
for eta in (0.002, 0.1):
    runs = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        network = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
        network.compile(Adam(eta), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
        held_out = (x_val, one_hot(y_val, 10))
        run = network.fit(x_train, one_hot(y_train, 10), epochs=20, validation_data=held_out, rng=rng, verbose=False)
        runs.append(run.history["val_accuracy"])
    by_rate[eta] = np.mean(runs, axis=0)
    print(f"η = {eta}, mean of 3: after epoch 1 {by_rate[eta][0]:.3f}, after epoch 20 {by_rate[eta][-1]:.3f}")

# %% hidden=true
assert by_rate[0.002][0] < by_rate[0.1][0] - 0.3
assert by_rate[0.002][-1] > by_rate[0.1][-1]

# %% [markdown]
r"""
There is one: far behind at the start, a little ahead at the end. Keras Tuner's Hyperband runs several such rounds,
called brackets, from "many networks, few epochs" to "few networks, all epochs". Let us watch one that allows 4 epochs,
and halves.
"""

# %%
if keras:
    keras.utils.set_random_seed(0)
    hyperband = keras_tuner.Hyperband(
        build_model, "val_accuracy", max_epochs=4, factor=2, seed=0, directory=folder.name, project_name="hyperband"
    )
    hyperband.search(x_train, y_train, **how)  # how many epochs, it decides itself
    runs = [trial.hyperparameters.values for trial in hyperband.oracle.trials.values()]
    trained = sum(v["tuner/epochs"] - v["tuner/initial_epoch"] for v in runs)
    print(
        f"{len(runs)} runs, {trained} epochs, {sum('tuner/trial_id' in v for v in runs)} of the runs go on from another"
    )
    print_trials(hyperband, 3)

# %% hidden=true
if keras:
    assert len(runs) == 15
    assert trained < 15 * 4
    assert hyperband.oracle.get_best_trials(1)[0].score > 0.85

# %% [markdown]
r"""
A run that goes on is listed as a trial of its own, so the same settings may appear more than once. (And the line with
`optimizer.build` in `build_model` is for this: without it, Keras 3 loads the weights, says that it skips the optimizer,
and Adam's averages start again at 0.)

## Bayesian optimization: ask where it pays

Random search learns nothing from its trials. A person would: "0.005 was good and 0.0001 was bad, so I try 0.01 next."
**Bayesian optimization** does this with arithmetic. It keeps a guess of the score for each setting, *and a doubt*.
Near a trial the doubt is small; far from all trials it is large. The guess is a Gaussian process: settings that lie
close are expected to score alike. The next trial goes where guess plus some doubts is largest,

$$x_{\text{next}} = \arg\max_x \;\big(m(x) + 2.6\, s(x)\big) .$$

It is tried either where things look good, or where little is known. Four trials over the learning rate, and the fifth:
"""

# %%
tried = np.array([-4.0, -3.3, -2.6, -1.0])  # log10 of the learning rate
scores = []
for exponent in tried:
    rng = np.random.default_rng(0)
    network = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    network.compile(Adam(10**exponent), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    network.fit(x_train, one_hot(y_train, 10), epochs=2, rng=rng, verbose=False)
    scores.append(network.evaluate(x_val, one_hot(y_val, 10))["accuracy"])


def alike(a, b):
    """How alike two settings are expected to score: 0.09 at the same place, less and less apart."""
    return 0.09 * np.exp(-0.5 * ((a[:, None] - b) / 0.6) ** 2)


# %%
place = np.linspace(-4, -1, 121)
known = alike(tried, tried) + 1e-4 * np.eye(4)  # the last part: scores are not exact
to_trials = alike(place, tried)
mean = np.mean(scores) + to_trials @ np.linalg.solve(known, scores - np.mean(scores))
doubt = np.sqrt(0.09 - (to_trials * np.linalg.solve(known, to_trials.T).T).sum(axis=1))
chosen = np.argmax(mean + 2.6 * doubt)
following = place[chosen]
print("scores", np.round(scores, 3))
print(f"next: η = {10**following:.4f}, where the guess is {mean[chosen]:.2f} and the doubt {doubt[chosen]:.2f}")

# %% hidden=true
assert -2.6 < following < -1.0
assert doubt[0] < 0.02
assert np.allclose(mean[[0, -1]], [scores[0], scores[-1]], atol=0.01)
show(
    guess_with_doubt(place, mean, doubt, tried, scores, following),
    alt="A guess of the validation accuracy over the learning rate through four trials, in a band of doubt that is "
    f"narrow at the trials and wide between them. The next trial, at a learning rate of {10**following:.4f}, lies in "
    "the widest gap, beside the best trials.",
)

# %%
if keras:
    keras.utils.set_random_seed(0)
    bayesian = keras_tuner.BayesianOptimization(
        build_model, "val_accuracy", max_trials=6, num_initial_points=3, seed=0,
        directory=folder.name, project_name="bayesian",
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns that a curve through so few trials is a bold guess: it is
        bayesian.search(x_train, y_train, epochs=3, **how)
    print_trials(bayesian, 6)

# %% hidden=true
if keras:
    assert len(bayesian.oracle.trials) == 6

# %% [markdown]
r"""
(In the picture the band runs past 1. A Gaussian process does not know where accuracies end.)

Do not conclude from six trials which of the two is better. With so few, three of them random, there is hardly anything
to learn from. Bayesian optimization pays when a training is dear and the trials are dozens; and since each trial waits
for the ones before it, random search is easier to spread over many machines.

## Stopped in the middle

A search may run for days, and somebody will trip over the cable. So we trip over it ourselves: a callback interrupts
the fourth training, as the *Interrupt* button does. Then the same search is made again with `overwrite=False`, which is
the default: "if there are notes in the folder, read them".
"""

# %% hidden=true
predict_first(
    "Six trials are asked for; the fourth is interrupted as it begins. How many trainings does the second start run?",
    {
        "Six: it starts again": "That would be overwrite=True.",
        "Two: trials five and six": "The fourth was begun, and never finished. Its settings are in the notes, a score "
        "is not.",
        "Three: the interrupted one again, then five and six": "Finished trials are kept with their scores; the one "
        "that was running goes back into the queue.",
    },
    right="Three: the interrupted one again, then five and six",
)

# %%
if keras:

    class Count(keras.callbacks.Callback):
        """Counts the trainings that begin, and interrupts one of them."""

        begun, interrupt_at = 0, None

        def on_train_begin(self, _logs=None):
            Count.begun += 1
            if Count.begun == Count.interrupt_at:
                raise KeyboardInterrupt

    Count.interrupt_at = 4
    try:
        random_search("stopped").search(x_train, y_train, epochs=1, callbacks=[Count()], **how)
    except KeyboardInterrupt:
        print(f"stopped as training {Count.begun} began")

# %%
if keras:
    Count.begun, Count.interrupt_at = 0, None
    resumed = random_search("stopped", overwrite=False)
    print("found:", sorted(trial.status for trial in resumed.oracle.trials.values()))
    resumed.search(x_train, y_train, epochs=1, callbacks=[Count()], **how)
    print(f"{Count.begun} trainings, and {len(resumed.oracle.trials)} trials in all")

# %% hidden=true
import contextlib
import io

if keras:
    assert Count.begun == 3
    assert len(resumed.oracle.trials) == 6
    assert all(trial.status == "COMPLETED" for trial in resumed.oracle.trials.values())
    with contextlib.redirect_stdout(io.StringIO()):
        third = random_search("stopped", overwrite=False)
    third.search(x_train, y_train, epochs=1, callbacks=[Count()], **how)
    assert Count.begun == 3

# %% [markdown]
r"""
Three. A third start would run none: six trials were asked for, and six are there. That has a trap in it. Change
`build_model`, forget the folder, and the tuner answers out of its old notes. When the question is new, give it a new
`project_name`, or `overwrite=True`.

## Several workers

Trials are independent, so two processes can run two at a time. One more process, the *chief*, trains nothing: it holds
the oracle, and hands out settings. Put the search into a file, `search.py`, and start the same file three times. Who is
who is said by variables:

```bash
export KERASTUNER_ORACLE_IP=127.0.0.1 KERASTUNER_ORACLE_PORT=8000
KERASTUNER_TUNER_ID=chief  timeout 3600 python search.py &
KERASTUNER_TUNER_ID=tuner0 python search.py &
KERASTUNER_TUNER_ID=tuner1 python search.py &
wait
```

On other machines, the IP is the chief's, and `directory` is a folder that all can see. If a worker dies, the chief
waits for it without end; hence the `timeout`. Read the results afterwards, in a process without these variables: a
worker's oracle is only a telephone to the chief, and it has no `trials`. And let only people whom you trust reach the
port.

Here are all three on this machine, with a search of four trials. It takes about as long as it takes to import Keras
three times.
"""

# %%
search_py = """
import keras, keras_tuner
from dlcourse import load_digits

def build_model(hp):
    units = hp.Int("units", 16, 64, step=16)
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(units, "relu"), keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model

x, y = load_digits()
tuner = keras_tuner.RandomSearch(build_model, "val_accuracy", max_trials=4, seed=0, project_name="shared")
tuner.search(x[:1024], y[:1024], epochs=1, validation_data=(x[1024:1280], y[1024:1280]), verbose=0)
"""

# %% hidden=true
import socket
import subprocess
import sys


def start(name, folder, port):
    """One of the three processes, as the shell lines above start it."""
    who = {"KERASTUNER_TUNER_ID": name, "KERASTUNER_ORACLE_IP": "127.0.0.1", "KERASTUNER_ORACLE_PORT": str(port)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "search.py"], cwd=folder, env=os.environ | who, **quiet)


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# %%
def search_together(folder, patience=90):
    """Run search.py as a chief and two workers; returns whether all three ended in time."""
    Path(folder, "search.py").write_text(search_py)
    port = free_port()
    crew = [start(name, folder, port) for name in ("chief", "tuner0", "tuner1")]
    try:
        return [process.wait(timeout=patience) for process in crew] == [0, 0, 0]
    except subprocess.TimeoutExpired:
        return False
    finally:
        for process in crew:
            process.kill()


if keras:
    with tempfile.TemporaryDirectory() as together:
        finished = search_together(together)
        trials = sorted(path.name for path in Path(together, "shared").glob("trial_*"))
        workers = sorted(path.stem for path in Path(together, "shared").glob("tuner*.json"))
    print(f"all three came to their end: {finished}; trials {len(trials)}, shared by {', '.join(workers)}")

# %% hidden=true
if keras and finished:
    assert trials == ["trial_0", "trial_1", "trial_2", "trial_3"]
    assert workers == ["tuner0", "tuner1"]

# %% [markdown]
r"""
## Rows that chose cannot judge

The search is over, and the best trial has 0.974 on the validation rows. Is this how good the network is?

Suppose that somebody hands you 50 networks, and *all of them are equal*: each is right with probability 0.95 on a new
digit. You cannot know that. You test each on 360 rows and take the best.
"""

# %% hidden=true
predict_first(
    "50 networks, each right with probability 0.95, each tested on 360 rows. What does the best score, on average?",
    {
        "0.950": "That is the average network. You took the luckiest of 50.",
        "0.974": "Chance moves each score by about 0.0115, and the best of 50 lies about two of these above the "
        "middle. There was nothing to find, and yet you found something.",
        "0.999": "Chance is not as strong as that: with 360 rows a score seldom lies three standard deviations off.",
    },
    right="0.974",
)

# %%
rng = np.random.default_rng(0)
scores = rng.binomial(360, 0.95, size=(20_000, 50)) / 360  # 20,000 such searches; each network has its own luck
print(f"one network: {scores.mean():.3f} ± {scores.std():.4f}")
print(f"best of 50:  {scores.max(axis=1).mean():.3f}")

# %% hidden=true
from math import lgamma


def expected_best(trials, rows=360, p=0.95):
    """The expected largest of `trials` independent shares of right answers: Σₖ P(max ≥ k) / rows."""
    log_factorial = np.array([lgamma(k + 1) for k in range(rows + 1)])
    k = np.arange(rows + 1)
    choose = log_factorial[rows] - log_factorial - log_factorial[::-1]
    below = np.cumsum(np.exp(choose + k * np.log(p) + (rows - k) * np.log(1 - p)))
    return (1 - np.minimum(below[:-1], 1) ** trials).sum() / rows


assert round(scores.mean(), 3) == 0.95
assert round(scores.std(), 4) == 0.0115
assert round(scores.max(axis=1).mean(), 3) == round(expected_best(50), 3) == 0.974
assert [round(expected_best(T), 3) for T in (1, 5, 10, 1000)] == [0.95, 0.963, 0.967, 0.983]
counts = np.unique(np.logspace(0, 3, 40).round().astype(int))
show(
    best_of_equals(counts, np.array([expected_best(T) for T in counts]), 0.95),
    alt="Expected score of the best of T equal networks on 360 rows, T from 1 to 1,000 on a log scale: it rises from "
    "0.950 over 0.967 at 10 and 0.974 at 50 to 0.983 at 1,000, while each network is right with probability 0.950, a "
    "dashed level line. The gap between the two is selection.",
)

# %% [markdown]
r"""
This is the figure to remember. **The gap is not progress. It is selection.** The more you try, the better the best one
looks, and it need not be better at all. (Real networks share many of their mistakes, so their luck is less independent,
and the gap is smaller than here. In a real search there is also something to find. But you cannot tell the two apart on
the rows that chose.)

The remedy is the third part of the rows. Nobody has chosen by it. Take the best settings, train once more, and measure
once.

> **Where the notes go wrong.** Notes 3 hand the test rows to the search, `validation_data=(xtest, ytest)`. Then the
> test rows choose, and what they say of the network they chose is too good on average. Below are searches among five
> trials, as in the notes, on labels *by chance*: there is nothing to find, and the truth is 0.5.
"""

# %%
rng = np.random.default_rng(0)
right = rng.binomial(50, 0.5, size=(10_000, 5)) / 50  # 10,000 searches, five guessing networks, 50 test rows
print(f"the best of 5, on the rows that chose it: {right.max(axis=1).mean():.3f}; on new rows it is right in half")

if keras:
    best = tuner.oracle.get_best_trials(1)[0]
    keras.utils.set_random_seed(1)
    network = tuner.hypermodel.build(best.hyperparameters)
    network.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
    judged = network.evaluate(x_test, y_test, verbose=0)[1]
    print(
        f"our random search: {best.score:.3f} on the {len(x_val)} rows that chose, {judged:.3f} on {len(x_test)} others"
    )

# %% hidden=true
assert round(right.max(axis=1).mean(), 2) == 0.58
if keras:
    assert judged > 0.8
folder.cleanup()

# %% [markdown]
r"""
The second line is one case, and it may fall on either side: with six trials selection is weak, and chance moves both
numbers by one or two percentage points. The rule is about the average. Measure once, and report *that* number. If you
then go back and search on because you dislike it, the test rows have become validation rows.

## Explore: sixty trials

Sixty trials were recorded for you: networks of this course on the digits, five epochs each, all settings drawn at
random. Each trial is a line. Follow it from its learning rate, through its layers, units, activation and dropout, to
its accuracy on 360 validation rows. First, a question.
"""

# %% hidden=true
predict_first(
    "Look at the best 12 of the 60 trials only. Which setting is confined to a small part of its range?",
    {
        "The units": "From 16 to 128: the best 12 have nearly any width.",
        "The layers": "One, two and three hidden layers are all among the best 12.",
        "The learning rate": "It spans three powers of ten in all, and about one among the best 12.",
        "The activation": "Both are there, in nearly equal shares.",
    },
    right="The learning rate",
)

# %% hidden=true
trials = recorded_trials()
best_12 = trials_values(20)["highlighted"]
assert best_12.sum() == 12
rate_12 = trials["learning rate"][best_12]
assert [round(rate_12.min(), 4), round(rate_12.max(), 4)] == [0.0018, 0.0191]
assert [trials["units"][best_12].min(), trials["units"][best_12].max()] == [16, 128]
assert set(trials["layers"][best_12]) == {1, 2, 3}
assert (trials["activation"][best_12] == "tanh").sum() == 7
worst_12 = trials_values(20, "worst")["highlighted"]
assert (trials["dropout"][worst_12] == 0.5).sum() == 7
in_range = (trials["learning rate"] > 0.0018) & (trials["learning rate"] < 0.0192)
assert [in_range.sum(), trials["score"][in_range].min().round(2)] == [25, 0.61]

# %% [markdown]
r"""
Then a task. **Lower the slider from 100% and watch where the blue lines gather. Which axis narrows first, and which
never does? Then highlight the worst 20% (folded away below): is a good learning rate enough?**
"""

# %%
trials_explorer()

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

The learning rate narrows first: among the best 12 it lies between 0.0018 and 0.0191, one power of ten out of three.
Units, layers and activation stay spread out, so for these digits they hardly matter. Among the worst 12 there are
learning rates from both ends, and seven of the twelve have dropout 0.5. And a good learning rate is not enough: of the
26 trials between 0.0018 and 0.0191, one is right on only 61% (three layers of 32 units with dropout 0.5, after five
epochs).

The next search would therefore leave units and layers alone, narrow the learning rate, and train for longer.
</details>

## In one table

| What | How | Remember |
|---|---|---|
| open questions | `build_model(hp)`, `hp.Int`, `hp.Float`, `hp.Choice` | compile with loss and metric |
| learning rate | `sampling="log"` | each power of ten the same share |
| random search | 60 trials: one of the best 5% with 0.954 | nine trials, nine values; a grid has three |
| Hyperband | 21 epochs instead of 81 | may drop slow starters |
| Bayesian optimization | guess plus doubts | pays when trials are dear |
| results | `tuner.oracle.get_best_trials(n)` | judged by the best epoch |
| stopped | `overwrite=False` | the unfinished trial runs again; old notes may answer new questions |
| workers | a chief and tuners | give the chief a time limit |
| best of 50 equals | 0.974 where the truth is 0.95 | rows that chose cannot judge |

## Check yourself

<details><summary>1. Your best learning rate is 0.1, the end of its range. What do you do?</summary>

Widen the range there, and search again. The best may lie outside of what you allowed.
</details>

<details><summary>2. Two tuners report 0.976 and 0.972 as their best validation accuracies, with 200 and 20 trials.
Which found the better network?</summary>

You cannot say. The larger search had more chances to be lucky. Measure both on rows that chose neither.
</details>

<details><summary>3. A colleague's Hyperband prefers large learning rates. Why might that be?</summary>

They are ahead after one epoch, and the others are dropped before they can catch up. Compare with a bracket that starts
with more epochs.
</details>

<details><summary>4. You corrected a bug in `build_model`, and the search is over in a second, with the old scores. What
happened?</summary>

It found its old notes in the folder, with all trials done. Use a new `project_name`, or `overwrite=True`.
</details>

<details><summary>5. How many of 60 random trials lie in the best 5%, on average, and why is 0.954 not 1?</summary>

Three. But the number varies, and with probability $0.95^{60} = 0.046$ there is none.
</details>

## What to do next

Do the [exercise](../exercises/19_keras_tuner/19_keras_tuner.ipynb): a search space, a network with open questions, a
random search of your own, and the worth of its best score. Then go on to [lecture 20](20_going_faster.ipynb): if you
train sixty networks, it is worth knowing what each of them waits for.
"""

# %% hidden=true
assert round(0.95**60, 3) == 0.046

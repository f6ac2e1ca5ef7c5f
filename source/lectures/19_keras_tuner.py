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

The searches here are real and tiny. They need Keras, Keras Tuner and JAX. If one is missing, the first cell stops and
says how to get it.
"""

# %%
import gc
import math
import os
import tempfile
import warnings
from pathlib import Path

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")  # who does the arithmetic; read at the import
compiled = Path.home() / ".cache" / "dlcourse" / "jax"  # compile once, keep it
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(compiled))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
try:
    import keras
    import keras_tuner
except ImportError:
    from dlcourse.extras import how_to_install

    raise ImportError(f"Keras or Keras Tuner is missing. {how_to_install('keras')}") from None

# %%
from dlcourse import Adam, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import accuracy, load_digits, one_hot
from dlcourse.plots import show
from dlcourse.plots.tuner_figures import gaussian_process, grid_and_random, selection_bias
from dlcourse.plots.tuner_figures import successive_halving
from dlcourse.widgets.keras_tuner import parallel_search, trials_explorer

gc.freeze()  # Keras tidies up after each trial; what is loaded by now, it may leave alone
pixels, labels = load_digits()
order = np.random.default_rng(0).permutation(len(pixels))
x, y = pixels[order], labels[order].astype("int32")  # as JAX keeps whole numbers
x_train, x_val, x_test = x[:1024], x[1024:1280], x[1280:]
y_train, y_val, y_test = y[:1024], y[1024:1280], y[1280:]
print(f"{len(x_train)} rows to learn from, {len(x_val)} to choose by,", end=" ")
print(f"{len(x_test)} to judge by")

# %% proof
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
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)  # Adam's averages exist from the start
    return model


hp = keras_tuner.HyperParameters()
print(build_model(hp).count_params(), "parameters with", hp.values)

# %% proof
assert 64 * 16 + 16 + 16 * 10 + 10 == 1210
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
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(32, activation="relu")])
model.add(keras.layers.Dense(10))
model.compile(optimizer="adam")  # as in the notes
before = model.get_weights()
history = model.fit(x_train, y_train, validation_data=(x_val, y_val), verbose=0).history
pairs = zip(model.get_weights(), before, strict=True)
moved = max(np.abs(new - old).max() for new, old in pairs)
print(f"reported: {history}   largest change of a weight: {moved:g}")

# %% proof
assert history == {"loss": [0], "val_loss": [0]}
assert moved == 0

# %% [markdown]
r"""
## Drawing at random

How would you answer the questions? Many people lay a grid: three learning rates times three widths, nine trainings.
"""

# %% prediction [markdown]
r"""
You can afford nine trainings, and only the learning rate matters. How many learning rates does a 3×3 grid try? And nine
random draws?

[ ] Nine, and nine
    On the grid, three trainings share each learning rate. They differ in a setting that does not matter, so they tell
    you the same thing three times.
[x] Three, and nine
    Each random trial brings a new value of each setting. Whichever of them matters, you have nine looks at it.
[ ] Three, and three
    Random draws have no reason to share a value.
"""

# %%
rng = np.random.default_rng(1)
grid = np.array([(a, b) for a in (0.15, 0.5, 0.85) for b in (0.15, 0.5, 0.85)])
at_random = rng.uniform(0, 1, (9, 2))
for name, points in (("grid", grid), ("random", at_random)):
    print(f"{name}: {len(points)} trials, {len(np.unique(points[:, 0]))} values")

# %%
show(grid_and_random(grid, at_random))

# %% proof
assert (len(np.unique(grid[:, 0])), len(np.unique(at_random[:, 0]))) == (3, 9)

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

# %% proof
assert [round(1 - 0.95**T, 3) for T in (10, 30, 60)] == [0.401, 0.785, 0.954]

# %% [markdown]
r"""
Sixty trials, and it does not matter whether you ask two questions or twenty. (But with twenty questions "the best 5%"
may be no great thing. The formula says nothing about how good they are.)

**Draw the learning rate by its power of ten.** Between 0.0001 and 0.1, drawn evenly, nine of ten draws would lie above
0.01, and the two powers of ten below would share the rest, unevenly. `sampling="log"` gives each of the three powers of
ten the same share.
"""

# %%
evenly = rng.uniform(1e-4, 1e-1, 10_000)
by_power = 10 ** rng.uniform(-4, -1, 10_000)
for name, rates in (("even", evenly), ("logarithmic", by_power)):
    print(f"{name} draws above 0.01: {np.mean(rates > 0.01):.0%}")

# %% proof
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


def random_search(name, trials, **options):
    """A random search that keeps its notes in the folder under this name."""
    where = {"directory": folder.name, "project_name": name}
    return keras_tuner.RandomSearch(
        build_model, objective="val_accuracy", max_trials=trials, **where, **options
    )  # fmt: skip


keras.utils.set_random_seed(0)  # for first weights and for settings
tuner = random_search("random", trials=6)
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
        rate = f"η = {v['learning_rate']:.4f}"
        print(f"{trial.score:.2f}   {rate}   {v['units']} units   {v['activation']}")


print_trials(tuner, 6)

# %% proof
found = tuner.oracle.get_best_trials(6)
assert len(found) == 6
assert all(trial.status == "COMPLETED" for trial in found)
found_scores = [trial.score for trial in found]
found_rates = [trial.hyperparameters.get("learning_rate") for trial in found]
assert found_scores == sorted(found_scores, reverse=True)
assert found_scores[0] > 0.5
assert all(1e-4 <= rate <= 1e-1 for rate in found_rates)

# %% proof this_run=true
assert found_scores[0] > 0.85
assert found_scores[-1] < 0.6
assert max(found_rates[-3:]) < min(found_rates[:3]) / 2  # the small learning rates stand at the bottom

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

# %%
show(successive_halving(curves, [1, 3], rates))

# %% proof
longest = max(curves, key=len)
assert sum(len(curve) for curve in curves) == 9 * 1 + 3 * 2 + 1 * 6 == 21
assert len(longest) == 9
assert longest[-1] > 0.9

# %% prediction [markdown]
r"""
21 epochs instead of 81. Is the network at the end the one that would have won after 9 epochs of all nine?

[ ] Yes: the worst after one epoch are the worst after nine
    Often, and not always. A small learning rate is slow at first and may end well.
[x] Not for certain: a slow starter may have been dropped
    What is judged after one epoch is the start. Hyperband risks that, and so it also runs rounds that begin with fewer
    networks and more epochs.
[ ] No: dropping networks makes the rest worse
    The networks know nothing of one another.
"""


# %%
def validation_curve(eta, seed):
    """The validation accuracy of a network of 16 units after each of 15 epochs."""
    rng = np.random.default_rng(seed)
    network = Sequential([Dense(64, 16, rng), ReLU(), Dense(16, 10, rng)])
    network.compile(Adam(eta), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    options = {"epochs": 15, "validation_data": (x_val, one_hot(y_val, 10)), "verbose": False}
    history = network.fit(x_train, one_hot(y_train, 10), rng=rng, **options).history
    return history["val_accuracy"]


by_rate = {eta: [validation_curve(eta, seed) for seed in range(5)] for eta in (0.003, 0.1)}
print("five networks each: mean (lowest to highest)")
for eta, runs in by_rate.items():
    for epoch in (1, 15):
        found = np.array(runs)[:, epoch - 1]
        said = f"{found.mean():.2f} ({found.min():.2f} to {found.max():.2f})"
        print(f"η = {eta:<5}   after epoch {epoch:>2}   {said}")

# %% proof
slow, fast = (np.mean(runs, axis=0) for runs in by_rate.values())
assert slow[0] < fast[0] - 0.1  # behind at the start
assert slow[-1] > fast[-1] + 0.01  # ahead at the end

# %% [markdown]
r"""
There is one: behind at the start, ahead at the end. Keras Tuner's Hyperband runs several such rounds,
called brackets, from "many networks, few epochs" to "few networks, all epochs". Let us watch a small one, of at most 3
epochs. In its first bracket three networks train for one epoch, and the best goes on to epoch 3. In its second, two
other networks train for all 3 epochs at once.
"""

# %%
keras.utils.set_random_seed(0)
hyperband = keras_tuner.Hyperband(
    build_model, "val_accuracy", max_epochs=3, factor=3,
    directory=folder.name, project_name="hyperband",
)  # fmt: skip
hyperband.search(x_train, y_train, **how)  # how many epochs, it decides itself
runs = [trial.hyperparameters.values for trial in hyperband.oracle.trials.values()]
trained = sum(v["tuner/epochs"] - v["tuner/initial_epoch"] for v in runs)
continued = sum("tuner/trial_id" in v for v in runs)
print(f"{len(runs)} runs, {trained} epochs; runs that go on from another: {continued}")
print_trials(hyperband, 3)

# %% proof
assert (len(runs), trained, continued) == (6, 3 * 1 + 1 * 2 + 2 * 3, 1)
assert hyperband.oracle.get_best_trials(1)[0].score > 0.5

# %% [markdown]
r"""
A run that goes on is listed as a trial of its own, so the same settings may appear twice. (And the line with
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
    loss = CategoricalCrossentropy(from_logits=True)
    network.compile(Adam(10**exponent), loss, metrics=[accuracy])
    network.fit(x_train, one_hot(y_train, 10), epochs=2, rng=rng, verbose=False)
    scores.append(network.evaluate(x_val, one_hot(y_val, 10))["accuracy"])


def alike(a, b):
    """How alike two settings are expected to score: most at one place, less and less apart.

    0.09 is 0.3², as scores differ by about 0.3; 0.6 powers of ten is still near, two are far.
    """
    return 0.09 * np.exp(-0.5 * ((a[:, None] - b) / 0.6) ** 2)


# %%
place = np.linspace(-4, -1, 121)
known = alike(tried, tried) + 1e-4 * np.eye(4)  # the last part: scores are not exact
to_trials = alike(place, tried)
mean = np.mean(scores) + to_trials @ np.linalg.solve(known, scores - np.mean(scores))
doubt = np.sqrt(0.09 - (to_trials * np.linalg.solve(known, to_trials.T).T).sum(axis=1))
chosen = np.argmax(mean + 2.6 * doubt)
following = place[chosen]
print("scores", np.round(scores, 2))
print(f"next: η = {10**following:.3f}")
print(f"the guess there is {mean[chosen]:.2f}, the doubt {doubt[chosen]:.2f}")

# %%
show(gaussian_process(place, mean, doubt, tried, scores, following))

# %% proof
assert tried[2] < following < tried[3]  # in the widest gap
assert np.diff(tried).argmax() == 2
assert min(scores[2:]) > max(scores[:2]) + 0.2  # beside the best trials
assert doubt[0] < 0.02 < 0.2 < doubt[chosen]
assert np.allclose(mean[[0, -1]], [scores[0], scores[-1]], atol=0.01)
assert (mean + 2 * doubt).max() > 1.05

# %%
keras.utils.set_random_seed(0)
bayesian = keras_tuner.BayesianOptimization(
    build_model, "val_accuracy", max_trials=5, num_initial_points=3,
    directory=folder.name, project_name="bayesian",
)  # fmt: skip
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # scikit-learn warns of a bold guess through so few trials
    bayesian.search(x_train, y_train, epochs=3, **how)
print_trials(bayesian, 5)

# %% proof
assert len(bayesian.oracle.trials) == 5

# %% [markdown]
r"""
(In the picture the band runs past 1. A Gaussian process does not know where accuracies end.)

Do not conclude from five trials which of the two is better. With so few, three of them random, there is hardly anything
to learn from. Bayesian optimization pays when a training is dear and the trials are dozens; and since each trial waits
for the ones before it, random search is easier to spread over many machines.

## Stopped in the middle

A search may run for days, and somebody will trip over the cable. So we trip over it ourselves: a callback interrupts
the third training, as the *Interrupt* button does. Then the same search is made again with `overwrite=False`, which is
the default: "if there are notes in the folder, read them".
"""

# %% prediction [markdown]
r"""
Four trials are asked for; the third is interrupted as it begins. How many trainings does the second start run?

[ ] Four: it starts again
    That would be `overwrite=True`.
[ ] One: the fourth trial
    The third was begun, and never finished. Its settings are in the notes, a score is not.
[x] Two: the interrupted one again, then the fourth
    Finished trials are kept with their scores; the one that was running goes back into the queue.
"""


# %%
class Count(keras.callbacks.Callback):
    """Counts the trainings that begin, and interrupts one of them."""

    begun, interrupt_at = 0, 3

    def on_train_begin(self, _logs=None):
        Count.begun += 1
        if Count.begun == Count.interrupt_at:
            raise KeyboardInterrupt


stopped = random_search("stopped", trials=4)
try:
    stopped.search(x_train, y_train, epochs=1, callbacks=[Count()], **how)
except KeyboardInterrupt:
    print(f"stopped as training {Count.begun} began")

# %%
Count.begun, Count.interrupt_at = 0, None
resumed = random_search("stopped", trials=4, overwrite=False)
print("found:", sorted(trial.status for trial in resumed.oracle.trials.values()))
resumed.search(x_train, y_train, epochs=1, callbacks=[Count()], **how)
print(f"{Count.begun} trainings, and {len(resumed.oracle.trials)} trials in all")

# %% proof
assert Count.begun == 2
assert len(resumed.oracle.trials) == 4
assert all(trial.status == "COMPLETED" for trial in resumed.oracle.trials.values())
third = random_search("stopped", trials=4, overwrite=False)
third.search(x_train, y_train, epochs=1, callbacks=[Count()], **how)
assert Count.begun == 2

# %% [markdown]
r"""
Two. A third start would run none: four trials were asked for, and four are there. That has a trap in it. Change
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
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(units, "relu")])
    model.add(keras.layers.Dense(10))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model

x, y = load_digits()
y = y.astype("int32")
kept_aside = x[1024:1280], y[1024:1280]
how = {"max_trials": 4, "project_name": "shared"}
tuner = keras_tuner.RandomSearch(build_model, "val_accuracy", **how)
tuner.search(x[:1024], y[:1024], epochs=1, validation_data=kept_aside, verbose=0)
"""

# %%
with tempfile.TemporaryDirectory() as together:
    Path(together, "search.py").write_text(search_py)
    statuses = parallel_search(together, "search.py", ["tuner0", "tuner1"])
print(f"a chief and two workers: {statuses.count('COMPLETED')} trials completed")

# %% proof
assert statuses == ["COMPLETED"] * 4

# %% [markdown]
r"""
## Rows that chose cannot judge

The search is over, and its best trial has a high accuracy on the validation rows. Is this how good the network is?

Suppose that somebody hands you 50 networks, and *all of them are equal*: each is right with probability 0.95 on a new
digit. You cannot know that. You test each on 360 rows and take the best.
"""

# %% prediction [markdown]
r"""
50 networks, each right with probability 0.95, each tested on 360 rows. What does the best score, on average?

[ ] 0.950
    That is what the average network scores. You took the luckiest of 50.
[x] 0.974
    Chance moves each score by about 0.0115, and the best of 50 lies about two of these above the middle. There was
    nothing to find, and yet you found something.
[ ] 0.999
    Chance is not as strong as that: with 360 rows a score seldom lies three standard deviations off.
"""

# %%
rng = np.random.default_rng(0)
scores = rng.binomial(360, 0.95, size=(20_000, 50)) / 360  # 20,000 such searches
print(f"one network: {scores.mean():.3f} ± {scores.std():.4f}")
print(f"best of 50:  {scores.max(axis=1).mean():.3f}")


# %%
def expected_best(trials, rows=360, p=0.95):
    """The expected largest of `trials` shares of right answers: Σₖ P(max ≥ k) / rows."""
    exactly = [math.comb(rows, k) * p**k * (1 - p) ** (rows - k) for k in range(rows)]
    below = np.cumsum(exactly)  # the probability that one network has at most k right
    return (1 - below**trials).sum() / rows


counts = np.unique(np.logspace(0, 3, 40).round().astype(int))
show(selection_bias(counts, np.array([expected_best(T) for T in counts]), 0.95))

# %% proof
assert round(scores.mean(), 3) == 0.95
assert round(scores.std(), 4) == 0.0115
assert round(scores.max(axis=1).mean(), 3) == round(expected_best(50), 3) == 0.974
assert [round(expected_best(T), 3) for T in (1, 5, 10, 1000)] == [0.95, 0.963, 0.967, 0.983]

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
# 10,000 searches, each among five guessing networks, on 50 test rows
right = rng.binomial(50, 0.5, size=(10_000, 5)) / 50
best_of_five = right.max(axis=1).mean()
print(f"the best of 5 on the rows that chose it: {best_of_five:.3f}, on new rows 0.5")

# %% [markdown]
r"""
And our own random search of six trials: its best score, and the test rows' word on these settings.
"""

# %%
best = tuner.oracle.get_best_trials(1)[0]
keras.utils.set_random_seed(1)
network = tuner.hypermodel.build(best.hyperparameters)
network.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
judged = network.evaluate(x_test, y_test, verbose=0)[1]
print(f"{best.score:.2f} on the {len(x_val)} rows that chose,", end=" ")
print(f"{judged:.2f} on {len(x_test)} others")
folder.cleanup()

# %% proof
assert round(right.max(axis=1).mean(), 2) == 0.58
assert judged > 0.5
for count in (len(x_val), len(x_test)):  # chance, where 0.95 is the truth
    assert 0.005 < np.sqrt(0.95 * 0.05 / count) < 0.02

# %% [markdown]
r"""
This is one case, and it may fall on either side: with six trials selection is weak, and chance moves both numbers by
one or two percentage points. The rule is about the average. Measure once, and report *that* number. If you then go back
and search on because you dislike it, the test rows have become validation rows.

## Explore: sixty trials

Sixty trials were recorded for you: networks of this course on the digits, five epochs each, all settings drawn at
random. Each trial is a line. Follow it from its learning rate, through its layers, units, activation and dropout, to
its accuracy on 360 validation rows. First, a question.
"""

# %% prediction [markdown]
r"""
Look at the best 12 of the 60 trials only. Which setting is confined to a small part of its range?

[ ] The units
    From 16 to 128: the best 12 have nearly any width.
[ ] The layers
    One, two and three hidden layers are all among the best 12.
[x] The learning rate
    It spans three powers of ten in all, and about one among the best 12.
[ ] The activation
    Both are there, in nearly equal shares.
"""

# %% proof
from dlcourse.widgets.keras_tuner import recorded_trials, trials_values

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
25 trials between 0.0018 and 0.0191, one is right on only 61% (three layers of 32 units with dropout 0.5, after five
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

# %% proof
assert round(0.95**60, 3) == 0.046

# %% [markdown]
r"""
# 19 · Keras Tuner

*Let a program try the settings that you would otherwise guess. And learn to doubt what it finds.*

**You will be able to**

- write a network with open questions, `build_model(hp)`, and define its search space;
- search at random, with Hyperband and with Bayesian optimization, and say what each saves and what it risks;
- read the trials of a search, and decide what to search next;
- go on with a search that was stopped;
- say what the best score of a search is worth.

**It builds on** Keras (18), rows kept aside (12) and Adam (16). **Time:** about 40 minutes.

The searches with Keras here are real and tiny. What would take long was *recorded*: 200 networks of this course's own
library, with learning rate (0.0001 to 0.1), layers (1 to 3), units (16 to 128), activation (ReLU, tanh) and dropout (0,
0.25, 0.5) drawn at random, trained once by `python -m dlcourse.widgets.practice.trials`; you can run it again within
two minutes.
"""

# %%
import os

os.environ.setdefault("KERAS_BACKEND", "jax")  # who does the arithmetic; read at the import
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", os.path.expanduser("~/.cache/dlcourse/jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
try:
    import keras
    import keras_tuner
except ImportError:
    from dlcourse.extras import how_to_install

    raise ImportError(f"Keras or Keras Tuner is missing. {how_to_install('keras')}") from None

# %%
import math
import tempfile
import warnings
from itertools import islice

import numpy as np

from dlcourse import Adam, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import accuracy, load_digits, one_hot
from dlcourse.plots import show
from dlcourse.plots.practice import tuner_figures, tuner_searches
from dlcourse.widgets.practice import searches
from dlcourse.widgets.practice.keras_tuner import parallel_search, process_explorer, trials_explorer
from dlcourse.widgets.practice.trials import recorded_rates, recorded_trials

pixels, labels = load_digits()
order = np.random.default_rng(0).permutation(len(pixels))
x, y = pixels[order], labels[order].astype("int32")  # int32, JAX's default integer
x_train, x_val, x_test = x[:1024], x[1024:1280], x[1280:]
y_train, y_val, y_test = y[:1024], y[1024:1280], y[1280:]
print(f"{len(x_train)} rows to learn from, {len(x_val)} to choose by,", end=" ")
print(f"{len(x_test)} to judge by")

# %% proof
assert (len(x_train), len(x_val), len(x_test)) == (1024, 256, 517)

# %% [markdown]
r"""
## A network with open questions

All through the course somebody chose 32 units, or 50, and a learning rate of 0.3. Who said so? Such settings are
**hyperparameters**: training takes them as given, so it cannot find them. You have to try. A **trial** is one
value for each of them, with a training to score it, and the values that are allowed make up the **search space**.

In Keras Tuner you write the network once. Where you do not know, you ask the argument `hp`: each hyperparameter has a
name and a range, and the tuner gives it a value, another in each trial.
"""


# %%
def build_model(hp):
    """A compiled network with the values that hp chose."""
    units = hp.Int("units", 16, 64, step=16)
    activation = hp.Choice("activation", ["relu", "tanh"])
    learning_rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    model = keras.Sequential([keras.Input((64,))])
    model.add(keras.layers.Dense(units, activation=activation))
    model.add(keras.layers.Dense(10))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    return model


hp = keras_tuner.HyperParameters()
print(build_model(hp).count_params(), "parameters with", hp.values)

# %% proof
assert 64 * 16 + 16 + 16 * 10 + 10 == 1210
assert build_model(hp).count_params() == 1210
assert hp.values == {"units": 16, "activation": "relu", "learning_rate": 1e-4}

# %% [markdown]
r"""
Outside a search each value is the first of its range. Try your function in this way before you search: a mistake
should cost you a second, and not a night.

Ranges may depend on one another: inside `for i in range(hp.Int("layers", 1, 3))`, `hp.Int(f"units_{i}", …)` asks for
the units of each layer that there is. The names must differ; one name has one value. (Once met, `units_2` gets a value
in *every* trial, also in those with one layer, where it does nothing: do not read it there. Inside
`with hp.conditional_scope("layers", [3]):` it is active for three layers only.)

Compile with a loss and a metric. Notes 3 give `compile` an optimizer alone: then there is nothing to descend, no
weight moves, and there is no `val_accuracy` to search by.
"""

# %% proof
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(32, activation="relu")])
model.add(keras.layers.Dense(10))
model.compile(optimizer="adam")
before = model.get_weights()
history = model.fit(x_train, y_train, validation_data=(x_val, y_val), verbose=0).history
moved = max(np.abs(a - b).max() for a, b in zip(model.get_weights(), before, strict=True))
assert history == {"loss": [0], "val_loss": [0]}
assert moved == 0

# %% [markdown]
r"""
## Drawing at random

Many people lay a grid: three learning rates times three widths, nine trials.
"""

# %% prediction [markdown]
r"""
You can afford nine trials, and only the learning rate matters. How many learning rates does a 3×3 grid try? And nine
random draws?

[ ] Nine, and nine
    On the grid, three trials share each learning rate. They differ in a setting that does not matter, so they tell
    you the same thing three times.
[x] Three, and nine
    Each random trial brings a new value of each setting. Whichever of them matters, you have nine looks at it.
[ ] Three, and three
    Random draws have no reason to share a value.
"""

# %%
rates, by_rate = recorded_rates()  # 61 learning rates, 10 networks each: 32 units, 3 epochs
curve = by_rate.mean(axis=1)
grid = np.array([(a, b) for a in (0.15, 0.5, 0.85) for b in (0.15, 0.5, 0.85)])
at_random = np.random.default_rng(1).uniform(0, 1, (9, 2))
show(tuner_figures.grid_and_random(grid, at_random, np.linspace(0, 1, len(rates)), curve))

# %% proof
assert by_rate.shape == (61, 10)
assert (len(np.unique(grid[:, 0])), len(np.unique(at_random[:, 0]))) == (3, 9)
many, everywhere = np.random.default_rng(0), np.linspace(0, 1, len(curve))
draws_of_nine = np.interp(many.uniform(0, 1, (2000, 9)), everywhere, curve).max(axis=1)
shifted = np.interp(many.uniform(0, 1 / 3, (2000, 1)) + np.array([0, 1 / 3, 2 / 3]), everywhere, curve).max(axis=1)
assert max(abs(draws_of_nine.mean() - 0.924), abs(shifted.mean() - 0.924)) < 0.006

# %% [markdown]
r"""
The grey curve is recorded: the accuracy after three epochs, over the learning rate. The grid spends nine trials on
three points of it. Here both find the plateau, because it is wide: over many draws and many shifted grids, the best
of nine scores about 0.92 with either. Where the good values are few, nine looks find more than three. (James Bergstra
and Yoshua Bengio made this argument in 2012, in "Random search for hyper-parameter optimization".)

A second argument needs no picture. Call a setting *good* if it is among the best 5% of the search space. A random
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
Sixty trials are enough for two hyperparameters or for twenty. (How good the best 5% are, it does not say.)

**Draw the learning rate by its power of ten.** Between 0.0001 and 0.1, drawn evenly, nine of ten draws would lie
above 0.01. With `sampling="log"` each of the three powers of ten gets a third.

Now a real search: six trials of three epochs. `objective` is the score to maximize; the tuner keeps its log, all
settings and scores, in a folder.
"""

# %% proof
assert abs((0.1 - 0.01) / (0.1 - 0.0001) - 0.9) < 0.01

# %%
folder = tempfile.TemporaryDirectory()
how = {"batch_size": 64, "validation_data": (x_val, y_val), "verbose": 0}


def random_search(name, trials, **options):
    """A random search that keeps its log in the folder under this name."""
    where = {"directory": folder.name, "project_name": name}
    return keras_tuner.RandomSearch(
        build_model, objective="val_accuracy", max_trials=trials, **where, **options
    )  # fmt: skip


def print_trials(tuner, count):
    """The best trials: score and settings."""
    for trial in tuner.oracle.get_best_trials(count):
        v = trial.hyperparameters.values
        rate = f"η = {v['learning_rate']:.4f}"
        print(f"{trial.score:.2f}   {rate}   {v['units']} units   {v['activation']}")


keras.utils.set_random_seed(0)  # for first weights and for settings
tuner = random_search("random", trials=6)
tuner.search(x_train, y_train, epochs=3, **how)
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
## Reading the results

The tuner's *oracle* chooses settings and remembers their scores. Read its list from both ends: what do the good ones
share, that the bad ones do not have? Here the small learning rates stand at the bottom: after three epochs they have
hardly begun. That is a fact about *three epochs*, and not about these learning rates. A search finds what is good
under the conditions of the search.

How large must a difference in this list be to mean anything? Here are two settings of the grey curve again, ten
networks each, which differ in nothing but their first weights and the order of the rows.
"""

# %%
for eta in (0.001, 0.01):
    k = np.abs(np.log(rates / eta)).argmin()
    low, high, spread = by_rate[k].min(), by_rate[k].max(), by_rate[k].std(ddof=1)
    print(f"η = {eta}: {low:.2f} to {high:.2f}, standard deviation {spread:.3f}")
print(f"standard error from 256 rows, at accuracy 0.9: {math.sqrt(0.9 * 0.1 / 256):.3f}")

# %% proof
assert round(by_rate[20].std(ddof=1), 2) == 0.08
assert round(by_rate[40].std(ddof=1), 3) == 0.006
assert round(math.sqrt(0.9 * 0.1 / 256), 3) == 0.019

# %% [markdown]
r"""
Read the standard deviations. At η = 0.001, on the slope, luck with the first weights moves a score by eight points.
On the plateau it is half a point, and another choice of 256 rows would move it by two. (All trials answer the *same*
256 rows, so in a comparison a part of these two points cancels. The luck of the start does not.) So make nothing of
half a point. With `executions_per_trial=3` a trial is scored by the mean of three runs, for three times the price. And
each run is judged by its best epoch, which flatters it a little: that epoch was chosen by the same rows.

## Hyperband: stop the hopeless early

Many trials can be seen early to be bad. **Successive halving** (at first it was a half that stayed) starts many, keeps
the best third of them, trains these on to three times the epochs, and so on: 1, 3, 9. Such a schedule, from many short
trainings to a single long one, is called a *bracket*.

Nine networks with random learning rates. To see what dropping costs, we train the dropped ones on, too; the search
would not.
"""

# %%
rng = np.random.default_rng(3)
etas = 10 ** rng.uniform(-4, -1, 9)
curves = np.zeros((9, 9))
for k, eta in enumerate(etas):
    network = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    network.compile(Adam(eta), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    for epoch in range(9):
        network.fit(x_train, one_hot(y_train, 10), rng=rng, verbose=False)
        curves[k, epoch] = network.evaluate(x_val, one_hot(y_val, 10))["accuracy"]

alive = np.zeros((9, 9), dtype=bool)  # which network is trained in which epoch
kept, done = np.arange(9), 0
for until in (1, 3, 9):
    alive[kept, done:until] = True
    best_first = np.argsort(-curves[kept, until - 1])
    kept, done = kept[best_first[: len(kept) // 3]], until
print(f"{alive.sum()} epochs")
show(tuner_figures.successive_halving(curves, alive, etas))

# %% proof
assert alive.sum() == 9 * 1 + 3 * 2 + 1 * 6 == 21
assert alive.all(axis=1).sum() == 1
assert curves[alive.all(axis=1), -1] > 0.85
assert curves[alive.all(axis=1), -1] > curves[:, -1].max() - 0.04

# %% [markdown]
r"""
Twenty-one epochs instead of 81, and the network that was trained to the end is one of the good ones. It need not be
the
best of the nine: look where those that were dropped after epoch 3 end, with the dashed lines.
"""

# %% prediction [markdown]
r"""
Take 27 trials, and halve after epochs 1, 3 and 9. Would the trial that is left also have won with 27 epochs for all?

[ ] Nearly always: the worst after one epoch are the worst after 27
    The very bad ones are. Among the good ones the order changes.
[x] In about one bracket of four, and it hardly matters
    The winner is mostly dropped, but what is left is nearly as good, since many trials are good.
[ ] Hardly ever, and what is left is much worse
    One time in four is more than that, and what is left is hardly worse: a tenth of a point on average.
"""

# %%
trials = recorded_trials()  # 200 networks with random settings, after epochs 1, 3, 9 and 27
early, late = trials.score(1), trials.score(27)
show(tuner_searches.early_and_late(early, late, trials.learning_rate, (1, 27)))

# %%
dropped, loss = searches.winners_dropped(1000)  # 27 of the 200 at random, 1,000 times
for when, count in zip(("after epoch 1", "after epoch 3", "after epoch 9", "never"), dropped, strict=True):
    print(f"the winner is dropped {when}: {count / 10:.0f}%")
print(f"test accuracy lost: {loss.mean():.4f} on average")

# %% proof
for seed in range(5):
    counts, losses = searches.winners_dropped(300, seed)
    assert 0.18 < counts[3] / 300 < 0.31
    assert 0 < losses.mean() < 0.003
ranks = [np.argsort(np.argsort(-score, kind="stable")) for score in (early, late)]
lost = trials.learning_rate[(ranks[0] > 100) & (ranks[1] < 60)]
assert len(lost) >= 3
assert np.median(trials.learning_rate[ranks[0] < 20]) > 3 * np.median(trials.learning_rate[ranks[1] < 20])
kept_third = ranks[0] < len(early) // 3
assert round(np.corrcoef(ranks[0], ranks[1])[0, 1], 1) == 0.7
assert 0 < np.corrcoef(*(np.argsort(np.argsort(rank[kept_third])) for rank in ranks))[0, 1] < 0.2
high_rates = trials.learning_rate > 0.01
assert np.mean(ranks[1][high_rates] > ranks[0][high_rates]) > 0.8

# %% [markdown]
r"""
The cloud follows the diagonal (the rank correlation is 0.7), so an early look tells much. But within the third that
is kept there is hardly any order left (below
0.2). A dot far above the diagonal is a trial that was slow and became good;
the ones with large learning rates, below it, were fast and were overtaken. So the winner may go at each of the three
looks, and is kept one time in four. That costs a tenth of a point. The best 20 after one epoch have learning rates
more than three times as large (in the median) as the best 20 after 27: an early look prefers the fast.

**Hyperband** (Lisha Li and colleagues, 2017) therefore runs several brackets, from "many trials, few epochs" to "few
trials, all epochs". In Keras Tuner, with at most 3 epochs: three networks train for one epoch and the best goes on to
epoch 3; then two others train for 3 epochs from the start. A network that goes on must bring Adam's averages along, so
they have to exist before its saved state is loaded: hence `optimizer.build`.
"""


# %%
def build_resumable(hp):
    """The same network, with an optimizer whose averages can be loaded."""
    model = build_model(hp)
    model.optimizer.build(model.trainable_variables)
    return model


keras.utils.set_random_seed(0)
hyperband = keras_tuner.Hyperband(
    build_resumable, "val_accuracy", max_epochs=3, factor=3,
    directory=folder.name, project_name="hyperband",
)  # fmt: skip
hyperband.search(x_train, y_train, **how)  # how many epochs, it decides itself
runs = [trial.hyperparameters.values for trial in hyperband.oracle.trials.values()]
trained = sum(v["tuner/epochs"] - v["tuner/initial_epoch"] for v in runs)
continued = sum("tuner/trial_id" in v for v in runs)
print(f"{len(runs)} trials, {trained} epochs; trials that go on from another: {continued}")
print_trials(hyperband, 3)

# %% proof
assert (len(runs), trained, continued) == (6, 3 * 1 + 1 * 2 + 2 * 3, 1)
assert hyperband.oracle.get_best_trials(1)[0].score > 0.5

# %% [markdown]
r"""
## Bayesian optimization: ask where it pays

Random search learns nothing from its trials. **Bayesian optimization** does. It keeps a guess $m$ of the score for
each setting, and a doubt $s$ about it, from a **Gaussian process**: settings that lie close are expected to score
alike, with the covariance $k(x, x') = 0.3^2 \exp (-(x-x')^2 / 2 \ell^2)$, with $x = \log_{10} \eta$ and $\ell = 0.6$.
With trials at $x_1 \dots x_T$, their scores $y$, $k_i = k(x, x_i)$ and $K_{ij} = k(x_i, x_j)$, to which $10^{-4}$ is
added for $i = j$, as scores are not exact:

$$m(x) = \bar y + k^\top K^{-1} (y - \bar y), \qquad s^2(x) = 0.3^2 - k^\top K^{-1} k .$$

Read them: the guess is the mean plus a weighted sum of the known scores' deviations, in which near trials weigh most
($K^{-1}$ sees to it that two near ones do not count twice). The squared doubt is the one we began with, $0.3^2$, less
what near trials have removed: almost all of it at a trial, nothing far from all. The next trial goes where the **upper
confidence bound**, guess plus 2.6 times the doubt, is largest:

$$x_{\text{next}} = \arg\max_x \;\big(m(x) + 2.6\, s(x)\big) .$$

That is where things look good, or where little is known.
"""


# %%
def alike(a, b):
    """k: 0.3², as scores differ by about 0.3; at 0.6 powers of ten still much alike."""
    return 0.3**2 * np.exp(-((a[:, None] - b) ** 2) / (2 * 0.6**2))


def guess_and_doubt(place, tried, scores):
    """m and s at each place."""
    K = alike(tried, tried) + 1e-4 * np.eye(len(tried))  # 1e-4: scores are not exact
    k = alike(place, tried)  # (M, T)
    m = scores.mean() + k @ np.linalg.solve(K, scores - scores.mean())
    s2 = 0.3**2 - (k * np.linalg.solve(K, k.T).T).sum(axis=1)
    return m, np.sqrt(s2)


place, tried = np.log10(rates), [6, 18]  # two bad trials to begin with
for _ in range(6):
    m, s = guess_and_doubt(place, place[tried], curve[tried])
    tried.append(int((m + 2.6 * s).argmax()))  # and "train" it: look up its recorded score
    last = tried[-1]
    print(f"η = {rates[last]:.4f}: guess {m[last]:.2f}, score {curve[last]:.3f}")

# %%
steps = islice(searches.process_search(place, curve, [6, 18], 2.6), 6)
show(tuner_searches.process_steps(place, list(steps), 2.6))

# %% proof
mean, doubt = searches.gaussian_guess(place, place[tried[:-1]], curve[tried[:-1]])
assert np.allclose(m, mean)
assert np.allclose(s, doubt)
assert curve[tried].max() > curve.max() - 0.002
assert curve[tried[3]] > curve.max() - 0.002  # the second trial after the first two
assert np.abs(mean[tried[:-1]] - curve[tried[:-1]]).max() < 0.02
assert rates[tried[4]] == rates[-1]

# %% [markdown]
r"""
The newest trial is orange, the band is one $s$ to each side, and below stands the bound that decides. The second one
that the rule chose already lies on the plateau. (In the picture the band runs past 1: the process does not know where
accuracies end.)

Keras Tuner differs in details. It scales the scores by their spread, so it needs no 0.3. Its $k$ is another one
(Matérn, less smooth), and it fits the length $\ell$ to the trials, one length for all hyperparameters; it begins with
three random trials for each hyperparameter, unless told otherwise. 2.6 is its default `beta`; another common rule is
the expected improvement over the best score so far.

**Try it: take the trials one by one. Then set the factor to 0. Where does the search get stuck, and why? And what
does a factor of 5 waste?**
"""

# %%
process_explorer()

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

With 0 it stays near η = 0.008, at 0.889, though 0.930 is to be had: its guess is highest there, and nothing draws it
to the right, where it knows nothing. With 5 it spends a trial on η = 0.004 (0.837), only because the doubt is large
there.
</details>
"""

# %% proof
last = list(islice(searches.process_search(place, curve, [6, 18], 0), 10))[-1]
assert abs(10 ** last["following"] - 0.008) < 0.0005
assert [round(last["scores"].max(), 3), round(curve.max(), 3)] == [0.889, 0.930]
wide = list(islice(searches.process_search(place, curve, [6, 18], 5), 10))[-1]["scores"]
assert round(wide[2:].min(), 3) == 0.837

# %%
keras.utils.set_random_seed(0)
bayesian = keras_tuner.BayesianOptimization(
    build_model, "val_accuracy", max_trials=5, num_initial_points=3,
    directory=folder.name, project_name="bayesian",
)  # fmt: skip
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # scikit-learn warns when it fits so few trials
    bayesian.search(x_train, y_train, epochs=3, **how)
print_trials(bayesian, 5)

# %% proof
assert len(bayesian.oracle.trials) == 5

# %% [markdown]
r"""
## Search against search

Which is best? One run of each says nothing, so we replay 200 of each on the recorded trials. A replay trains nothing:
it looks scores up and counts *epochs*. Each draws 256 of the 773 rows that no network learnt from, to choose by; the
other 517 judge its best trial so far. Random and Bayesian search train each trial for all 27 epochs. Two pairs begin
alike by construction: Bayesian search starts with the first four trials of random search, and Hyperband with a bracket
of halving, so up to 81 epochs there are only two lines to see.
"""

# %% prediction [markdown]
r"""
With 81 epochs random search trains three trials to the end. One bracket of halving looks at 27. Which finds the better
network, and what is left of the difference at 486 epochs?

[x] Halving, and little is left of it
    27 draws against three. In the end all have seen several good trials, and good ones are common.
[ ] Halving, and it gets further and further ahead
    No search can find more than there is: the best of these settings are nearly equal.
[ ] Random search: its three trials are trained to the end
    Halving's last trial has all 27 epochs, too, and it is one out of 27.
"""

# %%
budgets = [27, 54, 81, 162, 243, 486]
found = searches.compare_searches(budgets, 200)
show(tuner_searches.searches_compared(np.array(budgets), found))

# %% proof
for seed in range(1, 6):
    f = searches.compare_searches(budgets, 60, seed)
    gain = {name: (scores - f["random"]).mean(axis=0) for name, scores in f.items()}
    assert 0.003 < gain["halving"][2] < 0.016
    assert all(np.array_equal(f[a][:, :3], f[b][:, :3]) for a, b in (("halving", "Hyperband"), ("random", "Bayesian")))
    assert gain["Hyperband"][2] > 0.003
    for name in ("halving", "Hyperband", "Bayesian"):
        assert abs(gain[name][-1]) < 0.006
    assert np.median(f["halving"][:, 0]) < np.median(f["random"][:, 0])

# %% [markdown]
r"""
At 81 epochs halving leads by half a point to a point; at 486 all four lie within about half a point. Before it has
trained any network long, halving is behind. Bayesian search gains nothing here. Likely reasons: five hyperparameters
for 18 trials; one length $\ell$ for all five, so it cannot learn that one of them hardly matters; and good scores that
chance moves as much as settings do. It is made for trainings so expensive that
you can afford only some dozens. On another task the order may differ. Begin with random search while trainings are
short: it is simple, and its trials need not wait for one another. Where
you can afford only a few whole trainings, begin with halving.

## Stopped in the middle

A search may run for days, and somebody will trip over the cable. So we trip over it ourselves: a callback interrupts
the third training, as the *Interrupt* button does. Then the same search is made again with `overwrite=False`, which
is the default: "if there is a log in the folder, go on from it".
"""

# %% prediction [markdown]
r"""
Four trials are asked for; the third is interrupted as it begins. How many trainings does the second start run?

[ ] Four: it starts again
    That would be `overwrite=True`.
[ ] One: the fourth trial
    The third was begun, and never finished. Its settings are in the log, a score is not.
[x] Two: the interrupted one again, then the fourth
    Finished trials are kept with their scores; the one that was running goes back into the queue.
"""


# %%
class Count(keras.callbacks.Callback):
    """Counts the trainings that begin, and interrupts one of them."""

    begun, interrupt_at = 0, 3  # of the class: the tuner copies callbacks for each trial

    def on_train_begin(self, _logs=None):
        Count.begun += 1
        if Count.begun == Count.interrupt_at:
            raise KeyboardInterrupt


stopped = random_search("stopped", trials=4)
try:
    stopped.search(x_train, y_train, epochs=1, callbacks=[Count()], **how)
except KeyboardInterrupt:
    print(f"stopped as training {Count.begun} began")

Count.begun, Count.interrupt_at = 0, None
resumed = random_search("stopped", trials=4, overwrite=False)
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
A third start would run none: four trials were asked for, and four are there. That has a trap in it. Change
`build_model`, forget the folder, and the tuner answers out of its old log. For a new search take a new
`project_name`, or `overwrite=True`.

## Rows that chose cannot judge

The search is over, and its best trial has a high accuracy on the validation rows. Is the network that good?

Suppose that somebody hands you 50 networks, and *all of them are equal*: each is right with probability 0.95 on a new
digit. You cannot know that. You test each on 256 rows and take the best.
"""

# %% prediction [markdown]
r"""
50 networks, each right with probability 0.95, each tested on 256 rows. What does the best score, on average?

[ ] 0.950
    That is what the average network scores. You took the luckiest of 50.
[x] 0.978
    Chance moves each score by 0.0136 (its standard deviation), and the best of 50 lies about two of these above the
    mean. There was nothing to find, and yet you found something.
[ ] 0.999
    Chance is not as strong as that: so high a score lies more than three standard deviations off.
"""


# %%
def expected_best(trials, rows=256, p=0.95):
    """The expected largest of `trials` shares of right answers: Σₖ P(max > k) / rows."""
    exactly = [math.comb(rows, k) * p**k * (1 - p) ** (rows - k) for k in range(rows)]
    below = np.cumsum(exactly)  # the probability that one network has at most k right
    return (1 - below**trials).sum() / rows


chance = math.sqrt(0.95 * 0.05 / 256)
print(f"standard deviation {chance:.4f}, best of 50: {expected_best(50):.3f}")
counts = np.unique(np.logspace(0, 3, 40).round().astype(int))
equal = np.array([expected_best(T) for T in counts])
chosen, judged = searches.best_of_real(1000)  # of 1 to 200 recorded trials, in random orders
show(tuner_searches.selection_bias(counts, equal, 0.95, chosen, judged))

# %% proof
draws = np.random.default_rng(0).binomial(256, 0.95, size=(20_000, 50)) / 256
assert round(draws.mean(), 3) == 0.95
assert round(draws.std(), 4) == round(math.sqrt(0.95 * 0.05 / 256), 4) == 0.0136
assert abs(draws.max(axis=1).mean() - expected_best(50)) < 0.0003
assert round(expected_best(50), 3) == 0.978
for seed in range(5):
    c, j = searches.best_of_real(300, seed)
    assert abs(c[0] - j[0]) < 0.004
    assert 0.001 < c[4] - j[4] < 0.007
    assert round(c[-1] - j[-1], 3) in (0.01, 0.011, 0.012)
    assert j[-1] - j[49] < 0.001 < 0.002 < c[-1] - c[49]
wrong = ~trials.right[np.argsort(-trials.right[:, 3].mean(axis=1))[:50], 3]  # the best 50
both = [(wrong[a] & wrong[b]).mean() for a in range(50) for b in range(a)]
assert np.mean(both) > 10 * wrong.mean() ** 2

# %% [markdown]
r"""
On the left there is nothing to find, and **the gap is not progress. It is selection.** On the right are the recorded
trials, where there is much to find: up to some 50 trials both curves rise. After that only the score on the rows that
chose does. After 200 trials it is 1.1 points too good. (Less than on the left: at 0.98 chance moves a score less, not
all 200 are near the best, and networks share many of their mistakes.) You cannot tell progress from selection on the
rows that chose.

The remedy is the third part of the rows. Nobody has chosen by it. Take the best settings, train once more, now on
*all* rows that may be learnt from, training and validation rows together, for as many epochs as its best one had, and
measure once.

(Notes 3 hand the test rows to the search, `validation_data=(xtest, ytest)`. Then the test rows choose. Even among
five networks that guess between two labels, tested on 50 rows, the best scores 0.58 on average, where the truth is
0.5.)
"""

# %%
best = tuner.oracle.get_best_trials(1)[0]
keras.utils.set_random_seed(1)
network = tuner.hypermodel.build(best.hyperparameters)
network.fit(x[:1280], y[:1280], batch_size=64, epochs=best.best_step + 1, verbose=0)  # best_step counts from 0
judged_once = network.evaluate(x_test, y_test, verbose=0)[1]
print(f"{best.score:.2f} on the {len(x_val)} rows that chose,", end=" ")
doubt = math.sqrt(judged_once * (1 - judged_once) / len(x_test))  # the standard error
print(f"{judged_once:.2f} ± {doubt:.2f} on {len(x_test)} others, with more rows to learn from")
folder.cleanup()

# %% proof
assert round(expected_best(5, rows=50, p=0.5), 2) == 0.58
asked_for = {"search_space_summary", "results_summary", "get_best_hyperparameters", "get_best_models"}
assert asked_for <= set(dir(tuner))
assert {"fit", "build"} <= set(dir(keras_tuner.HyperModel))
assert judged_once > 0.5

# %% [markdown]
r"""
In a single search the second number may well be the higher one: more rows to learn from, other first weights, chance in
both. Report *the second*. If you then search on because you dislike it, the test rows have become validation rows.

## Explore: two hundred trials

Each of the 200 recorded trials is a line, from its learning rate through layers, units, activation and dropout to its
accuracy on the 256 validation rows. (That last axis is stretched at the top, to tell 0.95 from 0.98; color and marker
of a highlighted line say in which third of it the line ends.)
"""

# %% proof
good = (trials.learning_rate > 0.002) & (trials.learning_rate < 0.02)


def mean_score(layers, dropout):
    return late[good & (trials.layers == layers) & (trials.dropout == dropout)].mean()


assert [round(mean_score(3, 0.5), 2), round(mean_score(3, 0), 2)] == [0.82, 0.97]
assert 0 < mean_score(1, 0) - mean_score(1, 0.5) < 0.01
assert (good & (trials.layers == 1)).sum() == 30
assert round(late[good & (trials.layers == 1)].mean(), 2) == 0.96
each = [mean_score(layers, dropout) for layers in (1, 2, 3) for dropout in (0, 0.25, 0.5)]
assert max(each) < mean_score(3, 0) + 0.005

# %% [markdown]
r"""
**Which axis narrows first as you highlight fewer of the best? What do the worst share? Then take the good learning
rates alone, and look at the worst again. And after epoch 1: who is ahead there?**
"""

# %%
trials_explorer()

# %% proof
best_20, worst_20 = np.argsort(-late, kind="stable")[:20], np.argsort(-late, kind="stable")[-20:]
eta_20 = trials.learning_rate[best_20]
assert [round(eta_20.min(), 4), round(eta_20.max(), 4)] == [0.0018, 0.0186]
assert np.bincount(trials.layers[best_20])[1:].tolist() == [8, 6, 6]
assert (trials.dropout[best_20] == 0).sum() == 13
assert (trials.dropout == 0).sum() == 69
assert (trials.dropout[worst_20] == 0.5).sum() == 15
assert (trials.layers[worst_20] == 3).sum() == 11
right_27 = (late * 256).round().astype(int)
assert sorted(right_27)[-20] == 248
assert (right_27 == 248).sum() == 15
assert right_27.max() == 251
lowest = []
for seed in range(200):
    validation, _ = searches.scores_on(np.random.default_rng(seed))
    lowest.append(trials.learning_rate[np.argsort(-validation[:, -1])[:20]].min())
low_edge, high_edge = np.quantile(lowest, [0.1, 0.9])
assert 0.0003 < low_edge < 0.0006
assert 0.0014 < high_edge < 0.0023
gain = {d: (late - trials.score(9))[good & (trials.dropout == d)].mean() for d in (0, 0.5)}
assert gain[0.5] > gain[0]
early_20 = np.argsort(-early, kind="stable")[:20]
assert (trials.layers[early_20] == 1).sum() == 13
assert trials.learning_rate[early_20].max() > 0.03
assert (trials.units[early_20] == 128).sum() == 10

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

The learning rate narrows first: 0.0018 to 0.0186 among the best 20, one power of ten out of three. Thirteen of them
have no dropout (69 of all 200); layers are spread, 8, 6 and 6. Of the worst 20, fifteen have dropout 0.5 and eleven
three layers, and at good learning rates (0.002 to 0.02) the two *together* make the bottom: three layers with dropout
0.5 score 0.82 on average, three without dropout 0.97, as good as any. After epoch 1 those with one wide layer
and a large learning rate lead. All this holds for 27 epochs; at good learning
rates, networks with dropout 0.5 are still gaining the most.

Now doubt it. The best 20 lie within three rows of 256 (248 to 251 right), and place 20 shares its 248 with fourteen
others. With other rows to choose by, the lower edge of "the good learning rates" moves: it mostly lies between 0.0004
and 0.002. That edge is selection, too.
</details>

What to search next?

| You see | Next search |
|---|---|
| the best lie at an edge of the range | widen it there |
| the best share a part of the range | narrow it to that part, and a little beyond: an edge may be selection |
| two work together, as layers and dropout do here | search them *together*; fix one, and it decides the other |
| nothing depends on one | fix it at its cheapest value |
| the best are still gaining | more epochs for the finalists, and more than one run each |

"Nothing depends on one" is easily said, and just as easily missed. Is one hidden layer better than three?
"""

# %%
for layers in (1, 2, 3):
    of, fast = trials.layers == layers, trials.learning_rate > 0.02
    at_its_best = np.sort(late[of])[-10:].mean()
    print(f"layers: {layers}   mean with η above 0.02: {late[of & fast].mean():.2f}   its ten best: {at_its_best:.2f}")

# %% proof
fast = trials.learning_rate > 0.02
at_high = [late[(trials.layers == layers) & fast].mean() for layers in (1, 2, 3)]
at_best = [np.sort(late[trials.layers == layers])[-10:].mean() for layers in (1, 2, 3)]
assert at_high[0] - at_high[2] > 0.35
assert np.ptp(at_best) < 0.005

# %% [markdown]
r"""
At large learning rates by forty points; with all else tuned for each, by less than half a point, which is
nothing. Whoever
compares two settings must search the others anew for *each* of them. They are called **nuisance hyperparameters**: you
do not ask about them, and yet they decide the answer.

And does narrowing pay? Let sixty of the recorded trials be a first search. The learning rates of its best six name a
range, and we widen it by a factor of 1.5 to either side. Then we draw new trials from the other 140, from this
range or from anywhere, and let the rows judge which chose neither.
"""

# %%
for n in (3, 6, 18):
    inside, anywhere = searches.second_search(n, 200).T
    tenths = np.quantile(inside, 0.1), np.quantile(anywhere, 0.1)
    print(f"{n:>2} new trials: in the range {inside.mean():.3f}, anywhere {anywhere.mean():.3f}", end="")
    print(f"   (one time in ten below {tenths[0]:.3f} and {tenths[1]:.3f})")

# %% proof
for seed in range(3):
    gains = {n: -np.diff(searches.second_search(n, 200, seed).mean(axis=0))[0] for n in (3, 18)}
    assert 0.004 < gains[3] < 0.013
    assert 0 < gains[18] < 0.004

# %% [markdown]
r"""
With three new trials narrowing gains nearly a point, and the unlucky gain more; with eighteen almost nothing, for
among
so many some fall into the range by themselves. **Narrow when the next trials are expensive.**


## In one table

| What | How | Remember |
|---|---|---|
| search space | `hp.Int`, `hp.Float`, `hp.Choice`, `hp.Boolean` | `tuner.search_space_summary()` |
| learning rate | `sampling="log"` | each power of ten the same share |
| batch size, epochs | a `HyperModel` with its own `fit(self, hp, model, …)` | ask `hp` there |
| random search | 60 trials: one of the best 5% with 0.954 | begin with it |
| Hyperband | many trials, few epochs first | the first brackets prefer fast starters, the last does not |
| Bayesian optimization | guess + 2.6 · doubt, the upper confidence bound | few hyperparameters, expensive trainings |
| results | `tuner.results_summary()`, `tuner.get_best_hyperparameters()` | judged by the best epoch |
| the best network | `tuner.get_best_models()` | as trained in its trial, not on all rows |
| early stopping | `search(…, callbacks=[EarlyStopping(…)])` | copied for each trial |
| stopped | `overwrite=False` | an old log may answer a new search |
| best of 50 equals | 0.978 where the truth is 0.95 | rows that chose cannot judge |

## Check yourself

<details><summary>1. Your best learning rate is 0.1, the end of its range. What do you do?</summary>

Widen the range there, and search again. The best may lie outside of what you allowed.
</details>

<details><summary>2. Two tuners report 0.976 and 0.972 as their best validation accuracies, with 200 and 20 trials.
Which found the better network?</summary>

You cannot say. The larger search had more chances to be lucky. Measure both on rows that chose neither.
</details>

<details><summary>3. A colleague's Hyperband prefers large learning rates. Why might that be?</summary>

They are ahead after one epoch, and the others are dropped before they can catch up. Compare within its last bracket,
which trains all to the end.
</details>

<details><summary>4. You corrected a bug in `build_model`, and the search is over in a second, with the old scores.
What
happened?</summary>

It found its old log in the folder, with all trials done. Use a new `project_name`, or `overwrite=True`.
</details>

## What to do next

Do the [exercise](../exercises/19_keras_tuner/19_keras_tuner.ipynb): a search space, a network with open questions, a
random search of your own, and the worth of its best score. Then go on to [lecture 20](20_going_faster.ipynb): if you
train sixty networks, it is worth knowing what each of them waits for.
"""

# %% [markdown]
r"""
## Appendix: several workers

Trials are independent, so two processes can run two at a time. One more process, the *chief*, trains nothing: it
holds the oracle, and hands out settings. Put the search into a file, and start the same file three times. Who is who
is said by variables:

```bash
export KERASTUNER_ORACLE_IP=127.0.0.1 KERASTUNER_ORACLE_PORT=8000
KERASTUNER_TUNER_ID=chief  timeout 3600 python search.py &
KERASTUNER_TUNER_ID=tuner0 python search.py &
KERASTUNER_TUNER_ID=tuner1 python search.py &
wait
```

On other machines, the IP is the chief's, and all see `directory`. If a worker dies, the chief waits for it without
end; hence the `timeout`. (On a Mac it may be missing: leave `timeout 3600` out, and stop the chief yourself.) Read the
results afterwards, in a process without these variables: a worker only forwards its requests to the chief, and has no
`trials`. And let only people whom you trust reach the port. Here are all three on this machine:
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

x, y = load_digits()  # unshuffled: this search only shows that the processes work together
y = y.astype("int32")
kept_aside = x[1024:1280], y[1024:1280]
how = {"max_trials": 4, "project_name": "shared"}
tuner = keras_tuner.RandomSearch(build_model, "val_accuracy", **how)
tuner.search(x[:1024], y[:1024], epochs=1, validation_data=kept_aside, verbose=0)
"""
with tempfile.TemporaryDirectory() as together:
    with open(os.path.join(together, "search.py"), "w") as file:
        file.write(search_py)
    statuses = parallel_search(together, "search.py", ["tuner0", "tuner1"])
print(f"a chief and two workers: {statuses.count('COMPLETED')} trials completed")

# %% proof
assert statuses == ["COMPLETED"] * 4

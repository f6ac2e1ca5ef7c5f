# %% [markdown]
r"""
# 12 · Improving a network

*Your network does badly. Is it the data, the step or the size? You will learn to ask in that order, and to trust no
score on rows that helped to choose.*

**You will be able to**

- read in two curves what is wrong with a run, and what to try first;
- keep rows aside so that a score means something, also where rows belong together;
- say whether more units, more rows or more epochs would help;
- stop a training run at the right epoch, and say why its best score flatters;
- scale columns to mean 0 and standard deviation 1, or to 0 … 1, by the training rows alone.

**It builds on** gradient descent (8) and networks of dense layers (3 to 7). **Time:** about 50 minutes.
"""

# %%
from itertools import pairwise

import numpy as np

from dlcourse import Adam, Callback, CategoricalCrossentropy, Dense, EarlyStopping
from dlcourse import MinMaxScaler, ReLU, Sequential, StandardScaler
from dlcourse import accuracy, load_digits, one_hot
from dlcourse.data import salary_by_iq_and_gpa
from dlcourse.plots import show
from dlcourse.plots.generalization.diagnosis import accuracy_by_size_and_rows, early_stopping
from dlcourse.plots.generalization.diagnosis import losses_by_rate, mended_run, six_runs
from dlcourse.plots.generalization.improving_a_network import data_split, errors_by_writer, raw_and_scaled
from dlcourse.widgets.generalization.improving_a_network import scaling_explorer, scaling_values

# %% [markdown]
r"""
## Six runs, six faults

A small network, 64 → 64 → 10, learns to read 400 digits. For each epoch we draw its loss twice: on these 400 rows, as
a mean taken while it learns from them; and on 386 others, from which it never learns, at the end of the epoch. One
run is healthy; its validation loss is the thin line in each panel. In each of six more, one thing is wrong:

1. About every fifth label was replaced by one drawn by chance.
2. The labels were put in another order than the digits.
3. There is one column more, in other units: how much ink the digit has in all, some 300. The pixels lie in 0 … 1.
4. The learning rate is 100 times too large.
5. The learning rate is 1,000 times too small.
6. There are 2 hidden units instead of 64.

(`Adam` is an optimizer of lecture 16: gradient descent that sets each weight's step by itself.)
"""

# %%
pixels, labels = load_digits()
shut = pixels[1415:], labels[1415:]  # put away until the end
pixels, labels = pixels[:1415], labels[:1415]
x_val, y_val = pixels[1029:], labels[1029:]  # three writers; the runs a to f never learn from them


def network(widths, rng, rate, inputs=64):
    """Dense layers of these widths with ReLU, then ten logits."""
    sizes, layers = [inputs, *widths], []
    for fan_in, units in pairwise(sizes):
        layers += [Dense(fan_in, units, rng), ReLU()]
    model = Sequential([*layers, Dense(sizes[-1], 10, rng)], dtype=np.float64)
    loss = CategoricalCrossentropy(from_logits=True)
    return model.compile(Adam(rate), loss, metrics=[accuracy])


def curves(x, y, x_val, rate=0.01, units=64, seed=0):
    """The losses on the training and on the validation rows, of each of 60 epochs."""
    rng = np.random.default_rng(seed)
    model = network([units], rng, rate, inputs=x.shape[1])
    history = model.fit(x, one_hot(y, 10), epochs=60, batch_size=32, rng=rng, verbose=False,
                        validation_data=(x_val, one_hot(y_val, 10))).history  # fmt: skip
    return np.array(history["loss"]), np.array(history["val_loss"])


# %%
def with_ink(x):
    """One column more: the sum of the pixels in their old units, 0 … 16."""
    return np.column_stack([x, 16 * x.sum(axis=1)])


rng = np.random.default_rng(0)
rows = rng.permutation(1029)[:400]
x, y = pixels[rows], labels[rows]
hasty = np.where(rng.random(400) < 0.2, rng.integers(0, 10, 400), y)

faults = [
    curves(x, hasty, x_val),
    curves(x, rng.permutation(y), x_val),
    curves(with_ink(x), y, with_ink(x_val)),
    curves(x, y, x_val, rate=1.0),
    curves(x, y, x_val, rate=1e-5),
    curves(x, y, x_val, units=2),
]
healthy = curves(x, y, x_val)[1]
runs = {letter: faults[k] for letter, k in zip("abcdef", (4, 0, 5, 2, 1, 3), strict=True)}
show(six_runs(runs, healthy)[0])

# %% proof
assert healthy[-1] < 0.4
assert (np.diff(runs["a"][0]) < 0).all()
for quiet in runs["a"]:
    assert quiet.min() > 2
    assert quiet.max() < 2.9
assert runs["b"][1].argmin() < 20
assert runs["b"][1][-1] > 1.3 * runs["b"][1].min()
assert runs["b"][0][-1] < 0.4
assert runs["c"][0][-1] > 0.4
assert runs["c"][1][-1] > 0.7
assert runs["d"][0][0] > 10
assert runs["d"][1][-1] < 1
assert runs["e"][1].min() > 2.1
assert runs["e"][1][-1] > 3
assert runs["e"][0][-1] < 1.4
assert runs["f"][0][0] > 20
assert (runs["f"][1][10:] > 1.7).all()
assert (runs["b"][1][:10] < runs["b"][0][:10]).all()
for columns, first_loss in ((with_ink(x), 42), (x, 2.5)):
    before = network([64], np.random.default_rng(0), 0.01, inputs=columns.shape[1])
    assert abs(before.evaluate(columns, one_hot(y, 10))["loss"] - first_loss) < 0.05


class AtTheEnd(Callback):
    """The training loss at the end of each epoch."""

    def on_train_begin(self):
        self.losses = []

    def on_epoch_end(self, epoch, logs):  # noqa: ARG002
        self.losses.append(self.model.evaluate(x, one_hot(hasty, 10))["loss"])


at_the_end, again = AtTheEnd(), np.random.default_rng(0)
network([64], again, 0.01).fit(x, one_hot(hasty, 10), epochs=10, batch_size=32, rng=again, verbose=False,
                               callbacks=[at_the_end])  # fmt: skip
assert (runs["b"][1][:10] < at_the_end.losses).all()
assert (at_the_end.losses[:3] < runs["b"][0][:3]).all()
assert (healthy[:2] < curves(x, y, x_val)[0][:2]).all()

# %% [markdown]
r"""
**Which fault is which?** Match the letters and the numbers before you unfold the answers. Look where a curve *begins*
($\ln 10 = 2.3$ is the loss of one who guesses), whether it *moves*, and whether the two *part*.

<details><summary>The answers</summary>

- a is 5, the tiny step. Both curves go down together, so the direction is right; they hardly move.
- b is 1, the labels by chance. At first both fall, validation *below* training: none of its labels is wrong, while a
  right answer to a wrong training label costs much. (In the first epochs the mean taken while it learns adds to this,
  as in a healthy run.) Then the network learns the wrong labels by heart, and the validation loss turns.
- c is 6, two units. Both curves move, stay near each other, and get nowhere near the healthy one.
- d is 3, the column of ink. It begins above 10, though giving each digit 1/10 costs only 2.3, and then comes down.
  Numbers of 300 meet weights that were drawn for numbers around 1.
- e is 2, the wrong order. The labels have nothing to do with the digits: the training rows can be learnt by heart,
  and the others never get better than guessing.
- f is 4, the huge step. It leaps up at once and comes back to about a guess, hardly below it, and stays there;
  d goes on, far below a guess. To tell them apart sooner, ask for the loss *before* the first step (`evaluate`
  before `fit`): 2.5 here, 42 in d.
</details>

The rest of this lecture is about how to keep these apart when nobody gives you a list. We begin with e, taken to the
extreme.

## A perfect score, and nothing learnt

Throw the labels of 500 digits away and give each picture a new one by rolling a ten-sided die. There is nothing to
learn here: no rule leads from the pixels to the label. A network with 256 hidden units trains on them.
"""

# %% prediction [markdown]
r"""
Labels by chance, 500 rows, 256 hidden units, 150 epochs. How many of its training rows does the network get right?

[ ] About 10%, as by guessing
    That would be so if it needed a rule. It has 19,210 free numbers and 500 answers to remember.
[ ] About half
    It gets there on the way, and then goes on.
[x] All of them
    It has learnt the answers by heart, picture by picture.
"""

# %%
rng = np.random.default_rng(1)
by_chance = one_hot(rng.integers(0, 10, 500), 10)
parrot = network([256], rng, rate=0.005)
parrot.fit(pixels[:500], by_chance, epochs=150, batch_size=50, rng=rng, verbose=False)
print(f"right on its training rows: {parrot.evaluate(pixels[:500], by_chance)['accuracy']:.0%}")
print(f"right on 386 new digits:    {parrot.evaluate(x_val, one_hot(y_val, 10))['accuracy']:.0%}")

# %% proof
assert parrot.evaluate(pixels[:500], by_chance)["accuracy"] == 1
assert 0.02 < parrot.evaluate(x_val, one_hot(y_val, 10))["accuracy"] < 0.22
assert parrot.parameters.size == 19_210

# %% [markdown]
r"""
A perfect score on what it was shown; on new digits, no better than the die. (Chiyuan Zhang and colleagues did this with
50,000 photographs; of over a million, 95% were learnt:
"Understanding deep learning requires rethinking generalization", 2017.)
**A score on training rows tells you whether a network can learn. It does not tell you whether it has learnt anything of
use.** For that you need other rows.

## Rows kept aside

Three kinds of rows, for three purposes. The weights look at the *training rows*, at each step. You look at the
*validation rows*, each time you choose: more units or fewer, this epoch or that one. And once you have looked, they are
no longer fresh, for your choices now depend on them. So a third part is kept shut until all choices are made: the *test
rows*. The first cell with digits has put them away, in `shut`.

Which rows go where? The usual advice: the rows are **shuffled**, then cut. That is right if each row stands for itself.
Ours do not. The labels in the file run through the same list of about 130 digits fourteen times: a form, filled in by
one writer after another. (The collection names 13 writers, so one of them may have filled in two.)
"""

# %%
begins = [0, 130, 256, 386, 516, 646, 776, 905, 1029, 1157, 1287, 1415, 1545, 1667, 1797]
show(data_split(begins, (1029, 1415, 1797), np.random.default_rng(0).permutation(1797)))

# %% proof
assert len(pixels) == 1415 == len(labels)
assert (len(x_val), len(shut[0])) == (386, 382)
every_label = np.concatenate([labels, shut[1]])
form = np.arange(20) % 10  # it begins with 0 … 9, twice
alike = [k for k in range(1778) if (every_label[k : k + 20] == form).mean() > 0.75]
assert [k for k in alike if k - 10 not in alike] == begins[:-1]

# %% prediction [markdown]
r"""
We train on ten of the first eleven writers and test on the one left out, each in
turn. Then the same numbers of rows, but
shuffled, so that the network has seen other digits by the same hands. By what factor do the two error rates differ?

[ ] None: a 4 is a 4
    Not to a network of 64 pixels: how a hand closes its 4 and crosses its 7 is in the pixels, too.
[ ] New hands give a tenth more errors
    Many more.
[x] New hands give about three times as many errors
    Another digit by a known hand is easier than any digit by a new one.
"""


# %%
def error_of(train, test, seed):
    """The share of wrong answers on the rows `test` after training on the rows `train`."""
    rng = np.random.default_rng(seed)
    model = network([32], rng, rate=0.01)
    model.fit(pixels[train], one_hot(labels[train], 10), epochs=15, batch_size=64, rng=rng,
              verbose=False)  # fmt: skip
    return 1 - model.evaluate(pixels[test], one_hot(labels[test], 10))["accuracy"]


errors = np.empty((2, 11))
for writer, (start, end) in enumerate(pairwise(begins[:12])):
    for k, order in enumerate((np.arange(1415), np.random.default_rng(writer).permutation(1415))):
        test, train = order[start:end], np.delete(order, np.arange(start, end))
        errors[k, writer] = error_of(train, test, writer)
for name, error in zip(("a new hand:  ", "known hands: "), errors, strict=True):
    print(f"{name} wrong on {error.mean():.1%}, from {error.min():.1%} to {error.max():.1%}")
show(errors_by_writer(*errors))

# %% proof
assert 2 < errors[0].mean() / errors[1].mean() < 6
assert 0.03 < errors[0].mean() < 0.08

# %% [markdown]
r"""
The shuffled score is not false. It answers another question: how well are *these people's* digits read? Whoever builds
a reader for everybody will meet three times the errors. This is **leakage**: something about the test rows was known in
training. So: **rows that belong together (one writer, one patient) stay on one side of the cut**, a **grouped split**;
**what is to be forecast is cut in time; otherwise shuffle**, and $x$ and $y$ by the *same* order, or you get run e.
Here eight writers train, three validate, three are shut.

To keep each part aside in turn is **cross-validation**, with $k$ parts **k-fold**; above, each part was one writer. It
tests on every row, at the price of $k$ trainings: worth it where rows are few.

Does it matter that *you* peeked, if the weights did not? Let 100 coins compete: each "model" guesses yes or no by
tossing one, and we keep the best.
"""

# %% prediction [markdown]
r"""
100 models that toss coins, 100 validation rows. What does the best of the 100 models score on these rows?

[ ] About 50%
    That is the mean of all of them, and the best one's score on fresh rows.
[x] Above 60%
    Each score is 50% give or take 5. The luckiest of 100 is as a rule lucky by more than two such fives.
[ ] Above 90%
    A coin that is right on 90 of 100 rows is rarer than one in a million billion.
"""

# %%
rng = np.random.default_rng(0)
scores = rng.binomial(100, 0.5, size=(1000, 100)) / 100  # 1,000 competitions of 100 models
print(f"one model                             {scores.mean():.2f}")
print(f"best of 100 on the rows that chose it {scores.max(axis=1).mean():.2f}")

# %% proof
from statistics import NormalDist

assert abs(scores.mean() - 0.5) < 0.001
assert abs(scores.max(axis=1).mean() - 0.625) < 0.005
assert np.mean(scores.max(axis=1) > 0.6) > 0.75
normal = np.random.default_rng(5).normal(size=(20_000, 100)).max(axis=1).mean()
assert abs(normal - 2.5) < 0.03
assert abs(np.sqrt(0.93 * 0.07 / 386) - 0.013) < 0.0005
assert abs(2.5 * np.sqrt(0.93 * 0.07 / 386) - 0.032) < 0.001
assert NormalDist().cdf(8) > 1 - 1e-15  # 90 of 100 is eight standard deviations up

# %% [markdown]
r"""
The winner looks like 62%, and it is a coin; a coin has no memory, so on fresh rows it is at 50% again. Nobody cheated;
the *choice* did. The rule behind it: a score on $N$ independent rows has the standard deviation $\sqrt{p\,(1-p)/N}$,
and the best of 100 independent models, all equally good, looks better than it is by about 2.5 of
these. With $N = 386$ and
$p = 0.93$ that is 2.5 times 1.3 points, 3.2 on average, and less if the networks err on the same rows, as they do. The
test rows are there to take the flattery away.
"""

# %% [markdown]
r"""
## A gorge and a bowl

Right rows may still come in the wrong units: the fault of run d, on three students with two inputs, iq and gpa. A
linear unit should say their salary in lakh: $\hat y = w_1\,\text{iq} + w_2\,\text{gpa} + b$.
"""

# %%
x, y, _ = salary_by_iq_and_gpa()
X = np.column_stack([x, np.ones(3)])  # (3, 3): the bias is the weight of a column of ones
w = np.array([1.0, 1.0, 0.0])
error = X @ w - y[:, 0]
print(f"iq {x[0, 0]:.0f}, gpa {x[0, 1]}: predicted {(X @ w)[0]}, earns {y[0, 0]}")
print("its gradient by w₁, w₂, b:", np.round(2 * error[0] * X[0], 1).tolist())

# %% proof
assert (X @ w)[0] == 83.5
assert np.allclose(2 * error[0] * X[0], 2 * 81.7 * np.array([80, 3.5, 1]))

# %% [markdown]
r"""
$80 + 3.5 = 83.5$, for a salary of 1.8. Nothing is broken: that is what an iq of 80 does to a unit that expects
numbers around 1. And the gradient carries the size of the inputs: for this row, that by $w_1$ is 80 times *twice the
error*, that by $w_2$ 3.5 times. So the loss is steep in one direction and nearly level in another. How bad is it?
Lecture 8 has the measure: from the second derivatives of the mean squared error, $H = \frac2N X^\top X$, take
$\kappa$, the largest eigenvalue over the smallest; to come within a thousandth of the distance takes, at the best
$\eta$, about $3.5\,\kappa$ steps.
"""

# %%
scalings = {"raw": x, "min-max": MinMaxScaler().fit_transform(x),
            "standard": StandardScaler().fit_transform(x)}  # fmt: skip
for name, columns in scalings.items():
    X = np.column_stack([columns, np.ones(3)])
    lowest, _, highest = np.linalg.eigvalsh(2 / len(X) * X.T @ X)
    kappa = highest / lowest
    print(f"{name:<9} η at most {2 / highest:.4f}   κ {kappa:>11,.1f}   steps {3.5 * kappa:>11,.0f}")

# %% proof
kappas = {}
for name, columns in scalings.items():
    X = np.column_stack([columns, np.ones(3)])
    eigenvalues = np.linalg.eigvalsh(2 / 3 * X.T @ X)
    kappas[name] = eigenvalues[-1] / eigenvalues[0]
    if name == "raw":
        assert round(2 / eigenvalues[-1], 4) == 0.0002
        assert round(0.1 * eigenvalues[-1] / 2, -1) == 500
assert 2.5e6 < kappas["raw"] < 2.6e6
assert 8.7e6 < 3.5 * kappas["raw"] < 9.1e6
assert round(kappas["standard"], 1) == 4.2
assert round(3.5 * kappas["standard"]) == 15
assert round(kappas["min-max"]) == 34

# %% [markdown]
r"""
Nine million steps, or fifteen. Same three students, same model.

Here is the loss over the two weights, with the bias kept at its best value. The titles give $\kappa$ of what is drawn,
the two weights alone; the 2.5 million need the bias, too. Both panels have the same scale of losses: from one line to
the next the loss is ten times as large. A ring marks the start at weights of 1, a cross the best weights. Both walks
take 30 steps at 90% of the limit of $\eta$.
"""

# %%
raw_values, scaled_values = (scaling_values(scaling) for scaling in ("none", "standard"))
show(raw_and_scaled(raw_values, scaled_values)[0])

# %% proof
raw_end, scaled_end = (float(v["loss"](*v["path"][-1])) for v in (raw_values, scaled_values))
assert raw_end > y.var()
assert scaled_end < 1e-6
assert round(raw_values["path"][-1][1], 2) == 0.94
assert np.round(raw_values["minimum"], 2).tolist() == [-0.03, 0.27]
raw_start, scaled_start = (float(v["loss"](1, 1)) for v in (raw_values, scaled_values))
assert (round(raw_start, -2), round(scaled_start, 2)) == (5600, 0.96)
singular = np.linalg.svd(x, compute_uv=False)
assert abs(raw_values["condition"] / (singular[0] / singular[-1]) ** 2 - 1) < 1e-6

# %% [markdown]
r"""
On the left, walls stand where the weight of iq moves, and the floor between them is almost level. Any $\eta$ that does
not climb the walls is far too small for the floor. The 30 steps have gone from wall to wall; along the floor they have
hardly moved, and the loss is still above that of predicting the mean salary for everybody. On the right one $\eta$
suits both weights. (The start, weights of 1, means other predictions in the other units: a loss of 0.96 instead of
5,600.)

## Measure on the training rows, use on all

There are two usual scales. **Standardising** brings each column to mean 0 and standard deviation 1, **min-max scaling**
to 0 … 1:

$$x' = \frac{x - \mu}{\sigma}, \quad \sigma^2 = \frac1N \sum_n (x_n - \mu)^2, \qquad\qquad
x' = \frac{x - \min}{\max - \min} .$$

For the iqs 80, 60 and 70 that is $\mu = 70$ and $\sigma = 8.16$, so the first student becomes $(80 - 70)/8.16 = 1.22$;
or $\min = 60$ and $\max - \min = 20$, so it becomes 1.
"""

# %%
mean, std = x.mean(axis=0), x.std(axis=0)  # (2,) each: one number a column
print("standardised:", np.round((x - mean) / std, 2).tolist())
low, high = x.min(axis=0), x.max(axis=0)
print("min-max:     ", np.round((x - low) / (high - low), 2).tolist())

# %% proof
assert np.round((x - mean) / std, 2).tolist() == [[1.22, -0.2], [-1.22, 1.31], [0, -1.11]]
assert np.round((x - low) / (high - low), 2).tolist() == [[1, 0.37], [0, 1], [0.5, 0]]
assert (round(mean[0]), round(std[0], 2)) == (70, 8.16)
assert np.allclose(StandardScaler().fit_transform(x), (x - mean) / std, rtol=0, atol=1e-12)
assert np.allclose(MinMaxScaler().fit_transform(x), (x - low) / (high - low), rtol=0, atol=1e-12)

# %% [markdown]
r"""
Now a new student comes in, with an iq of 95 and a gpa of 3.9. Fit the linear unit as well as possible, once to the raw
and once to the standardised columns, and ask both. To ask the second one, the new row has to be scaled as well.
"""

# %% prediction [markdown]
r"""
The new row is scaled with the training rows' $\mu$ and $\sigma$. How do the two fits' predictions for it differ?

[ ] The scaled fit is closer to the truth
    Scaling adds nothing that the weights and the bias could not do themselves: $w\,(\text{iq} - \mu)/\sigma + b$ is a
    line in iq again.
[x] They are the same
    What a unit says of scaled columns, another one says of raw columns. Scaling changes the road, not the goal.
[ ] The raw fit is closer, for nothing was lost
    Nothing is lost by scaling either: it can be undone.
"""


# %%
def predict(fitted_to, row):
    """What the best linear unit for these columns says of a new row."""
    X = np.column_stack([fitted_to, np.ones(len(fitted_to))])
    return np.append(row, 1) @ np.linalg.lstsq(X, y[:, 0], rcond=None)[0]


new = np.array([[95.0, 3.9]])
scaler = StandardScaler().fit(x)
by_training_rows = scaler.transform(new)[0]
by_itself = StandardScaler().fit_transform(new)[0]  # a scaler fitted on the new row
print(f"raw                           {predict(x, new[0]):.2f}")
for name, row in (("by the training rows", by_training_rows), ("by itself", by_itself)):
    numbers = np.round(row, 2).tolist()
    print(f"{name:<21}{numbers}  {predict(scaler.transform(x), row):.2f}")

# %% proof
assert np.round(by_training_rows, 2).tolist() == [3.06, 1.01]
assert by_itself.tolist() == [0, 0]
assert abs(predict(x, new[0]) - predict(scaler.transform(x), by_training_rows)) < 1e-9
assert round(predict(x, new[0]), 2) == 1.49
assert round(predict(scaler.transform(x), by_itself), 2) == 2.1 == round(y.mean(), 2)
test_scale = MinMaxScaler().fit(x).transform(new)
assert test_scale[0, 0] == 1.75

# %% [markdown]
r"""
The same 1.49, by another road. (So says the fit; whether you believe it of an iq far outside of what three rows have
shown is another matter.)

But scaled *by itself* the row becomes $(0, 0)$, whoever comes in: a single row *is* its own mean. So whoever comes
alone is predicted the mean salary, 2.10. The opposite slip is to scale *first*, over all rows, and to split afterwards:
then the test rows have helped to fix $\mu$, $\sigma$, min and max, and you will not see it in your scores. The cure
costs nothing: **split, then fit the scaler on the training rows, then transform all parts.** A test row may well become
1.75 on a scale that was meant to end at 1.

Which of the two? Standardising is the usual choice: it centres, so that weight and bias do not disturb each other, and
one extreme row moves it less. Min-max suits what has natural ends, as pixels do; standardised, a border pixel with ink
in one of 400 rows would become 20 there. A column that is constant in training has $\sigma = 0$; divide it by 1.

## Explore: scaling the columns

The gorge again, with a choice of scaling, among them two that only change the units of iq. The learning rate is given
as a share of its limit $2/\lambda_{\max}$, so that "0.9" is as bold in each picture; $\kappa$ is that of all three
parameters.

**Can a choice of units do what a scaler does?** Try iq in points ("none"), in tens, in hundreds, and write $\kappa$
down. Then the scalers. What do they do that no unit can? (Look at iq's weight and the bias, too. Tab to the buttons,
arrow keys and Space to choose.)
"""

# %%
scaling_explorer()

# %% proof
seen = {name: scaling_values(name)["kappa"] for name in ("none", "iq in tens", "iq in hundreds")}
assert round(seen["iq in tens"], -3) == 32_000
assert round(seen["iq in hundreds"], -3) == 10_000
for unit in np.geomspace(1, 10_000, 400):
    X = np.column_stack([x / [unit, 1], np.ones(3)])
    eigenvalues = np.linalg.eigvalsh(2 / 3 * X.T @ X)
    assert eigenvalues[-1] / eigenvalues[0] > 8_000
iq_units, gpa_units = np.meshgrid(np.geomspace(10, 1000, 100), np.geomspace(0.5, 50, 100))
X = np.ones((100, 100, 3, 3))
X[..., 0], X[..., 1] = x[:, 0] / iq_units[..., None], x[:, 1] / gpa_units[..., None]
singular = np.linalg.svd(X, compute_uv=False)
assert 1950 < ((singular[..., 0] / singular[..., -1]) ** 2).min() < 2050
units_alone = scaling_values("iq in hundreds", plane="iq's weight and the bias")
assert units_alone["condition"] > 100
assert round(scaling_values("standard", plane="iq's weight and the bias")["condition"], 6) == 1

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

2.5 million in points, about 32,000 in tens, 10,000 in hundreds. No unit of iq brings it below 8,000; with a unit of
gpa as well, about 2,000 is the least. The scalers: 34 and 4.2. Units make the columns equally *large*. But the iqs
80, 60 and 70 are still all near 70: as a column, nearly 70 times the column of ones that belongs to the bias. To
raise that weight and lower the bias by 70 times as much changes little, and so there is a level floor.
Standardising takes the mean away, and over iq's weight and the bias the lines become circles. Min-max takes the
minimum away, which leaves a mean of 0.5: better by far, but not round.
</details>
"""

# %% [markdown]
r"""
## Ten times the step, or a tenth

When the data are in order, ask for the *step*. Here are runs a and f once more, with the healthy one and two new ones:
ten times a's learning rate, and a tenth of f's.
"""

# %%
x, y = pixels[rows], labels[rows]
by_rate = {1e-5: runs["a"][1], 1e-4: curves(x, y, x_val, rate=1e-4)[1], 0.01: healthy,
           0.1: curves(x, y, x_val, rate=0.1)[1], 1.0: runs["f"][1]}  # fmt: skip
show(losses_by_rate(by_rate))

# %% proof
for seed in range(5):
    slow, good, fast = (curves(x, y, x_val, rate=rate, seed=seed)[1] for rate in (1e-4, 0.01, 0.1))
    assert slow[-1] == slow.min()
    assert slow[-1] > 1.15
    assert slow[-1] > good[1]
    assert fast[0] < 1.5
    assert fast.min() > 1.2 * good.min()
    assert fast[-1] > 1.5 * good[-1]

# %% [markdown]
r"""
At $10^{-4}$ the loss falls, but after 60 epochs it is still higher than the healthy one
after two. At 0.1 it falls at once, but jumps, and ends higher. So *turn the rate by factors of ten*, until the
loss neither creeps nor leaps; finer comes later.
"""

# %% [markdown]
r"""
## The knobs, and what each one costs

What you choose instead of learning it is a **hyperparameter**: the number of layers and units, the learning rate, the
batch size, the optimizer, the epochs. You have just turned the learning rate; now the *size*. Count before you turn: a
run makes

$$\text{updates} = \text{epochs} \cdot \left\lceil \frac{N}{\text{batch size}} \right\rceil$$

updates, where $N$ is the number of *training* rows and the brackets round up, because the last batch may be smaller.
200 rows in batches of 32 are 7 updates an epoch, 420 in 60 epochs.

Now turn one knob and watch two scores: 1 to 256 hidden units on 200 digits, then 50 to 1,029 digits with 2 and with 64
units. Each five times, with another start and, but for the 1,029, other rows of the eight writers; the three
validation writers are the same each time.
"""


# %%
def scores_of(widths, seed, n_rows=200, updates=420):
    """Training and validation accuracy with hidden layers of these widths."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(1029)[:n_rows]
    x, y = pixels[rows], one_hot(labels[rows], 10)
    model = network(widths, rng, rate=0.005)
    epochs = updates // -(-n_rows // 32)  # -(-a // b) rounds up
    model.fit(x, y, epochs=epochs, batch_size=32, rng=rng, verbose=False)
    return [model.evaluate(*part)["accuracy"] for part in ((x, y), (x_val, one_hot(y_val, 10)))]


def five(values, score):
    """Training and validation accuracy of five runs for each value, (5, values) each."""
    found = np.array([[score(value, seed) for value in values] for seed in range(5)])
    return found[:, :, 0], found[:, :, 1]


# %%
widths, row_counts = (1, 2, 4, 8, 16, 64, 256), (50, 100, 200, 400, 1029)
by_width = five(widths, lambda units, seed: scores_of([units], seed))
by_rows = {
    f"{units} units": five(row_counts, lambda n, seed, u=units: scores_of([u], seed, n, 600)) for units in (2, 64)
}
show(accuracy_by_size_and_rows(widths, by_width, row_counts, by_rows)[0])

# %% proof
training, validation = by_width
mean_training, mean_validation = training.mean(axis=0), validation.mean(axis=0)
assert mean_training[1] < 0.7
assert mean_validation[1] < 0.6
assert (np.diff(mean_training) > -0.005).all()
assert abs(mean_validation[3] - 0.87) < 0.02
assert abs(mean_validation[-1] - 0.94) < 0.015
assert mean_training[-2:].min() > 0.995
assert (mean_validation[-3:] > 0.88).all()
assert (mean_training[-2:] - mean_validation[-2:] > 0.03).all()
assert abs(mean_validation[-1] - mean_validation[-2]) < 0.02
small, large = by_rows["2 units"], by_rows["64 units"]
assert small[1][:, -1].mean() < 0.65
assert small[0][:, -1].mean() - small[1][:, -1].mean() < 0.12
assert 1 - large[1][:, -1].mean() < 0.6 * (1 - large[1][:, 2].mean())
assert (large[0] > 0.97).all()
assert (np.diff(large[1].mean(axis=0)) > 0).all()
assert 420 // -(-200 // 32) == 60

# %% [markdown]
r"""
Read the left picture from left to right. With one or two units both scores are poor: **underfitting**, not even the
training rows are fitted. With more units both rise. Then the training score arrives at 1 and cannot tell you anything
more, while the validation score still rises a little, from about 0.87 at 8 units to 0.94. The distance between the two,
the **generalization gap**, is what the network knows about its training rows and cannot use on others. Some gap is
normal. Only when the validation score gets *worse* while the training score gets better do we call it **overfitting**;
the next section has it. The wide networks here do not do it.

The right picture, a **learning curve**, answers the commonest question, *do I need more rows?* Look at the gap. With 64
units there is one, and it narrows: five times
the rows, and about half the errors are gone. With 2 units the curves have
met at a poor score: after some 600 updates the network does not fit the rows that it has, and more rows do not mend
that.

Is it the size, though, or did the small networks only have too little time? Give them 430 epochs in place of 60: 3,010
updates.
"""


# %%
def print_scores(name, found):
    """Means and ranges of the two scores."""
    parts = [f"{part} {s.mean():.2f} ({s.min():.2f} … {s.max():.2f})"
             for part, s in zip(("training", "validation"), found, strict=True)]  # fmt: skip
    print(f"{name}: {', '.join(parts)}")


of_long_runs = five((1, 2), lambda units, seed: scores_of([units], seed, updates=3010))
for k, units in enumerate((1, 2)):
    print_scores(f"{units} unit{'s'[:k]}, 420 updates  ", [part[:, k] for part in by_width])
    print_scores(f"{units} unit{'s'[:k]}, 3,010 updates", [part[:, k] for part in of_long_runs])

# %% proof
assert 430 * -(-200 // 32) == 3010
assert of_long_runs[0][:, 0].max() < 0.75
assert of_long_runs[0][:, 1].mean() > mean_training[1] + 0.1
assert of_long_runs[1][:, 1].mean() < 0.65

# %% [markdown]
r"""
One unit stays poor: it *is* too small. Two units were also *undertrained*: with time, most starts fit many more of
their 200 rows (and it depends on luck how many). But only about half of that gain holds for new writers. A poor
training score alone does not tell size from time; a longer run does.

Turn one knob at a time, and run it with more than one seed before you believe a difference.

## Stop when the validation loss stops falling

How many epochs? The run itself tells you.

To see it clearly we make the task harder, as in run b: somebody labelled the digits in a hurry, and about every fifth
label was replaced by one drawn by chance. On 300 of them we train, on 300 others we watch, all by the eight training
writers. (About a fifth of their labels is by chance as well, so a score on them would come out too
low. But they only say when to stop; the three other writers, with right labels, are the judge.)
Since we know which labels we have spoilt, we also count after each epoch what the network
answers on its own training rows: the label it was given, or not?
"""


# %%
class Answers(Callback):
    """After each epoch: the share of the clean and of the spoilt rows answered as given."""

    def __init__(self, x, given, spoilt):
        super().__init__()
        self.x, self.given, self.spoilt, self.shares = x, given, spoilt, []

    def on_epoch_end(self, epoch, logs):  # noqa: ARG002
        as_given = self.model.predict(self.x).argmax(axis=1) == self.given
        self.shares.append((as_given[~self.spoilt].mean(), as_given[self.spoilt].mean()))


def hasty_rows(rng):
    """Labels of which about a fifth was drawn by chance; 300 rows to train on, 300 to watch."""
    hasty = np.where(rng.random(1029) < 0.2, rng.integers(0, 10, 1029), labels[:1029])
    return hasty, *np.split(rng.permutation(1029)[:600], [300])


def train_on_hasty_labels(seed, *more):
    """Losses and shares of up to 80 epochs; the accuracy on the three writers kept aside."""
    rng = np.random.default_rng(seed)
    hasty, train, watch = hasty_rows(rng)
    answers = Answers(pixels[train], hasty[train], hasty[train] != labels[train])
    model = network([128], rng, rate=0.003)
    history = model.fit(pixels[train], one_hot(hasty[train], 10), epochs=80, batch_size=32,
                        validation_data=(pixels[watch], one_hot(hasty[watch], 10)), rng=rng,
                        verbose=False, callbacks=[answers, *more]).history  # fmt: skip
    right = model.evaluate(x_val, one_hot(y_val, 10))["accuracy"]
    return history, np.array(answers.shares), right


# %% [markdown]
r"""
**Early stopping** watches the validation loss and stops when it no longer falls. Not at its first rise, because it
wobbles. Have some **patience**: stop after so many epochs in a row that were not better than the *best one so far*.
Then go back to the weights of that best epoch. With the losses 2.0, 1.5, 1.6, 1.4, 1.5, 1.45, 1.2 and a patience of 2 a
run stops after epoch 5 (counted from 0), because 1.5 and 1.45 are both no better than the 1.4 of epoch 3, and gives
back the weights of epoch 3. The 1.2 is never seen.
"""

# %% proof
from types import SimpleNamespace


def stopped_and_best(val_losses, patience):
    """What the library's EarlyStopping makes of these losses."""
    stop = EarlyStopping(patience=patience)
    stop.training = SimpleNamespace(names=["val_loss"], stop=lambda _: None)
    stop.on_train_begin()
    for epoch, loss in enumerate(val_losses):
        stop.on_epoch_end(epoch, {"val_loss": loss})
        if stop.stopped_epoch:
            return stop.stopped_epoch, stop.best_epoch
    return None


assert stopped_and_best([2.0, 1.5, 1.6, 1.4, 1.5, 1.45, 1.2], 2) == (5, 3)


# %%
def patient():
    """The rule, with a patience of 10 epochs."""
    return EarlyStopping(monitor="val_loss", patience=10, restore_best_weights=True)


stop = patient()
train_on_hasty_labels(0, stop)
history, shares, _ = train_on_hasty_labels(0)  # the same run, to the end
losses, val_losses = np.array(history["loss"]), np.array(history["val_loss"])
show(early_stopping(losses, val_losses, *shares.T, stop.best_epoch, stop.stopped_epoch)[0])

# %% [markdown]
r"""
The lower picture says why there is a turn. First the network learns what the digits have in common, because that helps
with many rows at once: when the validation loss is lowest, it answers nearly all clean rows as given, and hardly any of
the spoilt ones. It *contradicts* its wrong labels, and it is right. After that it learns little but the wrong labels,
by heart (Devansh Arpit and colleagues, 2017, "A closer look at memorization in deep networks").

Does stopping pay? Five times, with other rows, other wrong labels and another start, tested on the three validation
writers; their labels are right:
"""

# %%
to_the_end = [train_on_hasty_labels(seed) for seed in range(5)]
stops = [patient() for _ in range(5)]
stopped_early = [train_on_hasty_labels(seed, each) for seed, each in enumerate(stops)]
for name, found in (("to the end", to_the_end), ("stopped early", stopped_early)):
    right = np.array([score for *_, score in found])
    print(f"{name:<13} right on {right.mean():.1%}, from {right.min():.1%} to {right.max():.1%}")

# %% proof
best = val_losses.argmin()
assert stop.best_epoch == best
assert stop.stopped_epoch == best + 10 < 50
assert losses[-1] < losses[best] / 2
assert val_losses[-1] > val_losses[best] * 1.15
for (long_history, long_shares, at_end), (*_, early) in zip(to_the_end, stopped_early, strict=True):
    turn = np.argmin(long_history["val_loss"])
    assert long_shares[turn][0] > 0.85
    assert long_shares[turn][1] < 0.25
    assert long_shares[-1][1] > 0.7
    assert early > at_end
gains = [early - end for (*_, early), (*_, end) in zip(stopped_early, to_the_end, strict=True)]
assert np.mean(gains) > 0.04

# %% [markdown]
r"""
Stopping gives you more: the stopped network can find the wrong labels. It has not learnt them by heart, so it
contradicts them, and pays for that. Sort the training rows by their loss, and look at the first forty.
"""


# %%
def loss_of_each_row(model, x, given):
    """The cross-entropy of each row with its given label."""
    logits = model.predict(x)
    return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(x)), given]


for seed, each in enumerate(stops):
    hasty, train, _ = hasty_rows(np.random.default_rng(seed))  # the same draws as in its training
    wrong = hasty[train] != labels[train]
    loss = loss_of_each_row(each.model, pixels[train], hasty[train])  # of the epoch that was kept
    print(f"of 300 labels {wrong.sum()} are wrong, of the 40 with the highest loss "
          f"{wrong[np.argsort(-loss)[:40]].sum()}")  # fmt: skip

# %% proof
for seed, each in enumerate(stops):
    hasty, train, _ = hasty_rows(np.random.default_rng(seed))
    wrong = hasty[train] != labels[train]
    loss = loss_of_each_row(each.model, pixels[train], hasty[train])
    assert np.isclose(loss.mean(), each.model.evaluate(pixels[train], one_hot(hasty[train], 10))["loss"])
    assert 0.1 < wrong.mean() < 0.25
    assert wrong[np.argsort(-loss)[:40]].sum() >= 36

# %% [markdown]
r"""
Nearly all of them are wrong here. In other data, rows that are right but hard will be among them, so look before you
throw one away. It is the cheapest repair there is, and nobody has to know beforehand which labels to doubt.

Three remarks. Loss and accuracy may turn at different epochs; watch the one you care about. The best validation score
is the best of many, so, like the luckiest coin, it flatters a little. And the rule has a knob of its own, the patience:
our 10 was a choice. Early stopping is already a regularizer, the cheapest one; the next lecture has others.
"""

# %% [markdown]
r"""
## Read the curves, then turn one knob

Back to the six runs. Ask in this order, because each question makes the next one cheaper: *data, step, size.*

| You see | Run | It says | Try first |
|---|---|---|---|
| far above $\ln$ (classes) before the first step | d | other units, or first weights too large (11) | scale |
| training falls, validation never below guessing | e | labels and rows do not belong together | look at ten rows |
| validation turns, training falls | b | overfitting (here wrong labels) | stop early, sort rows by loss, lecture 13 |
| near guessing before the first step, then leaps, or nan | f | the step is too large | $\eta/10$, clipping (9) |
| both fall together, very slowly | a | tiny step, or vanishing gradients | $10\,\eta$; lectures 9 to 11, 14 to 16 |
| both level and poor | c | too small, or the inputs do not hold the answer | a longer run, then more units |
| both good, test poor | | the test rows come from elsewhere, or the validation rows leaked | what belongs together? |

Two checks cost a line each. A *baseline*: what does the commonest answer score, and a network without a hidden layer?
And *twenty rows*: let your network learn 20 rows by heart, as a healthy one does in 100 steps (if it is wide enough: 32
units are).
"""

# %%
rng = np.random.default_rng(0)
twenty, y_twenty = pixels[rows[:20]], one_hot(labels[rows[:20]], 10)
few = network([32], rng, rate=0.01)
few.fit(twenty, y_twenty, epochs=100, batch_size=None, verbose=False)
print(f"20 rows by heart: loss {few.evaluate(twenty, y_twenty)['loss']:.3f}")

linear = network([], rng, rate=0.01)
linear.fit(pixels[:1029], one_hot(labels[:1029], 10), epochs=30, rng=rng, verbose=False)
print(f"always the commonest digit: {np.bincount(y_val).max() / len(y_val):.2f}")
print(f"no hidden layer:            {linear.evaluate(x_val, one_hot(y_val, 10))['accuracy']:.2f}")

# %% proof
assert few.evaluate(twenty, y_twenty)["loss"] < 0.05


def twenty_rows(rate):
    """The accuracy on the 20 rows of a network without a bug, after 100 epochs with this rate."""
    model = network([32], np.random.default_rng(0), rate)
    model.fit(twenty, y_twenty, epochs=100, batch_size=None, verbose=False)
    return model.evaluate(twenty, y_twenty)["accuracy"]


assert twenty_rows(0.01) == 1
assert twenty_rows(1e-5) < 0.6
assert linear.evaluate(x_val, one_hot(y_val, 10))["accuracy"] > 0.95
assert abs(linear.evaluate(x_val, one_hot(y_val, 10))["accuracy"] - by_rows["64 units"][1][:, -1].mean()) < 0.02
assert by_rows["64 units"][1][:, -1].mean() > 0.95

# %% [markdown]
r"""
Read the baseline: without a hidden layer 96 to 97% of the validation digits are right, and with 64 hidden units, from
the same 1,029 rows, about 97%. On such tidy digits the hidden units buy next to nothing, and their
97% alone would not have told you.

If the network cannot learn the twenty, more rows will not help. Try some learning rates, each ten times the last;
then look for dead or saturated units (lectures 9 to 11); if none of this helps, there is a bug. If it can, that
proves little: that the last layer learns and that the loss has the right sign. The parrot could do it, too.

Now one network with three faults: the column of ink, a learning rate of $10^{-5}$, three units. We mend them in order.
"""

# %%
x, y = with_ink(pixels[rows]), labels[rows]
ink = StandardScaler().fit(x[:, 64:])  # the pixels lie in 0 … 1 already
scaled, scaled_val = (np.column_stack([part[:, :64], ink.transform(part[:, 64:])])
                      for part in (x, with_ink(x_val)))  # fmt: skip
mended = {
    "three faults": curves(x, y, with_ink(x_val), rate=1e-5, units=3),
    "column scaled": curves(scaled, y, scaled_val, rate=1e-5, units=3),
    "larger step": curves(scaled, y, scaled_val, units=3),
    "64 units": curves(scaled, y, scaled_val),
}
show(mended_run(mended))

# %% proof
ends = [losses[-1] for _, losses in mended.values()]
assert 2 < ends[1] < 4
assert mended["column scaled"][1][0] - ends[1] < 0.2
for seed in range(5):
    (train_3, val_3), (train_64, val_64) = (curves(scaled, y, scaled_val, units=units, seed=seed) for units in (3, 64))
    assert val_3.min() < 0.8 * ends[1]
    assert val_3.min() > 2 * val_64[-1]
    assert val_3[-1] < 1.3 * val_3.min()
    assert train_3[-1] > 0.15 > 0.03 > train_64[-1]
    assert val_64[-1] < 0.5
    for units in (3, 64):
        assert curves(x, y, with_ink(x_val), rate=1e-5, units=units, seed=seed)[1].min() > 10
standardised = StandardScaler().fit(x)
assert abs(standardised.transform(x)[:, :64].max() - 20) < 0.1
rarest = standardised.transform(x)[:, :64].max(axis=0).argmax()
assert np.count_nonzero(x[:, rarest] > 0) == 1

# %% proof this_run=true
assert mended["three faults"][1][0] > 10

# %% [markdown]
r"""
Each repair uncovers the next fault: scaled, the curves begin near guessing and hardly move (a); with a larger step both
fall, but not far (c); with 64 units they are healthy. Had you begun with the size, the loss would have stayed far above
that of a guess, with 64 units as with three: column and step hide what the size does.

## The shut rows, opened once

All choices are made: all 1,029 training rows, since rows helped; early stopping; and of five networks with 64 units the
one with the lowest validation loss. Beside it, as a baseline, the best of five without a hidden layer. Now, and only
now:
"""

# %%
candidates = {"no hidden layer": [], "64 units": []}
for found, widths in zip(candidates.values(), ([], [64]), strict=True):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = network(widths, rng, rate=0.005)
        model.fit(pixels[:1029], one_hot(labels[:1029], 10), epochs=60, batch_size=32, rng=rng,
                  validation_data=(x_val, one_hot(y_val, 10)), callbacks=[patient()],
                  verbose=False)  # fmt: skip
        scores = model.evaluate(x_val, one_hot(y_val, 10))
        found.append((scores["loss"], scores["accuracy"], model))
best = {name: min(found, key=lambda run: run[0]) for name, found in candidates.items()}

x_test, y_test = shut
test = {name: m.evaluate(x_test, one_hot(y_test, 10))["accuracy"] for name, (*_, m) in best.items()}
for name, (loss, score, _) in best.items():
    mean = np.mean([run[1] for run in candidates[name]])
    print(f"{name}: validation loss {loss:.2f}, accuracy {score:.1%} "
          f"(mean of five {mean:.1%}); test {test[name]:.1%}")  # fmt: skip
show(errors_by_writer(*errors, test=1 - test["64 units"]))

# %% proof
assert max(run[0] for run in candidates["64 units"]) < min(run[0] for run in candidates["no hidden layer"])
means = {name: np.mean([run[1] for run in found]) for name, found in candidates.items()}
assert abs(means["64 units"] - means["no hidden layer"]) < 0.015
for name, (_, score, _) in best.items():
    assert test[name] < score - 0.02
    assert abs(score - means[name]) < 0.015
    assert 0.8 < test[name] < 0.96
    assert score > 0.94
assert errors[0].min() < 1 - test["64 units"] < errors[0].max() + 0.05
assert errors[0].max() > 2.5 * errors[0].min()
assert abs(test["64 units"] - test["no hidden layer"]) < 0.03

# %% [markdown]
r"""
The chosen ones are hardly better than the mean of their five, or no better:
among good starts the flattery of choosing is small. The
test scores are several points lower, nearly alike for both kinds, and choosing hardly explains that. Hands differ:
among the eleven new hands of the picture the worst had several times the errors of the best. So these are not 382
independent rows but *three writers*, and three are few; $\sqrt{p\,(1-p)/N}$ says far too little here. Report the test
score, and of how many writers it is. For a surer number take more writers, or each in turn, as above.

And do not go back now to make the network better on these rows. It would be a choice, and they would be validation
rows.

## In one table

| What | Formula or rule | Remember |
|---|---|---|
| three parts | training, validation, test | for the weights, for your choices, for the end |
| rows that belong together | on one side of the cut | otherwise shuffle |
| a score's standard deviation | $\sqrt{p\,(1-p)/N}$ | the best of 100 equals: about 2.5 of them too high |
| updates | $\text{epochs} \cdot \lceil N/\text{batch size} \rceil$ | $N$ counts training rows only |
| underfitting | both scores poor | too small, or too little time: run longer |
| overfitting | validation gets worse while training gets better | a gap alone is normal |
| early stopping | stop after `patience` epochs not better than the best | give back the *best* weights |
| standard scaling | $x' = (x - \mu)/\sigma$ | $\mu$, $\sigma$ of the training rows |
| min-max scaling | $x' = (x - \min)/(\max - \min)$ | test rows may leave 0 … 1 |
| order | data, step, size | look at both curves after each change |

## Check yourself

<details><summary>1. A colleague reports 99.8% on the training rows. What do you ask?</summary>

What it gets on rows it has not seen. Our network had 100% on labels drawn by a die.
</details>

<details><summary>2. X-rays of 200 patients, five of each; somebody shuffles all 1,000 and keeps 200 aside. What is
wrong?</summary>

Nearly every image kept aside is of a patient who is in training, too, so the score is one for *known* patients. Cut
between patients: 40 of them with all their images.
</details>

<details><summary>3. "I standardise the test set with its own mean, so that it has mean 0 as the network expects."
What is wrong?</summary>

The network expects the *training* units. With its own mean, each test set is moved by another amount, and a single row
always becomes 0, whatever it holds.
</details>

<details><summary>4. Training loss 0.02, validation loss 0.6 and rising. Somebody adds a hidden layer. Why
not?</summary>

The training rows are fitted: the curves do not ask for size, more epochs or larger steps. First stop at the turn, then
get more rows. (Wider networks may help even so, as ours did.)
</details>

## What to do next

Write it yourself in the [exercise](../exercises/12_improving_a_network/12_improving_a_network.ipynb): rows kept aside,
both scalers, early stopping, and a training run with three faults to mend. Then go on to [lecture 13,
regularization](13_regularization.ipynb), where large weights are penalized.

<details><summary>For readers of the handwritten notes</summary>

- Notes 4 take $\eta = 0.1$ for the three students' raw columns, 500 times the limit.
</details>
"""

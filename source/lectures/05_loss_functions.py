# %% [markdown]
r"""
# 5 · Loss functions

*A loss is a price list for errors. Whoever writes the prices decides what the network will learn.*

**You will be able to**

- tell a loss from a cost, and say what neither may do;
- choose between MSE, MAE and Huber by the errors you fear, and predict what an outlier does under each;
- compute binary and categorical cross-entropy, for one-hot rows and for class numbers;
- keep them finite for any logits;
- match task, output activation and loss.

**It builds on** the forward pass, sigmoid and softmax (lecture 4). **Time:** about 40 minutes. Run each cell as you
come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import BinaryCrossentropy, BinaryFocalCrossentropy, CategoricalCrossentropy, GANDiscriminatorLoss
from dlcourse import GANGeneratorLoss, Hinge, Huber, KLDivergence, MeanAbsoluteError, MeanSquaredError
from dlcourse import SparseCategoricalCrossentropy, TripletLoss, numerical_gradient, one_hot, relu, sigmoid, softmax
from dlcourse.plots import show
from dlcourse.plots.loss_functions import classification_losses, loss_of_probability, outlier_and_lines
from dlcourse.plots.loss_functions import regression_losses
from dlcourse.widgets.loss_functions import TRUTH, outlier_explorer, outlier_values

# %% [markdown]
r"""
## Loss and cost

On five mornings you waited 1, 2, 3, 4 and 100 minutes for the bus. (On the last one there was a strike.) You have to
name *one* number, your prediction for tomorrow. Which one?

There is no answer before you say what an error costs. If being wrong by ten minutes is ten times as bad as being wrong
by one, you will answer differently from someone for whom it is a hundred times as bad. Keep your guess in mind; we come
back to the bus.

The price of *one* row is called its **loss**, $\ell(y, \hat y)$. The mean price over all rows is called the **cost**:

$$\ell_i = (y_i - \hat y_i)^2, \qquad L = \frac1n \sum_{i=1}^n \ell_i .$$

In practice people, and libraries, say "loss" for both, and so do we from here on. Two things a price list must not do.

> **Where the notes go wrong, twice.** Notes 1 say that $y - \hat y$ is also called the loss. But then errors of
> opposite sign pay for each other, and the larger $\hat y$ gets, the "lower" the loss. A loss has to be lowest for a
> perfect answer. (Most losses are 0 there, and never below.)
>
> Notes 1 and 2 write the mean squared error as $\frac12 \sum (y - \hat y)^2$. That is no mean: give each row twice, and
> it doubles. (Elsewhere notes 1 have $\frac{1}{2n} \sum$, half the mean, which some books use so that the 2 of the
> derivative cancels. The mean itself has $\frac1n$ and nothing else.)
"""

# %%
y, y_pred = np.array([1.0, 3.0]), np.array([3.0, 1.0])  # wrong twice
print("mean of y - y_pred:", np.mean(y - y_pred), "  with y_pred 1000 higher:", np.mean(y - y_pred - 1000))
mse = MeanSquaredError()
print("MSE:", mse(y, y_pred)[0], "  each row twice:", mse(np.tile(y, 2), np.tile(y_pred, 2))[0])
half_sum = ((y - y_pred) ** 2).sum() / 2
print("half the sum:", half_sum, "  each row twice:", 2 * half_sum)

# %% proof
assert np.mean(y - y_pred) == 0
assert np.mean(y - y_pred - 1000) == -1000
assert mse(y, y_pred)[0] == mse(np.tile(y, 2), np.tile(y_pred, 2))[0] == 4
assert all(loss(y, y)[0] == 0 for loss in (mse, MeanAbsoluteError(), Huber(1.0)))
assert BinaryCrossentropy(from_logits=True)(np.array([1.0, 0.0]), np.array([800.0, -800.0]))[0] == 0
assert Hinge()(np.array([1.0, -1.0]), np.array([2.0, -2.0]))[0] == 0

# %% [markdown]
r"""
## Three prices for an error: MSE, MAE, Huber

Let $e = \hat y - y$ be the error of a row. Three price lists for numbers:

$$\text{MSE: } e^2, \qquad \text{MAE: } |e|, \qquad \text{Huber: }
\begin{cases} \tfrac12 e^2 & |e| \le \delta \\ \delta\,|e| - \tfrac12 \delta^2 & |e| > \delta \end{cases}$$

The mean **squared** error makes an error of 10 a hundred times as expensive as an error of 1. The mean **absolute**
error makes it ten times as expensive. **Huber**'s loss (Peter Huber, 1964) squares the small errors and only measures
the large ones, and $\delta$ is the border between small and large.

But nobody learns from prices. Learning follows the *slopes*: how hard does a row pull at its prediction?

$$\text{MSE: } 2e, \qquad \text{MAE: } \pm 1, \qquad \text{Huber: } e, \text{ cut off at } \pm\delta .$$
"""

# %%
e, delta = np.linspace(-4, 4, 401), 1.5
huber = np.where(np.abs(e) <= delta, e**2 / 2, delta * np.abs(e) - delta**2 / 2)
prices = {"MSE": e**2, "MAE": np.abs(e), "Huber": huber}
pulls = {"MSE": 2 * e, "MAE": np.sign(e), "Huber": np.clip(e, -delta, delta)}
show(regression_losses(e, prices, pulls, delta))

# %% proof
for name, loss in (("MSE", MeanSquaredError()), ("MAE", MeanAbsoluteError()), ("Huber", Huber(1.5))):
    for place in (50, 150, 350):
        assert np.isclose(loss([0.0], [e[place]])[0], prices[name][place])
        assert np.isclose(loss([0.0], [e[place]])[1][0], pulls[name][place])

# %% [markdown]
r"""
Remember the lower half of this picture. Under MSE the pull of a row grows without limit: the worse a row is, the more
it has to say. Under MAE every row pulls equally hard, whether it is off by 0.01 or by 100, so near the target the steps
keep their size. Huber is gentle near 0 and has a ceiling far out.

Back to the bus: 1, 2, 3, 4, 100. We try every prediction from 0 to 100.
"""

# %% prediction [markdown]
r"""
Under MAE, which constant prediction is cheapest for 1, 2, 3, 4, 100?

[ ] 2.5, the mean of the four sensible rows
    At 2.5, three rows pull up and two down, all equally hard. So it pays to go up.
[x] 3, the median
    Two rows pull up, two pull down, and the third is content. How far away the 100 is makes no difference.
[ ] 22, the mean
    There the squares balance. Under MAE four rows would pull down there, and only one up.
"""

# %%
minutes = np.array([1.0, 2.0, 3.0, 4.0, 100.0])
constants = np.arange(0, 100.25, 0.25)


def cheapest(loss):
    """The constant with the lowest loss, of all those on the grid."""
    return constants[np.argmin([loss(minutes, np.full(5, c))[0] for c in constants])]


print("MSE:", cheapest(MeanSquaredError()), "  MAE:", cheapest(MeanAbsoluteError()))
for delta in (1, 5, 50, 200):
    print(f"Huber, delta = {delta}:", cheapest(Huber(delta)))

# %% proof
assert cheapest(MeanSquaredError()) == minutes.mean() == 22
assert cheapest(MeanAbsoluteError()) == np.median(minutes) == 3
assert [cheapest(Huber(delta)) for delta in (1, 5, 50, 200)] == [3, 3.75, 15, 22]

# %% [markdown]
r"""
MSE answers with the **mean**, 22, a wait that no morning comes near. MAE answers with the **median**, 3. And Huber
goes from the one to the other: with a small $\delta$ it is nearly MAE, and with a $\delta$ larger than any error it is
MSE (halved).

Why the mean? Where the pulls balance, the slope is 0: $\sum 2(\hat y - y_i) = 0$, and that *is* the mean. Why the
median? There, as many rows pull up as down. Check Huber with $\delta = 5$ yourself: at 3.75 the four small rows pull by
$2.75 + 1.75 + 0.75 - 0.25 = 5$, and the 100 pulls back by exactly 5.

> **Where the notes go wrong.** Among the advantages of MSE, notes 1 list "robust to outliers" (further down they say
> the reverse). MSE is the least robust of the three: had the last wait been 5 minutes, all three would answer 3. The
> one strike moves MSE to 22, and MAE and Huber with $\delta = 1$ not at all.
"""

# %%
pulls = np.clip(3.75 - minutes, -5, 5)
print("pulls at 3.75:", pulls, "  sum:", pulls.sum())
minutes = np.array([1.0, 2.0, 3.0, 4.0, 5.0])  # the last morning without a strike
print("without the strike:", cheapest(MeanSquaredError()), cheapest(MeanAbsoluteError()), cheapest(Huber(1.0)))

# %% proof
assert pulls.tolist() == [2.75, 1.75, 0.75, -0.25, -5]
assert [cheapest(loss) for loss in (MeanSquaredError(), MeanAbsoluteError(), Huber(1.0))] == [3, 3, 3]

# %% [markdown]
r"""
## What an outlier does to a line

A network predicts more than a constant, so let us fit a line. Nine points lie exactly on $y = 2x + 1$, at
$x = 0, \dots, 8$. The tenth, at $x = 9$, should be 19 and was recorded as 60.
"""

# %%
(x, y), lines = outlier_values(x=9, y=60, delta=5)
for name, (slope, intercept) in lines.items():
    print(f"{name:<13} {slope:.2f} x {intercept:+.2f}")

# %%
show(outlier_and_lines(x, y, lines, outlier=9, true_line=TRUTH))

# %% proof
assert np.round(lines["MSE"], 2).tolist() == [4.24, -4.96]
assert np.allclose(lines["MAE"], [2, 1])
assert np.round(lines["Huber, δ = 5"], 2).tolist() == [2.42, -0.11]
assert np.allclose(np.polyfit(x, y, 1), lines["MSE"])

# %% [markdown]
r"""
One wrong row in ten, and least squares more than doubles the slope. MAE does not move at all: nine rows agree on a line
and outvote the tenth. Huber lets it pull, but only by $\delta$.

So is MSE bad? It is the right price where large errors really are disproportionately bad, and where there are no wild
rows: it is smooth, its pull fades out near the target, and under it the answer is the mean, which is often what is
wanted. Which error do you fear? The data can tell you whether there are wild rows: look at the errors that are left
over. But how much worse an error of ten is for you than an error of one, they cannot tell.

> **Where the notes go wrong.** Another advantage that notes 1 give to MSE is that it has one minimum only. In $\hat y$
> it has, and in the weights of a *linear* model. In the weights of a network it has not. Take the XOR net of lecture 3,
> $\text{ReLU}(x_1 + x_2) - 2\,\text{ReLU}(x_1 + x_2 - 1)$. Swap its two hidden units and it is another point among the
> weights, with the same loss of 0. Halfway between the two is a hill.
"""

# %%
corners, lamp = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0.0, 1.0, 1.0, 0.0])


def xor_mse(b1, w2):
    """The MSE of the XOR net with biases b1 (2,) and output weights w2 (2,)."""
    hidden = relu(corners.sum(axis=1)[:, None] + b1)  # (4, 2)
    return MeanSquaredError()(lamp, hidden @ w2)[0]


net, swapped = (np.array([0.0, -1.0]), np.array([1.0, -2.0])), (np.array([-1.0, 0.0]), np.array([-2.0, 1.0]))
halfway = [(one + other) / 2 for one, other in zip(net, swapped, strict=True)]
print(f"net {xor_mse(*net)},  swapped {xor_mse(*swapped)},  halfway {xor_mse(*halfway)}")

# %% proof
assert xor_mse(*net) == xor_mse(*swapped) == 0
assert xor_mse(*halfway) == 1.6875

# %% [markdown]
r"""
## Yes or no: binary cross-entropy

A network that answers yes or no gives a probability $p$ of yes. What should an answer cost? Say how surprised you ought
to be. If you gave 0.9 to what then happened, you are hardly surprised; if you gave it 0.01, very much. The price is
$-\ln$ of the probability that was given to **what happened**:

$$\ell = \begin{cases} -\ln p & y = 1 \\ -\ln(1 - p) & y = 0 \end{cases}
\;=\; -\big[\, y \ln p + (1 - y) \ln(1 - p) \,\big] .$$

The formula on the right is only the two cases in one line: $y$ is 1 or 0 and switches one of the terms off. The minus
stands before *both*.
"""

# %%
show(loss_of_probability(np.linspace(0.0006, 1, 800), [0.9, 0.5, 0.1, 0.01, 0.001]))

# %% proof
assert np.round(-np.log([0.9, 0.5, 0.1, 0.01, 0.001]), 2).tolist() == [0.11, 0.69, 2.3, 4.61, 6.91]

# %%
y_true = np.array([1.0, 0.0, 1.0])
p = np.array([0.9, 0.4, 0.01])
print("prices:", -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).round(3))
print(f"mean {BinaryCrossentropy()(y_true, p)[0]:.3f}")
print(f"one answer of 0.0001 to what happened costs as much as {np.log(0.0001) / np.log(0.9):.0f} answers of 0.9")

# %% proof
assert np.isclose(BinaryCrossentropy()(y_true, p)[0], np.mean([-np.log(0.9), -np.log(0.6), -np.log(0.01)]))
assert round(np.log(0.0001) / np.log(0.9)) == 87
all_yes = np.ones(4)  # a better accuracy at a higher loss
before, after = np.array([0.6, 0.6, 0.45, 0.45]), np.array([0.6, 0.6, 0.6, 0.0001])
assert (before > 0.5).mean() < (after > 0.5).mean()
assert BinaryCrossentropy()(all_yes, before)[0] < BinaryCrossentropy()(all_yes, after)[0]

# %% [markdown]
r"""
Note the last line, because it explains something that you will see in every training log. *Accuracy* counts misses, and
each counts the same. Cross-entropy asks how sure you were. One miss at $p = 0.0001$ costs as much as 87 right answers
at 0.9. So the loss of a model can rise while its accuracy stays, or even improves.

Why not take the squared error $(p - y)^2$? It is fine as a price. But look at the pull. Say the label is 1 and the
logit is $z = -10$, so $p = \sigma(-10)$ is nearly 0: sure, and wrong.
"""

# %% prediction [markdown]
r"""
Label 1, logit −10: sure and wrong. How do the slopes along z compare, BCE against squared error?

[ ] Equal: both see an error of 1
    The error p − y is nearly −1 for both. But the squared error has to pass through the slope of the sigmoid to reach
    z.
[ ] BCE's is about twice as large
    Far more. At z = −10 the sigmoid is almost flat.
[x] BCE's is about 10,000 times as large
    BCE's slope is p − y, about −1. The squared error's is 2(p − y)·σ′(z), and σ′(−10) = 0.00005: a row that is
    completely wrong learns almost nothing.
"""

# %%
z = np.array([-10.0])
bce_slope = BinaryCrossentropy(from_logits=True)(np.array([1.0]), z)[1][0]
mse_slope = numerical_gradient(lambda z: MeanSquaredError()(np.array([1.0]), sigmoid(z))[0], z)[0]
print(f"slope along z:  BCE {bce_slope:.5f}   squared error {mse_slope:.5f}   ratio {bce_slope / mse_slope:,.0f}")

# %%
logits = np.linspace(-10, 6, 321)
p = sigmoid(logits)
prices = {"BCE": np.logaddexp(0, -logits), "squared error": (p - 1) ** 2}
pulls = {"BCE": p - 1, "squared error": 2 * (p - 1) * p * (1 - p)}
show(classification_losses(logits, prices, pulls))

# %% proof
assert np.isclose(bce_slope, sigmoid(-10.0) - 1)
assert round(float(bce_slope), 5) == -0.99995
assert round(float(mse_slope), 5) == -0.00009
assert 10_000 < bce_slope / mse_slope < 12_000
assert np.isclose(mse_slope, pulls["squared error"][0], rtol=1e-3)
assert np.allclose(prices["BCE"][logits < -5], -logits[logits < -5], atol=0.01)

# %% [markdown]
r"""
The exponential in the sigmoid and the logarithm in the loss undo each other. What is left along $z$ is $p - y$,
prediction minus label. (Lecture 7 derives it.) That is why sigmoid and cross-entropy belong together.

## One of many: categorical and sparse

Three students of notes 3: cgpa 7, 8 and 6, iq 70, 80 and 60, and placed: yes, no, maybe. That is $K = 3$ classes, and
softmax gives each student three probabilities. The price is the same as before: $-\ln$ of the probability that was
given to what happened. With one-hot labels, a 1 at the right class and 0 elsewhere,

$$\ell = -\sum_{j=1}^K y_j \ln p_j ,$$

and the sum only picks out the one term that counts. So why write all those zeros? Say *which class* it is, by its
number $c$:

$$\ell = -\ln p_c .$$

The first is called **categorical** cross-entropy, the second **sparse** categorical cross-entropy. Two ways to write
the labels, one loss.
"""

# %%
p = np.array([[0.5, 0.3, 0.2], [0.1, 0.7, 0.2], [0.1, 0.3, 0.6]])  # three students, three classes
numbers = np.array([0, 1, 2])  # yes, no, maybe
print(one_hot(numbers, 3))
print(f"categorical {CategoricalCrossentropy()(one_hot(numbers, 3), p)[0]:.4f}")
print(f"sparse      {SparseCategoricalCrossentropy()(numbers, p)[0]:.4f}")
print(f"by hand     {-np.log(0.5 * 0.7 * 0.6) / 3:.4f}")

# %% proof
assert np.isclose(CategoricalCrossentropy()(one_hot(numbers, 3), p)[0], -np.log(0.5 * 0.7 * 0.6) / 3)
assert np.isclose(SparseCategoricalCrossentropy()(numbers, p)[0], -np.log(0.5 * 0.7 * 0.6) / 3)

# %% [markdown]
r"""
> **Where the notes go wrong, three times.** Notes 1 write $-\sum_j y_j \ln y_j$. The logarithm belongs to the
> *prediction*. As written the sum is 0 for every one-hot row, whatever the network says.
>
> Notes 3 write $-\sum_{j=1}^K y_i \ln \hat y_i$. With $i$ under a sum over $j$ nothing in it changes: it is $K$ times
> the same term.
>
> And notes 3 number the sparse labels 1, 2, 3. A label is the number of a *column*, and columns count from 0, here and
> in Keras. With 1, 2, 3 the last label points past the end. Worse is what happens when no row of the last class is
> there to raise an error: everything runs, on the wrong columns.
"""

# %%
row, said = np.array([1.0, 0.0, 0.0]), p[0]
with_ln_y = abs(sum(label * np.log(label) for label in row if label > 0))
print(f"with ln y: {with_ln_y:.3f}  with ln p: {-row @ np.log(said):.3f}")
print(f"index i = 1 under a sum over j: {-sum(row[0] * np.log(said[0]) for j in range(3)):.3f}")
try:
    SparseCategoricalCrossentropy()(np.array([1, 2, 3]), p)
except ValueError as error:
    print(error)
right, shifted = (SparseCategoricalCrossentropy()(np.array(c), p[:2])[0] for c in ([0, 1], [1, 2]))
print(f"labels 1, 2 without a 3 raise no error: {shifted:.3f} in place of {right:.3f}")

# %% proof
assert -sum(label * np.log(label) for label in row if label > 0) == 0
assert np.isclose(-sum(row[0] * np.log(said[0]) for _ in range(3)), 3 * np.log(2))
assert np.isclose(shifted, -np.log(0.3 * 0.2) / 2)
assert shifted > 2 * right

# %% [markdown]
r"""
## From logits, without overflow

A network that is sure and wrong, at the logit $z = 800$ with the label 0, should cost 800: the right price is
$-\ln(1 - \sigma(800)) = \ln(1 + e^{800})$, and the 1 hardly counts. But $\sigma(800)$ is 1 to the last bit,
$1 - 1 = 0$, and $-\ln 0 = \infty$. Once the probability is rounded, what was in the logit is gone. So put the sigmoid
into the loss *before* computing anything. What is left is

$$\ell = \ln(1 + e^{z}) - z\,y, \qquad \text{and} \qquad
\ln(1 + e^z) = \max(z, 0) + \ln\!\big(1 + e^{-|z|}\big),$$

where $e$ is never raised to a positive power. For softmax the same idea reads, with $m$ the largest logit of the row,

$$-\ln p_c = \ln \sum_j e^{z_j - m} - (z_c - m) .$$
"""

# %%
z = np.array([1000.0, 1001.0, 1002.0])
with np.errstate(divide="ignore"):
    print("binary, by way of p:     ", -np.log(1 - sigmoid(800.0)))
print("binary, from the logit:  ", BinaryCrossentropy(from_logits=True)(np.array([0.0]), np.array([800.0]))[0])
print("categorical, by formula: ", (np.log(np.exp(z - z.max()).sum()) - (z - z.max())).round(4))
sparse = SparseCategoricalCrossentropy(from_logits=True)
print("categorical, library:    ", np.array([sparse(np.array([c]), z[None, :])[0] for c in range(3)]).round(4))

# %% proof
assert BinaryCrossentropy(from_logits=True)(np.array([0.0]), np.array([800.0]))[0] == 800
with np.errstate(divide="ignore"):
    assert np.isinf(-np.log(1 - sigmoid(800.0)))
by_formula = np.log(np.exp(z - z.max()).sum()) - (z - z.max())
assert np.allclose([sparse(np.array([c]), z[None, :])[0] for c in range(3)], by_formula)
assert np.allclose(by_formula, -np.log(softmax(np.array([0.0, 1.0, 2.0]))))

# %% [markdown]
r"""
And the slope along the logits is simple in both cases, *prediction minus label*, divided by the number of terms in the
mean. So let the network end in plain logits and tell the loss, `from_logits=True`. One caution: do not do both. A
softmax at the end of the network *and* `from_logits=True` squashes twice. No error is raised, but even a perfect answer
of three classes then costs 0.551.
"""

# %%
labels, logits = np.array([2, 0]), np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])
gradient = sparse(labels, logits)[1]
print("(p - y) / N:\n", ((softmax(logits) - one_hot(labels, 3)) / 2).round(4))
print("library:\n", gradient.round(4))
squashed_twice = sparse(np.array([0]), softmax(np.array([[50.0, 0.0, 0.0]])))[0]
print(f"a perfect answer of three classes, squashed twice, still costs {squashed_twice:.3f}")

# %% proof
assert np.allclose(gradient, (softmax(logits) - one_hot(labels, 3)) / 2)
assert np.allclose(gradient, numerical_gradient(lambda z: sparse(labels, z)[0], logits), atol=1e-8)
assert round(float(squashed_twice), 3) == 0.551

# %% [markdown]
r"""
## A margin to keep: hinge

Cross-entropy is never content: even $p = 0.99$ can be improved. The **hinge** loss is. It takes a score $s$, any real
number, and labels $y = \pm 1$ (not 0 and 1), and asks that a row be right *by a margin of 1*:

$$\ell = \max(0,\; 1 - y\,s) .$$

A row beyond its margin costs nothing and pulls at nothing. Only the rows near the border, or on its wrong side, have a
say. It is the loss of the linear support vector machine (Corinna Cortes and Vladimir Vapnik, 1995).
"""

# %%
y_true = np.array([1.0, 1.0, 1.0, -1.0])
scores = np.array([3.0, 0.2, -1.0, -5.0])
loss, slope = Hinge()(y_true, scores)
print("prices:", np.maximum(0, 1 - y_true * scores), f"  mean {loss:.2f}")
print("pulls: ", slope * 4 + 0.0)
print("the same rows under cross-entropy:", np.logaddexp(0, -y_true * scores).round(3))

# %% proof
assert np.allclose(np.maximum(0, 1 - y_true * scores), [0, 0.8, 2, 0])
assert np.isclose(loss, 0.7)
assert (slope * 4).tolist() == [0, -1, -1, 0]
assert (np.logaddexp(0, -y_true * scores) > 0).all()
assert (np.maximum(0, 1 - 0 * scores) == 1).all()
refused = False
try:
    Hinge()(np.array([1.0, 1.0, 1.0, 0.0]), scores)
except ValueError:
    refused = True
assert refused

# %% [markdown]
r"""
The row with score 0.2 is on the right side and still pays 0.8: right, but not by enough. The rows with 3 and $-5$ have
settled. Feed hinge labels of 0 and 1 by mistake, and every row of label 0 costs exactly 1, whatever you do. The library
refuses them.

## Which output goes with which loss

The end of a network and its loss are chosen together, by the question you ask.

| The question | Output units | Activation | Loss | Labels |
|---|---|---|---|---|
| how much? (a price, a time) | 1 for each quantity | none | MSE, MAE or Huber | numbers |
| yes or no? | 1 | sigmoid | binary cross-entropy | 0 or 1 |
| which of these $K$ hold, perhaps several? | $K$ | sigmoid on each | binary cross-entropy | rows of 0 and 1 |
| which *one* of $K$? | $K$ | softmax | categorical cross-entropy | one-hot rows |
| which *one* of $K$? | $K$ | softmax | sparse categorical cross-entropy | class numbers from 0 |
| which side, with a margin? | 1 | none | hinge | $-1$ or 1 |

What goes wrong with a mismatch? Softmax on a *single* unit gives 1 for every row, as one share of a whole. A sigmoid at
the end of a price prediction never gets above 1. And softmax for questions that may all be true makes them fight for
one pie.
"""

# %%
print("softmax of one unit:", softmax(np.array([[-3.0], [0.0], [7.0]])).ravel())
both_true = np.array([[6.0, 6.0, -6.0]])  # strong yes, strong yes, strong no
print("two topics at once, sigmoid:", sigmoid(both_true).round(3)[0], "  softmax:", softmax(both_true).round(3)[0])

# %% proof
assert softmax(np.array([[-3.0], [0.0], [7.0]])).ravel().tolist() == [1, 1, 1]
assert sigmoid(both_true).round(3)[0].tolist() == [0.998, 0.998, 0.002]
assert softmax(both_true).round(3)[0].tolist() == [0.5, 0.5, 0.0]

# %% [markdown]
r"""
## Four losses for other jobs

Notes 3 name four more. Each answers a question that the losses above do not ask; one number for each.

**Focal loss** (object detection; Tsung-Yi Lin and others, 2017) multiplies cross-entropy by $(1 - p)^2$, where $p$ is
what was given to the right label. A hundred thousand easy rows would otherwise drown a few hard ones.

**KL divergence** (variational autoencoders; Solomon Kullback and Richard Leibler, 1951) asks how far one distribution
lies from another, $\sum_j y_j \ln (y_j / p_j)$: cross-entropy, less what no prediction can save.

**Triplet loss** (embeddings; Florian Schroff and others, 2015) compares three rows and needs no class number, only to
know which two of them belong together. An anchor should be nearer to a positive (of its own kind) than to a negative
(of another), by a margin: $\max(0, \|a - p\|^2 - \|a - n\|^2 + 0.2)$.

**GAN losses** (Ian Goodfellow and others, 2014) let two networks play: the discriminator tells real from made-up rows,
by binary cross-entropy, and the generator wants it to fail. That is the min-max game. Played by the letter it starts
badly: a made-up row that is recognised (logit $-5$) hardly pulls at the generator. So one lets the generator raise
$\ln \sigma(z)$ where the game says lower $\ln(1 - \sigma(z))$: the same goal, with a slope to it.
"""

# %%
one = np.array([1.0])
for p in (0.9, 0.1):
    focal, plain = BinaryFocalCrossentropy()(one, np.array([p]))[0], BinaryCrossentropy()(one, np.array([p]))[0]
    print(f"p = {p}: cross-entropy {plain:.3f}, focal {focal:.3f}")
print(f"KL of (0.5, 0.5) from (0.9, 0.1): {KLDivergence()(np.array([[0.5, 0.5]]), np.array([[0.9, 0.1]]))[0]:.3f}")
anchor, near, far = np.array([[0.0, 0.0]]), np.array([[0.0, 1.0]]), np.array([[2.0, 0.0]])
print("triplet, in order:", TripletLoss()(anchor, near, far)[0], "  swapped:", TripletLoss()(anchor, far, near)[0])
print(f"GAN, a discriminator that guesses: {GANDiscriminatorLoss()(np.zeros(4), np.zeros(4))[0]:.3f}, that is ln 4")
slopes = [GANGeneratorLoss(non_saturating=way)(np.array([-5.0]))[1][0] for way in (False, True)]
print(f"the generator's slope at logit -5: {slopes[0]:.3f} by the game, {slopes[1]:.3f} by the other form")

# %% proof
hard, easy = np.array([0.1]), np.array([0.9])
ratios = [loss(one, hard)[0] / loss(one, easy)[0] for loss in (BinaryCrossentropy(), BinaryFocalCrossentropy())]
assert np.round(ratios).tolist() == [22, 1770]
assert np.isclose(KLDivergence()(np.array([[0.5, 0.5]]), np.array([[0.9, 0.1]]))[0], np.log(0.5 / 0.3))
assert TripletLoss()(anchor, near, far)[0] == 0
assert np.isclose(TripletLoss()(anchor, far, near)[0], 3.2)
assert np.isclose(GANDiscriminatorLoss()(np.zeros(4), np.zeros(4))[0], np.log(4))
assert np.round(slopes, 3).tolist() == [-0.007, -0.993]

# %% [markdown]
r"""
Under cross-entropy the hard row ($p = 0.1$) costs 22 times as much as the easy one, under focal loss 1,770 times.

## Explore: an outlier and a δ

Nine points on a line, one outlier with a ring around it, three losses. First, two questions.
"""

# %% prediction [markdown]
r"""
The outlier stands at (9, 60), and δ = 5. Lift it to (9, 100). Which of the three lines move?

[ ] All three
    Two of the three do not listen any harder to a row that is farther off.
[ ] MSE's and Huber's
    Under Huber the outlier pulls by δ at most, and it was beyond δ already.
[x] Only MSE's
    Its pull grows with the error. The other two have reached their ceiling long before.
"""

# %% prediction [markdown]
r"""
Now move the outlier sideways, far away from the others: x = 40, y = 0. Which line stays on the nine points?

[ ] MAE's: it is robust
    It is robust against a wrong y. A point far out in x has a long lever: it is cheaper to turn the line through it and
    miss the nine others by a little each.
[ ] Huber's
    Its pull is limited, but a pull at a long lever turns the line all the same.
[x] None
    MAE's line even goes through the outlier. Robust losses protect against a wrong y, not against a wrong x.
"""

# %% proof
before, after = (outlier_values(9, height, 5)[1] for height in (60, 100))
moved = [name for name in before if not np.allclose(before[name], after[name], atol=1e-6)]
assert moved == ["MSE"]
_, sideways = outlier_values(40, 0, 5)
assert all(slope < 0 for slope, _ in sideways.values())
assert np.isclose(sideways["MAE"][0] * 40 + sideways["MAE"][1], 0)
assert not any(np.allclose(line, TRUTH, atol=0.5) for line in sideways.values())

# %% [markdown]
r"""
Then two tasks. **With the slider you see, lower the outlier until all three lines agree.** And **unfold $\delta$ and
find the smallest one with which Huber's line is MSE's line.** (Tab to a control, arrow keys to move it.)
"""

# %%
outlier_explorer()

# %% proof
_, agreed = outlier_values(9, 19, 5)
assert all(np.allclose(line, TRUTH) for line in agreed.values())
by_delta = {delta: list(outlier_values(9, 60, delta)[1].values()) for delta in (0.5, 1, 2, 5, 10, 20, 50, 100)}
assert [delta for delta, (mse, _, huber) in by_delta.items() if np.allclose(mse, huber, atol=1e-6)] == [50, 100]
(x, y), lines = outlier_values(9, 60, 50)
residual = np.abs(y - lines["MSE"][0] * x - lines["MSE"][1]).max()
assert 20 < residual < 50
assert round(float(residual), 1) == 26.8
assert np.isclose(outlier_values(4, 60, 5)[1]["MSE"][0], 2)

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

At $y = 19$ the tenth point is no outlier: it lies on the line of the others, and all three losses agree. Where there
are no outliers, the choice of the loss matters little.

With $\delta = 50$ Huber's line is MSE's line, and with 20 it is not yet. No error on MSE's line is larger than 26.8, so
any $\delta$ above that never reaches the straight arms, and Huber is half of MSE.

Did you put the outlier in the middle, at $x = 4$? Then MSE keeps the slope 2 and the whole line is lifted. What an
outlier does depends on where it stands: at the end it has a lever.
</details>

## In one table

| Loss | Price of a row | Pull | Remember |
|---|---|---|---|
| MSE | $e^2$ | $2e$ | the mean; one outlier: 3 becomes 22 |
| MAE | $\lvert e \rvert$ | $\pm 1$ | the median; steps keep their size near the target |
| Huber | $\frac12 e^2$, then $\delta \lvert e \rvert - \frac12\delta^2$ | $e$, cut off at $\pm\delta$ | in between |
| binary cross-entropy | $-[y \ln p + (1-y) \ln(1-p)]$ | $p - y$ along $z$ | one sure miss costs 87 good answers |
| categorical, sparse | $-\ln p_c$ | $p - y$ along $z$ | two ways to write labels; count from 0 |
| hinge | $\max(0, 1 - ys)$ | $-y$ or 0 | $y = \pm 1$; content beyond the margin |
| from logits | $\ln(1 + e^z) - zy$ | | finite at $z = 800$; no softmax before it |

## Check yourself

<details><summary>1. Model A has an MSE of 4, model B an MAE of 3. Which is better?</summary>

It cannot be said. They are different price lists in different units (squared minutes, minutes). Measure both models
with the same one. </details>

<details><summary>2. Under MAE, how does a training step near the target differ from one far away?</summary>

It does not: the slope is 1 either way, so with a fixed learning rate it steps to and fro across the target. Huber
becomes gentle there.
</details>

<details><summary>3. The validation loss rises, and the accuracy too. Is there a bug?</summary>

Not necessarily. A few answers that became very sure and wrong can outweigh many that became right. Accuracy does not
see how sure an answer is. </details>

<details><summary>4. Articles can have several topics. Why no softmax?</summary>

Its probabilities share one pie: two topics that both hold would get ½ each at best. Ask a separate question for each
topic, with a sigmoid and binary cross-entropy.
</details>

## What to do next

Do the [exercise](../exercises/05_loss_functions/05_loss_functions.ipynb): value and gradient of each of these losses,
stable from logits. Then go on to [lecture 6](06_backprop_by_hand.ipynb): now that an error has a price, who has to pay?
"""

# %% [markdown]
r"""
# 5 · Loss functions

*A loss says how bad an error is. Choose another one, and the same network learns another answer from the same data.*

On five mornings you waited 1, 2, 3, 4 and 100 minutes for the bus. (On the last one there was a strike.) Name *one*
number, your prediction for tomorrow. Two rules that are used everywhere in deep learning give very different answers
to this, and neither of them has made a mistake. Where do such rules come from, and how do you choose?

**You will be able to**

- choose between MSE, MAE, Huber and a quantile loss by what each of them predicts, and by what an outlier does to it;
- derive the usual losses from one idea, maximum likelihood, and a new one when you need it;
- compute binary and categorical cross-entropy, for one-hot rows and for class indices, from probabilities and logits;
- read the value of a cross-entropy, and say what it should be before training;
- match task, output activation and loss.

**It builds on** the forward pass, sigmoid and softmax ([lecture 4](04_forward_propagation.ipynb)), log loss and hinge
([lecture 2](02_perceptron_loss.ipynb)), and derivatives. **Time:** about 90 minutes, and 40 for three appendices, of
which the first is worth a second sitting; a good place to pause is after the quantiles. Run each cell as you come to it
(Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import BinaryCrossentropy, CategoricalCrossentropy, Huber
from dlcourse import MeanAbsoluteError, MeanSquaredError, SparseCategoricalCrossentropy
from dlcourse import KLDivergence, numerical_gradient, one_hot, sigmoid, softmax
from dlcourse.plots import show
from dlcourse.plots.losses import likelihood, loss_bands, loss_functions, loss_recipe
from dlcourse.plots.losses import loss_staircases, other_losses
from dlcourse.widgets.losses.likelihood import likelihood_explorer
from dlcourse.widgets.losses.loss_functions import TRUTH, outlier_explorer, outlier_values
from dlcourse.widgets.losses.loss_functions import small_network, weighted_line

minutes = np.array([1.0, 2.0, 3.0, 4.0, 100.0])
show(loss_functions.waits_on_a_line(minutes))

# %% [markdown]
r"""
## Loss and cost

There is no best answer before you say how bad an error is. If ten minutes are ten times as bad as one, you will answer
differently from somebody for whom they are a hundred times as bad. A function that says how bad one prediction $\hat y$
is, when the truth is $y$, is called a **loss**, $\ell(y, \hat y)$. Its mean over all rows is called the **cost**. With
the squared error, for example:

$$\ell_i = (\hat y_i - y_i)^2, \qquad L = \frac1n \sum_{i=1}^n \ell_i .$$

People, and libraries, often say "loss" for both; where the difference matters, we say cost.

What must a loss be like? Its lowest value has to belong to the right answer, and its derivative has to show the way
there. (The count of mistakes in [lecture 2](02_perceptron_loss.ipynb) failed on the second point.) With most losses
here a row costs 0 if its prediction is right. The lowest *cost* need not be 0: where rows that look the same have
different labels, no prediction is right for all of them.
"""

# %% proof
coins = np.array([1.0] * 7 + [0.0] * 3)  # the same prediction for all: the lowest cost is not 0
of_p = [BinaryCrossentropy()(coins, np.full(10, p))[0] for p in np.linspace(0.01, 0.99, 99)]
assert round(min(of_p), 3) == 0.611
assert BinaryCrossentropy()(np.array([1.0]), np.array([1.0]))[0] < 1e-6  # and a single row still reaches 0

# %% [markdown]
r"""
## Three losses for an error: MSE, MAE, Huber

Let $d = \hat y - y$ be the **error** of a row. (Its negative, $y - \hat y$, what is left of the truth after the
prediction, is called the **residual**.) Three losses for numbers:

$$\text{MSE: } d^2, \qquad \text{MAE: } |d|, \qquad \text{Huber: }
\begin{cases} \tfrac12 d^2 & |d| \le \delta \\ \delta\,|d| - \tfrac12 \delta^2 & |d| > \delta \end{cases}$$

In the mean **squared** error an error of 10 counts a hundred times as much as one of 1, in the mean **absolute** error
ten times. **Huber**'s loss (Peter Huber, 1964) squares the small errors and counts the large ones by their size;
$\delta$ is the border between small and large.

Learning, however, follows their *derivatives* with respect to $\hat y$: how strongly does a row ask for another
prediction?

$$\text{MSE: } 2d, \qquad \text{MAE: } \pm 1 \ (d \ne 0), \qquad \text{Huber: } d, \text{ cut off at } \pm\delta .$$
"""

# %%
d, delta = np.linspace(-4, 4, 401), 1.5
huber = np.where(np.abs(d) <= delta, d**2 / 2, delta * np.abs(d) - delta**2 / 2)
losses = {"MSE": d**2, "MAE": np.abs(d), "Huber": huber}
derivatives = {"MSE": 2 * d, "MAE": np.sign(d), "Huber": np.clip(d, -delta, delta)}
show(loss_functions.regression_losses(d, losses, derivatives, delta))

# %% proof
for name, loss in (("MSE", MeanSquaredError()), ("MAE", MeanAbsoluteError()), ("Huber", Huber(1.5))):
    for place in (50, 150, 350):
        assert np.isclose(loss([0.0], [d[place]])[0], losses[name][place])
        assert np.isclose(loss([0.0], [d[place]])[1][0], derivatives[name][place])
two, wrong = np.array([1.0, 3.0]), np.array([3.0, 1.0])  # wrong twice
assert np.mean(two - wrong) == 0
assert np.mean(two - (wrong + 1000)) == -1000  # the larger, the "lower"
doubled = np.tile(two, 2), np.tile(wrong, 2)
assert MeanSquaredError()(two, wrong)[0] == MeanSquaredError()(*doubled)[0] == 4
assert np.sum((doubled[0] - doubled[1]) ** 2) == 2 * np.sum((two - wrong) ** 2)
assert all(loss(two, two)[0] == 0 for loss in (MeanSquaredError(), MeanAbsoluteError(), Huber(1.0)))
some_y = np.random.default_rng(0).normal(size=8)
assert np.isclose(((some_y - some_y[:, None]) ** 2).mean(), 2 * some_y.var())  # a perfect (N, 1) less (N,)
refused = False
try:
    MeanSquaredError()(some_y, some_y[:, None])
except ValueError:
    refused = True
assert refused

# %% [markdown]
r"""
The lower half of this picture explains most of what follows. Under MSE the derivative grows without limit: the worse a
row is predicted, the more weight it has. Under MAE every row has the same weight, whether it is off by 0.01 or by 100;
at an error of exactly 0 there is a kink and no derivative, and programs take 0 there. Huber is half of MSE near 0, and
far out it goes straight on, like MAE. (Which of the three *learns* fastest depends on the rows and on how far away one
starts: see the last appendix.)

> **A common slip: $\frac12 \sum (y - \hat y)^2$ as the *mean* squared error.** A factor in front moves no minimum, and
> $\frac{1}{2n} \sum$ is often used because the ½ cancels the 2 of the derivative. But without the $\frac1n$ twice as
> many rows make gradients twice as large, and a learning rate that suited 100 rows may be far too large for 1,000.

> **A common slip: (N,) minus (N, 1).** A network with one output answers in the shape (N, 1); labels often lie in an
> array (N,). NumPy then subtracts each label from each prediction, (N, N) differences, without an error, and the MSE of
> a network that makes no mistake comes out as twice the variance of $y$. Our losses refuse unlike shapes.

Back to the bus: 1, 2, 3, 4, 100. We try every prediction from 0 to 100.
"""

# %% prediction [markdown]
r"""
Under MAE, which constant prediction has the lowest cost for 1, 2, 3, 4, 100?

[ ] 2.5, the mean of the four mornings without a strike
    At 2.5, three rows ask for more and two for less. So the cost falls as you go up.
[x] 3, the median
    Two rows ask for more, two for less, and the third is exact. How far away the 100 is makes no difference.
[ ] 22, the mean
    There four rows ask for less, and only one for more.
"""

# %%
constants = np.arange(0, 100.25, 0.25)


def costs(loss):
    """The cost of each constant prediction."""
    return np.array([loss(minutes, np.full(5, c))[0] for c in constants])


for delta in (1, 5, 50, 200):
    print(f"Huber, δ = {delta}: lowest at", constants[costs(Huber(delta)).argmin()])
shown = {"MSE": MeanSquaredError(), "MAE": MeanAbsoluteError()}
shown["Huber, δ = 5"] = Huber(5)
to_40 = constants <= 40
curves = {name: costs(loss)[to_40] for name, loss in shown.items()}
show(loss_functions.costs_of_constants(constants[to_40], curves, minutes))

# %% proof
assert constants[costs(MeanSquaredError()).argmin()] == minutes.mean() == 22
assert constants[costs(MeanAbsoluteError()).argmin()] == np.median(minutes) == 3
assert [constants[costs(Huber(delta)).argmin()] for delta in (1, 5, 50, 200)] == [3, 3.75, 15, 22]

# %% [markdown]
r"""
MSE answers with 22, the **mean**, and no morning was nearer to that than 18 minutes. MAE answers with 3, the
**median**. Why the mean? At the lowest point the derivatives add up to 0: $\sum_i 2(\hat y - y_i) = 0$, so $n \hat y =
\sum_i y_i$, and that *is* the mean. Why the median? The derivatives are $+1$ for each row below $\hat y$ and $-1$ for
each row above it. They add up to 0 where as many rows lie below as above. (With four rows, 1, 2, 3, 4, that is
everywhere from 2 to 3.)

Huber goes from the one to the other. With a $\delta$ larger than any error it is MSE (halved); with a small $\delta$ it
is nearly $\delta$ times MAE: nearly the same answer, but smaller derivatives, so another learning rate may suit it.
Check $\delta = 5$ yourself: at 3.75 the derivatives of the four small rows are
$2.75 + 1.75 + 0.75 - 0.25 = 5$ together, and that of the 100 is cut off at $-5$.

A row that lies far from the others, like the 100, is called an **outlier**, and a loss whose answer an outlier can't
move far is called **robust**. Without the strike, had the last wait been 5, all three losses would answer 3. The strike
moves the answer of MSE to 22, and those of MAE and of Huber with $\delta = 1$ not at all.

**Which δ?** It has the unit of $y$: for prices in cents, $\delta = 1$ is MAE in practice. A recipe: fit with MAE first,
and take twice the median of $|d|$. For the five waits that is $2 \cdot 1 = 2$, and Huber's answer is 3. (Of Gaussian
errors it is 1.35 standard deviations, a usual choice, and then Huber costs little: 100 rows give the accuracy of 95
under MSE. As MSE is in *squared* minutes, people report its root, the RMSE.)

**And with inputs?** The cost is a mean over the rows (and over the outputs, if there are several). If a network could
answer each $x$ separately, its best answer there would be the mean of the $y$ that occur at this $x$, the **conditional
mean**, under MSE, and their median under MAE. A real network comes as near to that as its shape and its rows allow.
"""

# %% proof
assert np.clip(3.75 - minutes, -5, 5).tolist() == [2.75, 1.75, 0.75, -0.25, -5]
without = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
each_loss = {name: [loss(without, np.full(5, c))[0] for c in constants] for name, loss in shown.items()}
assert [constants[np.argmin(each)] for each in each_loss.values()] == [3, 3, 3]
assert constants[np.argmin([Huber(1.0)(without, np.full(5, c))[0] for c in constants])] == 3
of_four = np.array([MeanAbsoluteError()(np.array([1.0, 2.0, 3.0, 4.0]), np.full(4, c))[0] for c in constants])
assert constants[np.isclose(of_four, of_four.min())].tolist() == [2, 2.25, 2.5, 2.75, 3]
assert MeanAbsoluteError()([3.0], [3.0])[1][0] == 0
assert np.abs(minutes - 22).min() == 18
by_recipe = 2 * np.median(np.abs(minutes - np.median(minutes)))
assert (by_recipe, constants[costs(Huber(by_recipe)).argmin()]) == (2, 3)
tenth = [loss([0.0], [3.0]) for loss in (MeanAbsoluteError(), Huber(0.01))]
assert np.isclose(tenth[1][0], 0.01 * tenth[0][0], rtol=0.01)
assert np.isclose(tenth[1][1][0], 0.01 * tenth[0][1][0])
from math import erf, exp, pi, sqrt

assert round(2 * 0.6745, 2) == 1.35
assert round(erf(0.6745 / sqrt(2)), 4) == 0.5  # half of Gaussian errors are below 0.6745 σ
inside = erf(1.35 / sqrt(2))  # of Gaussian errors within δ = 1.35 standard deviations
of_square = inside - 2 * 1.35 * exp(-(1.35**2) / 2) / sqrt(2 * pi) + 1.35**2 * (1 - inside)
assert round(inside**2 / of_square, 2) == 0.95  # Huber's efficiency

# %% [markdown]
r"""
## What an outlier does to a line

A network predicts more than a constant, so let us fit a line. Nine points lie exactly on $y = 2x + 1$, at
$x = 0, \dots, 8$. The tenth, at $x = 9$, should be 19 and was recorded as 60.
"""

# %%
(x, y), lines = outlier_values(x=9, y=60, delta=5)
show(loss_functions.outlier_and_lines(x, y, lines, 9, TRUTH, ylim=(-12, 68)))

# %% proof
assert np.round(lines["MSE"], 2).tolist() == [4.24, -4.96]
assert np.allclose(lines["MAE"], [2, 1])
assert np.round(lines["Huber, δ = 5"], 2).tolist() == [2.42, -0.11]
assert np.allclose(np.polyfit(x, y, 1), lines["MSE"])

# %% [markdown]
r"""
One wrong row in ten, and least squares (the line with the lowest MSE) more than doubles its slope. MAE does not move:
nine rows agree on a line, and at $x = 9$ the tenth cannot outvote them. (The explorer shows from which $x$ on it can.)
Huber lets it have a say, but never more than $\delta$.

## Explore: an outlier and a δ

The same ten points, and you move the outlier. First, two questions.
"""

# %% prediction [markdown]
r"""
The outlier stands at (9, 60), and δ = 5. Lift it to (9, 100). Which of the three lines move?

[ ] All three
    For two of the three, a row that is far off already has no more weight when it is farther off.
[ ] MSE's and Huber's
    Under Huber the outlier's derivative is at most δ, and it was beyond δ already.
[x] Only MSE's
    Its derivative grows with the error. The other two have reached their limit long before.
"""

# %% prediction [markdown]
r"""
Now move the outlier sideways, far away from the others: x = 40, y = 0. Which line stays on the nine points?

[ ] MAE's: it is robust
    It is robust against a wrong y. But a point far out in x has a long lever: a small turn changes its error by much.
[ ] Huber's
    Its derivative is limited, but it acts at a long lever.
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
Then three tasks. **Lower the outlier until all three lines agree. Put it back to 60: which of the $\delta$ make Huber's
line MSE's line, and how could you have told from the errors on MSE's line? Then set $y = 0$ and move it to the right,
step by step: from which $x$ on does MAE's line leave the nine points?** (Tab to a control, arrow keys to move it.)
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
held = {place: np.allclose(outlier_values(place, 0, 5)[1]["MAE"], TRUTH) for place in range(9, 61) if place != 24}
assert all(holds == (place < 25) for place, holds in held.items())
turned = [np.abs(slope * (np.arange(9) - 4)).sum() for slope in (-1, -0.5)]  # about (4, 9), away from TRUTH
assert turned == [20, 10]
costs_at_24 = [np.abs(y[:9] - 9 - slope * (x[:9] - 4)).sum() + abs(9 + slope * 20) for slope in (2, 1, 0)]
assert costs_at_24 == [49, 49, 49]

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

At $y = 19$, where the tenth point lies on the line of the others.

$\delta = 50$ and 100. No error on MSE's line is larger than 26.8, so with any $\delta$ above that no row reaches the
straight arms, and Huber is half of MSE.

MAE's line leaves them from $x = 25$ on. Turn it about $(4, 9)$ so that its slope falls by 1: the nine errors grow by
$4 + 3 + 2 + 1 + 0 + 1 + 2 + 3 + 4 = 20$ together, and that of the outlier shrinks by $x - 4$, equally much at 24. For
the slope, a row counts in proportion to its distance from the pivot.
</details>
"""

# %% [markdown]
r"""
## Where losses come from: maximum likelihood

So far each loss looked like a matter of taste. There is one idea behind nearly all of them, also those for classes; in
[lecture 2](02_perceptron_loss.ipynb) it gave log loss.

You toss a coin ten times and see 7 heads. What is its probability of heads, $p$? The **likelihood** of $p$ is the
probability that it gives to exactly this series of independent tosses, $p^7 (1 - p)^3$, and **maximum likelihood**
(Ronald Fisher, 1922) says: choose the $p$ under which what happened was most probable.
"""

# %%
p = np.linspace(0.005, 0.995, 199)
show(likelihood.likelihood_of_heads(p, heads=7, tosses=10))

# %% proof
values = p**7 * (1 - p) ** 3
assert np.isclose(p[values.argmax()], 0.7)
assert round(0.7**7 * 0.3**3, 5) == 0.00222
entropy = -(0.7 * np.log(0.7) + 0.3 * np.log(0.3))
assert round(entropy, 3) == 0.611
assert np.isclose(-np.log(0.7**7 * 0.3**3) / 10, entropy)
assert np.isclose(BinaryCrossentropy()(np.array([1.0] * 7 + [0.0] * 3), np.full(10, 0.7))[0], entropy)

# %% [markdown]
r"""
The most likely $p$ is 0.7, as one would hope. The right half has the same as a cost: take the logarithm, which makes a
sum of the product; flip the sign, so that lower is better; and divide by the number of tosses. What comes out is the
**negative log-likelihood** of a row, on average:

$$-\frac1n \ln \prod_{i=1}^n P(y_i) \;=\; \frac1n \sum_{i=1}^n \big(-\ln P(y_i)\big) .$$

And that is a cost: a mean over rows of a loss $\ell_i = -\ln P(y_i)$. Its lowest value here is 0.611, and not 0,
because a coin cannot be foreseen.

**From a coin to a number.** To use this for waits, or prices (rows that are, like the tosses, taken to be independent),
a prediction has to say how probable each value is. A single value out of infinitely many has the probability 0, so one
takes the **density** there: the probability per minute, or per euro. Read $\hat y$ as the *centre* of a distribution:
the truth is $\hat y$ plus **noise**, something that chance adds. Here are 25 rows around a line, with two assumptions
about their noise. Four rows have their density, on its side; the length of the thick stroke is the density that was
given to that row.
"""


# %%
def rows(seed):
    """25 rows that scatter around y = 2x + 1, mostly by less than 0.5."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=25)
    return x, 2 * x + 1 + 0.5 * rng.normal(size=25)


x, y = rows(seed=0)
noise = {"Gauss": 0.5, "Laplace": 0.35}  # widths σ and b: see below
some = np.argsort(x)[[1, 6, 15, 24]]  # four of the rows
show(likelihood.densities_along_line(x, y, TRUTH, noise, some))

# %% proof
assert round(0.5 / np.sqrt(2), 2) == 0.35  # both have the standard deviation 0.5

# %% [markdown]
r"""
Suppose the noise is Gaussian, with the **standard deviation** $\sigma$ (the root of the mean squared distance from the
centre), the same in every row. ($\sigma(z)$, with brackets, is still the sigmoid.) Its density is

$$\frac{1}{\sqrt{2\pi}\,\sigma}\, e^{-\frac{(y - \hat y)^2}{2\sigma^2}}, \qquad\text{so}\qquad
-\ln \text{density} = \frac{(y - \hat y)^2}{2 \sigma^2} + \ln\!\big(\sqrt{2\pi}\,\sigma\big) .$$

The second term does not depend on $\hat y$, and a factor in front moves no minimum. What is left is $(y - \hat y)^2$.
**The squared error is the negative log-likelihood of Gaussian noise, up to a factor and a constant, if $\sigma$ is the
same in every row.**

Now suppose Laplace's noise instead: a sharper peak, and more values far out. Its density is

$$\frac{1}{2b}\, e^{-|y - \hat y| / b}, \qquad\text{so}\qquad
-\ln \text{density} = \frac{|y - \hat y|}{b} + \ln(2b) ,$$

and what is left is $|y - \hat y|$. **The absolute error is, in the same sense, the negative log-likelihood of Laplace
noise.** Huber's loss belongs to a density that is like Gauss's in the middle and has Laplace's **tails** (the parts far
out). (A density can be above 1; then $-\ln$ of it is below 0.)
"""

# %%
d, b = np.linspace(-5, 5, 1001), 1 / np.sqrt(2)
gauss = np.exp(-(d**2) / 2) / np.sqrt(2 * np.pi)  # σ = 1
laplace = np.exp(-np.abs(d) / b) / (2 * b)  # the same standard deviation, √2 b = 1
of_huber = np.exp(-np.where(np.abs(d) <= 1, d**2 / 2, np.abs(d) - 1 / 2))  # δ = 1
of_huber = of_huber / 2.924  # so that its area, over all d, is 1
densities = {"Gauss → MSE": gauss, "Laplace → MAE": laplace, "Huber's density → Huber": of_huber}
show(likelihood.densities_and_losses(d, densities, [-1.5, -0.4, 0.3, 0.9, 4.0]))

# %% proof
assert np.allclose(-np.log(gauss / gauss.max()), d**2 / 2)
assert np.allclose(-np.log(laplace / laplace.max()), np.sqrt(2) * np.abs(d))
of_wide = np.linspace(-40, 40, 80_001)
assert np.isclose((of_wide**2 * np.exp(-np.abs(of_wide) / b) / (2 * b)).sum() * 0.001, 1, atol=1e-4)
for density in densities.values():
    assert abs(density.sum() * 0.01 - 1) < 0.01
far_d = np.linspace(-60, 60, 120_001)
of_far = np.where(np.abs(far_d) <= 1, far_d**2 / 2, np.abs(far_d) - 1 / 2)
assert round(float(np.exp(-of_far).sum() * 0.001), 3) == 2.924
at_4 = {name: density[900] for name, density in densities.items()}
assert np.isclose(d[900], 4)
assert round(at_4["Laplace → MAE"] / at_4["Gauss → MSE"]) == 18
narrow = -np.log(1 / (np.sqrt(2 * np.pi) * 0.1))
assert narrow < 0  # a density above 1

# %% [markdown]
r"""
Each column: the density above, $-\ln$ of it below. Under the bell an error of 4 is next to impossible, so its loss is
large, and the fit moves towards it. Laplace's density of the same standard deviation makes it 18 times as likely.

So when you choose between MSE and MAE you choose two things at once: *which answer you get*, the mean or the median,
and *under which noise that answer is the most likely one*.

## Explore: the density under which the waits are most probable

Choose a density, its centre and its width ($\sigma$ or $b$). Each wait has a stem up to the curve, and on the right a
bar with $-\ln$ of it; the mean of the five is the loss.
"""

# %% prediction [markdown]
r"""
Under Gauss, make the bell very narrow, σ = 1. Where does its centre have to be, for the lowest mean?

[ ] At 3: a narrow bell gives up the strike and sits on the other four
    A narrow bell makes a row far out even less probable: its loss is half the square of its distance in units of σ.
[x] At 22, as for any σ
    σ stands in front of all the squares alike, $\frac{1}{2\sigma^2}\sum_i(y_i - \hat y)^2$. That is why MSE needs no σ.
[ ] Somewhere between
    That would be so if σ counted for some rows more than for others.
"""

# %% [markdown]
r"""
Then the task. **For each of the two densities, set the centre at its best place, and find the width with the lowest
mean. Which density makes the five waits more likely?**
"""

# %%
likelihood_explorer()

# %% proof
from dlcourse.plots.losses.likelihood import log_density
from dlcourse.widgets.losses.likelihood import WAITS

assert np.array_equal(WAITS, minutes)
centres, widths = np.arange(0, 61), np.arange(1, 81)
means = {
    family: np.array([[-log_density(family, WAITS - c, w).mean() for w in widths] for c in centres])
    for family in ("Gauss", "Laplace")
}
best = {family: np.unravel_index(each.argmin(), each.shape) for family, each in means.items()}
assert {family: (centres[c], widths[w]) for family, (c, w) in best.items()} == {"Gauss": (22, 39), "Laplace": (3, 20)}
lowest = {family: round(float(each.min()), 2) for family, each in means.items()}
assert lowest == {"Gauss": 5.08, "Laplace": 4.70}
assert (means["Gauss"].argmin(axis=0) == 22).all()
assert (means["Laplace"].argmin(axis=0) == 3).all()
assert np.isclose(np.sqrt(((minutes - 22) ** 2).mean()), 39.0, atol=0.05)
assert np.isclose(np.abs(minutes - 3).mean(), 20.2)
assert round(float(means["Gauss"].min() - means["Laplace"].min()), 3) == 0.384
assert round(float(np.exp(5 * (means["Gauss"].min() - means["Laplace"].min()))), 1) == 6.8
of_mu = [(minutes / mu + np.log(mu)).mean() for mu in range(1, 81)]
assert np.argmin(of_mu) + 1 == 22
assert round(min(of_mu), 2) == 4.09
from math import erfc

assert round(erfc(22 / 39 / np.sqrt(2)) / 2, 2) == 0.29  # the bell below 0
assert round(float(np.exp(-3 / 20)) / 2, 2) == 0.43  # and Laplace's

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Gauss: centre 22 and width 39, with a mean of 5.08. Laplace: centre 3 and width 20, with 4.70. The best centre is the
mean for any width of the one, and the median for any width of the other. The best widths are the standard deviation of
the waits, 39, and their mean distance from 3, 20.2.

The difference of 0.384 a row makes $5 \cdot 0.384 = 1.92$ for five rows, so the waits are $e^{1.92} \approx 6.8$ times
as likely under Laplace's density. Neither fits well: to waits below 0, Gauss's best bell gives a
probability of 29%, and Laplace's best density one of 43%. The *exponential* density, $\frac1\mu e^{-y/\mu}$, knows that
there are none, and does better: 4.09, at $\mu = 22$. And its answer is the *mean* again: a long tail on one side does
not by itself speak for the median.
</details>
"""

# %% [markdown]
r"""
## The same network, two answers

So far we fitted one number, or a line. A network can come nearer to the best answer for each $x$. On 1,000 mornings you
went to the bus at some time between six and ten, $x$ hours from eight o'clock, and waited $y$ minutes: never less than
one, and longest around eight. The waits are *lopsided*: many short ones, a few very long ones. We train the same small
network (one hidden layer of 16 tanh units) twice, from the same start and with the rows in the same order, once with
MSE and once with MAE. How a network trains is the matter of the next lectures.
"""

# %% prediction [markdown]
r"""
On which share of the mornings did you wait longer than the trained network predicts?

[ ] On half of them, with both losses
    With MAE, yes. But where the waits are lopsided the mean lies elsewhere.
[x] On half with MAE, on fewer with MSE
    A few very long waits lift the mean above the median, so fewer than half of the rows lie above it.
[ ] On half with MSE, on fewer with MAE
    It is the median that has as many rows above as below.
"""


# %%
def mornings(seed):
    """Hours from eight o'clock, and the waits, of 1,000 mornings."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, 1000)
    return x, 1 + rng.exponential(2 + 8 * np.exp(-(x**2)))


x, y = mornings(seed=0)
clock, answers = np.linspace(-2, 2, 101), {}
for name, loss in {"MSE": MeanSquaredError(), "MAE": MeanAbsoluteError()}.items():
    network = small_network(loss, x, y, seed=0)
    answers[name] = network(clock)
    print(f"{name}: on {np.mean(y > network(x)):.0%} of the mornings the wait was longer")
beyond_one = 2 + 8 * np.exp(-(clock**2))  # the mean of what comes after the first minute
truths = {"MSE": 1 + beyond_one, "MAE": 1 + np.log(2) * beyond_one}  # mean, median
show(loss_functions.answers_for_each_x(x, y, clock, answers, truths))

# %% proof
inner = np.abs(clock) <= 1.9
true_mean, true_median = truths["MSE"][inner], truths["MAE"][inner]
for seed in range(5):
    some_x, some_y = mornings(seed)
    of_mse, of_mae = (small_network(each, some_x, some_y, seed) for each in (MeanSquaredError(), MeanAbsoluteError()))
    assert 0.32 < np.mean(some_y > of_mse(some_x)) < 0.42
    assert 0.45 < np.mean(some_y > of_mae(some_x)) < 0.54
    assert 1.5 < (of_mse(np.zeros(1)) - of_mae(np.zeros(1)))[0] < 5
    for network, near, far in ((of_mse, true_mean, true_median), (of_mae, true_median, true_mean)):
        said = network(clock[inner])
        assert np.sqrt(np.mean((said - near) ** 2)) < 0.7
        assert np.sqrt(np.mean((said - far) ** 2)) > 1.3

# %% [markdown]
r"""
The same rows and the same network, and two answers, which differ by about three minutes at eight o'clock. Trained with
MSE it follows the mean at each $x$, trained with MAE the median (wide and pale: the true ones, which we know, as we
made the rows). With four other **seeds** (numbers that a random generator starts from, so other rows) it is the same.
Neither network is wrong. They answer two questions.

**A third question, with a loss of your own.** The bus takes you to an exam. To have planned a minute too few is nine
times as bad as a minute too many.
"""

# %% prediction [markdown]
r"""
Train the network so that a minute by which the wait exceeds the prediction costs 9, and a minute by which it falls
short costs 1. Which wait does it learn to predict?

[ ] Nine times the median
    The 9 and the 1 are weights of rows. They say how many rows may lie on each side, and not how far off.
[x] The wait that 90% of the mornings stay under
    There the derivatives balance: 10% of the rows pull upwards with 9 each, and 90% pull downwards with 1 each.
[ ] The longest wait of all
    There nothing pulls upwards any more, and every row pulls downwards.
"""

# %% [markdown]
r"""
The value that a share $\tau$ of the rows stays under is called their **quantile**; the median is the one with
$\tau = ½$. Divide both losses by 10, and you have the **quantile loss** (or *pinball* loss), here with $\tau = 0.9$:

$$\ell = \begin{cases} \tau\,|d| & y > \hat y \\ (1 - \tau)\,|d| & y < \hat y \end{cases}
\qquad\text{with the derivative}\qquad \begin{cases} -\tau \\ 1 - \tau . \end{cases}$$

Where a share $\tau$ of the rows lies below $\hat y$, the derivatives add up to $\tau\,(1 - \tau) - (1 - \tau)\,\tau =
0$. (It, too, is $-\ln$ of a density: of a lopsided Laplace.) Three such networks together say how the waits are spread:
"""


# %%
def quantile_loss(tau):
    """The loss whose answer is the quantile for the share tau, with its gradient."""

    def loss(y, y_hat):
        derivative = np.where(y > y_hat, -tau, 1 - tau)
        return np.mean(derivative * (y_hat - y)), derivative / y.size

    return loss


quantiles = {tau: small_network(quantile_loss(tau), x, y, seed=0)(clock) for tau in (0.1, 0.5, 0.9)}
true_quantiles = {tau: 1 - np.log(1 - tau) * beyond_one for tau in quantiles}
show(loss_bands.quantiles_for_each_x(x, y, clock, quantiles, true_quantiles))

# %% proof
above, below = np.array([5.0]), np.array([1.0])
assert np.isclose(quantile_loss(0.9)(above, np.array([3.0]))[0], 0.9 * 2)
on_axis = np.linspace(-250, 250, 500_001)
for centre in (-3.0, 5.0):  # the area under e^(−loss) is the same for any ŷ, so a constant makes it a density
    of_axis = np.where(on_axis > centre, 0.9 * (on_axis - centre), 0.1 * (centre - on_axis))
    assert np.isclose(np.exp(-of_axis).sum() * 0.001, 1 / (0.9 * 0.1), rtol=1e-3)
assert np.isclose(quantile_loss(0.9)(below, np.array([3.0]))[0], 0.1 * 2)
assert np.isclose(quantile_loss(0.5)(minutes, np.full(5, 7.0))[0], MeanAbsoluteError()(minutes, np.full(5, 7.0))[0] / 2)
for loss in (quantile_loss(0.3), quantile_loss(0.9)):
    nudged = numerical_gradient(lambda each, loss=loss: loss(minutes, each)[0], np.array([5.0, 1, 7, 2, 30]))
    assert np.allclose(nudged, loss(minutes, np.array([5.0, 1, 7, 2, 30]))[1], atol=1e-8)
tried = np.linspace(0, 60, 3001)
drawn = np.random.default_rng(0).exponential(10, 1001)
lowest = tried[np.argmin([quantile_loss(0.9)(drawn, np.full(1001, c))[0] for c in tried])]
assert abs((drawn < lowest).mean() - 0.9) < 0.005
for seed in range(5):
    some_x, some_y = mornings(seed)
    for tau, near in ((0.1, 0.3), (0.9, 2.5)):
        network = small_network(quantile_loss(tau), some_x, some_y, seed)
        assert abs(np.mean(some_y < network(some_x)) - tau) < 0.035
        assert np.sqrt(np.mean((network(clock) - true_quantiles[tau]) ** 2)) < near
middle = len(clock) // 2
assert quantiles[0.9][middle] - quantiles[0.5][middle] > 1.5 * (quantiles[0.5][middle] - quantiles[0.1][middle])

# %% proof this_run=true
assert quantiles[0.1].min() > 1
assert round(float(true_quantiles[0.9][middle] - quantiles[0.9][middle]), 1) == 2.2
assert abs(np.exp(-(quantiles[0.9][middle] - 1) / 10) - 1 / 8) < 0.003  # waits are 1 + Exp(10) there

# %% [markdown]
r"""
Plan for the upper curve, and over all hours you are late about one morning in ten. (Not at each hour: at eight the
curve lies 2.2 minutes too low, and you would be late on one morning in eight. With 1,000 rows a few long waits decide.)
The band between the outer curves is lopsided, as the waits are, and stays above one minute.

Two questions. *What will happen?* A loss is an assumption about the noise, and what a fit leaves over, its
residuals, can speak for or against it (first appendix). *What should I do about it?* How much worse late is than early,
no residual can tell you. That is yours to say, and the quantile loss says it.

*(A good place to pause.)*
"""

# %% [markdown]
r"""
## A recipe for losses

For any kind of answer, in three steps:

1. Choose a distribution for $y$ that fits its kind: a number, a yes or no, one of $K$, a count.
2. Let the network predict what that distribution needs: a centre, a probability. If a number has to be positive, or
   between 0 and 1, an activation at the end sees to it.
3. The loss of a row is $-\ln$ of the probability, or density, that was given to what happened.

Here it is for four kinds of answer, all from a network that puts out $z = 1.1$ (and for the classes two more logits):
"""

# %%
z, classes = 1.1, np.array([1.1, 0.0, -0.5])
of_number, of_count = np.linspace(-2.5, 4.7, 73), np.arange(10)
bell = np.exp(-((of_number - z) ** 2) / 2) / np.sqrt(2 * np.pi)
poisson = np.exp(of_count * z - np.exp(z)) / np.cumprod([1, *range(1, 10)])
panels = {
    "a number:\nŷ = z = 1.1, and σ = 1": (of_number, bell, 2.0),
    "yes or no:\np = σ(z) = 0.75": ([0, 1], [1 - sigmoid(z), sigmoid(z)], 1),
    "a count:\nλ = eᶻ = 3.0": (of_count, poisson, 5),
    "one of three classes:\nsoftmax of three logits": (np.arange(3), softmax(classes), 1),
}
show(loss_recipe.outputs_and_distributions(panels))

# %% proof
assert round(float(sigmoid(z)), 2) == 0.75
assert round(float(np.exp(z)), 1) == 3.0
assert abs(poisson.sum() - 1) < 0.01
assert np.isclose(-np.log(poisson[5]), np.exp(z) - 5 * z + np.log(120))  # the loss of Poisson, with ln y!
assert np.isclose(-np.log(bell[45]), (of_number[45] - z) ** 2 / 2 + np.log(2 * np.pi) / 2)
assert np.isclose(of_number[45], 2)
assert np.isclose(-np.log(sigmoid(z)), BinaryCrossentropy(from_logits=True)([1.0], [z])[0])
of_class = SparseCategoricalCrossentropy(from_logits=True)([1], classes[None])[0]
assert np.isclose(-np.log(softmax(classes)[1]), of_class)

# %% [markdown]
r"""
The first panel you know: it is the squared error, up to a factor and a constant. Yes or no and the classes have the
next sections. Now the **count**: how many emails come in an hour? If they come independently of one another, at a
constant rate, the distribution is Poisson's, with the mean $\lambda$:

$$P(y) = \frac{\lambda^y e^{-\lambda}}{y!} .$$

Step 2: a mean of counts is positive, so let the network put out any number $z$, and take $\lambda = e^z$. Step 3: the
loss is $-\ln P(y) = \lambda - y \ln \lambda + \ln y!$, that is $e^z - y z$ and a term without $z$.
"""

# %% prediction [markdown]
r"""
What is the derivative of this loss with respect to z? (λ = eᶻ is the prediction ŷ.)

[x] ŷ − y
    $\frac{\partial}{\partial z}(e^z - yz) = e^z - y$: prediction minus label, as log loss behind a sigmoid had it in
    lecture 2.
[ ] 2(ŷ − y)
    That is the derivative of a square.
[ ] (ŷ − y)/ŷ
    That is the derivative with respect to λ. The factor $\partial\lambda/\partial z = e^z = ŷ$ cancels the ŷ below.
"""


# %%
def poisson_loss(y, z):
    """−ln of Poisson's probability of the counts y, without the term that has no z."""
    return np.mean(np.exp(z) - y * z)


counts, z = np.array([3.0, 0.0, 5.0]), np.array([1.0, 0.5, 1.2])
nudged = numerical_gradient(lambda z: poisson_loss(counts, z), z)
print("by nudging:", nudged.round(4))
print("(ŷ − y)/n: ", ((np.exp(z) - counts) / 3).round(4))
z_hat = np.linspace(-1, 3, 4001)
lowest = z_hat[np.argmin([poisson_loss(counts, np.full(3, each)) for each in z_hat])]
print(f"best constant: {np.exp(lowest):.2f}, mean of the counts: {counts.mean():.2f}")

# %% proof
assert np.allclose(nudged, (np.exp(z) - counts) / 3, atol=1e-8)
assert abs(np.exp(lowest) - counts.mean()) < 0.01

# %% [markdown]
r"""
The same $\hat y - y$ for a number with Gaussian noise of $\sigma = 1$, a yes or no, a count, and soon for a class. That
is no accident: in a whole family of distributions, the *exponential family*, each has one output activation that makes
the derivative so simple.

## Yes or no: binary cross-entropy

A network that answers yes or no gives a probability $p$ of yes, and each row is a toss of a coin of its own. The recipe
says: the loss is $-\ln q$, where $q$ is the probability that was given to **what happened**,

$$\ell = -\ln q = \begin{cases} -\ln p & y = 1 \\ -\ln(1 - p) & y = 0 \end{cases}
\;=\; -\big[\, y \ln p + (1 - y) \ln(1 - p) \,\big] .$$

This is the log loss of lecture 2, known in deep learning as **binary cross-entropy**.

How to read its values? In Claude Shannon's theory of information (1948), $-\log q$ is the **information** in
something of probability $q$ that happens; think of it as surprise. The logarithm of base 2 counts it in **bits**:
ten bits are the surprise of ten heads in a row. The natural one, with the simpler derivative, counts it in **nats**.
One bit is $\ln 2 = 0.69$ nats.
"""

# %%
q = np.linspace(0.0006, 1, 800)
show(loss_functions.loss_of_probability(q, [0.9, 0.5, 0.1, 0.01, 0.001]))

# %% proof
assert np.round(-np.log([0.9, 0.5, 0.1, 0.01, 0.001]), 2).tolist() == [0.11, 0.69, 2.3, 4.61, 6.91]
assert np.isclose(-np.log(0.5**10) / np.log(2), 10)

# %%
y_true = np.array([1.0, 0.0, 1.0])
p = np.array([0.9, 0.4, 0.01])
of_rows = -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
print("losses:", of_rows.round(3), f"  mean {of_rows.mean():.3f}", end="   ")
print(f"the library {BinaryCrossentropy()(y_true, p)[0]:.3f}")
ratio = np.log(0.0001) / np.log(0.9)
print(f"one answer of 0.0001 costs as much as {ratio:.0f} answers of 0.9")

# %% proof
assert np.isclose(BinaryCrossentropy()(y_true, p)[0], of_rows.mean())
assert np.isclose(of_rows.mean(), np.mean([-np.log(0.9), -np.log(0.6), -np.log(0.01)]))
assert round(np.log(0.0001) / np.log(0.9)) == 87
all_yes = np.ones(4)  # a better accuracy at a higher loss
before, after = np.array([0.6, 0.6, 0.45, 0.45]), np.array([0.6, 0.6, 0.6, 0.0001])
assert (before > 0.5).mean() < (after > 0.5).mean()
assert BinaryCrossentropy()(all_yes, before)[0] < BinaryCrossentropy()(all_yes, after)[0]

# %% [markdown]
r"""
The last line explains something that you will see in many training logs. *Accuracy* counts right answers, however sure
they were; cross-entropy asks how sure. So the loss of a model can rise while its accuracy stays, or even improves.

**Why "cross-entropy"?** Let $j$ run over what can happen, and let $y_j$ be the share of the rows in which it does.
Somebody who knows the shares has the mean surprise $H = -\sum_j y_j \ln y_j$, the **entropy**: 0.611 for 7 heads in
10. If you say $p_j$ instead, your mean surprise is $-\sum_j y_j \ln p_j$, the **cross-entropy** of the shares and your
answer. Ten rows that look the same, seven of them yes, all answered with $p$, have the cost
$-0.7 \ln p - 0.3 \ln(1 - p)$: exactly that. Hence the name of the loss.

How low can it get? The logarithm never lies above its tangent at 1, $\ln t \le t - 1$, and touches it at $t = 1$ only.
Leave out what never happens: terms with $y_j = 0$ are 0. With $t = p_j / y_j$ for the others,

$$\begin{aligned}
-\sum_j y_j \ln p_j - H &= -\sum_j y_j \ln \frac{p_j}{y_j} \\
&\ge -\sum_j y_j \Big(\frac{p_j}{y_j} - 1\Big) = \sum_j y_j - \sum_j p_j = 1 - \sum_j p_j \ge 0 .
\end{aligned}$$

(The last sum may lack a few of the $p_j$, so it is at most 1.) So cross-entropy is never below the entropy, and equal
to it for the right probabilities only. The difference, $\sum_j y_j \ln (y_j / p_j)$, is called the **KL divergence**
(Solomon Kullback and Richard Leibler, 1951). No network can change $H$. So three goals are one: the highest likelihood,
the lowest cross-entropy, the lowest KL divergence from the data.
"""

# %%
of_rain = np.linspace(0.02, 0.98, 193)
show(other_losses.cross_entropy_and_kl(of_rain, share=0.7, marked=0.4))

# %% proof
for said in (0.4, 0.7):
    cross = -0.7 * np.log(said) - 0.3 * np.log(1 - said)
    kl = 0.7 * np.log(0.7 / said) + 0.3 * np.log(0.3 / (1 - said))
    assert np.isclose(cross - kl, entropy)
    assert np.isclose(KLDivergence()(np.array([[0.7, 0.3]]), np.array([[said, 1 - said]]))[0], kl)
assert abs(kl) < 1e-12  # for the right probabilities
unseen = -np.log(0.6)  # y = (1, 0, 0), p = (0.6, 0.3, 0.1): H = 0, and the used p add up to 0.6
assert unseen >= 1 - 0.6 >= 0

# %% [markdown]
r"""
A loss that is lowest on average for the true probabilities, and for nothing else, is called a **strictly proper scoring
rule**. That is what we asked for at the beginning, now for probabilities, and it makes an honest answer the best one.
Not every loss does:
"""

# %% prediction [markdown]
r"""
It rains on 7 days out of 10, and nothing tells which. Forecasts are scored by |y − p|. What should you say to be scored
best?

[ ] p = 0.7, the truth
    That costs 0.7 · 0.3 + 0.3 · 0.7 = 0.42 on average. You can do better by lying.
[ ] p = 0.5
    That costs 0.5 every day.
[x] p = 1
    That costs 0.3 on average. The absolute error asks for the median of the labels, and that is 1.
"""

# %%
rain, forecasts = np.array([1.0] * 7 + [0.0] * 3), np.linspace(0.01, 0.99, 99)
scored = {"absolute error": MeanAbsoluteError(), "squared error": MeanSquaredError()}
for name, loss in {**scored, "cross-entropy": BinaryCrossentropy()}.items():
    score = [loss(rain, np.full(10, p))[0] for p in forecasts]
    said = forecasts[np.argmin(score)]
    print(f"{name:<15} lowest at p = {said:.2f}: {min(score):.3f}")

# %% proof
t = np.linspace(0.001, 5, 5000)
assert (np.log(t) <= t - 1).all()
for seed in range(5):
    y_j, p_j = np.random.default_rng(seed).dirichlet(np.ones(4), 2)
    assert -(y_j @ np.log(p_j)) > -(y_j @ np.log(y_j))
for said in (0.2, 0.5, 0.7):
    assert np.isclose(BinaryCrossentropy()(rain, np.full(10, said))[0], -0.7 * np.log(said) - 0.3 * np.log(1 - said))
best = {
    name: forecasts[np.argmin([loss(rain, np.full(10, p))[0] for p in forecasts])]
    for name, loss in {**scored, "cross-entropy": BinaryCrossentropy()}.items()
}
assert np.allclose(list(best.values()), [0.99, 0.7, 0.7])
assert np.isclose(MeanAbsoluteError()(rain, np.full(10, 0.7))[0], 0.42)
assert np.isclose(MeanAbsoluteError()(rain, np.ones(10))[0], 0.3)

# %% [markdown]
r"""
(0.99 is the largest forecast that was tried.) The squared error is proper, too; for forecasts it is known as the *Brier
score*.

What does honesty buy? **Calibration**: among the rows that were answered with 0.8, 80% are yes. But the cost asks for
it on the rows of the training only, and gets it as far as the network's shape allows. We give the small network 40 rows
with labels drawn by chance (yes has the probability 0.8 where $x > 0$, otherwise 0.2), and train it for 3,000 epochs,
until it has learnt many of them by heart.
"""

# %% prediction [markdown]
r"""
Then it gets 4,000 new rows. Where it says more than 0.9, it says 0.98 on average. How many of those are yes?

[ ] 98%: cross-entropy makes it honest
    On training rows. The cost says nothing about others.
[x] At most about 80%
    For no row is yes more probable than that. What looked surer in the 40 rows was chance.
[ ] Half: it knows nothing about new rows
    It has learnt something: on which side of 0 yes is frequent.
"""


# %%
def learn_by_heart(loss, seed):
    """Train on 40 rows; return what is said, and the labels, for them and for 4,000 new rows."""
    rng = np.random.default_rng(seed)
    xs = [rng.uniform(-2, 2, n) for n in (40, 4000)]
    ys = [(rng.random(len(x)) < 0.5 + 0.3 * np.sign(x)).astype(float) for x in xs]
    network = small_network(loss, xs[0], ys[0], seed, epochs=3000)
    return [(sigmoid(network(x)), y) for x, y in zip(xs, ys, strict=True)]


def absolute(y, z):
    """|y − p| behind a sigmoid, and its gradient."""
    p = sigmoid(z)
    return np.mean(np.abs(p - y)), np.sign(p - y) * p * (1 - p) / y.size


by_heart, pooled = {}, {}
for name, loss in {"cross-entropy": BinaryCrossentropy(from_logits=True), "|y − p|": absolute}.items():
    by_heart[name] = [learn_by_heart(loss, seed) for seed in range(5)]
    pooled[name] = [np.hstack(each) for each in zip(*by_heart[name], strict=True)]
    p, _ = pooled[name][0]  # of the 40 rows
    print(f"{name:<13} within 0.05 of 0 or 1: {np.mean(abs(p - 0.5) > 0.45):.0%} of the rows")
sure = [(p[p > 0.9].mean(), y[p > 0.9].mean()) for _, (p, y) in by_heart["cross-entropy"]]
of_yes = [share for _, share in sure]
print(f"new rows above 0.9: from {min(of_yes):.0%} to {max(of_yes):.0%} yes (five seeds)")
both = dict(zip(("training rows", "new rows"), pooled["cross-entropy"], strict=True))
show(other_losses.said_and_happened(both))

# %% proof
for said, true_share in sure:
    assert said > 0.95
    assert true_share < 0.87
for (p, y), (new_p, _) in by_heart["cross-entropy"]:
    assert (new_p > 0.9).mean() > 0.05
    assert y[p > 0.9].mean() > 0.9  # of the training rows, as said
for k, most in ((0, 0.12), (1, 0.35)):
    p, y = pooled["cross-entropy"][k]
    in_group = np.digitize(p, [0.2, 0.4, 0.6, 0.8])
    off = [y[in_group == group].mean() - p[in_group == group].mean() for group in range(5)]
    assert np.abs(off).max() < most
    assert k == 0 or (off[0] > 0.2 and off[4] < -0.2)
certain = {name: np.mean(np.abs(pooled[name][0][0] - 0.5) > 0.45) for name in pooled}
assert certain["cross-entropy"] < 0.75
assert certain["|y − p|"] > 0.9
p, y = pooled["|y − p|"][0]
assert y[p > 0.95].mean() < 0.85  # not calibrated on training rows, either

# %% proof this_run=true
assert round(float(np.mean([said for said, _ in sure])), 2) == 0.98
assert np.allclose([min(of_yes), max(of_yes)], [0.59, 0.81], atol=0.02)

# %% [markdown]
r"""
On training rows the share of yes is about what was said; among new rows where more than 0.9 was said, it is 59% to
about 80%. So calibration is measured on rows that were kept aside. Trained with $|y - p|$, which is not proper, the
network says hardly anything but 0 and 1.

And why is the squared error seldom used for classes? Look at the derivatives, for a row that is sure and wrong.
"""

# %% prediction [markdown]
r"""
Label 1, logit z = −10. How do the derivatives with respect to z compare, cross-entropy against squared error?

[ ] Equal: both see an error of 1
    The error p − y is nearly −1 for both. But that of the squared error passes through the slope of the sigmoid.
[ ] That of cross-entropy is about twice as large
    Far more. At z = −10 the sigmoid is almost flat.
[x] That of cross-entropy is about 11,000 times as large
    It is p − y, about −1. That of the squared error is 2(p − y)·σ′(z), and σ′(−10) = 0.00005: the row teaches nothing.
"""

# %%
label, z = np.array([1.0]), np.array([-10.0])
of_bce = BinaryCrossentropy(from_logits=True)(label, z)[1][0]
of_mse = numerical_gradient(lambda z: MeanSquaredError()(label, sigmoid(z))[0], z)[0]
print(f"cross-entropy {of_bce:.5f}   squared error {of_mse:.5f}", end="   ")
print(f"ratio {of_bce / of_mse:,.0f}")

z = np.linspace(-10, 6, 321)
p = sigmoid(z)
losses = {"BCE": np.logaddexp(0, -z), "MSE": (p - 1) ** 2}
derivatives = {"BCE": p - 1, "MSE": 2 * (p - 1) * p * (1 - p)}
show(loss_functions.classification_losses(z, losses, derivatives))

# %% proof
assert np.isclose(of_bce, sigmoid(-10.0) - 1)
assert np.isclose(of_mse, 2 * (sigmoid(-10.0) - 1) * sigmoid(-10.0) * (1 - sigmoid(-10.0)), rtol=1e-4)
assert round(of_bce / of_mse, -3) == 11_000
assert np.allclose(losses["BCE"], -np.log(p))
for place in (0, 160, 300):
    library = BinaryCrossentropy(from_logits=True)(label, z[place : place + 1])[1][0]
    assert np.isclose(library, derivatives["BCE"][place])

# %% [markdown]
r"""
Cross-entropy fits the sigmoid: its logarithm undoes the flattening, and what is left is $p - y$
([lecture 2](02_perceptron_loss.ipynb) has the calculation).

## One of many: categorical and sparse

With $K$ classes the coin becomes a die, with a probability for each face. Where will a student be placed: nowhere, in a
small firm, in a large one? Softmax gives each student three probabilities, and the recipe is the same: $-\ln$ of the
probability that was given to what happened. If we write the label as a row with a 1 at the right class and 0
elsewhere, a **one-hot** row, a distribution that is sure (its entropy is 0), then

$$\ell = -\sum_{j=1}^K y_j \ln p_j ,$$

and the sum only picks out the one term that counts. So why write all those zeros? Say *which class* it is, by its
number $c$:

$$\ell = -\ln p_c .$$

($p_c$ is what was given to what happened, the $q$ of the last section.) The first is called **categorical**
cross-entropy, the second **sparse** categorical cross-entropy. Two ways to write the labels, one loss.
"""

# %%
p = np.array([[0.5, 0.3, 0.2], [0.1, 0.7, 0.2], [0.1, 0.3, 0.6]])  # (students, classes)
numbers = np.array([0, 1, 2])  # none, small firm, large firm
print(one_hot(numbers, 3))
print(f"categorical {CategoricalCrossentropy()(one_hot(numbers, 3), p)[0]:.4f}")
print(f"sparse      {SparseCategoricalCrossentropy()(numbers, p)[0]:.4f}")
print(f"by hand     {-np.log(0.5 * 0.7 * 0.6) / 3:.4f}")

# %% proof
assert np.isclose(CategoricalCrossentropy()(one_hot(numbers, 3), p)[0], -np.log(0.5 * 0.7 * 0.6) / 3)
assert np.isclose(SparseCategoricalCrossentropy()(numbers, p)[0], -np.log(0.5 * 0.7 * 0.6) / 3)

# %% [markdown]
r"""
> **A common slip: labels 1, 2, 3.** A label is the number of a *column*, and columns count from 0, here and in Keras.
> With 1, 2, 3 each row is taken for one of the next class, and the last label points past the end. For that our library
> raises an error; Keras, as [lecture 18](18_keras.ipynb) uses it, charges 0 and says nothing. And if no row has the
> last label, nothing gives the slip away: without row 2 the cost of these students is 1.407 in place of 0.525.
"""

# %%
labels = {"labels 0, 1, 2": [0, 1, 2], "labels 1, 2, 3": [1, 2, 3]}
show(likelihood.picked_probabilities(p, labels))

# %% proof
right = SparseCategoricalCrossentropy()(np.array([0, 1]), p[:2])[0]
shifted = SparseCategoricalCrossentropy()(np.array([1, 2]), p[:2])[0]
assert (round(float(right), 3), round(float(shifted), 3)) == (0.525, 1.407)
assert np.isclose(right, -np.log(0.5 * 0.7) / 2)
assert np.isclose(shifted, -np.log(0.3 * 0.2) / 2)
assert shifted > 2 * right
refused = False
try:
    SparseCategoricalCrossentropy()(np.array([1, 2, 3]), p)
except ValueError:
    refused = True
assert refused

# %% [markdown]
r"""
**What a row asks for.** The derivative with respect to the logit $z_k$ is $p_k - y_k$ (the next section derives it), so
a step of gradient descent moves the logits along $y - p$: that of the right class up, the others down.
"""

# %% prediction [markdown]
r"""
A student in a small firm, for whom the network said: none 0.91, small firm 0.02, large firm 0.07. The logit of the
small firm goes up. And the other two?

[ ] Both go down equally far: both are wrong
    Softmax ties each of them to the right one by its own share.
[x] Each goes down in proportion to its own probability
    −0.91 and −0.07: "none" took most of the probability and gives most of it back. The three steps add up to 0.
[ ] Only that of "none", the largest
    Every class that got some probability gives some back.
"""

# %%
three_rows = {
    "sure and right": np.array([0.0, 4.0, 1.5]),
    "unsure": np.array([0.7, 0.7, 0.0]),
    "sure and wrong": np.array([4.0, 0.0, 1.5]),
}
show(likelihood.steps_of_logits(three_rows, 1, ["none", "small firm", "large firm"]))

# %% proof
sure_wrong = three_rows["sure and wrong"][None]
assert softmax(sure_wrong).round(2).tolist() == [[0.91, 0.02, 0.07]]
steps = -SparseCategoricalCrossentropy(from_logits=True)(np.array([1]), sure_wrong)[1][0]
assert steps.round(2).tolist() == [-0.91, 0.98, -0.07]
assert abs(steps.sum()) < 1e-12

# %% [markdown]
r"""
**What should the loss be before training?** A network that knows nothing gives each of $K$ classes $\frac1K$, and then
each row costs $-\ln\frac1K = \ln K$. For ten digits that is 2.303. If your first loss is 7, the network starts out
*sure* of wrong answers: its logits are too large.

**And after training?** If the ten classes are equally frequent and training ends at 2.3, the network has most likely
learnt nothing that tells them apart. With unequal classes the number to beat is the entropy of their shares: 0.325
for 90 rows of one class and 10 of another. A network that ends at $\ln 2 = 0.693$ there does worse than always
answering with the shares.
The other way round: if a network has the loss $L$, the labels surprise it on average as much as they surprise somebody
who guesses evenly among $e^{L}$ classes: 2 for a loss of 0.69. Language models report this number, the **perplexity**.

**And a rare class?** It adds little to the mean, and is easily neglected. One can give its rows a larger weight there
(`class_weight` in Keras). The price: $p$ is then no longer the probability in these data. If the 10 rows above count
9-fold, the best constant answer is ½ in place of 0.1.
"""

# %% proof
start = SparseCategoricalCrossentropy(from_logits=True)(np.array([3, 1, 4, 1]), np.zeros((4, 10)))[0]
assert np.isclose(start, np.log(10))
assert round(np.exp(0.69)) == 2
assert np.log(10) < 7
assert round(-(0.9 * np.log(0.9) + 0.1 * np.log(0.1)), 3) == 0.325
of_rare, tried = np.array([1.0] * 10 + [0.0] * 90), np.linspace(0.01, 0.99, 99)
for weights, best_p in ((np.where(of_rare == 1, 9, 1), 0.5), (np.ones(100), 0.1)):
    weighted = [-(weights * np.log(np.where(of_rare == 1, p, 1 - p))).mean() for p in tried]
    assert np.isclose(tried[np.argmin(weighted)], best_p)

# %% [markdown]
r"""
## From logits, without overflow

Lecture 4 computed sigmoid and softmax so that no number overflows. With a loss behind them there is one more trap. A
network that is sure and wrong, at the logit $z = 800$ with the label 0, should cost 800. But $\sigma(800)$ is 1 to the
last bit, $1 - 1 = 0$, and $-\ln 0 = \infty$. It does not take 800: with 64 bits $\sigma(37)$ is 1 already, and with the
32 bits that most networks use $\sigma(17)$ is. Keras and our library avoid the $\infty$: they keep $p$ a little away
from 0 and 1. What happens then is worse, as nobody sees it. Where $p$ was cut off, the loss is constant and its
derivative is 0 (that of ours along $z$ fades to 0): the row that is most wrong teaches nothing.

So put the sigmoid into the loss on paper. As $\sigma(z) = \frac{e^z}{1 + e^z}$ and $1 - \sigma(z) = \frac{1}{1 + e^z}$,

$$-\ln \sigma(z) = \ln(1 + e^z) - z, \qquad -\ln\!\big(1 - \sigma(z)\big) = \ln(1 + e^z),$$

for the labels 1 and 0. They differ in the $z$ only, so both are

$$\ell = \ln(1 + e^{z}) - z\,y, \qquad \text{computed with} \qquad
\ln(1 + e^z) = \max(z, 0) + \ln\!\big(1 + e^{-|z|}\big),$$

where $e$ is never raised to a positive power. (Its last digits are kept by `log1p`.) For softmax the same idea reads

$$-\ln p_c = -\ln \frac{e^{z_c}}{\sum_j e^{z_j}} = \ln \sum_j e^{z_j} - z_c = \ln \sum_j e^{z_j - m} - (z_c - m),$$

as the same number can be subtracted from all logits without a change; take $m$, the largest of the row. The derivative
is short, too: $\ln \sum_j e^{z_j}$ has $\frac{e^{z_k}}{\sum_j e^{z_j}} = p_k$ with respect to $z_k$, and $-z_c$ has
$-1$ where $k = c$. Together that is $p_k - y_k$ with the one-hot row $y$.
"""

# %%
sparse = SparseCategoricalCrossentropy(from_logits=True)
label, z = np.array([0.0]), np.array([800.0])
with np.errstate(divide="ignore"):
    print("binary, by way of p:    ", -np.log(1 - sigmoid(800.0)), end="   ")
print("kept away from 1:", round(BinaryCrossentropy()(label, sigmoid(z))[0], 2))
print("binary, from the logit: ", BinaryCrossentropy(from_logits=True)(label, z)[0])

z = np.array([1000.0, 1001.0, 1002.0])
by_formula = np.log(np.exp(z - z.max()).sum()) - (z - z.max())
print("categorical, by formula:", by_formula.round(4))
by_library = np.array([sparse([c], z[None])[0] for c in range(3)])
print("categorical, library:   ", by_library.round(4))

# %% proof
assert BinaryCrossentropy(from_logits=True)(np.array([0.0]), np.array([800.0]))[0] == 800
with np.errstate(divide="ignore"):
    assert np.isinf(-np.log(1 - sigmoid(800.0)))
assert sigmoid(36.0) < 1 == sigmoid(37.0)
single = np.float32([16, 17])
assert (1 / (1 + np.exp(-single)) == 1).tolist() == [False, True]
assert (1 / (1 + np.exp(-single))).dtype == np.float32


def cut_off(z):
    """The binary cross-entropy of label 0 with p kept within 1e-7 of 0 and 1, in 32 bits, as Keras has it."""
    p = np.clip(1 / (1 + np.exp(-np.float32(z))), np.float32(1e-7), np.float32(1 - 1e-7))
    return -np.log(1 - p)


assert cut_off(14.5) - cut_off(13.5) > 0.9
assert cut_off(17) == cut_off(18) == cut_off(800)  # so the derivative is 0
assert BinaryCrossentropy()(np.array([0.0]), sigmoid(np.array([800.0])))[0] < 37  # ours, in 64 bits
assert np.log(1 + np.exp(-40.0)) == 0
assert np.isclose(BinaryCrossentropy(from_logits=True)([1.0], [40.0])[0], 4e-18, rtol=0.1, atol=0)
assert np.allclose([sparse([c], z[None])[0] for c in range(3)], by_formula)
assert np.allclose(by_formula, -np.log(softmax(np.array([0.0, 1.0, 2.0]))))

# %% [markdown]
r"""
So let the network end in plain logits and tell the loss, `from_logits=True`. (The derivative of the cost has $p - y$
divided by the number of rows. [Lecture 7](07_backpropagation.ipynb) goes the long way, through the softmax.)

> **A common slip: softmax twice, or never.** With a softmax at the end of the network *and* `from_logits=True` the
> probabilities are taken for logits and squashed again. No error is raised, but even a perfect answer of three classes
> costs 0.551, and a sure and wrong one teaches almost nothing. With neither, the logits are taken for probabilities.
> Ours refuses them; Keras, where this is the default, cuts them off ([lecture 18](18_keras.ipynb)).
"""

# %% proof
perfect = np.array([[50.0, 0.0, 0.0]])
once, squashed_twice = sparse([0], perfect)[0], sparse([0], softmax(perfect))[0]
assert once < 1e-9
labels, logits = np.array([2, 0]), np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])
gradient = sparse(labels, logits)[1]
assert np.allclose(gradient, (softmax(logits) - one_hot(labels, 3)) / 2)
assert np.allclose(gradient, numerical_gradient(lambda z: sparse(labels, z)[0], logits), atol=1e-8)
assert round(float(squashed_twice), 3) == 0.551
sure = np.array([[50.0, 0.0, 0.0]])
once = sparse([1], sure)[1]
twice = numerical_gradient(lambda z: sparse([1], softmax(z))[0], sure)
assert np.abs(once).max() > 0.99
assert np.abs(twice).max() < 1e-6
refused = False
try:
    SparseCategoricalCrossentropy()(labels, logits)
except ValueError:
    refused = True
assert refused

# %% [markdown]
r"""
## A margin to keep: hinge

Not every loss comes from a likelihood. **Hinge** ([lecture 2](02_perceptron_loss.ipynb)), $\max(0, 1 - y\,s)$ with a
score $s$ and labels $y = \pm 1$, asks for a *margin* of 1. It is $-\ln$ of no probability: $e^{-\ell}$ of the two
labels adds up to 0.74 at $s = 0$ and to 1.14 at $s = 1$, and no constant makes both 1.

> **A common slip: hinge with labels 0 and 1.** Then $y\,s = 0$ for every row of label 0: it costs exactly 1, whatever
> the score, and teaches nothing. The library refuses such labels.
"""

# %% proof
from dlcourse import Hinge

y_true = np.array([1.0, 1.0, 1.0, -1.0])
scores = np.array([3.0, 0.2, -1.0, -5.0])
loss, gradient = Hinge()(y_true, scores)
assert np.allclose(np.maximum(0, 1 - y_true * scores), [0, 0.8, 2, 0])
assert np.isclose(loss, 0.7)
assert (gradient * 4).tolist() == [0, -1, -1, 0]
assert (np.logaddexp(0, -y_true * scores) > 0).all()
assert (np.abs(sigmoid(scores) - (y_true > 0)) > 0).all()  # the derivative of cross-entropy
totals = [np.exp(-Hinge()([1.0], [s])[0]) + np.exp(-Hinge()([-1.0], [s])[0]) for s in (0.0, 1.0)]
assert np.round(totals, 2).tolist() == [0.74, 1.14]  # so no constant makes it −ln of a probability
assert (np.maximum(0, 1 - 0 * scores) == 1).all()
refused = False
try:
    Hinge()(np.array([1.0, 1.0, 1.0, 0.0]), scores)
except ValueError:
    refused = True
assert refused

# %% [markdown]
r"""
## Which output goes with which loss

The end of a network and its loss are chosen together, by the kind of answer: see the table below.

And a mismatch? Softmax on a *single* unit gives 1 for every row, as one share of a whole. A sigmoid at the end of a
price prediction never gets above 1. And softmax makes questions that may all be true share a probability of 1. A news
item may be about sport *and* money: with the logits 6 and 6 (and −6 for a third), sigmoids give 0.998 to each, softmax
½.
"""

# %% proof
both = np.array([6.0, 6.0, -6.0])  # strong yes, strong yes, strong no
assert softmax(np.array([[-3.0], [0.0], [7.0]])).ravel().tolist() == [1, 1, 1]
assert sigmoid(both).round(3).tolist() == [0.998, 0.998, 0.002]
assert softmax(both).round(3).tolist() == [0.5, 0.5, 0.0]

# %% [markdown]
r"""
## In one table

| The question | Output | Loss | Derivative | Remember |
|---|---|---|---|---|
| how much? | $\hat y$ | MSE (Gaussian noise) | $2d$ | the mean; one outlier: 3 becomes 22 |
| how much, with outliers? | $\hat y$ | MAE (Laplace noise) | $\pm 1$ | the median; each row has one vote |
| the same | $\hat y$ | Huber | $d$, cut off at $\pm\delta$ | between the two; $\delta$ has the unit of $y$ |
| up to how much? | $\hat y$ for each $\tau$ | quantile | $-\tau$ or $1 - \tau$ | a share $\tau$ is below |
| how much, how spread? | $\hat y$, $\ln\sigma$ | Gauss, with $\sigma$ | $(\hat y - y)/\sigma^2$ | first appendix |
| how many? | $e^z$ | Poisson, $e^z - yz$ | $\hat y - y$ (of $z$) | labels 0, 1, 2, … |
| yes or no? | sigmoid | binary cross-entropy | $p - y$ (of $z$) | 0.0001 costs as much as 87 of 0.9 |
| which of $K$, or several? | $K$ sigmoids | the same | the same | labels: rows of 0 and 1 |
| which *one* of $K$? | softmax | categorical (one-hot rows) | $p_k - y_k$ (of $z_k$) | starts at $\ln K$ |
| the same | softmax | sparse (numbers from 0) | the same | one softmax, not two |
| which side, with a margin? | a score $s$ | hinge | $-y$ or 0 (of $s$) | $y = \pm 1$; no probability |

Here and in Keras the names are `MeanSquaredError`, `MeanAbsoluteError`, `Huber`, `BinaryCrossentropy`,
`CategoricalCrossentropy`, `SparseCategoricalCrossentropy` and `Hinge`. The cross-entropies take probabilities, or with
`from_logits=True` logits. (Keras also has `Poisson`, of $\hat y$, not of $z$.) In PyTorch they are `MSELoss`, `L1Loss`,
`HuberLoss`; of $z$, `BCEWithLogitsLoss`, `CrossEntropyLoss`, `PoissonNLLLoss`; and of $\hat y$ and the *square* of
$\sigma$ `GaussianNLLLoss`.

## Check yourself

<details><summary>1. On the same rows, model A has an MSE of 16 and model B an MAE of 3. Which is better? And if A's MSE
were 4?</summary>

With 16 it cannot be said: the MAE of A may be anything from nearly 0 (a few large errors) to 4. With 4 it can. The
square of a mean is never above the mean of the squares: A has an MAE of at most 2, and B an MSE of at least 9.
Nor is a measure neutral: each is a loss itself, and favours the model with its own answer. For the five waits 22 is
better by MSE, and 3 by MAE.
</details>

<details><summary>2. A filter said 0.9 for 200 new mails, and 150 of them are spam. It was trained with cross-entropy,
to a loss near 0. What is wrong, and how can that be, if the loss rewards honesty?</summary>

It is not calibrated: of 200 mails with 0.9, some 180 should be spam. Honesty was rewarded on the mails of the training
only, and with a loss near 0 it has learnt those by heart. Measure on mails that were kept aside.
</details>

<details><summary>3. A network for 100 classes starts with a loss of 4.6. And one with 9.2?</summary>

$\ln 100 = 4.6$: the first one guesses evenly, as it should. The second gives the right class $e^{-9.2} = 0.0001$ in the
(geometric) mean: it is sure and wrong. Start with smaller weights.
</details>

## What to do next

Do the [exercise](../exercises/05_loss_functions/05_loss_functions.ipynb): value and gradient of these losses (all but
Poisson's, the quantile loss and the one with a width), stable from logits. Then go on to
[lecture 6](06_backprop_by_hand.ipynb): now that the network knows how wrong it is, which of its weights should change,
and by how much? Three appendices follow here, for later.
"""

# %% proof
for seed in range(5):
    some = np.random.default_rng(seed).standard_t(3, 50)
    assert np.abs(some).mean() <= np.sqrt((some**2).mean())
by_mse, by_mae = (
    [loss(minutes, np.full(5, c))[0] for c in (22.0, 3.0)] for loss in (MeanSquaredError(), MeanAbsoluteError())
)
assert by_mse[0] < by_mse[1]
assert by_mae[0] > by_mae[1]
rare = np.zeros(10_000)  # an MSE of 16 by one large error
rare[0] = 400
assert MeanSquaredError()(rare, np.zeros(10_000))[0] == 16
assert MeanAbsoluteError()(rare, np.zeros(10_000))[0] == 0.04
assert round(np.log(100), 1) == 4.6
assert round(float(np.exp(-9.2)), 4) == 0.0001

# %% [markdown]
r"""
## Appendix: how the noise looks, and how wide it is

If a loss is an assumption about the noise, then data can speak for or against it. Fit a line, and look at what is left
over. Here are 400 rows around a line twice, once with Gaussian and once with Laplace noise, of the same standard
deviation in every row.
"""


# %%
def residuals(noise, seed):
    """x, and what the line of lowest MSE leaves over, for 400 rows."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 10, 400)
    drawn = {
        "Gauss": lambda: rng.normal(0, 2, 400),
        "Laplace": lambda: rng.laplace(0, np.sqrt(2), 400),
        "fan": lambda: rng.normal(0, 0.4 * x),
    }
    y = 2 * x + 1 + drawn[noise]()
    slope, intercept = weighted_line(x, y, np.ones(400))
    return x, y - slope * x - intercept


x_gauss, of_gauss = residuals("Gauss", seed=0)
x_laplace, of_laplace = residuals("Laplace", seed=0)
left_over = {"Gaussian noise": of_gauss, "Laplace noise": of_laplace}
show(likelihood.residuals_and_densities([x_gauss, x_laplace], left_over))

# %% proof
gains = {}
for noise, sign in (("Gauss", 1), ("Laplace", -1), ("fan", -1)):
    for seed in range(5):
        _, left = residuals(noise, seed)
        nats = {
            family: -log_density(family, left, width).mean()
            for family, width in (("Gauss", np.sqrt((left**2).mean())), ("Laplace", np.abs(left).mean()))
        }
        gains[noise, seed] = sign * (nats["Laplace"] - nats["Gauss"])
assert all(0 < gain < 0.17 for gain in gains.values())

# %% proof this_run=true
assert all(0.02 < gain < 0.08 for (noise, _), gain in gains.items() if noise != "fan")
of_fan = [gains["fan", seed] for seed in range(5)]
assert (round(min(of_fan), 2), round(max(of_fan), 2)) == (0.08, 0.11)
assert min(of_fan) > max(gains["Laplace", seed] for seed in range(5))

# %% [markdown]
r"""
Both lines were fitted by MSE, and yet the residuals tell the two noises apart: each time the right density has the
lower negative log-likelihood, by 0.02 to 0.08 a row with five seeds each. (With a network, look at the residuals of
rows that it was not trained on: those that it has learnt by heart say nothing about the noise.) Now a third time:
"""

# %% prediction [markdown]
r"""
400 rows with Gaussian noise again, whose σ now grows with x: σ = 0.4x. Which density gets the lower negative
log-likelihood?

[ ] Gauss: the noise of every row is Gaussian
    All residuals together are no bell, but a mixture of narrow bells and wide ones.
[x] Laplace, although no row has Laplace noise
    The narrow bells make a sharp peak and the wide ones the tails. With five seeds Laplace is ahead by 0.08 to 0.11 a
    row, more than for true Laplace noise.
[ ] Both are equal
    The peak and the tails of a mixture are nearer to Laplace's.
"""

# %%
x_fan, of_fan = residuals("fan", seed=0)
show(likelihood.residuals_and_densities([x_fan], {"Gaussian noise, σ = 0.4x": of_fan}))

# %% [markdown]
r"""
So look at the left panel first. The histogram speaks about the *shape* of the noise only if its width is the same
everywhere. A fan, as here, says that $\sigma$ differs from row to row; below, a network learns it.

A wrong shape is seldom a catastrophe. Under symmetric noise with one peak and a finite standard deviation, mean and
median are the same number, and the loss that fits only gets it more accurately from the same rows: with 25 rows of
Gaussian noise the median is typically a quarter farther off than the mean, with Laplace noise the mean a fifth farther
than the median. But where the noise is lopsided, as with waits, mean and median are two numbers, and you have to ask
first which one you want. (Where it has two humps, early or late, neither need be likely.)
"""

# %% proof
typical = {}
for noise in ("normal", "laplace"):
    for seed in range(5):
        drawn = getattr(np.random.default_rng(seed), noise)(size=(10_000, 25))
        errors = [np.sqrt(np.mean(each**2)) for each in (drawn.mean(axis=1), np.median(drawn, axis=1))]
        typical.setdefault(noise, []).append(errors)
        middle = np.sort(drawn, axis=1)[:, 9:16].mean(axis=1)  # 9 dropped at each end
        assert np.sqrt(np.mean(middle**2)) < errors[1]  # the most likely is not always the most accurate
assert np.round(np.mean(typical["normal"], axis=0), 2).tolist() == [0.20, 0.25]
assert np.round(np.mean(typical["laplace"], axis=0), 2).tolist() == [0.28, 0.23]
assert all(mean < median for mean, median in typical["normal"])
assert all(mean > median for mean, median in typical["laplace"])
for seed in range(5):  # two peaks, +1 and −1: more rows do not help the median
    assert abs(np.median(np.random.default_rng(seed).choice([-1.0, 1.0], 10_001))) == 1

# %% [markdown]
r"""
**How wide is the noise?** Back to the recipe. A distribution may need two numbers. Let the network put out a centre
$\hat y$ *and* the logarithm of a width, $\ln\sigma$, so that $\sigma > 0$ (step 2). Then $\sigma$ differs from row to
row, and $-\ln$ of Gauss's density keeps both terms (step 3):

$$\ell = \frac{(y - \hat y)^2}{2\sigma^2} + \ln\sigma, \qquad
\frac{\partial \ell}{\partial \hat y} = \frac{\hat y - y}{\sigma^2}, \qquad
\frac{\partial \ell}{\partial \ln\sigma} = 1 - \frac{(y - \hat y)^2}{\sigma^2} .$$

Too narrow a width is punished by the first term, too wide a one by the second, and they balance where $\sigma^2$ is the
mean squared error of such rows. This loss is known as the *Gaussian negative log-likelihood* (`GaussianNLLLoss` in
PyTorch, which takes $\sigma^2$), and a regression with a $\sigma$ of its own for each row as *heteroscedastic*. The
waits of the 1,000 mornings scatter widely at eight and little at six and at ten, so we use them again, though their
noise is no bell. We train the small network with this loss (for 200 epochs in place of 60, as it has more to learn),
and draw a band from $\hat y - \sigma$ to $\hat y + \sigma$.
"""

# %% prediction [markdown]
r"""
Then we ask it about noon, x = 4. It has seen no morning before six or after ten. Which σ does it say there?

[ ] A large one, as it knows nothing about noon
    That would be wise, but nothing in the loss asks for it: a mean over rows says nothing where no rows are.
[ ] About 10, the largest it has learnt
    That was at eight. Towards ten σ falls, and it has no reason to rise again.
[x] About what it was at ten, or less
    σ goes on as the weights happen to have it. With five seeds it is 0.9 to 2.5 at noon, and 1.8 to 2.6 at ten.
"""


# %%
def gauss_loss(y, outputs):
    """The loss of a centre and the logarithm of a width, (N, 2), and its gradient."""
    centre, log_width = outputs.T
    width = np.exp(log_width)
    d = centre - y.ravel()  # y comes as (N, 1)
    value = np.mean(d**2 / (2 * width**2) + log_width)
    return value, np.column_stack([d / width**2, 1 - d**2 / width**2]) / len(d)


x, y = mornings(seed=0)
wide = np.linspace(-5, 5, 251)
starts = [small_network(gauss_loss, x, y, seed, outputs=2, epochs=200) for seed in range(5)]
centre, log_width = starts[0](x).T
print(f"within one σ: {np.mean(np.abs(y - centre) < np.exp(log_width)):.0%}")
spread = np.where(np.abs(wide) <= 2, 2 + 8 * np.exp(-(wide**2)), np.nan)  # true σ, where rows are
edges = 1 + spread + np.array([[-1], [1]]) * spread  # the lower one is 1 everywhere
centres = [each(wide)[:, 0] for each in starts]
widths_of_first = np.exp(starts[0](wide)[:, 1])
show(loss_bands.band_of_widths(x, y, wide, centres[0], widths_of_first, edges, centres[1:], 4))

# %% proof
some = np.random.default_rng(0).normal(size=(4, 2))
nudged = numerical_gradient(lambda outputs: gauss_loss(counts[:1], outputs)[0], some[:1])
assert np.allclose(gauss_loss(counts[:1], some[:1])[1], nudged, atol=1e-8)
assert round(1 - erfc(1 / np.sqrt(2)), 2) == 0.68  # of Gaussian noise within one σ
assert np.isclose(1 - np.exp(-2), 0.865, atol=1e-3)  # the true share: a wait is within 2 · beyond_one of 1
widths_found, shares = [], []
for seed in range(5):
    some_x, some_y = mornings(seed)
    each = small_network(gauss_loss, some_x, some_y, seed, outputs=2, epochs=200)
    middle, width = each(some_x)[:, 0], np.exp(each(some_x)[:, 1])
    shares.append(np.mean(np.abs(some_y - middle) < width))
    assert 0.78 < shares[-1] < 0.9
    assert (middle - width).min() < 1  # below every wait
    widths_found.append(np.exp(each(np.array([-2.0, 0.0, 2.0, 4.0]))[:, 1]))
    assert widths_found[-1][1] > 2 * widths_found[-1][[0, 2]].max()
    assert widths_found[-1][3] < 1.1 * widths_found[-1][2]  # about as at ten, or less
    assert abs(each(np.zeros(1))[0, 0] - 11) < 3
at_ten, at_noon = (np.array([each(np.array([place]))[0, 0] for each in starts]) for place in (2.0, 4.0))
assert np.ptp(at_noon) > np.ptp(at_ten)

# %% proof this_run=true
assert np.round([min(shares), max(shares)], 2).tolist() == [0.82, 0.86]
assert all(9 < at_eight < 12 for _, at_eight, _, _ in widths_found)
assert all(1.5 < at_end < 3 for at_six, _, ten, _ in widths_found for at_end in (at_six, ten))
widths_at_ten, widths_at_noon = (np.array([each[k] for each in widths_found]) for k in (2, 3))
assert np.allclose([widths_at_noon.min(), widths_at_noon.max()], [0.9, 2.5], atol=0.05)
assert np.allclose([widths_at_ten.min(), widths_at_ten.max()], [1.8, 2.6], atol=0.05)
assert np.ptp(at_ten) < 0.4
assert np.allclose([at_noon.min(), at_noon.max()], [0.9, 2.3], atol=0.06)

# %% [markdown]
r"""
Nobody told the network a width, and it says $\sigma \approx 10$ at eight o'clock and about 2 at six and at ten: it has
learnt how much the *rows scatter*. (This is called *aleatoric* uncertainty, from the Latin for dice.) It has not learnt
where it *knows nothing* (*epistemic* uncertainty): at noon it sounds as sure as at ten. For that, ask several networks.
The thin dotted curves started from other weights, on the same rows. At ten all five lie within 0.4 minutes, at noon
between 0.9 and 2.3: where they disagree, no rows hold them. That is a warning, though not yet a measure.

Two more warnings. The lower edge of the band falls below one minute, less than any wait, and 82 to 86% of the waits
(five seeds) lie within one $\sigma$, where Gaussian noise would have 68%: the noise is no bell, and quantiles describe
it better. And as $\hat y - y$ is divided by $\sigma^2$, rows that the network has given a wide $\sigma$ hardly move
$\hat y$ any more: a region that was hard to fit early gets a large $\sigma$, hence small derivatives, and may never be
fitted.
"""

# %% [markdown]
r"""
## Appendix: losses for other jobs

You can skip this on a first reading.

**Focal loss** (Tsung-Yi Lin and others, 2017). To find the cars in a photo, an *object detector* looks at some hundred
thousand small frames. Nearly all are plain background, and soon cost little each, but together they drown the few that
are hard. Focal loss multiplies cross-entropy by $(1 - q)^2$, where $q$ is again what was given to what happened: an
easy row ($q$ near 1) hardly counts any more.
"""

# %%
from dlcourse import BinaryFocalCrossentropy, TripletLoss

q = np.linspace(0.01, 1, 400)
show(other_losses.focal_and_plain(q, -np.log(q), -((1 - q) ** 2) * np.log(q)))
for q in (0.9, 0.1):
    plain = BinaryCrossentropy()([1.0], [q])[0]
    focal = BinaryFocalCrossentropy()([1.0], [q])[0]
    print(f"q = {q}: cross-entropy {plain:.3f}, focal {focal:.3f}")

# %% proof
ratios = [loss([1.0], [0.1])[0] / loss([1.0], [0.9])[0] for loss in (BinaryCrossentropy(), BinaryFocalCrossentropy())]
assert np.round(ratios).tolist() == [22, 1770]
assert np.isclose(BinaryFocalCrossentropy()([1.0], [0.3])[0], -(0.7**2) * np.log(0.3))
tried = np.linspace(0.01, 0.99, 99)
of_focal = [BinaryFocalCrossentropy()(rain, np.full(10, p))[0] for p in tried]
assert np.isclose(tried[np.argmin(of_focal)], 0.58)

# %% [markdown]
r"""
The hard row ($q = 0.1$) counts 22 times as much as the easy one under cross-entropy, and 1,770 times under focal loss.
The price: focal loss is not proper. For 7 yes in 10 its best constant is 0.58.

**KL divergence** itself is a loss for *soft* labels, that is, probabilities: 0 for a perfect answer, where
cross-entropy ends at their entropy. In a *variational* autoencoder, which squeezes its input into a few random numbers
and restores it from them, it keeps the distribution of these numbers near a bell.

**Triplet loss** (Florian Schroff and others, 2015). An *embedding* is a network's output read as a place: photos of the
same face should land near each other. The loss compares three rows: an *anchor* $x$, a *positive* $x_+$ of the same
person, and a *negative* $x_-$ of somebody else. The negative should be farther away than the positive by a margin, in
squared distance: $\max(0, \|x - x_+\|^2 - \|x - x_-\|^2 + 0.2)$. It costs 0 once the negative is outside the grey disc.
"""

# %%
anchor, near, far = np.array([0.0, 0.0]), np.array([0.0, 1.0]), np.array([2.0, 0.0])
three = {"anchor": anchor, "positive": near, "negative": far}
show(other_losses.triplets(three, margin=0.2))
print("in order:", TripletLoss()(anchor[None], near[None], far[None])[0], end="   ")
print("swapped:", TripletLoss()(anchor[None], far[None], near[None])[0])

# %% proof
assert TripletLoss()(anchor[None], near[None], far[None])[0] == 0
assert np.isclose(TripletLoss()(anchor[None], far[None], near[None])[0], 3.2)

# %% [markdown]
r"""
**GAN losses** (Ian Goodfellow and others, 2014). In a *generative adversarial network* the *generator* makes up rows,
and the *discriminator* says, with binary cross-entropy as its loss, which rows are real. The generator wants its own
rows to be taken for real. It minimizes $-\ln\sigma(z)$ rather than $\ln(1 - \sigma(z))$, as the second has almost no
derivative where it is needed: for a row that was recognized ($z = -5$) it is $-0.007$, and that of the first $-0.993$.
"""

# %% proof
from dlcourse import GANGeneratorLoss

slopes = [GANGeneratorLoss(non_saturating=way)(np.array([-5.0]))[1][0] for way in (False, True)]
assert np.round(slopes, 3).tolist() == [-0.007, -0.993]
assert np.isclose(slopes[0], -sigmoid(-5.0))
assert np.isclose(slopes[1], sigmoid(-5.0) - 1)
assert KLDivergence()(np.array([[0.5, 0.5]]), np.array([[0.5, 0.5]]))[0] == 0  # and cross-entropy ends at ln 2

# %% [markdown]
r"""
## Appendix: is MSE faster, with one minimum only?

Two advantages are often claimed for MSE. The first: **it converges faster.** What descends is a *mean* of derivatives.
Under MSE it is twice the distance to the mean, a straight line for any number of rows. Under MAE it is the share of the
rows below $\hat y$ less the share above: a staircase with a step at each row. Here for rows that scatter by 0.5 around
their centre, and (wide and pale) for very many of them:
"""


# %%
def noisy(n, seed):
    """Return n numbers around 0, mostly nearer than 0.5."""
    return 0.5 * np.random.default_rng(seed).normal(size=n)


y_hat = np.linspace(-1.6, 1.6, 1601)
stairs = {n: np.sign(y_hat[:, None] - noisy(n, 2)).mean(axis=1) for n in (5, 25, 1000)}
many = np.sign(y_hat[:, None] - noisy(20_000, 1)).mean(axis=1)
show(loss_staircases.mean_derivatives(y_hat, stairs, many))

# %% proof
from math import erf

exact = np.array([erf(each / (0.5 * np.sqrt(2))) for each in y_hat])  # the share below less the share above
assert np.abs(many - exact).max() < 0.03
assert round(4 / np.sqrt(2 * np.pi), 1) == 1.6  # its slope at 0: twice the density there
assert sorted(set(np.round(stairs[5], 1))) == [-1, -0.6, -0.2, 0.2, 0.6, 1]

# %% [markdown]
r"""
With five rows the derivative jumps from $-0.2$ to $0.2$ at the median. However near $\hat y$ is, its steps keep that
size, and it goes to and fro. With many rows the staircase is nearly a curve, which fades to 0 as a straight line does:
its slope at the median is 1.6 here (twice the density there), and MSE's is 2. So which settles first? Each starts 3.5
away from its own answer and takes the best of six learning rates. We count the steps until it stays within 0.01:
"""

# %%
derivative_of = {"MSE": lambda d: 2 * d, "MAE": np.sign}
answer_of = {"MSE": np.mean, "MAE": np.median}
rates = np.array([0.01, 0.03, 0.1, 0.3, 1, 3])


def steps_to_settle(loss, y, start=3.5, most=200):
    """Steps until ŷ stays within 0.01 of the loss's own answer, with the best of the rates."""
    y_hat, far = np.full(len(rates), answer_of[loss](y) + start), []
    for _ in range(most):
        y_hat = y_hat - rates * derivative_of[loss](y_hat[:, None] - y).mean(axis=1)
        far.append(np.abs(y_hat - answer_of[loss](y)) > 0.01)
    late = [np.flatnonzero(each)[-1] + 2 if each.any() else 1 for each in np.transpose(far)]
    return min(late)  # the step after the last one that was too far


settled = {}
for loss, n in [("MSE", 25), ("MAE", 25), ("MAE", 400), ("MAE", 10_000)]:
    found = settled[loss, n] = [steps_to_settle(loss, noisy(n, seed)) for seed in range(10)]
    print(f"{loss}, {n:>6,} rows: median {np.median(found):g} steps,", end=" ")
    print(f"from {min(found)} to {max(found)} in ten sets of rows")
from_afar = {loss: steps_to_settle(loss, noisy(10_000, 0), start=100) for loss in derivative_of}
print("from 100 away, 10,000 rows:", from_afar)

# %% proof
assert set(settled["MSE", 25]) == {7}  # it does not depend on the rows
assert min(settled["MAE", 25]) > 7
assert max(map(max, settled.values())) < 150  # each has come to rest
for seed in range(10, 13):
    assert 7 < steps_to_settle("MAE", noisy(10_000, seed)) < 13
    assert steps_to_settle("MSE", noisy(10_000, seed), start=100) == from_afar["MSE"] == 11
    assert all(98 < each < 108 for each in (from_afar["MAE"], steps_to_settle("MAE", noisy(10_000, seed), start=100)))
    shrinking, some_rows = 3.5, noisy(25, seed)
    for step in range(1, 3000):
        shrinking -= 3 / step * np.sign(shrinking - some_rows).mean()
    assert abs(shrinking - np.median(some_rows)) < 0.01
assert 3.5 - 0.5 * 2 * 3.5 == 0  # η = ½: one step of MSE
of_many = []  # MAE's steps from 100 away for infinitely many rows, a rate each
for rate in rates[rates < 3]:
    y_hat = 100.0
    of_many.append(0)
    while abs(y_hat) > 0.01:
        y_hat -= rate * erf(y_hat / (0.5 * np.sqrt(2)))
        of_many[-1] += 1
assert min(of_many) == of_many[-1] == 103
assert 3 * 4 / np.sqrt(2 * np.pi) > 2  # η = 3 does not come to rest

# %% proof this_run=true
medians = [np.median(each) for each in settled.values()]
assert medians == [7, 18, 13.5, 10]
assert (min(settled["MAE", 25]), max(settled["MAE", 25])) == (13, 59)
assert (min(settled["MAE", 10_000]), max(settled["MAE", 10_000])) == (8, 11)
assert from_afar["MAE"] == 103

# %% [markdown]
r"""
So there is something in the claim, for two reasons. Near the answer, few rows make a staircase: 7 steps under MSE with
any number of rows, and a median of 18 under MAE with 25 rows, 13.5 with 400 and 10 with 10,000. Far from it, MAE's
steps do not grow with the distance: from 100 away it needs 103 with 10,000 rows, and more rows would not help; MSE
needs 11. With many rows and a scaled $y$ ([lecture 12](12_improving_a_network.ipynb)) both hardly matter. (With $\eta =
½$ MSE would need one step, as its derivative is a straight line.) A learning rate that shrinks ([lecture
16](16_adaptive_optimizers.ipynb)) lets MAE come to rest also with few rows. And "faster" does not say *where to*: with
the strike among the five waits MSE is just as fast, and goes to 22.

The second claim: **MSE has one minimum only.** As a function of $\hat y$, and of the weights of a *linear* model, it is
convex ([lecture 2](02_perceptron_loss.ipynb)), and so are MAE and Huber. As a function of the weights of a network with
hidden units none of the three is, in general. Take the XOR net of lecture 3 and swap its two hidden units: it computes
the same, at an MSE of 0. Halfway between the two sets of weights the MSE is 1.69, where a convex function would have 0.
([Lecture 8](08_gradient_descent.ipynb) has a picture of such a landscape.)

Back to where you left off: the [exercise](../exercises/05_loss_functions/05_loss_functions.ipynb), then
[lecture 6](06_backprop_by_hand.ipynb).

<details><summary>For readers of the handwritten notes</summary>

Slips of this topic, with what is right. Each is computed in the course's tests.

- Notes 1 call $y - \hat y$ a loss. Errors of opposite sign cancel, and it has no lowest value.
- Notes 1 and 2 write the mean squared error as $\frac12 \sum (y - \hat y)^2$; elsewhere notes 1 have
  $\frac{1}{2n} \sum$, half the mean. The mean has $\frac1n$ and nothing else.
- Notes 1 list "robust to outliers" among the advantages of MSE, and further down the reverse. MSE is the least robust
  of the three.
- Notes 1 say that MSE has one minimum only. In $\hat y$ and in a linear model it has no second valley; in a network it
  can have several. That it converges faster holds for few rows or a far start (third appendix).
- Notes 1 write cross-entropy as $-\sum_j y_j \ln y_j$. The logarithm belongs to the prediction; as written the sum is 0
  for every one-hot row, whatever the network says.
- Notes 3 write $-\sum_{j=1}^K y_i \ln \hat y_i$. With $i$ under a sum over $j$ it is $K$ times the same term.
- Notes 3 number the sparse labels 1, 2, 3. They count from 0.
- Notes 3 give KL divergence to autoencoders; it is the variational ones that have it.
</details>
"""

# %% proof
to_22 = [12.3]
for _ in range(14):
    to_22.append(to_22[-1] - 0.25 * 2 * (to_22[-1] - minutes).mean())
assert np.allclose(np.diff(to_22)[1:] / np.diff(to_22)[:-1], 0.5)  # with the strike: as fast, to the mean
assert abs(to_22[-1] - 22) < 1e-3
from dlcourse import relu

corners, xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0.0, 1.0, 1.0, 0.0])


def xor_output(way):
    """The answers on the straight way from the net (0) to the one with units swapped (1)."""
    hidden_bias = (1 - way) * np.array([0.0, -1.0]) + way * np.array([-1.0, 0.0])
    output_weights = (1 - way) * np.array([1.0, -2.0]) + way * np.array([-2.0, 1.0])
    return relu(corners.sum(axis=1)[:, None] + hidden_bias) @ output_weights


for loss in (MeanSquaredError(), MeanAbsoluteError(), Huber(1.0)):
    assert loss(xor, xor_output(0))[0] == loss(xor, xor_output(1))[0] == 0
    assert loss(xor, xor_output(0.5))[0] > 0.5
assert MeanSquaredError()(xor, xor_output(0.5))[0] == 1.6875
row, said = np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.3, 0.2])
assert -sum(label * np.log(label) for label in row if label > 0) == 0
assert np.isclose(-sum(row[0] * np.log(said[0]) for _ in range(3)), 3 * np.log(2))

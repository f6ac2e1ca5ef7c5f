# %% [markdown]
r"""
# 2 · What a mistake costs

*Three prices for a mistake, each with a slope to walk down. Change the price, and the same neuron becomes another
model.*

**You will be able to**

- say why counting mistakes is a fair price and a useless one;
- compute perceptron loss, hinge and log loss of a point from its margin, with their gradients;
- run one descent on all three, and predict where each comes to rest;
- name the model that a loss and an activation make together, and the task it is for.

**It builds on** [lecture 1](01_perceptron.ipynb) and on derivatives. **Time:** about 40 minutes. Run each cell as you
come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import BinaryCrossentropy, Hinge, PerceptronLoss, numerical_gradient, one_hot, sigmoid
from dlcourse import LinearRegression, LinearSVM, LogisticRegression, PerceptronByDescent, SoftmaxRegression
from dlcourse import Perceptron
from dlcourse.plots import show
from dlcourse.plots.perceptron_loss import descents_by_loss, four_predictions, lines_with_margins
from dlcourse.plots.perceptron_loss import losses_by_bias, losses_by_margin

# %% [markdown]
r"""
## Two bad lines

The perceptron trick moves a line as long as somebody is missed. If no line is perfect, it moves for ever, and the line
you get depends on when you look. It knows *right* and *wrong*. It does not know *better*.

Here are the twelve students of lecture 1 again, and two lines. The first looks at iq alone, the second at cgpa and iq
together. (Notes 3 draw two such lines, with the same two results.)
"""

# %%
cgpa = np.array([8.0, 6.5, 7.0, 6.0, 6.0, 5.5, 7.5, 8.5, 9.0, 6.5, 5.0, 8.0])
iq = np.array([100, 125, 120, 115, 90, 105, 85, 90, 100, 100, 95, 110])
placed = np.array([1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1])
x = np.column_stack([cgpa - 7, (iq - 100) / 10])  # (12, 2)

u1 = np.array([0.0, 1.0]), -0.25  # says 1 where iq is above 102.5
u2 = np.array([1.0, 1.0]), 0.0
for name, (w, b) in {"u1": u1, "u2": u2}.items():
    y_pred = (x @ w + b >= 0).astype(int)
    print(name, "misplaces", (y_pred != placed).sum())

# %% proof
assert [int(((x @ w + b >= 0) != placed).sum()) for w, b in (u1, u2)] == [5, 1]

# %% [markdown]
r"""
Five against one. Clearly the second line is better. So there it is, a price: the number of mistakes. Give it a name,
$L(w, b)$, a **loss**, and all that is left is to find the weights for which it is lowest.

## What should a mistake cost?

**Idea 1: count the mistakes.** It is what we really care about. How would you find the lowest count? You would do what
one does on a hill in fog: feel with the foot in which direction it goes down, and take a step. For that, a small
change of the weights has to make a small change of the loss.
"""

# %% prediction [markdown]
r"""
The bias of the second line is nudged from 0 to 0.001. By how much does its count of mistakes change?

[ ] By a little less than 0.001
    A count has no thousandths. It is 1 or it is 2.
[x] Not at all
    No student lies in the narrow strip that the line sweeps over. So it is nearly everywhere: the slope of a count is
    0, and the foot feels flat ground.
[ ] By 1
    It would be so only if a student lay exactly in the strip that the line sweeps over. That is very rare.
"""


# %%
def mistakes(w, b):
    """How many students lie on the wrong side."""
    return int(((x @ w + b >= 0) != placed).sum())


w, b = u2
print("b = 0:", mistakes(w, b), "   b = 0.001:", mistakes(w, b + 0.001), "   b = 1.5:", mistakes(w, b + 1.5))

# %% proof
assert (mistakes(w, b), mistakes(w, b + 0.001), mistakes(w, b + 1.5)) == (1, 1, 4)

# %% [markdown]
r"""
**Idea 2: how far off?** Add up, over the misplaced students, their distance to the line, $|f| / \lVert w \rVert$, where
$f = w \cdot x + b$ is the score. Now a nudge is felt. (Only the length of $w$ below the fraction bar is a nuisance when
we take derivatives.)

**Idea 3: the score will do.** Leave the division away and add up $|f|$ over the misplaced. On one line, scores and
distances are in proportion. But keep in mind that a score is not a distance: double $w$ and $b$, and it is the same
line at twice the price.
"""

# %%
sliding = np.linspace(-5, 5, 401)  # the second line, with other biases
scores = x @ u2[0] + sliding[:, None]  # (401, 12)
wrong = (scores >= 0) != placed

counts = wrong.sum(axis=1)
sum_of_scores = (np.abs(scores) * wrong).sum(axis=1)
sum_of_distances = sum_of_scores / np.linalg.norm(u2[0])
print("b = 3: count", counts[320], " distances", sum_of_distances[320].round(2), " scores", sum_of_scores[320])

# %%
show(losses_by_bias(sliding, counts, sum_of_distances, sum_of_scores))

# %% proof
assert abs(sliding[320] - 3) < 1e-12
assert (counts[320], sum_of_distances[320].round(2), round(sum_of_scores[320], 9)) == (6, 8.13, 11.5)
assert (counts.min(), counts.max(), sliding[sum_of_scores.argmin()].round(3)) == (1, 6, -0.5)

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 write the third idea as $\sum_{i=1}^n |f(x_i)|$, over *all* $n$ points. Then a
> student costs the more, the better placed she is. On our two lines it even picks the wrong one: the line with five
> mistakes comes out cheaper than the line with one. The sum belongs to the misplaced points alone.
"""

# %%
for name, (w, b) in {"u1, 5 mistakes": u1, "u2, 1 mistake": u2}.items():
    f = x @ w + b
    missed = (f >= 0) != placed
    print(f"{name}: over all {np.abs(f).sum()}, over the misplaced {np.abs(f[missed]).sum()}")

# %% proof
over_all = [np.abs(x @ w + b).sum() for w, b in (u1, u2)]
over_missed = [(np.abs(x @ w + b) * ((x @ w + b >= 0) != placed)).sum() for w, b in (u1, u2)]
assert over_all == [12, 17]
assert over_missed == [3.25, 0.5]

# %% [markdown]
r"""
One more piece of notation makes all that follows short. Write the labels as $y = +1$ and $y = -1$ in place of 1 and 0,
and multiply. The product is the **margin** of a point:

$$m = y \cdot f .$$

A point with $m > 0$ is on its side, whichever side that is, and the larger $m$, the farther from the line. With $m < 0$
it is missed. So $|f|$ of the missed, and nothing for the others, is $\max(0, -m)$: no list of cases any more.

Here is the map for the rest of the lecture. All prices that we shall meet are functions of the margin. The shaded half
holds the points that are *right*; look what each price does there. It is there that they differ.
"""

# %%
m = np.linspace(-2.5, 3.5, 601)
curves = {
    "count: 0 or 1": np.where(m < 0, 1.0, 0.0),
    "perceptron loss": np.maximum(0, -m),
    "hinge": np.maximum(0, 1 - m),
    "log loss": np.log(1 + np.exp(-m)),
}
at_half = {name: float(price[300].round(3)) for name, price in curves.items()}
print("a point that is right, with m = 0.5, pays:", at_half)

# %%
show(losses_by_margin(m, curves, marked_margin=0.5))

# %% proof
assert abs(m[300] - 0.5) < 1e-12
assert list(at_half.values()) == [0, 0, 0.5, 0.474]

# %% [markdown]
r"""
The same point, and it is right. The perceptron loss says: done. Hinge says: not far enough. Log loss says: better than
nothing. Three opinions, three models. We take them one by one.

## The perceptron loss

$$L = \frac1N \sum_{n} \max(0,\; -y_n f_n), \qquad f_n = w \cdot x_n + b, \qquad y_n = \pm 1 .$$

Four points, by hand first: the scores are −1.75, 2.75, 2.25 and 0.75, the labels +1, −1, +1 and +1. Two are missed.
"""

# %%
x4 = np.array([[2.0, -1.0], [1.0, 3.0], [-2.0, 1.0], [3.0, 2.0]])
y4 = np.array([1.0, -1.0, 1.0, 1.0])
w, b = np.array([-0.5, 1.0]), 0.25

f = x4 @ w + b  # (4,)
L = np.mean(np.maximum(0, -y4 * f))
print("scores", f, "  margins", y4 * f, "  L =", L, "  the library:", PerceptronLoss()(y4, f)[0])

# %% proof
assert f.tolist() == [-1.75, 2.75, 2.25, 0.75]
assert L == PerceptronLoss()(y4, f)[0] == (1.75 + 2.75) / 4 == 1.125

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 check this formula with a table in which $y$ and the prediction are 0 or 1.
> There a missed 1 costs 0: the product $-y \cdot \hat f$ is $-1 \cdot 0$. With such labels *nothing* ever costs
> anything. The formula wants $y = \pm 1$ and the score, not the prediction; then both kinds of mistake cost the size of
> the score.
"""

# %%
pairs = [(1, 1), (0, 0), (1, 0), (0, 1)]  # label and prediction; the last two are mistakes
zero_one = [max(0, -y * y_pred) for y, y_pred in pairs]
plus_minus = [max(0, -(2 * y - 1) * (2 * y_pred - 1)) for y, y_pred in pairs]
print("labels 0 and 1:", zero_one, "   labels ±1:", plus_minus)

# %% proof
assert (zero_one, plus_minus) == ([0, 0, 0, 0], [0, 0, 1, 1])

# %% [markdown]
r"""
Now the slope. For a point that is right, the price is 0 all around: slope 0. For a missed one it is
$-y f = -y\,(w \cdot x + b)$, with the slope $-y\,x$ by $w$ and $-y$ by $b$. Add up and divide by $N$:

$$\frac{\partial L}{\partial w} = -\frac1N \sum_{\text{missed}} y_n x_n, \qquad
\frac{\partial L}{\partial b} = -\frac1N \sum_{\text{missed}} y_n .$$

At the kink $f = 0$ there is no slope, but one on each side. Either will do; it is called a *subgradient*. (The library
takes the one of the missed side. Else weights of 0, where every score is 0, would never start to move.)

> **Where the notes go wrong.** Notes 3 write $-x_i x_{i1}/n$ and $-1/n$ for the missed points: the label $y_i$ got
> lost, and an $x_i$ stands in its place. Without the label, a missed −1 pulls in the direction of a missed +1.
"""

# %%
missed = y4 * f < 0
dw = -(y4[missed, None] * x4[missed]).sum(axis=0) / 4  # (2,)
db = (-y4[missed]).sum() / 4


def loss_of_w(w):
    """The perceptron loss as a function of w alone."""
    return np.mean(np.maximum(0, -y4 * (x4 @ w + b)))


print("ours        ", dw, db)
print("by nudging  ", numerical_gradient(loss_of_w, w).round(6))
print("no label    ", -x4[missed].sum(axis=0) / 4, -missed.sum() / 4)

# %% proof
assert (dw.tolist(), db) == ([-0.25, 1.0], 0.0)
assert np.allclose(numerical_gradient(loss_of_w, w), dw, atol=1e-9)
assert (-x4[missed].sum(axis=0) / 4).tolist() == [-0.75, -0.5]
assert -missed.sum() / 4 == -0.5

# %% [markdown]
r"""
Do you recognise it? Walk down this slope with *one* row at a time: a missed 1 adds $\eta x$ to the weights, a missed −1
subtracts it, a right one does nothing. **The perceptron trick is gradient descent on the perceptron loss, one point at
a time.** In lecture 1 a student with cgpa 8.5 and iq 90 was missed by the line $w = (1, 2)$, $b = -1$:
"""

# %%
row = x[7:8]  # (1, 2): a batch of one
by_trick = Perceptron(2, learning_rate=0.5, w=[1.0, 2.0], b=-1.0)
by_trick.update(row[0], 1)

by_descent = PerceptronByDescent(2)
by_descent.W, by_descent.b = np.array([[1.0], [2.0]]), np.array([-1.0])
by_descent.fit(row, [[1.0]], learning_rate=0.5, epochs=1)
print("the trick:", by_trick.w, by_trick.b, "   descent:", by_descent.W.ravel(), by_descent.b)

# %% proof
assert by_trick.w.tolist() == by_descent.W.ravel().tolist() == [1.75, 1.5]
assert by_trick.b == by_descent.b[0] == -0.5

# %% [markdown]
r"""
So far, so good. But this price has a hole. Find it yourself.
"""

# %% prediction [markdown]
r"""
No line parts some data. Which weights have the lowest perceptron loss that is possible there?

[ ] Those of the line with the fewest mistakes
    That line has at least one mistake and pays for it, more than 0. There are weights that pay nothing.
[ ] Those of the line in the middle of the wider street
    The perceptron loss takes no notice of a street: right points pay 0, near or far.
[x] All weights 0
    Every score is 0, and max(0, −y·0) = 0. Nobody pays. It is no line at all, and its loss is perfect.
"""

# %%
x13 = np.vstack([x, [2.0, 1.5]])  # one student more: cgpa 9, iq 115, not placed
placed13 = np.append(placed, 0)
y13 = 2.0 * placed13[:, None] - 1  # (13, 1) of ±1

for w, b in [(np.array([[3.5], [2.0]]), -1.4), (np.array([[0.35], [0.2]]), -0.14), (np.zeros((2, 1)), 0.0)]:
    print("w", w.ravel(), " b", b, f"  perceptron loss {PerceptronLoss()(y13, x13 @ w + b)[0]:.4f}")

# %% proof
thirteen = [PerceptronLoss()(y13, x13 @ np.array([[3.5], [2.0]]) * scale - 1.4 * scale)[0] for scale in (1, 0.1, 0)]
assert np.round(thirteen, 4).tolist() == [0.6615, 0.0662, 0]

# %% [markdown]
r"""
Shrink the weights, and the price shrinks with them, for the same line. The cheapest weights are none at all. A low
perceptron loss does not mean a good line.

## Hinge: a margin to spare

The cure is to ask for a little more than being right. With **hinge**, a point pays until its margin is 1:

$$L = \frac1N \sum_n \max(0,\; 1 - y_n f_n) .$$

Now weights of 0 cost 1 for every point, and shrinking does not pay. The slope is as before, only that more points take
part: all with $m < 1$, the missed and those that are right *but too close*.

$$\frac{\partial L}{\partial w} = -\frac1N \sum_{y_n f_n < 1} y_n x_n, \qquad
\frac{\partial L}{\partial b} = -\frac1N \sum_{y_n f_n < 1} y_n .$$

What difference does it make? We let both prices run down on the twelve students. Both reach a loss of 0, and stop.
"""

# %%
y = 2.0 * placed[:, None] - 1  # (12, 1) of ±1
perceptron, svm = PerceptronByDescent(2), LinearSVM(2)
for name, model in {"perceptron": perceptron, "hinge": svm}.items():
    losses = model.fit(x, y, learning_rate=0.07, epochs=1000)
    distances = y * model.score(x) / np.linalg.norm(model.W)
    print(f"{name:<10} loss at the end {losses[-1]:.0f}   the nearest student is at {distances.min():.2f}")

# %%
two_lines = {
    "perceptron loss: right is enough": (perceptron.W[:, 0], perceptron.b[0]),
    "hinge: right, and by a margin": (svm.W[:, 0], svm.b[0]),
}
show(lines_with_margins(x, placed, two_lines))

# %% proof
nearest = [float((y * each.score(x) / np.linalg.norm(each.W)).min().round(2)) for each in (perceptron, svm)]
assert nearest == [0.19, 0.46]
assert (y * svm.score(x)).min() > 1 + 1e-5  # with η = 0.07 no margin on the way is exactly 1
assert PerceptronLoss()(y, perceptron.score(x))[0] == Hinge()(y, svm.score(x))[0] == 0

# %% [markdown]
r"""
The perceptron loss stopped at the first line that makes no mistake. Hinge pushed on until everybody was off the street
between the dashed lines. Tomorrow's students will not be exactly like these; room to spare is worth something.

This neuron is called a linear **support vector machine**. (Corinna Cortes and Vladimir Vapnik, 1995. The full machine
also charges for long weights, and then finds the widest street of all: lecture 13 has such penalties.)

> **Where the notes go wrong.** In the tables of notes 3 and notes 4 it is the *perceptron* that has the hinge loss, and
> notes 4 write it as $\max(0, 1 - y \cdot \hat y)$. Two things are mixed. Hinge is the loss of the support vector
> machine; the perceptron's has no 1 in it, and charges nothing for a point that is right. And what is multiplied by $y$
> is the score $f$. With $\hat y = \pm 1$ from a step inside the loss, we are back at counting: the slope is 0, and
> nothing is ever learnt.
"""

# %%
labels, f = np.array([1.0, -1.0]), np.array([0.5, -2.0])  # both on their side, the first one close
print("perceptron loss", PerceptronLoss()(labels, f)[0], "  hinge", Hinge()(labels, f)[0])


def hinge_of_the_step(f):
    """Hinge of ŷ = ±1 in place of the score."""
    return np.maximum(0, 1 - labels * np.where(f >= 0, 1, -1)).mean()


print("both missed:", hinge_of_the_step(-f), "with the slope", numerical_gradient(hinge_of_the_step, -f))
print("hinge itself has the slope", Hinge()(labels, -f)[1])

# %% proof
assert (PerceptronLoss()(labels, f)[0], Hinge()(labels, f)[0]) == (0, 0.25)
assert hinge_of_the_step(-f) == 2
assert not numerical_gradient(hinge_of_the_step, -f).any()
assert Hinge()(labels, -f)[1].tolist() == [-0.5, 0.5]

# %% [markdown]
r"""
## Log loss: no point is ever done

Sometimes a yes or no is not enough. A doctor wants to know *how likely*. So let us bend the score into a number between
0 and 1, with a **sigmoid** in place of the step, and call it the probability of a 1:

$$p = \sigma(f) = \frac{1}{1 + e^{-f}} .$$

A score of 0 gives $p = \frac12$, large scores come near 1, very negative ones near 0, and neither is reached. Labels
are 0 and 1 again. What should a forecast cost? A good answer is old: minus the logarithm of the probability that you
had given to what then happened. If it was a 1, that is $-\ln p$; if it was a 0, $-\ln(1 - p)$. In one line,

$$L = -\frac1N \sum_n \big[\, y_n \ln p_n + (1 - y_n) \ln (1 - p_n) \,\big] .$$

Who said 0.8 and was right, pays 0.22. Who said 0.8 and was wrong, pays 1.61. Who was *certain* and wrong, pays without
limit. The neuron with this price is **logistic regression** (David Cox, 1958), whose name is old and misleading: it is
made for classes.

> **Where the notes go wrong.** Notes 3 write $-y \log \hat y + (1 - y) \log (1 - \hat y)$ once. The minus belongs to
> both terms, so it needs the brackets. As written, a 0 that is called a sure 1 is not punished but *rewarded*.
"""

# %%
p = np.array([0.2, 0.8, 0.99])  # forecasts for a row that turned out to be a 0
price = -np.log(1 - p)
library = [float(BinaryCrossentropy()([0.0], [each])[0]) for each in p]
print("log loss", price.round(2), "  the library", np.round(library, 2), "  as in the notes", np.log(1 - p).round(2))

# %% proof
assert price.round(2).tolist() == [0.22, 1.61, 4.61]
assert np.allclose(library, price)

# %% [markdown]
r"""
Two facts about the sigmoid make this handy. First, $1 - \sigma(f) = \sigma(-f)$. So with labels $\pm 1$ both cases are
$-\ln \sigma(m) = \ln(1 + e^{-m})$, again a price of the margin, the smooth curve in the figure above. Second, its slope
by the score, for a row, is as simple as can be:

$$\frac{\partial}{\partial f} \ln(1 + e^{-f}) = \frac{-e^{-f}}{1 + e^{-f}} = p - 1 \;\; (y = 1), \qquad
\frac{\partial}{\partial f} \ln(1 + e^{f}) = p \;\; (y = 0),$$

so both are $p - y$, prediction minus label, and $\partial L/\partial w = \frac1N \sum_n (p_n - y_n)\,x_n$. No row has a
slope of 0, since with exact numbers $p$ is never 0 or 1. The surest point still wants to be surer.

What follows from that? Take the smallest data there are: $x = 1$ with label 1 and $x = -1$ with label 0. Any $w > 0$
makes no mistake. Descend with $\eta = 1$, and after 10 steps $w$ is 2.26.
"""

# %% prediction [markdown]
r"""
After 10 steps w = 2.26. What is it after 10,000?

[ ] Still about 2.3: everything is right, so it has come to rest
    That would be so with the perceptron loss or with hinge. But log loss is above 0 at every w, so there is always a
    slope down.
[x] About 9
    Each further digit of steps adds about 2.3, which is ln 10: w grows like the logarithm of the number of steps. It
    never rests, and it gets slower and slower.
[ ] About 2,260
    The slope does not stay the same. The surer the neuron is, the smaller p − y, and the smaller the steps.
"""

# %%
model, reached = LogisticRegression(1), []
for steps in (10, 90, 900, 9000):  # 10, 100, 1,000 and 10,000 in all
    model.fit([[1.0], [-1.0]], [[1.0], [0.0]], learning_rate=1.0, epochs=steps)
    reached.append(round(model.W.item(), 2))
print(reached, "  differences", np.diff(reached).round(2), "  ln 10 =", np.log(10).round(2))

# %% proof
assert reached == [2.26, 4.59, 6.91, 9.21]
assert (np.abs(np.diff(reached) - np.log(10)) < 0.04).all()

# %% [markdown]
r"""
It never settles, on data that a line can part. The *line* hardly moves any more; what grows is the sureness. That is a
warning, too: a $p$ of 0.9999 may say only that training went on for long. A sigmoid makes a number between 0 and 1.
Whether it can be trusted as a probability has to be measured on students that were not used in training.

One practical point. Computed as it stands, the formula breaks when a score is large: $\sigma(-1000)$ is 0 on the
machine, and $\ln 0$ is minus infinity, where the true price is 1000. So compute from the score, in a form in which
nothing overflows:

$$\ln(1 + e^{-m}) = \max(0, -m) + \ln(1 + e^{-|m|}) .$$
"""

# %%
m = np.array([-1000.0, -2.0, 0.0, 2.0])  # margins
with np.errstate(divide="ignore"):
    naive = -np.log(sigmoid(m))
stable = np.maximum(0, -m) + np.log(1 + np.exp(-np.abs(m)))
library = [float(BinaryCrossentropy(from_logits=True)([1.0], [score])[0]) for score in m]
print("−ln σ(m):         ", naive.round(4).tolist())
print("from the score:   ", stable.round(4).tolist())
print("np.logaddexp(0,−m)", np.logaddexp(0, -m).round(4).tolist())
print("the library:      ", np.round(library, 4).tolist())

# %% proof
assert naive[0] == np.inf
assert stable.round(4).tolist() == [1000, 2.1269, 0.6931, 0.1269]
assert np.allclose(stable, np.logaddexp(0, -m), rtol=1e-15)
assert np.allclose(library, stable, rtol=1e-15)

# %% [markdown]
r"""
## Downhill on any of them

Three prices, one way to go down. Compute the scores, ask the loss for its value and its slope by the scores, carry the
slope on to the weights, take a step against it:

$$w \leftarrow w - \eta\, \frac{\partial L}{\partial w}, \qquad
b \leftarrow b - \eta\, \frac{\partial L}{\partial b} .$$

The loop does not know which loss it is walking on. We take the thirteen students that no line can part: the data on
which the trick never came to rest. And we walk down five times, from five random lines, because a single run shows only
what *can* happen. (The start is not at 0, for a practical reason. From there many students come to lie *exactly* on the
line, where their score should be 0, and then the rounding of the last digit decides who is missed.)
"""


# %%
def descend(loss, x, y, start, learning_rate=0.07, epochs=500):
    """The line (w, b) after each step of gradient descent from `start`: w₁, w₂ and b."""
    w, b, lines = start[:2, None], start[2:], []
    for _ in range(epochs):
        _, df = loss(y, x @ w + b)  # the value, and df (N, 1): ∂L/∂f, already divided by N
        w = w - learning_rate * x.T @ df  # (2, 1)
        b = b - learning_rate * df.sum(axis=0)  # (1,)
        lines.append((w[:, 0], b[0]))
    return lines


log_loss = BinaryCrossentropy(from_logits=True)  # wants the labels 0 and 1
starts = np.random.default_rng(0).uniform(-1, 1, size=(5, 3))  # five lines
walks = {
    "perceptron loss": [descend(PerceptronLoss(), x13, y13, start) for start in starts],
    "hinge": [descend(Hinge(), x13, y13, start) for start in starts],
    "log loss": [descend(log_loss, x13, placed13[:, None], start) for start in starts],
}

# %%
for name, runs in walks.items():
    wrong_at_the_end = [[((x13 @ w + b >= 0) != placed13).sum() for w, b in lines[-100:]] for lines in runs]
    ranges = [f"{min(wrong)} to {max(wrong)}" for wrong in wrong_at_the_end]
    print(f"{name:<16} wrong in the last 100 steps of each run: ", *ranges, sep="   ")

# %%
show(descents_by_loss(x13, placed13, {name: runs[0] for name, runs in walks.items()}))

# %% proof
by_library = LinearSVM(2)
by_library.W, by_library.b = starts[0, :2, None], starts[0, 2:]
by_library.fit(x13, y13, learning_rate=0.07, epochs=500)
assert np.allclose(by_library.W[:, 0], walks["hinge"][0][-1][0], rtol=1e-12)

ends = {}
for name, runs in walks.items():
    ends[name] = np.array([[(x13 @ w + b >= 0) != placed13 for w, b in lines[-100:]] for lines in runs])
assert ends["hinge"].shape == (5, 100, 13)
for name in ("hinge", "log loss"):
    assert ends[name][:, :, 12].all()
    assert not ends[name][:, :, :12].any()
restless = ends["perceptron loss"].sum(axis=2)  # mistakes (runs, steps)
assert (restless.min(axis=1) <= 3).all()
assert (restless.max(axis=1) >= 5).all()
assert max(np.abs(w).max() for lines in walks["perceptron loss"] for w, _ in lines[-100:]) < 0.06

# %% proof
signs = y13.astype(int)
halves = np.rint(2 * np.column_stack([x13, np.ones(13)])).astype(int)  # the perceptron loss from 0, in whole numbers
line, ties = np.zeros(3, int), 0
for _ in range(300):
    margins = signs[:, 0] * (halves @ line)
    ties += (margins == 0).sum() if line.any() else 0
    line = line + (signs * halves)[margins <= 0].sum(axis=0)
assert ties > 100

# %% [markdown]
r"""
Hinge and log loss settle, in all five runs, with one student on the wrong side: the odd one. The perceptron loss
behaves like its trick. In each run it still jumps during the last hundred steps, with three mistakes or fewer at one
time and five or more at another. And its weights, which were up to 1 at the start, are now a few hundredths: they
huddle near 0, where the price is lowest.

## One neuron, four models

Look back at what has changed in this lecture, and what has not. The score $w \cdot x + b$ stayed. The way down stayed.
We swapped the **loss**, which decides what the weights are pulled to, and the **activation**, which decides what comes
out. Each pair is a model with a name, for a task of its own:

| model | loss | activation | output | task |
|---|---|---|---|---|
| perceptron | $\max(0, -y f)$ | step | a class, ±1 or 0, 1 | two classes |
| linear support vector machine | hinge, $\max(0, 1 - y f)$ | step | a class, ±1 | two classes, with a margin |
| logistic regression | $-[y \ln p + (1 - y) \ln(1 - p)]$ | sigmoid | a probability in (0, 1) | how likely is a class |
| softmax regression | $-\sum_k y_k \ln p_k$ | softmax | $K$ probabilities, sum 1 | $K$ classes |
| linear regression | mean squared error, $(y - f)^2$ | linear (none) | a number | a quantity |

Two rows are new. **Softmax**, with the categorical cross-entropy for a loss, is the sigmoid for $K$ classes: $K$
neurons give $K$ scores, and $p_k = e^{f_k} / \sum_j e^{f_j}$ turns them into shares of one whole. And with no
activation at all and the squared error, the neuron is the **linear regression** you may know from statistics.

Four questions to the same twelve students, then, and about one newcomer with cgpa 7.5 and iq 105. Will she be placed?
How likely is it? By what kind of firm: none, small or large? And what will she earn two years later, in lakh (100,000
rupees) a year?
"""

# %%
firm = np.array([1, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 2])  # 0 none, 1 small, 2 large
salary = np.array([6.5, 6.5, 7.0, 5.0, 4.0, 4.0, 5.0, 6.5, 8.0, 5.0, 3.0, 7.5])
newcomer = np.array([[0.5, 0.5]])  # cgpa 7.5, iq 105

likely, which, much = LogisticRegression(2), SoftmaxRegression(2, units=3), LinearRegression(2)
likely.fit(x, placed[:, None], learning_rate=0.1, epochs=200)
which.fit(x, one_hot(firm, 3), learning_rate=0.3, epochs=1000)
much.fit(x, salary[:, None], learning_rate=0.1, epochs=500)

print("perceptron         ", perceptron.predict(newcomer)[0])
print("logistic regression", likely.predict(newcomer)[0].round(2))
print("softmax regression ", which.predict(newcomer)[0].round(2))
print("linear regression  ", much.predict(newcomer)[0].round(2))

# %%
show(four_predictions(x, placed, firm, salary, [perceptron, likely, which, much], newcomer))

# %% proof
assert perceptron.predict(newcomer)[0] == 1
assert likely.predict(newcomer)[0].round(2) == 0.82
assert which.predict(newcomer)[0].round(2).tolist() == [0.05, 0.85, 0.1]
assert much.predict(newcomer)[0].round(2) == 6.43
assert (which.predict(x).argmax(axis=1) == firm).all()

# %% [markdown]
r"""
> **Where the notes go wrong.** The table of notes 3 lets softmax with categorical cross-entropy put out "0 or 1". It
> puts out $K$ probabilities. With exact numbers $e^f$ is never 0, so no share is exactly 0, and none is exactly 1. The
> class is what *you* make of them: the largest.
"""

# %%
shares = which.predict(x)
print("sums:", shares.sum(axis=1).round(12).tolist())
print(f"smallest share {shares.min():.1e}, largest 1 − {1 - shares.max():.1e}")
print("classes:", shares.argmax(axis=1).tolist())

# %% proof
assert np.allclose(shares.sum(axis=1), 1)
assert 0 < shares.min() < shares.max() < 1

# %% [markdown]
r"""
## Explore: swap the loss, swap the activation

On the left the plane, with the line and what the neuron puts out. On the right the price over the margin, with every
student on it. A thirteenth student is drawn as a star: placed, cgpa 9, with an iq that you can raise. The fourth button
is the squared error, with labels ±1. Since $(y - f)^2 = (1 - m)^2$, it is a price of the margin as well. Each descent
starts from the same line with small weights, $w = (0.01, 0.01)$ and $b = 0$. First, two questions.
"""

# %% prediction [markdown]
r"""
The star is right from the start. Raise its iq from 100 to 180, so that it lies farther and farther on the right side.
Which loss gets other students wrong because of it?

[ ] The perceptron loss
    A right point pays 0 and pulls at nothing, however far beyond the line it lies.
[ ] Hinge
    Beyond a margin of 1 a point pays 0 and has no say.
[ ] Log loss
    It never stops pulling, but the farther the point is, the weaker: by 0.007 at a margin of 5.
[x] The squared error
    (1 − m)² charges for a margin above 1, too. The star is 'too right', and it turns the line until two others are on
    the wrong side.
"""

# %% prediction [markdown]
r"""
With log loss, swap the sigmoid for a step. What happens to the line?

[ ] It moves: another activation is another model
    It is another model, but only its output changes. The loss was computed from the score, and it found the weights.
[x] It stays where it is
    The loss places the line, the activation says what comes out. p = 0.5 is at the score 0, and that is where the step
    is.
[ ] It can't be trained any more
    That would be true if the step were inside the loss, as in the box about hinge. Here it stands behind the score,
    after training.
"""

# %% proof
from dlcourse.widgets.perceptron_loss import LOSSES, loss_values

far_star = {loss: loss_values(x, placed, loss, 180)["wrong"] for loss in LOSSES}
assert far_star == {"perceptron loss": 0, "hinge": 0, "log loss": 0, "squared error": 2}
assert all(loss_values(x, placed, loss, 100)["wrong"] == 0 for loss in LOSSES)
assert round(float(sigmoid(-5.0)), 3) == 0.007
assert round(float(np.log(1 + np.exp(-0.4))), 3) == 0.513

# %% [markdown]
r"""
Then a task. **Find out why a sigmoid behind the *perceptron* loss puts out about 0.5 for everybody.** The picture on
the right knows. (Tab to the buttons and use the arrow keys; activation and star are in the folded part.)
"""

# %%
from dlcourse.widgets.perceptron_loss import loss_explorer

loss_explorer(x, placed)

# %% proof
squared = [loss_values(x, placed, "squared error", star_iq) for star_iq in (150, 160, 170)]
assert [each["wrong"] for each in squared] == [0, 1, 2]
huddled = loss_values(x, placed, "perceptron loss", 100)
assert 0 < huddled["margins"].min() < huddled["margins"].max() < 0.05
assert np.abs(sigmoid(huddled["margins"]) - 0.5).max() < 0.02
assert PerceptronLoss()([1.0], [100.0])[0] == 0


def direction(loss, star_iq):
    """The line of a loss, as w and b of length 1."""
    w, b = loss_values(x, placed, loss, star_iq)["line"]
    return np.array([*w, b]) / np.linalg.norm([*w, b])


for star_iq in range(110, 190, 10):
    assert np.array_equal(direction("perceptron loss", star_iq), direction("perceptron loss", 100))
    assert np.abs(direction("hinge", star_iq) - direction("hinge", 100)).max() < 0.01
    assert np.abs(direction("log loss", star_iq) - direction("log loss", 100)).max() < 0.01
assert np.abs(direction("squared error", 180) - direction("squared error", 100)).max() > 0.1

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

All margins of the perceptron loss sit at the kink, between 0 and 0.05: the descent began with small weights, and the
first ones that make no mistake are kept. So all scores are small, and the sigmoid of a small score is about a half.
Nothing had asked for probabilities, and none came out. An activation makes a model only together with its loss.

The star, on its way to iq 180, leaves the lines of three losses where they were, or very nearly. The squared error
alone is impressed: at 160 one student is on the wrong side, at 170 two.
</details>

## In one table

| Price of a point | Formula | $\partial / \partial f$ | Who pulls | Weights of 0 cost |
|---|---|---|---|---|
| count | 1 if missed | 0 nearly everywhere | nobody | 1 for each label 0 |
| perceptron loss | $\max(0, -m)$ | $-y$ if $m < 0$ | the missed | 0: the hole |
| hinge | $\max(0, 1 - m)$ | $-y$ if $m < 1$ | the missed and the close | 1 |
| log loss | $\ln(1 + e^{-m})$ | $p - y$, with $y$ 0 or 1 | everybody, the sure ones hardly | $\ln 2$ |
| squared error | $(1 - m)^2$ | $2(f - y)$ | everybody, also the "too right" | 1 |

With $m = y f$ and $y = \pm 1$; every gradient goes on to the weights as
$\partial L/\partial w = x^\top\,\partial L/\partial f$.

## Check yourself

<details><summary>1. Why not descend on the number of mistakes?</summary>

Its slope is 0 nearly everywhere. A small step of the weights changes no count, so nothing says in which direction
fewer mistakes lie.
</details>

<details><summary>2. A neuron has perceptron loss 0. Is its line good?</summary>

Not necessarily. It may pass very close to a point, and weights of 0, which are no line at all, have the loss 0 too.
</details>

<details><summary>3. A point with label −1 has the score −0.4. What does it cost under each loss?</summary>

Its margin is 0.4. Perceptron loss 0, hinge 0.6, log loss $\ln(1 + e^{-0.4}) = 0.513$.
</details>

<details><summary>4. Two students have scores 2 and 4 under the same neuron. Is the second one twice as far from the
line? And under two different neurons?</summary>

Under the same neuron, yes: both scores are divided by the same $\lVert w \rVert$. Under two neurons the scores say
nothing about distances before they are divided.
</details>

<details><summary>5. A logistic regression says 0.98. Was it right to trust it?</summary>

You can't tell from the number. On data that a line can part, more training makes every $p$ more extreme. Take rows that
were not used in training, and see whether about 98 of 100 such cases were 1s.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/02_perceptron_loss/02_perceptron_loss.ipynb): the three losses with
their gradients, log loss for any score, and one descent for all of them. Then go on to
[lecture 3](03_multilayer_perceptron.ipynb), where one line is not enough.
"""

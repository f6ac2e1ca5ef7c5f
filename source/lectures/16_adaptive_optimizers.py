# %% [markdown]
r"""
# 16 · Adaptive optimizers

*AdaGrad, RMSProp, Adadelta and Adam give each weight a step of its own. You will build all four from one idea, race
them, and turn the racecourse to see what the idea cannot do.*

**You will be able to**

- write a step of AdaGrad, RMSProp, Adadelta, Adam and AdamW, and say what each adds to the one before;
- predict the size of a step, above all of the first;
- say what these optimizers are indifferent to, and what they are not;
- choose an optimizer for a task, and name what you would watch.

**It builds on** momentum and the exponentially weighted average (lecture 15). **Time:** about 40 minutes.
"""

# %%
import numpy as np

from dlcourse import SGD, Adadelta, Adagrad, Adam, AdamW, RMSprop
from dlcourse import CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import accuracy, load_digits, one_hot, sigmoid, train_test_split
from dlcourse.plots import show, show_animation
from dlcourse.plots.adaptive_optimizers import loss_by_learning_rate, race_frames, rare_and_common_words
from dlcourse.plots.adaptive_optimizers import step_sizes, steps_straight_and_rotated
from dlcourse.widgets.adaptive_optimizers import race_explorer, race_values, ravine
from dlcourse.widgets.momentum import descent_path

# %% [markdown]
r"""
## One learning rate for all?

A spam filter reads which words a mail holds. Every second mail has the word *free* in it, and *free* points a little
towards spam. One mail in two hundred has the word *lottery*, and it points strongly towards spam: of 20 such mails, 18
are spam. We write 4,000 mails by such a rule and train logistic regression on them, 20 mails a step, 200 steps.
"""

# %%
rng = np.random.default_rng(0)
has_free = rng.random(4000) < 0.5
has_lottery = np.arange(4000) % 200 == 100  # one mail in two hundred
mails = np.stack([has_free, has_lottery, np.ones(4000)], axis=1).astype(float)  # (N, 3), the last for the bias
true_weights = np.array([1.0, 3.0, -1.0])
is_spam = rng.random(4000) < sigmoid(mails @ true_weights)
is_spam[has_lottery] = np.arange(20) % 10 != 4  # 18 of the 20


def train(optimizer):
    """The weights of free, lottery and the bias after each of 200 steps, (201, 3)."""
    w = np.zeros(3)
    weights = [w.copy()]
    for k in range(0, 4000, 20):
        x, y = mails[k : k + 20], is_spam[k : k + 20]
        optimizer.apply(w, x.T @ (sigmoid(x @ w) - y) / 20)  # the gradient of lecture 7: prediction minus label
        weights.append(w.copy())
    return np.array(weights)


print(f"mails with free: {has_free.sum():,}", end="   ")
print(f"with lottery: {has_lottery.sum()}, of which spam: {is_spam[has_lottery].sum()}")

# %% proof
fitted = np.zeros(3)
for _ in range(12):  # Newton's method: where all these mails put the weights
    chance = sigmoid(mails @ fitted)
    H = (mails * (chance * (1 - chance))[:, None]).T @ mails
    fitted -= np.linalg.solve(H, mails.T @ (chance - is_spam))
assert np.abs(fitted - true_weights).max() < 0.7

# %% prediction [markdown]
r"""
With SGD and η = 0.5, the weight of *free* ends near its true value, 1. Where does that of *lottery* end (true: 3)?

[ ] Near 3
    It is in the data clearly enough: 18 of its 20 mails are spam. But they are few.
[ ] Near 1.5
    It would take many more of its mails, or much larger steps in each.
[x] Near 0.25
    Its gradient is 0 in all batches without the word. It has moved only in the few batches that had it, and there it
    was one mail of 20.
[ ] Below 0
    It moves 20 times, and 18 of these moves lead upwards.
"""

# %%
by_sgd, by_fast_sgd = train(SGD(0.5)), train(SGD(3.0))
for eta, weights in ((0.5, by_sgd), (3, by_fast_sgd)):
    free, lottery = weights[101:, 0], weights[-1, 1]
    print(f"SGD, η = {eta:<3}  lottery {lottery:.2f}", end="   ")
    print(f"free, in the last 100 steps, {free.min():.1f} to {free.max():.1f}")

# %% proof
assert has_lottery.sum() == np.count_nonzero(np.diff(by_sgd[:, 1])) == 20
assert is_spam[has_lottery].sum() == 18
assert 0.6 < by_sgd[-1, 0] < 1.4
assert 0.17 < by_sgd[-1, 1] < 0.3
assert 0.7 < by_fast_sgd[-1, 1] < 1.5
calm, wild = (np.ptp(weights[101:, 0]) for weights in (by_sgd, by_fast_sgd))
assert calm < 0.8 < wild
assert wild > 1.5 * calm

# %% proof this_run=true
assert 1.0 < by_fast_sgd[-1, 1] < 1.3
assert abs(by_fast_sgd[101:, 0].min() - 0.5) < 0.1
assert abs(by_fast_sgd[101:, 0].max() - 1.8) < 0.1

# %% [markdown]
r"""
With $\eta = 0.5$ the common word is about right, and the rare one has hardly left 0: it moved in 20 steps of 200. Six
times the η brings it a little above 1, not half way, and by then the weight of *free* is thrown about, in this run
between about 0.5 and 1.8. There is no good η here. What is too much for one weight is too little for the
other.

Such data are called **sparse**: most entries are 0. Notes 3 say where this leads. The column that is rarely filled gets
few updates, the full one gets many, and plain descent and momentum are slow for that reason. What we want is a step
*for each weight*.

## A step for each weight: AdaGrad

How could a weight know that it is a rare one? It can look at its own past. A weight that has seen much gradient has had
its say, and should take smaller steps; one that has seen little should take large ones. So let each weight add up the
squares of its gradients, and divide by the root of that sum:

$$a \leftarrow a + g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{a} + \varepsilon} .$$

All of it happens entry by entry: $a$ has as many numbers as $w$. The tiny ε only prevents a division by zero. This is
**AdaGrad**, for *adaptive gradient*, by John Duchi, Elad Hazan and Yoram Singer (2011).

Why squares and a root? Squares, so that gradients of both signs count. The root, so that the units cancel: a weight
whose gradients are all ten times as large takes the same steps. Its very first step is $g/\sqrt{g^2}$, plus or minus η,
whatever the gradient was.
"""

# %%
w, a = np.zeros(3), np.zeros(3)
eta, epsilon = 0.5, 1e-10
for k in range(0, 4000, 20):
    x, y = mails[k : k + 20], is_spam[k : k + 20]
    g = x.T @ (sigmoid(x @ w) - y) / 20  # (3,)
    a = a + g**2
    w = w - eta * g / (np.sqrt(a) + epsilon)
by_adagrad = train(Adagrad(0.5, convention="paper"))
print(f"by hand:     free {w[0]:.2f}   lottery {w[1]:.2f}")
print(f"the library: free {by_adagrad[-1, 0]:.2f}   lottery {by_adagrad[-1, 1]:.2f}")
print(f"root of the summed squares: free {np.sqrt(a[0]):.1f}, lottery {np.sqrt(a[1]):.2f}")

# %% proof
assert np.allclose(w, by_adagrad[-1])
assert 0.6 < w[0] < 1.4
assert 1.6 < w[1] < 2.4
assert 9 < np.sqrt(a[0] / a[1]) < 19
assert np.abs(np.diff(by_adagrad[101:, 0])).max() < 0.15  # the common word, calm
stairs = np.diff(by_adagrad[:, 1])
assert (np.count_nonzero(stairs > 0), np.count_nonzero(stairs < 0)) == (18, 2)  # of the rare one

# %%
courses = {
    "SGD, η = 0.5": {"free": by_sgd[:, 0], "lottery": by_sgd[:, 1]},
    "AdaGrad, η = 0.5": {"free": by_adagrad[:, 0], "lottery": by_adagrad[:, 1]},
}
show(rare_and_common_words(courses, {"free": 1.0, "lottery": 3.0}))

# %% [markdown]
r"""
The root of the sum is some 13 times as large for *free* as for *lottery*, so its steps are that much more cautious. The
rare word climbs in large stairs, one for each batch that has it; two of them lead down, for two of its mails are no
spam. The common word, after its first jumps, is as calm as before.

Why `convention="paper"`? The library follows Keras unless told otherwise, and Keras starts the sum at 0.1 instead of 0.
It looks like a detail.
"""

# %%
by_keras = train(Adagrad(0.5))
print(f"sum of squares of lottery {a[1]:.3f}")
print(f"sum started at 0.1: free {by_keras[-1, 0]:.2f}   lottery {by_keras[-1, 1]:.2f}")

# %% proof
assert abs(by_keras[-1, 0] - by_adagrad[-1, 0]) < 0.05
assert 0.5 < by_keras[-1, 1] < 0.85
assert by_keras[-1, 1] < by_adagrad[-1, 1] / 2
assert 0.004 < a[1] < 0.015

# %% [markdown]
r"""
For *free* it makes hardly any difference. The whole past of *lottery* sums to less than 0.02, and beside 0.1 that is
next to nothing: it gets to about 0.7 instead of 2. A start that only has to prevent a division by zero decides how bold
the rare weights may be.

> **Where the notes go wrong.** Notes 1 write the sum as $\alpha_t = \sum_{i=1}^{t} (\partial L/\partial w_t)^2$. The
> index inside must be $i$: the sum runs over *all* gradients so far. With $t$ inside, it is $t$ times the latest
> square, and the past is forgotten. Try it with two gradients, 3 and then 4.
"""

# %%
right, notes = np.sqrt(3**2 + 4**2), np.sqrt(4**2 + 4**2)
print(f"second step, η = 0.1: right {0.1 * 4 / right:.4f}, notes {0.1 * 4 / notes:.4f}")

# %% proof
path = descent_path(Adagrad(0.1, convention="paper"), lambda w: np.where(w == 0, 3.0, 4.0), [0.0], 2)
assert np.allclose(path[1] - path[2], 0.1 * 4 / right)
assert round(0.1 * 4 / notes, 4) == 0.0707

# %% [markdown]
r"""
There is a price. A sum of squares can only grow, so the steps can only shrink. On an even slope of 1 the sum after $t$
steps is $t$, and the step is $\eta/\sqrt t$: a weight with 1,000 such gradients behind it takes steps of 0.032 η, one
with 10 takes steps of 0.316 η. In a long training all weights grow tired, whether they have arrived or not. Notes 1
warn of it: one should see to it that the sum does not get too big.

## AdaGrad that forgets: RMSProp

The cure is at hand, since lecture 15 built it: an average that forgets. Replace the sum of all squares by an
exponentially weighted mean of the recent ones.

$$v \leftarrow \rho\, v + (1 - \rho)\, g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{v} + \varepsilon} .$$

The root of the mean of squares is what engineers call RMS, *root mean square*, hence **RMSProp**. Geoffrey Hinton
proposed it in a lecture (2012), and it was never published otherwise. With $\rho = 0.9$ it judges a weight by about its
last ten gradients.
"""

# %%
w, v = np.array([1.0]), np.zeros(1)
eta, rho, epsilon = 0.01, 0.9, 1e-8
for _ in range(3):
    g = w  # the slope of the bowl w²/2
    v = rho * v + (1 - rho) * g**2
    w = w - eta * g / (np.sqrt(v) + epsilon)
library = descent_path(RMSprop(0.01, rho=0.9, convention="paper"), lambda w: w, [1.0], 1000)[:, 0]
print(f"after 3 steps: by hand {w[0]:.6f}, the library {library[3]:.6f}")
print(f"first step: {1 - library[1]:.4f}    places at the end: {library[-4:].round(4)}")

# %% proof
assert np.isclose(w[0], library[3])
assert round(1 - library[1], 4) == 0.0316
assert np.allclose(np.abs(library[-4:]), 0.005, atol=1e-4)
assert (np.sign(library[-3:]) != np.sign(library[-4:-1])).all()

# %% [markdown]
r"""
Two oddities in the last line. The first step is not $\eta = 0.01$ but 0.0316. The average starts at 0 and has seen only
$(1-\rho) = 0.1$ of $g^2$, so it is too small, and we divide by it: the slow start of lecture 15, except that here it
makes the step too *large*, by $1/\sqrt{0.1} = 3.16$.

And at the end it does not come to rest. It hops from one side of the minimum to the other, for ever, between $-0.005$
and $0.005$. Where gradients become small, their average becomes small too, and the step stays about η. It does not feel
that it is near the goal. Only a smaller η would calm it.

> **Where the notes go wrong.** Notes 3 call RMSProp the best technique, without a disadvantage. You have seen two. And
> notes 1 average $(\partial w/\partial t)^2$, with the remark that the average is 0 at $t$. It is the squared
> *gradient*, $(\partial L/\partial w)^2$, and it is 0 at the start. Taken at its word, the first step would be divided
> by $\sqrt{0 + \varepsilon}$, since the weight has not moved yet.
"""

# %%
g, eta = 2.0, 0.001
right, notes = eta * g / np.sqrt(0.1 * g**2), eta * g / np.sqrt(0 + 1e-8)
print(f"first step: right {right:.4f}, notes {notes:.0f}")

# %% proof
assert round(eta * g / np.sqrt(0.1 * g**2), 4) == 0.0032
assert round(eta * g / np.sqrt(1e-8)) == 20

# %% [markdown]
r"""
## A step that measures itself: Adadelta

Matthew Zeiler (2012) had the same thought at the same time, and a second one, about units. Let the weight be a length
in metres. The gradient then is loss per metre, and in $g/\sqrt{v}$ the units cancel: a plain number, plus or minus
something near 1. How can one subtract a plain number from metres? Because η silently carries the metres. Somebody has
to guess how long a step should be in *this* weight's units.

Who knows how long its steps are? The optimizer does. So let it keep a second average, of its own squared steps, and put
its root where η was:

$$E[g^2] \leftarrow \rho\,E[g^2] + (1-\rho)\,g^2, \qquad
\Delta = \frac{\sqrt{E[\Delta^2] + \varepsilon}}{\sqrt{E[g^2] + \varepsilon}}\; g,$$

$$E[\Delta^2] \leftarrow \rho\,E[\Delta^2] + (1-\rho)\,\Delta^2, \qquad w \leftarrow w - \Delta .$$

Above are metres, below the gradient's size, and no η is left. But what is the first step, when there were none before?
"""

# %%
w, g2, d2 = np.zeros(1), np.zeros(1), np.zeros(1)
rho, epsilon = 0.95, 1e-6
for t in (1, 2, 3):
    g = np.array([2.0])  # an even slope
    g2 = rho * g2 + (1 - rho) * g**2
    delta = np.sqrt(d2 + epsilon) / np.sqrt(g2 + epsilon) * g
    d2 = rho * d2 + (1 - rho) * delta**2
    w = w - delta
    print(f"step {t}: {delta[0]:.6f}")
library = descent_path(Adadelta(convention="paper"), lambda w: np.full_like(w, 2.0), [0.0], 3)[3]
print(f"after 3 steps: by hand {w[0]:.6f}, the library {library[0]:.6f}")

# %% proof
assert np.allclose(w, library)
first_delta = np.sqrt(1e-6) / np.sqrt(0.05 * 4 + 1e-6) * 2
assert round(float(first_delta), 4) == 0.0045

# %% [markdown]
r"""
The first step is about $\sqrt{\varepsilon}/\sqrt{1-\rho} = 0.0045$. So ε, which was there to prevent a division by
zero, now decides how fast it starts. Each step can only be a little longer than those before, and Adadelta is slow to
get going. (Keras keeps an η in front of Δ and sets it to 0.001, which makes all steps a thousand times shorter still.
If you want the paper's Adadelta, set it to 1.)

> **Where the notes go wrong.** Notes 1 put Adadelta and RMSProp under one heading, with one formula. They share the
> lower root; the upper one, which stands for η, only Adadelta has. Give RMSProp $\eta = 1$ and the same ρ, and its
> first step is a thousand times as long.
"""

# %%
steps = {
    "Adadelta": descent_path(Adadelta(convention="paper"), np.ones_like, [0.0], 1),
    "RMSProp, η = 1, ρ = 0.95": descent_path(RMSprop(1.0, rho=0.95, convention="paper"), np.ones_like, [0.0], 1),
}
for name, path in steps.items():
    print(f"{name}: first step {-path[1, 0]:.4f}")

# %% proof
ratio = steps["RMSProp, η = 1, ρ = 0.95"][1, 0] / steps["Adadelta"][1, 0]
assert round(float(ratio)) == 1000

# %% [markdown]
r"""
## Momentum over RMSProp: Adam

Now put lecture 15 and this one together. Momentum averages the gradients, RMSProp averages their squares. **Adam**, by
Diederik Kingma and Jimmy Ba (2015), divides the one by the root of the other, and corrects both for their slow start:

$$m \leftarrow \beta_1 m + (1-\beta_1)\,g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,$$

$$\hat m = \frac{m}{1-\beta_1^{\,t}}, \qquad \hat v = \frac{v}{1-\beta_2^{\,t}}, \qquad
w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon} .$$

Read the fraction aloud: the *mean* of recent gradients over their *size*. If they agree with one another, mean and size
are alike, and the step is nearly η. If they contradict one another, the mean is small against the size, and so is the
step. Usual are $\beta_1 = 0.9$, $\beta_2 = 0.999$ and $\eta = 0.001$.
"""

# %% prediction [markdown]
r"""
Adam, η = 0.001. Three weights see their first gradient: 0.0001, 1 and 10,000. How long is each first step?

[ ] 0.0000001, 0.001 and 10: η times the gradient
    That is plain descent. Here the gradient is divided by its own size.
[x] 0.001 each
    After one gradient m̂ = g and v̂ = g², so m̂/√v̂ is 1 or −1. Its size has dropped out.
[ ] 0.00316 each
    That would be so without the correction: m = 0.1 g over √(0.001 g²).
[ ] 0.001, 0.001, and the last one cut off
    Nothing is cut off. All three are divided by their own size.
"""

# %%
beta_1, beta_2, epsilon, eta = 0.9, 0.999, 1e-8, 0.001
w, m, v = np.zeros(3), np.zeros(3), np.zeros(3)
slopes = np.array([1e-4, 1.0, 1e4])
for t in (1, 2):
    m = beta_1 * m + (1 - beta_1) * slopes
    v = beta_2 * v + (1 - beta_2) * slopes**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    w = w - eta * m_hat / (np.sqrt(v_hat) + epsilon)
    print(f"after step {t}: {w.round(6)}")
by_library = descent_path(Adam(0.001, convention="paper"), lambda w: slopes + 0 * w, np.zeros(3), 2)[2]
print("the library: ", by_library.round(6))

# %% proof
assert np.allclose(w, by_library, rtol=1e-12)
assert np.allclose(w, -0.002, rtol=2e-4)

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 1 write Adam with a single β, and without the corrections. Both matter. The two
> averages need different memories: a short one for the direction, a long one for the size. And the correction decides
> the first steps, in a way that depends on both betas.
"""

# %%
corrected, one_beta = 1.0, 0.1 / np.sqrt(0.1)
two_betas = 0.1 / np.sqrt(0.001)
print(f"first step, in η: corrected {corrected:.2f}; one β = 0.9, uncorrected {one_beta:.2f};", end=" ")
print(f"0.9 and 0.999, uncorrected {two_betas:.2f}")

# %% proof
assert (round(one_beta, 2), round(two_betas, 2)) == (0.32, 3.16)
uncorrected, m, v = [], 0.0, 0.0
for _ in range(20):
    m, v = 0.9 * m + 0.1, 0.999 * v + 0.001
    uncorrected.append(m / np.sqrt(v))
assert max(uncorrected) > 6

# %% [markdown]
r"""
Three times too long is bad enough for the first step, and the steps after it would be longer still, up to more than six
times η, before the long average has caught up. That is why Adam corrects, and RMSProp, with its shorter memory, gets
away without.

Here are the four characters on an even slope, with η taken as 1. How steep the slope is makes no difference to any of
them.
"""

# %%
makers = {
    "AdaGrad": Adagrad(1.0, convention="paper"),
    "RMSProp": RMSprop(1.0, convention="paper"),
    "Adadelta (has no η)": Adadelta(convention="paper"),
    "Adam": Adam(1.0, convention="paper"),
}
sizes = {}
for name, optimizer in makers.items():
    sizes[name] = -np.diff(descent_path(optimizer, np.ones_like, [0.0], 1000)[:, 0])
show(step_sizes(sizes))

# %% proof
assert [round(float(sizes["AdaGrad"][t - 1]), 3) for t in (1, 10, 1000)] == [1.0, 0.316, 0.032]
assert round(float(sizes["RMSProp"][0]), 2) == 3.16
assert abs(sizes["RMSProp"][24] - 1) < 0.05
assert np.allclose(sizes["Adam"], 1)
assert [round(float(sizes["Adadelta (has no η)"][t]), 4) for t in (0, -1)] == [0.0045, 0.0085]

# %% [markdown]
r"""
One consequence is easy to test. Multiply the whole loss by 1,000. The gradients are a thousand times as large, and
plain descent flies out of our old ravine. Adam hardly notices.
"""

# %%
curvature, start = np.array([1.0, 100.0]), (-1.0, 0.3)
for name, optimizer, again in (
    ("SGD", SGD(0.018), SGD(0.018)),
    ("Adam", Adam(0.1, convention="paper"), Adam(0.1, convention="paper")),
):
    path = descent_path(optimizer, lambda w: curvature * w, start, 100)
    scaled = descent_path(again, lambda w: 1000 * curvature * w, start, 100)
    T = min(len(path), len(scaled))
    apart = np.abs(path[:T] - scaled[:T]).max()
    print(f"{name}: the two paths differ by {apart:.0e} within {T - 1} steps")

# %% proof
assert T == 101
assert np.abs(path - scaled).max() < 1e-7
assert len(descent_path(SGD(0.018), lambda w: 1000 * curvature * w, start, 100)) == 4
losses = (curvature * path**2).sum(axis=1) / 2
assert (np.diff(losses) > 0).sum() == 45

# %% [markdown]
r"""
So the size of the loss does not matter. Two things are often concluded from this, and neither follows. "Then Adam needs
no tuning": it does, because η is now the length of a step in the units of the weights, and that still has to be
guessed. "Then Adam goes downhill": it is not bound to. On that path the loss *rises* in 45 of the 100 steps, with exact
gradients and without any noise. It has momentum, and momentum overshoots.

## The same ravine for all

Time for a race. The ravine is the one of lecture 15, a hundred times as steep across as along, from the start
$(-1,\ 0.3)$. Each optimizer has an η that was picked for it by hand: SGD and momentum (with $\beta = 0.9$) 0.018,
AdaGrad 0.4, RMSProp 0.01, Adam 0.1; Adadelta has none.

Then we run the same race again, in the same ravine, *turned by 45°*. It is the same valley, with the same start beside
it and the same walls. Only now it does not run along an axis: to follow it, both weights have to move together.
"""

# %% prediction [markdown]
r"""
When the ravine is turned by 45°, which of the six optimizers take the same number of steps as before?

[ ] All: a ravine is a ravine
    To those that treat each weight by itself it is not. They can stretch the map along its axes and in no other
    direction.
[x] SGD and momentum
    They only add up gradients, and a turned map has turned gradients: the whole walk turns with it. The other four look
    at each weight separately.
[ ] AdaGrad, RMSProp, Adadelta and Adam: they adapt
    They adapt each weight's step, and that is their limit. In the turned ravine both weights see both curvatures, and
    there is nothing to tell apart.
[ ] None
    Two of the six do not know where the axes are.
"""

# %% [markdown]
r"""
Watch the race. It plays once and then rests; run the cell again to see it again.
"""

# %%
grounds = [
    (title, ravine(angle)[0], race_values(angle)["paths"])
    for angle, title in ((0, "along the axes"), (45, "turned by 45°"))
]
moments = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 48, 58, 70, 85, 100, 146]
show_animation(race_frames(grounds, moments), frame_seconds=0.35)

# %% [markdown]
r"""
And the numbers: steps until the loss stays below 0.01, 300 at most.
"""

# %%
straight, turned = race_values(angle=0)["steps"], race_values(angle=45)["steps"]
turned["RMSProp"] = round(turned["RMSProp"], -1)  # its last digit is luck, see below
for name in straight:
    print(f"{name:<9} along the axes {straight[name]:>3}", end="   ")
    print(f"turned by 45° {turned[name] or 'not in 300':>3}")

# %% proof
from dlcourse.widgets.adaptive_optimizers import all_paths, optimizers

from dlcourse.widgets.momentum import steps_to_stay

rates_of_race = [optimizer.learning_rate for optimizer in optimizers().values()]
flat, tilted = (ravine(angle)[1:] for angle in (0, 45))
assert straight == {"SGD": 108, "momentum": 58, "AdaGrad": 5, "RMSProp": 119, "Adadelta": 288, "Adam": 55}
assert turned == straight | {"AdaGrad": 146, "RMSProp": 150, "Adadelta": None, "Adam": 94}
assert 147 < race_values(45)["steps"]["RMSProp"] < 155
assert rates_of_race == [0.018, 0.018, 0.4, 0.01, 1.0, 0.1]
same = [descent_path(SGD(0.018, momentum=0.9), lambda w, H=H: H @ w, begin, 50) for H, begin in (flat, tilted)]
quarter = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
assert np.allclose(same[0] @ quarter.T, same[1])
bowl_walk = descent_path(Adagrad(0.4, convention="paper"), lambda w: w, (-1.0, 0.3), 50)  # a round bowl, curvature 1
assert np.allclose(bowl_walk, race_values(0)["paths"]["AdaGrad"][:51], atol=1e-6)
light = descent_path(SGD(0.018, momentum=0.73), lambda w: np.array([1.0, 100.0]) * w, (-1.0, 0.3), 300)
assert steps_to_stay(ravine(0)[0](*light.T)) == 26

# %%
show(steps_straight_and_rotated({name: (straight[name], turned[name]) for name in straight}, max_steps=300))

# %% [markdown]
r"""
(RMSProp's number in the turned ravine is rounded to tens. It hops from side to side there, and hopping magnifies even
the rounding of the last digit: on two machines it may differ by a few steps.)

AdaGrad goes from 5 steps to 146, behind plain descent. What has happened? Along the axes each weight has its own
curvature, 1 or 100, and its gradient is divided by the size of its own past gradients. So the 100 cancels, and
AdaGrad walks the path that it would walk in a round bowl. In the turned ravine both weights see the same mixture.
"""

# %%
print("along the axes:\n", ravine(0)[1].round(1), "\nturned by 45°:\n", ravine(45)[1].round(1))

# %% proof
assert np.allclose(ravine(45)[1], [[50.5, -49.5], [-49.5, 50.5]])

# %% [markdown]
r"""
Each weight by itself has the curvature 50.5, so there is nothing to adapt. The steepness sits in the numbers off the
diagonal, and those say how the weights depend on *each other*. None of the four looks there.

What does this mean for a network? Inputs on different scales make a ravine along the axes; so do rare words, and layers
whose gradients differ in size. There, a step for each weight is a great help. Inputs that resemble each other make a
turned ravine. Real losses have some of both. (And do not read the race as a ranking. Each η was picked by hand for
*this* straight ravine; with three times as large an η, Adam would take 55 steps in the turned one. Momentum was not
tuned at all: with $\beta = 0.73$ it needs 26 steps, at any angle.)

## Decay beside the step: AdamW

In lecture 13 we kept weights small with a penalty $\tfrac{\lambda}{2} w^2$, whose gradient is $\lambda w$. With plain
descent that is the same as shrinking the weight a little in each step, $w \leftarrow w - \eta\lambda w$. With Adam it
is not, because Adam divides *everything* in its gradient by $\sqrt{\hat v}$, the decay too. A weight with large
gradients then hardly decays, and one with small gradients decays far too much. Ilya Loshchilov and Frank Hutter (2019)
take the decay out and put it beside the step:

$$w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon} - \eta\lambda\, w .$$

This is **AdamW**. Look at a thousand weights that start at 1 and see nothing but noise: the gradients of one half have
size 10, those of the other half 0.01. After 1,000 steps with $\eta = 0.001$ and $\lambda = 0.5$, decay alone would
leave $(1 - 0.0005)^{1000} = 0.606$ of each.
"""

# %%
rng = np.random.default_rng(0)
noise = rng.normal(size=(1000, 1000)) * np.repeat([10.0, 0.01], 500)  # (steps, weights)
for name, optimizer in (
    ("Adam, λw in the gradient", Adam(0.001, weight_decay=0.5, convention="pytorch")),
    ("AdamW, beside the step  ", AdamW(0.001, weight_decay=0.5)),
):
    w = np.ones(1000)
    for g in noise:
        optimizer.apply(w, g)
    print(f"{name}   large gradients {w[:500].mean():.2f}", end="   ")
    print(f"small gradients {w[500:].mean():.2f}")

# %% proof
assert np.allclose([w[:500].mean(), w[500:].mean()], 0.606, atol=0.03)
coupled, in_gradient = np.ones(1000), Adam(0.001, weight_decay=0.5, convention="pytorch")
for g in noise:
    in_gradient.apply(coupled, g)
assert np.allclose([coupled[:500].mean(), coupled[500:].mean()], [0.95, 0.26], atol=0.03)
assert round((1 - 0.0005) ** 1000, 3) == 0.606

# %% [markdown]
r"""
With λ in the gradient, one half keeps about 0.95 and the other about 0.26, and nobody asked for that. With AdamW both
keep about 0.61, as planned. When a recipe says "Adam with weight decay", find out which of the two it means: PyTorch's
`Adam(weight_decay=…)` puts it into the gradient, Keras' puts it beside the step.

## How to choose

Let us see them on real data: the digits, one hidden layer, five epochs, and for each optimizer nine learning rates
from 0.0003 to 3. Predict before you run: will Adam's default, $\eta = 0.001$, be a good choice here?
"""

# %%
pixels, labels = load_digits()
targets = one_hot(labels, 10)


def loss_and_accuracy(optimizer, seed=0):
    """Training loss and test accuracy after five epochs; the seed draws split and start."""
    rng = np.random.default_rng(seed)
    x, y, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)
    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    model.compile(optimizer, CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    model.fit(x, y, epochs=5, batch_size=32, rng=rng, verbose=False)
    return model.evaluate(x, y)["loss"], model.evaluate(x_test, y_test)["accuracy"]


# %%
rates = 10.0 ** np.arange(-3.5, 0.6, 0.5)
choices = {
    "SGD": SGD,
    "momentum": lambda eta: SGD(eta, momentum=0.9),
    "AdaGrad": lambda eta: Adagrad(eta, convention="paper"),
    "RMSProp": lambda eta: RMSprop(eta, convention="paper"),
    "Adadelta": lambda eta: Adadelta(eta, convention="paper"),
    "Adam": lambda eta: Adam(eta, convention="paper"),
}
losses = {}
for name, choice in choices.items():
    losses[name] = loss = np.array([loss_and_accuracy(choice(eta))[0] for eta in rates])
    print(f"{name:<9} best η {rates[loss.argmin()]:.2g}: loss {loss.min():.2f}")
print(f"Adam with its default η = 0.001: loss {losses['Adam'][1]:.2f}")

# %%
show(loss_by_learning_rate(rates, losses, marked=[(0.001, "Adam's default")]))

# %% proof
best_eta = {name: float(rates[loss.argmin()]) for name, loss in losses.items()}
valleys = {
    "SGD": (0.3, 1),
    "momentum": (0.03, 0.3),
    "AdaGrad": (0.03, 0.3),
    "RMSProp": (0.01, 0.1),
    "Adam": (0.01, 0.1),
}
assert all(0.9 * low < best_eta[name] < 1.1 * high for name, (low, high) in valleys.items())
assert best_eta["Adadelta"] == rates[-1]  # still falling at the last rate
assert losses["Adadelta"][-1] < 0.8 * losses["Adadelta"][-2]
assert 5 < losses["Adam"][1] / losses["Adam"].min() < 30
assert losses["SGD"][4] > 4 * losses["SGD"].min()  # at Adam's 0.03, SGD has hardly begun

# %% [markdown]
r"""
Each optimizer has a valley, and each valley lies elsewhere. (Even Adadelta, which needs no η, gains from one: its loss
at 3 is clearly lower than at 1, the paper's form.) From Adam's best η to its own default the loss grows about tenfold.
And an η tells you nothing across optimizers: 0.03 is about Adam's best here, and for plain descent hardly a beginning.

Which one is the best, then? Take for each an η near the bottom of its valley, safely to the left of its cliff, and
train it on five other splits, each with another start.
"""

# %%
sensible = {"SGD": 0.3, "momentum": 0.1, "AdaGrad": 0.1}
sensible |= {"RMSProp": 0.01, "Adadelta": 3, "Adam": 0.03}
scores = {}
for name, eta in sensible.items():
    scores[name] = [loss_and_accuracy(choices[name](eta), seed)[1] for seed in range(1, 6)]
    low, high = min(scores[name]), max(scores[name])
    print(f"{name:<9} test accuracy {np.mean(scores[name]):.3f}   ({low:.3f} to {high:.3f})")

# %% proof
means = [np.mean(each) for each in scores.values()]
assert 0.935 < min(means) < max(means) < 0.975
assert np.ptp(means) < np.mean([np.ptp(each) for each in scores.values()])

# %% [markdown]
r"""
All six read about 95 or 96 of 100 new digits, and their means lie closer together than the five splits of one and the
same optimizer do on average. That is no ranking at all. So here the choice of η mattered far more than the choice of
optimizer.

You will find papers in which SGD with momentum ends with the better test accuracy (Ashia Wilson and others, 2017), and
papers in which the difference vanishes once each optimizer has been tuned with the same care (Dami Choi and others,
2019). So take what follows as first guesses, each with its reason, and not as laws.

- Are there rare features, such as words, or inputs on very different scales? Then a step for each weight helps. AdaGrad
  was made for it; for a long training take one that forgets.
- Do you want something reasonable with little search? Adam, or AdamW if you decay. Begin at 0.01 and go down by
  factors of 3; large networks need small η.
- Do you have time to tune, or a recipe that is known to work with it? SGD with momentum needs less memory (one array
  beside the weights; Adam keeps two), and is often as good.
- Whatever you take: search η first, on a logarithmic scale, on validation data. And let it fall towards the end, since
  at a fixed η these steps do not die down by themselves.

## Explore: turn the ravine

The race once more, each runner on a map of its own, and the number of steps beside it. The slider turns the ravine from
0° to 90°. Two questions first.
"""

# %% prediction [markdown]
r"""
AdaGrad needs 5 steps at 0° and 146 at 45°. How many at 90°?

[ ] Still more than 146
    Then the harm would come from turning. It comes from not lying along an axis.
[ ] About 146
    At 90° the ravine runs along the other axis.
[x] 5
    The ravine lies along an axis again, only the two weights have changed places. To AdaGrad that is the same problem.
"""

# %% prediction [markdown]
r"""
At 45° you multiply all learning rates by 3. Who arrives sooner than before?

[ ] Nobody
    SGD and momentum fly out. But others had too small an η for this map.
[ ] All
    SGD was near its speed limit already, and so was momentum.
[x] Adam, and Adadelta, which now arrives
    Adam goes from 94 steps to 55, Adadelta from “not in 300” to 272. SGD and momentum fly out, and RMSProp hops about
    the minimum too widely to stay below 0.01.
[ ] AdaGrad
    It takes a little longer than before: its first step is too long, and its sums never forget it.
"""

# %% proof
by_angle = {angle: race_values(angle)["steps"]["Adam"] for angle in range(0, 91, 5)}
assert [race_values(angle)["steps"]["AdaGrad"] for angle in (0, 45, 90)] == [5, 146, 5]
faster = race_values(45, 3.0)["steps"]
assert faster == {"SGD": None, "momentum": None, "AdaGrad": 169, "RMSProp": None, "Adadelta": 272, "Adam": 55}
assert len(all_paths(3.0)["SGD"]) < 20
assert len(all_paths(3.0)["momentum"]) < 100
hop = ravine(45)[0](*race_values(45, 3.0)["paths"]["RMSProp"].T)[-20:]
assert hop.max() > 0.01
assert (min(by_angle.values()), max(by_angle.values())) == (51, 94)
assert (by_angle[45], by_angle[80], by_angle[10]) == (94, 51, 52)
assert all(race_values(angle)["steps"]["AdaGrad"] > 10 for angle in range(5, 86, 5))

# %% [markdown]
r"""
Then the task. **With the angle alone, find where Adam is slowest and where AdaGrad stops being the fastest.** (Tab to
the slider and use the arrow keys; each press is 5°.) The factor for all learning rates is folded away below.
"""

# %%
race_explorer()

# %% proof
winners = {angle: min((n, who) for who, n in race_values(angle)["steps"].items() if n)[1] for angle in range(0, 91, 5)}
assert [winners[angle] for angle in (0, 5, 10, 15, 20, 45)] == ["AdaGrad"] * 3 + ["Adam", "momentum", "momentum"]

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Adam is slowest at 45°, with 94 steps, where the two weights are most alike; near 10° and near 80° it needs only about
51. AdaGrad is the fastest at 0°, 5° and 10°. At 15° Adam has overtaken it, and from 20° on plain momentum is ahead of
both. SGD and momentum draw the same path at each angle, turned with the map, and their bars never move. And at 90° all
is as at 0°.
</details>

## In one table

| Optimizer | Step | First step | Remember |
|---|---|---|---|
| AdaGrad | $\eta\, g/\sqrt{\textstyle\sum g^2}$ | η | good for rare features; only ever slower, $\eta/\sqrt t$ |
| RMSProp | $\eta\, g/\sqrt{\text{mean } g^2}$ | 3.16 η | forgets; hops about the minimum at a fixed η |
| Adadelta | $\sqrt{\text{mean }\Delta^2}/\sqrt{\text{mean } g^2}\; g$ | 0.0045 | needs no η; slow to get going |
| Adam | $\eta\, \hat m/\sqrt{\hat v}$ | η | mean over size, both corrected; may go uphill |
| AdamW | Adam's, and $-\eta\lambda w$ | η | all weights decay alike |
| all of them | entry by entry | | the loss times 1,000: same path; the map turned: another |
| SGD, momentum | $\eta\, g$, summed | $\eta\, g$ | the loss times 1,000: flies out; the map turned: same path |

## Check yourself

<details><summary>1. One weight has had 1,000 gradients of size 1, another 10. What are AdaGrad's steps now?</summary>

$\eta/\sqrt{1000} = 0.032\,\eta$ and $\eta/\sqrt{10} = 0.316\,\eta$: the rare one moves ten times as far.
</details>

<details><summary>2. A gradient has been 0 so far and is 0 again. What would AdaGrad do without ε?</summary>

It would divide 0 by 0, and the weight would become nan. With ε the step is 0.
</details>

<details><summary>3. Why is Adam's first step not three times as long as η, as RMSProp's is?</summary>

Because both averages are divided by $1 - \beta^t$. After one gradient they are $g$ and $g^2$ exactly, and the fraction
is 1 or −1.
</details>

<details><summary>4. Your loss falls nicely with Adam and then jitters at a low level for hours. What now?</summary>

The learning rate: let it fall. At a fixed η the steps do not shrink with the gradient, since it is divided by its own
size.
</details>

<details><summary>5. "Adam adapts, so I need not scale my inputs." What do you answer?</summary>

Scales are what it can make up for, to a good part. Inputs that resemble each other are what it cannot: that ravine is
turned. And if you do not scale, a penalty, a clipping or an ε means something else for each weight.
</details>

## What to do next

Write them yourself in the [exercise](../exercises/16_adaptive_optimizers/16_adaptive_optimizers.ipynb): each step is
checked over many gradients, and one Adam waits to be mended. Then put the whole course together in
[lecture 17](17_digits_from_scratch.ipynb), digits from scratch.
"""

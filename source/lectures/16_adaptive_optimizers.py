# %% [markdown]
r"""
# 16 · Adaptive optimizers

*AdaGrad, RMSProp, Adadelta and Adam give each weight a step of its own. You will build all four from one idea, race
them, and turn the racecourse to see what the idea cannot do.*

**You will be able to**

- write a step of AdaGrad, RMSProp, Adam, AdamW and Adadelta, and say what is new in each;
- predict the size of a step, above all of the first;
- say what these optimizers are indifferent to, and what they are not;
- compare optimizers fairly, and choose one for a task;
- let η rise and fall by a schedule, and say why.

**It builds on** momentum and the exponentially weighted average (lecture 15). **Time:** about 60 minutes.
"""

# %%
import numpy as np

from dlcourse import SGD, Adadelta, Adagrad, Adam, AdamW, RMSprop
from dlcourse import CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import load_digits, one_hot, sigmoid, train_test_split
from dlcourse.plots import show, show_animation
from dlcourse.plots.optimizers.adaptive_optimizers import loss_by_learning_rate, rare_and_common_words
from dlcourse.plots.optimizers.adaptive_optimizers import schedules_and_losses, step_sizes
from dlcourse.plots.optimizers.ravine_race import leaping_adam, race_frames
from dlcourse.widgets.optimizers.adaptive_optimizers import race_explorer, race_values, ravine
from dlcourse.widgets.optimizers.momentum import descent_path

# %% [markdown]
r"""
First the end of the story. Six optimizers race in the ravine of lecture 15, each with the best of 25 learning rates,
from 0.001 to 1. On the right the ravine is the same, only turned by 45°. Keep an eye on AdaGrad, the triangle. (The
film skips more and more steps; their number stands above it.)
"""

# %%
grounds = [
    (title, ravine(angle)[0], race_values(angle)["paths"])
    for angle, title in ((0, "along the axes"), (45, "turned by 45°"))
]
moments = [0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 35, 45, 58, 75, 100, 130, 170, 235, 317]
show_animation(race_frames(grounds, moments), frame_seconds=0.35)

# %% [markdown]
r"""
On the left AdaGrad arrives after 6 steps, before all others. On the right it needs 317, and even plain gradient descent
is faster. You will see why, and why Adam hardly minds, in *this* ravine.
"""

# %% [markdown]
r"""
## One learning rate for all?

A spam filter reads which words a mail holds. Every second mail has the word *free* in it, and *free* points a little
towards spam. One mail in two hundred has the word *lottery*, and it points strongly towards spam: of 20 such mails, 18
are spam. We draw 4,000 mails of this kind (the labels of the 20 are set by hand) and train logistic regression on them,
20 mails a step, 200 steps.
"""

# %%
rng = np.random.default_rng(0)
has_free = rng.random(4000) < 0.5
has_lottery = np.arange(4000) % 200 == 100  # one mail in two hundred
mails = np.stack([has_free, has_lottery, np.ones(4000)], axis=1).astype(float)  # (N, 3)
is_spam = rng.random(4000) < sigmoid(mails @ np.array([1.0, 3.0, -1.0]))
is_spam[has_lottery] = np.arange(20) % 10 != 4  # 18 of the 20


def train(optimizer):
    """The weights of free and lottery and the bias after each of 200 steps, (201, 3)."""
    w = np.zeros(3)
    weights = [w.copy()]
    for k in range(0, 4000, 20):
        x, y = mails[k : k + 20], is_spam[k : k + 20]
        gradient = x.T @ (sigmoid(x @ w) - y) / 20  # lecture 7: prediction minus label
        optimizer.apply(w, gradient)
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
assert np.abs(fitted[:2] - (1.0, 2.8)).max() < 0.35
all_spam = is_spam | has_lottery
climbing = fitted + np.outer([0, 2, 4, 8], [0, 1, 0])
chances = sigmoid(mails @ climbing.T)
likelihoods = np.where(all_spam[:, None], np.log(chances), np.log(1 - chances)).sum(axis=0)
assert (np.diff(likelihoods) > 0).all()  # without exceptions a larger weight is always better

# %% proof this_run=true
assert fitted[:2].round(1).tolist() == [1.0, 2.8]

# %% [markdown]
r"""
All these mails together are fitted best by a weight of 1.0 for *free* and 2.8 for *lottery*. (Without the two mails
that are no spam, no weight of *lottery* would be the best: lecture 2.)
"""

# %% prediction [markdown]
r"""
With SGD and η = 0.5, the weight of *free* ends near its best, 1. Where does that of *lottery* end (best: 2.8)?

[ ] Near 2.8
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
for served in (train(SGD(eta)) for eta in 10 ** np.arange(-1, 2.1, 0.25)):  # none has both words about right
    assert served[-1, 1] < 1.9 or np.ptp(served[101:, 0]) > 1.5
calm, wild = (np.ptp(weights[101:, 0]) for weights in (by_sgd, by_fast_sgd))
assert calm < 0.8 < wild
assert wild > 1.5 * calm

# %% proof this_run=true
assert 1.0 < by_fast_sgd[-1, 1] < 1.3
assert abs(by_fast_sgd[101:, 0].min() - 0.5) < 0.1
assert abs(by_fast_sgd[101:, 0].max() - 1.8) < 0.1

# %% [markdown]
r"""
With $\eta = 0.5$ the common word is about right, and the rare one has hardly left 0. Six times the η brings it a little
above 1, not half way, and by then the weight of *free* swings widely, in this run between about 0.5 and 1.8. No η
serves both words in these 200 steps. What is too much for one weight is too little for the other.

With thousands of words instead of two, most entries would be 0. Such data are called **sparse**. The weight of a rarely
filled column gets few updates, that of a full one gets many. What we want is a step *for each weight*.

## A step for each weight: AdaGrad

How could a weight know that it is a rare one? It can look at its own past. A weight that has had many large gradients
should take smaller steps from now on, one that has had few or small ones should take large steps. So let each weight
add up the squares of its gradients, and divide by the root of that sum:

$$a \leftarrow a + g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{a} + \varepsilon} .$$

All of it happens entry by entry: $a$ has as many numbers as $w$. The tiny ε only prevents a division by zero. This is
**AdaGrad**, for *adaptive gradient*, by John Duchi, Elad Hazan and Yoram Singer (2011).

Why squares and a root? Squares, so that gradients of both signs count. The root, so that the units cancel: a weight
whose gradients are all ten times as large takes the same steps. Its very first step is $\eta\,g/\sqrt{g^2}$, plus or
minus η, whatever the gradient was.
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
by_keras = train(Adagrad(0.5))
assert abs(by_keras[-1, 0] - by_adagrad[-1, 0]) < 0.05
assert 0.5 < by_keras[-1, 1] < 0.85
assert 0.004 < a[1] < 0.015
stairs = np.diff(by_adagrad[:, 1])
assert (np.count_nonzero(stairs > 0), np.count_nonzero(stairs < 0)) == (18, 2)  # of the rare one


# %%
def by_word(weights):
    """The two words' weights by name."""
    return {"free": weights[:, 0], "lottery": weights[:, 1]}


best = {"free": 1.0, "lottery": 2.8}
courses = {"SGD, η = 0.5": by_word(by_sgd), "AdaGrad, η = 0.5": by_word(by_adagrad)}
show(rare_and_common_words(courses, best, first_step=("AdaGrad, η = 0.5", "free")))

# %% [markdown]
r"""
The root of the sum is some 13 times as large for *free* as for *lottery*, so its steps are that much more cautious. The
rare word climbs in large stairs, one for each batch that has it; two of them lead down, for two of its mails are no
spam. The common word, after its first jumps, is as calm as before.

(Why `convention="paper"`? Keras, which the library follows, starts the sum at 0.1. Beside that the whole past of
*lottery*, less than 0.02, is next to nothing: it gets to about 0.7 instead of 2.)

There is a price. A sum of squares can only grow, so the factor $\eta/\sqrt a$ before the gradient can only shrink. On
an even slope of 1 the sum after $t$ steps is $t$, and the step is $\eta/\sqrt t$: a weight with 1,000 such gradients
behind it takes steps of 0.032 η, one with 10 takes steps of 0.316 η. After many such gradients the steps are small,
whether the weight has arrived or not.

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
rmsprop = RMSprop(0.01, rho=0.9, convention="paper")
library = descent_path(rmsprop, lambda w: w, [1.0], 1000)[:, 0]
print(f"after 3 steps: by hand {w[0]:.6f}, the library {library[3]:.6f}")
print(f"first step: {1 - library[1]:.4f}    the last four weights: {library[-4:].round(4)}")

# %% proof
assert np.isclose(w[0], library[3])
assert round(1 - library[1], 4) == 0.0316
assert np.allclose(np.abs(library[-4:]), 0.005, atol=1e-4)
assert (np.sign(library[-3:]) != np.sign(library[-4:-1])).all()
signs = descent_path(RMSprop(0.01, rho=0.0, convention="paper"), lambda w: w**3, [1.0], 50)[:, 0]
assert np.allclose(-np.diff(signs), 0.01, atol=1e-6)  # η times the sign, though the gradient falls from 1 to 0.13

# %% [markdown]
r"""
The last line shows two oddities. The first step is not $\eta = 0.01$ but 0.0316. The average starts at 0 and has seen
only $(1-\rho) = 0.1$ of $g^2$, so it is too small, and we divide by it: the slow start of lecture 15, except that here
it makes the step too *large*, by $1/\sqrt{0.1} = 3.16$. (PyTorch takes $\rho = 0.99$, and begins with $10\,\eta$.)

And at the end it does not come to rest. It hops from one side of the minimum to the other, for ever, between $-0.005$
and $0.005$. Where gradients become small, their average becomes small too, and the step stays about η. It does not feel
that it is near the goal. Only a smaller η would calm it. With $\rho = 0$ each step would be η times the *sign* of the
gradient, whatever its size. RMSProp and Adam are softened forms of that.
"""

# %% [markdown]
r"""
## Momentum over RMSProp: Adam

Now put lecture 15 and this one together. Momentum can be written as an average of the gradients; RMSProp averages their
squares. **Adam**, by Diederik Kingma and Jimmy Ba (2015), divides the one by the root of the other, and corrects both
for their slow start:

$$m \leftarrow \beta_1 m + (1-\beta_1)\,g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,$$

$$\hat m = \frac{m}{1-\beta_1^{\,t}}, \qquad \hat v = \frac{v}{1-\beta_2^{\,t}}, \qquad
w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon} .$$

In words: the *mean* of recent gradients, divided by their *size*. If they agree with one another, mean and size are
alike, and the step is nearly η. If they contradict one another, the mean is small against the size, and so is the step.
Usual are $\beta_1 = 0.9$, $\beta_2 = 0.999$ and $\eta = 0.001$.
"""

# %% prediction [markdown]
r"""
Adam, η = 0.001. Three weights see their first gradient: 0.0001, 1 and 10,000. How long is each first step?

[ ] 0.0000001, 0.001 and 10: η times the gradient
    That is plain descent. Here the gradient is divided by its own size.
[x] 0.001 each
    After one gradient m̂ = g and v̂ = g², so m̂/√v̂ is 1 or −1. The gradient's size cancels.
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
adam = Adam(0.001, convention="paper")
by_library = descent_path(adam, lambda w: slopes + 0 * w, np.zeros(3), 2)[2]
print("the library: ", by_library.round(6))

# %% proof
assert np.allclose(w, by_library, rtol=1e-12)
assert np.allclose(w, -0.002, rtol=2e-4)

# %% proof
first, m, v, uncorrected = 0.1 / np.sqrt(0.001), 0.0, 0.0, []
for _ in range(20):
    m, v = 0.9 * m + 0.1, 0.999 * v + 0.001
    uncorrected.append(m / np.sqrt(v))
assert round(first, 2) == 3.16
assert np.isclose(uncorrected[0], first)
assert round(max(uncorrected), 1) == 6.6
assert np.argmax(uncorrected) + 1 == 12

# %% [markdown]
r"""
Why the corrections? Both averages start at 0, and the long one takes longer to leave it. Without them the first step
would be $0.1/\sqrt{0.001} = 3.16$ times η, and on an even slope the next ones would grow to 6.6 times η, at step 12,
before the long average catches up. RMSProp's first step is as long; but it has no momentum and forgets sooner, so its
next ones shrink at once.
"""

# %% [markdown]
r"""
## A step that measures itself: Adadelta

Matthew Zeiler (2012) had the thought of RMSProp at the same time, and a second one, about units. Let the weight be a
length in metres. The gradient then is loss per metre, and in $g/\sqrt{v}$ the units cancel: a plain number, of a size
near 1. How can one subtract a plain number from metres? Because η silently carries the metres. Somebody has to guess
how long a step should be in *this* weight's units.

Who knows how long its steps are? The optimizer does. So let it keep a second average, of its own squared steps, and put
its root where η was:

$$E[g^2] \leftarrow \rho\,E[g^2] + (1-\rho)\,g^2, \qquad
\Delta = \frac{\sqrt{E[\Delta^2] + \varepsilon}}{\sqrt{E[g^2] + \varepsilon}}\; g,$$

$$E[\Delta^2] \leftarrow \rho\,E[\Delta^2] + (1-\rho)\,\Delta^2, \qquad w \leftarrow w - \Delta .$$

Above the bar are metres, below it the gradient's size, and no η is to be seen. But what is the first step, when there
were none before?
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
adadelta = Adadelta(convention="paper")
library = descent_path(adadelta, lambda w: np.full_like(w, 2.0), [0.0], 3)[3]
print(f"after 3 steps: by hand {w[0]:.6f}, the library {library[0]:.6f}")

# %% proof
assert np.allclose(w, library)
first_delta = np.sqrt(1e-6) / np.sqrt(0.05 * 4 + 1e-6) * 2
assert round(float(first_delta), 4) == 0.0045
on_a_slope = -np.diff(descent_path(Adadelta(convention="paper"), np.ones_like, [0.0], 1000)[:, 0])
uneven = np.tile([3.0, -1.0, 0.5], 100)
by_gradients = {}
for scale, own_epsilon in ((1, 1e-6), (1000, 1e-6), (1000, 1e-8)):
    each = iter(scale * uneven)
    adadelta = Adadelta(epsilon=own_epsilon, convention="paper")
    by_gradients[scale, own_epsilon] = descent_path(adadelta, lambda _, each=each: np.full(1, next(each)), [0.0], 300)
assert np.allclose(by_gradients[1, 1e-6], by_gradients[1000, 1e-6], rtol=1e-3)  # no unit of the gradient, so none of w
assert np.allclose(by_gradients[1000, 1e-6], 10 * by_gradients[1000, 1e-8], rtol=1e-3)
assert 1 < (on_a_slope[1:] / on_a_slope[:-1]).min() < (on_a_slope[1:] / on_a_slope[:-1]).max() < 1.02

# %% [markdown]
r"""
The first step is about $\sqrt{\varepsilon}/\sqrt{1-\rho} = 0.0045$. So ε stands where η stood: every step is
$\sqrt\varepsilon$ times a number that depends on the gradients alone, and not on their unit: gradients a thousand times
as large give the same number. With $\varepsilon = 10^{-6}$ Adadelta is slow to get going. (Keras keeps an η as well,
0.001, before Δ. For the paper's Adadelta set it to 1.)

## Four optimizers, the same gradients

Let the four see the same 200 gradients: 50 of size 1, 50 that change their sign each time, 50 of 0, and 50 of 1 again.
η is 1.
"""

# %%
gradients = np.repeat([1.0, 1.0, 0.0, 1.0], 50)
gradients[50:100] *= (-1.0) ** np.arange(50)
makers = {
    "AdaGrad": Adagrad(1.0, convention="paper"),
    "RMSProp": RMSprop(1.0, convention="paper"),
    "Adadelta": Adadelta(convention="paper"),
    "Adam": Adam(1.0, convention="paper"),
}
steps = {}
for name, optimizer in makers.items():
    w, walk = np.zeros(1), [0.0]
    for g in gradients:
        optimizer.apply(w, np.array([g]))
        walk.append(w[0])
    steps[name] = -np.diff(walk)
show(step_sizes(gradients, steps))

# %% proof
even = -np.diff(descent_path(Adagrad(1.0, convention="paper"), np.ones_like, [0.0], 1000)[:, 0])
assert [round(float(even[t - 1]), 3) for t in (1, 10, 1000)] == [1.0, 0.316, 0.032]
assert abs(np.abs(steps["AdaGrad"])[[49, 99, 150]] - [0.141, 0.1, 0.1]).max() < 0.001
jump = iter([1.0, 1.0, 1.0, 10.0])  # the factor falls, and yet the last step is longer than the two before it
jumped = -np.diff(descent_path(Adagrad(1.0, convention="paper"), lambda _: np.full(1, next(jump)), [0.0], 4)[:, 0])
assert np.allclose(jumped, [1, 0.7071, 0.5774, 0.9853], atol=1e-4)
assert (np.diff(jumped / [1, 1, 1, 10]) < 0).all()
assert round(float(steps["RMSProp"][0]), 2) == 3.16
assert np.allclose(np.abs(steps["RMSProp"][50:100]), 1, atol=0.01)
assert (np.diff(steps["RMSProp"][:30]) < 0).all()
assert 3.05 < steps["RMSProp"][150] < 3.14
assert np.allclose(steps["Adam"][:50], 1)
assert np.abs(steps["Adam"][80:100]).max() < 0.12
assert 0.05 < steps["Adam"][150] < 0.2
assert round(float(steps["Adam"][-1]), 2) == 1.15
assert 5 < np.argmax(steps["Adam"][150:] > 0.5 * steps["Adam"][150:].max()) < 12
assert 0.004 < steps["Adadelta"][:50].min() < np.abs(steps["Adadelta"]).max() < 0.006

# %% [markdown]
r"""
AdaGrad forgets nothing: its factor $\eta/\sqrt a$ only gets smaller. RMSProp steps at full length even where the
gradients contradict one another, and after the pause it has forgotten them: it leaps, 3.1 times η, nearly as at the
very first step. Only Adam takes small steps *because* the gradients cancel, in the end about 0.05 η (AdaGrad's are
small by then in any case); after the pause it needs some ten steps to get going. Adadelta (mind its axis) makes small
steps, whatever comes.

<details><summary>And a word that is rarer than the memory is long?</summary>

A word that comes once in many thousand steps RMSProp has forgotten, and it takes a step of 3.16 η. Adam goes on moving
the weight for some twenty steps *after* the word, by about $0.1 \cdot 10/\sqrt{0.001} \approx 32$ times η in all.
(Hence the "lazy" Adams, which move only the words that occur.)
</details>

Frederik Kunstner and others (2024) see in rare words a main reason why Adam is so far ahead of gradient descent on
language, though there as the *answers* to be predicted.

## Indifferent to what?

The units of the *loss* cancel. Multiply the whole loss by 1,000: all gradients are a thousand times as large, and plain
descent diverges in the ravine of lecture 15. Adam hardly notices.
"""


# %% proof
def rare_steps(optimizer):
    """The steps of a weight whose gradient is 0 but once, after 10,000 steps, and then for 200."""
    once = iter([0.0] * 10_000 + [1.0] + [0.0] * 200)
    walk = descent_path(optimizer, lambda _: np.full(1, next(once)), [0.0], 10_201)
    return -np.diff(walk[10_000:, 0])


leap, glide = (rare_steps(make(1.0, convention="paper")) for make in (RMSprop, Adam))
assert round(leap[0], 2) == 3.16
assert np.abs(leap[1:]).max() == 0
assert 29 < glide.sum() < 33
assert glide[:11].sum() > 0.6 * glide.sum()
assert round(0.1 * 10 / np.sqrt(0.001)) == 32

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
moved = {}
for name, make in (
    ("SGD", SGD),
    ("Adam", lambda eta: Adam(eta, convention="paper")),
    ("Adadelta", lambda _: Adadelta(convention="paper")),
):
    for x in (1.0, 1000.0):  # one input; the loss is (xw − 1)²/2
        walk = descent_path(make(1e-3), lambda w, x=x: x * (x * w - 1), [0.0], 1)
        moved[name, x] = x * walk[1, 0]
assert np.isclose(moved["SGD", 1000] / moved["SGD", 1], 1e6)
assert np.isclose(moved["Adam", 1000] / moved["Adam", 1], 1e3)
assert np.isclose(moved["Adadelta", 1000] / moved["Adadelta", 1], 1e3, rtol=1e-3)

# %% [markdown]
r"""
The units of an *input* cancel by half:

| Change of the problem | SGD, momentum | the adaptive ones (sums from 0, small ε) |
|---|---|---|
| the loss times $k$ | $k$ times too far | same path |
| an input times $k$ | $k^2$ times too far | $k$ times too far |

Write one column in grams instead of kilograms. Its numbers and its weight's gradient are $k = 1{,}000$ times as large,
and its best weight is 1,000 times *smaller*. SGD's step grows a thousandfold, Adam's stays η. Adadelta was meant to
make it a thousand times shorter, but its steps begin at $\sqrt\varepsilon$, a number without metres, and all later ones
are multiples of it: it, too, goes a thousand times too far. So go on scaling your inputs.

"Then Adam needs no tuning" does not follow: η is now the length of a step in the units of the weights.

## The same ravine for all

Now back to the race. The ravine is a hundred times as steep across as along; the start $(-1,\ 0.3)$ has the loss 5. A
race is fair only if all are tuned alike. So each optimizer, on each map, tries the same 25 values of η, from 0.001 to 1
in equal factors, and keeps the one with which the loss is, after the fewest steps, below 0.0001 and stays there up to
step 800, the end of the race. (On the first map AdaGrad keeps the last of them, 1; with η = 10 it would need 4 steps
instead of 6. Adadelta arrives with none of them, and with 10 or 100 neither.) The betas and ρ have their usual values.

The second map is the first, *turned by 45°*, valley and start together. The valley no longer runs along an axis: to
follow it, both weights have to move together.
"""

# %% prediction [markdown]
r"""
When the ravine is turned by 45°, which of the six optimizers walk the same path as before, only turned?

[ ] All: a ravine is a ravine
    To those that treat each weight by itself it is not.
[x] SGD and momentum
    They only add up gradients, and a turned map has turned gradients: the whole walk turns with it. The other four look
    at each weight separately.
[ ] AdaGrad, RMSProp, Adadelta and Adam: they adapt
    They adapt each weight's step, and that is their limit: in the turned ravine both weights see both curvatures.
[ ] None
    SGD and momentum use no axes.
"""

# %%
straight, turned = race_values(angle=0), race_values(angle=45)
for title, race in (("along the axes", straight), ("turned by 45°", turned)):
    counts = [f"{name}: {count or '> 800'}" for name, count in race["steps"].items()]
    print(f"{title:<14}  {', '.join(counts)}")

# %% proof
from dlcourse.widgets.optimizers.adaptive_optimizers import RATES

from dlcourse.widgets.optimizers.momentum import steps_to_stay

assert list(straight["steps"].values()) == [238, 100, 6, 448, None, 94]
assert list(turned["steps"].values()) == [238, 100, 317, 650, None, 101]
assert len(RATES) == 25
assert np.allclose(np.divide(RATES[1:], RATES[:-1]), 10 ** (1 / 8))
assert [round(values["rates"]["Adam"], 3) for values in (straight, turned)] == [0.018, 0.178]
assert straight["rates"]["AdaGrad"] == 1.0
flat, tilted = (ravine(angle)[1:] for angle in (0, 45))
beyond = descent_path(Adagrad(10.0, convention="paper"), lambda w: flat[0] @ w, flat[1], 300)
assert steps_to_stay(ravine(0)[0](*beyond.T), 1e-4) == 4
for eta in (10.0, 100.0):
    late = descent_path(Adadelta(eta, convention="paper"), lambda w: flat[0] @ w, flat[1], 800)
    assert steps_to_stay(ravine(0)[0](*late.T), 1e-4) is None
assert round(straight["rates"]["RMSProp"], 4) == 0.0024
assert round(2 * np.sqrt(2e-4 / 101), 4) == 0.0028
for eta in RATES:
    hops = descent_path(RMSprop(eta, convention="paper"), lambda w: flat[0] @ w, flat[1], 800)
    assert steps_to_stay(ravine(0)[0](*hops.T), 1e-4) is None or eta < 0.0028
assert np.isclose(ravine(0)[0](*flat[1]), 5)
same = [descent_path(SGD(0.018, momentum=0.9), lambda w, H=H: H @ w, begin, 50) for H, begin in (flat, tilted)]
quarter = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
assert np.allclose(same[0] @ quarter.T, same[1])
bowl_walk = descent_path(Adagrad(1.0, convention="paper"), lambda w: w, (-1.0, 0.3), 50)  # curvature 1
assert np.allclose(bowl_walk, straight["paths"]["AdaGrad"][:51], atol=1e-6)

# %% [markdown]
r"""
(Where it says > 800, none of the 25 rates arrived.)

Why does AdaGrad go from 6 to 317? Along the axes each weight has its own curvature,
1 or 100, and its gradient is divided by the size of its own past gradients. So the 100 cancels, and AdaGrad walks the
path that it would walk in a round bowl. (RMSProp divides in the same way. Its 448 are the price of hopping by $\eta/2$
about the minimum: to end below 0.0001 it needs $\eta < 0.0028$, and with such steps a distance of 1 takes some 400.
AdaGrad's factor falls by itself.)

In the turned ravine both weights see the same mixture.
"""

# %%
print("along the axes:\n", ravine(0)[1].round(1), "\nturned by 45°:\n", ravine(45)[1].round(1))

# %% proof
assert np.allclose(ravine(45)[1], [[50.5, -49.5], [-49.5, 50.5]])

# %% [markdown]
r"""
Each weight by itself has the curvature 50.5, so there is nothing to adapt. The steepness sits in the numbers off the
diagonal, and those say how the weights depend on *each other*. None of the four looks there: they can stretch the map
along its axes and in no other direction. (To stretch the map before a step is called preconditioning; theirs is a
diagonal one.)

Yet *this* turn cost Adam little. In a ravine of 100:1 momentum alone is enough: it took 100 steps. In a
steeper one the axes count. Along them Adam walks the valley in the same way, whatever the curvature across. At 10,000:1
it takes 140 steps, since $w_2$ has to come ten times as close to 0; momentum with β = 0.9 takes over a thousand, with
an η smaller than any of our 25 (with those it diverges). Turn *that* ravine, and momentum takes as many as before. Adam
comes below 0.0001 after some 1,650 steps with the best of the 25, and does not stay there.

## Why Adam does not stay at a minimum

The race does not show it, for it ends at step 800. Let Adam go on, in the ravine of 100:1 turned by 45°, with the
η of the race, and look at $\eta/\sqrt{\hat v}$, the rate by which it really multiplies its mean gradient.
"""

# %%
loss, H, w = ravine(45)
m, v, losses, rates_of_adam = np.zeros(2), np.zeros(2), [], []
for t in range(1, 6001):
    g = H @ w
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    rate = turned["rates"]["Adam"] / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)  # η/√v̂, (2,)
    losses.append(loss(*w))
    rates_of_adam.append(rate.mean())
    w = w - rate * m / (1 - 0.9**t)
show(leaping_adam(losses, rates_of_adam, limit=0.38))

# %% proof
race_path = turned["paths"]["Adam"]
assert np.allclose(losses[:801], [loss(*point) for point in race_path], rtol=1e-3, atol=1e-12)  # the race's own walk
leaps = np.array(losses)
assert 100 <= steps_to_stay(leaps[:801], 1e-4) <= 102
up = np.flatnonzero((leaps[1:] >= 1e-4) & (leaps[:-1] < 1e-4)) + 1
assert 2200 < up[up > 800][0] < 2700  # rounding starts it, so processors differ by some steps
assert leaps[2200:3000].max() > 0.1
turning = int(leaps[:2300].argmin())
assert leaps[turning] < 1e-60
assert abs(rates_of_adam[turning] / 0.38 - 1) < 0.05
assert np.ptp(np.log(rate)) < 0.1  # both weights have nearly the same rate
mean_limit = (2 + 2 * 0.9) / ((1 - 0.9) * 100)
assert np.isclose(mean_limit, 0.38)
for factor, grows in ((0.98, False), (1.02, True)):  # the mean of gradients, at a fixed rate, on a slope of 100 w
    height, mean = 1.0, 0.0
    for _ in range(3000):
        mean = 0.9 * mean + 0.1 * 100 * height
        height -= factor * mean_limit * mean
    assert (abs(height) > 1) == grows
quiet = descent_path(Adagrad(turned["rates"]["AdaGrad"], convention="paper"), lambda w: tilted[0] @ w, tilted[1], 6000)
assert steps_to_stay(loss(*quiet.T), 1e-4) == 317
falling = Adam(lambda t: turned["rates"]["Adam"] * (1 + np.cos(np.pi * t / 6000)) / 2, convention="paper")
settled = loss(*descent_path(falling, lambda w: tilted[0] @ w, tilted[1], 6000).T)
assert steps_to_stay(settled, 1e-4) < 110
assert settled[1000:].max() < 1e-30

# %% [markdown]
r"""
Near the minimum the gradients shrink, $\hat v$ forgets the large ones, and the rate grows, until it is too long for the
steep direction. (Lecture 15's limit was $2(1+\beta)/c$, for a sum of gradients. For their mean, $1 - \beta_1 = 0.1$ of
that sum, it is ten times as high: $38/c$, here 0.38.) From there on the loss grows, from next to nothing, and at about
step 2,400 it leaps up. Now the large gradients fill $\hat v$, the rate falls, and all begins anew. AdaGrad cannot leap,
since its sum never falls; a falling η prevents it, too. (Networks trained with Adam and full batches come to this edge
of stability as well: Jeremy Cohen and others, 2022. Lecture 8 met it in plain descent.)

## Who looks off the diagonal?

Newton's method steps by $H^{-1} g$ and is at the minimum of this bowl at once. The paper on AdaGrad has a version with
the whole matrix: add up $g g^\top$, and multiply $g$ by the inverse of its root. It takes 6 steps here, at any angle.
But for a million weights such a matrix has $10^{12}$ numbers. Shampoo (2018) and Muon (2024) make do with less.

In a network, rare words and layers whose gradients differ in size make a ravine along the axes: there, a step for each
weight is a great help. Inputs that resemble each other make a turned one. Real losses have some of both.

## Decay beside the step: AdamW

A penalty $\tfrac{\lambda}{2} w^2$ has the gradient $\lambda w$ (this λ is the `weight_decay` of libraries, twice the λ
of lecture 13). With plain descent that shrinks the weight a little in each step, $w \leftarrow w - \eta\lambda w$. Adam
divides *everything* in its gradient by $\sqrt{\hat v}$, the decay too. A weight with large gradients then hardly
decays, and one with small gradients decays far too much. Ilya Loshchilov and Frank Hutter (2019) take the decay out and
put it beside the step:

$$w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon} - \eta\lambda\, w .$$

This is **AdamW** as PyTorch and Keras have it; in the paper η does not multiply the decay, only its schedule does. Look
at a thousand weights that start at 1 and whose gradients are nothing but noise, of size 10 for one half and 0.01 for
the other. After 1,000 steps with $\eta = 0.001$ and $\lambda = 0.5$, decay alone would leave
$(1 - 0.0005)^{1000} = 0.606$ of each.
"""


# %% proof
def adams_losses(angle, across, n_steps):
    """Adam's losses (25, n_steps) with RATES in a ravine of curvature 1 along it and `across`."""
    loss, H, begin = ravine(angle, curvature=(1.0, across))
    w, m, v, walks = np.tile(begin, (25, 1)), 0.0, 0.0, []
    for t in range(1, n_steps + 1):
        walks.append(w)
        g = w @ H
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w = w - np.array(RATES)[:, None] * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return loss(*np.array(walks).T)


def adams_steps(losses):
    """The fewest steps until the loss stays below 0.0001, with the best of RATES."""
    counts = [steps_to_stay(each, 1e-4) for each in losses]
    return min((count for count in counts if count), default=losses.shape[1])


assert [adams_steps(adams_losses(angle, 100.0, 400)) for angle in (0, 45)] == [94, 101]  # as in the race
assert abs(adams_steps(adams_losses(0, 1e4, 400)) - 140) <= 2
steep_and_turned = adams_losses(45, 1e4, 6000)
for n in (3000, 4200, 6000):
    assert adams_steps(steep_and_turned[:, :n]) > n - 1000  # it leaps up again, however long one waits
arrivals = [int((each < 1e-4).argmax()) for each in steep_and_turned if (each < 1e-4).any()]
assert 1600 < min(arrivals) < 1700
loss, H, begin = ravine(0, curvature=(1.0, 1e4))
alone = [
    steps_to_stay(loss(*descent_path(SGD(eta, momentum=0.9), lambda w: H @ w, begin, 1500).T), 1e-4)
    for eta in (*RATES, *np.linspace(2e-4, 3.8e-4, 19))
]
assert not any(alone[:25])
assert 1000 < min(count for count in alone if count) < 1200
mild, steep = (
    descent_path(Adam(0.1, convention="paper"), lambda w, h=h: np.array([1.0, h]) * w, (-1.0, 0.3), 100)
    for h in (1e2, 1e4)
)
assert np.allclose(mild, steep)


def full_matrix_steps(angle, eta=1.0):
    """AdaGrad with the whole matrix G = Σ gg' and its inverse root: the steps until the loss stays below 0.0001."""
    loss, H, w = ravine(angle)
    G, walk = np.zeros((2, 2)), [w]
    for _ in range(100):
        g = H @ w
        G = G + np.outer(g, g)
        values, vectors = np.linalg.eigh(G)
        w = w - eta * (vectors / np.sqrt(np.maximum(values, 1e-20))) @ vectors.T @ g
        walk.append(w)
    return steps_to_stay(loss(*np.array(walk).T), 1e-4)


assert [full_matrix_steps(angle) for angle in (0, 15, 45, 80)] == [6, 6, 6, 6]
newton = tilted[1] - np.linalg.solve(tilted[0], tilted[0] @ tilted[1])
assert np.allclose(newton, 0)

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

## Six optimizers on the digits

Now real data: the digits, one hidden layer, five epochs of 45 steps, and for each optimizer eight learning rates from
0.001 to 3. Each training is done five times, with other validation rows and another start, and the five losses on the
validation rows are averaged. First a question about Adam's default, $\eta = 0.001$.
"""

# %% prediction [markdown]
r"""
About how far can a weight get from its start in these 225 steps, with Adam and η = 0.001?

[ ] As far as it needs: the gradient says how far
    So it is in plain descent, whose step is η times the gradient. Adam's is about η, however large the gradient is.
[x] About 0.2
    225 steps of about η each, if all go the same way. Some are longer, while √v̂ still remembers smaller gradients
    (the strip above ends at 1.15 η): in five runs the farthest of all 2,410 weights gets 0.27 to 0.32 away.
[ ] 0.001
    That is one step.
[ ] One cannot say
    Of plain descent one could not: there, a step is as long as the gradient makes it.
"""

# %%
pixels, labels = load_digits()
targets = one_hot(labels, 10)


def validation_loss(optimizer, seed, epochs=5):
    """The loss on 360 validation rows after training; the seed draws rows and start."""
    rng = np.random.default_rng(seed)
    x, y, x_val, y_val = train_test_split(pixels, targets, test_size=360, rng=rng)
    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    model.compile(optimizer, CategoricalCrossentropy(from_logits=True))
    model.fit(x, y, epochs=epochs, batch_size=32, rng=rng, verbose=False)
    return model.evaluate(x_val, y_val)["loss"]


# %%
rates = 10.0 ** np.arange(-3, 0.6, 0.5)
choices = {
    "SGD": SGD,
    "momentum": lambda eta: SGD(eta, momentum=0.9),
    "AdaGrad": lambda eta: Adagrad(eta, convention="paper"),
    "RMSProp": lambda eta: RMSprop(eta, convention="paper"),
    "Adadelta": lambda eta: Adadelta(eta, convention="paper"),
    "Adam": lambda eta: Adam(eta, convention="paper"),
}
runs, means = {}, {}
for name, choice in choices.items():
    runs[name] = [[validation_loss(choice(eta), seed) for seed in range(5)] for eta in rates]
    means[name] = np.mean(runs[name], axis=1)  # (8,)
    k = means[name].argmin()
    reach = f"{min(runs[name][k]):.2f} to {max(runs[name][k]):.2f}"
    print(f"{name:<9} best η {rates[k]:.2g}: loss {means[name][k]:.2f} ({reach})")
print(f"Adam, η = 0.001: loss {means['Adam'][0]:.2f}")

# %%
show(loss_by_learning_rate(rates, means, marked=[(0.001, "Adam", "Adam's\ndefault")]))

# %% proof
assert np.isclose(rates[0], 0.001)
best_eta = {name: float(rates[loss.argmin()]) for name, loss in means.items()}
valleys = {
    "SGD": (0.3, 1),
    "momentum": (0.03, 0.1),
    "AdaGrad": (0.03, 0.1),
    "RMSProp": (0.01, 0.03),
    "Adam": (0.01, 0.03),
}
assert all(0.9 * low < best_eta[name] < 1.1 * high for name, (low, high) in valleys.items())
assert best_eta["Adadelta"] == rates[-1]  # still falling at the last rate
assert means["Adadelta"][-1] < 0.8 * means["Adadelta"][-2]
floors = np.array([loss.min() for loss in means.values()])
assert 0.1 < floors.min() < floors.max() < 0.2
assert 4 < means["Adam"][0] / means["Adam"].min() < 8
assert means["SGD"][2] > 8 * means["SGD"].min()  # at 0.01, SGD has hardly begun
assert np.abs(np.log(means["Adam"][:3] / means["RMSProp"][:3])).max() < 0.15


def trained(seed, epochs):
    """A network trained by Adam with its default, and how far each of its weights has moved."""
    rng = np.random.default_rng(seed)
    x, y, x_val, y_val = train_test_split(pixels, targets, test_size=360, rng=rng)
    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    model.compile(Adam(0.001, convention="paper"), CategoricalCrossentropy(from_logits=True))
    before = model.parameters.copy()
    model.fit(x, y, epochs=epochs, batch_size=32, rng=rng, verbose=False)
    return model.evaluate(x_val, y_val)["loss"], np.abs(model.parameters - before)


assert -(-1437 // 32) * 5 == 225
farthest = [trained(seed, 5)[1].max() for seed in range(5)]
assert trained(0, 1)[1].shape == (2410,)
assert 0.24 < min(farthest) < max(farthest) < 0.36
long_losses = [trained(seed, 50)[0] for seed in range(3)]
assert np.mean(long_losses) < floors.min()

# %% proof this_run=true
assert 0.12 < floors.min() < floors.max() < 0.16
on_each_split = np.array([runs[name][loss.argmin()] for name, loss in means.items()])  # (6, 5)
assert len(set(on_each_split.argmin(axis=0))) > 1
rounded = {name: round(eta, 2) for name, eta in best_eta.items() if name != "Adadelta"}
assert rounded == {"SGD": 1.0, "momentum": 0.1, "AdaGrad": 0.1, "RMSProp": 0.01, "Adam": 0.01}
assert 0.26 < min(farthest) < max(farthest) < 0.33

# %% [markdown]
r"""
(On the left, RMSProp and Adam lie on each other.) Five of the six have a valley, at very different places: η = 0.01 is
about the best for Adam, and for plain descent hardly a beginning. Even Adadelta, said to need no η, gains from one: its
loss at 3 is clearly lower than at 1, the paper's form, and still falling.

And the default? At $\eta = 0.001$ Adam's loss is about six times its lowest. That training is not bad, it is
*unfinished*: after 50 epochs instead of 5 its loss is lower than anything in the figure.

Which one is the best? The six lowest losses lie close together, and none is the best on all five splits: that makes no
ranking. The choice of η mattered far more than the choice of optimizer. (The validation rows chose the rates, so all
six losses are a little flattered: lecture 12.)

## Long steps first, short ones later: schedules

Why should η *fall*? RMSProp hopped about the minimum by $\eta/2$ for ever, and Adam leapt away from it again and again.
Besides, batches are noisy, and both divide the noise by its own size: the larger η is, the more the weights tremble
(lecture 8). A small η from the beginning is no way out, for then the weights do not get far. So: long
steps first, to get there, and short ones at the end, to settle. Usual are *steps*, here to a tenth after 60% and again
after 80% of the training, and half a *cosine* wave down to 0 over all $T$ steps,

$$\eta_t = \eta_{\max}\;\tfrac12\left(1 + \cos\frac{\pi t}{T}\right).$$

Why should it *rise* at first, in a warm-up? Adam's first step moves *every* weight that has a gradient by η, by the
sign of one noisy gradient. How noisy it is Adam cannot know yet: mean and size come from a single batch. With all
weights moving at once, that can lead far astray.
"""


# %%
def fixed(eta):
    return lambda _: eta


def in_steps(eta):
    return lambda t: eta if t < 135 else eta / 10 if t < 180 else eta / 100


def cosine(eta):
    return lambda t: eta * (1 + np.cos(np.pi * t / 225)) / 2


def warm_up_and_cosine(eta):  # it begins at 0: the first of the 45 steps does nothing
    return lambda t: eta * (t / 45 if t < 45 else (1 + np.cos(np.pi * (t - 45) / 180)) / 2)


schedules = {
    "fixed": fixed,
    "in steps": in_steps,
    "cosine": cosine,
    "warm-up, then cosine": warm_up_and_cosine,
}

# %%
by_schedule = {}
for name, schedule in schedules.items():
    by_schedule[name] = np.array(
        [
            [validation_loss(Adam(schedule(eta), convention="paper"), seed) for seed in range(5)]
            for eta in rates[2:6]  # 0.01 to 0.3
        ]
    )  # (4, 5)
    print(f"{name:<21} η = 0.01, 0.03, 0.1: loss", by_schedule[name].mean(axis=1)[:3].round(2))
shapes = {name: [schedule(1.0)(t) for t in range(225)] for name, schedule in schedules.items()}
show(schedules_and_losses(shapes, rates[2:6], by_schedule))

# %% proof
from dlcourse import CosineDecay

library = CosineDecay(0.0, decay_steps=180, warmup_target=1.0, warmup_steps=45)
assert np.allclose([library(t) for t in range(225)], shapes["warm-up, then cosine"])
assert np.allclose([CosineDecay(1.0, decay_steps=225)(t) for t in range(225)], shapes["cosine"])
average = {name: each.mean(axis=1) for name, each in by_schedule.items()}
assert all(average[name][0] > average["fixed"][0] for name in average if name != "fixed")
assert all(average[name][1] < average["fixed"][1] for name in average if name != "fixed")
assert average["warm-up, then cosine"][3] < 0.5 * average["cosine"][3]
assert average["warm-up, then cosine"].min() < average["fixed"].min()


def first_steps(schedule, seed, centred=False):
    """The loss before and after Adam's first step, dead hidden units and validation loss at the end."""
    rng = np.random.default_rng(seed)
    x, y, x_val, y_val = train_test_split(pixels, targets, test_size=360, rng=rng)
    x, x_val = (rows - x.mean(axis=0) * centred for rows in (x, x_val))
    hidden = Dense(64, 32, rng)
    model = Sequential([hidden, ReLU(), Dense(32, 10, rng)])
    model.compile(Adam(schedule, convention="paper"), CategoricalCrossentropy(from_logits=True))
    losses = [model.evaluate(x, y)["loss"]]
    for epoch in range(5):
        order = rng.permutation(len(x))
        for k in range(0, len(x), 32):
            model.train_on_batch(x[order[k : k + 32]], y[order[k : k + 32]])
            if epoch == k == 0:
                losses.append(model.evaluate(x, y)["loss"])
    dead = (hidden.forward(x.astype(np.float32)) <= 0).all(axis=0).sum()
    return *losses, int(dead), model.evaluate(x_val, y_val)["loss"]


at_once, warmed, centred_at_once, centred_warmed = (
    np.array([first_steps(schedule(rates[5]), seed, centred) for seed in range(5)])
    for centred in (False, True)
    for schedule in (cosine, warm_up_and_cosine)
)
centred_fixed, centred_cosine = (
    np.array([first_steps(schedule(rates[4]), seed, True) for seed in range(5)]) for schedule in (fixed, cosine)
)
for centred_runs in (centred_at_once, centred_warmed, centred_fixed, centred_cosine):
    assert not centred_runs[:, 2].any()  # no unit dies
assert centred_at_once[:, 1].mean() < 1.5 * centred_at_once[:, 0].mean()  # the first step does little harm
assert centred_cosine[:, 3].mean() < 0.6 * centred_fixed[:, 3].mean()
assert at_once[:, 1].mean() > 2 * at_once[:, 0].mean()
assert at_once[:, 2].mean() > warmed[:, 2].mean() + 3
assert all(average[name][2] < 0.75 * average["fixed"][2] for name in average if name != "fixed")
assert min(average[name][3] for name in average if name != "warm-up, then cosine") > 1
assert 1.5 < average["warm-up, then cosine"][3] / average["warm-up, then cosine"].min() < 6
assert average["warm-up, then cosine"].argmin() in (1, 2)
draw = np.random.default_rng(0)
still = np.abs(descent_path(Adam(0.1, convention="paper"), lambda w: w, [1.0], 12_000)[:, 0])
assert still[300:3000].max() < 1e-6
assert still[6000:].max() > 0.01  # in a round bowl, too
noisy = descent_path(Adam(0.1, convention="paper"), lambda w: w + draw.normal(size=1), [1.0], 3000)[:, 0]
assert np.abs(np.diff(noisy))[-300:].mean() > 0.005

# %% proof this_run=true
assert round(average["fixed"][2], 2) == 0.26
assert max(average[name][2] for name in average if name != "fixed") < 0.155
assert average["fixed"].argmin() == 0
assert np.abs([average["warm-up, then cosine"][3] - 0.28, average["warm-up, then cosine"][2] - 0.11]).max() < 0.02
assert at_once[:, 0].mean().round(1) == 2.4
assert 10.7 < at_once[:, 1].mean() < 12
assert abs(at_once[:, 2].mean() - 29) < 1
assert abs(warmed[:, 2].mean() - 22) < 1.5
assert centred_at_once[:, 3].mean() < centred_warmed[:, 3].mean()
assert abs(centred_at_once[:, 3].mean() - 0.6) < 0.15
assert abs(centred_warmed[:, 3].mean() - 0.9) < 0.15
assert abs(centred_fixed[:, 3].mean() - 0.4) < 0.1
assert abs(centred_cosine[:, 3].mean() - 0.12) < 0.02

# %% [markdown]
r"""
At the left end, where the training is unfinished, the schedules cost; at 0.1 each takes the loss from 0.26 to 0.15 or
less. At 0.3 only the warm-up saves it. With the cosine alone the very first step *raises* the loss, from 2.4 to about
11 in the mean of the five runs, and large steps early on kill units (lecture 10): of 32 about 29 end dead, after a
warm-up about 22. No later fall of η revives them.

Here the warm-up mends what raw pixels spoil. With their mean subtracted (lecture 10) no unit dies, and the warm-up no
longer pays: at 0.3 the cosine alone ends near 0.6, with a warm-up near 0.9. The *fall* pays in both: at 0.1 a cosine
brings some 0.4 down to 0.12. So a warm-up is a remedy for a start that long steps would spoil; large networks often
have one.

The library has these schedules as `PiecewiseConstantDecay` and `CosineDecay`, the warm-up included.

## How to choose

You will find papers in which SGD with momentum ends with the better test accuracy (Ashia Wilson and others, 2017), and
papers in which the difference vanishes once each optimizer has been tuned with the same care (Dami Choi and others,
2019). So take what follows as first guesses, each with its reason, and not as laws.

- Are there rare features, such as words, or layers whose gradients differ in size? Then a step for each weight helps.
  AdaGrad was made for it; for a long training take one that forgets.
- Do you want something reasonable with little search? Adam, or AdamW if you decay. Search around 0.01 in factors of 3;
  large networks need a smaller η, 0.001 or less. For language models, where hardly anything is trained without it,
  $\beta_2 = 0.95$ is usual, which forgets sooner.
- Do you have time to tune, or a recipe that is known to work with it? SGD with momentum needs less memory (one array
  beside the weights; Adam keeps two), and on image networks it is often as good.
- Whatever you take: choose the schedule first (a fall to near 0, after a warm-up of a few percent of the steps if the
  first ones do harm), and search η *with it*, on a logarithmic scale, on validation data. A fall allows a larger η: in
  the last figure 0.03 to 0.1, where a fixed one is best at 0.01.

## Explore: turn the ravine

The race once more, with the number of steps beside it. The slider turns the ravine from 0° to 90°. **With each η the
best at its angle, find from which angle on AdaGrad is no longer the fastest, and what it does at 90°. Then, at 5°,
switch to the η of 0°: which optimizer suffers most from the wrong η?** (Tab to the slider and use the arrow keys; each
press is 5°.)
"""

# %%
race_explorer()

# %% proof
assert [race_values(angle)["steps"]["AdaGrad"] for angle in (0, 45, 90)] == [6, 317, 6]
winners = {
    angle: min((n, who) for who, n in race_values(angle)["steps"].items() if n)[1] for angle in (0, 5, 10, 15, 20, 45)
}
assert list(winners.values()) == ["AdaGrad"] * 3 + ["Adam"] * 2 + ["momentum"]
of_adam = [race_values(angle)["steps"]["Adam"] for angle in range(0, 91, 5)]
assert (min(of_adam), max(of_adam)) == (94, 101)
small = [race_values(5, at)["steps"] for at in (None, 0)]
assert list(small[0].values()) == [238, 100, 34, 473, None, 94]
assert list(small[1].values()) == [238, 100, 35, 473, None, 201]

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

AdaGrad is fastest up to 10°. From 15° to 75° Adam and momentum lead, a few steps apart: Adam takes 94 to 101 steps
at every angle. At 90° all is as at 0°, for the ravine lies along an axis again. The turn by 5° costs AdaGrad most: 34
steps instead of 6. The wrong η costs Adam most: 201 steps instead of 94; AdaGrad loses one by it, the others none.
</details>

## In one table

| Optimizer | Step | First step | Remember |
|---|---|---|---|
| AdaGrad | $\eta\, g/\sqrt{\textstyle\sum g^2}$ | η | for rare features; factor only falls: slow, but never leaps |
| RMSProp | $\eta\, g/\sqrt{\text{mean } g^2}$ | 3.16 η (ρ = 0.9) | forgets; hops about the minimum at a fixed η |
| Adam | $\eta\, \hat m/\sqrt{\hat v}$ | η | mean over size, both corrected; at a fixed η does not stay at a minimum |
| AdamW | Adam's, and $-\eta\lambda w$ | η, and $\eta\lambda w$ | all weights decay by the same share |
| Adadelta | $\sqrt{\text{mean }\Delta^2}/\sqrt{\text{mean } g^2}\; g$ | 0.0045 | √ε in η's place; slow to get going |
| SGD, momentum | $\eta\, g$; momentum sums them | $\eta\, g$ | no axes |

## Check yourself

<details><summary>1. "Turning the ravine cost Adam 7 steps. So it does not need the axes." What do you answer?</summary>

That ravine was 100:1, and momentum masters it alone. At 10,000:1 Adam takes 140 steps along the axes; turned, it needs
some 1,650 to come below 0.0001 at all, and does not stay. Momentum takes a little over a thousand in both.
</details>

<details><summary>2. Your loss falls nicely with Adam and then jitters at a low level for hours. What now?</summary>

The learning rate: let it fall by a schedule. At a fixed η the steps do not fall to 0, since batches are noisy and the
noise is divided by its own size. (AdaGrad's factor does fall, with an even noise as $1/\sqrt t$.)
</details>

<details><summary>3. With full batches and Adam the loss has been tiny for a thousand steps. All at once it leaps up. A
bug?</summary>

Not necessarily. While the gradients are small, $\hat v$ shrinks and $\eta/\sqrt{\hat v}$ grows, until it is too long
for the steepest direction. Let η fall, and it need not happen.
</details>

## What to do next

Write them yourself in the [exercise](../exercises/16_adaptive_optimizers/16_adaptive_optimizers.ipynb): each step is
checked over many gradients, and one Adam waits to be mended. Then put the whole course together in
[lecture 17](17_digits_from_scratch.ipynb), digits from scratch.

<details><summary>For readers of the handwritten notes</summary>

- **Notes 1, AdaGrad's sum $\alpha_t = \sum_{i=1}^{t} (\partial L/\partial w_t)^2$:** the index inside is $i$. With $t$
  it is $t$ times the latest square. Gradients 3 and 4, $\eta = 0.1$: the second step is 0.0800, not 0.0707.
- **Notes 1, RMSProp averages $(\partial w/\partial t)^2$, which is 0 at $t$:** the squared *gradient*, and 0 at the
  start. Taken at its word, the first step would be divided by $\sqrt{0 + \varepsilon}$, as the weight has not moved.
- **Notes 1, Adadelta and RMSProp under one formula:** they share the lower root. The upper one only Adadelta has; with
  $\eta = 1$ and the same ρ, RMSProp's first step is a thousand times as long.
- **Notes 1, Adam with a single β and no corrections:** the direction usually gets a short memory, the size a longer
  one. With $\beta = 0.9$ for both the first step would be 0.32 η.
- **Notes 3, RMSProp is the best technique, without a disadvantage:** its first step is 3.16 η, it never comes to rest,
  and where gradients cancel it steps at full length.
</details>
"""

# %% proof
right, notes = np.sqrt(3**2 + 4**2), np.sqrt(4**2 + 4**2)
path = descent_path(Adagrad(0.1, convention="paper"), lambda w: np.where(w == 0, 3.0, 4.0), [0.0], 2)
assert np.allclose(path[1] - path[2], 0.1 * 4 / right)
assert (round(0.1 * 4 / right, 4), round(0.1 * 4 / notes, 4)) == (0.08, 0.0707)
first_of = {
    "Adadelta": descent_path(Adadelta(convention="paper"), np.ones_like, [0.0], 1),
    "RMSProp": descent_path(RMSprop(1.0, rho=0.95, convention="paper"), np.ones_like, [0.0], 1),
}
assert round(float(first_of["RMSProp"][1, 0] / first_of["Adadelta"][1, 0])) == 1000
assert round(0.1 / np.sqrt(0.1), 2) == 0.32
by_pytorch = descent_path(RMSprop(1.0, rho=0.99, convention="paper"), np.ones_like, [0.0], 1)
assert np.isclose(-by_pytorch[1, 0], 10)

# %% [markdown]
r"""
# 15 · Momentum

*Gradient descent forgets each slope as soon as it has used it. You will see what a little memory buys, what it costs,
and where its fame goes too far.*

**You will be able to**

- compute an exponentially weighted average, and mend its slow start;
- write a step of momentum and a step of Nesterov's version;
- translate between the ways in which books and libraries write momentum;
- say for which shapes of loss momentum helps, and choose β and η with a reason;
- tell what momentum does from what is merely said of it.

**It builds on** gradient descent and the learning rate (lecture 8). **Time:** about 35 minutes. Answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import ewma, load_digits, one_hot
from dlcourse.data import temperatures
from dlcourse.plots import show
from dlcourse.plots.momentum import averages_by_day, averaging_weights, distance_by_step
from dlcourse.plots.momentum import loss_by_learning_rate, paths_over_two_minima, ravine_paths
from dlcourse.plots.momentum import steps_by_beta, weight_by_step
from dlcourse.widgets.momentum import ball_explorer, descent_path, double_well, double_well_derivative
from dlcourse.widgets.momentum import steps_to_stay

# %% [markdown]
r"""
## Slow along, fast across

Here is the smallest loss that makes gradient descent suffer. Two weights, and a valley that is a hundred times as
steep across as it is along:

$$L(w_1, w_2) = \tfrac12 \left( w_1^2 + 100\, w_2^2 \right), \qquad \nabla L = (w_1,\; 100\, w_2) .$$

Such a **ravine** is not far-fetched. Two inputs on different scales make one (lecture 12), and so do two inputs that
say nearly the same. Start at $(-1,\ 0.3)$ with $\eta = 0.018$ and watch both weights.
"""

# %%
curvature = np.array([1.0, 100.0])
start, eta = (-1.0, 0.3), 0.018


def ravine(w1, w2):
    """L, for numbers or arrays."""
    return (w1**2 + 100 * w2**2) / 2


def gradient(w):
    """∇L at the point w (2,)."""
    return curvature * w


# %%
w = np.array(start)
for t in (1, 2, 3):
    w = w - eta * gradient(w)
    print(f"step {t}: w1 = {w[0]:.3f}   w2 = {w[1]:.3f}")

# %% [markdown]
r"""
The first weight creeps: each step multiplies it by $1 - 0.018 = 0.982$. The second jumps from one side to the other:
each step multiplies it by $1 - 1.8 = -0.8$.

A smaller η would stop the jumping, and make the creeping worse. A larger one would help the first weight, but at
$\eta = 0.02$ the second is multiplied by $-1$ and jumps to and fro between the same two places for ever, and with any
larger η the jumps grow and the loss explodes. **The steep direction sets the speed limit, and the flat direction pays
for it.** How many steps does it take until the loss stays below 0.01?

(`descent_path` is a small helper: it lets one of the library's optimizers take steps and notes where it has been.)
"""

# %%
plain = descent_path(SGD(eta), gradient, start, n_steps=400)
plain_steps = steps_to_stay(ravine(*plain.T), low=0.01)
print(f"{plain_steps} steps")

# %% proof
assert np.allclose(plain[3], w)
assert [round(float(number), 3) for number in plain[3]] == [-0.947, -0.154]
assert np.allclose(plain[1:, 0] / plain[:-1, 0], 0.982)
assert np.allclose(plain[1:50, 1] / plain[:49, 1], -0.8)
assert plain_steps == 108
assert steps_to_stay(ravine(*descent_path(SGD(0.0199), gradient, start, 2000).T)) is not None
circling = descent_path(SGD(0.02), gradient, start, 2000)
assert np.allclose(circling[::2, 1], 0.3)
assert np.allclose(circling[1::2, 1], -0.3)
assert steps_to_stay(ravine(*circling.T)) is None
assert ravine(*descent_path(SGD(0.0202), gradient, start, 2000)[-1]) > 1e6

# %% [markdown]
r"""
Now think of it as a person would. After a few steps you would notice: the slope across keeps changing its mind, so
there is no point in hurrying that way. The slope along has been the same every time, so there is. Notes 3 have a good
picture of it: if four people in a row tell you to turn right, you drive on with speed; if some say right and some say
left, you slow down.

Plain descent cannot do this. It looks at the slope under its feet and at nothing else. It needs a memory, and the
memory should be small: one number for each weight, not a list of all gradients so far.

## An average that forgets

The notes' example is a week of odd weather: 28, 13, 17, 31 and 43 degrees. We want a running average that cares more
for today than for last week, and that needs no list. Keep one number $v$. Each day, keep a share β of it, and mix in
$1 - \beta$ of the new value $\theta_t$:

$$v_t = \beta\, v_{t-1} + (1 - \beta)\,\theta_t, \qquad v_0 = 0 .$$

This is the **exponentially weighted moving average**, EWMA for short. Take $\beta = 0.9$.
"""

# %% prediction [markdown]
r"""
The first day had 28 degrees, β is 0.9 and v₀ is 0. What is v₁, the average after one day?

[ ] 28
    That is what an average of one value ought to be, and we shall get there. But the formula mixes the 28 with v₀ = 0,
    as if there had been a long frost before.
[ ] 25.2
    That gives the new value the weight β. It gets 1 − β; β is what is kept of the old.
[x] 2.8
    0.9 · 0 + 0.1 · 28. The average starts at 0 and has heard of one day only.
[ ] 14
    That is the mean of 0 and 28. Here the two do not count the same: 0.9 and 0.1.
"""

# %%
theta = temperatures()[1][:, 0]  # the second column of the notes' table
beta, v = 0.9, 0.0
for t, value in enumerate(theta, start=1):
    v = beta * v + (1 - beta) * value
    print(f"day {t}: {value:.0f} degrees, v = {v:.5f}")
print("the library:", ewma(theta, beta))

# %% proof
assert theta.tolist() == [28, 13, 17, 31, 43]
plain_averages = ewma(theta, 0.9)
assert np.allclose(plain_averages, [2.8, 3.82, 5.138, 7.7242, 11.25178])
assert np.isclose(v, plain_averages[-1])

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 begin with $v_1 = 0.1 \cdot 13 = 1.3$ and go on with
> $0.9 \cdot 1.3 + 0.1 \cdot 14$. The first day has 28 degrees, not 13, and no day has 14. So $v_1 = 2.8$ and
> $v_2 = 0.9 \cdot 2.8 + 0.1 \cdot 13 = 3.82$.
"""

# %%
print(f"right: {0.1 * 28:.2f}, {0.9 * 2.8 + 0.1 * 13:.2f}     notes: {0.1 * 13:.2f}, {0.9 * 1.3 + 0.1 * 14:.2f}")

# %% proof
assert np.allclose([0.1 * 28, 0.9 * 2.8 + 0.1 * 13], plain_averages[:2])
assert np.allclose([0.1 * 13, 0.9 * 1.3 + 0.1 * 14], [1.3, 2.57])

# %% [markdown]
r"""
What does the average remember? Put $v_{t-1}$ into the formula, then $v_{t-2}$, and so on:

$$v_t = (1-\beta)\left[\theta_t + \beta\,\theta_{t-1} + \beta^2\,\theta_{t-2} + \dots\right].$$

Today counts $1 - \beta$, and each day further back counts β times as much as the one after it. Nothing is dropped at a
stroke; it fades. On a logarithmic scale the fading is a straight line.
"""

# %%
show(averaging_weights([0.5, 0.9, 0.98]))

# %% proof
assert 0.5 * 0.5**8 > 0.001 > 0.5 * 0.5**9
assert round(0.1 * 0.9**25, 3) == 0.007
assert 0.012 < 0.02 * 0.98**25 < 0.02

# %% [markdown]
r"""
How long is the memory? A handy rule says "about the last $1/(1-\beta)$ values": 2 for $\beta = 0.5$, 10 for 0.9, 50 for
0.98. It is a rule of thumb. The last ten values carry about two thirds of the weight; the rest is older.
"""

# %%
print(f"share of the last 10 values at β = 0.9: {1 - 0.9**10:.2f}")

# %% proof
assert round(1 - 0.9**10, 2) == 0.65
assert np.allclose([1 / (1 - 0.5), 1 / (1 - 0.9), 1 / (1 - 0.98)], [2, 10, 50])

# %% [markdown]
r"""
## The slow start, corrected

There is something wrong with our weather. The coldest day had 13 degrees, and yet the average of the first day is 2.8.
An average below every single value is no average.

The reason is in the weights. After $t$ days they add up to $(1-\beta)(1 + \beta + \dots + \beta^{t-1}) = 1 - \beta^t$,
and on the first day that is 0.1. The missing 0.9 sits on $v_0 = 0$. The cure is to divide by what the weights add up
to:

$$\hat v_t = \frac{v_t}{1 - \beta^{\,t}} .$$
"""

# %%
v = ewma(theta, 0.9)
t = np.arange(1, 6)
corrected = v / (1 - 0.9**t)
print("corrected:  ", corrected.round(2))
print("the library:", ewma(theta, 0.9, bias_correction=True).round(2))

# %% proof
assert np.allclose(corrected, ewma(theta, 0.9, bias_correction=True))
assert corrected.round(1).tolist() == [28.0, 20.1, 19.0, 22.5, 27.5]

# %%
by_half = ewma(theta, 0.5, bias_correction=True)
averages = {"β = 0.9": v, "β = 0.9, corrected": corrected, "β = 0.5, corrected": by_half}
show(averages_by_day(theta, averages))

# %% proof
assert v.max() < theta.min()
ends = v[0], v[-1], corrected[-1], by_half[-1]
assert np.round(ends, 1).tolist() == [2.8, 11.3, 27.5, 34.1]

# %% [markdown]
r"""
The correction matters at the start and then fades by itself: after 50 steps of $\beta = 0.9$ it divides by 0.995. Notes
3 name another cure, to start at $v_0 = \theta_0$, the first value itself. It works too, but it trusts that one value
for a long time. Remember the correction: Adam, in the next lecture, is not itself without it.

> **Where the notes go wrong.** Notes 3 compute this average in pandas as `ewm(alpha=0.1).mean()` and put $\beta = 0.1$
> beside it. Pandas' α is the weight of the *new* value, $\alpha = 1 - \beta$, so this is $\beta = 0.9$. And pandas
> corrects the start: it divides by the sum of the weights, so its first average is 28 and not 2.8.
"""

# %%
alpha = 0.1
third = (17 + 0.9 * 13 + 0.9**2 * 28) / (1 + 0.9 + 0.9**2)
by_pandas = [28, (13 + (1 - alpha) * 28) / (1 + 0.9), third]
print("pandas' formula:      ", np.round(by_pandas, 2))
print("ours, β = 0.1, plain: ", ewma(theta, 0.1)[:3].round(2))

# %% proof
assert np.allclose(by_pandas, corrected[:3])
assert ewma(theta, 0.1)[:3].round(2).tolist() == [25.2, 14.22, 16.72]
assert round(1 - 0.9**50, 3) == 0.995

# %% [markdown]
r"""
## A ball with mass

Now give gradient descent that memory. Instead of stepping along the gradient, keep a **velocity** $v$, one number for
each weight. The gradient changes the velocity, and the velocity moves the weight:

$$v \leftarrow \beta v + \eta\,\nabla L(w), \qquad w \leftarrow w - v .$$

Think of a ball on the landscape. Without memory ($\beta = 0$) it has no mass and turns on the spot. With $\beta = 0.9$
it keeps nine tenths of its speed, and the slope only pushes it. The rest, one tenth a step, is friction. The idea is
Boris Polyak's (1964), and it is still known as the *heavy ball*.

Look closely: this is **not** an average. There is no $1 - \beta$ in front of the gradient, so the gradients add up. On
a long even slope, how fast will the ball be in the end? And when the slope changes sign with each step, as it does
across our ravine?
"""

# %%
beta, eta = 0.9, 1.0
answers = {"four people say right": [1, 1, 1, 1], "right, left, right, left": [1, -1, 1, -1]}
for name, slopes in answers.items():
    v = 0.0
    speeds = []
    for g in slopes * 50:
        v = beta * v + eta * g
        speeds.append(abs(v))
    print(f"{name:<26} first {np.round(speeds[:4], 2)}   in the end {speeds[-1]:.2f}")

# %% proof
even, alternating = 1 / (1 - 0.9), 1 / (1 + 0.9)
assert abs(speeds[-1] - alternating) < 1e-6
assert round(alternating, 2) == 0.53
assert round(even, 2) == 10.0
assert round(even / alternating) == 19

# %% [markdown]
r"""
On the even slope the speed grows towards $\eta/(1-\beta)$, ten plain steps in one. Where the slope alternates it falls
to $\eta/(1+\beta)$, about half a plain step. So relative to one another, the direction that agrees with itself has
gained a factor of 19. Nobody told the ball which direction is which.

> **Where the notes go wrong.** Notes 3 write momentum with three lines: $w \leftarrow w - \eta \nabla w$, then
> $v \leftarrow v - \eta \nabla v$, then $v \leftarrow \beta v + \eta\,\Delta w$. In the first the velocity does not
> occur, so it never moves the weight, and a velocity has no gradient. There are two right ways. Ours *sums*:
> $v \leftarrow \beta v + \eta \nabla L,\; w \leftarrow w - v$. Notes 1 *average*:
> $v \leftarrow \beta v + (1 - \beta)\nabla L,\; w \leftarrow w - \eta v$. They walk the same path, if the averaging one
> is given an η that is $1/(1-\beta)$ times as large. When a recipe gives you an η, ask which of the two it means.
"""


# %%
def even_slope(w):
    """The gradient of an even slope: 1 wherever w is."""
    return np.ones_like(w)


def places(optimizer):
    """Where w is after each of three steps on an even slope, from 0."""
    return descent_path(optimizer, even_slope, [0.0], 3)[1:, 0].round(4)


print("summing,   η = 0.1:", places(SGD(0.1, momentum=0.9)))
print("averaging, η = 0.1:", places(SGD(0.1, momentum=0.9, convention="ewma")))
print("averaging, η = 1:  ", places(SGD(1.0, momentum=0.9, convention="ewma")))

# %% proof
assert np.allclose(places(SGD(0.1, momentum=0.9)), [-0.1, -0.29, -0.561])
assert np.allclose(places(SGD(0.1, momentum=0.9, convention="ewma")), [-0.01, -0.029, -0.0561])
assert np.allclose(places(SGD(1.0, momentum=0.9, convention="ewma")), [-0.1, -0.29, -0.561])

# %% [markdown]
r"""
Keras sums, with the sign inside: $v \leftarrow \beta v - \eta \nabla L,\; w \leftarrow w + v$. PyTorch sums the bare
gradients, $v \leftarrow \beta v + \nabla L$, and multiplies by η at the end; that differs only if η changes on the way.

> **Where the notes go wrong.** Notes 3 set `momentum = 0.01` in Keras' `SGD`. That remembers $1/(1-0.01) = 1.01$ steps:
> it is no momentum at all. Usual is 0.9.
"""

# %%
for beta in (0.0, 0.01, 0.9):
    far = -descent_path(SGD(0.01, momentum=beta), even_slope, [0.0], 100)[-1, 0]
    print(f"momentum {beta}: {far:.2f} after 100 steps on an even slope")

# %% proof
far = [-descent_path(SGD(0.01, momentum=beta), even_slope, [0.0], 100)[-1, 0] for beta in (0.0, 0.01, 0.9)]
assert np.allclose(far[:2], [1.0, 1.0101], atol=1e-3)
assert round(1 / 0.99, 2) == 1.01
assert 9 < far[2] / far[0] < 10

# %% [markdown]
r"""
## Back to the ravine

The same ravine, the same start, the same η. Only the memory is new. By hand first, then with the library.
"""

# %%
eta, beta = 0.018, 0.9
w, v = np.array(start), np.zeros(2)
for _ in range(3):
    v = beta * v + eta * gradient(w)
    w = w - v
rolled = descent_path(SGD(eta, momentum=beta), gradient, start, n_steps=400)
print("after 3 steps, by hand:", w.round(6), "  the library:", rolled[3].round(6))
rolled_steps = steps_to_stay(ravine(*rolled.T))
print(f"without memory {plain_steps} steps, with β = 0.9 {rolled_steps}")

# %% proof
assert np.allclose(w, rolled[3])
assert rolled_steps == 58
assert [round(float(path[20, 1]), 3) for path in (plain, rolled)] == [0.003, 0.133]
across = np.linalg.eigvals([[1 + 0.9 - 0.018 * 100, -0.9], [1, 0]])  # (w₂ now, w₂ before) → (w₂ next, w₂ now)
assert np.allclose(np.abs(across), np.sqrt(0.9))

# %%
paths = {"no memory": plain[: plain_steps + 1], "β = 0.9": rolled[: rolled_steps + 1]}
show(ravine_paths(ravine, paths))

# %% proof
assert round(float(rolled[:, 0].max()), 2) == 0.27
assert 0.005 < abs(plain[15, 1]) < 0.02

# %% [markdown]
r"""
About half the steps. Along the floor the pushes add up. The picture shows the price as well: the ball rolls *past* the
minimum and has to come back. A ball with mass overshoots.

And across? It is often said that momentum calms the zigzag. Compare $w_2$ after 20 steps: 0.003 without memory, 0.133
with it. At the same η the ball swings *longer* to and fro, not shorter. The half step of the section before holds for a
slope that changes its sign by itself. Here each swing makes the next slope: without memory a swing shrinks to 0.8 of
itself in each step, with $\beta = 0.9$ only to $\sqrt{0.9} = 0.95$. What the ball has gained is that this swinging no
longer decides how fast it gets on along the floor.

So would a larger β be better still? It remembers longer, and on an even slope it becomes a hundred times as fast.
Guess.
"""

# %% prediction [markdown]
r"""
Plain descent needs 108 steps, β = 0.9 needs 58. What about β = 0.99?

[ ] Fewer than 58
    It gathers more speed, but it keeps the speed, too. Where the floor ends, 99 % of it is still there, and the ball
    swings up the other side again and again.
[ ] Between 58 and 108
    The friction is a tenth of that of 0.9. The swinging takes very long to die down.
[x] More than 108
    The ball rolls through the minimum, swings back, and goes on for hundreds of steps: it loses only 1 % of its speed
    in each. Too much memory is worse than none.
"""

# %% [markdown]
r"""
Let us try a hundred values of β at once. The formula does not care whether β is a number or a column of numbers.
"""

# %%
betas = np.arange(100) / 100
b = betas[:, None]  # (100, 1): one row for each β
w = np.tile(start, (100, 1))  # (100, 2)
v = np.zeros_like(w)
losses = [ravine(*w.T)]
for _ in range(1500):
    v = b * v + eta * curvature * w
    w = w - v
    losses.append(ravine(*w.T))
steps = np.array([steps_to_stay(run) for run in np.array(losses).T])
best = betas[steps.argmin()]
print(f"β = 0: {steps[0]}   β = {best:.2f}: {steps.min()}", end="   ")
print(f"β = 0.9: {steps[90]}   β = 0.99: {steps[99]}")

# %% proof
assert (steps[0], steps.min(), steps[90], steps[99]) == (108, 26, 58, 665)
assert round(float(best), 2) == 0.73
assert set(steps[73:80].tolist()) == {26}
assert steps[80] > 26
assert 6 < steps[99] / steps[0] < 6.3
assert (steps[92:] > 70).all()
crossing = betas[np.flatnonzero(steps > 108)[0]]
assert 0.9 < crossing <= 0.95
for other_eta, lowest in ((0.005, 0.87), (0.03, 0.66)):
    near = lowest + np.arange(-0.1, 0.11, 0.01)
    walks = [descent_path(SGD(other_eta, momentum=beta), gradient, start, 400) for beta in near]
    counts = [steps_to_stay(ravine(*each.T)) or 400 for each in walks]
    assert abs(near[np.argmin(counts)] - lowest) < 0.015

# %%
show(steps_by_beta(betas, steps, max_steps=1500))

# %% [markdown]
r"""
A valley. To its left the ball is too light and creeps; to its right it is too heavy and swings. The best β here is 0.73
(up to 0.79 the floor is flat), and $\beta = 0.99$ takes six times as long *as no momentum at all*. In another ravine
the lowest point lies elsewhere, and with another η too: at $\eta = 0.005$ it is near 0.87, at $\eta = 0.03$ near 0.66.
So β is worth a search, together with η, and 0.9 is a first guess and not a law.

Memory buys a second thing, and it is easy to overlook. The speed limit rises. Without memory, a direction of curvature
$h$ stands $\eta < 2/h$. With momentum it is (Polyak 1964; Gabriel Goh's essay "Why momentum really works", *Distill*
2017, shows the algebra in pictures)

$$\eta < \frac{2\,(1+\beta)}{h} ,$$

almost twice as much, because the pushes to and fro partly cancel. Here $h = 100$, so for $\beta = 0.9$ the limit moves
from 0.02 to 0.038.
"""

# %%
for rate in (0.0379, 0.0381):
    end = ravine(*descent_path(SGD(rate, momentum=0.9), gradient, start, 2000)[-1])
    print(f"η = {rate}: loss {end:.0e} in the end")

# %% proof
assert ravine(*descent_path(SGD(0.0379, momentum=0.9), gradient, start, 2000)[-1]) < 1e-6
assert ravine(*descent_path(SGD(0.0381, momentum=0.9), gradient, start, 5000)[-1]) > 1e6
assert np.isclose(2 * 1.9 / 100, 0.038)

# %% [markdown]
r"""
## Over a hill, off a saddle

Notes 3 name three places that make training slow: **high curvature**, which was our ravine, **local minima** and
**saddle points**. And they say that momentum is good in all three. Let us try the other two.

First a landscape with two valleys, $L(w) = \tfrac1{16}w^4 - \tfrac12 w^2 - 0.3w$. The shallow one lies at $-1.83$, the
deep one at $2.14$, and a low hill at $-0.31$ keeps them apart. We start far up on the left, at $-4$, with
$\eta = 0.02$. Plain descent settles in the first valley it meets. With $\beta = 0.9$, the ball has the speed to roll
over the hill. What will a still heavier ball do, with $\beta = 0.98$?
"""

# %% prediction [markdown]
r"""
Where does the ball with β = 0.98 come to rest?

[ ] In the deep valley: it has even more speed than with 0.9
    The speed that carries it into the deep valley carries it out again. It crosses the hill several times before the
    friction stops it.
[x] In the shallow valley
    It rolls through the deep valley, turns, comes back over the hill, and goes to and fro until its speed is too small
    for another crossing. By then it happens to be on the shallow side.
[ ] Nowhere: it goes on for ever
    It loses 2 % of its speed in each step, and that is enough to stop it.
"""

# %%
runs = {}
for beta in (0.0, 0.9, 0.98):
    runs[beta] = descent_path(SGD(0.02, momentum=beta), double_well_derivative, [-4.0], n_steps=600)[:, 0]
    rest = runs[beta][-1]
    print(f"β = {beta}: comes to rest at w = {rest:.2f}, loss {double_well(rest):.2f}")

# %% proof
crossings = [int((np.diff(np.sign(run + 0.3072514)) != 0).sum()) for run in runs.values()]
assert [round(float(run[-1]), 2) for run in runs.values()] == [-1.83, 2.14, -1.83]
assert [round(float(double_well(at)), 2) for at in (-1.8286, -0.3073, 2.1358)] == [-0.42, 0.05, -1.62]
assert np.abs(double_well_derivative(np.array([-1.82859463, -0.3072514, 2.13584603]))).max() < 1e-6
assert crossings == [0, 1, 4]

# %%
show(paths_over_two_minima(double_well, runs))

# %% [markdown]
r"""
A ball that can roll out of a bad valley can roll out of a good one. Momentum does not *escape local minima*: it neither
knows nor asks which valley is deeper. It rolls through what is narrow and shallow for its speed, and where it ends is
partly luck. "It can leave a small dip" is true; "it finds the better minimum" is not.

The saddle is the clearer case. On $L = \tfrac12(w_1^2 - w_2^2) + \tfrac14 w_2^4$ the ground rises along $w_1$ and
falls, at first hardly at all, along $w_2$. We start near the ridge, at $w_2 = 10^{-6}$, with $\eta = 0.1$. How long
until the ball has left, say until $|w_2| > 0.5$?
"""


# %%
def saddle_gradient(w):
    """∇L of L = (w1² − w2²)/2 + w2⁴/4."""
    return np.array([w[0], w[1] ** 3 - w[1]])


leaving = {}
for beta in (0.0, 0.9):
    w2 = descent_path(SGD(0.1, momentum=beta), saddle_gradient, [1.0, 1e-6], 300)[:, 1]
    leaving[beta] = np.abs(w2)
    growth = w2[31] / w2[30] - 1
    gone = np.argmax(leaving[beta] > 0.5)
    print(f"β = {beta}: {gone} steps; at step 30, w2 grows by {growth:.0%} a step")
on_the_ridge = descent_path(SGD(0.1, momentum=0.9), saddle_gradient, [1.0, 0.0], 300)
print("exactly on the ridge, β = 0.9:", on_the_ridge[-1, 1])

# %% proof
assert [int(np.argmax(distance > 0.5)) for distance in leaving.values()] == [139, 50]
assert [round(float(distance[31] / distance[30] - 1), 2) for distance in leaving.values()] == [0.10, 0.32]
assert (on_the_ridge[:, 1] == 0).all()
assert (descent_path(SGD(0.1), saddle_gradient, [1.0, 0.0], 300)[:, 1] == 0).all()

# %%
show(distance_by_step({"no memory": leaving[0.0], "β = 0.9": leaving[0.9]}))

# %% [markdown]
r"""
Near a saddle the distance grows by a fixed factor in each step: 10 % without memory, 32 % with it. That compounds. It
is a real gain, and it needs something to grow from: exactly on the ridge, neither of the two ever moves. In practice
the noise of mini-batches gives the first push.

## Look before you leap: Nesterov

The heavy ball overshoots because it pushes first and looks later. It takes the slope at $w$, although it knows that the
velocity is about to carry it to about $w - \beta v$ in any case. Yurii Nesterov's idea (1983): take the slope *there*.

$$v \leftarrow \beta v + \eta\,\nabla L(w - \beta v), \qquad w \leftarrow w - v .$$

If the ground rises ahead, the ball learns of it one step sooner, and brakes. Take a plain bowl, $L = \tfrac12 w^2$,
from $w = 1$ with $\eta = 0.1$ and $\beta = 0.9$.
"""

# %%
eta, beta = 0.1, 0.9
w, v = 1.0, 0.0
nesterov, ahead = [w], [w]
for _ in range(60):
    v = beta * v + eta * (w - beta * v)  # the slope of w²/2 at w − βv is w − βv
    w = w - v
    nesterov.append(w)
    ahead.append(w - beta * v)
heavy = descent_path(SGD(eta, momentum=beta), lambda w: w, [1.0], 60)[:, 0]
library = descent_path(SGD(eta, momentum=beta, nesterov=True), lambda w: w, [1.0], 60)[:, 0]
print(f"lowest w: heavy ball {heavy.min():.2f}, Nesterov {min(nesterov):.2f}")
print(f"the library differs from our w by up to {np.abs(library - nesterov).max():.2f};")
print("it agrees with our point ahead, w − βv:", np.allclose(library, ahead, rtol=0, atol=1e-12))

# %% proof
assert round(float(heavy.min()), 2) == -0.60
assert round(min(nesterov), 2) == -0.35
assert np.allclose(library, ahead, rtol=0, atol=1e-13)
assert np.abs(library - nesterov).max() > 0.1
assert np.abs(heavy[40:]).max() > 0.1
assert np.abs(nesterov[40:]).max() < 0.015

# %%
show(weight_by_step({"heavy ball": heavy, "Nesterov": np.array(nesterov)}))

# %% [markdown]
r"""
Nesterov's ball swings too, but less, and its swings die sooner. (The library agrees with our point *ahead*,
$w - \beta v$, and not with our $w$. Keras and PyTorch do the same: they keep the point at which the next gradient is
needed, since a network hands out gradients at its weights and nowhere else. It is the same walk, seen one glance
earlier.)

> **Where the notes go wrong.** Notes 3 write $w_{new} = w_{old} - (\beta\,\frac{\partial J}{\partial w} + \beta v_t)$.
> The β in front of the gradient should be η: β weighs the memory, η the gradient. At $\eta = 0.1$ and $\beta = 0.9$,
> the very first step in our bowl would be nine times too long.
"""

# %%
first_right, first_notes = 0.1 * 1.0, 0.9 * 1.0  # from w = 1 with v = 0, where the gradient is 1
print(f"first step: {first_right:.1f}, with the notes' β {first_notes:.1f}")

# %% proof
assert np.isclose(1 - nesterov[1], first_right)
assert np.isclose(first_notes / first_right, 9)

# %% [markdown]
r"""
Is Nesterov's version the better one, then? In our ravine, with a step that both can stand, $\eta = 0.01$, yes:
"""

# %%
for beta in (0.9, 0.99):
    pair = (SGD(0.01, momentum=beta), SGD(0.01, momentum=beta, nesterov=True))
    pair_runs = [descent_path(optimizer, gradient, start, 2000) for optimizer in pair]
    heavy_steps, nesterov_steps = (steps_to_stay(ravine(*run.T)) for run in pair_runs)
    print(f"β = {beta}: heavy ball {heavy_steps} steps, Nesterov {nesterov_steps}")

for rate in (0.0135, 0.0137):
    end = ravine(*descent_path(SGD(rate, momentum=0.9, nesterov=True), gradient, start, 2000)[-1])
    print(f"Nesterov, β = 0.9, η = {rate}: loss {end:.0e} in the end")

# %% proof
nine = [descent_path(SGD(0.01, momentum=0.9, nesterov=looks), gradient, start, 2000) for looks in (False, True)]
assert (heavy_steps, nesterov_steps) == (635, 191)
assert [steps_to_stay(ravine(*run.T)) for run in nine] == [59, 20]
assert ravine(*descent_path(SGD(0.0135, momentum=0.9, nesterov=True), gradient, start, 2000)[-1]) < 1e-6
assert ravine(*descent_path(SGD(0.0137, momentum=0.9, nesterov=True), gradient, start, 2000)[-1]) > 1e6
assert round(2 * 1.9 / (2.8 * 100), 4) == 0.0136
assert ravine(*descent_path(SGD(0.018, momentum=0.9, nesterov=True), gradient, start, 2000)[-1]) > 1e6
assert ravine(*descent_path(SGD(0.009, momentum=0.9, nesterov=True), gradient, start, 2000)[-1]) < 1e-6  # half the η

# %% [markdown]
r"""
20 steps against 59, and 191 against 635. But look at the last two lines. Looking ahead along a steep direction means
looking a long way up the other wall, and reacting to it. Nesterov's speed limit is $\frac{2(1+\beta)}{(1+2\beta)\,h}$,
here 0.0136: lower than the heavy ball's 0.038, lower even than plain descent's 0.02. With our $\eta = 0.018$ it
explodes. It is not "momentum, but always faster".

Notes 3 add a warning of their own, that Nesterov's version may settle in a local minimum. That can happen, for the very
reason that it brakes. In the landscape of the two valleys, with $\beta = 0.85$:
"""

# %%
for looks in (False, True):
    rest = descent_path(SGD(0.02, momentum=0.85, nesterov=looks), double_well_derivative, [-4.0], 600)[-1, 0]
    print(f"{'Nesterov' if looks else 'heavy ball':<11} comes to rest at {rest:.2f}")

# %% proof
rests = [
    descent_path(SGD(0.02, momentum=0.85, nesterov=on), double_well_derivative, [-4.0], 600)[-1, 0]
    for on in (False, True)
]
assert np.round(rests, 2).tolist() == [2.14, -1.83]

# %% [markdown]
r"""
## Is it only a longer step?

A fair suspicion: on an even slope, $\beta = 0.9$ takes steps ten times as long. Would plain descent with ten times the
η not do the same? In the ravine it would not, because there it explodes. But is a network on real data a ravine? We
train one on 500 digits, with η from 0.003 to 3, and each time from five different starts. On the left, all rows at once
and 60 steps; on the right, batches of 10 rows and five epochs.
"""

# %%
pixels, labels = load_digits()
x, y = pixels[:500], one_hot(labels[:500], 10)
rates = 10.0 ** np.arange(-2.5, 0.6, 0.5)


def final_loss(eta, beta, batch_size, epochs, seed):
    """Training loss of a network with 32 hidden units, after training."""
    rng = np.random.default_rng(seed)
    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    model.compile(SGD(eta, momentum=beta), CategoricalCrossentropy(from_logits=True))
    model.fit(x, y, epochs=epochs, batch_size=batch_size, rng=rng, verbose=False)
    return model.evaluate(x, y)["loss"]


# %%
settings = {"all 500 rows at once, 60 steps": (500, 60), "batches of 10, 250 steps": (10, 5)}
panels = {title: {} for title in settings}
for title, (batch_size, epochs) in settings.items():
    print(title)
    for name, beta in (("no memory", 0.0), ("β = 0.9", 0.9)):
        losses = np.zeros((5, len(rates)))  # (seeds, rates)
        for seed, k in np.ndindex(losses.shape):
            losses[seed, k] = final_loss(rates[k], beta, batch_size, epochs, seed)
        panels[title][name] = losses
        middle = np.median(losses, axis=0)  # the middle one of the five starts: (rates,)
        print(f"  {name:<9} best η {rates[middle.argmin()]:.2g}: median loss {middle.min():.2f}")

# %%
show(loss_by_learning_rate(rates, panels))

# %% proof
whole, small = (panels[title] for title in settings)
plain_whole, heavy_whole = (np.median(whole[name], axis=0) for name in ("no memory", "β = 0.9"))
assert 0.05 < plain_whole.min() < 0.1
assert heavy_whole.min() < 0.01
assert whole["no memory"].min() > 3 * heavy_whole.min()  # the best of all plain runs
assert np.argmin(plain_whole) < len(rates) - 1  # a larger rate was tried, and is worse
assert np.argmin(heavy_whole) < len(rates) - 1
plain_small, heavy_small = (np.median(small[name], axis=0) for name in ("no memory", "β = 0.9"))
shifted = heavy_small[:3] / plain_small[2:5]  # two steps of the grid: a tenth of the η
assert (shifted > 0.5).all()
assert (shifted < 2).all()
assert 0.5 < heavy_small.min() / plain_small.min() < 2

# %% [markdown]
r"""
The lines are medians, the middle one of the five starts; the bands reach from the best start to the worst. On the
right, where each step sees only 10 rows, the suspicion is right: momentum's line is about the other one, moved to the
left by a factor of 10, and at their best the two end at about the same loss. On the left it is wrong: with all rows at
once, momentum's lowest median is several times lower than anything plain descent reached, with any η that we tried and
from any start. This is what Christopher Shallue and others found on larger tasks, too ("Measuring the effects of data
parallelism on neural network training", *JMLR* 2019): with small batches momentum gains little, with large ones a good
deal. In small batches the noise, more than the ravine, sets the limit.

Which brings us to the noise. Notes 1 say that momentum helps to reduce it. Does it? Here is a bowl, $L = \tfrac12 w^2$,
whose gradient comes with random noise of standard deviation 1, as a mini-batch's would. We let three optimizers run for
a long time and measure how far $w$ wanders about its minimum.
"""


# %%
def wander(eta, beta):
    """Where 500 balls in a noisy bowl are after each step, from the hundredth on."""
    rng = np.random.default_rng(0)
    steps = descent_path(SGD(eta, momentum=beta), lambda w: w + rng.normal(size=500), np.zeros(500), 300)
    return steps[100:]


for eta, beta in ((0.1, 0.0), (0.1, 0.9), (0.01, 0.9)):
    balls = wander(eta, beta)
    move = np.diff(balls, axis=0).std()
    print(f"η = {eta}, β = {beta}: wanders {balls.std():.2f}, moves {move:.3f} a step")

# %% proof
wanders, moves = {}, {}
for eta, beta in ((0.1, 0.0), (0.1, 0.9), (0.01, 0.9)):
    found = wander(eta, beta)
    wanders[eta, beta], moves[eta, beta] = found.std(), np.diff(found, axis=0).std()
    expected = eta * (1 + beta) / ((1 - beta) * (2 * (1 + beta) - eta))  # the variance of this walk in the long run
    assert np.isclose(wanders[eta, beta], np.sqrt(expected), rtol=0.05)
assert 2.8 < wanders[0.1, 0.9] / wanders[0.1, 0.0] < 3.5
assert 0.9 < wanders[0.01, 0.9] / wanders[0.1, 0.0] < 1.1
assert moves[0.01, 0.9] < moves[0.1, 0.0] / 3

# %% [markdown]
r"""
(500 such weights at once, so that the numbers are steady.) With the same η, momentum wanders about three times as far.
Give it a tenth of the η, so that its long-run steps are equally long, and it wanders about as far as plain descent.
Each single move is smaller and smoother, so the *path* looks calmer; the place where it ends is not more certain. To
quiet the noise, use a smaller η towards the end, or larger batches.

## Explore: too fast for plain descent

Below is the ravine with $\eta = 0.036$, nearly twice what plain descent can stand. At $\beta = 0$ you see it fly out.
Two questions first.
"""

# %% prediction [markdown]
r"""
η = 0.036, curvature 100. From which β on will the ball come to rest at all?

[ ] None: what explodes without memory explodes with it
    Pushes to and fro partly cancel in the velocity, so memory raises the speed limit.
[ ] About 0.2
    The limit is 2(1 + β)/h. At β = 0.2 that is 0.024.
[ ] About 0.5
    The limit is 2(1 + β)/h. At β = 0.5 that is 0.030.
[x] About 0.8
    2(1 + β)/100 must be more than 0.036, so β must be more than 0.8.
"""

# %% prediction [markdown]
r"""
You have found that β. Now you raise it further, to 0.95. When does the ball arrive?

[ ] Sooner: further from the edge is safer
    Safer from flying out, yes. But from there on more memory means less friction, and longer swings.
[x] Later
    Close to the edge the swings across die slowly, but a little above it the friction is what counts. At 0.95 the ball
    needs more than three times as long as at its best.
[ ] Never
    It stays below the speed limit, so in the end it comes to rest.
"""

# %% proof
from dlcourse.widgets.momentum import ball_values

assert ball_values(0.80)["steps"] is None
assert (ball_values(0.81)["steps"], ball_values(0.82)["steps"]) == (53, 48)
assert (ball_values(0.90)["steps"], ball_values(0.95)["steps"]) == (86, 166)
assert np.allclose([2 * 1.2 / 100, 2 * 1.5 / 100, 2 * 1.8 / 100], [0.024, 0.030, 0.036])
assert ball_values(0.0)["excess_loss"][-1] > 1e6

# %% [markdown]
r"""
Then the task. **With β alone, find the smallest β at which the ball arrives, and the one at which it arrives soonest.**
(Tab to the slider and use the arrow keys; each press is 0.01.) When you have them, open the folded controls: choose
"two valleys" with η times 1, and see for which β the ball ends in the deep one, on the right. Is there a rule?
"""

# %%
ball_explorer()

# %% proof
ends = "".join("LR"[int(ball_values(beta, 1.0, "two valleys")["path"][-1, 0] > 0)] for beta in betas[80:])
assert ends == "LLLLRRRRRRRRRRRRLRLR"  # from 0.80 to 0.99: the left, shallow valley, or the right one
soonest = min((beta for beta in betas if ball_values(beta)["steps"]), key=lambda beta: ball_values(beta)["steps"])
assert round(float(soonest), 2) == 0.82

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

At 0.80 the ball stands exactly on its speed limit and never comes to rest. At 0.81 it arrives, after 53 steps; soonest
at 0.82, after 48. From there on it takes ever longer: 86 steps at 0.90, 166 at 0.95.

In the two valleys the ball stays on the left up to 0.83 and ends on the right from 0.84 to 0.95. Then it is left at
0.96, right at 0.97, left at 0.98 and right at 0.99. There is no rule that you could have used without trying: whether
it crosses the hill an even or an odd number of times is a matter of speed and friction, not of which valley is deeper.
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| average (EWMA) | $v \leftarrow \beta v + (1-\beta)\,\theta$ | about the last $1/(1-\beta)$ values |
| its start, corrected | $\hat v_t = v_t/(1-\beta^t)$ | divide by what the weights add up to |
| momentum | $v \leftarrow \beta v + \eta \nabla L,\;\; w \leftarrow w - v$ | gradients add up, to $1/(1-\beta)$ steps |
| averaged | $v \leftarrow \beta v + (1-\beta) \nabla L,\; w \leftarrow w - \eta v$ | same walk with $\eta/(1-\beta)$ |
| speed limit | $\eta < 2(1+\beta)/h$ | nearly twice that of plain descent |
| Nesterov | the gradient at $w - \beta v$ | brakes sooner; limit $\frac{2(1+\beta)}{(1+2\beta)h}$, lower |
| too much memory | $\beta = 0.99$: 665 steps, none: 108 | a valley, whose lowest point is at 0.73 here |
| hills | may roll over, in both directions | luck, not insight |
| noise | with η/10: a smoother path, about the same spread | only a smaller η or a larger batch helps |

## Check yourself

<details><summary>1. The notes' temperatures with β = 0.9: why is the first average 2.8, and what makes it 28?</summary>

It is $0.9 \cdot 0 + 0.1 \cdot 28$: nine tenths of the weight sit on $v_0 = 0$. Dividing by $1 - 0.9^1 = 0.1$ gives 28.
</details>

<details><summary>2. You train with η = 0.1 and no momentum, and want to add β = 0.9. Which η first?</summary>

0.01, if the library sums the gradients, as Keras and PyTorch do: on an even slope the steps become ten times as long.
From there, try upwards.
</details>

<details><summary>3. Your loss goes down in long waves, up and down over dozens of steps. What do you change?</summary>

β is too large for this landscape: lower it, to 0.8 say. A smaller η would not
help: it makes each wave longer, and β alone is the friction that lets them die.
</details>

<details><summary>4. "Momentum escapes local minima." What do you answer?</summary>

It can roll through a dip that is shallow for its speed, and in the same way out of a good valley: in our landscape
$\beta = 0.98$ did both. It does not know which valley is deeper.
</details>

<details><summary>5. With momentum your run works at η = 0.018; with Nesterov's version it explodes. A bug?</summary>

Not necessarily. Nesterov's speed limit is lower: at $\beta = 0.9$ and curvature 100 it is 0.0136, against 0.038. Try
half the η.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/15_momentum/15_momentum.ipynb): the average, its correction, a step of
momentum and a step of Nesterov's. Then go on to [lecture 16](16_adaptive_optimizers.ipynb), where the same averages are
used a second time, to give each weight a step of its own.
"""

# %% [markdown]
r"""
# 15 · Momentum

*Gradient descent forgets each slope as soon as it has used it. You will see what a little memory buys, what it costs,
and where its fame goes too far.*

**You will be able to**

- write a step of momentum and a step of Nesterov's version;
- read from one equation when momentum creeps, swings or explodes, and how fast it is;
- choose β and η with a reason, and say why no method that knows only slopes beats √κ on every landscape;
- tell what momentum does from what is merely said of it;
- compute an exponentially weighted average, and mend its slow start.

**It builds on** gradient descent, the learning rate and the condition number (lecture 8). **Time:** about 50 minutes.
Answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import ewma, load_digits, one_hot
from dlcourse.data import temperatures
from dlcourse.plots import show
from dlcourse.plots.optimizers.momentum import averages_by_day, distance_by_step, loss_by_learning_rate
from dlcourse.plots.optimizers.momentum import noisy_walks, paths_over_two_minima, ravine_paths
from dlcourse.plots.optimizers.momentum import roots_by_beta, steps_by_beta, weight_by_step
from dlcourse.widgets.optimizers.momentum import momentum_map_explorer
from dlcourse.widgets.optimizers.momentum import descent_path, double_well, double_well_derivative
from dlcourse.widgets.optimizers.momentum import steps_to_stay
from dlcourse.widgets.optimizers.momentum_limits import noise_floor_explorer, row_explorer

# %% [markdown]
r"""
## Slow along, fast across

Here is the smallest loss that makes gradient descent suffer. Two weights, and a valley that is a hundred times as
steep across as it is along:

$$L(w_1, w_2) = \tfrac12 \left( w_1^2 + 100\, w_2^2 \right), \qquad \nabla L = (w_1,\; 100\, w_2) .$$

Such a **ravine** is common: two inputs on different scales make one (lecture 12), and so do two that say nearly the
same. Start at $(-1,\ 0.3)$ with $\eta = 0.018$. In each step plain descent multiplies the first weight
by $1 - 0.018 = 0.982$: it creeps. It multiplies the second by $1 - 1.8 = -0.8$: it jumps from one side to the other.

A smaller η would stop the jumping, and make the creeping worse. At $\eta = 0.02$ the second weight is multiplied by
$-1$ and jumps to and fro between the same two places for ever; with any larger η the loss explodes. **The steep
direction sets the speed limit, and the flat direction pays for it.**

It is like asking the way: if four people in a row point the same way, you speed up; if some say right and some say
left, you slow down. Across the ravine the slope keeps changing its mind; along it, it says the same every time. To
notice, descent needs a memory, and a small one will do: one number for each weight, the **velocity** $v$. Each step
keeps a share β of it and adds the new gradient:
"""

# %%
curvature = np.array([1.0, 100.0])
start = (-1.0, 0.3)


def ravine(w1, w2):
    """L, for numbers or arrays."""
    return (w1**2 + 100 * w2**2) / 2


def roll(eta, beta, n_steps=600):
    """All places (n_steps + 1, 2) of momentum in the ravine; β = 0 is plain descent."""
    w, v = np.array(start), np.zeros(2)
    places = [w]
    for _ in range(n_steps):
        v = beta * v + eta * curvature * w  # curvature * w is the gradient
        w = w - v
        places.append(w)
    return np.array(places)


def arrival(path):
    """The step from which on the loss stays below 1e-8."""
    return steps_to_stay(ravine(*path.T), low=1e-8)


# %%
walks = {
    "no memory, η = 0.018": roll(0.018, 0.0),
    "β = 0.9, η = 0.018": roll(0.018, 0.9),
    "β = 0.68, η = 0.031": roll(0.031, 0.68),
}
for name, path in walks.items():
    print(f"{name}: {arrival(path)} steps")
show(ravine_paths(ravine, walks))

# %% proof
plain, rolled, tuned = walks.values()
assert [arrival(path) for path in walks.values()] == [488, 195, 58]
assert np.allclose(plain[1:, 0] / plain[:-1, 0], 0.982)
assert np.allclose(plain[1:50, 1] / plain[:49, 1], -0.8)
assert round(float(rolled[:, 0].max()), 2) == 0.27
assert tuned[:, 0].max() < 0.02
assert arrival(roll(0.0199, 0.0, 2000)) is not None
circling = roll(0.02, 0.0, 2000)
assert np.allclose(circling[::2, 1], 0.3)
assert np.allclose(circling[1::2, 1], -0.3)
assert arrival(circling) is None
assert ravine(*roll(0.0202, 0.0, 2000)[-1]) > 1e6
library = descent_path(SGD(0.018, momentum=0.9), lambda w: curvature * w, start, 600)
assert np.allclose(rolled, library, rtol=0, atol=1e-12)

# %% [markdown]
r"""
The frames are not to scale: in truth the ellipses are ten times as long as they are wide. The last frame takes in
twice as much of $w_2$ as the others. We count the steps until the loss *stays* below $10^{-8}$, since a
ball may pass the minimum and leave it again.

With memory, and the same η: 195 steps instead of 488. With the right β and η: 58. Why does memory help, why does the
second ball roll past the minimum, and how does one find the third setting?

## A ball with mass

$$v \leftarrow \beta v + \eta\,\nabla L(w), \qquad w \leftarrow w - v .$$

Think of a ball on the landscape. Without memory ($\beta = 0$) it has no mass and turns on the spot. With $\beta = 0.9$
it keeps nine tenths of its speed in each step; friction takes the other tenth, and the slope pushes. The idea is
Boris Polyak's (1964), and it is still known as the *heavy ball*.

The velocity is **not** an average. There is no $1 - \beta$ in front of the gradient, so the gradients add up. On a long
even slope, how fast will the ball be in the end? And where somebody changes the sign of the slope with each step?
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
On the even slope the speed grows towards $\eta/(1-\beta)$, ten plain steps in one: the ball remembers about
$1/(1-\beta)$ steps. Where the slope alternates it falls to $\eta/(1+\beta)$, about half a plain step. So the direction
that agrees with itself has gained a factor of 19 over the other. This holds while somebody else decides on the signs.
In a ravine the ball makes its own slopes, and we shall see what is left.

Two conventions are in use. Ours, Keras' and PyTorch's *sums* (PyTorch multiplies by η only when it
moves $w$: the same, as long as η stays the same). The other *averages*,
$v \leftarrow \beta v + (1 - \beta)\nabla L,\; w \leftarrow w - \eta v$, and walks the same path if its η is
$1/(1-\beta)$ times as large. When a recipe gives you an η, ask which of the two it means. The averaging form comes
again at the end of this lecture.
"""


# %%
def places(optimizer):
    """Where w is after each of three steps on an even slope, from 0."""
    return descent_path(optimizer, np.ones_like, [0.0], 3)[1:, 0].round(4)


print("summing,   η = 0.1:", places(SGD(0.1, momentum=0.9)))
print("averaging, η = 0.1:", places(SGD(0.1, momentum=0.9, convention="ewma")))
print("averaging, η = 1:  ", places(SGD(1.0, momentum=0.9, convention="ewma")))

# %% proof
assert np.allclose(places(SGD(0.1, momentum=0.9)), [-0.1, -0.29, -0.561])
assert np.allclose(places(SGD(0.1, momentum=0.9, convention="ewma")), [-0.01, -0.029, -0.0561])
assert np.allclose(places(SGD(1.0, momentum=0.9, convention="ewma")), [-0.1, -0.29, -0.561])

# %% [markdown]
r"""
(`descent_path` lets one of the library's optimizers take steps and notes where it has been.)

## Back to the ravine

You often read that momentum calms the zigzag. Compare $w_2$ after 20 steps, at the same η: 0.003 without memory, 0.133
with β = 0.9. This ball swings *longer* to and fro, not shorter. (A smaller β does calm it, say 0.5, and so does 0.9
above $\eta = 0.0195$, where plain descent hardly calms down, or explodes.) And along the floor the ball with 0.9
rolls past the minimum, to 0.27, and has to come back.

So would a larger β be better still, say 0.99? It remembers longer, and on an even slope it becomes a hundred times as
fast as plain descent.
"""

# %% prediction [markdown]
r"""
Plain descent needs 488 steps, β = 0.9 needs 195. What about β = 0.99?

[ ] Fewer than 195
    It gathers more speed, but keeps it, too: the ball swings up the other side again and again.
[ ] Between 195 and 488
    The friction is a tenth of that of 0.9. The swinging takes very long to die down.
[x] More than 488
    2032. The ball rolls through the minimum, swings back, and goes on and on. Too much memory is worse than none.
"""

# %% proof
assert [round(float(path[20, 1]), 3) for path in (plain, rolled)] == [0.003, 0.133]
assert arrival(roll(0.018, 0.99, 3000)) == 2032
assert np.abs(roll(0.018, 0.5)[20:, 1]).max() < 0.1 * np.abs(plain[20:, 1]).max()
for rate, calmer in ((0.0193, False), (0.0197, True), (0.0199, True)):  # 100η − 1 = √0.9 at 0.01949
    late = [np.abs(roll(rate, beta)[400:440, 1]).max() for beta in (0, 0.9)]
    assert (late[1] < late[0]) == calmer
assert ravine(*roll(0.0202, 0.9)[-1]) < 1e-8

# %% [markdown]
r"""
## One equation behind it all

The two weights never meet: each follows its own direction. (In a ravine that lies askew, the same holds along the
eigenvectors of lecture 8: momentum only adds and scales vectors, so turning the picture turns the whole walk.) In a
direction of curvature $h$ the gradient is $hw$. The last step was $v_t = w_{t-1} - w_t$. Put both into the two lines of
momentum, and one is left:

$$w_{t+1} = (1 + \beta - \eta h)\, w_t - \beta\, w_{t-1} .$$

Which sequences do this? Try $w_t = r^t$, and divide by $r^{t-1}$:

$$r^2 - (1 + \beta - \eta h)\, r + \beta = 0 .$$

This has two roots, and $w_t$ is a mixture of $r_1^t$ and $r_2^t$. After some steps only the larger one counts: each
step leaves the share $|r|$ of the distance, on average if it swings. Without memory it was $|1 - \eta h|$. Now read
off what momentum does, with one fact about quadratic equations: the product of the roots is the constant term,
$r_1 r_2 = \beta$.

- *Swinging.* If the roots are complex, they are conjugates, so $|r|^2 = r_1 r_2 = \beta$: every direction that swings
  shrinks *to* the share $\sqrt\beta$ in a step, *whatever its curvature*. That is the trade: a direction that
  was faster than that without memory gives up speed, one that was slower gains it.
- **Critical damping.** Where the roots turn complex, both are equal: $(1 + \beta - \eta h)^2 = 4\beta$. For $\eta h <
  1$ the root of it is $1 + \beta - \eta h = 2\sqrt\beta$, or $(1 - \sqrt\beta)^2 = \eta h$. That is at
  $$\beta^* = \left(1 - \sqrt{\eta h}\right)^2 .$$
  Below it the ball is **overdamped**: friction is too strong, it creeps, and never swings. Above it is
  **underdamped**: friction is too weak, it swings. At β* it is critically damped, and fastest. (That is for
  $\eta h < 1$. In a steeper direction the ball below β* does not creep but jumps from side to side.)
- *The speed limit.* The ball explodes when a root passes $-1$. Put $r = -1$ in:
  $1 + (1 + \beta - \eta h) + \beta = 0$, so $\eta < 2(1 + \beta)/h$. Without memory it was $2/h$.
"""


# %%
def share_left(eta, beta, h):
    """|r|, the share of the distance that a step leaves in a direction of curvature h."""
    return np.abs(np.roots([1, -(1 + beta - eta * h), beta])).max()


print("η = 0.018    along    across")
for beta in (0, 0.5, 0.75, 0.9, 0.99):
    print(f"β = {beta:<6}  {share_left(0.018, beta, 1):.3f}    {share_left(0.018, beta, 100):.3f}")

# %% proof
table = {beta: (share_left(0.018, beta, 1), share_left(0.018, beta, 100)) for beta in (0, 0.5, 0.75, 0.9, 0.99)}
assert np.round(table[0], 3).tolist() == [0.982, 0.8]
for beta in (0.9, 0.99):
    assert np.allclose(table[beta], np.sqrt(beta))
assert np.allclose(table[0.75], np.sqrt(0.75), atol=5e-4)
assert np.round(table[0.9], 3).tolist() == [0.949, 0.949]
# measured, by the swings' size 300 steps later
sizes = [np.abs(roll(0.018, 0.9, 450)[t : t + 50]).max(axis=0) for t in (100, 400)]
assert np.allclose((sizes[1] / sizes[0]) ** (1 / 300), np.sqrt(0.9), atol=1e-3)
for h in (1.0, 100.0):
    for beta in (0.3, 0.9):
        limit = 2 * (1 + beta) / h
        assert share_left(0.999 * limit, beta, h) < 1 < share_left(1.001 * limit, beta, h)
for eta in (0.005, 0.018, 0.03):
    critical = (1 - np.sqrt(eta)) ** 2
    tried = [share_left(eta, critical + step, 1) for step in (-0.01, 0, 0.01)]
    assert min(tried) == tried[1]

# %% [markdown]
r"""
The figure has the whole list in one picture. As β grows, the two roots of a direction run towards each other along the
real line, meet at β*, and leave it: now they are complex, at a distance of $\sqrt\beta$ from 0, and the ball swings.
"""

# %%
show(roots_by_beta({"along, ηh = 0.018": 0.018, "across, ηh = 1.8": 1.8}))

# %% [markdown]
r"""
On the right, look at $\beta = 0.9$: both directions shrink to the share $\sqrt{0.9} = 0.949$ in a step. Across that is
worse than the 0.8 of plain descent, along it is better than 0.982, and the slower of the two decides. Here is one
weight in the flat direction, $h = 1$, below, at and above its β*.
"""

# %%
critical = (1 - np.sqrt(0.018)) ** 2
print(f"β* = {critical:.2f}")
along = {f"β = {beta}": -roll(0.018, beta, 150)[:, 0] for beta in (0.5, 0.75, 0.95)}
show(weight_by_step(along))

# %% proof
creeps, arrives, swings = along.values()
assert creeps.min() > 0
assert creeps[60] > 0.1
assert arrives.min() > -0.001
assert np.abs(arrives[60:]).max() < 0.01
assert swings.min() < -0.4

# %% [markdown]
r"""
Now count steps, for a hundred values of β and three of η:
"""

# %%
betas = np.arange(100) / 100
b = betas[:, None]  # (100, 1): one row for each β, all at once
counts = {}
for eta in (0.005, 0.018, 0.03):
    w, v = np.tile(start, (100, 1)), np.zeros((100, 2))
    losses = []
    with np.errstate(over="ignore", invalid="ignore"):  # above the speed limit some explode
        for _ in range(2500):
            losses.append(ravine(*w.T))
            v = b * v + eta * curvature * w
            w = w - v
    arrivals = [steps_to_stay(run, low=1e-8) for run in np.array(losses).T]
    counts[eta] = np.array([2500 if steps is None else steps for steps in arrivals])
    best, predicted = betas[counts[eta].argmin()], (1 - np.sqrt(eta)) ** 2
    print(f"η = {eta}: β* = {predicted:.2f}, measured best β {best:.2f}, {counts[eta].min()} steps")
predictions = {eta: (1 - np.sqrt(eta)) ** 2 for eta in counts}
show(steps_by_beta(betas, counts, predictions, max_steps=2500))

# %% proof
for eta, steps in counts.items():
    assert abs(betas[steps.argmin()] - predictions[eta]) < 0.015
assert [round(float(beta), 2) for beta in predictions.values()] == [0.86, 0.75, 0.68]
assert counts[0.018][[0, 76, 90, 99]].tolist() == [488, 73, 195, 2032]
assert counts[0.018].min() == 73
assert counts[0.03][60] < counts[0.018][60] < counts[0.005][60]
assert np.ptp([steps[99] for steps in counts.values()]) < 0.1 * counts[0.018][99]

# %% [markdown]
r"""
Each of these three η has a valley, and its lowest point is at the β* of the flat direction: the weaker the push, the
less friction it needs. To the right of it the
curves run together: once the ball swings, only β counts, and η does not matter.

Now choose both. A larger η moves β* of the flat direction down, which is good, until the *steep* direction, which at
$\eta h > 1$ has its own $\beta^* = (\sqrt{\eta h} - 1)^2$, becomes the slower one. So the best β for an η is the
larger of these two β. At $\eta = 0.036$ it is the steep one's, 0.805; at the flat one's, 0.66, the ball explodes. Best
of all is where both directions are critically damped at the same β:
$1 - \sqrt{\eta h_1} = \sqrt{\eta h_2} - 1 = \sqrt\beta$. That gives

$$\sqrt\eta = \frac{2}{\sqrt{h_1} + \sqrt{h_2}}, \qquad
\sqrt\beta = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}, \qquad \kappa = h_2/h_1 .$$

Here $\eta = (2/11)^2 = 0.033$ and $\sqrt\beta = 9/11$: each step leaves 0.82 of the distance. Lecture 8 found
$(\kappa - 1)/(\kappa + 1)$ for plain descent at its best, here 0.98. Momentum has the same formula **with the square
root of κ**. To a thousandth of the distance that is 346 steps without memory, about $3.5\,\kappa$, and 35 with it,
$3.5\sqrt\kappa$. (Counted, it is 46 along and 58 across, by chance the number above: at a double root the
distance shrinks like $(1 + ct)\,r^t$.)
For the unscaled student data of lecture 12 it is almost nine million against 13,500.
"""


# %% proof
def steps_to_a_thousandth(kappa, h):
    """Counted at the best η and β, for curvatures from 1 to kappa, in the direction of curvature h."""
    k = kappa**0.5
    eta, beta = (2 / (k + 1)) ** 2, ((k - 1) / (k + 1)) ** 2
    w, v, last = 1.0, 0.0, 0
    for t in range(1, int(12 * k)):
        v = beta * v + eta * h * w
        w = w - v
        if abs(w) > 0.001:
            last = t
    return last + 1


assert [steps_to_a_thousandth(100, h) for h in (1, 100)] == [46, 58]
students = 2_500_000  # κ of lecture 12's unscaled data
n_plain = np.ceil(np.log(1000) / -np.log((students - 1) / (students + 1)))
n_flat, n_steep = (steps_to_a_thousandth(students, h) for h in (1, students))
assert 8.6e6 < n_plain < 8.8e6
assert (round(n_flat, -2), round(n_steep, -2)) == (7_300, 13_500)
assert n_plain / n_steep > 600
for kappa, more in ((100, (1.34, 1.68)), (2_500_000, (1.34, 2.48))):
    root = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    by_share = np.log(1000) / -np.log(root)
    assert abs(by_share / (3.5 * np.sqrt(kappa)) - 1) < 0.02
    for h, r, factor in ((1, root, more[0]), (kappa, -root, more[1])):
        counted_steps = steps_to_a_thousandth(kappa, h)
        assert abs(counted_steps / by_share - factor) < 0.01
        c = (1 - (1 - root) ** 2 * h) / r - 1 if h == 1 else (1 - (1 + root) ** 2) / r - 1  # w₁ = (1 − ηh) w₀
        t = np.arange(4 * counted_steps)
        assert abs(np.flatnonzero(np.abs((1 + c * t) * r**t) > 0.001)[-1] + 1 - counted_steps) <= 1
assert np.ceil(np.log(1000) / -np.log(9 / 11)) == 35
assert np.ceil(np.log(1000) / -np.log(99 / 101)) == 346
for eta in (0.01, 0.03, 0.036, 0.038):  # the larger β* is the best, in the long run
    largest = max((1 - np.sqrt(eta * h)) ** 2 for h in (1, 100))
    tried = np.arange(0, 1, 0.001)
    slowest = [max(share_left(eta, k, h) for h in (1, 100)) for k in tried]
    assert abs(tried[np.argmin(slowest)] - largest) < 0.002
assert [round(float((1 - np.sqrt(0.036 * h)) ** 2), 3) for h in (1, 100)] == [0.657, 0.805]
assert ravine(*roll(0.036, 0.66)[-1]) > 1e6
for eta, beta in (((2 / 11) ** 2, (9 / 11) ** 2),):
    assert np.allclose([share_left(eta, beta, h) for h in (1.0, 100.0)], 9 / 11, atol=1e-6)
grid = [(share_left(e, k, 1), share_left(e, k, 100)) for e in np.arange(0.02, 0.04, 0.001) for k in betas[40:95:2]]
assert min(max(pair) for pair in grid) > 9 / 11 - 1e-6  # no setting is better
tried = [arrival(roll(e, k, 100)) or 999 for e in np.arange(0.027, 0.0361, 0.001) for k in betas[60:78]]
assert min(tried) == 58

# %% [markdown]
r"""
## Explore: the map of β and η

Everything that the equation said fits on one map. Each place is a pair (β, η), and the shade says how many steps it
takes in our ravine; the walk is below. The lines are the equation's. Above the solid one the ball explodes. Above the
dotted one the flat direction swings. Between the dashed and the solid one the steep direction jumps from side to side;
below the dashed one it swings (except in the lower left corner, where it creeps, too). The dotted and the dashed line
meet at the star. In the long run no setting beats it; on the way to $10^{-8}$ a place just below and to the right of it
is quicker, 58 steps against the star's 75. (Plain descent needs 446 at its quickest, at $\eta = 0.0197$.)
"""

# %% prediction [markdown]
r"""
At β = 0.9 you make η eight times as large, 0.032 instead of 0.004. What happens to the number of steps?

[ ] It is about an eighth
    Without memory the count does fall like 1/η, almost up to 0.02. At β = 0.9 both directions swing at either η.
[x] It hardly changes
    Both directions shrink to the share √0.9 in a step, whatever η is: 191 steps and 203. There η only sets how fast
    they swing.
[ ] It explodes
    The limit is 2(1 + β)/h = 0.038.
"""

# %% [markdown]
r"""
Three tasks. (Tab to a slider and use the arrow keys.)

1. Begin at $\beta = 0$, $\eta = 0.018$, and come below 65 steps.
2. At $\beta = 0.9$, find an η at which $w_1$ does not swing any more. Is it worth it?
3. At $\eta = 0.036$, find the smallest β at which the ball arrives at all. Check it with the formula.
"""

# %%
momentum_map_explorer()

# %% proof
from dlcourse.widgets.optimizers.momentum import BETAS, RATES, map_values, steps_on_map

assert [map_values(0.9, eta)["steps"] for eta in (0.004, 0.032)] == [191, 203]
assert [map_values(0, eta)["steps"] for eta in (0.004, 0.016, 0.032)] == [2212, 550, None]
for beta, eta in ((0.1, 0.004), (0, 0.004), (0.3, 0.002)):  # the lower left corner
    across = map_values(beta, eta)["path"][:, 1]
    assert (across > 0).all()
for beta, eta, jumps in ((0.3, 0.025, True), (0.9, 0.0379, False), (0.3, 0.01, False)):
    assert ((1 + beta**0.5) ** 2 / 100 < eta < 2 * (1 + beta) / 100) == jumps
    signs = np.sign(map_values(beta, eta)["path"][20:40, 1])
    assert (signs[1:] == -signs[:-1]).all() == jumps
star = (2 / (1 + 10)) ** 2, ((10 - 1) / (10 + 1)) ** 2  # η and β, with √κ = 10
assert arrival(roll(*star)) == 75
assert min(arrival(roll(rate, 0.0)) or 999 for rate in np.arange(0.019, 0.02, 0.0001)) == 446
assert arrival(roll(0.0197, 0.0)) == 446
on_map = steps_on_map(np.array(BETAS), np.array(RATES))  # (rates, betas)
fast = [(BETAS[j], RATES[i]) for i, j in np.argwhere(on_map < 65)]
assert fast
assert all(0.68 <= beta <= 0.72 and 0.024 <= eta <= 0.032 for beta, eta in fast)
assert (0.68, 0.03) in fast
assert [map_values(0.9, eta)["swings"] for eta in (0.002, 0.004)] == [[False, True], [True, True]]
assert map_values(0.9, 0.002)["steps"] == 346
assert [map_values(beta, 0.036)["steps"] is None for beta in (0.8, 0.82)] == [True, False]

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. From $\beta = 0.68$ to 0.72 and $\eta = 0.024$ to 0.032, below the star.
2. $\eta = 0.002$: below $(1 - \sqrt{0.9})^2 = 0.0026$ the flat direction is overdamped. It looks calmer and takes 346
   steps instead of 191.
3. $\beta = 0.82$: $2(1+\beta)/100 > 0.036$ asks for $\beta > 0.8$. At 0.8 itself it jumps to and fro for ever.
</details>
"""

# %% [markdown]
r"""
## Could anything be faster?

Memory has turned κ into √κ. Would a cleverer one do better still? Think of a rumour that each house of a street passes
on to its neighbours once a day: after ten days it has come ten houses far, however eagerly they talk. Slopes can travel
like that. An example of Yurii Nesterov's is a row of weights, each tied to the next as by a spring, the first to a
post at 1, and all of them weakly to 0.

$$L = \tfrac{99}{8}\left[(w_1 - 1)^2 + (w_2 - w_1)^2 + (w_3 - w_2)^2 + \dots\right]
+ \tfrac12\left[w_1^2 + w_2^2 + \dots\right]$$

Its curvatures, along eigenvectors that mix all the weights, lie between 1 and 100, as in the ravine. With $w_0 = 1$ for
the post, each slope hears of two neighbours:

$$\frac{\partial L}{\partial w_i} = \tfrac{99}{4}\,(2 w_i - w_{i-1} - w_{i+1}) + w_i .$$

Start with all weights at 0. At first only $w_1$ has a slope; after a step $w_2$ has one, too, and so on. *After $t$
steps, all weights beyond the $t$-th are still 0.* That is so for every **first-order method**: it knows slopes
alone, and moves a weight only once it has met a slope along that weight. Plain descent is one, momentum at any η and
β, the next lecture's Adam.

At the minimum each weight is $9/11$ of the one before, $w_i = (9/11)^i$, since
$\tfrac{99}{4}(2 - \tfrac{11}{9} - \tfrac{9}{11}) + 1 = 0$. After $t$ steps all that lies beyond the $t$-th is missing,
and that alone is the share $(9/11)^t$ of the distance at the start: a **lower bound**. We have met $9/11$ at the star:
it is $(\sqrt\kappa - 1)/(\sqrt\kappa + 1)$, here as there, and for any κ, with $(\kappa - 1)/8$ in place of $99/8$.
"""

# %% prediction [markdown]
r"""
How near to this bound does the heavy ball come in the row, with the star's η = (2/11)² and β = (9/11)²?

[ ] It falls behind more and more
    Across the ravine it does, since (1 + ct) rᵗ falls behind rᵗ. In the row it stays exactly on the bound.
[ ] It takes about 1.7 times as many steps
    So it was across the ravine: 58 steps to a thousandth of the distance, not 35.
[x] It runs along it, step by step
    Each step puts one more weight exactly in its place. After five steps the first five stand at the minimum, and the
    others have not heard yet. No first-order method can do better.
"""


# %%
def row(eta, beta, n_steps):
    """The first hundred weights of the row, after n_steps of momentum."""
    w, v = np.zeros(100), np.zeros(100)
    for _ in range(n_steps):
        left, right = np.append(1, w[:-1]), np.append(w[1:], 0)
        v = beta * v + eta * (99 / 4 * (2 * w - left - right) + w)
        w = w - v
    return w


print("the minimum:  ", ((9 / 11) ** np.arange(1, 9)).round(3))
print("plain descent:", row(2 / 101, 0.0, 5)[:8].round(3))
print("heavy ball:   ", row((2 / 11) ** 2, (9 / 11) ** 2, 5)[:8].round(3))

# %%
row_explorer()

# %% proof
from dlcourse.widgets.optimizers.momentum_limits import row_gradient, row_values

far = (9 / 11) ** np.arange(1, 101)
coupled = 99 / 4 * (2 * np.eye(100) - np.eye(100, k=1) - np.eye(100, k=-1)) + np.eye(100)
curved = np.linalg.eigvalsh(coupled)
assert 1 < curved[0] < 1.1
assert 99.9 < curved[-1] < 100
assert np.abs(row_gradient(far, 100.0)).max() < 1e-6
assert abs(99 / 4 * (2 - 11 / 9 - 9 / 11) + 1) < 1e-12
assert np.allclose([1 + (9 / 11) ** 2 - (2 / 11) ** 2 * (99 / 2 + 1), (2 / 11) ** 2 * 99 / 4], [0, 9 / 11])


def row_loss(w):
    """L as in the formula, for a hundred weights; the one after them is 0."""
    return 99 / 8 * (np.diff(np.concatenate([[1], w, [0]])) ** 2).sum() + (w**2).sum() / 2


tilted = np.random.default_rng(0).normal(size=100)
direction = np.random.default_rng(1).normal(size=100)
slope = (row_loss(tilted + 1e-4 * direction) - row_loss(tilted - 1e-4 * direction)) / 2e-4
assert np.isclose(slope, row_gradient(tilted, 100.0) @ direction, rtol=1e-6)
for t in (1, 5, 20, 40):
    ball = row((2 / 11) ** 2, (9 / 11) ** 2, t)
    assert np.allclose(ball[:t], far[:t], rtol=0, atol=1e-12)
    assert np.isclose(np.linalg.norm(far[t:]), (9 / 11) ** t * np.linalg.norm(far), rtol=1e-6)
    for eta, beta in ((2 / 101, 0), (0.01, 0.9), (0.03, 0.5)):
        assert (row(eta, beta, t)[t:] == 0).all()
        assert np.linalg.norm(row(eta, beta, t) - far) > (9 / 11) ** t * np.linalg.norm(far)
to_thousandth = [
    next(t for t in range(1, 400) if np.linalg.norm(row(*setting, t) - far) < 0.001 * np.linalg.norm(far))
    for setting in (((2 / 11) ** 2, (9 / 11) ** 2), (2 / 101, 0.0))
]
assert to_thousandth == [35, 244]
for rate in (0.019, 0.0194, 0.0197, 0.0199, 0.02):  # 2/101 is the best η of plain descent
    assert np.linalg.norm(row(rate, 0.0, 243) - far) > 0.001 * np.linalg.norm(far)
for kappa in (10.0, 1000.0):
    there, share = row_values(20, kappa), (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    assert np.allclose(there["distances"]["heavy ball"][:21], share ** np.arange(21), rtol=1e-4)
    assert np.abs(row_gradient(share ** np.arange(1, 401), kappa)[:-1]).max() < 1e-9
w, old = np.array(start), None  # conjugate gradients in the ravine
for _ in range(2):
    g = curvature * w
    to = -g if old is None else -g + (g @ g) / (old[0] @ old[0]) * old[1]
    w, old = w + (g @ g) / (to @ (curvature * to)) * to, (g, to)
assert np.allclose(w, 0, atol=1e-12)

# %% [markdown]
r"""
Why exactly? With the star's numbers $1 + \beta - \eta\,(\tfrac{99}{2} + 1) = 0$ and $\eta\,\tfrac{99}{4} = 9/11$.
So a weight's own place drops out of the step: the new $w_i$ is $\tfrac{9}{11}(w_{i-1} + w_{i+1})$, less
$(\tfrac{9}{11})^2$ times what $w_i$ was one step earlier. Put in $(9/11)^i$ up to the $t$-th weight and 0 beyond, and
out comes the same, up to the next.

Move the step and watch the rumour. It reaches both methods at the same time, but plain descent is too timid to act on
it: to a thousandth of the distance it needs 244 steps at its best η, the ball 35. With a larger κ the minimum lies
farther down the row, and the news has a longer way.

So √κ is no weakness of the ball: it is the price of walking by slopes alone, where the landscape is at its worst.
Elsewhere something may be faster: in our ravine *conjugate gradients*, which choose η and β anew for each step, need
two. And a row of $n$ weights says nothing about steps beyond the $n$-th, but networks mostly have more weights than
their training has steps.
"""

# %% [markdown]
r"""
## A rule you can use

In a network you know neither $h_1$ nor $h_2$. What remains is what you see:

1. Find the largest η that works without momentum, roughly $2/h_2$. Keep it, or go up to 1.5 times as far.
2. Begin with $\beta = 0.9$. The loss creeps down without waves: raise β (if η is already as large as step 1 allows).
   It goes down in long waves: lower β.
3. Once it swings, the distance falls by a factor of e in about $1/(1 - \sqrt\beta)$ steps, 20 at $\beta = 0.9$ and 200
   at 0.99. If you have only 250 steps, 0.99 is out.
4. If small batches, and not curvature, limit your η, take a tenth of it with $\beta = 0.9$. The digits below show why.
"""

# %% proof
assert [round(float(1 / (1 - np.sqrt(beta)))) for beta in (0.9, 0.99)] == [19, 199]
assert abs(np.log(np.sqrt(0.9)) * 19.5 + 1) < 0.05
assert 1.5 * 2 / 100 < (2 / 11) ** 2 < 2 * 2 / 100

# %% [markdown]
r"""
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
Nesterov's ball swings too, but less, and its swings die sooner. (The library, like Keras and PyTorch, keeps our
point *ahead*, $w - \beta v$, where the next gradient is needed: the same iteration in other variables.) The equation
says how much sooner. With the slope at $w - \beta v$ it becomes

$$r^2 - (1+\beta)(1 - \eta h)\, r + \beta\,(1 - \eta h) = 0 ,$$

and the product of the roots is $\beta(1 - \eta h)$. As long as $\eta h < 1$, a swing shrinks to
$\sqrt{\beta(1 - \eta h)}$ in a step: a smaller share than the heavy ball's $\sqrt\beta$, and the smaller the steeper
the direction. Beyond, the product is negative: both roots are real, the one that counts is negative, and the ball
jumps from side to side. There $r = -1$ gives its speed limit, $\frac{2(1+\beta)}{(1+2\beta)\,h}$. At $\beta = 0.9$
that is 0.0136 in our ravine: lower than the heavy ball's 0.038, lower even than plain descent's 0.02. With
$\eta = 0.018$ it explodes.

Is it the better one, then? That depends on what you hold fixed:
"""


# %%
def compare(what, heavy_setting, nesterov_setting):
    """How many steps the two need in the ravine, each with its (η, β)."""
    found = []
    for (eta, beta), looks in ((heavy_setting, False), (nesterov_setting, True)):
        optimizer = SGD(eta, momentum=beta, nesterov=looks)
        path = descent_path(optimizer, lambda w: curvature * w, start, 2500)
        found.append(arrival(path))
    print(f"{what} heavy ball {found[0]} {heavy_setting}, Nesterov {found[1]} {nesterov_setting}")
    return found


print("steps, and in brackets (η, β)")
same = compare("same η, same β:", (0.01, 0.9), (0.01, 0.9))
own_beta = compare("same η, best β:", (0.01, 0.82), (0.01, 0.85))
own_both = compare("best η, best β:", (0.031, 0.68), (0.0125, 0.81))

# %% proof
assert (same, own_beta, own_both) == ([190, 156], [103, 92], [58, 69])


def counted(eta, beta, looks):
    """Steps of the library's optimizer."""
    optimizer = SGD(eta, momentum=beta, nesterov=looks)
    path = descent_path(optimizer, lambda w: curvature * w, start, 160)
    return arrival(path) or 999


creeping = [SGD(0.01, momentum=0.5, nesterov=looks) for looks in (False, True)]  # where both are overdamped along
behind = [arrival(descent_path(optimizer, lambda w: curvature * w, start, 600)) for optimizer in creeping]
assert 0 < behind[1] - behind[0] < 10
for looks, lowest in ((False, 103), (True, 92)):
    assert min(counted(0.01, beta, looks) for beta in np.arange(0.76, 0.9, 0.01)) == lowest
nearby = [(eta, beta) for eta in (0.0115, 0.012, 0.0125, 0.013, 0.0135) for beta in np.arange(0.77, 0.86, 0.01)]
assert min(counted(eta, beta, True) for eta, beta in nearby) == 69
for rate, explodes in ((0.0135, False), (0.0137, True), (0.018, True), (0.009, False)):
    end = descent_path(SGD(rate, momentum=0.9, nesterov=True), lambda w: curvature * w, start, 2000)[-1]
    assert (ravine(*end) > 1e6) == explodes
    assert explodes or ravine(*end) < 1e-6
assert round(2 * 1.9 / (2.8 * 100), 4) == 0.0136
for eta, beta, h in ((0.1, 0.9, 1.0), (0.01, 0.9, 40.0)):
    roots = np.roots([1, -(1 + beta) * (1 - eta * h), beta * (1 - eta * h)])
    assert np.allclose(np.abs(roots), np.sqrt(beta * (1 - eta * h)))
    w, before = 0.3, 0.7
    v = before - w
    v = beta * v + eta * h * (w - beta * v)
    assert np.isclose(w - v, (1 + beta) * (1 - eta * h) * w - beta * (1 - eta * h) * before)
for eta in (0.011, 0.0135):  # ηh > 1 across
    roots = np.roots([1, -1.9 * (1 - eta * 100), 0.9 * (1 - eta * 100)])
    assert np.isreal(roots).all()
    assert roots.prod() < 0
    assert roots[np.abs(roots).argmax()] < 0

# %% [markdown]
r"""
Where both swing at the same η and β, Nesterov is ahead, since a β that is too large hurts it less; where both creep, it
is even a few steps behind. With each at its best, the heavy ball wins in this ravine. On convex losses that are no
quadratics Nesterov's version has the better guarantees, and a β that you cannot tune is the usual case; that speaks for
it. And since it brakes, it may stay in a local minimum that the heavy ball rolls through, as you will see next.

## Over a hill, off a saddle

Momentum is also said to be good at **local minima** and **saddle points**.

First a landscape with two valleys, $L(w) = \tfrac1{16}w^4 - \tfrac12 w^2 - 0.3w$. The shallow one lies at $-1.83$, the
deep one at $2.14$, and a low hill at $-0.31$ keeps them apart. We start far up on the left, at $-4$, with
$\eta = 0.02$. Plain descent settles in the first valley it meets. With $\beta = 0.9$, the ball has the speed to roll
over the hill. What will a ball with still less friction do, with $\beta = 0.98$?
"""

# %% prediction [markdown]
r"""
Where does the ball with β = 0.98 come to rest?

[ ] In the deep valley: it has even more speed than with 0.9
    The speed that carries it into the deep valley carries it out again.
[x] In the shallow valley
    It rolls through the deep valley, turns, comes back over the hill, and goes to and fro until its speed is too small
    for another crossing. By then it happens to be on the shallow side.
"""

# %%
runs = {}
for beta in (0.0, 0.9, 0.98):
    runs[beta] = descent_path(SGD(0.02, momentum=beta), double_well_derivative, [-4.0], n_steps=600)[:, 0]
    rest = runs[beta][-1]
    print(f"β = {beta}: comes to rest at w = {rest:.2f}, loss {double_well(rest):.2f}")
for looks in (False, True):
    optimizer = SGD(0.02, momentum=0.85, nesterov=looks)
    rest = descent_path(optimizer, double_well_derivative, [-4.0], 600)[-1, 0]
    print(f"β = 0.85, {'Nesterov' if looks else 'heavy ball'}: comes to rest at w = {rest:.2f}")

# %% proof
crossings = [int((np.diff(np.sign(run + 0.3072514)) != 0).sum()) for run in runs.values()]
assert [round(float(run[-1]), 2) for run in runs.values()] == [-1.83, 2.14, -1.83]
assert [round(float(double_well(at)), 2) for at in (-1.8286, -0.3073, 2.1358)] == [-0.42, 0.05, -1.62]
assert np.abs(double_well_derivative(np.array([-1.82859463, -0.3072514, 2.13584603]))).max() < 1e-6
assert crossings == [0, 1, 4]
rests = [
    descent_path(SGD(0.02, momentum=0.85, nesterov=on), double_well_derivative, [-4.0], 600)[-1, 0]
    for on in (False, True)
]
assert np.round(rests, 2).tolist() == [2.14, -1.83]

# %%
show(paths_over_two_minima(double_well, runs))

# %% [markdown]
r"""
What carries a ball out of a bad valley may carry it out of a good one. It does not ask which valley is better, it
rolls through what is narrow and shallow for its speed, and where it ends is partly luck. "It can leave a small dip"
is true; "it finds the better minimum" is not.

The saddle: on $L = \tfrac12(w_1^2 - w_2^2) + \tfrac14 w_2^4$ the ground rises along $w_1$ and curves downwards along
$w_2$, level at exactly $w_2 = 0$. We start near that ridge, at $w_2 = 10^{-6}$, with $\eta = 0.1$. How long
until the ball has left, say until $|w_2| > 0.5$? Near the ridge the curvature is $-1$, and our equation holds there,
too: $r^2 - (1 + 0.9 + 0.1)\,r + 0.9 = 0$ at $\beta = 0.9$, so the larger root is $1 + \sqrt{0.1} = 1.316$. Memory makes
the distance grow by 32 % a step, instead of 10 %.
"""


# %%
def leave(eta, beta, steep=1.0):
    """|w2| by step on the saddle; `steep` is the curvature along w1."""
    optimizer = SGD(eta, momentum=beta)
    path = descent_path(optimizer, lambda w: np.array([steep * w[0], w[1] ** 3 - w[1]]), [1.0, 1e-6], 1000)
    return np.abs(path[:, 1])


leaving = {f"β = {beta}, η = {eta}": leave(eta, beta) for eta, beta in ((0.1, 0), (0.1, 0.9), (0.9, 0))}
show(distance_by_step(leaving))
for beta in (0.0, 0.9):
    gone = np.argmax(leave(0.018, beta, steep=100.0) > 0.5)
    print(f"with curvature 100 along w1, η = 0.018, β = {beta}: {gone} steps")

# %% proof
assert [int(np.argmax(distance > 0.5)) for distance in leaving.values()] == [139, 50, 21]
assert gone == 143
assert np.argmax(leave(0.018, 0.0, 100.0) > 0.5) == 744
slow, fast, _ = leaving.values()
assert [round(float(distance[31] / distance[30] - 1), 2) for distance in (slow, fast)] == [0.10, 0.32]
assert np.isclose(np.roots([1, -2, 0.9]).max(), 1 + np.sqrt(0.1))
ridge = descent_path(SGD(0.1, momentum=0.9), lambda w: np.array([w[0], w[1] ** 3 - w[1]]), [1.0, 0.0], 300)
assert (ridge[:, 1] == 0).all()
assert np.allclose(leave(0.9, 0.0)[-1], 1)  # it comes to rest
assert np.isclose(leave(0.1, 0.9)[-1], 1)

# %% [markdown]
r"""
50 steps against 139: a gain? Nothing forbids plain descent a longer step here. With $\eta = 0.9$ it leaves after 21
steps, and comes to rest in the valley. The gain is real if *another* direction limits η. Give $w_1$ the curvature 100,
so that $\eta = 0.018$: now it is 744 steps against 143. And the ball needs something to grow from: exactly on the
ridge it never leaves it. In practice the noise of mini-batches gives the first push.

## Is it only a longer step?

On an even slope $\beta = 0.9$ takes steps ten times as long. Would plain descent with ten times the η not do the same?
In the ravine it would explode. But is a network on real data a ravine? We train one on 500 digits for 250 steps, with η
from 0.003 to 3, each time from five different starts. On the left, each step sees all rows at once; on the right, a
batch of 10.
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
panel_settings = {"all 500 rows at once": (500, 250), "batches of 10 rows": (10, 5)}  # batch size, epochs
panels = {title: {} for title in panel_settings}
for title, (batch_size, epochs) in panel_settings.items():
    print(title)
    for name, beta in (("no memory", 0.0), ("β = 0.9", 0.9)):
        losses = np.zeros((5, len(rates)))  # (seeds, rates)
        for seed, k in np.ndindex(losses.shape):
            losses[seed, k] = final_loss(rates[k], beta, batch_size, epochs, seed)
        panels[title][name] = losses
        middle = np.median(losses, axis=0)  # the middle one of the five starts: (rates,)
        print(f"  {name:<9} best η {rates[middle.argmin()]:.2g}: median loss {middle.min():.1g}")

# %%
show(loss_by_learning_rate(rates, panels))

# %% proof
whole, small = (panels[title] for title in panel_settings)
plain_whole, heavy_whole = (np.median(whole[name], axis=0) for name in ("no memory", "β = 0.9"))
assert 0.005 < plain_whole.min() < 0.03
assert heavy_whole.min() < 0.001
assert plain_whole.min() > 20 * heavy_whole.min()
assert rates[plain_whole.argmin()] == rates[heavy_whole.argmin()] == 1
assert whole["no memory"].min() > 3 * heavy_whole.min()  # the best of all plain runs
assert whole["no memory"][:, -1].min() > 2  # at η = 3.2 nothing is learnt
assert np.argmin(heavy_whole) < len(rates) - 1
plain_small, heavy_small = (np.median(small[name], axis=0) for name in ("no memory", "β = 0.9"))
shifted = heavy_small[:3] / plain_small[2:5]  # two steps of the grid: a tenth of the η
assert (shifted > 0.5).all()
assert (shifted < 2).all()
assert 0.5 < heavy_small.min() / plain_small.min() < 2

# %% [markdown]
r"""
The lines are medians of the five starts; the bands reach from the best to the worst. On the right, where each step
sees only 10 rows, the suspicion is right: momentum's line is about the other one, moved to the left by a factor of 10,
and at their best the two end at about the same loss. On the left it is wrong: with all rows at once, momentum's lowest
median is tens of times lower than plain descent's, and no longer step helps that: at three times its best η plain
descent has learnt nothing. Christopher Shallue and others found the same on larger tasks (*JMLR* 2019). Why does it
depend on the batch?
"""

# %% [markdown]
r"""
## What memory does to noise

In small batches noise sets the limit. Does momentum average it away, as is often said? Take a bowl, $L = \tfrac12 w^2$,
whose gradient has noise of standard deviation 1. We let 500 balls run for a long time and measure how far $w$ wanders
about its minimum. In the last line the noise is half as large, as from batches four times as large. The figure shows
one ball for each of the first three lines; its band reaches the spread of all 500 up and down.
"""


# %%
def wander(eta, beta, noise=1.0):
    """Where 500 balls in a noisy bowl are after each step, from the hundredth on."""
    rng = np.random.default_rng(0)
    steps = descent_path(SGD(eta, momentum=beta), lambda w: w + noise * rng.normal(size=500), np.zeros(500), 300)
    return steps[100:]


walks = {}
for eta, beta, noise in ((0.1, 0.0, 1), (0.1, 0.9, 1), (0.01, 0.9, 1), (0.0025, 0.9, 1), (0.01, 0.9, 0.5)):
    balls = wander(eta, beta, noise)
    move = np.diff(balls, axis=0).std()
    print(f"η = {eta}, β = {beta}, noise {noise}: wanders {balls.std():.2f}, moves {move:.3f} a step")
    walks[eta, beta, noise] = balls

# %%
titles = {"no memory, η = 0.1": (0.1, 0.0, 1), "β = 0.9, η = 0.1": (0.1, 0.9, 1), "β = 0.9, η = 0.01": (0.01, 0.9, 1)}
show(noisy_walks({title: walks[setting] for title, setting in titles.items()}))

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
for cure in ((0.0025, 0.9, 1.0), (0.01, 0.9, 0.5)):
    assert 0.45 < wander(*cure).std() / wanders[0.01, 0.9] < 0.55

# %% [markdown]
r"""
At the same η momentum makes the ball wander three times as far: each bit of noise stays in the velocity and pushes on,
ten times as far in the end, as if η were ten times as large, and the spread grows with the root of η. With a tenth of
the η the path is smoother, but wanders as far as without memory. A smaller η or a larger batch lessens that: the last
two lines each halve the spread of the third.

Now many directions, flat and steep, with noise of variance σ² in each. Without memory a step turns the variance $V$ of
a weight into $(1 - \eta h)^2\,V + \eta^2\sigma^2$. In the long run it stays the same, so $V = \eta\sigma^2 / (h\,(2 -
\eta h))$. With memory the same reckoning gives, as the mean loss that stays in a direction,

$$\tfrac12\, h V = \frac{\sigma^2}{2} \cdot \frac{\eta}{1-\beta} \cdot \frac{1 + \beta}{2(1+\beta) - \eta h}
\;\approx\; \frac{\sigma^2}{4} \cdot \frac{\eta}{1-\beta} \quad \text{for small } \eta h .$$

The curvature has gone: in a flat direction the ball wanders farther, but there it costs less. Each direction adds the
same, and together they are the **noise floor**, where the mean loss ends. How fast does it come down? A flat direction
well below its β* loses the share $\frac{\eta}{1-\beta}\,h$ of its distance in a step. There it is again, the long
step: **while noise sets the limit, β and η are one knob.** Memory pays where you could afford a long step
that a steep direction forbids to plain descent ($\eta < 2/h$): where there is little noise.

Try it, in twenty directions with curvatures from 1 to 100, which share the loss at the start equally. The noise of $B$
rows has the variance $1/B$. The mean loss, the thick line, is the sum of two: what is left of the way, and noise.

1. With 1 row in a batch, find the best η for each β. What do these settings have in common?
2. With all rows, so without noise, find the best η for β = 0 and for β = 0.8. And with 1,000 rows?
"""

# %%
noise_floor_explorer()

# %% proof
from dlcourse.widgets.optimizers import momentum_limits as limits

lowest = {}
for name, batch in limits.BATCHES.items():
    for beta in limits.BETAS:
        ends = {}
        for eta in limits.RATES:
            found = limits.noise_values(beta, eta, batch)
            ends[eta] = float(found["way"][-1].sum() + found["noise"][-1].sum())
        best_rate = min(ends, key=ends.get)
        lowest[name, beta] = best_rate, ends[best_rate]
one_row = [lowest["1", beta] for beta in limits.BETAS]
assert [best_rate for best_rate, _ in one_row] == [0.009, 0.004, 0.002, 0.001, 0.0005]
assert 0.88 < min(end for _, end in one_row) / one_row[0][1] < 0.95
assert [round(end, 3) for _, end in one_row][:4] == [0.068, 0.063, 0.063, 0.062]
assert 0.062 < one_row[4][1] < 0.068
assert all(0.0079 < best_rate / (1 - beta) < 0.0101 for (best_rate, _), beta in zip(one_row, limits.BETAS, strict=True))
assert lowest["all rows", 0.0][0] == 0.018
assert round(lowest["all rows", 0.0][1], 4) == 0.0020
for eta, swings in ((0.009, False), (0.012, True), (0.018, True), (0.025, True)):
    assert (limits.noise_values(0.8, eta, None)["way"][-1].sum() < 1e-6 * lowest["all rows", 0.0][1]) == swings
    assert all((np.sqrt(0.8) > 0.999 * share_left(eta, 0.8, h)) == (swings or h > 1.1) for h in limits.CURVATURES)
assert 8 < lowest["1,000", 0.0][1] / lowest["1,000", 0.8][1] < 12
assert lowest["1,000", 0.8][0] == 0.006
ways, noises = limits.noise_parts(0.002, 0.9, 5000)  # the formula, in the long run
h = limits.CURVATURES
assert np.allclose(noises[-1], 0.002 / 0.1 / 2 * 1.9 / (3.8 - 0.002 * h), rtol=1e-6)
assert np.allclose(noises[-1], 0.002 / 0.1 / 4, rtol=0.06)
assert np.ptp(limits.noise_parts(0.002, 0.0, 5000)[1][-1]) < 0.12 * 0.002 / 4
for eta, beta in ((0.01, 0.0), (0.001, 0.9), (0.002, 0.8)):  # a flat direction creeps by the long step
    assert np.isclose(1 - share_left(eta, beta, 1), eta / (1 - beta), rtol=0.15)
n_balls = 20_000  # σ² and the formula, against noise that is drawn
rng = np.random.default_rng(0)
at, v = np.zeros(n_balls), np.zeros(n_balls)
for _ in range(400):
    v = 0.8 * v + 0.01 * (10 * at + 0.5 * rng.normal(size=n_balls))
    at = at - v
assert np.isclose(10 * at.var() / 2, 0.25 / 2 * 0.01 / 0.2 * 1.8 / (3.6 - 0.1), rtol=0.06)

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. η = 0.009, 0.004, 0.002, 0.001 and 0.0005, and at each the loss is 0.062 to 0.068: $\eta/(1-\beta)$ is about 0.01 for
   all of them. Memory gains a tenth at most.
2. Without memory 0.002, at η = 0.018: steep directions forbid more. With β = 0.8 it is more than a million
   times lower, from η = 0.012 on: there all directions swing. With 1,000 rows, β = 0.8 leaves about a tenth of the loss
   without memory. The less noise, the more memory pays, as for the digits.
</details>
"""

# %% [markdown]
r"""
## An average that forgets

The averaging form again, now alone: the next lecture needs it twice. Take five days of odd weather: 28, 13, 17, 31 and
43 degrees. We want a running average that cares more for today than for last week, and that needs no list. Keep one
number $v$. Each day, keep a share β of it, and mix in $1 - \beta$ of the new value $\theta_t$:

$$v_t = \beta\, v_{t-1} + (1 - \beta)\,\theta_t, \qquad v_0 = 0 .$$

This is the **exponentially weighted moving average**, EWMA for short. Take $\beta = 0.9$.
"""

# %% prediction [markdown]
r"""
The first day had 28 degrees, β is 0.9 and v₀ is 0. What is v₁, the average after one day?

[ ] 28
    That is what an average of one value ought to be. But the formula mixes the 28 with v₀ = 0.
[ ] 25.2
    That gives the new value the weight β. It gets 1 − β; β is what is kept of the old.
[x] 2.8
    0.9 · 0 + 0.1 · 28. The average starts at 0 and has heard of one day only.
"""

# %%
theta = temperatures()[1][:, 0]
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
What does the average remember? Put $v_{t-1}$ into the formula, then $v_{t-2}$, and so on:

$$v_t = (1-\beta)\left[\theta_t + \beta\,\theta_{t-1} + \beta^2\,\theta_{t-2} + \dots\right].$$

Today counts $1 - \beta$, and each day further back counts β times as much as the one after it. A handy rule says that
it remembers "about the last $1/(1-\beta)$ values": 2 for $\beta = 0.5$, 10 for 0.9, 50 for 0.98. At $\beta = 0.9$ the
last ten values carry about two thirds of the weight; the rest is older.

## The slow start, corrected

The coldest day had 13 degrees, and yet the average of the first day is 2.8. An average below every single value is no
average. The reason is in the weights. After $t$ days they add up to
$(1-\beta)(1 + \beta + \dots + \beta^{t-1}) = 1 - \beta^t$, and on the first day that is 0.1. The missing 0.9 sits on
$v_0 = 0$. The cure is to divide by what the weights add up to:

$$\hat v_t = \frac{v_t}{1 - \beta^{\,t}} .$$
"""

# %%
v = ewma(theta, 0.9)
t = np.arange(1, 6)
corrected = v / (1 - 0.9**t)
print("corrected:  ", corrected.round(2))
print("the library:", ewma(theta, 0.9, bias_correction=True).round(2))
by_half = ewma(theta, 0.5, bias_correction=True)
averages = {"β = 0.9, uncorrected": v, "β = 0.9, corrected": corrected, "β = 0.5, corrected": by_half}
show(averages_by_day(theta, averages))

# %% proof
assert np.allclose(corrected, ewma(theta, 0.9, bias_correction=True))
assert corrected.round(1).tolist() == [28.0, 20.1, 19.0, 22.5, 27.5]
assert v.max() < theta.min()
ends = v[0], v[-1], corrected[-1], by_half[-1]
assert np.round(ends, 1).tolist() == [2.8, 11.3, 27.5, 34.1]
assert round(1 - 0.9**50, 3) == 0.995
nudged = theta + np.array([1, 0, 0, 0, 0])
from_first = [values[0] for values in (theta, nudged)]
for value, other in zip(theta[1:], nudged[1:], strict=True):
    from_first = [0.9 * before + 0.1 * new for before, new in zip(from_first, (value, other), strict=True)]
assert np.isclose(from_first[1] - from_first[0], 0.9**4)  # β^(t − 1)
assert 0.9**4 > 0.1 * 0.9**4 / (1 - 0.9**5)
assert round(1 - 0.9**10, 2) == 0.65
assert np.allclose([1 / (1 - 0.5), 1 / (1 - 0.9), 1 / (1 - 0.98)], [2, 10, 50])

# %% [markdown]
r"""
The correction matters at the start and then fades by itself: after 50 steps of $\beta = 0.9$ it divides by 0.995.
Another cure is to start with the first value itself, $v_1 = \theta_1$; it then has the weight $\beta^{t-1}$, more than
its share. And mind the names: pandas' `ewm(alpha=0.1).mean()` takes the weight of the *new* value,
$\alpha = 1 - \beta$, and corrects the start by itself. Remember the correction: Adam, in the next lecture, needs it.

## In one table

| What | Formula | Remember |
|---|---|---|
| momentum | $v \leftarrow \beta v + \eta \nabla L,\;\; w \leftarrow w - v$ | gradients add up, to $1/(1-\beta)$ steps |
| one direction | $r^2 - (1 + \beta - \eta h)\,r + \beta = 0$ | a step leaves $\lvert r\rvert$; swinging: $\sqrt\beta$ |
| best β for an η | $\beta^* = (1 - \sqrt{\eta h})^2$, for the $h$ where it is larger | above it all swing |
| best of all | a step leaves $(\sqrt\kappa - 1)/(\sqrt\kappa + 1)$ | √κ: 75 steps (58 beside it), not 446 at best |
| speed limit | $\eta < 2(1+\beta)/h$ | 1 + β times that of plain descent |
| Nesterov | the gradient at $w - \beta v$ | swings die sooner; limit $\frac{2(1+\beta)}{(1+2\beta)h}$, lower |
| lower bound | in the row, at least $((\sqrt\kappa - 1)/(\sqrt\kappa + 1))^t$ stays | news moves one weight a step |
| noise floor | about $\tfrac14\sigma^2\eta/(1-\beta)$ in each direction | a smaller η or a larger batch lowers it |
| average (EWMA) | $v \leftarrow \beta v + (1-\beta)\,\theta$ | about the last $1/(1-\beta)$ values |
| its start, corrected | $\hat v_t = v_t/(1-\beta^t)$ | divide by what the weights add up to |

## Check yourself

<details><summary>1. You train in small batches with η = 0.1 and want to add momentum, β = 0.9. Which η first?</summary>

0.01, if noise limits your η and the library sums the gradients: in the long run the steps are ten times as long. With
large batches, where curvature limits η, begin with the old one: there a tenth wastes what momentum could gain.
</details>

<details><summary>2. Your loss goes down in long waves, up and down over dozens of steps. What do you change?</summary>

Lower β. A smaller η makes each wave longer and does not let it die sooner; only far below, at
$\eta = (1 - \sqrt\beta)^2/h$ with the flat direction's $h$, do they stop: in our ravine with $\beta = 0.9$ at 0.0026.
</details>

<details><summary>3. "Momentum escapes local minima." What do you answer?</summary>

It can roll through a dip that is shallow for its speed, and out of a good valley, too: in our landscape $\beta = 0.98$
did both.
</details>

<details><summary>4. "Our optimizer knows only slopes, and beats the heavy ball on every landscape." Can it?</summary>

No: in a long row of weights, started at 0, no first-order method is ever ahead of the heavy ball at its best.
On *your* landscape yours may well be.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/15_momentum/15_momentum.ipynb): the average, its correction, a step of
momentum and a step of Nesterov's. Then go on to [lecture 16](16_adaptive_optimizers.ipynb), where the same averages are
used a second time, to give each weight a step of its own.

<details><summary>For readers of the handwritten notes</summary>

- Notes 3 begin their average with $v_1 = 0.1 \cdot 13 = 1.3$ and go on with $0.9 \cdot 1.3 + 0.1 \cdot 14$. The first
  day has 28 degrees, not 13, and no day has 14: $v_1 = 2.8$ and $v_2 = 0.9 \cdot 2.8 + 0.1 \cdot 13 = 3.82$.
- They compute it in pandas as `ewm(alpha=0.1).mean()` and put $\beta = 0.1$ beside it. That α is $\beta = 0.9$, with
  the start corrected: the first average is 28.
- They write momentum with three lines: $w \leftarrow w - \eta \nabla w$, then $v \leftarrow v - \eta \nabla v$, then
  $v \leftarrow \beta v + \eta\,\Delta w$. In the first the velocity never moves the weight, and a velocity has no
  gradient. Notes 1 average, which is right.
- They set `momentum = 0.01` in Keras' `SGD`. That remembers $1/(1-0.01) = 1.01$ steps; usual is 0.9.
- Their Nesterov step is $w_{new} = w_{old} - (\beta\,\frac{\partial J}{\partial w} + \beta v_t)$. The β in front of the
  gradient should be η: at $\eta = 0.1$ and $\beta = 0.9$ the first step would be nine times too long.
- They recommend momentum for local minima; notes 1 say that it reduces the noise. Both were tried above.
</details>
"""

# %% proof
assert np.allclose([0.1 * 28, 0.9 * 2.8 + 0.1 * 13], plain_averages[:2])
third = (17 + 0.9 * 13 + 0.9**2 * 28) / (1 + 0.9 + 0.9**2)
assert np.allclose([28, (13 + 0.9 * 28) / (1 + 0.9), third], corrected[:3])
assert round(1 / 0.99, 2) == 1.01
assert np.isclose(0.9 * 1.0 / (0.1 * 1.0), 9)
far = [-descent_path(SGD(0.01, momentum=beta), np.ones_like, [0.0], 100)[-1, 0] for beta in (0.0, 0.01, 0.9)]
assert np.allclose(far[:2], [1.0, 1.0101], atol=1e-3)
assert 9 < far[2] / far[0] < 10
assert round((1 - np.sqrt(0.9)) ** 2, 4) == 0.0026
assert roll(0.0026, 0.9)[:, 0].max() <= 0 < roll(0.0028, 0.9)[:, 0].max()

# %% [markdown]
r"""
# 1 · The perceptron

*A line that finds its place by being told where it is wrong, and by nothing else. You will watch it, try to stop it,
see why it must get there, and when it cannot.*

Run the first two cells (Shift+Enter) and look at the two pictures. At the end of their studies, some students are
*placed*: a company hires them on campus. Here are twelve from last year, by their cgpa (the grade average, up to 10)
and their iq. A machine has drawn a line and calls everybody placed who is on its blue side, or right on it (the student
at 8 and 100 just gets in). On the left it has four of them wrong. On the right, a little later, nobody.

In between it was asked about one student after the other and heard only *right* or *wrong*; it was wrong eight more
times. Nobody said where the line should be. How can that be enough? And is it always?

**You will be able to**

- compute what a neuron says: score, then step;
- read its weights as a line, and say what the arrow $w$ has to do with it;
- apply the perceptron trick to a point, by hand and in code, and explain why it helps;
- say how many mistakes it can make at most, in whatever order the points come;
- recognise data on which it will never come to rest.

**It builds on** a little NumPy and the equation of a line. **Time:** about 55 minutes; a good place to pause is before
*Why it gets there*. Answer each question before you open it.
"""

# %%
import numpy as np

from dlcourse import Perceptron, load_digits, mistake_bound
from dlcourse.plots import perceptron as figures
from dlcourse.plots import perceptron_rest as more_figures
from dlcourse.plots import show, show_animation
from dlcourse.widgets.perceptron import perceptron_explorer

# %%
cgpa = np.array([8.0, 6.5, 7.0, 6.0, 6.0, 5.5, 7.5, 8.5, 9.0, 6.5, 5.0, 8.0])
iq = np.array([100, 125, 120, 115, 90, 105, 85, 90, 100, 100, 95, 110])
y = np.array([1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1])  # 1: placed
x = np.column_stack([cgpa - 7, (iq - 100) / 10])  # (12, 2)

updates = list(Perceptron(2).updates(x, y))  # the line after each "wrong"
first, ninth = [(updates[i].w, updates[i].b) for i in (0, 8)]
show(figures.lines_with_sides(x, y, {"after one “wrong”": first, "after nine": ninth}))

# %% proof
assert x.shape == (12, 2)
assert y.sum() == 6
assert len(updates) == 9
assert [int(((x @ u.w + u.b >= 0) != y).sum()) for u in (updates[0], updates[8])] == [4, 0]

# %% [markdown]
r"""
## Placed or not?

Frank Rosenblatt described this machine, the **perceptron**, in 1958. Soon one was built: it looked at pictures with 400
light cells, and electric motors turned its weights. Ours is a few lines of NumPy.

The inputs `x` are measured from an average student with a cgpa of 7 and an iq of 100, and iq is counted in tens. So
$x = (0, 0)$ is the average student. Later you will see what that is worth.

## A neuron: weights, bias, step

How would you decide about a student? You might say: each grade point counts this much, ten points of iq count that
much, and together it has to be enough. A **neuron** does no more. ([Lecture 0](00_start_here.ipynb) says how far it is
like a nerve cell.) It weighs its inputs and adds up, and we call the sum its **score**:

$$z = w_1 x_1 + w_2 x_2 + b = x \cdot w + b .$$

A **weight** says how much its input counts, and whether for or against. The **bias** $b$ says how easily the neuron is
convinced: it is the score of the average student, for whom all inputs are 0. Then the neuron decides, with a **step
function**:

$$\hat y = \begin{cases} 1 & z \ge 0 \\ 0 & \text{otherwise.} \end{cases}$$

Let us try weights out of the blue, $w = (1, 2)$ and $b = -1$, on student 4, with a cgpa of 6 and an iq of 115.
"""

# %%
w, b = np.array([1.0, 2.0]), -1.0

z = x[3] @ w + b  # −1·1 + 1.5·2 − 1
y_pred = 1 if z >= 0 else 0
print(f"inputs {x[3]}   score {z}   prediction {y_pred}   the truth {y[3]}")

# %%
show(figures.neuron_diagram(x[3], w, b))

# %% proof
assert (z, y_pred, y[3]) == (1.0, 1, 0)
neuron = Perceptron(2, w=w, b=b)
assert (neuron.score(x[3]), neuron.predict(x[3])) == (1.0, 1)

# %% [markdown]
r"""
It predicts that the student was placed, which is false: these weights are no good yet.

Look at the lowest wire. The bias can be drawn as one more weight, of an input $x_0$ that is always 1. So
$z = \sum_i w_i x_i$ with $x_0 = 1$ and $w_0 = b$: whatever we find out about weights will hold for the bias too.

What is it for? Without a bias the score of $x = (0, 0)$ is 0 *whatever the weights are*, and every neuron would say 1
about the average student.

## A line, a plane, a hyperplane

Where does the neuron change its mind? Where its score is 0:

$$w_1 x_1 + w_2 x_2 + b = 0 \quad\Longleftrightarrow\quad x_2 = -\frac{w_1 x_1 + b}{w_2} .$$

That is a line (a vertical one if $w_2 = 0$), the **decision boundary** of the neuron. With three inputs it is a plane,
and with $n$ inputs a **hyperplane**: flat, and with one dimension less than the space that it cuts in two. What decides
by such a cut is called a **linear classifier**.

And $w$? People often expect the arrow $w$ to lie along the line. Take two points on it, $p$ and $q$. Both have the
score 0, so $w \cdot (p - q) = 0$, and this means that $w$ stands at a *right angle* to the line. (To see it as one, we
draw ten points of iq as long as one grade point.)
"""

# %%
p, q = on_line = np.array([[-2.0, 1.5], [2.0, -0.5]])  # two points on the line
print("their scores:", on_line @ w + b, "    w · (p − q) =", w @ (p - q))
print(f"from student 4 to the line: z/‖w‖ = {z:.0f}/√5 = {z / np.linalg.norm(w):.3f}")
same = np.array_equal(x @ (100 * w) + 100 * b >= 0, x @ w + b >= 0)
print("predictions the same with 100 w and 100 b:", same)

# %%
show(figures.score_map(x, y, (w, b), on_line, row=3))

# %% proof
assert (on_line @ w + b).tolist() == [0, 0]
assert w @ (p - q) == 0
assert same
assert round(z / np.linalg.norm(w), 3) == 0.447
for steps in (0.3, 1.0, 2.5):
    there = x[3] + steps * w / np.linalg.norm(w)
    assert np.isclose(there @ w + b - z, steps * np.linalg.norm(w))

# %% [markdown]
r"""
The arrow points to the side where the neuron says 1, because that is where the score grows: one unit of length along
$w$ adds $w \cdot w / \lVert w \rVert = \lVert w \rVert$ to it. Two things follow.

- **A score is not a distance.** To get from student 4 to the line, the score has to fall by $z$, and each unit of
  length takes $\lVert w \rVert$ off it. So the distance is $z / \lVert w \rVert$.
- **Only the direction of $w$, and $b$ in proportion to it, place the line.** If you multiply $w$ and $b$ by 100, every
  score is multiplied by 100. No sign changes, and it is the same line.

## The perceptron trick

Now make the line better. Take one student.

If the line is right about her, leave it alone. If it is wrong, there are two cases.

- A **missed 1** (a *false negative*): she was placed, and her score is below 0. It should rise. So *add* a little of
  her own inputs to the weights: $w \leftarrow w + \eta x$, and $b \leftarrow b + \eta$ (that is $\eta$ times her
  $x_0 = 1$).
- A **missed 0** (a *false positive*): she was not placed, and her score is not below 0. It should fall. So *subtract*:
  $w \leftarrow w - \eta x$, $b \leftarrow b - \eta$.

The step size $\eta > 0$ is called the **learning rate**. Why does this help? Put the new weights into the score:

$$z_{\text{new}} = (w + \eta x) \cdot x + (b + \eta) = z + \eta\,(\lVert x \rVert^2 + 1) .$$

What has been added is a square plus 1, times $\eta$: above 0 for every student in the world. Here are both cases, from
the line we had, with $\eta = 0.5$. The arrows start at the average student, where $x = (0, 0)$.
"""

# %%
eta = 0.5
missed_1, missed_0 = x[7], x[3]  # student 8 was placed, student 4 was not

for row, sign in [(missed_1, 1), (missed_0, -1)]:
    w_new, b_new = w + sign * eta * row, b + sign * eta
    formula = sign * eta * (row @ row + 1)
    before, after = row @ w + b, row @ w_new + b_new
    print(f"score {before:5.2f} → {after:6.3f}   (formula: {formula:+.3f})   w = {w_new}")

# %%
moves = [(7, (w + eta * missed_1, b + eta)), (3, (w - eta * missed_0, b - eta))]
show(figures.two_updates(x, y, (w, b), moves))

# %% proof
assert (missed_1 @ w + b, y[7]) == (-1.5, 1)
assert (missed_0 @ w + b, y[3]) == (1.0, 0)
assert missed_1 @ (w + eta * missed_1) + b + eta == 0.625
assert missed_0 @ (w - eta * missed_0) + b - eta == -1.125
assert eta * (missed_1 @ missed_1 + 1) == 2.125


def turned(w_new, towards):
    """Whether the angle between w and a point has become smaller."""
    return w_new @ towards / np.linalg.norm(w_new) > w @ towards / np.linalg.norm(w) + 0.1


assert turned(moves[0][1][0], missed_1)
assert turned(moves[1][1][0], -missed_0)
on_new_line = [float(x[i] @ w_new + b_new) for i, (_, (w_new, b_new)) in zip((3, 0), moves, strict=True)]
assert on_new_line == [0, 0]
for row, (w_new, b_new) in moves:  # somebody else is lost, or rescued, by the way
    assert (x[row] @ w_new + b_new >= 0) == y[row]

# %% [markdown]
r"""
The dotted line is the $x$ of the missed student. On the left, half of it is added to the old $w$, so $w$ turns towards
the student; on the right it is subtracted, so $w$ turns away. The line turns with the arrow, from dashed to solid, and
the bias shifts it. Student 4, on the left, and student 1, on the right, lie on the new lines: score 0, which counts as
a yes. So on the left student 4 is still missed.

> **A common slip: $w + \eta x$ moves the line up.** What goes up is the *score of that point*. On the left, student 8
> was below the line, and to have her on its upper side the line came *down* there.

One number knows what to do: $y - \hat y$ is 1 for a missed 1 (add), −1 for a missed 0 (subtract), and 0 for everybody
else. So the whole trick is one rule, the **perceptron learning rule**, with the bias as the weight of $x_0 = 1$:

$$w \leftarrow w + \eta\,(y - \hat y)\,x, \qquad b \leftarrow b + \eta\,(y - \hat y) .$$

Many books call the classes −1 and +1. The rule is then: if $y z \le 0$, $w \leftarrow w + \eta\,y\,x$. (There a score
of 0 is a mistake for both.)
"""


# %%
def trick(w, b, x, y, eta):
    """The new w and b after one point x with its label y."""
    y_pred = 1 if x @ w + b >= 0 else 0
    return w + eta * (y - y_pred) * x, b + eta * (y - y_pred)


for i in (0, 7, 3):
    neuron = Perceptron(2, learning_rate=eta, w=w, b=b)
    neuron.update(x[i], y[i])
    ours = trick(w, b, x[i], y[i], eta)
    print(f"student {i + 1}: ours", *ours, "  library", neuron.w, neuron.b)

# %% proof
for i in range(12):
    neuron = Perceptron(2, learning_rate=eta, w=w, b=b)
    neuron.update(x[i], y[i])
    assert np.array_equal(trick(w, b, x[i], y[i], eta)[0], neuron.w)
    assert trick(w, b, x[i], y[i], eta)[1] == neuron.b


def height(w, b, x1):
    """The x₂ of the line at x₁: where the score is 0."""
    return float(-(w[0] * x1 + b) / w[1])


assert height(w, b, 1.5) > height(*moves[0][1], 1.5)  # it came down
heights, rises, point = [], [], np.array([1.0, 1.0])
for w_start in ([1.0, 1.0], [1.0, -2.0]):  # the arrow points up, or down: the same addition lowers, or lifts
    w_old, b_old = np.array(w_start), -4.0
    w_new, b_new = trick(w_old, b_old, point, 1, eta=1)
    heights.append((height(w_old, b_old, 1), height(w_new, b_new, 1)))
    rises.append(float((w_new @ point + b_new) - (w_old @ point + b_old)))
assert heights == [(3, 0.5), (-1.5, -1)]
assert rises == [3, 3]

# %% prediction [markdown]
r"""
w = (0, 0), b = −5, η = 1. A point x = (1, 1) with label 1 has the score −5, so it is missed. Is it right after one
update?

[ ] Yes: the update is made for this point
    It raises the score by η(‖x‖² + 1) = 3, but from −5 that leads only to −2.
[x] No, it takes two
    Each update adds η(‖x‖² + 1) = 3 to the score of this point: −5, then −2, then 1.
[ ] No, and it never will be
    Each update raises the score by the same 3.
"""

# %% proof
far_off, seen = Perceptron(2, b=-5.0), []
for _ in range(3):
    seen.append(float(far_off.score(point)))
    far_off.update(point, 1)
assert seen == [-5, -2, 1]

# %% [markdown]
r"""
## Around again: epochs

Go through all students, one after the other, always with the weights as they are at that moment. One trip through the
data is an **epoch**. Then begin again, until an epoch goes by without a mistake. We start with nothing at all:
$w = (0, 0)$, $b = 0$, $\eta = 1$. (There is no line yet. All scores are 0, and 0 counts as a yes.)
"""

# %% prediction [markdown]
r"""
Twelve students, and after some updates nobody is wrong. How does the number of wrong ones get there?

[ ] It falls by one with each update
    The line moves for the other eleven, too.
[ ] It stays or falls, but never rises
    The update is made for one student only. Nobody asks what the new line does to the other eleven.
[x] It goes up and down on the way to 0
    The score of the missed student moves the right way. When the line moves, all other scores change, too, and some of
    them change sign.
"""

# %%
w, b = np.zeros(2), 0.0
for epoch in range(1, 5):
    mistakes = 0
    for row, label in zip(x, y, strict=True):
        w_new, b_new = trick(w, b, row, label, eta=1)
        mistakes += b_new != b  # b moves with every mistake, and only then
        w, b = w_new, b_new
    print(f"epoch {epoch}: {mistakes} mistakes     w = {w}, b = {b}")

# %% [markdown]
r"""
Watch one line at a time: first the student who is missed, in a ring, then the move. From here on the arrow shows only
the direction of $w$.
"""

# %%
film = figures.update_frames(x, y, updates)
show_animation(film, frame_seconds=1.1, last_frame_seconds=10.0)

# %%
rng = np.random.default_rng(0)
counts = [sum(Perceptron(2).fit(x, y, rng=rng)) for _ in range(300)]  # rng shuffles
print(f"300 times, each epoch shuffled: {min(counts)} to {max(counts)} updates,", end=" ")
print(f"half of the times at most {np.median(counts):.0f}")

# %% proof
assert Perceptron(2).fit(x, y) == [3, 4, 2, 0]
assert (w.tolist(), b) == ([4, 1.5], -1)
assert (updates[-1].w.tolist(), updates[-1].b) == ([4, 1.5], -1)
wrong = [int(((x @ u.w + u.b >= 0) != y).sum()) for u in updates]
assert wrong == [4, 6, 3, 1, 3, 1, 2, 1, 0]
assert sorted({u.row + 1 for u in updates}) == [2, 4, 7, 8]
distances = np.abs(x @ np.array([4, 1.5]) - 1) / np.hypot(4, 1.5)
assert (np.sort(distances)[:2] < 0.35).all()
for seed in range(5):
    rng, first_moves, later_moves = np.random.default_rng(seed), np.zeros(12), np.zeros(12)
    some = []
    for _ in range(300):
        of_this = [u.row for u in Perceptron(2).updates(x, y, rng=rng)]
        first_moves[of_this[0]] += 1
        np.add.at(later_moves, of_this[1:], 1)
        some.append(len(of_this))
    assert min(some) == 2
    assert 0.4 < np.mean(np.array(some) <= 5) < 0.7
    assert 9 <= max(some) <= 11
    assert np.array_equal(first_moves > 0, y == 0)
    assert set(np.argsort(later_moves)[-4:] + 1) == {2, 4, 7, 8}
    assert set(np.flatnonzero(later_moves == 0) + 1) == {5, 11}
assert min(counts) == 2
assert np.median(counts) in (5, 6)
assert 9 <= max(counts) <= 11

# %% [markdown]
r"""
Look closer:

- **An update helps one student, not all.** The number of wrong ones went 4, 6, 3, 1, 3, 1, 2, 1, 0: up and down.
- **The order matters.** Ours is an unlucky one. Shuffled, it takes 2 to 11 updates, half of the times at most 5.
- **Those near the other camp do most of the work.** In our order, students 2, 4, 7 and 8 made all nine updates. In
  other orders the first update goes to whichever 0 is asked first, because everybody gets a yes. After it, these four
  move the line the most often; students 5 and 11, far off at the lower left, never do.
- **It stops at the first line that works**, not at the best one. Two students lie close to it.

And the learning rate? Surely smaller steps need more of them.
"""

# %%
for eta in (1, 0.1, 0.01):
    neuron = Perceptron(2, learning_rate=eta)
    n_updates = sum(neuron.fit(x, y))
    print(f"η = {eta:<5} {n_updates} updates     w / η = {(neuron.w / eta).round(6)}")

# %% proof
assert {sum(Perceptron(2, rate).fit(x, y)) for rate in (1, 0.1, 0.01, 0.003, 0.3, 0.7, 7, 1000)} == {9}
assert np.allclose(neuron.w / eta, [4, 1.5])

# %% [markdown]
r"""
Nine each time. From zero, every weight is a sum of terms $\pm \eta x$, so $\eta$ is a common factor of all scores, and
a factor changes no sign. *Starting from zero*, the learning rate only scales the weights.

## Explore: be the enemy

Below, either the list asks (move the slider with the arrow keys), or you do, as the enemy. First, a question.
"""

# %% prediction [markdown]
r"""
From zero, η = 1 and η = 0.1 need the same 9 updates. From the line w = (4, −1), b = 1 it takes 3 with η = 1. How many
does it take from there with η = 0.1?

[ ] 3: the learning rate does not matter
    That holds only for a start from zero.
[ ] 30: steps of a tenth, so ten times as many
    It takes 14: not every mistake has to be made ten times over.
[x] More than 10, but fewer than 30
    It takes 14. Divide all weights by η, and no line changes: it is a walk with η = 1 from w = (40, −10), b = 10. The
    longer the first weights, the more steps it takes to turn them.
"""

# %% proof
from_there = [sum(Perceptron(2, rate, w=[4.0, -1.0], b=1.0).fit(x, y, 1000)) for rate in (1, 0.1)]
assert from_there == [3, 14]
assert sum(Perceptron(2, w=[40.0, -10.0], b=10.0).fit(x, y, 1000)) == 14
for nudge in (-1e-9, 1e-9):  # no score on the way is 0, so that no last bit decides
    nudged = [Perceptron(2, rate, w=[4.0, -1.0], b=1.0 + nudge) for rate in (1, 0.1)]
    assert [sum(each.fit(x, y, 1000)) for each in nudged] == from_there

# %% [markdown]
r"""
Then one task. **Be the enemy: from zero, how many mistakes can you force?**
"""

# %%
perceptron_explorer(x, y)

# %% proof
from dlcourse.widgets.perceptron import MAX_STEPS, OUTLIER, trick_values


def moves_of(*start, x=x, y=y, rate=1.0):
    """(look, student, wrong afterwards) of each update."""
    looks = trick_values(x, y, MAX_STEPS, *start, rate)
    return [(i, each.row + 1, each.wrong) for i, each in enumerate(looks, start=1) if each.moved]


def longest(w1=0.0, w2=0.0, b=0.0):
    """The most mistakes that can be forced from here, and the students to ask; every state is visited once."""
    if (w1, w2, b) not in visited:
        ways = [(0, [])]
        for i in range(12):
            sign = int(y[i]) - int(x[i] @ [w1, w2] + b >= 0)
            if sign:
                count, students = longest(w1 + sign * float(x[i, 0]), w2 + sign * float(x[i, 1]), b + sign)
                ways.append((count + 1, [i + 1, *students]))
        visited[w1, w2, b] = max(ways, key=lambda way: way[0])
    return visited[w1, w2, b]


visited = {}
assert longest() == (11, [4, 2, 4, 2, 4, 2, 8, 4, 2, 4, 7])
assert len(visited) == 147
after_one = [state for state in visited if any(state)]
assert all(x[i] @ state[:2] + state[2] < 0 for i in (4, 10) for state in after_one)  # students 5 and 11
forced = trick_values(x, y, 0, (0.0, 0.0), 0.0, 1.0, [i - 1 for i in longest()[1]])
assert (forced[-1].updates, forced[-1].wrong) == (11, 0)
assert len(moves_of((4.0, -1.0), 1.0, rate=0.1)) == 14


x_odd, y_odd = np.vstack([x, [OUTLIER]]), np.append(y, 0)
looks = trick_values(x_odd, y_odd, MAX_STEPS, (0.0, 0.0), 0.0, 1.0)
assert all(any(look.moved for look in looks[k : k + 13]) for k in range(0, MAX_STEPS - 13, 13))

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Eleven: ask 4, 2, 4, 2, 4, 2, 8, 4, 2, 4, 7. However you ask, from zero the trick only ever meets 147 settings of $w$
and $b$, and a computer that tries all ways through them finds none longer.
</details>

## Sixty-four inputs

Nothing here needs two inputs. A neuron with 64, the pixels of a handwritten digit, has to separate 3s from 8s. Five
times we draw 300 pictures to learn from and keep 57 that it never sees.
"""

# %%
pixels, labels = load_digits()
chosen = (labels == 3) | (labels == 8)
pictures, is_eight = pixels[chosen], (labels[chosen] == 8).astype(int)  # (357, 64)

for seed in range(5):
    order = np.random.default_rng(seed).permutation(357)
    known, new = order[:300], order[300:]
    reader = Perceptron(64)
    mistakes = reader.fit(pictures[known], is_eight[known])
    right = (reader.predict(pictures[new]) == is_eight[new]).sum()
    print(f"{sum(mistakes)} mistakes in {len(mistakes)} epochs, {right} of 57 new ones right")

# %%
means = [pictures[is_eight == label].mean(axis=0) for label in (0, 1)]
show(more_figures.weights_as_image(reader.w, means, [3, 8]))

# %% proof
assert len(pictures) == 357
ahead = []
for seed in range(10):
    order = np.random.default_rng(seed).permutation(357)
    some = Perceptron(64)
    history = some.fit(pictures[order[:300]], is_eight[order[:300]])
    assert history[-1] == 0
    assert 25 < sum(history) < 130
    new_right = (some.predict(pictures[order[300:]]) == is_eight[order[300:]]).sum()
    assert 54 <= new_right <= 57
    shapes, kinds = pictures[order[:300]], is_eight[order[:300]]
    apart = [((pictures[order[300:]] - shapes[kinds == kind].mean(axis=0)) ** 2).sum(axis=1) for kind in (0, 1)]
    ahead.append(new_right - ((apart[1] < apart[0]) == is_eight[order[300:]]).sum())
    grid = some.w.reshape(8, 8)
    assert grid[2:7, 2:4].mean() > 2  # the left side of an 8's loops
    assert grid[:, 4:].sum() < -20 < 20 < grid[:, :4].sum()
assert 1 < np.mean(ahead) < 4

# %% [markdown]
r"""
Each time it stops making mistakes on the 300, and reads nearly all of the others. (Going by the nearer mean picture
misses about two more.) And look where its weights are positive: down the left side, where an 8 is closed and a 3 is
open.

## Why it gets there

The line swings to and fro. Why should this ever end? Here is the proof that Albert Novikoff gave in 1962. Let $w$
include the bias, and $x$ the $x_0 = 1$; we start from $w = 0$ with $\eta = 1$.

Suppose that *some* $w^*$, bias included and of length 1, gets everybody right, with a score at least $\gamma > 0$ away
from 0. (Because of the length 1 this score is a distance, though in the space with $x_0$ as third axis, not on the
page.) Let $k$ be the number of mistakes so far, and watch two numbers: how far $w$ has come in the direction of $w^*$,
which is $w \cdot w^*$, and how long $w$ is.

**Every mistake is progress.** A missed 1 adds its $x$ to $w$, and $x \cdot w^* \ge \gamma$. A missed 0 subtracts its
$x$, and $-x \cdot w^* \ge \gamma$. Either way $w \cdot w^*$ grows by at least $\gamma$. After $k$ mistakes it is at
least $k\gamma$.

**But $w$ grows slowly.** $\lVert w \pm x \rVert^2 = \lVert w \rVert^2 \pm 2\,w \cdot x + \lVert x \rVert^2$, and the
middle term is never above 0, *because it was a mistake*: a missed 1 has $w \cdot x < 0$ and comes with a plus,
a missed 0 has $w \cdot x \ge 0$ and comes with a minus. So $\lVert w \rVert^2$ grows by at most $R^2$, where $R$ is
the length of the longest $x$. After $k$ mistakes, $\lVert w \rVert^2 \le k R^2$, or $\lVert w \rVert \le \sqrt k\,R$.

Now put them together. $w \cdot w^*$ is $\lVert w \rVert$ times the cosine of the angle between the two (since
$\lVert w^* \rVert = 1$), and so at most $\lVert w \rVert$:

$$k\gamma \;\le\; w \cdot w^* \;\le\; \lVert w \rVert \;\le\; \sqrt k\,R .$$

The left end grows like $k$, the right end like $\sqrt k$. That cannot go on: divide by $\sqrt k\,\gamma$ and square.

$$k \le \left(\frac R\gamma\right)^2 .$$

This is the **perceptron convergence theorem**. (From another start it ends, too, only later: $k$ outgrows $\sqrt k$ all
the same.) For our students, take $w^* = (3.5, 2)$, $b^* = -1.4$, which leaves plenty of room on both sides, and divide
all three numbers by their length.
"""

# %%
w_star = np.array([3.5, 2.0, -1.4])
w_star = w_star / np.linalg.norm(w_star)  # length 1, bias included
with_one = np.column_stack([x, np.ones(12)])  # x₀ = 1

gamma = ((2 * y - 1) * (with_one @ w_star)).min()  # 2y − 1 is +1 or −1
R = np.linalg.norm(with_one, axis=1).max()
print(f"γ = {gamma:.3f}   R = {R:.3f}   (R/γ)² = {(R / gamma) ** 2:.1f}")
print(f"the library: {mistake_bound(x, y, [3.5, 2.0], -1.4):.1f}")

# %%
walk = np.array([[*u.w, u.b] for u in updates])
lengths, progress = np.linalg.norm(walk, axis=1), walk @ w_star
show(more_figures.convergence_bounds(lengths, progress, gamma, R))

# %% proof
numbers = np.arange(1, 10)
assert (progress >= numbers * gamma - 1e-12).all()
assert (lengths <= np.sqrt(numbers) * R + 1e-12).all()
assert (progress <= lengths + 1e-12).all()
assert round(gamma, 3) == 0.434
assert round((R / gamma) ** 2, 1) == round(mistake_bound(x, y, [3.5, 2.0], -1.4), 1) == 39.9

# %% [markdown]
r"""
At most 39 mistakes in all, from zero to the end of time, even if an enemy chooses whom to ask next. Ours made 9, and
the worst enemy can force 11; the bound has to hold for *any* students with this $R$ and this $\gamma$. To compute it
takes a line that works, so it is known only afterwards: a promise, not a forecast.

The formula hints at what may make learning hard: a large $R$, that is, inputs far from $(0, 0)$, and a small $\gamma$.
Let us spoil it. Leave cgpa and iq where they are, at 8 and 10 tens, instead of measuring from the average student.
"""

# %% prediction [markdown]
r"""
The same twelve students as (cgpa, iq in tens), not measured from the average. How many updates now, in our order, where
it was 9?

[ ] 9 again: the picture has only been shifted
    The points have moved away, but the trick's first lines still pass close by (0, 0). From there the line has to creep
    out to the students: after 1,000 updates it is 0.7 away, after 10,000 it is 6.9, and they stand at 11 to 14.
[ ] About 40
    That was a bound for the other R and γ.
[x] More than 1,000
    It takes 16,955, and thousands in other orders. The bias, which moves by 1 for each mistake, has to get to −917.
"""

# %%
not_centred = np.column_stack([cgpa, iq / 10])
far = Perceptron(2)
n_updates = sum(far.fit(not_centred, y, epochs=10_000))
print(f"{n_updates:,} updates     w = {far.w}, b = {far.b}")

rng = np.random.default_rng(0)
shuffled = [sum(Perceptron(2).fit(not_centred, y, 10_000, rng)) for _ in range(5)]
print("shuffled, five times:", *[f"{count:,}" for count in shuffled])

w_there, b_there = [3.5, 2.0], -1.4 - 3.5 * 7 - 2.0 * 10  # w*, written for these inputs
print(f"the bound: {mistake_bound(not_centred, y, w_there, b_there):,.0f}")

# %% proof
assert n_updates == 16_955
assert (far.predict(not_centred) == y).all()
assert (far.w.tolist(), far.b) == ([92, 26.5], -917)
assert round(mistake_bound(not_centred, y, w_there, b_there)) == 123_755
far_updates = list(Perceptron(2).updates(not_centred, y, epochs=10_000))
assert [round(abs(u.b) / np.hypot(*u.w), 1) for u in (far_updates[999], far_updates[9_999])] == [0.7, 6.9]
assert max(abs(u.b) / np.hypot(*u.w) for u in far_updates[:100]) < 0.3
assert (np.hypot(*not_centred.T).min() > 10.5, np.hypot(*not_centred.T).max() < 14.5) == (True, True)
rng = np.random.default_rng(1)
others = [sum(Perceptron(2).fit(not_centred, y, 10_000, rng)) for _ in range(10)]
assert 2000 < min(shuffled + others) < max(shuffled + others) < 8000
assert 4500 < np.median(shuffled + others) < 5800
R_there = np.sqrt((not_centred**2).sum(axis=1).max() + 1)
assert (round(R, 1), round(R_there, 1)) == (2.7, 14.1)
assert round(R_there / np.sqrt(mistake_bound(not_centred, y, w_there, b_there)), 3) == 0.040

# %% [markdown]
r"""
Shuffled, five updates have become some five thousand. $R$ has grown from 2.7 to 14.1. But $\gamma$ has fallen, too,
from 0.434 to 0.040, although every student is as far from the line as before. For $\gamma$ is not measured on the
page, but in the space with $x_0$. Here it is, seen along the boundary.
"""

# %%
length = np.hypot(3.5, 2.0)
views = {
    "measured from the average student": (x @ [3.5, 2.0] / length, 1.4 / length),
    "as they come": (not_centred @ [3.5, 2.0] / length, -b_there / length),
}
show(more_figures.room_beside_the_origin(views, y))

# %% proof
in_plane = (2 * y - 1) * (x @ [3.5, 2.0] - 1.4) / length
assert round(in_plane.min(), 3) == 0.459
for rows, b_star, value in ((x, -1.4, 0.434), (not_centred, b_there, 0.040)):
    d = abs(b_star) / length
    assert round(0.4590 / np.sqrt(1 + d**2), 3) == value
    h = ((2 * y - 1) * (rows @ [3.5, 2.0] + b_star)).min() / length
    r = np.sqrt((rows**2).sum(axis=1)).max()
    bound = mistake_bound(rows, y, [3.5, 2.0], b_star)
    assert np.isclose((1 + r**2) * (1 + d**2) / h**2, bound)
assert [round(abs(b_star) / length, 2) for b_star in (-1.4, b_there)] == [0.35, 11.39]
totals = []
for seed in range(10):
    order = np.random.default_rng(seed).permutation(357)[:300]
    from_mean = pictures[order] - pictures[order].mean(axis=0)
    totals.append([sum(Perceptron(64).fit(each, is_eight[order])) for each in (pictures[order], from_mean)])
assert 0.35 < np.divide(*np.sum(totals, axis=0)[::-1]) < 0.7


def typical(rows, seed, n=15):
    """The median number of updates, shuffled."""
    rng = np.random.default_rng(seed)
    return np.median([sum(Perceptron(2).fit(rows, y, 10_000, rng)) for _ in range(n)])


for seed in range(5):
    assert 85 <= typical(x * [1, 10], seed) <= 105
    assert 4 <= typical(10 * x, seed, 100) <= 7
assert 9.9 < mistake_bound(10 * x, y, [3.5, 2.0], -14.0) / mistake_bound(x, y, [3.5, 2.0], -1.4) < 10.5

# %% [markdown]
r"""
All students stand at height $x_0 = 1$, and the street between the camps is equally wide in both pictures: the nearest
student is $h = 0.459$ from the line. But with the bias as a weight, the boundary passes through the origin. If the line
on the page is far from $(0, 0)$, the boundary has to lean, and the strip that fits into the street gets thin. How thin?
$h$ is the score of the nearest student divided by the length of $w^*$ *without* its bias, $\gamma$ the same score
divided by the length *with* it. Since $d = |b^*| / \lVert w^* \rVert$ is the distance from $(0, 0)$ to the line on the
page,

$$\gamma = \frac{h}{\sqrt{1 + d^2}}, \qquad \text{with } d = 0.35 \text{ above and } d = 11.39 \text{ below.}$$

So measure your inputs from the middle. For the 3s and 8s, with the mean picture of the 300 subtracted, about half as
many mistakes will do. And take units that make the inputs alike in size: with iq in points, though from the middle,
the five updates become some ninety. (*All* inputs ten times as long are another matter: the bound grows tenfold, the
updates hardly.) [Lecture 12](12_improving_a_network.ipynb) comes back to this.

## Where no line will do

The promise of the last section had an *if*: if some line gets everybody right. Such data are called **linearly
separable**. The best-known data that are not have only four points. XOR is 1 where exactly one of two inputs is 1.
"""

# %%
tables = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}
lines = {"AND": (np.array([1.0, 1.0]), -1.5), "OR": (np.array([1.0, 1.0]), -0.5)}
show(more_figures.truth_tables(tables, lines))

# %% proof
corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
for name, (w_table, b_table) in lines.items():
    assert np.array_equal(corners @ w_table + b_table >= 0, tables[name])

# %% [markdown]
r"""
Look at the cross. It lies halfway between the two 1s, so its score is the mean of theirs, and at least 0. But it lies
halfway between the two 0s, too, and so its score is below 0. There is no such line, and never is one if some point lies
both between 1s and between 0s. Marvin Minsky and Seymour Papert wrote a book about such limits, *Perceptrons* (1969).
The way out is to use several neurons, in layers: [lecture 3](03_multilayer_perceptron.ipynb).

What does the trick do on such data? Take student 13 of the explorer: a cgpa of 9, an iq of 115, and not placed.
"""

# %%
x_odd, y_odd = np.vstack([x, [2.0, 1.5]]), np.append(y, 0)

mistakes = Perceptron(2).fit(x_odd, y_odd, epochs=1000)
print("mistakes in the first epochs:", *mistakes[:12])
print(f"fewest in an epoch: {min(mistakes)}   epochs without any: {mistakes.count(0)}")
restless = list(Perceptron(2).updates(x_odd, y_odd, epochs=1000))
different = {(u.b, *u.w) for u in restless}
print(f"{len(restless):,} updates, but only {len(different)} different weights")

# %%
show(more_figures.lines_without_convergence(x_odd, y_odd, restless[:105], 11, (3, 6, 12)))

# %% proof
assert (min(mistakes), mistakes.count(0), len(mistakes), len(different)) == (3, 0, 1000, 74)
assert sum(mistakes) == len(restless) == 5201
triangle = np.column_stack([x_odd[[3, 6, 12]], np.ones(3)])  # students 4, 7 and 13: not placed
assert (np.linalg.solve(triangle.T, [*x_odd[11], 1]) > 0.01).all()  # student 12 lies inside
wrong_odd = [int(((x_odd @ u.w + u.b >= 0) != y_odd).sum()) for u in restless[:105]]
assert (min(wrong_odd), max(wrong_odd)) == (1, 9)
assert restless[104].epoch == 19
assert all(2 * value == round(2 * value) for weights in different for value in weights)
starts = {}  # the weights at the start of each epoch: from the first that comes again, all repeats
neuron = Perceptron(2)
for epoch in range(1000):
    state = (*neuron.w.tolist(), neuron.b)
    if state in starts:
        break
    starts[state] = epoch
    neuron.fit(x_odd, y_odd, epochs=1)
assert epoch < 100
for seed in range(3):  # shuffled, the weights stay small, too
    rng = np.random.default_rng(seed)
    long = max(np.hypot(np.hypot(*u.w), u.b) for u in Perceptron(2).updates(x_odd, y_odd, 1000, rng))
    assert long < 15

# %% [markdown]
r"""
One student more, and the line never rests again. No line can separate these thirteen, because student 12, who was
placed, lies between students 4, 7 and 13, who were not: inside their triangle.

At one point a single student was wrong; no line can do better here. The next update left that line: the trick
cannot see how good a line is, only that somebody is missed. Nor do the weights run away (a theorem says that they stay
bounded, on any data). They are multiples of ½, so there are only so many that they can be. Sooner or later an epoch
begins with the weights of an earlier one, and from then on, in the same order, everything repeats.

So if you stop it at some moment, the line you get is a matter of luck. You could keep the best line met so far (the
**pocket algorithm**), but meeting it is still luck: nothing steers towards it. We want a number that says how bad a
line is *and which way is better*: a **loss**. That is the next lecture.

## In one table

| What | Formula | Remember |
|---|---|---|
| score | $z = x \cdot w + b$ | the bias is the weight of $x_0 = 1$ |
| step | $\hat y = 1$ where $z \ge 0$, else 0 | only the sign counts |
| decision boundary | $w \cdot x + b = 0$ | line, plane, hyperplane; $w$ stands at a right angle to it |
| distance | $\lvert z \rvert / \lVert w \rVert$ | a score alone is none |
| trick | $w \leftarrow w + \eta (y - \hat y) x$, and $b$ likewise with $x_0 = 1$ | helps this point; may harm others |
| separable | from zero, at most $(R/\gamma)^2$ mistakes | measure from the middle: 5 updates, not 5,000 |
| not separable | no epoch without a mistake | the line never rests |

## Check yourself

<details><summary>1. A missed 0 has x = (3, 4), and η = 0.1. By how much does its score fall?</summary>

By $\eta(\lVert x \rVert^2 + 1) = 0.1 \cdot (25 + 1) = 2.6$.
</details>

<details><summary>2. The trick has run for 1,000 epochs and still makes mistakes. Are the data not separable?</summary>

You can't tell from that alone. Perhaps no line exists; perhaps the street is narrow or the data lie far from the
origin, and it needs more time.
</details>

<details><summary>3. Somebody's line, bias included and of length 1, has γ = 0.5; R = 3. You have counted 37 mistakes
from zero. What do you say?</summary>

At most $(3/0.5)^2 = 36$ are possible: there is a slip in the code, in $\gamma$ or in $R$.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/01_perceptron/01_perceptron.ipynb): the score, the step, the trick on
one point, and the trick on all points. Then go on to [lecture 2](02_perceptron_loss.ipynb), where a loss says how bad a
line is.

<details><summary>For readers of the handwritten notes</summary>

- Notes 1: a bias is added so that training proceeds even if all weights are 0. A neuron learns from zero weights
  without any bias: the first missed point adds its own $x$. In a *network* of zeros it is no help
  ([lecture 11](11_weight_initialization.ipynb)). A bias is there so that the line need not pass through $(0, 0)$.
- Notes 3: $w + \eta x$ moves the line up and $w - \eta x$ down. They raise and lower the score of $x$; where $w_2 > 0$,
  a higher score means a *lower* line.
</details>
"""

# %% proof
from dlcourse import SGD, BinaryCrossentropy, Dense, ReLU, Sequential, Sigmoid, Tanh
from dlcourse.initializers import zeros

assert 0.1 * (25 + 1) == 2.6
w_free = np.zeros(2)
for row, label in [(np.array([2.0, 1.0]), 1), (np.array([-1.0, -2.0]), 0)]:
    w_free = w_free + (label - (row @ w_free >= 0)) * row
assert w_free.tolist() == [1, 2]
assert ([2, 1] @ w_free, [-1, -2] @ w_free) == (4, -5)


def zero_network(activation):
    """Which weights, and whether the last bias, have left zero after some steps; whether the units are still alike."""
    rng = np.random.default_rng(0)
    two = Sequential([Dense(2, 3, rng, zeros), activation(), Dense(3, 1, rng, zeros)])
    two.compile(SGD(0.5), BinaryCrossentropy(from_logits=True)).fit(x[:5], y[:5, None], epochs=200, verbose=False)
    first, last = two.layers[0].W, two.layers[2].W
    return [bool(first.any()), bool(last.any())], bool(two.layers[2].b.any()), np.allclose(first, first[:, :1])


assert zero_network(ReLU) == zero_network(Tanh) == ([False, False], True, True)
assert zero_network(Sigmoid) == ([True, True], True, True)

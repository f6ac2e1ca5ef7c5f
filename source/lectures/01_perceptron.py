# %% [markdown]
r"""
# 1 · The perceptron

*A line that finds its place by being told where it is wrong, and by nothing else. You will watch it, try to stop it,
see why it must get there, and when it cannot.*

Run the first two cells (Shift+Enter) and look at the two pictures. At the end of their studies, some students are
*placed*: a company hires them on campus. Here are twelve from last year, by their cgpa (the grade average, up to 10)
and their iq. A machine has drawn a line and calls everybody placed who is on its blue side or exactly on it (on the
left, the student at 8 and 100). Rings mark the mistakes: four on the left; on the right, a little later, none.

In between it was shown one student after the other and told only whether it was right about her; it was wrong eight
more times.
Nobody said where the line should be. How can that be enough? And is it always?

**You will be able to**

- compute what a neuron says: score, then step;
- read its weights as a line, and say what the arrow $w$ has to do with it;
- apply the perceptron trick to a point, by hand and in code, and explain why it helps;
- say what limits the number of its mistakes, in whatever order the points come;
- recognise data, with two inputs, on which it will never come to rest.

**It builds on** a little NumPy, the equation of a line, and the dot product
$u \cdot v = \lVert u \rVert \lVert v \rVert \cos \theta$, which is 0 at a right angle. **Time:** about 55 minutes; a
good place to pause is before *Why it gets there*. Answer each question before you open it.
"""

# %%
import numpy as np

from dlcourse import Perceptron, load_digits, mistake_bound
from dlcourse.plots.neuron import perceptron as figures
from dlcourse.plots.neuron import perceptron_proof as proof_figures
from dlcourse.plots.neuron import perceptron_rest as more_figures
from dlcourse.plots import show, show_animation
from dlcourse.widgets.neuron.perceptron import perceptron_explorer

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

Frank Rosenblatt described this machine, the **perceptron**, in 1958. Soon one was built, the Mark I: it
looked at pictures with 400 light cells, and electric motors turned its weights. Ours is a few lines of NumPy.

The inputs `x` are measured from an average student with a cgpa of 7 and an iq of 100, and iq is counted in tens. So
$x = (0, 0)$ is the average student (of all, and nearly of these twelve). Later you will see what that is worth.

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
assert ((x @ [2.0, 1.0] >= 0) == y).all()


def most_right(rows):
    """The most students on their side of any line through (0, 0): all angles at which nobody changes sides."""
    edges = np.sort(np.concatenate([np.arctan2(-rows[:, 0], rows[:, 1]), np.arctan2(rows[:, 0], -rows[:, 1])]))
    between = np.append((edges[1:] + edges[:-1]) / 2, (edges[0] + edges[-1]) / 2 + np.pi)
    angles = np.concatenate([edges - 1e-9, edges + 1e-9, between])  # a student on the line may count as a yes
    scores = rows @ np.stack([np.cos(angles), np.sin(angles)])
    return int(np.maximum((scores >= 0) == y[:, None], (np.abs(scores) < 1e-6) & (y == 1)[:, None]).sum(axis=0).max())


assert (most_right(x), most_right(np.column_stack([cgpa, iq / 10]))) == (12, 9)

# %% [markdown]
r"""
It predicts that the student was placed, which is false: these weights are no good yet.

Look at the lowest wire. The bias can be drawn as one more weight, of an input $x_0$ that is always 1. So
$z = \sum_i w_i x_i$ with $x_0 = 1$ and $w_0 = b$: whatever we find out about weights will hold for the bias too.

What is it for? Without it the score of $x = (0, 0)$ is 0 *whatever the weights are*, so the line where the score is 0
has to pass through $(0, 0)$. Measured from an average student, these twelve allow it: $w = (2, 1)$ gets all of them
right. With cgpa and iq as they come, no line through $(0, 0)$ gets more than 9 right.

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
The arrow points to the side where the neuron says 1, because that is where the score grows: a step of length 1 along
$w$ is $w / \lVert w \rVert$, and it adds $w \cdot (w / \lVert w \rVert) = \lVert w \rVert$. Two things follow.

- **A score is not a distance.** To get from student 4 to the line, the score has to fall by $z$, and each unit of
  length takes $\lVert w \rVert$ off it. So the distance is $z / \lVert w \rVert$.
- **Multiplying $w$ and $b$ by the same positive number leaves the line where it is.** Every score is multiplied by it,
  and no sign changes.

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

What has been added is a square plus 1, times $\eta$: always positive. Here are both cases, from the line we had, with
$\eta = 0.5$. The arrows start at the average student, where $x = (0, 0)$.
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
from_origin = [
    round(float(abs(b_some) / np.hypot(*w_some)), 3) for w_some, b_some in [(w, b), moves[0][1], moves[1][1]]
]
assert from_origin == [0.447, 0.217, 0.768]
for row, (w_new, b_new) in moves:  # somebody else is lost, or rescued, by the way
    assert (x[row] @ w_new + b_new >= 0) == y[row]

# %% [markdown]
r"""
The dotted line is the $x$ of the missed student. On the left, half of it is added to the old $w$, so $w$ turns towards
the student; on the right it is subtracted, so $w$ turns away. The line turns with the arrow, from dashed to solid, and
its distance from $(0, 0)$, which is $|b| / \lVert w \rVert$, changes too. Student 4, on the left, and student 1, on the
right, lie on the new lines: score 0, which counts as a yes. So on the left student 4 is still wrong.

> **A common slip: $w + \eta x$ moves the line up.** What goes up is the *score of that point*. On the left, student 8
> was below the line, and to have her on its upper side the line came *down* there.

The difference $y - \hat y$ covers all cases: it is 1 for a missed 1 (add), −1 for a missed 0 (subtract), and 0 for
everybody else. So the whole trick is one rule, the **perceptron learning rule**, with the bias as the weight of
$x_0 = 1$:

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
    w_new, b_new = trick(w, b, x[i], y[i], eta)
    print(f"student {i + 1}:  w = {w_new}, b = {b_new}")

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
w = (−2, 1), b = −4, η = 1. A point x = (1, 1) with label 1 has the score −5, so it is missed. Is it right after one
update?

[ ] Yes: the update is made for this point
    It raises the score by η(‖x‖² + 1) = 3, but from −5 that leads only to −2.
[x] No, it takes two
    Each update adds η(‖x‖² + 1) = 3 to the score of this point: −5, then −2, then 1.
[ ] No, and it never will be
    Each update raises the score by the same 3.
"""

# %% proof
far_off, seen = Perceptron(2, w=[-2.0, 1.0], b=-4.0), []
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
`Perceptron(2).fit(x, y)` runs just this loop, from zero with $\eta = 1$, and returns the mistakes of each epoch;
`.updates` gives the line after each mistake. Watch one line at a time: first the student who is missed, in a ring, then
the move. In the film and in the explorer the arrow shows only the direction of $w$.
"""

# %%
film = figures.update_frames(x, y, updates)
show_animation(film, frame_seconds=1.1, last_frame_seconds=10.0)

# %%
rng = np.random.default_rng(0)
counts = [sum(Perceptron(2).fit(x, y, rng=rng)) for _ in range(300)]  # rng shuffles
print(f"300 times, each epoch shuffled: {min(counts)} to {max(counts)} updates,", end=" ")
print(f"median {np.median(counts):.0f}")

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
- **The order matters.** Ours is an unlucky one. Shuffled, it takes 2 to 11 updates, in the median 5.
- **Those near the other class do most of the work.** In our order, students 2, 4, 7 and 8 made all nine updates. In
  other orders the first update goes to the first 0 asked, because everybody gets a yes; of the later ones, most go to
  these four, and none to students 5 and 11, far off at the lower left.
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

Below, either the list asks, or you do. First, a question.
"""

# %% prediction [markdown]
r"""
From zero, the learning rate changed nothing. Now start from w = (−2, −2), b = 0, with nearly everybody on the wrong
side, and let the list ask. Which learning rate needs the fewest updates: 0.1, 1 or 10?

[ ] 0.1: small steps do no harm
    It takes the most, 34. Each step turns the long arrow only a little.
[ ] They all need the same
    That holds only for a start from zero.
[x] 10
    It takes 2, against 8 and 34. Divide all weights by η, and no line changes: these are walks with η = 1 from
    w = (−20, −20), (−2, −2) and (−0.2, −0.2). The longer the first weights, the more steps it takes to turn them. A
    large η makes a bad start count for less; a good one, too.
"""

# %% proof
STARTS_AT, RATES = np.array([-2.0, -2.0]), (0.1, 1, 10)
assert ((x @ STARTS_AT >= 0) != y).sum() == 11
for nudge in (-1e-9, 0, 1e-9):  # no last bit decides; with a rate of 1 a score is exactly 0
    rated = [Perceptron(2, rate, w=STARTS_AT, b=0 if rate == 1 else nudge) for rate in RATES]
    assert [sum(each.fit(x, y, 1000)) for each in rated] == [34, 8, 2]
scaled = [Perceptron(2, w=STARTS_AT / rate, b=0.0) for rate in RATES]
assert [sum(each.fit(x, y, 1000)) for each in scaled] == [34, 8, 2]
for seed in range(5):  # and in other orders
    rng = np.random.default_rng(seed)
    slow, middle, fast = [
        np.mean([sum(Perceptron(2, rate, w=STARTS_AT).fit(x, y, 1000, rng)) for _ in range(60)]) for rate in RATES
    ]
    assert slow > 25 > 10 > middle > fast + 1

# %% [markdown]
r"""
Then three tasks.

1. *Be the enemy.* Under *who asks* choose yourself, and start from zero. Force five mistakes, then eight. (Ask those
   near the other class. What do 4 and 2 do to each other's line?)
2. *A bad start.* Let the list ask, from the line that is nearly the wrong way round, and see your answer come true.
3. *One student more.* From zero with η = 1, tick student 13. Is there ever only one wrong? Does it last?
"""

# %%
perceptron_explorer(x, y)

# %% proof
from dlcourse.widgets.neuron.perceptron import MAX_STEPS, OUTLIER, trick_values


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
assert [len(moves_of((-2.0, -2.0), 0.0, rate=rate)) for rate in RATES] == [34, 8, 2]
assert round(float(np.degrees(np.arccos(x[3] @ x[1] / np.linalg.norm(x[3]) / np.linalg.norm(x[1]))))) == 22

x_odd, y_odd = np.vstack([x, [OUTLIER]]), np.append(y, 0)
looks = trick_values(x_odd, y_odd, MAX_STEPS, (0.0, 0.0), 0.0, 1.0)
assert all(any(look.moved for look in looks[k : k + 13]) for k in range(0, MAX_STEPS - 13, 13))
assert [k for k, look in enumerate(looks, start=1) if look.wrong == 1] == [151, 152, 153, 154, 155]
assert (looks[155].row + 1, looks[155].moved, looks[155].wrong) == (13, True, 5)

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Student 4 is a 0 and 2 a 1, but seen from the average student they lie in nearly the same direction, 22° apart. So what
4 subtracts, 2 adds again. The most is eleven, as with 4, 2, 4, 2, 4, 2, 8, 4, 2, 4, 7: a program that tried all ways
found none longer. With student 13, only one is wrong after 151 questions; at the 156th she is asked herself, and then 5
are wrong. *Where no line will do* says why.
</details>

## Why it gets there

The line swings to and fro. Why should this ever end? Leave the bias out for a moment; these twelve can be separated
without one. Then $w$ is a point in a plane, and each mistake moves it by $+x$ or $-x$. The weights that get everybody
right form a cone, since with $w$ every positive multiple of it does.
"""

# %%
w, walk, asked = np.zeros(2), [], []
for i in [*range(12)] * 3:  # three epochs, without a bias
    w_new, _ = trick(w, 0, x[i], y[i], eta=1)
    if (w_new != w).any():
        walk.append(w_new)
        asked.append(i)
    w = w_new

show(proof_figures.walk_of_weights(x, y, np.array(walk), asked, w_star=[2, 1]))

# %% proof
assert [i + 1 for i in asked] == [4, 5, 7, 4, 7]
assert np.array(walk).tolist() == [[1, -1.5], [2, -0.5], [1.5, 1], [2.5, -0.5], [2, 1]]
assert ((x @ walk[-1] >= 0) == y).all()
shadows = np.array(walk) @ [2, 1] / np.sqrt(5)
gamma_there = ((2 * y - 1) * (x @ [2, 1])).min() / np.sqrt(5)
assert (np.diff([0, *shadows]) >= gamma_there - 1e-12).all()
assert round(gamma_there, 3) == 0.224

# %% [markdown]
r"""
Left, the line of weights $w^* = (2, 1)$, which get everybody right. The distance from the line to the nearest student
is the **margin** $\gamma$ of $w^*$. Right, the walk of $w$. It swings across the cone, but its shadows on the ray of
$w^*$ move only outwards, by at least $\gamma$ each time. And $w$ cannot get long fast. (Without a bias others are
missed than in the film: here 4, 5 and 7. Step 3 ends on the edge of the cone, where student 4 scores 0: still a
mistake.)

Here is the proof that Albert Novikoff gave in 1962, for any number of inputs. Let $w$ include the bias, and $x$ the
$x_0 = 1$; we start from $w = 0$ with $\eta = 1$. Suppose that *some* $w^*$, bias included and of length 1, gets
everybody right with a margin $\gamma > 0$: every score is at least $\gamma$ away from 0. (At length 1 a score is a
distance, here in the space with $x_0$ as one more axis. [Lecture 2](02_perceptron_loss.ipynb) calls the signed score of
each point its margin; $\gamma$ is the smallest of them.) Let $k$ be the number of mistakes so far, and watch two
numbers: the shadow of $w$ on $w^*$, which is $w \cdot w^*$, and the length of $w$.

**Every mistake is progress.** A missed 1 adds its $x$ to $w$, and $x \cdot w^* \ge \gamma$. A missed 0 subtracts its
$x$, and $-x \cdot w^* \ge \gamma$. Either way $w \cdot w^*$ grows by at least $\gamma$. After $k$ mistakes it is at
least $k\gamma$.

**But $w$ grows slowly.** $\lVert w \pm x \rVert^2 = \lVert w \rVert^2 \pm 2\,w \cdot x + \lVert x \rVert^2$, and the
middle term is never above 0, *because it was a mistake*: a missed 1 has $w \cdot x < 0$ and comes with a plus,
a missed 0 has $w \cdot x \ge 0$ and comes with a minus. So $\lVert w \rVert^2$ grows by at most $R^2$, where $R$ is
the length of the longest $x$. After $k$ mistakes, $\lVert w \rVert \le \sqrt k\,R$.

Now put them together. Since $\lVert w^* \rVert = 1$, the cosine of the angle between $w$ and $w^*$ is

$$\frac{w \cdot w^*}{\lVert w \rVert} \;\ge\; \frac{k\gamma}{\sqrt k\,R} = \sqrt k\,\frac{\gamma}{R} .$$

But a cosine is at most 1. So $\sqrt k \le R/\gamma$, and

$$k \le \left(\frac R\gamma\right)^2 .$$

This is the **perceptron convergence theorem**. (From another start it ends too: the start only adds constants to
$k\gamma$ and to $\sqrt k\,R$, and the first outgrows the second all the same.) For our students, with the bias, take
another $w^*$ than in the picture, $(3.5, 2)$ with $b^* = -1.4$: since its bias may move, its margin is wider. Divide
all three numbers by their length.
"""

# %%
w_star = np.array([3.5, 2.0, -1.4])
w_star = w_star / np.linalg.norm(w_star)  # length 1, bias included
with_one = np.column_stack([x, np.ones(12)])  # x₀ = 1

gamma = ((2 * y - 1) * (with_one @ w_star)).min()  # 2y − 1 is +1 or −1
R = np.linalg.norm(with_one, axis=1).max()
print(f"γ = {gamma:.3f}   R = {R:.3f}   (R/γ)² = {(R / gamma) ** 2:.1f}")

# %%
weights = np.array([[*u.w, u.b] for u in updates])
cosines = weights @ w_star / np.linalg.norm(weights, axis=1)
show(proof_figures.one_step_and_cosine(walk[1], walk[2] - walk[1], cosines, gamma, R))

# %% proof
numbers = np.arange(1, 10)
lengths, progress = np.linalg.norm(weights, axis=1), weights @ w_star
assert (progress >= numbers * gamma - 1e-12).all()
assert (lengths <= np.sqrt(numbers) * R + 1e-12).all()
assert (np.sqrt(numbers) * gamma / R < cosines).all()
assert (cosines < 1).all()
assert round(gamma, 3) == 0.434
assert np.isclose(((2 * y - 1) * (with_one @ [2, 1, 0])).min() / np.sqrt(5), gamma_there)
assert gamma > gamma_there
assert walk[2] @ x[3] == 0
assert round((R / gamma) ** 2, 1) == round(mistake_bound(x, y, [3.5, 2.0], -1.4), 1) == 39.9
assert np.array_equal(walk[2] - walk[1], -x[6])
assert walk[1] @ x[6] > 0
assert walk[2] @ walk[2] < walk[1] @ walk[1] + x[6] @ x[6]
starts_and_counts = {((4.0, -1.0), 1.0): 3, ((1.0, 2.0), -1.0): 3, ((-2.0, -2.0), 0.0): 8, ((3.5, 2.0), -1.4): 0}
for (w_first, b_first), count in starts_and_counts.items():  # from zero: 9
    assert sum(Perceptron(2, w=w_first, b=b_first).fit(x, y, 1000)) == count
for seed in range(5):
    counts_of = {}
    for start in [((0.0, 0.0), 0.0), *starts_and_counts]:
        rng = np.random.default_rng(seed)
        counts_of[start] = np.mean(
            [sum(Perceptron(2, w=start[0], b=start[1]).fit(x, y, 1000, rng)) for _ in range(100)]
        )
    assert counts_of[(4.0, -1.0), 1.0] + 0.5 < counts_of[(0.0, 0.0), 0.0] < counts_of[(-2.0, -2.0), 0.0] - 1

# %% [markdown]
r"""
Left, step 3 of the walk above: it leans back from the right angle, so the new $w$ is shorter than the hypotenuse.
Right, our nine mistakes with the bias: the floor rises until it meets the ceiling.

So there are at most 39 mistakes, starting from zero, however long it runs, even if an enemy chooses whom to ask next.
Ours made 9, and the worst enemy can force 11; the bound has to hold for *any* students with this $R$ and this $\gamma$.
To compute it takes a line that works, so it is known only afterwards: a promise, not a forecast.

## Why to centre the inputs

The bound is large if $R$ is large compared with $\gamma$, as with inputs far from $(0, 0)$. Let us try. Leave cgpa and
iq where they are, at 8 and 10 tens, instead of measuring from the average student. (`mistake_bound` computes
$(R/\gamma)^2$, as above.)
"""

# %% prediction [markdown]
r"""
The same twelve students as (cgpa, iq in tens), not measured from the average. How many updates now, in our order, where
it was 9?

[ ] 9 again: the picture has only been shifted
    The trick's first lines still pass close by (0, 0), and the students now stand 11 to 14 away from it.
[ ] About 40
    That was a bound for the other R and γ.
[x] More than 1,000
    It takes 16,955, and thousands in other orders. The text below says why.
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
assert (Perceptron(2, w=[4.0, 1.5], b=-44.0).predict(not_centred) == y).all()  # no large weights are needed
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
angles = np.linspace(0, 2 * np.pi, 20001)  # how far the lines that separate them can lie from (0, 0)
along = not_centred @ np.stack([np.cos(angles), np.sin(angles)])
lowest_1, highest_0 = along[y == 1].min(axis=0), along[y == 0].max(axis=0)
separates = lowest_1 > highest_0
assert (round(highest_0[separates].min(), 1), round(lowest_1[separates].max(), 1)) == (9.3, 12.4)

# %% [markdown]
r"""
Shuffled, five updates have become some five thousand. The reason: to separate them, a line has to lie 9 to 12 away from
$(0, 0)$, so $|b|$ has to be that many times $\lVert w \rVert$. But each mistake moves $w$ by 11 to 14, and $b$ only by
one. So $b$ catches up only while the large steps of $w$ cancel each other: in our order, the line is 0.7 away from
$(0, 0)$ after 1,000 updates, and 6.9 after 10,000.

The bound knows it, too. $R$ has grown from 2.7 to 14.1, and $\gamma$ has fallen from 0.434 to 0.040, although every
student is as far from the line as before. For $\gamma$ is measured in the space with $x_0$. Here that space is seen
from the side, looking along the decision line, which shrinks to a point.
"""

# %%
length = np.hypot(3.5, 2.0)
views = {
    "measured from the average student": (x @ [3.5, 2.0] / length, 1.4 / length),
    "as they come": (not_centred @ [3.5, 2.0] / length, -b_there / length),
}
show(proof_figures.room_beside_the_origin(views, y))

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

# %% [markdown]
r"""
All students stand at height $x_0 = 1$, and there the nearest is $h = 0.459$ from the line in both pictures. But with
the bias as a weight, the boundary passes through the origin. If the line is at a distance $d$ from $(0, 0)$, the
boundary has to lean, and the strip without students gets thin. $h$ is a score divided by the length of $w^*$ *without*
its bias, $\gamma$ the same score divided by the length *with* it, and $d = |b^*| / \lVert w^* \rVert$. So

$$\gamma = \frac{h}{\sqrt{1 + d^2}}, \qquad \left(\frac R\gamma\right)^2 = \frac{(1 + r^2)(1 + d^2)}{h^2},$$

where $r$ is the length of the longest $x$ without $x_0$. Move the students away from $(0, 0)$, across the line, and
both $r$ and $d$ grow with the distance: far out, the bound grows like its *fourth* power. Do the updates, too?
"""

# %%
distances, medians, bounds = [], [], []
for share in (0, 1 / 8, 1 / 4, 1 / 2, 1):
    moved = x + share * np.array([7, 10])  # 1: cgpa and iq as they come
    rng = np.random.default_rng(0)
    counts = [sum(Perceptron(2).fit(moved, y, 10_000, rng)) for _ in range(9)]
    distances.append(share * np.hypot(7, 10))
    medians.append(np.median(counts))
    bounds.append(mistake_bound(moved, y, [3.5, 2.0], -1.4 - share * 44.5))
show(proof_figures.updates_by_distance(distances, medians, bounds))

# %% proof
assert round(bounds[-1] / bounds[-2]) == 11
for seed in range(1, 6):
    rng, halves = np.random.default_rng(seed), []
    for share in (1 / 2, 1):
        moved = x + share * np.array([7, 10])
        halves.append(np.median([sum(Perceptron(2).fit(moved, y, 10_000, rng)) for _ in range(9)]))
    assert 9.7 < halves[1] / halves[0] < 16.8
assert 9.7 < medians[-1] / medians[-2] < 16.8
rates = [mistake_bound(x + c * np.array([7, 10]), y, [3.5, 2.0], -1.4 - c * 44.5) for c in (50, 100)]
assert 15.5 < rates[1] / rates[0] < 16.1

# %% [markdown]
r"""
Nearly: the last doubling of the distance multiplies the bound by 11, and the updates by 10 to 16, depending on the
orders. Far out, the factor of the bound nears $2^4 = 16$. So *centre* your inputs: subtract each input's mean.
([Lecture 12](12_improving_a_network.ipynb) says why to *scale* them alike, too.)

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
    words = []
    for name, mean in {"as they come": 0, "centred": pictures[known].mean(axis=0)}.items():
        reader = Perceptron(64)
        mistakes = sum(reader.fit(pictures[known] - mean, is_eight[known]))
        right = (reader.predict(pictures[new] - mean) == is_eight[new]).sum()
        words.append(f"{name}: {mistakes:3} mistakes, {right} of 57 new ones right")
    print(*words, sep="     ")

# %%
means = [pictures[is_eight == label].mean(axis=0) for label in (0, 1)]
show(more_figures.weights_as_image(reader.w, means, [3, 8]))

# %% proof
assert len(pictures) == 357
ahead, totals = [], []
for seed in range(10):
    order = np.random.default_rng(seed).permutation(357)
    known, new = order[:300], order[300:]
    totals.append([])
    for mean in (0, pictures[known].mean(axis=0)):
        some = Perceptron(64)
        history = some.fit(pictures[known] - mean, is_eight[known])
        totals[-1].append(sum(history))
        assert history[-1] == 0
        new_right = (some.predict(pictures[new] - mean) == is_eight[new]).sum()
        assert 53 <= new_right <= 57
        apart = [((pictures[new] - pictures[known][is_eight[known] == kind].mean(axis=0)) ** 2).sum(axis=1)
                 for kind in (0, 1)]  # fmt: skip
        ahead.append(new_right - ((apart[1] < apart[0]) == is_eight[new]).sum())
        grid = some.w.reshape(8, 8)
        assert grid[2:7, 2:4].mean() > grid.mean() + 0.5  # the left side of an 8's loops
        assert grid[:, 4:].sum() < 0 < grid[:, :4].sum()
assert 1 < np.mean(ahead) < 4
assert all(25 < raw < 130 for raw, _ in totals)
assert 0.35 < np.divide(*np.sum(totals, axis=0)[::-1]) < 0.7

# %% [markdown]
r"""
Each time it stops making mistakes on the 300, and reads nearly all of the others. (Going by the nearer mean picture
misses about two more.) Centred, it makes about half as many mistakes. The weights are those of the last draw: positive
down the left side, where an 8 is closed and a 3 is open.

## Where no line will do

The convergence theorem has an *if*: if some line gets everybody right. Such data are called **linearly separable**. The
best-known data that are not have only four points. XOR is 1 where exactly one of two inputs is 1.
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
Suppose some line got all four right, and look at the cross. It lies halfway between the two 1s, so its score is the
mean of theirs, and at least 0. It also lies halfway between the two 0s, so its score is below 0. It cannot be both:
there is no such line. Nor is there one whenever the convex hulls of the classes meet, that is, what a rubber band
around each would enclose. If they don't meet, some line separates them. Marvin Minsky and Seymour Papert wrote a book
about such limits, *Perceptrons* (1969). The way out is to use several neurons, in layers: [lecture
3](03_multilayer_perceptron.ipynb).

What does the trick do on such data? Here are our twelve and student 13: a cgpa of 9, an iq of 115, and not placed.
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
figure = more_figures.lines_without_convergence
show(figure(x_odd, y_odd, restless[:170], 11, (3, 6, 12), period=52))

# %% proof
assert (min(mistakes), mistakes.count(0), len(mistakes), len(different)) == (3, 0, 1000, 74)
assert sum(mistakes) == len(restless) == 5201
triangle = np.column_stack([x_odd[[3, 6, 12]], np.ones(3)])  # students 4, 7 and 13: not placed
assert (np.linalg.solve(triangle.T, [*x_odd[11], 1]) > 0.01).all()  # student 12 lies inside
wrong_odd = [int(((x_odd @ u.w + u.b >= 0) != y_odd).sum()) for u in restless[:170]]
assert (min(wrong_odd), max(wrong_odd)) == (1, 9)
assert [k for k, count in enumerate(wrong_odd, start=1) if count == 1] == [62, 114, 166]
best_odd = restless[61]
assert np.flatnonzero((x_odd @ best_odd.w + best_odd.b >= 0) != y_odd).tolist() == [12]
assert [(restless[k].row, wrong_odd[k]) for k in (62, 114, 166)] == [(12, 5)] * 3  # 13 is asked, and 5 are wrong
path_odd = [(u.row, u.b, *u.w) for u in restless]
assert path_odd[30:-52] == path_odd[82:]
assert not any(path_odd[30:1000] == path_odd[30 + k : 1000 + k] for k in range(1, 52))
assert all(2 * value == round(2 * value) for weights in different for value in weights)
starts = {}  # the weights at the start of each epoch: from the first that comes again, all repeats
neuron = Perceptron(2)
for epoch in range(1000):
    state = (*neuron.w.tolist(), neuron.b)
    if state in starts:
        break
    starts[state] = epoch
    neuron.fit(x_odd, y_odd, epochs=1)
assert (starts[state], epoch) == (6, 16)  # counted from 0: the seventh epoch, and ten epochs later
for seed in range(3):  # shuffled, the weights stay small, too
    rng = np.random.default_rng(seed)
    long = max(np.hypot(np.hypot(*u.w), u.b) for u in Perceptron(2).updates(x_odd, y_odd, 1000, rng))
    assert long < 15

# %% [markdown]
r"""
One student more, and the line never rests again. Student 12, who was placed, lies inside the triangle of students 4, 7
and 13, who were not: the hulls meet.

After update 62 only student 13 is wrong, and no line can do better, since none gets all thirteen. Then she is asked,
the line moves, and five are wrong: the trick cannot see how good a line is, only that somebody is missed. Nor do the
weights run away: on any finite set of points they stay bounded (the *perceptron cycling theorem*). Our weights are
multiples of ½, and of those only finitely many lie within a bound. So sooner or later an epoch begins with the
weights of an earlier one, and from then on, in the same order, everything repeats: here from the seventh epoch on,
every ten epochs or 52 updates. The best line comes back at updates 114 and 166, and is left again each time.

So if you stop it at some moment, the line you get is a matter of luck. Two remedies are cheap. Keep the best line met
so far (the **pocket algorithm**). Or take the mean of $w$ and $b$ after each question, whether it moved them or not
(the *averaged perceptron*, Freund and Schapire, 1999):
"""

# %%
rng = np.random.default_rng(0)
neuron, w_sum, b_sum, wrong = Perceptron(2), np.zeros(2), 0.0, []
for _ in range(20):  # epochs
    for i in rng.permutation(13):
        neuron.update(x_odd[i], y_odd[i])
        w_sum, b_sum = w_sum + neuron.w, b_sum + neuron.b
        wrong.append(np.sum(neuron.predict(x_odd) != y_odd))
averaged = Perceptron(2, w=w_sum / 260, b=b_sum / 260)
print(f"each line by itself: {np.mean(wrong):.1f} wrong on average", end="   ")
print(f"their mean: {np.sum(averaged.predict(x_odd) != y_odd)} wrong")

# %% proof
mean_lines, single_lines = [], []
for seed in range(10):
    rng, neuron, total = np.random.default_rng(seed), Perceptron(2), np.zeros(3)
    for k in range(20 * 13):
        order = rng.permutation(13) if k % 13 == 0 else order
        neuron.update(x_odd[order[k % 13]], y_odd[order[k % 13]])
        total += [*neuron.w, neuron.b]
        single_lines.append(np.sum(neuron.predict(x_odd) != y_odd))
    mean_lines.append(np.sum((x_odd @ total[:2] + total[2] >= 0) != y_odd))
assert mean_lines.count(1) >= 8
assert max(mean_lines) <= 2
assert 2.5 < np.mean(single_lines) < 5
assert np.array_equal(averaged.w * 260, w_sum)

# %% proof this_run=true
assert mean_lines == [1] * 10

# %% [markdown]
r"""
In ten orders of asking, the mean line has only student 13 wrong each time. Still, no step is made *because* it improves
the line. We want a number that says how bad a line is *and which way is better*: a **loss**. That is the next lecture.

## In one table

| What | Formula | Remember |
|---|---|---|
| score | $z = x \cdot w + b$ | the bias is the weight of $x_0 = 1$ |
| step | $\hat y = 1$ where $z \ge 0$, else 0 | only the sign counts |
| decision boundary | $w \cdot x + b = 0$ | line, plane, hyperplane; $w$ stands at a right angle to it |
| distance | $\lvert z \rvert / \lVert w \rVert$ | a score alone is none |
| trick | $w \leftarrow w + \eta (y - \hat y) x$, and $b$ likewise with $x_0 = 1$ | helps this point; may harm others |
| margin $\gamma$ | smallest distance to the boundary, with $x_0$ | thin when the line is far from $(0, 0)$ |
| separable | from zero, at most $(R/\gamma)^2$ mistakes | centre the inputs: 5 updates, not 5,000 |
| not separable | no epoch without a mistake | the line never rests |

## Check yourself

<details><summary>1. A missed 0 has x = (3, 4), and η = 0.1. By how much does its score fall?</summary>

By $\eta(\lVert x \rVert^2 + 1) = 0.1 \cdot (25 + 1) = 2.6$.
</details>

<details><summary>2. w = (3, 4), b = −5. How far is the point (3, 4) from the line?</summary>

Its score is $9 + 16 - 5 = 20$, and $\lVert w \rVert = 5$: the distance is 4.
</details>

<details><summary>3. NAND is 0 where both inputs are 1, and 1 elsewhere. Is it linearly separable?</summary>

Yes: it is AND with the signs turned round, for example $w = (-1, -1)$, $b = 1.5$.
</details>

<details><summary>4. After 1,000 epochs the trick still makes mistakes. Are the data not separable?</summary>

You can't tell. Perhaps no line exists; perhaps the margin is small, and it needs more time.
</details>

<details><summary>5. Somebody's line, bias included and of length 1, has γ = 0.5; R = 3. You have counted 37 mistakes
from zero. What do you say?</summary>

At most $(3/0.5)^2 = 36$ are possible: there is a slip in the code, in $\gamma$ or in $R$.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/01_perceptron/01_perceptron.ipynb): the score, the step, the trick on
one point, and the trick on all points. Then go on to [lecture 2](02_perceptron_loss.ipynb), where a loss says how bad a
line is.

<details><summary>For readers of the handwritten notes</summary>

- Notes 1: a bias is added so that training proceeds even if all weights are 0. A neuron learns from zero weights
  without any bias: the first missed point, a 0, subtracts its own $x$. In a *network* of zeros it is no help
  ([lecture 11](11_weight_initialization.ipynb)). A bias is there so that the line need not pass through $(0, 0)$.
- Notes 3: $w + \eta x$ moves the line up and $w - \eta x$ down. They raise and lower the score of $x$; where $w_2 > 0$,
  a higher score means a *lower* line.
</details>
"""

# %% proof
from dlcourse import SGD, BinaryCrossentropy, Dense, ReLU, Sequential, Sigmoid, Tanh
from dlcourse.initializers import zeros

assert 0.1 * (25 + 1) == 2.6
assert (np.array([3, 4]) @ [3, 4] - 5) / np.hypot(3, 4) == 4
assert (corners @ [-1, -1] + 1.5 >= 0).tolist() == [True, True, True, False]
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

# %% [markdown]
r"""
# Exercise 15: Momentum

You will write an average that forgets, correct its slow start, and use it to give gradient descent some mass.

**Before you start:** [lecture 15](../../lectures/15_momentum.ipynb). **Time:** about 40 minutes.
**Points:** 13.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("ewma")` in a cell of your own, and again for the next one.

The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. The first day, by hand

*1 point, easy, 2 minutes.*

Five days had 30, 10, 17, 31 and 37 degrees. Their exponentially weighted moving average is

$$v_t = \beta\, v_{t-1} + (1-\beta)\,\theta_t .$$

Here it does not start at 0, but at the mean of the year: $v_0 = 15$. Take $\beta = 0.8$ and work out $v_1$ on paper.
Return the number.
"""


# %% solution="first_average"
def first_average():
    """The average after the first day."""
    ### BEGIN SOLUTION
    return 18
    ### END SOLUTION


# %% check="first_average" points=1
check("first_average", first_average)

# %% [markdown]
r"""
## 2. An average that forgets

*2 points, easy, 6 minutes.*

Now for any series: `theta` (days,) and `beta`, a number between 0 and 1. Return all averages, $v_1$ to the last, as an
array (days,). The formula stands in question 1; from here on $v_0 = 0$.

For example, `ewma(np.array([10.0, 20.0]), 0.5)` is `[5, 12.5]`.
"""


# %% solution="ewma"
def ewma(theta, beta):
    """v_t = β v_{t−1} + (1 − β) θ_t from v₀ = 0, for every day; an array like theta."""
    ### BEGIN SOLUTION
    v = 0.0
    averages = []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)
    ### END SOLUTION


# %% check="ewma" points=2
check("ewma", ewma)

# %% [markdown]
r"""
## 3. The slow start

*2 points, medium, 5 minutes.*

An average that starts at 0 is too small at first: after $t$ days the weights of the days add up to $1-\beta^t$ only.
Divide by that:

$$\hat v_t = \frac{v_t}{1-\beta^{\,t}}, \qquad t = 1, 2, \dots$$

`v` (days,) holds the averages $v_1, v_2, \dots$; return the corrected ones.

For example, `bias_correction(np.array([1.0, 2.0]), 0.75)` is about `[4, 4.5714]`.
"""


# %% solution="bias_correction"
def bias_correction(v, beta):
    """v_t / (1 − βᵗ) for t = 1, 2, …; an array like v."""
    ### BEGIN SOLUTION
    t = np.arange(1, len(v) + 1)
    return v / (1 - beta**t)
    ### END SOLUTION


# %% check="bias_correction" points=2
check("bias_correction", bias_correction)

# %% [markdown]
r"""
## 4. Momentum

*2 points (one for the weights, one for the velocity), medium, 8 minutes.*

The velocity remembers, the weights follow:

$$v \leftarrow \beta v + \eta\,\nabla L, \qquad w \leftarrow w - v .$$

Write one step: from `w` and `v` (both (n,)), the gradient `g` (n,), `learning_rate` and `beta`, return the new `w` and
the new `v`, in this order. The check takes many steps with it.

For example, `momentum_step(np.array([1.0]), np.array([0.5]), np.array([2.0]), 0.1, 0.8)` is `([0.4], [0.6])`.
"""


# %% solution="momentum_step"
def momentum_step(w, v, g, learning_rate, beta):
    """The new w and the new v after one step; each like w."""
    ### BEGIN SOLUTION
    v_new = beta * v + learning_rate * g
    w_new = w - v_new
    return w_new, v_new
    ### END SOLUTION


# %% check="momentum_step" points=2
check("momentum_step", momentum_step)

# %% [markdown]
r"""
## 5. Look before you leap

*2 points (one for the weights, one for the velocity), medium, 8 minutes.*

Nesterov asks for the slope where the velocity is going to carry the weights:

$$v \leftarrow \beta v + \eta\,\nabla L(w - \beta v), \qquad w \leftarrow w - v .$$

`gradient` is a function: `gradient(p)` is $\nabla L$ at the point `p`. Return the new `w` and the new `v`.

For example, with `gradient = lambda p: 2 * p`, `w = [1.0]`, `v = [0.5]`, `learning_rate = 0.1` and `beta = 0.8` the
answer is `([0.48], [0.52])`.
"""


# %% solution="nesterov_step"
def nesterov_step(w, v, gradient, learning_rate, beta):
    """The new w and the new v after one step; each like w."""
    ### BEGIN SOLUTION
    ahead = w - beta * v
    v_new = beta * v + learning_rate * gradient(ahead)
    return w - v_new, v_new
    ### END SOLUTION


# %% check="nesterov_step" points=2
check("nesterov_step", nesterov_step)

# %% [markdown]
r"""
## 6. How fast in the end?

*1 point, easy, 3 minutes.*

A long, even slope: the gradient is the same at every step. With momentum as in question 4 and $\beta = 0.9$, how large
does a step become in the end, compared with a step of plain gradient descent with the same learning rate?

- a) as large
- b) 1.9 times as large
- c) 10 times as large
- d) it grows without limit

Decide first. Then return the letter, as in `return "a"`.
"""


# %% solution="bigger_step"
def bigger_step():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %% check="bigger_step" points=1
check("bigger_step", bigger_step)

# %% [markdown]
r"""
## 7. A rest

*1 point, easy, 5 minutes.*

Momentum for one weight, from 0, with $\eta = 0.1$ and $\beta = 0.9$. "Where the gradient is 0, there is nothing to
do", its author thought:
"""


# %% given="momentum_that_rests"
def momentum_that_rests(gradients):
    """Where w ends."""
    w, v = 0.0, 0.0
    for g in gradients:
        if g == 0:
            continue
        v = 0.9 * v + 0.1 * g
        w = w - v
    return w


# %% [markdown]
r"""
Return `gradients`, 3 to 8 numbers from −10 to 10, after which `w` is wrong by 0.1 or more.
"""


# %% solution="gradients_with_a_rest"
def gradients_with_a_rest():
    """Gradients, one for each step."""
    ### BEGIN SOLUTION
    return np.array([5.0, 0.0, 0.0])
    ### END SOLUTION


# %% check="gradients_with_a_rest" points=1
check("gradients_with_a_rest", gradients_with_a_rest)

# %% [markdown]
r"""
## 8. Your choice

*2 points, read by your instructor, 6 minutes.*

A network's loss falls in zigzags: fast across a narrow valley, slowly along it. A colleague wants a smaller learning
rate, you may use momentum instead. Which do you choose, with which β, and what would you look at to see whether it was
right? Three to five sentences.
"""

# %% [markdown] manual="zigzag_choice" points=2
r"""
Momentum, with β = 0.9 to begin with. Along the valley the gradients agree and add up, to at most ten times a plain
step. Across it they change sign and do not add up like that; at the same learning rate the ball even swings longer
there, but along was the slower direction. A smaller learning rate damps the zigzag, but makes the slow direction
slower still. I would plot the loss by step for both and look for the one that is low sooner; if it swings for long, β
is too large.
"""

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 15`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""

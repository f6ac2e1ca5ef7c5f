# %% [markdown]
r"""
# Exercise 00: Start here

A warm-up: five small questions that show how an exercise works, from the first mistake to the score.

**Before you start:** [lecture 00](../../lectures/00_start_here.ipynb). **Time:** about 25 minutes.
**Points:** 7.

How it works:

1. Replace `raise NotImplementedError()` by your answer. Run the cell with Shift+Enter.
2. Run the cell below it. It says whether the answer is right, and if not, what is wrong with it.
3. Mend the answer and run both cells again, as often as you like. Only the last answer counts.

Run the next cell first. It loads what the questions need.
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. How many numbers?

*1 point, easy, 2 minutes.*

The digits of the lecture are grey pictures of 8 rows and 8 columns, and each pixel is one number. How many numbers go
into the network for one picture?

Delete the line `raise NotImplementedError()`, write `return` and your number in its place, and keep the four spaces in
front of it. Run the cell, then the one below.
"""


# %% solution="numbers_in_a_picture"
def numbers_in_a_picture():
    """How many numbers one picture of 8×8 pixels has."""
    ### BEGIN SOLUTION
    return 64
    ### END SOLUTION


# %% check="numbers_in_a_picture" points=1
check("numbers_in_a_picture", numbers_in_a_picture)

# %% [markdown]
r"""
If it said *Right*, you have seen half of how this works. The next question shows the other half: what happens when an
answer is wrong.

## 2. A loss, and a mistake on purpose

*2 points, easy, 6 minutes.*

A loss says how wrong predictions are. The mean squared error takes the error of each row, squares it, and averages over
the N rows:

$$L = \frac1N \sum_n (\hat y_n - y_n)^2 .$$

`y_true` holds the true values $y$, `y_pred` the predictions $\hat y$; both are arrays (N,). Return the loss, a number.
For example, `average_squared_error(np.array([1.0, 2.0, 3.0]), np.array([1.5, 2.0, 1.0]))` is about 1.4167.

This time, be wrong first:

1. Write `return (y_pred - y_true).mean()` and run both cells. A card says what it found: it tried your function on
   arrays of its own, and your numbers look like those of a well-known mistake. Read what it says, and the line *Look*.
2. Ask for a hint: add a cell below the check (click to the left of the check, then press B; or use the + above), write
   `hint("average_squared_error")` in it and run it. Run it again and it says a little more; the last hint stops just
   short of the answer.
3. Mend the line and run both cells once more.
"""


# %% solution="average_squared_error"
def average_squared_error(y_true, y_pred):
    """The mean of (ŷ − y)² over all rows, a number."""
    ### BEGIN SOLUTION
    return ((y_pred - y_true) ** 2).mean()
    ### END SOLUTION


# %% check="average_squared_error" points=2
check("average_squared_error", average_squared_error)

# %% [markdown]
r"""
That is all there is to know about the way of working. From here on, be wrong only by accident.

## 3. How many are right?

*2 points, easy, 8 minutes.*

For each picture the network returns K scores, one for each class. Its answer is the place of the largest score, counted
from 0. From the `labels` (N,), the places that would be right, and the `scores` (N, K) return the accuracy: the share
of rows in which answer and label agree, a number between 0 and 1.

For example, with `labels = [2, 0, 1]` and

```python
scores = np.array([[0.1, 0.2, 0.7],    # largest at place 2: right
                   [0.5, 0.4, 0.1],    # largest at place 0: right
                   [0.6, 0.3, 0.1]])   # largest at place 0: wrong
```

the accuracy is 2/3, about 0.667. No row has two largest scores.
"""


# %% solution="share_right"
def share_right(labels, scores):
    """The share of the rows of scores (N, K) whose largest stands at the place of the label, a number."""
    ### BEGIN SOLUTION
    answers = scores.argmax(axis=1)
    return (answers == labels).mean()
    ### END SOLUTION


# %% check="share_right" points=2
check("share_right", share_right)

# %% [markdown]
r"""
## 4. How many updates?

*1 point, medium, 4 minutes.*

The lecture trains on 1,437 digits in batches of 32, for 30 epochs. In each epoch every digit is used once, the last
batch may be smaller than the others, and the weights move once for each batch.

How often do the weights move in the whole training? Work it out and return the number. (Where the answer is a fixed
number, a card says what yours may have come from, and never what the right one is.)
"""


# %% solution="updates_in_training"
def updates_in_training():
    """How many updates 1,437 rows in batches of 32 give in 30 epochs."""
    ### BEGIN SOLUTION
    return 45 * 30  # 44 full batches and one of 29 rows, 30 times
    ### END SOLUTION


# %% check="updates_in_training" points=1
check("updates_in_training", updates_in_training)

# %% [markdown]
r"""
## 5. What does the plot say?

*1 point, easy, 3 minutes.*

Lecture 00 draws the accuracy of three learners against the number of training digits, from 50 to 1,437: on the left for
digits in any light, on the right for digits as they were scanned. What does the right-hand plot show?

- a) With more data, other machine learning flattens out, and deep learning goes on improving.
- b) It is not true that large networks go on improving with more data.
- c) On this task, with up to 1,437 digits, this network is not the best choice.
- d) More data does not help any of the three.

You will meet such questions with letters again. Decide before you look anything up, then return the letter, as in
`return "a"`.
"""


# %% solution="what_the_curves_say"
def what_the_curves_say():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %% check="what_the_curves_say" points=1
check("what_the_curves_say", what_the_curves_say)

# %% [markdown]
r"""
## Done?

Now the last step, which is the same for every exercise. Press *Hand in and see the feedback* on the card of the last
check: it saves the notebook, hands in a copy, grades it and opens a page with your points and what was said of each
answer. You may hand in again as often as you like; each copy is kept, and the last one counts.

In a terminal, once you have saved:

| command | what it does |
|---|---|
| `dlcourse check 00` | tells you once more where you stand |
| `dlcourse done 00` | hands in a copy, grades it and shows the page: what the button does |

In a class you may also hand in by *Assignment List* in JupyterLab's menus; the points that count are the instructor's.

The grader runs the same checks, so an answer that is right here is right there.
"""

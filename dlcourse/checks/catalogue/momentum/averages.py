"""The exponentially weighted moving average, its slow start and the correction of it."""

import numpy as np

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def first_average():
    """v₁ = β·0 + (1 − β)·28 with β = 0.9."""
    return 0.1 * 28


FIRST_AVERAGE = number_question(
    difficulty="easy",
    minutes=2,
    points=1,
    parts=("v1",),
    reference=first_average,
    tolerance=1e-3,
    section="An average that forgets",
    hints=(
        "The average starts at v₀ = 0, before any day.",
        "Put θ₁ = 28 and v₀ = 0 into v₁ = β v₀ + (1 − β) θ₁.",
        "With β = 0.9 the new day counts 1 − 0.9 = 0.1 of itself.",
    ),
    misconceptions=(
        Misconception(
            "weights_swapped",
            lambda: 0.9 * 28,
            "{yours} gives the new day the weight β. It gets 1 − β; β is what the past keeps.",
            "β near 1 means a long memory: a new day moves the average only a little.",
        ),
        Misconception(
            "started_at_the_first_day",
            lambda: 28,
            "{yours} is the first temperature itself: you started at v₀ = θ₁, and the average here starts at v₀ = 0.",
            "Other books start at θ₁. Read which start the question names.",
        ),
        Misconception(
            "index_off_by_one",
            lambda: 0.1 * 13,
            "{yours} is made of the second day. v₁ is made of the first, 28.",
            "θ₁ is the first number of the list.",
        ),
    ),
)


def ewma(theta, beta):
    """v_t = β v_{t−1} + (1 − β) θ_t, with v₀ = 0."""
    v, averages = 0.0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)


def ewma_matrix(theta, beta):
    """The sum (1 − β) Σ β^(t−s) θ_s, all days at once."""
    t = np.arange(len(theta))
    ages = t[:, None] - t
    return ((1 - beta) * np.where(ages >= 0, beta ** np.maximum(ages, 0), 0)) @ theta


def ewma_recursive(theta, beta):
    """The last average from the averages before it; a list of floats."""
    if len(theta) == 1:
        return [float((1 - beta) * theta[0])]
    before = ewma_recursive(theta[:-1], beta)
    return [*before, float(before[-1] + (1 - beta) * (theta[-1] - before[-1]))]


def series_cases(rng):
    """The five temperatures; other series and other β, of which none is ½."""
    cases = [Case((np.array([28.0, 13, 17, 31, 43]), 0.9), {"beta": 0.9})]
    for days, beta in [(12, 0.8), (7, 0.97), (1, 0.7)]:
        cases.append(Case((20 + 8 * rng.normal(size=days), beta), {"beta": beta}))
    return cases


EWMA = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("v",),
    steps=True,
    reference=ewma,
    cases=series_cases,
    section="An average that forgets",
    hints=(
        "Each average needs only the one before it and the new number: a loop with one variable.",
        "Start with v = 0. For each number, the new v is β times the old one plus (1 − β) times the number.",
        "Append each v to a list inside the loop, and return np.array(the list).",
    ),
    misconceptions=(
        Misconception(
            "weights_swapped",
            edit(ewma, "beta * v + (1 - beta) * value → (1 - beta) * v + beta * value"),
            "Your weights are swapped. The new number got β = {beta}, the past 1 − β.",
            "β is how much of the past stays: v ← βv + (1 − β)θ.",
        ),
        Misconception(
            "started_at_the_first_value",
            edit(ewma, "0.0 → theta[0]"),
            "You started at v₀ = θ₁. Here v₀ = 0.",
            "Starting at θ₁ is another convention (pandas' `adjust=False`). This one starts at 0 and corrects later.",
        ),
        Misconception(
            "sum_not_average",
            edit(ewma, "(1 - beta) * value → value"),
            "Your {part} is a sum, not an average. The factor 1 − β of the new number is missing.",
            "The two weights, β and 1 − β, must add up to 1.",
        ),
        Misconception(
            "corrected",
            edit(ewma, "np.array(averages) → np.array(averages) / (1 - beta ** np.arange(1, len(theta) + 1))"),
            "You corrected the slow start. That is the next question.",
            "Return v_t itself, not v_t/(1 − βᵗ).",
        ),
        Misconception(
            "no_memory",
            edit(ewma, "beta * v + → "),
            "Your average forgets everything. The past, β times the last v, is not in it (step 1 is right, as v₀ = 0).",
            "Keep v from one turn of the loop to the next: do not set it to 0 inside.",
        ),
    ),
    alternatives=(
        ewma_matrix,
        ewma_recursive,
        single(ewma),
    ),
)


def bias_correction(v, beta):
    """v̂_t = v_t / (1 − βᵗ), t from 1."""
    t = np.arange(1, len(v) + 1)
    return v / (1 - beta**t)


def bias_correction_fed_back(v, beta):
    """Each corrected average used as the past of the next one."""
    theta = np.append(v[0], v[1:] - beta * v[:-1])
    last, corrected = 0.0, []
    for t, part in enumerate(theta, start=1):
        last = (beta * last + part) / (1 - beta**t)
        corrected.append(last)
    return np.array(corrected)


def bias_correction_loop(v, beta):
    """One average at a time, βᵗ by repeated multiplication."""
    power, corrected = 1.0, []
    for value in v:
        power *= beta
        corrected.append(value / (1 - power))
    return corrected


BIAS_CORRECTION = Question(
    difficulty="medium",
    minutes=5,
    points=2,
    parts=("v_hat",),
    steps=True,
    reference=bias_correction,
    cases=lambda rng: [Case((ewma(*case.arguments), case.arguments[1]), case.sizes) for case in series_cases(rng)],
    section="The slow start, corrected",
    hints=(
        "After t numbers the weights add up to 1 − βᵗ, not to 1. Divide by what is there.",
        "t counts from 1: the first average is divided by 1 − β, the second by 1 − β².",
        "`np.arange(1, len(v) + 1)` holds the steps, and `beta ** t` all powers at once.",
    ),
    misconceptions=(
        Misconception(
            "power_missing",
            edit(bias_correction, "beta**t → beta"),
            "You divided every average by 1 − β. Only step 1 is right that way.",
            "The missing weight shrinks as βᵗ: divide step t by 1 − βᵗ.",
        ),
        Misconception(
            "one_step_late",
            edit(bias_correction, "np.arange(1, len(v) + 1) → np.arange(2, len(v) + 2)"),
            "Your t starts at 2.",
            "The first average is divided by 1 − β¹.",
        ),
        Misconception(
            "counted_from_zero",
            edit(bias_correction, "np.arange(1, len(v) + 1) → np.arange(len(v))"),
            "Your t starts at 0. 1 − β⁰ = 0, and you divided by it.",
            "t counts from 1: `np.arange(1, len(v) + 1)`.",
        ),
        Misconception(
            "multiplied",
            edit(bias_correction, "v / → v *"),
            "You multiplied by 1 − βᵗ. The early averages became smaller still.",
            "They are too small. Divide.",
        ),
        Misconception(
            "fed_back",
            bias_correction_fed_back,
            "You fed the corrected average back into the next one. Step 1 is right, and then it grows too large.",
            "Keep v as it is; the corrected v̂ is for reading only.",
        ),
    ),
    alternatives=(
        bias_correction_loop,
        lambda v, beta: [value / (1 - beta ** (i + 1)) for i, value in enumerate(v)],
        lambda v, beta: v / -np.expm1(np.arange(1, len(v) + 1) * np.log(beta)),
    ),
)

"""The exponentially weighted moving average, its slow start and the correction of it."""

import numpy as np

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def first_average():
    """v₁ = β·15 + (1 − β)·30 with β = 0.8."""
    return 18


FIRST_AVERAGE = number_question(
    difficulty="easy",
    minutes=2,
    points=1,
    parts=("v1",),
    reference=first_average,
    tolerance=1e-3,
    section="An average that forgets",
    hints=(
        "The average starts at v₀ = 15, before any day.",
        "Put θ₁ = 30 and v₀ = 15 into v₁ = β v₀ + (1 − β) θ₁.",
        "With β = 0.8 the start counts 0.8 of itself, and the new day 0.2.",
    ),
    misconceptions=(
        Misconception(
            "weights_swapped",
            lambda: 0.2 * 15 + 0.8 * 30,
            "{yours} gives the new day the weight β. It gets 1 − β; β is what the past keeps.",
            "β near 1 means a long memory: a new day moves the average only a little.",
        ),
        Misconception(
            "started_at_zero",
            lambda: 0.2 * 30,
            "{yours} starts at 0. Here the average starts at the mean of the year.",
            "What is v₀ in this question?",
        ),
        Misconception(
            "started_at_the_first_day",
            lambda: 30,
            "{yours} is the first temperature itself. That is v₁ if one starts at θ₁. The average here starts at v₀ = 15.",
            "Other books start at θ₁. Read which start the question names.",
        ),
        Misconception(
            "index_off_by_one",
            lambda: 0.8 * 15 + 0.2 * 10,
            "{yours} is made of the second day. v₁ is made of the first, 30.",
            "θ₁ is the first number of the list.",
        ),
        Misconception(
            "second_average",
            lambda: 0.8 * 18 + 0.2 * 10,
            "{yours} is v₂. The question asks for v₁.",
            "How many days have gone into v₁?",
        ),
        Misconception(
            "last_average",
            lambda: 22.9328,
            "{yours} is v₅, the average after all five days.",
            "How many days have gone into v₁?",
        ),
        Misconception(
            "mean_of_all",
            lambda: 125 / 5,
            "{yours} is the plain mean of all five days.",
            "Put t = 1 into the formula of the question.",
        ),
        Misconception(
            "mean_with_the_start",
            lambda: 22.5,
            "{yours} is the plain mean of the start, 15, and the first day.",
            "The two do not count alike: which weights does the formula give them?",
        ),
        Misconception(
            "new_day_not_damped",
            lambda: 0.8 * 15 + 30,
            "{yours} counts the new day whole.",
            "With which weight does the new day come into the formula?",
        ),
        Misconception(
            "past_not_damped",
            lambda: 15 + 0.2 * 30,
            "{yours} counts the start whole.",
            "With which weight does the past come into the formula?",
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
    """The question's example and its five temperatures, in whole numbers; other series and β; the hard ones."""
    cases = [
        series(np.array([10.0, 20.0]), 0.5, "the question's own example"),
        series(np.array([28, 13, 17, 31, 43]), 0.9, "whole numbers, as in question 1"),
        series(rng.uniform(5, 20, size=300), 0.05, "a long series"),
        series(20 + 8 * rng.normal(size=6), 0.0, "a β of 0"),
        series(np.array([12.5, 0.0, -4.0, 0.0, 0.0, 7.5]), 0.8, "days of 0 degrees"),
    ]
    for days, beta, why in [(12, 0.8, ""), (7, 0.97, ""), (1, 0.7, "a single day"), (15, 0.6, "both signs")]:
        cases.append(series(20 * (why != "both signs") + 8 * rng.normal(size=days), beta, why))
    return cases


def series(theta, beta, why):
    """A case of these arguments."""
    return Case((theta, beta), {"beta": beta, "days": len(theta)}, why)


def ewma_like_theta(theta, beta):
    """Written into an array like theta, whose numbers are whole if those of theta are."""
    v = np.zeros_like(theta)
    for t in range(len(theta)):
        v[t] = beta * (v[t - 1] if t else 0) + (1 - beta) * theta[t]
    return v


def ewma_by_powers(theta, beta):
    """(1 − β) βᵗ Σ θ_s β⁻ˢ, whose powers leave the range of numbers."""
    t = np.arange(1.0, len(theta) + 1)
    return (1 - beta) * beta**t * np.cumsum(theta * beta**-t)


def ewma_by_powers_from_0(theta, beta):
    """The same with exponents that begin at 0."""
    t = np.arange(0.0, len(theta))
    return (1 - beta) * beta**t * np.cumsum(theta / beta**t)


def ewma_of_a_window(theta, beta):
    """The plain mean of the last 1/(1 − β) days."""
    window = max(round(1 / (1 - beta)), 1)
    return np.array([np.mean(theta[max(0, t - window + 1) : t + 1]) for t in range(len(theta))])


def ewma_cut_off(theta, beta):
    """The weights (1 − β) βˢ of the last 1/(1 − β) days, and none for older ones."""
    window = max(round(1 / (1 - beta)), 1)
    return np.convolve(theta, (1 - beta) * beta ** np.arange(window))[: len(theta)]


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
            "β is how much of the past stays.",
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
            "The two weights, of the past and of the new number, must add up to 1.",
        ),
        Misconception(
            "corrected",
            edit(ewma, "np.array(averages) → np.array(averages) / (1 - beta ** np.arange(1, len(theta) + 1))"),
            "You corrected the slow start. That is the next question.",
            "Here v_t itself is asked for.",
        ),
        Misconception(
            "start_included",
            edit(ewma, "0.0, [] → 0.0, [0.0]"),
            "Your {part} has one entry too many: v₀ = 0 stands in front.",
            "The first entry is v₁.",
        ),
        Misconception(
            "last_average_only",
            edit(ewma, "np.array(averages) → averages[-1]"),
            "You returned the last average only.",
            "Every day has an average.",
        ),
        Misconception(
            "one_day_late",
            edit(ewma, "np.array(averages) → np.array([0.0, *averages[:-1]])"),
            "Your averages come one day late: the first is v₀ = 0, and the last day is not in any of them.",
            "The first entry is v₁. In which order do you append and compute?",
        ),
        Misconception(
            "no_memory",
            edit(ewma, "beta * v + → "),
            "Your average forgets everything: the past is not in it.",
            "What has to be kept from one turn of the loop to the next?",
        ),
        Misconception(
            "past_not_faded",
            edit(ewma, "beta * v + → v +"),
            "The past stays whole, so your average grows and grows.",
            "The two weights, of the past and of the new number, must add up to 1.",
        ),
        Misconception(
            "beta_on_both",
            edit(ewma, "(1 - beta) * value → beta * value"),
            "Past and new number both get β = {beta}.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "day_before_for_the_average",
            edit(
                ewma,
                "v = beta * v + (1 - beta) * value → last, v = value, beta * v + (1 - beta) * value; v, kept = last, v",
                "averages.append(v) → averages.append(kept)",
            ),
            "You mixed each number with the one before it. The past is the average of the day before, which holds all days.",
            "What does vₜ₋₁ stand for in the formula?",
        ),
        Misconception(
            "whole_numbers",
            ewma_like_theta,
            "Your averages are cut to whole numbers if theta holds whole numbers. An array made like theta takes on its type.",
            "Which type has an array that is made by `zeros_like` or `copy`?",
        ),
        Misconception(
            "whole_numbers_at_the_end",
            edit(ewma, "np.array(averages) → np.array(averages).astype(theta.dtype)"),
            "Your averages are cut to whole numbers if theta holds whole numbers. An array made like theta takes on its type.",
            "Which type has an array that is made by `zeros_like` or `copy`?",
        ),
        Misconception(
            "powers_overflow",
            ewma_by_powers,
            "Right for short series; then β⁻ᵗ becomes infinite. (At β = 0 it is so from the start.)",
            "Powers of 1/β grow without limit. Which way to write the average needs none?",
        ),
        Misconception(
            "powers_overflow_later",
            ewma_by_powers_from_0,
            "Right for short series; then β⁻ᵗ becomes infinite. (At β = 0 it is so from the second day on.)",
            "Powers of 1/β grow without limit. Which way to write the average needs none?",
        ),
        Misconception(
            "window",
            ewma_of_a_window,
            "You took the plain mean of the last 1/(1 − β) days. That number says how long the memory is, roughly; the "
            "average itself forgets little by little.",
            "The formula of question 1 needs no window.",
        ),
        Misconception(
            "memory_cut_off",
            ewma_cut_off,
            "You left out all days older than 1/(1 − β). They count little, and together still a good deal.",
            "The formula of question 1 needs no window.",
        ),
        Misconception(
            "mean_so_far",
            edit(ewma, "np.array(averages) → np.cumsum(theta) / np.arange(1, len(theta) + 1)"),
            "You took the plain mean of all days so far. It never forgets.",
            "Where does β come in?",
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


def averages_cases(rng):
    """The question's example, then the averages of the series above, but for whole numbers."""
    cases = [series(np.array([2.8, 3.82]), 0.9, "the question's own example")]
    for case in series_cases(rng):
        why = case.why if "whole" not in case.why else "the temperatures of question 1"
        cases.append(series(ewma(*case.arguments), case.arguments[1], why))
    return cases


BIAS_CORRECTION = Question(
    difficulty="medium",
    minutes=5,
    points=2,
    parts=("v_hat",),
    steps=True,
    reference=bias_correction,
    cases=averages_cases,
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
            "The missing weight shrinks from day to day. How?",
        ),
        Misconception(
            "clock_one_ahead",
            edit(bias_correction, "np.arange(1, len(v) + 1) → np.arange(2, len(v) + 2)"),
            "Your t is one too large: it starts at 2.",
            "Which t has the first average?",
        ),
        Misconception(
            "clock_from_zero",
            edit(bias_correction, "np.arange(1, len(v) + 1) → np.arange(len(v))"),
            "Your t starts at 0. 1 − β⁰ = 0, and you divided by it.",
            "Which t has the first average?",
        ),
        Misconception(
            "multiplied",
            edit(bias_correction, "v / → v *"),
            "You multiplied by 1 − βᵗ. The early averages became smaller still.",
            "They are too small. What makes them larger?",
        ),
        Misconception(
            "stored_back",
            bias_correction_fed_back,
            "You fed the corrected average back into the next one. Step 1 is right, and then it grows too large.",
            "The averages go on as they are; the corrected ones are for reading only.",
        ),
        Misconception(
            "last_day_for_all",
            edit(bias_correction, "np.arange(1, len(v) + 1) → len(v)"),
            "You divided all averages by 1 − βᵗ with the t of the last day.",
            "Each average has a t of its own.",
        ),
        Misconception(
            "bracket_around_the_difference",
            edit(bias_correction, "(1 - beta**t) → (1 - beta) ** t"),
            "You raised 1 − β to the power of t. Step 1 is right, as t = 1.",
            "Only β is raised to a power.",
        ),
        Misconception(
            "times_for_power",
            edit(bias_correction, "beta**t → beta * t"),
            "You multiplied β by t. Step 1 is right, as t = 1.",
            "In βᵗ the t is an exponent.",
        ),
        Misconception(
            "one_minus_beta_times_t",
            edit(bias_correction, "(1 - beta**t) → ((1 - beta) * t)"),
            "You divided by (1 − β) t. Step 1 is right, as t = 1.",
            "In βᵗ the t is an exponent, and only β has one.",
        ),
        Misconception(
            "one_lost",
            edit(bias_correction, "(1 - beta**t) → beta**t"),
            "You divided by βᵗ, the weight that is missing.",
            "How much weight is there after t days?",
        ),
        Misconception(
            "added",
            edit(bias_correction, "1 - beta**t → 1 + beta**t"),
            "You divided by 1 + βᵗ.",
            "The weights of the days add up to less than 1.",
        ),
        Misconception(
            "not_corrected",
            edit(bias_correction, "v / (1 - beta**t) → v * 1"),
            "You returned the averages as they came.",
            "What do their weights add up to on the first day?",
        ),
        Misconception(
            "first_day_only",
            edit(bias_correction, "v / (1 - beta**t) → v / np.where(t == 1, 1 - beta, 1)"),
            "You corrected the first average only.",
            "The others are too small as well, by less and less.",
        ),
        Misconception(
            "clock_backwards",
            edit(bias_correction, "np.arange(1, len(v) + 1) → np.arange(len(v), 0, -1)"),
            "Your t runs backwards.",
            "Which t has the first average?",
        ),
        Misconception(
            "root_taken",
            edit(bias_correction, "(1 - beta**t) → np.sqrt(1 - beta**t)"),
            "You took a root of 1 − βᵗ.",
            "The formula has none.",
        ),
    ),
    alternatives=(
        bias_correction_loop,
        lambda v, beta: [value / (1 - beta ** (i + 1)) for i, value in enumerate(v)],
        lambda v, beta: v / (1 - np.cumprod(np.full(len(v), float(beta)))),
        lambda v, beta: v / -np.expm1(np.arange(1, len(v) + 1) * np.log(beta)),
    ),
)

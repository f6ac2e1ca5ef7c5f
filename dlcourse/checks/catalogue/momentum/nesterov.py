"""Nesterov's step, which asks for the slope ahead, judged on a trajectory of many steps."""

import numpy as np

from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk
from dlcourse.checks.engine.question import Case, Misconception, Question


def valley_cases(rng):
    """The question's example; bent valleys of uneven curvature, twelve steps each; the hard ones one by one."""
    example = [np.array(a) for a in ([1.0], [0.5], [2.0], [0.0])]
    cases = [valley_case(*example, 0.0, 0.1, 0.8, "the question's own example")]
    for n, learning_rate, beta, why in [
        (2, 0.05, 0.9, ""),
        (3, 0.11, 0.6, "a start in motion"),
        (1, 0.08, 0.7, "a single weight"),
        (2, 0.1, 0.0, "a β of 0"),
        (2, 0.1, 0.8, "motion along a floor, whose slope is 0"),
    ]:
        curvature, centre, v = rng.uniform(0.5, 6, size=n), rng.normal(size=n), rng.normal(size=n) * ("motion" in why)
        bend = 0.0 if "floor" in why else 0.6
        curvature[1:] *= bend > 0
        cases.append(valley_case(rng.normal(size=n), v, curvature, centre, bend, learning_rate, beta, why))
    return cases


def valley_case(w, v, curvature, centre, bend, learning_rate, beta, why):
    """A case of these arguments."""
    sizes = {"eta": learning_rate, "beta": beta}
    return Case((w, v, curvature, centre, bend, learning_rate, beta), sizes, why)


def walk_the_valley(step, w, v, curvature, centre, bend, learning_rate, beta):
    """Twelve steps on L = ½ Σ curvature·(w − centre)² − bend·Σ cos w; the step asks for the gradient where it wants it."""

    def gradient(point):
        point = np.asarray(point)
        return curvature * (point - centre) + bend * np.sin(point)

    return walk(step, [w, v], [(gradient, learning_rate, beta)] * 12, nesterov_step, moved_by_the_velocity)


def moved_by_the_velocity(given, returned, gradient, learning_rate, beta):
    """The w that follows from the v that a step returned, be that right or not; None for v."""
    return given[0] - returned[1], None


def nesterov_step(w, v, gradient, learning_rate, beta):
    """g at w − βv; v ← βv + ηg; w ← w − v."""
    ahead = w - beta * v
    v_new = beta * v + learning_rate * gradient(ahead)
    return w - v_new, v_new


def nesterov_two_moves(w, v, gradient, learning_rate, beta):
    """First the jump, then the correction by the gradient found there."""
    jump = w - beta * v
    correction = learning_rate * gradient(jump)
    return (jump - correction).tolist(), (beta * v + correction).tolist()


def nesterov_negative_velocity(w, v, gradient, learning_rate, beta):
    """With a velocity that points downhill, turned round at the door."""
    downhill = -beta * v - learning_rate * gradient(w + -beta * v)
    return w + downhill, -downhill


def nesterov_in_place(w, v, gradient, learning_rate, beta):
    """Written into the copies it was given."""
    v *= beta
    v += learning_rate * gradient(w - v)
    w -= v
    return [w, v]


NESTEROV_STEP = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("w", "v"),
    use=walk_the_valley,
    inputs=("w", "v", "curvature", "centre", "bend", "learning_rate", "beta"),
    steps=True,
    reference=nesterov_step,
    cases=valley_cases,
    section="Look before you leap: Nesterov",
    hints=(
        "The velocity will carry you to w − βv in any case. Ask for the slope there.",
        "ahead = w − beta * v, and the gradient that enters the velocity is gradient(ahead).",
        "The rest is momentum: v_new = βv + η·gradient(ahead), and the weights go from w, not from ahead, to w − "
        "v_new.",
    ),
    misconceptions=(
        Misconception(
            "gradient_here",
            edit(nesterov_step, "gradient(ahead) → gradient(w)"),
            "You asked for the gradient at w. That is plain momentum; without a velocity the two cannot be told apart.",
            "At which point does the formula ask for the slope?",
        ),
        Misconception(
            "looked_back",
            edit(nesterov_step, "w - beta * v → w + beta * v"),
            "You looked back. w + βv lies where you came from.",
            "The weights move by −v. Where is ahead?",
        ),
        Misconception(
            "looked_too_far",
            edit(nesterov_step, "w - beta * v → w - v"),
            "You looked a whole v ahead. Only βv of the velocity is left in the next step.",
            "How far does the velocity carry the weights, with β = {beta}?",
        ),
        Misconception(
            "moved_from_ahead",
            edit(nesterov_step, "w - v_new → ahead - v_new"),
            "You started the step at the point ahead. βv is counted twice, once in the jump and once in the velocity.",
            "Looking is not moving.",
        ),
        Misconception(
            "averaged_velocity",
            edit(nesterov_step, "learning_rate * gradient → (1 - beta) * learning_rate * gradient"),
            "Your new gradient counts 1 − β of itself. That is the averaged form of momentum; here the gradients "
            "add up.",
            "The formula of the question has no 1 − β.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(nesterov_step, "learning_rate * gradient → gradient"),
            "The learning rate is missing in the velocity: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "Where does η stand in the formula?",
        ),
        Misconception(
            "uphill",
            edit(nesterov_step, "w - v_new → w + v_new"),
            "Your weights move with the velocity, not against it.",
            "With v ← βv + η∇L, which way does v point, uphill or downhill?",
        ),
        Misconception(
            "old_velocity_used",
            edit(nesterov_step, "w - v_new → w - v"),
            "Your weights follow the old velocity. They lag one step behind.",
            "Which of the two formulas comes first?",
        ),
        Misconception(
            "velocity_not_kept",
            edit(nesterov_step, "return w - v_new, v_new → return w - v_new, v"),
            "You return the velocity that you were given, so it is forgotten after each step.",
            "Which velocity does the next step need?",
        ),
        Misconception(
            "no_memory",
            edit(nesterov_step, "v_new = beta * v + → v_new = "),
            "Your velocity forgets: the old one is not in it.",
            "What is left of the old velocity?",
        ),
        Misconception(
            "looked_by_eta",
            edit(nesterov_step, "w - beta * v → w - learning_rate * beta * v"),
            "You looked ηβv ahead. The velocity holds the learning rate already.",
            "How far does the velocity carry the weights?",
        ),
        Misconception(
            "looked_by_eta_alone",
            edit(nesterov_step, "w - beta * v → w - learning_rate * v"),
            "You looked ηv ahead. The velocity holds the learning rate already, and β of it is left.",
            "How far does the velocity carry the weights?",
        ),
        Misconception(
            "learning_rate_in_the_weights",
            edit(nesterov_step, "learning_rate * gradient → gradient", "w - v_new → w - learning_rate * v_new"),
            "Your velocity holds no learning rate, as in PyTorch, and your weights move by η times it. Then w − βv is not "
            "the point ahead any more.",
            "Here the velocity is a step in w, so η is a part of it.",
        ),
        Misconception(
            "learning_rate_in_the_weights_and_ahead",
            edit(
                nesterov_step,
                "learning_rate * gradient → gradient",
                "w - v_new → w - learning_rate * v_new",
                "w - beta * v → w - learning_rate * beta * v",
            ),
            "Your velocity holds no learning rate; it stands before it elsewhere. That is the same walk in another "
            "form.",
            "Here the velocity is a step in w, so η is a part of it.",
        ),
        Misconception(
            "keras_form",
            edit(
                nesterov_step, "gradient(ahead) → gradient(w)", "- v_new → - beta * v_new - learning_rate * gradient(w)"
            ),
            "You wrote Keras's form. It asks for the slope at w and adds βv at the end, so its w is the point ahead.",
            "Here w is where you stand. Where is the slope asked for, and from where does the step go?",
        ),
        Misconception(
            "velocity_reversed",
            edit(
                nesterov_step,
                "v_new = beta * v + → v_new = beta * v -",
                "w - v_new → w + v_new",
                "w - beta * v → w + beta * v",
            ),
            "Your velocity points the other way: v ← βv − η∇L and w ← w + v, as in many papers.",
            "The same walk; here the velocity points uphill, and is subtracted.",
        ),
        Misconception(
            "velocity_reversed_but_not_ahead",
            edit(nesterov_step, "v_new = beta * v + → v_new = beta * v -", "w - v_new → w + v_new"),
            "Your velocity points downhill, and you look at w − βv, which then lies behind you.",
            "Here the velocity points uphill, and is subtracted.",
        ),
        Misconception(
            "velocity_reversed_and_subtracted",
            edit(nesterov_step, "v_new = beta * v + → v_new = beta * v -"),
            "Your velocity takes η∇L with a minus, and you subtract it from w. So you climb.",
            "Look at the sign before η∇L.",
        ),
        Misconception(
            "beta_for_the_learning_rate",
            edit(nesterov_step, "learning_rate * gradient → beta * gradient"),
            "β stands before the gradient, where η belongs.",
            "β is the share of the old velocity that stays, and nothing else.",
        ),
        Misconception(
            "faded_twice",
            edit(nesterov_step, "v_new = beta * v → v_new = beta * beta * v"),
            "The old velocity is faded twice. If v was replaced by βv in order to look ahead, it is βv already.",
            "How much of the old velocity is left after one step?",
        ),
        Misconception(
            "two_steps",
            edit(nesterov_step, "ahead = w - beta * v → v = beta * v + learning_rate * gradient(w); ahead = w - v"),
            "You made a whole step of momentum first, and looked ahead from there with the new velocity.",
            "Before the slope is known only βv is known. Where does that lead?",
        ),
        Misconception(
            "looked_after_a_step",
            edit(nesterov_step, "ahead = w - beta * v → ahead = w - beta * v - learning_rate * gradient(w)"),
            "You looked at the end of a whole step of momentum. That takes a gradient before the one that is asked "
            "for.",
            "Before the slope is known only βv is known. Where does that lead?",
        ),
        Misconception(
            "gradient_step_ahead",
            edit(nesterov_step, "ahead = w - beta * v → ahead = w - learning_rate * gradient(w)"),
            "You looked where a plain gradient step would lead, not where the velocity does.",
            "Before the slope is known only βv is known. Where does that lead?",
        ),
        Misconception(
            "plain_step_from_ahead",
            edit(nesterov_step, "w - v_new → w - learning_rate * gradient(ahead)"),
            "Your weights make a plain step with the slope ahead, and do not follow the velocity that you have "
            "worked out.",
            "What moves the weights in the second formula?",
        ),
        Misconception(
            "ahead_returned",
            edit(nesterov_step, "return w - v_new → return ahead"),
            "You returned the point ahead as the new w.",
            "There the slope is asked for. Where do the weights come to lie?",
        ),
        Misconception(
            "outputs_exchanged",
            edit(nesterov_step, "return w - v_new, v_new → return v_new, w - v_new"),
            "Your two results have changed places.",
            "First the new w, then the new v.",
        ),
        Misconception(
            "resting_weights_left_out",
            edit(
                nesterov_step,
                "gradient(ahead) → (g := gradient(ahead))",
                "return w - v_new, v_new → return np.where(g == 0, w, w - v_new), np.where(g == 0, v, v_new)",
            ),
            "Where a gradient is 0 you leave everything as it is, the velocity too. Sparse versions of optimizers "
            "do so; the formulas hold at every step.",
            "Put g = 0 into the formulas: what fades, and what moves?",
        ),
        Misconception(
            "resting_weights_stand_still",
            edit(
                nesterov_step,
                "gradient(ahead) → (g := gradient(ahead))",
                "return w - v_new, v_new → return np.where(g == 0, w, w - v_new), v_new",
            ),
            "Where a gradient is 0 your weights stand still. The velocity carries them on.",
            "Put g = 0 into the formulas: what moves w then?",
        ),
        Misconception(
            "past_not_faded",
            edit(nesterov_step, "beta * v + learning_rate * gradient(ahead) → v + learning_rate * gradient(ahead)"),
            "Your velocity does not fade.",
            "Which share of the old v stays?",
        ),
        Misconception(
            "beta_on_both",
            edit(
                nesterov_step,
                "beta * v + learning_rate * gradient(ahead) → beta * (v + learning_rate * gradient(ahead))",
            ),
            "Your β fades the new step, too, not the old velocity alone.",
            "Which of the two terms is multiplied by β?",
        ),
        Misconception(
            "learning_rate_on_both",
            edit(
                nesterov_step,
                "beta * v + learning_rate * gradient(ahead) → learning_rate * (beta * v + gradient(ahead))",
            ),
            "Your learning rate is multiplied with the old velocity, which holds it already.",
            "Which of the two terms is multiplied by η?",
        ),
        Misconception(
            "weights_swapped",
            edit(
                nesterov_step,
                "beta * v + learning_rate * gradient(ahead) → (1 - beta) * v + beta * learning_rate * gradient(ahead)",
            ),
            "Your velocity keeps the share 1 − β of the past, and β of the new step.",
            "β is the share of the past that stays. Which factor has the new step?",
        ),
        Misconception(
            "beta_on_the_gradient",
            edit(
                nesterov_step, "beta * v + learning_rate * gradient(ahead) → v + beta * learning_rate * gradient(ahead)"
            ),
            "You multiply the new step by β, and the old velocity stays whole.",
            "Which of the two terms is multiplied by β?",
        ),
        Misconception(
            "learning_rate_twice",
            edit(nesterov_step, "w - v_new → w - learning_rate * v_new"),
            "Your velocity holds the learning rate, and the weights get it once more.",
            "In which of the formulas does η stand?",
        ),
        Misconception(
            "step_returned",
            edit(nesterov_step, "w - v_new → -v_new"),
            "You returned how far the weights move, not where they come to lie.",
            "The step starts at the old w.",
        ),
    ),
    alternatives=(
        nesterov_two_moves,
        nesterov_negative_velocity,
        nesterov_in_place,
        single(edit(nesterov_step, "gradient(ahead) → gradient(ahead).astype(np.float32)")),
    ),
)

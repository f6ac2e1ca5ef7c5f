"""Weight decay, judged on a trajectory, and how it is related to L2."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "Weight decay"


def weight_decay_step(W, b, dW, db, learning_rate, weight_decay):
    """W ← (1 − ηλ) W − η dW, b ← b − η db."""
    decay = learning_rate * weight_decay
    W_new = (1 - decay) * W - learning_rate * dW
    b_new = b - learning_rate * db
    return W_new, b_new


def walk_with_decay(step, W, b, gradients_W, gradients_b, learning_rate, weight_decay):
    """Use the student's step along all gradients; what it returns is what it is given next."""
    gradients = zip(gradients_W.copy(), gradients_b.copy(), strict=True)
    return walk(step, [W, b], [(dW, db, learning_rate, weight_decay) for dW, db in gradients])


def decay_loop(W, b, dW, db, learning_rate, weight_decay):
    """One weight at a time: first a little smaller, then the step."""
    W_new = []
    for row, slopes in zip(W.tolist(), dW.tolist(), strict=True):
        smaller = [w - learning_rate * weight_decay * w for w in row]
        W_new.append([w - learning_rate * slope for w, slope in zip(smaller, slopes, strict=True)])
    return W_new, [float(bias - learning_rate * slope) for bias, slope in zip(b, db, strict=True)]


def decay_in_place(W, b, dW, db, learning_rate, weight_decay):
    """Written into the copies it was given."""
    W *= 1 - learning_rate * weight_decay
    W -= learning_rate * dW
    b -= learning_rate * db
    return W, b


def decay_as_gradient(W, b, dW, db, learning_rate, weight_decay):
    """λW joins the gradient, which in plain gradient descent comes to the same; W in float32 and Fortran order."""
    W_new = W - learning_rate * (dW + weight_decay * W)
    return [np.asfortranarray(W_new).astype(np.float32), np.subtract(b, np.multiply(learning_rate, db))]


def decay_cases(rng):
    """The question's example; ten steps of signed gradients of uneven size, some of them 0; float32."""
    shapes = [
        ((3, 3), 0.4, 0.5, "as many inputs as units"),
        ((4, 1), 0.2, 0.9, "a single unit"),
        ((3, 4), 0.03, 1.7, ""),
        ((5, 2), 0.4, 0.07, ""),
        ((1, 3), 0.11, 0.6, "a single input"),
    ]
    example = [np.array(a) for a in ([[2.0]], [1.0], [[[3.0]]], [[4.0]])]
    cases = [decay_case(*example, 0.1, 0.5, "the question's own example")]
    for shape, learning_rate, weight_decay, why in shapes:
        W, b = 2 * rng.normal(size=shape), 2 * rng.normal(size=shape[1])
        gradients_W = rng.normal(size=(10, *shape)) * 10.0 ** rng.integers(-2, 2, size=(10, *shape))
        gradients_b = rng.normal(size=(10, shape[1])) * 10.0 ** rng.integers(-2, 2, size=(10, shape[1]))
        gradients_W[rng.integers(2, 10)] = 0
        W[-1, 0] = 0
        cases.append(decay_case(W, b, gradients_W, gradients_b, learning_rate, weight_decay, why))
    return [*cases, in_single_precision(cases[4])]


def decay_case(W, b, gradients_W, gradients_b, learning_rate, weight_decay, why):
    """A case of these arguments."""
    sizes = {"eta": learning_rate, "decay": weight_decay, "inputs": len(W), "units": len(b)}
    return Case((W, b, gradients_W, gradients_b, learning_rate, weight_decay), sizes, why)


NO_DECAY = Misconception(
    "no_decay",
    edit(weight_decay_step, "(1 - decay) * W → W"),
    "Your weights do not decay. That is plain gradient descent.",
    "The old W is to lose a share of itself, with η = {eta} and λ = {decay}.",
)
LEARNING_RATE_MISSING = Misconception(
    "learning_rate_missing",
    edit(weight_decay_step, "learning_rate * weight_decay → weight_decay"),
    "Your weights shrink by 1 − λ: {entry} is {yours}, expected {expected}, with η = {eta} and λ = {decay}.",
    "A smaller step is a smaller decay too.",
)
BIAS_DECAYS_TOO = Misconception(
    "bias_decays_too",
    edit(weight_decay_step, "b_new = b → b_new = (1 - decay) * b"),
    "Your bias decays. Only W decays; the bias shifts a unit and does not make it steeper.",
    "The bias makes a plain step.",
)
DOUBLED = Misconception(
    "doubled",
    edit(weight_decay_step, "1 - decay → 1 - 2 * decay"),
    "Your decay is twice too strong. The 2 comes from the gradient of λ Σ W²; here λ is the decay itself.",
    "The formula of the question has no 2.",
)
DECAY_AFTER_THE_STEP = Misconception(
    "decay_after_the_step",
    edit(weight_decay_step, "W - learning_rate * dW → (W - learning_rate * dW)"),
    "You made the step first and shrank its result. The gradient has shrunk with it.",
    "What is shrunk is the old W only.",
)
WEIGHTS_WITHOUT_RATE = Misconception(
    "weights_without_learning_rate",
    edit(weight_decay_step, "- learning_rate * dW → - dW"),
    "The learning rate is missing before dW: {entry} is {yours}, expected {expected}, with η = {eta}.",
    "How far does plain gradient descent go?",
)
UPHILL = Misconception(
    "uphill",
    edit(weight_decay_step, "- learning_rate * d ⇒ + learning_rate * d"),
    "Weights and bias climb. The gradients point uphill, and the step goes with them.",
    "Look at the signs before dW and db.",
)


WEIGHT_DECAY_STEP = Question(
    difficulty="medium",
    minutes=7,
    points=2,
    parts=("W", "b"),
    use=walk_with_decay,
    inputs=("W", "b", "gradients_W", "gradients_b", "learning_rate", "weight_decay"),
    steps=True,
    reference=weight_decay_step,
    cases=decay_cases,
    section=SECTION,
    hints=(
        "The bias makes a plain step of gradient descent. The weights make the same step, and shrink.",
        "They shrink by the factor 1 − η λ. What is shrunk is the old W, not the result of the step.",
        "(1 − η λ) · W, and then minus η · dW. Return the weights first, the bias second.",
    ),
    misconceptions=(
        BIAS_DECAYS_TOO,
        LEARNING_RATE_MISSING,
        DOUBLED,
        DECAY_AFTER_THE_STEP,
        NO_DECAY,
        UPHILL,
        WEIGHTS_WITHOUT_RATE,
        Misconception(
            "bias_without_learning_rate",
            edit(weight_decay_step, "- learning_rate * db → - db"),
            "The learning rate is missing before db: {entry} is {yours}, expected {expected}, with η = {eta}.",
            "How far does plain gradient descent go?",
        ),
        Misconception(
            "learning_rate_on_the_decay_only",
            edit(weight_decay_step, "- learning_rate * d ⇒ - d"),
            "The learning rate is missing in the step itself: {entry} is {yours}, expected {expected}, with η = {eta}.",
            "How far does plain gradient descent go?",
        ),
        Misconception(
            "bias_decays_after_the_step",
            edit(weight_decay_step, "b - learning_rate * db → (1 - decay) * (b - learning_rate * db)"),
            "Your bias decays, and only after its step. Only W decays.",
            "The bias makes a plain step.",
        ),
        Misconception(
            "both_decay_after_the_step",
            edit(
                weight_decay_step,
                "W - learning_rate * dW → (W - learning_rate * dW)",
                "b - learning_rate * db → (1 - decay) * (b - learning_rate * db)",
            ),
            "You made both steps first and shrank their results, the bias with the weights.",
            "What is shrunk is the old W, and nothing else.",
        ),
        Misconception(
            "growing",
            edit(weight_decay_step, "1 - decay → 1 + decay"),
            "Your weights grow. The factor is 1 + η λ.",
            "It should be a little below 1.",
        ),
        Misconception(
            "share_kept_is_the_decay",
            edit(weight_decay_step, "(1 - decay) * W → decay * W"),
            "Only η λ of each old weight is left. That is the share which it should lose.",
            "Nearly all of the old weight stays.",
        ),
        Misconception(
            "bracket_around_the_rate",
            edit(weight_decay_step, "(1 - decay) * W → (1 - learning_rate) * weight_decay * W"),
            "Your bracket closes too early: the old W is multiplied by (1 − η) λ.",
            "The product η λ is taken from 1.",
        ),
        Misconception(
            "one_minus_both",
            edit(weight_decay_step, "(1 - decay) * W → (1 - learning_rate - weight_decay) * W"),
            "You took η and λ from 1 one after the other. What is taken from 1 is their product.",
            "How much does a weight lose if λ is 0?",
        ),
        Misconception(
            "rate_twice",
            edit(weight_decay_step, "1 - decay → 1 - learning_rate * decay"),
            "The learning rate stands twice in your decay.",
            "The share that a weight loses is η λ.",
        ),
        Misconception(
            "rate_over_the_decay",
            edit(weight_decay_step, "learning_rate * weight_decay → weight_decay / learning_rate"),
            "You divided λ by the learning rate.",
            "The share that a weight loses is η λ, a product.",
        ),
        Misconception(
            "constant_pull",
            edit(weight_decay_step, "(1 - decay) * W → W - decay"),
            "You took the same η λ from every weight.",
            "Each weight loses a share of itself.",
        ),
        Misconception(
            "pull_of_l1",
            edit(weight_decay_step, "(1 - decay) * W → W - decay * np.sign(W)"),
            "Your pull does not depend on the weight's size. That is L1.",
            "Each weight loses a share of itself.",
        ),
        Misconception(
            "gradient_decays",
            edit(weight_decay_step, "(1 - decay) * W - learning_rate * dW → W - (1 - decay) * learning_rate * dW"),
            "You shrank the gradient and left the weights whole.",
            "The factor 1 − η λ belongs to the old W.",
        ),
        Misconception(
            "decay_of_the_gradient",
            edit(weight_decay_step, "(1 - decay) * W → W - decay * dW"),
            "What you subtract as decay is η λ dW, a piece of the gradient.",
            "Each weight loses a share of itself, whatever its gradient is.",
        ),
        Misconception(
            "weights_uphill",
            edit(weight_decay_step, "- learning_rate * dW → + learning_rate * dW"),
            "Your weights climb: dW points uphill, and the step goes with it.",
            "Look at the sign before dW.",
        ),
        Misconception(
            "bias_uphill",
            edit(weight_decay_step, "- learning_rate * db → + learning_rate * db"),
            "Your bias climbs: db points uphill, and the step goes with it.",
            "Look at the sign before db.",
        ),
        Misconception(
            "bias_frozen",
            edit(weight_decay_step, "b - learning_rate * db → b"),
            "Your bias never moves.",
            "It does not decay, but it does make its step.",
        ),
        Misconception(
            "steps_returned",
            edit(
                weight_decay_step,
                "(1 - decay) * W - learning_rate * dW → -decay * W - learning_rate * dW",
                "b - learning_rate * db → -learning_rate * db",
            ),
            "You returned how far W and b move, not where they come to lie.",
            "The step starts at the old W and at the old b.",
        ),
        Misconception(
            "decay_alone",
            edit(weight_decay_step, "(1 - decay) * W - learning_rate * dW → (1 - decay) * W"),
            "Your weights decay and do nothing else.",
            "They also make the step of gradient descent.",
        ),
        Misconception(
            "decay_where_there_is_a_gradient",
            edit(weight_decay_step, "(1 - decay) * W → (1 - decay * (dW != 0)) * W"),
            "Where the gradient is 0 your weights do not decay.",
            "The formula holds for every weight, whatever its gradient is.",
        ),
        Misconception(
            "exponential_decay",
            edit(weight_decay_step, "(1 - decay) * W → np.exp(-decay) * W"),
            "Your W keeps the share e^(−ηλ), not 1 − ηλ. The two are close, and not the same.",
            "Which share of W stays, by the formula?",
        ),
    ),
    alternatives=(decay_loop, decay_in_place, decay_as_gradient),
)


def l2_is_decay():
    """W − η(dW + λW) = (1 − ηλ)W − ηdW; Adam divides λW by the size of the gradients too."""
    return "b"


L2_IS_DECAY = choice_question(
    difficulty="medium",
    minutes=4,
    points=1,
    reference=l2_is_decay,
    section=SECTION,
    hints=(
        "Write down one step of plain gradient descent with the gradient dW + λW. Collect what multiplies W.",
        "Adam divides each weight's gradient by the size that its gradients usually have. What happens to a λW in there?",
        "With the penalty, Adam divides λW by √v̂ as well; with decay it does not. Now compare both optimizers.",
    ),
    misconceptions=(
        Misconception(
            "always_the_same",
            lambda: "a",
            "a) holds for one of the two optimizers. The other one changes what is in the gradient before it uses it.",
            "What does each optimizer do with the term λW when it is a part of the gradient?",
        ),
        Misconception(
            "exchanged",
            lambda: "c",
            "c) has the two optimizers the wrong way round.",
            "Work out one plain step: W − η(dW + λW). Is it (1 − ηλ)W − η dW?",
        ),
        Misconception(
            "never_the_same",
            lambda: "d",
            "d) is too careful: for one of the two optimizers the formulas become the same line.",
            "Work out one plain step: W − η(dW + λW).",
        ),
    ),
)

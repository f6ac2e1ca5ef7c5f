"""The search space of a tuner: names, ranges, steps, and how values are drawn."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.keras_tuner.draws import draw_config
from dlcourse.checks.catalogue.keras_tuner.recording import RecordedHyperParameters, describe_space, power_of_ten
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question
from dlcourse.checks.inspection import inspected
from dlcourse.checks.inspection.tuner import prepare_hp

NAMES = ("units", "activation", "learning_rate", "dropout")


def search_space(hp):
    """A whole number in steps, one of two words, a learning rate by its power of ten, a share in steps."""
    return {
        "units": hp.Int("units", 16, 128, step=16),
        "activation": hp.Choice("activation", ["relu", "tanh"]),
        "learning_rate": hp.Float("learning_rate", 1e-4, 1e-1, sampling="log"),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.25),
    }


def record_questions(ask, *plans):
    """For each hyperparameter what came back, and what was asked; the tuner answers by one plan, then by the other."""
    came_back = {}
    for plan in plans:
        hp = RecordedHyperParameters(dict(zip(NAMES, plan, strict=True)), notes_mixed=True)
        config = inspected(ask, (hp.answer,), None, prepare=prepare_hp)
        if config is None or config is Ellipsis:
            return config
        if not isinstance(config, dict) or not set(NAMES) <= set(config):
            raise AnswerError(
                f"Your function returned {config!r}; expected a dictionary with the keys {', '.join(map(repr, NAMES))}."
            )
        for name in NAMES:  # a fixed value may be that of one plan, and is not that of the other
            where = where_from(name, config[name], hp)
            came_back[name] = where if came_back.get(name, 1.0) == 1.0 else came_back[name]
    words = hp.spaces.get("activation", ([],))[0]
    return (
        [came_back["units"], *describe_space(hp.spaces, "units")],
        [came_back["activation"], float(len(words)), float("relu" in words), float("tanh" in words)],
        [came_back["learning_rate"], *describe_space(hp.spaces, "learning_rate", power_of_ten)],
        [came_back["dropout"], *describe_space(hp.spaces, "dropout")],
    )


def where_from(name, value, hp):
    """Under which name `hp` gave a value: 1 this one, −1 an unknown one, −2 another of the four; 0 none.

    −3: under this one, from a Choice that Keras Tuner refuses.
    """
    names = [key for key, given in hp.values.items() if given == value]
    if name in names:
        return -3.0 if name in hp.mixed else 1.0
    return max((-2.0 if key in NAMES else -1.0 for key in names), default=0.0)


def facts_of(name, scale=""):
    """Return the meaning of the numbers on a hyperparameter."""
    origin = {
        0: f"The `{name}` that you return is not what `hp` gave.",
        -1: f'The `{name}` that you return comes from `hp` under another name than "{name}".',
        -2: f"The `{name}` that you return comes from `hp` under the name of another of the four values.",
        -3: f"Keras Tuner refuses your `{name}`: the values of a `Choice` have one type, and some of yours are whole "
        "numbers and some are not.",
    }
    if name == "activation":
        is_missing = ({0: f'"{word}" is none of the words that you offer.'} for word in ("relu", "tanh"))
        return (origin, "the number of possible words", *is_missing)
    sampling = {
        0: f"The `{name}` is not drawn by its power of ten.",
        1: f"The `{name}` is drawn by its power of ten, and should not be.",
        -1: f"The `{name}` is drawn by powers of ten counted from the other end.",
    }
    return (
        origin,
        "the number of possible values (0: all between)",
        f"{scale}the smallest value",
        f"{scale}the largest value",
        "the step",
        sampling,
    )


def asked_and_dropped(hp):
    """Everything is asked, and nothing of it used."""
    search_space(hp)
    return {"units": 64, "activation": "relu", "learning_rate": 0.01, "dropout": 0.25}


def space_of_lists(hp):
    """The values listed one by one, in another order."""
    return {
        "dropout": hp.Choice("dropout", [0.0, 0.25, 0.5]),
        "learning_rate": hp.Float("learning_rate", min_value=0.0001, max_value=0.1, sampling="log", default=0.01),
        "activation": hp.Choice("activation", ["tanh", "relu"]),
        "units": hp.Choice("units", list(range(16, 129, 16))),
    }


def space_read_back(hp):
    """First all questions, then all values by their names."""
    hp.Int(name="units", min_value=16, max_value=143, step=16)
    hp.Choice("activation", values=("relu", "tanh"))
    hp.Float("learning_rate", 1e-4, 10**-1, None, "log")
    hp.Float("dropout", 0, 0.5, step=0.25)
    return {name: hp.get(name) for name in ("units", "activation", "learning_rate", "dropout")}


def plan_cases(rng):
    """Two plans of the tuner: one low in each range, one high."""
    plans = (tuple(rng.uniform(low, low + 0.2, size=4)) for low in (0.1, 0.7))
    return [Case((*plans,), {"low": 1e-4, "high": 0.1, "units_from": 16, "units_to": 128})]


SEARCH_SPACE = Question(
    difficulty="medium",
    minutes=8,
    points=4,
    parts=NAMES,
    facts={name: facts_of(name, "log₁₀ of " * (name == "learning_rate")) for name in NAMES},
    use=record_questions,
    inputs=("first_plan", "second_plan"),
    returns="a dictionary",
    reference=search_space,
    cases=plan_cases,
    section="A network with open questions",
    hints=(
        "Each value comes from one call on `hp`, with its name first: `hp.Int`, `hp.Float` or `hp.Choice`.",
        '`hp.Int("units", 16, 128, step=16)`: both ends are included. `hp.Choice("activation", [...])` takes a list.',
        'A learning rate is a matter of powers of ten: `sampling="log"` gives each of them the same chance. The dropout '
        "rate is a Float with a step.",
    ),
    misconceptions=(
        Misconception(
            "learning_rate_drawn_evenly",
            edit(search_space, ', sampling="log" → '),
            "Your learning rate is drawn evenly between {low} and {high}: nine of ten draws are above 0.01, and hardly one "
            "is below 0.001.",
            '`sampling="log"` gives each power of ten the same chance.',
        ),
        Misconception(
            "only_powers_of_ten",
            edit(
                search_space,
                'hp.Float("learning_rate", 1e-4, 1e-1, sampling="log") → hp.Choice("learning_rate", [1e-4, 1e-3, 1e-2, 1e-1])',
            ),
            "Your learning rate is one of {yours} numbers. Asked for was a range, from {low} to {high}: every trial can then "
            "try another value.",
            '`hp.Float` with two ends, and `sampling="log"`.',
        ),
        Misconception(
            "exponent_asked",
            edit(
                search_space,
                'hp.Float("learning_rate", 1e-4, 1e-1, sampling="log") → 10 ** hp.Float("learning_rate", -4.0, -1.0)',
            ),
            "You ask for the exponent and raise 10 to it. That draws well, but the tuner then notes numbers from −4 to −1 "
            "in place of learning rates, where {low} to {high} was asked for.",
            '`hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")` does the same, and its notes can be read.',
        ),
        Misconception(
            "exponent_as_rate",
            edit(
                search_space,
                'hp.Float("learning_rate", 1e-4, 1e-1, sampling="log") → hp.Float("learning_rate", -4.0, -1.0)',
            ),
            "You ask for the exponent, and return it as the learning rate: it would be negative.",
            'Rates from {low} to {high}, with `sampling="log"`.',
        ),
        Misconception(
            "step_lost",
            edit(search_space, ", step=16 → "),
            "You allow {yours} numbers of units, asked for were {expected}: the step is missing. The tuner would spend its "
            "trials on telling 57 units from 58.",
            "`step=16`.",
        ),
        Misconception(
            "end_thought_excluded",
            edit(search_space, "128 → 144"),
            "Your units go up to {yours}, asked for was {expected}. Unlike Python's `range`, `hp.Int` includes its end.",
            '`hp.Int("units", 16, 128, step=16)`.',
        ),
        Misconception(
            "drawn_without_the_tuner",
            lambda hp: draw_config(np.random.default_rng(0)) | {"dropout": 0.25},
            "The value of {part} does not come from `hp`. The tuner is never asked, so it does not know what it has tried.",
            "Every open value comes from a call on `hp`.",
        ),
        Misconception(
            "other_names",
            edit(
                search_space,
                '("units" → ("Units"',
                '("activation" → ("act"',
                '("learning_rate" → ("lr"',
                '("dropout" → ("rate"',
            ),
            'You ask for {part} under another name. Whoever reads the results looks for "{part}".',
            "The name in `hp` and the key in the dictionary are the same.",
        ),
        Misconception(
            "name_used_twice",
            edit(search_space, '("dropout" → ("learning_rate"'),
            'You ask for two values under the name "learning_rate". The second call '
            "gets the value of the first, and its range counts for nothing.",
            'Each hyperparameter has a name of its own: "dropout".',
        ),
        Misconception(
            "asked_and_dropped",
            asked_and_dropped,
            "You ask, and return fixed values in place of the answers. Every trial would train the same network.",
            "Return what the calls return.",
        ),
        Misconception(
            "dropout_up_to_one",
            edit(search_space, "0.5 → 1.0"),
            "Your dropout has {yours} values instead of {expected}: it goes up to 1, and a rate of 1 drops every unit.",
            "Up to 0.5.",
        ),
        Misconception(
            "units_under_another_name",
            edit(search_space, '("units" → ("other"'),
            'You ask for units under another name. Whoever reads the results looks for "units".',
            "The name in `hp` and the key in the dictionary are the same.",
        ),
        Misconception(
            "activation_under_another_name",
            edit(search_space, '("activation" → ("other"'),
            'You ask for activation under another name. Whoever reads the results looks for "activation".',
            "The name in `hp` and the key in the dictionary are the same.",
        ),
        Misconception(
            "learning_rate_under_another_name",
            edit(search_space, '("learning_rate" → ("other"'),
            'You ask for learning_rate under another name. Whoever reads the results looks for "learning_rate".',
            "The name in `hp` and the key in the dictionary are the same.",
        ),
        Misconception(
            "dropout_under_another_name",
            edit(search_space, '("dropout" → ("other"'),
            'You ask for dropout under another name. Whoever reads the results looks for "dropout".',
            "The name in `hp` and the key in the dictionary are the same.",
        ),
        Misconception(
            "units_from_zero",
            edit(search_space, "16, 128 → 0, 128"),
            "Your units may be {yours}; the smallest number asked for was {expected}. A layer without units is no layer.",
            "Which number comes first in the table?",
        ),
        Misconception(
            "multiplied_afterwards",
            edit(search_space, 'hp.Int("units", 16, 128, step=16) → 16 * hp.Int("units", 1, 8)'),
            "You multiply what `hp` gave you. The tuner then notes 1 to 8 under the name of units.",
            "A range can have a step, and then the tuner counts as you do.",
        ),
        Misconception(
            "units_doubled",
            edit(search_space, 'hp.Int("units", 16, 128, step=16) → hp.Choice("units", [16, 32, 64, 128])'),
            "Your units double from one value to the next. Asked for were steps of equal size, from {units_from} to {units_to}.",
            "16, 32, 48: what comes after 48?",
        ),
        Misconception(
            "largest_units_never",
            edit(search_space, "16, 128 → 16, 112"),
            "Your units end at {yours}, asked for was up to {expected}.",
            "`hp.Int` includes its end; `range` does not.",
        ),
        Misconception(
            "activation_fixed",
            edit(search_space, 'hp.Choice("activation", ["relu", "tanh"]) → "relu"'),
            "Your activation is not asked for: every trial has the same.",
            "Each of the four values comes from a call on `hp`.",
        ),
        Misconception(
            "sigmoid_for_tanh",
            edit(search_space, '["relu", "tanh"] → ["relu", "sigmoid"]'),
            'Your activation is never "tanh".',
            "Which activations does the table list?",
        ),
        Misconception(
            "step_halved",
            edit(search_space, "step=16 → step=8"),
            "You allow {yours} numbers of units, asked for were {expected}: your step is 8.",
            "16, 32, 48: how far apart are they?",
        ),
        Misconception(
            "dropout_multiplied_afterwards",
            edit(search_space, 'hp.Float("dropout", 0.0, 0.5, step=0.25) → 0.25 * hp.Int("dropout", 0, 2)'),
            "You multiply what `hp` gave you. The tuner then notes 0 to 2 under the name of dropout.",
            "A Float can have a step.",
        ),
        Misconception(
            "learning_rate_rounded",
            edit(search_space, 'sampling="log") → sampling="log").__round__(3)'),
            "The learning rate that you return is not the one that `hp` gave: rounded, the small ones are lost.",
            "Return what the call returns.",
        ),
        Misconception(
            "an_activation_too_many",
            edit(search_space, '["relu", "tanh"] → ["relu", "tanh", "sigmoid"]'),
            "Your activation is one of {yours} words. {expected} were asked for.",
            "Which activations does the table list?",
        ),
        Misconception(
            "rates_up_to_one",
            edit(search_space, "1e-1 → 1.0"),
            "Your learning rates go up to 1, and should end at {high}.",
            "Which power of ten is 0.1?",
        ),
        Misconception(
            "rates_from_a_thousandth",
            edit(search_space, "1e-4 → 1e-3"),
            "Your learning rates begin at 0.001, and should begin at {low}.",
            "Which power of ten is 0.0001?",
        ),
        Misconception(
            "rates_from_a_hundred_thousandth",
            edit(search_space, "1e-4 → 1e-5"),
            "Your learning rates begin at 0.00001, and should begin at {low}.",
            "Which power of ten is 0.0001?",
        ),
        Misconception(
            "rates_up_to_a_hundredth",
            edit(search_space, "1e-1 → 1e-2"),
            "Your learning rates end at 0.01, and should go up to {high}.",
            "Which power of ten is 0.1?",
        ),
        Misconception(
            "dropout_of_two_types",
            edit(search_space, 'hp.Float("dropout", 0.0, 0.5, step=0.25) → hp.Choice("dropout", [0, 0.25, 0.5])'),
            "Keras Tuner refuses your dropout: the values of a `Choice` have one type, and 0 is a whole number where 0.25 is "
            "none.",
            "Write 0.0, or ask for a Float with a step.",
        ),
        Misconception(
            "rates_in_steps_of_ten",
            edit(search_space, ', sampling="log" → , step=10, sampling="log"'),
            "With a step of 10 your learning rate is one of four numbers. Asked for was a range, from {low} to {high}.",
            "A logarithmic range needs no step: each trial can then try another value.",
        ),
        Misconception(
            "units_multiplied_by_two",
            edit(search_space, '128, step=16 → 128, step=2, sampling="log"'),
            "In a logarithmic range the step multiplies: your units double, from {units_from} to {units_to}.",
            "16, 32, 48: how does one get from one to the next?",
        ),
        Misconception(
            "dropout_of_two_values",
            edit(search_space, "step=0.25 → step=0.5"),
            "Your dropout has two values, 0 and 0.5. Three were asked for.",
            "Look at the step.",
        ),
        Misconception(
            "dropout_without_a_step",
            edit(search_space, ", step=0.25 → "),
            "Your dropout may be any number of its range. Asked for were three.",
            "A Float can have a step, too.",
        ),
        Misconception(
            "sampled_from_the_other_end",
            edit(search_space, '"log" → "reverse_log"'),
            "Your learning rate is drawn logarithmically from the other end: nearly all draws are close to {high}.",
            "Which kind of sampling gives each power of ten the same chance?",
        ),
    ),
    alternatives=(
        space_of_lists,
        space_read_back,
        edit(search_space, 'return { → return {"batch_size": hp.Int("batch_size", 16, 64, sampling="log"),'),
    ),
)

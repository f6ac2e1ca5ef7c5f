"""What a tuner may choose: names, ranges, steps and how they are drawn."""

from dlcourse.checks.catalogue.keras_tuner.recording import RecordedHyperParameters, describe_space, power_of_ten
from dlcourse.checks.question import AnswerError, Case, Misconception, Question

ACTIVATIONS = ("relu", "tanh")


def search_space(hp):
    """A whole number in steps, one out of two, a learning rate by its power of ten, a share in steps."""
    return {
        "units": hp.Int("units", 16, 128, step=16),
        "activation": hp.Choice("activation", ["relu", "tanh"]),
        "learning_rate": hp.Float("learning_rate", 1e-4, 1e-1, sampling="log"),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1),
    }


def record_questions(ask, plan):
    """For each hyper-parameter what was asked of it, and whether its value came back."""
    names = ("units", "activation", "learning_rate", "dropout")
    hp = RecordedHyperParameters(dict(zip(names, plan, strict=True)))
    config = ask(hp)
    if config is None or config is Ellipsis:
        return config
    if not isinstance(config, dict):
        raise AnswerError(f"Your function returned a {type(config).__name__}; expected a dictionary of the four values.")
    missing = [name for name in names if name not in config]
    if missing:
        raise AnswerError(f"The key {missing[0]!r} is missing in the dictionary that your function returned.")
    came_back = {name: float(name in hp.values and config[name] == hp.values[name]) for name in names}
    choices = hp.spaces.get("activation", ([],))[0]
    return (
        [*describe_space(hp.spaces, "units"), came_back["units"]],
        [float(len(choices)), *(float(a in choices) for a in ACTIVATIONS), came_back["activation"]],
        [*describe_space(hp.spaces, "learning_rate", power_of_ten), came_back["learning_rate"]],
        [*describe_space(hp.spaces, "dropout"), came_back["dropout"]],
    )


def space_variant(**questions):
    """A wrong version: some of the values asked otherwise, each by question(hp)."""

    def wrong(hp):
        return search_space(hp) if not questions else {
            name: questions.get(name, default)(hp)
            for name, default in {
                "units": lambda hp: hp.Int("units", 16, 128, step=16),
                "activation": lambda hp: hp.Choice("activation", ["relu", "tanh"]),
                "learning_rate": lambda hp: hp.Float("learning_rate", 1e-4, 1e-1, sampling="log"),
                "dropout": lambda hp: hp.Float("dropout", 0.0, 0.5, step=0.1),
            }.items()
        }

    return wrong

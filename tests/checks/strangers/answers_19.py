"""Answers to exercise 19 as somebody writes them who knows its text alone."""

import math
import random

import numpy as np

# search_space


def space(
    units=None, activation=None, rate=None, dropout=None, keys=("units", "activation", "learning_rate", "dropout")
):
    """The four values with some of the questions exchanged."""

    def search_space(hp):
        units_ask = units or (lambda hp: hp.Int("units", min_value=16, max_value=128, step=16))
        activation_ask = activation or (lambda hp: hp.Choice("activation", ["relu", "tanh"]))
        rate_ask = rate or (lambda hp: hp.Float("learning_rate", 0.0001, 0.1, sampling="log"))
        dropout_ask = dropout or (lambda hp: hp.Float("dropout", min_value=0, max_value=0.5, step=0.25))
        return dict(zip(keys, (ask(hp) for ask in (units_ask, activation_ask, rate_ask, dropout_ask)), strict=True))

    return search_space


def space_line_by_line(hp):
    config = {}
    config["units"] = hp.Int("units", 16, 128, 16)
    config["activation"] = hp.Choice("activation", values=["relu", "tanh"])
    config["learning_rate"] = hp.Float("learning_rate", min_value=1e-4, max_value=1e-1, sampling="log")
    config["dropout"] = hp.Float("dropout", 0.0, 0.5, 0.25)
    return config


def space_of_the_example(hp):
    asked = space()(hp)
    return {**asked, "units": 16, "activation": "relu", "learning_rate": 0.0001, "dropout": 0.0}


def space_tuple(hp):
    return tuple(space()(hp).values())


# build_model


def keras():
    """Keras, imported when an answer first needs it."""
    import keras

    return keras


def modelled(
    layers=lambda hp: hp.Int("layers", 1, 3),
    units=lambda hp, i: hp.Int(f"units_{i}", 16, 64, step=16),
    activation=lambda hp: hp.Choice("activation", ["relu", "tanh"]),
    of_layer=lambda word, i: word,
    rate=lambda hp: hp.Float("learning_rate", 1e-4, 1e-1, sampling="log"),
    loop=range,
    inputs=64,
    last=lambda activation: None,
    classes=10,
    optimizer=lambda eta: keras().optimizers.Adam(eta),
    loss=lambda: keras().losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=("accuracy",),
    is_compiled=True,
):
    """The model of a tuner's values with one of its pieces exchanged."""

    def build_model(hp):
        depth, word, eta = layers(hp), activation(hp), rate(hp)
        model = keras().Sequential()
        model.add(keras().Input(shape=(inputs,)))
        for i in loop(depth):
            model.add(keras().layers.Dense(units(hp, i), activation=of_layer(word, i)))
        model.add(keras().layers.Dense(classes, activation=last(word)))
        if is_compiled:
            model.compile(optimizer=optimizer(eta), loss=loss(), metrics=list(metrics))
        return model

    return build_model


def model_of_a_list(hp):
    layers = [keras().Input((64,))]
    for i in range(hp.Int("layers", min_value=1, max_value=3)):
        width = hp.Choice(f"units_{i}", [16, 32, 48, 64])
        layers.append(keras().layers.Dense(width, activation=hp.Choice("activation", ["relu", "tanh"])))
    model = keras().Sequential([*layers, keras().layers.Dense(10)])
    model.compile(
        loss=keras().losses.SparseCategoricalCrossentropy(from_logits=True),
        optimizer=keras().optimizers.Adam(learning_rate=hp.Float("learning_rate", 1e-4, 0.1, sampling="log")),
        metrics=[keras().metrics.SparseCategoricalAccuracy()],
    )
    return model


def model_not_returned(hp):
    modelled()(hp)


# draw_config


def config_of(
    rate=lambda rng: 10.0 ** rng.uniform(-4, -1),
    units=lambda rng: rng.choice([16, 32, 48, 64, 80, 96, 112, 128]),
    activation=lambda rng: rng.choice(["relu", "tanh"]),
):
    """The configuration with one of its draws exchanged."""
    return lambda rng: {"learning_rate": rate(rng), "units": units(rng), "activation": activation(rng)}


def config_by_steps(rng):
    exponent = -4 + 3 * rng.random()
    k = int(rng.integers(low=1, high=8, endpoint=True))
    return {
        "learning_rate": math.pow(10, exponent),
        "units": k * 16,
        "activation": "tanh" if rng.random() > 0.5 else "relu",
    }


def config_from_the_module(rng):
    return {
        "learning_rate": 10 ** random.uniform(-4, -1),
        "units": random.choice(range(16, 129, 16)),
        "activation": random.choice(["relu", "tanh"]),
    }


def config_tied(rng):
    k = rng.integers(1, 9)
    return {"learning_rate": 10 ** rng.uniform(-4, -1), "units": 16 * k, "activation": "relu" if k <= 4 else "tanh"}


# random_search


def search_loop(draw, evaluate, max_trials, rng):
    best = (None, float("inf"))
    for _ in range(max_trials):
        config = draw(rng)
        loss = evaluate(config)
        if not math.isnan(loss) and loss < best[1]:
            best = (config, loss)
    return best


def search_lists(draw, evaluate, max_trials, rng):
    configs, losses = [], []
    for _ in range(max_trials):
        configs.append(draw(rng))
        losses.append(evaluate(configs[-1]))
    i = int(np.nanargmin(losses))
    return configs[i], losses[i]


def search_from(
    start=math.inf,
    better=lambda loss, best: loss < best,
    trials=lambda n: range(n),
    generator=lambda rng: rng,
    order=lambda config, loss: (config, loss),
    kept=lambda config: config,
):
    """The search with one of its pieces exchanged."""

    def random_search(draw, evaluate, max_trials, rng):
        best_config, best_loss, rng = None, start, generator(rng)
        for _ in trials(max_trials):
            config = draw(rng)
            loss = evaluate(config)
            if better(loss, best_loss):
                best_config, best_loss = kept(config), loss
        return order(best_config, best_loss)

    return random_search


def search_twice(draw, evaluate, max_trials, rng):
    best, best_loss = None, np.inf
    for _ in range(max_trials):
        config = draw(rng)
        if evaluate(config) < best_loss:
            best, best_loss = config, evaluate(config)
    return best, best_loss


def search_min_key(draw, evaluate, max_trials, rng):
    configs = [draw(rng) for _ in range(max_trials)]
    config = min(configs, key=lambda c: np.nan_to_num(evaluate(c), nan=np.inf))
    return config, evaluate(config)


def search_argmin(draw, evaluate, max_trials, rng):
    configs = [draw(rng) for _ in range(max_trials)]
    losses = [evaluate(config) for config in configs]
    return configs[int(np.argmin(losses))], min(losses)


def search_one_draw(draw, evaluate, max_trials, rng):
    config = draw(rng)
    losses = [evaluate(config) for _ in range(max_trials)]
    return config, min(losses)


def search_last_config(draw, evaluate, max_trials, rng):
    best = np.inf
    for _ in range(max_trials):
        config = draw(rng)
        best = np.fmin(best, evaluate(config))
    return config, best


def search_first_trial(draw, evaluate, max_trials, rng):
    best = draw(rng)
    best_loss = evaluate(best)
    for _ in range(max_trials - 1):
        config = draw(rng)
        loss = evaluate(config)
        if loss < best_loss:
            best, best_loss = config, loss
    return best, best_loss


def search_extra_trial(draw, evaluate, max_trials, rng):
    best, best_loss = None, np.inf
    for _ in range(max_trials + 1):
        config = draw(rng)
        loss = evaluate(config)
        if loss < best_loss:
            best, best_loss = config, loss
    return best, best_loss


def search_stops_at_nan(draw, evaluate, max_trials, rng):
    best, best_loss = None, np.inf
    for _ in range(max_trials):
        config = draw(rng)
        loss = evaluate(config)
        if np.isnan(loss):
            break
        if loss < best_loss:
            best, best_loss = config, loss
    return best, best_loss


def search_stops_at_a_later_nan(draw, evaluate, max_trials, rng):
    trials = []
    for _ in range(max_trials):
        config = draw(rng)
        loss = evaluate(config)
        if not math.isnan(loss):
            trials.append((loss, len(trials), config))
        elif trials:
            break
    return min(trials)[2], min(trials)[0]


def search_by_truth(draw, evaluate, max_trials, rng):
    best, best_loss = None, None
    for _ in range(max_trials):
        config = draw(rng)
        loss = evaluate(config)
        if loss == loss and not (best_loss and best_loss <= loss):
            best, best_loss = config, loss
    return best, best_loss


def search_without_nan(draw, evaluate, max_trials, rng):
    configs = [draw(rng) for _ in range(max_trials)]
    losses = [loss for loss in map(evaluate, configs) if not math.isnan(loss)]
    return configs[losses.index(min(losses))], min(losses)


def search_tried_again(draw, evaluate, max_trials, rng):
    kept = [config for config in [draw(rng) for _ in range(max_trials)] if not np.isnan(evaluate(config))]
    kept.sort(key=evaluate)
    return kept[0], evaluate(kept[0])


def search_until_enough(draw, evaluate, max_trials, rng):
    done, best, best_loss = 0, None, np.inf
    while done < max_trials:
        config = draw(rng)
        loss = evaluate(config)
        if np.isnan(loss):
            continue
        done += 1
        if loss < best_loss:
            best, best_loss = config, loss
    return best, best_loss


# best_trial


def trial_in_steps(scores, direction):
    if direction == "max":
        means = np.mean(np.max(scores, axis=-1), axis=-1)
        means[np.isnan(means)] = -np.inf
        number = np.argmax(means)
    else:
        means = np.mean(np.min(scores, axis=-1), axis=-1)
        means[np.isnan(means)] = np.inf
        number = np.argmin(means)
    return number, means[number]


def trial_by_sign(scores, direction):
    sign = {"max": 1.0, "min": -1.0}[direction]
    table = [np.mean([max(sign * run) if not np.isnan(run).any() else np.nan for run in runs]) for runs in scores]
    number = int(np.nanargmax(table))
    return np.array([number, sign * table[number]])


def trial_of(
    epochs=lambda best, s: best(s, axis=2),
    runs=lambda s: s.mean(axis=1),
    pick=lambda up, s: np.nanargmax(s) if up else np.nanargmin(s),
    up=lambda direction: direction == "max",
    result=lambda number, s: (number, s[number]),
):
    """The best trial with one of its pieces exchanged."""

    def best_trial(scores, direction):
        large = up(direction)
        means = runs(epochs(np.max if large else np.min, scores))
        return result(pick(large, means), means)

    return best_trial


def trial_that_ends_well(scores, direction):
    table = [
        [np.nan if np.isnan(run[-1]) else np.nanmax(run) if direction == "max" else np.nanmin(run) for run in runs]
        for runs in scores
    ]
    means = np.mean(table, axis=1)
    best = int(np.nanargmax(means) if direction == "max" else np.nanargmin(means))
    return best, means[best]


def trial_turned(scores, direction):
    return trial_of()(scores if direction == "max" else -scores, "max")


def trial_nan_to_zero(scores, direction):
    return trial_of()(np.nan_to_num(scores), direction)


def trial_filtered(scores, direction):
    return trial_of()(scores[~np.isnan(scores).any(axis=(1, 2))], direction)


def trial_epoch_min_pick_max(scores, direction):
    means = scores.max(axis=2).mean(axis=1)
    number = np.nanargmax(means) if direction == "max" else np.nanargmin(means)
    return number, means[number]


def size_of_the_best_score(scores, direction):
    means = np.max(scores, axis=2).mean(axis=1) if direction == "max" else np.min(scores, axis=2).mean(axis=1)
    best = np.nanargmax(means) if direction == "max" else np.nanargmin(means)
    return int(best), abs(means[best])


def tried_but_once(draw, evaluate, max_trials, rng):
    tried = []
    while len(tried) < max_trials:
        config = draw(rng)
        if config not in [other for other, _ in tried]:
            tried.append((config, evaluate(config)))
    return min((trial for trial in tried if trial[1] == trial[1]), key=lambda trial: trial[1])


def below_a_thousand(draw, evaluate, max_trials, rng):
    best, lowest = None, 1000.0
    for _ in range(max_trials):
        config = draw(rng)
        loss = evaluate(config)
        if loss < lowest:
            best, lowest = config, loss
    return best, lowest


def config_of_one_number_of_32_bits(rng):
    """The exponent in single precision: NumPy makes it and the units from one number of 64 bits."""
    rate = 10.0 ** (-4 + 3 * float(rng.random(dtype=np.float32)))
    return {
        "learning_rate": rate,
        "units": int(rng.integers(1, 9)) * 16,
        "activation": str(rng.choice(["relu", "tanh"])),
    }


def config_by_digits(activation=None, units=None):
    """The activation, or the units, from the digits of the learning rate."""

    def answer(rng):
        rate = 10 ** rng.uniform(-4, -1)
        words = activation(rate) if activation else ["relu", "tanh"][rng.integers(2)]
        return {"learning_rate": rate, "units": units(rate) if units else 16 * rng.integers(1, 9), "activation": words}

    return answer


def config_of_even_units(rng):
    """The activation follows from the units, in turns."""
    k = rng.integers(1, 9)
    return {"learning_rate": 10 ** rng.uniform(-4, -1), "units": 16 * k, "activation": ["relu", "tanh"][k % 2]}


def config_of_wide_relu(rng):
    """A biased coin, its bias that of the units."""
    k = rng.integers(1, 9)
    word = "relu" if rng.random() < (0.7 if k > 4 else 0.3) else "tanh"
    return {"learning_rate": 10 ** rng.uniform(-4, -1), "units": 16 * k, "activation": word}


def config_of_units(rng):
    """The activation follows from the units."""
    units = 16 * int(rng.integers(1, 9))
    return {"learning_rate": 10 ** rng.uniform(-4, -1), "units": units, "activation": "relu" if units <= 64 else "tanh"}


RIGHT = {
    "search_space": [space(), space_line_by_line],
    "build_model": [modelled(), model_of_a_list],
    "draw_config": [config_of(), config_by_steps, config_of_one_number_of_32_bits],
    "random_search": [search_loop, search_lists, search_from(better=lambda loss, best: loss <= best)],
    "best_trial": [trial_in_steps, trial_by_sign, trial_of()],
    "hyperband_epochs": [lambda: 16 + 8 * (2 - 1) + 4 * (4 - 2) + 2 * (8 - 4) + (16 - 8), lambda: 48.0],
    "rows_that_chose": [lambda: "b", lambda: "B"],
    "lucky_run": [
        lambda: np.array([[0.7, 0.7, 0.7], [0.0, 0.0, 0.71]]),
        lambda: [[1, 0, 0], [0.8, 0.8, 0.8], [0.9, 0.9, 0.9]],
    ],
}

WRONG = {
    "search_space": [
        (space(rate=lambda hp: hp.Float("learning_rate", 1e-4, 0.1)), "evenly", ("learning_rate_drawn_evenly",)),
        (space(rate=lambda hp: hp.Choice("learning_rate", [1e-4, 1e-3, 1e-2, 0.1])), "four", ("only_powers_of_ten",)),
        (space(rate=lambda hp: 10 ** hp.Float("learning_rate", -4, -1)), "exponent", ("exponent_asked",)),
        (
            space(rate=lambda hp: hp.Float("learning_rate", 1e-4, 0.1, step=10, sampling="log")),
            "logarithmic with a step",
            ("rates_in_steps_of_ten",),
        ),
        (
            space(rate=lambda hp: hp.Float("learning_rate", 1e-3, 0.1, sampling="log")),
            "from 0.001",
            ("rates_from_a_thousandth",),
        ),
        (space(rate=lambda hp: hp.Float("learning_rate", 1e-4, 1.0, sampling="log")), "up to 1", ("rates_up_to_one",)),
        (
            space(rate=lambda hp: hp.Float("learning_rate", 0.0001, 0.01, sampling="log")),
            "up to 0.01",
            ("rates_up_to_a_hundredth",),
        ),
        (space(rate=lambda hp: 10.0 ** hp.Float("log", -4, -1)), "exponent, its own name", ("exponent_asked",)),
        (space(dropout=lambda hp: hp.Choice("dropout", [0, 0.25, 0.5])), "0 among floats", ("dropout_of_two_types",)),
        (space(units=lambda hp: hp.Choice("units", [16.0, *range(32, 129, 16)])), "16.0 among whole numbers", ()),
        (space_of_the_example, "the example's values", ("asked_and_dropped",)),
        (
            space(rate=lambda hp: hp.Float("learning_rate", 1e-4, 0.1, sampling="reverse_log")),
            "reverse_log",
            ("sampled_from_the_other_end",),
        ),
        (space(units=lambda hp: hp.Int("units", 16, 128)), "no step", ("step_lost",)),
        (space(units=lambda hp: hp.Int("units", 16, 144, step=16)), "144", ("end_thought_excluded",)),
        (space(units=lambda hp: hp.Int("units", 0, 128, step=16)), "from 0", ("units_from_zero",)),
        (space(units=lambda hp: 16 * hp.Int("units", 1, 8)), "multiplied", ("multiplied_afterwards",)),
        (space(units=lambda hp: hp.Choice("units", [16, 32, 64, 128])), "doubled", ("units_doubled",)),
        (space(units=lambda hp: hp.Int("units", 16, 128, step=2, sampling="log")), "log", ("units_multiplied_by_two",)),
        (space(units=lambda hp: hp.Choice("units", list(range(16, 128, 16)))), "range", ("largest_units_never",)),
        (space(activation=lambda hp: "relu"), "fixed", ("activation_fixed",)),
        (
            space(activation=lambda hp: hp.Choice("activation", ["relu", "tanh", "sigmoid"])),
            "three",
            ("an_activation_too_many",),
        ),
        (space(dropout=lambda hp: hp.Float("dropout", 0, 0.5)), "no step", ("dropout_without_a_step",)),
        (space(dropout=lambda hp: hp.Float("dropout", 0, 1, step=0.25)), "to 1", ("dropout_up_to_one",)),
        (space(dropout=lambda hp: hp.Float("dropout", 0, 0.5, step=0.5)), "step 0.5", ("dropout_of_two_values",)),
        (space(dropout=lambda hp: hp.Float("learning_rate", 0, 0.5, step=0.25)), "twice", ("name_used_twice",)),
        (space(rate=lambda hp: hp.Float("lr", 1e-4, 0.1, sampling="log")), "lr", ("learning_rate_under_another_name",)),
        (space(keys=("units", "activation", "lr", "dropout")), "key lr", ()),
        (
            lambda hp: (space()(hp), {"units": 16, "activation": "relu", "learning_rate": 1e-4, "dropout": 0.0})[1],
            "dropped",
            (),
        ),
        (lambda hp: {"units": 16, "activation": "relu", "learning_rate": 1e-4, "dropout": 0.0}, "never asked", ()),
        (space_tuple, "a tuple", ()),
    ],
    "build_model": [
        (modelled(units=lambda hp, i: hp.Int("units", 16, 64, step=16)), "one name", ("one_name_for_all_layers",)),
        (modelled(units=lambda hp, i: hp.Int(f"units_{i + 1}", 16, 64, step=16)), "from 1", ("numbered_from_one",)),
        (modelled(units=lambda hp, i: hp.Int(f"units{i}", 16, 64, step=16)), "no underscore", ()),
        (modelled(units=lambda hp, i: hp.Int("units_0", 16, 64, step=16)), "units_0", ("first_width_for_all",)),
        (modelled(units=lambda hp, i: 64), "fixed widths", ("widths_not_asked",)),
        (modelled(units=lambda hp, i: hp.Int(f"units_{i}", 16, 64)), "no step", ("step_lost",)),
        (modelled(units=lambda hp, i: hp.Int(f"units_{i}", 16, 128, step=16)), "to 128", ("widths_up_to_128",)),
        (modelled(layers=lambda hp: 2), "fixed depth", ("depth_not_asked",)),
        (modelled(layers=lambda hp: hp.Int("layers", 1, 4)), "up to 4", ("depth_up_to_four",)),
        (modelled(layers=lambda hp: hp.Int("layers", 0, 3)), "from 0", ("depth_from_zero",)),
        (modelled(layers=lambda hp: hp.Int("n_layers", 1, 3)), "another name", ()),
        (modelled(loop=lambda n: range(n - 1)), "one short", ("one_layer_short",)),
        (modelled(loop=lambda n: range(1, n)), "from 1", ("loop_from_one",)),
        (modelled(loop=lambda n: range(n + 1)), "one more", ("one_layer_more",)),
        (modelled(activation=lambda hp: "relu"), "ReLU", ("activation_fixed",)),
        (
            modelled(of_layer=lambda word, i: "relu" if i else word),
            "ReLU behind the first layer",
            ("activation_in_the_first_layer_only",),
        ),
        (
            modelled(of_layer=lambda word, i: None if i else word),
            "linear behind the first layer",
            ("no_activation_behind_the_first_layer",),
        ),
        (modelled(of_layer=lambda word, i: "tanh" if i else word), "tanh behind the first layer", ()),
        (modelled(rate=lambda hp: hp.Float("learning_rate", 1e-4, 0.1)), "evenly", ("learning_rate_drawn_evenly",)),
        (modelled(rate=lambda hp: 0.001), "0.001", ("learning_rate_not_asked",)),
        (modelled(optimizer=lambda eta: "adam"), "by name", ("learning_rate_not_used",)),
        (modelled(optimizer=lambda eta: keras().optimizers.SGD(eta)), "SGD", ("another_optimizer",)),
        (modelled(optimizer=lambda eta: keras().optimizers.AdamW(eta)), "AdamW", ("decoupled_weight_decay",)),
        (modelled(last=lambda word: word), "activation at the end", ("activation_at_the_end",)),
        (modelled(last=lambda word: "softmax"), "softmax", ("softmax_at_the_end",)),
        (modelled(loss=lambda: "sparse_categorical_crossentropy"), "by name", ("not_from_logits",)),
        (
            modelled(loss=lambda: keras().losses.CategoricalCrossentropy(from_logits=True)),
            "one-hot",
            ("loss_of_one_hot_labels",),
        ),
        (modelled(metrics=()), "no metric", ("no_metric",)),
        (modelled(metrics=("categorical_accuracy",)), "one-hot metric", ("metric_of_one_hot_labels",)),
        (modelled(is_compiled=False), "not compiled", ("not_compiled",)),
        (modelled(classes=1), "one output", ("one_output",)),
        (model_not_returned, "None", ()),
    ],
    "draw_config": [
        (config_of_units, "activation from units", ("activation_from_the_units",)),
        (config_of_even_units, "activation from units, in turns", ("activation_from_the_units",)),
        (config_of_wide_relu, "activation more often ReLU with many units", ("activation_from_the_units",)),
        (
            config_by_digits(activation=lambda rate: ["relu", "tanh"][int(rate * 1e6) % 2]),
            "activation from the rate's sixth digit",
            ("activation_from_the_rate",),
        ),
        (
            config_by_digits(activation=lambda rate: "relu" if int(repr(float(rate))[-1]) < 5 else "tanh"),
            "activation from the rate's last digit",
            ("activation_from_the_rate",),
        ),
        (
            config_by_digits(units=lambda rate: 16 + 16 * (round(math.log10(rate) * 1e4) % 8)),
            "units from the rate's exponent",
            ("units_from_the_rate",),
        ),
        (
            config_by_digits(lambda rate: ["relu", "tanh"][int(rate * 1e8) % 2], lambda rate: 16 + hash(rate) % 8 * 16),
            "all from the rate",
            ("both_from_the_rate",),
        ),
        (lambda rng: config_of()(np.random.default_rng(rng.integers(10))), "ten seeds", ("few_seeds",)),
        (
            config_of(rate=lambda rng: 10 ** np.clip(rng.normal(-2.5, 0.75), -4, -1)),
            "clipped normal",
            ("exponents_not_even",),
        ),
        (config_of(rate=lambda rng: rng.uniform(1e-4, 0.1)), "evenly", ("learning_rate_drawn_evenly",)),
        (config_of(rate=lambda rng: rng.choice([1e-4, 1e-3, 1e-2, 0.1])), "four rates", ("only_powers_of_ten",)),
        (config_of(rate=lambda rng: math.exp(rng.uniform(-4, -1))), "e", ("powers_of_e",)),
        (config_of(rate=lambda rng: 10 ** rng.uniform(-4, 0)), "up to 1", ("rates_up_to_one",)),
        (config_of(rate=lambda rng: 10 ** rng.uniform(-3, -1)), "from 0.001", ("rates_from_a_thousandth",)),
        (config_of(rate=lambda rng: 10 ** rng.normal(-2.5, 0.5)), "normal exponents", ()),
        (config_of(rate=lambda rng: rng.uniform(-4, -1)), "the exponent", ()),
        (config_of(rate=lambda rng: 0.1 * rng.random() ** 3), "cubed", ()),
        (config_of(units=lambda rng: 16 * rng.integers(1, 8)), "112", ("largest_units_never",)),
        (config_of(units=lambda rng: 16 * rng.integers(0, 9)), "0", ("no_units_at_all",)),
        (config_of(units=lambda rng: 16 * rng.integers(8)), "0 to 112", ("units_from_zero_to_112",)),
        (config_of(units=lambda rng: rng.integers(16, 129)), "any", ("any_number_of_units",)),
        (config_of(units=lambda rng: rng.choice([16, 32, 64, 128])), "doubled", ("units_doubled",)),
        (config_of(units=lambda rng: 2 ** rng.integers(4, 8)), "powers", ("units_doubled",)),
        (config_of(units=lambda rng: 16 + 16 * round(rng.random() * 7)), "half-likely ends", ("ends_half_as_likely",)),
        (config_of(units=lambda rng: 64), "fixed", ("always_the_same_units",)),
        (config_of(activation=lambda rng: "relu"), "ReLU", ("always_the_same_activation",)),
        (
            config_of(activation=lambda rng: rng.choice(["relu", "tanh", "sigmoid"])),
            "three words",
            ("an_activation_too_many",),
        ),
        (config_of(activation=lambda rng: "relu" if rng.random() < 0.7 else "tanh"), "70/30", ("activation_uneven",)),
        (
            config_of(activation=lambda rng: "relu" if rng.random() < 0.6 else "tanh"),
            "60/40",
            ("activation_a_little_uneven",),
        ),
        (config_tied, "two from one draw", ()),
        (lambda rng: config_of()(np.random.default_rng(42)), "42", ("seeded_inside",)),
        (lambda rng: config_of()(np.random), "np.random", ("another_source_of_randomness",)),
        (config_from_the_module, "random", ("another_source_of_randomness",)),
        (lambda rng: tuple(config_of()(rng).values()), "a tuple", ()),
    ],
    "random_search": [
        (search_from(start=-math.inf, better=lambda loss, best: loss > best), "largest", ("largest_loss",)),
        (search_from(start=0), "from 0", ("started_at_zero",)),
        (search_from(start=1), "from 1", ("started_at_one",)),
        (search_from(better=lambda loss, best: loss > best), "never better", ("never_better", "started_at_zero")),
        (search_from(better=lambda loss, best: not loss >= best), "not larger", ("nan_beats_everything",)),
        (search_from(better=lambda loss, best: True), "last", ("last_trial",)),
        (search_from(trials=lambda n: range(1, n)), "one short", ("one_trial_short",)),
        (search_from(generator=lambda rng: np.random.default_rng(0)), "seed 0", ("seeded_inside",)),
        (search_from(generator=lambda rng: np.random.default_rng(1)), "seed 1", ()),
        (search_from(order=lambda config, loss: (loss, config)), "exchanged", ()),
        (search_from(order=lambda config, loss: config), "no loss", ()),
        (search_from(kept=lambda config: config["learning_rate"]), "the rate alone", ()),
        (search_twice, "twice", ("trained_twice",)),
        (search_stops_at_a_later_nan, "stops at a NaN after a good trial", ("stopped_at_a_nan_after_the_best",)),
        (search_by_truth, "a loss of 0 is no loss", ("loss_0_taken_for_none",)),
        (search_without_nan, "the number among those left", ("counted_without_the_diverged",)),
        (search_tried_again, "a training for each comparison", ("trained_again_to_compare",)),
        (search_min_key, "the best once more", ("best_trained_again",)),
        (search_argmin, "argmin", ("nan_taken_for_smallest",)),
        (search_one_draw, "one draw", ("one_draw_for_all",)),
        (search_last_config, "last configuration", ("configuration_not_kept",)),
        (search_first_trial, "from the first", ("nan_came_first",)),
        (search_extra_trial, "one too many", ("one_trial_too_many",)),
        (search_stops_at_nan, "break", ("stopped_at_the_first_nan",)),
        (search_until_enough, "nan does not count", ("diverged_not_counted",)),
        (tried_but_once, "draws again what it has tried", ()),
        (below_a_thousand, "only losses below 1000 count", ()),
    ],
    "best_trial": [
        (trial_of(epochs=lambda best, s: s[:, :, -1]), "last epoch", ("last_epoch",)),
        (trial_of(epochs=lambda best, s: s[:, :, 0]), "first epoch", ("first_epoch",)),
        (trial_of(epochs=lambda best, s: s.mean(axis=2)), "mean", ("mean_over_epochs",)),
        (trial_of(epochs=lambda best, s: best(s, axis=1)), "axes", ("best_over_runs_mean_over_epochs",)),
        (
            trial_of(epochs=lambda best, s: np.nanmax(s, axis=2) if best is np.max else np.nanmin(s, axis=2)),
            "nanmax",
            ("diverged_run_left_in",),
        ),
        (trial_of(runs=lambda s: s.max(axis=1)), "best run for max", ()),
        (trial_of(runs=lambda s: np.median(s, axis=1)), "median", ("median_of_the_runs",)),
        (trial_of(runs=lambda s: np.nanmean(s, axis=1)), "nanmean", ("diverged_run_passed_over",)),
        (trial_of(runs=lambda s: s.sum(axis=1)), "sum", ("summed_over_runs",)),
        (trial_of(runs=lambda s: np.nan_to_num(s.mean(axis=1))), "0 for a diverged trial", ("diverged_trial_as_zero",)),
        (trial_that_ends_well, "NaN in the last epoch alone", ("nan_looked_for_in_the_last_epoch",)),
        (trial_turned, "the sign of the score", ("score_with_its_sign_changed",)),
        (trial_of(runs=lambda s: s[:, 0]), "first run", ("first_run_alone",)),
        (trial_of(pick=lambda up, s: np.argmax(s) if up else np.argmin(s)), "argmax", ("nan_wins",)),
        (trial_of(up=lambda direction: True), "always max", ("always_the_largest",)),
        (trial_of(up=lambda direction: False), "always min", ("always_the_smallest",)),
        (trial_of(up=lambda direction: direction == "min"), "reversed", ("direction_reversed",)),
        (trial_of(result=lambda number, s: (number + 1, s[number])), "from 1", ("counted_from_one",)),
        (trial_of(result=lambda number, s: (s[number], number)), "exchanged", ()),
        (trial_of(result=lambda number, s: number), "no score", ()),
        (trial_epoch_min_pick_max, "largest epoch of losses", ("largest_epoch_of_losses",)),
        (trial_nan_to_zero, "NaN as 0", ("nan_as_zero",)),
        (trial_filtered, "renumbered", ("counted_without_the_diverged",)),
        (size_of_the_best_score, "the sign of a score below 0 is lost", ()),
    ],
    "hyperband_epochs": [
        (lambda: 5 * 16, "afresh", ("started_afresh",)),
        (lambda: 16**2, "all to the end", ("all_to_the_end",)),
        (lambda: 1 + 2 + 4 + 8 + 16, "one a round", ("one_network_a_round",)),
        (lambda: 16 + 8 + 8 + 8, "last round", ("last_round_forgotten",)),
        (lambda: 8 + 8 + 8 + 8, "first round", ("first_round_forgotten",)),
        (lambda: 81, "the number of the lecture", ()),
    ],
    "rows_that_chose": [
        (lambda: "a", "a", ("never_trained_on",)),
        (lambda: "c", "c", ("too_few_epochs",)),
        (lambda: "d", "d", ("first_found",)),
    ],
    "lucky_run": [
        (lambda: np.full((3, 3), 0.9), "all equal", ("no_spread",)),
        (lambda: np.repeat([[0.9], [0.1]], 3, axis=1), "no spread", ("no_spread",)),
        (lambda: np.array([[0.9, 0.8, 0.7], [0.6, 0.5, 0.4]]), "one after the other", ("best_is_luckiest",)),
        (lambda: np.array([[1.0, 1.0, 0.9], [0.9, 0.0, 0.0]]), "the best has the best run", ("best_is_luckiest",)),
        (lambda: np.array([[0.9, 0.9, 0.9], [0.95, 0.9, 0.8]]), "nearly as good", ("small_loss",)),
        (lambda: np.array([[0.5, 0.5, 0.5], [1.0, 0.0, 0.0]]), "not so much better", ("small_loss",)),
        (lambda: np.array([[90, 90, 90], [100, 20, 20]]), "percent", ()),
    ],
}

"""Answers to exercise 03 as strangers write them: right ones in other words, wrong ones with their true cause."""

from itertools import pairwise

import numpy as np

from dlcourse.activations import sigmoid, softmax

# xor_weights


def weights(W1, b1, W2, b2):
    return lambda: (W1, b1, W2, b2)


SUMS = [[1, 1], [1, 1]]

# combine_perceptrons


def combine(
    answers=lambda x, W, b: sigmoid(x @ W + b),
    total=lambda a, v, c: a @ v + c,
    end=lambda total, a, v, c: sigmoid(total),
):
    """Perceptrons combined, with parts of it exchanged."""

    def answer(x, W, b, v, c):
        a = answers(x, W, b)
        return end(total(a, v, c), a, v, c)

    return answer


def combine_by_hand(x, W, b, v, c):
    out = np.zeros(len(x))
    for n in range(len(x)):
        out[n] = c
        for u in range(len(v)):
            z = b[u]
            for i in range(len(W)):
                z += W[i, u] * x[n, i]
            out[n] += v[u] / (1 + np.exp(-z))
        out[n] = 1 / (1 + np.exp(-out[n]))
    return out


def combine_c_in_the_loop(x, W, b, v, c):
    total = 0
    for u in range(len(v)):
        total = total + v[u] * sigmoid(x @ W[:, u] + b[u]) + c
    return sigmoid(total)


def combine_keeps_the_last(x, W, b, v, c):
    for u in range(len(v)):
        total = v[u] * sigmoid(x @ W[:, u] + b[u])
    return sigmoid(total + c)


def combine_adding_to_b(x, W, b, v, c):
    z = x @ W
    for row in z:
        b += row
        row[:] = b
    return sigmoid(sigmoid(z) @ v + c)


# count_parameters


def count_with_a_helper(sizes):
    def layer(fan_in, units):
        return units * (fan_in + 1)

    return sum(layer(*pair) for pair in pairwise(sizes))


def count_with_while(sizes):
    rest, total = tuple(sizes), 0
    while len(rest) > 1:
        total += rest[0] * rest[1] + rest[1]
        rest = rest[1:]
    return total


def count_emptying(sizes):
    total, before = 0, sizes.pop(0)
    while sizes:
        units = sizes.pop(0)
        total += before * units + units
        before = units
    return total


def count_by_name(sizes):
    layers = {f"{a}x{b}": a * b + b for a, b in pairwise(sizes)}
    return sum(layers.values())


def count_from_zero(sizes):
    return sum(sizes[k - 1] * sizes[k] + sizes[k] for k in range(len(sizes)))


def count_returns_at_once(sizes):
    for a, b in pairwise(sizes):
        return a * b + b


def count_forgets(sizes):
    for a, b in pairwise(sizes):
        total = a * b + b
    return total


def count_in_16_bits(sizes):
    n = np.array(sizes, dtype=np.int16)
    return int(((n[:-1] + 1) * n[1:]).sum(dtype=np.int16))


def count_four_at_most(sizes):
    a, b, c, d = [*sizes, 0, 0][:4]
    return (a + 1) * b + (b + 1) * c + (c + 1) * d


def count_by_place(sizes):
    return sum((sizes[sizes.index(units) - 1] + 1) * units for units in sizes[1:])


# collapse_layers


def collapse(next_W=lambda W, b, V, c: W @ V, next_b=lambda W, b, V, c: b @ V + c, layers=lambda pairs: pairs):
    """One layer for many, two at a time, with a part of it exchanged."""

    def answer(weights, biases):
        (W, b), *rest = layers(list(zip(weights, biases, strict=True)))
        for V, c in rest:
            W, b = next_W(W, b, V, c), next_b(W, b, V, c)
        return W, b

    return answer


def collapse_with_range(weights, biases):
    total_weights = weights[0].copy()
    total_bias = biases[0].copy()
    for k in range(1, len(weights)):
        total_weights = np.dot(total_weights, weights[k])
        total_bias = np.dot(total_bias, weights[k]) + biases[k]
    return total_weights, total_bias


def collapse_recursively(weights, biases):
    if len(weights) == 1:
        return weights[0], biases[0]
    W, b = collapse_recursively(weights[1:], biases[1:])
    return weights[0] @ W, biases[0] @ W + b


def collapse_by_least_squares(weights, biases):
    inputs = weights[0].shape[0]
    x = np.vstack([np.eye(inputs), np.zeros(inputs), np.ones(inputs)])
    z = x
    for W, b in zip(weights, biases, strict=True):
        z = z @ W + b
    found = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), z, rcond=None)[0]
    return found[:-1], found[-1]


def collapse_by_products_behind(weights, biases):
    b = [0.0] * len(biases[-1])
    for k, bias in enumerate(biases):
        passed = bias
        for W in weights[k + 1 :]:
            passed = W.T @ passed
        b = [old + new for old, new in zip(b, passed, strict=True)]
    W = np.eye(len(weights[0]))
    for later in weights:
        W = W @ later
    return [W.tolist(), b]


def collapse_with_pop(weights, biases):
    W, b = weights.pop(0), biases.pop(0)
    while weights:
        W, b = W @ weights[0], b @ weights.pop(0) + biases.pop(0)
    return W, b


def collapse_adding_in_place(weights, biases):
    W, b = weights[0], biases[0].astype(float)
    for k in range(1, len(weights)):
        W, b = W @ weights[k], b @ weights[k]
        b += biases[k]
        biases[k] = b
    return W, b


def collapse_two_of_four(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2 + b2


def collapse_first_two(weights, biases):
    W1, W2 = weights[0], weights[1]
    b1, b2 = biases[0], biases[1]
    return W1 @ W2, b1 @ W2 + b2


def collapse_returns_at_once(weights, biases):
    W, b = weights[0], biases[0]
    for k in range(1, len(weights)):
        W, b = W @ weights[k], b @ weights[k] + biases[k]
        return W, b


def collapse_stops_early(weights, biases):
    W, b = weights[0], biases[0]
    for k in range(1, len(weights) - 1):
        W, b = W @ weights[k], b @ weights[k] + biases[k]
    return W, b


def collapse_starts_with_all(weights, biases):
    W, b = weights[0], biases[0]
    for V, c in zip(weights, biases, strict=True):
        W, b = W @ V, b @ V + c
    return W, b


def collapse_keeps_state(weights, biases, seen=[]):  # noqa: B006 - the mistake
    seen.extend(zip(weights, biases, strict=True))
    W, b = seen[0]
    for V, c in seen[1:]:
        W, b = W @ V, b @ V + c
    return W, b


def collapse_without_the_last_bias(weights, biases):
    W, b = weights[0], biases[0]
    for k in range(1, len(weights)):
        W, b = W @ weights[k], b @ weights[k]
        if k < len(weights) - 1:
            b = b + biases[k]
    return W, b


def collapse_asking_unit_rows(weights, biases):
    z, b = np.eye(len(weights[0])), np.zeros(len(weights[0]))
    for W, c in zip(weights, biases, strict=True):
        z, b = z @ W + c, b @ W + c
    return z, b


RIGHT = {
    "xor_weights": [
        weights(SUMS, [-1, -2], [[1], [-2]], [-1]),
        weights(
            np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.7, -1.2]), np.array([[0.6], [-0.6]]), np.array([-0.3])
        ),
        weights([[1, -1], [-1, 1]], [-0.5, -0.5], [[1], [1]], [-0.5]),
        weights([[-1, 1], [-1, 1]], [1.5, -0.5], [[1], [1]], [-1.5]),
        lambda: [np.full((2, 2), 2), (-1, -3), np.array([1, -1]), -0.5],
    ],
    "combine_perceptrons": [
        combine(),
        combine_by_hand,
        combine(total=lambda a, v, c: (a * v).sum(axis=1) + c),
        combine(answers=lambda x, W, b: 1 / (1 + np.exp(-(x @ W + b))), total=lambda a, v, c: np.inner(a, v) + c),
    ],
    "parameters_by_hand": [lambda: 72, lambda: 35 + 24 + 10 + 3, lambda: np.array(72)],
    "weight_names": [lambda: (5, 4, 20), lambda: [5, 4, 5 * 4], lambda: np.array([5, 4, 20])],
    "count_parameters": [
        count_with_a_helper,
        count_with_while,
        lambda sizes: float(np.sum((np.array(sizes[:-1]) + 1) * np.array(sizes[1:]))),
        lambda sizes: sum(a * b for a, b in pairwise(sizes)) + sum(sizes) - sizes[0],
    ],
    "layers_without_activation": [lambda: "b", lambda: "B", lambda: "b)"],
    "collapse_layers": [
        collapse(),
        collapse_with_range,
        collapse_recursively,
        collapse_by_least_squares,
        collapse_by_products_behind,
    ],
    "telling_net": [
        lambda: [7, 1, 7, 1],
        lambda: np.array([3, 4, 3, 4, 3, 4]),
    ],
}

WRONG = {
    "xor_weights": [
        (weights(SUMS, [-0.5, -1.5], [[1], [1]], [-0.5]), "OR", ("or_computed",)),
        (weights(SUMS, [-0.5, -1.5], [[1], [1]], [-1.5]), "AND", ("and_computed",)),
        (weights(SUMS, [-0.5, -1.5], [[-1], [1]], [0.5]), "XNOR", ("xnor_computed",)),
        (weights(SUMS, [-0.5, -1.5], [[0], [-1]], [0.5]), "NAND", ("nand_computed",)),
        (weights(SUMS, [-0.5, -1.5], [[1], [-1]], [0]), "output's bias 0", ("always_fires",)),
        (weights(SUMS, [-0.5, -1.5], [[1], [-1]], [-1.5]), "output's bias too low", ("never_fires",)),
        (weights([[1, 0], [-1, 0]], [-0.5, -0.5], [[1], [1]], [-0.5]), "one side", ("first_side_only",)),
        (weights([[-1, 0], [1, 0]], [-0.5, -0.5], [[1], [1]], [-0.5]), "the other side", ("second_side_only",)),
        (weights([[1, 0], [0, 1]], [-0.5, -0.5], [[1], [0]], [-0.5]), "x1", ("first_input_passed_on",)),
        (weights(SUMS, [0, -1], [[1], [-2]], [0]), "made for ReLU", ()),
        (weights(SUMS, [-0.5, -1.5], [[1, -1]], [-0.5]), "W2 as a row", ()),
        (weights(SUMS, [[1], [-1]], [-0.5, -1.5], [-0.5]), "another order", ()),
        (lambda: (SUMS, [-0.5, -1.5], [[1], [-1]]), "b2 left out", ()),
        (lambda: SUMS, "W1 alone", ()),
        (weights("W1", "b1", "W2", "b2"), "text", ()),
    ],
    "combine_perceptrons": [
        (combine(answers=lambda x, W, b: x @ W + b), "no inner sigmoid", ("scores_combined",)),
        (combine(answers=lambda x, W, b: (x @ W + b >= 0) * 1.0), "steps", ("steps_combined",)),
        (combine(answers=lambda x, W, b: sigmoid(x @ W)), "no b", ("first_biases_forgotten",)),
        (combine(answers=lambda x, W, b: sigmoid(x @ W) + b), "b outside", ("first_biases_outside",)),
        (combine(answers=lambda x, W, b: softmax(x @ W + b)), "softmax", ("softmax_for_sigmoid",)),
        (combine(answers=lambda x, W, b: np.tanh(x @ W + b)), "tanh", ("tanh_inside",)),
        (combine(answers=lambda x, W, b: sigmoid(x @ W.T + b)), "W transposed", ("transposed",)),
        (combine(total=lambda a, v, c: a @ v), "no c", ("last_bias_forgotten",)),
        (combine(total=lambda a, v, c: a.sum(axis=1) + c), "no v", ("equal_votes",)),
        (combine(total=lambda a, v, c: (a * v).mean(axis=1) + c), "mean", ("averaged",)),
        (combine(total=lambda a, v, c: a @ v / v.sum() + c), "v normalised", ("weights_normalised",)),
        (combine(total=lambda a, v, c: (a + c) @ v), "c weighed", ("bias_inside_the_sum",)),
        (combine(total=lambda a, v, c: (a * v).sum() + c), "summed over everything", ("summed_over_everything",)),
        (combine(total=lambda a, v, c: a * v + c), "not summed", ()),
        (combine(end=lambda total, a, v, c: total), "no outer sigmoid", ("not_smoothed",)),
        (combine(end=lambda total, a, v, c: np.clip(total, 0, 1)), "cut off", ("clipped",)),
        (combine(end=lambda total, a, v, c: (total >= 0) * 1), "a class", ("step_at_the_end",)),
        (combine(end=lambda total, a, v, c: a), "inner answers", ("inner_answers_returned",)),
        (combine(end=lambda total, a, v, c: sigmoid(sigmoid(total))), "outer sigmoid twice", ("last_sigmoid_twice",)),
        (
            combine(answers=lambda x, W, b: sigmoid(x @ W), total=lambda a, v, c: a @ v),
            "two at once: no biases at all",
            (),
        ),
        (
            combine(total=lambda a, v, c: a.mean(axis=1) + c, end=lambda total, a, v, c: total),
            "two at once: mean, no sigmoid",
            (),
        ),
        (
            combine(answers=lambda x, W, b: sigmoid(x @ (W.T if W.shape[0] == W.shape[1] else W) + b)),
            "W transposed where it fits",
            ("transposed",),
        ),
        (combine_adding_to_b, "b grows from row to row", ()),
        (combine_c_in_the_loop, "c for each perceptron", ("bias_for_every_perceptron",)),
        (combine_keeps_the_last, "= for +=", ("last_perceptron_only",)),
    ],
    "parameters_by_hand": [
        (lambda: 60, "weights", ("no_biases",)),
        (lambda: 67, "first biases", ("first_biases_missing",)),
        (lambda: 71, "last bias", ("last_biases_missing",)),
        (lambda: 77, "biases of the inputs' side", ("biases_of_the_wrong_side",)),
        (lambda: 78, "inputs with biases", ("input_with_biases",)),
        (lambda: 64, "a bias for a layer", ("one_bias_for_a_layer",)),
        (lambda: 18, "nodes", ("nodes_counted",)),
        (lambda: 240, "product", ("sizes_multiplied",)),
        (lambda: 12, "biases", ("biases_only",)),
        (lambda: 37, "first layer left out", ("first_layer_left_out",)),
        (lambda: 133, "all layers connected", ("all_layers_connected",)),
        (lambda: 70, "a slip", ()),
    ],
    "weight_names": [
        (lambda: (4, 5, 20), "exchanged", ("indices_swapped",)),
        (lambda: (6, 5, 30), "layers from 1", ("input_is_layer_one",)),
        (lambda: (4, 2, 8), "leaving layer 2", ("layer_of_departure",)),
        (lambda: (4, 3, 20), "from 0", ("counted_from_zero",)),
        (lambda: (5, 4, 24), "with biases", ("biases_counted",)),
        (lambda: (5, 4, 9), "added", ("added",)),
        (lambda: (5, 6, 30), "two at once: layers from 1, exchanged", ()),
        (lambda: (5, 5, 25), "a layer with itself", ("layer_one_with_itself",)),
        (lambda: (6, 4, 24), "a layer skipped", ("layer_skipped",)),
        (lambda: (5, 4), "two numbers", ()),
        (lambda: 20, "the count", ()),
    ],
    "count_parameters": [
        (lambda sizes: sum(a * b for a, b in pairwise(sizes)), "weights", ("biases_forgotten",)),
        (lambda sizes: sum(a * b + a for a, b in pairwise(sizes)), "a for b", ("biases_of_the_wrong_side",)),
        (lambda sizes: sum(a * b + 1 for a, b in pairwise(sizes)), "+ 1", ("one_bias_for_a_layer",)),
        (lambda sizes: sum((a + 1) * (b + 1) for a, b in pairwise(sizes)), "both + 1", ("biases_on_both_sides",)),
        (lambda sizes: sum(a + b for a, b in pairwise(sizes)), "added", ("neighbours_added",)),
        (lambda sizes: count_with_a_helper(sizes) + sizes[0], "inputs with biases", ("input_with_biases",)),
        (lambda sizes: count_with_a_helper(sizes) - sizes[1], "first biases", ("first_biases_missing",)),
        (lambda sizes: count_with_a_helper(sizes) - sizes[-1], "last biases", ("last_biases_missing",)),
        (lambda sizes: count_with_a_helper(sizes[:-1]), "last layer", ("last_layer_left_out",)),
        (lambda sizes: count_with_a_helper(sizes[1:]), "first layer", ("first_layer_left_out",)),
        (lambda sizes: sum(sizes), "nodes", ("nodes_counted",)),
        (lambda sizes: int(np.prod(sizes)), "product", ("sizes_multiplied",)),
        (lambda sizes: sizes[0] * sizes[1] + sizes[1] * sizes[2] + sizes[2] * sizes[3] + sum(sizes[1:]), "4 sizes", ()),
        (lambda sizes: len(sizes), "length", ()),
        (lambda sizes: sum(sizes[k] * sizes[k + 1] for k in range(len(sizes) - 2)), "two at once", ()),
        (lambda sizes: count_with_a_helper(sizes) + sizes[0] - max(sizes), "widest", ("widest_layer_without_biases",)),
        (count_four_at_most, "four at most", ("four_sizes_only",)),
        (count_by_place, "the first of equal widths", ()),
        (count_in_16_bits, "16 bits", ()),
        (count_emptying, "empties the list", ("changed_input",)),
        (count_by_name, "equal layers once", ("equal_layers_once",)),
        (count_from_zero, "from 0", ("layers_in_a_circle",)),
        (count_returns_at_once, "return in the loop", ("first_layer_only",)),
        (count_forgets, "= for +=", ("last_layer_only",)),
    ],
    "layers_without_activation": [
        (lambda: "a", "ten layers", ("all_ten_layers_count",)),
        (lambda: "c", "a line", ("straight_line",)),
        (lambda: "d", "two layers", ("layers_behind_counted",)),
        (lambda: "line", "a word", ()),
    ],
    "collapse_layers": [
        (collapse(next_b=lambda W, b, V, c: c), "the last bias", ("last_bias_alone",)),
        (collapse(next_b=lambda W, b, V, c: b @ V), "later biases lost", ("later_biases_lost",)),
        (collapse(next_b=lambda W, b, V, c: b + c), "biases added", ("biases_added",)),
        (lambda w, b: (collapse()(w, b)[0], sum(b)), "sum of the biases", ("biases_added",)),
        (
            collapse(next_b=lambda W, b, V, c: (b + c) @ V),
            "both through the next layer",
            ("biases_through_the_next_layer_together",),
        ),
        (collapse(next_b=lambda W, b, V, c: V @ b + c), "b on the right", ("bias_on_the_wrong_side",)),
        (collapse(next_b=lambda W, b, V, c: b @ (W @ V) + c), "new W too early", ("bias_through_the_product",)),
        (collapse(next_b=lambda W, b, V, c: np.maximum(b, 0) @ V + c), "ReLU", ("activation_between",)),
        (collapse(next_b=lambda W, b, V, c: b.sum() + c), "b summed", ("biases_summed",)),
        (collapse(next_b=lambda W, b, V, c: b @ V - c), "minus c", ("later_biases_subtracted",)),
        (lambda w, b: (collapse()(w, b)[0], np.zeros(len(b[-1]))), "no bias", ("no_bias",)),
        (lambda w, b: collapse()(w, [0 * b[0], *b[1:]]), "b starts at 0", ("first_bias_lost",)),
        (collapse(next_W=lambda W, b, V, c: V @ W), "order", ("order_reversed",)),
        (collapse(next_W=lambda W, b, V, c: W * V), "entry by entry", ("entry_by_entry",)),
        (collapse(next_W=lambda W, b, V, c: W + V), "added", ("weights_added",)),
        (collapse(next_W=lambda W, b, V, c: (W + b) @ V), "b in W", ("biases_in_the_weights",)),
        (collapse(next_W=lambda W, b, V, c: np.maximum(W, 0) @ V), "ReLU on W", ("activation_on_the_weights",)),
        (lambda w, b: (collapse()(w, b)[0].T, collapse()(w, b)[1]), "transposed", ("transposed",)),
        (collapse(layers=lambda pairs: pairs[::-1]), "backwards", ("lists_backwards",)),
        (collapse(layers=lambda pairs: [pairs[0], pairs[-1]]), "first and last", ()),
        (collapse_without_the_last_bias, "the last bias lost", ("last_bias_lost",)),
        (collapse_asking_unit_rows, "b in each row of W", ("answers_to_unit_rows",)),
        (
            lambda w, b: (collapse()(w, b)[0], sum(c if len(c) == len(b[-1]) else c.sum() for c in b)),
            "biases added, or their sums",
            ("biases_added_or_their_sums",),
        ),
        (collapse_first_two, "two layers", ("two_layers_hard_wired",)),
        (collapse_stops_early, "range one short", ("last_layer_left_out",)),
        (collapse_starts_with_all, "the first one twice", ("first_layer_twice",)),
        (collapse_returns_at_once, "return in the loop", ()),
        (collapse_two_of_four, "W1, b1, W2, b2", ()),
        (collapse_with_pop, "empties the lists", ("changed_input",)),
        (collapse_adding_in_place, "writes into the list", ("changed_input",)),
        (collapse_keeps_state, "remembers the layers", ()),
        (lambda w, b: collapse()(w, b)[::-1], "exchanged", ()),
        (lambda w, b: collapse()(w, b)[0], "W alone", ()),
        (lambda w, b: (w[0], b[0]), "the first layer", ()),
        (lambda w, b: (w, b), "given back", ()),
        (
            collapse(lambda W, b, V, c: (W + b) @ V, lambda W, b, V, c: c),
            "two at once: b in W, b lost",
            ("biases_in_the_weights",),
        ),
    ],
    "telling_net": [
        (lambda: [2, 2, 2, 2], "equal widths", ("all_equal",)),
        (lambda: [5, 4, 3, 2, 1], "the lecture's net", ("other_layers_differ",)),
        (lambda: [2, 3, 3, 2], "a palindrome", ("other_layers_differ",)),
        (lambda: [1, 2, 4, 8], "doubling", ("other_layers_differ",)),
        (lambda: [4, 1, 4, 1, 4], "an odd number", ("same_ends",)),
        (lambda: [2, 3, 2, 3, 2], "an odd number", ("same_ends",)),
        (lambda: [2, 3], "two widths", ()),
    ],
}

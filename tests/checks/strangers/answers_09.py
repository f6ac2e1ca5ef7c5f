"""Answers to exercise 09 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import copy
import math

import numpy as np

from dlcourse.activations import sigmoid

# 2. sigmoid_slope


def slope_by_tanh(z):
    return (1 - np.tanh(z / 2) ** 2) / 4


def slope_entry_by_entry(z):
    flat = [sigmoid(float(value)) for value in np.ravel(z)]
    return np.reshape([a * (1 - a) for a in flat], np.shape(z))


def slope_in_two_branches(z):
    out = np.empty_like(z)
    positive = z >= 0
    e = np.exp(-z[positive])
    out[positive] = e / (1 + e) ** 2
    e = np.exp(z[~positive])
    out[~positive] = e / (1 + e) ** 2
    return out


def slope_of_cut_z(z):
    a = 1 / (1 + np.exp(-np.clip(z, -700, 700)))
    return a - a**2


def slope_by_difference(z):
    return (sigmoid(z + 0.05) - sigmoid(z - 0.05)) / 0.1


def slope_of_a_matrix_only(z):
    out = np.zeros(z.shape)
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            out[i, j] = sigmoid(z[i, j]) * (1 - sigmoid(z[i, j]))
    return out


# 3. layer_gradient_norms


def norms(of_layer, end=np.array):
    return lambda dWs, dbs: end([of_layer(dW, db) for dW, db in zip(dWs, dbs, strict=True)])


def norms_with_a_counter(dWs, dbs):
    result = np.zeros(len(dWs))
    for k in range(len(dWs)):
        for entry in np.nditer(dWs[k]):
            result[k] += float(entry) ** 2
        for entry in dbs[k]:
            result[k] += entry**2
    return result**0.5


def norms_never_set_back(dWs, dbs):
    total, result = 0, []
    for dW, db in zip(dWs, dbs, strict=True):
        total += np.sum(dW**2) + np.sum(db**2)
        result.append(np.sqrt(total))
    return np.array(result)


def norms_returned_too_soon(dWs, dbs):
    result = []
    for dW, db in zip(dWs, dbs, strict=True):
        result.append(np.sqrt(np.sum(dW**2) + np.sum(db**2)))
        return np.array(result)


# 5. deep_gradients


def deep(slope=lambda a, z: a * (1 - a), dW=lambda a, z, da, dz: a.T @ dz, down=lambda da, dz, W: dz @ W.T, end=list):
    """The network backwards, with parts exchanged: the slope, a layer's gradient, what the layer below gets."""

    def answer(x, weights, da):
        a, z = [x], [x]
        for W in weights:
            z.append(a[-1] @ W)
            a.append(sigmoid(z[-1]))
        gradients = []
        for k in range(len(weights) - 1, -1, -1):
            dz = da * slope(a[k + 1], z[k + 1])
            gradients = [dW(a[k], z[k], da, dz), *gradients]
            da = down(da, dz, weights[k])
        return end(gradients)

    return answer


def deep_with_dictionaries(x, weights, da):
    cache, a = {}, x
    for k, W in enumerate(weights):
        cache[k] = a
        a = 1 / (1 + np.exp(-np.dot(a, W)))
        cache[-k - 1] = a
    result = [None] * len(weights)
    for k in reversed(range(len(weights))):
        out = cache[-k - 1]
        dz = da * out * (1 - out)
        result[k] = np.dot(cache[k].T, dz)
        da = np.dot(dz, weights[k].T)
    return result


def deep_by_layers_above(x, weights, da):
    if not weights:
        return []
    out = sigmoid(x @ weights[0])

    def behind(a, rest, d):
        if not rest:
            return [], d
        b = sigmoid(a @ rest[0])
        found, d = behind(b, rest[1:], d)
        dz = d * b * (1 - b)
        return [a.T @ dz, *found], dz @ rest[0].T

    found, d = behind(out, weights[1:], da)
    return [x.T @ (d * out * (1 - out)), *found]


def deep_broken(x, weights, da):
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    gradients = []
    for k in reversed(range(len(weights))):
        dz = da * sigmoid(a[k + 1]) * (1 - sigmoid(a[k + 1]))
        gradients.insert(0, a[k].T @ dz)
        da = da @ weights[k].T
    return gradients


def deep_slope_at_the_end_only(x, weights, da):
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    dz, gradients = da * a[-1] * (1 - a[-1]), []
    for k in reversed(range(len(weights))):
        gradients.insert(0, a[k].T @ dz)
        dz = dz @ weights[k].T
    return gradients


def deep_slope_of_the_layer_below(x, weights, da):
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    gradients = []
    for k in reversed(range(len(weights))):
        gradients.insert(0, a[k].T @ da)
        da = da @ weights[k].T * a[k] * (1 - a[k])
    return gradients


def deep_of_three_layers(x, weights, da):
    a1 = sigmoid(x @ weights[0])
    a2 = sigmoid(a1 @ weights[1])
    a3 = sigmoid(a2 @ weights[2])
    dz3 = da * a3 * (1 - a3)
    dz2 = dz3 @ weights[2].T * a2 * (1 - a2)
    dz1 = dz2 @ weights[1].T * a1 * (1 - a1)
    return [x.T @ dz1, a1.T @ dz2, a2.T @ dz3]


def deep_changing_da(x, weights, da):
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    gradients = []
    for k in reversed(range(len(weights))):
        da *= a[k + 1] * (1 - a[k + 1])
        gradients.insert(0, a[k].T @ da)
        da = da @ weights[k].T
    return gradients


# 6. residual_block


def block(
    out=lambda x, h, W2: x + h @ W2,
    relu=lambda z: np.maximum(0, z),
    gate=lambda z, dh: z > 0,
    dx=lambda x, dout, dz, W1: dout + dz @ W1.T,
    dW1=lambda x, dz, out: x.T @ dz,
    dW2=lambda h, z, dout: h.T @ dout,
    order=(0, 1, 2, 3),
):
    """The residual block, with parts exchanged."""

    def answer(x, W1, W2, dout):
        z = x @ W1
        h = relu(z)
        y = out(x, h, W2)
        dh = dout @ W2.T
        dz = dh * gate(z, dh)
        results = y, dx(x, dout, dz, W1), dW1(x, dz, y), dW2(h, z, dout)
        return tuple(results[i] for i in order)

    return answer


def block_with_loops(x, W1, W2, dout):
    (n, width), hidden = x.shape, W1.shape[1]
    out, dx, dW1, dW2 = x.copy(), dout.copy(), np.zeros((width, hidden)), np.zeros((hidden, width))
    for r in range(n):
        for j in range(hidden):
            z = sum(x[r, i] * W1[i, j] for i in range(width))
            if z <= 0:
                continue
            dz = sum(dout[r, i] * W2[j, i] for i in range(width))
            for i in range(width):
                out[r, i] += z * W2[j, i]
                dW2[j, i] += z * dout[r, i]
                dW1[i, j] += dz * x[r, i]
                dx[r, i] += dz * W1[i, j]
    return out, dx, dW1, dW2


def block_with_where(x, W1, W2, dout):
    z = np.matmul(x, W1)
    h = np.where(z > 0, z, 0.0)
    dz = np.where(z > 0, np.matmul(dout, W2.T), 0.0)
    return np.add(x, h @ W2), np.add(dout, dz @ W1.T), np.matmul(x.T, dz), np.matmul(h.T, dout)


def block_changing_x(x, W1, W2, dout):
    z = x @ W1
    h = np.maximum(0, z)
    out = x
    out += h @ W2
    dz = (dout @ W2.T) * (z > 0)
    return out, dout + dz @ W1.T, x.T @ dz, h.T @ dout


def block_changing_dout(x, W1, W2, dout):
    z = x @ W1
    h = np.maximum(0, z)
    dz = (dout @ W2.T) * (z > 0)
    dW2 = h.T @ dout
    dout += dz @ W1.T
    return x + h @ W2, dout, x.T @ dz, dW2


# 7. clip_by_global_norm


def total_norm(gradients):
    return np.sqrt(sum(np.sum(np.square(g)) for g in gradients))


def clip(norm=total_norm, factor=lambda n, c: c / n, above=lambda n, c: n > c, otherwise=np.copy):
    """Clipping, with parts exchanged: the norm, the factor, when it is used."""

    def answer(gradients, max_norm):
        n = norm(gradients)
        if above(n, max_norm):
            return [g * factor(n, max_norm) for g in gradients]
        return [otherwise(g) for g in gradients]

    return answer


def clip_with_loops(gradients, max_norm):
    total = 0.0
    for g in gradients:
        for value in g.flat:
            total += value * value
    clipped = []
    for g in gradients:
        clipped.append(g * (max_norm / math.sqrt(total)) if math.sqrt(total) > max_norm else g + 0)
    return clipped


def clip_by_the_larger(gradients, max_norm):
    larger = max(float(total_norm(gradients)), max_norm)
    return [g / larger * max_norm for g in gradients]


def clip_like_torch(gradients, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in gradients])
    factor = np.minimum(1.0, max_norm / (norm + 1e-6))
    return [np.multiply(g, factor) for g in gradients]


def clip_as_it_adds_up(gradients, max_norm):
    square, clipped = 0.0, []
    for g in gradients:
        square += (g**2).sum()
        n = np.sqrt(square)
        clipped.append(g * (max_norm / n) if n > max_norm else g.copy())
    return clipped


def clip_in_place(gradients, max_norm):
    norm = total_norm(gradients)
    if norm > max_norm:
        for g in gradients:
            g *= max_norm / norm
    return gradients


def clip_in_the_list(gradients, max_norm):
    norm = total_norm(gradients)
    for i in range(len(gradients)):
        gradients[i] = gradients[i] * min(1, max_norm / max(norm, 1e-12))
    return gradients


def clip_by_a_memory(gradients, max_norm):
    """Each array clipped once, and looked up by its identity."""
    norm = total_norm(gradients)
    done = {id(g): g * (min(1, max_norm / norm) if norm else 1) for g in gradients}
    return [done[id(g)] for g in gradients]


def clip_on_a_deep_copy(gradients, max_norm):
    norm, clipped = total_norm(gradients), copy.deepcopy(gradients)
    for g in clipped if norm > max_norm else ():
        np.multiply(g, max_norm / norm, out=g)
    return clipped


def clip_each_array_once(gradients, max_norm):
    """A dictionary of the arrays that there are: fewer than the list has places."""
    different = list({id(g): g for g in gradients}.values())
    return clip()(different, max_norm)


def clip_first_only(gradients, max_norm):
    return [clip()(gradients, max_norm)[0], *[g.copy() for g in gradients[1:]]]


def clip_reversed(gradients, max_norm):
    return clip()(gradients, max_norm)[::-1]


def clip_each(gradients, max_norm):
    return [g * min(1, max_norm / max(np.linalg.norm(g), 1e-300)) for g in gradients]


def deep_by_identity(x, weights, da):
    inputs, outputs, a = {}, [], x
    for W in weights:
        inputs[id(W)] = a
        a = sigmoid(a @ W)
        outputs.append(a)
    gradients = []
    for W, a in zip(reversed(weights), reversed(outputs), strict=True):
        dz = da * a * (1 - a)
        gradients.append(inputs[id(W)].T @ dz)
        da = dz @ W.T
    return gradients[::-1]


def deep_by_equality(x, weights, da):
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    gradients, above = [], da
    for k in reversed(range(len(weights))):
        above = da if np.array_equal(weights[k], weights[-1]) else above
        dz = above * a[k + 1] * (1 - a[k + 1])
        gradients.insert(0, a[k].T @ dz)
        above = dz @ weights[k].T
    return gradients


RIGHT = {
    "product_of_slopes": [lambda: 0.001, lambda: 0.2 * 0.1 * 0.5 * 0.1, lambda: np.prod([0.2, 0.1, 0.5, 0.1])],
    "sigmoid_slope": [
        lambda z: sigmoid(z) * (1 - sigmoid(z)),
        slope_entry_by_entry,
        slope_in_two_branches,
        slope_of_cut_z,
        lambda z: sigmoid(z) * sigmoid(-z),
    ],
    "layer_gradient_norms": [
        norms(lambda dW, db: np.sqrt(np.sum(dW**2) + np.sum(db**2))),
        norms_with_a_counter,
        norms(lambda dW, db: float(np.linalg.norm(np.vstack([dW, db]))), end=list),
        norms(lambda dW, db: np.hypot(np.linalg.norm(dW), np.linalg.norm(db))),
        norms(lambda dW, db: np.sqrt(np.square(np.concatenate([dW.ravel(), db])).sum())),
    ],
    "sick_networks": [lambda: ("b", "c", "a"), lambda: ["b", "c", "a"], lambda: ("B", " c", "a)")],
    "deep_gradients": [deep(), deep_with_dictionaries, deep_by_layers_above, deep(end=tuple)],
    "residual_block": [block(), block_with_loops, block_with_where],
    "clip_by_global_norm": [
        clip(),
        clip_with_loops,
        clip_by_the_larger,
        clip_like_torch,
        clip(above=lambda n, c: n >= c),
    ],
    "too_long_together": [
        lambda: (np.array([-4.5]), np.array([4.5, 0.0])),
        lambda: [np.array([3.0, 4.0]), np.array([0.0, 5.0])],
    ],
}

WRONG = {
    "product_of_slopes": [
        (lambda: 0.999, "what is lost", ("what_is_lost",)),
        (lambda: 0.1, "in percent", ("percent",)),
        (lambda: 0.9, "added", ("added",)),
        (lambda: 0.225, "averaged", ("averaged",)),
        (lambda: 0.01, "a zero lost", ("one_zero_lost",)),
        (lambda: 1e-4, "a zero too many", ("one_zero_too_many",)),
        (lambda: 0.002, "three of the four", ("half_left_out",)),
        (lambda: 0.25**4, "a quarter each", ("a_quarter_each",)),
        (lambda: 1000, "upside down", ("inverted",)),
        (lambda: 0.1, "the smallest", ()),
        (lambda: -0.001, "a sign", ()),
    ],
    "sigmoid_slope": [
        (lambda z: z * (1 - z), "of z", ("z_for_a",)),
        (sigmoid, "the value", ("value_for_slope",)),
        (lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))), "twice", ("sigmoid_twice",)),
        (lambda z: 1 - sigmoid(z), "1 − a", ("square_missing",)),
        (lambda z: 1 - sigmoid(z) ** 2, "1 − a²", ("slope_of_tanh",)),
        (lambda z: 1 - np.tanh(z) ** 2, "the slope of tanh", ("tanh_for_sigmoid",)),
        (lambda z: sigmoid(z) * (1 + sigmoid(z)), "a(1 + a)", ("plus_for_minus",)),
        (lambda z: sigmoid(z) ** 2, "a²", ("output_squared",)),
        (lambda z: sigmoid(z) * (1 - z), "a(1 − z)", ("z_for_one_of_the_two",)),
        (lambda z: -sigmoid(z) * (1 - sigmoid(z)), "the sign", ("wrong_sign",)),
        (lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2, "overflows on the left", ("overflow_on_the_left",)),
        (lambda z: np.exp(z) / (1 + np.exp(z)) ** 2, "overflows on the right", ("overflow_on_the_right",)),
        (lambda z: np.maximum(sigmoid(z) * (1 - sigmoid(z)), 1e-7), "never below 1e-7", ()),
        (lambda z: sigmoid(np.clip(z, -5, 5)) * (1 - sigmoid(np.clip(z, -5, 5))), "z clipped at 5", ()),
        (lambda z: np.ravel(sigmoid(z) * (1 - sigmoid(z))), "flat", ()),
        (lambda z: (sigmoid(z) * (1 - sigmoid(z))).sum(), "summed", ()),
        (slope_by_difference, "a coarse difference", ()),
        (slope_of_a_matrix_only, "two axes only", ()),
    ],
    "layer_gradient_norms": [
        (norms(lambda dW, db: np.sum(dW**2) + np.sum(db**2)), "no root", ("root_missing",)),
        (norms(lambda dW, db: np.linalg.norm(dW)), "no biases", ("biases_forgotten",)),
        (norms(lambda dW, db: np.linalg.norm(db)), "no weights", ("weights_forgotten",)),
        (norms(lambda dW, db: np.sum(dW**2)), "no biases, no root", ("root_missing_and_biases_forgotten",)),
        (norms(lambda dW, db: np.linalg.norm(dW) + np.linalg.norm(db)), "norms added", ("two_norms_added",)),
        (norms(lambda dW, db: np.sqrt(np.mean(np.append(dW, db) ** 2))), "rms", ("averaged",)),
        (norms(lambda dW, db: np.abs(dW).sum() + np.abs(db).sum()), "sizes added", ("sum_of_sizes",)),
        (norms(lambda dW, db: np.abs(np.append(dW, db)).mean()), "mean size", ("mean_size",)),
        (norms(lambda dW, db: np.abs(np.append(dW, db)).max()), "the largest", ("largest_entry",)),
        (norms(lambda dW, db: np.linalg.norm(np.vstack([dW, db]), 2)), "order two", ("order_two_of_both",)),
        (norms(lambda dW, db: np.hypot(np.linalg.norm(dW, 2), np.linalg.norm(db))), "of order two",
         ("matrix_norm_of_order_two",)),
        (norms(lambda dW, db: np.sqrt(np.sum(dW**2)) + np.sum(db**2)), "bracket", ("root_of_the_weights_only",)),
        (norms(lambda dW, db: np.sqrt(np.sum((dW + db) ** 2))), "b into W", ("biases_added_into_the_weights",)),
        (norms(lambda dW, db: np.sqrt(np.sum(dW**2 + db**2))), "broadcast", ("biases_counted_for_each_row",)),
        (norms(lambda dW, db: np.sqrt(np.sum(dW) ** 2 + np.sum(db) ** 2)), "sums squared", ("squares_of_sums",)),
        (norms_never_set_back, "never set back", ("total_not_reset",)),
        (norms(lambda dW, db: np.linalg.norm(np.append(dW, db)), end=lambda n: np.array(n[::-1])), "last layer first",
         ("last_layer_first",)),
        (norms(lambda dW, db: np.linalg.norm(np.append(dW, db)), end=lambda n: np.linalg.norm(n)), "one for all",
         ("one_norm_for_all",)),
        (norms(lambda dW, db: (np.linalg.norm(dW), np.linalg.norm(db))), "two for each", ()),
        (norms(lambda dW, db: np.linalg.norm(dW, axis=0)[0]), "of the first column", ()),
        (norms(lambda dW, db: np.linalg.norm(np.vstack([dW, db]), axis=0).max()), "longest", ("longest_column",)),
        (norms_returned_too_soon, "return in the loop", ()),
    ],
    "sick_networks": [
        (lambda: ("a", "c", "b"), "read from the other end", ("first_called_vanishing", "third_called_exploding")),
        (lambda: ("b", "a", "a"), "zeros vanish", ("second_called_vanishing",)),
        (lambda: ("b", "c", "d"), "healthy", ("third_called_healthy",)),
        (lambda: ("d", "c", "a"), "large is healthy", ("first_called_healthy",)),
        (lambda: ("b", "c", "c"), "small is dead", ("third_called_dead",)),
        (lambda: ("b", "b", "a"), "exploding", ("second_called_exploding",)),
        (lambda: "bca", "one text", ()),
        (lambda: ("b", "c"), "two letters", ()),
    ],
    "deep_gradients": [
        (
            deep(down=lambda da, dz, W: dz @ (W if W.shape[0] == W.shape[1] else W.T)),
            "W as it is where it fits",
            ("weights_not_transposed",),
        ),
        (deep_broken, "as given", ("unchanged",)),
        (deep(slope=lambda a, z: sigmoid(a) * (1 - sigmoid(a))), "slope of a", ("slope_of_a",)),
        (deep(down=lambda da, dz, W: da @ W.T), "da goes down", ("slope_not_sent_down",)),
        (deep(slope=lambda a, z: 1), "no slope", ("slope_missing",)),
        (deep(slope=lambda a, z: a), "a for the slope", ("one_minus_missing",)),
        (deep(slope=lambda a, z: z * (1 - z)), "z(1 − z)", ("z_in_the_short_formula",)),
        (deep(slope=lambda a, z: 1 - a**2), "the slope of tanh", ("slope_of_tanh",)),
        (deep(slope=lambda a, z: (a * (1 - a)) ** 2), "squared", ("slope_squared",)),
        (deep(dW=lambda a, z, da, dz: a.T @ da), "da in dW", ("gradient_from_above_in_the_weights",)),
        (deep(dW=lambda a, z, da, dz: z.T @ dz), "z in dW", ("pre_activation_for_input",)),
        (deep(dW=lambda a, z, da, dz: a.T @ dz / len(a)), "divided", ("divided_again",)),
        (deep(dW=lambda a, z, da, dz: dz.T @ a), "transposed", ()),
        (deep(down=lambda da, dz, W: dz @ W), "W not transposed", ("weights_not_transposed",)),
        (deep(end=lambda g: g[::-1]), "last layer first", ("last_layer_first",)),
        (deep(slope=lambda a, z: -a * (1 - a)), "a sign", ()),
        (deep_slope_at_the_end_only, "the last slope only", ("slope_of_the_last_layer_only",)),
        (deep_slope_of_the_layer_below, "the slope a layer late", ("slope_of_the_last_layer_missing",)),
        (deep_of_three_layers, "three layers only", ()),
        (deep_changing_da, "da changed", ("changed_input",)),
        (deep(end=lambda g: g[-1]), "one array", ()),
        (deep_by_identity, "a matrix that comes twice has one input", ()),
        (deep_by_equality, "the last layer is told by its numbers", ()),
    ],
    "residual_block": [
        (block(out=lambda x, h, W2: h @ W2), "x not added", ("input_not_added",)),
        (block(out=lambda x, h, W2: np.maximum(0, x + h @ W2)), "ReLU at the end", ("activation_after_the_sum",)),
        (block(out=lambda x, h, W2: h @ W2 - x), "x taken off", ("input_subtracted",)),
        (block(relu=lambda z: z), "no ReLU forward", ("activation_missing",)),
        (block(relu=lambda z: z, gate=lambda z, dh: 1), "no ReLU", ("linear_branch",)),
        (block(gate=lambda z, dh: 1), "no gate", ("gate_missing",)),
        (block(gate=lambda z, dh: dh > 0), "gate by gradient", ("gate_by_gradient",)),
        (block(gate=lambda z, dh: z < 0), "gate the wrong way", ("gate_reversed",)),
        (block(gate=lambda z, dh: np.maximum(z, 0)), "h for the gate", ("gate_by_value",)),
        (block(gate=lambda z, dh: z > 0.5), "gate at a half", ()),
        (block(dx=lambda x, dout, dz, W1: dz @ W1.T), "no way around", ("way_around_forgotten",)),
        (block(dx=lambda x, dout, dz, W1: dout), "no branch", ("branch_forgotten",)),
        (block(dx=lambda x, dout, dz, W1: 1 + dz @ W1.T), "1 for dout", ("one_for_dout",)),
        (block(dx=lambda x, dout, dz, W1: x + dz @ W1.T), "x for dout", ("input_for_dout",)),
        (block(dx=lambda x, dout, dz, W1: dout * (dz @ W1.T)), "roads multiplied", ("roads_multiplied",)),
        (block(dx=lambda x, dout, dz, W1: (dout + dz @ W1.T) / 2), "roads averaged", ("roads_averaged",)),
        (block(dx=lambda x, dout, dz, W1: dout * (x > 0) + dz @ W1.T), "a gate around", ("way_around_gated_by_input",)),
        (block(dW1=lambda x, dz, out: out.T @ dz), "dW1 from out", ("output_for_input",)),
        (block(dW1=lambda x, dz, out: x.T @ dz / len(x)), "dW1 divided", ()),
        (block(dW2=lambda h, z, dout: z.T @ dout), "dW2 from z", ("pre_activation_for_output",)),
        (block(dW2=lambda h, z, dout: dout.T @ h), "dW2 transposed", ()),
        (block(dx=lambda x, dout, dz, W1: dz @ W1.T, dW2=lambda h, z, dout: z.T @ dout), "two mistakes",
         ("way_around_forgotten", "way_around_forgotten_and_pre_activation_for_output")),
        (block(order=(0, 2, 3, 1)), "another order", ("weights_first",)),
        (block(order=(0, 1, 3, 2)), "dW2 before dW1", ("weights_exchanged",)),
        (block_changing_x, "x changed", ("output_for_input",)),
        (block_changing_dout, "dout changed", ("changed_input",)),
    ],
    "clip_by_global_norm": [
        (clip_on_a_deep_copy, "one array named twice is scaled twice", ("scaled_twice_where_named_twice",)),
        (
            clip(norm=lambda g: total_norm({id(one): one for one in g}.values())),
            "one array named twice counts once",
            ("counted_once_where_named_twice",),
        ),
        (clip_each_array_once, "one array named twice comes back once", ()),
        (lambda g, c: [np.clip(one, -c, c) for one in g], "by value", ("clipped_by_value",)),
        (
            clip(norm=lambda g: np.sqrt(sum(np.linalg.norm(one, 2 if one.ndim == 2 else None) ** 2 for one in g))),
            "of order two",
            ("order_two_for_matrices",),
        ),
        (clip_as_it_adds_up, "by the norm so far", ("norm_so_far",)),
        (clip_each, "each by itself", ("each_array_on_its_own",)),
        (clip(above=lambda n, c: n > 0), "small ones raised", ("small_ones_raised",)),
        (clip(above=lambda n, c: True), "always", ("divided_by_zero",)),
        (clip(factor=lambda n, c: min(n, c) / n, above=lambda n, c: True), "0/0", ("nan_where_all_is_zero",)),
        (clip(factor=lambda n, c: c / n**2), "squared norm in the factor", ("root_missing",)),
        (clip(norm=lambda g: total_norm(g) ** 2), "no root", ("root_missing_everywhere",)),
        (clip(above=lambda n, c: n**2 > c), "square compared", ("square_compared",)),
        (clip(factor=lambda n, c: n / c), "upside down", ("factor_upside_down",)),
        (clip(factor=lambda n, c: 1 / n), "to length 1", ("limit_forgotten",)),
        (clip(factor=lambda n, c: c), "times c", ("norm_forgotten",)),
        (clip(factor=lambda n, c: 0), "to 0", ("set_to_zero",)),
        (clip(norm=lambda g: sum(np.linalg.norm(one) for one in g)), "norms added", ("norms_added",)),
        (clip(norm=lambda g: max(np.linalg.norm(one) for one in g)), "the largest norm", ("largest_array",)),
        (clip(norm=lambda g: np.linalg.norm(g[-1])), "the last norm", ("last_array",)),
        (clip(norm=lambda g: sum(np.abs(one).sum() for one in g)), "sizes added", ("sum_of_sizes",)),
        (clip(norm=lambda g: max(np.abs(one).max() for one in g)), "the largest entry", ("largest_entry",)),
        (clip(norm=lambda g: np.sqrt(np.mean(np.concatenate([np.ravel(one) for one in g]) ** 2))), "rms",
         ("averaged",)),
        (clip(norm=lambda g: np.sqrt(sum(np.sum(one) ** 2 for one in g))), "sums squared", ("squares_of_sums",)),
        (clip(above=lambda n, c: False), "never", ("nothing_clipped",)),
        (clip(factor=lambda n, c: c / (n + 0.01)), "a large ε", ()),
        (clip(otherwise=lambda g: g), "given arrays handed back", ("given_arrays_returned",)),
        (clip_in_the_list, "the given list filled", ("given_arrays_returned",)),
        (clip_in_place, "in place", ("changed_input",)),
        (clip_first_only, "the first array only", ("first_array_only",)),
        (clip_reversed, "in reverse", ("in_reverse",)),
        (lambda g, c: np.concatenate([np.ravel(one) for one in clip()(g, c)]), "one long vector", ()),
    ],
    "too_long_together": [
        (lambda: (np.array([6.0, 8.0]), np.array([3.0])), "too long alone", ("shortened_too",)),
        (lambda: (np.full(8, 10.0), np.full(8, 10.0)), "huge", ("shortened_too",)),
        (lambda: (np.array([1.0, 2.0]), np.array([2.0])), "short", ("short_together",)),
        (lambda: (np.array([3.0]), np.array([4.0])), "exactly 5", ("short_together",)),
        (lambda: (np.array([5.0]), np.array([0.0])), "one is 0", ("short_together",)),
        (lambda: (np.array([4.0]), np.array([3.2])), "hardly longer", ("hardly_longer",)),
        (lambda: (5.0, 5.0), "numbers", ()),

    ],
}  # fmt: skip

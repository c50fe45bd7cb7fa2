# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Recurrences of the library against loops over steps in f64.

Every oracle also runs on the absolute values of its operands with all signs made plus: a bound of the terms that are summed.
A step rounds each element at most ten times (decays by logarithms and exponentials included), and a product of width K is K
more, so T steps are within (10 T + K + 16) u of that bound."""
import numpy as np
from harness import U, f32, main, spread, wide

rng = np.random.default_rng(12)


def scan(step, states, xs):
    """The outputs of all steps, then the last states."""
    outputs = []
    for x in zip(*xs):
        states, y = step(states, x)
        outputs.append(y)
    like = step(states, [x[0] if len(x) else np.zeros(x.shape[1:]) for x in xs])[1]
    return [np.array([y[i] for y in outputs]).reshape(-1, *y0.shape) for i, y0 in enumerate(like)], list(states)


outer = lambda k, v: k[..., :, None] * v[..., None, :]
read = lambda q, s: np.einsum("bhk,bhkv->bhv", q, s)


def decayed(minus, q, k, v, a, s0):
    def step(states, x):
        q, k, v, a = x
        s = a[..., None, None] * states[0] + outer(k, v)
        return [s], [read(q, s)]
    return scan(step, [s0], [q, k, v, a])


def linear(minus, q, k, v, s0, z0):
    def step(states, x):
        q, k, v = x
        s, z = states[0] + outer(k, v), states[1] + k
        return [s, z], [read(q, s), (q * z).sum(-1)]
    (n, d), states = scan(step, [s0, z0], [q, k, v])
    return [n / d[..., None]], states


def mamba2(minus, x, dt, a, b, c, d, s0):
    decay = np.exp(-dt * a if minus > 0 else dt * a)  # of absolute values too, a is below 0
    (y,), states = decayed(minus, c, b, dt[..., None] * x, decay, s0)
    return [y + d[:, None] * x], states


def delta(minus, q, k, v, a, b, s0):
    def step(states, x):
        q, k, v, a, b = x
        a, b, s = a[..., None], b[..., None], states[0]
        s = a[..., None] * s + outer(k, b * (v + minus * a * read(k, s)))
        return [s], [read(q, s)]
    return scan(step, [s0], [q, k, v, a, b])


def norms(q, k, v, a, b, s0):
    """Bounds of the delta rule's rounding: with keys of length 1 and b in [0, 1] a step shortens what was wrong before, so
    the errors of all steps add up, each of the size of the state."""
    length = lambda x, n: np.sqrt((x**2).sum(tuple(range(-n, 0)), keepdims=True))
    s, wrong, bounds = s0, np.zeros(s0.shape[:2] + (1, 1)), [np.zeros(v[:1].shape)[:0]]
    for at in range(len(q)):
        before = length(s, 2)
        _, (s,) = delta(-1, *(x[at:at + 1] for x in (q, k, v, a, b)), s)
        wrong = wrong + (k.shape[-1] + 16) * U * (2 * before + length(v[at], 1)[..., None] + length(s, 2))
        bounds.append(np.broadcast_to((length(q[at], 1)[..., None] * wrong)[..., 0, :], (1,) + v.shape[1:]))
    return [np.concatenate(bounds), np.broadcast_to(wrong, s0.shape)]


def rwkv6(minus, r, k, v, w, u, s0):
    def step(states, x):
        r, k, v, w = x
        kv = outer(k, v)
        return [w[..., None] * states[0] + kv], [read(r, states[0] + u[..., None] * kv)]
    return scan(step, [s0], [r, k, v, w])


def rwkv7(minus, r, k, v, w, a, b, s0):
    def step(states, x):
        r, k, v, w, a, b = x
        s = w[..., None] * states[0] + outer(b, read(a, states[0])) + outer(k, v)
        return [s], [read(r, s)]
    return scan(step, [s0], [r, k, v, w, a, b])


def selective(minus, x, dt, a, b, c, d, h0):
    def step(states, each):
        x, dt, b, c = each
        decay = np.exp((-1 if minus > 0 else 1) * dt[..., None] * a)
        h = decay * states[0] + (dt * x)[..., None] * b[:, None, :]
        return [h], [(h * c[:, None, :]).sum(-1)]
    (y,), states = scan(step, [h0], [x, dt, b, c])
    return [y + d * x], states


def diagonal(minus, l_re, l_im, u_re, u_im, h_re, h_im):
    def step(states, x):
        (p, q), (r, i) = states, x
        h = [l_re * p + minus * l_im * q + r, l_im * p + l_re * q + i]
        return h, h
    return scan(step, [h_re, h_im], [u_re, u_im])


def check(s, name, oracle, args, steps, width, bound=None):
    args = [np.asarray(a, np.float32) for a in args]
    outputs, states = oracle(-1, *map(wide, args))
    terms, last = oracle(1, *[np.abs(wide(a)) for a in args])
    expected = tuple(e.astype(np.float32) for e in outputs + states)
    bounds = bound(*map(wide, args)) if bound else [(10 * steps + width + 16) * U * np.abs(b) for b in terms + last]
    operands, types = ", ".join(f"{{{i}}}" for i in range(len(args))), ", ".join(f"{{t{i}}}" for i in range(len(args)))
    s.case(f"{name}{steps}", f'nn.apply @{oracle.block} "" ({operands}) : ({types}) -> ({{r}})', args, expected, bounds, dynamic={})


def shapes(t, b=2, h=3, k=5, v=7):
    return (t, b, h, k), (t, b, h, v), (t, b, h), (b, h, k, v)


def matrix_states(s):
    for t in (0, 1, 2, 67, 131):
        keys, values, heads, state = shapes(t)
        k, q, v, s0 = (spread(rng, *keys) / 4, spread(rng, *keys) / 4, spread(rng, *values), spread(rng, *state))
        fade, rate = rng.uniform(0, 1, heads) ** rng.choice([0.01, 1, 300], heads), rng.uniform(0, 1, heads)
        signs = rng.choice([1, -1, 0], heads, p=[0.8, 0.15, 0.05])
        check(s, "decayed", decayed, [q, k, v, fade, s0], t, 5)
        check(s, "signed", decayed, [q, k, v, fade * signs, s0], t, 5)
        check(s, "constant", decayed, [q, k, v, np.ones(heads), s0], t, 5)
        positive = [np.abs(q), np.abs(k), v, s0, np.abs(s0[..., 0]) + 1]
        check(s, "linear", linear, positive, t, 5)
        check(s, "mamba2", mamba2, [v, rate, -f32(0.01, 1, 400), k, q, f32(1, -2, 0), s0], t, 5)
        unit = k / np.maximum(np.linalg.norm(k, axis=-1, keepdims=True), 1e-3)
        check(s, "delta", delta, [q, unit, v, fade, rate, s0], t, 5, norms)
        w = rng.uniform(0, 1, keys) ** rng.choice([0.01, 1, 300], keys)
        check(s, "rwkv6_", rwkv6, [q, k, v, w, spread(rng, 3, 5), s0], t, 5)
        check(s, "rwkv7_", rwkv7, [q, k, v, w, -unit / 4, unit * rate[..., None] / 4, s0], t, 5)


def vector_states(s):
    for t in (0, 1, 2, 67):
        x, b = spread(rng, t, 2, 11), spread(rng, t, 2, 7)
        a = -np.abs(spread(rng, 11, 7))
        check(s, "selective", selective, [x, rng.uniform(0, 1, x.shape), a, b, spread(rng, t, 2, 7), spread(rng, 11), spread(rng, 2, 11, 7)], t, 7)
        angle, modulus = rng.uniform(0, 3, 7), rng.uniform(0.5, 1, 7)
        check(s, "diagonal", diagonal, [modulus * np.cos(angle), modulus * np.sin(angle), b, spread(rng, t, 2, 7), spread(rng, 2, 7), spread(rng, 2, 7)], t, 4)


def lru(s):
    """Roundings of the step, and of functions of slope at most 1 before it; the state stays below 1 / (1 - |l|) of its inputs."""
    t, width, state = 41, 5, 3
    x, weights = spread(rng, t, 2, width), {n: spread(rng, state, width) / 4 for n in ("b_re", "b_im")}
    weights |= {n: spread(rng, width, state) / 4 for n in ("c_re", "c_im")} | {"d": spread(rng, width)}
    weights |= {"nu_log": f32(-1, 0, 1), "theta_log": f32(-2, 0, 0.5)}
    w = {n: wide(a) for n, a in weights.items()}
    l = np.exp(-np.exp(w["nu_log"]) + 1j * np.exp(w["theta_log"]))
    u = np.sqrt(1 - np.abs(l) ** 2) * (x @ (w["b_re"] + 1j * w["b_im"]).T)
    h, states = np.zeros((2, state), complex), []
    for each in u:
        h = l * h + each
        states.append(h)
    y = (np.array(states) @ (w["c_re"] + 1j * w["c_im"]).T).real + w["d"] * x
    terms = np.abs(x).max() * width * 16 / (1 - np.abs(l)).min()
    s.case("lru", 'nn.apply @lru "{name}" ({0}, {1}, {2}) : ({t0}, {t1}, {t2}) -> ({r})', [x, f32(*np.zeros((2, state))), f32(*np.zeros((2, state)))],
           tuple(np.asarray(e, np.float32) for e in (y, h.real, h.imag)), 64 * U * terms, weights=weights)


def features(s):
    x, w = spread(rng, 3, 2, 5, 7) / 4, spread(rng, 11, 7) / 4
    exponent = wide(x) @ wide(w).T - (wide(x) ** 2).sum(-1, keepdims=True) / 2
    size = np.abs(wide(x)) @ np.abs(wide(w)).T + (wide(x) ** 2).sum(-1, keepdims=True)
    s.case("performer", 'nn.apply @performer_features "" ({0}, {1}) : ({t0}, {t1}) -> {r}', [x, w], np.exp(exponent).astype(np.float32),
           (9 * size + 4) * U * np.exp(exponent), dynamic={})
    s.case("elu", 'nn.apply @elu_features "" ({0}) : ({t0}) -> {r}', [x], np.where(x > 0, x + 1, np.exp(wide(x))).astype(np.float32), 4 * U, dynamic={})
    n = np.arange(7)
    legs = -np.tril(np.sqrt(np.outer(2 * n + 1, 2 * n + 1)), -1) - np.diag(n + 1)
    s.case("hippo", 'nn.apply @hippo_legs "" ({0}) : ({t0}) -> {r}', [np.zeros((7, 7), np.float32)], legs.astype(np.float32), U * np.abs(legs), dynamic={})


for oracle, block in [(decayed, "decayed_attention"), (linear, "linear_attention"), (mamba2, "mamba2"), (delta, "gated_delta_rule"),
                      (rwkv6, "rwkv6"), (rwkv7, "rwkv7"), (selective, "selective_scan"), (diagonal, "diagonal_scan")]:
    oracle.block = block


def build(s):
    matrix_states(s)
    vector_states(s)
    lru(s)
    features(s)


if __name__ == "__main__":
    main(build)

"""Computes Coefficients.h: python3 coefficients.py > Coefficients.h (needs mpmath; about one minute).

Each table is a minimax fit by Lawson's iteration in 60 digits: max over the interval of |weight * (target - fit)|, printed
as a power of two beside the table. Coefficients are then rounded to the format one after the other, lowest order
first, and the rest fitted again, so the later ones absorb the earlier ones' rounding.
"""
import mpmath as mp

mp.mp.dps = 60
F32, F64 = 24, 53


def rounded(value, bits):
    """Nearest value of `bits` significant bits."""
    mantissa, exponent = mp.frexp(value)
    return mp.ldexp(mp.nint(mp.ldexp(mantissa, bits)), int(exponent) - bits)


def minimax(target, basis, weight, lo, hi, rounds=25, grid=200):
    """Coefficients of `basis` that nearly minimise the largest weighted error, by Lawson's reweighted least squares."""
    cheb = lambda i: (lo + hi) / 2 - (hi - lo) / 2 * mp.cos(mp.pi * i / (grid - 1))
    samples = [cheb(mp.mpf(i)) for i in range(grid)]
    rows = [[weight(x) * b(x) for b in basis] for x in samples]
    goals = [weight(x) * target(x) for x in samples]
    lawson = [mp.mpf(1) / grid] * grid
    best = None
    for _ in range(rounds):
        n = len(basis)
        scaled = [[w * v for v in row] for w, row in zip(lawson, rows)]
        normal = mp.matrix(n, n)
        right = mp.matrix(n, 1)
        for i in range(n):
            column = [row[i] for row in scaled]
            right[i] = mp.fdot(column, goals)
            for j in range(i, n):
                normal[i, j] = normal[j, i] = mp.fdot(column, [row[j] for row in rows])
        solution = list(mp.lu_solve(normal, right))
        errors = [abs(g - mp.fdot(solution, row)) for g, row in zip(goals, rows)]
        if best is None or max(errors) < best[1]:
            best = solution, max(errors)
        lawson = [w * e for w, e in zip(lawson, errors)]
        total = mp.fsum(lawson)
        lawson = [w / total for w in lawson]
    return best


def fit(target, powers, weight, lo, hi, bits):
    """Coefficients of x**p for p in powers, each rounded to `bits`."""
    done, residual = [], target
    for k in range(len(powers)):
        basis = [lambda x, p=p: x**p for p in powers[k:]]
        coefficients, _ = minimax(residual, basis, weight, lo, hi)
        done.append(rounded(coefficients[0], bits))
        residual = lambda x, r=residual, c=done[-1], p=powers[k]: r(x) - c * x**p
    points = [lo + (hi - lo) * i / mp.mpf(1000) for i in range(1001)]
    return done, max(abs(weight(x) * residual(x)) for x in points)


def emit(name, comment, coefficients, worst):
    values = ", ".join(float(c).hex() for c in coefficients)
    print(f"// {comment}; error 2^{mp.nstr(mp.log(worst, 2), 4)}\nconstexpr double {name}[] = {{{values}}};")


def away_from_zero(function, series):
    """`function`, or its limit where it would divide by zero."""
    return lambda x: series if abs(x) < mp.mpf("1e-18") else function(x)


half_ln2 = mp.log(2) / 2 * mp.mpf("1.0001")
sqrt2 = mp.sqrt(2)


def exp_tables(suffix, bits, degree):
    q = away_from_zero(lambda r: (mp.expm1(r) - r) / r**2, mp.mpf(1) / 2)
    c, e = fit(q, list(range(degree - 1)), lambda r: r**2, -half_ln2, half_ln2, bits)
    emit("kExp" + suffix, "exp(r) = 1 + r + r^2 P(r), |r| <= ln(2)/2", c, e)
    q = away_from_zero(lambda r: mp.expm1(r * mp.log(2)) / r, mp.log(2))
    c, e = fit(q, list(range(degree)), lambda r: abs(r), mp.mpf("-.5"), mp.mpf(".5"), bits)
    emit("kExp2" + suffix, "2^r = 1 + r P(r), |r| <= 1/2", c, e)


def log_table(suffix, bits, count):
    # f - f^2/2 + s (f^2/2 + R) = log(1+f) with s = f/(2+f) and R = z P(z), z = s^2.
    limit = ((sqrt2 - 1) / (sqrt2 + 1)) ** 2 * mp.mpf("1.0001")
    p = away_from_zero(lambda z: (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z, mp.mpf(2) / 3)
    c, e = fit(p, list(range(count)), lambda z: z, mp.mpf(0), limit, bits)
    emit("kLog" + suffix, "log(1+f) = 2s + s z P(z), s = f/(2+f), z = s^2, 1+f in [1/sqrt(2), sqrt(2)]", c, e)


def trig_tables(suffix, bits, count):
    limit = (mp.pi / 4) ** 2 * mp.mpf("1.001")
    s = away_from_zero(lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, mp.mpf(-1) / 6)
    c, e = fit(s, list(range(count)), lambda z: z, mp.mpf(0), limit, bits)
    emit("kSin" + suffix, "sin(x) = x + x z P(z), z = x^2, |x| <= pi/4", c, e)
    s = lambda z: mp.mpf(1) / 24 - z / 720 if z < mp.mpf("1e-12") else (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2
    c, e = fit(s, list(range(count)), lambda z: z**2, mp.mpf(0), limit, bits)
    emit("kCos" + suffix, "cos(x) = 1 - z/2 + z^2 P(z)", c, e)


def erf_tables():
    p = away_from_zero(lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1, 2 / mp.sqrt(mp.pi) - 1)
    for suffix, bits, inner, outer, top in (("F32", F32, 7, 8, 4), ("F64", F64, 13, 18, 6)):
        c, e = fit(p, list(range(inner)), lambda z: 1 / (1 + p(z)), mp.mpf(0), mp.mpf(1), bits)
        emit("kErf" + suffix, "erf(x) = x + x P(x^2), |x| <= 1", c, e)
        c, e = fit(lambda t: mp.log(mp.erfc(t)), list(range(outer)), mp.erfc, mp.mpf(1), mp.mpf(top), bits)
        emit("kLogErfc" + suffix, f"erf(x) = 1 - exp(P(x)), 1 <= x <= {top}", c, e)


def inverse_tables(suffix, bits, atan, asin):
    limit = (sqrt2 - 1) ** 2 * mp.mpf("1.001")
    p = away_from_zero(lambda z: (mp.atan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, mp.mpf(-1) / 3)
    c, e = fit(p, list(range(atan)), lambda z: z, mp.mpf(0), limit, bits)
    emit("kAtan" + suffix, "atan(x) = x + x z P(z), z = x^2, |x| <= tan(pi/8)", c, e)
    p = away_from_zero(lambda z: (mp.asin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, mp.mpf(1) / 6)
    c, e = fit(p, list(range(asin)), lambda z: z, mp.mpf(0), mp.mpf("0.25"), bits)
    emit("kAsin" + suffix, "asin(x) = x + x z P(z), z = x^2, |x| <= 1/2", c, e)


def sinh_table(suffix, bits, count):
    p = away_from_zero(lambda z: (mp.sinh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, mp.mpf(1) / 6)
    c, e = fit(p, list(range(count)), lambda z: z, mp.mpf(0), mp.mpf(1), bits)
    emit("kSinh" + suffix, "sinh(x) = x + x z P(z), z = x^2, |x| <= 1", c, e)


def main():
    print("// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n// Written by coefficients.py beside it. Lowest "
          "order first.\n#ifndef TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_COEFFICIENTS_H\n"
          "#define TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_COEFFICIENTS_H\n\nnamespace tenfold::approximate {\n")
    exp_tables("F32", F32, 6)
    log_table("F32", F32, 4)
    trig_tables("F32", F32, 4)
    exp_tables("F64", F64, 12)
    log_table("F64", F64, 7)
    trig_tables("F64", F64, 7)
    erf_tables()
    inverse_tables("F32", F32, 5, 6)
    sinh_table("F32", F32, 4)
    inverse_tables("F64", F64, 12, 14)
    sinh_table("F64", F64, 7)
    print("\n} // namespace tenfold::approximate\n\n#endif // TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_COEFFICIENTS_H")


if __name__ == "__main__":
    main()

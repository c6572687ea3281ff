"""The error function of an emitted module: Taylor's series about the nearest node of a fine grid.

NumPy has no error function, Python has one for numbers.  The module tabulates it at the multiples of 1/64, with its derivatives
(``erf^(n+1) = -2 (x erf^(n) + (n - 1) erf^(n-1))``, the recurrence of Hermite's polynomials), and adds up the series around the
nearest of them: eight terms are exact to rounding in double precision, four in single precision.  Near zero the series about
zero has no constant, so that small numbers keep their relative precision.
"""

from __future__ import annotations

ERF = '''def _erf(z, out=None):
    """The error function: Taylor's series about the nearest multiple of 1/64, for 8192 entries at a time."""
    z = np.asarray(z)
    if out is None:
        return _erf(z, np.empty(z.shape, z.dtype))[()]
    if not out.flags.c_contiguous:
        out[...] = _erf(z)
        return out
    entries, results = z.reshape(-1), out.reshape(-1)
    for start in range(0, entries.size, 8192):
        offset = entries[start : start + 8192].clip(-6, 6)  # 1 - erf(6) is 2e-17
        offset *= 64
        node = np.rint(np.fmax(offset, -384))  # an index also where there is no number
        offset -= node
        node += 384
        index = node.astype(np.intp)
        result = results[start : start + 8192]
        first, *others = _ERF[z.dtype.char]
        first.take(index, None, result, "clip")
        for coefficients in others:
            result *= offset
            result += coefficients.take(index, None, node, "clip")
    return out


def _erf_series(terms):
    """The coefficients of erf(x + h/64), highest power of h first, for the multiples x of 1/64 from -6 to 6."""
    from math import erf, exp, factorial, pi

    series = []
    for x in np.arange(-384, 385).tolist():
        x /= 64
        slopes = [0.0, 2 / pi**0.5 * exp(-x * x)]
        for n in range(1, terms - 1):
            slopes.append(-2 * (x * slopes[n] + (n - 1) * slopes[n - 1]))
        series.append([erf(x), *(slope / factorial(n) / 64**n for n, slope in enumerate(slopes) if n)])
    return np.array(series).T[::-1].copy()


_ERF = {"d": _erf_series(8), "f": _erf_series(4).astype(np.float32)}
'''

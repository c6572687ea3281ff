"""Functions that an emitted module carries along: what NumPy lacks, or computes with overflow. Each is text, used if the
program needs it."""

from __future__ import annotations

LARGEST_EXPONENT = '''_LARGEST_EXPONENT = {"F": 88.0, "D": 709.0}
"""The largest x whose exp(x) is finite, by dtype."""
'''

SIGMOID = '''@np.errstate(over="ignore")
def _sigmoid(z):
    """1 / (1 + exp(-z)); where exp overflows the quotient is zero, as it should be."""
    if z.dtype.kind == "c":  # complex numbers have no quotient by infinity
        z = np.maximum(z, -_LARGEST_EXPONENT[z.dtype.char])
    return 1 / (1 + np.exp(-z))
'''

LEVEL = '''def _level(number, shape, dtype):
    """The number as an array: of the given shape, unless that is large."""
    level = np.array(number, dtype)
    return np.full(shape, level) if np.prod(shape) <= 4096 else level
'''

SHIFTED = '''def _shifted(z, counts=True):
    """z less the largest entry of each row, so that no exponential overflows; zero where an entry does not count."""
    return np.where(counts, z - z.max(axis=-1, keepdims=True, initial=-np.inf, where=counts), 0)
'''

SOFTPLUS = '''def _softplus(z):
    """log(1 + exp(z)), without overflow: max(z, 0) + log(1 + exp(-|z|))."""
    return np.maximum(z, 0) + np.log1p(np.exp(np.minimum(z, -z)))
'''

LOGISTIC = '''def _logistic(z, y):
    """(1 - y) log(1 + exp(z)) + y log(1 + exp(-z)), without overflow, and exact where y is 0 or 1."""
    return (np.maximum(z, 0) - y * z) + np.log1p(np.exp(np.minimum(z, -z)))
'''

LOG_SOFTPLUS = '''def _log_softplus(z, out=None):
    """log(log(1 + exp(z))), which is z far below zero."""
    near = np.maximum(z, -40)
    return np.add(np.log(np.maximum(near, 0) + np.log1p(np.exp(np.minimum(near, -near)))), z - near, out)
'''

SOFTPLUS_RATE = '''def _softplus_rate(z, out=None):
    """The derivative of log(log(1 + exp(z))), which is one far below zero."""
    near = np.maximum(z, -40)
    small = np.exp(np.minimum(near, -near))
    slope = np.where(near > 0, 1, small) / (1 + small)
    return np.divide(slope, np.maximum(near, 0) + np.log1p(small), out)
'''

ERF = '''def _erf(z, out=None):
    """The error function: rational approximations of W. J. Cody, Math. Comp. 23 (1969), 631-637, on three ranges of |z|."""
    size = np.abs(np.asarray(z, np.float64))
    square = size * size
    near = size * _ratio(np.minimum(square, 0.25), _ERF_NEAR)
    middle = np.clip(size, 0.46875, 4.0)
    far = np.clip(size, 4.0, 6.0)
    inverse = 1 / (far * far)
    tail = (_ONE_OVER_ROOT_PI - inverse * _ratio(inverse, _ERF_FAR)) / far
    complement = np.where(size <= 4.0, _ratio(middle, _ERF_MIDDLE), tail) * np.exp(-np.minimum(square, 36.0))
    result = np.copysign(np.where(size <= 0.46875, near, 1 - complement), z)
    if out is None:
        return result.astype(z.dtype)
    np.copyto(out, result, casting="same_kind")
    return out


def _ratio(x, coefficients):
    """A quotient of two polynomials, highest power first."""
    above, below = coefficients
    return np.polyval(above, x) / np.polyval(below, x)


_ONE_OVER_ROOT_PI = 0.56418958354775628695
_ERF_NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)
_ERF_MIDDLE = (
    (
        2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
        8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
    ),
    (
        1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
        3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
    ),
)
_ERF_FAR = (
    (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
     1.60837851487422766e-2, 6.58749161529837803e-4),
    (1.0, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3),
)
'''

PLACE = '''def _place(part, shape, where):
    """Zeros of the given shape, with a part of it filled."""
    whole = np.zeros(shape, part.dtype)
    whole[where] = part
    return whole
'''

CHECK = '''def _check(name, array, shape, dtype, note=""):
    """The array with the given dtype, if it has the given shape."""
    array = np.asarray(array)
    if array.shape != shape:
        raise ValueError(f"{name} has the shape {array.shape}; expected {shape}{note}")
    if array.dtype == dtype:
        return array
    if array.dtype.kind not in "biufc" or (array.dtype.kind == "c" and dtype.kind != "c"):
        raise ValueError(f"{name} has the dtype {array.dtype}, which does not fit the parameters' dtype {dtype}")
    return array.astype(dtype)
'''

WINDOWS = '''def _windows(array, shape, steps, corner=()):
    """A view of the given shape: each of its axes goes along an axis of the array in steps of so many."""
    strides = [array.strides[axis] * step for axis, step in steps]
    if array.flags.c_contiguous and not corner:
        return np.ndarray(shape, array.dtype, array, 0, strides)  # as_strided does the same, and takes four times as long
    start = array[tuple(slice(at, None) for at in corner)]
    return np.lib.stride_tricks.as_strided(start, shape, strides, writeable=False)
'''

FIRST = '''def _first(array, axes):
    """True at the first of the largest entries along the last axes, False elsewhere."""
    flat = array.reshape(*array.shape[:-axes], -1)
    places = np.arange(flat.shape[-1])
    return (flat.real.argmax(axis=-1)[..., None] == places).reshape(array.shape)
'''

LENGTH = '''def _length(name, array, axis, axes):
    """The length of one axis of an array that has the given axes."""
    shape = np.shape(array)
    if len(shape) != len(axes):
        raise ValueError(f"{name} has the shape {shape}; expected ({', '.join(map(str, axes))}{',' * (len(axes) == 1)})")
    if shape[axis] == 0:
        raise ValueError(f"{name} holds no entries: it has the shape {shape}")
    return shape[axis]
'''

CHECK_INDICES = '''def _check_indices(name, array, shape, length):
    """The array as whole numbers, if it has the given shape and every entry is one of 0 ... length - 1."""
    array = np.asarray(array)
    if array.shape != shape:
        raise ValueError(f"{name} has the shape {array.shape}; expected {shape}")
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} has the dtype {array.dtype}; expected whole numbers")
    array = array.astype(np.intp, copy=False)
    if array.size and np.maximum.reduce(array.view(np.uintp), None) >= length:  # a negative number is a very large one there
        raise ValueError(f"{name} holds {array.min()} to {array.max()}; expected whole numbers from 0 to {length - 1}")
    return array
'''

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

LOGISTIC_TOTAL = '''def _logistic_total(z, y):
    """The sum of (1 - y) log(1 + exp(z)) + y log(1 + exp(-z)), without overflow, and exact where y is 0 or 1."""
    return (((z > 0) - y) * z).sum() + np.log1p(np.exp(-np.abs(z))).sum()
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

PLACE = '''def _place(part, shape, where):
    """Zeros of the given shape, with a part of it filled."""
    whole = np.zeros(shape, part.dtype)
    whole[where] = part
    return whole
'''

ARRAY = '''def _array(name, given):
    """What is given as a plain array of numbers."""
    if isinstance(given, np.ma.MaskedArray):
        raise ValueError(f"{name} is a masked array, and its mask would be lost; fill it first: {name}.filled(...)")
    try:
        array = np.asarray(given)
    except (RuntimeError, TypeError, ValueError) as error:
        raise ValueError(f"{name} is not an array of numbers: {error}") from None
    if array.dtype.kind not in "biufc":
        raise ValueError(f"{name} has the dtype {array.dtype}; expected numbers")
    return array
'''

CHECK = '''def _check(name, array, shape, dtype, note=""):
    """The array with the given dtype, if it has the given shape."""
    if array.shape != shape:
        raise ValueError(f"{name} has the shape {array.shape}; expected {shape}{note}")
    if array.dtype == dtype:
        return array
    if array.dtype.kind == "c" and dtype.kind != "c":
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
    shape = array.shape
    if len(shape) != len(axes):
        raise ValueError(f"{name} has the shape {shape}; expected ({', '.join(map(str, axes))}{',' * (len(axes) == 1)})")
    if shape[axis] == 0:
        raise ValueError(f"{name} holds no entries: it has the shape {shape}")
    return shape[axis]
'''

CHECK_INDICES = '''def _check_indices(name, array, shape, length):
    """The array as whole numbers, if it has the given shape and every entry is one of 0 ... length - 1."""
    if array.shape != shape:
        raise ValueError(f"{name} has the shape {array.shape}; expected {shape}")
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} has the dtype {array.dtype}; expected whole numbers")
    array = array.astype(np.intp, copy=False)
    if array.size and np.maximum.reduce(array.view(np.uintp), None) >= length:  # a negative number is a very large one there
        raise ValueError(f"{name} holds {array.min()} to {array.max()}; expected whole numbers from 0 to {length - 1}")
    return array
'''

"""The world that a derivation speaks of: quantities with shapes and roles, functions, and random numbers for all of them.

A world comes from a specification (its model's equations) or from the definitions that a text states; whoever judges
a row sees only this interface.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from numpy.typing import NDArray

from derive.algebra.evaluate import STEP as STEP

if TYPE_CHECKING:
    from derive.check.meaning.symbols import Part, Symbols
    from derive.check.meaning.text.rules import Rule

Array = NDArray[Any]


ANY_NUMBER = "any "
"""How the names of numbers begin of which a text takes functions, whatever else their letters mean."""


@dataclass(frozen=True)
class Axis:
    """An axis of a quantity: the name of its size, and the index of its first entry (0 or 1; a state may start at time 0).

    ``kind`` is ``layer``, ``time``, ``example`` or empty.  A layer axis is the first one of its quantity.  An axis is
    ``ragged`` if its length depends on the layer: then a letter for the layer has to be given its values one after the
    other, and :func:`layer_of` cuts the array to the layer's own lengths (:meth:`Instance.length`).
    """

    size: str
    first: int = 1
    kind: str = ""
    ragged: bool = False


@dataclass(frozen=True)
class Quantity:
    """Something that has a value: ``role`` is ``input``, ``parameter``, ``intermediate``, ``cost``, ``constant`` or
    ``free`` (nothing says what it is: how it depends on others is not known); ``integer`` marks class indices, and ``classes``
    is the name of the size below which they count."""

    name: str
    axes: tuple[Axis, ...] = ()
    role: str = "intermediate"
    integer: bool = False
    classes: str = ""

    @property
    def ragged(self) -> bool:
        """Whether the layers (first axis) have lengths of their own: the array is filled up with NaN."""
        return any(axis.ragged for axis in self.axes)


@dataclass(frozen=True)
class Instance:
    """Numbers for a world: an array per quantity (axes in order, first index at position 0), the sizes, and a callable for
    each function, ``functions[name](order, *arguments)`` with ``order`` derivatives taken of an elementwise one.

    After :meth:`World.perturbed`, every array has one more axis in front, the number of the perturbation (of length one where
    nothing changes), and complex entries.
    """

    sizes: Mapping[str, int]
    values: Mapping[str, Array]
    functions: Mapping[str, Callable[..., Array]] = field(default_factory=dict)
    nudged: bool = False
    origin: Any = field(default=None, compare=False, repr=False)
    """What its world made it of (the world's own affair): it is kept as long as the instance is."""

    def length(self, axis: Axis, layer: int | None = None) -> int:
        """The number of entries along an axis; a ragged one needs the layer."""
        return self.sizes[f"{axis.size}[{layer}]" if axis.ragged else axis.size]


def layer_of(array: Array, quantity: Quantity, layer: int, instance: Instance) -> Array:
    """One layer of a quantity whose first axis is the layer, cut to its own lengths; perturbations stay in front.

    Raises:
        IndexError: there is no such layer.
    """
    lead = array.ndim - len(quantity.axes)
    row = layer - quantity.axes[0].first
    if not 0 <= row < array.shape[lead]:
        raise IndexError(layer)
    inside = tuple(slice(instance.length(axis, layer)) for axis in quantity.axes[1:])
    return array[(slice(None),) * lead + (row, *inside)]


class World(Protocol):
    """What the judge needs to know; what a world of its kind does not have is empty, unless it says otherwise."""

    quantities: Mapping[str, Quantity]
    functions: Mapping[str, str]
    """Name of each function, and its kind: ``elementwise``, ``vector`` (softmax: vector to vector) or ``scalar`` (to a
    number).
    """
    cost: str | None
    is_network: bool = False
    """Whether layers tell the shapes of weights, and the cost has no name of the author's."""
    constants: Mapping[str, float]
    """Numbers that the specification gives to names (the slope of a leaky relu, epsilon)."""

    def instance(self, seed: int) -> Instance:
        """Random numbers: sizes that differ pairwise, leaves in [-2, 2] (positive where a logarithm or a root needs it).

        The same seed gives the same instance (cached); raises CannotTell if no box of values gives finite numbers.
        """

    def perturbed(
        self,
        instance: Instance,
        quantity: str,
        *,
        hold: frozenset[str] = frozenset(),
        only: frozenset[str] | None = None,
    ) -> Instance:
        """The instance with ``i * STEP`` added to each entry of a quantity in turn, and everything downstream recomputed.

        Quantities in ``hold`` keep their values.  With ``only``, just those are recomputed, from the old values of all
        others and of their own earlier steps (immediate partial derivatives: ``only={"z", "h"}`` for ``h_t = f(z_t)`` by ``W``
        with ``h_{t-1}`` held).
        """

    def replaced(self, instance: Instance, quantity: str, array: Array, *, hold: frozenset[str] = frozenset()) -> Instance:
        """The instance with other (real) values for a quantity, and everything downstream recomputed; it can be
        perturbed again.
        """

    def gradient(self, instance: Instance, quantity: str, of: str | None = None) -> Array | None:
        """The derivative of the cost (or of the sum of the entries of ``of``) by every entry of a quantity, if the world knows
        a faster way than perturbing it.
        """
        return None

    def depends(self, quantity: str, on: str) -> bool:
        """Whether a quantity is computed from another (itself included)."""

    def argument(self, part: Part) -> Part | None:
        """What a part of an activation is computed from, entry by entry: of ``a = f(z)`` that of z; None for anything else."""
        return None

    def activation(self, quantity: str) -> str | None:
        """The name of the function that a quantity applies to another one, entry by entry; None if it is no activation."""
        return None

    def applied_to(self, quantity: str) -> tuple[str | None, ...]:
        """The functions that the layers apply to a quantity that has the layer as its first axis, entry by entry, in order."""
        return ()

    def another_name(self, quantity: str) -> str | None:
        """The symbol of which a quantity is another measure, entry by entry (a logarithm, a power), by a text's definition."""
        return None

    def is_direct(self, quantity: str, on: str) -> bool:
        """Whether a quantity is surely computed from another by one equation, and in no other way: then it makes no difference
        what else is held."""
        return False

    def with_inner(self, quantity: str) -> frozenset[str]:
        """A quantity, and the parts of its equation for which the author of the specification has no name."""
        return frozenset({quantity})

    @property
    def is_ragged(self) -> bool:
        """Whether the length of some quantity depends on the layer."""
        return any(quantity.ragged for quantity in self.quantities.values())

    # ---- what a specification says

    takes_logarithms: bool = True
    """Whether anything may be the logarithm of a probability."""

    @property
    def specification(self) -> World | None:
        """The world of the specification on which this one stands (which may be itself); None without a specification."""
        return None

    @property
    def stated_sizes(self) -> Mapping[str, int]:
        """The sizes to which the specification gives a number."""
        return {}

    @property
    def depth_names(self) -> frozenset[str]:
        """Names of the number of layers that the specification does not know: no news in a counter-example."""
        return frozenset()

    def named_sizes(self, instance: Instance) -> dict[str, int]:
        """The sizes of an instance that have a name of their own, but for numbers of layers that are no news."""
        return {k: n for k, n in instance.sizes.items() if k.replace("_", "").isalnum() and k not in self.depth_names}

    @property
    def is_large(self) -> bool:
        """Whether arrays are so large that fewer random instances say enough."""
        return False

    def stated(self) -> Instance | None:
        """The specification's own example, if it gives numbers to all inputs and parameters."""
        return None

    def at_stated_sizes(self, seed: int, counted: Mapping[str, int]) -> Instance | None:
        """Random numbers in the sizes that the specification gives, and in those ``counted`` in the text, if they are small."""
        return None

    def at_sizes(self, seed: int, given: Mapping[str, int]) -> Instance | None:
        """Random numbers in some sizes that are given, if the specification leaves them open."""
        return None

    @property
    def open_sizes(self) -> frozenset[str]:
        """The sizes that the specification leaves open, but for those that count steps or classes."""
        return frozenset()

    def of_single_entries(self, seed: int, kept: frozenset[str] = frozenset()) -> Instance | None:
        """Random numbers where every size that the specification leaves open is one, save those of steps and those ``kept``."""
        return None

    # ---- what a text says

    symbols: Symbols | None = None
    """The words in which the text's definitions are told."""
    labels: Mapping[str, tuple[float, ...]] = MappingProxyType({})
    """For each leaf that marks classes the values that it takes."""
    opened: frozenset[str] = frozenset()
    """Costs of which nothing says what they are: only statements about any cost can be judged."""
    chains: frozenset[str] = frozenset()
    """Quantities of which the text says only by what they are differentiated: the chain rule can be judged, no more."""
    ambiguous: frozenset[str] = frozenset()
    """Quantities to which the text gives another meaning on the way."""
    scoped: bool = False
    """Whether it holds one set of definitions of a page: there an incoming gradient is any gradient, and no doubt."""

    @property
    def rules(self) -> Iterable[Rule]:
        """How the text computes its quantities, in order."""
        return ()

    @property
    def text_functions(self) -> Container[str]:
        """The functions that the text alone knows."""
        return ()

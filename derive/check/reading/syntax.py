"""The syntax tree of a hand-written formula: what stands on the page, before anyone decides what it means.

Whether ``a(1-a)`` is a call, ``^T`` a transpose or ``\\delta_{ij}`` Kronecker's symbol is not decided here: that needs the
roles and shapes of the quantities.  Every node knows its place in the file, so that a verdict can point at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property

NOWHERE = (0, 0)


@dataclass(frozen=True)
class Node:
    """A piece of a formula; ``span`` holds the offsets of its first character and of the one after its last in the file.

    Trees never change, and are walked and looked up again and again: a node keeps its hash and the nodes directly inside it.
    """

    span: tuple[int, int] = field(default=NOWHERE, compare=False, kw_only=True)

    def __init_subclass__(cls) -> None:
        cls.__hash__ = Node.__hash__  # type: ignore[method-assign]  # else each dataclass makes one of its own

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in parts(type(self)) if name != "raw")))

    @cached_property
    def inside(self) -> tuple[Node, ...]:
        """The nodes directly inside, those in scripts and tuples included, in reading order."""
        return tuple(node for name in parts(type(self)) for node in _nodes(getattr(self, name)))

    @cached_property
    def everything(self) -> tuple[Node, ...]:
        """The node and all nodes below it, in reading order."""
        found, stack = [], [self]
        while stack:
            here = stack.pop()
            if (known := here.__dict__.get("everything")) is not None:
                found.extend(known)
                continue
            found.append(here)
            stack.extend(reversed(here.inside))
        return tuple(found)


def parts(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a kind of node, its place left out."""
    if kind not in _PARTS:
        _PARTS[kind] = tuple(item.name for item in fields(kind) if item.name != "span")
    return _PARTS[kind]


_PARTS: dict[type, tuple[str, ...]] = {}


def _nodes(part: object) -> Iterator[Node]:
    if isinstance(part, Node):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _nodes(item)


@dataclass(frozen=True)
class Number(Node):
    """A number as it was written: ``2``, ``0.5``, ``1e-5``."""

    text: str


@dataclass(frozen=True)
class Script(Node):
    """A subscript or superscript: what it holds, split at commas (and between letters: ``jk`` has two items).

    ``raw`` is the text without white space (not compared); ``bracket`` is ``"()"`` for ``^{(l)}``, ``"[]"`` for ``^{[l]}``,
    else empty. A script in ``\\text``, ``\\mathrm`` and the like is one item, a :class:`Words`.
    """

    items: tuple[Node, ...]
    raw: str = field(compare=False)
    bracket: str = ""


CLASS = "class"
"""The accent of a letter that is the number of a class (see :mod:`derive.check.meaning.definitions.class_letters`): none that
anybody writes."""
NUMBER = "number"
"""The style of a letter that is a number, whatever else has the letter: the pi of ``2\\pi`` beside ``\\pi_k``."""


@dataclass(frozen=True)
class Name(Node):
    """A symbol with everything that hangs on it: ``\\hat{\\mathbf{x}}'^{(l)}_{j,k}``.

    ``base`` is the letter or word without backslash (``x``, ``delta``, ``softmax``); ``accents`` from the inside out (``hat``,
    ``bar``, ``tilde``, ``dot``, ``vec`` ...); ``style`` is ``bold``, ``cal``, ``bb``, ``frak``, ``text`` or empty. A prime
    counts in ``primes``. Several scripts on one side (``W^{(1)T}``, ``{W^{(1)}}^T``) stand in order.
    """

    base: str
    accents: tuple[str, ...] = ()
    style: str = ""
    primes: int = 0
    sub: tuple[Script, ...] = ()
    sup: tuple[Script, ...] = ()


@dataclass(frozen=True)
class Scripted(Node):
    """Scripts or primes on something that is not a name: ``(a - y)^2``, ``[\\,.\\,]_i``, ``\\sigma'`` of a bracket."""

    body: Node
    primes: int = 0
    sub: tuple[Script, ...] = ()
    sup: tuple[Script, ...] = ()


@dataclass(frozen=True)
class Transposed(Node):
    """A transpose by an unambiguous mark: ``^\\top``, ``^\\mathsf{T}``, ``^\\intercal``, ``^{\\mathrm T}``.

    A plain ``^T`` stays a script. ``u_k^\\top`` and ``u^\\top_k`` look alike: both are the transpose of ``u_k``.
    """

    body: Node


@dataclass(frozen=True)
class Sum(Node):
    """Terms with their signs, ``+1`` or ``-1``; a single term has the sign ``-1``. ``\\pm`` cannot be read."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors; before each one the sign that joins it to the one before: ``""`` for juxtaposition and for the first factor,
    else ``cdot``, ``times``, ``odot``, ``circ``, ``*``, ``.``, ``otimes``, ``bullet``."""

    factors: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Fraction(Node):
    """``\\frac{a}{b}`` or ``a/b`` (``a/b c`` is read as ``(a/b) c``, ``a/(bc)`` as it stands)."""

    over: Node
    under: Node


@dataclass(frozen=True)
class Root(Node):
    """``\\sqrt[degree]{body}``."""

    body: Node
    degree: Node | None = None


@dataclass(frozen=True)
class Group(Node):
    """Something in brackets: ``open`` and ``close`` are ``( ) [ ] \\{ \\} | < >`` (or ``norm``).

    Several items where commas stand. A list without brackets (``k = 1, \\dots, n``) has an empty ``open``.
    """

    items: tuple[Node, ...]
    open: str = "("
    close: str = ")"


@dataclass(frozen=True)
class Derivative(Node):
    """A derivative in any spelling: ``\\frac{\\partial A}{\\partial x}``, ``\\partial_x A``, ``\\nabla_x A``, ``dA/dx``.

    ``by`` lists the variables once for each order (``\\partial x^2`` twice). An operator in front of an expression has been
    applied to it: ``of`` is the factor, bracket or call that follows, up to the next ``+``, ``-`` or relation outside brackets,
    where no bracket says otherwise. ``of`` is ``None`` for an operator that stands alone; ``by`` is empty for a bare
    ``\\nabla``.
    ``mark`` is ``partial``, ``d``, ``nabla`` or ``D``; ``immediate`` says that earlier steps are held: ``\\partial^+ h_t``.
    """

    of: Node | None
    by: tuple[Node, ...]
    mark: str = "partial"
    operator: bool = False
    immediate: bool = False


@dataclass(frozen=True)
class Big(Node):
    """``\\sum``, ``\\prod``, ``\\max``, ``\\min``, ``\\int`` ... with limits: ``kind`` is the command's name.

    ``under`` lists what stands below, split at commas: a :class:`Name` (an index alone), a :class:`Relation` (``k = 1``,
    ``j \\neq i``, ``i \\in D``), or anything else. ``body`` reaches up to the next ``+`` or ``-`` outside
    brackets, as people read it.
    """

    kind: str
    under: tuple[Node, ...]
    upper: Node | None
    body: Node


@dataclass(frozen=True)
class Call(Node):
    """A named function of an argument without brackets, or one whose name admits no other reading: ``\\log p``, ``\\tanh(z)``,
    ``\\mathrm{softmax}(z)``, ``\\operatorname{diag}(v)``. ``head`` carries primes and scripts (``\\tanh^2 z``,
    ``\\log_2 x``)."""

    head: Name
    args: tuple[Node, ...]


@dataclass(frozen=True)
class At(Node):
    """``body |_{x = 0}``: evaluated at."""

    body: Node
    where: tuple[Node, ...]


@dataclass(frozen=True)
class Relation(Node):
    """A statement inside a formula: ``op`` is ``= != < > <= >= in notin : mid approx propto sim``."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Both(Node):
    """Statements that hold together: ``0 \\le p - i < H``, ``i = j \\text{ and } k = l``."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Indicator(Node):
    """One where a statement holds, else zero: ``\\mathbb{1}\\{i = j\\}``, ``1(k = y)``, ``[\\,i = j\\,]``,
    ``\\mathbf{1}_{i=k}``."""

    condition: Node


@dataclass(frozen=True)
class Cases(Node):
    """``\\begin{cases}``: values with their conditions; ``None`` for "otherwise"."""

    branches: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True)
class Matrix(Node):
    """A matrix written out, by rows."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Words(Node):
    """Words inside a formula (``\\text{if}``, ``\\text{out}`` as a script)."""

    text: str


@dataclass(frozen=True)
class Dots(Node):
    """``\\dots`` in any spelling."""

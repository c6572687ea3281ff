"""Classes of axes that have the same size."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Classes:
    """Variables that stand for the same size."""

    parent: dict[str, str] = field(default_factory=dict)

    def find(self, variable: str) -> str:
        """The representative of a class."""
        root = variable
        while self.parent.get(root, root) != root:
            root = self.parent[root]
        self.parent[variable] = root
        return root

    def join(self, one: str, other: str) -> None:
        """Make two variables the same; names of sizes (``size n``) stay representatives, two different ones stay apart."""
        a, b = self.find(one), self.find(other)
        if a == b or (is_size(a) and is_size(b)):
            return
        self.parent[b if is_size(a) else a] = a if is_size(a) else b


def is_size(variable: str) -> bool:
    """Whether a variable is the name of a size."""
    return variable.startswith("size ")

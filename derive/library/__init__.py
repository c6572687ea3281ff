"""The library: activations and costs as data, forward formulas only.

Input: the TOML files beside this module.  Output: ``Activation`` and ``Cost`` records, whose formulas the frontends
lower.
"""

from derive.library.catalogue import Activation, Assumed, Cost, Option, activations, costs

__all__ = ["Activation", "Assumed", "Cost", "Option", "activations", "costs"]

"""Every kind of layer, in the order of the contract: importing this module fills the table of ``derive.layers.registry``."""

from derive.layers import dense

__all__ = ["dense"]

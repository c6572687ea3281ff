"""Layers: each kind is one function that states its forward equations.

    specification --registry--> options --builder--> named quantities, parameters, equations

Input: wires (what earlier layers give) and options.  Output: a wire.  No layer states a derivative.
"""

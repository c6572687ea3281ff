"""The array programs whose operations are counted: forward, backward, and one forward tangent pass.

Input: a derivation.  Output: values of one program for each.  The sizes stay symbols wherever the lowering works without their
numbers; the derivatives of the tangent pass come from the forward equations, as those of the proof do.
"""

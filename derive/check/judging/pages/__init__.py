"""Verdicts on whole texts: scopes, rows in their context, explanations, the report."""

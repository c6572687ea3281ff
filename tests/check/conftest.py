"""Tests of the judge see faults of the program, which its users are spared."""

import pytest


@pytest.fixture(autouse=True)
def _faults_are_raised(monkeypatch):
    monkeypatch.setenv("DERIVE_DEBUG", "1")

"""How long hypothesis looks for a counter-example: briefly where a run is to be short, twice as long where
everything is required, and ten times that in the long run.
"""

from hypothesis import settings

USUAL = 100  # hypothesis' own default, which a test's own number is in proportion to
BRIEF = USUAL // 2
FULL = 10 * USUAL


def examples(usual: int) -> int:
    """How many examples a test asks for that needs fewer, or more, than others; more of them under `full`."""
    return max(1, usual * settings().max_examples // USUAL)

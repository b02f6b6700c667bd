"""Every reason has a sentence for the citizen, in both languages."""

import unicodedata

import pytest

from bridge.domain.explanations import explanation
from bridge.domain.reasons import NotCompleted, Reason


@pytest.mark.parametrize("reason", [*Reason, *NotCompleted])
def test_every_reason_is_explained_in_both_languages(reason: Reason | NotCompleted) -> None:
    told = explanation(reason)
    for sentence in (told.vi, told.en):
        assert sentence.endswith(".")
        assert reason not in sentence, "a code word is no explanation"
    assert told.vi != told.en
    assert unicodedata.is_normalized("NFC", told.vi)


def test_no_two_reasons_share_a_word_or_a_sentence() -> None:
    every = [*Reason, *NotCompleted]
    assert len({str(reason) for reason in every}) == len(every)
    assert len({explanation(reason).en for reason in every}) == len(every)
    assert len({explanation(reason).vi for reason in every}) == len(every)

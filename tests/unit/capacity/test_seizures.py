import pytest

from capacity.seizures import Seizure, asr, ner, seizure


@pytest.mark.parametrize(
    ("cause", "became"),
    [
        *((cause, Seizure.PERSON) for cause in (16, 17, 18, 19, 20, 21, 26, 31)),
        *((cause, Seizure.NETWORK) for cause in (1, 3, 22, 27, 28, 34, 38, 41, 42, 102, 127)),
        (None, Seizure.NETWORK),
    ],
)
def test_what_is_no_answer_is_a_persons_or_the_networks(cause: int | None, became: Seizure) -> None:
    assert seizure(answered=False, cause=cause) is became
    assert seizure(answered=True, cause=cause) is Seizure.ANSWERED


def test_ratios_worked_by_hand() -> None:
    """Of 200 seizures 120 are answered, 50 find nobody or busy, 30 fail."""
    assert asr(120, 200) == 0.6
    assert ner(120, 50, 200) == 0.85
    assert (asr(0, 0), ner(0, 0, 0)) == (None, None)

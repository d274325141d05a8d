from prompts.spoken.contour import contour, rising


def test_only_the_family_is_renamed() -> None:
    assert rising("digit.5") == "digit-rising.5"
    assert rising("discom.KESCO.name") == "discom-rising.KESCO.name"


def test_all_but_the_end_of_a_sentence_stays_up() -> None:
    assert contour(["digit.1", "digit.2"], ends=True) == ("digit-rising.1", "digit.2")
    assert contour(["digit.1", "digit.2"], ends=False) == ("digit-rising.1", "digit-rising.2")

from ivr.glance import Glance


class Shop:
    """Something that takes a quarter of a second to look at, on a machine with other work."""

    def __init__(self) -> None:
        self.now = 100.0
        self.worked = 7.0
        self.looks = 0

    def look(self) -> int:
        self.now += 3.0
        self.worked += 0.25
        self.looks += 1
        return self.looks

    def glance(self) -> Glance[int]:
        return Glance(self.look, lambda: self.now, lambda: self.worked)


def test_at_most_a_fiftieth_of_the_time_goes_into_looking() -> None:
    shop = Shop()
    glance = shop.glance()
    assert [glance.get(), glance.get()] == [1, 1]
    shop.now += 12.4
    assert glance.get() == 1
    shop.now += 0.1
    assert glance.get() == 2


def test_after_a_change_it_is_looked_at_anew() -> None:
    shop = Shop()
    glance = shop.glance()
    glance.get()
    glance.forget()
    assert glance.get() == 2

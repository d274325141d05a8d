from ivr.glance import Glance


class Shop:
    """Something that takes a quarter of a second to look at."""

    def __init__(self) -> None:
        self.now = 100.0
        self.looks = 0

    def look(self) -> int:
        self.now += 0.25
        self.looks += 1
        return self.looks


def test_at_most_a_fiftieth_of_the_time_goes_into_looking() -> None:
    shop = Shop()
    glance = Glance(shop.look, lambda: shop.now)
    assert [glance.get(), glance.get()] == [1, 1]
    shop.now += 12.4
    assert glance.get() == 1
    shop.now += 0.1
    assert glance.get() == 2


def test_after_a_change_it_is_looked_at_anew() -> None:
    shop = Shop()
    glance = Glance(shop.look, lambda: shop.now)
    glance.get()
    glance.forget()
    assert glance.get() == 2

"""Whose consumer is the caller? Known numbers tell; otherwise a PIN code or a menu does."""

from collections.abc import Sequence

from dialplan.conversation import Desk
from dialplan.menus import MENUS
from dialplan.story import Story
from dialplan.talk import Talk
from routing.areas import Area, by_pincode, by_std
from routing.discoms import DISCOMS

PIN_DIGITS = 6
REJECTED = "rejected"


def recognise(story: Story, desk: Desk) -> None:
    """Learn the discom from the numbers of the call, as far as they leave no doubt."""
    if story.knows("discom"):
        return
    area = _area_of_numbers(story)
    if area is not None and area.certain is not None:
        story.learn("discom", area.certain, how="area-code")
        return
    caller = story.text("caller")
    earlier = desk.earlier_discom(caller) if caller else None
    if earlier is not None and (area is None or earlier in area.discoms):
        story.learn("discom", earlier, how="earlier-call")


async def find_discom(talk: Talk) -> None:
    """Ask until the discom is known, or until it is known that the caller cannot tell."""
    story = talk.story
    known = story.fact("discom")
    if known is not None and known.how != REJECTED:
        return
    if known is not None:
        await _ask_company(talk, tuple(DISCOMS))
        return
    area = _area_of_numbers(story) or _area_of_pin(story)
    if area is None and not story.knows("pin-code"):
        area = await ask_pin(talk)
        if area is not None and area.certain is not None:
            story.learn("discom", area.certain, how="pin-code")
            return
    await _ask_company(talk, area.discoms if area else tuple(DISCOMS))


def has_own_helpline(story: Story) -> bool:
    """Tell whether the caller's company runs a helpline of its own."""
    discom = story.text("discom")
    return discom is not None and not DISCOMS[discom].served


def chosen_by_caller(story: Story) -> bool:
    """Tell whether the caller was asked for the company already, whatever came of it."""
    fact = story.fact("discom")
    return fact is not None and fact.how in ("menu", "none")


def reject_discom(story: Story) -> None:
    """Note that the caller says it is another company."""
    story.learn("discom", None, how=REJECTED)


def caller_area(story: Story) -> Area | None:
    """Give the area that is known of the caller: by the PIN code, which is finer, or a number."""
    return _area_of_pin(story) or _area_of_numbers(story)


async def ask_pin(talk: Talk) -> Area | None:
    """Ask for the PIN code, and learn it, or None if none that is known was keyed."""
    for _ in range(talk.manners.tries):
        pin = await talk.ask_number("pin.ask", digits=PIN_DIGITS)
        if not pin:
            break
        area = by_pincode(pin)
        if area is not None:
            talk.story.learn("pin-code", pin, private=True)
            return area
        await talk.say("pin.short" if len(pin) < PIN_DIGITS else "pin.unknown")
    talk.story.learn("pin-code", None)
    return None


def _area_of_numbers(story: Story) -> Area | None:
    std = story.text("caller-std") or story.text("called-std")
    return by_std(std) if std else None


def _area_of_pin(story: Story) -> Area | None:
    pin = story.text("pin-code")
    return by_pincode(pin) if pin else None


async def _ask_company(talk: Talk, codes: Sequence[str]) -> None:
    lead = () if len(codes) == len(DISCOMS) else ("discom.which",)
    code = await talk.choose(MENUS["discom"].numbered(codes), *lead)
    talk.story.learn("discom", code, how="menu" if code else "none")

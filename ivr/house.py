"""What the settings mean for calls and for the people who answer them."""

from dialplan.talk import Manners
from ivr.calls.desk import DeskRules
from ivr.calls.destinations import Destinations, Officer
from ivr.calls.reception import HouseRules
from ivr.calls.trunk import TrunkRules
from ivr.settings import Settings
from routing.agents import AgentCard
from routing.numbers import read_caller
from routing.order import Order


def agent_cards(settings: Settings) -> list[AgentCard]:
    """List who can answer for whom."""
    return [
        AgentCard(
            agent.id,
            frozenset(agent.discoms),
            frozenset(agent.languages),
            frozenset(agent.reasons),
            agent.level,
        )
        for agent in settings.agents
    ]


def desk_rules(settings: Settings) -> DeskRules:
    """Say who is answered next, and how agents are rung."""
    waiting = settings.waiting
    return DeskRules(
        ring=waiting.ring,
        wrap_up=waiting.wrap_up,
        longest_wait=waiting.longest_wait,
        unreachable_rest=waiting.unreachable_rest,
        order=Order(waiting.head_start, waiting.share_after, waiting.strategy),
        listed_numbers=frozenset(
            number.e164 for raw in waiting.listed_numbers if (number := read_caller(raw)).e164
        ),
        repeated_within=waiting.repeated_within,
    )


def house_rules(settings: Settings) -> HouseRules:
    """Say how calls are taken and how the helpline speaks."""
    call = settings.call
    return HouseRules(
        node=settings.run.node,
        numbers=settings.sip.helpline_numbers,
        rejected_call=settings.sip.rejected_call,
        short_abandon=settings.waiting.short_abandon,
        rtp_timeout=settings.sip.rtp_timeout,
        manners=Manners(
            languages=call.languages,
            key_timeout=call.key_timeout,
            language_timeout=call.language_timeout,
            tries=call.tries,
            announce_every=settings.waiting.announce_every,
            chatbots=settings.chatbot.numbers,
            other_helplines=settings.referral.numbers,
        ),
    )


def destinations(settings: Settings) -> Destinations:
    """Say where agents may pass callers on to."""
    return Destinations(
        seats={str(agent.seat): agent.id for agent in settings.agents if agent.seat is not None},
        officers={
            officer.code: Officer(officer.name, read_caller(officer.number).e164 or "")
            for officer in settings.field_officers
        },
        any_mobile=settings.transfer.any_mobile,
    )


def trunk_rules(settings: Settings) -> TrunkRules:
    """Say how people are called over the trunk."""
    outgoing = settings.outgoing
    return TrunkRules(
        has_trunk=outgoing.trunk is not None,
        prefix=outgoing.prefix,
        caller_id=outgoing.caller_id,
        ring=outgoing.ring,
    )

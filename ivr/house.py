"""What the settings mean for calls and for the people who answer them."""

from dialplan.talk import Manners
from ivr.agents import DutyRules
from ivr.calls.call_backs import CallBackRules
from ivr.calls.desk import DeskRules
from ivr.calls.destinations import Destinations, Officer
from ivr.calls.reception import HouseRules
from ivr.calls.supervising import People
from ivr.calls.trunk import TrunkRules
from ivr.settings import Settings
from routing.agents import AgentCard
from routing.call_backs import Attempts, Hours
from routing.numbers import read_caller
from routing.order import Order
from routing.ways_out import WaysOut


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


def supervision_rules(settings: Settings) -> tuple[People, frozenset[str]]:
    """Say who may come to talks, by which seats, and whose talks are recorded."""
    seats = {agent.seat: agent.id for agent in settings.agents if agent.seat is not None}
    supervisors = frozenset(supervisor.id for supervisor in settings.supervisors)
    return People(supervisors, seats), frozenset(settings.recording.discoms)


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


def duty_rules(settings: Settings) -> DutyRules:
    """Say how agents come on duty and go on pause."""
    duty = settings.duty
    return DutyRules(
        log_in=duty.log_in,
        misses=duty.misses,
        pauses=duty.pauses,
        dispositions=duty.dispositions,
    )


def ways_out(settings: Settings) -> WaysOut:
    """Say from when on callers are shown which ways out of the line."""
    section = settings.ways_out
    return WaysOut(
        place=section.from_place,
        estimate=section.from_estimate,
        waited=section.from_waited,
        call_back=section.call_back,
        chatbot=section.chatbot,
        other_discoms=section.other_discoms,
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
            ways_out=ways_out(settings),
            old_place_within=settings.ways_out.old_place_within,
        ),
    )


def call_back_rules(settings: Settings) -> CallBackRules:
    """Say how often, how soon again, and at what hours people are called back."""
    section = settings.call_back
    return CallBackRules(
        node=settings.run.node,
        rtp_timeout=settings.sip.rtp_timeout,
        attempts=Attempts(section.attempts, section.pause, Hours(section.opens, section.closes)),
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

"""The typed tree behind helpline.toml; helpline.example.toml documents every key for people."""

from datetime import time
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from ivr.settings.kinds import (
    Address,
    AgentCode,
    CallerNumber,
    DiscomCode,
    DiscomsOrAll,
    HostPort,
    Language,
    Length,
    Lines,
    Mobile,
    Name,
    Number,
    Port,
    Reason,
    Seat,
    Seconds,
    Section,
    TimeOfDay,
    Url,
)
from routing.order import HEAD_START, Strategy

FEWEST_RTP_PORTS: Final = 10

MISSED: Final = "missed"
"""The reason of a pause after too many missed calls."""


class RunSection(Section):
    """Where this instance lives on disk and how it stops."""

    folder: Path = Path(".helpline/run")
    tools: Path = Path(".helpline/tools")
    sounds: Path = Path(".helpline/sounds")
    node: Name = "node-1"
    drain: Seconds = 20.0
    log_format: Literal["console", "json"] = "console"


class SipSection(Section):
    """Where Asterisk listens, and who may send us calls."""

    bind: str = "127.0.0.1"
    port: Port = 5060
    rtp_first: Port = 10_000
    rtp_last: Port = 12_999
    trunk_addresses: tuple[Address, ...] = ("127.0.0.1",)
    helpline_numbers: Annotated[tuple[Number, ...], Field(min_length=1)] = ("1912",)
    rtp_timeout: Annotated[int, Field(ge=2, le=600)] = 20
    longest_call: Annotated[int, Field(ge=60, le=86_400)] = 3_600
    rejected_call: Literal[486, 503] = 503
    timing: Literal["timerfd", "pthread"] = "timerfd"

    @model_validator(mode="after")
    def _rtp_range_in_order(self) -> Self:
        if self.rtp_last < self.rtp_first + FEWEST_RTP_PORTS:
            raise ValueError(f"rtp_last must be at least {FEWEST_RTP_PORTS} above rtp_first")
        return self


class OutgoingSection(Section):
    """How we call people over the operator's trunk; without ``trunk`` nobody is called."""

    trunk: HostPort | None = None
    caller_id: Number = "1912"
    prefix: Literal["+91", "0091", "91", "0", ""] = "+91"
    ring: Annotated[float, Field(ge=5, le=120)] = 30.0


class CallBackSection(Section):
    """How people are called back who asked for it; times of day in IST."""

    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    pause: Annotated[float, Field(ge=10, le=86_400)] = 300.0
    opens: TimeOfDay = time(8)
    closes: TimeOfDay = time(21)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes, on the same day")
        return self


class AriSection(Section):
    """Asterisk's HTTP server, over which the service gives its orders."""

    host: str = "127.0.0.1"
    port: Port = 8088
    user: Name = "helpline"
    app: Name = "helpline"
    transport: Literal["websocket", "http"] = "websocket"
    request_timeout: Seconds = 5.0


class LineChange(Section):
    """Sizes that take effect at a date; a size that is left out stays as it is."""

    at: AwareDatetime
    incoming: Lines | None = None
    outgoing: Lines | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.incoming is None and self.outgoing is None:
            raise ValueError("a change names incoming, outgoing or both")
        return self


class LinesSection(Section):
    """Sizes of the two line pools."""

    incoming: Lines = 350
    outgoing: Lines = 300
    change: tuple[LineChange, ...] = ()


class StateSection(Section):
    """Where state lives that nodes share."""

    redis_url: Annotated[Url, Field(pattern=r"^(rediss?|unix)://")] | None = None
    lease: Annotated[float, Field(ge=2, le=600)] = 15.0


class DatabaseSection(Section):
    """Where records are projected to; nothing means SQLite in the run folder."""

    url: Annotated[Url, Field(pattern=r"^(postgresql|sqlite)://")] | None = None


class JournalSection(Section):
    """How the journal is written and how long its files are kept."""

    private: Literal["plain", "encrypted", "masked"] = "encrypted"
    sync_after: Annotated[float, Field(ge=0.001, le=60)] = 0.05
    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = None


class ApiSection(Section):
    """The service's own HTTP server."""

    bind: str = "127.0.0.1"
    port: Port = 1912


class CallSection(Section):
    """How the helpline talks with a caller."""

    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("hi", "en")
    key_timeout: Seconds = 5.0
    language_timeout: Seconds = 3.0
    tries: Annotated[int, Field(ge=1, le=5)] = 3
    codecs: tuple[Literal["alaw", "ulaw", "g722"], ...] = ("alaw", "ulaw", "g722")


class PromptsSection(Section):
    """Where better sounds than the shipped ones are."""

    recordings: Path | None = None


class WaitingSection(Section):
    """How callers wait and how agents are rung."""

    ring: Annotated[float, Field(ge=1, le=600)] = 15.0
    wrap_up: Annotated[float, Field(ge=0, le=3_600)] = 10.0
    longest_wait: Seconds = 900.0
    unreachable_rest: Seconds = 10.0
    short_abandon: Annotated[float, Field(ge=0, le=60)] = 5.0
    strategy: Strategy = Strategy.LONGEST_IDLE
    head_start: tuple[Length, Length, Length, Length] = HEAD_START
    share_after: Length = 60.0
    listed_numbers: tuple[CallerNumber, ...] = ()
    repeated_within: Length = 600.0
    announce_every: Annotated[float, Field(ge=20, le=3_600)] = 60.0

    @model_validator(mode="after")
    def _urgent_calls_go_first(self) -> Self:
        if list(self.head_start) != sorted(self.head_start, reverse=True):
            raise ValueError("head_start: a more urgent priority needs as long a head start")
        return self


class WaysOutSection(Section):
    """What waiting callers are offered, from which thresholds on; and who keeps an old place."""

    from_place: Annotated[int, Field(ge=1, le=100_000)] = 10
    from_estimate: Length = 900.0
    from_waited: Length = 180.0
    call_back: bool = True
    chatbot: bool = True
    other_discoms: bool = True
    old_place_within: Annotated[float, Field(ge=0, le=600)] = 60.0


class Agent(Section):
    """A person who answers calls on a SIP phone; the id is the phone's user name."""

    id: Name
    name: str = ""
    discoms: tuple[DiscomCode, ...] = ()
    languages: tuple[Language, ...] = ("hi",)
    reasons: tuple[Reason, ...] = ()
    level: Annotated[int, Field(ge=0, le=100)] = 0
    seat: Seat | None = None


class FieldOfficer(Section):
    """A field officer to whose mobile agents pass callers on, by keying the code."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    number: Mobile
    code: Annotated[str, Field(pattern=r"^[0-9]{2,6}$")]
    discom: DiscomCode | None = None


class TransferSection(Section):
    """To whom agents may pass callers on, besides waiting lines, agents and field officers."""

    any_mobile: bool = False


class Supervisor(Section):
    """A person who may listen to talks, whisper and take over; the id is the phone's user name."""

    id: Name
    name: str = ""


class RecordingSection(Section):
    """Whose talks are recorded, for how many days that is kept, and where."""

    discoms: tuple[DiscomsOrAll, ...] = ()
    keep_days: Annotated[int, Field(ge=1, le=3_650)] = 90
    folder: Path | None = None

    def place(self, run: Path) -> Path:
        """Give the folder of the recordings of the instance with this run folder."""
        return self.folder or run / "recordings"


class DutySection(Section):
    """How agents come on duty and go on pause, and what they say came of a call."""

    log_in: bool = False
    misses: Annotated[int, Field(ge=0, le=100)] = 3
    pauses: dict[AgentCode, Name] = Field(
        default_factory=lambda: {"1": "lunch", "2": "tea", "3": "meeting", "4": "training"}
    )
    dispositions: dict[AgentCode, Name] = Field(
        default_factory=lambda: {
            "1": "solved",
            "2": "registered",
            "3": "explained",
            "4": "passed-on",
            "5": "call-again",
            "6": "no-caller",
        }
    )

    @model_validator(mode="after")
    def _misses_have_their_own_word(self) -> Self:
        if MISSED in self.pauses.values():
            raise ValueError(
                f"pauses: {MISSED} is the helpline's own word, for who missed calls; take another"
            )
        return self


class ChatbotSection(Section):
    """The WhatsApp number of each discom's chatbot, ten digits."""

    numbers: dict[DiscomCode, Annotated[str, Field(pattern=r"^\d{10}$")]] = Field(
        default_factory=lambda: {
            "PuVVNL": "8010968292",
            "MVVNL": "8010924203",
            "DVVNL": "8010957826",
            "PVVNL": "7859804803",
            "KESCO": "8287835233",
        }
    )


class ReferralSection(Section):
    """The numbers of companies that run helplines of their own, as they are to be spoken."""

    numbers: dict[DiscomCode, Annotated[str, Field(pattern=r"^\d{3,12}$")]] = Field(
        default_factory=lambda: {"NPCL": "01206226666"}
    )


class Settings(Section):
    """Everything an operator can set."""

    run: RunSection = RunSection()
    sip: SipSection = SipSection()
    outgoing: OutgoingSection = OutgoingSection()
    call_back: CallBackSection = CallBackSection()
    ari: AriSection = AriSection()
    lines: LinesSection = LinesSection()
    state: StateSection = StateSection()
    database: DatabaseSection = DatabaseSection()
    journal: JournalSection = JournalSection()
    api: ApiSection = ApiSection()
    call: CallSection = CallSection()
    prompts: PromptsSection = PromptsSection()
    waiting: WaitingSection = WaitingSection()
    duty: DutySection = DutySection()
    ways_out: WaysOutSection = WaysOutSection()
    chatbot: ChatbotSection = ChatbotSection()
    referral: ReferralSection = ReferralSection()
    recording: RecordingSection = RecordingSection()
    agents: tuple[Agent, ...] = (
        Agent(id="asha", name="Asha", languages=("hi", "en"), seat=101),
        Agent(id="vijay", name="Vijay", languages=("hi", "en"), seat=102),
    )
    transfer: TransferSection = TransferSection()
    field_officers: tuple[FieldOfficer, ...] = ()
    supervisors: tuple[Supervisor, ...] = ()

    @model_validator(mode="after")
    def _agents_have_their_own_ids(self) -> Self:
        ids = [agent.id for agent in self.agents]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"agents.id: {', '.join(twice)} stands twice; ids must differ")
        return self

    @model_validator(mode="after")
    def _supervisors_have_their_own_ids(self) -> Self:
        ids = [each.id for each in self.agents] + [each.id for each in self.supervisors]
        twice = sorted({each.id for each in self.supervisors if ids.count(each.id) > 1})
        if twice:
            raise ValueError(
                f"supervisors.id: {', '.join(twice)} stands twice; a supervisor's phone is a phone "
                "of its own, also if the same person is an agent"
            )
        return self

    @model_validator(mode="after")
    def _seats_differ(self) -> Self:
        seats = [agent.seat for agent in self.agents if agent.seat is not None]
        twice = sorted({str(seat) for seat in seats if seats.count(seat) > 1})
        if twice:
            raise ValueError(f"agents.seat: {', '.join(twice)} is given twice; seats must differ")
        return self

    @model_validator(mode="after")
    def _officers_have_their_own_codes(self) -> Self:
        codes = [officer.code for officer in self.field_officers]
        codes += [str(agent.seat) for agent in self.agents if agent.seat is not None]
        twice = sorted({each.code for each in self.field_officers if codes.count(each.code) > 1})
        if twice:
            raise ValueError(
                f"field_officers.code: {', '.join(twice)} stands twice; a code must differ from "
                "all other codes and from the agents' seats"
            )
        return self

    @model_validator(mode="after")
    def _agents_speak_offered_languages(self) -> Self:
        for agent in self.agents:
            unknown = set(agent.languages) - set(self.call.languages)
            if unknown:
                raise ValueError(
                    f"agents.{agent.id}.languages: {', '.join(sorted(unknown))} is not in "
                    f"call.languages ({', '.join(self.call.languages)})"
                )
        return self


__all__ = ["Agent", "LineChange", "Settings"]

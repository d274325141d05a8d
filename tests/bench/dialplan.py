"""The same journey as plain dialplan: menus by Background, agents by app_queue, records by CDR.

It is given what Asterisk is best at: no variables on events, no statistics, CDRs in batches.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from dialplan.flow import language_sounds
from dialplan.menus import MENUS
from ivr.settings.model import Settings

TABLE: Final = """
CREATE TABLE cdr (
  calldate timestamp with time zone, clid text, src text, dst text, dcontext text, channel text,
  dstchannel text, lastapp text, lastdata text, duration integer, billsec integer,
  disposition text, amaflags integer, accountcode text, uniqueid text, userfield text
)
"""
LANGUAGES: Final = ("hi", "en")
DISCOM: Final = "MVVNL"
"""Whose consumers call from the numbers of the benchmark; both helplines name it."""


def write_plain(etc: Path, settings: Settings, sounds: Path, database: tuple[int, str]) -> None:
    """Make of the helpline's rendered configuration one that needs no service.

    ``database`` is the port of a PostgreSQL on 127.0.0.1 and the name of a database with `TABLE`.
    """
    (etc / "extensions.conf").write_text(_extensions(sounds, settings))
    (etc / "queues.conf").write_text(_queues(settings))
    (etc / "cdr.conf").write_text("[general]\nenable = yes\nbatch = yes\nsize = 100\ntime = 2\n")
    (etc / "cdr_pgsql.conf").write_text(_records(*database))
    with (etc / "modules.conf").open("a") as modules:
        modules.write("require = cdr_pgsql.so\n")
    ari = (etc / "ari.conf").read_text().splitlines()
    kept = (line for line in ari if not line.startswith("channelvars"))
    (etc / "ari.conf").write_text("\n".join(kept) + "\n")


def _extensions(sounds: Path, settings: Settings) -> str:
    language = MENUS["language"].numbered(LANGUAGES)
    greeting = language_sounds(language.sounds(), LANGUAGES)
    reason = ("discom.found", f"discom.{DISCOM}.name", *MENUS["reason"].sounds())
    return f"""
[general]
static = yes
writeprotect = yes
autofallthrough = yes

[from-trunk]
exten => 1912,1,Set(TIMEOUT(absolute)={settings.sip.longest_call})
 same => n,Answer()
 same => n,Goto(language,s,1)

[language]
exten => s,1,Background({_files(sounds, greeting)})
 same => n,WaitExten({settings.call.language_timeout:g})
exten => 1,1,Set(CHANNEL(language)=hi)
 same => n,Goto(reason,s,1)

[reason]
exten => s,1,Background({_files(sounds, reason)})
 same => n,WaitExten({settings.call.key_timeout:g})
exten => 1,1,Queue(agents,c)
 same => n,Playback({_files(sounds, ["thanks"])})
 same => n,Hangup()

[from-agent]

[from-supervisor]
"""


def _queues(settings: Settings) -> str:
    rules = settings.waiting
    members = "".join(f"member => PJSIP/{agent.id}\n" for agent in settings.agents)
    return f"""
[general]
persistentmembers = no
autofill = yes

[agents]
strategy = leastrecent
musicclass = default
timeout = {rules.ring:.0f}
retry = 1
wrapuptime = {rules.wrap_up:.0f}
ringinuse = no
joinempty = yes
leavewhenempty = no
{members}
"""


def _records(port: int, name: str) -> str:
    return (
        f"[global]\nhostname = 127.0.0.1\nport = {port}\ndbname = {name}\nuser = helpline\n"
        "password = unused\ntable = cdr\nencoding = UTF8\ntimezone = UTC\n"
    )


def _files(sounds: Path, keys: Iterable[str]) -> str:
    named = (key.partition(":") for key in keys)
    paths = (f"{code}/{key}" if key else f"hi/{code}" for code, _, key in named)
    return "&".join(f"{sounds}/{path}" for path in paths)

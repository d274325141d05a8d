import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.asterisk.render import called_patterns, find_unpacked, render
from ivr.settings.model import LineChange, Settings
from ivr.settings.problems import SettingsError
from ivr.settings.secrets import owned_by
from prompts.spoken import digits


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    tools = tmp_path / "tools"
    (tools / "root/usr/lib/any-linux-gnu/asterisk/modules").mkdir(parents=True)
    (tools / "bin").mkdir()
    (tools / "bin/asterisk").touch()
    return tools


def rendered(tmp_path: Path, tools: Path, chosen: Settings) -> dict[str, str]:
    passwords = {name: f"password-of-{name}" for name in owned_by(chosen)}
    folder = tmp_path / "run"
    etc = render(
        chosen, passwords=passwords, folder=folder, sounds=tmp_path / "sounds", tools=tools
    )
    assert etc == folder / "asterisk/etc"
    return {path.name: path.read_text() for path in etc.iterdir()}


def values(text: str, key: str) -> list[str]:
    lines = (line.partition(" = ") for line in text.splitlines())
    return [value for name, sign, value in lines if sign and name == key]


def test_files_are_for_their_owner_only(tmp_path: Path, tools: Path) -> None:
    rendered(tmp_path, tools, Settings())
    home = tmp_path / "run/asterisk"
    assert {path.stat().st_mode & 0o777 for path in (home / "etc").iterdir()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in home.iterdir()} == {0o700}


def test_rendering_again_leaves_nothing_of_the_last_time(tmp_path: Path, tools: Path) -> None:
    first = rendered(tmp_path, tools, Settings())
    old = tmp_path / "run/asterisk/etc/users.conf"
    old.write_text("[somebody]")
    assert rendered(tmp_path, tools, Settings()) == first
    assert not old.exists()


def test_supervisors_have_phones_that_dial_codes_and_take_no_calls_of_the_queue(
    tmp_path: Path, tools: Path
) -> None:
    texts = rendered(tmp_path, tools, Settings(supervisors=({"id": "rekha"},)))
    assert "[rekha](supervisor_endpoint)\n" in texts["pjsip.conf"]
    assert "password = password-of-supervisor-rekha-password\n" in texts["pjsip.conf"]
    assert "rekha" not in texts["queues.conf"]
    assert "Stasis(helpline,supervise,${EXTEN}," in texts["extensions.conf"]


def test_asterisk_writes_recordings_where_the_settings_say(tmp_path: Path, tools: Path) -> None:
    link = tmp_path / "run/asterisk/spool/recording"
    for chosen in (None, tmp_path / "elsewhere"):
        rendered(tmp_path, tools, Settings(recording={"folder": chosen}))
        assert link.readlink() == (chosen or tmp_path / "run/recordings")
        assert link.readlink().stat().st_mode & 0o777 == 0o700
    link.unlink()
    link.mkdir()
    with pytest.raises(SettingsError, match="is a folder"):
        rendered(tmp_path, tools, Settings())


def test_every_agent_has_a_phone_and_a_password(tmp_path: Path, tools: Path) -> None:
    texts = rendered(tmp_path, tools, Settings())
    assert texts["pjsip.conf"].count("[asha](") == 3
    assert values(texts["pjsip.conf"], "password") == [
        "password-of-agent-asha-password",
        "password-of-agent-vijay-password",
    ]
    assert "member => PJSIP/vijay\n" in texts["queues.conf"]
    assert values(texts["ari.conf"], "password") == ["password-of-ari-password"]


def test_codecs_and_trunk_addresses_keep_their_order(tmp_path: Path, tools: Path) -> None:
    sip = {"trunk_addresses": ["10.1.0.0/24", "10.2.0.5"]}
    chosen = Settings.model_validate({"sip": sip, "call": {"codecs": ["ulaw", "alaw"]}})
    pjsip = rendered(tmp_path, tools, chosen)["pjsip.conf"]
    assert values(pjsip, "allow") == ["ulaw,alaw"]
    assert values(pjsip, "match") == ["10.1.0.0/24", "10.2.0.5"]


@pytest.mark.parametrize(
    ("bind", "transport", "media"),
    [
        ("10.0.0.7", "10.0.0.7:5060", ["10.0.0.7"]),
        ("0.0.0.0", "0.0.0.0:5060", []),
        ("2001:db8::7", "[2001:db8::7]:5060", ["2001:db8::7"]),
    ],
)
def test_sound_is_bound_where_sip_is(
    tmp_path: Path, tools: Path, bind: str, transport: str, media: list[str]
) -> None:
    pjsip = rendered(tmp_path, tools, Settings.model_validate({"sip": {"bind": bind}}))[
        "pjsip.conf"
    ]
    assert values(pjsip, "bind") == [transport, transport]
    assert values(pjsip, "media_address") == media


def test_the_last_safety_net_lies_well_above_every_planned_size(
    tmp_path: Path, tools: Path
) -> None:
    change = LineChange.model_validate({"at": "2027-01-01T00:00:00Z", "incoming": 3_000})
    chosen = Settings.model_validate({"lines": {"change": [change]}})
    assert values(rendered(tmp_path, tools, Settings())["asterisk.conf"], "maxcalls") == ["2000"]
    assert values(rendered(tmp_path, tools, chosen)["asterisk.conf"], "maxcalls") == ["6600"]


def test_the_fallback_speaks_the_number_of_each_chatbot(tmp_path: Path, tools: Path) -> None:
    chosen = Settings.model_validate({"chatbot": {"numbers": {"KESCO": "8287835233"}}})
    dialplan = rendered(tmp_path, tools, chosen)["extensions.conf"]
    keys = ["discom.KESCO.name", *digits("8287835233")]
    assert "Playback(" + "&".join(f"{tmp_path}/sounds/hi/{key}" for key in keys) + ")" in dialplan


def test_agents_reach_the_service_with_codes_alone(tmp_path: Path, tools: Path) -> None:
    dialplan = rendered(tmp_path, tools, Settings())["extensions.conf"]
    agents = dialplan[dialplan.index("[from-agent]") :]
    begun = re.findall(r"exten => _(\S+),1,(\w+)", agents)
    assert begun[:4] == [(f"*1{'X' * n}", "Goto") for n in range(1, 5)]
    assert begun[4] == ("[0-9+*#]!", "Hangup")
    assert "Stasis(helpline,code,${CHANNEL(endpoint)},${EXTEN})" in agents
    assert f"Playback({tmp_path}/sounds/hi/duty.service-away)" in agents


def test_an_installed_asterisk_knows_its_own_folders(tmp_path: Path, tools: Path) -> None:
    text = rendered(tmp_path, tools, Settings())["asterisk.conf"]
    assert f"astmoddir => {tools}/root/usr/lib/any-linux-gnu/asterisk/modules\n" in text
    (tools / "bin/asterisk").unlink()
    (tools / "bin/asterisk").symlink_to("/usr/sbin/asterisk")
    assert "astmoddir" not in rendered(tmp_path, tools, Settings())["asterisk.conf"]


def test_without_asterisk_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"holds no Asterisk\. Run make setup"):
        find_unpacked(tmp_path)


def test_called_patterns_repeat_nothing() -> None:
    patterns = called_patterns(("1912", "911912"))
    assert len(patterns) == len(set(patterns)) == 39
    assert {"1912", "0ZXX1912", "+911912", "0091ZXX1912"} <= set(patterns)


def test_a_bad_value_leaves_the_old_files(tmp_path: Path, tools: Path) -> None:
    before = rendered(tmp_path, tools, Settings())
    broken = Settings().model_copy(update={"ari": Settings().ari.model_copy(update={"host": ";"})})
    with pytest.raises(SettingsError):
        rendered(tmp_path, tools, broken)
    assert rendered(tmp_path, tools, Settings()) == before


HOSTILE = st.text(st.sampled_from('a1.:/=>,&;[]()${}"\\ \n\r\0'), min_size=1, max_size=12)
FREE_TEXTS = (
    ("sip", "bind"), ("sip", "helpline_numbers"), ("sip", "trunk_addresses"), ("ari", "host"),
    ("ari", "user"), ("ari", "app"), ("run", "node"),
)  # fmt: skip
LIST_VALUES = {"helpline_numbers", "trunk_addresses"}


def with_text(section: str, key: str, text: str) -> Settings:
    """Put a text where validation would not let it pass."""
    value = (text,) if key in LIST_VALUES else text
    plain = Settings()
    changed = getattr(plain, section).model_copy(update={key: value})
    return plain.model_copy(update={section: changed})


def shape(texts: dict[str, str]) -> dict[str, list[str]]:
    """Give how each line begins: what a value must never change."""
    begin = re.compile(r"\[|;|[^\s=]*")
    return {
        name: [found[0] for line in text.split("\n") if (found := begin.match(line))]
        for name, text in texts.items()
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.sampled_from(FREE_TEXTS), text=HOSTILE)
def test_no_value_begins_a_line_a_section_or_a_comment(
    tmp_path: Path, tools: Path, where: tuple[str, str], text: str
) -> None:
    harmless = shape(rendered(tmp_path, tools, Settings()))
    try:
        texts = rendered(tmp_path, tools, with_text(*where, text))
    except SettingsError:
        return
    assert shape(texts) == harmless
    assert not any(re.search(r"(?m)^[^;\n]+;", text) for text in texts.values())


@pytest.mark.parametrize("where", FREE_TEXTS)
@pytest.mark.parametrize("text", ["x\n[evil]", "x;", "[x", "x\x00"])
def test_what_would_end_a_value_is_refused(
    tmp_path: Path, tools: Path, where: tuple[str, str], text: str
) -> None:
    with pytest.raises(SettingsError):
        rendered(tmp_path, tools, with_text(*where, text))


def test_people_are_called_only_where_the_operator_takes_our_calls(
    tmp_path: Path, tools: Path
) -> None:
    assert "[trunk]\ntype = aor" not in rendered(tmp_path, tools, Settings())["pjsip.conf"]
    out = Settings.model_validate({"outgoing": {"trunk": "10.0.0.9:5070"}})
    pjsip = rendered(tmp_path, tools, out)["pjsip.conf"]
    assert "[trunk]\ntype = aor\ncontact = sip:10.0.0.9:5070" in pjsip
    assert "aors = trunk" in pjsip

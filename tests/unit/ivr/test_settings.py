"""Settings: the example is the defaults, and every mistake is told with place and remedy."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from capacity.schedule import MOST_LINES
from ivr.settings import Settings, SettingsError, load_settings, load_way_in
from ivr.settings.loading import parse_settings
from ivr.settings.secrets import API_TOKEN, DATABASE_PASSWORD, Secrets

EXAMPLE = Path(__file__).parents[3] / "helpline.example.toml"


def problem(text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, name="helpline.toml")
    return str(caught.value.problems[0])


def test_the_example_is_the_defaults():
    assert parse_settings(EXAMPLE.read_text(), name="example") == Settings()


def test_the_example_documents_every_key():
    text = EXAMPLE.read_text()
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            for key in section.model_fields:
                assert re.search(rf"\b{key}\b", text), f"[{name}] {key} is not in the example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[lines]\nincomming = 5\n",
            r"helpline.toml:2: lines.incomming: .*Did you mean 'incoming'",
        ),
        ("\n[lines]\nincoming = 'x'\n", r"helpline.toml:3: lines.incoming: a whole number"),
        ("[lines]\nincoming = -1\n", r"helpline.toml:2: lines.incoming: at least 0"),
        (
            "[[agents]]\nid = 'a'\nseat = 7\n[[agents]]\nid = 'b'\nseat = 7\n",
            r"agents.seat: 7 is given twice",
        ),
        (
            "[[field_officers]]\nname = 'J'\nnumber = '9415099999'\ncode = '101'\n",
            r"field_officers.code: 101 stands twice.*from the agents' seats",
        ),
        (
            "[[field_officers]]\nname = 'J'\nnumber = '05222204000'\ncode = '21'\n",
            r"number: '05222204000' is no mobile number of India",
        ),
        ("[lines\n", r"helpline.toml: is not valid TOML.*line 1"),
        (
            "[[lines.change]]\nat = 2027-01-01\n",
            r"helpline.toml:2: lines.change entry 1.at: the time needs its zone",
        ),
        (
            "[[lines.change]]\nat = 2027-01-01T00:00:00Z\n",
            r"helpline.toml:1: lines.change entry 1: a change names",
        ),
        ("[[agents]]\nid = 'a'\n\n[[agents]]\nid = 'B'\n", r"helpline.toml:5: agents entry 2.id"),
        ("[[agents]]\nid='a'\n[[agents]]\nid='a'\n", r"agents.id: a stands twice"),
        ("[[agents]]\nid='a'\nlanguages=['ur']\n", r"agents.a.languages: ur is not in"),
        (
            "[[agents]]\nid='a'\ndiscoms=['XX']\n",
            r"helpline.toml:3: agents entry 1.discoms entry 1: .*known are",
        ),
        (
            "[[agents]]\nid='a'\nreasons=['chatbot']\n",
            r"helpline.toml:3: agents entry 1.reasons entry 1: .*known are supply",
        ),
        (
            "[waiting]\nlisted_numbers=['12']\n",
            r"helpline.toml:2: waiting.listed_numbers entry 1: .*area code",
        ),
        ("[waiting]\nhead_start=[0, 1, 0, 0]\n", r"waiting: head_start: a more urgent"),
        ("[waiting]\nstrategy='loudest'\n", r"helpline.toml:2: waiting.strategy"),
        ("[duty.pauses]\nx = 'lunch'\n", r"helpline.toml:2: duty.pauses.x.*: text that fits"),
        ("[duty.dispositions]\n1 = 'All well'\n", r"helpline.toml:2: duty.dispositions.1: text"),
        ("[duty.pauses]\n1 = 'missed'\n", r"duty: pauses: missed is the helpline's own word"),
        ("[duty]\nmisses = -1\n", r"helpline.toml:2: duty.misses: at least 0"),
        ("[sip]\ntrunk_addresses = ['nowhere']\n", r"helpline.toml:2: sip.trunk_addresses entry 1"),
        *(
            (f"[sip]\nhelpline_numbers = ['1912', '{number}']\n", r"sip.helpline_numbers entry 2: ")
            for number in ("", "19", "1912;", "19.", "X12", "+911912", "१९१२")
        ),
        ("[sip]\nhelpline_numbers = []\n", r"helpline.toml:2: sip.helpline_numbers"),
        (f"[lines]\nincoming = {MOST_LINES + 1}\n", r"helpline.toml:2: lines.incoming"),
        ("[sip]\nrtp_first = 10\nrtp_last = 12\n", r"helpline.toml:1: sip: rtp_last must be"),
        ("[database]\nurl = 'mysql://x'\n", r"helpline.toml:2: database.url"),
        ("[[supervisors]]\nid='asha'\n", r"supervisors.id: asha stands twice; .* phone of its own"),
        (
            "[[agents]]\nid='a'\nseat=7\n[[agents]]\nid='b'\nseat=7\n",
            r"agents.seat: 7 is given",
        ),
        ("[[agents]]\nid='a'\nseat=0\n", r"helpline.toml:3: agents entry 1.seat: at least 1"),
        (
            "[recording]\ndiscoms=['XX']\n",
            r"helpline.toml:2: recording.discoms entry 1: .*known are",
        ),
        ("[recording]\nkeep_days=0\n", r"helpline.toml:2: recording.keep_days: at least 1"),
    ],
)
def test_mistakes_are_told_with_place_and_remedy(text, expected):
    assert re.search(expected, problem(text))


def test_the_folder_of_recordings_is_meant_from_where_the_file_lies(tmp_path):
    file = tmp_path / "helpline.toml"
    file.write_text("[recording]\ndiscoms = ['all']\nfolder = 'talks'\n")
    recording = load_settings(file).recording
    assert recording.place(tmp_path / "run") == tmp_path / "talks"
    assert Settings().recording.place(tmp_path / "run") == tmp_path / "run/recordings"


def test_all_problems_are_told_at_once():
    with pytest.raises(SettingsError) as caught:
        parse_settings("[lines]\nincoming = 'x'\n[sip]\nport = 0\n", name="f")
    assert len(caught.value.problems) == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"nowhere.toml: cannot be read"):
        load_settings(tmp_path / "nowhere.toml")


def test_folders_are_meant_from_the_file(tmp_path):
    file = tmp_path / "helpline.toml"
    file.write_text("[run]\nfolder = 'state'\n")
    assert load_settings(file).run.folder == tmp_path / "state"


def test_a_database_password_does_not_belong_into_the_file():
    text = "[database]\nurl = 'postgresql://helpline:secret@db/helpline'\n"
    assert "database-password" in problem(text)
    assert "secret@" not in problem(text)


def test_secrets_come_from_the_environment_before_the_file(tmp_path):
    (tmp_path / API_TOKEN).write_text("from-file\n")
    assert Secrets(tmp_path, {}).get(API_TOKEN) == "from-file"
    assert Secrets(tmp_path, {"HELPLINE_API_TOKEN": "env"}).get(API_TOKEN) == "env"


def test_own_secrets_are_made_once_and_kept_private(tmp_path):
    first = Secrets(tmp_path / "s", {}).get(API_TOKEN)
    assert Secrets(tmp_path / "s", {}).get(API_TOKEN) == first
    assert len(first) >= 32
    assert (tmp_path / "s" / API_TOKEN).stat().st_mode & 0o777 == 0o600


def test_secrets_of_others_are_never_made(tmp_path):
    assert Secrets(tmp_path, {}).find(DATABASE_PASSWORD) is None


def test_an_empty_secret_is_told(tmp_path):
    (tmp_path / API_TOKEN).write_text("")
    with pytest.raises(SettingsError, match="is empty"):
        Secrets(tmp_path, {}).get(API_TOKEN)


def test_a_running_helpline_is_reached_while_its_settings_are_being_edited(tmp_path):
    file = tmp_path / "helpline.toml"
    file.write_text("[run]\nfolder = 'state'\n[api]\nport = 1999\n[lines]\nincoming = 'x'\n")
    way_in = load_way_in(file)
    assert (way_in.api.port, way_in.run.folder) == (1999, tmp_path / "state")
    assert way_in.lines == Settings().lines


def test_not_even_a_slip_of_the_pen_elsewhere_locks_anybody_out(tmp_path):
    file = tmp_path / "helpline.toml"
    file.write_text("[api]\nport = 1999\n[lines]\nincoming = 3OO\n")
    assert load_way_in(file).api.port == 1999


@pytest.mark.parametrize("text", ["[api]\nport = 'x'\n", "[api]\nport\n"])
def test_but_not_if_the_way_in_itself_is_wrong(tmp_path, text):
    file = tmp_path / "helpline.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=r"helpline\.toml"):
        load_way_in(file)

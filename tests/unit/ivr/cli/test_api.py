import socket
import threading

import pytest

from ivr.cli.api import Api, HelplineAway, Refused
from ivr.http.calls import CallList
from ivr.http.lines import LinesView
from tests.unit.ivr.cli.conftest import ADDRESS, NOBODY_THERE
from tests.unit.ivr.http.conftest import TOKEN
from tests.unit.ivr.samples import a_record


def test_reads_typed_answers(port: int) -> None:
    api = Api(ADDRESS, port, TOKEN)
    assert api.get(LinesView, "lines").sizes.incoming == 350
    assert api.get(CallList, "calls", query={"limit": "5"}).calls == [a_record()]


def test_a_part_of_a_path_is_one_part(port: int) -> None:
    with pytest.raises(Refused) as refused:
        Api(ADDRESS, port, TOKEN).get(CallList, "calls", "../lines?x=1")
    assert refused.value.status == 404
    assert refused.value.problems[0].place == "id"


def test_a_wrong_token_is_told_with_its_remedy(port: int) -> None:
    with pytest.raises(Refused, match="secret api-token"):
        Api(ADDRESS, port, "wrong").get(CallList, "calls")


def test_nobody_there() -> None:
    away = rf"no helpline answers at http://{ADDRESS}:{NOBODY_THERE}; start it with `helpline run`"
    with pytest.raises(HelplineAway, match=away):
        Api(ADDRESS, NOBODY_THERE, TOKEN).get(LinesView, "lines")


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"220 mail.example ESMTP\r\n"]
)
def test_somebody_else_there(answer: bytes) -> None:
    with socket.create_server((ADDRESS, 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(HelplineAway):
            Api(ADDRESS, server.getsockname()[1], TOKEN).get(LinesView, "lines")
        thread.join(5)


@pytest.mark.parametrize(
    ("bind", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:1912"),
        ("::", "http://[::1]:1912"),
        ("127.0.0.6", "http://127.0.0.6:1912"),
    ],
)
def test_an_address_that_means_all_is_reached_on_loopback(bind: str, url: str) -> None:
    assert Api(bind, 1912, TOKEN).url == url

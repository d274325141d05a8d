"""A full helpline has a thousand channels, and the list of them is long."""

import asyncio

from ivr.ari import AriClient
from tests.asterisk.instance import running_asterisk

PAIRS = 700
LARGEST_ON_A_STACK = 500_000


async def test_asterisk_lists_more_channels_than_it_could_send_over_the_websocket() -> None:
    async with (
        running_asterisk("127.0.0.93") as asterisk,
        AriClient(
            asterisk.ari_url,
            user=asterisk.settings.ari.user,
            password=asterisk.ari_password,
            app="helpline",
            on_event=lambda _event: None,
        ) as ari,
    ):
        await asyncio.gather(
            *(
                ari.request(
                    "POST", "channels/create", endpoint=f"Local/{n}@nowhere", app="helpline"
                )
                for n in range(PAIRS)
            )
        )
        channels = await ari.request("GET", "channels")
        assert len(channels) == 2 * PAIRS
        assert len(str(channels)) > LARGEST_ON_A_STACK
        assert await ari.request("POST", "bridges") is not None, "it is still there"

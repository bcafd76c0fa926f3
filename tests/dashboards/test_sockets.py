"""One tab's WebSocket under guard: what it may say, what it got, when it may ask."""

from __future__ import annotations

import asyncio

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboards.door.guard import COOKIE, Guard
from dashboards.door.sockets import weigh


def _message(**fields):
    message = BackMsg()
    for name, value in fields.items():
        setattr(message, name, value)
    return message.SerializeToString()


def test_a_tab_cannot_empty_everybodys_caches():
    assert weigh(_message(clear_cache=True)) == (False, False)
    assert weigh(_message(set_run_on_save=True)) == (False, False)
    assert weigh(_message(load_git_info=True)) == (False, False)
    assert weigh(b"\xff\xff\xff") == (False, False)
    assert weigh(b"") == (False, False)


def test_a_tab_cannot_keep_the_server_busy_with_addresses_of_files():
    asked = BackMsg()
    asked.file_urls_request.file_names.extend(["a.xlsx"] * 20)
    assert weigh(asked.SerializeToString()) == (True, False)

    asked.file_urls_request.file_names.append("one-more.xlsx")

    assert weigh(asked.SerializeToString()) == (False, False)


def test_a_page_that_refreshes_itself_does_not_keep_the_session_alive():
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    assert weigh(asked.SerializeToString()) == (True, True)

    asked.rerun_script.is_auto_rerun = True

    assert weigh(asked.SerializeToString()) == (True, False)

    heard = BackMsg()
    heard.rerun_script.fragment_id = "live"
    listener = heard.rerun_script.widget_states.widgets.add()
    listener.id, listener.json_trigger_value = "live__events", '[{"version": 7}]'

    assert weigh(heard.SerializeToString()) == (True, False)


def _socket(site, token, frames):
    """Run a socket whose app sends these frames to the tab of `token`."""

    async def app(_scope, receive, send):
        await receive()
        for frame in frames:
            await send({"type": "websocket.send", "bytes": frame})

    async def receive():
        return {"type": "websocket.connect"}

    sent = []

    async def send(message):
        sent.append(message)

    headers = [
        (b"host", b"testserver"),
        (b"origin", b"https://testserver"),
        (b"cookie", f"{COOKIE}={token}".encode()),
    ]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(Guard(app, site)(scope, receive, send))
    return [message.get("bytes") for message in sent]


def _offering(address):
    """Return the frame that draws a download button with this address."""
    frame = ForwardMsg()
    frame.delta.new_element.download_button.url = address
    return frame.SerializeToString()


def test_a_file_address_answers_only_the_log_in_it_was_sent_to(browser, site, token_of):
    address = "/media/0123456789abcdef0123456789abcdef.xlsx"
    owner, other = token_of("director"), token_of("teacher")

    frame = _offering(address)
    assert _socket(site, owner, [frame]) == [frame]

    def is_let_through(token):
        """Past the guard nothing serves files here; its own words tell them apart."""
        answer = browser.get(address, headers={"cookie": f"{COOKIE}={token}"})
        return answer.text != "There is nothing here."

    assert is_let_through(owner)
    assert not is_let_through(other)
    assert browser.get(address).status_code == 401


def test_a_log_in_does_not_collect_file_addresses_without_end(site, token_of):
    token = token_of("teacher")
    addresses = [f"/media/{number:032x}" for number in range(6000)]

    _socket(site, token, [_offering(address) for address in addresses])

    grants = site.sessions.for_token(token).grants
    assert len(grants) == 5000
    assert addresses[0].encode() not in grants
    assert addresses[-1].encode() in grants


def test_a_stolen_file_address_does_not_become_ones_own_by_being_said(site, token_of):
    address = "/media/0123456789abcdef0123456789abcdef"
    upload = "/_stcore/upload_file/" + "/".join(["0" * 36, "1" * 36])
    said = [ForwardMsg() for _ in range(4)]
    said[0].delta.new_element.markdown.body = f"{address}.pdf {upload}"
    said[1].file_urls_response.response_id = f"{address}.pdf"
    said[2].backend_operation_response.request_id = upload
    said[3].delta.new_element.download_button.label = f"{address}.pdf"
    token = token_of("teacher")

    _socket(site, token, [one.SerializeToString() for one in said])

    assert not site.sessions.for_token(token).grants


def test_an_upload_address_belongs_to_whom_streamlit_gave_it(site, token_of):
    address = "/_stcore/upload_file/" + "/".join(["0" * 36, "1" * 36])
    frame = ForwardMsg()
    frame.file_urls_response.file_urls.add().upload_url = address
    token = token_of("teacher")

    _socket(site, token, [frame.SerializeToString()])

    assert list(site.sessions.for_token(token).grants) == [address.encode()]


def test_a_frame_of_text_never_reaches_streamlit(site, token_of):
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    coming = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": "nobody sends this"},
        {"type": "websocket.receive", "bytes": asked.SerializeToString()},
    ]
    reached = []

    async def app(_scope, receive, _send):
        reached.extend([await receive(), await receive()])

    async def receive():
        return coming.pop(0)

    headers = [
        (b"host", b"testserver"),
        (b"origin", b"https://testserver"),
        (b"cookie", f"{COOKIE}={token_of('teacher')}".encode()),
    ]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(Guard(app, site)(scope, receive, None))

    assert [message.get("text") for message in reached] == [None, None]
    assert reached[1]["bytes"] == asked.SerializeToString()

"""Handing over to a real mail server: TLS, log-in, and every way to say no."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dashboards.mail.letter import Envelope, Letter, message
from dashboards.mail.post import MailNotSentError, Post
from tests.dashboards.mail.conftest import PUBLIC, PostOffice

ADDRESS = "teacher@school7.example"
PASSWORD = "for mails 7"


def mail_for(server, address=ADDRESS):
    letter = Letter("Напоминание", "Текст", "<p>Текст</p>")
    link = f"{PUBLIC}/mail/unsubscribe/r.a.b"
    now = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    envelope = Envelope("0123456789abcdef", "Школа № 7", address, "ru", link, now)
    return message(server, letter, envelope)


def send(server, address=ADDRESS):
    with Post(server) as post:
        post.send(mail_for(server, address), address)


def refusal(server, address=ADDRESS):
    with pytest.raises(MailNotSentError) as refused:
        send(server, address)
    assert "@" not in refused.value.why
    assert "school7" not in str(refused.value)
    return refused.value.why, refused.value.is_final


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1, signed by itself: key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def context(certificate):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def check_login(server, session, envelope, mechanism, auth_data):
    is_right = (auth_data.login, auth_data.password) == (
        b"journal",
        PASSWORD.encode(),
    )
    return AuthResult(success=is_right, handled=is_right)


@pytest.fixture
def closed_office(mailbox):
    """Open a mail server that wants TLS first, and a log-in."""
    opened = []

    def open_office(**how):
        office = PostOffice(mailbox, **how)
        office.open()
        opened.append(office)
        return office

    yield open_office
    for office in opened:
        office.close()


@pytest.fixture
def secured(closed_office, context, server, monkeypatch, certificate):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    office = closed_office(
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=check_login,
    )
    return replace(
        server,
        port=office.port,
        security="starttls",
        login="journal",
        password=PASSWORD,
    )


def test_a_mail_arrives_after_starttls_and_log_in(secured, mailbox):
    send(secured)

    assert mailbox.recipients == [ADDRESS]


def test_a_mail_arrives_by_tls_from_the_first_byte(
    closed_office, context, server, mailbox, monkeypatch, certificate
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    office = closed_office(ssl_context=context)

    send(replace(server, port=office.port, security="tls"))

    assert mailbox.recipients == [ADDRESS]


def test_a_wrong_password_is_not_let_in_and_is_told_nowhere(secured, mailbox):
    wrong = replace(secured, password="not this")

    assert refusal(wrong) == ("not_let_in 535", False)
    assert "not this" not in repr(wrong)
    assert mailbox.mails == []


def test_a_mail_server_that_proves_nothing_gets_neither_password_nor_mail(
    secured, mailbox, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")

    assert refusal(secured) == ("not_let_in", False)
    assert mailbox.mails == []


def test_a_mail_server_without_starttls_gets_nothing_in_the_clear(server, mailbox):
    assert refusal(replace(server, security="starttls")) == ("not_let_in", False)
    assert mailbox.mails == []


def test_a_mail_server_that_is_down_is_asked_again(server, office):
    office.close()

    assert refusal(server) == ("no_connection", False)


@pytest.mark.parametrize(
    ("place", "answer", "expected"),
    [
        (ADDRESS, "550 no such user", ("address_refused 550", True)),
        (ADDRESS, "550 5.1.1 no such user", ("address_refused 550", True)),
        (ADDRESS, "552 5.2.2 mailbox full", ("address_refused 552", True)),
        (ADDRESS, "550 5.7.1 relaying denied", ("rejected 550", True)),
        (ADDRESS, "450 4.2.1 come later", ("later 450", False)),
        ("text", "554 5.7.1 spam", ("rejected 554", True)),
        ("text", "550 5.1.1 no such user", ("address_refused 550", True)),
        ("text", "451 4.3.0 come later", ("later 451", False)),
        ("sender", "553 5.7.1 not your address", ("sender_refused 553", False)),
        ("sender", "421 closing", ("later 421", False)),
    ],
)
def test_a_no_blames_the_address_the_mail_us_or_the_moment(
    server, mailbox, place, answer, expected
):
    mailbox.answers[server.sender if place == "sender" else place] = answer

    assert refusal(server) == expected
    assert mailbox.mails == []


def test_an_answer_that_is_none_is_no_second_try(server, mailbox):
    """Neither yes nor no to a whole text: it may have been taken."""
    mailbox.answers["text"] = "399 what?"

    assert refusal(server) == ("cut_off", True)


def test_a_mail_server_that_never_answers_to_the_text_is_no_second_try(
    server, mailbox, monkeypatch
):
    async def never(*_):
        await asyncio.sleep(30)

    monkeypatch.setattr(mailbox, "handle_DATA", never, raising=False)
    monkeypatch.setattr("dashboards.mail.post._PATIENCE", 5.0)

    assert refusal(server) == ("cut_off", True)


def test_a_mail_that_somebody_else_took_is_not_sent(server, mailbox):
    other = "other@school7.example"
    with Post(server) as post:
        assert not post.send(mail_for(server), ADDRESS, lambda: False)
        assert mailbox.mails == []
        post.open()
        assert post.send(mail_for(server, other), other)

    assert mailbox.recipients == [other]


def test_until_the_text_begins_a_mail_is_certainly_not_sent(server, mailbox):
    """What fails before `before_text` is asked may be tried again."""
    asked = []
    mailbox.answers[ADDRESS] = "450 4.2.1 come later"
    with Post(server) as post, pytest.raises(MailNotSentError):
        post.send(mail_for(server), ADDRESS, lambda: bool(asked.append(1)))

    assert asked == []


def test_a_text_with_dots_arrives_as_it_was(server, mailbox):
    mail = EmailMessage(policy=SMTP)
    mail.set_content("..\n.\n.end\n", cte="7bit")
    with Post(server) as post:
        assert post.send(mail, ADDRESS)

    (came,) = mailbox.mails
    assert came.get_content().splitlines() == ["..", ".", ".end"]


def test_after_a_no_the_next_mail_goes_over_the_same_connection(server, mailbox):
    mailbox.answers[ADDRESS] = "550 5.1.1 no such user"

    with Post(server) as post:
        with pytest.raises(MailNotSentError):
            post.send(mail_for(server), ADDRESS)
        post.send(mail_for(server, "other@school7.example"), "other@school7.example")

    assert mailbox.recipients == ["other@school7.example"]


def test_a_connection_that_breaks_in_the_text_is_no_second_try(server, mailbox):
    mailbox.is_broken = True

    assert refusal(server) == ("cut_off", True)


def test_a_mail_says_how_to_have_no_more_in_one_line(server, mailbox):
    send(server)
    (mail,) = mailbox.mails

    link = f"{PUBLIC}/mail/unsubscribe/r.a.b"
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = mail_for(server).as_bytes()
    assert f"List-Unsubscribe: <{link}>\r\n".encode() in raw
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert mail["Message-ID"] == "<0123456789abcdef@school7.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    bodies = [part.get_content() for part in mail.iter_parts()]
    assert all(link in body for body in bodies)


@pytest.mark.parametrize(
    "name",
    ["Школа «Радуга»\r\nBcc: all@example.com", 'Школа" <a@b.c>, "', "Школа, № 7; <7>"],
)
def test_a_schools_name_puts_nothing_into_the_head_of_a_mail(server, mailbox, name):
    now = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    envelope = Envelope("id", name, ADDRESS, "ru", f"{PUBLIC}/x", now)
    try:
        mail = message(server, Letter("Т", "Т", "Т"), envelope)
    except ValueError:  # a line end: the standard library refuses it
        assert "\r" in name
        return
    with Post(server) as post:
        post.send(mail, ADDRESS)

    (came,) = mailbox.mails
    assert mailbox.recipients == [ADDRESS]
    assert came["Bcc"] is None
    assert [one.addr_spec for one in came["From"].addresses] == [server.sender]
    assert came["From"].addresses[0].display_name == name

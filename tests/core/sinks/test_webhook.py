import pytest
from receiver import answer, receiver

from picketline.core.errors import DeliveryError
from picketline.core.sinks.message import Message, read
from picketline.core.sinks.webhook import Webhook


def test_it_is_posted(message: Message) -> None:
    """In its shape, under an id by which a receiver can tell a repetition."""
    with receiver() as server:
        sink = Webhook("ops", "json", server.url)
        sink.send(message, 5)
        sink.send(message, 5)
    first, second = server.got
    assert (first.method, first.path, read(first.body)) == (
        "POST",
        "/hooks/s3cret-t0ken",
        message,
    )
    assert first.headers["content-type"] == "application/json"
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == message.id


def test_only_its_host_is_shown(message: Message) -> None:
    """Neither its place nor an error holds the secret of its address."""
    with receiver() as server:
        server.turns = [answer(403, b"s3cret-t0ken")]
        sink = Webhook("ops", "slack", server.url)
        assert sink.place == f"127.0.0.1:{server.server_address[1]}"
        with pytest.raises(DeliveryError, match=r"^answered 403 Forbidden$"):
            sink.send(message, 5)


def test_a_redirect_is_not_followed(message: Message) -> None:
    """What is told stays with whom it was meant for."""
    with receiver() as elsewhere, receiver() as server:
        server.turns = [answer(307, Location=elsewhere.url)]
        with pytest.raises(DeliveryError, match="redirects"):
            Webhook("ops", "json", server.url).send(message, 5)
        assert not elsewhere.got

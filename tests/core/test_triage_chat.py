import json
from collections.abc import Iterator

import pytest
from receiver import Behave, Receiver, answer, flood, hang, raw, receiver, trickle

from picketline.core.report import Triage
from picketline.core.triage_chat import Endpoint, ask

REPORT = b'{"schema":"picketline/report/1"}'
KEY = "sk-s3cret-t0ken"


@pytest.fixture
def model() -> Iterator[Receiver]:
    """A server that speaks /v1/chat/completions."""
    with receiver() as listening:
        yield listening


def _ask(model: Receiver, **limits: float) -> Triage:
    base = model.url.partition("/hooks")[0] + "/v1/"
    return ask(REPORT, Endpoint(base, "small", KEY), timeout=limits.get("timeout", 5.0), cap=100)


def _says(text: object) -> Behave:
    message = {"role": "assistant", "content": text}
    made = {"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}
    return answer(200, json.dumps(made).encode())


def test_what_a_model_is_asked_and_says(model: Receiver) -> None:
    """The report goes as data of the user's turn, the key in its header, the answer back."""
    model.turns = [_says("web-1: real.\r\nThe rest is\tnoise.")]
    assert _ask(model) == Triage(assessment="web-1: real.\nThe rest is noise.")
    (got,) = model.got
    asked = json.loads(got.body)
    assert (got.method, got.path) == ("POST", "/v1/chat/completions")
    assert got.headers["authorization"] == f"Bearer {KEY}"
    assert (asked["model"], asked["stream"]) == ("small", False)
    assert [(each["role"]) for each in asked["messages"]] == ["system", "user"]
    assert asked["messages"][1]["content"] == REPORT.decode()
    assert not {"tools", "functions"} & asked.keys()


def test_without_a_key_none_is_sent(model: Receiver) -> None:
    """A model of one's own may want none."""
    model.turns = [_says("calm")]
    base = model.url.partition("/hooks")[0]
    assert ask(REPORT, Endpoint(base, "m")).assessment == "calm"
    assert "authorization" not in model.got[0].headers


def test_an_answer_is_capped_and_safe(model: Receiver) -> None:
    """In bytes, also within a character, and in lines; nothing of it steers a terminal."""
    model.turns = [_says("\x1b[2J" + "é" * 70)]
    told = _ask(model).assessment
    assert told.startswith("\\x1b[2Jéé")
    assert told.endswith("é\n[cut at 100 bytes]")
    model.turns = [_says("\n".join("x" * 40))]
    assert _ask(model).assessment.count("x") == 40


@pytest.mark.parametrize(
    ("behave", "failure"),
    [
        (answer(429, b"later"), "answered 429 Too Many Requests"),
        (answer(500), "answered 500 Internal Server Error"),
        (answer(401, KEY.encode()), "answered 401 Unauthorized"),
        (answer(307, Location="https://elsewhere.example.com/"), "answered 307: it redirects"),
        (answer(200, b""), "the answer is no chat completion"),
        (answer(200, b"<html>"), "the answer is no chat completion"),
        (answer(200, b'{"choices":[]}'), "the answer is no chat completion"),
        (answer(200, b'{"choices":[{"message":{"content":7}}]}'), "the answer is no chat"),
        (answer(200, b"[" * 300), "the answer is no chat completion"),
        (answer(200, b'{"a":' * 75), "the answer is no chat completion"),
        (answer(200, b"\xff\xfe"), "the answer is no chat completion"),
        (_says("a\ud800b"), "the answer is no chat completion"),
        (_says(None), "the answer is no chat completion"),
        (flood, "the answer is larger than 1048676 bytes"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), "the connection broke"),
        (raw(KEY.encode() + b"\r\n\r\n"), "the connection broke"),
    ],
)
def test_what_goes_wrong_is_told(model: Receiver, behave: Behave, failure: str) -> None:
    """As the failure, never an exception; asked once; the key is nowhere in it."""
    model.turns = [behave]
    told = _ask(model)
    assert told.failure.startswith(f"127.0.0.1:{model.server_address[1]}: {failure}")
    assert KEY not in told.failure
    assert (told.assessment, len(model.got)) == ("", 1)


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_opinion(model: Receiver, text: str) -> None:
    """It is none."""
    model.turns = [_says(text)]
    assert _ask(model) == Triage(failure="the answer is empty")


@pytest.mark.parametrize("behave", [hang, trickle])
def test_a_model_that_takes_too_long(model: Receiver, behave: Behave) -> None:
    """The time limit holds."""
    model.turns = [behave]
    assert "no answer within 0.3 s" in _ask(model, timeout=0.3).failure

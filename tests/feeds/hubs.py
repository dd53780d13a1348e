"""A hub (WebSub) of the world outside: it is asked for subscriptions, verifies them and delivers, as the
recommendation has it. It verifies and delivers when the test says so."""

import hmac
import secrets
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.outside import Answer, Outside, Request


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    body: bytes


class Hub:
    """`hub = Hub(outside)`: a portal subscribes at `hub.url`; `hub.verify()`, then `hub.publish(topic, body)`."""

    def __init__(self, outside: Outside, path: str = "/hub", *, lease: str = "864000", status: int = 202) -> None:
        self.url = outside.url(path)
        self.lease, self.status = lease, status
        self.asked: list[dict[str, str]] = []  # the forms, in their order
        self.subscribers: dict[tuple[str, str], str] = {}  # (callback, topic) -> secret
        self._unverified: list[dict[str, str]] = []
        outside.answers[path] = self._answer

    def _answer(self, request: Request) -> Answer:
        form = {name: values[0] for name, values in parse_qs(request.body.decode("ascii")).items()}
        self.asked.append(form)
        if self.status < 300:
            self._unverified.append(form)
        return Answer(status=self.status, body=b"what a hub says is nobody's business")

    def verify(self) -> list[int]:
        """Ask for the intent behind each request since the last time; the portal's statuses."""
        asked, self._unverified = self._unverified, []
        return [self._verify(form) for form in asked]

    def _verify(self, form: dict[str, str]) -> int:
        mode, topic, callback = form["hub.mode"], form["hub.topic"], form["hub.callback"]
        challenge = secrets.token_hex(16)
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge}
        if mode == "subscribe":
            query["hub.lease_seconds"] = self.lease
        reply = call("GET", f"{callback}?{urlencode(query)}")
        if reply.status == 200 and reply.body == challenge.encode():
            if mode == "subscribe":
                self.subscribers[callback, topic] = form["hub.secret"]
            else:
                self.subscribers.pop((callback, topic), None)
        return reply.status

    def deny(self, reason: str) -> list[int]:
        asked, self._unverified = self._unverified, []
        query = [{"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": reason} for form in asked]
        calls = zip(asked, query, strict=True)
        return [call("GET", f"{form['hub.callback']}?{urlencode(words)}").status for form, words in calls]

    def publish(self, topic: str, body: bytes) -> list[int]:
        """Deliver to every subscriber of the topic; their statuses."""
        return [
            call("POST", callback, body, {"X-Hub-Signature": signature(secret, body)}).status
            for (callback, subscribed), secret in self.subscribers.items()
            if subscribed == topic
        ]


def signature(secret: str, body: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}"


def call(method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body, headers or {})
        answer = connection.getresponse()
        return Reply(status=answer.status, body=answer.read())
    finally:
        connection.close()

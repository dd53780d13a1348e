"""`manage.py up`: the whole portal in one command: database, web server, worker and beat. One Ctrl-C stops it all."""

import http.client
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from types import FrameType
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import Error, connections
from django.db.models import Max
from django.utils import timezone

from articles.models import Article
from feeds import leasing
from feeds.commanding import PortalCommand, number
from newsportal import choosing, claiming, embedded, enrolling, supervising
from newsportal.supervising import Child

START_SECONDS: Final = 30.0  # for the web server's first answer
MOST_NAMED: Final = 6  # headlines a second that are named one by one
WORKER: Final = "worker"
EVERY_ADDRESS: Final = ("0.0.0.0", "::")  # noqa: S104  # compared with, never bound
# SIGINT is set too: in a script, a command that was started with & would ignore it. SIGHUP: the terminal is closed.
ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ECHO_SECONDS: Final = 2.0  # a closing terminal sends its signal twice, and the second must not interrupt the stopping


class Command(PortalCommand):
    help = "Run the whole portal: database, web server, worker and beat. Ctrl-C stops everything."
    ended_at = -ECHO_SECONDS  # when we were last asked to end

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.WEB_HOST, help="address to listen on; 0.0.0.0 is all of them")
        parser.add_argument("--port", type=number(int, example="8000"), default=settings.WEB_PORT)
        parser.add_argument("--var", metavar="DIR", help="where database, images and secrets lie (VAR_DIR)")
        parser.add_argument("--demo", action="store_true", help="read the bundled invented newspapers, not real ones")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        for ending in ENDINGS:
            if ending != signal.SIGHUP or signal.getsignal(ending) != signal.SIG_IGN:  # nohup's wish is respected
                signal.signal(ending, self._end)
        try:
            with claiming.only_one(settings.VAR_DIR, address=_address(host, port)):
                ip = claiming.check_port(host, port)
                self._run(host, ip, port, demo=options["demo"])
        except (claiming.TakenError, embedded.EmbeddedPostgresError, supervising.GaveUpError) as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:  # no error: everything is stopped
            return

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        before, self.ended_at = self.ended_at, time.monotonic()
        if self.ended_at - before >= ECHO_SECONDS:
            raise KeyboardInterrupt

    def _run(self, host: str, ip: str, port: int, *, demo: bool) -> None:
        children: list[Child] = []
        with self._stopped_at_the_end(children):
            self._prepare_database()
            choice = choosing.choose_sources(demo=demo)
            self._say("sources", choice.description)
            web = {"WEB_HOST": ip, "WEB_PORT": str(port), "ALLOWED_HOSTS": ",".join(_allowed_hosts(host))}
            children += [Child("demo newspapers", choice.server)] if choice.server else []
            children += [Child("web server", ["serve"], web), Child(WORKER, ["work"], choice.environment)]
            for child in children:
                child.start()
                self._say(child.name, "started")
            newest = Article.objects.aggregate(newest=Max("id"))["newest"] or 0
            self._welcome(host, ip, port)
            self._watch(children, newest)

    def _prepare_database(self) -> None:
        if settings.USES_EMBEDDED_POSTGRES:
            embedded.start(settings.VAR_DIR)
            self._say("database", f"Postgres under {settings.VAR_DIR}")
        else:
            self._say("database", "the one that DATABASE_URL names")
        call_command("prepare", stdout=StringIO())
        self._say("tables", "up to date")
        self._forget_leases()
        call_command("collectstatic", interactive=False, verbosity=0)
        self._say("static files", f"under {settings.STATIC_ROOT}")

    def _welcome(self, host: str, ip: str, port: int) -> None:
        if not _answers(ip, port, START_SECONDS):
            raise CommandError(f"The web server does not answer on {ip}:{port} within {START_SECONDS:.0f} s.")
        address = _address(host, port)
        self._write(self.style.SUCCESS(f"\nThe portal is at {address}   (Ctrl-C stops it)"))
        if host in EVERY_ADDRESS:
            others = [_address(own, port) for own in claiming.own_addresses()]
            self._write(f"  From other machines: {' '.join(others) or 'no address of this machine is known'}")
        self._write(f"  Editors sign in at {address}admin/")
        if not User.objects.exists():
            password = enrolling.enrol("editor")
            self._write(f"  First editor: editor, password {password} (shown this once)")
        self._write(f"  More accounts: {_own_command()} make_editor NAME [--administrator]\n\n")

    def _watch(self, children: Sequence[Child], newest: int) -> None:
        """Until Ctrl-C: name each headline that arrives, start again whoever died."""
        while True:
            newest = self._name_headlines(newest)
            supervising.keep_alive(children, on_death=self._mourn)
            time.sleep(1)

    def _mourn(self, child: Child) -> None:
        self._say(child.name, f"ended unexpectedly (exit code {child.exit_code}) and is started again")
        if child.name == WORKER:  # nobody else holds leases
            self._forget_leases()

    def _forget_leases(self) -> None:
        """What the last worker held is due at once. Nobody else works on this VAR_DIR: we hold its lock."""
        if settings.USES_EMBEDDED_POSTGRES:
            leasing.forget_all()

    def _name_headlines(self, newest: int) -> int:
        try:
            arrived = list(Article.objects.visible().for_cards().filter(id__gt=newest).order_by("id"))
        except Error:  # the database is being started again: the next look tells
            connections.close_all()
            return newest
        for article in arrived[:MOST_NAMED]:
            self._say(f"{timezone.localtime():%H:%M:%S}", f"{article.source.name} · {article.title}")
        if len(arrived) > MOST_NAMED:
            self._say("", f"and {len(arrived) - MOST_NAMED} more headlines")
        return arrived[-1].pk if arrived else newest

    @contextmanager
    def _stopped_at_the_end(self, children: Sequence[Child]) -> Iterator[None]:
        """Whatever happens inside, no process is left behind."""
        try:
            yield
        finally:
            for number in ENDINGS:
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave processes behind
            self._write("")
            supervising.stop_all(children)
            connections.close_all()
            if settings.USES_EMBEDDED_POSTGRES:
                embedded.stop(settings.VAR_DIR)
            self._say("stopped", "everything; start again to go on from here")

    def _say(self, what: str, line: str) -> None:
        self._write(f"{what:<16} {line}")

    def _write(self, line: str) -> None:
        """Nobody may be listening any more: the portal goes on, and above all stops, without a word."""
        try:
            self.stdout.write(line)
            self.stdout.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())  # the children's as well, from their next start on
            os.close(nowhere)


def _address(host: str, port: int) -> str:
    name = "127.0.0.1" if host in EVERY_ADDRESS else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _allowed_hosts(host: str) -> list[str]:
    """The names by which the pages may be asked for: the setting's, and those of the address that we listen on."""
    return list(dict.fromkeys([*settings.ALLOWED_HOSTS, *claiming.names_of(host)]))


def _answers(ip: str, port: int, seconds: float) -> bool:
    """Whether the web server answers a health check within so many seconds."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        server = http.client.HTTPConnection(ip, port, timeout=2)
        try:
            server.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
            if server.getresponse().status == http.client.OK:
                return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            server.close()
    return False


def _own_command() -> str:
    return ".venv/bin/python manage.py"

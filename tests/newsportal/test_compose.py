"""The containers. No Docker engine is at hand in the tests, so the files are held to what they promise."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML  # comes with check-jsonschema

from newsportal import embedded

ROOT: Final = Path(__file__).resolve().parents[2]
COMPOSE: Final = ROOT / "docker-compose.yml"
ONE_SHOT: Final = {"prepare"}
PRIVATE: Final = {"db", "redis"}
VARIABLE: Final = re.compile(r"\$\{(\w+)(:[-?])?[^}]*\}")
UNPRIVILEGED: Final = {"db": "postgres", "redis": "redis", "proxy": "nginx"}  # the portal's own image says it itself

compose: Final[dict[str, Any]] = YAML(typ="safe").load(COMPOSE.read_text(encoding="utf-8"))
services: Final[dict[str, dict[str, Any]]] = compose["services"]
dockerfile: Final = (ROOT / "Dockerfile").read_text(encoding="utf-8")
portal: Final = sorted(name for name, service in services.items() if service["image"] == "newsportal")


def _variables_of_the_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _networks(service: str) -> set[str]:
    return set(services[service]["networks"])


def test_the_compose_file_fits_the_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_portal_consists_of_these_services() -> None:
    assert set(services) == {"db", "redis", "prepare", "web", "worker", "extractor", "beat", "proxy"}
    assert portal == ["beat", "extractor", "prepare", "web", "worker"]
    assert services["db"]["image"].startswith("postgres:18")
    assert services["redis"]["image"].startswith("redis:8")


@pytest.mark.parametrize("name", sorted(set(services) - ONE_SHOT))
def test_a_lasting_service_is_checked_and_started_again(name: str) -> None:
    assert services[name]["healthcheck"]["test"]
    assert services[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(ONE_SHOT))
def test_a_passing_service_is_waited_for_and_not_started_again(name: str) -> None:
    assert services[name]["restart"] == "no"
    for other in set(portal) - ONE_SHOT:
        assert services[other]["depends_on"][name] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", sorted(services))
def test_a_service_can_do_no_more_than_it_must(name: str) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "ipc"} & set(service)
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))


def test_nobody_runs_as_root() -> None:
    assert {name: service["user"] for name, service in services.items() if "user" in service} == UNPRIVILEGED
    assert set(UNPRIVILEGED) | set(portal) == set(services)
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["10001:10001"]


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_database_and_queue_stand_in_an_internal_network_that_the_proxy_has_no_part_in() -> None:
    for name in PRIVATE:
        assert _networks(name) == {"data"}
    assert compose["networks"]["data"]["internal"] is True
    assert "data" not in _networks("proxy")


def test_only_workers_and_the_proxy_have_a_way_out() -> None:
    internal = {name for name, network in compose["networks"].items() if network.get("internal")}
    assert {name for name in services if _networks(name) - internal} == {"worker", "proxy"}


@pytest.mark.parametrize("name", ["web", "worker", "extractor"])
def test_nothing_stands_in_the_way_of_a_second_container(name: str) -> None:
    assert not {"container_name", "ports", "hostname"} & set(services[name])


def test_web_and_extractor_share_the_pictures_and_only_the_extractor_writes_them() -> None:
    assert "media:/var/lib/newsportal/media" in services["extractor"]["volumes"]
    assert "media:/var/lib/newsportal/media:ro" in services["web"]["volumes"]
    assert not any(volume.startswith("media:") for volume in services["worker"]["volumes"])


def test_the_keys_of_reports_are_where_reports_are_made_and_in_no_backup() -> None:
    """And where the old ones are destroyed; not where there is a way out."""
    mounted = {name for name, service in services.items() if "report-keys" in str(service.get("volumes"))}
    assert mounted == {"web", "extractor"}
    assert "REPORT_KEYS_DIR=/var/lib/newsportal/report-keys" in dockerfile
    operations = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    .*$", operations.partition("## Backups")[2].partition("\n## ")[0], re.MULTILINE)
    assert len(commands) > 5
    assert [command for command in commands if "report-keys" in command] == []


def test_every_variable_of_the_compose_file_stands_in_the_example() -> None:
    used = {match[1] for match in VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8"))}
    assert used <= set(_variables_of_the_example())


def test_every_variable_of_the_example_is_used_here_or_is_a_setting() -> None:
    used = {match[1] for match in VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8"))}
    documented = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs/settings.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(_variables_of_the_example()) <= used | documented


def test_the_example_leaves_out_the_passwords_and_the_compose_file_asks_for_them() -> None:
    example = _variables_of_the_example()
    asked_for = {match[1] for match in VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8")) if match[2] == ":?"}
    assert asked_for == {name for name in example if name.endswith("PASSWORD")}
    assert all(not example[name] for name in asked_for)


def test_the_database_is_made_with_the_locale_that_the_search_needs() -> None:
    arguments = services["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert sorted(arguments) == [
        "--builtin-locale=C.UTF-8",
        "--encoding=UTF8",
        f"--lc-ctype={embedded.CTYPES[0]}",
        "--locale-provider=builtin",
        "--locale=C",
    ]


def test_the_database_keeps_the_options_that_the_search_was_measured_with() -> None:
    options = services["db"]["command"]
    for name in ("work_mem", "random_page_cost", "jit"):
        assert f"-c{name}={embedded.SERVER_OPTIONS[name]}" in options


def test_no_words_of_readers_reach_the_database_s_log() -> None:
    """The statements that fail are logged otherwise, and a search that takes too long is one."""
    assert "-clog_min_error_statement=panic" in services["db"]["command"]
    assert not [option for option in services["db"]["command"] if "log_statement" in option or "log_min_dur" in option]


def test_the_image_is_built_by_the_commands_that_the_scripts_use() -> None:
    steps = re.findall(r"^RUN (.+)$", dockerfile, re.MULTILINE)
    assert steps.count("script/bootstrap") == 2
    assert any("python manage.py collectstatic --noinput" in step for step in steps)
    assert not any(word in dockerfile for word in ("pip install", "uv pip", "apt-get", "msgfmt"))


def test_the_image_has_the_python_that_everybody_has() -> None:
    version = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {f"python:{version}-slim"}


def test_secrets_and_the_machines_own_folders_stay_out_of_the_image() -> None:
    ignored = set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    assert {".env", ".git", "var", ".venv", ".tools"} <= ignored


def test_the_proxy_appends_the_one_address_that_the_web_server_is_told_to_trust() -> None:
    configuration = (ROOT / "newsportal/nginx.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in configuration
    assert services["web"]["environment"]["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-1}"
    assert _variables_of_the_example()["TRUSTED_PROXIES"] == "1"

"""What docs/operations tells administrators to run, ask and watch is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import click
import pytest
import yaml

from dashboards import server
from dashboards.access import DOORS
from dashboards.archive import keeper
from dashboards.mail import sending
from dashboards.scheduling import scheduler
from tests.dashboards.conftest import NOW
from vedomost import main
from warehouse.clock import utc_naive

ROOT = Path(__file__).parents[2]
FILES = ROOT / "docs" / "operations"
GUIDES = (ROOT / "docs" / "operations.md", ROOT / "docs" / "operations.ru.md")
UNIT = (FILES / "vedomost@.service").read_text()
DOCKERFILE = (FILES / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((FILES / "compose.yaml").read_text())
NODES = ("node-1", "node-2")
SUFFIXES = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_count", "_sum"),
    "info": ("_info",),
}


def _setting(name):
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


def _command_exists(words):
    """Tell whether words after `vedomost` are a command of ours with such options."""
    command, rest = main, list(words)
    while isinstance(command, click.Group):
        name = rest.pop(0)
        assert name in command.commands, name
        command = command.commands[name]
    known = {name for option in command.params for name in option.opts}
    asked = {word.split("=")[0] for word in rest if word.startswith("--")}
    assert asked <= known | {"--help"}, (words, asked - known)


def test_the_unit_starts_a_command_of_ours_and_waits_longer_than_it_needs():
    (start,) = _setting("ExecStart")

    _command_exists(start.split()[1:])
    assert _setting("KillMode") == ["mixed"]
    most = server.GRACE + server._GOODBYE + scheduler.GOODBYE + sending._GOODBYE
    assert int(_setting("TimeoutStopSec")[0]) >= 2 * most
    assert hasattr(keeper.Keeper, "wait")
    assert _setting("ProtectSystem") == ["strict"]
    assert _setting("StateDirectory") == ["vedomost"]


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="a machine without systemd"
)
def test_systemd_understands_the_unit(tmp_path):
    unit = tmp_path / "vedomost@school.service"
    unit.write_text(UNIT.replace("/opt/vedomost/.venv/bin/vedomost", sys.executable))
    command = ["systemd-analyze", "verify", "--man=no"]

    told = subprocess.run([*command, unit], capture_output=True, text=True, check=False)
    unit.write_text(unit.read_text().replace("KillMode=mixed", "KilMode=mixed"))
    wrong = subprocess.run(
        [*command, unit], capture_output=True, text=True, check=False
    )

    assert (told.returncode, told.stderr) == (0, "")
    assert "KilMode" in wrong.stderr


def test_the_image_holds_what_is_there_and_runs_a_command_of_ours():
    copied = [
        source
        for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    ignored = (FILES / "Dockerfile.dockerignore").read_text().splitlines()

    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= set(copied)
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    _command_exists(yaml.safe_load(command))
    assert any(door.path == "/healthz" for door in DOORS)
    assert "/healthz" in DOCKERFILE


@pytest.mark.parametrize("name", NODES)
def test_a_node_of_the_compose_file_understands_its_settings(name, tmp_path):
    from dashboards.node.settings import node_settings

    text = (FILES / f"vedomost-{name}.toml").read_text()
    (folder,) = re.findall(r'^folder = "(.*)"$', text, re.MULTILINE)
    path = tmp_path / "vedomost-node.toml"
    path.write_text(text.replace(folder, str(tmp_path)))

    told = node_settings(path)

    service = COMPOSE["services"][name]
    assert told.node == name == service["hostname"]
    assert told.installation is not None
    assert told.installation.data == "s3://vedomost/schools"
    assert "host=postgres " in told.installation.catalogue
    volumes = [volume.split(":")[:2] for volume in service["volumes"]]
    assert [name, folder] in volumes
    assert f"mkdir {folder}" in DOCKERFILE
    assert f"EXPOSE {told.port}" in DOCKERFILE
    assert told.host == "0.0.0.0"


def test_the_parts_of_the_compose_file_fit_together():
    services = COMPOSE["services"]
    for service in services.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            beside = FILES / source
            assert beside.exists() or source in COMPOSE["volumes"], source
        assert set(service.get("depends_on", ())) <= services.keys()
    node = services["node-1"]
    assert (FILES / node["build"]["context"] / node["build"]["dockerfile"]).exists()
    assert int(node["stop_grace_period"].rstrip("s")) >= int(
        _setting("TimeoutStopSec")[0]
    )
    asked = set(re.findall(r"\$\{(\w+):\?\}", (FILES / "compose.yaml").read_text()))
    example = (FILES / "settings.env.example").read_text()
    assert set(re.findall(r"^(\w+)=", example, re.MULTILINE)) == asked
    secrets = r"^\w*(PASSWORD|KEY|SECRET)=."
    assert not re.search(secrets, example, re.MULTILINE)
    address = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert node["environment"]["FORWARDED_ALLOW_IPS"] == address
    proxy = (FILES / "Caddyfile").read_text()
    assert re.search(r"reverse_proxy node-1:8501 node-2:8501 ", proxy)
    assert "health_uri /healthz" in proxy


def test_every_variable_that_is_set_is_one_that_the_program_reads():
    set_there = set(re.findall(r"\b(VEDOMOST_[A-Z_]+)\b", _everything()))
    code = "\n".join(
        path.read_text()
        for room in ("dashboards", "expectations", "ingest", "warehouse")
        for path in (ROOT / room).rglob("*.py")
    )
    code += (ROOT / "vedomost.py").read_text()

    assert {"VEDOMOST_LOG_FORMAT", "VEDOMOST_BACKUP_KEY"} <= set_there
    for name in set_there:
        assert f'"{name}"' in code, name


@pytest.mark.parametrize("guide", GUIDES, ids=["en", "ru"])
def test_every_command_of_the_guide_is_ours(guide):
    told = re.findall(r"(?:^|[`«“/ ])vedomost ([a-z][^`»”\n#]*)", guide.read_text())
    commands = [words.split() for words in told if words.split()[0] in main.commands]

    assert len(commands) >= 10
    for words in commands:
        _command_exists(words)


def _everything():
    texts = [path.read_text() for path in FILES.iterdir()]
    return "\n".join([*texts, *(guide.read_text() for guide in GUIDES)])


@pytest.fixture
def told_metrics(site, school):
    """The names of everything that `/metrics` tells of a school that has run."""
    at = utc_naive(NOW - timedelta(hours=1))
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.backups (kind, outcome, started_at) "
            "values ('made', 'good', $at)",
            {"at": at},
        )
        cursor.execute(
            "insert into journal.verifications (verified_at, count_differences) "
            "values ($at, 0)",
            {"at": at},
        )
    names = {"up"}  # Prometheus's own
    for family in site.metrics.registry.collect():
        names.add(family.name)
        names |= {family.name + end for end in SUFFIXES.get(family.type, ())}
    return names


def test_every_metric_of_an_alert_or_of_the_guide_is_told(told_metrics):
    rules = yaml.safe_load((FILES / "alerts.yml").read_text())["groups"][0]["rules"]
    named = set()
    for rule in rules:
        assert rule["annotations"]["summary"]
        found = set(re.findall(r"\b(vedomost_[a-z_]+|up)\b", rule["expr"]))
        assert found, rule
        named |= found
    for guide in GUIDES:
        named |= set(re.findall(r"`(vedomost_[a-z_]+)`", guide.read_text()))

    assert named - told_metrics == set()
    assert "vedomost_hand_in_seconds_bucket" in named


def test_outcomes_and_jobs_that_alerts_ask_for_are_ours():
    rules = (FILES / "alerts.yml").read_text()

    asked = set(re.findall(r'outcome="(\w+)"', rules))

    assert asked == {"failed", "blocked"}

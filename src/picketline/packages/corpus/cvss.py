"""The base score of a CVSS v3 vector, by the formulas of the specification (FIRST, v3.1)."""

from picketline.core.model import Severity

_LONGEST = 512
_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_CHANGED_PRIVILEGES = {"N": 0.85, "L": 0.68, "H": 0.5}
_FLOORS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))


def severity(vector: str) -> Severity | None:
    """The word for a vector's base score; None if it is no vector of v3."""
    points = score(vector)
    if points is None:
        return None
    low = Severity.LOW if points else Severity.INFO
    return next((word for floor, word in _FLOORS if points >= floor), low)


def score(vector: str) -> float | None:
    """The base score from 0.0 to 10.0; None if it is no vector of v3."""
    if len(vector) > _LONGEST or not vector.startswith("CVSS:3."):
        return None
    given = dict(part.partition(":")[::2] for part in vector.split("/")[1:])
    changed = given.get("S") == "C"
    if not changed and given.get("S") != "U":
        return None
    tables = _WEIGHTS | ({"PR": _CHANGED_PRIVILEGES} if changed else {})
    try:
        weights = {name: table[given[name]] for name, table in tables.items()}
    except KeyError:
        return None
    return _base(weights, changed=changed)


def _base(weights: dict[str, float], *, changed: bool) -> float:
    spared = (1 - weights["C"]) * (1 - weights["I"]) * (1 - weights["A"])
    impact = 6.42 * (1 - spared)
    if changed:
        impact = 7.52 * (1 - spared - 0.029) - 3.25 * (1 - spared - 0.02) ** 15
    if impact <= 0:
        return 0.0
    ease = 8.22 * weights["AV"] * weights["AC"] * weights["PR"] * weights["UI"]
    return _rounded_up(min((1.08 if changed else 1.0) * (impact + ease), 10.0))


def _rounded_up(points: float) -> float:
    """To one decimal, as appendix A of the specification does it, on whole numbers."""
    whole = round(points * 100_000)
    if whole % 10_000 == 0:
        return whole / 100_000
    return (whole // 10_000 + 1) / 10

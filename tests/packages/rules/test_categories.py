from picketline.core.check import checks

_SIX = {"install", "obfuscation", "confusion", "credentials", "integrity", "policy"}


def test_there_are_six() -> None:
    """Every rule is of one of them, and each has a rule."""
    found = {check.rule.category for check in checks("picketline.packages.rules").values()}
    assert found == _SIX


def test_every_rule_has_a_reference() -> None:
    """An id of CWE or of ATT&CK."""
    for check in checks("picketline.packages.rules").values():
        assert check.rule.cwe or check.rule.attack, check.rule.id

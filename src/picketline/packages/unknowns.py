"""What each rule on metadata cannot know without a network: told with every scan."""

UNKNOWN: dict[str, str] = {
    "L2-DEPC-001": (
        "whether a name exists in the public registry, and where an entry came from whose lock "
        "notes no address"
    ),
    "L2-EXEC-001": "what an address gives when code that is imported fetches from it",
    "L2-TYPO-001": "downloads, age and publisher of a package with a name close to a popular one",
    "L2-MANI-001": "to which version a range without an end comes today",
    "L2-MANI-002": "the registry's own manifest, where a lock does not repeat it",
    "L2-FORK-001": "whether a commit belongs to a branch of its repository, and who forked what",
    "L2-LOCK-001": "whether an integrity is that of what the registry holds",
    "L2-PROV-001": "signatures and attestations, which only the registry holds",
    "L2-MAINT-001": (
        "who published a version, which no lockfile or tarball says, and who stood behind what no "
        "baseline's known state notes"
    ),
    "L2-PNPM-001": "settings of the user and of the environment, outside the project",
    "L2-LICENSE-001": "whether a licence file agrees with the manifest",
    "L2-ENGIN-001": "which engines are installed where the project runs",
    "L2-SIDELOAD-001": "what a repository, address or path outside the project holds",
}
"""Rule id -> what cannot be decided offline."""

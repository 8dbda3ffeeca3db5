"""The vocabulary of marks: what a closer look can say of one place in a file."""

CAPABILITIES = {
    "executes": "starts a process; value: the function",
    "connects": "sends or fetches over a network; value: the function or tool",
    "evaluates": "runs text as code; value: the function",
    "reads-secret": "reads a credential; value: which, such as npmrc, ssh-key, env:NPM_TOKEN, imds",
    "reads-environment": "takes the whole environment, or walks through it",
    "identifies": "takes at least two of host name, user, folder, network addresses together, "
    "and does not only hash them",
    "writes-outside": "writes where others start things; value: profile, cron, systemd, "
    "launch-agent, workflow, editor-task, assistant, npmrc, other-package, home; then `, if asked`"
    " where a word of the command line leads there, `, for completion` (of a profile) and `, if "
    "called` (of npmrc) where only a call does",
    "deletes-home": "removes a home or everything",
    "hides-process": "starts a process that outlives it and says nothing",
    "fetches-and-runs": "fetches something and runs it; value: the tool or function that fetches, "
    "then `own origin` or `given address` of a page's loader that names no host",
    "starts-fetched": "starts, or makes executable, a file that it wrote where it fetches; value: "
    "detached, outside (of its own folder), started, checked (asked for its version), unpacked, "
    "made executable",
    "opens-shell": "gives a shell to a peer, or runs what a peer says; value: by what",
    "installs": "installs packages when it runs; value: the tool",
    "publishes": "publishes packages or takes registry tokens",
    "spreads": "publishes packages anew with code of its own, makes a repository with a token that "
    "lies about, or registers a runner; value: registry, repository, runner",
    "reaches-repositories": "writes to repositories or their workflows over an API",
    "disables-tls": "switches the check of certificates off",
    "replaces-loader": "takes the place of node's own loader; value: the function, then `for` "
    "and the module of node's own that it waits for",
    "intercepts": "takes the place of a function that connects, loads or takes keys, and sends "
    "what passes to a host that it names; value: the function",
    "loads-native": "loads a library by a computed or downloaded path",
}
CONCEALMENT = {
    "runs-data-file": "runs what a file of the package holds that is no script, as code or as a "
    "command; value: by which function",
    "runs-decoded": "runs as code, or as a command, what it decoded; value: the decoder",
    "packed": "a long encoded text; value: base64, hex, escapes, codes",
    "obfuscated": "the grammar of an obfuscator; value: string-array, control-flow, jsfuck, "
    "jjencode, aaencode, names",
    "hidden-characters": "a run of characters that are not shown; value: variation, tags, "
    "zero-width, bidi (a direction left open), reordered (one that takes code along)",
    "mixed-script": "a name whose letters look like others; value: the name",
    "pushed-aside": "code behind so much white space that no window shows it",
    "computed-name": "a name put together so that it is not seen; value: what it comes to",
}
THREATS = {
    "odd-host": "an address that takes what is stolen, or hides who answers; value: the host",
    "raw-address": "an address of numbers; value: the address",
    "mines": "words of a miner; value: which",
    "wallet": "hooks a wallet or swaps addresses; value: how",
    "sends-secret": "a secret and a sink in one statement; value: the sink",
    "presents-secret": "a secret in the headers of a call to a host that is not named; value: the "
    "sink",
    "sends-token": "one secret of the environment in what is sent, in no header that says who one "
    "is; value: which",
    "secret": "a secret in plain text; value: its kind",
    "dead-drop": "the next address is what a public place holds; value: chain, commits, page",
    "protests": "harms whom it runs for, or preaches; value: wipes, loops, preaches, leaves a "
    "note; then `by place` where a country, a time zone or a language decides",
    "scans-secrets": "runs a scanner for secrets; value: which",
    "assistant": "starts an assistant without its safeguards; value: which",
}
LIMITS = {
    "unparsed": "not read by the grammar: too large, or too many steps; value: its size",
}
MARKS = CAPABILITIES | CONCEALMENT | THREATS | LIMITS

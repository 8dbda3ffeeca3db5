"""The names of programs, by what they do with what they are given."""

SHELLS = {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "mksh", "rbash"}
NODES = {
    *("node", "nodejs", "bun", "deno", "ts-node", "ts-node-esm", "tsx", "jiti", "esno", "esmo"),
    *("sucrase-node", "babel-node", "swc-node", "vite-node", "electron", "nodemon", "ts-node-dev"),
    *("tsnd", "pm2", "forever", "node-dev", "zx", "coffee", "cscript", "wscript", "qjs", "nw"),
}
"""Programs that run a file of JavaScript."""
PYTHONS = {"python", "python2", "python3", "py", "pypy", "pypy3", "pythonw"}
LANGUAGES = PYTHONS | {
    "perl",
    "ruby",
    "php",
    "lua",
    "luajit",
    "osascript",
    "tclsh",
    "awk",
    "Rscript",
}
POWERSHELLS = {"powershell", "pwsh"}
INTERPRETERS = SHELLS | NODES | LANGUAGES | POWERSHELLS | {
    *("source", ".", "eval", "iex", "invoke-expression", "java", "mono", "julia", "guile"),
}  # fmt: skip
FETCHERS = {"curl", "wget", "aria2c", "fetch", "iwr", "invoke-webrequest", "irm", "certutil"}
PIPED = FETCHERS | {
    *("nc", "ncat", "netcat", "telnet", "socat", "lynx", "links", "w3m", "http", "https", "xh"),
    *("ssh", "dig", "host", "nslookup", "drill", "rclone", "gsutil", "ipfs", "ftp", "tftp"),
}
"""Programs whose output comes from elsewhere."""
DECODERS = {
    *("base64", "base32", "openssl", "xxd", "gunzip", "zcat", "gzip", "bunzip2", "bzcat", "xzcat"),
    *("unxz", "xz", "zstd", "zstdcat", "rev", "uudecode", "gpg", "basenc"),
}
MANAGERS = {"npm", "pnpm", "yarn", "bun", "cnpm", "tnpm", "npm-cli.js", "pnpm.cjs", "yarn.js"}
TOOLS = {"npx", "bunx", "pnpx", "npx-cli.js"}
KNOWN = tuple(sorted((INTERPRETERS | FETCHERS | PIPED | DECODERS | MANAGERS | TOOLS) - {"."}))
"""Names that a pattern in the place of a program may mean."""

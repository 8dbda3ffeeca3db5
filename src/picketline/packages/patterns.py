r"""What is looked for in the bytes of every file: names of signals and their patterns.

Patterns are what hyperscan and RE2 both read in the same way: no look-around, no
back-references, no `.`, `^`, `$` or `\s`, and no class that repeats without a bound.
A signal alone says nothing: it only chooses the files that are looked at more closely.
"""

_HOME = "(homedir|env\\.HOME|env\\.USERPROFILE)\\b"
_QUOTE = "[\"'`]"
_CALL = "[ \\t]{0,4}\\("

RUNS = {
    "eval": (f"\\beval{_CALL}", "\\(0, ?eval\\)", "\\(eval\\)", f"{_QUOTE}eval{_QUOTE}"),
    "function": (f"\\bFunction{_CALL}[^)]", f"\\]\\({_QUOTE}return ", f"{_QUOTE}Function{_QUOTE}"),
    "constructor": (
        "\\bconstructor[^a-zA-Z0-9]{1,6}constructor\\b",
        f"\\[{_QUOTE}constructor{_QUOTE}\\]",
    ),
    "virtual-machine": ("\\brunIn(This|New)?Context\\b", "\\._compile\\b", "\\bvm\\.Script\\b"),
    "process": (
        "\\bchild_process\\b",
        "\\bBun\\.(spawn|\\$)",
        "\\bDeno\\.(run|Command)\\b",
        "\\bWScript\\b",
        "\\b(execa|cross-spawn|shelljs)\\b",
    ),
}
DECODES = {
    "base64": (f"\\batob{_CALL}", f"{_QUOTE}base64{_QUOTE}", "\\bfrombase64", "\\bb64decode\\b"),
    "hex": (f"{_QUOTE}hex{_QUOTE}",),
    "codes": ("\\bfromC(harCode|odePoint)\\b",),
    "unescape": (f"\\b(unescape|decodeURIComponent){_CALL}",),
    "inflate": ("\\b(inflate|gunzip|unzip|brotliDecompress)(Raw)?(Sync)?\\b",),
    "decipher": ("\\bcreateDecipher(iv)?\\b",),
    "reverse": (f"\\.reverse{_CALL}\\)[ \\t\\r\\n]{{0,8}}\\.join{_CALL}",),
    "code-points": ("\\bcodePointAt\\b",),
    "long-base64": ("[\"'`][A-Za-z0-9+/_-]{64}",),
    "long-escapes": ("(\\\\x[0-9A-Fa-f]{2}){16}", "(\\\\u[0-9A-Fa-f]{4}){16}"),
    "long-codes": ("([0-9]{1,3}, ?){32}", "(0x[0-9A-Fa-f]{2}, ?){32}"),
    "long-percent": ("(%[0-9A-Fa-f]{2}){16}",),
}
_UNSEEN = (
    "\\xef\\xb8[\\x80-\\x8f]|\\xf3\\xa0[\\x80-\\x87][\\x80-\\xbf]|\\xe2\\x80[\\x8b-\\x8f]"
    "|\\xe2\\x81[\\xa0-\\xaf]|\\xe3\\x85\\xa4|\\xef\\xbe\\xa0|\\xef\\xbb\\xbf"
)
HIDES = {
    "codes-of-text": (
        "\\bfromC(harCode|odePoint)(\\.apply\\([a-zA-Z.]{0,12}, ?\\[|\\()([0-9]{2,3}, ?){12}",
        "\\bfromC(harCode|odePoint)(\\.apply\\([a-zA-Z.]{0,12}, ?\\[|\\()(0x[0-9a-fA-F]{2}, ?){12}",
    ),
    "hidden-address": (
        f"{_QUOTE}aHR0c(HM6Ly|DovL)",
        f"{_QUOTE}68747470(73)?3[aA]2[fF]2[fF]",
        "//:s?ptth",
    ),
    "hex-names": ("\\b_0x[0-9a-f]{4,6}\\b",),
    "shuffle": (
        "\\bwhile ?\\(!!\\[\\]\\)",
        f"\\[{_QUOTE}push{_QUOTE}\\]\\([a-zA-Z_$0-9]{{1,12}}\\[",
    ),
    "control-flow": (f"{_QUOTE}[0-9]{{1,2}}(\\|[0-9]{{1,2}}){{3}}[0-9|]{{0,200}}{_QUOTE}[\\[.]",),
    "jsfuck": ("[\\[\\]()!+]{64}",),
    "jjencode": ("=~\\[\\];",),
    "aaencode": ("\\xef\\xbe\\x9f\\xcf\\x89\\xef\\xbe\\x9f",),
    "unseen": (f"({_UNSEEN}){{8}}",),
    "bidi": ("\\xe2\\x80[\\xaa-\\xae]|\\xe2\\x81[\\xa6-\\xa9]",),
    "gap": (" " * 150, "\\t" * 60),
    "joined-name": (
        f"\\[{_QUOTE}[a-zA-Z_]{{1,14}}{_QUOTE} ?\\+ ?{_QUOTE}[a-zA-Z_]{{1,14}}{_QUOTE}[\\] +]",
        f"\\brequire\\({_QUOTE}[a-z_:]{{1,14}}{_QUOTE} ?\\+ ?{_QUOTE}[a-z_]{{1,14}}{_QUOTE}[) +]",
        f"\\[{_QUOTE}(eval|exec|execSync|Function|child_process){_QUOTE}\\]\\(",
    ),
    "computed": (
        f"\\b(globalThis|global|window|process|module|require|self|this)\\[{_QUOTE}",
        f"\\brequire\\({_QUOTE}[^\"'`\\n]{{1,24}}{_QUOTE} ?[.+\\[]",
    ),
}
_MODULE = f"{_QUOTE}(node:)?"
REACHES = {
    "network": (
        f"{_MODULE}(https?|http2|net|tls|dns|dns/promises|dgram){_QUOTE}",
        f"\\bfetch{_CALL}",
        f"{_QUOTE}(axios|got|node-fetch|request|undici|superagent|needle|ws){_QUOTE}",
        "\\b(axios|superagent|needle)\\.(get|post|put|request)\\b",
        "\\b(XMLHttpRequest|WebSocket|sendBeacon|EventSource)\\b",
    ),
    "fetch-tool": ("\\b(curl|wget)(\\.exe)?[ \\t]", f"{_QUOTE}(curl|wget){_QUOTE}"),
    "piped-shell": ("\\| ?(sudo )?(ba|z|da|k)?sh\\b", "\\| ?(sudo )?(node|python3?|perl)\\b"),
    "windows-tool": (
        "(?i)\\b(powershell|pwsh)(\\.exe)?\\b",
        "(?i)\\b(certutil|bitsadmin|mshta|rundll32|regsvr32|wscript|cscript)(\\.exe)?[ \"'`]",
        "(?i)\\b(Invoke-WebRequest|Invoke-Expression|DownloadString|DownloadFile)\\b",
    ),
    "socket": (f"{_MODULE}(net|tls|ws){_QUOTE}", "\\bBun\\.connect\\b"),
    "shell-program": (
        f"{_QUOTE}(/[a-z/]{{1,20}}/)?(ba|z|da|k)?sh{_QUOTE}",
        f"(?i){_QUOTE}(cmd|powershell)(\\.exe)?{_QUOTE}",
    ),
    "device": ("/dev/(tcp|udp)/", "\\b(nc|ncat|netcat)[ \\t]", f"{_QUOTE}(nc|ncat|netcat){_QUOTE}"),
    "asks": ("[$`][({]?(whoami|hostname|USER|HOSTNAME)\\b", "\\| ?(curl|wget|nc)\\b"),
    "temporary": (f"\\btmpdir{_CALL}", f"{_QUOTE}/(var/)?tmp/", "\\bAPPDATA\\b"),
    "address": (
        "\\b(https?|wss?|tcp|ftp)://[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}",
        "\\bhost(name)?[\"']?: ?[\"'][0-9]{1,3}\\.[0-9]{1,3}\\.",
    ),
    "host-name": ("\\bos\\.hostname\\b", f"\\bhostname{_CALL}\\)"),
    "user-name": (f"\\buserInfo{_CALL}", "\\bos\\.userInfo\\b"),
    "interfaces": ("\\bnetworkInterfaces\\b",),
    "home": (
        f"\\bhomedir{_CALL}",
        "\\bUSERPROFILE\\b",
        "\\bAPPDATA\\b",
        "\\benv\\.HOME\\b",
        "~/\\.",
    ),
    "environment": (
        "\\bJSON\\.stringify\\([ \\t\\r\\n]{0,40}process\\.env[ \\t]{0,4}[,)]",
        "\\bObject\\.(keys|entries|values)\\(process\\.env\\)",
        "\\bJSON\\.stringify\\(\\{ ?\\.\\.\\.process\\.env\\b",
        "\\bfor ?\\([a-zA-Z_$ ]{1,40} in process\\.env\\)",
        f"\\bprocess\\[{_QUOTE}env{_QUOTE}\\]",
        "\\.(post|put|write|end|send)\\([^()\\n]{0,60}process\\.env[,) ]",
        "\\b(body|data|json|payload): ?process\\.env\\b[^.\\[]",
    ),
    "environment-given": (
        "[:,(=] ?process\\.env[ \\t\\r\\n]{0,8}[,;)}]",
        "\\.\\.\\.process\\.env\\b",
    ),
    "writes-file": ("\\b(writeFile|appendFile|createWriteStream|copyFile|outputFile|cpSync)",),
    "reads-file": ("\\b(readFile|createReadStream|readdir|copyFile)",),
    "detached": (f"\\bdetached{_QUOTE}?: ?(true|!0)\\b", f"\\.unref{_CALL}\\)"),
    "tls-off": ("NODE_TLS_REJECT_UNAUTHORIZED", "\\brejectUnauthorized: ?(false|!1)"),
    "native": ("\\bprocess\\.dlopen\\b", f"{_QUOTE}(ffi-napi|ffi|koffi|node-ffi){_QUOTE}"),
    "package-tool": (
        "\\b(npm|pnpm|yarn|bun) (i|install|add|publish|whoami|ci)\\b",
        "\\b(npm|pnpm|yarn)(\\.cmd)?[\"'`], ?\\[[\"'`](i|install|add|publish|whoami)\\b",
    ),
    "registry-api": ("/-/npm/v1/tokens", "/-/whoami", "maintainer:", "/-/v1/search"),
    "repository-api": (
        "\\bapi\\.github\\.com\\b",
        "\\bcreateForAuthenticatedUser\\b",
        "\\bcreateOrUpdateFileContents\\b",
        "\\b(createCommitOnBranch|createWorkflowDispatch)\\b",
    ),
    "wipes": (
        f"\\b(rm|rmSync|rimraf|sync|rmdirSync|removeSync|remove|rmdir){_CALL}[^;\\n]{{0,24}}{_HOME}",
        f"\\brm -[a-zA-Z]{{1,5}} [^;\\n]{{0,24}}{_HOME}",
        "\\brm -[a-zA-Z]{1,5} (--no-preserve-root )?(~|\\$HOME|/\\*|/[ \"'`;&])",
    ),
    "removes": (
        "\\brm -[a-zA-Z]{0,3}[rf]",
        f"\\b(rmSync|rimraf|rmdirSync|rm){_CALL}",
        "(?i)\\bdel /",
    ),
}
SECRETS = {
    "secret-npm": ("\\.npmrc\\b", "_authToken\\b", "\\bNPM_TOKEN\\b", "\\bNODE_AUTH_TOKEN\\b"),
    "secret-github": ("\\b(GITHUB_TOKEN|GH_TOKEN|GITHUB_PAT)\\b", "\\.git-credentials\\b"),
    "secret-aws": (
        "\\.aws[/\\\\\"', ]{1,5}(credentials|config)\\b",
        "\\bAWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)\\b",
    ),
    "secret-cloud": (
        "\\bapplication_default_credentials\\b",
        "\\bGOOGLE_APPLICATION_CREDENTIALS\\b",
        "\\.azure/",
        "\\bAZURE_CLIENT_SECRET\\b",
        "\\.kube[/\\\\\"', ]{1,5}config\\b",
        "/var/run/secrets/kubernetes",
        "\\bVAULT_TOKEN\\b",
        "\\.docker[/\\\\\"', ]{1,5}config\\.json\\b",
    ),
    "secret-ssh": ("\\bid_(rsa|ed25519|ecdsa|dsa)\\b", "\\.ssh[/\\\\\"'`]"),
    "secret-imds": (
        "169\\.254\\.169\\.254",
        "169\\.254\\.170\\.2\\b",
        "\\bmetadata\\.google\\.internal\\b",
    ),
    "secret-wallet": (
        "\\bwallet\\.dat\\b",
        "\\bnkbihfbeogaeaoehlefnkodbefgpgknn\\b",
        "(?i)\\b(exodus|electrum|atomic)[/\\\\ .]{1,4}(wallet|exodus|local storage)",
        "\\.config/solana/id\\.json",
    ),
    "secret-browser": (
        "\\bLogin Data\\b",
        "\\blogins\\.json\\b",
        "Local Storage[/\\\\]{1,2}leveldb",
        "\\bkey4\\.db\\b",
    ),
    "secret-system": ("/etc/(passwd|shadow)\\b", "\\.(bash|zsh)_history\\b", "\\.netrc\\b"),
    "secret-text": (
        "\\bnpm_[A-Za-z0-9]{36}\\b",
        "\\bgh[pousr]_[A-Za-z0-9]{36}",
        "\\bgithub_pat_[A-Za-z0-9_]{60}",
        "\\bA(KI|SI)A[0-9A-Z]{16}\\b",
        "-----BEGIN ([A-Z]{1,10} )?PRIVATE KEY-----",
        "\\bxox[abprs]-[0-9A-Za-z-]{20}",
        "\\bsk_live_[0-9A-Za-z]{20}",
        "\\bAIza[0-9A-Za-z_-]{35}",
        "\\bglpat-[0-9A-Za-z_-]{20}",
        "_authToken ?= ?[A-Za-z0-9_-]{24}",
    ),
}
PLACES = {
    "place-profile": ("\\.(bashrc|zshrc|bash_profile|zprofile|profile)\\b",),
    "place-cron": ("\\bcrontab\\b", "/etc/cron"),
    "place-systemd": ("\\.config/systemd\\b", "/etc/systemd/system\\b"),
    "place-launch": ("\\bLaunch(Agents|Daemons)\\b", "\\bCurrentVersion[\\\\]{1,4}Run\\b"),
    "place-workflow": ("\\.github[/\\\\\"', ]{1,5}workflows\\b",),
    "place-editor": ("\\.vscode[/\\\\\"', ]{1,5}(tasks|settings)\\b", "\\bfolderOpen\\b"),
    "place-assistant": (
        "\\bCLAUDE\\.md\\b",
        "\\bAGENTS\\.md\\b",
        "\\.cursorrules\\b",
        "\\.claude[/\\\\\"', ]{1,5}(settings|commands|hooks)",
        "\\.cursor[/\\\\\"', ]{1,5}(rules|mcp)",
        "\\.gemini[/\\\\\"', ]{1,5}settings",
    ),
}
THREATS = {
    "odd-host": (
        "\\bdiscord(app)?\\.com/api/(v[0-9]{1,2}/)?webhooks",
        "\\bhooks\\.slack\\.com/services\\b",
        "\\bapi\\.telegram\\.org\\b",
        "\\b(webhook\\.site|pipedream\\.net|requestbin\\.|requestcatcher\\.com|beeceptor\\.com)",
        "\\b(oast\\.(pro|live|site|online|fun|me)|interact\\.sh|burpcollaborator\\.net|oastify\\.com)",
        "\\b(ngrok(-free)?\\.(io|app|dev)|trycloudflare\\.com|loca\\.lt|serveo\\.net|localtunnel\\.me)",
        "\\b(pastebin\\.com|paste\\.ee|hastebin\\.com|rentry\\.co|ghostbin\\.|controlc\\.com)",
        "\\b(transfer\\.sh|file\\.io|gofile\\.io|anonfiles\\.com|catbox\\.moe|0x0\\.st|bashupload\\.com)",
        "\\b(ipinfo\\.io|ip-api\\.com|api\\.ipify\\.org|ifconfig\\.me|icanhazip\\.com)",
        "\\b(canarytokens\\.com|dnslog\\.cn|ceye\\.io|eyes\\.sh|xss\\.ht|workers\\.dev)\\b",
    ),
    "odd-domain": (
        "\\b(https?|wss?)://[a-z0-9.-]{1,60}\\.(icu|xyz|top|tk|ml|cf|gq|pw|onion|su|cyou|sbs)\\b",
    ),
    "miner": (
        "\\bstratum\\+(tcp|ssl)://",
        "(?i)\\b(xmrig|coinhive|cryptonight|minexmr|supportxmr|moneroocean|nanopool|coin-hive)\\b",
    ),
    "wallet-hook": (
        "\\bwindow\\.ethereum\\b",
        "\\beth_(call|sendTransaction)\\b",
        "\\bXMLHttpRequest\\.prototype\\.(open|send) ?=[^=]",
    ),
    "wallet-address": (
        "\\b0x[0-9a-fA-F]{40}\\b",
        "\\bbc1q[0-9a-z]{38}\\b",
        "[\"'`]T[1-9A-HJ-NP-Za-km-z]{33}[\"'`]",
    ),
    "scanner": ("(?i)\\b(trufflehog|gitleaks)\\b",),
    "assistant": (
        "--dangerously-skip-permissions\\b",
        "--yolo\\b",
        "--trust-all-tools\\b",
        "--dangerously-bypass-approvals",
    ),
}
SIGNALS: dict[str, tuple[str, ...]] = {
    **RUNS, **DECODES, **HIDES, **REACHES, **SECRETS, **PLACES, **THREATS,
}  # fmt: skip

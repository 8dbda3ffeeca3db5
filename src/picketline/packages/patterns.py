r"""What is looked for in the bytes of every file: names of signals and their patterns.

Patterns are what hyperscan and RE2 both read in the same way: no look-around, no
back-references, no `.`, `^`, `$` or `\s`, and no class that repeats without a bound.
A signal alone says nothing: it only chooses the files that are looked at more closely.
"""

_HOME = "(homedir|env\\.HOME|env\\.USERPROFILE|env\\[.HOME|env\\[.USERPROFILE)\\b"
_QUOTE = "[\"'`]"
_NAME = "[A-Za-z_$][A-Za-z0-9_$]{0,9}"
_KEYS = "fromSecretKey|private_?key ?=|PRIVATE KEY|seed ?phrase|mnemonic"
_CALL = "[ \\t]{0,4}\\("
_REPLACED = (
    "\\b[a-z]{1,6}\\.(request|get)|\\b(window|globalThis|self|global)\\.fetch|\\b_load"
    "|\\bprototype\\.(require|_compile|load|open|send|write|setRequestHeader)"
    "|\\b_resolveFilename|\\bextensions\\[[^\\]\\n]{1,12}\\]"
)
_SENDS = "(https?://|\\bconnect\\(|\\bsendBeacon\\b|\\bhost(name)?:|\\bmethod: ?[\"'`]POST)"
_TALKS = "[^;]{0,120}(\\bconsole\\.[a-z]{1,8}|\\bstdout\\.write)\\("

_GLOBAL = "return this"
_UNLIKE_GLOBAL = "|".join(
    [f"{_GLOBAL[:at]}[^{each}]" for at, each in enumerate(_GLOBAL)] + [f"{_GLOBAL}[a-zA-Z0-9_$.]"]
)
"""How a text begins that asks for more than the global object, as old code does."""

RUNS = {
    "eval": (f"\\beval{_CALL}", "\\(0, ?eval\\)", "\\(eval\\)", f"{_QUOTE}eval{_QUOTE}"),
    "function": (
        f"\\bFunction{_CALL}[^)\"'`]",
        f"\\bFunction{_CALL}{_QUOTE}({_UNLIKE_GLOBAL})",
        f"\\]\\({_QUOTE}return ",
        f"{_QUOTE}Function{_QUOTE}",
    ),
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
INDIRECT = {
    "eval-value": (
        "[=(,:|?&\\[{] ?eval ?[,;)}\\]:?|]",
        "\\beval(\\?\\.|\\.call\\b|\\.apply\\b|\\.bind\\b)",
        "(\\breturn eval|\\.eval)\\b",
        "\\bexports(\\.[a-zA-Z]{1,24})? ?= ?(eval|Function) ?[;,\\n]",
        "\\bReflect\\.(apply|construct)\\((eval|Function|require)\\b",
        "\\.(then|map|forEach)\\((Function|require)\\)",
    ),
    "decoded-code": (
        f"\\b(eval|Function|exec|execSync){_CALL}(unescape|decodeURI|atob|Buffer\\.from|String\\.from)",
    ),
    "turned": (
        "\\+ ?13\\b[^\\n]{0,12}[?%<>)]",
        "\\bcharCodeAt\\(0?\\) ?\\+ ?13\\b",
        "N-ZA-Mn-za-m|NOPQRSTUVWXYZABCDEFGHIJKLM",
    ),
    "escaped-name": (
        "(\\\\u00[4-7][0-9a-fA-F]|\\\\u\\{[4-7][0-9a-fA-F]\\})[a-zA-Z]{0,12}\\(",
        "[a-zA-Z](\\\\u00[4-7][0-9a-fA-F]|\\\\u\\{[4-7][0-9a-fA-F]\\})[a-zA-Z]{1,12}[.\\[ =]",
    ),
    "odd-load": (
        f"\\brequire{_CALL}[\"'`]\\.[^\"'`\\n]{{1,60}}\\.(txt|dat|bin|png|jpg|gif|svg|md|log|css|html|wasm|db|tmp|ico|ttf|woff2?|bak)[\"'`]",
    ),
    "named-module": (
        f"\\brequire{_CALL} ?[^\"'` )]",
        f"\\brequire{_CALL} ?`[^`\\n]{{0,40}}\\$\\{{",
    ),
    "decoded-module": (
        f"\\brequire{_CALL}(String\\.from|Buffer\\.from|atob|unescape|decodeURI|JSON\\.parse)",
        f"\\brequire{_CALL}\\[[^\\]\\n]{{1,200}}\\] ?\\.(join|map|reverse|reduce|at|pop|concat)",
    ),
    "other-loader": (
        "\\bprocess\\.binding\\b",
        "\\b(module|constructor)[\"'`)]{0,2}\\._load\\b",
        "\\b(_linkedBinding|getBuiltinModule)\\b",
    ),
    "code-address": (
        f"\\b(import|require|Worker|URL){_CALL}{_QUOTE}data:(text|application)/(java|ecma|type)script",
        "\\beval: ?(true|!0)\\b",
    ),
    "cut-words": (
        f"{_QUOTE}[a-zA-Z_./]{{1,8}}{_QUOTE} ?\\+ ?{_QUOTE}[a-zA-Z_./]{{1,8}}{_QUOTE}",
        "\\\\x[67][0-9a-f][a-z_]{2}",
        "[a-z_]{2}(\\\\x|\\\\u00)[67][0-9a-f]",
        "\\\\u00[67][0-9a-f][a-z_]{2}",
        "\\\\u\\{[67][0-9a-fA-F]\\}[a-z_]{2}",
    ),
    "hidden-word": (
        f"{_QUOTE}(Y2hpbGRfcHJvY2Vzc|LnNza|Ly5zc2|Lm5wbXJj|Ly5ucG1yY|cHJvY2Vzcy5lbn)",
        "6368696c645f70726f63657373",
        "2e6e706d7263|2e7373682f",
        "ssecorp_dlihc|crmpn\\.|hss\\.|asr_di",
        "(\\\\x[67][0-9a-fA-F]){4}",
        "(\\\\u00[67][0-9a-fA-F]){4}",
    ),
    "process-value": (
        "\\benv\\b[^{}\\n]{0,40}\\} ?= ?process\\b",
        "= ?process ?[;,\\n]|\\}\\)?\\( ?process ?[,)]|\\bget\\(process\\b|\\(process\\)\\.env\\b",
        "[a-zA-Z_$] ?= ?process\\.env ?[;,\\n]",
        "(TOKEN|SECRET|PASSWORD|KEY)\\b[^{}\\n]{0,80}\\} ?= ?process\\.env\\b",
        f"(\\brequire{_CALL}|\\bfrom ?){_QUOTE}(node:)?process{_QUOTE}",
        f"\\b(globalThis|global|self)\\[{_QUOTE}process{_QUOTE}",
        "\\bprocess\\?\\.env ?[),;}]",
        "\\bprocess\\[[a-zA-Z_$]",
        "\\b(globalThis|global)\\.process\\.env\\b",
        "\\bprocess\\.report\\.getReport\\b",
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
    "long-escapes": (
        "(\\\\x[0-9A-Fa-f]{2}){16}",
        "(\\\\u[0-9A-Fa-f]{4}){16}",
        "(\\\\u\\{[0-9A-Fa-f]{1,6}\\}){12}",
        "(\\\\[0-7]{3}){12}",
    ),
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
    "letter-table": (f"[A-Za-z]{{16}}{_QUOTE}\\] ?= ?[\"'][^\"'][\"'][;,]",),
    "coded-key": (f"[0-9],[0-9]{{1,3}}{_QUOTE}\\.[A-Za-z0-9_]{{1,40}}\\(\\)\\]",),
    "seeded": (f"\\* ?\\({_NAME} ?\\+ ?[0-9]{{1,7}}\\) ?\\+ ?\\({_NAME} ?% ?[0-9]{{3,8}}\\)",),
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
        "\\bJSON\\.stringify\\([ \\t\\r\\n]{0,40}process\\.env[ \\t\\r\\n]{0,40}[,)]",
        (
            "\\bstringify\\([ \\t\\r\\n]{0,40}[{\\[]([^\\x00()]{0,200}[:,\\[ \\t\\r\\n])?"
            "process\\.env[ \\t\\r\\n]{0,40}[,}\\]]"
        ),
        (
            "[{,] ?[A-Za-z_]{1,12}: ?process\\.env ?[,}][^\\x00]{0,200}"
            "[^\\x00a-zA-Z]JSON\\.stringify\\([A-Za-z_$]{1,12}\\)"
        ),
        "\\bprocess[ \\t\\r\\n]{1,40}\\.[ \\t\\r\\n]{0,40}env\\b",
        "\\bprocess\\.[ \\t\\r\\n]{1,40}env\\b",
        "\\bObject\\.(keys|entries|values)\\(process\\.env\\)",
        "\\b(inspect|assign|serialize|structuredClone|ownKeys|URLSearchParams)\\([^()\\n]{0,40}process\\.env\\b",
        "\\bJSON\\.stringify\\(\\{ ?\\.\\.\\.process\\.env\\b",
        "\\bfor ?\\([a-zA-Z_$ ]{1,40} in process\\.env\\)",
        f"\\bprocess\\[{_QUOTE}env{_QUOTE}\\]",
        "\\.(post|put|write|end|send)\\([^()\\n]{0,60}process\\.env[,) }\\]]",
        "\\b(body|data|json|payload): ?process\\.env\\b[^.\\[]",
        f"\\bexec(Sync)?{_CALL}{_QUOTE}(env|printenv|set){_QUOTE}",
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
        f"\\b(rm|rmSync|rimraf|sync|rmdirSync|removeSync|remove|rmdir|emptyDir|emptyDirSync){_CALL}[^;\\n]{{0,24}}{_HOME}",
        f"\\brm -[a-zA-Z]{{1,5}} [^;\\n]{{0,24}}{_HOME}",
        "\\brm -[a-zA-Z]{1,5} (--no-preserve-root )?(~|\\$HOME|/\\*|/[ \"'`;&])",
        "--no-preserve-root\\b",
        "\\b(shred|srm|sdelete) -",
        "(?i)\\bcipher(\\.exe)? ?/w",
        "\\bfind [\"']?(~|/|\\$HOME|\\$\\{)[^;\\n]{0,120}(-delete|rm|truncate|shred)\\b",
        "(?i)\\b(del|erase|rd|rmdir) /[a-z][^;\\n]{0,24}(USERPROFILE|HOMEPATH|HOMEDRIVE)",
        "(?i)\\b(del|erase|rd|rmdir) /[a-z][^;\\n]{0,12} [\"']?[a-z]:[\\\\/]",
        "\\brm -[a-zA-Z]{1,5} [\\\\]?[\"'](~|\\$HOME|\\$\\{HOME|/[\"'*])",
        f"{_QUOTE}rm{_QUOTE}, ?\\[[^;\\n]{{0,40}}{_HOME}",
        f"\\b(rm|rmSync|rimraf|rmdirSync|removeSync){_CALL}{_QUOTE}/{_QUOTE}",
        "(?i)\\bRemove-Item\\b[^;\\n]{0,60}(USERPROFILE|HOME\\b|~|[a-z]:\\\\)",
        "\\bof=/dev/(sd|nvme|hd|vd|disk)",
        f"{_QUOTE}(shred|find|rsync){_QUOTE}, ?\\[[^;\\n]{{0,40}}{_HOME}",
        f"{_QUOTE}shred{_QUOTE}",
        f"{_QUOTE}(cmd|cmd.exe|del|rd){_QUOTE}, ?\\[[^;\\n]{{0,60}}(USERPROFILE|HOMEPATH|C:)",
        f"\\bchdir{_CALL}[^;\\n]{{0,12}}{_HOME}",
        f"\\bcwd: ?[^;\\n]{{0,12}}{_HOME}\\(?\\)? ?\\}}",
        "\\bcd [\"']?(~|\\$HOME)/?[\"']? ?(&&|;) ?rm\\b",
        "\\brm -[a-zA-Z]{1,5} [\"']?\\$\\(echo ~",
        "\\bin [\"']?(~|\\$HOME)/?[*\"'; ][^\\n]{0,40}\\b(rm|shred)\\b",
        "\\brmtree\\(",
        "\\brsync [^;\\n]{0,60}--del[^;\\n]{0,40}(~|\\$HOME)",
        f"\\b(rmSync|rm|rimraf|sync){_CALL}[^;\\n]{{0,16}}\\bparse\\([^;\\n]{{0,24}}\\.root\\b",
    ),
    "runner": (
        "\\bactions/runner/releases\\b",
        "\\bactions-runner-(linux|osx|win)",
        "\\bregistration-token\\b",
        "\\bconfig\\.(sh|cmd) [^\\n]{0,80}--(url|token|unattended)\\b",
    ),
    "spreads": (
        "/user/repos\\b",
        "\\bgh repo create\\b",
        "text=maintainer:|/-/npm/v1/tokens\\b",
        "\\bscripts(\\.|\\[[\"'`])(pre|post)install\\b[\"'`\\]]{0,2} ?=[^=]",
        "\\bscripts ?[:=] ?\\{[^{}\\n]{0,60}\\b(pre|post)install\\b",
        "(?i)sha[i1]-hulud|duluh-[i1]ahs",
    ),
    "xors": (
        "\\] ?\\^=",
        "\\] ?= ?[a-zA-Z_$0-9]{1,12} ?\\^",
        "[\\])] ?\\^ ?[a-zA-Z_$0-9(]",
        "=> ?\\(?[a-zA-Z]{1,8} ?\\^",
        "\\breturn [a-zA-Z]{1,8} ?\\^",
        "\\bfromC(harCode|odePoint)\\([a-zA-Z_$0-9]{1,12} ?\\^",
    ),
    "drop": (
        "\\beth_(call|getLogs|getTransactionBy[A-Za-z]{1,20})\\b",
        "\\bget(SignaturesForAddress|ParsedTransaction|AccountInfo)\\b",
        f"\\bContract\\( ?{_QUOTE}0x[0-9a-fA-F]{{40}}",
        "api\\.github\\.com/search/",
        "\\b(telegra\\.ph|calendar\\.app\\.google|steamcommunity\\.com|arweave\\.net)/",
        "/ipfs/(Qm|baf)",
        "\\bdocs\\.google\\.com/document\\b|\\bt\\.me/s/",
        "\\b(jsonkeeper\\.com|npoint\\.io|jsonsilo\\.com|gist\\.githubusercontent\\.com)/",
    ),
    "replaced-sends": (
        f"({_REPLACED}) ?= ?[^=][^\\x00]{{0,400}}{_SENDS}",
        "\\bhttps?\\.(request|get) ?= ?[a-zA-Z(]",
        (
            f"\\bdefineProperty\\([A-Za-z]{{1,12}}, ?{_QUOTE}(request|fetch|connect|_load){_QUOTE}"
            f"[^\\x00]{{0,200}}{_SENDS}"
        ),
        (
            "(_resolveFilename|_load) ?= ?[^=][^\\x00]{0,200}={2,3} ?[\"'](node:)?"
            "(https?|net|tls|child_process)[\"']"
        ),
        (
            "\\b(from(SecretKey|PrivateKey|Mnemonic|Seed)|decryptKeystore|privateKeyTo[A-Z][a-z]{2,12})"
            f"{_CALL}[^\\x00]{{0,300}}{_SENDS}"
        ),
    ),
    "by-place": (
        "(?i)\\bresolvedOptions\\(\\)",
        "\\bgetTimezoneOffset\\b",
        "(?i)\\bcountry_?(name|code)\\b",
        "(?i)\\bgeoip\\b",
        "\\bnavigator\\.languages?\\b",
        "\\benv\\.(LANG|LC_ALL|LANGUAGE|TZ)\\b",
        "Y291bnRyeV9uYW1l|Y291bnRyeU5hbWU|Y291bnRyeUNvZGU",
    ),
    "named-place": (
        f"{_QUOTE}(Europe|Asia)/[A-Z][A-Za-z_]{{3,20}}{_QUOTE}",
        "(?i)\\b(russian?|belarus|ukraine|israel|palestine|kremlin)\\b",
        f"{_QUOTE}(ru|be|uk|zh|he|fa)[-_](RU|BY|UA|CN|IL|IR){_QUOTE}",
        "cnVzc2lh|YmVsYXJ1cw",
    ),
    "endless": (
        "\\bfor ?\\([^;()\\n]{0,40}; ?([a-z]{1,8} ?<=? ?Infinity|true|1|) ?;",
        "\\bwhile ?\\( ?(true|1|!0) ?\\)",
    ),
    "endless-talk": (
        (
            "\\bfor ?\\([^;()\\n]{0,40}; ?([a-z]{1,8} ?<=? ?Infinity|true|1|) ?;[^()\\n]{0,20}\\)"
            f"{_TALKS}"
        ),
        f"\\bwhile ?\\( ?(true|1|!0) ?\\){_TALKS}",
    ),
    "note": ("[/\"'`](Desktop|OneDrive)[/\"'`\\\\]", "WITH-LOVE|[A-Z_-]PEACE|LOVE[A-Z_-]"),
    "removes": (
        "\\brm -[a-zA-Z]{0,3}[rf]",
        f"\\b(rmSync|rimraf|rmdirSync|rm|unlink|unlinkSync|rmdir){_CALL}",
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
    "secret-personal": (
        f"\\bhomedir\\(\\)[,+ ]{{1,3}}{_QUOTE}[/\\\\]{{0,2}}(Desktop|Documents|Downloads)\\b",
        "\\$\\{[a-z.]{0,12}homedir\\(\\)\\}[/\\\\]{1,2}(Desktop|Documents|Downloads)\\b",
    ),
    "secret-keys": (f"(?i)\\.(includes|indexOf|match|search)\\([^)\\n]{{0,24}}({_KEYS})",),
    "secret-system": (
        "/etc/(passwd|shadow)\\b",
        "/proc/[a-z0-9*]{1,7}/environ\\b",
        "\\.(bash|zsh)_history\\b",
        "\\.netrc\\b",
    ),
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
        "\\b[0-9]{8,10}:AA[0-9A-Za-z_-]{30}",
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
    **RUNS, **INDIRECT, **DECODES, **HIDES, **REACHES, **SECRETS, **PLACES, **THREATS,
}  # fmt: skip

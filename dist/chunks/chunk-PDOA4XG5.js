const require=process.getBuiltinModule;
import{a as c}from"./chunk-Q7IOQM6N.js";var p="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",f=`
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --paper: #fff; --card: #f6f8fa; --line: #d1d9e0; --bad: #c5221f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --paper: #0d1117; --card: #151b23; --line: #3d444d; --bad: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 50rem; padding: 2rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; color: var(--soft); font-size: .875rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
article { margin: 1.25rem 0; }
h2 { margin: 0 0 .25rem; font-size: .8rem; text-transform: uppercase; letter-spacing: .04em; color: var(--soft); }
.said { white-space: pre-wrap; overflow-wrap: anywhere; }
.user .said { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
figure { margin: .6rem 0 0; } img { max-width: 100%; } figcaption { color: var(--soft); font-size: .875rem; }
.reasoning .said { color: var(--soft); border-left: 3px solid var(--line); padding-left: .8rem; }
details { margin: .5rem 0; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
summary { padding: .4rem .8rem; cursor: pointer; font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
summary.failed { color: var(--bad); }
pre { margin: 0; padding: .6rem .8rem; border-top: 1px solid var(--line); font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30rem; overflow: auto; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .75rem; color: var(--soft); font-size: .875rem; }
`;function w(r,t,o=a=>a){let{title:a,facts:s,items:d,ends:i,question:l}=c(r,t,o);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${p}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${e(a)}</title>
<style>${f}</style>
</head>
<body>
<header>
<h1>${e(a)}</h1>
<dl>${s.map(([n,m])=>`<dt>${e(n)}</dt><dd>${e(m)}</dd>`).join("")}</dl>
</header>
<main>
${d.map(n=>n.kind==="tool"?h(n):g(n)).join(`
`)}
${l===void 0?"":`<article><h2>Question</h2><div class="said">${e(l.text)}</div></article>`}
</main>
<footer>${i.map(n=>`<div>${e(n)}</div>`).join("")}</footer>
</body>
</html>
`}function g({files:r=[],kind:t,who:o,text:a}){return`<article class="${t==="reasoning"?"reasoning":o==="User"||o==="Answer"?"user":"agent"}"><h2>${e(o)}</h2><div class="said">${e(a)}${r.map(u).join("")}</div></article>`}function u({image:r,label:t}){return`<figure>${r===void 0?"":`<img src="${r}" alt="${e(t)}">`}<figcaption>${e(t)}</figcaption></figure>`}function h({label:r,args:t,result:o,failed:a}){let d=[t==="{}"?"":t,o].filter(i=>i!=="").map(i=>`<pre>${e(i)}</pre>`).join("");return`<details><summary${a?' class="failed"':""}>${e(r)}</summary>${d}</details>`}function e(r){return r.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;").replaceAll("'","&#39;")}export{w as a};

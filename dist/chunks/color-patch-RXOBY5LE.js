const require=process.getBuiltinModule;
import{b as a}from"./chunk-MY4VRDAE.js";import"./chunk-LJTZADEM.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";var g={meta:"1",hunk:"36",old:"31",new:"32"},s=(n,r)=>n==="other"||r===""?r:`\x1B[${g[n]}m${r}\x1B[m`;function d(n,r){let e=!0;return a(n).split(`
`).map(t=>{if(!r)return t;if(t.startsWith("diff --git ")?e=!0:t.startsWith("@@ ")&&(e=!1),e)return s("meta",t);let[,o,i=""]=/^(@@ .*? @@)(.*)$/.exec(t)??[];return o!==void 0?s("hunk",o)+i:s(t.startsWith("+")?"new":t.startsWith("-")?"old":"other",t)}).join(`
`)}function f(n,r){let e=(t,o,i,u)=>`${o}${s("new",i)}${s("old",u)}`;return a(n).split(`
`).map(t=>r?t.replace(/^(.*\| +\d+ )(\+*)(-*)$/,e):t).join(`
`)}export{d as terminalPatch,f as terminalStat};

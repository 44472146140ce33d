const require=process.getBuiltinModule;
import{a as r}from"./chunk-GX63BZZH.js";function c(n,e){let t=a(e);return n.endsWith(t)?n:`${n.trimEnd()}

${t}`}function d(n,e){return`Your last answer can\u2019t be used, since a program reads it:
${n.map(s=>`- ${s}`).join(`
`)}

Answer once more. Do nothing else.

${a(e)}`}var i="Your final message must be one JSON value that is valid against the JSON Schema below";function a(n){let e="`".repeat(Math.max(3,...[...n.matchAll(/`+/g)].map(([t])=>t.length+1)));return`${i}, and nothing else: no other text before or after it, no comments, no trailing commas. It may stand in one fenced block.

${e}json
${n}
${e}`}function l(n){let e=n.lastIndexOf(i),[,t]=e<0?[]:/\n(`{3,})json\n([\s\S]*)\n\1$/.exec(n.slice(e))?.slice(1)??[],s=t===void 0?void 0:r(t);return s!==void 0&&"value"in s?{asked:n.slice(0,e),schema:s.value}:{asked:n}}export{c as a,d as b,l as c};

import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a as c,c as d}from"./chunk-TYWPYPXE.js";import{b as t,c as s}from"./chunk-4X3HZF55.js";function p(n,e){let l=t(n)?n.code:"INTERNAL",u=f(n,e),i=[`error: ${o(s(n))} [${l}]`];return u!==void 0&&i.push(`  hint: ${o(u)}`),e&&i.push(o(a(n))),{text:`${i.join(`
`)}
`,exitCode:t(n)?d(n.code):c.lost}}function m(n){let e=f(n,!1);return{outcome:null,exitCode:p(n,!1).exitCode,session:null,runId:null,message:"",usage:null,stopped:!1,stopReason:null,durationMs:0,error:{code:t(n)?n.code:"INTERNAL",message:s(n),...e===void 0?{}:{hint:e}}}}function f(n,e){return t(n)?n.hint:e?void 0:"this is a defect of Amber; -v shows where it happened"}function a(n){if(!(n instanceof Error))return"";let e=n.stack??"";return n.cause===void 0?e:`${e}
caused by: ${a(n.cause)||s(n.cause)}`}function o(n){return n.replace(/[^\P{Cc}\n\t]/gu,"\uFFFD")}export{p as a,m as b};

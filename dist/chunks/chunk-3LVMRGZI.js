const require=process.getBuiltinModule;
import{a as p}from"./chunk-63YWL3OZ.js";import{d as i}from"./chunk-UR33KBH4.js";function s(n,{exact:t},e){return JSON.stringify(n,(a,r)=>typeof r=="string"?t(r):!i(r)||Object.keys(r).every(c=>t(c)===c)?r:Object.fromEntries(Object.entries(r).map(([c,u])=>[t(c),u])),e)}function b(n,t){return p(n).map(e=>m(e,t))}function m({event:n,raw:t},e){if(t===void 0)return s(n,e);let o=e.exact(t);return o.includes(`
`)||o.includes("\r")?o.replace(/[\r\n]+/g," "):o}export{s as a,b};

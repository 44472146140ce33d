import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{d as s}from"./chunk-QA272S3M.js";function i(c,{exact:t},n){return JSON.stringify(c,(u,e)=>typeof e=="string"?t(e):!s(e)||Object.keys(e).every(o=>t(o)===o)?e:Object.fromEntries(Object.entries(e).map(([o,p])=>[t(o),p])),n)}function f({event:c,raw:t},n){if(t===void 0)return i(c,n);let r=n.exact(t);return r.includes(`
`)||r.includes("\r")?r.replace(/[\r\n]+/g," "):r}export{i as a,f as b};

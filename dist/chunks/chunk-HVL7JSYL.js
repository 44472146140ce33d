import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a as i}from"./chunk-4X3HZF55.js";function s(r,n,t){return new i("INVALID",`${r}${t===void 0?"":` ${o(t)}`} is not allowed: ${n}`)}function o(r){let n=JSON.stringify(r)??String(r);return n.length>80?`${n.slice(0,79)}\u2026`:n}export{s as a};

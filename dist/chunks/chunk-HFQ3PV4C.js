const require=process.getBuiltinModule;
function o(e,n){return e.type===n}function t(e,n){let r=e[n];return typeof r=="string"?r:void 0}function d(e,n){let r=e[n];return i(r)?r:void 0}function i(e){return typeof e=="object"&&e!==null&&!Array.isArray(e)}function y(e){return t(e,"runId")??t(e,"run_id")}export{o as a,t as b,d as c,i as d,y as e};

const require=process.getBuiltinModule;
function o(e,n){return e.type===n}function r(e,n){let t=e[n];return typeof t=="string"?t:void 0}function d(e,n){let t=e[n];return i(t)?t:void 0}function i(e){return typeof e=="object"&&e!==null&&!Array.isArray(e)}function p(e){return r(e,"runId")??r(e,"run_id")}export{o as a,r as b,d as c,i as d,p as e};

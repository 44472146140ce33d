const require=process.getBuiltinModule;
function r(e,t){let n=e[t];return typeof n=="string"?n:void 0}function o(e,t){let n=e[t];return i(n)?n:void 0}function i(e){return typeof e=="object"&&e!==null&&!Array.isArray(e)}function d(e){return r(e,"runId")??r(e,"run_id")}export{r as a,o as b,i as c,d};

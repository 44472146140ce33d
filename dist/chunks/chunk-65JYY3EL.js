const require=process.getBuiltinModule;
function s({name:n},{why:e}){return`session "${n}" may still be running: ${e}`}function i(n,e,t){let{pod:o}=e,r=o===void 0?t:`kubectl delete pod ${o} -n ${n.project}`;return{code:"STOP_UNCONFIRMED",message:s(n,e),hint:r}}function c({name:n},e,t){return`session "${n}": ${e}; waiting for that, ${Math.ceil(t/1e3)} s at most`}export{s as a,i as b,c};

const require=process.getBuiltinModule;
function i({name:n},{why:e}){return`session "${n}" may still be running: ${e}`}function s(n,e,t){let{pod:o}=e,r=o===void 0?t:`kubectl delete pod ${o} -n ${n.project}`;return{code:"STOP_UNCONFIRMED",message:i(n,e),hint:r}}function c({name:n},e,t){return`session "${n}": ${e}; waiting for that, ${Math.ceil(t/1e3)} s at most`}export{i as a,s as b,c};

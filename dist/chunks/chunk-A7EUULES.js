const require=process.getBuiltinModule;
async function m(n,t,o,i){for await(let e of n.ownComments(t,null,i))if(o(e.body))return e}export{m as a};

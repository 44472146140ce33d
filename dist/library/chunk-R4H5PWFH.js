const require=process.getBuiltinModule;
function n(e){return e==="Stopped"||e==="Completed"||e==="Failed"}export{n as a};

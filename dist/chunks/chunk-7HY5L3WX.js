const require=process.getBuiltinModule;
var n="none";export{n as a};

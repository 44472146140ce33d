const require=process.getBuiltinModule;
var n="configuration";export{n as a};

const require=process.getBuiltinModule;
var t=["sessions","contexts","projects","agents"];export{t as a};

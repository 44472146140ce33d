const require=process.getBuiltinModule;
var t=["sessions","contexts","projects"];export{t as a};

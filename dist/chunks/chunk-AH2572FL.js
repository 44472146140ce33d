const require=process.getBuiltinModule;
var e=["sessions","contexts","projects"];export{e as a};

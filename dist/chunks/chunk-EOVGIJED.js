const require=process.getBuiltinModule;
var e=["sessions","contexts","projects","agents","models","modes","efforts"];export{e as a};

const require=process.getBuiltinModule;
process.getBuiltinModule("node:module").enableCompileCache();await import("./chunks/main-GAULHIJF.js");

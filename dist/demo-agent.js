const require=process.getBuiltinModule;
process.getBuiltinModule("node:module").enableCompileCache();await import("./chunks/main-NJ4MWHH2.js");

const require=process.getBuiltinModule;
process.getBuiltinModule("node:module").enableCompileCache();await import("./chunks/main-3ELYTZS5.js");

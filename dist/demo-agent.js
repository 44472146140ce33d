const require=process.getBuiltinModule;
process.getBuiltinModule("node:module").enableCompileCache();await import("./chunks/main-W2LF5LAO.js");

// Parsed once per machine, not once per run: an agent's start is what a run's first event waits for.
process.getBuiltinModule('node:module').enableCompileCache();
await import('./engine/local/demo/main.ts');

#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `error: Amber needs Node 22.12 or newer, and this is ${process.versions.node} [UNSUPPORTED]\n` +
      '  hint: npx -p node@24 amber --help\n',
  );
  process.exitCode = 2;
} else {
  // Parsed once per machine, not once per call. Not imported: that would take a millisecond.
  process.getBuiltinModule('node:module').enableCompileCache();
  await import('../dist/cli.js');
}

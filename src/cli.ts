import { versionText } from './cli/version.ts';

// Answered before anything else is loaded: scripts ask for it often. `process` is the global one, here and in
// process-io.ts: importing node:process evaluates every getter that it has, which costs 5 ms.
const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`error: cannot write to stdout: ${message} [UNAVAILABLE]\n`);
    process.exitCode = 1;
  });
  process.stdout.write(`${versionText()}\n`);
} else {
  const { processIo } = await import('./cli/process/process-io.ts');
  const { main } = await import('./cli/program.ts');
  const io = processIo();
  io.leave(await main(io));
}

import type { Writable } from 'node:stream';
import type { StatusLine } from './renderer.ts';

/**
 * The status line as a spinner, by ora. It leaves stdin alone (raw mode would swallow signals) and the cursor visible: a
 * process that is killed could not give it back.
 */
export async function spinnerLine({ stream }: { readonly stream: Writable }): Promise<StatusLine> {
  const { default: ora } = await import('ora');
  const spinner = ora({ stream, color: false, discardStdin: false, hideCursor: false, isEnabled: true });
  const hide = (): void => {
    if (spinner.isSpinning) spinner.stop();
  };
  return {
    show(text) {
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
    hide,
    stop: hide,
  };
}

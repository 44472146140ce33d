import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Confinement } from '../../src/core/session/confinement.ts';
import { customs, last, prompt, said } from '../engine/local/acp/agent-harness.ts';
import { KEY, REAL } from './agents-with-keys.ts';
import { missing as missingAgents, startReal } from './real-agent.ts';
import { srtFolder } from './srt.ts';

const srt = await srtFolder();
const missing = missingAgents ?? srt.missing;
const confinement: Confinement = { keyProxy: 'on', sandbox: 'on', domains: [], registries: [] };

/** What an agent's own tool sees and can do in there. */
const LOOK = [
  'env > seen; cat /proc/[0-9]*/environ >> seen 2>/dev/null',
  'cat "$HOME/.ssh/id_rsa" "$HOME/.netrc" > keys 2>/dev/null',
  'touch /etc/amber-was-here /var/tmp/amber-was-here "$HOME/amber-was-here" 2>/dev/null',
  'echo "$TMPDIR" > temp; echo mine > "$TMPDIR/mine" && cp "$TMPDIR/mine" mine',
  'curl -s -m 5 -o /dev/null -w "%{http_code}" https://example.com > network; true',
].join('; ');

for (const [command, { api, tool, env }] of Object.entries(REAL))
  test.skipIf(missing)(
    `${command} works in a sandbox, behind the key proxy${missing ? ` (skipped: ${missing})` : ''}`,
    async () => {
      const { agent, model, cwd } = await startReal(
        command,
        api,
        (place) => {
          mkdirSync(join(place.home, '.ssh'));
          for (const file of ['.ssh/id_rsa', '.netrc']) writeFileSync(join(place.home, file), 'a key of somebody');
          return { ...env(place), PATH: `${srt.bin}:${process.env.PATH}` };
        },
        { permissions: 'all', confinement },
      );
      model.script({ tools: [tool(LOOK)] }, { text: 'I have looked.' });
      const { events, end } = await prompt(agent, 'look around');
      expect({ end, said: said(events), last: last(events) }).toMatchObject({
        end: 'finished',
        said: 'I have looked.',
        last: { type: 'RUN_FINISHED' },
      });
      const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
      expect(read('seen')).toMatch(/_API_KEY=amber-[0-9a-f]{64}/);
      expect(read('seen')).not.toContain(KEY);
      expect(read('keys')).toBe('');
      expect(read('mine')).toBe('mine\n');
      expect(existsSync(read('temp').trim())).toBe(true);
      expect(read('network')).toBe('000');
      expect(['/etc/amber-was-here', '/var/tmp/amber-was-here'].filter(existsSync)).toEqual([]);
      const [{ count } = { count: 0 }] = customs(events, 'amber:refused') as { count: number }[];
      expect(count).toBeGreaterThanOrEqual(4);
      const warnings = customs(events, 'amber:warning') as { code: string; message: string }[];
      expect(warnings.find(({ code }) => code === 'SANDBOX_REFUSED')?.message).toContain('example.com:443');
      await agent.close();
      expect(existsSync(read('temp').trim())).toBe(false);
    },
  );

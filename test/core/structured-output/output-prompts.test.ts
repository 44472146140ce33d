import { describe, expect, test } from 'vitest';
import { repairPrompt, splitRequirement, withRequirement } from '../../../src/core/structured-output/output-prompts.ts';

const SCHEMA = '{"type":"object"}';

describe('what a prompt asks of the answer', () => {
  test('stands at its end, with the schema', () => {
    const prompt = withRequirement('Count the files\n', SCHEMA);
    expect(prompt).toMatch(
      /^Count the files\n\nYour final message must be one JSON value .*\n\n```json\n\{"type":"object"\}\n```$/,
    );
  });

  test('is the same for the same schema, and is there once: an instruction can be sent again', () => {
    const once = withRequirement('Count', SCHEMA);
    expect(withRequirement(once, SCHEMA)).toBe(once);
  });

  test('holds a schema that has fences in it', () => {
    const schema = JSON.stringify({ description: 'in ````a```` block' });
    expect(splitRequirement(withRequirement('Count', schema))).toEqual({
      asked: 'Count\n\n',
      schema: { description: 'in ````a```` block' },
    });
  });

  test('what was wrong is said with the schema, which a session may have forgotten', () => {
    const prompt = repairPrompt(['/a must be number', 'it is long'], SCHEMA);
    expect(prompt).toContain('\n- /a must be number\n- it is long\n');
    expect(splitRequirement(prompt).schema).toEqual({ type: 'object' });
  });

  test('a prompt without it is whole', () => {
    expect(splitRequirement('Count ```json\n{}\n```')).toEqual({ asked: 'Count ```json\n{}\n```' });
  });
});

import { expect, test } from 'vitest';
import { ROLES } from '../../../../src/engine/kubernetes/crd/rbac-roles.ts';

interface Role {
  readonly metadata: { readonly name: string };
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
}

/** `agenticsessions: get list`, for each role. */
const rights = Object.fromEntries(
  ROLES.map(({ object }) => {
    const { metadata, rules } = object as unknown as Role;
    return [
      metadata.name,
      rules.map(({ resources, verbs, resourceNames = [] }) =>
        [`${resources.join()}:`, ...verbs, ...(resourceNames.length === 0 ? [] : [`of ${resourceNames.join()}`])].join(
          ' ',
        ),
      ),
    ];
  }),
);

test('the rights of each role are these and no more', () => {
  expect(rights).toMatchInlineSnapshot(`
    {
      "amber-bot": [
        "agenticsessions: get list watch",
        "agenticsessions: create patch",
        "pods: get",
      ],
      "amber-events": [
        "services: list",
        "services/proxy: get create of http:amber-serve:http,http:backend-service:http",
      ],
      "amber-serve": [
        "agenticsessions: get list watch",
        "agenticsessions: patch",
        "agenticsessions/status: patch",
        "secrets: get",
      ],
      "amber-user": [
        "agenticsessions: get list watch",
        "agenticsessions: create patch",
        "agenticsessions: delete",
        "pods: get",
      ],
    }
  `);
});

test('no role names everything, and each rule says what it is needed for', () => {
  for (const { object, comment, notes } of ROLES) {
    const { rules } = object as unknown as Role;
    expect(JSON.stringify(rules)).not.toContain('*');
    expect(comment).not.toBe('');
    expect(Object.keys(notes ?? {})).toEqual(rules.map((_, at) => `rules.${at}`));
  }
});

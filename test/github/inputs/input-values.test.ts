import { expect, test } from 'vitest';
import { inputHint } from '../../../src/github/inputs/input-values.ts';

test.each([
  ['--kubeconfig FILE, or KUBECONFIG=FILE', 'input kubeconfig FILE, or KUBECONFIG=FILE'],
  [
    '--api-url URL of the platform’s backend or amber serve, or --events-service NAMESPACE/NAME:PORT',
    'input api-url URL of the platform’s backend or amber serve, or input events-service NAMESPACE/NAME:PORT',
  ],
  [
    'kubectl get namespaces --context team, or --project with one that is there',
    'kubectl get namespaces --context team, or input project with one that is there',
  ],
  ['amber list --engine kubernetes --project team-a', 'amber list --engine kubernetes --project team-a'],
])('%s', (hint, said) => {
  expect(inputHint(hint)).toBe(said);
});

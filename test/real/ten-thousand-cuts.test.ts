import { test } from 'vitest';
import { cutClients } from '../serve/cut-clients.ts';

// It asserts; the suite does the same a thousand times.
test('ten thousand times cut off and resumed, clients have what the log has', () => cutClients(16, 10_000), 300_000);

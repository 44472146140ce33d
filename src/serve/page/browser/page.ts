/**
 * The pages' script. Everything foreign becomes text nodes: nothing is ever parsed as HTML.
 */

import { showSessions } from './session-list-page.ts';
import { showSession } from './session-page.ts';

const log = document.getElementById('log');
if (log) showSession(log);
else void showSessions();

/**
 * The pages' script. Everything foreign becomes text nodes: nothing is ever parsed as HTML.
 */
import { showSession } from './session-page.ts';
import { showSessions } from './session-list-page.ts';

const log = document.getElementById('log');
if (log) showSession(log);
else void showSessions();

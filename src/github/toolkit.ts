/** Those parts of GitHub's toolkit that are used, so that the bundle holds no others: they come with an HTTP client. */
export { notice, saveState, setFailed, setOutput, setSecret, summary, warning } from '@actions/core';

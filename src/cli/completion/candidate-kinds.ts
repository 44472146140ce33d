/** What is offered by where sessions live: `amber complete <offer>` prints it. */
export const CANDIDATE_KINDS = ['sessions', 'contexts', 'projects', 'agents', 'models', 'modes', 'efforts'] as const;
export type CandidateKind = (typeof CANDIDATE_KINDS)[number];

/** What is offered by where sessions live: `amber complete <offer>` prints it. */
export const OFFERS = ['sessions', 'contexts', 'projects'] as const;
export type Offer = (typeof OFFERS)[number];

import { ANNOTATION } from './session.ts';

/** Whether something that holds an agent in is used: `auto` where it can be, `on` or the agent does not start. */
export type ConfinementMode = (typeof CONFINEMENT_MODES)[number];

export const CONFINEMENT_MODES = ['auto', 'on', 'off'] as const;

/** What holds an agent of the local engine in. */
export interface Confinement {
  /** Amber keeps the key of the agent's model: flag `--key-proxy`. */
  readonly keyProxy: ConfinementMode;
}

export const UNCONFINED: Confinement = { keyProxy: 'off' };

type Annotations = { readonly [key: string]: string };

/** A confinement as a session carries it, so that whoever hosts it later heeds it too. What is off is left out. */
export function confinementAnnotations({ keyProxy }: Confinement): Annotations {
  return keyProxy === 'off' ? {} : { [ANNOTATION.keyProxy]: keyProxy };
}

/** What a session carries, else what its host was started with. */
export function confinementIn(annotations: Annotations, otherwise: Confinement): Confinement {
  return { keyProxy: modeOf(annotations[ANNOTATION.keyProxy]) ?? otherwise.keyProxy };
}

function modeOf(text: string | undefined): ConfinementMode | undefined {
  return CONFINEMENT_MODES.find((mode) => mode === text);
}

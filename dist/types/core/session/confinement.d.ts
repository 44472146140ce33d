/** Whether something that holds an agent in is used: `auto` where it can be, `on` or the agent does not start. */
export type ConfinementMode = (typeof CONFINEMENT_MODES)[number];
export declare const CONFINEMENT_MODES: readonly ['auto', 'on', 'off'];
/** What holds an agent of the local engine in. */
export interface Confinement {
    /** Amber keeps the key of the agent's model: flag `--key-proxy`. */
    readonly keyProxy: ConfinementMode;
    /** The agent runs in a sandbox: flag `--sandbox`. */
    readonly sandbox: ConfinementMode;
    /** Hosts that a sandbox lets it reach beside its model's. */
    readonly domains: readonly string[];
    /** Package registries that it lets it reach. */
    readonly registries: readonly PackageRegistry[];
}
export declare const UNCONFINED: Confinement;
/** Package registries by the names that people know them by. */
export type PackageRegistry = (typeof PACKAGE_REGISTRIES)[number];
export declare const PACKAGE_REGISTRIES: readonly ['npm', 'pypi', 'crates', 'go', 'maven', 'rubygems', 'nuget'];
export declare const DOMAIN_FORM = "a host, as example.com, *.example.com, 10.0.0.1 or any of them with :port";
/** True for a host as a sandbox takes it. */
export declare function isDomain(text: string): boolean;
type Annotations = {
    readonly [key: string]: string;
};
/** A confinement as a session carries it, so that each of its later hosts heeds it too. What is off is left out. */
export declare function confinementAnnotations({ domains, keyProxy, registries, sandbox }: Confinement): Annotations;
/** What a session carries, else what its host was started with. */
export declare function confinementIn(annotations: Annotations, otherwise: Confinement): Confinement;
export {};

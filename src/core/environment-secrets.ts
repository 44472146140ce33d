type Env = { readonly [name: string]: string | undefined };

const SECRET_NAME = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PAT)S?(?:_|$)/i;
/** `API_KEY_FILE` and the like name a place, not the secret. */
const PLACE_NAME = /_(?:FILE|PATH|DIR|URL|HOST|ENDPOINT|NAME|USER|ID)$/i;
/** Anything shorter also occurs by chance. */
const SHORTEST = 8;

/** The values that must not appear anywhere, judged by the names of their variables. */
export function secretsOf(...environments: readonly Env[]): readonly string[] {
  const found = environments.flatMap((env) =>
    Object.entries(env).flatMap(([name, value = '']) => (isSecret(name, value) ? [value] : [])),
  );
  return [...new Set(found)];
}

function isSecret(name: string, value: string): boolean {
  if (value.length < SHORTEST || !SECRET_NAME.test(name) || PLACE_NAME.test(name)) return false;
  // GOOGLE_APPLICATION_CREDENTIALS and its kind hold a path.
  return !(/CREDENTIALS?$/i.test(name) && value.startsWith('/'));
}

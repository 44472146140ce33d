/** A value of an event as JSON on one line; what is nested too deep for that is named. Never throws. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return '[nested too deep to be shown]';
  }
}

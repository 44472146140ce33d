/**
 * Puts values into a template's `{{names}}`: once, so that what a value says is never a placeholder itself. Unknown
 * names stay as they are.
 */
export function fill(template: string, values: { readonly [name: string]: string }): string {
  return template.replace(/\{\{\s*([a-z_]+)\s*\}\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : placeholder,
  );
}

/** True if the template has a place for this value. */
export function hasPlace(template: string, name: string): boolean {
  return new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(template);
}

import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** The key `/` leads to a page's search field, but where it is typed into another one. */
export function useSlashKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isTyping(event)) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, [field]);
}

/** What a field's placeholder says of the key, where there are keys. */
export const slashHint = (): string => (matchMedia('(pointer: coarse), (max-width: 760px)').matches ? '' : '   /');

/** True while a key is meant for a field. */
function isTyping({ altKey, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  const isField = target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  return ctrlKey || metaKey || altKey || isField;
}

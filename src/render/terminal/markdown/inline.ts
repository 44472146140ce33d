import type { PhrasingContent } from 'mdast';
import { oneLine, plain } from '../../plain-text.ts';
import type { Span, Style } from './spans.ts';

export interface TextStyle {
  readonly color: boolean;
  /** Takes secrets out: character references may have hidden one until now. */
  readonly redact: (text: string) => string;
}

/** Inline content as spans. Without colour the marks of Markdown stay: they are the only emphasis there is. */
export function inline(
  nodes: readonly PhrasingContent[],
  how: TextStyle,
  styles: readonly Style[] = [],
): readonly Span[] {
  const clean = (text: string): string => how.redact(plain(text));
  const within = (children: readonly PhrasingContent[], style: Style, mark: string): readonly Span[] => {
    const inner = inline(children, how, [...styles, style]);
    return how.color ? inner : [{ text: mark, styles }, ...inner, { text: mark, styles }];
  };
  return nodes.flatMap((node): readonly Span[] => {
    switch (node.type) {
      case 'text':
        return [{ text: clean(node.value).replace(/\s*\n\s*/g, ' '), styles }];
      case 'inlineCode': {
        const mark = how.color ? '' : '`';
        return [{ text: `${mark}${clean(node.value)}${mark}`, styles: [...styles, 'code'] }];
      }
      case 'strong':
        return within(node.children, 'bold', '**');
      case 'emphasis':
        return within(node.children, 'italic', '*');
      case 'delete':
        return within(node.children, 'strike', '~~');
      case 'break':
        return [{ text: '\n', styles }];
      case 'link':
        return withAddress(inline(node.children, how, [...styles, 'underline']), oneLine(clean(node.url)), styles);
      case 'image':
        return withAddress(
          [{ text: `[image: ${oneLine(clean(node.alt ?? ''))}]`, styles }],
          oneLine(clean(node.url)),
          styles,
        );
      case 'linkReference':
        return [{ text: '[', styles }, ...inline(node.children, how, styles), { text: ']', styles }];
      case 'imageReference':
        return [{ text: `[image: ${oneLine(clean(node.alt ?? ''))}]`, styles }];
      case 'footnoteReference':
        return [{ text: `[^${oneLine(clean(node.identifier))}]`, styles }];
      default:
        return [{ text: clean(node.value), styles }];
    }
  });
}

/** The address is written out: what a link says need not be where it leads. */
function withAddress(label: readonly Span[], url: string, styles: readonly Style[]): readonly Span[] {
  const said = label.map(({ text }) => text).join('');
  if (url === '' || said === url || `mailto:${said}` === url || said === url.replace(/^https?:\/\//, '')) return label;
  return [...label, { text: ` (${url})`, styles: [...styles, 'dim'] }];
}

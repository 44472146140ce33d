import type { CommentedObject } from '../../engine/kubernetes/crd/commented-object.ts';
import type { Sink } from '../process/io.ts';

/**
 * Objects for `kubectl apply -f -`: as YAML, one document each, with their comments; as JSON without, several as one `List`. They
 * hold nothing of this machine or its user, so nothing is hidden.
 */
export async function printManifests(
  { write }: Pick<Sink, 'write'>,
  format: 'yaml' | 'json',
  manifests: readonly CommentedObject[],
): Promise<void> {
  if (format === 'json') {
    const [only, ...others] = manifests.map(({ object }) => object);
    const whole = others.length === 0 ? only : { apiVersion: 'v1', kind: 'List', items: [only, ...others] };
    return write(`${JSON.stringify(whole, null, 2)}\n`);
  }
  const { Document, isNode, isScalar, visit } = await import('yaml');
  const texts = manifests.map(({ object, comment, notes = {} }) => {
    const document = new Document(object, { aliasDuplicateObjects: false });
    if (document.contents !== null) document.contents.commentBefore = commented(comment);
    // Lists of words on one line, as people write them.
    visit(document, {
      Seq: (_, list) => {
        list.flow = list.items.every(isScalar);
      },
    });
    for (const [place, note] of Object.entries(notes)) {
      const node = document.getIn(place.split('.'), true);
      if (isNode(node)) node.commentBefore = commented(note);
    }
    return document.toString({ lineWidth: 0, flowCollectionPadding: false });
  });
  await write(texts.join('---\n'));
}

/** Every line of a comment with a blank before it. */
function commented(text: string): string {
  return text
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
}

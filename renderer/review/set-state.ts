import type { FoundItem } from '../../src/service/contract/index.ts';
import { notify, perform } from '../app/studio.ts';
import { client, sentenceOf } from '../client.ts';
import { sentence } from '../tasks/findings.ts';
import { words } from '../words/words.ts';

/** Says how far a found item is, unless something is wrong in it or with others of its video: that is said then. */
export async function setFoundState(item: FoundItem, state: 'curated' | 'reviewed'): Promise<void> {
  try {
    const { left } = await client.items.previewBulk.query({
      target: { items: [item.id] },
      edit: { kind: 'state', state },
    });
    const [wrong] = left;
    if (wrong !== undefined) {
      const reason = sentence(wrong.fault, words('tasks'));
      notify(words('tasks')('cannotCurate', { reason }), 'error');
      return;
    }
  } catch (error) {
    notify(sentenceOf(error), 'error');
    return;
  }
  await perform([{ name: 'setItemState', params: { items: [item.id], state } }]);
}

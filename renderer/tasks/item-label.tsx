import Box from '@mui/material/Box';
import NativeSelect from '@mui/material/NativeSelect';
import { useId, type JSX } from 'react';
import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import { useLabels } from '../app/data.ts';
import { perform } from '../app/studio.ts';
import { useItemLock } from '../timeline/lanes-now.ts';
import { useWords } from '../words/words.ts';

/** TAL: the label of all instances of the item, and the way to give them another one. */
export function ItemLabel({
  item,
  detail,
}: {
  readonly item: ItemRow;
  readonly detail: Pick<VideoDetail, 'group'>;
}): JSX.Element | null {
  const t = useWords('tasks');
  const locked = useWords('timeline');
  const labels = useLabels().filter(({ group }) => group === (detail.group ?? ''));
  const lane = useItemLock(item);
  const id = useId();
  if (item.task !== 'TAL' || item.labelId === null) return null;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
      <Box component="label" htmlFor={id} sx={{ fontSize: 12, fontWeight: 600, color: 'text.secondary' }}>
        {t('itemLabel')}
      </Box>
      <NativeSelect
        value={item.labelId}
        disabled={lane !== null}
        title={lane === null ? undefined : locked('laneLocked', { lane })}
        onChange={(event) =>
          void perform([
            { name: 'setItemLabel', params: { item: item.id, label: Number(event.target.value) } },
          ])
        }
        inputProps={{ id }}
        sx={{ fontSize: 13, minWidth: 0, flex: 1 }}
      >
        {labels.map((label) => (
          <option key={label.id} value={label.id}>
            {label.name}
          </option>
        ))}
      </NativeSelect>
    </Box>
  );
}

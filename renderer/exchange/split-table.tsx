import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { ProjectInfo, Split, VideoRow } from '../../src/service/contract/index.ts';
import { attempt, perform } from '../app/studio.ts';
import { client, trpc } from '../client.ts';
import { useWords } from '../words/words.ts';
import { grouped } from '../player/timecode.ts';

/** Height of a video's row; the list shows whole ones. */
const ROW = 30;

const SPLITS: readonly Split[] = ['train', 'validation', 'test'];
const SPLIT_NAMES = {
  train: 'splitTrain',
  validation: 'splitValidation',
  test: 'splitTest',
} as const satisfies Record<Split, string>;
const SHOWN = 200;

/** Which videos train, choose and test the model. Test videos are never learned from. */
export function SplitTable({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const t = useWords('exchange');
  const list = useQuery(trpc.videos.list.queryOptions({ limit: SHOWN })).data;
  const rows = list?.rows ?? [];
  const { train, validation, test, videos } = project.counts;
  const none = Math.max(0, videos - train - validation - test);
  return (
    <Box component="section" aria-label={t('splits')}>
      <Typography variant="h2" sx={{ mb: 2 }}>
        {t('splits')}
      </Typography>
      <Box
        sx={{
          display: 'flex',
          height: 10,
          borderRadius: 0.5,
          overflow: 'hidden',
          bgcolor: 'divider',
          mb: 1,
          gap: '1px',
        }}
        aria-hidden="true"
      >
        <Box sx={{ width: `${share(train, videos)}%`, bgcolor: 'text.primary' }} />
        <Box sx={{ width: `${share(validation, videos)}%`, bgcolor: 'text.secondary' }} />
        <Box sx={{ width: `${share(test, videos)}%`, bgcolor: 'text.disabled' }} />
      </Box>
      <Typography variant="caption" sx={{ color: 'text.secondary', display: 'block', mb: 2 }}>
        {t('splitCounts', {
          train: grouped(train),
          validation: grouped(validation),
          test: grouped(test),
          none: grouped(none),
        })}
      </Typography>
      {none > 0 && (
        <Button variant="outlined" sx={{ mb: 2 }} onClick={() => void allToTrain()}>
          {t('putToTrain', { count: none })}
        </Button>
      )}
      <Box sx={{ maxHeight: 12 * ROW, overflowY: 'auto' }}>
        {rows.map((row) => (
          <SplitRow key={row.id} row={row} />
        ))}
        {list !== undefined && videos > rows.length && (
          <Box sx={{ py: 2, color: 'text.disabled' }}>
            {t('firstOf', { shown: grouped(rows.length), total: grouped(videos) })}
          </Box>
        )}
      </Box>
    </Box>
  );
}

/** Every video without a split, however many pages of them there are, as one command. */
async function allToTrain(): Promise<void> {
  const ids: string[] = [];
  for (let offset = 0; ;) {
    const page = await attempt(client.videos.list.query({ offset, limit: 1000 }));
    if (page === null) return;
    ids.push(...page.rows.filter((row) => row.split === null).map((row) => row.id));
    offset += page.rows.length;
    if (page.rows.length === 0 || offset >= page.total) break;
  }
  await perform(ids.length === 0 ? [] : [{ name: 'setSplit', params: { videos: ids, split: 'train' } }]);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

function SplitRow({ row }: { readonly row: VideoRow }): JSX.Element {
  const t = useWords('exchange');
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 3,
        height: ROW,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Box sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {row.title}
      </Box>
      <Box sx={{ color: 'text.secondary' }}>{`${row.curated}/${row.items}`}</Box>
      <Select
        variant="standard"
        disableUnderline
        displayEmpty
        value={row.split ?? ''}
        aria-label={t('splitOf', { title: row.title })}
        onChange={(event) => {
          const split = SPLITS.find((each) => each === event.target.value) ?? null;
          void perform([{ name: 'setSplit', params: { videos: [row.id], split } }]);
        }}
        sx={{ fontSize: 13, width: 92, color: row.split === null ? 'text.disabled' : 'text.primary' }}
      >
        <MenuItem value="">{t('none')}</MenuItem>
        {SPLITS.map((each) => (
          <MenuItem key={each} value={each}>
            {t(SPLIT_NAMES[each])}
          </MenuItem>
        ))}
      </Select>
    </Box>
  );
}

import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Typography from '@mui/material/Typography';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { CoverageOrder, VideoCoverage } from '../../src/service/contract/index.ts';
import { ActionButton } from '../app/action-button.tsx';
import { trpc } from '../client.ts';
import { timecode } from '../player/timecode.ts';
import { useFormats, useWords } from '../words/words.ts';
import { CoverageStrip } from './coverage-strip.tsx';
import { visitTime } from './visit.ts';

const ORDERS: readonly CoverageOrder[] = ['unseen', 'seen', 'import'];
const PAGE = 100;

/** Every video of the project as a strip, those first of which most is left. */
export function CoverageWall(): JSX.Element {
  const t = useWords('coverage');
  const [order, setOrder] = useState<CoverageOrder>('unseen');
  const [limit, setLimit] = useState(PAGE);
  const wall = useQuery(
    trpc.coverage.wall.queryOptions({ order, limit }, { placeholderData: keepPreviousData, staleTime: 0 }),
  ).data;
  const hours = (seconds: number): string => timecode(seconds, 0);
  const unseen =
    wall === undefined ? 0 : Math.max(0, wall.seconds.total - wall.seconds.watched - wall.seconds.skimmed);
  const names = { unseen: t('orderUnseen'), seen: t('orderSeen'), import: t('orderImport') } as const;
  return (
    <Box component="section" aria-label={t('wallTitle')}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 3, mb: 2 }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {t('wallTitle')}
        </Typography>
        <Select
          variant="standard"
          disableUnderline
          value={order}
          inputProps={{ 'aria-label': t('order') }}
          onChange={(event) => setOrder(ORDERS.find((each) => each === event.target.value) ?? 'unseen')}
          sx={{ fontSize: 13, color: 'text.secondary' }}
        >
          {ORDERS.map((each) => (
            <MenuItem key={each} value={each}>
              {names[each]}
            </MenuItem>
          ))}
        </Select>
        <ActionButton id="next-unseen" variant="outlined">
          {t('next')}
        </ActionButton>
      </Box>
      <Typography sx={{ color: 'text.secondary', mb: 1 }}>{t('wallText')}</Typography>
      {wall !== undefined && wall.total > 0 && (
        <Typography variant="caption" sx={{ color: 'text.secondary', display: 'block', mb: 2 }}>
          {t('total', {
            watched: hours(wall.seconds.watched),
            skimmed: hours(wall.seconds.skimmed),
            unseen: hours(unseen),
            total: hours(wall.seconds.total),
          })}
        </Typography>
      )}
      <Box
        role="list"
        aria-label={t('list')}
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', md: '1fr 1fr', xl: '1fr 1fr 1fr' },
          columnGap: 6,
          maxHeight: 320,
          overflowY: 'auto',
        }}
      >
        {(wall?.rows ?? []).map((row) => (
          <WallRow key={row.videoId} row={row} />
        ))}
      </Box>
      {wall !== undefined && wall.rows.length < wall.total && (
        <Button sx={{ mt: 2 }} onClick={() => setLimit((now) => Math.min(1000, now + PAGE))}>
          {t('more')}
        </Button>
      )}
      {wall?.total === 0 && <Typography sx={{ color: 'text.disabled' }}>{t('empty')}</Typography>}
    </Box>
  );
}

function WallRow({ row }: { readonly row: VideoCoverage }): JSX.Element {
  const t = useWords('coverage');
  const formats = useFormats();
  const first = firstUnseen(row);
  return (
    <Box role="listitem" sx={{ display: 'flex', alignItems: 'center', gap: 2, height: 28, minWidth: 0 }}>
      <Button
        aria-label={t('open', { title: row.title })}
        onClick={() => visitTime(row.videoId, first)}
        sx={{ width: 150, justifyContent: 'flex-start', minHeight: 22, py: 0, px: 1, flexShrink: 0 }}
      >
        <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {row.title}
        </Box>
      </Button>
      <Box sx={{ flex: 1, minWidth: 40 }}>
        <CoverageStrip
          seen={row}
          title={row.title}
          height={10}
          onGo={(tick) => visitTime(row.videoId, tick)}
        />
      </Box>
      <Box
        sx={{
          minWidth: 44,
          whiteSpace: 'nowrap',
          textAlign: 'right',
          color: 'text.secondary',
          fontVariantNumeric: 'tabular-nums',
        }}
      >
        {formats.number(row.unseenShare, { style: 'percent', maximumFractionDigits: 0 })}
      </Box>
    </Box>
  );
}

/** Where the first unseen stretch begins; the video's beginning when all of it was seen. */
function firstUnseen({ start, end, watched, skimmed }: VideoCoverage): number {
  let at = start;
  for (const [from, to] of [...watched, ...skimmed].toSorted((a, b) => a[0] - b[0])) {
    if (from > at) return at;
    at = Math.max(at, to);
  }
  return at < end ? at : start;
}

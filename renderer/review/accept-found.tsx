import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import type { JSX } from 'react';
import type { QueryGroup } from '../../src/tasks/find/item-query.ts';
import { AcceptAll } from '../suggestions/accept-all.tsx';
import { useWords } from '../words/words.ts';
import { useAllOffers } from './all-offers.ts';

/** Takes suggestions of all found items above a confidence, as one undo step; reading many of them can be watched and stopped. */
export function AcceptFound({ query }: { readonly query: QueryGroup }): JSX.Element {
  const t = useWords('review');
  const { offers, read, total, reading, stop, goOn } = useAllOffers(query);
  return (
    <Box sx={{ pt: 2, px: 1, borderBottom: 1, borderColor: 'divider' }}>
      {reading ? (
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 3, px: 2, pb: 2, fontSize: 12 }}>
          <LinearProgress
            variant="determinate"
            value={total === 0 ? 0 : (100 * read) / total}
            aria-label={t('readingOffers')}
            sx={{ width: 160 }}
          />
          <Box role="status" sx={{ flex: 1, color: 'text.secondary' }}>
            {t('readOffers', { read, total })}
          </Box>
          <Button onClick={stop}>{t('stopReading')}</Button>
        </Box>
      ) : (
        <>
          {read < total && (
            <Box
              role="status"
              sx={{
                display: 'flex',
                alignItems: 'center',
                gap: 3,
                px: 2,
                fontSize: 12,
                color: 'warning.main',
              }}
            >
              {t('onlyRead', { read, total })}
              <Button onClick={goOn}>{t('readOn')}</Button>
            </Box>
          )}
          <AcceptAll offers={offers} />
        </>
      )}
    </Box>
  );
}

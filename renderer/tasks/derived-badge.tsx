import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import type { JSX } from 'react';
import type { ItemRow } from '../../src/service/contract/index.ts';
import { keepFocus, titleOf } from '../app/action-button.tsx';
import { actionById } from '../app/actions.ts';
import { perform } from '../app/studio.ts';
import { useWords } from '../words/words.ts';

const SENTENCES = { changed: 'sourceChanged', ambiguous: 'sourceAmbiguous', gone: 'sourceGone' } as const;

/** That an item was derived from others, and whether those still say so. */
export function DerivedBadge({ item }: { readonly item: ItemRow }): JSX.Element | null {
  const t = useWords('tasks');
  const { derived } = item;
  if (derived === undefined) return null;
  const { state, sources } = derived;
  return (
    <Box
      data-testid="derived"
      data-state={state}
      sx={{
        px: 3,
        py: 1,
        fontSize: 12,
        display: 'flex',
        alignItems: 'center',
        flexWrap: 'wrap',
        gap: 1,
        color: 'text.secondary',
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <Box sx={{ flex: 1, minWidth: 160, color: state === 'same' ? 'text.secondary' : 'warning.main' }}>
        {state === 'same' ? t('derived', { count: sources.length }) : t(SENTENCES[state])}
      </Box>
      {state === 'changed' && (
        <Tooltip describeChild title={titleOf('rederive')}>
          <Button
            variant="outlined"
            onMouseDown={keepFocus}
            onClick={() => void actionById('rederive').run()}
            sx={{ fontSize: 12, py: 0, minHeight: 22 }}
          >
            {t('deriveAgain')}
          </Button>
        </Tooltip>
      )}
      {state !== 'same' && (
        <Button
          onMouseDown={keepFocus}
          onClick={() => void perform([{ name: 'unlinkDerived', params: { items: [item.id] } }])}
          sx={{ fontSize: 12, py: 0, minHeight: 22, color: 'text.secondary' }}
        >
          {t('standAlone')}
        </Button>
      )}
    </Box>
  );
}

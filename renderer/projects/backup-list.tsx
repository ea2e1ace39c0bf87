import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { JSX } from 'react';
import type { BackupRow } from '../../src/service/contract/index.ts';
import { useFormats, useWords } from '../words/words.ts';
import { sizeText } from './size-text.ts';

/** Copies of a corpus, newest first, each of which can be put back. */
export function BackupList({
  backups,
  disabled,
  onRestore,
}: {
  readonly backups: readonly BackupRow[];
  readonly disabled: boolean;
  readonly onRestore: (name: string) => void;
}): JSX.Element {
  const t = useWords('projects');
  const formats = useFormats();
  return (
    <Box component="ul" aria-label={t('backups')} sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {backups.map(({ name, at, bytes, kind }) => (
        <Box
          component="li"
          key={name}
          title={name}
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 3,
            minHeight: 28,
            borderTop: 1,
            borderColor: 'divider',
            fontVariantNumeric: 'tabular-nums',
          }}
        >
          <Box sx={{ flex: 1 }}>
            {formats.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })}
          </Box>
          <Box sx={{ color: 'text.secondary' }}>
            {kind === 'upgrade' ? t('kindUpgrade') : kind === 'damaged' ? t('kindDamaged') : ''}
          </Box>
          <Box sx={{ color: 'text.secondary', width: 72, textAlign: 'right' }}>
            {sizeText(bytes, formats)}
          </Box>
          <Button
            disabled={disabled}
            onClick={() => onRestore(name)}
            sx={{ minHeight: 22, py: 0, color: 'text.secondary' }}
          >
            {t('restoreThis')}
          </Button>
        </Box>
      ))}
    </Box>
  );
}

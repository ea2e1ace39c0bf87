import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import InputBase from '@mui/material/InputBase';
import ListSubheader from '@mui/material/ListSubheader';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type JSX } from 'react';
import { printQuery, type ParsedQuery, type QueryFault } from '../../src/tasks/find/query-text.ts';
import { useColours } from '../app/colours.ts';
import { perform } from '../app/studio.ts';
import { setView } from '../app/view-store.ts';
import { trpc } from '../client.ts';
import { useFormats, useWords, type Words } from '../words/words.ts';
import { PRESETS } from './presets.ts';

/** The typed filter, with presets and saved filters, and how many items it finds. */
export function FilterBar({
  text,
  parsed,
  total,
  building,
  onBuild,
  children,
}: {
  readonly text: string;
  readonly parsed: ParsedQuery;
  readonly total: number | null;
  readonly building: boolean;
  readonly onBuild: () => void;
  readonly children?: React.ReactNode;
}): JSX.Element {
  const t = useWords('review');
  const format = useFormats();
  const fault = useId();
  const colours = useColours();
  return (
    <Box sx={{ borderBottom: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, px: 4, minHeight: 44, flexWrap: 'wrap' }}>
        <InputBase
          value={text}
          onChange={(event) => setView({ reviewQuery: event.target.value, reviewRow: 0 })}
          placeholder={t('placeholder')}
          error={!parsed.ok}
          inputProps={{
            'aria-label': t('filter'),
            'aria-invalid': !parsed.ok,
            'aria-describedby': parsed.ok ? undefined : fault,
            spellCheck: false,
            'data-testid': 'review-filter',
          }}
          sx={{
            flex: 1,
            minWidth: 200,
            px: 2,
            height: 30,
            fontSize: 13,
            bgcolor: colours.raised,
            border: 1,
            borderColor: parsed.ok ? 'divider' : 'error.main',
            borderRadius: 1,
          }}
        />
        <Button aria-expanded={building} onClick={onBuild} sx={{ color: 'text.secondary' }}>
          {t('build')}
        </Button>
        <Filters text={text} parsed={parsed} />
        {children}
        <Box
          role="status"
          data-testid="review-count"
          sx={{ color: 'text.secondary', minWidth: 90, textAlign: 'right', whiteSpace: 'nowrap' }}
        >
          {total === null ? '' : t('count', { count: total, shown: format.number(total) })}
        </Box>
      </Box>
      {!parsed.ok && (
        <Box id={fault} role="alert" sx={{ px: 4, pb: 2, mt: -1, fontSize: 12, color: 'error.main' }}>
          {faultSentence(t, parsed.fault)}
        </Box>
      )}
    </Box>
  );
}

function faultSentence(t: Words<'review'>, fault: QueryFault): string {
  const at = fault.at + 1;
  switch (fault.code) {
    case 'unknown-field':
      return t('faults.unknown-field', { at, word: fault.word });
    case 'wrong-value':
      return t('faults.wrong-value', { at, word: fault.word, field: fault.field });
    case 'unclosed-quote':
    case 'unclosed-group':
    case 'unexpected-close':
    case 'nothing-after':
      break;
  }
  return t(`faults.${fault.code}`, { at });
}

function Filters({ text, parsed }: { readonly text: string; readonly parsed: ParsedQuery }): JSX.Element {
  const t = useWords('review');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const open = anchor !== null;
  const [name, setName] = useState('');
  const saved = useQuery(trpc.items.filters.queryOptions()).data ?? [];
  const take = (query: string): void => {
    setView({ reviewQuery: query, reviewRow: 0 });
    setAnchor(null);
  };
  const save = (): void => {
    if (!parsed.ok || name.trim() === '') return;
    void perform([{ name: 'saveFilter', params: { name: name.trim(), query: printQuery(parsed.query) } }]);
    setName('');
    setAnchor(null);
  };
  return (
    <>
      <Button
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ color: 'text.secondary' }}
      >
        {t('filters')}
      </Button>
      <Menu open={open} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {PRESETS.map(({ id, query }) => (
          <MenuItem key={id} onClick={() => take(query)} sx={{ display: 'flex', gap: 4 }}>
            <Box sx={{ flex: 1 }}>{t(`presets.${id}`)}</Box>
            <Box sx={{ color: 'text.disabled', fontSize: 12 }}>{query}</Box>
          </MenuItem>
        ))}
        <Divider />
        <ListSubheader sx={{ lineHeight: '24px', fontSize: 12, bgcolor: 'transparent' }}>
          {t('saved')}
        </ListSubheader>
        {saved.length === 0 && <MenuItem disabled>{t('noneSaved')}</MenuItem>}
        {saved.map((each) => (
          <MenuItem key={each.name} onClick={() => take(each.query)} sx={{ display: 'flex', gap: 4 }}>
            <Box sx={{ flex: 1 }}>{each.name}</Box>
            <Box
              sx={{
                color: 'text.disabled',
                fontSize: 12,
                maxWidth: 240,
                overflow: 'hidden',
                textOverflow: 'ellipsis',
              }}
            >
              {each.query}
            </Box>
            <Button
              aria-label={t('deleteFilter', { name: each.name })}
              onClick={(event) => {
                event.stopPropagation();
                void perform([{ name: 'deleteFilter', params: { name: each.name } }]);
              }}
              sx={{ minHeight: 20, px: 1, py: 0, color: 'text.disabled' }}
            >
              ✕
            </Button>
          </MenuItem>
        ))}
        <Divider />
        <Box sx={{ display: 'flex', gap: 2, px: 4, py: 1 }} onKeyDown={(event) => event.stopPropagation()}>
          <InputBase
            value={name}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') save();
            }}
            placeholder={t('filterName')}
            inputProps={{ 'aria-label': t('filterName'), maxLength: 100 }}
            sx={{ flex: 1, fontSize: 13, borderBottom: 1, borderColor: 'divider' }}
          />
          <Button
            variant="outlined"
            disabled={!parsed.ok || name.trim() === '' || text.trim() === ''}
            onClick={save}
          >
            {t('saveFilter')}
          </Button>
        </Box>
      </Menu>
    </>
  );
}

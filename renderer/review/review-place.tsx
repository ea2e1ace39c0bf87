import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useCallback, useState, type JSX } from 'react';
import type { FoundItem } from '../../src/service/contract/index.ts';
import { EVERYTHING, type QueryGroup } from '../../src/tasks/find/item-query.ts';
import { printQuery } from '../../src/tasks/find/query-text.ts';
import { setView, useView } from '../app/view-store.ts';
import { useWords } from '../words/words.ts';
import { AcceptFound } from './accept-found.tsx';
import { Builder } from './builder.tsx';
import { BulkDialog } from './bulk-dialog.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useReviewQuery } from './found.ts';
import { ItemPanel } from './item-panel.tsx';
import { Results } from './results.tsx';

const NOBODY: ReadonlySet<string> = new Set();

/** Every item of the project, found by a filter, reviewed one by one or changed together. */
export default function ReviewPlace(): JSX.Element {
  const t = useWords('review');
  const { text, parsed } = useReviewQuery();
  const sorting = useView((view) => view.reviewSort);
  const [last, setLast] = useState<QueryGroup>(EVERYTHING);
  if (parsed.ok && parsed.query !== last) setLast(parsed.query);
  const query = parsed.ok ? parsed.query : last;
  // The builder keeps rules that are not filled in yet, so it begins anew only when somebody else changed the filter.
  const [own, setOwn] = useState<string | null>(null);
  const [begun, setBegun] = useState(text);
  if (text !== own) {
    if (own !== null) setOwn(null);
    if (text !== begun) setBegun(text);
  }
  const [building, setBuilding] = useState(false);
  const [together, setTogether] = useState(false);
  const [bulk, setBulk] = useState(false);
  const [chosen, setChosen] = useState(NOBODY);
  const [found, setFound] = useState<{ total: number; current: FoundItem | null }>({
    total: 0,
    current: null,
  });
  const onFound = useCallback((total: number, current: FoundItem | null) => setFound({ total, current }), []);
  return (
    <Box
      sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', bgcolor: 'background.paper' }}
    >
      <FilterBar
        text={text}
        parsed={parsed}
        total={found.total}
        building={building}
        onBuild={() => setBuilding(!building)}
      >
        <Button
          onClick={() => setTogether(!together)}
          aria-expanded={together}
          sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}
        >
          {t('acceptAll')}
        </Button>
        <Button
          disabled={found.total === 0}
          onClick={() => setBulk(true)}
          sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}
        >
          {chosen.size === 0 ? t('changeAll') : t('changeChosen', { count: chosen.size })}
        </Button>
      </FilterBar>
      {building && (
        <Builder
          key={begun}
          query={query}
          onChange={(next) => {
            const typed = printQuery(next);
            setOwn(typed);
            setView({ reviewQuery: typed, reviewRow: 0 });
          }}
        />
      )}
      {together && <AcceptFound query={query} />}
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex' }}>
        <Results
          query={query}
          sorting={sorting}
          onSort={(next) => setView({ reviewSort: next, reviewRow: 0 })}
          chosen={chosen}
          onChoose={setChosen}
          onFound={onFound}
        />
        {found.current !== null && <ItemPanel item={found.current} />}
      </Box>
      {bulk && (
        <BulkDialog
          target={chosen.size === 0 ? { query } : { items: [...chosen] }}
          count={chosen.size === 0 ? found.total : chosen.size}
          onClose={(done) => {
            setBulk(false);
            if (done) setChosen(NOBODY);
          }}
        />
      )}
    </Box>
  );
}

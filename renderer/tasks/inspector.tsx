import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { useItem } from '../app/data.ts';
import { PanelTitle } from '../app/panels.tsx';
import { useView } from '../app/view-store.ts';
import { SuggestionPanel } from '../suggestions/suggestion-panel.tsx';
import { ItemEditor } from './item-editor.tsx';
import { NewItem } from './new-item.tsx';
import { WriteAsYouWatch } from './write-as-you-watch.tsx';
import { useWords } from '../words/words.ts';
import { shownKey } from '../app/action-button.tsx';

/** What is known of the selected item, how to change it, and what the model says. */
export function Inspector({
  detail,
  table,
}: {
  readonly detail: VideoDetail | null;
  readonly table: FrameTable | null;
}): JSX.Element {
  const t = useWords('items');
  const item = useItem(detail);
  const draft = useView((view) => view.draft);
  const writing = useView((view) => view.writing);
  const inside = ((): JSX.Element => {
    if (detail === null || table === null) return <PanelTitle>{t('item')}</PanelTitle>;
    if (writing)
      return (
        <>
          <WriteAsYouWatch item={item} detail={detail} table={table} />
          {item !== null && <ItemEditor key={item.id} item={item} detail={detail} table={table} />}
        </>
      );
    if (draft !== null) return <NewItem key={draft.task} draft={draft} detail={detail} table={table} />;
    if (item !== null) return <ItemEditor key={item.id} item={item} detail={detail} table={table} />;
    return (
      <>
        <PanelTitle>{t('noneSelected')}</PanelTitle>
        <Typography sx={{ p: 3, color: 'text.secondary' }}>
          {t('noneSelectedHelp', {
            markIn: shownKey('mark-in'),
            markOut: shownKey('mark-out'),
            create: shownKey('create'),
          })}
        </Typography>
      </>
    );
  })();
  return (
    <Box
      component="section"
      aria-label={t('inspector')}
      sx={{
        height: 1,
        display: 'flex',
        flexDirection: 'column',
        bgcolor: 'background.paper',
        overflow: 'hidden',
      }}
    >
      <Box sx={{ flex: 1, minHeight: 0, overflowY: 'auto' }}>
        {inside}
        {detail !== null && table !== null && draft === null && (
          <SuggestionPanel detail={detail} table={table} item={item} />
        )}
      </Box>
    </Box>
  );
}

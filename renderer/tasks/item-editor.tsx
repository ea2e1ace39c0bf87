import Delete from '@mui/icons-material/DeleteOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import { useWords, words } from '../words/words.ts';
import type { JSX } from 'react';
import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import { errorsOf } from '../../src/tasks/validation.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { ActionIcon, keepFocus, titleOf } from '../app/action-button.tsx';
import { actionById } from '../app/actions.ts';
import { PanelTitle } from '../app/panels.tsx';
import { Comments } from '../review/comments.tsx';
import { useView } from '../app/view-store.ts';
import { intervalAt } from '../timeline/columns.ts';
import { useColumns } from '../timeline/interval-source.ts';
import { taskTitle } from '../timeline/model.ts';
import { AnswerEditor } from './answer-editor.tsx';
import { ItemLabel } from './item-label.tsx';
import { IntervalList } from './interval-list.tsx';
import { DerivedBadge } from './derived-badge.tsx';
import { FindingList } from './finding-list.tsx';
import { useFindings } from './findings.ts';
import { PromptForm } from './prompt-form.tsx';
import { SaliencyStrip } from './saliency-strip.tsx';
import { SentenceList } from './sentence-list.tsx';
import { StateDot } from './state-dot.tsx';

interface Props {
  readonly item: ItemRow;
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}

/** One item: what is asked, what the truth is, and whether a person stands by it. */
export function ItemEditor({ item, detail, table }: Props): JSX.Element {
  const t = useWords('review');
  const findings = useFindings(detail).get(item.id) ?? [];
  return (
    <Box>
      <PanelTitle
        end={
          <>
            <Box
              data-testid="item-state"
              sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 12, color: 'text.secondary' }}
            >
              <StateDot state={item.state} />
              {t(`states.${item.state}`)}
            </Box>
            <ActionIcon id="delete-item">
              <Delete />
            </ActionIcon>
          </>
        }
      >
        {taskTitle(item.task)}
        <Box component="span" sx={{ color: 'text.disabled', fontWeight: 400, ml: 1.5 }}>
          {item.task}
        </Box>
      </PanelTitle>
      <DerivedBadge item={item} />
      <Box sx={{ p: 3, display: 'grid', gap: 3 }}>
        <ItemLabel item={item} detail={detail} />
        {item.prompt.task !== 'DTG' && (
          <Box>
            <PromptForm item={item} />
            <FindingList findings={findings} field="text" />
          </Box>
        )}
        {item.prompt.task === 'GVQA' && (
          <Box>
            <AnswerEditor item={item} options={item.prompt.options} />
            <FindingList findings={findings} field="options" />
          </Box>
        )}
        {item.prompt.task === 'DTG' ? (
          <Box>
            <SentenceList item={item} sentences={item.prompt.sentences} table={table} />
            <FindingList findings={findings} field="sentences" />
            <FindingList findings={findings} field="intervals" />
          </Box>
        ) : (
          <Box>
            <IntervalList item={item} detail={detail} table={table} />
            <FindingList findings={findings} field="intervals" />
          </Box>
        )}
        {item.prompt.task === 'VHD' && (
          <Box>
            <SaliencyStrip item={item} clipLength={item.prompt.clipLength} table={table} />
            <FindingList findings={findings} field="saliency" />
          </Box>
        )}
        <Verdict item={item} errors={errorsOf(findings).length} />
        <ItemComments item={item} videoId={detail.id} />
      </Box>
    </Box>
  );
}

/** What people say about the item; a new comment is about the selected interval, if it is one of the item's. */
function ItemComments({ item, videoId }: { readonly item: ItemRow; readonly videoId: string }): JSX.Element {
  const selected = useView((view) => view.intervalId);
  const columns = useColumns(videoId);
  const own = selected !== null && intervalAt(columns, selected)?.item === item.id;
  const intervalId = own ? selected : null;
  return <Comments key={item.id} videoId={videoId} itemId={item.id} intervalId={intervalId} />;
}

/** The button that says “this is right”. */
function Verdict({ item, errors }: { readonly item: ItemRow; readonly errors: number }): JSX.Element {
  const done = item.state === 'curated' || item.state === 'reviewed';
  const pending = useView((view) => view.draft !== null);
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Tooltip title={titleOf('curate')}>
        <span>
          <Button
            fullWidth
            variant={done ? 'outlined' : 'contained'}
            color={done ? 'inherit' : 'primary'}
            disabled={pending || (!done && errors > 0)}
            onMouseDown={keepFocus}
            onClick={() => void actionById('curate').run()}
            data-testid="curate"
          >
            {words('items')(done ? 'reopen' : 'curated')}
          </Button>
        </span>
      </Tooltip>
    </Box>
  );
}

import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { JSX } from 'react';
import type { ItemRow, ResponseRow } from '../../src/service/contract/index.ts';
import { keepFocus } from '../app/action-button.tsx';
import { decideAnswer } from './decide.ts';
import { letter } from '../tasks/answer-editor.tsx';
import { confidenceMeaning, confidenceText } from './confidence.ts';
import { useWords } from '../words/words.ts';

/** What a response says besides intervals: the option of a question, or a saliency curve. */
export function AnswerSuggestion({
  response,
  item,
}: {
  readonly response: ResponseRow;
  readonly item: ItemRow | null;
}): JSX.Element | null {
  const t = useWords('offers');
  if (item === null) return null;
  const { prompt } = item;
  const option =
    response.answerIndex !== null && prompt.task === 'GVQA'
      ? (prompt.options[response.answerIndex] ?? null)
      : null;
  const same = response.answerIndex !== null && response.answerIndex === item.answerIndex;
  return (
    <Box sx={{ px: 3, py: 1, display: 'flex', alignItems: 'center', gap: 2 }} data-response={response.id}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        {response.answerIndex !== null && (
          <Box
            title={option ?? undefined}
            sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
          >
            {`${t('answer', { letter: letter(response.answerIndex) })}${option === null ? '' : `: ${option}`}`}
            {response.answerScore !== null && (
              <Box
                component="span"
                title={confidenceMeaning(response)}
                sx={{ color: 'text.secondary', ml: 2 }}
              >
                {confidenceText({ ...response, score: response.answerScore })}
              </Box>
            )}
            {same && (
              <Box component="span" sx={{ color: 'text.disabled', ml: 2 }}>
                {t('same')}
              </Box>
            )}
          </Box>
        )}
        {response.saliency !== null && <Curve scores={response.saliency.scores} />}
      </Box>
      {response.answerStatus === 'pending' ? (
        <Button
          variant="outlined"
          onMouseDown={keepFocus}
          onClick={() => void decideAnswer(response, 'acceptAnswer')}
        >
          {t('takeOver')}
        </Button>
      ) : (
        <Box sx={{ fontSize: 12, color: 'text.disabled' }}>
          {response.answerStatus === null ? '' : t(`status.${response.answerStatus}`)}
        </Box>
      )}
    </Box>
  );
}

/** A saliency curve, hatched as everything that a model made. */
function Curve({ scores }: { readonly scores: readonly number[] }): JSX.Element {
  const t = useWords('offers');
  return (
    <Box
      component="svg"
      viewBox={`0 0 ${Math.max(1, scores.length)} 4`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('saliency')}
      sx={{ width: 1, height: 28, display: 'block', color: 'text.secondary' }}
    >
      {scores.map((score, clip) => (
        // oxlint-disable-next-line react/no-array-index-key -- a clip is its place in time
        <rect
          key={clip}
          x={clip + 0.1}
          y={4 - score}
          width={0.8}
          height={Math.max(0, score)}
          fill="currentColor"
          fillOpacity={0.55}
        />
      ))}
    </Box>
  );
}

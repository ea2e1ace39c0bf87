import 'driver.js/dist/driver.css';
import GlobalStyles from '@mui/material/GlobalStyles';
import { driver, type Driver } from 'driver.js';
import { useEffect, useRef, useState, type JSX } from 'react';
import { createPortal } from 'react-dom';
import { shownKey } from '../app/action-button.tsx';
import { useDetail, useTable } from '../app/data.ts';
import { acceptSelected } from '../suggestions/decide.ts';
import { actionById } from '../app/actions.ts';
import { showTick } from '../app/edits.ts';
import { attempt, notify } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { client } from '../client.ts';
import { changeSettings, prefersStillness, useSettings } from '../settings/page-settings.ts';
import { announce } from '../a11y/announce.ts';
import { useWords } from '../words/words.ts';
import { StepCard } from './popover.tsx';
import { useTour } from './start.ts';
import {
  acceptedCount,
  ANCHORS,
  itemForTour,
  STEPS,
  stepText,
  stepTitle,
  suggestionForTour,
  type Step,
} from './steps.ts';

const SAMPLE = /sample/iu;

/** Whether the tour runs, and at which step: by itself on the first sample, else when asked for. */
export default function Tour({ title }: { readonly title: string }): JSX.Element | null {
  const asked = useTour((state) => state.asked);
  const { tour } = useSettings();
  const [answered, setAnswered] = useState(0);
  const detail = useDetail();
  // Where a dialog stands before it, the tour waits.
  const free = useView((view) => view.place === 'label' && view.dialog === null);
  const ready = detail !== null && free;
  const first = tour.state === 'new' && SAMPLE.test(title);
  const goesOn = tour.state === 'begun' && SAMPLE.test(title);
  const running = ready && (asked > answered || first || goesOn);
  if (!running) return null;
  return (
    <Running
      key={asked}
      from={tour.state === 'begun' ? Math.min(tour.step, STEPS.length - 1) : 0}
      onEnd={(state) => {
        setAnswered(asked);
        void changeSettings({ tour: { state, step: 0 } });
      }}
    />
  );
}

function Running({
  from,
  onEnd,
}: {
  readonly from: number;
  readonly onEnd: (state: 'done' | 'skipped') => void;
}): JSX.Element | null {
  const t = useWords('tour');
  const detail = useDetail();
  const table = useTable(detail);
  const [at, setAt] = useState(from);
  const [waiting, setWaiting] = useState(false);
  const step: Step = STEPS[at] ?? 'accept';
  const slot = useSpotlight(step, table !== null);
  const itemId = useView((view) => view.itemId);
  const accepted = detail === null ? 0 : acceptedCount(detail);
  const [acceptedBefore, setAcceptedBefore] = useState(accepted);
  const suggestion = detail === null ? null : suggestionForTour(detail, itemId);
  const jobs = useWaitingEnded(waiting);

  const go = (to: number): void => {
    setAt(to);
    setWaiting(false);
    void changeSettings({ tour: { state: 'begun', step: to } });
    if (STEPS[to] === 'accept') setAcceptedBefore(accepted);
  };
  const skip = (): void => {
    notify(t('skipped', { palette: shownKey('palette'), tour: actionById('tour').title() }));
    onEnd('skipped');
  };

  // An item on which a suggestion can be accepted, before the policy is asked.
  useEffect(() => {
    if (step !== 'suggest' || detail === null) return;
    const wanted = itemForTour(detail);
    if (wanted !== null) setView({ itemId: wanted, intervalId: null, suggestionId: null, draft: null });
    // Once at the step: whoever chooses another item meanwhile keeps it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [step]);

  const found = suggestion?.id ?? null;
  useEffect(() => {
    if (!waiting || found === null) return;
    go(STEPS.indexOf('accept'));
    // When a suggestion has come, and not again whenever the page draws anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [waiting, found]);

  useEffect(() => {
    if (step !== 'accept' || suggestion === null) return;
    const { suggestionId } = useView.getState();
    if (suggestionId !== null) return;
    setView({ itemId: suggestion.itemId, suggestionId: suggestion.id, intervalId: null });
    showTick(suggestion.start);
    // Once for the suggestion that was found: whoever selects another one keeps it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [step, found]);

  useEffect(() => {
    if (step !== 'accept' || accepted <= acceptedBefore) return;
    const sentence = t('done', { palette: shownKey('palette'), shortcuts: shownKey('shortcuts') });
    notify(sentence);
    announce(sentence);
    onEnd('done');
    // Said once, when the count has risen, in the language of that moment.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [step, accepted, acceptedBefore]);

  if (slot === null) return null;
  const ask = async (): Promise<void> => {
    if (suggestion !== null) {
      go(STEPS.indexOf('accept'));
      return;
    }
    setWaiting(true);
    const { itemId: chosen, videoId } = useView.getState();
    const scope = chosen === null ? { videoId: videoId ?? '' } : { itemIds: [chosen] };
    if ((await attempt(client.suggestions.start.mutate({ scope }))) === null) setWaiting(false);
  };
  const nothing = step === 'accept' && suggestion === null && accepted <= acceptedBefore;
  const text = waiting
    ? jobs
      ? t('noneText', { suggest: shownKey('suggest') })
      : t('waitingText')
    : nothing
      ? t('noneText', { suggest: shownKey('suggest') })
      : stepText(step);
  return (
    <>
      {TOUR_STYLES}
      {createPortal(
        <StepCard
          at={at}
          title={stepTitle(step)}
          text={text}
          busy={(waiting && !jobs) || nothing}
          nextLabel={t(step === 'suggest' ? 'ask' : step === 'accept' ? 'accept' : 'next')}
          onNext={() => {
            if (step === 'suggest') void ask();
            else if (step === 'accept') void acceptSelected('whole');
            else go(at + 1);
          }}
          onBack={at === 0 ? null : () => go(at - 1)}
          onSkip={skip}
        />,
        slot,
      )}
    </>
  );
}

/** How long a policy may look before it is said that it found nothing; it may still answer after that. */
const PATIENCE_MS = 240_000;

function useWaitingEnded(waiting: boolean): boolean {
  const [ended, setEnded] = useState(false);
  useEffect(() => {
    const timer = setTimeout(setEnded, waiting ? PATIENCE_MS : 0, waiting);
    return () => clearTimeout(timer);
  }, [waiting]);
  return ended && waiting;
}

/** Lights up what a step points at; answers with the element beside it that the words go into. */
function useSpotlight(step: Step, ready: boolean): HTMLElement | null {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const light = useRef<Driver | null>(null);
  useEffect(() => {
    if (!ready) return undefined;
    light.current = driver({
      animate: !prefersStillness(),
      duration: 120,
      allowClose: false,
      allowKeyboardControl: false,
      overlayOpacity: 0.45,
      stagePadding: 2,
      stageRadius: 4,
      popoverClass: 'tour-popover',
      showButtons: [],
      onHighlighted: (element) => {
        // What is pointed at is no button that opens a popup.
        for (const name of ['aria-haspopup', 'aria-expanded', 'aria-controls'])
          element?.removeAttribute(name);
      },
      onPopoverRender: ({ wrapper }) => {
        // The box is placed by the library; what it says and does is ours.
        wrapper.removeAttribute('role');
        wrapper.removeAttribute('aria-labelledby');
        wrapper.removeAttribute('aria-describedby');
        wrapper.replaceChildren();
        setSlot(wrapper);
      },
    });
    const { element, side } = ANCHORS[step];
    light.current.highlight({ element, popover: { title: ' ', description: ' ', side, align: 'start' } });
    return () => {
      setSlot(null);
      light.current?.destroy();
    };
  }, [step, ready]);
  // The library placed its box before the words were in it: now it has its size.
  useEffect(() => {
    if (slot !== null) light.current?.refresh();
  }, [slot]);
  return slot;
}

/** The library's box without its own looks. */
const TOUR_STYLES = (
  <GlobalStyles
    styles={{
      '.driver-popover.tour-popover': {
        padding: 0,
        background: 'transparent',
        boxShadow: 'none',
        maxWidth: 'none',
        minWidth: 0,
        font: 'inherit',
      },
    }}
  />
);

import Box from '@mui/material/Box';
import { lazy, Suspense, type JSX } from 'react';
import type { ProjectInfo } from '../../src/service/contract/index.ts';
import { ProjectNotices } from '../projects/notices.tsx';
import { LabelPlace } from './label-place.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useView } from './view-store.ts';

const TrainPlace = lazy(() => import('../training/train-place.tsx'));
const DataPlace = lazy(() => import('../exchange/data-place.tsx'));
const ReviewPlace = lazy(() => import('../review/review-place.tsx'));

/** A project that is open: one bar, one of four places, one status line. */
export function Workspace({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const place = useView((view) => view.place);
  return (
    <>
      <TopBar project={project} />
      <ProjectNotices />
      <Box component="main" sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        <Suspense fallback={null}>
          {place === 'label' && <LabelPlace project={project} />}
          {place === 'review' && <ReviewPlace />}
          {place === 'train' && <TrainPlace project={project} />}
          {place === 'data' && <DataPlace project={project} />}
        </Suspense>
      </Box>
      <StatusBar />
    </>
  );
}

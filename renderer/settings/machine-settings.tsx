import type { JSX } from 'react';
import { CudaFolder } from './cuda-folder.tsx';
import { FrameEncoder } from './frame-encoder.tsx';
import { FfmpegFile } from './ffmpeg-file.tsx';

/** Programs and folders of this machine that the application works with. */
export function MachineSettings(): JSX.Element {
  return (
    <>
      <FfmpegFile />
      <FrameEncoder />
      <CudaFolder />
    </>
  );
}

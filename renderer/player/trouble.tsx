import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import { attempt, notify } from '../app/studio.ts';
import { client } from '../client.ts';
import { FilePicker } from '../projects/file-picker.tsx';

/** Why there is no picture, and what helps. */
export function Trouble({
  sentence,
  detail,
}: {
  readonly sentence: string;
  readonly detail: VideoDetail;
}): JSX.Element {
  const [picking, setPicking] = useState(false);
  const missing = detail.state === 'missing';
  const relink = async (path: string): Promise<void> => {
    setPicking(false);
    const done = await attempt(client.videos.relink.mutate({ videoId: detail.id, path }));
    if (done !== null) notify(done.sentence);
  };
  return (
    <Box
      role="alert"
      sx={{
        position: 'absolute',
        inset: 0,
        display: 'grid',
        placeItems: 'center',
        bgcolor: '#000c',
        p: 6,
        color: '#E8EAED',
      }}
    >
      <Box sx={{ maxWidth: 440, textAlign: 'center' }}>
        <Typography variant="h2" sx={{ mb: 1.5 }}>
          {missing ? 'File missing' : 'No picture here'}
        </Typography>
        <Typography>{sentence}</Typography>
        {!missing && (
          <Typography sx={{ mt: 1.5, color: '#A9B0BA' }}>
            The timeline, suggestions and training still work: they read the file itself.
          </Typography>
        )}
        {missing && (
          <Button variant="outlined" sx={{ mt: 3, borderColor: '#868E99' }} onClick={() => setPicking(true)}>
            Find the file
          </Button>
        )}
      </Box>
      {picking && (
        <FilePicker
          title={`Where is ${detail.title} now?`}
          picking="video"
          onClose={() => setPicking(false)}
          onPick={(path) => void relink(path)}
        />
      )}
    </Box>
  );
}

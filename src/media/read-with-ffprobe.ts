import { z } from 'zod';
import { timebase } from '../time/ticks.ts';
import { collect, inputGuards, inputUrl, lines, PROBE_STALL_MS, startMedia, switches } from './child.ts';
import {
  noPackets,
  parseRatio,
  quarterTurn,
  type ContainerFacts,
  type MediaReading,
  type VideoPackets,
} from './stream-facts.ts';

const entries = [
  'stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,field_order,time_base',
  'stream_disposition=attached_pic',
  'stream_side_data=rotation',
  'format=format_name,start_time,duration',
].join(':');

const stream = z.object({
  codec_type: z.string().optional(),
  codec_name: z.string().default('unknown'),
  width: z.number().int().nonnegative().default(0),
  height: z.number().int().nonnegative().default(0),
  sample_aspect_ratio: z.string().optional(),
  field_order: z.string().optional(),
  time_base: z.string().regex(/^\d+\/\d+$/),
  disposition: z.object({ attached_pic: z.number() }).optional(),
  side_data_list: z.array(z.object({ rotation: z.coerce.number().optional() })).optional(),
});

const document = z.object({
  streams: z.array(stream).default([]),
  format: z.object({
    format_name: z.string(),
    start_time: z.coerce.number().optional(),
    duration: z.coerce.number().optional(),
  }),
});

/**
 * Reads a container with ffprobe: its own description as JSON, then every packet of the video stream.
 * @throws MediaProcessError when ffprobe fails or makes no progress for 10 s; ZodError when it answers nonsense.
 */
export async function readWithFfprobe(
  ffprobe: string,
  path: string,
  signal?: AbortSignal,
): Promise<MediaReading> {
  const container = await describe(ffprobe, path, signal);
  const packets = container.video === null ? noPackets() : await readPackets(ffprobe, path, signal);
  return { container, packets };
}

function prelude(): string[] {
  return [...switches('-hide_banner -v error'), ...inputGuards()];
}

async function describe(ffprobe: string, path: string, signal?: AbortSignal): Promise<ContainerFacts> {
  const { stdout } = await collect(
    ffprobe,
    [...prelude(), '-show_entries', entries, '-of', 'json', '-i', inputUrl(path)],
    { signal, stallMs: PROBE_STALL_MS, limitBytes: 4 * 1024 * 1024 },
  );
  const { streams, format } = document.parse(JSON.parse(stdout.toString('utf8')));
  const picture = streams.find((each) => each.codec_type === 'video' && !each.disposition?.attached_pic);
  const [num, den] = (picture?.time_base ?? '1/1').split('/').map(Number);
  return {
    format: format.format_name,
    declaredEnd: format.duration === undefined ? null : (format.start_time ?? 0) + format.duration,
    hasAudio: streams.some((each) => each.codec_type === 'audio'),
    video:
      picture === undefined
        ? null
        : {
            codec: picture.codec_name,
            width: picture.width,
            height: picture.height,
            sampleAspect: parseRatio(picture.sample_aspect_ratio),
            rotation: quarterTurn(
              picture.side_data_list?.find((each) => each.rotation !== undefined)?.rotation ?? 0,
            ),
            interlaced: ['tt', 'bb', 'tb', 'bt'].includes(picture.field_order ?? ''),
            timebase: timebase(num ?? 1, den ?? 1),
          },
  };
}

async function readPackets(ffprobe: string, path: string, signal?: AbortSignal): Promise<VideoPackets> {
  const child = startMedia(
    ffprobe,
    [
      ...prelude(),
      ...switches('-select_streams V:0 -show_entries packet=pts,duration,flags -of compact=p=0 -i'),
      inputUrl(path),
    ],
    { signal, stallMs: PROBE_STALL_MS },
  );
  const packets = noPackets();
  for await (const line of lines(child.stdout)) {
    // Side data of a packet comes as further fields or lines of their own; only lines with flags are packets.
    const fields = new Map(
      line.split('|').map((field): [string, string] => {
        const at = field.indexOf('=');
        return [field.slice(0, at), field.slice(at + 1)];
      }),
    );
    const flags = fields.get('flags');
    if (flags === undefined) continue;
    packets.pts.push(integer(fields.get('pts')) ?? NaN);
    packets.duration.push(integer(fields.get('duration')) ?? 0);
    packets.key.push(flags.includes('K'));
    packets.hidden.push(flags.includes('D'));
  }
  return packets;
}

function integer(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,16}$/.test(text) ? Number(text) : null;
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { z } from 'zod';
import { assertSqliteVersion, sqliteVersion } from '../corpus/open.ts';
import { findLocations } from '../service/locations.ts';
import { findShippedPolicy } from '../service/runs/shipped-policy.ts';
import { sentenceOf } from '../service/sentence.ts';
import { Toolbox } from '../service/toolbox.ts';
import { deviceReportSchema } from '../tensor/device-schema.ts';
import { CommandFailure } from './failure.ts';
import { frameEncoderFor, frameEncoderOption } from './frame-encoder.ts';
import { jsonOption } from './options.ts';
import { projectFindings } from './doctor-project.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';

/** One thing that was looked at. `missing`: the program works without it, with less. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'bad';
  readonly value: string;
}

/** `tempr1 doctor [PROJECT]` */
export function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .summary('look at what this machine offers, or at a project')
    .argument(
      '[project]',
      'folder of a project: is its corpus sound, are its videos there, does it have backups',
    )
    .description(
      'Checks Node, ffmpeg, SQLite, Electron and the frame encoder, and measures the compute devices. Exit code 1 when something needed is missing.',
    )
    .addOption(frameEncoderOption())
    .addOption(jsonOption())
    .action(
      async (
        project: string | undefined,
        { json = false, frameEncoder }: { json?: boolean; frameEncoder?: string },
      ) => {
        const findings =
          project === undefined
            ? await machineFindings(terminal, frameEncoder)
            : await projectFindings(userPath(terminal, project), terminal.signal);
        if (json) sayJson(terminal, findings);
        else {
          const table = new Table({ style: { head: [], border: [], compact: true } });
          for (const { name, state, value } of findings) table.push([name, state, value]);
          say(terminal.stdout, table.toString());
        }
        const bad = findings.filter(({ state }) => state === 'bad');
        if (bad.length > 0)
          throw new CommandFailure(
            project === undefined
              ? `TempR1 Studio cannot work here yet: ${bad.map(({ name }) => name).join(', ')}.`
              : `This project needs help: ${bad.map(({ name }) => name).join(', ')}.`,
          );
      },
    );
}

async function machineFindings(terminal: Terminal, frameEncoder: string | undefined): Promise<Finding[]> {
  return [
    node(),
    ...(await ffmpeg()),
    sqlite(),
    ...(await devices(terminal.signal)),
    await policy(),
    ...(await encoder(terminal, frameEncoder)),
    electron(),
  ];
}

function node(): Finding {
  return { name: 'Node', state: 'ok', value: `${process.version} (${process.execPath})` };
}

async function ffmpeg(): Promise<Finding[]> {
  try {
    const { ffmpeg: tool, ffprobe, refused } = await Toolbox.ofMachine().tools();
    const probe =
      ffprobe === null
        ? 'none of the same version; ffmpeg does its work'
        : `${ffprobe.version} (${ffprobe.path})`;
    return [
      { name: 'ffmpeg', state: 'ok', value: `${tool.version} from ${tool.source} (${tool.path})` },
      { name: 'ffprobe', state: ffprobe === null ? 'missing' : 'ok', value: probe },
      ...refused.map(({ candidate, reason }): Finding => ({
        name: 'passed over',
        state: 'missing',
        value: `${candidate}: ${reason}`,
      })),
    ];
  } catch (error) {
    return [{ name: 'ffmpeg', state: 'bad', value: sentenceOf(error) }];
  }
}

function sqlite(): Finding {
  try {
    const version = sqliteVersion();
    assertSqliteVersion(version);
    return { name: 'SQLite', state: 'ok', value: version };
  } catch (error) {
    return { name: 'SQLite', state: 'bad', value: sentenceOf(error) };
  }
}

/** Each device in a process that may be lost: a graphics driver can take its process down. */
async function devices(signal: AbortSignal): Promise<Finding[]> {
  const program = join(findLocations().root, 'src', 'tensor', 'device-probe.ts');
  if (!existsSync(program)) return [];
  const names = {
    linux: ['cpu', 'webgpu', 'cuda'],
    win32: ['cpu', 'webgpu', 'dml'],
    darwin: ['cpu', 'webgpu', 'coreml'],
  };
  const candidates = Object.entries(names).find(([platform]) => platform === process.platform)?.[1] ?? [
    'cpu',
  ];
  const findings: Finding[] = [];
  for (const device of candidates) {
    signal.throwIfAborted();
    findings.push(await measured(device, program, signal));
  }
  return findings;
}

async function measured(device: string, program: string, signal: AbortSignal): Promise<Finding> {
  const name = `device ${device}`;
  const absent = device === 'cpu' ? 'bad' : 'missing';
  const printed = await printedBy(program, device, signal);
  if (printed === null)
    return { name, state: absent, value: 'Measuring it ended its process; it is not used.' };
  const report = deviceReportSchema.safeParse(JSON.parse(printed));
  if (!report.success) return { name, state: absent, value: 'It gave no answer that can be read.' };
  if (!report.data.usable) return { name, state: absent, value: report.data.reason };
  const { gflops, threads } = report.data;
  const how = device === 'cpu' ? `, ${threads} threads` : '';
  return { name, state: 'ok', value: `${gflops.toFixed(0)} GFLOP/s (matrix products, float32${how})` };
}

async function policy(): Promise<Finding> {
  const shipped = await findShippedPolicy(findLocations().resources);
  return shipped === null
    ? { name: 'shipped policy', state: 'missing', value: 'This copy has none.' }
    : {
        name: 'shipped policy',
        state: 'ok',
        value: `${shipped.architecture}-${shipped.architectureVersion}, ${shipped.sha256.slice(0, 12)}`,
      };
}

/** In a process that may be lost, as devices are. */
async function encoder(terminal: Terminal, given: string | undefined): Promise<Finding[]> {
  const name = 'frame encoder';
  const program = join(findLocations().root, 'src', 'policy', 'features', 'encoder-probe.ts');
  if (!existsSync(program)) return [];
  try {
    const file = await frameEncoderFor(terminal, given);
    if (file === null)
      return [{ name, state: 'missing', value: 'None is set; policies see through their own eyes alone.' }];
    const printed = await printedBy(program, file, terminal.signal);
    if (printed === null)
      return [{ name, state: 'missing', value: `Looking at “${file}” ended its process; it can't be used.` }];
    const { usable, sentence } = encoderReport.parse(JSON.parse(printed));
    return [{ name, state: usable ? 'ok' : 'missing', value: sentence }];
  } catch (error) {
    return [{ name, state: 'missing', value: sentenceOf(error) }];
  }
}

const encoderReport = z.object({ usable: z.boolean(), sentence: z.string() });

/** What a program of ours wrote; null when its process ended otherwise. */
function printedBy(program: string, argument: string, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const command = [...process.execArgv, program, argument];
    execFile(process.execPath, command, { timeout: 60_000, signal }, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
  });
}

/** Looks without importing it: importing `electron` would start a download. */
function electron(): Finding {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
    if (existsSync(dist)) return { name: 'Electron', state: 'ok', value: dist };
  } catch {
    // Not installed at all: the same to a person as not fetched.
  }
  return {
    name: 'Electron',
    state: 'missing',
    value: 'Its program was never fetched; the browser shell is used. “npm run setup:electron” fetches it.',
  };
}

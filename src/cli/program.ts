import { Command, CommanderError } from 'commander';
import { oneLine, sentenceOf } from '../service/sentence.ts';
import { CommandFailure, EXIT, Interrupted, UsageError, type ExitCode } from './failure.ts';
import { addDerive } from './derive.ts';
import { addBackup } from './backup.ts';
import { addDoctor } from './doctor.ts';
import { addEvaluate } from './evaluate.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addInit } from './init.ts';
import { addPack, addUnpack } from './pack.ts';
import { addPolicy } from './policy.ts';
import { addReward } from './reward.ts';
import { addServe } from './serve.ts';
import { addSuggest } from './suggest.ts';
import { addTrain } from './train.ts';
import { say, type Terminal } from './terminal.ts';

/** In the order in which a person meets them. */
const COMMANDS = [
  addDoctor,
  addInit,
  addImport,
  addDerive,
  addExport,
  addPack,
  addUnpack,
  addBackup,
  addServe,
  addTrain,
  addSuggest,
  addPolicy,
  addEvaluate,
  addReward,
] as const;

/** The command line as a tree of commands, each in its own file. */
export function buildProgram(terminal: Terminal, version: string): Command {
  const program = new Command('tempr1')
    .description(
      'Curate temporal labels on video, let a local policy suggest them, and train it on what was curated.',
    )
    .version(version)
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) => {
        write(`${oneLine(text)} (add --help for what can be said here)\n`);
      },
    })
    .exitOverride();
  for (const add of COMMANDS) add(program, terminal);
  return program;
}

/** Runs one command line and answers with the exit code; everything a person must know has been written by then. */
export async function runCommandLine(
  terminal: Terminal,
  version: string,
  argv: readonly string[],
): Promise<ExitCode | 130> {
  const program = buildProgram(terminal, version);
  if (argv.length === 0) {
    terminal.stderr.write(program.helpInformation());
    return EXIT.usage;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return told(error, terminal);
  }
}

function told(error: unknown, terminal: Terminal): ExitCode | 130 {
  // Commander has written its own line already; --help and --version end here too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof Interrupted || terminal.signal.aborted) {
    say(terminal.stderr, 'Stopped.');
    return 130;
  }
  if (error instanceof UsageError) {
    say(terminal.stderr, `error: ${oneLine(error.message)}`);
    return EXIT.usage;
  }
  say(terminal.stderr, `error: ${sentenceOf(error)}`);
  if (error instanceof CommandFailure)
    for (const line of error.details) say(terminal.stderr, `  ${oneLine(line)}`);
  return EXIT.failed;
}

/** A stand-in for the service, to be killed: starts the run it is given and prints the trainer's process number. */
import { TrainerHost } from '../trainer-host.ts';
import { trainerRun } from '../protocol.ts';
import { tabularSpawner } from './worlds.ts';

const host = new TrainerHost({ spawner: tabularSpawner(50) });
const training = host.start(trainerRun.parse(JSON.parse(process.argv.at(-1) ?? '')), (update) => {
  if (update.kind === 'event' && update.event.number === 2) console.log(training.pid);
});

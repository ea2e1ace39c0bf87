/**
 * Finds out whether a file can serve as image encoder and writes what it found as a line of JSON: `node encoder-probe.ts FILE`.
 * It is a program of its own because a foreign model may take its process down.
 */
import { encoderSentence } from './encoder-facts.ts';
import { ImageEncoder } from './image-encoder.ts';

const file = process.argv[2];
if (file === undefined) {
  process.stderr.write('Usage: encoder-probe FILE\n');
  process.exitCode = 2;
} else {
  const found = await ImageEncoder.examine(file, { threads: 2 }).then(
    (facts) => ({ usable: true, sentence: encoderSentence(facts) }),
    (error: unknown) => ({ usable: false, sentence: error instanceof Error ? error.message : String(error) }),
  );
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

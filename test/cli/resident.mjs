// One process that runs many command lines, one after the other: bad input is told from good long before anything is computed, and starting a
// process for each takes a hundred times as long. argv: the folder of the built command line.
import { pathToFileURL } from 'node:url';

const folder = pathToFileURL(`${process.argv[2]}/`);
const [{ createProgram }, { fail }] = await Promise.all(
  ['program.js', 'exit-codes.js'].map((file) => import(new URL(file, folder).href)),
);
const write = { stdout: process.stdout.write, stderr: process.stderr.write };

process.on('message', async ({ words }) => {
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    process[stream].write = (chunk) => {
      written[stream] += chunk;
      return true;
    };
  }
  process.exitCode = 0;
  try {
    await createProgram().parseAsync(words, { from: 'user' });
  } catch (error) {
    fail(error);
  }
  const code = process.exitCode;
  Object.assign(process.stdout, { write: write.stdout });
  Object.assign(process.stderr, { write: write.stderr });
  process.exitCode = 0;
  process.send({ code, ...written });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });

import { Command, type CommanderError } from 'commander';
import { InputError } from '../errors.ts';
import { versions } from '../headless/index.ts';
import { addBench } from './commands/bench.ts';
import { addInfo } from './commands/info.ts';
import { addList } from './commands/list.ts';
import { addRecord } from './commands/record.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addView } from './commands/view.ts';
import { addWorker } from './commands/worker.ts';

/** The command line: one command a file in `commands/`. */
export function createProgram(): Command {
  const program = new Command('ottoflow')
    .description(
      'A particle engine for Wasserstein dynamics: watch, benchmark and compare flows of probability measures.',
    )
    .version(versions().ottoflow!, '-v, --version')
    .helpCommand('help [command]', 'show the help of a command');
  for (const add of [addRun, addBench, addWorker, addReport, addView, addRecord, addList, addInfo]) add(program);
  for (const command of [program, ...program.commands]) sayErrorsInOneLine(command);
  return program;
}

/** Commander ends the process itself, with 1 and up to two lines; we end with 2 and one line, like for any other bad input. */
function sayErrorsInOneLine(command: Command): void {
  command.allowExcessArguments(false);
  command.configureOutput({ outputError: () => {} });
  command.exitOverride((error: CommanderError) => {
    if (error.exitCode === 0 || error.code === 'commander.help') process.exit();
    throw new InputError(error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '));
  });
}

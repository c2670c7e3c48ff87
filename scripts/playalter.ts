// `npx playalter <command>`.

import { progress, runCommand } from './command-line.ts';
import { doctorCommand } from './doctor/doctor-command.ts';
import { exitStatus } from './user-error.ts';

const [name = '--help', ...rest] = process.argv.slice(2);

switch (name) {
  case 'doctor':
    await runCommand(doctorCommand, rest);
    break;
  case '--help':
  case '-h':
    process.stdout.write(
      `Usage: playalter <command> [options]\n\n  doctor  ${doctorCommand.description}\n\nplayalter <command> --help lists its options.\n`,
    );
    break;
  default:
    progress(`"${name}" is no command; there is doctor. --help lists the commands.`);
    process.exitCode = exitStatus.usage;
}

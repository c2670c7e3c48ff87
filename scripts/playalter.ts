// `npx playalter <command>`.

import type { ArgsDef } from 'citty';
import { type Command, progress, runCommand } from './command-line.ts';
import { dashboardCommand } from './dashboard/dashboard-command.ts';
import { doctorCommand } from './doctor/doctor-command.ts';
import { modelsCommand } from './models/models-command.ts';
import { exitStatus } from './user-error.ts';

const [name = '--help', ...rest] = process.argv.slice(2);

switch (name) {
  case 'dashboard':
    await runCommand(dashboardCommand, rest);
    break;
  case 'doctor':
    await runCommand(doctorCommand, rest);
    break;
  case 'models':
    await runCommand(modelsCommand, rest);
    break;
  case '--help':
  case '-h':
    process.stdout.write(
      `Usage: playalter <command> [options]\n\n${line(dashboardCommand)}${line(doctorCommand)}${line(modelsCommand)}\nplayalter <command> --help lists its options.\n`,
    );
    break;
  default:
    progress(
      `"${name}" is no command; there are dashboard, doctor and models. --help lists the commands.`,
    );
    process.exitCode = exitStatus.usage;
}

function line<T extends ArgsDef>({ name, description }: Command<T>): string {
  return `  ${name.padEnd(10)} ${description}\n`;
}

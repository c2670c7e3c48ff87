// `npm run doctor`: lists each way in which a raw frame could leave OBS. Exit status 0: none that is raw or a risk;
// 3: some; 2: OBS could not be looked at.

import { runCommand } from './command-line.ts';
import { doctorCommand } from './doctor/doctor-command.ts';

await runCommand(doctorCommand);

// All faults, in the order in which they are run.

import { channelFaults } from './channel-faults.ts';
import { daemonFaults } from './daemon-faults.ts';
import type { Fault } from './fault.ts';
import { obsFaults } from './obs-faults.ts';
import { sourceFaults } from './source-faults.ts';

export const faults: readonly Fault[] = [
  ...daemonFaults,
  ...channelFaults,
  ...sourceFaults,
  ...obsFaults,
];
